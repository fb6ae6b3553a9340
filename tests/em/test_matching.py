"""The same cluster in several fits: overlap, matching, partitions compared, and where runs part."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.em.statistics.matching import difference, divergence, matched, matching_order, overlap, permuted

X = dataset("faithful").x


def mixture(seed: int, k: int, d: int = 2) -> Mixture:
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(k, d, d))
    covariances = roots @ roots.transpose(0, 2, 1) + 0.5 * np.eye(d)
    return Mixture(rng.dirichlet(np.ones(k)), 3.0 * rng.normal(size=(k, d)) + 40.0, covariances)


def test_overlap_is_the_integral_of_the_root_of_the_product() -> None:
    one, other = mixture(0, 2), mixture(1, 3)
    places = np.stack(np.meshgrid(*[np.linspace(10.0, 70.0, 601)] * 2), axis=-1)  # far finer than any width
    for i, j in ((0, 0), (1, 2)):
        p = multivariate_normal(one.means[i], one.covariances[i])
        q = multivariate_normal(other.means[j], other.covariances[j])
        found = np.sqrt(p.pdf(places) * q.pdf(places)).sum() * 0.1**2
        expected = found * np.sqrt(one.weights[i] * other.weights[j])
        assert overlap(one, other)[i, j] == pytest.approx(expected, abs=1e-5)


def test_a_component_overlaps_itself_by_its_weight() -> None:
    some = mixture(2, 4)
    assert np.diag(overlap(some, some)) == pytest.approx(some.weights, rel=1e-12)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_matching_undoes_any_renumbering(k: int) -> None:
    some = mixture(3, k)
    order = np.random.default_rng(4).permutation(k)
    shuffled = some.permuted(order)
    assert np.array_equal(shuffled.permuted(matching_order(some, shuffled)).means, some.means)


def test_what_a_larger_mixture_has_beyond_comes_last() -> None:
    large = mixture(5, 4)
    small = large.permuted([2, 0, 1, 3])
    small = Mixture(small.weights[:2] / small.weights[:2].sum(), small.means[:2], small.covariances[:2])
    assert matching_order(small, large) == (2, 0, 1, 3)


def test_lanes_are_numbered_as_the_first_with_fewest_components() -> None:
    runs = [fit(X, EMSettings(k=k, seed=seed, max_iter=5)) for k, seed in ((3, 0), (2, 1), (2, 5), (3, 2))]
    found = matched(runs)
    assert found[1] is runs[1]
    for run, before in zip(found, runs, strict=True):
        assert run.states[-1].log_likelihood == before.states[-1].log_likelihood
        assert sorted(run.states[0].mixture.weights) == sorted(before.states[0].mixture.weights)
        right = run.states[-1].mixture.means[:2, 0]
        assert np.sign(right[1] - right[0]) == np.sign(np.diff(runs[1].states[-1].mixture.means[:, 0])[0])


def test_a_verdict_follows_its_component() -> None:
    run = fit(X, EMSettings(k=2, seed=1, max_iter=3))
    from dataclasses import replace

    from gmmviz.em import Verdict

    told = replace(run, verdict=Verdict("collapsed", "Component 2 shrank onto one row.", 1))
    assert permuted(told, (1, 0)).verdict == Verdict("collapsed", "Component 1 shrank onto one row.", 0)


def test_difference_counts_rows_whatever_the_numbers() -> None:
    reference = np.repeat([0, 1, 2], [30, 20, 10])
    found = np.array([2, 0, 1])[reference]
    assert (difference(reference, found).rows, difference(reference, found).sharing) == (0, ())
    found[:3] = 1
    assert difference(reference, found).rows == 3


def test_difference_says_which_components_share_one_cluster() -> None:
    reference = np.repeat([0, 1], [40, 20])
    found = np.concatenate([np.zeros(25, int), np.full(15, 2), np.full(20, 1)])
    told = difference(reference, found)
    assert (told.rows, told.sharing) == (15, (0, 2))
    assert told.table.tolist() == [[25, 0, 15], [0, 20, 0]]


def test_a_run_parts_from_the_best_while_it_is_as_near_to_it_as_to_its_own_end() -> None:
    best = fit(X, EMSettings(k=3, seed=3, tol=1e-8))
    other = fit(X, EMSettings(k=3, seed=4, tol=1e-8))
    top = best.states[-1].mixture
    at = divergence(X, other, top)

    def owners(state: int) -> np.ndarray:
        return other.states[state].mixture.responsibilities(X).argmax(axis=1)

    target, end = top.responsibilities(X).argmax(axis=1), owners(-1)
    assert difference(target, owners(at)).rows <= difference(end, owners(at)).rows
    assert difference(target, owners(at + 1)).rows > difference(end, owners(at + 1)).rows
    assert divergence(X, best, top) == best.states[-1].iteration
