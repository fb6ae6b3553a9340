"""EMSettings: which EM to run, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from gmmviz.em.models.families import FAMILIES, family_of
from gmmviz.em.models.family_names import plain_in_one_column
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.starts.named import STARTS
from gmmviz.thousands import count_text

WEIGHTS = {"free": "sizes free", "equal": "all the same size"}
KMEANS_SHAPE = ("EII", "equal")  # the family and the weights of k-means, where rows are assigned wholly
LARGEST_K = 1000  # beyond it a run is no picture any more, and a slip of the finger no fun


@dataclass(frozen=True)
class EMSettings:
    """Which mixture to fit and how: primitives only, so it is hashable and printable.

    `family` takes the names of FAMILIES and scikit-learn's words, and keeps the name. `tol` is the gain of
    log-likelihood per row below which a run may end, `max_iter` the most iterations it takes.
    `accelerate` jumps ahead (SQUAREM) and shows no half-steps. `floor` is the smallest width, in units of x,
    that a component may have in any direction. Errors name the field, its value and the choices.

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
    accelerate: bool = False
    floor: float = 0.0

    def __post_init__(self) -> None:
        for name, least, most in (("k", 1, LARGEST_K), ("seed", 0, 2**63), ("max_iter", 1, 10**9)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, Integral) or not least <= int(value) <= most:
                raise ValueError(
                    f"{name} is {value!r}: give a whole number from {least} to {count_text(most)}."
                )
            object.__setattr__(self, name, int(value))
        for name, example in (
            ("tol", "a gain per row, for example 1e-6"),
            ("floor", "a width in units of x"),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, Real) or not 0.0 <= float(value) < np.inf:
                raise ValueError(f"{name} is {value!r}: give {example}, 0 or more.")
            object.__setattr__(self, name, float(value))
        object.__setattr__(self, "family", family_of(self.family).name)
        for name, choices in (("weights", WEIGHTS), ("start", STARTS), ("variant", VARIANTS)):
            if getattr(self, name) not in choices:
                raise ValueError(
                    f"There is no {name} {getattr(self, name)!r}: choose one of {', '.join(choices)}."
                )
        if self.accelerate and not VARIANTS[self.variant].is_em:
            able = ", ".join(variant.name for variant in VARIANTS.values() if variant.is_em)
            raise ValueError(f"accelerate works with the variant {able} only, not with {self.variant}.")
        if self.floor > 0.0 and not FAMILIES[self.family].takes_floor:
            exact = ", ".join(family.name for family in FAMILIES.values() if family.takes_floor)
            raise ValueError(
                f"A floor is no exact M-step for {self.family}: set it to 0, or choose one of {exact}."
            )

    @property
    def is_kmeans(self) -> bool:
        """Whether this is k-means: equal circles of equal sizes, each row wholly with its best component."""
        return (self.family, self.weights) == KMEANS_SHAPE and VARIANTS[self.variant].assigns_whole

    @property
    def model_name(self) -> str:
        """What the model is called: k-means, or the plain name of its family.

        >>> EMSettings().model_name, EMSettings(family="EII", weights="equal", variant="hard").model_name
        ('free ellipses', 'k-means')
        """
        return "k-means" if self.is_kmeans else FAMILIES[self.family].plain

    def model_name_in(self, d: int) -> str:
        """The same for d columns: of one column families differ by widths only.

        >>> EMSettings().model_name_in(1), EMSettings().model_name_in(2)
        ('own widths', 'free ellipses')
        """
        return self.model_name if d > 1 or self.is_kmeans else plain_in_one_column(self.family, self.k)

    def is_unrestricted(self, d: int) -> bool:
        """Whether every covariance of d columns is free: no family fits them more closely.

        >>> EMSettings(k=2).is_unrestricted(2), EMSettings(k=2, family="EEE").is_unrestricted(2)
        (True, False)
        >>> EMSettings(k=1, family="EEE").is_unrestricted(2), EMSettings(k=2, family="VII").is_unrestricted(1)
        (True, True)
        """
        return FAMILIES[self.family].parameters(self.k, d) == self.k * d * (d + 1) // 2


def parameter_count(settings: EMSettings, d: int) -> int:
    """How many free numbers such a mixture has in d columns: weights, means and covariances."""
    weights = settings.k - 1 if settings.weights == "free" else 0
    return weights + settings.k * d + family_of(settings.family).parameters(settings.k, d)
