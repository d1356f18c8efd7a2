"""Who is on the roster: by nbgrader's list, by platforms' files in their variants, and by names."""

import shutil
from pathlib import Path

import pytest
from support import tiny_course
from support.tiny_course import FULL, work
from support.tiny_lab import NAME

from autograder.course.names import alike, forms, same
from autograder.course.roster import NBGRADER, Person, Roster, RosterError, read_roster
from autograder.course.state import class_state, told
from autograder.gradebook.course import Course
from autograder.platforms import canvas, moodle
from autograder.platforms.handed_in import Who
from autograder.platforms.moodle_time import moment
from autograder.platforms.sheet import SheetError, parse


@pytest.fixture
def folder(empty_course: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_course, tmp_path / "course"))


def read(folder: Path, file: str | None = None, remember: bool = True) -> Roster | None:
    course = Course(folder, NAME)
    path = folder / "roster.csv"
    if file is not None:
        path.write_text(file, encoding="utf-8")
    try:
        return read_roster(course, path if file is not None else None, remember)
    finally:
        course.close()


def hand_in(folder: Path, *students: str) -> None:
    for student in students:
        place = folder / "submitted" / student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_bytes(work())


def grade(folder: Path, *students: str, answer: float | None = 1.0, scale: float | None = 4.0) -> None:
    course = Course(folder, NAME)
    for student in students:
        tiny_course.put_grade(course, student, FULL | {"scale": scale}, answer)
    course.close()


def state(folder: Path) -> list[str]:
    course = Course(folder, NAME)
    try:
        return list(told(class_state(course, read_roster(course, remember=True))))
    finally:
        course.close()


def test_whom_only_grading_entered_is_no_roster(folder):
    hand_in(folder, "ada", "zoe")
    grade(folder, "ada", "zoe")
    assert read(folder) is None
    assert state(folder)[0] == "the whole class: 2 complete"


def test_once_a_person_enters_somebody_there_is_one(folder):
    hand_in(folder, "stranger")
    grade(folder, "stranger")
    tiny_course.enter(folder, {"id": "ada", "first_name": "Ada"}, {"id": "zoe"})
    roster = read(folder)
    assert roster is not None
    assert (roster.source, sorted(roster.people)) == (NBGRADER, ["ada", "zoe"])
    assert state(folder)[:3] == [
        "the whole class: 1 complete, 2 handed in nothing",
        "handed in nothing: ada (Ada), zoe",
        f"not on the roster ({NBGRADER}): stranger",
    ]


def test_a_stranger_stays_one_when_graded_and_a_name_without_details_stays_known(folder):
    tiny_course.enter(folder, {"id": "ada"}, {"id": "zoe"})
    assert read(folder) is not None
    hand_in(folder, "ada", "stranger")
    grade(folder, "ada", "stranger")
    assert "not on the roster (nbgrader's list of students): stranger" in state(folder)
    assert "handed in nothing: zoe" in state(folder)


def test_the_state_ends_with_what_to_do_next(folder):
    assert state(folder) == [
        "the whole class: 0 complete",
        "next: nobody has handed in: autograder collect tiny ARCHIVE",
    ]
    hand_in(folder, "a", "b", "c")
    assert state(folder) == [
        "the whole class: 0 complete, 3 not graded yet",
        "next: 3 are to be graded: autograder grade tiny",
    ]
    grade(folder, "a", "b", answer=None)
    grade(folder, "c", scale=None)
    assert state(folder)[0] == "the whole class: 0 complete, 2 wait for marks, 1 left to a person"
    hand_in(folder, "d")
    assert state(folder)[2:] == [
        "next: 1 is to be graded: autograder grade tiny",
        "next: 1 is left to a person: enter points in the formgrader, or put a readable file into submitted/ and grade "
        "again",
        "next: 2 wait for marks: autograder mark tiny",
    ]
    grade(folder, "d")
    grade(folder, "c")
    assert state(folder)[-1] == "next: 2 wait for marks: autograder mark tiny"
    grade(folder, "a", "b")
    assert state(folder) == [
        "the whole class: 4 complete",
        "next: all is graded and marked: nbgrader generate_feedback tiny --force, then "
        "autograder give-back tiny with --canvas, --moodle or --csv FILE",
    ]


def test_names_stand_beside_the_ids_of_those_about_whom_something_is_to_be_done(folder):
    ada = {"id": "ada", "first_name": "Ada", "last_name": "Lovelace"}
    tiny_course.enter(folder, ada, {"id": "zoe"}, {"id": "li", "last_name": "李"})
    read(folder)
    hand_in(folder, "ada", "stranger")
    grade(folder, "ada", scale=None)
    assert state(folder)[1:4] == [
        "handed in nothing: li (李), zoe",
        "left to a person: ada (Lovelace, Ada); autograder explain says why",
        f"not on the roster ({NBGRADER}): stranger",
    ]


TEST_STUDENTS = ["", "0f3d9a1b7c5e2846a0b1c2d3e4f5061728394a5b"]  # the login that Canvas draws for it


@pytest.mark.parametrize("login", TEST_STUDENTS)
def test_canvas_test_student_is_nobody(folder, login):
    rows = f'Ada Lovelace,7,S7,ada,One\n"Student, Test",8,,{login},One\n"Student, Theo",9,S9,theo,One\n'
    roster = read(folder, f"Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n{rows}")
    assert roster is not None
    assert len(roster.people) == 2
    assert not roster.find(Who("", "canvas:8", name="studenttest")).students


LISTS = {
    "nbgrader's import": "id,first_name,last_name,email\nada,Ada,Lovelace,a@x.edu\n",
    "Gradescope's roster": "First Name,Last Name,SID,Email,Role\nAda,Lovelace,ada,a@x.edu,Student\n",
    "Gradescope's, names in one": 'Name,SID,Email\n"Lovelace, Ada",ada,a@x.edu\n',
    "Moodle's participants": "\ufeffFirst name,Surname,Username,Email address\nAda,Lovelace,ada,a@x.edu\n",
    "with semicolons": "student_id;name;e-mail\nada;Ada Lovelace;a@x.edu\n",
    "Canvas": "Student,ID,SIS Login ID,Section\nAda Lovelace,7,ada,One\n",
    "Canvas, names in two": "LastName,FirstName,ID,SIS User ID,SIS Login ID,Root Account,Section\n"
    "Lovelace,Ada,7,S7,ada,x,One\n",
    "Canvas, all columns": "Student,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,Section,Notes\n"
    'Manual Posting,,,,,,,\n    Points Possible,,,,,,,\n"Lovelace, Ada",7,S7,ada,I7,x,One,\n',
}


@pytest.mark.parametrize("kind", LISTS)
def test_lists_of_students_are_read_in_every_variant(folder, kind):
    roster = read(folder, LISTS[kind])
    assert roster is not None
    (student,) = roster.people
    assert student in ("ada", "S7")
    for who in (Who("", name="adalovelace"), Who("", name="Lovelace, Ada"), Who("", logins=("ADA",))):
        assert roster.find(who).students == (student,)


REFUSED = {
    "no list": ("a,b\n1,2\n", "is not a list of students .none of its columns is an id or an e-mail: a, b."),
    "nobody": ("id,email\n", "names no student"),
    "twice": ("id,name\nada,Ada A\nADA,Ada B\n", "Ada B and Ada A would both be ADA"),
    "no name for a folder": ("id,name\n../x,Eve\n", "Eve has no login, e-mail or number that could be the name"),
    "a broken file": ('id,name\n"x', "a quote that is opened in line 2 never ends"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_roster_is_named(folder, kind):
    file, reason = REFUSED[kind]
    with pytest.raises(RosterError, match=reason):
        read(folder, file)


def test_somebody_who_may_be_two_of_nbgraders_is_named(folder):
    tiny_course.enter(folder, *({"id": name, "first_name": "Sam", "last_name": "Smith"} for name in ("s1", "s2")))
    with pytest.raises(RosterError, match="Smith, Sam may be any of s1, s2 on nbgrader's list of students"):
        read(folder, 'Name,SID\n"Smith, Sam",77\n')


def test_the_order_is_id_login_email_name():
    people = [
        Person("a", ids=("canvas:1",), names=("One Same",)),
        Person("b", logins=("login",), names=("Two Same",)),
        Person("c", emails=("c@x.edu",), names=("Three Same",)),
        Person("d", names=("Four Only",)),
    ]
    roster = Roster("x", {person.student: person for person in people})
    who = Who("", "canvas:1", ("login",), "c@x.edu", "Four Only")
    assert roster.find(Who("", "canvas:1", ("login",), "c@x.edu")).students == ("a",)
    ways = {"id": "canvas:1", "logins": ("login",), "email": "c@x.edu", "name": "Four Only"}
    assert [roster.find(Who("", **{kind: value})).by for kind, value in ways.items()] == [
        "id",
        "login",
        "email",
        "name",
    ]
    assert roster.find(Who("", "canvas:9", who.logins, who.email, who.name)).students == ("b",)
    assert roster.find(Who("", email="C@x.edu", name=who.name)).students == ("c",)
    assert roster.find(Who("", name="onlyfour")).students == ("d",)
    assert roster.find(Who("", name="five")).reason == "nobody on the roster has this id, login, e-mail or name"


SAME_NAMES = [
    ("Lovelace, Ada King", "adakinglovelace"),
    ("Lovelace, Ada King", "lovelaceadaking"),
    ("Mary O’Neil", "oneilmary"),
    ("Zoë Ångström", "Zoe\u0308 A\u030angstro\u0308m"),
    ("李 小龍", "小龍李"),
    ("דוד לוי", "לוידוד"),
    ("Groß, Jan", "jangroß"),
    ("वर्मा, रिया", "रियावर्मा"),
]


@pytest.mark.parametrize(("known", "written"), SAME_NAMES)
def test_a_name_is_known_turned_round_and_run_together(known, written):
    assert forms(known) & forms(written)
    assert same(known, written)
    assert alike(known, written)


def test_other_names_are_others():
    assert not forms("Ada Lovelace") & forms("Ada Byron")
    assert not forms("Zoë") & forms("Zoe")
    assert not alike("Ada Lovelace", "eve")
    assert not same("Team Ada", "Ada Lovelace")


WORKSHEETS = {
    "French": "Identifiant,Nom complet,Adresse,Statut,Note,Note maximale,Peut être modifiée,"
    "Modifié (remis),Modifié (note),Commentaires\n"
    'Participant 1,Ada A,a@x,Remis,,"20,00",Oui,"vendredi 20 novembre 2026, 10:00",-,\n',
    "no comments, no times of submission": "标识符,全名,状态,成绩,最高成绩,成绩可更改,最后修改\n"
    "参加者 1,李小龙,已提交,,100.00,是,-\n参加者 2,王芳,已提交,5.00,100.00,是,2026年11月20日 星期五 10:00\n",
    "blind": "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments\n"
    "Participant 1,Submitted,,10.00,Yes,-,\n",
    "with a workflow and a text": "Identifier,Full name,ID number,Email address,Status,Group,Marker,Grade,"
    "Maximum Grade,Marking workflow state,Grade can be changed,Last modified (submission),Online text,"
    "Last modified (grade),Feedback comments\n"
    "Participant 1,Ada A,9,a@x,Submitted,G,M,,10.00,Not marked,Yes,-,text,-,\n",
}
PLACES = {
    "French": (4, 9, True),
    "no comments, no times of submission": (3, None, False),
    "blind": (2, 6, False),
    "with a workflow and a text": (7, 14, False),
}


@pytest.mark.parametrize("kind", WORKSHEETS)
def test_moodles_columns_are_found_in_every_language(kind):
    sheet = parse("x.csv", WORKSHEETS[kind].encode())
    assert moodle.is_gradebook(sheet)
    places = moodle.places(sheet)
    assert (places.grade, places.comment, places.comma) == PLACES[kind]
    assert {row.who.id for row in places.rows} <= {"moodle:1", "moodle:2"}


def test_a_worksheet_whose_columns_cannot_be_told_apart_is_named():
    text = "Id,Name,A,B,C\nT 1,Ada,5,10,10\nT 2,Zoe,5,10,10\n"
    with pytest.raises(SheetError, match="several can be Moodle's maximum grade: download it in English"):
        moodle.places(parse("x.csv", text.encode()))


def test_canvas_totals_are_no_assignments():
    text = (
        "Student,ID,Section,Lab (5),Quiz (6),Assignments Current Points,Current Score (7)\n"
        "    Points Possible,,,10.00,5.00,(read only),(read only)\nAda,1,One,,,,\n"
    )
    sheet = parse("x.csv", text.encode())
    assert canvas.places(sheet, ["LAB!"], "").grade == 3
    with pytest.raises(SheetError, match=r"name it with --column; there are Lab \(5\), Quiz \(6\)$"):
        canvas.places(sheet, ["other"], "")


TIMES = {
    "Friday, 20 November 2026, 10:00 AM": (20, 10, 0),
    "Friday, 20 November 2026, 12:05 AM": (20, 0, 5),
    "Freitag, 20. November 2026, 14:05": (20, 14, 5),
    "viernes, 20 de noviembre de 2026, 10:00": (20, 10, 0),
    "vendredi 20 novembre 2026, 10:00": (20, 10, 0),
    "2026年11月20日 星期五 10:00": (20, 10, 0),
    "пятница, 20 ноября 2026, 10:00": (20, 10, 0),
}


@pytest.mark.parametrize("text", TIMES)
def test_moodles_times_are_read_in_many_languages(text):
    found = moment(text)
    assert found is not None
    assert (found.year, found.month, found.day, found.hour, found.minute) == (2026, 11, *TIMES[text])


@pytest.mark.parametrize("text", ["-", "", "20/11/2026, 10:00", "Friday, 20 November 2026", "31 Listopad 2026, 10:00"])
def test_a_time_that_is_not_certain_is_none(text):
    assert moment(text) is None
