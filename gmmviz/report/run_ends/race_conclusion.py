"""What a race says once all lanes have ended: one sentence, true of whichever lanes these are."""

from collections.abc import Sequence

import numpy as np

from gmmviz.em.kernel.naming import listed
from gmmviz.em.statistics.matching import difference
from gmmviz.figures.number_text import number_text, number_word
from gmmviz.report.run_ends.ending_words import ONE_FIT
from gmmviz.report.run_ends.race_words import (
    HIGHER_ELSEWHERE,
    HIGHEST_OPTIMUM,
    MIN_SEEN_NATS,
    Standing,
    kmeans_of_several_k,
    one_model,
)
from gmmviz.thousands import percent

FAITHFUL_BEST_SHARE = 0.17  # share of starts that reach the best of Old Faithful with K = 3


def conclusion(lanes: Sequence[Standing]) -> str:
    """The sentence of a race's end."""
    count = len(lanes)
    ended = [lane for lane in lanes if lane.end.measures is not None]
    failed = count - len(ended)
    lost = f" {number_word(failed).capitalize()} of {count} failed." if failed else ""
    sound = [lane for lane in ended if not lane.end.spurious_of]
    compared = ended if all(lane.end.is_kmeans for lane in sound) else sound
    accidents = _accidents(lanes, counted=compared is ended)
    lost = accidents + lost
    if not ended:
        return f"{'The lane' if count == 1 else 'All lanes'} failed. Lower K or choose a simpler shape."
    if len(compared) == 1:
        alone = f"Only lane {list(lanes).index(compared[0]) + 1} ended on a sound mixture.{lost}"
        return alone if len(ended) > 1 else _alone(lanes, count) + accidents
    competing = count - (len(ended) - len(compared))
    ended = compared
    hard = [lane for lane in ended if lane.end.hard]
    if len(hard) == 1 and len(ended) == 2 and ended[0].end.model[0] == ended[1].end.model[0]:
        return _against_kmeans(lanes, ended, hard[0]) + lost
    mixtures = [lane for lane in ended if not lane.end.is_kmeans] or ended
    kmeans = "" if len(mixtures) == len(ended) else _beside_kmeans(lanes)
    if len(mixtures) == 1:
        return kmeans.strip() + lost
    ends = [lane.end for lane in ended]
    if not one_model(ends):
        of_several = _of_several_k(lanes) if kmeans_of_several_k(ends) else _across_models(lanes, ended)
        return of_several + kmeans + lost
    return (
        _of_one_model(competing - len(ended) + len(mixtures), mixtures)
        + _higher_elsewhere(mixtures)
        + kmeans
        + lost
    )


def _higher_elsewhere(ended: Sequence[Standing]) -> str:
    """That another page has seen a higher optimum than the best of these lanes."""
    letters = {lane.letter for lane in ended if lane.best} - {""}
    return HIGHER_ELSEWHERE if letters and HIGHEST_OPTIMUM not in letters else ""


def _beside_kmeans(lanes: Sequence[Standing]) -> str:
    """How far the partitions of k-means lanes are from the best mixture's of the same K."""
    best = next(number for number, lane in enumerate(lanes, start=1) if lane.best)
    k = lanes[best - 1].end.model[0]
    same_k = [
        (number, lane.difference.rows)
        for number, lane in enumerate(lanes, start=1)
        if lane.end.is_kmeans and lane.difference and lane.end.model[0] == k
    ]
    others = [
        number
        for number, lane in enumerate(lanes, start=1)
        if lane.end.is_kmeans and lane.difference and lane.end.model[0] != k
    ]
    text = ""
    if same_k:
        n = lanes[best - 1].end.optimum[0].n
        rows = [count for _, count in same_k]
        apart = f"{_span(rows, 0)} of {number_text(n, 0)} rows" if any(rows) else "no row"
        who = f"lane{'s' if len(same_k) > 1 else ''} {_listed([number for number, _ in same_k])}"
        text = f" k-means ({who}) puts {apart} into another cluster than lane {best}."
    if not others:
        return text
    are, their = ("are", "their") if len(others) > 1 else ("is", "its")
    lead = f"Lane{'s' if len(others) > 1 else ''} {_listed(others)} {are} k-means"
    return f"{text} {lead} with another K than lane {best}, so {their} clusters do not compare."


def _of_several_k(lanes: Sequence[Standing]) -> str:
    """Of k-means with several K and nothing else: how many rows change cluster from the first lane to the others."""
    ended = [
        (number, lane.end) for number, lane in enumerate(lanes, start=1) if lane.end.measures is not None
    ]
    first, reference = ended[0]
    changes = [lane.difference.rows for lane in lanes if lane.difference]
    change = "changes" if max(changes) == 1 else "change"
    n = number_text(reference.optimum[0].n, 0)
    rows = f"{_span(changes, 0)} of {n} rows {change} cluster" if any(changes) else "no row changes cluster"
    others = "the others" if len(changes) > 1 else f"lane {ended[1][0]}"
    return (
        "The lanes are k-means with several K, and every cluster more lowers the sum of squares: none is the best. "
        f"From lane {first} to {others}, {rows}."
    )


def _of_one_model(count: int, ended: Sequence[Standing]) -> str:
    """How far below the best those of `count` lanes of one model ended, and how many rows change with it."""
    lower = [lane for lane in ended if not lane.best]
    n = ended[0].end.optimum[0].n
    if not lower:
        return _agreed(ended, count)
    changes = [lane.difference.rows for lane in lower if lane.difference]
    change = "changes" if changes and max(changes) == 1 else "change"
    rows = f"{_span(changes, 0)} of {number_text(n, 0)} rows {change} cluster" if any(changes) else ""
    who = f"{number_word(len(lower)).capitalize()} of {number_word(count)} ended"
    furthest, nearest = (fold(lane.below for lane in lower) for fold in (max, min))
    if furthest < MIN_SEEN_NATS:
        return f"{who} elsewhere, as high as the best: {rows or 'no row changes cluster'}."
    below = f"up to {number_text(furthest)}" if nearest < MIN_SEEN_NATS else _span([nearest, furthest], 2)
    return f"{who} {below} below the best: {rows or 'no row changes cluster'}."


def _agreed(ended: Sequence[Standing], count: int) -> str:
    agreeing = len(ended)
    all_of_them = "Both" if agreeing == 2 else f"All {agreeing}"
    who = all_of_them if agreeing == count else f"{number_word(agreeing).capitalize()} of {count}"
    text = f"{who} ended on the same optimum."
    if ended[0].end.model[0] == 1:
        return f"{text} {ONE_FIT}"
    drawn = {(number, lane.end.start) if lane.end.start is None else lane.end.start
             for number, lane in enumerate(ended) if lane.end.drawn}  # fmt: skip
    if len(drawn) < 2:
        return f"{text} That says little: add lanes from other random starts."
    miss_probability = (1.0 - FAITHFUL_BEST_SHARE) ** len(drawn)
    return (
        f"{text} That is no proof: {len(drawn)} random starts miss an optimum that "
        f"{percent(FAITHFUL_BEST_SHARE)} of starts "
        f"reach {percent(miss_probability)} of the time."
    )


def _alone(lanes: Sequence[Standing], count: int) -> str:
    """Of one lane that has an end: there is nothing to agree or to differ with."""
    number = next(place for place, lane in enumerate(lanes, start=1) if lane.end.measures is not None)
    if count == 1:
        return "One start says nothing about others: add a lane."
    others = "the other lane" if count == 2 else f"the other {count - 1} lanes"
    return f"Only lane {number} ended on a mixture; {others} failed, so there is nothing to compare it with."


def _accidents(lanes: Sequence[Standing], counted: bool) -> str:
    """Which lanes ended on accidents, and that these are not compared, unless they are `counted` for want of others."""
    numbers = [place for place, lane in enumerate(lanes, start=1) if lane.end.spurious_of]
    if not numbers:
        return ""
    of = " or of ".join(sorted({lane.end.spurious_of for lane in lanes} - {""}))
    several = len(numbers) > 1
    lead, kind, do = ("Lanes", "accidents", "these do") if several else ("Lane", "an accident", "it does")
    who = f" {lead} {_listed(numbers)} ended on {kind} of {of}"
    return f"{who}." if counted else f"{who}: {do} not count."


def _against_kmeans(lanes: Sequence[Standing], ended: Sequence[Standing], hard: Standing) -> str:
    soft = next(lane for lane in ended if lane is not hard)
    (measures, owners), (found, labels) = soft.end.optimum, hard.end.optimum
    differs = difference(owners, labels)
    lower = measures.log_likelihood - found.log_likelihood
    n = found.n
    number = list(lanes).index(hard) + 1
    begun = "From the same start" if soft.end.start == hard.end.start else "From another start"
    if hard.end.is_kmeans:
        rows = f"{number_text(differs.rows, 0)} of {number_text(n, 0)} rows" if differs.rows else "no row"
        return f"{begun}, k-means (lane {number}) puts {rows} into another cluster."
    where = f"{number_text(abs(lower))} {'lower' if lower > 0 else 'higher'}"
    if abs(lower) < MIN_SEEN_NATS:
        where = "equally high"
    are = "is" if differs.rows < 2 else "are"
    who = f"{number_text(differs.rows, 0)} of {number_text(n, 0)} rows" if differs.rows else "no row"
    return f"{begun}, k-means' way of assigning (lane {number}) ends {where}: {who} {are} in another cluster."


def _across_models(lanes: Sequence[Standing], ended: Sequence[Standing]) -> str:
    """Which mixture of those `ended` has the lowest BIC; k-means has none."""
    order = sorted(
        (place for place, lane in enumerate(lanes) if lane in ended and not np.isnan(lane.bic_change)),
        key=lambda place: lanes[place].bic_change,
    )
    best = lanes[order[0]].bic_change
    equal = sorted(place + 1 for place in order if lanes[place].bic_change - best < MIN_SEEN_NATS)
    apart = "The lanes fit different models, so their log-likelihoods do not compare."
    if len(equal) > 1:
        names = _listed(equal)
        lead = "have equal BIC" if len(equal) == len(order) else "have the lowest BIC, equally"
        return f"Lanes {names} {lead}. {apart}"
    distance = lanes[order[1]].bic_change - best
    return f"Lane {equal[0]} has the lowest BIC, by {number_text(distance)}. {apart}"


def _listed(numbers: Sequence[int]) -> str:
    """Numbers as they are said: 1, 2 and 4."""
    return listed([str(number) for number in numbers])


def _span(values: Sequence[float], decimals: int) -> str:
    low, high = (number_text(value, decimals) for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"
