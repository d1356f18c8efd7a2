"""Grades into the platforms' own files: whose, how many, and not a byte of anything else."""

import csv
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import tiny_course
from support.canvas_site import CanvasSite, CanvasStudent
from support.moodle_site import ENGLISH, GERMAN, MoodleSite, MoodleStudent
from support.tiny_course import FULL, work
from support.tiny_lab import NAME

from autograder.course.collect import collect
from autograder.course.give_back import (
    GivenBack,
    fill_canvas,
    fill_moodle,
    read_class,
    the_platform,
    write_feedback,
    write_table,
)
from autograder.course.roster import RosterError
from autograder.gradebook.course import Course
from autograder.platforms.sheet import SheetError

SOLVED = {"x.ipynb": work()}
PEOPLE = {
    "ada": "Lovelace, Ada",
    "zoe": "Ångström, Zoë",
    "mary": "O'Neil, Mary Ann",
    "li": "李小龍",
    "david": "לוי, דוד",
    "gone": "Gone, Tim",
}
TITLE = "A tiny lab"


def canvas(**more: object) -> CanvasSite:
    """A Canvas in which everybody but one handed in."""
    students = [
        CanvasStudent(number, name, f"S{number}", login, files={} if login == "gone" else dict(SOLVED))
        for number, (login, name) in enumerate(PEOPLE.items(), 101)
    ]
    return CanvasSite(students, {TITLE: 11.0, "Another lab": 20.0}, **more)  # type: ignore[arg-type]


def moodle(**more: object) -> MoodleSite:
    students = []
    for number, (login, name) in enumerate(PEOPLE.items(), 11):
        last, _, first = name.partition(", ")
        files = {} if login == "gone" else dict(SOLVED)
        when = "-" if login == "gone" else "Friday, 20 November 2026, 10:00 AM"
        students.append(MoodleStudent(number, f"{first} {last}".strip(), f"{login}@example.edu", when, files))
    return MoodleSite(students, 11.0, **more)  # type: ignore[arg-type]


@pytest.fixture
def opened(empty_course: Path, tmp_path: Path) -> Iterator[Course]:
    course = Course(Path(shutil.copytree(empty_course, tmp_path / "course")), NAME)
    yield course
    course.close()


def bring(course: Course, archive: bytes, roster: bytes) -> dict[str, str]:
    """Collects everything, and returns the students by the names of PEOPLE."""
    (course.root.parent / "in.zip").write_bytes(archive)
    (course.root.parent / "in.csv").write_bytes(roster)
    done = collect(course, [course.root.parent / "in.zip"], course.root.parent / "in.csv")
    assert (done.not_matched, done.not_understood, done.not_taken) == ({}, {}, {}), done
    return {student.partition("@")[0]: student for student in (*done.new, *done.missing)}


def grade_all(course: Course, students: dict[str, str]) -> None:
    """Everybody complete, but of zoe an answer is to be marked, and of li a question left to a person."""
    for number, (login, student) in enumerate(students.items()):
        if login != "gone":
            scores = {**FULL, "scale": None} if login == "li" else {**FULL, "greet": number / 3}
            tiny_course.put_grade(course, student, scores, None if login == "zoe" else 1.5)


def changed_cells(before: bytes, after: bytes, delimiter: str = ",") -> dict[tuple[int, int], str]:
    """The cells that differ between two files, by row and column, after a look at every byte between them."""
    old, new = (
        list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter)) for data in (before, after)
    )
    assert [len(row) for row in old] == [len(row) for row in new]
    return {
        (row, column): new[row][column]
        for row in range(len(old))
        for column in range(len(old[row]))
        if old[row][column] != new[row][column]
    }


def filled(course: Course, data: bytes, fill: Callable[[Path], GivenBack]) -> tuple[GivenBack, bytes]:
    path = course.root.parent / "export.csv"
    path.write_bytes(data)
    done = fill(path)
    assert path.read_bytes() == data, "the file given is not written to"
    assert done.target == course.root.parent / "export_graded.csv"
    return done, done.target.read_bytes()


@pytest.mark.parametrize(("delimiter", "comma", "mark"), [(",", False, "\ufeff"), (";", True, ""), (",", True, "")])
def test_canvas_gets_the_scores_and_nothing_else(opened, delimiter, comma, mark):
    site = canvas(delimiter=delimiter, comma=comma, mark=mark)
    students = bring(opened, site.submissions(), site.gradebook())
    grade_all(opened, students)
    points, data = dict(site.points), site.gradebook()
    done, after = filled(opened, data, lambda path: fill_canvas(read_class(opened), path, "", False))
    assert done.given == ["Lovelace, Ada", "O'Neil, Mary Ann", "לוי, דוד"]
    assert done.waiting == {
        "Ångström, Zoë": "to be marked: answer_1",
        "李小龍": "left to a person: there is no evidence: it could not be graded, or was by an earlier version",
    }
    assert done.not_handed_in == ["Gone, Tim"]
    assert {column for _, column in changed_cells(data, after, delimiter)} == {5}
    site.import_gradebook(after)
    assert site.points == points
    expected = {
        number: f"{FULL['scale'] + place / 3 + FULL['table'] + 1.5:.2f}"
        for place, (number, login) in enumerate(zip(range(101, 107), students, strict=True))
        if login in ("ada", "mary", "david")
    }
    assert {number: score for (number, title), score in site.grades.items() if title == TITLE} == expected


def test_bytes_outside_the_cells_are_the_same_to_the_last(opened):
    site = canvas()
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    data = site.gradebook().replace(b"\n", b"\r\n").replace(b"Section 1; morning", b'"Section  1"')
    _, after = filled(opened, data, lambda path: fill_canvas(read_class(opened), path, "", False))
    score = f"{FULL['scale'] + 0 + FULL['table'] + 1.5:.2f}".encode()
    line = b'"Lovelace, Ada",101,S101,ada,"Section  1",'
    assert line + score + b",,12.5\r\n" in after
    assert after.replace(line + score, line)[: data.index(line)] == data[: data.index(line)]


def test_partial_gives_what_there_is(opened):
    site = canvas()
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    done, after = filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", True))
    assert done.waiting == {}
    assert done.not_handed_in == ["Gone, Tim"]
    site.import_gradebook(after)
    assert site.grades[102, TITLE] == f"{6 + 1 / 3:.2f}"
    assert site.grades[104, TITLE] == "6.50"
    assert (106, TITLE) not in site.grades


def test_excused_and_not_assigned_stay_in_canvas(opened):
    site = canvas(grades={(101, TITLE): "EX", (103, TITLE): "N/A", (102, TITLE): "3.00"})
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    done, after = filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", False))
    assert done.left_alone == {"Lovelace, Ada": "excused in Canvas", "O'Neil, Mary Ann": "not assigned in Canvas"}
    site.import_gradebook(after)
    assert [site.grades[number, TITLE] for number in (101, 102, 103)] == ["EX", "3.00", "N/A"]


def test_a_maximum_that_differs_names_both(opened):
    site = canvas()
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    site.points[TITLE] = 10.0
    with pytest.raises(RosterError, match=r"tiny has 11 points in the course and 10 in .*export\.csv"):
        filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", False))
    other = moodle()
    other.maximum = 100.0
    with pytest.raises(RosterError, match="tiny has 11 points in the course and 100 in"):
        filled(opened, other.worksheet(), lambda path: fill_moodle(read_class(opened), path, "", False))


def test_the_column_is_named_where_its_title_is_another(opened):
    site = canvas()
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    data = site.gradebook().replace(b"A tiny lab (501)", b"Week 13 (501)")
    with pytest.raises(SheetError, match=r"name it with --column; there are Week 13 \(501\), Another lab \(502\)"):
        filled(opened, data, lambda path: fill_canvas(read_class(opened), path, "", False))
    for name in ("Week 13", "Week 13 (501)"):
        done, _ = filled(opened, data, lambda path, name=name: fill_canvas(read_class(opened), path, name, False))
        assert len(done.given) == 3
    with pytest.raises(SheetError, match='no assignment "Final Score"'):
        filled(opened, data, lambda path: fill_canvas(read_class(opened), path, "Final Score", False))


def test_the_column_of_another_assignment_is_not_taken_though_it_is_the_only_one(opened):
    site = CanvasSite(canvas().students, {"Lab 12: GANs": 100.0})
    with pytest.raises(SheetError, match="no one assignment of this name: name it with --column; there are Lab 12"):
        filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", False))


def test_late_penalties_are_taken_off_and_no_score_is_below_nothing(opened):
    site = canvas()
    students = bring(opened, site.submissions(), site.gradebook())
    grade_all(opened, students)
    for login, penalty in (("ada", 2.0), ("mary", 50.0)):
        opened.gradebook.find_submission(NAME, students[login]).notebooks[0].late_submission_penalty = penalty
    opened.gradebook.db.commit()
    _, after = filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", False))
    site.import_gradebook(after)
    assert (site.grades[101, TITLE], site.grades[103, TITLE]) == ("5.50", "0.00")


def test_what_was_handed_in_again_waits_to_be_graded(opened):
    site = canvas()
    students = bring(opened, site.submissions(), site.gradebook())
    grade_all(opened, students)
    site.students[0].files = {"x-1.ipynb": work(greet_code="greet = 1")}
    bring(opened, site.submissions(), site.gradebook())
    done, _ = filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", False))
    assert done.waiting["Lovelace, Ada"] == "handed in again since it was graded: call autograder grade"


def test_whoever_is_graded_and_not_in_the_file_is_named(opened):
    site = canvas()
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    site.students = [replace(one) for one in site.students if one.login != "ada"]
    stranger = CanvasStudent(777, "Stranger, A", "S7", "stranger")
    site.students.append(stranger)
    done, after = filled(opened, site.gradebook(), lambda path: fill_canvas(read_class(opened), path, "", False))
    assert done.left_alone == {
        "Stranger, A": "nobody on the roster has this id, login, e-mail or name",
        "ada": "no line of export.csv is theirs",
    }
    site.import_gradebook(after)
    assert (777, TITLE) not in site.grades


@pytest.mark.parametrize(("headings", "comma"), [(ENGLISH, False), (GERMAN, True)])
@pytest.mark.parametrize("folders", [True, False])
def test_moodle_gets_the_scores_and_a_line_on_each_question(opened, headings, comma, folders):
    site = moodle(headings=headings, comma=comma, folders=folders)
    grade_all(opened, bring(opened, site.submissions(), site.worksheet()))
    data = site.worksheet()
    done, after = filled(opened, data, lambda path: fill_moodle(read_class(opened), path, "", False))
    assert done.given == ["Ada Lovelace", "Mary Ann O'Neil", "דוד לוי"]
    assert sorted(done.waiting) == ["Zoë Ångström", "李小龍"]
    assert {column for _, column in changed_cells(data, after)} == {4, 9}
    assert site.import_worksheet(after) == ["Zoë Ångström", "李小龍", "Tim Gone"]
    ada, zoe, *_ = site.students
    assert (ada.grade, zoe.grade) == (7.5, None)
    assert ada.comment == "Points: scale 4 of 4; greet 0 of 3; table 2 of 2; answer_1 1.5 of 2"


def test_moodle_marks_again_and_keeps_what_a_person_wrote(opened):
    site = moodle()
    students = bring(opened, site.submissions(), site.worksheet())
    grade_all(opened, students)
    site.students[0].comment = "See me."
    site.students[2].comment = "<p>Points: scale 1 of 4</p>"
    site.students[4].locked = True
    done, after = filled(opened, site.worksheet(), lambda path: fill_moodle(read_class(opened), path, "", False))
    assert done.left_alone == {"דוד לוי": "Moodle lets nobody change this grade"}
    site.import_worksheet(after)
    assert site.students[0].comment == "See me."
    assert site.students[2].comment.startswith("Points: scale 4 of 4")


def test_moodle_would_pass_over_more_than_the_maximum(opened):
    site = moodle()
    students = bring(opened, site.submissions(), site.worksheet())
    grade_all(opened, students)
    opened.gradebook.find_grade("answer_1", NAME, NAME, students["ada"]).extra_credit = 30.0
    opened.gradebook.db.commit()
    done, _ = filled(opened, site.worksheet(), lambda path: fill_moodle(read_class(opened), path, "", False))
    assert done.left_alone["Ada Lovelace"].startswith("37.5 points are more than the maximum")


GRADEBOOK = """First name,Surname,ID number,Email address,Assignment: A tiny lab (Real),Quiz: Other (Real),Downloaded
Ada,Lovelace,,ada@example.edu,-,5.00,1795000000
"Zoë","Ångström",,zoe@example.edu,,-,1795000000
小龍,李,,li@example.edu,-,,1795000000
"""


def test_moodles_gradebook_gets_the_scores(opened):
    site = moodle()
    grade_all(opened, bring(opened, site.submissions(), site.worksheet()))
    data = GRADEBOOK.encode()
    done, after = filled(opened, data, lambda path: fill_moodle(read_class(opened), path, "", False))
    assert done.given == ["Lovelace, Ada"]
    assert changed_cells(data, after) == {(1, 4): "7.50"}
    assert "export.csv does not say how many points there are: the course has 11" in done.notes
    with pytest.raises(SheetError, match="no one column of this assignment: name it with --column"):
        filled(opened, data, lambda path: fill_moodle(read_class(opened), path, "Another", False))


def test_feedback_goes_back_to_its_owners_attachment(opened):
    site = canvas()
    site.students[2].late = True
    students = bring(opened, site.submissions(), site.gradebook())
    grade_all(opened, students)
    for student in students.values():
        tiny_course.put_feedback(opened, student)
    target = opened.root.parent / "feedback.zip"
    read = read_class(opened)
    done = write_feedback(read, target, the_platform(read), None, False)
    assert sorted(done.given) == ["ada", "david", "mary"]
    assert sorted(done.waiting) == ["li", "zoe"]
    assert site.import_feedback(target.read_bytes()) == []
    comments = {one.login: one.comments for one in site.students if one.comments}
    assert comments["ada"] == [("lovelaceada_101_10100_tiny.html", b"<p>for ada</p>")]
    assert {login: data for login, ((_, data),) in comments.items()} == {
        login: f"<p>for {students[login]}</p>".encode() for login in ("ada", "mary", "david")
    }


@pytest.mark.parametrize("ending", ["", "_"])
def test_feedback_goes_back_to_its_owners_folder(opened, ending):
    site = moodle(ending=ending)
    students = bring(opened, site.submissions(), site.worksheet())
    grade_all(opened, students)
    for student in students.values():
        tiny_course.put_feedback(opened, student)
    target = opened.root.parent / "feedback.zip"
    done = write_feedback(read_class(opened), target, "moodle", None, True)
    assert len(done.given) == 5
    assert site.import_feedback(target.read_bytes()) == []
    for one in site.students[:5]:
        assert one.feedback == {"/tiny.html": f"<p>for {one.email}</p>".encode()}


def test_feedback_that_was_made_before_it_was_marked_is_named(opened):
    site = canvas()
    grade_all(opened, bring(opened, site.submissions(), site.gradebook()))
    said = {}
    for points in ("6", "7.5"):
        tiny_course.put_feedback(opened, "ada")
        page = opened.feedback("ada") / f"{NAME}.html"
        page.write_text(f'<meta content="{points}" name="points"/>', encoding="utf-8")
        done = write_feedback(read_class(opened), opened.root.parent / f"{points}.zip", "canvas", None, False)
        said[points] = done.waiting.get("ada")
    again = "call nbgrader generate_feedback tiny --force"
    assert said == {"6": f"the feedback was made before it was marked: {again}", "7.5": None}


def test_feedback_that_is_missing_or_older_than_the_grade_is_named(opened):
    site = canvas()
    students = bring(opened, site.submissions(), site.gradebook())
    grade_all(opened, students)
    tiny_course.put_feedback(opened, "ada")
    os.utime(opened.feedback("ada") / f"{NAME}.html", (1, 1))
    target = opened.root.parent / "feedback.zip"
    done = write_feedback(read_class(opened), target, "canvas", None, False)
    command = "call nbgrader generate_feedback tiny --force"
    assert done.waiting["ada"] == f"the feedback is older than the grade: {command}"
    assert done.waiting["mary"] == f"there is no feedback yet: {command}"
    write_feedback(read_class(opened), target, "canvas", None, False)  # its own may be written over
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("x", b"")
    with pytest.raises(RosterError, match="is there already and is no feedback zip"):
        write_feedback(read_class(opened), target, "canvas", None, False)


def test_our_own_table_has_a_line_for_everybody(opened):
    site = moodle()
    site.students[0].handed_in = "Friday, 20 November 2026, 11:59 PM"
    site.students[1].name = "=HYPERLINK(1)"
    students = bring(opened, site.submissions(), site.worksheet())
    grade_all(opened, students)
    opened.gradebook.find_submission(NAME, students["ada"]).notebooks[0].late_submission_penalty = 2.0
    opened.gradebook.db.commit()
    target = opened.root.parent / "grades.csv"
    write_table(read_class(opened), target)
    text = target.read_text(encoding="utf-8-sig")
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    rows = {row["student"].partition("@")[0]: row for row in csv.DictReader(io.StringIO(text))}
    assert sorted(rows) == sorted(PEOPLE)
    ada, zoe, li, gone = (rows[login] for login in ("ada", "zoe", "li", "gone"))
    about = ("status", "late", "penalty", "score", "maximum")
    assert [ada[heading] for heading in about] == ["graded", "yes", "2", "5.5", "11"]
    marks = ("scale automatic", "scale manual", "answer_1 automatic", "answer_1 manual")
    assert [ada[heading] for heading in marks] == ["4", "", "", "1.5"]
    assert (zoe["name"], zoe["status"], zoe["why"], zoe["score"]) == ("'=HYPERLINK(1)", "to be marked", "answer_1", "")
    assert (li["status"], li["score"]) == ("left to a person", "")
    assert (li["scale automatic"], li["greet automatic"]) == ("", "3")
    assert "no evidence" in li["why"]
    assert (gone["status"], gone["score"], gone["late"], gone["scale automatic"]) == ("not handed in", "", "", "")
    assert rows["mary"]["name"] == "Mary Ann O'Neil"
    with pytest.raises(RosterError, match="is no table of grades: name another file"):
        write_table(read_class(opened), opened.root.parent / "in.csv")


def test_our_own_table_names_whoever_is_not_on_the_roster(opened):
    site = canvas()
    bring(opened, site.submissions(), site.gradebook())
    shutil.copytree(opened.submitted("ada"), opened.submitted("stranger"))
    tiny_course.put_grade(opened, "stranger", FULL, 1.0)
    target = opened.root.parent / "grades.csv"
    write_table(read_class(opened), target)
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig")))}
    assert (rows["stranger"]["status"], rows["stranger"]["why"]) == ("graded", "not on the roster")
    assert (rows["ada"]["status"], rows["ada"]["score"]) == ("handed in, not graded yet", "")
