"""Verdicts in the outputs of a graded notebook."""

import html
from typing import Any

import nbformat

from autograder.checks.check import Outcome, Result, Verdict
from autograder.grading.grade import Grade
from autograder.grading.reports.words import SIGNS, points, with_code
from autograder.grading.submission import grade_id
from autograder.kernel.text import one_line, shown_pictures

MAX_PRINTED = 20_000
MAX_FOUND = 200
KEY = "autograder"  # of the metadata of the output that holds the table
# Blue and orange stay apart for the colour-blind; sign and word say the same.
COLOURS = {
    Outcome.PASSED: "#005a9c",
    Outcome.FAILED: "#a33b00",
    Outcome.SKIPPED: "#595959",
    Outcome.ERROR: "#7a0a6b",
}
COLUMNS = '<colgroup><col style="width:12%"><col style="width:40%"><col style="width:48%"></colgroup>'


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
            "text/html": _html_table(verdict, grade.circumstances, notes),
            "text/plain": _plain_table(verdict, notes),
        }
        about = {KEY: {"found": _first_finding(verdict)}}
        made = [nbformat.v4.new_output("display_data", data=table, metadata=about), *_figures(cell.outputs)]
        if text := _printed_text(cell.outputs):
            made.append(nbformat.v4.new_output("display_data", data={"text/plain": text}))
        if verdict.score is not None:
            made.append(nbformat.v4.new_output("execute_result", data={"text/plain": f"{verdict.score:g}"}))
        cell.outputs = made
        notes = []  # they stand in the first graded cell only


def remove_scores(notebook: Any) -> None:
    """Takes the bare numbers out of graded cells, once nbgrader has read them: the tables say the same."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and any(KEY in output.get("metadata", {}) for output in cell.outputs):
            cell.outputs = [output for output in cell.outputs if output.output_type != "execute_result"]


def first_finding(cell: Any) -> str:
    """What `write_outputs` says first of the graded `cell`: the first check that is not passed; "" where all are."""
    found = (output.get("metadata", {}).get(KEY, {}).get("found") for output in cell.outputs)
    return next((str(text) for text in found if text), "")


def _first_finding(verdict: Verdict) -> str:
    broken = [result for result in verdict.results if result.outcome is not Outcome.PASSED]
    return one_line(broken[0].message or broken[0].title, MAX_FOUND) if broken else ""


def _figures(outputs: list[Any]) -> list[Any]:
    """What the student's code drew in a graded cell, as pictures only."""
    pictures = (shown_pictures(output.get("data")) for output in outputs)
    return [nbformat.v4.new_output("display_data", data=shown) for shown in pictures if shown]


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


def _html_table(verdict: Verdict, circumstances: str, notes: list[str]) -> str:
    cell = 'style="text-align:left;vertical-align:top;padding:4px 10px;white-space:normal"'
    noted = "".join(f"<p>Note: {html.escape(note)}.</p>" for note in notes)
    rows = "".join(_html_row(result, cell) for result in verdict.results)
    score = f"{points(verdict.score)} of {points(verdict.max_score)} points"
    head = "".join(f"<th {cell}>{title}</th>" for title in ("Outcome", "Check", "What was seen"))
    said = "".join(f"<p>{html.escape(note)}</p>" for note in verdict.notes)
    return (
        f'<div class="verdict">{noted}<p class="score"><b>{html.escape(verdict.grade_id)}: {score}</b></p>'
        f'<table style="width:100%">{COLUMNS}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{said}'
        f'<p style="color:#595959">{html.escape(circumstances)}</p></div>'
    )


def _html_row(result: Result, cell: str) -> str:
    outcome = f'<b style="color:{COLOURS[result.outcome]}">{SIGNS[result.outcome]} {result.outcome}</b>'
    seen = with_code(result.message)
    if result.help:
        seen += f"{'<br>' if seen else ''}<i>Hint: {html.escape(result.help)}</i>"
    return (
        f'<tr><td {cell}><span style="white-space:nowrap">{outcome}</span></td>'
        f"<td {cell}>{with_code(result.title)}</td><td {cell}>{seen}</td></tr>"
    )
