import numpy as np
import pytest
from scipy.stats import chi2

from gmmviz.figures.ellipse import radius_of_mass, ring, ring_path


@pytest.mark.parametrize("mass", [0.0, 0.1, 0.5, 0.865, 0.95, 0.999])
def test_in_two_dimensions_the_radius_is_known_in_closed_form(mass):
    """The share within r is 1 - exp(-r^2 / 2)."""
    assert radius_of_mass(mass) == pytest.approx(np.sqrt(-2.0 * np.log1p(-mass)), rel=1e-12)


def test_two_standard_deviations_hold_86_percent_in_the_plane_and_95_on_a_line():
    assert radius_of_mass(1.0 - np.exp(-2.0)) == pytest.approx(2.0, rel=1e-14)
    assert radius_of_mass(0.9544997361036416, d=1) == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize("d", [1, 2, 3, 13])
def test_a_radius_is_a_quantile_of_chi_square(d):
    for mass in (0.05, 0.5, 0.95, 0.9999):
        assert chi2.cdf(radius_of_mass(mass, d) ** 2, d) == pytest.approx(mass, rel=1e-10)


@pytest.mark.parametrize("mass", [1.0, 1.5, -0.1])
def test_an_impossible_mass_is_refused(mass):
    with pytest.raises(ValueError) as caught:
        radius_of_mass(mass)
    assert (
        str(caught.value)
        == f"A ring can hold a share from 0 up to, not including, 1 of a component, not {mass}."
    )


@pytest.mark.parametrize(
    ("mean", "covariance"),
    [
        ((0.0, 0.0), ((1.0, 0.0), (0.0, 1.0))),
        ((3.5, 71.0), ((1.3, 14.0), (14.0, 185.0))),
        ((1e6, -1e6), ((1e-4, -9e-3), (-9e-3, 1.0))),
        ((0.0, 5.0), ((1e8, 0.0), (0.0, 1e-8))),
    ],
)
@pytest.mark.parametrize("radius", [0.5, 1.1774, 2.4477])
def test_every_point_of_a_ring_lies_at_its_mahalanobis_distance(mean, covariance, radius):
    away = ring(mean, covariance, radius) - np.array(mean)
    (xx, xy), (_, yy) = covariance
    squared = (yy * away[:, 0] ** 2 - 2 * xy * away[:, 0] * away[:, 1] + xx * away[:, 1] ** 2) / (
        xx * yy - xy**2
    )
    offset_rounding = 1e-9 if max(np.abs(mean)) < 1e3 else 1e-4  # 1e6 keeps ten digits of an sd of 0.01
    np.testing.assert_allclose(np.sqrt(squared), radius, rtol=offset_rounding)


def test_a_ring_by_hand():
    expected = [[14.0, 26.0], [10.0, 28.0], [6.0, 14.0], [10.0, 12.0]]  # L = [[2, 0], [3, 4]], radius 2
    np.testing.assert_allclose(
        ring((10.0, 20.0), ((4.0, 6.0), (6.0, 25.0)), 2.0, count=4), expected, atol=1e-12
    )


@pytest.mark.parametrize("mass", [0.5, 0.95])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_draws_fall_within_the_radius_as_often_as_the_mass_says(mass, d):
    draws = np.random.default_rng(11).standard_normal((200_000, d))
    share = np.mean(np.linalg.norm(draws, axis=1) <= radius_of_mass(mass, d))
    assert share == pytest.approx(mass, abs=4 * np.sqrt(mass * (1 - mass) / len(draws)))


@pytest.mark.parametrize(
    "covariance", [((0.0, 0.0), (0.0, 4.0)), ((4.0, 0.0), (0.0, 0.0)), ((4.0, 4.0), (4.0, 4.0))]
)
def test_a_flat_component_has_a_flat_ring(covariance):
    outline = ring((1.0, 1.0), covariance, 1.0, count=4)
    assert np.isfinite(outline).all()
    assert np.ptp(outline, axis=0).max() == pytest.approx(4.0)


def test_an_outline_that_reaches_farther_than_numbers_go_is_a_path():
    with np.errstate(over="ignore"):
        path = ring_path(np.array([[-1.5e308, 0.0], [1.5e308, 0.12345678]]))
    assert path == "M-1.5e+308,0L1.5e+308,0.12346Z"
