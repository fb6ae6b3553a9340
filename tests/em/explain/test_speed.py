"""Why so slow: the rate is the largest eigenvalue of EM's own map, and the stops are those of the real programs."""

import json
import warnings

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.accelerate import coordinates, mixture_at
from gmmviz.em.explain.speed import ARRIVED_NATS, speed
from gmmviz.em.explain.stops import mclust_stop, sklearn_stop
from gmmviz.em.models.mixture import Mixture
from gmmviz.figures.number_text import number_text
from gmmviz.report.explain.speed_words import rate_sentence
from tests.em.data import REFERENCE, published

STOPS = json.loads((REFERENCE / "default-stops.json").read_text())


def levels_from(name: str, k: int, family: str, tol: float = 1e-9) -> tuple[np.ndarray, object]:
    labels = (
        np.array(json.loads((REFERENCE / f"{name}.given-start.json").read_text())["partitions"][f"K{k}"]) - 1
    )
    run = fit(published(name), EMSettings(k=k, family=family, tol=tol, max_iter=400), start=labels)
    return np.array([state.log_likelihood for state in run.states]), run


@pytest.mark.parametrize("real", STOPS, ids=lambda real: f"{real['data']}-{real['model']}-{real['K']}")
def test_mclusts_mark_is_where_mclust_stopped(real: dict) -> None:
    levels, _ = levels_from(real["data"], real["K"], real["model"])
    stop = mclust_stop(levels)
    assert stop is not None
    assert stop.state == real["iterations"] - 1
    assert levels[stop.state] == pytest.approx(real["loglik"], abs=1e-6)


@pytest.mark.parametrize("name", ["faithful", "iris"])
@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize(
    ("family", "kind"), [("VVV", "full"), ("EEE", "tied"), ("VVI", "diag"), ("VII", "spherical")]
)
def test_scikit_learns_mark_is_where_scikit_learn_stops(name: str, k: int, family: str, kind: str) -> None:
    from sklearn.mixture import GaussianMixture

    x = published(name)
    levels, run = levels_from(name, k, family)
    stop = sklearn_stop(levels, len(x))
    first = run.states[0].mixture
    precisions = np.linalg.inv(first.covariances)
    given = {
        "full": precisions,
        "tied": precisions[0],
        "diag": np.diagonal(precisions, axis1=1, axis2=2),
        "spherical": precisions[:, 0, 0],
    }[kind]
    theirs = GaussianMixture(
        k,
        covariance_type=kind,
        reg_covar=0.0,
        weights_init=first.weights,
        means_init=first.means,
        precisions_init=given,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs.fit(x)
    if stop is None:  # the run is at its limit sooner than the rule can see
        assert theirs.n_iter_ >= len(levels)
        return
    assert theirs.n_iter_ == stop.state
    assert theirs.converged_ == stop.converged
    assert theirs.score(x) * len(x) == pytest.approx(levels[stop.state], abs=1e-5)


def test_rules_say_nothing_of_a_run_that_is_shorter() -> None:
    assert mclust_stop([-100.0, -50.0]) is None
    assert sklearn_stop([-100.0, -50.0], 10) is None
    climbing = sklearn_stop(np.arange(200.0), 10)
    assert climbing is not None
    assert (climbing.state, climbing.converged) == (100, False)


@pytest.mark.parametrize(("data", "family"), [("faithful", "VVV"), ("overlapping", "VVV")])
def test_the_rate_is_the_largest_eigenvalue_of_the_em_map(data: str, family: str) -> None:
    x = dataset(data).x
    settings = EMSettings(k=2, family=family, seed=2, tol=1e-13, max_iter=4000)
    run = fit(x, settings)
    levels = [state.log_likelihood for state in run.states]
    found = speed(x, settings, levels, (run.states[0].mixture, run.states[-1].mixture))
    scale = x.std(axis=0)
    top = coordinates(run.states[-1].mixture, scale)
    rng = np.random.default_rng(0)
    way = rng.standard_normal(top.shape)
    size = 0.0
    for _ in range(400):
        way = 1e-4 * way / np.linalg.norm(way)
        moved = mixture_at(top + way, scale, x.shape[1])
        owned = Mixture(moved.weights, moved.means, moved.covariances).responsibilities(x)
        counts = owned.sum(axis=0)
        means = owned.T @ x / counts[:, None]
        apart = x[None] - means[:, None]
        covariances = np.einsum("nk,kni,knj->kij", owned, apart, apart) / counts[:, None, None]
        way = coordinates(Mixture(counts / len(x), means, covariances), scale) - top
        size = float(np.linalg.norm(way)) / 1e-4
    assert found.rate == pytest.approx(size, abs=0.01)


def test_an_accelerated_run_needs_fewer_e_steps_where_em_is_slow() -> None:
    x = dataset("overlapping").x
    settings = EMSettings(k=2, seed=2, tol=1e-10, max_iter=4000)
    run = fit(x, settings)
    levels = [state.log_likelihood for state in run.states]
    found = speed(x, settings, levels, (run.states[0].mixture, run.states[-1].mixture))
    assert found.plain is not None
    assert found.accelerated is not None
    assert found.accelerated < found.plain / 2
    assert found.accelerated_path[-1][1] <= ARRIVED_NATS
    assert found.distances[0] == pytest.approx(found.limit - levels[0])


@pytest.mark.parametrize("taken", [5, 12, 40, 100, 200])
def test_a_run_that_ends_far_from_its_limit_has_no_rate(taken: int) -> None:
    x = dataset("overlapping").x
    run = fit(x, EMSettings(k=2, seed=1, max_iter=taken))
    assert run.verdict.kind == "still climbing"
    levels = [state.log_likelihood for state in run.states]
    found = speed(x, run.settings, levels, (run.states[0].mixture, run.states[-1].mixture))
    assert found.distances[-1] > 1.0
    assert found.rate is None
    assert "is not known yet" in rate_sentence(found)


def test_one_more_digit_is_of_the_distance_in_nats() -> None:
    x = dataset("overlapping").x
    run = fit(x, EMSettings(k=2, seed=2, tol=1e-12, max_iter=4000))
    levels = [state.log_likelihood for state in run.states]
    found = speed(x, run.settings, levels, (run.states[0].mixture, run.states[-1].mixture))
    digit = found.iterations_per_digit
    assert digit is not None
    near = int(np.flatnonzero(found.distances < 1e-2)[0])
    tenth = int(np.flatnonzero(found.distances < found.distances[near] / 10.0)[0])
    assert tenth - near == pytest.approx(digit, abs=2.0)
    assert f"one more digit of it takes {number_text(digit, 0)} iterations" in rate_sentence(found)
