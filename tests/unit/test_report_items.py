"""Every figure of the class report, against another library's or another formula's."""

import math
import statistics
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bench import classes
from scipy import stats

from autograder.checks.check import Outcome, Result
from autograder.course.report.analysis import Analysis, analyse
from autograder.course.report.findings import most_frequent, same
from autograder.course.report.items import MIN_STUDENTS, correlation, fifths, item, reliability
from autograder.course.report.page import COLUMNS, rows
from autograder.course.report.people import Person, Status
from autograder.gradebook.standing import Standing
from autograder.grading import assignment as assignments
from autograder.grading.evidence.file import unpack

STUDENTS = 60


def drawn(seed: int, n: int = 80) -> tuple[np.ndarray, np.ndarray]:
    """Points (n,) from 0 to 8 in halves with some missing, and other points that go with them."""
    rng = np.random.default_rng(seed)
    scores = np.clip(np.round(2 * rng.normal(5, 3, n)) / 2, 0, 8)
    rest = 5 * scores + rng.normal(0, 10, n)
    scores[rng.random(n) < 0.1] = np.nan
    rest[rng.random(n) < 0.1] = np.nan
    return scores, rest


@pytest.mark.parametrize("seed", range(5))
def test_an_item_agrees_with_pandas_and_the_standard_library(seed):
    scores, rest = drawn(seed)
    groups = fifths(rest)
    about = item(scores, 8, rest, groups)
    series = pd.Series(scores)
    known = [float(one) for one in scores if not math.isnan(one)]
    assert about.n == series.count()
    assert about.mean == pytest.approx(statistics.fmean(known))
    assert about.median == statistics.median(known)
    assert about.sd == pytest.approx(statistics.stdev(known))
    assert about.difficulty == pytest.approx(series.mean() / 8)
    assert about.discrimination == pytest.approx(series.corr(pd.Series(rest)))
    assert about.zero == pytest.approx(sum(one == 0 for one in known) / len(known))
    assert about.full == pytest.approx(sum(one == 8 for one in known) / len(known))
    by_group = series.groupby(groups).mean() / 8
    assert about.fifths == pytest.approx([by_group[group] for group in range(5)])


@pytest.mark.parametrize("seed", range(5))
def test_fifths_follow_mean_ranks_and_equal_totals_stay_together(seed):
    totals = np.round(np.random.default_rng(seed).normal(10, 3, 73))
    totals[5] = np.nan
    known = ~np.isnan(totals)
    ranks = stats.rankdata(totals[known])
    expected = np.floor(5 * (ranks - 0.5) / known.sum())
    assert fifths(totals)[known].tolist() == expected.tolist()
    assert fifths(totals)[5] == -1
    assert np.bincount(fifths(np.arange(50.0))).tolist() == [10] * 5
    assert set(fifths(np.full(7, 3.0))) == {2}
    assert fifths(np.array([])).tolist() == []


def test_a_correlation_is_blank_for_few_and_where_nothing_varies():
    rising = np.arange(float(MIN_STUDENTS))
    assert correlation(rising, 2 * rising) == pytest.approx(1)
    assert correlation(rising[1:], rising[1:]) is None
    assert correlation(rising, np.full(MIN_STUDENTS, 3.0)) is None
    missing = np.append(rising, np.nan)
    assert correlation(missing, missing) == pytest.approx(stats.pearsonr(rising, rising).statistic)


@pytest.mark.parametrize("seed", range(5))
def test_reliability_agrees_with_the_covariance_matrix(seed):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(90, 1)) + rng.normal(size=(90, 6))
    holed = np.vstack([scores, [[np.nan, 1, 1, 1, 1, 1]]])
    covariance = np.cov(scores, rowvar=False)
    alpha = 6 / 5 * (1 - np.trace(covariance) / covariance.sum())
    found = reliability(holed)
    assert found is not None
    assert (found.n, found.items) == (90, 6)
    assert found.alpha == pytest.approx(alpha)
    assert found.error == pytest.approx(math.sqrt(covariance.sum()) * math.sqrt(1 - alpha))


def test_reliability_of_few_of_one_question_or_of_equal_totals_is_not_given():
    assert reliability(np.arange(18.0).reshape(9, 2)) is None
    assert reliability(np.arange(20.0).reshape(20, 1)) is None
    assert reliability(np.ones((20, 3))) is None


@pytest.fixture(scope="module")
def lab() -> assignments.Assignment:
    return assignments.load(classes.ROOT, "lab13_rnn")


def class_of(lab: assignments.Assignment, students: int, marked: float = 0.0) -> list[Person]:
    """A class in which so large a share has marks for the written answers."""
    rng = np.random.default_rng(3)
    people = []
    for one in classes.drawn(lab, students, seed=5):
        verdicts = unpack(one.evidence).verdicts if one.evidence else None
        marks: dict[str, float | None] = {name: verdict.score for name, verdict in one.grade.verdicts.items()}
        is_marked = verdicts and rng.random() < marked
        marks |= {name: float(rng.integers(5)) / 2 if is_marked else None for name in lab.answers}
        status = Status.GRADED if is_marked else Status.TO_BE_MARKED if verdicts else Status.LEFT
        people.append(Person(one.student, "", status, Standing(one.student, marks=marks), verdicts=verdicts))
    return people


def as_frame(lab: assignments.Assignment, people: list[Person]) -> pd.DataFrame:
    """Students by questions, and by question.check the points earned, made without the report's code."""
    records = []
    for one in people:
        record = {name: one.standing.marks[name] for name in lab.graded}
        for name, verdict in (one.verdicts or {}).items():
            weight = sum(each.weight for each in verdict.results)
            for each in verdict.results:
                share = verdict.max_score * each.weight / weight
                record[f"{name}.{each.name}"] = share * (each.outcome is Outcome.PASSED)
        records.append(record)
    return pd.DataFrame(records).astype(float)


def test_questions_and_checks_of_a_class_agree_with_pandas(lab):
    people = class_of(lab, STUDENTS)
    frame, about = as_frame(lab, people), analyse(lab, people)
    automatic = [name for name in lab.graded if name not in lab.answers]
    assert about.counted == tuple(automatic)
    total = frame[automatic].sum(axis=1, skipna=False)
    assert about.totals.tolist() == total.dropna().tolist()
    assert about.maximum == 90
    checked = 0
    for question in about.questions:
        if question.name in lab.answers:
            assert question.item.n == 0
            continue
        rest = total - frame[question.name]
        assert question.item.discrimination == pytest.approx(frame[question.name].corr(rest))
        assert question.item.mean == pytest.approx(frame[question.name].mean())
        own = [name for name in frame if name.startswith(f"{question.name}.")]
        for one in question.checks:
            column = frame[f"{question.name}.{one.name}"]
            others = rest + frame[own].drop(columns=column.name).sum(axis=1, skipna=False)
            assert one.item.sd == pytest.approx(column.std())
            assert one.item.difficulty == pytest.approx((column > 0).sum() / column.count())
            if one.item.discrimination is None:
                assert column.nunique() == 1
            else:
                assert one.item.discrimination == pytest.approx(column.corr(others))
                checked += 1
    assert checked > 20
    assert about.reliability is not None
    covariance = frame[automatic].dropna().cov()
    k = len(automatic)
    assert about.reliability.alpha == pytest.approx(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum().sum()))


def test_written_answers_count_once_most_are_marked(lab):
    assert not analyse(lab, class_of(lab, STUDENTS, marked=0.2)).is_whole
    about = analyse(lab, class_of(lab, STUDENTS, marked=0.8))
    assert about.is_whole
    assert about.maximum == 100
    frame = as_frame(lab, class_of(lab, STUDENTS, marked=0.8))
    assert about.totals.tolist() == frame[lab.graded].sum(axis=1, skipna=False).dropna().tolist()


def test_findings_are_counted_over_the_class(lab):
    people = class_of(lab, STUDENTS)
    about = analyse(lab, people)
    question = next(one for one in about.questions if one.name == "windows")
    said = [
        same(result.message)
        for one in people
        if one.verdicts
        for result in one.verdicts["windows"].results
        if result.name == question.checks[0].name and result.outcome is Outcome.FAILED
    ]
    counts = pd.Series(said).value_counts()
    assert dict(question.checks[0].findings) == {text: counts[text] for text, _ in question.checks[0].findings}
    assert [count for _, count in question.checks[0].findings] == sorted(counts, reverse=True)[:3]


def test_the_sentence_says_how_many_lost_points_and_why(lab):
    failed = Result("one", "the first thing", Outcome.FAILED, 1, "asked for 7 characters, got 9")
    passed = Result("one", "the first thing", Outcome.PASSED, 1)
    people = class_of(lab, 4)
    made = []
    for i, one in enumerate(people):
        assert one.verdicts
        result = passed if i == 0 else replace(failed, message=f"asked for {i} characters, got 9")
        verdict = replace(one.verdicts["generate"], results=(result,))
        standing = replace(one.standing, marks={**one.standing.marks, "generate": verdict.score})
        made.append(replace(one, verdicts={"generate": verdict}, standing=standing))
    sentence = next(one.sentence for one in analyse(lab, made).questions if one.name == "generate")
    because = "3 of them because the check “the first thing” found: asked for N characters, got N."
    assert sentence == f"3 of 4 lost points on `generate`, {because}"


def test_the_same_finding_counts_together_whatever_was_drawn():
    pairs = (
        (
            "generate(prompt='pe', 7): asked for 7 characters, got 9",
            "generate(prompt='a k', 12): asked for 12 characters, got 1",
        ),
        ("expected shape (3, 4), got (4, 3)", "expected shape (2, 5, 6), got (6, 5, 2)"),
        ("row 3 (value = 0.5) has the loss -1e-05", "row 11 (value = 12) has the loss 2.25"),
    )
    for one, other in pairs:
        assert same(one) == same(other)
    assert same("char_to_id['a'] is 3") == same("char_to_id['q'] is 12")
    assert same("params['W_hh'] is 3") != same("params['W_xh'] is 3")
    assert same("gave ['ab', 'cd']") == same("gave ['xy', 'ef']")
    assert same("row 3 of experiments has no 'final_loss'") != same("row 3 of experiments has no 'snippet'")
    assert same("W_xh2 has 3") == "W_xh2 has N"
    results = [Result("c", "t", Outcome.FAILED, 1, f"got {i}") for i in range(3)]
    results += [Result("c", "t", Outcome.SKIPPED, 1, "not judged"), Result("c", "t", Outcome.PASSED, 1)]
    assert most_frequent(results) == [("got N", 3)]


def test_a_class_of_nobody_has_no_figures(lab):
    about = analyse(lab, [])
    assert about.reliability is None
    assert {one.item.n for one in about.questions} == {0}
    assert all(one.sentence.startswith("Nobody has a score") for one in about.questions)


def test_the_table_of_items_has_a_line_a_question_and_a_check(lab):
    about: Analysis = analyse(lab, class_of(lab, STUDENTS))
    table = pd.DataFrame(rows(about), columns=COLUMNS)
    assert (table.kind == "question").sum() == len(lab.graded)
    assert (table.kind == "check").sum() == sum(len(question.checks) for question in lab.questions)
    windows = table[(table.question == "windows") & (table.kind == "question")].iloc[0]
    item_of = next(one.item for one in about.questions if one.name == "windows")
    assert float(windows["mean"]) == pytest.approx(item_of.mean, rel=1e-5)
    assert float(windows.fifth_5) == pytest.approx(item_of.fifths[4], rel=1e-5)
