"""What a covariance family is: a name, an M-step and what else is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.covariances import LogSpace
from gmmviz.em.models.stacked_families import StackedStep


@dataclass(frozen=True)
class Family:
    """A covariance family. The names of the fourteen say Equal, Variable or I (round, or along the axes).

    The three letters are volume, shape and orientation (Banfield & Raftery 1993). `plain` is its name for
    people, `alias` scikit-learn's word, `shape` what a component can be: only ellipses need covariances.
    `covariances(moments, previous)` is the M-step, (k, d, d); `parameters(k, d)` counts the free numbers of k
    covariances in d columns. The rest has defaults that are right, if not fastest, for any family:

    `shared`: all components have one covariance, so the M-step needs only the pooled one.
    `depends_on_units`: measuring one column in other units changes the fit.
    `takes_floor`: lifting small eigenvalues to a floor is an exact M-step under that floor.
    `own_sizes`: one component alone can become small or thin.
    `equal_volumes`: all components have one volume, so one that is thin in one direction is wide in another.
    `in_one_column`, `for_one_component`: what it comes down to when d = 1, when K = 1; `plain_...`: its name then.
    `letter_in_one_column`: what mclust calls it then, E or V.
    `quotient`: each covariance is one sum over points divided by one count, cut to the family's shape.
    `log_space`: the projection of log covariances onto the family, where they are a linear space; where the axes
    turn by themselves, "shared" or each component's "own" (`turns`), of log variances along them. Without it, the last
    digits are climbed by SQUAREM in place of BFGS.
    `stacked`: the M-step of many mixtures at once; without it, a stack takes them one by one.
    """

    name: str
    plain: str
    alias: str | None
    sentence: str
    shape: Literal["circle", "axes", "ellipse"]
    covariances: Callable[[Moments, Array | None], Array]
    parameters: Callable[[int, int], int]
    _: KW_ONLY
    shared: bool = False
    depends_on_units: bool = False
    takes_floor: bool = False
    own_sizes: bool = True
    equal_volumes: bool = False
    in_one_column: str | None = None
    for_one_component: str | None = None
    plain_in_one_column: str = ""
    letter_in_one_column: str = ""
    plain_for_one_component: str = ""
    quotient: bool = False
    log_space: LogSpace | None = None
    turns: Literal["", "shared", "own"] = ""
    stacked: StackedStep | None = None

    @property
    def full(self) -> bool:
        """Whether the M-step needs covariances, not only variances."""
        return self.shape == "ellipse"
