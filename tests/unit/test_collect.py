"""From archives into `submitted/`: who is meant, what is newer, what harms nothing."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import tiny_course
from support.tiny_course import FULL, NOTEBOOK, work
from support.tiny_lab import NAME
from support.zips import zipped

from autograder.course import collect as collecting
from autograder.course.collect import Collected, collect
from autograder.course.roster import RosterError, read_roster
from autograder.gradebook.course import Course

CLASS = (
    {"id": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.edu", "lms_user_id": "101"},
    {"id": "zoe", "first_name": "Zoë", "last_name": "Ångström"},
    {"id": "mary", "first_name": "Mary", "last_name": "O'Neil"},
    {"id": "li", "first_name": "小龍", "last_name": "李"},
    {"id": "david", "first_name": "דוד", "last_name": "לוי"},
    {"id": "sam1", "first_name": "Sam", "last_name": "Smith"},
    {"id": "sam2", "first_name": "Sam", "last_name": "Smith"},
)
SOLVED = work()
CANVAS_ROSTER = """\N{ZERO WIDTH NO-BREAK SPACE}Student,ID,SIS User ID,SIS Login ID,Section,A tiny lab (77)
    Points Possible,,,,,11.00
"Lovelace, Ada",101,900,ada,One,
"Ångström, Zoë",102,901,zoe,One,
"O'Neil, Mary",103,902,mary@example.edu,One,
李小龍,104,903,li,One,
"Student, Test",199,,,One,
"""


@pytest.fixture
def folder(empty_course: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_course, tmp_path / "course"))


@pytest.fixture
def entered(folder: Path) -> Path:
    tiny_course.enter(folder, *CLASS)
    return folder


def run(folder: Path, *archives: Path, roster: Path | None = None) -> Collected:
    course = Course(folder, NAME)
    try:
        return collect(course, archives, roster)
    finally:
        course.close()


def archive(folder: Path, files: dict[str, bytes], name: str = "download.zip") -> Path:
    path = folder.parent / name
    path.write_bytes(zipped(files))
    return path


def submitted(folder: Path, student: str) -> dict[str, bytes]:
    place = folder / "submitted" / student / NAME
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


NAMES = {"lovelaceada": "ada", "ångströmzoë": "zoe", "oneilmary": "mary", "李小龍": "li", "לוידוד": "david"}


@pytest.mark.parametrize("name", NAMES)
def test_canvas_people_are_known_by_their_names(entered, name):
    done = run(entered, archive(entered, {f"{name}_555_9_My Lab (1).ipynb": SOLVED}))
    assert done.new == [NAMES[name]]
    assert not done.needs_a_person
    assert submitted(entered, NAMES[name]) == {NOTEBOOK: SOLVED}


def test_a_platforms_number_comes_before_the_name(entered):
    done = run(entered, archive(entered, {"lovelaceada_101_9_a.ipynb": SOLVED, "smithsam_7_8_a.ipynb": SOLVED}))
    assert done.new == ["ada"]
    assert done.not_matched == {
        "download.zip: smithsam (7)": "several on the roster have this name: sam1, sam2",
    }
    assert not (entered / "submitted" / "sam1").exists()


def test_a_number_under_quite_another_name_is_nobodys(entered):
    done = run(entered, archive(entered, {"eve_101_9_a.ipynb": SOLVED}))
    assert done.not_matched == {"download.zip: eve (101)": "by its number it is Lovelace, Ada's, by its name eve's"}


def test_without_a_roster_nothing_is_collected(folder):
    with pytest.raises(RosterError, match="there is no roster yet: give the platform's export with --roster"):
        run(folder, archive(folder, {"ada.ipynb": SOLVED}))
    assert not (folder / "submitted").exists()


def test_the_platforms_export_is_a_roster_and_is_kept(folder):
    roster = folder.parent / "grades.csv"
    roster.write_text(CANVAS_ROSTER, encoding="utf-8")
    done = run(folder, archive(folder, {"lovelaceada_101_9_a.ipynb": SOLVED, "x_999_3_a.ipynb": SOLVED}), roster=roster)
    assert done.new == ["ada"]
    assert done.missing == ["li", "mary@example.edu", "zoe"]
    assert list(done.not_matched) == ["download.zip: x (999)"]
    again = run(folder, archive(folder, {"李小龍_104_9_a.ipynb": SOLVED}, "second.zip"))
    assert (again.new, again.missing) == (["li"], ["mary@example.edu", "zoe"])


def test_nbgraders_own_ids_hold_where_it_has_them(entered):
    roster = entered.parent / "grades.csv"
    roster.write_text(CANVAS_ROSTER, encoding="utf-8")
    done = run(entered, archive(entered, {"oneilmary_103_9_a.ipynb": SOLVED}), roster=roster)
    assert done.new == ["mary"]
    assert not any("not on nbgrader's list" in note for note in done.notes)


def test_who_is_not_on_nbgraders_list_is_named(entered):
    roster = entered.parent / "grades.csv"
    roster.write_text(CANVAS_ROSTER + '"New, Somebody",105,904,new,One,\n', encoding="utf-8")
    done = run(entered, archive(entered, {"newsomebody_105_9_a.ipynb": SOLVED}), roster=roster)
    assert done.new == ["new"]
    assert "New, Somebody is not on nbgrader's list of students and would be new there" in done.notes


WORKSHEET = """Identifier,Full name,Email address,Status,Group,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 17,Ada Lovelace,ada@example.edu,Submitted,Team Rot,,11.00,Yes,"Friday, 20 November 2026, 10:00 AM",-,
Participant 18,Zoë Ångström,zoe@example.edu,Submitted,Team Rot,,11.00,Yes,"Friday, 20 November 2026, 1:05 PM",-,
Participant 5,Mary O'Neil,mary@example.edu,No submission,Team Blau,,11.00,Yes,-,-,
"""


def test_moodles_worksheet_says_when_it_was_handed_in(folder, monkeypatch):
    roster = folder.parent / "worksheet.csv"
    roster.write_text(WORKSHEET, encoding="utf-8")
    done = run(folder, archive(folder, {f"Ada Lovelace_17_assignsubmission_file/{NOTEBOOK}": SOLVED}), roster=roster)
    assert done.new == ["ada@example.edu"]
    local = datetime(2026, 11, 20, 10).astimezone(UTC)
    time = submitted(folder, "ada@example.edu")["timestamp.txt"].decode()
    assert time == local.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def test_a_team_hands_in_for_all_of_it_and_not_for_whoever_has_its_number(folder):
    roster = folder.parent / "worksheet.csv"
    roster.write_text(WORKSHEET, encoding="utf-8")
    done = run(folder, archive(folder, {f"Team Rot_5_assignsubmission_file/{NOTEBOOK}": SOLVED}), roster=roster)
    assert sorted(done.new) == ["ada@example.edu", "zoe@example.edu"]
    origins = {student: about["origin"] for student, about in tiny_course.manifest(folder).items()}
    assert origins["zoe@example.edu"] == {"participant": "18", "name": "Zoë Ångström"}


def test_moodles_numbers_are_not_kept_for_another_assignment(folder):
    roster = folder.parent / "worksheet.csv"
    roster.write_text(WORKSHEET, encoding="utf-8")
    run(folder, archive(folder, {}), roster=roster)
    course = Course(folder, NAME)
    kept = read_roster(course)
    assert kept is not None
    assert kept.people["ada@example.edu"].ids == ("moodle:17",)
    path = folder / "collected" / "roster.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"assignment": "another"}))
    other = read_roster(course)
    course.close()
    assert other is not None
    assert other.people["ada@example.edu"].ids == ()


def test_again_is_harmless(entered):
    path = archive(entered, {"ada.ipynb": SOLVED})
    run(entered, path)
    place = entered / "submitted" / "ada" / NAME / NOTEBOOK
    before = place.stat().st_mtime_ns
    done = run(entered, path)
    assert (done.new, done.newer, done.unchanged) == ([], [], ["ada"])
    assert place.stat().st_mtime_ns == before
    place.write_bytes(b"mended by hand")
    assert run(entered, path).unchanged == ["ada"]
    assert place.read_bytes() == b"mended by hand"


def test_what_is_newer_replaces_and_what_is_older_does_not(entered):
    start = f"ada+{NAME}+2026-11-20"
    newer, older = work(greet_code="greet = 1"), work(greet_code="greet = 2")
    run(entered, archive(entered, {f"{start} 10:00:00 UTC/x.ipynb": SOLVED}))
    done = run(entered, archive(entered, {f"{start} 11:00:00 UTC/x.ipynb": newer}, "2.zip"))
    assert done.newer == ["ada"]
    assert submitted(entered, "ada") == {NOTEBOOK: newer, "timestamp.txt": b"2026-11-20 11:00:00.000000 UTC"}
    done = run(entered, archive(entered, {f"{start} 09:00:00 UTC/x.ipynb": older}, "3.zip"))
    assert done.older == ["ada"]
    assert submitted(entered, "ada")[NOTEBOOK] == newer


def test_of_several_attempts_the_newest_counts(entered):
    start = f"ada+{NAME}+2026-11-20"
    files = {f"{start} {hour}:00:00 UTC/x.ipynb": work(greet_code=f"greet = {hour}") for hour in (10, 12, 11)}
    run(entered, archive(entered, files))
    assert submitted(entered, "ada")[NOTEBOOK] == work(greet_code="greet = 12")
    run(entered, archive(entered, {"zoe.ipynb": SOLVED, "zoe (1).ipynb": work(greet_code="newer")}, "2.zip"))
    assert submitted(entered, "zoe") == {NOTEBOOK: work(greet_code="newer")}


def test_canvas_downloaded_again_replaces_by_the_attachment(entered):
    run(entered, archive(entered, {"lovelaceada_101_20_a.ipynb": SOLVED}))
    older, newer = work(greet_code="older"), work(greet_code="newer")
    assert run(entered, archive(entered, {"lovelaceada_101_10_a.ipynb": older}, "2.zip")).older == ["ada"]
    assert run(entered, archive(entered, {"lovelaceada_101_30_a-1.ipynb": newer}, "3.zip")).newer == ["ada"]
    assert submitted(entered, "ada") == {NOTEBOOK: newer}


def test_several_archives_again_leave_what_the_last_one_put_there(entered):
    first, second = (archive(entered, {"ada.ipynb": work(greet_code=name)}, f"{name}.zip") for name in ("one", "two"))
    done = run(entered, first, second)
    assert (done.new, done.newer) == (["ada"], ["ada"])
    done = run(entered, first, second)
    assert (done.newer, done.older, done.unchanged) == ([], ["ada"], ["ada"])
    assert not done.needs_a_person
    assert submitted(entered, "ada") == {NOTEBOOK: work(greet_code="two")}


def test_what_was_put_there_by_hand_is_left(entered):
    place = entered / "submitted" / "ada" / NAME
    place.mkdir(parents=True)
    (place / NOTEBOOK).write_bytes(b"by hand")
    done = run(entered, archive(entered, {"ada.ipynb": SOLVED}))
    assert "was not collected: move it away to take this one" in done.not_taken["ada"]
    assert submitted(entered, "ada") == {NOTEBOOK: b"by hand"}


def test_what_lies_there_already_as_it_would_be_put_is_unchanged(entered):
    path = archive(entered, {"lovelaceada_101_9_a.ipynb": SOLVED, "lovelaceada_101_10_h.py": b"h"})
    run(entered, path)
    (entered / "collected" / f"{NAME}.json").unlink()
    assert run(entered, path).unchanged == ["ada"]
    assert tiny_course.manifest(entered)["ada"]["origin"]["user"] == "101"


def test_an_ended_call_knows_what_it_put_there(entered, monkeypatch):
    put, path = collecting.put, archive(entered, {"ada.ipynb": SOLVED, "zoe.ipynb": SOLVED})

    def ended(place: Path, *arguments: object) -> None:
        if place.parent.name == "zoe":
            raise KeyboardInterrupt
        put(place, *arguments)

    monkeypatch.setattr(collecting, "put", ended)
    with pytest.raises(KeyboardInterrupt):
        run(entered, path)
    monkeypatch.undo()
    done = run(entered, path)
    assert (done.new, done.unchanged) == (["zoe"], ["ada"])


def test_a_students_own_time_does_not_count(entered):
    files = {f"ada/{NOTEBOOK}": SOLVED, "ada/timestamp.txt": b"2020-01-01 00:00:00 UTC", "ada/Timestamp.TXT": b"x"}
    run(entered, archive(entered, files))
    assert submitted(entered, "ada") == {NOTEBOOK: SOLVED}
    inside = zipped({"x/nb.ipynb": SOLVED, "x/timestamp.txt": b"2020-01-01 00:00:00 UTC"})
    run(entered, archive(entered, {"zoe/work.zip": inside}, "2.zip"))
    assert submitted(entered, "zoe") == {NOTEBOOK: SOLVED}


PLACES = {
    "renamed": {"homework final.ipynb": SOLVED, "helper.py": b"h"},
    "in a folder": {"week/x.ipynb": SOLVED, "week/helper.py": b"h"},
    "in a zip": {"x.zip": zipped({"y/z.ipynb": SOLVED, "y/helper.py": b"h"})},
    "a zip in a zip": {"x.zip": zipped({"y.zip": zipped({"z.ipynb": SOLVED, "helper.py": b"h"})})},
    "a text file": {"lab.ipynb.txt": SOLVED, "helper.py": b"h"},
}


@pytest.mark.parametrize("place", PLACES)
def test_the_notebook_is_known_by_its_cells_and_gets_the_labs_name(entered, place):
    done = run(entered, archive(entered, {f"zoe/{name}": data for name, data in PLACES[place].items()}))
    assert submitted(entered, "zoe") == {NOTEBOOK: SOLVED, "helper.py": b"h"}
    assert done.notes == ["download.zip: read as a folder of files by person"]


def test_another_notebook_is_kept_beside_it_and_named(entered):
    released = tiny_course.nbformat.writes(tiny_course.tiny_lab.released()).encode()
    done = run(entered, archive(entered, {"zoe/mine.ipynb": SOLVED, f"zoe/{NOTEBOOK}": released}))
    assert submitted(entered, "zoe") == {NOTEBOOK: SOLVED}
    assert f"zoe: of several notebooks mine.ipynb was graded, and not {NOTEBOOK}" in done.notes
    run(entered, archive(entered, {"mary/a.ipynb": SOLVED, "mary/old/b.ipynb": SOLVED}, "2.zip"))
    assert submitted(entered, "mary") == {NOTEBOOK: SOLVED, "old/b.ipynb": SOLVED}


def test_what_is_no_notebook_is_collected_and_waits_for_a_person(entered):
    done = run(
        entered, archive(entered, {"ada/essay.pdf": b"%PDF", "zoe/x.ipynb": b'{"cells": []}', "li.ipynb": SOLVED})
    )
    assert sorted(done.new) == ["ada", "li", "zoe"]
    assert done.needs_a_person
    waits = "it was collected and waits for a person"
    assert done.not_understood["ada"] == f"there is no notebook in it, but essay.pdf; {waits}"
    assert waits in done.not_understood["zoe"]
    assert submitted(entered, "ada") == {"essay.pdf": b"%PDF"}


def test_one_broken_inner_zip_stops_nobody_else(entered):
    files = {
        f"{name}_{number}_assignsubmission_file/work.zip": data
        for number, (name, data) in enumerate(
            {"Ada Lovelace": b"PK\x03\x04 broken", "Zoë Ångström": zipped({"x.ipynb": SOLVED})}.items(), 1
        )
    }
    done = run(entered, archive(entered, files))
    assert sorted(done.new) == ["ada", "zoe"]
    assert list(done.not_understood) == ["ada"]
    assert submitted(entered, "zoe") == {NOTEBOOK: SOLVED}


def test_hostile_names_harm_nothing_and_are_named(entered):
    files = {
        f"ada/{NOTEBOOK}": SOLVED,
        "ada/../../../escaped": b"x",
        "/etc/escaped": b"x",
        "zoe/A.txt": b"",
        "zoe/a.txt": b"",
    }
    done = run(entered, archive(entered, files | {"zoe/x.ipynb": SOLVED}))
    assert sorted(done.new) == ["ada", "zoe"]
    assert submitted(entered, "ada") == {NOTEBOOK: SOLVED}
    assert submitted(entered, "zoe") == {NOTEBOOK: SOLVED, "A.txt": b""}
    assert set(done.not_understood) == {
        "download.zip: ada/../../../escaped",
        "download.zip: /etc/escaped",
        "download.zip: zoe/a.txt",
    }
    assert not list(entered.parent.rglob("*escaped*"))


def test_more_files_than_a_submission_may_have_are_named(entered):
    files = {f"ada/{number}.txt": b"" for number in range(600)} | {"ada/x.ipynb": SOLVED}
    done = run(entered, archive(entered, files))
    assert "there are more than 500 files" in done.not_understood["ada: …"]
    assert len(submitted(entered, "ada")) <= 501


def test_a_bomb_leaves_the_rest_of_the_submission(entered):
    done = run(entered, archive(entered, {"ada/x.ipynb": SOLVED, "ada/bomb.bin": bytes(40 * 2**20)}))
    assert submitted(entered, "ada") == {NOTEBOOK: SOLVED}
    assert done.not_understood == {"ada: bomb.bin": "it has more than 32 MiB"}


def test_what_was_late_is_kept_where_the_platform_does_not_say_since_when(entered):
    done = run(entered, archive(entered, {"lovelaceada_LATE_101_9_a.ipynb": SOLVED}))
    assert done.late == ["ada"]
    assert done.needs_a_person
    assert tiny_course.manifest(entered)["ada"]["late"] is True


def test_what_waits_for_a_person_is_named_each_time_until_it_is_settled(entered):
    path = archive(entered, {"lovelaceada_LATE_101_9_a.ipynb": SOLVED, "ångströmzoë_555_10_x.pdf": b"%PDF"})
    other = archive(entered, {"oneilmary_556_9_a.ipynb": SOLVED}, "other.zip")
    first = run(entered, path)
    for done in (run(entered, path), run(entered, other), run(entered, path)):
        assert (done.late, done.not_understood) == (first.late, first.not_understood) == (["ada"], done.not_understood)
        assert list(done.not_understood) == ["zoe"]
        assert done.needs_a_person
    (entered / "submitted" / "ada" / NAME / "timestamp.txt").write_text("2026-11-20 13:00:00 UTC", encoding="utf-8")
    (entered / "submitted" / "zoe" / NAME / NOTEBOOK).write_bytes(SOLVED)
    done = run(entered, path)
    assert (sorted(done.unchanged), done.late, done.not_understood) == (["ada", "zoe"], [], {})
    assert not done.needs_a_person


def test_what_cannot_be_read_is_settled_by_a_persons_points(entered):
    path = archive(entered, {"zoe/x.pdf": b"%PDF"})
    run(entered, path)
    course = Course(entered, NAME)
    tiny_course.put_grade(course, "zoe", dict.fromkeys(FULL), None)
    assert list(run(entered, path).not_understood) == ["zoe"]
    tiny_course.put_grade(course, "zoe", FULL, None)
    course.close()
    assert run(entered, path).not_understood == {}


def test_a_manifest_of_an_earlier_version_is_read(entered):
    path = archive(entered, {"zoe.ipynb": SOLVED})
    run(entered, path)
    manifest = entered / "collected" / f"{NAME}.json"
    content = json.loads(manifest.read_bytes())
    del content["students"]["zoe"]["problem"]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    assert run(entered, path).unchanged == ["zoe"]


def test_a_roster_that_has_none_of_the_platforms_numbers_is_told(folder):
    roster = folder.parent / "grades.csv"
    roster.write_text(CANVAS_ROSTER, encoding="utf-8")
    said = "nobody was matched by number or login, only by names: is the roster (grades.csv) of this platform?"
    work = {f"Ada Lovelace_17_assignsubmission_file/{NOTEBOOK}": SOLVED}
    done = run(folder, archive(folder, work), roster=roster)
    assert done.new == ["ada"]
    assert f"download.zip: {said}" in done.notes
    assert not done.needs_a_person
    canvas = {"lovelaceada_101_9_a.ipynb": SOLVED, "ångströmzoë_555_10_x.ipynb": SOLVED}
    assert f"download.zip: {said}" not in run(folder, archive(folder, canvas)).notes


def test_the_manifest_has_original_names_and_ids(entered):
    run(entered, archive(entered, {"李小龍_104_9_Übung (1).ipynb": SOLVED, "李小龍_104_10_h.py": b""}))
    entry = tiny_course.manifest(entered)["li"]
    assert entry["files"] == ["h.py", "Übung (1).ipynb"]
    assert entry["notebook"] == "Übung (1).ipynb"
    assert entry["origin"] == {"user": "104", "start": "李小龍_104_10"}
    assert (entry["platform"], entry["archive"], entry["shown"]) == ("canvas", "download.zip", "李小龍")


def test_a_folder_of_folders_is_collected_as_well(entered):
    folder = entered.parent / "notebooks"
    for name in ("Copy of ada.ipynb", "Zoë Ångström/x.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(SOLVED)
    (folder / "li").symlink_to("/etc")
    done = run(entered, folder)
    assert sorted(done.new) == ["ada", "zoe"]
    assert done.not_understood == {"notebooks: li": "it is a link"}


def test_an_archive_that_is_none_does_not_stop_the_others(entered):
    broken = entered.parent / "broken.zip"
    broken.write_bytes(b"no zip")
    done = run(entered, broken, archive(entered, {"ada.ipynb": SOLVED}))
    assert done.new == ["ada"]
    assert list(done.not_understood) == ["broken.zip"]
