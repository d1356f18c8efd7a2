"""Prints everything, so that names and texts of students cannot control the terminal."""

import sys
from collections.abc import Iterable

import click
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment

from autograder.kernel.text import harmless

WIDTH = 140  # of a log, which has none of its own


class _Harmless:
    """What to print, without characters that a terminal would obey."""

    def __init__(self, content: ConsoleRenderable) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        for part in console.render(self._content, options):
            yield part if part.control else Segment(harmless(part.text), part.style)


class _Filter(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Harmless(one) for one in renderables]


def console(width: int = WIDTH, err: bool = False) -> Console:
    """A console on standard output, or with `err` on standard error; `width` is used if that is a log."""
    to_a_person = (sys.stderr if err else sys.stdout).isatty()
    out = Console(stderr=err, width=None if to_a_person else width, markup=False, emoji=False, highlight=False)
    out.push_render_hook(_Filter())
    return out


def say(message: str, err: bool = False) -> None:
    """Prints a line or more."""
    click.echo(harmless(message), err=err)
