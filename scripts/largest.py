"""The largest files and functions of the project, to look at; no limit. Called by `make lint`."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("autograder", "rnn_reference", "scripts", "tests")
LEFT_OUT = ROOT / "tests" / "submissions"
SHOWN = 8


def main() -> None:
    files: list[tuple[int, str]] = []
    functions: list[tuple[int, str]] = []
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        if not path.is_relative_to(LEFT_OUT):
            source, name = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
            files.append((len(source.splitlines()), name))
            functions += [(lines, f"{name}: {function}") for lines, function in lengths(source)]
    for title, rows in (("file", files), ("function", functions)):
        print(f"lines  {title}")
        for lines, name in sorted(rows, reverse=True)[:SHOWN]:
            print(f"{lines:5}  {name}")


def lengths(source: str) -> list[tuple[int, str]]:
    """The number of lines of each function, docstring included, and its name."""
    return [
        (node.end_lineno - node.lineno + 1, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]


if __name__ == "__main__":
    main()
