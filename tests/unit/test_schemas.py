"""Reports and evidence are what their JSON Schemas in docs/schemas/ say, and no field is missing there."""

import gzip
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import tiny_lab

from autograder.checks.check import Result, Verdict, check
from autograder.grading import assignment as assignments
from autograder.grading.evidence import record
from autograder.grading.evidence.file import pack
from autograder.grading.grade import Grade
from autograder.grading.judging import Judging
from autograder.grading.reports import json as report
from autograder.kernel.limits import LIMITS
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import Crashed, Student, Work
from autograder.student.recording import Exchange, Section

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def schema(name: str) -> Any:
    found = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


class Unsteady(FakeStudent):
    """A student who greets, whose kernel ends where it is to scale."""

    def reply(self, request: Any, seconds: float) -> Any:
        if request.name == "scale":
            raise Crashed("scale(): the kernel ended itself")
        return super().reply(request, seconds)

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        pass


@check(weight=1)
def faulty(student: Student, rng: Any) -> None:
    """the grader has a fault"""
    raise KeyError(student.call("greet", "you"))


@pytest.fixture(scope="module")
def grade(tmp_path_factory: pytest.TempPathFactory) -> Grade:
    """A grade with a check of each outcome."""
    course = tmp_path_factory.mktemp("course")
    tiny_lab.make_course(course)
    tiny = assignments.load(course, tiny_lab.NAME)
    greet = replace(tiny_lab.QUESTIONS[1], checks=(tiny_lab.greets, faulty))
    lab = replace(tiny, lab=replace(tiny.lab, questions=(tiny_lab.QUESTIONS[0], greet, tiny_lab.QUESTIONS[2])))
    student = Unsteady({"greet": lambda name: f"Hello, {name}!"}, Work({"answer_1": "One."}, handout=tiny.handout))
    judging = Judging(student, lab, 7)  # type: ignore[arg-type]
    for question in lab.questions:
        judging.question(question)
    judging.answer("answer_1")
    evidence = record.collect(judging, LIMITS)
    return Grade(7, None, judging.verdicts, ["a note"], judging.comments, evidence.undecided, evidence)


def test_a_report_is_what_its_schema_says(grade: Grade) -> None:
    shown = report.as_dict(grade)
    jsonschema.validate(shown, schema("report"))
    outcomes = {one["outcome"] for question in shown["questions"].values() for one in question["checks"]}
    assert outcomes == {"PASSED", "FAILED", "SKIPPED", "ERROR"}
    assert schema("report")["properties"]["schema"]["const"] == report.SCHEMA


def test_evidence_is_what_its_schema_says(grade: Grade) -> None:
    assert grade.evidence is not None
    kept = json.loads(gzip.decompress(pack(grade.evidence)))
    jsonschema.validate(kept, schema("evidence"))
    assert schema("evidence")["properties"]["schema"]["const"] == record.SCHEMA
    assert any(exchange["error"] for section in kept["sections"] for exchange in section["exchanges"])


def test_the_schema_of_evidence_has_every_field() -> None:
    found = schema("evidence")
    kinds = {"section": Section, "exchange": Exchange, "verdict": Verdict, "result": Result}
    for name, kind in kinds.items():
        assert set(found["$defs"][name]["properties"]) == {field.name for field in fields(kind)}
    assert set(found["properties"]) == {field.name for field in fields(record.Evidence)}


def test_what_is_no_report_is_refused(grade: Grade) -> None:
    for wrong in ({"seed": -1}, {"score": None}, {"more": 1}, {"questions": {"scale": {}}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(report.as_dict(grade) | wrong, schema("report"))
