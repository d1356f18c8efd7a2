"""What a cell's source defines, read and not run. A student's source may be anything, so nothing here raises."""

import ast
import functools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

# IPython's own lines, where a statement may stand.
COMMAND = re.compile(r"^([ \t]*+)(?:[%!?].*|[\w.]++\?\??)$", re.MULTILINE)
OUTPUT_OF_COMMAND = re.compile(r"^([ \t]*+\w[\w, ]*+= *+)[%!].*$", re.MULTILINE)
# For what cannot be parsed: at the left margin.
DEFINITION = re.compile(r"^(?:async )?(?:def|class) +(\w+)|^(\w+) *=(?!=)", re.MULTILINE)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPOUND = (ast.If, ast.Try, ast.With, ast.For, ast.While)
MAX_REMEMBERED = 4096  # cells


@dataclass(frozen=True)
class Definition:
    """A statement at the top of a cell, or below an `if`, `try` and the like there, and the names that it defines.

    `kind` is "function" (a class, too), "import" or "value"; a stub is a function that ends in NotImplementedError.
    Its `source` stands in the lines `first` to `last` of the cell, counted from 1.
    """

    kind: str
    is_top: bool
    names: frozenset[str]
    is_stub: bool
    source: str
    first: int
    last: int
    statement: ast.stmt

    @functools.cached_property
    def reads(self) -> frozenset[str]:
        """The names that it uses and does not make itself."""
        names = [part for part in ast.walk(self.statement) if isinstance(part, ast.Name)]
        own = {part.arg for part in ast.walk(self.statement) if isinstance(part, ast.arg)}
        own |= {part.id for part in names if _is_stored(part)}
        return frozenset(part.id for part in names if part.id not in own)


@functools.lru_cache(MAX_REMEMBERED)
def definitions(source: str) -> tuple[Definition, ...]:
    """The definitions, imports and assignments of a cell, in order; none where it cannot be parsed."""
    module = parsed(source)
    return tuple(_definitions(module.body, _unindented(source).splitlines())) if module else ()


def defined_names(source: str) -> frozenset[str]:
    """The names that a cell's source defines for the cells behind it, stubs left out."""
    if parsed(source) is None:
        found = DEFINITION.findall(textwrap.dedent(source))
        return frozenset(function or variable for function, variable in found)
    return frozenset(name for one in definitions(source) if not one.is_stub for name in one.names)


def stub_names(source: str) -> frozenset[str]:
    """The functions of a cell that only raise NotImplementedError."""
    return frozenset(name for one in definitions(source) if one.is_stub for name in one.names)


@functools.lru_cache(MAX_REMEMBERED)
def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell, IPython's commands left out; None where this Python cannot read it."""
    text = OUTPUT_OF_COMMAND.sub(r"\1None", COMMAND.sub(r"\1pass", _unindented(source)))
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _unindented(source: str) -> str:
    """The cell as IPython reads it: a magic of the whole cell, and an indent of all lines, do not count."""
    head, _, rest = source.partition("\n")
    return textwrap.dedent("\n" + rest if head.startswith("%%") else source)


def _definitions(body: list[ast.stmt], lines: list[str], is_top: bool = True) -> Iterator[Definition]:
    for statement in body:
        if isinstance(statement, COMPOUND):
            for part in ("body", "orelse", "finalbody"):
                yield from _definitions(getattr(statement, part, []), lines, is_top=False)
            for handler in getattr(statement, "handlers", []):
                yield from _definitions(handler.body, lines, is_top=False)
        elif names := _names(statement):
            first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
            last = statement.end_lineno or first
            source = textwrap.dedent("\n".join(lines[first - 1 : last]))
            about = (_kind(statement), is_top, frozenset(names), _is_stub(statement))
            yield Definition(*about, source, first, last, statement)


def _kind(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return "import"
    return "function" if isinstance(statement, (*FUNCTIONS, ast.ClassDef)) else "value"


def _names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [part.id for one in targets for part in ast.walk(one) if isinstance(part, ast.Name) and _is_stored(part)]


def _is_stored(name: ast.Name) -> bool:
    """Not so `BASE` in `BASE["epochs"] = 30`."""
    return isinstance(name.ctx, ast.Store)


def _is_stub(statement: ast.stmt) -> bool:
    """Whether it is a function whose last statement is `raise NotImplementedError`."""
    last = statement.body[-1] if isinstance(statement, FUNCTIONS) else None
    return isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last)
