"""Verdicts for people and programs: JSON, a table for a terminal, a table for the notebook."""

import html
from typing import Any

import nbformat
from rich.table import Table
from rich.text import Text

from autograder.checks.check import Outcome, Result, Verdict
from autograder.grading.grade import Grade
from autograder.grading.submission import grade_id

SCHEMA = 1
MAX_PRINTED = 20_000
SIGNS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.SKIPPED: "–", Outcome.ERROR: "!"}
# Blue and orange stay apart for the colour-blind; sign and word say the same.
COLOURS = {
    Outcome.PASSED: "#005a9c",
    Outcome.FAILED: "#a33b00",
    Outcome.SKIPPED: "#595959",
    Outcome.ERROR: "#7a0a6b",
}
COLUMNS = '<colgroup><col style="width:12%"><col style="width:40%"><col style="width:48%"></colgroup>'
STYLES = {
    Outcome.PASSED: "blue",
    Outcome.FAILED: "dark_orange3",
    Outcome.SKIPPED: "dim",
    Outcome.ERROR: "magenta",
}


def points(score: float | None) -> str:
    """A score as people write it: 9, 8.5, or "to be marked" where a person decides."""
    return "to be marked" if score is None else f"{score:g}"


def as_dict(grade: Grade) -> dict[str, Any]:
    """The grade in the JSON schema that docs/json_report.md describes."""
    questions = {
        name: {
            "score": verdict.score,
            "max": verdict.max_score,
            "checks": [result.as_dict() for result in verdict.results],
        }
        for name, verdict in grade.verdicts.items()
    }
    return {
        "schema": SCHEMA,
        "seed": grade.seed,
        "questions": questions,
        "score": round(sum(verdict.score or 0 for verdict in grade.verdicts.values()), 2),
        "max": sum(verdict.max_score for verdict in grade.verdicts.values()),
        "notes": grade.notes,
        "comments": grade.comments,
    }


def as_table(grade: Grade) -> Table:
    """Question, check, outcome and message for a terminal."""
    table = Table(show_lines=False, pad_edge=False, box=None)
    table.add_column("question", style="bold", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("check", ratio=2)
    table.add_column("what was seen", ratio=3)
    for name, verdict in grade.verdicts.items():
        table.add_row(name, f"{points(verdict.score)} / {points(verdict.max_score)}")
        for result in verdict.results:
            outcome = Text(f"{SIGNS[result.outcome]} {result.outcome}", STYLES[result.outcome])
            seen = Text(" ".join(part for part in (result.message, result.help) if part))
            table.add_row("", "", outcome, Text(result.title), seen)
    return table


def write_outputs(grade: Grade) -> None:
    """Puts verdicts into the graded cells of the notebook: a table of checks, what the cell printed, and the score.

    nbgrader reads the score from the one `execute_result` and gives 0 for anything on stderr, so what the student's
    code printed is kept as text in a display. Without a score there is no result; the adapter then marks the question
    for a person.
    """
    notes = grade.notes
    for cell in grade.notebook.cells:
        verdict = grade.verdicts.get(grade_id(cell) or "")
        if verdict is None:
            continue
        table = {
            "text/html": _html_table(verdict, grade.seed, notes),
            "text/plain": _plain_table(verdict, notes),
        }
        made = [nbformat.v4.new_output("display_data", data=table)]
        if text := _printed_text(cell.outputs):
            made.append(nbformat.v4.new_output("display_data", data={"text/plain": text}))
        if verdict.score is not None:
            made.append(nbformat.v4.new_output("execute_result", data={"text/plain": f"{verdict.score:g}"}))
        cell.outputs = made
        notes = []  # they stand in the first graded cell only


def _printed_text(printed: list[Any]) -> str:
    """What a graded cell printed or raised, as text; the public checks' message is the last line of their error.

    In a cell that has verdicts in it already, that is the text beside them.
    """
    parts = []
    for output in printed:
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "display_data" and set(output.data) == {"text/plain"}:
            parts.append(output.data["text/plain"])
        elif output.output_type == "error":
            parts.append(f"The cell's own test said: {output.ename}: {output.evalue}")
    return "\n".join(parts).strip()[:MAX_PRINTED]


def _plain_table(verdict: Verdict, notes: list[str]) -> str:
    lines = [f"note: {note}" for note in notes]
    lines.append(f"{verdict.grade_id}: {points(verdict.score)} of {points(verdict.max_score)} points")
    for result in verdict.results:
        lines.append(f"{SIGNS[result.outcome]} {result.outcome:8} {result.title}")
        lines += [f"           {part}" for part in (result.message, result.help) if part]
    return "\n".join([*lines, *verdict.notes])


def _html_table(verdict: Verdict, seed: int, notes: list[str]) -> str:
    cell = 'style="text-align:left;vertical-align:top;padding:4px 10px;white-space:normal"'
    noted = "".join(f"<p>Note: {html.escape(note)}.</p>" for note in notes)
    rows = "".join(_html_row(result, cell) for result in verdict.results)
    score = f"{points(verdict.score)} of {points(verdict.max_score)} points"
    head = "".join(f"<th {cell}>{title}</th>" for title in ("Outcome", "Check", "What was seen"))
    below = " ".join([*verdict.notes, f"Judged with seed {seed}."])
    return (
        f"<div>{noted}<p><b>{html.escape(verdict.grade_id)}: {score}</b></p>"
        f'<table style="width:100%">{COLUMNS}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p style="color:#595959">{html.escape(below)}</p></div>'
    )


def _html_row(result: Result, cell: str) -> str:
    outcome = f'<b style="color:{COLOURS[result.outcome]}">{SIGNS[result.outcome]} {result.outcome}</b>'
    seen = html.escape(result.message)
    if result.help:
        seen += f"{'<br>' if seen else ''}<i>Hint: {html.escape(result.help)}</i>"
    return (
        f'<tr><td {cell}><span style="white-space:nowrap">{outcome}</span></td>'
        f"<td {cell}>{html.escape(result.title)}</td><td {cell}>{seen}</td></tr>"
    )
