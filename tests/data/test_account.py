"""Logarithms, filters, and the one account of rows: what is fitted, and what became of all other rows."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.data import (
    Account,
    Loss,
    Points,
    ReadLimits,
    RowFilter,
    dropped_notice,
    points_from_table,
    read_table,
)
from gmmviz.data.account import READING_PART
from gmmviz.data.assigned_rows import pieces, rows_of_table
from gmmviz.data.csv.unused import Unused
from gmmviz.data.filters import NO_VALUE, value_words
from gmmviz.em import EMSettings, fit
from gmmviz.report.rows.left_out import costs_table

FAILING = Path(__file__).parent / "failing"
CONTENT = b"""mass,length,kind
10,1.5,u
100,2.5,v
-5,3.5,u
,4.5,u
0,5.5,v
1000,6.5,
10000,,u
500,7.5,u
"""


def test_rows_lost_while_reading_are_in_the_account() -> None:
    table = read_table(FAILING / "unquoted_comma_in_three_rows.csv")
    account = points_from_table(table).account
    assert (account.in_file, account.read, account.fitted) == (60, 57, 57)
    assert account.sentence() == (
        "57 of the 60 rows in the file are fitted; left out: 3 with too many cells (lines 9, 25 and 43)."
    )


def test_an_account_names_every_reason() -> None:
    table = read_table(CONTENT)
    points = points_from_table(
        table, ["mass", "length"], logs=["mass"], filters=[RowFilter("kind", ("u", NO_VALUE))]
    )
    assert points.account.sentence() == (
        '3 of the 8 rows in the file are fitted; left out: 2 with another value than asked for ("kind" is "u" or '
        '"no value"), 3 with no value in "mass" or "length" or no logarithm of "mass".'
    )
    assert points.rows.tolist() == [0, 5, 7]
    assert points.dropped.rows.tolist() == [2, 3, 6]
    assert [(c.column, c.missing, c.without_log) for c in points.dropped.costs] == [
        ("mass", 2, 1),
        ("length", 1, 0),
    ]
    assert dropped_notice(points.dropped).text == (
        '3 rows left out: a value is missing or has no logarithm in "mass" (2 in "mass", 1 in "length").'
    )


def test_rows_beyond_the_limit_are_in_the_account() -> None:
    content = ("a,b\n" + "".join(f"{i},{i * i}\n" for i in range(100))).encode()
    table = read_table(content, limits=ReadLimits(rows=10))
    assert points_from_table(table, ["a", "b"]).account == Account(
        10, (Loss(90, "a place beyond the limit of rows", READING_PART),)
    )


def test_built_in_data_lose_no_row() -> None:
    assert Points(np.eye(2), ("a", "b")).account == Account(2)


@given(st.lists(st.integers(0, 5), max_size=5), st.integers(2, 50))
def test_the_numbers_of_an_account_add_up(lost: list[int], fitted: int) -> None:
    account = Account(fitted + sum(lost))
    for rows in lost:
        account = account.after(Loss(rows, "no reason"))
    assert (account.fitted, account.read) == (fitted, fitted + sum(lost))
    assert len(account.losses) == sum(rows > 0 for rows in lost)


def test_a_logarithm_is_named_and_undone() -> None:
    table = read_table(CONTENT)
    points = points_from_table(table, ["length", "mass"], label="", logs=["mass"])
    assert points.columns == ("length", "log mass")
    assert points.file_columns == ("length", "mass")
    assert points.logs == ("mass",)
    np.testing.assert_array_equal(points.x[:, 1], np.log([10.0, 100.0, 1000.0, 500.0]))
    values = points.in_file_units(points.x)
    np.testing.assert_allclose(values, table.frame.loc[points.rows, ["length", "mass"]], rtol=1e-15)
    np.testing.assert_allclose(points.as_fitted(values), points.x, rtol=1e-15)
    assert np.isnan(points.as_fitted(np.array([[1.0, 0.0]]))).tolist() == [[False, True]]
    assert points.digest != points_from_table(table, ["length", "mass"], label="").digest


def test_a_density_of_logarithms_integrates_to_one_in_the_files_units() -> None:
    rng = np.random.default_rng(3)
    mass = np.exp(rng.normal(2, 0.7, 400))
    points = points_from_table(read_table(("m\n" + "\n".join(map(repr, mass.tolist()))).encode()), logs=["m"])
    mixture = fit(points.x, EMSettings(k=2)).states[-1].mixture
    grid = np.exp(np.linspace(-4, 8, 40_001))[:, None]
    log_density = mixture.log_density(points.as_fitted(grid)) + points.log_jacobian(grid)
    assert np.trapezoid(np.exp(log_density), grid[:, 0]) == pytest.approx(1, abs=1e-6)


def test_filters_keep_what_they_say() -> None:
    table = read_table(CONTENT)
    assert (
        RowFilter("kind", (NO_VALUE,)).keeps(table.frame["kind"]).tolist()
        == [False] * 5 + [True] + [False] * 2
    )
    inside = RowFilter("mass", low=0.0, high=500.0).keeps(table.frame["mass"])
    assert np.flatnonzero(inside).tolist() == [0, 1, 4, 7]
    assert RowFilter("mass", ("100", "500")).keeps(table.frame["mass"]).sum() == 2
    assert value_words(table.frame["kind"]) == (("u", 5), ("v", 2), (NO_VALUE, 1))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (RowFilter("a", ("x", "y", "z")), '"a" is "x", "y" or "z"'),
        (RowFilter("a", low=-1.5, high=2.0), '"a" is from -1.5 to 2'),
        (RowFilter("a", high=2.0), '"a" is at most 2'),
        (
            RowFilter("country", ("Trinidad and Tobago", "Bosnia and Herzegovina", "Chad")),
            '"country" is "Trinidad and Tobago", "Bosnia and Herzegovina" or "Chad"',
        ),
    ],
)
def test_a_filter_says_its_condition(one: RowFilter, words: str) -> None:
    assert one.sentence() == words


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ([RowFilter("z", low=1.0)], 'There is no column "z" to filter rows by.'),
        ([RowFilter("kind", low=1.0)], '"kind" is not numeric: filter it by its values.'),
        (
            [RowFilter("mass", low=1e9)],
            'No row of 8 fits the filter: let more rows in. "mass" goes from -5 to 10000.',
        ),
    ],
)
def test_a_filter_that_cannot_be_is_refused_with_a_reason(filters: list[RowFilter], message: str) -> None:
    with pytest.raises(ValueError) as error:
        points_from_table(read_table(CONTENT), filters=filters)
    assert str(error.value) == message


def test_a_filter_needs_values_or_a_range() -> None:
    for wrong in ({}, {"values": ("a",), "low": 1.0}, {"low": math.nan}, {"low": 2.0, "high": 1.0}):
        with pytest.raises(ValueError, match=r"needs values, or a range|is no range"):
            RowFilter("a", **wrong)


def test_exported_rows_say_why_they_are_left_out() -> None:
    table = read_table(CONTENT)
    rows = rows_of_table(table, ("mass", "length"), None, ("mass",), (RowFilter("kind", ("u",)),))
    seen = []

    def says(x):
        seen.append(x)
        return {"sum": x.sum(axis=1)}

    (piece,) = pieces(rows, says)
    assert piece["left out"] == [
        "", "left out by the filter", "no logarithm of mass", "no value in mass", "left out by the filter",
        "left out by the filter", "no value in length", "",
    ]  # fmt: skip
    np.testing.assert_array_equal(seen[0], [[np.log(10.0), 1.5], [np.log(500.0), 7.5]])


def test_no_name_is_changed_in_the_reason_of_a_loss() -> None:
    content = (
        b"iron and steel,d_mass\n" + b"".join(b"%d,%d\n" % (i, i * i % 7) for i in range(9)) + b",4\n3,\n"
    )
    points = points_from_table(read_table(content), ("iron and steel", "d_mass"), logs=("iron and steel",))
    reason = points.account.losses[-1].reason
    assert reason == 'no value in "iron and steel" or "d_mass" or no logarithm of "iron and steel"'
    only = points_from_table(read_table(content), ("iron and steel",), logs=("iron and steel",))
    assert only.account.losses[-1].reason == 'no value or no logarithm in "iron and steel"'


def test_a_row_without_a_logarithm_is_not_counted_as_missing() -> None:
    content = b"a,b\n0,1\n2,\n3,5\n7,6\n0,2\n"
    points = points_from_table(read_table(content), ("a", "b"), logs=("a",))
    assert costs_table(points.dropped).splitlines() == [
        "| column | missing | no logarithm | rows lost by it alone |",
        "| --- | --: | --: | --: |",
        "| a | 0 | 2 | 2 |",
        "| b | 1 | 0 | 1 |",
    ]
    assert points.account.losses[-1].reason == 'no value in "b" or no logarithm of "a"'
    with pytest.raises(ValueError, match='leave out "a", which has no logarithm in 2'):
        points_from_table(read_table(b"a,b\n0,1\n0,2\n3,5\n"), ("a", "b"), logs=("a",))


def test_a_filter_that_nothing_fits_names_what_there_is() -> None:
    content = b"x,grp\n" + b"".join(b"%d,%s\n" % (i * i, b"AB"[i % 2 :][:1]) for i in range(9))
    with pytest.raises(ValueError) as refused:
        points_from_table(read_table(content), ("x",), filters=[RowFilter("grp", ("Z",))])
    assert str(refused.value) == (
        'No row of 9 fits the filter: let more rows in. There is no "Z" in "grp". "grp" has "A" and "B".'
    )
    with pytest.raises(
        ValueError, match=r'^Only 1 row of 9 fits the filter: let more rows in\. "x" goes from 0 to 64'
    ):
        points_from_table(read_table(content), ("x",), filters=[RowFilter("x", high=0.5)])


def test_every_line_of_a_file_is_in_the_fit_or_has_a_reason_why_not() -> None:
    """A file with every kind of line that is no row: each is named in the account, and none twice."""
    rows = [f"{i % 7 + i / 9},{i * i % 11 + i / 8},{'uvw'[i % 3]}" for i in range(40)]
    rows[4] += ",1,2,3"
    rows[9] = ",5.5,u"
    rows[14] = "# a remark"
    rows[19] = "a,b,kind"
    rows[24] = ""
    text = "\n".join(["Exported by X", "a,b,kind", *rows, "Total,,"])
    points = points_from_table(read_table(text.encode()), filters=[RowFilter("kind", ("u", "v"))])
    account = points.account
    named = [int(number) for text in account.beside[1:] for number in re.findall(r"lines? (\d+)", text)]
    lost = [line for loss in account.losses for line in loss.lines]
    assert sorted([1, 2, *named, *lost, *points.lines.tolist()]) == [*range(1, len(text.splitlines()) + 1)]
    assert account.beside[0].startswith("1 line above the table")
    assert all(sentence in account.sentence() for sentence in account.beside)


@pytest.mark.parametrize("columns", [None, ["a"], ["b", "code"]])
@pytest.mark.parametrize("label", [None, "", "code"])
def test_every_column_of_a_file_is_fitted_or_has_a_reason_why_not(
    columns: list[str] | None, label: str
) -> None:
    rows = [
        f"{i},{i % 7 + i / 9},{i * i % 11 + i / 8},{i % 3},{'uv'[i % 2]},2021-03-{i % 28 + 1:02},7,,"
        f"{2 * (i % 7 + i / 9)},word {i * i % 17}"
        for i in range(60)
    ]
    names = "id,a,b,code,species,when,same,nothing,twice,words"
    table = read_table("\n".join([names, *rows]).encode())
    points = points_from_table(table, columns, label)
    told = [name for unused in points.unused for name in unused.columns]
    assert sorted([*told, *points.file_columns]) == sorted(column.name for column in table.columns)
    held = [unused.columns for unused in points.unused if unused.why.endswith("held out for comparing")]
    assert held == ([] if points.truth is None else [("species" if label is None else label,)])


def test_of_very_many_columns_the_first_five_are_named() -> None:
    unused = Unused(tuple(f"x{i}" for i in range(900)), "could be fitted: not chosen")
    assert unused.sentence() == '"x0", "x1", "x2", "x3", "x4" and 895 more could be fitted: not chosen.'
