"""What a race says: where each lane ended against the best, in cells, in words, in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import Verdict
from gmmviz.em.search.sweep import APART, DIFFERENT
from gmmviz.em.statistics.agreement import adjusted_rand
from gmmviz.em.statistics.criteria import Measures, bic
from gmmviz.em.statistics.matching import Difference, difference
from gmmviz.figures.number_text import number_text

HEADS = (
    "Lane",
    "Start",
    "Iterations",
    "Below the best",
    "BIC against the best",
    "Rows that change",
    "Adjusted Rand index",
    "In words",
)
RARE = 0.17  # share of starts that reach the best of Old Faithful with K = 3
WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six")
UNPOLISHED = 0.01  # nats: what a run may lack of its optimum before it is said


@dataclass(frozen=True, eq=False)
class LaneEnd:
    """Where a lane ended: `measures` and `labels` (n,) at its optimum, None where it has none; `short` nats of it."""

    model: tuple[object, ...]
    hard: bool
    iterations: int
    verdict: Verdict
    measures: Measures | None = None
    labels: NDArray[np.integer] | None = None
    short: float = 0.0

    @property
    def optimum(self) -> tuple[Measures, NDArray[np.integer]]:
        """Measures and labels of a lane that ended on an optimum."""
        assert self.measures is not None
        assert self.labels is not None
        return self.measures, self.labels


@dataclass(frozen=True, eq=False)
class Standing:
    """A lane against the best: nats below it (nan across models), change in BIC, and how the partition differs.

    `twin` is the first other lane on the same optimum.
    """

    end: LaneEnd
    best: bool
    below: float = float("nan")
    bic_change: float = float("nan")
    difference: Difference | None = None
    twin: int | None = None


def standings(ends: Sequence[LaneEnd]) -> list[Standing]:
    """How the lanes stand: by log-likelihood where all fit one model, else by BIC."""
    if all(end.measures is None for end in ends):
        return [Standing(end, False) for end in ends]
    best = best_of(ends)
    return [_standing(ends, number, best) for number in range(len(ends))]


def best_of(ends: Sequence[LaneEnd]) -> int:
    """The lane that ended best; the first where all failed. Hard lanes do not climb, so they come last of equals."""
    one = one_model(ends)

    def log_likelihood(number: int) -> float:
        measures = ends[number].measures
        if measures is None:
            return -np.inf
        return measures.log_likelihood if one else -bic(measures)

    highest = max(map(log_likelihood, range(len(ends))))
    return next(number for number in range(len(ends)) if log_likelihood(number) >= highest - APART)


def one_model(ends: Sequence[LaneEnd]) -> bool:
    """Whether all lanes fit the same model, so that log-likelihoods compare."""
    return len({end.model for end in ends}) <= 1


def _standing(ends: Sequence[LaneEnd], number: int, best: int) -> Standing:
    end, best_end = ends[number], ends[best]
    if end.measures is None:
        return Standing(end, False)
    (measures, labels), (highest, owners) = end.optimum, best_end.optimum
    twin = next(
        (other for other in range(len(ends)) if other != number and same_optimum(end, ends[other])), None
    )
    return Standing(
        end,
        best=number == best or same_optimum(end, best_end),
        below=highest.log_likelihood - measures.log_likelihood if end.model == best_end.model else np.nan,
        bic_change=bic(measures) - bic(highest),
        difference=difference(owners, labels),
        twin=twin,
    )


def same_optimum(one: LaneEnd, other: LaneEnd) -> bool:
    """Whether two lanes ended on one optimum: the same model and log-likelihood, and 1 % of rows elsewhere."""
    if one.measures is None or other.measures is None or one.model != other.model or one.hard or other.hard:
        return False
    if abs(one.measures.log_likelihood - other.measures.log_likelihood) > APART:
        return False
    (_, mine), (_, others) = one.optimum, other.optimum
    return difference(mine, others).rows <= DIFFERENT * len(mine)


def facts(number: int, name: str, standing: Standing) -> tuple[str, ...]:
    """The cells of a lane in the table."""
    end, differs = standing.end, standing.difference
    rand = "–" if differs is None else number_text(adjusted_rand(differs.table))
    return (
        str(number + 1),
        name,
        number_text(end.iterations, 0),
        _level(standing.below),
        "–" if np.isnan(standing.bic_change) else f"{_plus(standing.bic_change)}",
        "–" if differs is None else number_text(differs.rows, 0),
        rand,
        in_words(standing),
    )


def _level(below: float) -> str:
    return "–" if np.isnan(below) else number_text(abs(below) if abs(below) < APART else below)


def _plus(value: float) -> str:
    return "0.00" if abs(value) < 2 * APART else f"{'+' if value > 0 else ''}{number_text(value)}"


def in_words(standing: Standing) -> str:
    """How a lane ended, as a clause."""
    end = standing.end
    if end.measures is None:
        return end.verdict.sentence
    told = []
    if standing.best:
        told.append("the best")
    if standing.twin is not None:
        told.append(f"same optimum as lane {standing.twin + 1}")
    if standing.difference is not None and standing.difference.sharing:
        told.append(shared(standing.difference.sharing))
    if end.verdict.kind != "settled":
        told.append(end.verdict.sentence.rstrip("."))
    elif end.short > UNPOLISHED:
        told.append(f"stopped {number_text(end.short)} below its optimum")
    return "; ".join(told) or ("another end" if end.hard else "an optimum of its own")


def shared(components: Sequence[int]) -> str:
    """Which components lie in one cluster of the best."""
    names = [str(component + 1) for component in components]
    if len(names) == 2:
        return f"{names[0]} and {names[1]} share one cluster"
    return f"{', '.join(names[:-1])} and {names[-1]} share one cluster"


def below_panel(standing: Standing) -> str:
    """The words below a lane's panel, after its log-likelihood."""
    if standing.end.measures is None:
        return standing.end.verdict.sentence
    if standing.best:
        return "the best" if standing.twin is None else f"the best, as lane {standing.twin + 1}"
    if standing.end.verdict.kind == "stood still":
        return standing.end.verdict.sentence
    behind = "" if np.isnan(standing.below) else f"{number_text(standing.below)} below the best"
    twin = "" if standing.twin is None else f"as lane {standing.twin + 1}"
    return ", ".join(filter(None, (behind, twin))) or f"BIC {_plus(standing.bic_change)}"


def conclusion(lanes: Sequence[Standing]) -> str:
    """The sentence of a race's end."""
    count = len(lanes)
    ended = [lane for lane in lanes if lane.end.measures is not None]
    failed = count - len(ended)
    lost = f" {_number(failed)} of {count} failed." if failed else ""
    if not ended:
        if count == 1:
            return "The lane failed. Lower K or choose a simpler shape."
        return "All lanes failed. Lower K or choose a simpler shape."
    hard = [lane for lane in ended if lane.end.hard]
    if len(hard) == 1 and len(ended) == 2 and ended[0].end.model[0] == ended[1].end.model[0]:
        return _against_kmeans(lanes, hard[0]) + lost
    if not one_model([lane.end for lane in ended]):
        return _across_models(lanes) + lost
    lower = [lane for lane in ended if not lane.best]
    n = ended[0].end.optimum[0].n
    if not lower:
        return _agreed(len(ended), count) + lost if len(ended) > 1 else _alone(lanes, count)
    below = _span([lane.below for lane in lower], 2)
    rows = _span([lane.difference.rows for lane in lower if lane.difference], 0)
    return (
        f"{_number(len(lower))} of {_number(count).lower()} ended {below} below the best: "
        f"{rows} of {number_text(n, 0)} rows change cluster.{lost}"
    )


def _agreed(agreeing: int, count: int) -> str:
    miss_probability = (1.0 - RARE) ** agreeing
    who = (
        ("Both" if agreeing == 2 else f"All {agreeing}")
        if agreeing == count
        else f"{_number(agreeing)} of {count}"
    )
    return (
        f"{who} ended on the same optimum. That is no proof: "
        f"{agreeing} starts miss an optimum that {RARE:.0%} of starts reach {miss_probability:.0%} of the time."
    )


def _alone(lanes: Sequence[Standing], count: int) -> str:
    """Of one lane that has an end: there is nothing to agree or to differ with."""
    number = next(place for place, lane in enumerate(lanes, start=1) if lane.end.measures is not None)
    if count == 1:
        return "One start says nothing about others: add a lane."
    others = "the other lane" if count == 2 else f"the other {count - 1} lanes"
    return f"Only lane {number} ended on a mixture; {others} failed, so there is nothing to compare it with."


def _against_kmeans(lanes: Sequence[Standing], hard: Standing) -> str:
    soft = next(lane for lane in lanes if lane is not hard)
    (measures, owners), (found, labels) = soft.end.optimum, hard.end.optimum
    differs = difference(owners, labels)
    lower = measures.log_likelihood - found.log_likelihood
    n = found.n
    number = list(lanes).index(hard) + 1
    if hard.end.model[1:3] == ("EII", "equal"):
        rows = f"{number_text(differs.rows, 0)} of {number_text(n, 0)} rows"
        return f"From the same start, k-means (lane {number}) puts {rows} into another cluster."
    where = f"{number_text(abs(lower))} {'lower' if lower > 0 else 'higher'}"
    return (
        f"From the same start, k-means' way of assigning (lane {number}) ends {where}: "
        f"{number_text(differs.rows, 0)} of {number_text(n, 0)} rows are in another cluster."
    )


def _across_models(lanes: Sequence[Standing]) -> str:
    order = sorted(
        (place for place, lane in enumerate(lanes) if lane.end.measures is not None),
        key=lambda place: lanes[place].bic_change,
    )
    best = lanes[order[0]].bic_change
    equal = sorted(place + 1 for place in order if lanes[place].bic_change - best < 2 * APART)
    apart = "The lanes fit different models, so their log-likelihoods do not compare."
    if len(equal) > 1:
        names = f"{', '.join(map(str, equal[:-1]))} and {equal[-1]}"
        lead = "have equal BIC" if len(equal) == len(order) else "have the lowest BIC, equally"
        return f"Lanes {names} {lead}. {apart}"
    distance = lanes[order[1]].bic_change - best
    return f"Lane {equal[0]} has the lowest BIC, by {number_text(distance)}. {apart}"


def _number(count: int) -> str:
    return WORDS[count] if count < len(WORDS) else str(count)


def _span(values: Sequence[float], decimals: int) -> str:
    low, high = (number_text(value, decimals) for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"
