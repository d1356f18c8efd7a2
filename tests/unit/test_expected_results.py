"""The measurements behind docs/measured/expected_results.md, and what is said about them."""

import dataclasses
import hashlib
import re
from pathlib import Path

import expected.__main__ as expected_results
import numpy as np
import pytest
from expected import agreement, experiments, memory, summary, trainings
from expected.experiments import HELD_OUT_SWEEPS, SWEEPS, HeldOut, Measured, Outcome, Setting
from expected.figures import figures
from expected.memory import NETWORKS
from expected.report import report
from pages import table, wrapped
from test_expected_plots import labels_inside

from rnn_reference import evaluation
from rnn_reference.text import build_vocabulary, encode, forks

ROOT = Path(__file__).parents[2]
MEASURED = ROOT / "docs" / "measured"
RHYME = (ROOT / "data" / "peter_piper.txt").read_text(encoding="utf-8")


OTHER = "She sells sea shells on the sea shore. The shells she sells are sea shells, I am sure.\n"


def test_the_text_has_the_checksum_it_is_said_to_have() -> None:
    checksum = hashlib.sha256(RHYME.encode()).hexdigest()
    assert checksum in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_unambiguous_prefix() -> None:
    assert experiments.unambiguous_prefix("abcabdab") == "abc"
    assert experiments.unambiguous_prefix(RHYME) == "Peter Piper picked "


def test_the_forks_of_the_rhyme() -> None:
    assert forks(RHYME) == [(24, 44, 71), (18, 18, 90)]
    for length, one, other in forks(RHYME):
        assert RHYME[one - length : one] == RHYME[other - length : other]
        assert RHYME[one] != RHYME[other]


def test_held_out_text_has_only_characters_trained_on() -> None:
    training, held_out = experiments.hold_out(RHYME)
    assert training == "Peter Piper picked a peck of pickled peppers. "
    assert held_out == " peck of pickled peppers Peter Piper picked."
    assert set(held_out) <= set(training)


def test_recitation_agrees_with_generation() -> None:
    """The length at temperature 0 is that of the text that is really generated."""
    ids = encode("abacabadabacaba", build_vocabulary("abcd")[0])
    lengths = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        shapes = {"W_xh": (4, 8), "W_hh": (8, 8), "b_h": (8,), "W_hy": (8, 4), "b_y": (4,)}
        params = {name: rng.normal(0, 1, shape) for name, shape in shapes.items()}
        generated, _ = evaluation.greedy(params, ids[:2], len(ids) - 2)
        wrong = np.flatnonzero(generated != ids[2:])
        greedy, _ = experiments.recitation(params, ids, start=2)
        assert greedy == (wrong[0] if len(wrong) else len(generated))
        lengths.append(greedy)
    assert len(set(lengths)) > 2  # else nothing was compared


def test_expected_recitation_of_a_coin() -> None:
    """Two characters, each always with probability 1/2: 1/2 + 1/4 + 1/8 of three."""
    coin = {"W_xh": np.zeros((2, 1)), "W_hh": [[0]], "b_h": [0], "W_hy": np.zeros((1, 2)), "b_y": [0, 0]}
    _, sampled = experiments.recitation(coin, np.array([0, 1, 1, 0], np.int32), start=1)
    assert sampled == pytest.approx(0.875)


def test_a_run_is_measured_whole() -> None:
    setting = Setting(sequence_length=5, hidden_size=4, epochs=2)
    outcome = experiments.run(RHYME, setting, seed=0)
    assert outcome == experiments.run(RHYME, setting, seed=0)
    assert len(outcome.history) == 2
    assert outcome.final_loss == outcome.history[-1]
    assert len(outcome.sample) == len(outcome.continuation) == experiments.SAMPLE_LENGTH
    held_out = experiments.run_held_out(RHYME, setting, seed=0)
    assert 0 < held_out.window_loss < 3
    assert 0 < held_out.held_out_loss < 3


LOW, MIDDLE, HIGH = [1.0, 1.1, 1.2], [2.0, 2.1, 2.2], [3.0, 3.1, 3.2]


def test_summaries() -> None:
    assert summary.spread([1.0, 2.0, 3.0], 1) == "2.0 ± 1.0 (1.0 to 3.0)"
    assert summary.chain([2, 5, 10, 20], [LOW, HIGH, HIGH, MIDDLE]) == "2 < 5 ≈ 10 > 20"


@pytest.mark.parametrize(
    ("samples", "falls", "rises"),
    [
        ([HIGH, MIDDLE, LOW], "holds throughout", "does not hold"),
        ([LOW, MIDDLE, HIGH], "does not hold", "holds throughout"),
        ([HIGH, LOW, LOW], "holds from 1 to 2", "does not hold"),
        ([LOW, LOW, HIGH], "does not hold", "holds from 2 to 3"),
    ],
)
def test_verdicts(samples: list[list[float]], falls: str, rises: str) -> None:
    assert summary.falls([1, 2, 3], samples) == falls
    assert summary.rises([1, 2, 3], samples) == rises


def test_verdict_on_too_much() -> None:
    assert summary.turns_up([1, 2, 3], [HIGH, LOW, MIDDLE]).startswith("holds: lowest at 2")
    assert summary.turns_up([1, 2, 3], [HIGH, MIDDLE, LOW]).startswith("not seen: lowest at 3")


def test_table_is_aligned() -> None:
    assert table(("a", "long"), [(1.5, "x"), (10, "yy")], left={1}).splitlines() == [
        "|   a | long |",
        "| --: | :--- |",
        "| 1.5 | x    |",
        "|  10 | yy   |",
    ]


def test_wrapped_fills_prose_and_nothing_else() -> None:
    title, rows = "# A title that is long", "| nine | ten | eleven |"
    page = f"{title}\n\none two\nthree four\n\n- five six seven\n- eight\n\n{rows}"
    filled = f"{title}\n\none two\nthree four\n\n- five six\n  seven\n- eight\n\n{rows}\n"
    assert wrapped(page, width=12) == filled


def fake(text: str) -> Measured:
    """What runs would measure that get worse whenever anything grows, and recite nothing but noise."""
    outcome = Outcome([2.0, 1.0], 1.0, 1.0, 25, 3.0, "Peter", "xx yy zz")
    outcomes, held_out = {}, {}
    for sweep in SWEEPS:
        for i, setting in enumerate(sweep.settings):
            worse = dataclasses.replace(outcome, window_loss=1.0 + i, sampled=50.0 - i)
            outcomes.setdefault(setting, [worse, worse])
    for sweep in HELD_OUT_SWEEPS:
        for i, setting in enumerate(sweep.settings):
            held_out.setdefault(setting, [HeldOut(1.0, 9.0 - i)] * 2)
    return Measured(text, 2, outcomes, held_out)


@pytest.fixture
def measured() -> Measured:
    return fake(RHYME)


def test_the_report_says_where_expectations_do_not_hold(measured: Measured) -> None:
    page = report(measured, ["## Agreement"], seconds=90)
    verdicts = {
        row.split("|")[1].strip(): row.split("|")[3].strip() for row in page.splitlines() if row.count("|") == 4
    }
    assert verdicts["longer windows recite further"] == "does not hold"
    assert verdicts["the text is recognizable"] == "does not hold"
    assert verdicts["excessive hidden sizes overfit"].startswith("not seen")
    assert verdicts["the text is not a perfect copy"] == "holds"


def test_the_report_shows_the_figures_there_are(measured: Measured) -> None:
    shown = re.findall(r"\(images/expected_(\w+)\.png\)", report(measured, ["## Agreement"], seconds=90))
    assert sorted(shown) == sorted(figures(measured))  # and "memory", in a section of its own


def test_the_report_in_the_repository_is_complete() -> None:
    page = (MEASURED / "expected_results.md").read_text(encoding="utf-8")
    images = re.findall(r"\((images/expected_\w+\.png)\)", page)
    assert images
    assert [image for image in images if not (MEASURED / image).is_file()] == []


def test_too_few_seeds_are_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        expected_results.main(["--seeds", "1"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("--seeds must be at least 2, not 1")


def test_agreement_is_said_in_digits() -> None:
    expected = {name: [1.0, 0.5] for name in trainings.SETTINGS}
    near = {name: [1.0, 0.50002] for name in trainings.SETTINGS}
    far = {name: [1.2, 0.4] for name in trainings.SETTINGS}
    histories = {way: far if way == agreement.SPARSE else near for way in trainings.WAYS}
    runs = [agreement.Run("3.11.7", "2.21.0", "2.4.6", histories), agreement.Run("3.8", "2.8.0", problem="no wheel")]
    page = agreement.section(runs, expected)
    assert "agree to within 2.0e-05 nats, so to 4 decimals" in page
    assert page.count("2.0e-05 |") == 3
    assert "2.0e-01 |" in page
    assert "no wheel" in page
    assert "3.9, 3.10, 3.12, 3.13" in page


@pytest.mark.parametrize("text", [OTHER, OTHER.replace(".", "")])
def test_another_text_is_measured_and_described_as_the_rhyme_is(text: str) -> None:
    """The runs are real and short; the page is written of whatever longer ones would have given."""
    short = [memory.remember(text, Setting(5, 8, 2), seed) for seed in (0, 1)]
    length, place, _ = forks(text)[0]
    for one in short:
        assert one.reach[0] == 1
        assert one.reach[20] < 0.1
        assert len(one.apart) == length
    memories = dict.fromkeys(NETWORKS.values(), short)
    assert labels_inside(memory.figure(text, memories))
    training, held_out = experiments.hold_out(text)
    assert text.startswith(training)
    assert len(held_out) > 10
    assert held_out in text[len(training) :]
    assert 0 < experiments.run_held_out(text, Setting(5, 4, 2), seed=0).held_out_loss < 4
    figures(fake(text))
    page = " ".join(report(fake(text), [memory.section(text, memories)], seconds=90).split())
    assert f"{text[place - length : place]!r}" in page
    assert f"{len(text)} characters, {len(set(text))} of them distinct" in page
    assert "Piper" not in page
