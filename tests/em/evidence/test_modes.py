"""Modes and ridgelines against ascents from a grid of starts, and against what is known of two equal bells."""

import numpy as np
import pytest
from scipy.optimize import minimize

from gmmviz.em import Mixture
from gmmviz.em.evidence.modes import modes, ridgeline

UNIT = [[1.0, 0.0], [0.0, 1.0]]


def pair(distance: float, weight: float = 0.5) -> Mixture:
    return Mixture([weight, 1.0 - weight], [[0.0, 5.0], [distance, 5.0]], [UNIT, UNIT])


@pytest.mark.parametrize(("distance", "count"), [(0.0, 1), (1.99, 1), (2.01, 2), (6.0, 2)])
def test_two_equal_gaussians_have_two_modes_beyond_two_sd(distance: float, count: int) -> None:
    assert modes(pair(distance)).count == count
    assert ridgeline(pair(distance), (0, 1), 4001).modes == count


def random_pair(seed: int) -> Mixture:
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(2, 2, 2))
    covariances = roots @ roots.transpose(0, 2, 1) + 0.05 * np.eye(2)
    return Mixture([0.4, 0.6], rng.normal(size=(2, 2)) * 2.0, covariances)


@pytest.mark.parametrize("seed", range(15))
def test_the_ridgeline_sees_as_many_modes_as_the_plane_has(seed: int) -> None:
    mixture = random_pair(seed)
    low, high = mixture.means.min(axis=0), mixture.means.max(axis=0)
    starts = np.stack(
        np.meshgrid(*(np.linspace(low[i], high[i], 4) for i in range(2)), indexing="ij"), -1
    ).reshape(-1, 2)
    climbed = [
        minimize(lambda at: -mixture.log_density([at])[0], start, options={"gtol": 1e-7}).x
        for start in starts
    ]
    counted = len(np.unique(np.round(climbed, 3), axis=0))
    assert ridgeline(mixture, (0, 1), 4001).modes == counted


@pytest.mark.parametrize("seed", range(15))
def test_no_slope_is_left_at_a_mode(seed: int) -> None:
    mixture = random_pair(seed)
    step = 1e-5
    for place in modes(mixture).places:
        around = place + step * np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
        heights = mixture.log_density(around)
        assert np.abs([heights[0] - heights[1], heights[2] - heights[3]]).max() / (2 * step) < 1e-4
