"""Evidence: its file, and judging again from it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.numpy_student import MAKERS, NAMESPACE

from autograder.checks.check import CheckFailed, Outcome, Question, check
from autograder.grading import assignment as assignments
from autograder.grading.evidence.explain import explain, explained
from autograder.grading.evidence.file import pack, unpack
from autograder.grading.evidence.record import Evidence, collect, submission_digest
from autograder.grading.judging import Judging
from autograder.grading.rejudge import rejudge
from autograder.kernel import wire
from autograder.kernel.limits import LIMITS
from autograder.kernel.wire import Reply, Request
from autograder.student import recording
from autograder.student.fake_student import FakeStudent
from autograder.student.handle import CALL_SECONDS, Crashed, TooSlow, Work
from autograder.student.recorded_student import NotRecorded

ROOT = Path(__file__).parents[2]
SEED = 11
FUNCTIONS = ("vocabulary", "windows", "rnn_step", "forward", "trace")  # without those that train


class NumpyNotebook(FakeStudent):
    """The correct student, with some functions replaced until they are judged wrong."""

    def reply(self, request: Request, seconds: float) -> Reply:
        if self.namespace.get(request.name) == "crash":
            raise Crashed(f"{request.name}(): the kernel ended itself")
        if self.namespace.get(request.name) == "wait":
            raise TooSlow(f"{request.name}() did not finish in {seconds:.0f} s")
        return super().reply(request, seconds)

    def stand_in(self, source: str, names: tuple[str, ...]) -> None:
        self.namespace.update({name: NAMESPACE[name] for name in names})


@pytest.fixture(scope="module")
def lab() -> assignments.Assignment:
    """The lab with the questions that are judged in no time."""
    whole = assignments.load(ROOT, "lab13_rnn")
    questions = tuple(question for question in whole.questions if question.grade_id in FUNCTIONS)
    return with_questions(whole, *questions)


def with_questions(assignment: assignments.Assignment, *questions: Question) -> assignments.Assignment:
    return replace(assignment, lab=replace(assignment.lab, questions=questions))


def judged(assignment: assignments.Assignment, **replaced: Any) -> Evidence:
    work = Work({"answer_1": "An answer of mine."}, handout=assignment.handout)
    student = NumpyNotebook(NAMESPACE | replaced, work, makers=MAKERS)
    judging = Judging(student, assignment, SEED)
    for question in assignment.questions:
        judging.question(question)
    for answer in assignment.answers:
        judging.answer(answer)
    return collect(judging, LIMITS)


def no_bias(params: Any, ids: Any, h: Any) -> np.ndarray:
    return np.tanh(params["W_xh"][ids] + h @ params["W_hh"])


def raises(*args: Any) -> None:
    raise RuntimeError("on \x1b[31mpurpose\x1b[0m\n[bold]")


MISTAKES = {
    "none": {},
    "no bias": {"rnn_step": no_bias},
    "raises": {"encode": raises},
    "crashes": {"forward": "crash"},
    "too slow": {"make_windows": "wait"},
    "something else": {"build_vocabulary": lambda text: {1: object(), 2: float("nan")}, "trace": lambda *args: 3},
    "no function": {"decode": 3},
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_judging_again_comes_to_the_same(lab, mistake):
    evidence = judged(lab, **MISTAKES[mistake])
    assert all(verdict.has_failure for verdict in evidence.verdicts.values()) is False
    assert any(verdict.has_failure for verdict in evidence.verdicts.values()) is (mistake != "none")
    again = rejudge(lab, unpack(pack(evidence)))
    assert again.verdicts == evidence.verdicts
    assert again.comments == evidence.comments
    assert list(again.verdicts) == list(evidence.verdicts)
    assert pack(again) == pack(evidence)


def test_other_weights_and_points_change_scores_and_ask_nothing_new(lab, monkeypatch):
    evidence = judged(lab, rnn_step=no_bias)
    step = {question.grade_id: question for question in lab.questions}["rnn_step"]
    heavier = tuple(replace(one, weight=1) for one in step.checks)
    changed = with_questions(lab, *(replace(q, checks=heavier) if q is step else q for q in lab.questions))
    monkeypatch.setitem(lab.source_cells["rnn_step"].metadata.nbgrader, "points", 100)
    again = rejudge(changed, evidence)
    passed = [result.outcome for result in again.verdicts["rnn_step"].results].count(Outcome.PASSED)
    assert again.verdicts["rnn_step"].score == round(100 * passed / len(heavier), 2)
    assert again.verdicts["rnn_step"].score != evidence.verdicts["rnn_step"].score
    assert again.sections == evidence.sections


def ask(name: str, *args: Any, times: int = 1, seconds: float = CALL_SECONDS, wrong: bool = False) -> Any:
    """A check with one call."""

    @check(weight=1)
    def asks(student: Any, rng: np.random.Generator) -> None:
        """asks"""
        for _ in range(times):
            student.call(name, *args, seconds=seconds)
        if wrong:
            raise CheckFailed("wrong")

    return asks


def pair(lab: assignments.Assignment, first: Any, second: Any) -> assignments.Assignment:
    """A lab of two questions with one check each; the first has a stand-in."""
    return with_questions(lab, Question("windows", (first,), ("make_windows",)), Question("forward", (second,)))


IDS = list(range(9))
FIRST, SECOND = ask("make_windows", IDS, 3), ask("build_vocabulary", "some text")


@pytest.mark.parametrize(
    "changed",
    [
        ask("make_windows", IDS, 4),
        ask("make_windows", IDS, 3, seconds=CALL_SECONDS + 1),
        ask("make_windows", IDS, 3, times=2),
        ask("build_vocabulary", "some text"),
    ],
    ids=["arguments", "time", "once more", "for another question"],
)
def test_a_question_that_was_not_asked_is_not_answered(lab, changed):
    evidence = judged(pair(lab, FIRST, SECOND))
    with pytest.raises(NotRecorded, match="is not on record"):
        rejudge(pair(lab, changed, SECOND), evidence)


@pytest.mark.parametrize(("then", "now"), [(False, True), (True, False)])
def test_what_was_asked_under_other_stand_ins_is_not_answered(lab, then, now):
    first = {wrong: ask("make_windows", IDS, 3, wrong=wrong) for wrong in (False, True)}
    evidence = judged(pair(lab, first[then], SECOND))
    assert rejudge(pair(lab, first[then], SECOND), evidence) == evidence
    with pytest.raises(NotRecorded, match="forward: call build_vocabulary"):
        rejudge(pair(lab, first[now], SECOND), evidence)


def test_a_fault_of_a_check_is_mended(lab):
    @check(weight=1)
    def asks(student, rng):
        student.call("build_vocabulary", "some text")
        raise KeyError("of the grader's own")

    evidence = judged(pair(lab, FIRST, asks))
    assert evidence.undecided == ["forward"]
    again = rejudge(pair(lab, FIRST, SECOND), evidence)
    assert again.undecided == []
    assert again.verdicts["forward"].score == lab.points("forward")


def test_a_large_reply_is_kept_as_a_hash_and_not_judged_from(lab):
    large = "x" * recording.MAX_REPLY_BYTES
    evidence = judged(pair(lab, FIRST, SECOND), build_vocabulary=lambda text: large)
    (exchange,) = evidence.sections[1].exchanges
    assert (exchange.reply, len(exchange.sha256)) == ("", 64)
    assert exchange.size > len(large)
    assert len(pack(evidence)) < 2**14
    with pytest.raises(NotRecorded, match="only a hash"):
        rejudge(pair(lab, FIRST, SECOND), evidence)
    assert f"{exchange.size} bytes, too large to keep" in "\n".join(explain(evidence, "forward"))


def test_a_reply_is_kept_as_it_came():
    said = '{ "result":1.50, "after" : null}'
    recorder = recording.Recorder()
    recorder.replied("check", wire.Request("read", "x"), 30.0, wire.parse(said, why="it is so"))
    (exchange,) = recorder.take()
    assert (exchange.request, exchange.reply, exchange.why) == (wire.Request("read", "x").text, said, "it is so")


def test_an_error_keeps_its_traceback_and_explain_shows_it(lab):
    @check(weight=1)
    def faulty(student: Any, rng: Any) -> None:
        """the grader has a fault"""
        [0][len(student.call("make_windows", IDS, 3))]

    evidence = unpack(pack(judged(pair(lab, faulty, SECOND))))
    (result,) = evidence.verdicts["windows"].results[:1]
    assert result.outcome is Outcome.ERROR
    assert result.fault.startswith("Traceback (most recent call last):")
    assert result.fault.endswith("IndexError: list index out of range\n")
    told = "\n".join(explain(evidence, "windows"))
    assert "the grader failed:" in told
    assert "IndexError: list index out of range" in told
    assert "fault" not in result.as_dict()
    assert rejudge(pair(lab, faulty, SECOND), evidence) == evidence


def test_questions_without_end_are_not_kept(lab, monkeypatch):
    monkeypatch.setattr(recording, "MAX_TOTAL_BYTES", 1000)
    many = pair(lab, ask("make_windows", IDS, 3, times=100), SECOND)
    evidence = judged(many)
    assert len(json.dumps([one.request + one.reply for one in evidence.sections[0].exchanges])) < 20_000
    assert "too large to keep" in "\n".join(explain(evidence, "forward"))
    with pytest.raises(NotRecorded):
        rejudge(many, evidence)


@pytest.mark.parametrize("changed", ["files", "demonstrations", "stand-ins"])
def test_other_surroundings_are_run_again(lab, changed):
    evidence = judged(lab)
    if changed == "files":
        other = replace(lab, files=lab.files | {"new.txt": b""})
    elif changed == "demonstrations":
        other = replace(lab, demonstrations=frozenset(["1 + 1"]))
    else:
        other = replace(lab, lab=replace(lab.lab, stand_ins="changed"))
    with pytest.raises(NotRecorded, match="have changed"):
        rejudge(other, evidence)


def test_a_digest_tells_submissions_apart():
    contents = [(None, {}), (b"n", {}), (b"n", {"a": b""}), (b"n", {"a": b"b"}), (b"n", {"ab": b""}), (b"na", {})]
    assert len({submission_digest(*content) for content in contents}) == len(contents)
    assert submission_digest(b"n", {"a": b"1", "b": b"2"}) == submission_digest(b"n", {"b": b"2", "a": b"1"})


def test_where_the_labs_own_function_served_the_verdict_says_so(lab):
    wrong = ask("make_windows", IDS, 3, wrong=True)
    served = "Here the lab's own make_windows replaced yours, because an earlier question was not passed."
    first, second = judged(pair(lab, wrong, SECOND)).verdicts.values()
    assert second.notes == (served,)
    assert served not in first.notes
    assert [verdict.notes for verdict in judged(pair(lab, FIRST, SECOND)).verdicts.values()] == [(), ()]


def test_an_explanation_tells_it_all(lab):
    evidence = replace(judged(lab, **MISTAKES["raises"]), notes=("a cell was mended",), submission="ab12")
    lines = explain(evidence, "vocabulary")
    text = "\n".join(lines)
    assert lines[0].startswith("lab13_rnn, vocabulary: ")
    for said in ("seed        11", "numpy ", "4096 MiB", "sha256 ab12", "stand-ins   none", "a cell was mended"):
        assert said in text
    assert "✗ FAILED  0 of 2 points  encodes: encode() returns the ids of a text" in text
    assert "heard   raised RuntimeError: on purpose [bold]" in text
    assert "\x1b" not in text
    assert "asked   decode(int32[1] [" in text
    assert "the lab's own build_vocabulary, encode, decode replaced yours" in text
    assert max(map(len, lines)) <= 120
    assert "stand-ins   build_vocabulary, encode, decode" in explain(evidence, "windows")
    told = explain(evidence, "answer_1")
    assert told[told.index("  asked   the variable 'experiments'") + 1] == "  heard   it is not defined"
    assert explained(evidence) == [*FUNCTIONS, "answer_1"]
