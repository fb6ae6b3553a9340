"""When a run ends, and what it says then: settled, still climbing, stood still, collapsed, emptied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.kernel.parameters import Parameters
from gmmviz.em.models.families import family_of
from gmmviz.em.settings import EMSettings
from gmmviz.thousands import count_text

MAX_PROJECTED_GAIN = 1e-3  # nats: what a settled run may still have to gain, by the Aitken projection
ROUNDING_GAIN_PER_ROW = 1e-13  # nats per row: gains below are rounding
MAX_COINCIDENT_DISTANCE_SD = (
    0.05  # components closer than this, in sd, that do not move either are the same to the eye and to EM
)
MAX_SADDLE_DISTANCE_SD = 1.0  # components closer than this, in sd, may be leaving a saddle
ROUNDING_DISTANCE_SD = (
    1e-12  # sd: so small a distance is made of rounding, which differs from kernel to kernel
)
MAX_DRIFT_AT_REST = 1e-5  # relative change per iteration: alike components that drift faster are not at rest

Kind = Literal["settled", "still climbing", "stood still", "collapsed", "emptied"]
FAILED_KINDS: Final = ("collapsed", "emptied")  # of runs that could not go on, and so have no end


@dataclass(frozen=True)
class Verdict:
    """How a run ended: a kind, a sentence for people, the component it is about (from 0), what to try.

    `to_gain` is how much a run has still to gain, in nats, as far as a climb ahead of it could see; None
    where no climb went ahead.
    """

    kind: Kind
    sentence: str
    component: int | None = None
    remedy: str = ""
    to_gain: float | None = None

    @property
    def failed(self) -> bool:
        """Whether the run ended on no mixture: a component collapsed or was emptied."""
        return self.kind in ("collapsed", "emptied")

    @property
    def compares(self) -> bool:
        """Whether other ends can be measured by this one: a maximum, or on the way to one."""
        return self.kind in ("settled", "still climbing")


@dataclass(frozen=True)
class Ending:
    """How a run ended, before components are numbered for people; `count` is of iterations, or rows left.

    `to_gain` is as in Verdict; `why` says what in the rows made a run collapse, in sentences.
    """

    kind: Kind
    components: tuple[int, ...] = ()
    count: int = 0
    to_gain: float | None = None
    why: str = ""

    def verdict(self, settings: EMSettings, names: Sequence[int] | NDArray[np.intp]) -> Verdict:
        """The verdict of a run with these settings in words; names[j] is the place (from 0) of component j."""
        k = settings.k
        named = sorted(int(names[j]) for j in self.components)
        first = named[0] if named else None
        numbers = [str(j + 1) for j in named]
        match self.kind:
            case "settled":
                return Verdict(self.kind, f"Settled after {self._steps}.", to_gain=self.to_gain)
            case "still climbing":
                return Verdict(
                    self.kind, f"Still climbing after {self._steps}.", None, "Continue the run.", self.to_gain
                )
            case "stood still":
                which = "both components" if k == 2 else "all components"
                if len(named) < k:
                    which = f"components {', '.join(numbers[:-1])} and {numbers[-1]}"
                remedy = "Nudge a mean, lower K, or start elsewhere."
                return Verdict(self.kind, f"Stood still: {which} are the same.", first, remedy)
            case "collapsed":
                onto = "one row" if self.count <= 1 else f"{count_text(self.count)} rows"
                remedy = (
                    "Start elsewhere, lower K, or choose a family that shares its shape (EEE)."
                    if family_of(settings.family).own_sizes
                    else "Start elsewhere, lower K, or set a smallest width."
                )
                if self.why:
                    remedy = f"{self.why} Or {remedy[0].lower()}{remedy[1:]}"
                return Verdict(self.kind, f"Component {numbers[0]} shrank onto {onto}.", first, remedy)
            case "emptied":
                remedy = "Start elsewhere, or lower K."
                return Verdict(self.kind, f"Component {numbers[0]} lost its points.", first, remedy)

    @property
    def _steps(self) -> str:
        return f"{count_text(self.count)} iteration{'' if self.count == 1 else 's'}"


def projection(log_likelihoods: Sequence[float], n: int) -> float | None:
    """Aitken's projection of the limit from the last three log-likelihoods; None where it is not defined.

    Böhning et al. (1994): l + gain a / (1 - a) with a the ratio of the last two gains, for 0 < a < 1. A gain
    that is only rounding is a limit reached.
    """
    if len(log_likelihoods) < 3:
        return None
    before, last, now = log_likelihoods[-3:]
    gain = now - last
    if abs(gain) <= ROUNDING_GAIN_PER_ROW * n:
        return now
    ratio = gain / (last - before) if last != before else np.inf
    return now + gain * ratio / (1.0 - ratio) if 0.0 < ratio < 1.0 else None


def small_gain(log_likelihoods: Sequence[float], projected: float | None, n: int, tol: float) -> bool:
    """Whether the last gain is below tol per row, and the projected rest below a thousandth of a nat."""
    if projected is None or len(log_likelihoods) < 3:
        return False
    now = log_likelihoods[-1]
    return (
        now - log_likelihoods[-2] <= max(tol, ROUNDING_GAIN_PER_ROW) * n
        and projected - now < MAX_PROJECTED_GAIN
    )


def distances(mixture: Parameters, below: float = np.inf) -> dict[tuple[int, int], float]:
    """How far apart each two components are, in sd of the first: means or widths, whichever differ more.

    Only pairs whose means are nearer than `below`: of a thousand components that is few.
    """
    factors = np.linalg.cholesky(mixture.covariances)
    found = {}
    for a in range(mixture.k - 1):
        moved = np.linalg.solve(factors[a], (mixture.means[a + 1 :] - mixture.means[a]).T)
        lengths = np.linalg.norm(moved, axis=0)
        for b in (np.flatnonzero(lengths < below) + a + 1).tolist():
            half = np.linalg.solve(factors[a], mixture.covariances[b])
            stretched = np.linalg.solve(factors[a], half.T) - np.eye(mixture.d)
            found[a, b] = max(float(lengths[b - a - 1]), float(np.abs(stretched).max()))
    return found


def check_convergence(before: Parameters, now: Parameters) -> Ending | None:
    """The saddle test: whether a run whose gains are small has ended, and how; None if it must go on.

    Near a saddle, where components are almost the same, gains are tiny although EM is moving away. So two
    components that are alike end a run only when they stay at their distance; where that is next to nothing,
    the run has not settled but stands still. (With one shared ellipse the distance grows by its own cube:
    from a thousandth of an sd, leaving takes a million iterations.)
    """
    same: set[int] = set()
    earlier = distances(before, 2.0 * MAX_SADDLE_DISTANCE_SD)
    for pair, distance in distances(now, MAX_SADDLE_DISTANCE_SD).items():
        moved = abs(distance - earlier.get(pair, np.inf))
        if ROUNDING_DISTANCE_SD < distance < MAX_SADDLE_DISTANCE_SD and moved > MAX_DRIFT_AT_REST * distance:
            return None
        if distance < MAX_COINCIDENT_DISTANCE_SD:
            same.update(pair)
    return Ending("stood still", tuple(same)) if same else Ending("settled")
