"""Sentences that cannot be said, whatever the lanes and the starts: no "All 0 agreed", no "lower by 0.00"."""

import re
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Verdict
from gmmviz.em.search.resumable import Elsewhere
from gmmviz.em.search.sweep import PolishedFit, ends
from gmmviz.em.statistics.criteria import Measures
from gmmviz.report import basins_words
from gmmviz.report.run_ends import elsewhere_words, race_words
from gmmviz.report.run_ends.lane_end import LaneEnd
from gmmviz.report.run_ends.race_conclusion import conclusion
from gmmviz.report.run_ends.race_words import standings

LABELS = np.repeat([0, 1, 2], [30, 20, 10])
SETTLED = Verdict("settled", "Settled after 9 iterations.")
COLLAPSED = Verdict("collapsed", "Component 2 shrank onto one row.", 1)
NEVER = re.compile(
    r"\ball [01] |\bboth of|\b(?:one|1) of (?:one|1)\b|\bno of\b|\b0 of\b|one of (?:2|two) ended on the same|"
    r"by 0\.00|\b0\.00 (?:below|lower|higher|to)|[-−]0\.00|\b0 (?:random )?starts?\b|"
    r"\b1 (?:random )?(?:starts|rows|runs|optima)\b|"
    r"\b1 failed or were|nan|None",
    re.IGNORECASE,
)


def end(level: float, rows: int, kind: tuple[int, bool, bool, int]) -> LaneEnd:
    """A lane's end: its height, rows in another cluster, and K, whether hard, whether drawn, its start."""
    k, hard, drawn, start = kind
    labels = LABELS.copy()
    labels[:rows] = 1
    return LaneEnd((k, "VVV", "free"), hard, 9, SETTLED, Measures(level, 17, 60), labels, 0.0, start, drawn)


KINDS = st.tuples(
    st.sampled_from([3, 3, 3, 4]), st.sampled_from([False, False, True]), st.booleans(), st.integers(1, 3)
)
HEIGHTS = st.sampled_from([-100.0, -100.0005, -100.002, -100.0049, -100.006, -99.996, -104.0, -105.2])
SOUND_END = st.builds(end, HEIGHTS, st.sampled_from([0, 0, 1, 6]), KINDS)
ACCIDENTS = st.builds(
    lambda one, of: one if one.is_kmeans else replace(one, spurious_of=of),
    SOUND_END,
    st.sampled_from(["a few rows", "rounding"]),
)
ENDED = st.one_of(SOUND_END, SOUND_END, ACCIDENTS)
FAILED = st.just(LaneEnd((3, "VVV", "free"), False, 4, COLLAPSED))


@given(st.lists(st.one_of(ENDED, ENDED, FAILED), min_size=1, max_size=6))
@settings(max_examples=400)
def test_no_race_says_what_cannot_be_said(lanes: list[LaneEnd]) -> None:
    told = standings(lanes)
    sentences = [conclusion(told), *map(race_words.below_panel, told), *map(race_words.in_words, told)]
    for number, lane in enumerate(told):
        sentences += [cell for cell in race_words.facts(number, "a", lane)[4:5] if cell != "0.00"]
    assert [sentence for sentence in sentences if NEVER.search(sentence)] == []
    if any(lane.measures is not None and not lane.spurious_of and not lane.is_kmeans for lane in lanes):
        assert not any(each.best for each in told if each.end.spurious_of)
        assert not any("the best" in race_words.in_words(each) for each in told if each.end.spurious_of)


(FIT,) = ends(dataset("faithful").x, [EMSettings(k=2, tol=1e-8)])


@given(st.integers(0, 50), st.integers(0, 50), st.booleans(), st.integers(0, 57))
def test_no_search_for_another_ending_says_what_cannot_be_said(
    agreed: int, failed: int, found: bool, rows: int
) -> None:
    assert isinstance(FIT, PolishedFit)
    if not agreed + failed + found:
        return  # nothing was tried
    told = elsewhere_words.sentence(Elsewhere(FIT if found else None, agreed, failed, -4.77, rows), 272)
    assert NEVER.search(told) is None, told
    assert ("All" in told and "agreed" in told) == (not found and failed == 0 and agreed > 1)


@given(st.integers(0, 300), st.integers(0, 300))
def test_agreement_of_starts_is_said_of_two_or_more(reached: int, others: int) -> None:
    total = reached + others
    if total and not reached:
        return  # an optimum that none reached is not the only one
    assert NEVER.search(basins_words.agreed(reached, total)) is None


def test_the_words_of_these_tests_are_caught() -> None:
    """A pattern that never matches would hold anything."""
    told = standings([end(-100.0, 0, (3, False, True, 1)), replace(end(-104.0, 6, (3, False, True, 2)))])
    assert NEVER.search(conclusion(told)) is None
    for sentence in (
        "All 0 starts agreed.",
        "1 of 1 failed.",
        "Lane 3 has the lowest BIC, by 0.00.",
        "One of 2 ended on the same optimum.",
        "Two of three ended 0.00 to 5.20 below the best.",
    ):
        assert NEVER.search(sentence), sentence
