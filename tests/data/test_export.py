"""Rows taken away: what is in the CSV, what a spreadsheet makes of it, how much is held at once."""

import csv
import io
import re
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data import assigned_rows, dataset, defused, points_from_table, read_table
from gmmviz.data.assigned_rows import ROWS_OF_A_PIECE, SourceRows, pieces, rows_of_points, rows_of_table
from gmmviz.data.csv.reading import UnreadableTable
from gmmviz.data.csv.rows.numbers import PLAIN_NUMBER
from gmmviz.data.export import csv_blocks, csv_text, header_of
from gmmviz.data.new_rows import FittedColumns, read_new_rows
from gmmviz.data.points import Points
from gmmviz.data.restricting import restricted_points

ODD = {3: "n/k"}
HOSTILE = '=cmd(),component,"a ""b"", {c}\n\\x",label\n' + "".join(
    ",".join(
        [
            ODD.get(i, f"{i * 37 % 101 + 0.5}"),
            f"{i * i % 23 + 0.25}",
            "" if i == 7 else f"{i * 7 % 31}",
            f"{'=1+1' if i % 2 else 'x'}\n",
        ]
    )
    for i in range(40)
)


def halves(x):
    """What a made-up fit says: sums, and the sign of the first column."""
    return {"component": (x[:, 0] > 50).astype(int) + 1, "sum": x.sum(axis=1)}


def table_of(blocks):
    return list(csv.reader(io.StringIO(b"".join(blocks).decode(), newline="")))


def hostile_rows():
    table = read_table(HOSTILE.encode())
    fitted = (str(table.frame.columns[0]), str(table.frame.columns[2]))
    return table, fitted, rows_of_table(table, fitted, HOSTILE.encode())


def test_all_rows_are_there_in_order_and_left_out_ones_say_why():
    table, fitted, rows = hostile_rows()
    header, *body = table_of(csv_blocks(pieces(rows, halves)))
    assert header == [
        "line",
        "'=cmd()",
        "component",
        fitted[1],
        "label",
        "component (gmmviz)",
        "sum",
        "left out",
    ]
    assert [int(row[0]) for row in body] == table.lines.tolist()
    gone = {number: row for number, row in enumerate(body) if row[-1]}
    assert set(gone) == {3, 7}
    assert gone[3][1] == "n/k"  # as it was written, though it is no number
    assert gone[3][-3:] == ["", "", "no value in =cmd()"]
    assert gone[7][-3:-1] == ["", ""]
    assert gone[7][-1].startswith("no value in a ")


def test_numbers_read_back_to_the_same_bits_and_the_file_says_what_the_fit_says():
    table, fitted, rows = hostile_rows()
    points = points_from_table(table, fitted, label="")
    frame = pd.read_csv(io.BytesIO(b"".join(csv_blocks(pieces(rows, halves)))), dtype=str)
    kept = frame[frame["left out"].isna()]
    read = kept.iloc[:, [1, 3, 5, 6]].to_numpy(dtype=object).astype(float)
    np.testing.assert_array_equal(read[:, :2], points.x)
    np.testing.assert_array_equal(read[:, 2], halves(points.x)["component"])
    np.testing.assert_array_equal(read[:, 3], points.x.sum(axis=1))


def test_every_piece_is_told_and_the_pieces_are_one_table():
    rng = np.random.default_rng(0)
    x = np.column_stack(
        [np.linspace(0, 100, 2 * ROWS_OF_A_PIECE + 3), rng.normal(1e6, 1e-3, 2 * ROWS_OF_A_PIECE + 3)]
    )
    rows = rows_of_points(points := Points(x, ("a", "b")), points)
    header, *body = table_of(csv_blocks(pieces(rows, halves)))
    assert header == ["row", "a", "b", "component", "sum", "left out"]
    read = np.array([[float(cell) for cell in row[:-1]] for row in body])
    np.testing.assert_array_equal(read[:, 0], np.arange(1, len(x) + 1))
    np.testing.assert_array_equal(read[:, 1:3], x)
    np.testing.assert_array_equal(read[:, 4], x.sum(axis=1))


def test_built_in_rows_bring_their_class_and_the_columns_that_are_not_fitted():
    rows = rows_of_points(dataset("iris"), restricted_points(dataset("iris"), dataset("iris").columns[:1]))
    header, first, *_ = table_of(csv_blocks(pieces(rows, lambda x: {"component": np.ones(len(x), int)})))
    assert header[1:5] == list(dataset("iris").columns)
    assert header[5] == "class"
    assert first[5] == dataset("iris").truth_names[dataset("iris").truth[0]]


def test_a_large_export_holds_a_piece_at_a_time(monkeypatch):
    monkeypatch.setattr(assigned_rows, "ROWS_OF_A_PIECE", 500)
    n = 40 * 500
    rows = SourceRows("line", np.arange(n), {"a": np.arange(float(n)), "b": np.zeros(n)}, ("a", "b"))
    tracemalloc.start()
    size = sum(map(len, csv_blocks(pieces(rows, halves))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 20 * n
    assert peak < 200 * 500 * 6 + n  # bytes: some 200 a cell of the six columns of one piece


def test_names_stay_apart_when_they_are_defused():
    assert header_of(["=a", "'=a", "a"]) == ["'=a", "'=a 2", "a"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("\t=1", "'\t'=1"),
        ('a\n"=1', "a\n\"'=1"),
        ("x; -3", "x; '-3"),
        ("a-b; c", "a-b; c"),
    ],
)
def test_what_a_spreadsheet_of_another_country_would_run_is_defused(text, safe):
    assert defused(text) == safe


@given(st.text(st.sampled_from("=+-@;,\t\n\r\" '1ax＝"), max_size=14))
def test_no_text_runs_whatever_mark_a_spreadsheet_parts_cells_at(text):
    line = csv_text({"n": [1], "t": [text]}).split("\r\n", 1)[1]
    for cell in re.split(r"[;\t\r\n]", line)[1:]:
        bare = cell.strip().lstrip('"').strip()
        assert not bare.startswith(tuple("=@＝＋－＠+-")), line
    (row,) = list(csv.reader(io.StringIO(line, newline="")))
    bare = row[1].lstrip()
    assert not bare.startswith(tuple("=@＝＋－＠+-")) or PLAIN_NUMBER.fullmatch(bare)


@given(st.lists(st.text(max_size=10), min_size=1, max_size=6, unique=True), st.text(max_size=10))
def test_blocks_say_the_same_as_the_text(names, cell):
    columns = {name: np.array([0.5, np.nan]) for name in names} | {
        "other": np.array([cell, "b"], dtype=object)
    }
    if len(header_of(columns)) == len(set(map(str, map(defused, columns)))):
        whole = list(csv.reader(io.StringIO(csv_text(columns), newline="")))
        assert table_of(csv_blocks([columns]))[1:] == whole[1:]


def test_new_rows_are_matched_by_name_and_missing_values_are_marked():
    new = read_new_rows(
        b"Waiting;name;eruptions\n79;=cmd();3,6\n;x;2\nn/k;y;1,8\n",
        "new.csv",
        FittedColumns(("eruptions", "waiting")),
    )
    header, *body = table_of(csv_blocks(pieces(new.rows, halves)))
    assert header == ["line", "Waiting", "name", "eruptions", "component", "sum", "left out"]
    assert body[0] == ["2", "79", "'=cmd()", "3.6", "1", "82.6", ""]
    assert body[1] == ["3", "", "x", "2", "", "", "no value in Waiting"]
    assert body[2] == ["4", "n/k", "y", "1.8", "", "", "no value in Waiting"]


def test_one_new_row_is_enough_and_names_may_be_left_out():
    new = read_new_rows(b"3.6\t79", "pasted", FittedColumns(("eruptions", "waiting")))
    assert (
        new.sentence
        == 'No names were found: the columns are taken as "eruptions" and "waiting", in this order.'
    )
    assert table_of(csv_blocks(pieces(new.rows, halves)))[1][-3:] == ["1", "82.6", ""]


def test_new_rows_without_a_column_of_the_fit_are_refused():
    with pytest.raises(
        ValueError, match=r'^The fit needs "waiting", and these rows have "eruptions" and "b"\.$'
    ):
        read_new_rows(b"eruptions,b\n1,2\n", "new.csv", FittedColumns(("eruptions", "waiting")))
    with pytest.raises(UnreadableTable):
        read_new_rows(b"hello", "new.csv", FittedColumns(("eruptions", "waiting")))
