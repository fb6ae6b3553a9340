"""What a command says and writes: text, progress on a terminal, and files that replace none by half."""

import argparse
import errno
import os
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from gmmviz.cli.commands import CommandRefused

STANDARD_OUTPUT = "-"
LINE_SECONDS = 0.1  # s between two lines of progress


def say(lines: Iterable[str], quiet: bool = False) -> None:
    """Lines for a person, on standard error: results stay alone on standard output."""
    if not quiet:
        for line in lines:
            print(line, file=sys.stderr)


def say_result(lines: Iterable[str]) -> None:
    """Lines of a result, on standard output."""
    for line in lines:
        print(line)


class Meter:
    """One line that says how far it is, written over itself; nothing where standard error is no terminal."""

    def __init__(self, quiet: bool = False) -> None:
        self.shown = sys.stderr.isatty() and not quiet
        self.last = -LINE_SECONDS
        self.width = 0

    def at(self, text: str) -> None:
        """Say how far it is, unless that was said a moment ago."""
        if self.shown and monotonic() - self.last >= LINE_SECONDS:
            self.last = monotonic()
            self._write(text)

    def clear(self) -> None:
        """Take the line away."""
        if self.width:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()
            self.width = 0

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self.width))
        sys.stderr.flush()
        self.width = len(text)


def check_outputs(wanted: argparse.Namespace, outputs: Iterable[str | None]) -> None:
    """Raises CommandRefused where two outputs are one, one is a file that is read, or one cannot be written.

    This comes before a fit, which may take long.
    """
    read = [getattr(wanted, name) for name in ("file", "fit", "new") if getattr(wanted, name, None)]
    taken = {os.path.realpath(name): name for name in read if name != "-"}
    for name in filter(None, outputs):
        place = name if name == STANDARD_OUTPUT else os.path.realpath(name)
        if place in taken:
            raise CommandRefused(f"{name} is named twice: write to another file.")
        taken[place] = name
        if name != STANDARD_OUTPUT and (problem := _unwritable(Path(name))):
            raise CommandRefused(f"cannot write {name}: {os.strerror(problem)}")


def _unwritable(path: Path) -> int:
    """Why a file cannot be written there, as errno has it; 0 where nothing is known against it."""
    if path.is_dir():
        return errno.EISDIR
    if path.exists() and not path.is_file():  # a pipe or a device
        return 0
    if not path.parent.exists():
        return errno.ENOENT
    if not path.parent.is_dir():
        return errno.ENOTDIR
    return 0 if os.access(path.parent, os.W_OK) else errno.EACCES


def write(name: str, blocks: Iterable[bytes]) -> None:
    """Write blocks to standard output, or to a file, which is replaced once all of them are there."""
    if name == STANDARD_OUTPUT:
        sys.stdout.flush()
        for block in blocks:
            sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    if path.exists() and not path.is_file():  # a pipe or a device is written to as it is
        with path.open("wb") as file:
            file.writelines(blocks)
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.writelines(blocks)
        partial.replace(path)
    except BaseException as problem:
        partial.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise CommandRefused(f"cannot write {name}: {problem.strerror or problem}") from problem
        raise


def aligned(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines of text: the first column to the left, all others to the right."""
    widths = [max(map(cells_wide, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        parts = [first + " " * (widths[0] - cells_wide(first))]
        parts += [
            " " * (width - cells_wide(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return lines


def cells_wide(text: str) -> int:
    """How many cells of a terminal a text takes.

    >>> cells_wide("K = 3"), cells_wide("花粉")
    (5, 4)
    """
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )
