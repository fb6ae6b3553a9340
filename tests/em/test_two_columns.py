"""Covariances of two columns by formulas are those by decompositions."""

from __future__ import annotations

import numpy as np
import pytest

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models import two_columns
from gmmviz.em.models.stacked_families import turned_further


def covariances(s: int, k: int, seed: int) -> Array:
    """Covariances (s, k, 2, 2), some of them long and thin."""
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(s, k, 2, 2)) * np.exp(rng.normal(size=(s, k, 2, 1)))
    return roots @ np.swapaxes(roots, -1, -2)


@pytest.mark.parametrize("seed", range(3))
def test_formulas_are_decompositions(seed: int) -> None:
    matrices = covariances(6, 4, seed)
    values, vectors = two_columns.axes(matrices)
    assert values == pytest.approx(np.linalg.eigvalsh(matrices), rel=1e-9)
    assert (vectors * values[..., None, :]) @ np.swapaxes(vectors, -1, -2) == pytest.approx(
        matrices, rel=1e-9
    )
    assert two_columns.inverse(matrices) == pytest.approx(np.linalg.inv(matrices), rel=1e-8)
    assert two_columns.volumes(matrices) ** 2 == pytest.approx(np.linalg.det(matrices), rel=1e-9)
    there_and_back = two_columns.mapped(two_columns.mapped(matrices, np.log), np.exp)
    assert there_and_back == pytest.approx(matrices, rel=1e-8)


def test_a_circle_has_a_logarithm() -> None:
    circle = 4.0 * np.eye(2)
    assert two_columns.mapped(circle, np.log) == pytest.approx(np.log(4.0) * np.eye(2))


def test_what_has_no_inverse_comes_out_as_no_number() -> None:
    with np.errstate(all="ignore"):
        assert np.isnan(two_columns.inverse(np.array([[1.0, 2.0], [2.0, 1.0]]))).all()
        assert np.isnan(two_columns.volumes(np.array([[1.0, 2.0], [2.0, 1.0]])))


@pytest.mark.parametrize("equal", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_an_angle_turns_as_an_orientation_does(seed: int, equal: bool) -> None:
    widths, counts = covariances(5, 3, seed), np.random.default_rng(seed).uniform(5.0, 50.0, size=(5, 3))
    angles = np.linspace(-1.0, 1.0, 5)
    turning = two_columns.Turning(counts, widths, equal, angles)
    orientation = np.swapaxes(
        np.array([[-np.sin(angles), np.cos(angles)], [np.cos(angles), np.sin(angles)]]).T, 1, 2
    )
    for _ in range(6):
        before = turning.seen.value
        turning.turn()
        orientation = turned_further(orientation, counts, widths, equal)
        assert (turning.seen.value <= before).all()
        long = np.column_stack((np.cos(turning.angles), np.sin(turning.angles)))
        assert np.abs((long * orientation[:, :, 1]).sum(axis=1)) == pytest.approx(1.0, abs=1e-9)
    shared = two_columns.turned(turning.seen.short, turning.seen.long, turning.angles)
    along = np.swapaxes(orientation, 1, 2)[:, None] @ widths @ orientation[:, None]
    kept = along * np.eye(2)
    assert shared == pytest.approx(
        orientation[:, None] @ kept @ np.swapaxes(orientation, 1, 2)[:, None], rel=1e-6
    )
