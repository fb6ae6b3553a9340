"""Where a fit begins: the name of a start, arrays, or a mixture that was fitted before."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em import STARTS, EMRun, EMSettings, Mixture, iterate
from gmmviz.em.kernel.unusable_cells import as_numbers
from gmmviz.em.run import Start
from gmmviz.estimator.layouts import ParameterLayout

Array = NDArray[np.float64]

SCIKIT_LEARNS = {"k-means++": "kmeans++", "random": "responsibilities", "random_from_data": "points"}
"""scikit-learn's words for `init_params`, where they are not ours."""


def named(init: object) -> str | None:
    """The name of the start that `init` means, ours or scikit-learn's; None where it is no text.

    Error: ValueError for an unknown name, with the choices there are.
    """
    if not isinstance(init, str):
        return None
    name = SCIKIT_LEARNS.get(init, init)
    if name not in STARTS:
        raise ValueError(
            f"There is no start {init!r}: choose one of {', '.join((*STARTS, *SCIKIT_LEARNS))}, "
            "or give labels, responsibilities, means or a fitted mixture."
        )
    return name


def start_from(init: Any, x: Array, settings: EMSettings) -> Start:
    """What `gmmviz.fit` begins with, for an `init` that is no name.

    A Mixture, a run or a fitted estimator gives its mixture; an array is labels (n,), responsibilities (n, k)
    or means (k, d). Means begin with equal weights, and each with the covariance of all rows.
    """
    if isinstance(init, Mixture):
        return init
    if isinstance(init, EMRun):
        return init.states[-1].mixture
    if hasattr(init, "covariance_type"):
        if not hasattr(init, "means_"):
            raise ValueError(
                "init is a mixture that is not fitted; a copy made by clone, as in a grid search, loses its fit: "
                "give a Mixture, such as `mixture_` of a fitted gmmviz.GaussianMixture."
            )
        return mixture_of(init)
    try:
        array = np.asarray(init)
        if array.ndim == 0:
            array = array.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"init is {type(init).__name__}: give the name of a start, labels, responsibilities, means "
            "or a fitted mixture."
        ) from None
    numbers = as_numbers(init, "numbers of init", ("row", "column"))
    array = array if array.dtype.kind in "fiub" else numbers
    n, d = x.shape
    if array.shape == (settings.k, d) and array.shape != (n, settings.k):
        return with_parts(state_zero(x, replace(settings, start="equal")), means=array)
    return array


def mixture_of(model: Any) -> Mixture:
    """The mixture of a fitted estimator: one of scikit-learn's, or ours."""
    covariances = np.asarray(model.covariances_, dtype=np.float64)
    k, d = np.shape(model.means_)
    return Mixture(
        model.weights_, model.means_, ParameterLayout.of(model.covariance_type, k, d).unpacked(covariances)
    )


def state_zero(x: Array, settings: EMSettings, start: Start = None) -> Mixture:
    """The mixture that a run with these settings begins with."""
    return next(iterate(x, settings, start)).mixture


def with_parts(
    mixture: Mixture,
    weights: ArrayLike | None = None,
    means: ArrayLike | None = None,
    precisions: ArrayLike | None = None,
    layout: ParameterLayout | None = None,
) -> Mixture:
    """The mixture with some parts given: weights (k,), means (k, d), precisions in a layout.

    Errors: ValueError for a part of another shape, or that is no such part.
    """
    k, d = mixture.k, mixture.d
    layout = layout or ParameterLayout("full", k, d)
    own = (
        mixture.weights if weights is None else part("weights_init", weights, (k,)),
        mixture.means if means is None else part("means_init", means, (k, d)),
        mixture.covariances
        if precisions is None
        else covariances_from(
            part("precisions_init", precisions, layout.shape, tied=layout.word == "tied"), layout
        ),
    )
    if weights is not None and (own[0].min() <= 0.0 or abs(own[0].sum() - 1.0) > 1e-6):
        raise ValueError(f"weights_init is {own[0].tolist()}: weights must be positive and sum to 1.")
    return Mixture(*own)


def part(name: str, values: ArrayLike, shape: tuple[int, ...], tied: bool = False) -> Array:
    """Finite numbers of this shape; `tied` ones are of no component. Error: ValueError, which names the parameter."""
    axes = ("row", "column") if len(shape) == 3 or tied else ("column",)
    array = as_numbers(values, name, axes if tied else ("component", *axes))
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, but {shape} is needed.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds a NaN or an infinity: give finite numbers.")
    return array


def covariances_from(precisions: Array, layout: ParameterLayout) -> Array:
    """Covariances (k, d, d) of precisions in a layout. Error: ValueError where they are not positive."""
    each = layout.unpacked(precisions)
    try:
        if np.abs(each - np.swapaxes(each, 1, 2)).max() > 1e-6 * np.abs(each).max():
            raise np.linalg.LinAlgError
        factors = np.linalg.cholesky(each)
    except np.linalg.LinAlgError:
        word = "positive" if layout.word in ("diag", "spherical") else "symmetric and positive definite"
        raise ValueError(
            f"precisions_init is not {word}: give the inverses of covariances, of shape {layout.shape}."
        ) from None
    halves = np.linalg.solve(factors, np.eye(layout.d))
    return np.asarray(np.swapaxes(halves, 1, 2) @ halves)
