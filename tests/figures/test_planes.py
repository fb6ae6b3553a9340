"""Planes across columns: the principal one, and the one in which components differ most."""

import numpy as np
import pytest
from scipy.linalg import eigh

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.figures.planes import NAMED_PLANES, discriminant_plane, named_plane

IRIS = dataset("iris").x


def mixture_of(k: int, family: str = "VVV") -> Mixture:
    return fit(IRIS, EMSettings(k=k, family=family, start="kmeans")).states[-1].mixture


def overall(mixture: Mixture) -> np.ndarray:
    """The covariance of a mixture."""
    away = mixture.means - mixture.weights @ mixture.means
    parts = zip(mixture.weights, away, mixture.covariances, strict=True)
    return sum(w * (np.outer(a, a) + c) for w, a, c in parts)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_discriminant_plane_solves_scruccas_eigenproblem(k: int) -> None:
    """Scrucca (2010), section 2.2, written out with inverses."""
    mixture = mixture_of(k)
    total, mean = overall(mixture), mixture.weights @ mixture.means
    inverse = np.linalg.inv(total)
    pooled = sum(w * c for w, c in zip(mixture.weights, mixture.covariances, strict=True))
    away = mixture.means - mean
    between = sum(w * np.outer(a, a) for w, a in zip(mixture.weights, away, strict=True))
    kernel = between @ inverse @ between
    for w, covariance in zip(mixture.weights, mixture.covariances, strict=True):
        kernel = kernel + w * (covariance - pooled) @ inverse @ (covariance - pooled)
    values, vectors = eigh(kernel, total)
    plane = discriminant_plane(mixture)
    for axis, vector in zip(plane.T, vectors[:, ::-1].T[:2], strict=True):
        assert min(abs(axis - vector).max(), abs(axis + vector).max()) < 1e-8
    np.testing.assert_allclose(plane.T @ kernel @ plane, np.diag(values[::-1][:2]), atol=1e-10)


def test_along_the_discriminant_axes_the_fit_has_unit_variance_and_no_correlation() -> None:
    mixture = mixture_of(3)
    plane = discriminant_plane(mixture)
    np.testing.assert_allclose(plane.T @ overall(mixture) @ plane, np.eye(2), atol=1e-10)


def test_other_units_turn_nothing_in_the_discriminant_plane() -> None:
    mixture, unit = mixture_of(3), np.array([10.0, 0.1, 1e3, 1.0])
    scaled = Mixture(mixture.weights, mixture.means * unit, mixture.covariances * np.outer(unit, unit))
    ours, theirs = IRIS @ discriminant_plane(mixture), (IRIS * unit) @ discriminant_plane(scaled)
    np.testing.assert_allclose(ours, theirs, atol=1e-8)


def test_of_two_gaussians_of_one_shape_the_first_axis_is_fishers() -> None:
    mixture = mixture_of(2, "EEE")
    fisher = np.linalg.solve(mixture.covariances[0], mixture.means[1] - mixture.means[0])
    axis = discriminant_plane(mixture)[:, 0]
    cosine = axis @ fisher / np.linalg.norm(axis) / np.linalg.norm(fisher)
    assert abs(cosine) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("name", NAMED_PLANES)
def test_a_named_plane_has_two_axes_in_sd(name: str) -> None:
    chosen = named_plane((name,), 3)
    assert chosen is not None
    seen = IRIS @ chosen.of(IRIS, mixture_of(3))
    assert seen.shape == (len(IRIS), 2)
    assert all(words.endswith(", sd") for words in chosen.axes)


def test_a_column_of_the_name_of_a_plane_is_chosen_beside_another() -> None:
    assert named_plane(("principal", "discriminant"), 3) is None
    assert named_plane((), 3) is None


def test_of_one_component_nothing_is_discriminated_so_no_such_plane_is_looked_at() -> None:
    assert named_plane(("discriminant",), 1) is None
    assert named_plane(("discriminant",), 2) is NAMED_PLANES["discriminant"]
    assert named_plane(("principal",), 1) is NAMED_PLANES["principal"]
