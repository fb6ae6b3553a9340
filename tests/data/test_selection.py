"""From tables to points: rows with missing values are left out and accounted for."""

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data import (
    Points,
    concerns,
    csv_text,
    defused,
    dropped_notice,
    points_from_table,
    proposed,
    read_table,
)

CONTENT = b"""id,a,b,c,kind
1,1.5,2.5,,u
2,3.5,,1.5,v
3,5.5,1.5,2.5,
4,7.5,9.5,4.5,v
5,,8.5,,u
6,2.5,7.5,3.5,u
7,4.5,3.25,1.25,v
8,6.5,2.25,8.25,u
"""


def test_rows_with_a_missing_value_are_left_out_and_accounted_for():
    table = read_table(CONTENT, "shop.csv")
    points = points_from_table(table)
    assert points.columns == ("a", "b", "c")
    assert points.rows.tolist() == [2, 3, 5, 6, 7]
    assert points.lines.tolist() == [4, 5, 7, 8, 9]
    assert points.dropped.rows.tolist() == [0, 1, 4]
    assert points.dropped.lines.tolist() == [2, 3, 6]
    assert [(cost.column, cost.missing, cost.alone) for cost in points.dropped.costs] == [
        ("c", 2, 1),
        ("b", 1, 1),
        ("a", 1, 0),
    ]
    notice = dropped_notice(points.dropped)
    assert notice.text == '3 rows left out: a value is missing (2 in "c", 1 in "b", 1 in "a").'
    assert notice.changed
    assert points.source == points.title == "shop.csv"


def test_the_label_is_held_out_and_a_missing_one_is_a_class_of_its_own():
    points = points_from_table(read_table(CONTENT))
    assert points.truth_names == ("no label", "u", "v")
    assert points.truth.tolist() == [0, 2, 1, 2, 1]
    assert points_from_table(read_table(CONTENT), label="").truth is None
    assert points_from_table(read_table(CONTENT), ["a"], label="id").truth_names == tuple("1234678")


def test_fewer_columns_cost_fewer_rows():
    points = points_from_table(read_table(CONTENT), ["a", "b"])
    assert points.n == 6
    assert points_from_table(read_table(CONTENT), ["id"]).n == 8
    assert dropped_notice(points_from_table(read_table(CONTENT), ["id"]).dropped) is None


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], 'Choose at least one column of numbers: "id", "a", "b" and "c".'),
        (["kind"], '"kind" is not numeric; columns of numbers are "id", "a", "b" and "c".'),
        (["z"], 'There is no column "z"; columns of numbers are "id", "a", "b" and "c".'),
        (["a", "a"], "A column was chosen twice: choose each once."),
    ],
)
def test_columns_that_cannot_be_fitted_are_refused(columns, message):
    with pytest.raises(ValueError) as error:
        points_from_table(read_table(CONTENT), columns)
    assert str(error.value) == message


def test_columns_that_leave_no_rows_are_named():
    table = read_table(b"a,b\n1.5,\n2.5,\n,3.5\n,4.5\n5.5,6.5\n")
    with pytest.raises(ValueError) as error:
        points_from_table(table, ["a", "b"])
    assert str(error.value) == (
        'Only 1 row of 5 with a value in every chosen column: leave out "a", which is missing in 2.'
    )


def test_what_is_proposed_falls_back_to_whatever_is_numeric():
    assert proposed(read_table(b"id,k\n1,7\n2,7\n3,7\n4,7\n5,7\n6,7\n")) == ()
    years = b"year,k\n2001,7\n2002,7\n2004,7\n2005,7\n2007,7\n2006,7\n"
    assert proposed(read_table(years)) == ("year",)
    many = (
        ",".join(f"c{i}" for i in range(200))
        + "\n"
        + "\n".join(
            ",".join(str((i * 37 + row * row * 13) % 101 + 0.5) for i in range(200)) for row in range(20)
        )
    )
    assert len(proposed(read_table(many.encode()))) == 30


def test_constant_dependent_and_wild_columns_are_told():
    rng = np.random.default_rng(0)
    a, b = rng.normal(100, 3, (2, 60))
    b[7] = 9e5
    x = np.column_stack([a, b, 2.54 * a - 7, np.full(60, 3.0)])
    lines = np.arange(2, 62)
    told = concerns(Points(x, ("a", "b", "a in inches", "k"), lines=lines), parameters=44)
    assert [notice.text for notice in told] == [
        '"k" has one value only: leave it out.',
        '"a in inches" follows from "a": no ellipse has a width there. Leave it out.',
        '"b" has 1 value very far from the others (such as 900000): a component may be spent on it.',
        "44 parameters for 60 rows: different starts may end in different places. "
        "Choose fewer components or columns, or a plainer shape.",
    ]
    assert told[2].lines == (9,)


def test_clouds_raise_no_concern():
    rng = np.random.default_rng(1)
    assert concerns(Points(rng.normal(1e6, 1, (500, 3)), ("a", "b", "c")), parameters=19) == ()


def test_few_different_rows_are_told():
    (notice,) = concerns(Points(np.repeat([[1.0, 3.0], [2.0, 5.0]], 30, axis=0)[:, :1], ("a",)))
    assert notice.text == "There are only 2 different rows: components will shrink onto them."


@pytest.mark.parametrize("text", ["=1+1", "+1+cmd", "-2+3", "@SUM(1)", "\tx", "\rx", "＝1+1", "  =1+1", "-x"])
def test_what_a_spreadsheet_would_run_is_defused(text):
    assert defused(text) == "'" + text
    assert csv_text({text: [text]}).count("'") == 2


@pytest.mark.parametrize("value", [-2.5, 3, 0.1, "-2.5", "+7", "a=b", "x@y", "", None, np.float64(-1.0)])
def test_numbers_and_harmless_texts_stay(value):
    assert defused(value) is value or defused(value) == value


def test_an_export_is_read_back_with_every_digit():
    values = [0.1, -1 / 3, 1e-300, math.nan, 1e22]
    text = csv_text({"x": values, "y": np.arange(5.0), "=name": ["-a", "b", "c", "d", "e"]})
    table = read_table(text.encode())
    np.testing.assert_array_equal(table.frame["x"], values)
    assert table.frame.columns.tolist() == ["x", "y", "'=name"]
    assert table.frame["'=name"][0] == "'-a"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_no_exported_cell_begins_a_formula(cells):
    (name, *_), *rows = csv.reader(io.StringIO(csv_text({"=h": cells, "n": range(len(cells))}), newline=""))
    assert name == "'=h"
    for row in rows:
        cell = row[0].lstrip() if row else ""
        assert not cell.startswith(tuple("=@＝＋－＠"))
        assert cell[:1] not in {"+", "-"} or np.isfinite(float(cell))
