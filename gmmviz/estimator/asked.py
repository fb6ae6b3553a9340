"""What the parameters of an estimator ask for: settings, seeds, and the start of every run."""

import math
from dataclasses import replace
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import check_random_state

from gmmviz.em import EMSettings, Mixture, family_of
from gmmviz.em.run import Start
from gmmviz.estimator.first_guess import named, start_from, state_zero, with_parts
from gmmviz.estimator.layouts import ParameterLayout

Array = NDArray[np.float64]


def settings_of(model: Any, n: int) -> EMSettings:
    """The settings of a fit to n rows. Error: ValueError names the parameter and its value."""
    k = whole_number("n_components", model.n_components, 1)
    if n < k:
        raise ValueError(
            f"Expected n_samples >= n_components, but n_components is {k} and X has {n} rows: lower it."
        )
    whole_number("n_init", model.n_init, 1)
    whole_number("verbose_interval", model.verbose_interval, 1)
    if not isinstance(model.reg_covar, Real) or not 0.0 <= float(model.reg_covar) < math.inf:
        raise ValueError(f"reg_covar is {model.reg_covar!r}: give the smallest variance, 0 or more.")
    return EMSettings(
        k=k,
        family=family_of(model.covariance_type).name,
        start=named(init_of(model)) or "points",
        tol=model.tol,
        max_iter=max(whole_number("max_iter", model.max_iter, 0), 1),
        floor=math.sqrt(float(model.reg_covar)),
    )


def begins_of(model: Any, x: Array, settings: EMSettings) -> list[tuple[EMSettings, Start]]:
    """The settings and the start of every run: `n_init` seeds, or one run where the start has no chance in it."""
    seed = first_seed(model.random_state)
    each = [replace(settings, seed=seed + number) for number in range(model.n_init)]
    init = init_of(model)
    start = None if named(init) else start_from(init, x, settings)
    parts = (model.weights_init, model.means_init, model.precisions_init)
    if start is not None or all(given is not None for given in parts):
        each = each[:1]
    if all(given is None for given in parts):
        return [(one, start) for one in each]
    layout = ParameterLayout.of(model.covariance_type, settings.k, x.shape[1])
    wholes = [start if isinstance(start, Mixture) else state_zero(x, one, start) for one in each]
    return [(one, with_parts(whole, *parts, layout)) for one, whole in zip(each, wholes, strict=True)]


def init_of(model: Any) -> Any:
    """What `init` says, or scikit-learn's name for it."""
    return model.init if model.init_params is None else model.init_params


def whole_number(name: str, value: object, least: int) -> int:
    """A parameter that counts. Error: ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise ValueError(f"Invalid value for '{name}': {value!r}. Give a whole number, {least} or more.")
    return int(value)


def first_seed(random_state: Any) -> int:
    """The first seed: the number itself, or one drawn."""
    if isinstance(random_state, Integral) and not isinstance(random_state, bool):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))
