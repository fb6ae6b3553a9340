"""Notices: short sentences for a person, each about one thing done to a file or suspected of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.thousands import count_text

LineNumbers = Sequence[int] | NDArray[np.int64]

MAX_NOTICE_CHARACTERS = 400  # characters of a notice
NAMED_LINES = 5  # so many line numbers are named in a sentence; the notice carries up to KEPT_LINES
KEPT_LINES = 1000

# kind -> whether the data differ from what the file says, heaviest first: the order notices are shown in
IS_A_DECISION = {
    "ambiguous": False,
    "coded missing": True,
    "sentinel": False,
    "limits": True,
    "heap": False,
    "limit": True,
    "quotes": True,
    "left out": True,
    "tables": True,
    "ragged": True,
    "unusable": True,
    "infinite": True,
    "total": True,
    "repeated header": True,
    "damaged text": True,
    "doubtful header": False,
    "factors": False,
    "units": False,
    "derived": False,
    "no feature": False,
    "missing": False,
    "sparse": False,
    "parameters": False,
    "outlier": False,
    "duplicate": False,
    "constant": False,
    "identifier": False,
    "label": False,
    "date": False,
    "period": False,
    "category": False,
    "empty": False,
    "preamble": True,
    "comments": True,
    "header": False,
    "names": False,
    "logarithm": False,
    "words": False,
    "number form": False,
    "dialect": False,
    "sheet": False,
    "encoding": False,
    "blank rows": False,
    "compressed": False,
}


@dataclass(frozen=True)
class Notice:
    """One sentence, its kind (a key of IS_A_DECISION) and the lines of the file it is about (the first 1,000).

    Where one click may change what the sentence tells, `button` is what is written on it, and either
    `overrule` has the fields of a `Reading` with their new values, or `leave_out` names columns not to fit, or
    `logs` names columns to take the logarithm of. `about` names the columns whose numbers it tells of.
    """

    kind: str
    text: str
    lines: tuple[int, ...] = ()
    button: str = ""
    overrule: tuple[tuple[str, Any], ...] = ()
    leave_out: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """True when cells or rows of the file were changed or left out."""
        return IS_A_DECISION[self.kind]


def ranked(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Notices in the order they matter; within a kind as they came."""
    order = {kind: place for place, kind in enumerate(IS_A_DECISION)}
    return tuple(sorted(notices, key=lambda notice: order[notice.kind]))


def counted(n: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,843 rows"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count_text(n)} {noun if n == 1 else plural}"


def on_lines(lines: LineNumbers) -> str:
    """Where: "line 5", "lines 5, 19 and 23", "lines 1, 2, 3, 4, 5 and 40 more"."""
    named = [str(line) for line in lines[:NAMED_LINES]]
    if len(lines) > NAMED_LINES:
        return f"lines {', '.join(named)} and {count_text(len(lines) - NAMED_LINES)} more"
    return f"line {named[0]}" if len(named) == 1 else f"lines {', '.join(named[:-1])} and {named[-1]}"


def shortened(text: str, length: int = 40) -> str:
    """A name or cell as it is quoted in a sentence: one line, cut when long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def quoted(names: Sequence[str], limit: int = 5, conjunction: str = "and") -> str:
    """Names as a list: '"a", "b" and 7 more'; `conjunction` is the word before the last."""
    shown = [f'"{shortened(name)}"' for name in names[:limit]]
    if len(names) > limit:
        return f"{', '.join(shown)} {conjunction} {count_text(len(names) - limit)} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}"


def about_lines(kind: str, text: str, lines: LineNumbers) -> Notice:
    """A notice that keeps the lines it is about."""
    return Notice(kind, text, tuple(int(line) for line in lines[:KEPT_LINES]))
