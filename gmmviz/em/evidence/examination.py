"""Are they real? The evidence about the clusters of one fit, gathered step by step, and the verdict it allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

from gmmviz.em.evidence.doubts import Doubts, doubts
from gmmviz.em.evidence.gain import HeldOutGain, held_out_gain
from gmmviz.em.evidence.likelihood_ratios import MAX_CELLS_WITH_ALL_SAMPLES, likelihood_ratios, samples_for
from gmmviz.em.evidence.separation import (
    GAP_TEST_SAMPLES,
    Gap,
    Group,
    Pair,
    gap_tests,
    hard_labels,
    pair_of,
    with_power,
)
from gmmviz.em.evidence.stability import Stability, stability
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.settings import EMSettings

# Samples for the stability; fewer of many rows, to end within ten seconds
EXAMINATION_RESAMPLES, RESAMPLES_OF_MANY_ROWS = 50, 20
ClusterVerdict = Literal["separate", "separate from some", "in doubt", "unstable", "a piece", "too few rows"]
Verdict = Literal[
    "separate groups", "some groups", "one cloud", "too few rows", "unstable", "in doubt", "one component"
]


@dataclass(frozen=True, eq=False)
class Examination:
    """All that was found so far about the clusters of a fit with K components.

    `groups` are the components that hang together: to begin with each is alone. Where any two have a gap or are
    distinct, all stay so; else the two least apart are joined, and the tests done again, until all left have gaps. Two
    of which one has too few rows for a test are joined last: that says nothing of them.
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

    def is_one_cloud(self, group: Group) -> bool:
        """Whether tests say that a group hangs together: none of its joins is for want of rows."""
        join = self.join_of(group)
        if join is None:
            return True
        sides = (join.gap.one, join.gap.other)
        return join.verdict == "one cloud" and all(self.is_one_cloud(side) for side in sides)

    def join_of(self, group: Group) -> Pair | None:
        """The test of the two groups that were joined to this one; None for one component."""
        return next((pair for pair in self.pairs if _members(pair) == group), None)

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
        made of more than one component; *one cloud*: all hang together; *too few rows*: some were joined only because
        tests of so few rows see little, or there was none, or gaps or overlaps part them and in so few rows fewer
        components may be enough; *unstable*: gaps or overlaps part them, but a cluster does not come back in other
        samples of the rows; *in doubt*: they part them, but most of these samples have no sound fit.
        The evidence beside gaps and overlaps can only take groups back.
        """
        if self.k == 1:
            return "one component"
        if not self.grouped:
            return None
        if len(self.groups) > 1 and self.doubts:
            less: Verdict = "too few rows" if self.doubts.of_k else "in doubt"
            return "unstable" if self.doubts.unstable else less
        if len(self.groups) > 1:
            return "separate groups" if len(self.groups) == self.k else "some groups"
        return "one cloud" if self.is_one_cloud(self.groups[0]) else "too few rows"

    def of_cluster(self, component: int) -> tuple[ClusterVerdict, Group]:
        """What the data allow to say of one component, once the groups are known, and which others that is about.

        *separate* from all others; *separate from some*, the others that are named, while the rest are unstable; *in
        doubt*, since all others are, and those are named, or, with none named, since most samples of the rows have no
        sound fit; *unstable* itself; *a piece* of one cloud, together with the
        others; *too few rows* to say whether it is apart from the others, or, with none named, whether it is needed.
        Where one is separate from another, so is that one from it.
        """
        group = next(group for group in self.groups if component in group)
        if len(group) == 1:
            return self._of_group(component)
        joined = [pair for pair in self.pairs if pair.verdict == "one cloud" and component in _members(pair)]
        whole = [
            pair for pair in joined if self.is_one_cloud(pair.gap.one) and self.is_one_cloud(pair.gap.other)
        ]
        mine = [set(_members(pair)) for pair in whole]
        pieces = {j for members in mine if members <= set(group) for j in members} - {component}
        return (
            ("a piece", tuple(sorted(pieces)))
            if pieces
            else ("too few rows", tuple(j for j in group if j != component))
        )

    def _of_group(self, component: int) -> tuple[ClusterVerdict, Group]:
        """The same of a component that is a group of its own."""
        unstable = self.doubts.unstable
        if component in unstable:
            return "unstable", ()
        if self.doubts.of_k:
            return "too few rows", ()
        if not unstable:
            return "in doubt" if self.doubts.unfitted else "separate", ()
        sure = tuple(j for j in range(self.k) if j != component and j not in unstable)
        return ("separate from some", sure) if sure else ("in doubt", unstable)


@dataclass(frozen=True, eq=False)
class ExaminationRequest:
    """What is to be examined: a fit of these settings, and how much is simulated and drawn for it.

    `samples` are simulated for each test of a gap, `ratio_samples` for each likelihood ratio (None: as many as the rows
    allow); `again` samples of rows are drawn for the stability (None: likewise).
    """

    settings: EMSettings
    mixture: Mixture
    samples: int = GAP_TEST_SAMPLES
    again: int | None = None
    ratio_samples: int | None = None

    def again_for(self, x: Array) -> int:
        """How many samples of rows are drawn for the stability."""
        if self.again is not None:
            return self.again
        return EXAMINATION_RESAMPLES if x.size <= MAX_CELLS_WITH_ALL_SAMPLES else RESAMPLES_OF_MANY_ROWS

    def ratio_samples_for(self, x: Array) -> int:
        """How many samples each likelihood-ratio test draws."""
        return samples_for(x) if self.ratio_samples is None else self.ratio_samples


EXAMINATION_KEY = "whole"


def examination(
    x: Array, asked: ExaminationRequest, found: Mapping[str, Any]
) -> Iterator[tuple[str, Examination]]:
    """`examine` as a job takes it: each examination stands at one place, and tests that had ended are kept."""
    for now in examine(x, asked, found.get(EXAMINATION_KEY)):
        yield EXAMINATION_KEY, now


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
    ratio_samples = (k - 1) * asked.ratio_samples_for(x)
    begun = Examination(k, tuple((j,) for j in range(k)), steps=tests * samples + 1 + ratio_samples + again)
    for found in _grouping(x, asked, begun, so_far):
        yield found
    done = tests * samples
    yield (found := replace(found, grouped=True, done=done))
    for gain in held_out_gain(x, settings):
        found = replace(found, gain=gain, done=done + int(gain.finished))
        yield found
    done += 1
    known_ratios = so_far.ratios if so_far else ()
    for ratios in likelihood_ratios(x, replace(settings, k=k), asked.ratio_samples_for(x), known_ratios):
        found = replace(found, ratios=ratios, done=done + sum(len(test.simulated) for test in ratios))
        yield found
    done += ratio_samples
    yield (found := replace(found, done=done))
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
                pair = pair_of(asked.mixture, soft, gap)
                found = replace(before, pairs=(*before.pairs, pair), done=before.done + len(gap.simulated))
                yield found
            found = replace(found, done=before.done + samples)
        tested = (found.between(one, other) for one, other in combinations(found.groups, 2))
        known = [pair for pair in tested if pair is not None]
        least = max(known, key=_togetherness, default=None)
        whole = len(found.groups) == found.k and all(pair.gap.apart or pair.distinct for pair in known)
        if whole:
            shaped = (replace(each, by_shape=not each.gap.apart, pending=False) for each in known)
            found = replace(found, pairs=tuple(shaped))
        else:
            found = replace(
                found,
                pairs=tuple(with_power(asked.mixture, asked.settings, each) for each in found.pairs),
            )
        if whole or least is None or least.gap.apart:
            break
        found = replace(found, groups=_joined(found.groups, least.gap))
    yield found


def _togetherness(pair: Pair) -> tuple[bool, bool, float, float, float]:
    """An order in which the two groups that are least apart come last; before them those that could not be tested.

    Of these the two whose rows are most in doubt come last.
    """
    gap = pair.gap
    return not gap.apart, not gap.few, gap.p, -gap.observed, pair.overlap


def _members(pair: Pair) -> Group:
    """The components of both sides of a pair."""
    return tuple(sorted((*pair.gap.one, *pair.gap.other)))


def _joined(groups: tuple[Group, ...], gap: Gap) -> tuple[Group, ...]:
    """The groups with the two of a test as one, in the order of their first components."""
    rest = [group for group in groups if group not in (gap.one, gap.other)]
    return tuple(sorted([*rest, tuple(sorted((*gap.one, *gap.other)))]))
