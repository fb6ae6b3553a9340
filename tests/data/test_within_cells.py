"""Signs within cells part nothing: times, addresses, ratios and texts hold colons, commas and blanks."""

import csv
import io
from itertools import product

import numpy as np
import pytest

from gmmviz.data import read_table

NAMES = ["Breen, Edward", "Breen, Margaret I.", "Antoine", "Donner, Jacob"]
CELLS = {
    "ISO times": lambda i: f"1846-{1 + i % 12:02d}-{1 + i % 28:02d}T{i % 24:02d}:{i * 7 % 60:02d}:00Z",
    "times with a zone": lambda i: f"2024-{1 + i % 12:02d}-03T{i % 24:02d}:{i * 7 % 60:02d}:00.123+02:00",
    "times of the day": lambda i: f"{i % 24:02d}:{i * 7 % 60:02d}:{i * 11 % 60:02d}",
    "lap times": lambda i: f"{1 + i % 9}:{i * 7 % 60:02d}.{i * 37 % 1000:03d}",
    "dates of e-mails": lambda i: f"Mon, 0{1 + i % 9} Jan 2024 {i % 24:02d}:{i * 7 % 60:02d}:00 GMT",
    "IPv6": lambda i: f"2001:db8:{i:x}::{i * 7:x}",
    "IPv6 in full": lambda i: f"2001:0db8:85a3:0000:0000:8a2e:0370:{7000 + i}",
    "hardware addresses": lambda i: f"00:1B:44:11:3A:{i % 100:02d}",
    "hosts with ports": lambda i: f"10.0.0.{i % 250}:{8000 + i}",
    "URLs": lambda i: f"https://example.org:8080/a/{i}?x={i * 3}&y=2",
    "ratios": lambda i: f"{1 + i % 7}:{1 + i % 3}",
    "Windows paths": lambda i: f"C:\\data\\file {i}.txt",
    "genome places": lambda i: f"chr{1 + i % 22}:{10_000 + i * 37}-{10_500 + i * 37}",
    "names with commas": lambda i: NAMES[i % 4],
    "coordinates": lambda i: f"{40 + i % 9}.123, -{70 + i % 5}.456",
    "titles": lambda i: f"Part {i}: the end",
    "JSON": lambda i: f'{{"a": {i}, "b": {i * 2}}}',
    "keys and values": lambda i: f"k:{i};v:{i * 2}",
}
ROWS = 40


def written(rows, names, delimiter):
    """A file of some rows below some names; without names where there are none."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows([*([names] if names else []), *rows])
    return file.getvalue().encode()


@pytest.mark.parametrize("cell", CELLS)
def test_signs_within_cells_part_nothing(cell):
    """Beside one number, first or last, in every dialect, also where half of these cells are blank."""
    numbers = np.round(np.random.default_rng(0).normal(50, 10, ROWS), 2)
    for delimiter, first, blank, header in product(",;\t|", (True, False), (False, True), (True, False)):
        cells = ["" if blank and i % 2 else CELLS[cell](i) for i in range(ROWS)]
        pairs = [
            (text, number) if first else (number, text) for text, number in zip(cells, numbers, strict=True)
        ]
        names = ("what", "x") if first else ("x", "what")
        table = read_table(written(pairs, names if header else None, delimiter))
        told = f"{delimiter!r}, first: {first}, blank: {blank}, header: {header}"
        assert table.frame.shape == (ROWS, 2), told
        np.testing.assert_array_equal(table.frame.iloc[:, int(first)], numbers, err_msg=told)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_last_cell_that_is_blank_in_half_of_the_rows_is_a_cell(delimiter):
    """Names with commas first, times last: what parted the names parted most lines into two, and looked even."""
    rows = [
        (NAMES[i % 4], i * 7 % 31, "Male", i % 2, "" if i % 2 else CELLS["ISO times"](i)) for i in range(ROWS)
    ]
    table = read_table(written(rows, ("name", "age", "sex", "survived", "death"), delimiter))
    assert [column.name for column in table.columns] == ["name", "age", "sex", "survived", "death"]
    assert list(table.frame["age"]) == [row[1] for row in rows]


def test_where_nothing_else_parts_the_lines_colons_and_blanks_do():
    for delimiter in (":", " "):
        rows = [(f"{i},5", i * 7 % 31, f"{i % 9},25") for i in range(ROWS)]
        table = read_table(written(rows, ("a", "b", "c"), delimiter))
        assert list(table.frame["b"]) == [row[1] for row in rows]
        assert table.frame["a"].iloc[3] == 3.5
