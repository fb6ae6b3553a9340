"""Splits by other columns, names of rows: hand-computed."""

import numpy as np
import pytest

from gmmviz.data import points_from_table, read_table
from gmmviz.data.cross_tables import (
    NO_VALUE,
    crossing,
    identifier_of,
    row_numbers,
    split_columns,
    standardised_residuals,
    values_of,
)

CSV = b"id,spend,visits,outlet,stars,city\n" + b"".join(
    b"C-%d,%s,%d,%s,%d,%s\n"
    % (i, b"" if i == 5 else b"%d.5" % (i * 37 % 101), i * i % 23, b"ns"[i % 2 :][:1], i % 4, city)
    for i, city in enumerate([b"Rome", b"=cmd()", b"", b"<b>Bonn</b>"] * 15)
)


@pytest.fixture(scope="module")
def table():
    return read_table(CSV)


def test_residuals_by_hand() -> None:
    """Haberman's: 30 of 100 where 20 are expected, with variance 20 (1 - .4) (1 - .5) = 6."""
    table = np.array([[30, 10], [20, 40]])
    assert standardised_residuals(table) == pytest.approx(np.array([[10, -10], [-10, 10]]) / np.sqrt(6.0))


def test_their_squares_are_chi_squared_for_a_table_of_four() -> None:
    from scipy.stats import chi2_contingency

    table = np.array([[12, 5], [29, 44]])
    assert standardised_residuals(table) ** 2 == pytest.approx(
        chi2_contingency(table, correction=False).statistic
    )


def test_a_margin_with_everything_expects_nothing_else() -> None:
    assert standardised_residuals(np.array([[3, 4], [0, 0]])).tolist() == [[0, 0], [0, 0]]
    assert standardised_residuals(np.zeros((2, 2), dtype=np.int64)).tolist() == [[0, 0], [0, 0]]


def test_a_crossing_counts_rows_commonest_value_first_and_adds_up_the_rest() -> None:
    codes = np.array([0, 1, 1, 2, 2, 2, 3, 1, 2])
    groups = np.array([0, 0, 1, 1, 1, 1, 0, 0, 1])
    met = crossing(codes, ("a", "b", "c", "d", "never"), groups, 3, most=2)
    assert met.names == ("c", "b")
    assert met.table.tolist() == [[0, 4, 0], [2, 1, 0]]
    assert (met.others, met.rest.tolist()) == (2, [2, 0, 0])
    whole = crossing(codes, ("a", "b", "c", "d", "never"), groups, 3)
    assert whole.table.sum() == len(codes)
    assert met.residuals == pytest.approx(whole.residuals[:2])


def test_only_deviations_of_three_standard_errors_are_notable() -> None:
    codes = np.repeat([0, 1], 50)
    assert crossing(codes, ("a", "b"), np.repeat([0, 1], 50), 2).notable.all()
    assert not crossing(codes, ("a", "b"), np.tile([0, 1], 50), 2).notable.any()


def test_columns_that_split_are_the_label_then_words_and_codes_and_none_that_is_fitted(table) -> None:
    points = points_from_table(table)
    assert points.columns == ("spend", "visits")
    assert split_columns(table, points) == ("outlet", "stars", "city")
    assert identifier_of(table, points) == "id"
    assert split_columns(table, points_from_table(table, ["spend", "stars"])) == ("outlet", "city")


def test_values_are_those_of_the_rows_that_were_kept(table) -> None:
    points = points_from_table(table)
    rows = row_numbers(points)
    assert 5 not in rows
    assert len(rows) == 59
    codes, names = values_of(table, "city", rows)
    assert set(names) == {"Rome", "=cmd()", "<b>Bonn</b>", NO_VALUE}
    assert [names[code] for code in codes[:6]] == [
        "Rome",
        "=cmd()",
        NO_VALUE,
        "<b>Bonn</b>",
        "Rome",
        NO_VALUE,
    ]
    codes, names = values_of(table, "stars", rows)
    assert names == ("0", "1", "2", "3")
    assert codes[:6].tolist() == [0, 1, 2, 3, 0, 2]


def test_the_label_splits_as_it_is_held_out(table) -> None:
    points = points_from_table(table)
    codes, names = values_of(table, "outlet", row_numbers(points))
    assert points.truth is not None
    assert (codes == points.truth).all()
    assert names == points.truth_names
