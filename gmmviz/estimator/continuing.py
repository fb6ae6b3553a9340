"""A run that was cut off and goes on: both parts as one run, with the verdict of the whole."""

from dataclasses import replace

from gmmviz.em import EMRun, EMState, Verdict
from gmmviz.em.kernel.rows import Array
from gmmviz.em.run import look_from
from gmmviz.em.stopping import Ending, check_convergence, projection, small_gain

SAME_DATA_RATIO = 1e-9  # of a log-likelihood: what the same mixture on the same rows may differ by


def continues(earlier: EMRun, later: EMRun) -> bool:
    """Whether `later` began on the same rows with the mixture that `earlier` ended with."""
    end, begin = earlier.states[-1], later.states[0]
    if end.mixture.means.shape != begin.mixture.means.shape:
        return False
    return abs(end.log_likelihood - begin.log_likelihood) <= SAME_DATA_RATIO * max(
        1.0, abs(end.log_likelihood)
    )


def joined_runs(earlier: EMRun, later: EMRun, x: Array) -> EMRun:
    """One run on x (n, d): the states of both, counted through, and a verdict that has seen all of them.

    Whether a run has settled is read from its last three states, so a part of one step cannot know.
    """
    before = earlier.states[-1].iteration
    states = list(earlier.states)
    for state in later.states[1:]:
        levels = [*(each.objective for each in states[-2:]), state.objective]
        states.append(
            replace(state, iteration=state.iteration + before, projected=projection(levels, len(x)))
        )
    return replace(later, states=tuple(states), verdict=_verdict(later, states, x))


def _settled(later: EMRun, end: EMState, x: Array) -> Ending | None:
    look = look_from(x, later.settings, end.mixture)
    return Ending("settled", to_gain=look.gain) if look.settled else None


def _verdict(later: EMRun, states: list[EMState], x: Array) -> Verdict:
    total = states[-1].iteration
    kind = later.verdict.kind
    ending = Ending("still climbing", (), total)
    if kind == "still climbing" and len(later.states) > 1:
        levels = [state.objective for state in states[-3:]]
        if small_gain(levels, states[-1].projected, len(x), later.settings.tol):
            seems = check_convergence(states[-2].mixture, states[-1].mixture) or ending
            ending = seems if seems.kind != "settled" else _settled(later, states[-1], x) or ending
    elif kind not in ("settled", "still climbing"):
        return later.verdict
    elif kind == "settled":
        ending = Ending("settled", to_gain=later.verdict.to_gain)
    return replace(ending, count=total).verdict(later.settings, range(later.settings.k))
