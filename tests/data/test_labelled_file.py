"""Columns are added to the person's own file, and what was there stays as it was, to the byte."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gmmviz.data import points_from_table, read_table
from gmmviz.data.labelled_file import NotLabelled, labelled_file

SAMPLES = sorted((Path(__file__).parent / "csv-samples" / "files").iterdir())
REFUSED = {"hostile_formula_injection.csv", "trailing_delimiter_rows_only.csv"}


def labelled(content: bytes, name: str = "own.csv") -> bytes:
    table = read_table(content, name)
    points = points_from_table(table, None, "")
    numbers = np.arange(1, points.n + 1)
    return labelled_file(content, table, points, {"component": numbers, "responsibility 1": numbers / 8})


def test_a_file_with_commas_for_decimals_keeps_its_dialect() -> None:
    content = 'Länge;wide\r\n1,5;2\r\n;3\r\n2,5;"4"\r\n'.encode("cp1252")
    assert labelled(content) == (
        'Länge;wide;component;responsibility 1\r\n1,5;2;1;0,125\r\n;3;;\r\n2,5;"4";2;0,25\r\n'.encode(
            "cp1252"
        )
    )


def test_lines_that_are_no_rows_and_cells_of_several_lines_stay() -> None:
    content = b'a,note,b\n1,"two\nlines",3\n2,x,4\n5,"y, z",6'
    assert labelled(content) == (
        b'a,note,b,component,responsibility 1\n1,"two\nlines",3,1,0.125\n2,x,4,2,0.25\n5,"y, z",6,3,0.375'
    )


def test_what_is_not_known_of_a_row_is_an_empty_cell() -> None:
    content = b"a\n1.5\n2.5\n4.5\n"
    table = read_table(content, "own.csv")
    told = {"bootstrap stability": np.array([0.5, np.nan, 1.0])}
    made = labelled_file(content, table, points_from_table(table, None, ""), told)
    assert made == b"a,bootstrap stability\n1.5,0.5\n2.5,\n4.5,1\n"


def test_a_file_that_was_labelled_before_gets_columns_of_new_names() -> None:
    again = labelled(b"a,component\n1.5,1\n2.5,2\n3.5,1\n")
    assert again.splitlines()[0] == b"a,component,component (gmmviz),responsibility 1"


def test_blanks_part_cells_where_they_did() -> None:
    assert labelled(b"a  b\n1  2\n3  5\n4  1\n").splitlines()[:2] == [
        b"a  b component responsibility_1",
        b"1  2 1 0.125",
    ]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_sample_reads_as_before_or_is_refused_with_a_reason(sample: Path) -> None:
    content = sample.read_bytes()
    try:
        table = read_table(content, sample.name)
        points = points_from_table(table, None, "")
    except ValueError:
        return  # no table that could be fitted: other tests are about those
    told = {"component": np.ones(points.n, dtype=int)}
    if sample.name in REFUSED:
        with pytest.raises(NotLabelled, match=r"take the rows as CSV\.$"):
            labelled_file(content, table, points, told)
        return
    made = labelled_file(content, table, points, told)
    found = read_table(made, sample.name, replace(table.found, delimiter=table.found.delimiter or ",")).frame
    assert int((found.iloc[:, -1].astype(str) != "nan").sum()) >= points.n
    assert len(found) == len(table.frame)


def test_a_line_of_sums_below_the_table_stays_as_wide_as_its_rows() -> None:
    rows = "".join(f"{i % 7 + i / 9:.3f};{i * i % 11 + i / 8:.3f}\n" for i in range(40)).replace(".", ",")
    content = f"a;b\n{rows}Total;\nSource: somebody\n".encode()
    table = read_table(content)
    points = points_from_table(table)
    made = labelled_file(content, table, points, {"component": np.ones(points.n, dtype=int)}).decode()
    assert made.splitlines()[-2:] == ["Total;;", "Source: somebody"]
    assert {line.count(";") for line in made.splitlines()[:-1]} == {2}
