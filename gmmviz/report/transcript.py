"""A run in words: one sentence for the start, one for each half-step, and how it ended; the stage says the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import VARIANTS, EMRun, EMState, frame, frame_count
from gmmviz.em.statistics.assigning import SURE_SHARE
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import percent

MIN_MOVE_SD = 0.01  # sd: a mean that moved less is said not to have moved
MAX_NAME = 80  # characters of the name of a column
NATS_WITH_FEW_DIGITS = 0.005  # nats: smaller gains are written with more digits
Array = NDArray[np.float64]


def transcript(
    x: Array, run: EMRun, title: str, columns: Sequence[str] = (), logs: Sequence[str] = ()
) -> str:
    """The transcript of a run on x (n, d) as text: one line per half-step.

    `columns` are the names of x and `logs` those of the file's columns whose natural logarithm x holds: a place in the
    text is one in these.
    """
    return (
        "\n".join(filter(None, (title, _places(columns, logs))))
        + "\n\n"
        + "\n".join(sentences(x, run))
        + "\n"
    )


def _places(columns: Sequence[str], logs: Sequence[str]) -> str:
    """What the numbers of a place are, in words; empty where nobody said."""
    if not columns:
        return ""
    names = ", ".join(one_line(name, MAX_NAME) for name in columns)
    logged = ", ".join(one_line(name, MAX_NAME) for name in logs)
    said = f"Places are in the columns ({names})."
    return (
        f"{said} Of {logged} they are the natural logarithm, not the value in the file." if logged else said
    )


def sentences(x: Array, run: EMRun) -> Iterator[str]:
    """Yield the sentence of each frame of a run on x (n, d), and at the end the verdict."""
    first = run.states[0]
    k = first.mixture.k
    places = "; ".join(
        f"component {j + 1} at {place_text(mean)}" for j, mean in enumerate(first.mixture.means)
    )
    value = number_text(first.log_likelihood)
    yield f"Start: {k} {'guess' if k == 1 else 'guesses'}: {places}. Log-likelihood {value}."
    spread = x.std(axis=0)
    power = VARIANTS[run.settings.variant].power
    before: Array | None = None
    for index in range(1, frame_count(run)):
        shown = frame(x, run, index)
        number = f"{shown.iteration}."
        if index % 2:
            after = shown.responsibilities
            if after is not None:
                yield f"{number} {assigned(before, after)}"
                before = after
        else:
            now, earlier = run.states[shown.iteration], run.states[shown.iteration - 1]
            yield f"{number} {updated(earlier, now, spread, power(earlier.iteration))}"
    yield " ".join(filter(None, (run.verdict.sentence, run.verdict.remedy)))


def place_text(mean: Array) -> str:
    """A mean in words, its coordinates with three digits."""
    return "(" + ", ".join(f"{value:.3g}".replace("-", "\u2212") for value in mean) + ")"


def assigned(before: Array | None, after: Array) -> str:
    """What an Assign did: responsibilities (n, k) before, None at the first, and after."""
    n, k = after.shape
    of = f"{number_text(n, 0)} points"
    if k == 1:
        return f"Assign: all {of} belong to the only component."
    if before is None:
        if after.max(axis=1).min() == 1.0:
            return f"Assign: each of {of} went to one component as a whole."
        undecided = int((after.max(axis=1) < SURE_SHARE).sum())
        verb = "is" if undecided == 1 else "are"
        return (
            f"Assign: each of {of} got its shares; {number_text(undecided, 0)} of them {verb} undecided "
            "(no share reaches 90\u202f%)."
        )
    changed = int((before.argmax(axis=1) != after.argmax(axis=1)).sum())
    if changed:
        return f"Assign: {number_text(changed, 0)} of {of} changed owner."
    largest = float(np.abs(after - before).max())
    move = (
        "by less than 0.1\u202f%"
        if largest < 0.001
        else f"by up to {number_text(100 * largest, 1 if largest < 0.1 else 0)}\u202f%"
    )
    return f"Assign: no point changed owner; shares moved {move}."


def updated(before: EMState, now: EMState, spread: Array, power: float) -> str:
    """What an Update did: the component that moved most, in sd (d,) of the columns, and the gain.

    `power` is that of the Assign before it, which says why the log-likelihood may have fallen.
    """
    steps = (now.mixture.means - before.mixture.means) / np.where(spread > 0, spread, 1.0)
    distances = np.linalg.norm(steps, axis=1)
    mover = int(distances.argmax())
    distance = float(distances[mover])
    moved = (
        "less than 0.01 sd"
        if distance < MIN_MOVE_SD
        else f"{number_text(distance, 2 if distance < 0.1 else 1)} sd"
    )
    gain = now.log_likelihood - before.log_likelihood
    sign = "+" if gain >= 0 else ""
    change = number_text(gain, 4 if abs(gain) < NATS_WITH_FEW_DIGITS else 2)
    share = percent(now.mixture.weights[mover])
    fell = _why_it_fell(power) if gain < -NATS_WITH_FEW_DIGITS else ""
    return f"Update: component {mover + 1} moved {moved} and now holds {share}. Log-likelihood {sign}{change}.{fell}"


def _why_it_fell(power: float) -> str:
    """Why a step may lower the log-likelihood: its shares were not those of EM."""
    if math.isinf(power):
        return " It may fall: hard EM gives each point to one component, and raises another sum."
    return (
        " It may fall: while annealing, shares are blurred, and the ellipses follow these."
        if power < 1.0
        else ""
    )
