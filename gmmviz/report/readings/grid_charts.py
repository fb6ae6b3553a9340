"""Charts of a grid of models: the criterion, the squares, those behind the best, held-out rows, splits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.notices import counted
from gmmviz.em.search.sweep import Cell
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.delta import taken_for
from gmmviz.figures.flows import flows
from gmmviz.figures.number_text import number_text
from gmmviz.report.criteria_charts import Chart
from gmmviz.report.criteria_words import named
from gmmviz.report.scores import Scored, ranked, scored

RULED_OUT_DIFFERENCE = 10.0  # behind the best: such models are not ruled out


def criterion_reading(cells: Sequence[Cell], chart: Chart) -> str:
    """The criterion against the number of components."""
    ks = sorted({cell.k for cell in cells})
    lines = len({cell.family for cell in cells if cell.k > 1}) or 1
    shapes = "one shape" if lines == 1 else f"{lines} shapes, a line each"
    tried = f"from {ks[0]} to {ks[-1]}" if ks else "still to come"
    return (
        f"The chart shows {chart.name} against the number of components, {tried}, for {shapes}; lower is better. "
        f"{_best_two(cells, chart)}"
    )


def squares_reading(cells: Sequence[Cell], chart: Chart) -> str:
    """The cells as squares."""
    order = ranked(scored(cells, chart.by))
    near = sum(each.score - order[0].score <= RULED_OUT_DIFFERENCE for each in order) if order else 0
    lost = len(cells) - len(order)
    missing = f" {lost} have no sound fit." if lost else ""
    return (
        f"Each square is a model: a row per shape, a column per number of components; {len(cells)} in all. "
        f"{_best(order, chart)} {near} of them lie within {RULED_OUT_DIFFERENCE:.0f} of it.{missing}"
    )


def behind_reading(cells: Sequence[Cell], chart: Chart) -> str:
    """How far the best cells are behind the best one."""
    return f"The chart shows how far the best models are behind the best one. {_best_two(cells, chart)}"


def _best(order: Sequence[Scored], chart: Chart) -> str:
    if not order:
        return "No model has a score yet."
    return f"The best is {named(order[0].cell, chart.d)}, at {number_text(order[0].score)}."


def _best_two(cells: Sequence[Cell], chart: Chart) -> str:
    """The best and the next, in two sentences."""
    order = ranked(scored(cells, chart.by))
    if len(order) < 2:
        return f"{_best(order, chart)} There is nothing to compare it with."
    behind = order[1].score - order[0].score
    strength = taken_for(behind, CRITERIA[chart.by].plain)
    return f"{_best(order, chart)} Next is {named(order[1].cell, chart.d)}, {number_text(behind)} behind{strength}."


def held_out_reading(means: Sequence[float], verdict: str) -> str:
    """Held-out scores of models with these mean log-likelihoods per row; `verdict` names the best."""
    known = [value for value in means if np.isfinite(value)]
    span = f"{number_text(min(known), 3)} and {number_text(max(known), 3)}" if known else "nothing"
    return (
        "The chart shows minus the mean log-likelihood per row of rows that were held out, against the number of "
        "components, with one standard error; lower is better. "
        f"The mean log-likelihoods of {len(known)} models lie between {span}. {verdict}"
    )


def flows_reading(partitions: Sequence[NDArray[np.integer]], ks: Sequence[int]) -> str:
    """Rows that go from cluster to cluster while K grows, of hard owners (n,) for each of `ks`."""
    parts: dict[tuple[int, int], list[int]] = {}
    for step, here, _, rows in flows(partitions):
        parts.setdefault((step, here), []).append(rows)
    lost = {place: sum(each) - max(each) for place, each in parts.items()}
    step, cluster = max(lost, key=lambda place: lost[place])
    whole, kept = sum(parts[step, cluster]), sum(not value for value in lost.values())
    move = "moves" if len(partitions[0]) == 1 else "move"
    part = "parts" if lost[step, cluster] == 1 else "part"
    return (
        f"The bands show how {counted(len(partitions[0]), 'row')} {move} between clusters while the number of "
        f"components grows from {ks[0]} to {ks[-1]}. The largest split is of cluster {cluster + 1} of {ks[step]}: "
        f"{number_text(lost[step, cluster], 0)} of its {counted(whole, 'row')} {part} from the rest at "
        f"{ks[step + 1]}. Of {counted(len(lost), 'cluster')} {kept} {'goes' if kept == 1 else 'go'} on whole."
    )
