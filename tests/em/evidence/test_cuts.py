"""Cuts of one column against the roots of the quadratic, numerical integrals, and sampling."""

import numpy as np
import pytest
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
    place = balanced_cut(mixture, (1, 0))
    assert 0.3 * norm.sf(place, 10.0, 1.0) == pytest.approx(0.7 * norm.cdf(place, 13.0, 2.0), rel=1e-9)


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
        *_, last = cut_intervals(x, run.settings, run.states[-1].mixture, 100)
        (found,) = last
        low, high = found.interval
        assert low < 2.5 < high
        assert found.finished
        assert found.missing == 0.0
        widths.append(high - low)
    assert 2.0 < widths[0] / widths[1] < 8.0


def test_samples_on_which_a_component_collapses_have_no_cut_to_miss() -> None:
    x = np.array([[0.0], [0.1], [0.3], [5.0], [5.2], [5.5]])
    settings = EMSettings(k=2, start="kmeans")
    mixture = fit(x, settings).states[-1].mixture
    *_, ((last),) = cut_intervals(x, settings, mixture, 60)
    rng = np.random.default_rng([settings.seed, 2])
    runs = []
    for _ in range(60):
        rows = x[rng.integers(0, 6, 6)]
        try:
            runs.append(fit(rows, settings, mixture).verdict.kind)
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
