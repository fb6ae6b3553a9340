"""Again with other data: what is said of K and of the owners of rows when rows are drawn anew."""

import numpy as np

from gmmviz.em.evidence.stability import Stability
from gmmviz.report.scores import listed
from gmmviz.thousands import count_text, percent

OFTEN = 0.5  # of the samples that drew a row: less often, and its owner is another as likely as not


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
    share = stable.kept / np.maximum(stable.drawn, 1)
    return int((share[stable.drawn > 0] < OFTEN).sum())


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
