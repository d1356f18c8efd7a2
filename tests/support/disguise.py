"""Work copied and made to look like one's own: other names, another order, another layout, comments between."""

import ast
import re
from collections.abc import Iterator
from itertools import count

SENTENCE = re.compile(r"(?<=[.!?])\s+")
WORDS = ("alpha", "row", "value", "thing", "item", "result", "temp", "data", "chunk", "cell")


def disguised(source: str) -> str:
    """Python code that does the same."""
    module = ast.parse(source)
    names = iter(f"{WORDS[i % len(WORDS)]}_{i}" for i in count())
    for one in module.body:
        if isinstance(one, ast.FunctionDef):
            _rename(one, names)
    _reorder(module.body)
    return _laid_out(ast.unparse(module))


def disguised_answer(text: str) -> str:
    """A written answer with its sentences in another order, other line ends, and emphasis."""
    sentences = SENTENCE.split(" ".join(text.split()))
    turned = " ".join([*sentences[1::2], *sentences[::2]])
    words = [f"**{word.upper()}**" if i % 9 == 4 else word for i, word in enumerate(turned.split())]
    return "\n".join(" ".join(words[i : i + 7]) for i in range(0, len(words), 7)).replace("“", '"').replace("”", '"')


def _rename(function: ast.FunctionDef, names: Iterator[str]) -> None:
    """Gives other names to all that the function binds: parameters, variables and inner functions."""
    bound = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
    for one in ast.walk(function):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            bound.add(one.id)
        elif isinstance(one, ast.FunctionDef) and one is not function:
            bound.add(one.name)
    new = {name: next(names) for name in sorted(bound)}
    for one in ast.walk(function):
        if isinstance(one, ast.Name):
            one.id = new.get(one.id, one.id)
        elif isinstance(one, ast.arg):
            one.arg = new[one.arg]
        elif isinstance(one, ast.FunctionDef) and one is not function:
            one.name = new[one.name]


def _reorder(body: list[ast.stmt]) -> None:
    """Functions from the last to the first, and statements that do not need each other in each other's place."""
    functions = [one for one in body if isinstance(one, ast.FunctionDef)]
    others = [one for one in body if not isinstance(one, ast.FunctionDef)]
    body[:] = [*others, *reversed(functions)]
    for one in body:
        for part in ("body", "orelse"):
            if isinstance(getattr(one, part, None), list):
                _reorder(getattr(one, part))
    i = 0
    while i + 1 < len(body):
        if _can_swap(body[i], body[i + 1]):
            body[i], body[i + 1] = body[i + 1], body[i]
            i += 1
        i += 1


def _can_swap(one: ast.stmt, other: ast.stmt) -> bool:
    """Two assignments to names, of which neither reads or sets what the other sets."""
    if not all(isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) for each in (one, other)):
        return False
    (sets, reads), (others_sets, others_reads) = _names(one), _names(other)
    return not (sets & (others_sets | others_reads) or others_sets & reads)


def _names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    found = [one for one in ast.walk(statement) if isinstance(one, ast.Name)]
    sets = {one.id for one in found if isinstance(one.ctx, ast.Store)}
    return sets, {one.id for one in found} - sets


def _laid_out(code: str) -> str:
    """Two blanks for four, a line break behind each comma within brackets, and comments."""
    lines: list[str] = []
    for number, line in enumerate(code.splitlines()):
        indent = " " * ((len(line) - len(line.lstrip())) // 2)
        broken = _broken(line.strip(), indent)
        if number % 2:
            lines.append(f"{indent}# step {number}: what comes next is needed below")
        lines += [f"{broken}  # see above" if number % 3 == 0 and broken else broken]
    return "\n".join(lines)


def _broken(line: str, indent: str) -> str:
    """The line, broken behind its commas where it stands in brackets and holds no string."""
    if "'" in line or '"' in line or "(" not in line:
        return indent + line
    depth, made = 0, ""
    for character in line:
        depth += (character in "([{") - (character in ")]}")
        made += f",\n{indent}      " if character == "," and depth > 0 else character
    return indent + made
