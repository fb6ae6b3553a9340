"""The catalog: every set is what it says it is, and opening one imports nothing heavy."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_iris, load_wine

from gmmviz.data import DATASETS, dataset
from gmmviz.data.toys.makers import clouds, crossing, heavy_tails, overlapping, two_gaussians, unequal
from gmmviz.resources import resource
from gmmviz.thousands import count_text

SHAPES = {
    "faithful": (272, 2),
    "iris": (150, 4),
    "wine": (178, 13),
    "two-gaussians": (200, 2),
    "overlapping": (300, 2),
    "crossing": (300, 2),
    "unequal": (400, 2),
    "heavy-tails": (300, 2),
    "circles": (4000, 2),
    "graph": (2500, 2),
    "labirynth": (3546, 2),
    "mk1": (300, 2),
    "olympic": (5000, 2),
    "stripes": (5000, 2),
}
TOYS = (two_gaussians, overlapping, crossing, unequal, heavy_tails)


def test_the_catalog_holds_these_sets_in_this_order():
    assert {key: dataset(key).x.shape for key in DATASETS} == SHAPES


@pytest.mark.parametrize("key", DATASETS)
def test_a_set_says_what_it_is_and_how_many_classes_it_has(key):
    entry, points = DATASETS[key], dataset(key)
    assert points.title == entry.title
    assert points.sentence.endswith(".")
    assert entry.teaches.endswith(".")
    assert entry.licence
    assert points.source == entry.source
    assert count_text(points.n) in points.sentence or key == "unequal"
    assert points.truth is None or len(points.truth_names) == entry.k
    assert dataset(key).digest == points.digest


def test_iris_and_wine_equal_the_copies_of_scikit_learn():
    for key, oracle in (("iris", load_iris()), ("wine", load_wine())):
        points = dataset(key)
        np.testing.assert_array_equal(points.x, oracle.data)
        np.testing.assert_array_equal(points.truth, oracle.target)
        assert points.columns == tuple(oracle.feature_names)
        assert points.truth_names == tuple(oracle.target_names)


def test_old_faithful_has_its_published_moments():
    points = dataset("faithful")
    assert points.columns == ("eruptions", "waiting")
    # R 4.2: colMeans(faithful) and sapply(faithful, sd)
    np.testing.assert_allclose(points.x.mean(axis=0), [3.487783, 70.897059], rtol=1e-6)
    np.testing.assert_allclose(points.x.std(axis=0, ddof=1), [1.141371, 13.594974], rtol=1e-6)


def test_every_attribution_travels_with_its_file():
    for file in resource("datasets").glob("wut_*.csv"):
        assert "Warsaw University of Technology" in file.with_suffix(".txt").read_text(encoding="utf-8")
    readme = (resource("datasets") / "README.md").read_text(encoding="utf-8")
    for file in resource("datasets").glob("*.csv"):
        assert f"`{file.name}`" in readme


def test_an_unknown_key_is_answered_with_the_choices():
    with pytest.raises(ValueError) as error:
        dataset("irises")
    assert str(error.value) == f"There is no data set 'irises'; choose one of: {', '.join(DATASETS)}."


def test_opening_a_set_imports_neither_pandas_nor_scikit_learn():
    code = (
        "import sys; from gmmviz.data import DATASETS, dataset; [dataset(key) for key in DATASETS];"
        "sys.exit(bool({'pandas', 'sklearn', 'scipy.stats'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_two_gaussians_are_the_tutorials():
    toy = two_gaussians()
    assert np.bincount(toy.points.truth).tolist() == [100, 100]
    weights, means, covariances = toy.population.ellipses()
    assert weights.tolist() == [0.5, 0.5]
    assert means.tolist() == [[0.0, 0.0], [5.0, 5.0]]
    np.testing.assert_array_equal(covariances, [np.eye(2), np.eye(2)])


@pytest.mark.parametrize("maker", TOYS)
def test_a_toy_depends_on_its_seed_and_only_on_it(maker):
    assert maker().points.digest == maker().points.digest
    assert maker(seed=77).points.digest != maker().points.digest


def test_the_overlap_of_two_round_clouds_is_the_tail_beyond_half_their_distance():
    # Phi(-1) and Phi(-1.5), from tables; standard error of the estimate 0.0016
    assert overlapping().population.misplaced() == pytest.approx(0.158655, abs=0.003)
    assert clouds([(7, 0), (10, 0)], [np.eye(2)] * 2).misplaced() == pytest.approx(0.066807, abs=0.003)


def test_coinciding_clouds_are_misplaced_as_often_as_guessing_is_wrong():
    same = clouds([(3, 4)] * 3, [np.eye(2)] * 3, [0.5, 0.3, 0.2])
    assert same.misplaced() == pytest.approx(0.5, abs=1e-9)
