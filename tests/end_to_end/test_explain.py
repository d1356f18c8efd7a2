"""What nbgrader's commands keep as evidence, who never gets it, and `autograder explain`."""

import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from support import samples

from autograder.grading import assignment as assignments
from autograder.grading.evidence.file import file_name, unpack
from autograder.grading.evidence.record import Evidence, submission_digest
from autograder.grading.rejudge import rejudge
from autograder.grading.submission import read_files

pytestmark = [pytest.mark.timeout(1500), pytest.mark.xdist_group("course")]
STUDENTS = ["complete", "crashes", "half_done", "untouched", "wrong_lengths"]


def evidence_file(course: Path, student: str) -> Path:
    return course / "autograded" / student / samples.ASSIGNMENT / file_name(samples.ASSIGNMENT)


def evidence(course: Path, student: str) -> Evidence:
    return unpack(evidence_file(course, student).read_bytes())


def explain(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", "explain", *arguments, "--course", str(course)]
    return subprocess.run(command, cwd=samples.ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("student", STUDENTS)
def test_each_grade_has_evidence_from_which_it_is_judged_again(course, grades, student):
    known = assignments.load(course, samples.ASSIGNMENT)
    kept = evidence(course, student)
    again = rejudge(known, kept)
    assert again.verdicts == kept.verdicts
    assert again.comments == kept.comments
    assert {name: (v.score, False) for name, v in again.verdicts.items()}.items() <= grades(student).items()
    folder = course / "submitted" / student / samples.ASSIGNMENT
    assert kept.submission == submission_digest((folder / samples.NOTEBOOK).read_bytes(), read_files(folder, known))


def test_what_could_not_be_judged_has_none(course):
    assert not evidence_file(course, "not_a_notebook").exists()


def test_it_never_reaches_the_feedback(course):
    assert list((course / "feedback").rglob("*.html"))
    assert [path for path in (course / "feedback").rglob("*") if "evidence" in path.name] == []


def test_a_students_own_file_of_that_name_is_not_taken_for_it(course):
    kept = evidence(course, "untouched")
    assert kept.verdicts["vocabulary"].score == 0


@pytest.mark.parametrize("options", [(), ("--notebook", samples.ASSIGNMENT)])
def test_grading_again_replaces_it(course, options):
    before = evidence(course, "untouched")
    again = ("autograde", samples.ASSIGNMENT, "--student", "untouched", "--force", *options)
    samples.nbgrader(course, Console(quiet=True), *again)
    after = evidence(course, "untouched")
    assert after.seed != before.seed
    assert after.submission == before.submission


def test_a_grade_is_explained(course):
    done = explain(course, "wrong_lengths", "generate")
    assert done.returncode == 0, done.stderr
    kept = evidence(course, "wrong_lengths")
    assert done.stdout.startswith(f"lab13_rnn, generate: {kept.verdicts['generate'].score:g} of 14 points\n")
    assert "✗ FAILED  0 of 3 points  exact_length: generate() returns a string of" in done.stdout
    assert "  asked   generate(variables of {'W_xh': float32[" in done.stdout
    last = done.stdout.splitlines()[-1]
    assert last.startswith("To make the same calls again: autograder check ")
    assert f"wrong_lengths/lab13_rnn/lab13_rnn.ipynb --seed {kept.seed} --assignment" in last


def test_so_are_a_crash_and_the_stand_in_after_it(course):
    assert "heard   Crashed: forward(): the kernel ended itself" in explain(course, "crashes", "forward").stdout
    assert "stand-ins   forward" in explain(course, "crashes", "train").stdout.splitlines()


def test_and_a_written_answer(course):
    shown = explain(course, "complete", "answer_1").stdout
    assert "For the grader: " in shown
    assert "\nthe answer:\n  With windows of 2 and 5 only pieces of words come out" in shown
    assert "it waits for a person in the formgrader" in shown
    assert "asked   the variable 'experiments'" in shown


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nobody", "generate"), "nobody has no grade for lab13_rnn in"),
        (("nobody", "generate"), "complete, crashes, half_done, not_a_notebook, untouched, wrong_lengths"),
        (("complete", "generator"), "complete has no question generator; the questions are analysis_answered, "),
        (("complete", "generate", "--assignment", "lab14"), "complete has no grade for lab14 in"),
    ],
)
def test_what_there_is_not_gets_one_line_and_exit_code_2(course, arguments, complaint):
    done = explain(course, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert complaint in done.stderr


def test_damaged_evidence_gets_one_line_and_exit_code_2(tmp_path):
    path = evidence_file(tmp_path, "ada")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    done = explain(tmp_path, "ada", "generate", "--assignment", "lab13_rnn")
    assert done.returncode == 2
    assert done.stderr.endswith("it is damaged (Error -3 while decompressing data: incorrect header check)\n")
