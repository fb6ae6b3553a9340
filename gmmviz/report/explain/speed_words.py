"""What is said of a run's speed: its rate and what it means, what is still to gain, and where others would stop."""

from __future__ import annotations

from gmmviz.em import Verdict
from gmmviz.em.explain.speed import ARRIVED_NATS, NEAR_THE_LIMIT_NATS, Speed
from gmmviz.em.explain.stops import Stop
from gmmviz.em.stopping import FAILED_KINDS
from gmmviz.figures.number_text import nats_text, number_text
from gmmviz.thousands import percent

ONLY_EM = "Rates and stops are those of EM; {variant} follows another quantity. Choose EM as the variant to see them."
JUMPED_SENTENCE = "This run is accelerated. Its plain twin from the same start is what is shown here."
NO_LIMIT = {
    "collapsed": "The run collapsed, so there is no limit that it could be near.",
    "emptied": "So there is no limit that the run could be near.",
    "stood still": "The run stood still where components are the same. That is no maximum to be near. Start elsewhere.",
}
WAY_TO_TWIN = "Turn acceleration off under More to see it."


def no_limit(verdict: Verdict, twin: bool = False) -> str | None:
    """Why a run that ended so has no limit, and where to see it; None where it has one.

    `twin`: it is not the run on the stage, whose drawers tell nothing of it.
    """
    why = NO_LIMIT.get(verdict.kind)
    if why is None:
        return None
    if twin:
        return f"{verdict.sentence} {why} {WAY_TO_TWIN}"
    return f"{verdict.sentence} {why}" + " Collapse shows how it went." * (verdict.kind in FAILED_KINDS)


def rate_sentence(speed: Speed) -> str:
    """The rate, and what it means."""
    digit = speed.iterations_per_digit
    if speed.distances[-1] > NEAR_THE_LIMIT_NATS or speed.beyond > 0.0:
        return (
            "The run ended before it came near its limit: its rate there is not known yet. "
            "Continue the run under More."
        )
    if speed.rate is None or digit is None:
        return "The run is too short, or too near its limit, to read a rate from it."
    missing, left = (percent(share, 1 if share < 0.99 else 2) for share in (speed.rate, speed.rate**2))
    iterations = number_text(digit, 0 if digit >= 10 else 1)
    return (
        f"Near its limit each iteration leaves {missing} of the distance of the parameters: that is the share of the "
        "information that is missing because nobody knows which component a row came from. The distance in nats, which "
        f"is drawn, shrinks by the square: {left} are left, and one more digit of it takes {iterations} iterations."
    )


def gain_sentence(speed: Speed, log_likelihood: float, twin: bool = False) -> str:
    """What is still to gain from a log-likelihood on the stage; `twin`: the limit is of a plain run beside it."""
    left = max(0.0, speed.limit - log_likelihood)
    limit = number_text(speed.limit, 4)
    if speed.beyond > 0.0:
        return (
            f"From the frame on the stage {nats_text(float(left))} nats are left to a plateau at {limit}. "
            "It is not the end: a look ahead from there finds a way further up. Continue the run under More, or start "
            "elsewhere."
        )
    if twin and log_likelihood > speed.limit + ARRIVED_NATS:
        over = nats_text(log_likelihood - speed.limit)
        return f"The frame on the stage is {over} nats above the limit of the plain twin, {limit}: it went elsewhere."
    if twin:
        return f"The frame on the stage is {nats_text(left)} nats below the limit of the plain twin, {limit}."
    return (
        f"From the frame on the stage {nats_text(float(left))} nats are still to gain. The limit is {limit}."
    )


def stop_sentence(name: str, stop: Stop | None, speed: Speed) -> str:
    """Where a program's default rule would have stopped this very run."""
    if stop is None:
        return f"{name} would not have stopped before the end of this run."
    left = nats_text(float(speed.distances[stop.state]))
    if not stop.converged:
        return f"{name} would have given up after {stop.state} iterations, not converged, {left} nats short."
    times = "iteration" if stop.state == 1 else "iterations"
    return f"{name} would have called it converged after {number_text(stop.state, 0)} {times}, {left} nats short."


def race_sentence(speed: Speed) -> str:
    """Plain against accelerated EM, in E-steps until they are near the limit."""
    plain = (
        "plain EM is not there at the end of the run"
        if speed.plain is None
        else f"plain EM takes {number_text(speed.plain, 0)} E-steps, the start's among them"
    )
    if speed.accelerated is not None:
        fast = f"accelerated EM (SQUAREM) {number_text(speed.accelerated, 0)}"
    elif not speed.accelerated_path:
        fast = "the accelerated run failed"
    else:
        steps, left = speed.accelerated_path[-1]
        ended = f"ended {nats_text(max(0.0, left))} nats away after {number_text(steps, 0)}"
        fast = f"the accelerated run {ended}, perhaps on another optimum"
    return f"To within {ARRIVED_NATS:g} nats of the limit {plain}, {fast}."


def speed_reading(speed: Speed) -> str:
    """The chart in three sentences."""
    first, last = float(speed.distances[0]), float(speed.distances[-1])
    return (
        f"The chart shows the distance to the limit over {len(speed.distances) - 1} iterations, in powers of ten. "
        f"It falls from {nats_text(first)} to {nats_text(last)} nats. "
        f"{race_sentence(speed)}"
    )
