"""Spurious fits: accidents of a few rows and of rounding are flagged, narrow clusters of many rows are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.models.families import FAMILIES, family_of
from gmmviz.em.models.spurious import flags
from gmmviz.em.run import rows_for
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import fit_cell
from gmmviz.rounding import Rounding, roundings
from tests.benchmarks.spurious import judged

REFERENCE = Path(__file__).parent / "reference"


def flagged(x: np.ndarray, mixture: Mixture, family: str = "VVV") -> tuple[str, ...]:
    """The sentences about a given mixture on x."""
    rows = rows_for(x, EMSettings(k=mixture.k, family=family))
    counts = mixture.responsibilities(x).sum(axis=0)
    return tuple(flag.sentence for flag in flags(rows, family_of(family), mixture, counts))


@pytest.mark.parametrize("family", ["VII", "VVI", "VEE", "VVV"])
def test_a_cluster_of_many_rows_is_no_accident_however_narrow(family: str) -> None:
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=(7_000, 2)), rng.normal(size=(3_000, 2)) / 120.0])
    run = fit(x, EMSettings(family=family), start=np.repeat([0, 1], [7_000, 3_000]))
    assert run.states[-1].mixture.covariances[1, 0, 0] < 1e-4
    assert run.flags == ()


def test_a_tight_cluster_of_few_rows_far_from_the_others_is_no_accident() -> None:
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.normal(size=(300, 2)), 0.01 * rng.normal(size=(12, 2)) + [2.0, 2.0]])
    assert fit(x, EMSettings(), start=np.repeat([0, 1], [300, 12])).flags == ()


def test_rows_that_happen_to_lie_on_a_line_are_an_accident() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(200, 2))
    close = np.argsort(np.abs(x[:, 0] - x[:, 1] - 0.3))[:5]  # the five nearest to a line, as luck has it
    labels = np.zeros(200, dtype=int)
    labels[close] = 1
    mixture = fit(x, EMSettings(max_iter=1), start=labels).states[0].mixture
    (sentence,) = flagged(x, mixture)
    assert sentence.startswith("Component 2 holds only ")
    assert sentence.endswith(
        " times thinner than the component around it: this fit is likely an accident of a few rows."
    )


def test_a_component_of_one_row_holds_one_row() -> None:
    x = np.concatenate([np.random.default_rng(3).normal(size=(60, 1)), [[9.0]]])
    narrow = Mixture([60 / 61, 1 / 61], [[0.0], [9.0]], [[[1.0]], [[1e-6]]])
    (sentence,) = flagged(x, narrow)
    assert sentence.startswith("Component 2 holds only 1 row and is 1\u202f000 times thinner")


def test_a_number_of_times_that_nobody_can_read_is_not_written():
    x = np.random.default_rng(4).normal(size=(100, 2))
    x[5] = [1e9, 1.0]
    for flag in fit(x, EMSettings(k=2)).flags:
        assert "more than 1\u202f000 times thinner" in flag.sentence
        assert len(flag.sentence) < 160


@pytest.mark.parametrize("family", [name for name, family in FAMILIES.items() if family.shape == "ellipse"])
def test_in_every_family_a_component_thinner_than_rounding_is_an_accident(family: str) -> None:
    rng = np.random.default_rng(4)
    x = np.round(rng.normal(size=(300, 2)), 1)
    width = 0.01 * 0.1  # of the columns' step
    thin = np.array([[1.0, 0.0], [0.0, width**2]])
    mixture = Mixture([0.5, 0.5], [[0.0, 0.3], [0.0, -0.3]], [thin, thin])
    sentences = flagged(x, mixture, family)
    assert sentences[0] == (
        "Component 1 is thinner than the data are rounded (an sd of 0.01 of their step, where rounding alone makes "
        "0.29): this fit is likely an accident of rounding."
    )
    real = fit(x, EMSettings(k=2, family=family, start="kmeans"))
    assert not any("rounded" in flag.sentence for flag in real.flags)


def test_a_components_units_change_no_flag() -> None:
    rng = np.random.default_rng(5)
    x = np.round(rng.normal(size=(80, 2)), 1)
    scale = np.array([2.0**-10, 2.0**13])
    for seed in range(6):
        run = fit(x, EMSettings(k=4, seed=seed))
        last = run.states[-1].mixture
        scaled = Mixture(last.weights, last.means * scale, last.covariances * scale * scale[:, None])
        assert flagged(x * scale, scaled) == flagged(x, last)


def rounding_of(column: np.ndarray) -> Rounding | None:
    """How a column (n,) was rounded."""
    return roundings(column[None], 1.0)[0]


@pytest.mark.parametrize("step", [0.1, 0.25, 1.0, 5.0])
def test_the_rounding_step_of_a_column_is_found(step: float) -> None:
    values = np.round((np.random.default_rng(6).normal(size=200) * 20.0 + 3.0) / step) * step
    found = rounding_of(values)
    assert found is not None
    assert found.at(values) == pytest.approx(np.full(200, step), rel=1e-6)


@pytest.mark.parametrize("odd", [3.14159, -2.71828, 31415.9265, 0.123456])
@pytest.mark.parametrize("step", [0.1, 0.25, 1.0])
def test_one_odd_cell_does_not_hide_the_rounding_step(step: float, odd: float) -> None:
    for place in (0, 7, 199):
        values = np.round((np.random.default_rng(6).normal(size=200) * 20.0 + 3.0) / step) * step
        values[place] = odd
        found = rounding_of(values)
        assert found is not None
        assert found.at(values[:1]) == pytest.approx([step], rel=1e-6)


@pytest.mark.parametrize("logarithm", [np.log, np.log10])
@pytest.mark.parametrize("odd", [False, True])
def test_the_logarithms_of_rounded_numbers_are_rounded_more_coarsely_where_these_are_small(
    logarithm, odd
) -> None:
    numbers = np.round(np.exp(np.random.default_rng(8).normal(2.0, 1.0, size=300)), 1) + 0.1
    if odd:
        numbers[5] = 3.14159
    found = rounding_of(logarithm(numbers))
    assert found is not None
    expected = logarithm(np.array([0.7, 40.0]) + 0.05) - logarithm(np.array([0.7, 40.0]) - 0.05)
    assert found.at(logarithm(np.array([0.7, 40.0]))) == pytest.approx(expected, rel=0.01)


def test_a_column_of_measured_numbers_has_no_rounding_step() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        for n in (9, 19, 20, 60, 500, 6_000):
            assert rounding_of(rng.normal(size=n)) is None
            assert rounding_of(rng.gamma(2.0, size=n)) is None
    assert rounding_of(np.array([2.0, 2.0, 2.0])) is None
    assert rounding_of(np.array([0.0, 1.0, 0.0])) is None


@pytest.mark.parametrize("logged", [False, True])
@pytest.mark.parametrize("odd", [False, True])
def test_a_component_thinner_than_rounding_is_flagged_beside_an_odd_cell_and_in_logarithms(
    odd, logged
) -> None:
    rng = np.random.default_rng(9)
    x = np.round(np.exp(rng.normal(1.0, 0.5, size=(300, 2))), 1) + 0.1
    if odd:
        x[3, 0] = 3.14159
    step = 0.1 / 3.0 if logged else 0.1
    x = np.log(x) if logged else x
    centre = np.log(3.0) if logged else 3.0
    for width, expected in ((0.2 * step, True), (0.6 * step, False)):
        thin = np.diag([width**2, 1.0])
        mixture = Mixture([0.5, 0.5], [[centre, 1.0], [centre, 1.2]], [thin, thin])
        told = any("thinner than the data are rounded" in each for each in flagged(x, mixture, "EEE"))
        assert told is expected


def thyroid() -> np.ndarray:
    """mclust's thyroid (215, 5): 150 healthy patients, and 35 and 30 who are not."""
    return np.loadtxt(REFERENCE / "thyroid.csv", delimiter=",", skiprows=1, usecols=range(5))


def test_the_sweep_finds_the_textbook_clusters_of_thyroid_and_calls_them_sound() -> None:
    *_, cell = fit_cell(SearchData(thyroid()), EMSettings(k=3, family="VVI"), 20)
    assert cell.best is not None
    assert not cell.spurious
    assert cell.best.end.log_likelihood == pytest.approx(-2303.022, abs=1e-3)  # Mclust's own choice


def test_samples_of_the_textbook_clusters_refitted_are_sound() -> None:
    x = thyroid()
    names = np.loadtxt(REFERENCE / "thyroid.csv", delimiter=",", skiprows=1, usecols=5, dtype=str)
    settings = EMSettings(k=3, family="VVI")
    truth = fit(x, settings, start=np.unique(names, return_inverse=True)[1]).states[-1].mixture
    for seed in range(10):
        sample, labels = truth.sample(len(x), np.random.default_rng(seed))
        assert fit(sample, settings, start=labels).flags == ()


@pytest.mark.parametrize("far", [0.0, 30.0])
def test_a_cluster_thin_in_one_direction_is_sound_where_it_is_wider_in_others_or_far_away(far: float) -> None:
    shape = [0.8, 0.8, 0.8, 0.8, 0.14] if far else [2.0, 2.0, 4.0, 1.0, 0.14]
    for seed in range(10):
        rng = np.random.default_rng(seed)
        cluster = rng.normal(size=(35, 5)) * shape
        cluster[:, :2] += far
        x = np.concatenate([rng.normal(size=(150, 5)), cluster])
        assert fit(x, EMSettings(k=2, family="VVI"), start=np.repeat([0, 1], [150, 35])).flags == ()


def test_flat_patches_of_one_gaussian_in_five_columns_are_accidents() -> None:
    found = []
    for seed in range(6):
        x = np.random.default_rng(seed).normal(size=(100, 5))
        run = fit(x, EMSettings(k=7, family="VVV", start="points", seed=seed))
        found.append(run.verdict.kind == "collapsed" or bool(run.flags))
    assert all(found)


def test_one_cloud_is_flagged_where_it_is_clearly_thinner_than_rounding_and_not_by_luck() -> None:
    judged = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        n = int(rng.choice([30, 60, 150, 500]))
        along = rng.normal(size=(n, 1)) * rng.uniform([4.0, 16.0], [12.0, 30.0])
        x = np.round(along + 0.05 * rng.normal(size=(n, 2)))  # across, nothing but what rounding makes
        judged.append(bool(flags_of_one(x)))
    assert sum(judged) <= 3  # of 100; half of them were flagged by luck
    narrow = np.array([[1.0, 0.999], [0.999, 1.0]])
    thin = Mixture([1.0], [[0.0, 0.0]], [narrow])
    assert flagged(np.round(3.0 * np.random.default_rng(1).normal(size=(300, 2))), thin) != ()


def flags_of_one(x: np.ndarray) -> tuple[str, ...]:
    """The sentences about the one Gaussian of x."""
    return flagged(x, Mixture([1.0], [x.mean(axis=0)], [np.cov(x.T, bias=True)]))


@pytest.mark.parametrize("family", list(FAMILIES))
def test_a_family_says_whether_its_components_have_one_volume(family: str) -> None:
    rng = np.random.default_rng(11)
    x = np.concatenate([rng.normal(size=(60, 3)) * [1.0, 2.0, 0.5], 5.0 + 3.0 * rng.normal(size=(90, 3))])
    covariances = (
        fit(x, EMSettings(family=family), start=np.repeat([0, 1], [60, 90])).states[-1].mixture.covariances
    )
    volumes = np.linalg.slogdet(covariances)[1]
    assert FAMILIES[family].equal_volumes == (abs(volumes[0] - volumes[1]) < 1e-6)


def beside_ninety(rows: np.ndarray) -> tuple[np.ndarray, Mixture]:
    """Rows (m, d) beside ninety of a round Gaussian, and the Gaussian of each."""
    around = np.random.default_rng(12).normal(size=(90, rows.shape[1]))
    x = np.concatenate([around, rows])
    parts = (around, rows)
    covariances = [np.cov(part.T, bias=True) for part in parts]
    return x, Mixture([90 / len(x), len(rows) / len(x)], [part.mean(axis=0) for part in parts], covariances)


def test_being_wide_is_no_sign_where_what_is_thin_has_to_be_wide() -> None:
    few, more = (np.random.default_rng(13).normal(size=(m, 4)) * [6.0, 3.0, 0.6, 0.16] for m in (10, 25))
    assert flagged(*beside_ninety(few), "VVV") == ()
    for family in ("EVE", "EVV"):
        (sentence,) = flagged(*beside_ninety(few), family)
        assert sentence.startswith("Component 2 holds only ")
        assert flagged(*beside_ninety(more), family) == ()


def test_a_few_rows_far_away_are_an_accident_and_more_of_them_are_not() -> None:
    rng = np.random.default_rng(14)
    few, more = ([13.0, 0.0] + 0.15 * rng.normal(size=(m, 2)) for m in (5, 12))
    (sentence,) = flagged(*beside_ninety(few), "VEI")
    assert sentence.startswith("Component 2 holds only 5 rows")
    assert flagged(*beside_ninety(more), "VEI") == ()


def test_a_component_is_not_judged_against_its_own_twin() -> None:
    x = np.random.default_rng(15).normal(size=(60, 2))
    whole = np.cov(x.T, bias=True)
    thin = 1e-3 * whole
    at = x[7].tolist()
    twins = Mixture([58 / 60, 1 / 60, 1 / 60], [[0.0, 0.0], at, at], [whole, thin, thin])
    assert [sentence.split(" holds ")[0] for sentence in flagged(x, twins)] == ["Component 2", "Component 3"]
    cluster = [3.0, 3.0] + 0.05 * np.random.default_rng(16).normal(size=(40, 2))
    x = np.concatenate([x, cluster])
    middle, narrow = cluster.mean(axis=0), np.cov(cluster.T, bias=True)
    halves = Mixture([0.6, 0.2, 0.2], [[0.0, 0.0], middle, middle], [whole, narrow, narrow])
    assert flagged(x, halves) == ()  # the two hold the rows of one cluster


@pytest.mark.parametrize("seed", [70350, 70864, 71143, 71240, 71494])
def test_accidents_that_once_passed_for_sound_are_flagged(seed: int) -> None:
    accidents = [told for spurious, told in judged(seed) if spurious]
    assert accidents
    assert all(accidents)
