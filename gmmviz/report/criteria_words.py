"""What the criteria say, and what they do not, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.em import notation
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.sweep import Cell
from gmmviz.em.statistics.criteria import CRITERIA, Criterion
from gmmviz.figures.delta import taken_for
from gmmviz.figures.number_text import number_text
from gmmviz.report.scores import (
    Scored,
    accidents_of,
    edge_side,
    failed_cells,
    family_title,
    k_spans,
    ranked,
    scored,
)

MIN_ROWS_PER_PARAMETER = 2.0  # with fewer, different starts may end in different places and criteria flatter
ADVICE = "With less than two rows per parameter a good score proves little: prefer a plainer shape or fewer columns."
NAMED_CELLS = 3  # that are named in one sentence
LARGE_OVERLAP_SHARE = 0.1  # of the largest entropy there could be: above, components share many rows


@dataclass(frozen=True, eq=False)
class Findings:
    """Sentences about a grid: the best by the chosen criterion, and the rest in the order of reading.

    The headline begins with the caveat where there are too few rows for the best.

    `hollow` says which cells are marked as hollow, and what that means; `overloaded` that the best model has so many
    parameters for so few rows that nobody should be led to it.
    """

    best: Scored | None
    headline: str
    sentences: tuple[str, ...]
    hollow: str
    at_edge: bool
    overloaded: bool = False


def named(cell: Cell, d: int) -> str:
    """A cell in words.

    K comes first: it is what one asks for.
    """
    return f"K = {cell.k}, {family_title(cell.family, d, cell.k)}"


def findings(cells: Sequence[Cell], by: str, d: int, unfinished: tuple[int, int] | None = None) -> Findings:
    """What a grid says by a criterion, whether the others agree, how strong it is, and where to be careful.

    `unfinished` is how many fits are done and how many there will be, while that differs: nothing is then said of
    edges, of agreement or of what a failed cell could have been.
    """
    order = ranked(scored(cells, by))
    lost = failed_cells(cells, by, d)
    if not order:
        headline = "Nothing is fitted yet." if unfinished or not cells else "No model could be fitted."
        return Findings(None, headline, tuple(lost), "", False)
    best = order[0]
    hollow = hollow_words([cell for cell in cells if cell.reached_once and not cell.spurious], best.cell)
    name = CRITERIA[by].plain
    most = max(cell.k for cell in cells)
    edge = not unfinished and best.cell.k == most and most > 1
    lower_edge = not unfinished and edge_side(best.cell, cells) == "lower"
    burden = too_few_rows(best.cell)
    sentences = [ADVICE if burden else "", _range(cells, unfinished)]
    if edge:
        sentences.append(f"The best is at the edge of the range, K = {most}: look further before you choose.")
    if lower_edge:
        sentences.append(
            f"The best is at the lower edge of the range, K = {best.cell.k}: look at fewer components, too."
        )
    sentences.append(_next_best(order, name, d))
    sentences += _others(cells, best, by, d, complete=not unfinished and not lost)
    sentences += [*_clusters(cells, best), *lost, *_spurious(cells)]
    headline = f"{name}{' so far' if unfinished else ''}: {named(best.cell, d)}."
    headline = f"{burden} {headline}" if burden else headline
    return Findings(best, headline, tuple(filter(None, sentences)), hollow, edge, bool(burden))


def too_few_rows(cell: Cell) -> str:
    """That a model has too many parameters for its rows, in a few words; empty where it has not."""
    if cell.best is None:
        return ""
    n = cell.best.end.measures.n
    if n >= MIN_ROWS_PER_PARAMETER * cell.parameters:
        return ""
    return f"Careful: {number_text(cell.parameters, 0)} parameters for {number_text(n, 0)} rows."


def _range(cells: Sequence[Cell], unfinished: tuple[int, int] | None) -> str:
    """Which K were tried, and how much of that is done."""
    ks = sorted({cell.k for cell in cells})
    tried = f"K = {k_spans(ks)}"
    if unfinished is None:
        return f"Tried: {tried}."
    done, total = unfinished
    count = f"{number_text(done, 0)} of {number_text(total, 0)} fits"
    return f"Unfinished: {count}, so far {tried}. What is best may change."


def _next_best(order: Sequence[Scored], name: str, d: int) -> str:
    if len(order) < 2:
        return ""
    behind = order[1].score - order[0].score
    strength = taken_for(behind, name).removeprefix(", ")
    words = {"barely": "hardly worth a mention"}.get(strength, f"{strength} evidence")
    return f"Next: {named(order[1].cell, d)}, {number_text(behind)} behind" + (
        f": {words} (Kass and Raftery)." if strength else "."
    )


def _others(cells: Sequence[Cell], best: Scored, by: str, d: int, complete: bool) -> list[str]:
    """What the other criteria choose: those that choose alike in one sentence.

    That they agree with the first is said of a `complete` grid only: of one with gaps it would be a claim about models
    that nobody saw.
    """
    choices: dict[tuple[str, int], list[str]] = {}
    partial: list[str] = []
    sound = sum(cell.best is not None and not cell.spurious for cell in cells)
    for name, criterion in CRITERIA.items():
        order = ranked(scored(cells, name))
        if name != by and len(order) < sound:
            partial.append(_defined_for_some(criterion, order, sound, d))
        elif name != by and order:
            first = order[0].cell
            choices.setdefault((first.family, first.k), []).append(criterion.plain)
    agreeing = choices.pop((best.cell.family, best.cell.k), []) if complete else []
    if not choices and not partial:
        return ["All criteria agree."] if agreeing else []
    sentences = [f"{listed(agreeing)} {'agrees' if len(agreeing) == 1 else 'agree'}."] if agreeing else []
    chosen = {(cell.family, cell.k): cell for cell in cells}
    sentences += [
        f"{listed(names)}: {named(chosen[model], d)}."
        for model, names in choices.items()
        if model != (best.cell.family, best.cell.k)
    ]
    return sentences + partial


def _defined_for_some(criterion: Criterion, order: Sequence[Scored], sound: int, d: int) -> str:
    """What a criterion chooses that is not defined for all models with a sound fit."""
    if not order:
        return f"{criterion.plain} is defined for none of these models: too few rows."
    among = f"{criterion.plain}, defined for only {len(order)} of {sound} models with a sound fit"
    return f"{among}: {named(order[0].cell, d)}."


def _clusters(cells: Sequence[Cell], best: Scored) -> list[str]:
    """That a component need not be a cluster, where ICL or the entropy says so."""
    if best.cell.k == 1 or best.cell.best is None:
        return []
    measures = best.cell.best.end.measures
    share = measures.entropy / (measures.n * np.log(best.cell.k))
    fewer = [order[0].cell.k for name in ("icl", "icl_map") if (order := ranked(scored(cells, name)))]
    if min(fewer, default=best.cell.k) < best.cell.k:
        return [
            "ICL asks for fewer: some components overlap so much that they make one cluster. "
            "A component need not be a cluster."
        ]
    if share > LARGE_OVERLAP_SHARE:
        return ["Many rows are shared: a component need not be a cluster."]
    return ["A component need not be a cluster; here ICL does not object."]


def _spurious(cells: Sequence[Cell]) -> list[str]:
    count = sum(cell.spurious for cell in cells)
    if not count:
        return []
    which = "1 cell has" if count == 1 else f"{count} cells have"
    return [f"{which} only a spurious fit, an accident of {accidents_of(cells)}: marked, never the best."]


def _notation(cell: Cell) -> str:
    """The family of a cell as the field writes it."""
    return cell.family if cell.best is None else notation(cell.family, cell.k, cell.best.end.mixture.d)


def hollow_words(hollow: Sequence[Cell], best: Cell) -> str:
    """Which cells have hollow marks, and what these mean; empty where there are none."""
    if not hollow:
        return ""
    ordered = sorted(hollow, key=lambda cell: cell is not best)
    shown = ", ".join(f"{_notation(cell)} with K = {cell.k}" for cell in ordered[:NAMED_CELLS])
    more = f" and {len(hollow) - NAMED_CELLS} more" if len(hollow) > NAMED_CELLS else ""
    which = "1 cell is hollow" if len(hollow) == 1 else f"{len(hollow)} cells are hollow"
    among = ""
    if ordered[0] is best:
        among = ", and it is the best" if len(hollow) == 1 else ", the best among them"
    return f"{which}{among} ({shown}{more}): one start alone reached its best fit, so a better one may be missing."
