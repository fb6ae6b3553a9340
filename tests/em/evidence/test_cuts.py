"""Cuts of one column against the roots of the quadratic, numerical integrals, and sampling."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.evidence.cuts import balanced_cut, cut_intervals, cuts
from gmmviz.em.search.intervals import MIN_RESAMPLES
from gmmviz.em.units import units_of
from gmmviz.report.evidence.cut_words import sample_words, written_cuts


def mixture_of(weights: list[float], means: list[float], sds: list[float]) -> Mixture:
    return Mixture(weights, [[mean] for mean in means], [[[sd * sd]] for sd in sds])


@pytest.mark.parametrize(
    ("weights", "means", "sds"),
    [
        ([0.5, 0.5], [0.0, 4.0], [1.0, 1.0]),
        ([0.3, 0.7], [10.0, 14.0], [1.0, 2.5]),
        ([0.8, 0.2], [5.0, 5.5], [3.0, 0.4]),
    ],
)
def test_cuts_are_the_roots_of_the_quadratic(
    weights: list[float], means: list[float], sds: list[float]
) -> None:
    a = [0.5 / sd**2 for sd in sds]
    roots = np.roots(
        [
            a[1] - a[0],
            2.0 * (a[0] * means[0] - a[1] * means[1]),
            a[1] * means[1] ** 2
            - a[0] * means[0] ** 2
            + np.log(weights[0] / weights[1])
            - np.log(sds[0] / sds[1]),
        ]
    )
    found = cuts(mixture_of(weights, means, sds))
    np.testing.assert_allclose([cut.place for cut in found], np.sort(roots.real), atol=1e-9)


def test_misclassified_shares_are_the_tails() -> None:
    (cut,) = cuts(mixture_of([0.3, 0.7], [10.0, 16.0], [1.0, 1.0]))
    assert cut.wrong_left == pytest.approx(0.3 * norm.sf(cut.place, 10.0, 1.0), rel=1e-9)
    assert cut.wrong_right == pytest.approx(0.7 * norm.cdf(cut.place, 16.0, 1.0), rel=1e-9)


def test_a_component_that_owns_both_sides_misplaces_only_what_lies_between() -> None:
    below, above = cuts(mixture_of([0.6, 0.4], [10.0, 10.5], [0.5, 4.0]))
    between = norm.cdf(above.place, 10.5, 4.0) - norm.cdf(below.place, 10.5, 4.0)
    assert below.wrong_left == pytest.approx(0.4 * between, rel=1e-9)
    assert above.wrong_right == pytest.approx(0.4 * between, rel=1e-9)
    assert below.wrong_right == pytest.approx(0.6 * norm.cdf(below.place, 10.0, 0.5), rel=1e-9)
    assert above.wrong_left == pytest.approx(0.6 * norm.sf(above.place, 10.0, 0.5), rel=1e-9)


def test_errors_balance_at_the_balanced_cut() -> None:
    mixture = mixture_of([0.3, 0.7], [10.0, 13.0], [1.0, 2.0])
    place = balanced_cut(mixture, (0, 1))
    assert 0.3 * norm.sf(place, 10.0, 1.0) == pytest.approx(0.7 * norm.cdf(place, 13.0, 2.0), rel=1e-9)


@pytest.mark.parametrize(
    ("weights", "means", "sds", "place"),
    [
        ([0.5, 0.5], [0.0, 20.0], [1.0, 1.0], 10.0),
        ([0.5, 0.5], [0.0, 40.0], [1.0, 1.0], 20.0),
        ([0.5, 0.5], [100.0, 10_000.0], [10.0, 300.0], 130_000.0 / 310.0),
        ([0.9, 0.1], [0.0, 1.0], [1.0, 1.0], 1.442678),
    ],
)
def test_errors_balance_however_far_apart_and_however_unlike_two_components_are(
    weights: list[float], means: list[float], sds: list[float], place: float
) -> None:
    (cut,) = cuts(mixture_of(weights, means, sds))
    assert cut.balanced == pytest.approx(place, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    apart=st.floats(-0.3, 6.0).map(lambda power: 10.0**power),
    ratio=st.floats(-3.0, 3.0).map(lambda power: 10.0**power),
    first=st.floats(1e-6, 1.0 - 1e-6),
)
def test_the_balanced_cut_is_the_one_of_fifty_digits(apart: float, ratio: float, first: float) -> None:
    """Separations of 0.5 to a million sd of the first component, the second a thousand times narrower to wider."""
    mixture = mixture_of([first, 1.0 - first], [0.0, apart], [1.0, ratio])
    place = balanced_cut(mixture, (0, 1))
    sds = [mp.sqrt(mp.mpf(float(each))) for each in mixture.covariances[:, 0, 0]]
    weights = [mp.mpf(float(each)) for each in mixture.weights]

    def surplus(at: mp.mpf) -> mp.mpf:
        above = weights[0] * mp.erfc(at / sds[0] / mp.sqrt(2))
        return above - weights[1] * mp.erfc((mp.mpf(apart) - at) / sds[1] / mp.sqrt(2))

    with mp.workdps(50):
        near = mp.mpf(1e-9 * min(1.0, ratio) + 1e-14 * abs(place))
        assert surplus(place - near) > 0
        assert surplus(place + near) < 0


def test_with_two_crossings_errors_balance_at_each_as_far_as_the_other() -> None:
    mixture = mixture_of([0.98, 0.02], [0.0, 0.5], [1.0, 0.01])
    below, above = cuts(mixture)
    assert below.place < below.balanced < above.balanced < above.place
    wide = [0.98 * (norm.cdf(above.place) - norm.cdf(below.balanced))]
    wide += [0.98 * (norm.cdf(above.balanced) - norm.cdf(below.place))]
    narrow = [0.02 * norm.cdf(below.balanced, 0.5, 0.01), 0.02 * norm.sf(above.balanced, 0.5, 0.01)]
    np.testing.assert_allclose(wide, narrow, rtol=1e-6)


def test_a_component_that_owns_nothing_has_no_cut() -> None:
    assert cuts(mixture_of([0.99, 0.01], [0.0, 0.0], [1.0, 1.0])) == ()


def test_more_than_one_column_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^A cut needs one column, and the mixture has 2.$"):
        cuts(Mixture([1.0], [[0.0, 0.0]], [np.eye(2)]))


def test_the_interval_covers_the_true_cut_and_narrows_with_rows() -> None:
    truth = mixture_of([0.5, 0.5], [0.0, 5.0], [1.0, 1.0])
    widths = []
    for n in (200, 3200):
        x, _ = truth.sample(n, np.random.default_rng(4))
        run = fit(x, EMSettings(k=2, seed=1))
        *_, last = cut_intervals(x, run.settings, run.states[-1].mixture, 60)
        (found,) = last
        low, high = found.interval
        assert low < 2.5 < high
        assert found.finished
        assert found.missing == 0.0
        widths.append(high - low)
    assert 2.0 < widths[0] / widths[1] < 8.0


def test_samples_on_which_a_component_collapses_have_no_cut_to_miss() -> None:
    x = np.array([[0.0], [0.1], [0.3], [5.0], [5.2], [5.5]])
    asked = EMSettings(k=2, start="kmeans")
    mixture = fit(x, asked).states[-1].mixture
    *_, ((last),) = cut_intervals(x, asked, mixture, 60)
    rng = np.random.default_rng([asked.seed, 2])
    runs = []
    for _ in range(60):
        rows = x[rng.integers(0, 6, 6)]
        try:
            runs.append(fit(rows, asked, mixture).verdict.kind)
        except ValueError:
            runs.append("collapsed")
    failed = sum(kind in ("collapsed", "emptied") for kind in runs)
    assert 0 < failed < 60
    assert (last.failed, len(last.places), last.drawn, last.finished) == (failed, 60 - failed, 60, True)
    assert len(last.known) < MIN_RESAMPLES
    assert np.isnan(last.interval).all()
    (written,) = written_cuts(mixture, units_of(x, "none"), (last,))
    assert sample_words([written]).startswith(
        f"{failed} of 60 samples have no fit and do not count. The cut at "
    )
    assert sample_words([written]).endswith("too few for an interval, which needs 40.")
