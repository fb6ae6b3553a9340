"""Concerns before fitting: said when there is a reason, and only then."""

import numpy as np

from gmmviz.data import Points
from gmmviz.data.concerns import concerns

RNG = np.random.default_rng(5)
X = RNG.normal([3.0, -50.0, 800.0], [1.0, 20.0, 3.0], size=(401, 3))


def of(x: np.ndarray, k: int = 2, parameters: int = 19) -> tuple[str, ...]:
    return concerns(Points(x, tuple("abcdef"[: x.shape[1]])), k, parameters)


def test_ordinary_points_are_of_no_concern() -> None:
    assert of(X) == ()


def test_a_constant_column_is_named() -> None:
    assert of(np.column_stack([X, np.full(401, 7.0)])) == ('"d" has one value only: leave it out.',)


def test_a_column_in_other_units_is_a_duplicate() -> None:
    assert of(np.column_stack([X, 32.0 - 1.8 * X[:, 0]])) == (
        '"a" and "d" tell the same in different words: every ellipse would be flat. Leave one out.',
    )


def test_a_slip_is_wild_but_a_heavy_tail_is_not() -> None:
    slipped = X.copy()
    slipped[17, 1] = 99999.0
    assert of(slipped) == (
        '1 value of "b" is far from all others (such as 99999): a component may be spent on it.',
    )


def test_more_parameters_than_the_rows_can_carry() -> None:
    assert of(X, parameters=314) == (
        "314 numbers would be estimated from 401 rows: choose fewer columns, fewer components or a simpler shape.",
    )


def test_fewer_different_rows_than_components() -> None:
    assert "Only 2 rows differ: 3 components will shrink onto them. Lower K." in of(
        np.repeat([[0.0, 1.0], [1.0, 0.5]], 50, axis=0), k=3
    )
