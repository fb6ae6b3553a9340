"""Charts of what speaks for and against clusters: gap, cut, power, merging; and of where many starts ended."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.notices import counted
from gmmviz.em.evidence.merging import Merging
from gmmviz.em.evidence.power import PowerCurve
from gmmviz.em.search.basins import Basins
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.report.evidence.cluster_words import Grouping, grouping_words
from gmmviz.thousands import percent


def partition_reading(
    owners: NDArray[np.integer], k: int, optimum: tuple[str, float], shown: int, axes: tuple[str, ...]
) -> str:
    """Who owns what at an optimum, by its letter and log-likelihood; `owners` (n,) are those of all rows."""
    counts = np.bincount(owners, minlength=k)
    owned = ", ".join(
        f"component {j + 1} owns {counted(int(count), 'row')}" for j, count in enumerate(counts)
    )
    letter, log_likelihood = optimum
    return (
        f"Optimum {letter} has the log-likelihood {number_text(log_likelihood)}. "
        f"Of {counted(len(owners), 'row')}, {owned}. The dots are {counted(shown, 'row')} in {axes[0]} and {axes[1]}, "
        "in the colour of their owner; the ground "
        "has the colour of the component whose weighted density is the highest there."
    )


def gap_reading(second: NDArray[np.bool_], names: tuple[str, str], verdict: str) -> str:
    """Rows of two groups along the line that tells them apart; `second` (n,) says which are of the second."""
    counts = (int((~second).sum()), int(second.sum()))
    of = " and ".join(f"{counted(count, 'row')} of {name}" for count, name in zip(counts, names, strict=True))
    return (
        f"The bars show {of} along the line that tells them apart. The full curve is the density of two bells, the "
        f"dotted one that of the one cloud that fits best. {verdict}"
    )


def cut_reading(values: NDArray[np.float64], column: str, quote: str) -> str:
    """The density of one column with its cuts; `quote` says where they are."""
    low, high = (number_text(float(value)) for value in (values.min(), values.max()))
    return (
        f"The bars show {counted(len(values), 'value')} of {column}, from {low} to {high}. Over them lie the "
        f"densities of the components, weighted, and dashed lines where the owner changes. {quote}"
    )


def power_reading(curve: PowerCurve, headline: str) -> str:
    """The chance to find components and labels again against the number of rows."""
    tried = [each for each in curve.sizes if each.trials]
    shown = ", ".join(f"{counted(each.n, 'row')} {percent(each.chance)}" for each in tried)
    return (
        f"The curve shows how often {curve.k} components and their labels are found again, against the number of rows. "
        f"Of the samples so far: {shown or 'none'}. {headline}"
    )


def tree_reading(merging: Merging, grouping: Grouping) -> str:
    """The tree of a merging, cut at a number of clusters."""
    steps = [_joined(merging.groups[left], merging.groups[left - 1]) for left in range(merging.k - 1, 0, -1)]
    return (
        f"The tree joins {merging.k} components two at a time into one cluster. In this order: {'; '.join(steps)}. "
        f"The dotted line is at {grouping.count} of them: {grouping_words(grouping)}"
    )


def _joined(before: Sequence[int], after: Sequence[int]) -> str:
    """The components whose clusters a step joined, by the numbers that people see."""
    now = [[j + 1 for j, each in enumerate(after) if each == cluster] for cluster in range(max(after) + 1)]
    was = [[j + 1 for j, each in enumerate(before) if each == cluster] for cluster in range(max(before) + 1)]
    return " + ".join(map(str, next(group for group in now if group not in was)))


def elbow_reading(merging: Merging, words: str) -> str:
    """The entropy of the soft labels for each number of clusters; `words` say where its elbow is."""
    listed = ", ".join(
        f"{number_text(value)} with {number}" for number, value in enumerate(merging.entropies, 1)
    )
    return (
        f"The chart shows how undecided the labels are, as entropy in nats, for 1 to {merging.k} clusters. "
        f"It is {listed}. {words}"
    )


def strip_reading(found: Basins, summary: str) -> str:
    """Where many starts ended: a dot each, a row per kind of start."""
    ends = [each.log_likelihood for each in found.results if np.isfinite(each.log_likelihood)]
    if not ends:
        return (
            "The chart will show where each start ends. No start has ended yet. There is nothing to compare."
        )
    span = f"{number_text(min(ends))} to {number_text(max(ends))}"
    optima = "is one optimum" if len(found.maxima) == 1 else f"are {len(found.maxima)} optima"
    return (
        f"Each dot is the end of one of {counted(len(ends), 'run')}, in a row per kind of start. "
        f"Log-likelihoods go from {span}, and there {optima}. {summary}"
    )


def map_reading(columns: tuple[str, ...], component: int, summary: str) -> str:
    """The map of starts: where one mean begins, and the optimum that leads to."""
    across, up = (one_line(name) for name in columns[:2])
    text = summary.replace("**", "")  # stress is for the page; a caption has none
    return (
        f"The map shows where EM ends for each place at which the mean of component {component + 1} begins: {across} "
        f"to the right, {up} upwards. Each tone is an optimum, and hatched places lead to none. {text}"
    )
