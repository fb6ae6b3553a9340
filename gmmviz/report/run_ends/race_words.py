"""What a race says of its lanes: where each ended against the best, in cells and in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmmviz.em import notation
from gmmviz.em.search.sweep import DIFFERENT_OPTIMA_NATS, DIFFERENT_SHARE_OF_ROWS
from gmmviz.em.statistics.agreement import adjusted_rand
from gmmviz.em.statistics.criteria import bic
from gmmviz.em.statistics.matching import Difference, difference
from gmmviz.figures.number_text import number_text
from gmmviz.report.run_ends.lane_end import LaneEnd

RACE_HEADS = (
    "Lane",
    "Start",
    "Optimum",
    "Log-likelihood",
    "Difference to the best",
    "Rows that change",
    "Adjusted Rand index",
    "Iterations",
    "In words",
)
MIN_SEEN_NATS = 0.005  # less is 0.00 as it is written: what would read as no difference is called equal
HIGHEST_OPTIMUM = "A"  # what the highest optimum is called
HIGHER_ELSEWHERE = f" Optimum {HIGHEST_OPTIMUM}, seen elsewhere, is higher."
UNPOLISHED_NATS = 0.01  # nats: what a run may lack of its optimum before it is said


@dataclass(frozen=True, eq=False)
class Standing:
    """A lane against the best: nats below it (nan across models), change in BIC, and how the partition differs.

    Lanes of k-means with several K, and nothing else, have no best: rows are compared with those of the first, which
    has no `difference`.
    `twin` is the first other lane on the same optimum, `letter` what that is called among those of its model, and
    `among` names the model where the lanes have several: A of one K is not A of another.
    """

    end: LaneEnd
    best: bool
    below: float = float("nan")
    bic_change: float = float("nan")
    difference: Difference | None = None
    twin: int | None = None
    letter: str = ""
    among: str = ""

    @property
    def optimum_name(self) -> str:
        """What its optimum is called, one name for one optimum; empty where it has none."""
        return _named(self.letter, self.among) if self.letter else ""

    @property
    def highest_name(self) -> str:
        """What the highest optimum of its model is called."""
        return _named(HIGHEST_OPTIMUM, self.among)


def standings(ends: Sequence[LaneEnd], letters: Sequence[str] = ()) -> list[Standing]:
    """How the lanes stand: by log-likelihood where all fit one model, else by BIC; `letters` name their optima."""
    if all(end.measures is None for end in ends):
        return [Standing(end, False) for end in ends]
    best = best_of(ends)
    of_rows = _standing_by_rows if kmeans_of_several_k(ends) else _standing
    found = [of_rows(ends, number, best) for number in range(len(ends))]
    among = _models_in_words(ends)
    return [
        replace(each, letter=letter, among=model)
        for each, letter, model in zip(found, letters or [""] * len(found), among, strict=True)
    ]


def _named(letter: str, model: str) -> str:
    return f"{letter} of {model}" if model else letter


def _models_in_words(ends: Sequence[LaneEnd]) -> list[str]:
    """What tells the model of each lane from those of the others: "K 3", "K 3, VVV"; nothing where all have one."""
    words = [_model_in_words(end) for end in ends]
    competing = [each for each, end in zip(words, ends, strict=True) if not end.is_kmeans]
    differs = [len(set(values)) > 1 for values in zip(*competing, strict=True)]
    return [", ".join(word for word, tells in zip(each, differs, strict=False) if tells) for each in words]


def _model_in_words(end: LaneEnd) -> tuple[str, ...]:
    k, family, weights = end.model
    width = f"smallest width {end.floor:g}" if end.floor else "no smallest width"
    return f"K {k}", notation(str(family), int(str(k)), end.d), f"{weights} weights", width


def best_of(ends: Sequence[LaneEnd]) -> int:
    """The lane that ended best; the first where all failed. k-means is it only where there is nothing else.

    An accident of a few rows or of rounding is it only where no mixture is sound: there the likelihood has no bound.
    Of k-means with several K it is the first that ended: every cluster more lowers the sum of squares.
    """
    one, several = one_model(ends), kmeans_of_several_k(ends)
    ended = [end for end in ends if end.measures is not None]
    alone = all(end.is_kmeans for end in ended)
    sound = any(not end.is_kmeans and not end.spurious_of for end in ended)

    def log_likelihood(number: int) -> float:
        measures = ends[number].measures
        if measures is None or (ends[number].is_kmeans and not alone) or (ends[number].spurious_of and sound):
            return -np.inf
        if several:
            return 0.0
        return measures.log_likelihood if one else -bic(measures)

    highest = max(map(log_likelihood, range(len(ends))))
    return next(
        number for number in range(len(ends)) if log_likelihood(number) >= highest - DIFFERENT_OPTIMA_NATS
    )


def one_model(ends: Sequence[LaneEnd]) -> bool:
    """Whether all lanes but those of k-means fit the same model, so that log-likelihoods compare.

    Where none but k-means ended, whether all of these have one K.
    """
    mixtures = {end.model for end in ends if not end.is_kmeans}
    return len(mixtures) <= 1 and not kmeans_of_several_k(ends)


def kmeans_of_several_k(ends: Sequence[LaneEnd]) -> bool:
    """Whether all lanes that ended are k-means, and of several K: nothing but their rows can be compared."""
    ended = [end for end in ends if end.measures is not None]
    return all(end.is_kmeans for end in ended) and len({end.model[0] for end in ended}) > 1


def _standing_by_rows(ends: Sequence[LaneEnd], number: int, first: int) -> Standing:
    """A lane of k-means beside others of several K: its rows against those of the first."""
    end = ends[number]
    if end.measures is None or number == first:
        return Standing(end, False)
    return Standing(end, False, difference=difference(ends[first].optimum[1], end.optimum[1]))


def _standing(ends: Sequence[LaneEnd], number: int, best: int) -> Standing:
    end, best_end = ends[number], ends[best]
    if end.measures is None:
        return Standing(end, False)
    (measures, labels), (highest, owners) = end.optimum, best_end.optimum
    compares = end.is_kmeans == best_end.is_kmeans
    twin = next(
        (other for other in range(len(ends)) if other != number and same_optimum(end, ends[other])), None
    )
    return Standing(
        end,
        best=number == best or same_optimum(end, best_end),
        below=highest.log_likelihood - measures.log_likelihood
        if compares and end.model == best_end.model
        else np.nan,
        bic_change=bic(measures) - bic(highest) if compares else np.nan,
        difference=difference(owners, labels),
        twin=twin,
    )


def same_optimum(one: LaneEnd, other: LaneEnd) -> bool:
    """Whether two lanes ended on one optimum: the same model and log-likelihood, and 1 % of rows elsewhere."""
    if one.measures is None or other.measures is None or one.model != other.model:
        return False
    if bool(one.spurious_of) != bool(other.spurious_of):
        return False
    if (one.hard or other.hard) and not (one.is_kmeans and other.is_kmeans):
        return False
    if abs(one.measures.log_likelihood - other.measures.log_likelihood) > DIFFERENT_OPTIMA_NATS:
        return False
    (_, mine), (_, others) = one.optimum, other.optimum
    return difference(mine, others).rows <= DIFFERENT_SHARE_OF_ROWS * len(mine)


def facts(number: int, name: str, standing: Standing) -> tuple[str, ...]:
    """The cells of a lane in the table."""
    end, differs = standing.end, standing.difference
    rand = "–" if differs is None else number_text(adjusted_rand(differs.table))
    return (
        str(number + 1),
        name,
        standing.optimum_name or "–",
        "–" if end.measures is None or end.is_kmeans else number_text(end.measures.log_likelihood),
        _against_best(standing),
        "–" if differs is None else number_text(differs.rows, 0),
        rand,
        number_text(end.iterations, 0),
        in_words(standing),
    )


def _against_best(standing: Standing) -> str:
    """By how much a lane ended below the best; across models, the change in BIC."""
    if not np.isnan(standing.below):
        return _plus(-standing.below)
    return "–" if np.isnan(standing.bic_change) else f"BIC {_plus(standing.bic_change)}"


def _plus(value: float) -> str:
    return "0.00" if abs(value) < MIN_SEEN_NATS else f"{'+' if value > 0 else ''}{number_text(value)}"


def in_words(standing: Standing) -> str:
    """How a lane ended, as a clause."""
    end = standing.end
    if end.measures is None:
        return end.verdict.sentence
    sentences = []
    if standing.best:
        sentences.append(_best(standing))
    elif end.spurious_of:
        sentences.append(f"an accident of {end.spurious_of}")
    if standing.twin is not None:
        sentences.append(f"same optimum as lane {standing.twin + 1}")
    if standing.difference is not None and standing.difference.sharing:
        sentences.append(shared(standing.difference.sharing))
    if end.verdict.kind != "settled":
        sentences.append(end.verdict.sentence.rstrip("."))
    elif end.short > UNPOLISHED_NATS:
        sentences.append(f"stopped {number_text(end.short)} below its optimum")
    return "; ".join(sentences) or ("another end" if end.hard else "an optimum of its own")


def _best(standing: Standing) -> str:
    """What the best lane is called; optimum A is the highest that was seen on any page, and may be in no lane."""
    if standing.end.spurious_of:
        return f"the best, yet an accident of {standing.end.spurious_of}"
    if standing.letter in ("", HIGHEST_OPTIMUM):
        return "the best"
    return f"the best here, {standing.highest_name} is higher"


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
    name = f"{standing.optimum_name}: " if standing.letter else ""
    if standing.best:
        words = _best(standing)
        return f"{name}{words}" if standing.twin is None else f"{name}{words}, as lane {standing.twin + 1}"
    if standing.end.verdict.kind == "stood still":
        return standing.end.verdict.sentence
    if standing.difference is None:
        return f"{name}the other lanes' rows are compared with these"
    rows = standing.difference.rows
    if standing.end.spurious_of:
        name = f"an accident of {standing.end.spurious_of}: "
    if np.isnan(standing.bic_change):
        return f"{name}{_rows_change(rows)}"
    behind = f"BIC {_plus(standing.bic_change)}"
    if not np.isnan(standing.below):
        side = "below" if standing.below > 0 else "higher"
        by = abs(standing.below)
        behind = "equal to the best" if by < MIN_SEEN_NATS else f"{number_text(by)} {side}"
    return f"{name}{behind}, {_rows_change(rows)}"


def _rows_change(rows: int) -> str:
    """How many rows lie in another cluster.

    >>> _rows_change(0), _rows_change(1), _rows_change(57)
    ('no row changes', '1 row changes', '57 rows change')
    """
    return f"{number_text(rows, 0) if rows else 'no'} {'row changes' if rows < 2 else 'rows change'}"
