"""The command `autograder`: one module a command, imported only when it is called.

Exit codes: 0 done, 1 a person has to look, 2 bad use.
"""

import importlib
import logging

import click

from autograder import PROJECT

# What `autograder --help` says of each command, so that none has to be loaded for it. Each is a module of that name.
COMMANDS = {
    "check": "Grade one notebook with the files beside it, without a gradebook.",
    "collect": "Collect submissions from a platform's archives into submitted/.",
    "doctor": "Show which protections are in force here, and what to install.",
    "explain": "Explain how a student's grade for a question came about.",
    "give-back": "Fill the platform's own file with the grades, and zip the feedback for it.",
    "grade": "Grade every submission of an assignment that is new.",
    "mark": "Mark the written answers in a browser.",
    "package": "Write a grader for another platform.",
    "regrade": "Judge an assignment again from evidence.",
    "report": "Show the class at a glance: results, difficulty, common mistakes.",
    "similar": "Show works that have much in common, side by side.",
}


class Commands(click.Group):
    """Finds a command in its module."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"autograder.cli.{name.replace('-', '_')}").command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def show_version(context: click.Context, option: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        click.echo(f"autograder {version(PROJECT)}")
        context.exit()


@click.command(cls=Commands)
@click.option(
    "--version", is_flag=True, is_eager=True, callback=show_version, expose_value=False, help="Show the version."
)
@click.option("--debug", is_flag=True, help="Log inner errors with tracebacks to stderr.")
def main(debug: bool) -> None:
    """Grade notebooks from outside their kernel."""
    if debug:
        logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
        logging.getLogger("autograder").setLevel(logging.DEBUG)
