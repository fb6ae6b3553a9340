"""Populations: densities are densities, and draws agree with them."""

import numpy as np
import pytest
from scipy import integrate, stats

from gmmviz.data.toys.populations import Arc, Box, Gaussian, Population, Student, shares

A = np.array([[2.0, 0.6], [0.6, 0.5]])
SOURCES = {
    "gaussian": Gaussian(np.array([3.0, -2.0]), A),
    "student": Student(np.array([3.0, -2.0]), A, freedom=3.0),
    "box": Box(np.array([1.0, -4.0]), np.array([4.0, 0.0])),
    "arc": Arc(np.array([3.0, -2.0]), 1.5, (0.5, 4.0), 0.1),
    "ring": Arc(np.array([3.0, -2.0]), 2.5, (0.0, 2 * np.pi), 0.12),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_density_integrates_to_one_and_agrees_with_its_draws(name):
    source = SOURCES[name]
    steps = np.linspace(-1, 1, 401)
    reach = {"student": 300.0, "gaussian": 8.0}.get(name, 4.0)
    warped = reach * np.sinh(6 * steps) / np.sinh(6) if name == "student" else reach * steps
    grid = np.stack(np.meshgrid(3.0 + warped, -2.0 + warped, indexing="ij"), axis=-1).reshape(-1, 2)
    density = np.exp(source.log_density(grid)).reshape(401, 401)
    total = integrate.trapezoid(integrate.trapezoid(density, -2.0 + warped), 3.0 + warped)
    assert total == pytest.approx(1.0, abs=0.02)
    # the mean of 1 / density over a box around the draws is the box's area times the share of mass in it
    x = source.draw(200_000, np.random.default_rng(1))
    inside = (np.abs(x - [3.0, -2.0]) < 0.8).all(axis=1)
    near = (np.abs(grid - [3.0, -2.0]) < 0.8).all(axis=1)
    if name in {"gaussian", "box"}:
        assert inside.mean() == pytest.approx(
            np.exp(source.log_density(grid[near])).mean() * 1.6**2, abs=0.01
        )


def test_densities_equal_those_of_scipy():
    x = np.random.default_rng(2).normal([3.0, -2.0], 1.0, size=(50, 2))
    gaussian = stats.multivariate_normal([3.0, -2.0], A).logpdf(x)
    student = stats.multivariate_t([3.0, -2.0], A, df=3.0).logpdf(x)
    np.testing.assert_allclose(SOURCES["gaussian"].log_density(x), gaussian, rtol=1e-12)
    np.testing.assert_allclose(SOURCES["student"].log_density(x), student, rtol=1e-12)


def test_the_overlap_is_what_a_brute_force_count_finds():
    names, weights = ("gaussian", "student", "box"), np.array([0.5, 0.3, 0.2])
    population = Population(weights, tuple(SOURCES[name] for name in names), names)
    x, labels = population.draw(200_000, np.random.default_rng(5))
    pairs = zip(population.weights, population.sources, strict=True)
    joint = [np.log(weight) + source.log_density(x) for weight, source in pairs]
    assert np.mean(np.argmax(joint, axis=0) != labels) == pytest.approx(population.misplaced(), abs=0.004)


def test_shares_add_up_and_are_as_near_as_can_be():
    assert shares(np.array([1.0, 1.0, 1.0]), 100).tolist() == [34, 33, 33]
    assert shares(np.array([0.7, 0.2, 0.1]), 11).tolist() == [8, 2, 1]
