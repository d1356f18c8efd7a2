"""The page of `make bench`, from made-up results. No test asserts a time."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bench import results
from bench.figures import Row, ratios, spread
from bench.page import page
from pages import table

MACHINE = {"processor": "Abacus 3", "cores": 2, "memory_gib": 4.0}


def subject(to_reach: float | None) -> Any:
    def rows(raw: dict[str, Any]) -> list[Row]:
        reached = None if to_reach is None else max(raw["wall"]) < to_reach
        return [Row("counting", "fingers", "soon", spread(raw["wall"], "s", 1), reached)]

    return SimpleNamespace(rows=rows, how=lambda raw: f"Counted {len(raw['wall'])} times.")


def measured(*wall: float) -> dict[str, Any]:
    return {"date": "2001-02-03", "load": [0.5, 1.0], "versions": {"NumPy": "9.9"}, "raw": {"wall": wall}}


def test_the_page_tells_each_figure_and_where_it_was_measured() -> None:
    kept = {"machine": MACHINE, "subjects": {"slow": measured(3.0, 9.0, 4.0), "quick": measured(1.0)}}
    found = page(kept, {"quick": subject(2.0), "slow": subject(2.0), "stated": subject(None)})
    rows = [
        ("counting", "fingers", "soon", "1.0 s (1.0 to 1.0)", "yes"),
        ("counting", "fingers", "soon", "4.0 s (3.0 to 9.0)", "no"),
    ]
    assert table(("what", "against", "to reach", "measured", "reached"), rows, left=range(5)) in found
    assert "2 cores of Abacus 3, 4.0 GiB" in found
    assert "### Slow\n\nCounted 3 times.\n\nMeasured on 2001-02-03 with NumPy 9.9." in found
    assert "Stated" not in found  # it was not measured


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([6.0, 9.0], [2.0, 3.0]) == [3.0, 3.0]


def test_results_of_another_machine_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "benchmarks.json"
    monkeypatch.setattr(results, "machine", lambda: MACHINE)
    assert results.load(file) == {"machine": MACHINE, "subjects": {}}
    kept = json.loads(json.dumps({"machine": MACHINE, "subjects": {"quick": measured(1.0)}}))
    results.save(file, kept)
    assert results.load(file) == kept
    monkeypatch.setattr(results, "machine", lambda: MACHINE | {"cores": 4})
    assert results.load(file)["subjects"] == {}


def test_what_was_measured_keeps_the_day_and_the_versions() -> None:
    found = results.measured(lambda: {"wall": [1.0]})
    assert found["raw"] == {"wall": [1.0]}
    assert set(found["versions"]) == {"Python", "TensorFlow", "NumPy"}
