"""What is drawn while an Update travels lies on the straight line of the covariances' logarithms."""

import numpy as np
import pytest

from tests.stage.node import Node

BETWEEN = "(m, a, b, s) => m.betweenCovariances(a, b, s)"


def covariance(rng: np.random.Generator, scale: float) -> np.ndarray:
    """A random covariance (2, 2), tilted, of that scale."""
    root = rng.normal(size=(2, 2)) + np.eye(2)
    found: np.ndarray = scale * root @ root.T
    return found


def through(matrix: np.ndarray, function: np.ufunc) -> np.ndarray:
    """A function of a symmetric matrix: of its eigenvalues, by LAPACK."""
    values, vectors = np.linalg.eigh(matrix)
    found: np.ndarray = (vectors * function(values)) @ vectors.T
    return found


def packed(matrix: np.ndarray) -> list[float]:
    return [float(matrix[0, 0]), float(matrix[0, 1]), float(matrix[1, 1])]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("scales", [(1e-6, 1e-6), (1e-3, 1e3), (0.1, 0.3), (1.0, 1.0), (1e6, 1e4)])
def test_covariances_between_two_are_lapacks(node: Node, scales: tuple[float, float], share: float) -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        a, b = (covariance(rng, scale) for scale in scales)
        expected = packed(through((1.0 - share) * through(a, np.log) + share * through(b, np.log), np.exp))
        found = node.call("math/outline", BETWEEN, packed(a), packed(b), share)
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-6 * max(expected))


@pytest.mark.parametrize("scale", [1e-8, 0.1, 1.0, 1e8])
def test_a_covariance_that_does_not_change_keeps_its_shape_on_the_way(node: Node, scale: float) -> None:
    a = packed(covariance(np.random.default_rng(1), scale))
    assert node.call("math/outline", BETWEEN, a, a, 0.5) == pytest.approx(a, rel=1e-9)
