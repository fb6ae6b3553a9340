from types import SimpleNamespace

import numpy as np
import pytest

from gmmviz.figures.view import View


@pytest.fixture
def x():
    """271 points off the origin with unequal scales, a prime count."""
    rng = np.random.default_rng(3)
    near = rng.multivariate_normal([2.0, 54.0], [[0.07, 0.4], [0.4, 34.0]], size=97)
    far = rng.multivariate_normal([4.3, 80.0], [[0.17, 0.9], [0.9, 36.0]], size=174)
    return np.vstack([near, far])


@pytest.fixture
def mixture():
    return SimpleNamespace(
        weights=np.array([0.36, 0.64]),
        means=np.array([[2.0, 54.5], [4.3, 80.0]]),
        covariances=np.array([[[0.07, 0.4], [0.4, 34.0]], [[0.17, 0.9], [0.9, 36.0]]]),
        k=2,
        d=2,
    )


@pytest.fixture
def shares(x):
    """Responsibilities (n, 2) with some undecided rows."""
    return np.random.default_rng(4).dirichlet([0.3, 0.3], size=len(x))


@pytest.fixture
def frame(mixture, shares):
    """Makes the frame of a phase."""

    def made(phase):
        owned = None if phase == "start" else shares
        return SimpleNamespace(
            phase=phase, iteration=3, mixture=mixture, responsibilities=owned, log_likelihood=-9.0
        )

    return made


@pytest.fixture
def view():
    return View(columns=("eruptions, min", "waiting, min"))
