"""Are they real? The evidence about the clusters of one fit, gathered step by step, and the verdict it allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np

from gmmviz.em.evidence.doubts import Doubts, doubts
from gmmviz.em.evidence.gain import HeldOutGain, held_out_gain
from gmmviz.em.evidence.likelihood_ratios import MANY, likelihood_ratios, samples_for
from gmmviz.em.evidence.modes import count_modes, ridgeline
from gmmviz.em.evidence.separation import (
    SAMPLES,
    Gap,
    Group,
    along_line,
    gap_power,
    gap_tests,
    hard_labels,
)
from gmmviz.em.evidence.stability import Stability, stability
from gmmviz.em.evidence.two_bells import LEAST_ROWS
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.settings import EMSettings

SMALL_OVERLAP = 0.05  # of the rows of two groups: with less the fit itself claims that they are apart
ENOUGH_POWER = 0.8  # a test that sees less than this of what the fit claims says nothing by not rejecting
MOST_IN_DOUBT = 0.06  # of the rows of two groups that no line parts, for them to be groups all the same
MOST_IN_DOUBT_NESTED = 0.04  # where their density has one top: they differ in shape, not in place
AGAIN, AGAIN_OF_MANY = 50, 20  # samples for the stability; fewer of many rows, to end within ten seconds
PLACES = 401  # at which a density along a line is looked at

PairVerdict = Literal["apart", "one cloud", "too few rows"]
ClusterVerdict = Literal["separate", "a piece", "too few rows"]
Verdict = Literal["separate groups", "some groups", "one cloud", "too few rows", "one component"]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two groups of components: the test for a gap between them, and what the fit itself says of them.

    `modes` are the local maxima of their own density: along the
    ridgeline of two components, along the direction that separates groups of several. `overlap` is the share of their
    rows that the fit itself expects to be in the wrong one. `power` is how often the test would call two apart in as
    many rows, were the fit the truth; it is found where the fit claims what the test did not see. `least` is how many
    rows the smaller of the two owns; `by_shape` says that they are taken for apart though no line shows a gap.
    """

    gap: Gap
    modes: int
    overlap: float
    power: float = float("nan")
    least: int = 0
    by_shape: bool = False

    @property
    def distinct(self) -> bool:
        """Whether the fit leaves next to no row of the two in doubt, whether or not a line shows a gap."""
        most = MOST_IN_DOUBT if self.modes > 1 else MOST_IN_DOUBT_NESTED
        return self.gap.finished and self.least >= LEAST_ROWS and self.overlap <= most

    @property
    def claimed(self) -> bool:
        """Whether the fit itself says that the two are apart: its density has two modes, and they overlap little."""
        return self.modes > 1 and self.overlap < SMALL_OVERLAP

    @property
    def verdict(self) -> PairVerdict:
        """What the data allow to say of the two.

        No gap was seen where the test does not reject. If the fit claims one all the same, and the test would often
        miss it in so few rows, nobody can say who is right.
        """
        if self.gap.apart or self.by_shape:
            return "apart"
        return "too few rows" if self.claimed and not self.power >= ENOUGH_POWER else "one cloud"


@dataclass(frozen=True, eq=False)
class Examination:
    """All that was found so far about the clusters of a fit with K components.

    `groups` are the components that hang together: to begin with each is alone. Where any two have a gap or are
    distinct, all stay so; else the two least apart are joined, and the tests done again, until all left have gaps.
    `pairs` are the tests in that order. `done` and `steps` count what has been simulated and drawn, `steps` at most.
    `ratios` are the likelihood-ratio tests of 1 against 2 components, 2 against 3 and so on, up to the first that
    does not reject. `stability` and `gain` are None until they begin, and stay so for one component.
    """

    k: int
    groups: tuple[Group, ...]
    pairs: tuple[Pair, ...] = ()
    grouped: bool = False
    stability: Stability | None = None
    gain: HeldOutGain | None = None
    ratios: tuple[RatioTest, ...] = ()
    done: int = 0
    steps: int = 0

    @property
    def finished(self) -> bool:
        """Whether everything has been simulated."""
        return self.done >= self.steps

    def between(self, one: Group, other: Group) -> Pair | None:
        """The test of two groups, whatever their order."""
        return next((pair for pair in self.pairs if {pair.gap.one, pair.gap.other} == {one, other}), None)

    @property
    def by_shape(self) -> bool:
        """Whether some of the groups have no gap between them, and are groups by their shapes."""
        return any(pair.by_shape for pair in self.pairs)

    @property
    def doubts(self) -> Doubts:
        """What the rest of the evidence has against groups that gaps or shapes part."""
        return doubts(self.groups, self.gain, self.ratios, self.stability)

    @property
    def verdict(self) -> Verdict | None:
        """What the data allow to say of the whole, all evidence joined; None before the groups are known.

        *separate groups*: every component is a group of its own; *some groups*: several groups, of which some are
        made of more than one component; *one cloud*: all hang together; *too few rows*: so do they, but only because
        tests of so few rows see little, or gaps or overlaps part them and the rest of the evidence does not bear it
        out. That rest can only take groups back.
        """
        if self.k == 1:
            return "one component"
        if not self.grouped:
            return None
        if len(self.groups) > 1 and self.doubts:
            return "too few rows"
        if len(self.groups) == self.k:
            return "separate groups"
        if len(self.groups) > 1:
            return "some groups"
        last = self.pairs[-1]
        return "too few rows" if last.verdict == "too few rows" else "one cloud"

    def of_cluster(self, component: int) -> tuple[ClusterVerdict, Group]:
        """What the data allow to say of one component, once the groups are known, and which others belong to it.

        *separate* from all others; *a piece* of one cloud, together with the others; *too few rows* to say.
        """
        group = next(group for group in self.groups if component in group)
        if len(group) == 1:
            doubted = self.doubts.of_k or component in self.doubts.unstable
            return ("too few rows" if doubted else "separate"), ()
        sides = [(pair, {*pair.gap.one, *pair.gap.other}) for pair in self.pairs]
        mine = [members for pair, members in sides if component in members and pair.verdict == "one cloud"]
        others = {j for members in mine if members <= set(group) for j in members} - {component}
        return ("a piece" if others else "too few rows"), tuple(sorted(others))


@dataclass(frozen=True, eq=False)
class ExaminationRequest:
    """What is to be examined: a fit of these settings, and how much is simulated and drawn for it.

    `samples` are simulated for each test of a gap, `bells` for each likelihood ratio (None: as many as the rows allow);
    `again` samples of rows are drawn for the stability (None: likewise).
    """

    settings: EMSettings
    mixture: Mixture
    samples: int = SAMPLES
    again: int | None = None
    bells: int | None = None

    def again_for(self, x: Array) -> int:
        """How many samples of rows are drawn for the stability."""
        if self.again is not None:
            return self.again
        return AGAIN if x.size <= MANY else AGAIN_OF_MANY

    def bells_for(self, x: Array) -> int:
        """How many samples each likelihood-ratio test draws."""
        return samples_for(x) if self.bells is None else self.bells


WHOLE = "whole"


def examination(
    x: Array, asked: ExaminationRequest, found: Mapping[str, Any]
) -> Iterator[tuple[str, Examination]]:
    """`examine` as a job takes it: each examination stands at one place, and tests that had ended are kept."""
    for now in examine(x, asked, found.get(WHOLE)):
        yield WHOLE, now


def examine(x: Array, asked: ExaminationRequest, so_far: Examination | None = None) -> Iterator[Examination]:
    """Yield the examination of a fit to x (n, d), after every simulated or drawn sample.

    First the gaps, pair by pair: where any two components have one, or are distinct by shape, all are groups; else the
    two least apart are joined, and only gaps part what is left. Then the held-out gain over one component fewer; then
    the likelihood ratios against fewer components; then the stability. Seeds come from the settings, so tests in
    `so_far` are taken over as they are.
    """
    settings, mixture, samples, again = asked.settings, asked.mixture, asked.samples, asked.again_for(x)
    k = mixture.k
    if k == 1:
        yield Examination(1, ((0,),), grouped=True)
        return
    labels = hard_labels(mixture, x)
    tests = k * (k - 1) // 2 + (k - 1) * (k - 2) // 2
    bells = (k - 1) * asked.bells_for(x)
    begun = Examination(k, tuple((j,) for j in range(k)), steps=tests * samples + 1 + bells + again)
    for found in _grouping(x, asked, begun, so_far):
        yield found
    done = tests * samples
    yield (found := replace(found, grouped=True, done=done))
    for gain in held_out_gain(x, settings):
        found = replace(found, gain=gain, done=done + int(gain.finished))
        yield found
    done += 1
    known_ratios = so_far.ratios if so_far else ()
    for ratios in likelihood_ratios(x, replace(settings, k=k), asked.bells_for(x), known_ratios):
        found = replace(found, ratios=ratios, done=done + sum(len(test.simulated) for test in ratios))
        yield found
    done += bells
    for stable in stability(x, settings, labels, mixture, again):
        found = replace(found, stability=stable, done=done + len(stable.jaccard))
        yield found


def _grouping(
    x: Array, asked: ExaminationRequest, found: Examination, so_far: Examination | None
) -> Iterator[Examination]:
    """Yield the examination after every step of the tests for gaps, until the groups are known."""
    soft, samples = asked.mixture.responsibilities(x), asked.samples
    while True:
        for one, other in combinations(found.groups, 2):
            if found.between(one, other) is not None:
                continue
            before = found
            ended = so_far.between(one, other) if so_far else None
            if ended is not None and ended.gap.finished:
                found = replace(before, pairs=(*before.pairs, ended), done=before.done + samples)
                continue
            for gap in gap_tests(x, asked.settings, soft, (one, other), samples):
                pair = _pair(x, asked.mixture, soft, gap, asked.settings)
                found = replace(before, pairs=(*before.pairs, pair), done=before.done + len(gap.simulated))
                yield found
            found = replace(found, done=before.done + samples)
        tested = (found.between(one, other) for one, other in combinations(found.groups, 2))
        known = [pair for pair in tested if pair is not None]
        least = max(known, key=lambda pair: _togetherness(pair.gap), default=None)
        whole = len(found.groups) == found.k and all(pair.gap.apart or pair.distinct for pair in known)
        if whole:
            found = replace(found, pairs=tuple(replace(each, by_shape=not each.gap.apart) for each in known))
        if whole or least is None or least.gap.apart:
            break
        found = replace(found, groups=_joined(found.groups, least.gap))
    yield found


def _pair(x: Array, mixture: Mixture, soft: Array, gap: Gap, settings: EMSettings) -> Pair:
    """What the fit says of two groups, once their test has ended; before that only the test."""
    if not gap.finished:
        return Pair(gap, 0, float("nan"))
    mine = np.isin(soft.argmax(axis=1), [*gap.one, *gap.other])
    shares = np.column_stack([soft[mine][:, list(group)].sum(axis=1) for group in (gap.one, gap.other)])
    least = int(np.bincount(shares.argmax(axis=1), minlength=2).min())
    overlap = float((shares.min(axis=1) / shares.sum(axis=1)).mean()) if mine.any() else 1.0
    if len(gap.one) == len(gap.other) == 1:
        modes = ridgeline(mixture, (gap.one[0], gap.other[0])).modes
    else:
        modes = _modes_along(along_line(mixture, gap)) if gap.line is not None else 1
    pair = Pair(gap, modes, overlap, least=least)
    if gap.apart or not pair.claimed:
        return pair
    return replace(pair, power=gap_power(mixture, gap, settings, int(mine.sum())))


def _modes_along(mixture: Mixture) -> int:
    """The number of modes of a mixture of one column, between its outermost means."""
    means = mixture.means[:, 0]
    return count_modes(mixture.log_density(np.linspace(means.min(), means.max(), PLACES)[:, None]))


def _togetherness(gap: Gap) -> tuple[bool, float, float]:
    """An order in which the two groups that are least apart come last."""
    return not gap.apart, gap.p, -gap.observed


def _joined(groups: tuple[Group, ...], gap: Gap) -> tuple[Group, ...]:
    """The groups with the two of a test as one, in the order of their first components."""
    rest = [group for group in groups if group not in (gap.one, gap.other)]
    return tuple(sorted([*rest, tuple(sorted((*gap.one, *gap.other)))]))
