"""`autograder collect`: puts a platform's archives into `submitted/`, under the course's own student ids."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.arrange import Arranged, arrange, digest_of, holds, problem_at, put, read_files, write_time
from autograder.course.called import called
from autograder.course.grade import has_grade
from autograder.course.manifest import Entry, read_manifest, write_manifest
from autograder.course.roster import Roster, RosterError, read_roster
from autograder.course.state import is_decided
from autograder.gradebook.course import Course
from autograder.gradebook.standing import names, standings
from autograder.kernel.text import one_line
from autograder.platforms import moodle
from autograder.platforms.archive import UnreadableArchive
from autograder.platforms.handed_in import HandedIn, Reading, Who
from autograder.platforms.reading import readings

SHOWN = 100  # characters of a name that a student chose


@dataclass
class Collected:
    """What became of it: students under what was done, names in archives and students under what was not.

    `called` are the names of students by id.
    """

    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    not_matched: dict[str, str] = field(default_factory=dict)
    not_understood: dict[str, str] = field(default_factory=dict)
    not_taken: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # of whom nothing says when they handed in
    notes: list[str] = field(default_factory=list)
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_a_person(self) -> bool:
        return bool(self.not_matched or self.not_understood or self.not_taken or self.late)


def collect(course: Course, archives: Sequence[Path], roster_file: Path | None) -> Collected:
    """Takes the newest work of everybody on the roster. Raises RosterError, ManifestError and OSError."""
    roster = read_roster(course, roster_file, remember=True)
    if roster is None:
        raise RosterError(
            "there is no roster yet: give the platform's export with --roster, "
            "or enter the class with nbgrader db student import"
        )
    done = Collected(notes=list(roster.notes), called=called(names(course.gradebook), roster))
    entries = read_manifest(course.root, course.assignment.name)
    for path in archives:
        try:
            with readings(path, course.assignment.name) as found:
                reading = next((one for one in found if _matches_anybody(one, roster)), found[-1])
                done.notes.append(f"{path.name}: read as {_kind(reading)}")
                _take_all(course, roster, path.name, reading, entries, done)
        except UnreadableArchive as error:
            done.not_understood[path.name] = str(error)
        finally:  # so that the next call knows what was collected, even if this one is interrupted
            write_manifest(course.root, course.assignment.name, entries)
    _tell_what_waits(course, entries, done)
    there = set(course.students())
    done.missing = sorted(student for student in roster.people if student not in there)
    return done


def _tell_what_waits(course: Course, entries: dict[str, Entry], done: Collected) -> None:
    """Names what waits for a person in `submitted/`, whenever it was collected."""
    there = {student: entry for student, entry in entries.items() if course.submitted(student).exists()}
    for student, entry in there.items():
        if entry.late and not course.directory.get_existing_timestamp(str(course.submitted(student))):
            done.late.append(student)
    troubled = [student for student, entry in there.items() if entry.problem]
    found = standings(course.gradebook, course.assignment.name) if troubled else {}
    for student in troubled:
        settled = has_grade(course, student) and is_decided(found.get(student), course.assignment.answers)
        problem = "" if settled else problem_at(course.submitted(student), course.assignment)
        if problem:
            done.not_understood[student] = f"{problem}; it was collected and waits for a person"


def _kind(reading: Reading) -> str:
    return "a folder of files by person" if reading.platform == "plain" else f"an export of {reading.platform}"


def _matches_anybody(reading: Reading, roster: Roster) -> bool:
    return any(roster.find(who).students for one in reading.handed_in for who in one.who)


def _take_all(
    course: Course, roster: Roster, archive: str, reading: Reading, entries: dict[str, Entry], done: Collected
) -> None:
    """Puts the newest attempt of everybody in the reading into its place."""
    for name, reason in reading.not_understood.items():
        done.not_understood[f"{archive}: {one_line(name, SHOWN)}"] = reason
    attempts: dict[str, list[HandedIn]] = defaultdict(list)
    ways: set[str] = set()  # by which those were found whom the platform gives a number
    for one in reading.handed_in:
        for who in one.who:
            found = roster.find(who)
            ways |= {found.by} if who.id and found.by else set()
            when = one.when or roster.times.get(who.id)
            for student in found.students:
                origin = one.origin
                if found.is_team:  # the number there is the team's
                    member = roster.people[student]
                    origin = moodle.origin(member.ids, "".join(member.names[:1]))
                attempts[student].append(HandedIn((who,), one.files, one.attempt, when, one.late, origin))
            if not found.students:
                done.not_matched[f"{archive}: {_called(who)}"] = found.reason
    if ways == {"name"}:
        why = f"is the roster ({roster.source}) of this platform?"
        done.notes.append(f"{archive}: nobody was matched by number or login, only by names: {why}")
    for student, several in attempts.items():
        newest = max(several, key=_order)
        if any(one is not newest and _order(one) == _order(newest) for one in several):
            names = ", ".join(sorted(one_line(one.who[0].shown, SHOWN) for one in several))
            done.not_taken[student] = f"{archive} has several of theirs, and none is the newest: {names}"
        else:
            files, left_out = read_files(newest.files)
            for name, reason in left_out.items():
                done.not_understood[f"{student}: {one_line(name, SHOWN)}"] = reason
            _take(course, _Found(student, archive, reading.platform, newest, files), entries, done)


def _called(who: Who) -> str:
    """The name that the platform shows, and its number for the person."""
    number = who.id.partition(":")[2]
    return one_line(who.shown, SHOWN) + (f" ({number})" if number and number not in who.shown else "")


def _order(one: HandedIn) -> tuple[datetime, int]:
    return one.when or datetime.min.replace(tzinfo=UTC), one.attempt


@dataclass(frozen=True)
class _Found:
    """One attempt of a student, the archive and platform it came from, and its files as they are there."""

    student: str
    archive: str
    platform: str
    one: HandedIn
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        return digest_of(self.files)

    def entry(self, arranged: Arranged, before: Entry | None) -> Entry:
        """What the manifest keeps; `before` is the entry that it replaces."""
        one = self.one
        return Entry(
            self.platform,
            self.archive,
            one.who[0].shown,
            tuple(sorted(self.files)),
            arranged.notebook,
            one.attempt,
            one.when.isoformat() if one.when else "",
            one.late,
            self.digest,
            one.origin,
            (*before.earlier, before.digest) if before else (),
            arranged.problem,
        )


def _take(course: Course, found: _Found, entries: dict[str, Entry], done: Collected) -> None:
    """Puts one attempt into its place, unless it is there already, or something newer is."""
    student, one = found.student, found.one
    place, known = course.submitted(student), entries.get(student)
    if place.exists() and known and known.digest == found.digest:
        if one.when and not known.when:  # only a later roster knew the time
            write_time(place, one.when)
            entries[student] = replace(known, when=one.when.isoformat())
        done.unchanged.append(student)
        return
    if not found.files:
        done.not_taken[student] = "none of their files can be read"
        return
    arranged = arrange(found.files, course.assignment)
    replaces = place.exists()
    if replaces and known is None and holds(place, arranged.files):
        entries[student] = found.entry(arranged, None)
        done.unchanged.append(student)
        return
    there = course.directory.get_existing_timestamp(str(place)) if replaces else None
    if replaces and _is_older(found, known, there):
        done.older.append(student)
        return
    if replaces and known is None and not (there and one.when):
        done.not_taken[student] = f"{place} is there already and was not collected: move it away to take this one"
        return
    done.notes += [f"{student}: {note}" for note in arranged.notes]
    put(place, arranged.files, one.when)
    (done.newer if replaces else done.new).append(student)
    entries[student] = found.entry(arranged, known)


def _is_older(found: _Found, known: Entry | None, there: datetime | None) -> bool:
    """Whether `found` is older than what is in place, which was handed in `there` (UTC), if that is known."""
    one = found.one
    if there and one.when:
        return one.when < there.replace(tzinfo=UTC)
    if known is None:
        return False
    if known.platform == found.platform and one.attempt != known.attempt:
        return one.attempt < known.attempt
    return found.digest in known.earlier
