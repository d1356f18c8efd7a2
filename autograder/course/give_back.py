"""`autograder give-back`: writes grades into the platform's own file, and feedback into the zip that it takes back."""

import csv
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat

from autograder.course.grades import StudentGrade, grades, in_words, maximum
from autograder.course.manifest import Entry, read_manifest
from autograder.course.report.people import Status
from autograder.course.roster import NBGRADER, Person, Roster, RosterError, read_roster, read_sheet
from autograder.gradebook.course import Course
from autograder.grading.reports.spreadsheet import inert
from autograder.grading.reports.words import points
from autograder.platforms import canvas, moodle, moodle_gradebook
from autograder.platforms.sheet import Places, Row, Sheet, written

NOT_HANDED_IN = str(Status.MISSING)
OURS = b"feedback by autograder give-back"  # the comment by which a zip is known as ours, and may be overwritten
HEADINGS = ("student", "name", "status", "why", "handed in", "late", "penalty", "score", "maximum")
POINTS = re.compile(r'<meta content="([\d.]+)" name="points"/>')  # as nbconvert writes it: it sorts attributes
HEAD = 1000  # characters of a page in which that stands
WAYS = {canvas.NAME: canvas.feedback_name, moodle.NAME: moodle.feedback_name}


@dataclass
class GivenBack:
    """The outcome: who got a grade or feedback, and who did not, by the name that is shown, with the reason."""

    target: Path
    given: list[str] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    not_handed_in: list[str] = field(default_factory=list)
    left_alone: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: int = 0  # of a table, in which everybody has one

    @property
    def needs_a_person(self) -> bool:
        return bool(self.waiting or self.left_alone)


@dataclass(frozen=True)
class Class:
    """Everything that is given back, read once: the grades by student, and the roster to match names."""

    course: Course
    grades: dict[str, StudentGrade]
    entries: dict[str, Entry]
    roster: Roster


def read_class(course: Course) -> Class:
    """Reads the class from the course. Raises RosterError and ManifestError."""
    entries = read_manifest(course.root, course.assignment.name)
    roster = read_roster(course)
    known = grades(course, roster)
    everybody = dict(roster.people) if roster else {}
    for student in {*known, *entries}:
        person = everybody.get(student, Person(student, names=_name(known.get(student))))
        entry = entries.get(student)
        everybody[student] = replace(person, ids=(*person.ids, *_ids(entry))) if entry else person
    return Class(course, known, entries, Roster(roster.source if roster else NBGRADER, everybody))


def _name(grade: StudentGrade | None) -> tuple[str, ...]:
    return (grade.person.name,) if grade and grade.person.name else ()


def _ids(entry: Entry) -> tuple[str, ...]:
    number = entry.origin.get({canvas.NAME: "user", moodle.NAME: "participant"}.get(entry.platform, ""))
    return (f"{entry.platform}:{number}",) if number else ()


def fill_canvas(read: Class, path: Path, column: str, partial: bool) -> GivenBack:
    """Writes a copy of Canvas's export at `path` with the scores. Raises RosterError, SheetError and OSError."""
    sheet = read_sheet(path)
    if not canvas.is_gradebook(sheet):
        raise RosterError(f"{path} is no export of Canvas's gradebook: its first columns are none of a gradebook's")
    return _fill(read, path, sheet, canvas.places(sheet, _titles(read.course), column), partial)


def fill_moodle(read: Class, path: Path, column: str, partial: bool) -> GivenBack:
    """The same for Moodle's worksheet, which gets comments too, or for its gradebook's export."""
    sheet = read_sheet(path)
    if canvas.is_gradebook(sheet):
        raise RosterError(f"{path} is an export of Canvas's gradebook: give it with --canvas")
    if not moodle.is_gradebook(sheet) and moodle_gradebook.is_gradebook(sheet):
        return _fill(read, path, sheet, moodle_gradebook.places(sheet, _titles(read.course), column), partial)
    return _fill(read, path, sheet, moodle.places(sheet), partial)


def _titles(course: Course) -> list[str]:
    """What the assignment may be called elsewhere: its name, and the first heading of its notebook."""
    name = course.assignment.name
    notebook = nbformat.read(course.root / "source" / name / f"{name}.ipynb", as_version=4)
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return [name, *(line.lstrip("# ") for line in itertools.islice(filter(lambda one: one.startswith("#"), lines), 1))]


def _fill(read: Class, path: Path, sheet: Sheet, places: Places, partial: bool) -> GivenBack:
    done = GivenBack(path.with_name(f"{path.stem}_graded{path.suffix}"))
    _require_same_maximum(read.course, path, places, done)
    students = _students(read, places, done)
    for row in places.rows:
        student = students.get(row.index)
        if student is None:
            continue
        grade = read.grades.get(student)
        value = (grade.partial if partial else grade.score) if grade else None
        if grade is None or grade.why == NOT_HANDED_IN:
            done.not_handed_in.append(row.who.shown)
        elif row.kept:
            done.left_alone[row.who.shown] = row.kept
        elif value is None:
            done.waiting[row.who.shown] = grade.why
        elif places.comment is not None and row.maximum is not None and round(value, 2) > row.maximum:
            reason = f"{points(value)} points are more than the maximum, and Moodle would pass over them"
            done.left_alone[row.who.shown] = reason
        else:
            _write(read.course, sheet, places, row, value, grade, done)
    inside = set(students.values())
    for student, grade in read.grades.items():
        if student not in inside and grade.partial is not None:
            done.left_alone[student] = f"no line of {path.name} is theirs"
    done.target.write_bytes(sheet.encoded())
    return done


def _write(
    course: Course, sheet: Sheet, places: Places, row: Row, value: float, grade: StudentGrade, done: GivenBack
) -> None:
    sheet.fill(row.index, places.grade, written(value, places.comma))
    done.given.append(row.who.shown)
    if grade.why:
        done.notes.append(f"{row.who.shown}: what there is, {points(round(value, 2))} points; {grade.why}")
    if places.comment is not None:
        said = moodle.comment(in_words(course, grade), sheet.value(row.index, places.comment))
        if said is None:
            done.notes.append(f"{row.who.shown}: the comment that is there was left")
        else:
            sheet.fill(row.index, places.comment, said)


def _require_same_maximum(course: Course, path: Path, places: Places, done: GivenBack) -> None:
    """Raises RosterError if the platform's maximum is not the course's."""
    ours = maximum(course)
    found = {row.maximum for row in places.rows}
    for theirs in found - {None}:
        if theirs != ours:
            raise RosterError(
                f"{course.assignment.name} has {points(ours)} points in the course and {points(theirs)} in {path}: "
                "set the platform's maximum, and download the file again"
            )
    if None in found:
        done.notes.append(f"{path.name} does not say how many points there are: the course has {points(ours)}")


def _students(read: Class, places: Places, done: GivenBack) -> dict[int, str]:
    """The student of each row, by the row's index."""
    students: dict[int, str] = {}
    taken: set[str] = set()
    for row in places.rows:
        found = read.roster.find(replace(row.who, group=""))
        if not found.students:
            done.left_alone[row.who.shown] = found.reason
        elif found.students[0] in taken:
            done.left_alone[row.who.shown] = f"{found.students[0]} has another line in it already"
        else:
            students[row.index] = found.students[0]
            taken.add(found.students[0])
    return students


def write_feedback(read: Class, path: Path, platform: str, sheet: Path | None, partial: bool) -> GivenBack:
    """Writes the zip that the platform takes back. A page's name says whose it is.

    `sheet` is Moodle's worksheet: it has the numbers of students whom the manifest does not know. Raises RosterError
    and OSError.
    """
    if path.exists() and not _is_ours(path):
        raise RosterError(f"{path} is there already and is no feedback zip: name another file")
    origins = {student: entry.origin for student, entry in read.entries.items() if entry.platform == platform}
    if platform == moodle.NAME and sheet is not None:
        origins |= _origins(read, sheet)
    done = GivenBack(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = OURS
        for student, grade in read.grades.items():
            page, reason = _page(read, grade, partial)
            name = WAYS[platform](origins.get(student, {}), page.name) if page else None
            if grade.why == NOT_HANDED_IN:
                done.not_handed_in.append(student)
            elif page is None:
                done.waiting[student] = reason
            elif name is None:
                done.left_alone[student] = f"nothing of theirs came from {platform} that a page could go back to"
            else:
                archive.write(page, name)
                done.given.append(student)
    return done


def _is_ours(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == OURS
    except (OSError, zipfile.BadZipFile):
        return False


def _origins(read: Class, path: Path) -> dict[str, dict[str, str]]:
    sheet = read_sheet(path)
    if not moodle.is_gradebook(sheet):
        return {}
    places = moodle.places(sheet)
    students = _students(read, places, GivenBack(path))
    whos = {row.index: row.who for row in places.rows}
    return {student: moodle.origin((whos[index].id,), whos[index].name) for index, student in students.items()}


def _page(read: Class, grade: StudentGrade, partial: bool) -> tuple[Path | None, str]:
    """The student's feedback page, or why it is not given back."""
    course, student = read.course, grade.person.student
    if grade.partial is None or (grade.why and not partial):
        return None, grade.why
    page = course.feedback(student) / f"{course.assignment.name}.html"
    command = f"nbgrader generate_feedback {course.assignment.name} --force"
    if not page.is_file():
        return None, f"there is no feedback yet: call {command}"
    if page.stat().st_mtime < (course.autograded(student) / f"{course.assignment.name}.ipynb").stat().st_mtime:
        return None, f"the feedback is older than the grade: call {command}"
    if grade.score is not None and not _has_points(page, grade.score):
        return None, f"the feedback was made before it was marked: call {command}"
    return page, ""


def _has_points(page: Path, score: float) -> bool:
    """Whether the page was made when the score was this; one that names none may have been."""
    with page.open(encoding="utf-8", errors="replace") as file:
        named = POINTS.search(file.read(HEAD))
    return named is None or float(named[1]) == round(score, 2)


def the_platform(read: Class) -> str:
    """The one platform that takes feedback back and that submissions came from. Raises RosterError."""
    found = {entry.platform for entry in read.entries.values()}.intersection(WAYS)
    if len(found) != 1:
        came = "from none" if not found else f"from {' and '.join(sorted(found))}"
        raise RosterError(f"submissions came {came} that takes a zip: say which with --canvas or --moodle and its file")
    return found.pop()


def write_table(read: Class, path: Path) -> GivenBack:
    """Writes our own table, one line a student. Raises RosterError and OSError.

    Every cell is quoted, so no comma in a name shifts a column, and a text that a spreadsheet would run as a formula
    gets an apostrophe before it (`inert`). A score that nobody has decided is empty and never 0. The byte order mark at
    the start makes Excel read UTF-8.
    """
    if path.exists() and not path.read_bytes()[:100].decode("utf-8-sig", "replace").startswith(f'"{HEADINGS[0]}","'):
        raise RosterError(f"{path} is there already and is no table of grades: name another file")
    given = [student for student, grade in read.grades.items() if grade.score is not None]
    done = GivenBack(path, given, lines=len(read.grades))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        lines = csv.writer(file, quoting=csv.QUOTE_ALL)
        questions = read.course.assignment.graded
        kinds = [f"{name} {kind}" for name in questions for kind in ("automatic", "manual")]
        lines.writerow([*HEADINGS, *kinds])
        for _, grade in sorted(read.grades.items()):
            lines.writerow(list(map(inert, _line(read, grade, questions))))
    return done


def _line(read: Class, grade: StudentGrade, questions: list[str]) -> Iterator[str]:
    person, standing, whole = grade.person, grade.person.standing, _number(maximum(read.course))
    strange = "" if person.is_on_roster else "not on the roster"
    yield from (person.student, person.name, str(person.status))
    if grade.why == NOT_HANDED_IN:
        yield from (strange, "", "", "", "", whole, *[""] * 2 * len(questions))
        return
    waiting = ", ".join(person.waiting) if person.status is Status.TO_BE_MARKED else ""
    again = grade.why if person.status is Status.GRADED else ""
    yield "; ".join(filter(None, [person.reason or waiting or again, strange]))
    yield f"{standing.handed_in:%Y-%m-%d %H:%M:%S} UTC" if standing.handed_in else ""
    yield "yes" if person.is_late else "no"
    yield from (_number(standing.penalty), _number(grade.score), whole)
    for question in questions:
        yield from (_number(standing.automatic.get(question)), _number(standing.manual.get(question)))


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 4):g}"
