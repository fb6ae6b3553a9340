"""What is said of the bound: of the half-step on the stage, of the bars, and of the slice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gmmviz.em import VARIANTS, EMSettings
from gmmviz.em.explain.bound import HalfStep, Slice
from gmmviz.figures.number_text import MIN_NATS_IN_DIGITS, nats_text, number_text
from gmmviz.thousands import count_text

NO_HALF_STEPS = (
    "This run is accelerated: it jumps over several half-steps at once, so there is no bound to show. "
    "Turn acceleration off under More to see one."
)
NO_NEXT = "The run ends here: there is no next Update. Choose another direction."
BOUND_EXPLAINED = (
    "EM never climbs the log-likelihood itself. It climbs a bound that lies below it: Assign lifts the bound until it "
    "touches, Update moves to where the bound is highest."
)


def step_sentence(steps: Sequence[HalfStep], frame: int, settings: EMSettings) -> str:
    """The half-step that is on the stage: its quantity as bound plus gap."""
    here = next((step for step in steps if step.frame == frame), None)
    quantity = VARIANTS[settings.variant].quantity
    quantity = quantity[:1].upper() + quantity[1:]
    if here is None:
        return "Nothing was assigned yet: the first Assign makes the first bound."
    total = number_text(here.bound + here.gap, 4)
    said = (
        f"{quantity} is {total}: the bound {number_text(here.bound, 4)} plus a gap of {nats_text(here.gap)}."
    )
    if here.phase == "E":
        return f"{said} After an Assign the gap is zero."
    before = next((step for step in steps if step.frame == frame - 1), here)
    return f"{said} This Update raised the bound by {nats_text(here.bound - before.bound)}; the gap came on top of it."


def bars_reading(steps: Sequence[HalfStep], total: int) -> str:
    """The bars in three sentences; `total` is of all half-steps of the run, of which these are shown."""
    shown = f"{len(steps)} of {count_text(total)} half-steps, those around the one on the stage"
    largest = max(steps, key=lambda step: step.gap)
    iteration = (largest.frame + 1) // 2
    return (
        f"The bars show bound and gap of {shown if len(steps) < total else f'all {total} half-steps'}. "
        f"The bound goes from {number_text(steps[0].bound)} to {number_text(steps[-1].bound)}. "
        f"The largest gap is {nats_text(largest.gap)}, after the Update of iteration {iteration}."
    )


def slice_reading(found: Slice, target: str) -> str:
    """The slice in three sentences."""
    at = {step: int(np.flatnonzero(found.steps == step)[0]) for step in (0.0, 1.0)}
    log_likelihood = found.log_likelihood
    change = log_likelihood[at[1.0]] - log_likelihood[at[0.0]]
    below = log_likelihood[at[1.0]] - found.bound[at[1.0]]
    rows = (
        ""
        if found.rows == found.total
        else f" It was computed on {number_text(found.rows, 0)} of the rows and scaled up."
    )
    gaps = log_likelihood - found.bound
    one = float(np.abs(gaps[np.isfinite(gaps)]).max()) < MIN_NATS_IN_DIGITS
    lies = "lies on it all along: no row is shared" if one else f"lies {nats_text(float(below))} below it"
    return (
        f"The slice shows the log-likelihood on the way to {target}. Both curves touch at the mixture on the stage, at "
        f"{number_text(float(log_likelihood[at[0.0]]))}. At {target} the log-likelihood is "
        f"{nats_text(abs(float(change)))} {'higher' if change >= 0 else 'lower'}, and the bound {lies}.{rows}"
    )
