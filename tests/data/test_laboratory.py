"""The laboratory: presets and built toys are what they say, and their overlap is the Bayes error."""

from dataclasses import replace
from math import erfc, sqrt

import numpy as np
import pytest
from scipy import integrate, stats

from gmmviz.data import PRESETS, SHAPES, Recipe, build
from gmmviz.data.laboratory import centres
from gmmviz.data.populations import Arc, Box, Gaussian, Student, shares

A = np.array([[2.0, 0.6], [0.6, 0.5]])
SOURCES = {
    "gaussian": Gaussian(np.array([3.0, -2.0]), A),
    "student": Student(np.array([3.0, -2.0]), A, freedom=3.0),
    "box": Box(np.array([1.0, -4.0]), np.array([4.0, 0.0])),
    "arc": Arc(np.array([3.0, -2.0]), 1.5, (0.5, 4.0), 0.1),
    "ring": Arc(np.array([3.0, -2.0]), 2.5, (0.0, 2 * np.pi), 0.12),
}


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_has_its_classes_and_depends_on_its_seed_only(key):
    preset = PRESETS[key]
    toy = preset.draw()
    assert toy.points.n == preset.n
    assert len(toy.population.names) == preset.k + ("noise" in toy.population.names and key != "noise")
    assert preset.draw().points.digest == toy.points.digest
    assert preset.draw(seed=2).points.digest != toy.points.digest
    assert preset.draw(n=50).points.n == 50
    assert 0.0 <= toy.population.misplaced() < 0.5


def test_the_twelve_points_to_make_are_there():
    assert list(PRESETS) == [
        *("separated", "overlapping", "unequal", "inside", "crossing", "same-centre"),
        *("many", "outliers", "heavy-tails", "moons", "rings", "noise"),
    ]


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


@pytest.mark.parametrize("separation", [0.5, 2.0, 4.0])
@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_the_overlap_of_two_equal_clouds_is_known(separation, dimension):
    toy = build(Recipe(k=2, separation=separation, dimension=dimension))
    known = 0.5 * erfc(separation / 2 / sqrt(2))
    assert toy.population.misplaced() == pytest.approx(known, abs=0.004)


def test_the_overlap_with_noise_is_what_a_brute_force_count_finds():
    population = build(Recipe(k=2, separation=3.0, weights=(0.7, 0.3), noise=0.2)).population
    x, labels = population.draw(200_000, np.random.default_rng(5))
    joint = [
        np.log(w) + s.log_density(x) for w, s in zip(population.weights, population.sources, strict=True)
    ]
    assert np.mean(np.argmax(joint, axis=0) != labels) == pytest.approx(population.misplaced(), abs=0.003)


@pytest.mark.parametrize(
    ("k", "d"), [(2, 1), (5, 1), (2, 3), (3, 2), (7, 2), (16, 2), (40, 2), (4, 6), (9, 4)]
)
def test_neighbouring_centres_are_one_apart(k, d):
    means = centres(k, d)
    distances = np.linalg.norm(means[:, None] - means[None], axis=2) + 9 * np.eye(k)
    np.testing.assert_allclose(distances.min(axis=1), 1.0, rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dimension", [1, 2, 4])
def test_the_truth_of_a_recipe_is_a_mixture_that_can_be_drawn(shape, dimension):
    recipe = Recipe(
        k=3, dimension=dimension, shape=shape, stretch=3.0, weights=(0.5, 0.3, 0.2), noise=0.1, n=1000
    )
    toy = build(recipe)
    weights, means, covariances = toy.population.ellipses()
    np.testing.assert_allclose(weights, [0.5, 0.3, 0.2])
    assert means.shape == (3, dimension)
    assert np.linalg.eigvalsh(covariances).min() > 0
    np.testing.assert_allclose(np.linalg.det(covariances), 1.0)
    assert np.bincount(toy.points.truth).tolist() == [450, 270, 180, 100]
    assert toy.points.truth_names == ("1", "2", "3", "noise")
    assert build(recipe).points.digest == toy.points.digest
    assert build(replace(recipe, seed=9)).points.digest != toy.points.digest


def test_correlation_is_that_of_the_columns():
    toy = build(Recipe(k=1, n=20_000, shape="same", correlation=-0.6, stretch=2.0))
    assert np.corrcoef(toy.points.x.T)[0, 1] == pytest.approx(-0.6, abs=0.02)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"k": 0}, "k is 0: choose a value from 1 to 40."),
        ({"n": 10**9}, "n is 1000000000: choose a value from 2 to 1,000,000."),
        ({"noise": 0.95}, "noise is 0.95: choose a value from 0.0 to 0.9."),
        ({"shape": "star"}, "shape is 'star': choose one of circles, same, own."),
        ({"weights": (1.0, 2.0)}, "weights need 3 positive numbers, one a component."),
        (
            {"correlation": -0.5, "dimension": 3},
            "correlation is -0.5: 3 columns can have values between -0.5 and 1.",
        ),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(wrong, message):
    with pytest.raises(ValueError) as error:
        Recipe(**wrong)
    assert str(error.value) == message


def test_shares_add_up_and_are_as_near_as_can_be():
    assert shares(np.array([1.0, 1.0, 1.0]), 100).tolist() == [34, 33, 33]
    assert shares(np.array([0.7, 0.2, 0.1]), 11).tolist() == [8, 2, 1]
