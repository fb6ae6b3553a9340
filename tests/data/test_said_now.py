"""What is said of a column follows what is ticked, logged and held out now: on the page and by the commands."""

import argparse
from itertools import combinations

import numpy as np
import pytest

from gmmviz.cli.commands import CommandRefused
from gmmviz.cli.input import points_of, receipt
from gmmviz.data import points_from_table, proposed, read_table
from gmmviz.data.csv.columns.role_words import ROLES
from gmmviz.data.selection import receipt_notices
from gmmviz.scenario import Scenario
from gmmviz.ui.data import receipt_panel

N = 120
RNG = np.random.default_rng(8)
A, B = RNG.normal(50, 5, (2, N)).round(2)
TAIL = RNG.lognormal(2, 1.2, N).round(3)
ZEROS = np.where(np.arange(N) % 4 > 0, 0.0, RNG.uniform(1, 9, N).round(2))
COLUMNS = {
    "a": A,
    "b": B,
    "total": (A + B).round(2),
    "tail": TAIL,
    "zeros": ZEROS,
    "again: a": A,
    "flat": np.full(N, 7.5),
    "id": np.arange(N) * 3 + 1001,
    "year": 1990 + np.arange(N) % 17,
    "grade": np.arange(N) % 3 + 1,
    "group": np.arange(N) % 4 + 1,
    "when": 20200101 + np.arange(N) % 28,
    "rare": np.where(np.arange(N) % 5 > 0, np.nan, RNG.normal(5, 1, N).round(2)),
}
ROWS = zip(*COLUMNS.values(), strict=True)
LINES = [",".join("" if np.isnan(cell) else f"{cell:.12g}" for cell in row) for row in ROWS]
FILE = "\n".join([",".join(COLUMNS), *LINES]).encode()
TABLE = read_table(FILE, "kinds.csv")


def said_on_the_page(columns: tuple[str, ...], label: str | None, logs: tuple[str, ...]) -> list[str]:
    found = points_from_table(TABLE, columns, label or "", logs)
    scenario = Scenario(data="upload-x", columns=columns, label=label, logs=logs)
    return [note.text for part in receipt_panel._notices(scenario, TABLE, found) for note in part]


def said_by_the_command(columns: tuple[str, ...], label: str | None, logs: tuple[str, ...]) -> list[str]:
    wanted = argparse.Namespace(columns=columns, label=label or "", log=logs, filter=[])
    return receipt(TABLE, points_of(wanted, TABLE, "kinds.csv"), label or "")


def falsehoods(
    texts: list[str], columns: tuple[str, ...], label: str | None, logs: tuple[str, ...]
) -> list[str]:
    """Sentences about columns that are not so."""
    wrong = []
    for name in COLUMNS:
        for text in (text for text in texts if f'"{name}"' in text.partition(" follows from ")[0]):
            untrue = {
                "not chosen": name in columns,
                "chosen all the same": name not in columns,
                "ticked all the same": name not in columns,
                "held out": name != label or name in columns,
                "logarithm may suit": name in logs or name not in columns,
                "shrink onto": name not in columns or (name in logs and name == "zeros"),
                "since no ellipse": not {"a", "b"} <= {*columns} - {*logs} and name == "total",
            }
            wrong += [f"{name}: {text}" for words, so in untrue.items() if words in text and so]
    return wrong


NUMBERS = [name for name in COLUMNS if name != "rare"]
CHOICES = [
    (proposed(TABLE), TABLE.label, ()),
    (proposed(TABLE), None, ()),
    *((("a", name) if name != "a" else ("a",), TABLE.label, ()) for name in COLUMNS),
    *(((name,), TABLE.label, (name,)) for name in NUMBERS),
    *(
        ((*pair, "a", "b"), "grade", ("a",))
        for pair in combinations(("total", "tail", "zeros", "again: a", "group"), 2)
    ),
    (tuple(NUMBERS), "group", ("tail", "zeros")),
    (tuple(NUMBERS), None, ()),
]


def test_the_table_has_a_column_of_every_role_that_numbers_can_have() -> None:
    assert {column.role for column in TABLE.columns} == {*ROLES} - {"empty", "text"}


@pytest.mark.parametrize(("columns", "label", "logs"), CHOICES)
@pytest.mark.parametrize("said", [said_on_the_page, said_by_the_command])
def test_every_sentence_about_a_column_is_true_of_what_is_chosen_and_logged(
    said, columns, label, logs
) -> None:
    columns = tuple(dict.fromkeys(columns))
    if said is said_by_the_command and label in columns:
        with pytest.raises(CommandRefused, match="a column is fitted or held out"):
            said(columns, label, logs)
        return
    texts = said(columns, label, logs)
    assert not falsehoods(texts, columns, label, logs)


@pytest.mark.parametrize(("columns", "label", "logs"), CHOICES)
def test_page_and_command_say_the_same_of_every_column(columns, label, logs) -> None:
    columns = tuple(dict.fromkeys(columns))
    if label in columns:
        label = None  # which the command refuses
    page, command = said_on_the_page(columns, label, logs), said_by_the_command(columns, label, logs)
    last = [text.removeprefix("Careful: ") for text in command if not text.startswith("kinds.csv: ")]
    elsewhere = (
        "parameters for",
        "cells are missing",
    )  # K is the page's; rows left out have a line of their own
    page = [text for text in page if not any(words in text for words in elsewhere)]
    assert [text for text in last if text in page] == page


def test_a_column_without_a_width_is_told_once() -> None:
    for columns in (("a", "b", "total"), ("a", "flat"), ("a", "again: a")):
        texts = said_on_the_page(columns, None, ())
        lone = [text for text in texts if f'"{columns[-1]}"' in text]
        assert len(lone) == 1, lone
        assert "eave it out" in lone[0]


def test_what_the_reader_proposes_is_what_its_own_notices_are_about() -> None:
    found = points_from_table(TABLE)
    notices, _ = receipt_notices(TABLE, found, TABLE.label)
    assert notices == TABLE.notices
    assert not falsehoods([note.text for note in notices], found.file_columns, TABLE.label, ())


def test_a_table_in_which_nothing_varies_does_not_ask_for_a_choice() -> None:
    texts = [note.text for note in read_table(b"k,m\n7,3\n7,3\n7,3\n").notices]
    assert "No column of numbers varies: there is nothing to choose." in texts
    assert not any("choose columns yourself" in text for text in texts)
