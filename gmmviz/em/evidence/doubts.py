"""What speaks against groups that gaps or shapes part: clusters that are lost, components that are not needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.em.evidence.gain import HeldOutGain
from gmmviz.em.evidence.likelihood_ratios import is_decided
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.search.bootstrap import RatioTest

FEW_ROWS_FOR_GAPS = 300  # with fewer the gap tests alone split too many single clouds (6 % of simulated ones)
DOUBTFUL_SHARE = 0.1  # of the samples: where BIC prefers fewer components more often, it may do so again
# Of three: gain on rows not seen, BIC in other samples, likelihood ratios. Two took back one of twenty true groups of
# few rows: BIC, which sees each drawn row once, prefers fewer in samples that have fewer rows.
MIN_VOTES_AGAINST = 3


@dataclass(frozen=True)
class Doubts:
    """Why groups that the gap tests part are not called separate; all empty where nothing speaks against them.

    `unstable` are components, each a group of its own, that come back in part at most in other samples of the rows. Of
    few rows `no_gain`, `fewer_preferred` and `ratio_enough` tell whether K components predict no better than K - 1 on
    rows not seen, in how many of the samples BIC prefers fewer, and whether the likelihood ratios end with fewer.
    `unfitted` counts the samples of the rows that have no sound fit, where these are most: then nobody knows whether
    the clusters come back.
    """

    unstable: tuple[int, ...] = ()
    no_gain: bool = False
    fewer_preferred: int = 0
    ratio_enough: bool = False
    unfitted: int = 0

    @property
    def of_k(self) -> bool:
        """Whether it is in doubt that so many components are needed: all three say so."""
        return self.no_gain + bool(self.fewer_preferred) + self.ratio_enough >= MIN_VOTES_AGAINST

    def __bool__(self) -> bool:
        return self.of_k or bool(self.unstable) or bool(self.unfitted)


def doubts(
    groups: Sequence[tuple[int, ...]],
    gain: HeldOutGain | None,
    ratios: Sequence[RatioTest],
    stable: Stability | None,
) -> Doubts:
    """The doubts about groups of components, from the evidence that has ended; what has not ended raises none.

    Whether K components are needed is asked where each of them is a group, and the rows are few.
    """
    if stable is None or not stable.finished:
        return Doubts()
    k, n, lost = stable.jaccard.shape[1], len(stable.drawn), stable.lost
    unfitted = 0 if stable.judges else len(stable.jaccard) - stable.fitted
    unstable = tuple(group[0] for group in groups if len(group) == 1 and lost[group[0]])
    if len(groups) < k or n >= FEW_ROWS_FOR_GAPS:
        return Doubts(unstable, unfitted=unfitted)
    compared_enough = stable.compared >= len(stable.preferred) / 2
    fewer = int(np.count_nonzero((stable.preferred > 0) & (stable.preferred < k)))
    return Doubts(
        unstable,
        gain is not None and gain.judges and not gain.interval[0] > 0.0,
        fewer if compared_enough and fewer > DOUBTFUL_SHARE * stable.compared else 0,
        bool(ratios) and ratios[-1].can_reject and is_decided(ratios[-1]) and not ratios[-1].rejects,
        unfitted,
    )
