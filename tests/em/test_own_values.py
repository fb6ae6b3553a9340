"""Near singularity: no exception, no fall, and every state's log-likelihood is that of its own mixture, exactly."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gmmviz.em import FAMILIES, EMSettings, fit, frame, frame_count

from .data import published
from .exact import exact_log_likelihood

OWN = 1e-8  # nats per row: what digits lost near a collapse may come to
FALL = 1e-11  # nats per row

NAMED = [
    ("evv_lattice", "EVV", 2, "points", 0),
    ("likert_evv_crash", "EVV", 6, "points", 2),
    ("likert_evv_falls", "EVV", 5, "points", 1),
    ("likert_evv_falls", "EVV", 5, "kmeans", 0),
    ("likert_vvv_falls", "VVV", 5, "points", 0),
    ("likert_vvv_falls", "VVV", 5, "kmeans++", 0),
    ("iris", "EVV", 7, "points", 6),
    ("iris", "EVV", 7, "kmeans", 7),
    ("heaped", "VVV", 5, "points", 0),
]


@cache
def data(name):
    """A published set, or a small one: points of a lattice, and normal values rounded to heaps."""
    if name == "lattice":
        return np.array([[i, j] for i in range(4) for j in range(3)], dtype=float) * [1.0, 10.0]
    if name == "heaped":
        rng = np.random.default_rng(0)
        return np.round(rng.normal(size=(60, 3)) @ [[1.2, 0.8, 0.0], [0.0, 1.0, 0.3], [0.0, 0.0, 0.8]])
    return published(name)


def assert_every_state_is_its_own(x, run):
    """No fall from state to state; the last states and one on the way agree with exact arithmetic."""
    reached = np.array([state.log_likelihood for state in run.states])
    assert np.diff(reached).min(initial=0.0) >= -FALL * len(x)
    for at in {0, len(reached) // 2, len(reached) - 2, len(reached) - 1} - {-1}:
        state = run.states[at]
        assert np.linalg.eigvalsh(state.mixture.covariances).min() > 0.0
        assert abs(exact_log_likelihood(x, state.mixture) - state.log_likelihood) <= OWN * len(x)
    assert np.isfinite(frame(x, run, frame_count(run) - 1).responsibilities).all()
    for flag in run.flags:
        assert np.isfinite(flag.thinness)
        assert " 1 rows" not in flag.sentence


@pytest.mark.parametrize(("name", "family", "k", "start", "seed"), NAMED)
def test_runs_that_once_fell_or_crashed_end_on_a_state_that_is_their_own(name, family, k, start, seed):
    x = data(name)
    run = fit(x, EMSettings(k=k, family=family, start=start, seed=seed))
    assert run.verdict.kind in ("settled", "still climbing", "collapsed", "emptied")
    assert_every_state_is_its_own(x, run)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", ["lattice", "heaped"])
def test_states_on_lattices_and_heaps_are_their_own_in_every_family(name, family):
    x = data(name)
    for k, seed in ((2, 0), (4, 1)):
        run = fit(x, EMSettings(k=k, family=family, seed=seed, max_iter=150))
        assert_every_state_is_its_own(x, run)


def test_a_given_mixture_thinner_than_a_run_may_make_has_densities_all_the_same():
    from gmmviz.em import Mixture

    x = data("heaped")[:, :2]
    thin = Mixture([1.0], [x.mean(axis=0)], [[[1.0, 1.0], [1.0, 1.0 + 1e-13]]])
    assert np.isfinite(thin.log_density(x)).all()
    with pytest.raises(
        ValueError, match=r"Component 1 of the mixture has no width in some direction: widen it\."
    ):
        Mixture([1.0], [[0.0, 0.0]], [[[1.0, 1.0], [1.0, 1.0]]]).log_density(x)


@pytest.mark.parametrize("offset", [1e6, 1e9, 1e11])
def test_an_offset_changes_no_digit_of_a_likelihood_and_means_by_their_spacing(offset):
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=(25, 2)), rng.normal(size=(25, 2)) + 4.0]) + offset
    far, near = (
        fit(x, EMSettings(start="points", seed=3)),
        fit(x - offset, EMSettings(start="points", seed=3)),
    )
    levels = [[state.log_likelihood for state in run.states] for run in (far, near)]
    assert levels[0] == pytest.approx(levels[1], rel=1e-12)
    spacing = np.spacing(offset)
    for one, other in zip(far.states, near.states, strict=True):
        assert np.abs(one.mixture.means - offset - other.mixture.means).max() <= spacing
        sd = np.sqrt(np.linalg.eigvalsh(one.mixture.covariances).min())
        steepest = 10.0 * len(x) / sd  # nats per unit, with rows up to 10 sd from a mean
        assert abs(one.mixture.log_likelihood(x) - one.log_likelihood) <= steepest * spacing + 1e-9
