"""What must be true of an assignment before it can grade anything: notebook, release and lab fit each other.

nbgrader gives full marks for a graded cell that nobody judges, so a misspelt grade id is told before grading.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograder.checks.check import Check, Question
from autograder.labs.lab import Lab


def problems(source: Mapping[str, Any], release: Mapping[str, Any], lab: Lab) -> Iterator[str]:
    """What does not fit, a line each; `source` and `release` are cells by grade id."""
    yield from _of_the_release(source, release)
    yield from _of_the_cells(source, lab)
    try:
        stand_ins = _functions(lab.stand_ins)
    except SyntaxError as error:
        yield f"the lab's stand-ins are not valid Python: {error}"
        return
    for question in lab.questions:
        yield from _of_a_question(question, source, stand_ins)


def twice(names: Iterable[str]) -> list[str]:
    """The names that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def _of_the_release(source: Mapping[str, Any], release: Mapping[str, Any]) -> Iterator[str]:
    if other := [name for name in (*source, *release) if (name in source) != (name in release)]:
        yield f"source and release do not have the same cells ({', '.join(other)}): generate the assignment again"


def _of_the_cells(source: Mapping[str, Any], lab: Lab) -> Iterator[str]:
    asked = [question.grade_id for question in lab.questions]
    about = {name: cell.metadata.nbgrader for name, cell in source.items()}
    judged = [name for name, cell in source.items() if about[name].grade and cell.cell_type == "code"]
    yield from (f"two questions of the lab have the grade id {name}" for name in twice(asked))
    yield from (f"the graded cell {name} has no question in the lab" for name in judged if name not in asked)
    yield from (f"the lab's question {name} has no graded code cell" for name in asked if name not in judged)
    yield from (
        f"the lab reads what {name} printed, but there is no such cell" for name in lab.printed if name not in source
    )
    for name in judged:
        if about[name].solution:
            yield f"the graded code cell {name} is one that students write into: put its points on a locked cell below"
        if about[name].points <= 0:
            yield f"the graded cell {name} has {about[name].points:g} points: give it more than 0"


def _of_a_question(question: Question, source: Mapping[str, Any], stand_ins: set[str]) -> Iterator[str]:
    name = question.grade_id
    if not question.checks:
        yield f"the question {name} has no checks"
    yield from (f"two checks of {name} are called {check}" for check in twice(one.name for one in question.checks))
    for place, one in enumerate(question.checks):
        yield from (f"{name}.{one.name} {said}" for said in _of_a_check(one, question.checks[:place]))
    for function in (*question.stand_ins, *filter(None, {one.of for one in question.checks})):
        if function not in stand_ins:
            yield f"the question {name} has a stand-in for {function}, which the lab's stand-ins do not define"
    if question.shortcut and question.shortcut.cell not in source:
        yield f"the question {name} has a shortcut for the cell {question.shortcut.cell}, but there is no such cell"


def _of_a_check(one: Check, earlier: Iterable[Check]) -> Iterator[str]:
    known = {check.name for check in earlier}
    if not one.title:
        yield "has no docstring, which students read as its title"
    if one.weight <= 0:
        yield f"has the weight {one.weight:g}: give it more than 0"
    yield from (
        f"comes after {name}, which is not an earlier check of the question" for name in one.after if name not in known
    )


def _functions(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
