"""What is said of an examination is what was found, in each case that there is."""

import ast
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmmviz.em.evidence import doubts, separation, stability, two_gaussians
from gmmviz.em.evidence.examination import Examination
from gmmviz.em.evidence.gain import HeldOutGain
from gmmviz.em.evidence.one_cloud import OneCloud
from gmmviz.em.evidence.separation import Gap, Pair
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.evidence.two_gaussians import Line, TwoGaussians
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.report.evidence.error_rates import (
    FALSE_GROUPS,
    MAX_SIMULATED_COLUMNS,
    MAX_SIMULATED_ROWS,
    MIN_SIMULATED_ROWS,
    MISSED_GROUPS,
    Measured,
    error_words,
)
from gmmviz.report.evidence.examination_method import METHOD
from gmmviz.report.evidence.examination_words import (
    NOT_LOOKED,
    cluster_words,
    headline,
    pair_words,
    verdict_words,
)
from gmmviz.report.evidence.fewer_words import gain_words, ratio_words, unlooked_words
from gmmviz.report.evidence.stability_words import k_words, least_stable, owner_words, row_words
from gmmviz.thousands import percent
from gmmviz.ui.evidence.gaps_part import MAX_METHOD_CHARACTERS


def gap(ratio: float, simulated: np.ndarray, gaussians: TwoGaussians | None = None) -> Gap:
    cloud = OneCloud(0.0, (1.0, 1.0), (2.0, 2.0), 0.0)
    told = gaussians or TwoGaussians((0.5, 0.5), (-2.0, 2.0), (1.0, 1.0))
    return Gap((0,), (1,), Line(np.zeros(1), np.ones(1), told, cloud, ratio), simulated, 39)


APART = gap(20.0, np.zeros(39))
TOGETHER = gap(2.0, np.full(4, 5.0))


@pytest.mark.parametrize(
    ("found", "begins"),
    [
        (Examination(1, ((0,),), grouped=True), "One component: there is nothing"),
        (Examination(2, ((0,), (1,))), "Looking for gaps"),
        (
            Examination(2, ((0,), (1,)), (Pair(APART, 2, 0.01),), True),
            "Separate groups: the two clusters are two bells",
        ),
        (Examination(2, ((0, 1),), (Pair(TOGETHER, 1, 0.2),), True), "One cloud cut in 2 pieces"),
        (Examination(2, ((0, 1),), (Pair(TOGETHER, 2, 0.01, 0.3),), True), "Too few rows to say"),
        (
            Examination(3, ((0, 2), (1,)), (Pair(TOGETHER, 1, 0.2),), True),
            "2 separate groups, made of 3 components: components 1 and 3 hang together.",
        ),
    ],
)
def test_the_headline_is_the_verdict(found: Examination, begins: str) -> None:
    assert headline(found).startswith(begins)


def test_a_headline_of_an_examination_that_was_stopped_looks_for_nothing() -> None:
    nothing = Examination(2, ((0,), (1,)))
    assert headline(nothing, stopped=True) == NOT_LOOKED
    known = Examination(2, ((0, 1),), (Pair(TOGETHER, 1, 0.2),), True)
    assert headline(known, stopped=True) == headline(known)


def test_tops_of_the_density_are_the_fits_and_no_gap() -> None:
    known = Examination(2, ((0, 1),), (Pair(TOGETHER, 2, 0.2),), True)
    assert "no gap was seen that a single cloud" in headline(known)
    told = pair_words(known.pairs[0])
    assert told.endswith(
        "; the fit's own density of the two has 2 tops, as bells fitted to a single cloud may have."
    )


def test_one_cloud_of_pieces_in_a_row_says_that_its_ends_are_apart() -> None:
    near = Pair(TOGETHER, 1, 0.2)
    ends = Pair(replace(APART, one=(0,), other=(2,)), 2, 0.01)
    chain = Pair(replace(TOGETHER, one=(0, 1), other=(2,)), 1, 0.2)
    said = headline(Examination(3, ((0, 1, 2),), (ends, near, chain), True))
    assert said.startswith("One cloud cut in 3 pieces that hang together one by one")
    assert "though component 1 and component 3, without what lies between, are apart" in said
    assert "between them no gap" not in said


def test_a_group_of_pieces_in_a_row_says_that_two_of_them_alone_are_apart() -> None:
    near = Pair(replace(TOGETHER, one=(1,), other=(3,)), 1, 0.2)
    ends = Pair(replace(APART, one=(1,), other=(2,)), 2, 0.01)
    chain = Pair(replace(TOGETHER, one=(1, 3), other=(2,)), 1, 0.2)
    other = Pair(replace(APART, one=(0,), other=(1, 2, 3)), 2, 0.01)
    said = headline(Examination(4, ((0,), (1, 2, 3)), (ends, near, chain, other), True))
    assert said == (
        "2 separate groups, made of 4 components: components 2, 3 and 4 hang together one by one, though component 2 "
        "and component 3 alone are apart."
    )


def test_a_pair_is_told_with_its_evidence() -> None:
    assert pair_words(Pair(APART, 2, 0.01)) == (
        "Component 1 and component 2 are apart (two bells are likelier than one cloud by 20.0 nats, p = 0.025 from 39 "
        "simulated clouds)."
    )
    assert pair_words(Pair(TOGETHER, 1, 0.2)).endswith(
        "by 2.0 nats, p = 1.000 from 4 simulated clouds); the fit's own density of the two has one top."
    )
    few = pair_words(Pair(gap(-3.0, np.empty(0)), 2, 0.01, 0.3, rows=41))
    assert few.endswith(
        "they were not told apart (one cloud describes their rows as well as two bells), though the fit claims two. "
        "Were the fit the truth, the test would see it 30\u202f% of the time in the 41 rows that the two own."
    )
    begun = Pair(replace(APART, simulated=np.zeros(4)), 0, float("nan"), pending=True)
    assert pair_words(begun) == "Component 1 and component 2: 4 of 39 clouds simulated, p = 0.200 so far."


@pytest.mark.parametrize(
    ("pair", "open_"),
    [
        (Pair(TOGETHER, 2, 0.01), True),  # claimed: its power is not known yet
        (Pair(TOGETHER, 1, 0.004, least=40), True),  # distinct: it may be a group by its shape
        (Pair(TOGETHER, 1, 0.2), False),
        (Pair(APART, 2, 0.01), False),
        (Pair(replace(TOGETHER, line=None), 2, 0.01), False),
    ],
)
def test_a_pair_is_open_while_others_are_tested_only_where_its_verdict_may_change(
    pair: Pair, open_: bool
) -> None:
    pending = replace(pair, pending=True)
    assert (pending.verdict == "open") == open_
    assert pair.verdict != "open"
    if open_:
        assert pair_words(pending) == (
            "Component 1 and component 2: no gap was seen (two bells are likelier than one cloud by 2.0 nats, "
            "p = 1.000 from 4 simulated clouds); what that means is decided once all pairs are tested."
        )
    else:
        assert pair_words(pending) == pair_words(pair)


def test_groups_that_differ_in_shape_are_told_so_and_how_few_rows_are_in_doubt() -> None:
    pair = Pair(TOGETHER, 1, 0.004, least=40, by_shape=True)
    assert pair.distinct
    assert pair_words(pair).startswith(
        "Component 1 and component 2: no line shows a gap (two bells are likelier than one cloud by "
    )
    assert pair_words(pair).endswith("but the fit leaves only 0.4\u202f% of their rows in doubt.")
    found = Examination(2, ((0,), (1,)), (pair,), True)
    assert found.verdict == "separate groups"
    assert headline(found).startswith("Separate groups: between the two clusters no line shows a gap")
    ones = np.ones(400, np.int64)
    loose = Stability(np.tile([0.9, 0.7], (50, 1)), ones, ones, 50, np.full(50, 2))
    assert headline(replace(found, stability=loose)).startswith("Not stable: the fit parts 2 groups")


@pytest.mark.parametrize(
    ("modes", "overlap", "least", "distinct"),
    [
        (2, 0.06, 8, True),
        (2, 0.061, 8, False),
        (1, 0.04, 8, True),
        (1, 0.041, 8, False),
        (2, 0.01, 7, False),
    ],
)
def test_groups_are_distinct_by_the_rows_in_doubt(
    modes: int, overlap: float, least: int, distinct: bool
) -> None:
    assert Pair(TOGETHER, modes, overlap, least=least).distinct == distinct
    assert not Pair(replace(TOGETHER, simulated=np.zeros(3)), modes, overlap, least=least).distinct


@pytest.mark.parametrize(("ratio", "distinct"), [(-1.99, True), (-2.01, False), (-25.0, False)])
def test_groups_are_not_distinct_where_their_line_speaks_for_one_cloud(ratio: float, distinct: bool) -> None:
    assert Pair(gap(ratio, np.empty(0)), 2, 0.01, least=40).distinct == distinct
    without = replace(gap(0.0, np.empty(0)), line=None)
    assert not Pair(without, 2, 0.01, least=40).distinct


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (
            replace(APART, line=None, simulated=np.empty(0), few=True),
            "(one of them has too few rows for a test)",
        ),
        (
            replace(APART, line=None, simulated=np.empty(0)),
            "(along no line do their rows make two bells)",
        ),
        (
            gap(20.0, np.empty(0), TwoGaussians((0.5, 0.5), (-0.5, 0.5), (1.0, 1.0))),
            "(their bells overlap in 30.9\u202f% of the rows, more than 12\u202f% and in 61.7\u202f% of the smaller "
            "one's rows, more than 40\u202f%)",
        ),
        (
            gap(20.0, np.empty(0), TwoGaussians((0.88, 0.12), (-1.0, 1.4), (1.0, 1.0))),
            "(their bells overlap in 51.1\u202f% of the smaller one's rows, more than 40\u202f%)",
        ),
        (
            gap(20.0, np.empty(0), TwoGaussians((0.5, 0.5), (-1.1, 1.1), (1.0, 1.0))),
            "(their bells overlap in 13.6\u202f% of the rows, more than 12\u202f%)",
        ),
    ],
)
def test_two_that_may_not_be_apart_are_told_why(told: Gap, reason: str) -> None:
    assert told.finished
    assert not told.apart
    assert reason in pair_words(Pair(told, 1, 0.2))


UNTESTED = Pair(replace(APART, line=None, simulated=np.empty(0), few=True), 2, 0.001, least=5)


@st.composite
def joined(draw: st.DrawFn) -> Examination:
    """Three or four components, joined two at a time to one or two groups, by tests or for want of rows."""
    k = draw(st.integers(3, 4))
    groups = [(j,) for j in range(k)]
    pairs: list[Pair] = []
    while len(groups) > draw(st.integers(1, 2)):
        two = draw(st.permutations(groups))[:2]
        modes = draw(st.integers(1, 3)) if len(two[0]) == len(two[1]) == 1 else 0
        of = draw(st.sampled_from([UNTESTED, Pair(TOGETHER, 1, 0.2), Pair(TOGETHER, 2, 0.01, 0.3)]))
        gap_of = replace(of.gap, one=two[0], other=two[1])
        pairs.append(replace(of, gap=gap_of, modes=modes if of is UNTESTED else of.modes))
        groups = sorted([*(group for group in groups if group not in two), tuple(sorted(two[0] + two[1]))])
    return Examination(k, tuple(groups), tuple(pairs), True)


@given(joined())
def test_what_was_joined_for_want_of_rows_is_never_said_to_hang_together(found: Examination) -> None:
    tested = all(pair.verdict == "one cloud" for pair in found.pairs)
    assert ("hang together" in headline(found) or "One cloud" in headline(found)) <= any(
        pair.verdict == "one cloud" for pair in found.pairs
    )
    if len(found.groups) == 1:
        assert found.verdict == ("one cloud" if tested else "too few rows")
        assert headline(found).startswith("One cloud" if tested else "Too few rows to say")
    else:
        assert headline(found).startswith(f"{len(found.groups)} separate" if tested else "At least")
        assert ("so few rows cannot say" in headline(found)) == (not tested)
    untested = [pair for pair in found.pairs if pair.gap.few]
    for pair in untested:
        assert "too few rows to say whether they are apart" in pair_words(pair)
        assert ("top" in pair_words(pair)) == bool(pair.modes)  # no number that was not counted
    for component in range(found.k):
        verdict, others = found.of_cluster(component)
        for other in others if verdict == "a piece" else ():
            assert any(
                pair.verdict == "one cloud" and {component, other} <= {*pair.gap.one, *pair.gap.other}
                for pair in found.pairs
            )
            for pair in untested:
                assert {pair.gap.one, pair.gap.other} != {(component,), (other,)}


def names_compared(module: ModuleType) -> set[str]:
    """Constants that something is compared with in the source of a module."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    names = {each.id for node in compared for each in ast.walk(node) if isinstance(each, ast.Name)}
    return {name for name in names if name.isupper()}


def test_the_method_names_every_criterion_that_can_decide() -> None:
    told = {
        "MIN_RATIO_NATS": f"likelier by {separation.MIN_RATIO_NATS:.0f} nat at least",
        "MAX_OVERLAP": f"overlap in {percent(separation.MAX_OVERLAP)} of their rows",
        "MAX_MIXED": f"{percent(separation.MAX_MIXED)} of the smaller bell's at most",
        "GAP_TEST_LEVEL": f"p is {separation.GAP_TEST_LEVEL} at most",
        "MIN_GAUSSIAN_ROWS": f"fewer than {two_gaussians.MIN_GAUSSIAN_ROWS} rows in either",
        "MIN_GAUSSIAN_SHARE": f"{percent(two_gaussians.MIN_GAUSSIAN_SHARE)} of both",
        "SMALL_OVERLAP_SHARE": f"less than {percent(separation.SMALL_OVERLAP_SHARE)} of their rows in doubt",
        "ENOUGH_POWER": f"less than {percent(separation.ENOUGH_POWER)} of samples",
        "MAX_IN_DOUBT": f"({percent(separation.MAX_IN_DOUBT)} at most",
        "MAX_IN_DOUBT_NESTED": f"{percent(separation.MAX_IN_DOUBT_NESTED)} where their density has one top",
        "MAX_AGAINST": f"one cloud is likelier by {separation.MAX_AGAINST:.0f} nats at most",
        "MIN_STABLE_JACCARD": f"index under {stability.MIN_STABLE_JACCARD:.2f} by more than its standard error",
        "FEW_ROWS_FOR_GAPS": f"is a group of its own, in fewer than {doubts.FEW_ROWS_FOR_GAPS} rows",
        "DOUBTFUL_SHARE": f"BIC in more than {percent(doubts.DOUBTFUL_SHARE)} of the samples",
        "MIN_VOTES_AGAINST": "where all of three say",
    }
    only_effort = {"MIN_EXCEEDANCES"}  # ends a test whose outcome is known
    compared = set().union(*map(names_compared, (separation, doubts, stability)))
    local = {"MAX_QUANTILES", "MAX_CELLS_OF_PLAIN_FITS"}  # how a fit is sped up
    # MAX_IN_DOUBT and its like reach their comparison by another name
    assert compared - only_effort - local <= set(told)
    assert {
        "MAX_MIXED",
        "MAX_OVERLAP",
        "MIN_RATIO_NATS",
        "FEW_ROWS_FOR_GAPS",
        "MIN_VOTES_AGAINST",
    } <= compared
    for name, words in told.items():
        assert words in METHOD, name
    limits = {
        name
        for name in vars(separation)
        if name.startswith(("LEAST_", "MOST_", "SMALL_", "ENOUGH_")) or name == "GAP_TEST_LEVEL"
    }
    assert limits - only_effort <= set(told)
    assert len(METHOD) + len(" Seed 1234567890.") < MAX_METHOD_CHARACTERS


def test_stability_is_told_for_each_cluster_once_there_are_samples() -> None:
    found = Examination(3, ((0,), (1,), (2,)))
    assert cluster_words(found) == []
    ones = np.ones(4, np.int64)
    stable = Stability(np.array([[0.9, 0.7, 0.2], [0.8, 0.65, 0.4]]), ones, ones, 2, np.array([3, 3]))
    told = [
        "Component 1 comes back when rows are drawn again (mean Jaccard index 0.85).",
        "Component 2 comes back only in part when rows are drawn again (mean Jaccard index 0.68).",
        "Component 3 does not come back when rows are drawn again (mean Jaccard index 0.30): it is not to be trusted.",
    ]
    assert cluster_words(replace(found, stability=stable)) == told
    merged = replace(found, stability=stable, groups=((0, 1), (2,)), grouped=True)
    assert cluster_words(merged) == [
        *told,
        "That refers to components: whether a group of several comes back as a whole was not examined.",
    ]


def stable_with(preferred: list[int], kept: list[int], drawn: list[int]) -> Stability:
    k, m = 3, len(preferred)
    return Stability(
        np.ones((m, k)), np.array(kept), np.array(drawn), 50, np.array(preferred, dtype=np.int64)
    )


def test_the_stability_of_k_is_told_as_a_share_with_its_interval_and_what_else_was_preferred() -> None:
    assert k_words(None) == k_words(stable_with([], [0], [0])) == ""
    assert k_words(stable_with([3] * 8 + [2, 2], [1], [1])) == (
        "BIC prefers K = 3 in 8 of 10 samples of the rows "
        "(80\u202f%, 95\u202f% interval 49\u202f% to 94\u202f%); K = 2 in 2. "
        "The models compared are those of K − 1, K and K + 1 that have a sound fit."
    )
    assert k_words(stable_with([3, 0, 0, 2], [1], [1])).endswith(
        "K = 3 in 1 of 2 samples of the rows (50\u202f%, 95\u202f% interval 9\u202f% to 91\u202f%); K = 2 in 1."
        " "
        "The models compared are those of K − 1, K and K + 1 that have a sound fit. "
        "In 2 further samples none of them has one."
    )
    assert k_words(stable_with([0, 0], [1], [1])) == (
        "BIC could not compare: no model with K = 2, 3 or 4 has a sound fit in any of the 2 samples of the rows."
    )
    assert k_words(stable_with([3], [1], [1])).startswith(
        "BIC prefers K = 3 in 1 of 1 sample of the rows (100\u202f%,"
    )


def test_rows_that_keep_their_owner_are_told_and_those_that_do_not_are_counted() -> None:
    assert owner_words(None) == owner_words(stable_with([], [0, 0], [0, 0])) == ""
    assert owner_words(stable_with([3], [2, 1, 0], [2, 2, 0])) == (
        "75.0\u202f% of the rows drawn were in the cluster that matches their own, "
        "every one of them in half of its samples or more."
    )
    assert owner_words(stable_with([3], [2, 1], [2, 2])).endswith("every row in half of its samples or more.")
    assert owner_words(stable_with([3], [3, 0], [3, 1])).endswith(
        "; 1 row was so in less than half of the samples."
    )


def test_a_row_is_told_by_its_samples_and_the_least_stable_come_first() -> None:
    stable = stable_with([3] * 5, [4, 1, 0, 2, 0], [4, 4, 3, 3, 0])
    assert row_words(stable, 1, 2) == (
        "Component 3 owns it. In 1 of the 4 samples with this row (25\u202f%) it was in the cluster that matches."
    )
    assert row_words(stable, 4, 0) == "Component 1 owns it. No sample has drawn it so far."
    assert least_stable(stable, 10).tolist() == [
        2,
        1,
        3,
    ]  # not those that always keep theirs, nor the unknown
    assert least_stable(stable, 2).tolist() == [2, 1]


@pytest.mark.parametrize(
    ("centre", "ends"),
    [(0.5, "they predict better."), (-0.5, "they predict worse."), (0.0, "no clear difference.")],
)
def test_the_gain_is_judged_by_its_interval(centre: float, ends: str) -> None:
    gains = centre + np.tile([-0.1, 0.1], 50)
    found = Examination(2, ((0,), (1,)), gain=HeldOutGain(2, gains, 5, 5))
    assert gain_words(found).endswith(ends)
    assert gain_words(replace(found, gain=HeldOutGain(2, gains, 4, 5))) == ""


def test_a_gain_that_few_rows_have_is_no_verdict_and_the_folds_that_failed_are_told() -> None:
    found = Examination(3, ((0,), (1,), (2,)))
    gains = np.concatenate([6.0 + np.tile([-0.1, 0.1], 5), np.full(2, np.nan)])
    most = replace(found, gain=HeldOutGain(3, gains, 5, 5, failed=1))
    assert gain_words(most) == (
        "On rows not seen, 3 components gain 6.000 nats per row over 2 in 10 of 12 rows (95\u202f% interval 5.925 to "
        "6.075): they predict better. For the other 2 it is not known: in 1 of 5 folds the other rows "
        "have no sound fit "
        "with 3 or with 2 components."
    )
    few = replace(found, gain=HeldOutGain(3, np.where(np.arange(12) < 2, gains, np.nan), 5, 5, failed=4))
    assert gain_words(few) == (
        "The gain on rows not seen is known only for 2 of 12 rows: in 4 of 5 folds the other rows have no sound fit "
        "with 3 or with 2 components. That is too few for a verdict."
    )
    none = replace(found, gain=HeldOutGain(3, np.full(12, np.nan), 5, 5, failed=5))
    assert gain_words(none) == (
        "The gain on rows not seen is known for no row: in each of 5 folds the other rows have no sound fit "
        "with 3 or with 2 components. That is too few for a verdict."
    )
    stable = Stability(np.full((50, 3), 0.9), np.ones(12), np.ones(12), 50, np.full(50, 2))
    ended = replace(parted(12, 3), stability=stable, ratios=(RatioTest(1, 1.0, np.full(9, 2.0), 19),))
    for told, so in ((most, False), (few, False), (none, False), (replace(most, gain=NO_GAIN), True)):
        assert replace(ended, gain=told.gain).doubts.of_k == so  # nobody knows is no voice against K


def test_samples_without_a_sound_fit_are_told_and_do_not_count_against_a_cluster() -> None:
    index = np.full((50, 2), 0.9)
    index[:10] = np.nan
    found = parted(400)
    assert found.stability is not None
    some = replace(found, stability=replace(found.stability, jaccard=index))
    assert some.verdict == "separate groups"
    assert cluster_words(some) == [
        "10 of 50 samples of the rows have no sound fit: they say nothing, and do not count.",
        "Component 1 comes back when rows are drawn again (mean Jaccard index 0.90).",
        "Component 2 comes back when rows are drawn again (mean Jaccard index 0.90).",
    ]
    assert owner_words(some.stability).startswith(
        "In 40 samples with a sound fit 100.0\u202f% of the rows drawn"
    )
    index[:30] = np.nan
    most = replace(found, stability=replace(found.stability, jaccard=index))
    assert most.verdict == "in doubt"
    assert headline(most) == (
        "In doubt: the gap tests part 2 groups, but 30 of 50 samples of the rows have no sound fit, which is too many "
        "to know whether the clusters come back."
    )
    assert verdict_words(most)[0] == (
        "Component 1: whether it is separate from the other is in doubt, since most samples of the rows have no sound "
        "fit."
    )
    assert cluster_words(most) == [
        "30 of 50 samples of the rows have no sound fit: whether the 2 clusters come back when rows are drawn again is "
        "not known."
    ]
    index[:, 0], index[:, 1] = np.nan, 0.9
    assert cluster_words(replace(found, stability=replace(found.stability, jaccard=index)))[0] == (
        "Component 1: no sample with a sound fit holds a row of it, so whether it comes back is not known."
    )


def test_what_a_stopped_examination_did_not_get_to_is_named() -> None:
    ended = parted(40)
    assert unlooked_words(replace(ended, done=9, steps=9)) == ""
    assert unlooked_words(replace(ended, stability=None, gain=None, ratios=(), grouped=False, steps=9)) == (
        "The examination was stopped before its end. It did not get to: gaps between clusters, the gain on rows not "
        "seen, likelihood ratios against fewer components and other samples of the rows."
    )
    assert ended.stability is not None
    ten = replace(ended.stability, jaccard=ended.stability.jaccard[:10])
    assert unlooked_words(replace(ended, stability=ten, done=8, steps=9)).endswith(
        "It did not get to: 40 of the 50 other samples of the rows."
    )


def test_the_likelihood_ratios_are_told_as_far_as_they_got() -> None:
    three = Examination(3, ((0,), (1,), (2,)))
    assert ratio_words(three) == ""
    few, enough = RatioTest(1, 9.0, np.zeros(19), 19), RatioTest(2, 1.0, np.full(2, 2.0), 19)
    assert ratio_words(replace(three, ratios=(few,))).endswith("1 against 2: p = 0.050 so far.")
    assert ratio_words(replace(three, ratios=(few, enough))).endswith(
        "2 against 3: p = 1.000. 2 bells are enough; the tests end there."
    )
    both = replace(three, ratios=(few, replace(few, k=2)))
    assert ratio_words(both).endswith(
        "Fewer than 3 bells are not enough; whether the bells are groups, these tests do not say."
    )
    ended = replace(three, stability=parted(40, 3).stability)
    assert ratio_words(ended) == (
        "Against fewer bells nothing could be tested: one bell or two have no sound fit on these rows."
    )
    begun = replace(few, simulated=np.zeros(3))
    assert ratio_words(replace(ended, ratios=(begun,))).endswith(
        "p = 0.250 after 3 samples. The tests end there: on further samples these models have no sound fit."
    )
    blind = replace(ended, ratios=(RatioTest(1, 9.0, np.zeros(9), 9),))
    assert ratio_words(blind).endswith("p = 0.100. With so few samples p cannot be small: they say nothing.")
    assert not blind.doubts.ratio_enough


def parted(n: int = 40, k: int = 2) -> Examination:
    """Groups that gap tests part, with all evidence for them."""
    counts = np.ones(n, np.int64)
    stable = Stability(np.full((50, k), 0.9), counts, counts, 50, np.full(50, k))
    gain = HeldOutGain(k, 0.5 + np.tile([-0.1, 0.1], n // 2), 5, 5)
    ratios = tuple(RatioTest(j, 9.0, np.zeros(19), 19) for j in range(1, k))
    pair = Pair(APART, 2, 0.01)
    return Examination(k, tuple((j,) for j in range(k)), (pair,), True, stable, gain, ratios)


NO_GAIN = HeldOutGain(2, np.tile([-0.5, 0.6], 20), 5, 5)
OFTEN_ONE = np.array([1] * 11 + [2] * 39)


def test_groups_are_taken_back_where_all_of_three_say_that_fewer_components_may_be_enough() -> None:
    whole = parted()
    assert whole.verdict == "separate groups"
    fewer = replace(whole.stability, preferred=OFTEN_ONE)
    not_enough = (RatioTest(1, 1.0, np.full(2, 2.0), 19),)
    for one in ({"gain": NO_GAIN}, {"stability": fewer}, {"ratios": not_enough}):
        assert replace(whole, **one).verdict == "separate groups"
    for two in (
        {"gain": NO_GAIN, "stability": fewer},
        {"gain": NO_GAIN, "ratios": not_enough},
        {"stability": fewer, "ratios": not_enough},
    ):
        assert replace(whole, **two).verdict == "separate groups"
    doubted = replace(whole, gain=NO_GAIN, stability=fewer, ratios=not_enough)
    assert headline(doubted) == (
        "Too few rows to say: the gap tests part 2 groups, but one component may be enough (they predict no better on "
        "rows not seen, BIC prefers fewer in 11 of 50 samples of the rows and the likelihood ratios end with fewer)."
    )
    assert verdict_words(doubted) == [
        f"Component {j}: too few rows to say whether it is needed: one component may be enough."
        for j in (1, 2)
    ]
    many = parted(400)
    assert replace(many, gain=NO_GAIN, ratios=not_enough).verdict == "separate groups"


@pytest.mark.parametrize("n", [40, 400])
def test_groups_are_taken_back_where_a_cluster_does_not_come_back(n: int) -> None:
    whole = parted(n)
    loose = replace(whole, stability=replace(whole.stability, jaccard=np.tile([0.9, 0.5], (50, 1))))
    assert headline(loose) == (
        "Not stable: the gap tests part 2 groups, but component 2 does not come back in other samples of the rows."
    )
    assert verdict_words(loose) == [
        "Component 1: whether it is separate from the other is in doubt, since component 2 does not come back.",
        "Component 2: not stable: it does not come back in other samples of the rows.",
    ]
    begun = replace(loose, stability=replace(loose.stability, samples=60), done=1, steps=9)
    assert headline(begun).endswith(
        "So far that is after 50 of 60 samples of the rows, which count once all are drawn."
    )
    unseen = replace(begun, stability=None)
    assert headline(unseen).endswith("So far that is without looking at other samples of the rows.")


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ((0.7, 0.9, 0.9), "component 1 comes back only in part in"),
        ((0.7, 0.6, 0.9), "components 1 and 2 come back only in part in"),
        ((0.7, 0.5, 0.4), "components 2 and 3 do not come back and component 1 comes back only in part in"),
    ],
)
def test_the_headline_says_of_a_lost_cluster_what_its_own_sentence_says(
    index: tuple[float, ...], told: str
) -> None:
    whole = parted(400, 3)
    found = replace(whole, stability=replace(whole.stability, jaccard=np.tile(index, (50, 1))))
    assert headline(found).endswith(f"but {told} other samples of the rows.")
    for value, sentence in zip(index, cluster_words(found), strict=True):
        assert ("comes back only in part" in sentence) == (0.6 <= value < 0.75)
        assert ("does not come back" in sentence) == (value < 0.6)


def test_the_error_rates_that_are_told_are_the_published_ones() -> None:
    published = (Path(__file__).resolve().parents[2] / ".github" / "AGREEMENT.md").read_text(encoding="utf-8")

    def wrong(table: str, rows: str, errs: bool) -> Measured:
        lines = published[published.index(f"| {table} | sets") :].splitlines()
        cells = next(line for line in lines if line.startswith(f"| {rows} |")).split("|")
        sets, share = int(cells[2]), float(cells[3].split("%")[0]) / 100.0
        return Measured(round((share if errs else 1.0 - share) * sets), sets)

    def over(table: str, rows: tuple[str, ...], errs: bool) -> Measured:
        each = [wrong(table, f"rows {part}", errs) for part in rows]
        return Measured(sum(part.wrong for part in each), sum(part.sets for part in each))

    few, many = ("100-299",), ("300-799", "800-2000")
    assert tuple(over("false groups in one cloud", rows, True) for rows in (few, many)) == FALSE_GROUPS
    assert tuple(over("true groups found", rows, False) for rows in (few, many)) == MISSED_GROUPS
    bands = re.findall(r"\| Bayes error (.*?) \|", published)
    edges = [tuple(map(float, band.removesuffix(" %").split(" to "))) for band in bands]
    assert edges == [(0.1, 1.0), (1.0, 2.5), (2.5, 5.0)]  # bands, each from where the last ends
    whole = parted()
    few, many = error_words(whole, 299, 2), error_words(whole, 300, 2)
    assert few.startswith("How often this errs, simulated with 100 to 299 rows: ")
    assert many.startswith("How often this errs, simulated with 300 to 2\u202f000 rows: ")
    assert f"With 300 to 2\u202f000 rows it was {percent(FALSE_GROUPS[1].share, 1)}" in few
    assert (
        f"{MIN_SIMULATED_ROWS} to {MAX_SIMULATED_ROWS:,} rows, 1 to {MAX_SIMULATED_COLUMNS} columns"
        in published
    )


@pytest.mark.parametrize(
    ("n", "d", "told"),
    [
        (100, 6, ""),
        (2000, 1, ""),
        (99, 6, " No set with 99 rows was simulated."),
        (100_000, 2, " No set with 100\u202f000 rows was simulated."),
        (500, 7, " No set with 7 columns was simulated."),
        (1, 12, " No set with 1 row or 12 columns was simulated."),
    ],
)
def test_it_is_said_where_no_set_of_this_size_was_simulated(n: int, d: int, told: str) -> None:
    text = error_words(parted(), n, d)
    assert text.endswith(told)
    assert ("was simulated" in text) == bool(told)


def test_error_rates_are_those_of_a_verdict_on_several_components_that_is_finished() -> None:
    whole = parted()
    assert error_words(whole, 100, 2)
    assert error_words(replace(whole, done=1, steps=2), 100, 2) == ""
    assert error_words(Examination(1, ((0,),), grouped=True), 100, 2) == ""


def test_a_cluster_whose_index_is_low_by_chance_only_is_not_taken_back() -> None:
    whole = parted()
    for low, high, mean in ((0.5, 0.98, 0.74), (0.735, 0.745, 0.74)):
        column = np.tile([low, high], 25)
        assert column.mean() == pytest.approx(mean)
        index = np.column_stack([np.full(50, 0.9), column])
        found = replace(whole, stability=replace(whole.stability, jaccard=index))
        error = column.std() / np.sqrt(50)
        assert bool(found.doubts.unstable) == (mean + error < 0.75)
        assert (found.verdict == "separate groups") == (mean + error >= 0.75)


@given(
    groups=st.sampled_from([((0,), (1,), (2,)), ((0, 1), (2,)), ((0, 1, 2),)]),
    index=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
    preferred=st.lists(st.integers(0, 4), min_size=50, max_size=50),
    centre=st.floats(-1.0, 1.0),
    n=st.sampled_from([40, 400]),
)
def test_the_rest_of_the_evidence_never_makes_a_claim_that_the_gap_tests_do_not(
    groups: tuple[tuple[int, ...], ...], index: list[float], preferred: list[int], centre: float, n: int
) -> None:
    alone = Examination(3, groups, (Pair(TOGETHER, 1, 0.2),), True)
    counts = np.ones(n, np.int64)
    stable = Stability(np.tile(index, (50, 1)), counts, counts, 50, np.array(preferred))
    gain = HeldOutGain(3, centre + np.tile([-0.5, 0.6], n // 2), 5, 5)
    joined = replace(alone, stability=stable, gain=gain)
    assert joined.verdict in {alone.verdict, "too few rows", "unstable"}


FAR = (replace(APART, simulated=np.zeros(39)), 2, 0.01)
PAIRS = st.sampled_from([Pair(*FAR), Pair(TOGETHER, 1, 0.2), Pair(TOGETHER, 2, 0.01, 0.3)])


@st.composite
def tables(draw: st.DrawFn) -> Examination:
    """Examinations of two to four components: any groups, any verdicts of pairs, any evidence beside them."""
    k = draw(st.integers(2, 4))
    cluster = draw(st.lists(st.integers(0, k - 1), min_size=k, max_size=k))
    groups = tuple(
        sorted(tuple(j for j in range(k) if cluster[j] == each) for each in dict.fromkeys(cluster))
    )
    within = [(i, j) for i in range(k) for j in range(i + 1, k) if cluster[i] == cluster[j]]
    pairs = [
        replace(pair, gap=replace(pair.gap, one=(i,), other=(j,)))
        for i, j in within
        for pair in [draw(PAIRS)]
    ]
    n = draw(st.sampled_from([40, 400]))
    index = draw(st.lists(st.sampled_from([0.4, 0.7, 0.9]), min_size=k, max_size=k))
    counts = np.ones(n, np.int64)
    preferred = np.full(50, draw(st.sampled_from([k - 1, k])))
    gain = HeldOutGain(k, draw(st.sampled_from([0.0, 0.5])) + np.tile([-0.5, 0.6], n // 2), 5, 5)
    ratio = 1.0 if draw(st.booleans()) else 9.0
    ratios = (RatioTest(1, ratio, np.full(19, 2.0), 19),)
    stable = Stability(np.tile(index, (50, 1)), counts, counts, 50, preferred)
    return Examination(k, groups, (*pairs, Pair(*FAR)), True, stable, gain, ratios)


@given(tables())
def test_no_cluster_is_separate_from_one_that_is_not_separate_from_it(found: Examination) -> None:
    k = found.k

    def apart_from(one: int) -> set[int]:
        verdict, others = found.of_cluster(one)
        everything = set(range(k)) - {one}
        return (
            everything if verdict == "separate" else set(others) if verdict == "separate from some" else set()
        )

    alone = {group[0] for group in found.groups if len(group) == 1}
    for one in alone:
        for other in apart_from(one) & alone:
            assert one in apart_from(other)
    sentences = verdict_words(found)
    if k == 2:
        assert len({"separate from the other." in sentence for sentence in sentences}) == 1
    if found.verdict in ("separate groups", "some groups"):
        assert not any("doubt" in sentence or "stable" in sentence for sentence in sentences)


@given(tables())
def test_few_rows_are_named_only_where_they_decide(found: Examination) -> None:
    """They do where fewer components may be enough, and where a test of so few rows sees too little."""
    for component, sentence in enumerate(verdict_words(found)):
        verdict, others = found.of_cluster(component)
        said = "too few rows" in sentence
        assert said == (verdict == "too few rows")
        assert not said or others or (found.doubts.of_k and component not in found.doubts.unstable)
        assert ("not stable" in sentence) == (component in found.doubts.unstable)
    if headline(found).startswith("Too few rows"):
        assert not found.doubts.unstable
    if len(found.stability.drawn) == 400 and len(found.groups) > 1:
        assert not headline(found).startswith("Too few rows")


def test_each_cluster_has_its_verdict() -> None:
    assert verdict_words(Examination(1, ((0,),), grouped=True)) == []
    assert verdict_words(Examination(2, ((0,), (1,)))) == []
    one = replace(TOGETHER, one=(0,), other=(2,))
    some = Examination(3, ((0, 2), (1,)), (Pair(one, 1, 0.2),), True)
    assert verdict_words(some) == [
        "Component 1: a piece of one cloud, together with component 3.",
        "Component 2: separate from all others.",
        "Component 3: a piece of one cloud, together with component 1.",
    ]
    few = Examination(2, ((0, 1),), (Pair(TOGETHER, 2, 0.01, 0.3),), True)
    assert verdict_words(few) == [
        f"Component {j}: too few rows to say whether it is apart from component {3 - j}." for j in (1, 2)
    ]
    parted_three = parted(400, 3)
    loose = replace(parted_three.stability, jaccard=np.tile([0.9, 0.9, 0.7], (50, 1)))
    assert verdict_words(replace(parted_three, stability=loose)) == [
        "Component 1: separate from component 2; whether from component 3 is in doubt, since component 3 comes back "
        "only in part.",
        "Component 2: separate from component 1; whether from component 3 is in doubt, since component 3 comes back "
        "only in part.",
        "Component 3: not stable: it comes back only in part in other samples of the rows.",
    ]
