"""What is said of the bound: of the half-step on the stage, of the bars, and of the slice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gmmviz.em import VARIANTS, EMSettings
from gmmviz.em.explain.bound import HalfStep, Slice
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import count_text

SMALL_NATS = 0.005  # nats: smaller ones are told with more digits
LEAST_WRITTEN_NATS = 1e-6  # nats: less is not told in digits
NO_HALF_STEPS = (
    "This run is accelerated: it jumps over several half-steps at once, so there is no bound to show. "
    "Turn acceleration off under More to see one."
)
NO_NEXT = "The run ends here: there is no next Update. Choose another direction."
WHAT = (
    "EM never climbs the log-likelihood itself. It climbs a bound that lies below it: Assign lifts the bound until it "
    "touches, Update moves to where the bound is highest."
)


def nats(value: float) -> str:
    """Nats with as many digits as they need."""
    if 0.0 < abs(value) < LEAST_WRITTEN_NATS:
        return f"less than {number_text(LEAST_WRITTEN_NATS, 6)}"
    return number_text(value, 2 if abs(value) >= SMALL_NATS or value == 0.0 else 6)


def step_sentence(steps: Sequence[HalfStep], frame: int, settings: EMSettings) -> str:
    """The half-step that is on the stage: its quantity as bound plus gap."""
    here = next((step for step in steps if step.frame == frame), None)
    quantity = VARIANTS[settings.variant].quantity
    quantity = quantity[:1].upper() + quantity[1:]
    if here is None:
        return "Nothing was assigned yet: the first Assign makes the first bound."
    total = number_text(here.bound + here.gap, 4)
    said = f"{quantity} is {total}: the bound {number_text(here.bound, 4)} plus a gap of {nats(here.gap)}."
    if here.phase == "E":
        return f"{said} After an Assign the gap is zero."
    before = next((step for step in steps if step.frame == frame - 1), here)
    return f"{said} This Update raised the bound by {nats(here.bound - before.bound)}; the gap came on top of it."


def bars_reading(steps: Sequence[HalfStep], total: int) -> str:
    """The bars in three sentences; `total` is of all half-steps of the run, of which these are shown."""
    shown = f"{len(steps)} of {count_text(total)} half-steps, those around the one on the stage"
    largest = max(steps, key=lambda step: step.gap)
    iteration = (largest.frame + 1) // 2
    return (
        f"The bars show bound and gap of {shown if len(steps) < total else f'all {total} half-steps'}. "
        f"The bound goes from {number_text(steps[0].bound)} to {number_text(steps[-1].bound)}. "
        f"The largest gap is {nats(largest.gap)}, after the Update of iteration {iteration}."
    )


def slice_reading(found: Slice, target: str) -> str:
    """The slice in three sentences."""
    at = {step: int(np.flatnonzero(found.steps == step)[0]) for step in (0.0, 1.0)}
    level = found.log_likelihood
    change = level[at[1.0]] - level[at[0.0]]
    below = level[at[1.0]] - found.bound[at[1.0]]
    rows = (
        ""
        if found.rows == found.total
        else f" It was computed on {number_text(found.rows, 0)} of the rows and scaled up."
    )
    gaps = level - found.bound
    one = float(np.abs(gaps[np.isfinite(gaps)]).max()) < LEAST_WRITTEN_NATS
    lies = "lies on it all along: no row is shared" if one else f"lies {nats(float(below))} below it"
    return (
        f"The slice shows the log-likelihood on the way to {target}. Both curves touch at the mixture on the stage, at "
        f"{number_text(float(level[at[0.0]]))}. At {target} the log-likelihood is {nats(abs(float(change)))} "
        f"{'higher' if change >= 0 else 'lower'}, and the bound {lies}.{rows}"
    )
