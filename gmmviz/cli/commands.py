"""COMMANDS: what `gmmviz NAME ...` does. A command is one module and one line here.

Importing this costs nothing: a command's module, and all it needs, is imported when it runs.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

EXIT_DONE, EXIT_UNSETTLED, EXIT_MISUSE, EXIT_INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = (
    "exit codes: 0 done; 1 written, but EM did not settle, or nothing could be fitted; "
    "2 arguments or a file that cannot be used; 130 interrupted."
)


class CommandRefused(Exception):
    """Arguments or a file that cannot be used; its text is the one line the person sees."""


@dataclass(frozen=True)
class Command:
    """A command: its module has `arguments(parser)` and `run(wanted) -> int`."""

    name: str
    module: str
    summary: str
    example: str

    def parser(self) -> argparse.ArgumentParser:
        """The command's arguments."""
        parser = argparse.ArgumentParser(
            prog=f"gmmviz {self.name}",
            description=self.summary,
            epilog=f"example:\n  {self.example}\n\n{EXIT_CODES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _function(self.module, "arguments")(parser)
        return parser


def _function(module: str, name: str) -> Callable[..., int]:
    function: Callable[..., int] = getattr(import_module(f"gmmviz.cli.{module}"), name)
    return function


def run(name: str, arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. A reader of its output that goes away ends it quietly."""
    command = COMMANDS[name]
    wanted = command.parser().parse_args(arguments)
    try:
        return _function(command.module, "run")(wanted)
    except (CommandRefused, OSError, ValueError) as problem:
        if isinstance(problem, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at its end
            return EXIT_DONE
        print(f"gmmviz {name}: {_sentence(problem)}", file=sys.stderr)
        return EXIT_MISUSE
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return EXIT_INTERRUPTED


def _sentence(problem: Exception) -> str:
    if isinstance(problem, FileNotFoundError) and problem.filename is None:
        return "the folder that you are in is no longer there: go to another one"
    if isinstance(problem, OSError):
        return f"cannot use {problem.filename}: {problem.strerror or problem}"
    return str(problem)


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "fit",
            "fit",
            "Fit one mixture to a table: the best of several starts, or one named start.",
            "gmmviz fit customers.csv -k 3 --columns spend,visits --labels rows.csv --json fit.json --html run.html",
        ),
        Command(
            "choose",
            "choose",
            "Fit every K and family to a table, and say what BIC and the others choose.",
            "gmmviz choose customers.csv --k 1:9 --families all --json",
        ),
        Command(
            "report",
            "reporting",
            "Write the page a reviewer asks for: all models with their indices, profile, methods, checklist.",
            "gmmviz report customers.csv --labels customers-labelled.csv",
        ),
        Command(
            "assign",
            "assign",
            "Say for each row of a table which component of a saved fit it comes from.",
            "gmmviz assign fit.json new-customers.csv > assigned.csv",
        ),
    )
}
