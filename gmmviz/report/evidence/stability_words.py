"""Again with other data: what is said of K and of the owners of rows when rows are drawn anew."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.data.notices import counted
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.kernel.naming import listed
from gmmviz.thousands import count_text, percent

HALF_OF_SAMPLES = 0.5  # of the samples that drew a row: less often, and its owner is another as likely as not


def k_words(stable: Stability | None) -> str:
    """In how many samples BIC prefers as many components as the fit has; empty before there is one."""
    if stable is None or not len(stable.preferred):
        return ""
    k, total, compared = stable.jaccard.shape[1], len(stable.preferred), stable.compared
    ks = f"K = {k - 1}, {k} or {k + 1}" if k > 1 else "K = 1 or 2"
    if not compared:
        return f"BIC could not compare: no model with {ks} has a sound fit in {_any_of(total)} of the rows."
    low, high = stable.k_interval
    compared_ks = stable.preferred[stable.preferred > 0]
    numbers, counts = np.unique(compared_ks[compared_ks != k], return_counts=True)
    others = [
        f"K = {number} in {count}" for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    ]
    rest = f"; {listed(others)}" if others else ""
    left = total - compared
    unsound = f" In {counted(left, 'further sample')} none of them has one." if left else ""
    return (
        f"BIC prefers K = {k} in {stable.k_kept} of {counted(compared, 'sample')} of the rows "
        f"({percent(stable.k_kept / compared)}, 95\u202f% interval {percent(low)} to {percent(high)}){rest}. "
        f"The models compared are those of K − 1, K and K + 1 that have a sound fit.{unsound}"
    )


def _any_of(samples: int) -> str:
    return "the one sample" if samples == 1 else f"any of the {samples} samples"


def unfitted_words(stable: Stability) -> str:
    """How many samples have no sound fit, to begin a sentence or a clause with; empty where all have one.

    >>> unfitted_words(Stability(np.array([[0.9], [np.nan]]), np.ones(3), np.ones(3), 2, np.ones(2)))
    '1 of 2 samples of the rows has no sound fit'
    """
    lost = len(stable.jaccard) - stable.fitted
    if not lost:
        return ""
    have = "has" if lost == 1 else "have"
    return f"{lost} of {counted(len(stable.jaccard), 'sample')} of the rows {have} no sound fit"


def _with_fit(stable: Stability) -> str:
    """Which samples are meant, where some have no sound fit."""
    return " with a sound fit" if unfitted_words(stable) else ""


def loose_rows(stable: Stability) -> int:
    """How many rows were in the cluster that matches their own in less than half of the samples that drew them."""
    return int((stable.of_rows < HALF_OF_SAMPLES).sum())  # nan is not less


def row_words(stable: Stability, row: int, owner: int) -> str:
    """How often one row, counted from 0, kept its owner, the component `owner` counted from 0."""
    drawn, kept = int(stable.drawn[row]), int(stable.kept[row])
    if not drawn:
        return f"Component {owner + 1} owns it. No sample{_with_fit(stable)} has drawn it so far."
    samples = "sample" if drawn == 1 else "samples"
    return (
        f"Component {owner + 1} owns it. In {count_text(kept)} of the {count_text(drawn)} {samples} with this row "
        f"({percent(kept / drawn)}) it was in the cluster that matches."
    )


def numbered_row_words(
    stable: Stability, numbers: NDArray[np.integer], owners: NDArray[np.integer], asked: int
) -> str:
    """What is known of the row of this number in the table; a row that was left out has no owner."""
    place = int(np.searchsorted(numbers, asked))
    if place >= len(numbers) or numbers[place] != asked:
        return f"Row {count_text(asked)} was left out: no component owns it."
    return f"Row {count_text(asked)}: {row_words(stable, place, int(owners[place]))}"


def samples_of(stable: Stability | None) -> int:
    """How many samples with a sound fit are known; 0 where nothing was examined."""
    return 0 if stable is None else stable.fitted


def column_words(stable: Stability | None) -> str:
    """What a column of the rows that are taken away tells of their owners; empty without one."""
    if stable is None or not stable.drawn.any():
        return ""
    return (
        " Then the bootstrap stability of the row: the share of the samples with this row in which it was in the "
        f"cluster that matches its component ({counted(samples_of(stable), 'sample')}{_with_fit(stable)})."
    )


def least_stable(stable: Stability, most: int) -> NDArray[np.intp]:
    """The rows, counted from 0, whose owner changes most often, the worst first; none that always keep theirs."""
    shares = stable.of_rows
    order = np.argsort(shares, kind="stable")[:most]  # nan comes last
    changing: NDArray[np.intp] = order[shares[order] < 1.0]
    return changing


def owner_words(stable: Stability | None) -> str:
    """How many rows keep their owner in other samples; empty before there is one."""
    if stable is None or not stable.drawn.any():
        return ""
    loose = loose_rows(stable)
    where = f"{percent(stable.owners_kept, 1)} of the rows drawn"
    if sound := _with_fit(stable):
        where = f"In {counted(stable.fitted, 'sample')}{sound} {where}"
    text = f"{where} were in the cluster that matches their own"
    if not loose:
        every = "every row" if stable.drawn.all() else "every one of them"
        return f"{text}, {every} in half of its samples or more."
    rows = "row was" if loose == 1 else "rows were"
    return f"{text}; {count_text(loose)} {rows} so in less than half of the samples."
