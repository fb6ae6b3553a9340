"""Values of a column by components: hand-computed, and against scipy."""

import numpy as np
import pytest

from gmmviz.report.crossing import crossing, standardised_residuals


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
