"""Which rows are shown where there are more than a browser animates; the fit has used them all."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.number_text import number_text

ROWS_ANIMATED = 50_000  # rows that are animated at 30 frames a second
ROWS_SHOWN_ON_REQUEST = 200_000
ROWS_SHOWN_OF_ALL_LANES = 80_000  # rows in all lanes together: what a browser moves at 30 frames a second
MIN_ROWS_OF_A_COMPONENT = 50  # rows shown of each component that has as many: a rare one is seen too
SAMPLE_SEED = 0  # fixed: the same rows after every change of settings that leaves the owners as they are


def stratified(
    owners: NDArray[np.integer], most: int = ROWS_ANIMATED, least: int = MIN_ROWS_OF_A_COMPONENT
) -> NDArray[np.intp]:
    """Rows to show (m,), ascending, m <= `most`: a seeded random sample, proportional over the owners (n,).

    Of each owner come at least `least` rows, or all it has where those are fewer; if even that is too many,
    every owner gets the same room. Where n <= `most`, all rows.

    >>> shown = stratified(np.repeat([0, 1], [990, 10]), most=100, least=5)
    >>> np.bincount(np.repeat([0, 1], [990, 10])[shown]).tolist()
    [95, 5]
    """
    n = len(owners)
    if most < 1:
        raise ValueError(f"At least one row has to be shown, not {most}: raise `most`.")
    if n <= most:
        return np.arange(n)
    _, strata, sizes = np.unique(owners, return_inverse=True, return_counts=True)
    room = _rooms(sizes, most, min(least, most // len(sizes)))
    ranks = np.random.default_rng(SAMPLE_SEED).permutation(n)  # a row's place in the draw
    by_stratum = np.lexsort((ranks, strata))
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    chosen = [by_stratum[begin : begin + count] for begin, count in zip(begins, room, strict=True)]
    return np.sort(np.concatenate(chosen))


def _rooms(sizes: NDArray[np.integer], most: int, least: int) -> NDArray[np.integer]:
    """How many rows (s,) of each stratum: proportional, at least `least` or all, `most` together at most.

    What the small strata get beyond their share is taken from the others in proportion; the remainder of
    rounding goes to the largest fractions (Hamilton's method).
    """
    floors = np.minimum(sizes, least)
    exact = sizes * (most / sizes.sum())
    lifted = exact < floors
    while True:  # lifting one may push another below its floor; each round lifts at least one, so it ends
        left = most - floors[lifted].sum()
        exact = np.where(lifted, floors, sizes * (left / max(sizes[~lifted].sum(), 1)))
        more = lifted | (exact < floors)
        if (more == lifted).all():
            break
        lifted = more
    room = np.floor(exact).astype(np.intp)
    fractions = np.where(lifted, -1.0, exact - room)
    missing = min(most - int(room.sum()), int((~lifted).sum()))
    room[np.argsort(-fractions, kind="stable")[:missing]] += 1
    shown: NDArray[np.integer] = np.minimum(room, sizes)
    return shown


def sample_note(shown: int, total: int) -> str:
    """What the plot says of a sample; nothing where all rows are shown.

    >>> print(sample_note(50_000, 1_000_000))
    Showing 50 000 of 1 000 000 rows; fitted on all.
    """
    if shown >= total:
        return ""
    return f"Showing {number_text(shown, 0)} of {number_text(total, 0)} rows; fitted on all."
