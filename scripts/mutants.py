"""Changes each solution cell in every small way, and looks whether the checks notice. Called by `make mutants`.

Each operator, comparison, constant and keyword is changed, each statement dropped, one at a time. A mutant is killed
when a check of its own question fails. Survivors must stand in tests/submissions/equivalent_mutants.toml with the
reason why they are right answers too; exit code 1 where one does not. Writes docs/measured/mutants.md.
"""

import argparse
import ast
import copy
import datetime
import multiprocessing
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "lab13_rnn"
SOLVED = ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
EQUIVALENTS = ROOT / "tests" / "submissions" / "equivalent_mutants.toml"
QUESTION_OF = {
    "train_step_code": "train",
    "observations_code": "experiments",
    "predictions_code": "analysis_answered",
}
SECONDS = 240
SEED = 20261122

OTHER_OPERATORS: dict[type[ast.AST], type[Any]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """One change of one solution cell: the line it stands in, what was changed, and the cell's new source."""

    cell: str
    line: str
    change: str
    source: str

    @property
    def question(self) -> str:
        return QUESTION_OF.get(self.cell, self.cell.removesuffix("_code"))


def mutants(cell: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a cell, each with a single change."""
    lines = source.splitlines()
    tree = ast.parse(source)
    # What an error's message says is free.
    prose = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in prose:
            continue
        for change in changes(node):
            changed = copy.deepcopy(tree)
            twin = list(ast.walk(changed))[index]
            apply(twin, change, changed)
            line = lines[getattr(node, "lineno", 1) - 1].strip()
            yield Mutant(cell, line, change, ast.unparse(ast.fix_missing_locations(changed)))


def changes(node: ast.AST) -> list[str]:
    """The names of the changes that can be made at this node itself."""
    found = []
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OTHER_OPERATORS:
        found.append(f"{_sign(node.op)} for {_sign(OTHER_OPERATORS[type(node.op)]())}")
    if isinstance(node, ast.Compare):
        found += [f"comparison {i}: other operator" for i in range(len(node.ops))]
    if isinstance(node, ast.UnaryOp):
        found.append("operator dropped")
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        found += [f"{node.value} for {node.value + 1}", f"{node.value} for {node.value - 1}"]
    if isinstance(node, ast.Call):
        found += [f"keyword {keyword.arg} dropped" for keyword in node.keywords if keyword.arg]
    if isinstance(node, ast.IfExp):
        found.append("branches exchanged")
    if (
        isinstance(node, ast.stmt)
        and not isinstance(node, ast.FunctionDef | ast.With | ast.For)
        and not _is_docstring(node)
    ):
        found.append("statement dropped")
    return found


def _sign(operator: ast.AST) -> str:
    return type(operator).__name__


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def apply(node: ast.AST, change: str, tree: ast.Module) -> None:
    """Makes the change at `node`, which is part of `tree`."""
    if change == "statement dropped":
        _replace(tree, node, ast.Pass())
    elif change == "operator dropped":
        assert isinstance(node, ast.UnaryOp)
        _replace(tree, node, node.operand)
    elif change == "branches exchanged":
        assert isinstance(node, ast.IfExp)
        node.body, node.orelse = node.orelse, node.body
    elif isinstance(node, ast.Compare):
        i = int(change.split()[1].rstrip(":"))
        node.ops[i] = OTHER_OPERATORS[type(node.ops[i])]()
    elif isinstance(node, ast.Constant):
        kind: Any = type(node.value)
        node.value = kind(float(change.split(" for ")[1]))
    elif isinstance(node, ast.Call):
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != change.split()[1]]
    else:
        node.op = OTHER_OPERATORS[type(node.op)]()  # type: ignore[attr-defined]


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(item is old for item in value):
                value[:] = [new if item is old else item for item in value]


def verdict(mutant: Mutant) -> str:
    """The name of the first check of its question that the mutant fails, or "" where it survives."""
    from support.judged import quietly

    from autograder.checks.check import Outcome

    notebook = nbformat.read(SOLVED, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    for cell in notebook.cells:
        if cell.id == mutant.cell:
            cell.source = mutant.source
        elif cell.metadata.nbgrader.grade:
            cell.source = ""  # the public checks are not what is measured
    verdicts, _ = quietly(notebook, [mutant.question], SEED)
    failed = [one.name for one in verdicts[mutant.question].results if one.outcome is not Outcome.PASSED]
    return failed[0] if failed else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cell", help="only the mutants of this cell; writes no report")
    only = parser.parse_args().cell
    notebook = nbformat.read(SOLVED, as_version=4)
    cells = {cell.id: cell.source for cell in notebook.cells if cell.id.endswith("_code") and only in (None, cell.id)}
    made = [mutant for cell, source in cells.items() for mutant in mutants(cell, source)]
    reasons = equivalent(made)
    outcomes = run(made)
    survivors = [mutant for mutant in made if not outcomes[mutant] and mutant not in reasons]
    for mutant in survivors:
        print(f"survived: {mutant.cell}: {mutant.line!r}: {mutant.change}")
    if only is None:
        report(made, outcomes, survivors, reasons)
    print(f"{len(made)} mutants, {sum(map(bool, outcomes.values()))} killed, {len(survivors)} survived")
    sys.exit(1 if survivors else 0)


def equivalent(made: list[Mutant]) -> dict[Mutant, str]:
    """The mutants that are listed as right answers, too, and why; an entry without a change is about the whole line.

    Exits where an entry of a cell that was changed is about none of its mutants: the solution has changed since.
    """
    found = {}
    for entry in tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))["mutant"]:
        of_cell = [mutant for mutant in made if mutant.cell == entry["cell"]]
        meant = [one for one in of_cell if one.line == entry["line"] and entry.get("change", one.change) == one.change]
        if of_cell and not meant:
            sys.exit(f"mutants: {EQUIVALENTS.name}: no mutant of {entry['cell']} is {entry['line']!r}")
        found.update(dict.fromkeys(meant, entry["reason"]))
    return found


def run(made: list[Mutant]) -> dict[Mutant, str]:
    """The verdict on each mutant. One that does not end within SECONDS is killed by that."""
    outcomes = {}
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count(), maxtasksperchild=10) as pool:
        waiting = [(mutant, pool.apply_async(verdict, (mutant,))) for mutant in made]
        for number, (mutant, result) in enumerate(waiting, start=1):
            try:
                outcomes[mutant] = result.get(SECONDS)
            except multiprocessing.TimeoutError:
                outcomes[mutant] = "did not end"
            if number % 20 == 0:
                print(f"{number} of {len(made)}", flush=True)
    return outcomes


def report(
    made: list[Mutant], outcomes: dict[Mutant, str], survivors: list[Mutant], reasons: dict[Mutant, str]
) -> None:
    """Writes docs/measured/mutants.md."""
    lines = [
        "# Mutants",
        "",
        f"Made by `make mutants` on {datetime.date.today()}, seed {SEED}. Each solution cell was changed in one small "
        "way at a time: another operator or comparison, a number one up or down, a keyword or a statement dropped. A "
        "mutant is killed when a check of its own question fails.",
        "",
        "| cell | mutants | killed | equivalent | survived |",
        "| :-- | --: | --: | --: | --: |",
    ]
    for cell in dict.fromkeys(mutant.cell for mutant in made):
        of_cell = [mutant for mutant in made if mutant.cell == cell]
        killed = sum(bool(outcomes[mutant]) for mutant in of_cell)
        left = sum(mutant.cell == cell for mutant in survivors)
        lines.append(f"| `{cell}` | {len(of_cell)} | {killed} | {len(of_cell) - killed - left} | {left} |")
    killed = sum(map(bool, outcomes.values()))
    lines.append(f"| all | {len(made)} | {killed} | {len(made) - killed - len(survivors)} | {len(survivors)} |")
    lines += ["", "## Equivalent", "", "| cell | line | change | why it is right, too |", "| :-- | :-- | :-- | :-- |"]
    for mutant in made:
        if mutant in reasons and not outcomes[mutant]:
            line = mutant.line.replace("|", "\\|")
            lines.append(f"| `{mutant.cell}` | `{line}` | {mutant.change} | {reasons[mutant]} |")
    lines += ["", "## Which check killed how many", "", "| question | check | killed |", "| :-- | :-- | --: |"]
    counts = Counter((mutant.question, outcomes[mutant]) for mutant in made if outcomes[mutant])
    lines += [f"| {question} | {name} | {count} |" for (question, name), count in counts.items()]
    (ROOT / "docs" / "measured" / "mutants.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
