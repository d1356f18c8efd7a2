"""What students may call themselves, or write, does nothing in a terminal."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.terminal import console, say
from autograder.kernel.text import harmless

ROOT = Path(__file__).parents[2]
OBEYED = {
    "an escape sequence": "\x1b]0;owned\x07",
    "a colour": "\x1b[31mred",
    "a control character of eight bits": "\x9b31m",
    "the start of the line": "good\rbad",
    "a bell": "\x07",
    "backspaces": "bad\x08\x08\x08good",
    "letters from right to left": "\u202egnp.exe",
    "an isolate": "\u2066x\u2069",
    "a mark": "\u200ex\u200f\u061c",
    "another line": "a\u2028b\u2029c\u0085d",
    "nothing to be seen": "a\u200bb\ufeffc\u2060d",
    "half a character": "\ud800",
}
ALLOWED = re.compile(
    r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]*"
)


@pytest.mark.parametrize("kind", OBEYED)
def test_what_a_terminal_would_obey_is_replaced(kind, capsys) -> None:
    text = OBEYED[kind]
    assert ALLOWED.fullmatch(harmless(text))
    say(f"Ada {text}")
    table = Table()
    table.add_column("student")
    table.add_row(Text(text))
    out = console()
    out.print(f"Ada {text}")
    out.print(Text(text))
    out.print(table)
    said = capsys.readouterr().out
    assert "Ada" in said
    assert ALLOWED.fullmatch(said)


@pytest.mark.parametrize("name", ["Ada Lovelace", "Zoë", "李小龙", "محمد", "می‌خواهم", "👩‍💻", "a\tb\nc"])
def test_names_of_all_scripts_stay_as_they_are(name) -> None:
    assert harmless(name) == name


def test_names_are_no_markup(capsys) -> None:
    console().print("[bold]x[/bold] :smile:")
    assert capsys.readouterr().out == "[bold]x[/bold] :smile:\n"


def test_our_own_colours_reach_a_terminal(monkeypatch) -> None:
    out = console()
    shown = Console(file=io.StringIO(), force_terminal=True, color_system="standard")
    shown.push_render_hook(out._render_hooks[0])
    shown.print(Text("red \x1b[32m", style="red"))
    assert shown.file.getvalue() == "\x1b[31mred \x1b[0m\n"


def test_everything_is_printed_by_these_two() -> None:
    printing = re.compile(r"\bclick\.(?:echo|secho)\(|\bConsole\(|(?<![\w.])print\(")
    files = [path for room in ("cli", "course") for path in (ROOT / "autograder" / room).rglob("*.py")]
    others = [path.name for path in files if printing.search(path.read_text(encoding="utf-8"))]
    assert sorted(others) == ["__init__.py", "terminal.py"]  # the first prints our own version, and loads nothing
