"""One cloud and two bells along a line: densities by quadrature, likelihoods by scipy's search, lines by Fisher's."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize

from gmmviz.em.evidence.one_cloud import TAIL_POWERS, OneCloud, fit_one_cloud
from gmmviz.em.evidence.two_gaussians import TwoGaussians, telling_line

CLOUDS = [
    OneCloud(1.0, (0.5, 2.0), (1.4, 3.0), 0.0),
    OneCloud(-3.0, (1.0, 1.0), (2.0, 2.0), 0.0),
    OneCloud(0.0, (0.2, 4.0), (0.7, 40.0), 0.0),
]
SAMPLES = {
    "normal": lambda rng: rng.normal(5.0, 2.0, 400),
    "uniform": lambda rng: rng.random(400),
    "gamma": lambda rng: rng.gamma(2.0, size=400),
    "Laplace": lambda rng: rng.laplace(size=400),
}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_cloud_has_area_one_and_its_quantiles_cut_it_in_their_shares(cloud: OneCloud) -> None:
    middle, spread = cloud.top, 60.0 * max(cloud.widths)
    area = sum(
        quad(lambda y: float(cloud.density(y)), begin, end, limit=400)[0]
        for begin, end in ((middle - spread, middle), (middle, middle + spread))
    )
    assert area == pytest.approx(1.0, abs=1e-6)
    shares = np.array([0.03, 0.2, 0.5, 0.9, 0.99])
    places = cloud.quantile(shares)
    below = [
        quad(lambda y: float(cloud.density(y)), middle - spread, place, points=[middle], limit=400)[0]
        for place in places
    ]
    np.testing.assert_allclose(below, shares, atol=1e-6)


def test_two_equal_sides_of_power_two_are_the_normal_distribution() -> None:
    z = np.linspace(-3.0, 3.0, 7)
    normal = np.exp(-0.5 * (z / 1.5) ** 2) / (1.5 * np.sqrt(2.0 * np.pi))
    np.testing.assert_allclose(
        OneCloud(2.0, (1.5, 1.5), (2.0, 2.0), 0.0).density(z + 2.0), normal, rtol=1e-12
    )


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_widths_are_the_likeliest_for_their_top_and_powers(kind: str) -> None:
    rows = np.sort(SAMPLES[kind](np.random.default_rng(4)))
    cloud = fit_one_cloud(rows)
    assert cloud.log_likelihood == pytest.approx(float(np.log(cloud.density(rows)).sum()), abs=1e-6)

    def misfit(logs: np.ndarray) -> float:
        widths = (float(np.exp(logs[0])), float(np.exp(logs[1])))
        return -float(np.log(OneCloud(cloud.top, widths, cloud.powers, 0.0).density(rows)).sum())

    found = minimize(
        misfit, np.log(cloud.widths), method="Nelder-Mead", options={"fatol": 1e-9, "xatol": 1e-9}
    )
    assert -found.fun == pytest.approx(cloud.log_likelihood, abs=1e-4)


def test_an_edge_and_a_heavy_tail_are_told_by_their_powers() -> None:
    rng = np.random.default_rng(8)
    assert min(fit_one_cloud(np.sort(rng.random(2000))).powers[1:]) == TAIL_POWERS[-1]
    assert max(fit_one_cloud(np.sort(rng.standard_t(3.0, 2000))).powers) <= 1.0


def test_the_overlap_of_two_equal_gaussians_is_the_tail_beyond_the_middle() -> None:
    gaussians = TwoGaussians((0.5, 0.5), (0.0, 3.0), (1.0, 1.0))
    assert gaussians.overlap == pytest.approx(0.0668072, abs=1e-5)
    assert gaussians.mixed == pytest.approx(2.0 * gaussians.overlap)


def test_the_line_is_the_one_of_fishers_discriminant_in_any_units() -> None:
    sklearn = pytest.importorskip("sklearn.discriminant_analysis")
    rng = np.random.default_rng(1)
    second = np.repeat([0.0, 1.0], 150)
    rows = rng.normal(size=(300, 3)) @ rng.normal(size=(3, 3)) + second[:, None] * np.array([9.0, 0.0, -4.0])
    line = telling_line(rows, second)
    assert line is not None
    oracle = sklearn.LinearDiscriminantAnalysis(solver="eigen").fit(rows, line.places(rows) > 0.0).coef_[0]
    np.testing.assert_allclose(
        line.direction / np.linalg.norm(line.direction), oracle / np.linalg.norm(oracle), atol=0.02
    )
    assert line.places(rows).std() == pytest.approx(1.0)
    scaled = telling_line(rows * np.array([1e-3, 1.0, 1e6]), second)
    assert scaled is not None
    assert scaled.ratio == pytest.approx(line.ratio, abs=1e-4)


def test_two_gaussians_are_likelier_where_there_are_two_and_one_cloud_where_there_is_an_edge() -> None:
    rng = np.random.default_rng(3)
    second = np.repeat([0.0, 1.0], 200)
    apart = telling_line(rng.normal(size=(400, 2)) + 4.0 * second[:, None], second)
    flat = rng.random((400, 1))
    edged = telling_line(flat, (flat[:, 0] > 0.5).astype(float))
    assert apart is not None
    assert edged is not None
    assert apart.ratio > 30.0
    assert edged.ratio < -10.0


@pytest.mark.parametrize("rows", [np.ones((40, 2)), np.column_stack([np.arange(40.0), np.arange(40.0)])])
def test_columns_that_are_constant_or_follow_from_others_open_no_line_of_their_own(rows: np.ndarray) -> None:
    line = telling_line(rows, np.repeat([0.0, 1.0], 20))
    assert line is None or np.isfinite(line.ratio)
