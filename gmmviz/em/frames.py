"""A run seen as half-steps: start, E, M, E, M ... and a closing E."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.models.variants import VARIANTS
from gmmviz.em.run import EMRun


@dataclass(frozen=True, eq=False)
class Frame:
    """A half-step: after E the responsibilities (n, k) are new and the mixture old; after M the reverse.

    `log_likelihood` is that of `mixture`. `bound` is F(q, theta) of the responsibilities and mixture shown:
    equal to the run's objective after E, at most as large after M; None at the start, where nothing is owned.
    """

    phase: Literal["start", "E", "M"]
    iteration: int
    mixture: Mixture
    responsibilities: Array | None
    log_likelihood: float
    bound: float | None


def frame_count(run: EMRun) -> int:
    """How many frames a run has: the start, two per iteration, and a closing E for the final colours."""
    return 2 * run.states[-1].iteration + 2


def frame(x: ArrayLike, run: EMRun, index: int) -> Frame:
    """Frame `index` of a run on x (n, d): 0 the start, 2t - 1 the E-step of iteration t, 2t its M-step.

    Error: IndexError, with the frames there are.
    """
    if not 0 <= index < frame_count(run):
        raise IndexError(f"There is no frame {index}: this run has frames 0 to {frame_count(run) - 1}.")
    if index == 0:
        first = run.states[0]
        return Frame("start", 0, first.mixture, None, first.log_likelihood, None)
    iteration = (index + 1) // 2
    source = run.states[iteration - 1]
    owned = source.mixture.responsibilities(x)
    sharpen = VARIANTS[run.settings.variant].at(iteration - 1)
    if sharpen is not None:
        sharpen(owned.T)
    if index % 2:
        return Frame("E", iteration, source.mixture, owned, source.log_likelihood, source.objective)
    state = run.states[iteration]
    return Frame("M", iteration, state.mixture, owned, state.log_likelihood, state.bound)
