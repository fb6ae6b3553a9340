"""The stability of K, against fits from many starts to the same samples, and on data whose K is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.stability import Rival, preferred_k, stability
from gmmviz.em.search.basins import wilson
from gmmviz.em.statistics.criteria import Measures, bic


def clouds_at(*centres: tuple[float, float], size: int = 60) -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.vstack([rng.normal(size=(size, 2)) + centre for centre in centres])


def by_brute_force(rows: np.ndarray, settings: EMSettings, ks: tuple[int, ...]) -> int:
    """The K with the lowest BIC of six plain runs each, of which unsound ones do not count."""
    scores = {}
    for k in ks:
        runs = [fit(rows, replace(settings, k=k, start="kmeans++", seed=100 + seed)) for seed in range(6)]
        reached = [
            run.states[-1].log_likelihood for run in runs if run.verdict.kind == "settled" and not run.flags
        ]
        if reached:
            scores[k] = bic(
                Measures(max(reached), parameters=k * 6 - 1, n=len(rows))
            )  # free ellipses in two columns
    return min(scores, key=scores.__getitem__)


@pytest.mark.parametrize(
    ("x", "k"),
    [
        (clouds_at((0, 0), (4, 0)), 2),
        (clouds_at((0, 0), (3.2, 0)), 3),
        (clouds_at((0, 0), (2.6, 0), (0, 6)), 3),
    ],
    ids=["two", "two as three", "near ones"],
)
def test_the_k_of_every_sample_is_the_one_that_brute_force_finds(x: np.ndarray, k: int) -> None:
    run = fit(x, EMSettings(k=k, start="kmeans"))
    mixture = run.states[-1].mixture
    *_, found = stability(x, run.settings, mixture.responsibilities(x).argmax(axis=1), mixture, 4)
    rng = np.random.default_rng([run.settings.seed, k, 1])
    samples = [x[np.unique(rng.integers(0, len(x), len(x)))] for _ in range(4)]
    expected = [by_brute_force(rows, run.settings, (k - 1, k, k + 1)) for rows in samples]
    assert found.preferred.tolist() == expected
    assert found.k_kept == expected.count(k)
    assert found.k_interval == wilson(expected.count(k), 4)


def test_clouds_far_apart_keep_their_number_and_one_cloud_keeps_no_two() -> None:
    for x, kept in ((clouds_at((0, 0), (30, 0)), 5), (clouds_at((0, 0), size=120), 0)):
        run = fit(x, EMSettings(k=2, start="kmeans"))
        mixture = run.states[-1].mixture
        *_, found = stability(x, run.settings, mixture.responsibilities(x).argmax(axis=1), mixture, 5)
        assert found.k_kept == kept


def test_without_a_sound_fit_no_k_is_preferred() -> None:
    rows = clouds_at((0, 0), size=4)
    assert preferred_k(rows, [Rival(EMSettings(k=k, start="kmeans++"), None) for k in (5, 6)]) == 0


def test_before_there_is_a_sample_the_interval_says_nothing() -> None:
    x = clouds_at((0, 0), (9, 0))
    run = fit(x, EMSettings(k=2, start="kmeans"))
    mixture = run.states[-1].mixture
    first = next(stability(x, run.settings, mixture.responsibilities(x).argmax(axis=1), mixture, 3))
    assert len(first.preferred) == 1
    none = replace(first, preferred=first.preferred[:0])
    assert none.k_interval == (0.0, 1.0)


def test_a_sample_without_a_sound_fit_does_not_count() -> None:
    rows = clouds_at((0, 0), (9, 0), (0, 9), size=4)
    settings = EMSettings(k=3, family="VVI", start="kmeans", tol=1e-8)
    mixture = fit(rows, settings).states[-1].mixture
    labels = mixture.responsibilities(rows).argmax(axis=1)
    *_, found = stability(rows, settings, labels, mixture, 30)
    rng = np.random.default_rng([settings.seed, 3, 1])
    samples = [np.unique(rng.integers(0, 12, 12)) for _ in range(30)]
    with_fit = [number for number in range(30) if np.isfinite(found.jaccard[number]).any()]
    assert 0 < len(with_fit) == found.fitted < 30
    expected = np.bincount(np.concatenate([samples[number] for number in with_fit]), minlength=12)
    assert found.drawn.tolist() == expected.tolist()
    assert np.isnan(found.jaccard[~np.isfinite(found.jaccard).any(axis=1)]).all()
    assert found.means == pytest.approx(np.nanmean(found.jaccard, axis=0))
    none = replace(found, jaccard=np.full((30, 3), np.nan))
    assert (none.fitted, none.judges, none.lost.any()) == (0, False, False)
