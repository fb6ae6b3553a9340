"""With a filter on, every share and count that is told is of the rows that are fitted, or says that it is not."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import Reading, RowFilter, points_from_table, read_table
from gmmviz.data.csv.of_rows import OF_COLUMNS, OF_READING, WHOLE_FILE, notices_of
from gmmviz.data.selection import kept_by

N = 200
RNG = np.random.default_rng(5)
DISCOUNT = np.where(
    np.arange(N) % 3 > 0, 0.0, RNG.uniform(0.01, 0.5, N).round(3)
)  # 0 in two thirds of the rows
SKEWED = np.where(np.arange(N) < 100, RNG.normal(50, 5, N), RNG.lognormal(2, 1.2, N)).round(2)
ROWS = [
    f"{'AB'[row >= 100]},{a},{'' if row in (3, 5) else b},{'err' if row == 150 else c},{'<0.5' if row == 160 else d}"
    for row, (a, b, c, d) in enumerate(
        zip(DISCOUNT, SKEWED, RNG.normal(9, 2, N).round(2), RNG.normal(4, 1, N).round(2), strict=True)
    )
]
FILE = "\n".join(["group,discount,tail,c,d", *ROWS]).encode()


def told(filters):
    table = read_table(FILE, "orders.csv")
    return {note.kind: note.text for note in notices_of(table, kept_by(table, filters))}


def test_the_heap_is_told_of_the_rows_that_are_fitted_and_not_at_all_where_there_is_none():
    assert "is 0 in 66 % of rows" in told(())["heap"].replace("\u202f", " ")
    assert "heap" not in told((RowFilter("discount", low=0.01),))
    rest = read_table(FILE, "orders.csv")
    fitted = points_from_table(rest, filters=(RowFilter("discount", low=0.01),))
    assert not any("shrink onto" in warning for warning in fitted.warnings)
    fitted = points_from_table(rest)
    assert any("shrink onto" in warning for warning in fitted.warnings)


@pytest.mark.parametrize(
    "filters",
    [
        (RowFilter("group", ("A",)),),
        (RowFilter("group", ("B",)),),
        (RowFilter("discount", low=0.01), RowFilter("group", ("B",))),
        (RowFilter("tail", high=48.0),),
    ],
)
def test_what_columns_hold_is_told_as_if_the_file_had_those_rows_alone(filters):
    table = read_table(FILE, "orders.csv", Reading(numbers=("c", "d", "tail", "discount")))
    inside = kept_by(table, filters)
    kept = [row for row, there in zip(ROWS, inside, strict=True) if there]
    same = Reading(numbers=("c", "d", "tail", "discount"))
    some = read_table("\n".join(["group,discount,tail,c,d", *kept]).encode(), "orders.csv", same)
    kinds = {"heap", "missing", "logarithm"}
    here = {note.kind: note.text for note in notices_of(table, inside) if note.kind in kinds}
    alone = {note.kind: note.text for note in some.notices if note.kind in kinds}
    assert here == alone


def test_counts_of_what_was_met_while_reading_say_that_they_are_of_the_file():
    every = told(())
    assert {"unusable", "limits"} <= every.keys()
    some = told((RowFilter("group", ("B",)),))
    for kind in ("unusable", "limits"):
        assert some[kind] == WHOLE_FILE + every[kind]
    assert "unusable" not in told((RowFilter("group", ("A",)),))  # none of these rows is concerned


def test_every_notice_with_a_number_is_of_the_fitted_rows_or_says_it_is_not():
    table = read_table(FILE, "orders.csv")
    inside = kept_by(table, (RowFilter("group", ("B",)),))
    for note in notices_of(table, inside):
        if re.search(r"\d", note.text):
            assert note.kind in OF_COLUMNS or note.text.startswith(WHOLE_FILE), note
    assert not OF_COLUMNS & OF_READING


def test_a_rule_that_breaks_in_rows_that_are_filtered_away_holds():
    a, b = RNG.normal(20, 3, (2, 90)).round(2)
    total = (a + b).round(2)
    total[7] += 30
    lines = [f"{'xy'[row == 7]},{p},{q},{s}" for row, (p, q, s) in enumerate(zip(a, b, total, strict=True))]
    table = read_table("\n".join(["g,a,b,total", *lines]).encode(), "sums.csv")
    (broken,) = [note for note in table.notices if note.kind == "derived"]
    assert "in all rows but 1 (line 9)" in broken.text
    (whole,) = [
        note
        for note in notices_of(table, kept_by(table, (RowFilter("g", ("x",)),)))
        if note.kind == "derived"
    ]
    assert whole.text == '"total" follows from "a" and "b": not chosen, since no ellipse has a width there.'
    assert replace(whole, text="", lines=()) == replace(broken, text="", lines=())
