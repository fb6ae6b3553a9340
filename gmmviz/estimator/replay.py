"""Fitted models in the player: ours with their run, scikit-learn's stepped once more, as it stepped."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from gmmviz.em import EMRun, EMSettings, EMState, Mixture, Verdict, family_of
from gmmviz.em.kernel.rows import as_points
from gmmviz.estimator.first_guess import mixture_of
from gmmviz.thousands import count_text

if TYPE_CHECKING:
    from gmmviz.stage import Player

Array = NDArray[np.float64]

SAME_END_DISTANCE = 1e-6  # relative: a replay that ends this near the fitted means went the same way


def watch(model: Any, x: ArrayLike, columns: tuple[str, ...] = ()) -> "Player":
    """The player for a fitted `sklearn.mixture.GaussianMixture`, or a `gmmviz.GaussianMixture`, on x (n, d).

    scikit-learn keeps the end of a fit only. With an integer `random_state` (or all of its `_init` parameters)
    its steps are taken once more, by scikit-learn itself, and shown; otherwise the fitted mixture is shown as
    it is. Columns are named as in the fit, if it had names. Errors: NotFittedError; TypeError for any other
    model; ValueError where x and the model do not belong together.
    """
    from gmmviz.stage import player

    rows, names = as_points(x), columns or _names(model)
    return player(rows, run_of(model, rows), names, title=f"{type(model).__name__}")


def run_of(model: Any, x: Array) -> EMRun:
    """The run of a fitted model on x (n, d), as `gmmviz.fit` returns one."""
    wanted = ("weights_init", "means_init", "precisions_init", "covariance_type", "n_components")
    if not all(hasattr(model, name) for name in wanted):
        raise TypeError(
            f"{type(model).__name__} cannot be watched: give a fitted GaussianMixture of scikit-learn or gmmviz."
        )
    check_is_fitted(model)
    if x.ndim != 2 or x.shape[1] != np.shape(model.means_)[1]:
        d = np.shape(model.means_)[1]
        raise ValueError(
            f"x has shape {x.shape}, but the model was fitted to {d} columns: pass x as (n, {d})."
        )
    if isinstance(run := getattr(model, "run_", None), EMRun):
        return run
    mixtures = _replayed(model, x) or [mixture_of(model).checked()]
    return EMRun(_settings(model), tuple(_states(mixtures, x)), _verdict(model, len(mixtures) - 1))


def _names(model: Any) -> tuple[str, ...]:
    return tuple(map(str, getattr(model, "feature_names_in_", ())))


def _settings(model: Any) -> EMSettings:
    seed = model.random_state if isinstance(model.random_state, int | np.integer) else 0
    return EMSettings(int(model.n_components), family_of(model.covariance_type).name, seed=int(seed))


def _states(mixtures: list[Mixture], x: Array) -> Iterator[EMState]:
    for iteration, mixture in enumerate(mixtures):
        log_likelihood = mixture.log_likelihood(x)
        yield EMState(iteration, mixture, log_likelihood, None, None, log_likelihood)


def _verdict(model: Any, steps: int) -> Verdict:
    """How scikit-learn's fit ended, in its own terms."""
    times = "1 iteration" if model.n_iter_ == 1 else f"{count_text(model.n_iter_)} iterations"
    rest = (
        "" if steps else " Its steps cannot be taken once more: fit with an integer random_state to see them."
    )
    if model.converged_:
        return Verdict("settled", f"scikit-learn's rule (tol {model.tol:g}) ended it after {times}.{rest}")
    return Verdict("still climbing", f"scikit-learn stopped after {times}, not converged.{rest}")


def _replayed(model: Any, x: Array) -> list[Mixture]:
    """The mixtures from the start to the end, taken anew; none where the end would be another."""
    given = all(getattr(model, f"{part}_init") is not None for part in ("weights", "means", "precisions"))
    if model.warm_start or not (given or isinstance(model.random_state, int | np.integer)):
        return []
    rng = check_random_state(model.random_state)  # one for all n_init starts, as in scikit-learn
    for _ in range(model.n_init):
        mixtures = list(_steps(clone(model).set_params(n_init=1, random_state=rng), x, int(model.n_iter_)))
        end = mixtures[-1] if mixtures else None
        if end is not None and np.allclose(
            end.means, model.means_, rtol=SAME_END_DISTANCE, atol=SAME_END_DISTANCE * x.std()
        ):
            return mixtures
    return []


def _steps(model: Any, x: Array, count: int) -> Iterator[Mixture]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.covariances_ = None  # asked for also where a fit begins with given precisions, which set none
        model.set_params(warm_start=True, max_iter=0, tol=0.0, verbose=0).fit(x)
        model.covariances_ = _covariances(model)
        yield mixture_of(model)
        model.set_params(max_iter=1)
        for _ in range(count):
            yield mixture_of(model.fit(x))


def _covariances(model: Any) -> Array:
    """The covariances of the start, in the model's own shape; of given precisions scikit-learn has none."""
    precisions = np.asarray(model.precisions_, dtype=np.float64)
    return np.asarray(
        np.linalg.inv(precisions) if model.covariance_type in ("full", "tied") else 1.0 / precisions
    )
