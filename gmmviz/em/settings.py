"""EMSettings: which EM to run, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

from .families import family_of
from .starts import STARTS

WEIGHTS = {"free": "sizes free", "equal": "all the same size"}


@dataclass(frozen=True)
class EMSettings:
    """Which mixture to fit and how: primitives only, so it is hashable and printable.

    `family` takes the names of FAMILIES and scikit-learn's words, and keeps the name. `tol` is the gain of
    log-likelihood per row below which a run may end, `max_iter` the most iterations it takes. Errors name the
    field, its value and the choices.

    >>> EMSettings(k=3, family="tied").family
    'EEE'
    """

    k: int = 2
    family: str = "VVV"
    weights: str = "free"
    start: str = "points"
    variant: str = "em"
    seed: int = 0
    tol: float = 1e-6
    max_iter: int = 1000

    def __post_init__(self) -> None:
        for name, least in (("k", 1), ("seed", 0), ("max_iter", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
                raise ValueError(f"{name} is {value!r}: give a whole number, {least} or more.")
            object.__setattr__(self, name, int(value))
        if isinstance(self.tol, bool) or not isinstance(self.tol, Real) or not 0.0 <= self.tol < float("inf"):
            raise ValueError(f"tol is {self.tol!r}: give a gain per row, 0 or more, for example 1e-6.")
        object.__setattr__(self, "tol", float(self.tol))
        object.__setattr__(self, "family", family_of(self.family).name)
        for name, choices in (("weights", WEIGHTS), ("start", STARTS), ("variant", ("em",))):
            if getattr(self, name) not in choices:
                raise ValueError(
                    f"There is no {name} {getattr(self, name)!r}: choose one of {', '.join(choices)}."
                )


def parameter_count(settings: EMSettings, d: int) -> int:
    """How many free numbers such a mixture has in d columns: weights, means and covariances."""
    weights = settings.k - 1 if settings.weights == "free" else 0
    return weights + settings.k * d + family_of(settings.family).parameters(settings.k, d)
