"""Again with other data: what is said of K and of the owners of rows when rows are drawn anew."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.evidence.stability import Stability
from gmmviz.em.kernel.naming import listed
from gmmviz.thousands import count_text, percent

HALF_OF_SAMPLES = 0.5  # of the samples that drew a row: less often, and its owner is another as likely as not


def k_words(stable: Stability | None) -> str:
    """In how many samples BIC prefers as many components as the fit has; empty before there is one."""
    if stable is None or not len(stable.preferred):
        return ""
    k, total = stable.jaccard.shape[1], len(stable.preferred)
    low, high = stable.k_interval
    numbers, counts = np.unique(stable.preferred[stable.preferred != k], return_counts=True)
    others = [
        f"no sound fit in {count}" if number == 0 else f"K = {number} in {count}"
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    ]
    samples = "sample" if total == 1 else "samples"
    rest = f"; {listed(others)}" if others else ""
    return (
        f"BIC prefers K = {k} in {stable.k_kept} of {total} {samples} of the rows ({percent(stable.k_kept / total)}, "
        f"95\u202f% interval {percent(low)} to {percent(high)}){rest}. K − 1, K and K + 1 were compared."
    )


def loose_rows(stable: Stability) -> int:
    """How many rows were in the cluster that matches their own in less than half of the samples that drew them."""
    return int((stable.of_rows < HALF_OF_SAMPLES).sum())  # nan is not less


def row_words(stable: Stability, row: int, owner: int) -> str:
    """How often one row, counted from 0, kept its owner, the component `owner` counted from 0."""
    drawn, kept = int(stable.drawn[row]), int(stable.kept[row])
    if not drawn:
        return f"Component {owner + 1} owns it. No sample has drawn it so far."
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
    """How many samples are known; 0 where nothing was examined."""
    return 0 if stable is None else len(stable.jaccard)


def column_words(stable: Stability | None) -> str:
    """What a column of the rows that are taken away tells of their owners; empty without one."""
    if stable is None or not stable.drawn.any():
        return ""
    return (
        " Then the bootstrap stability of the row: the share of the samples with this row in which it was in the "
        f"cluster that matches its component ({count_text(samples_of(stable))} samples)."
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
    text = f"{percent(stable.owners_kept, 1)} of the rows drawn were in the cluster that matches their own"
    if not loose:
        return f"{text}, every row in half of its samples or more."
    rows = "row was" if loose == 1 else "rows were"
    return f"{text}; {count_text(loose)} {rows} so in less than half of the samples."
