"""What a map of starts says: how much of the plane leads to each optimum, and how much to none, by reason."""

from collections.abc import Mapping, Sequence

import numpy as np

from gmmviz.em.search.terrain import FAILED, UNKNOWN_END_CODE, Terrain
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import percent

FAILURE_REASONS = {
    "collapsed": "a component shrinks onto a few rows",
    "emptied": "a component loses its points",
    "spurious": "an accident of a few rows or of rounding",
    "stood still": "components that coincide stand still",
    "still climbing": "it still climbs",
}
NOTHING_KNOWN = "No place is known yet."
SMALL_SHARE_OF_PLANE = 0.01  # share of the plane from which on an optimum is named with its log-likelihood


def shares(terrain: Terrain) -> Mapping[int, float]:
    """The share of the plane that leads to each end, by its number, and to each of FAILED."""
    owners = terrain.filled().owners
    known = owners[owners != UNKNOWN_END_CODE]
    numbers, counts = np.unique(known, return_counts=True)
    return {int(number): float(count) / known.size for number, count in zip(numbers, counts, strict=True)}


def without_optimum(reason: str) -> str:
    """What a place is called that leads to no optimum; `reason` is one of FAILURE_REASONS."""
    return f"no optimum: {FAILURE_REASONS[reason]}"


def summary(terrain: Terrain, letters: Sequence[str], log_likelihoods: Sequence[float]) -> str:
    """The sentence above a map; `letters` and `log_likelihoods` are those of its ends."""
    found = shares(terrain)
    ends = sorted((number for number in found if number >= 0), key=lambda number: -log_likelihoods[number])
    if not found:
        return "Each place is a start of its own."
    large = [number for number in ends if found[number] >= SMALL_SHARE_OF_PLANE] or ends
    sentences = [f"**{letters[number]}** {number_text(log_likelihoods[number])}" for number in large]
    failures = [
        f"{percent(found[code])}: {FAILURE_REASONS[reason]}"
        for reason, code in FAILED.items()
        if code in found
    ]
    if not ends:
        return f"No place leads to an optimum. {_capital('; '.join(failures))}."
    if len(ends) == 1 and not failures:
        return f"All of the plane leads to {sentences[0]}."
    nowhere = f" Nowhere: {'; '.join(failures)}." if failures else ""
    parts = [f"{percent(found[number])} to {name}" for number, name in zip(large, sentences, strict=True)]
    if few := [f"**{letters[number]}**" for number in ends if number not in large]:
        parts.append(f"under 1\u202f% to {'each of ' if len(few) > 1 else ''}{', '.join(few)}")
    return f"Of the plane, {', '.join(parts)}.{nowhere}".replace(" to ", " lead to ", 1)


def progress(terrain: Terrain | None) -> str:
    """How far a map is."""
    if terrain is None:
        return "The first places are on their way."
    runs = number_text(int(terrain.walked.sum()), 0)
    size = number_text(terrain.owners.size, 0)
    if terrain.is_complete:
        return f"{size} places, {runs} of them runs of their own."
    if not terrain.stride:
        return f"{runs} runs; the first places are on their way."
    every = {2: "2nd"}.get(terrain.stride, f"{terrain.stride}th")
    return f"{runs} runs; every {every} place of {size} is known, across and up."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
