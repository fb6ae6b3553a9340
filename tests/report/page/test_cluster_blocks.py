"""Merged components and cuts in a report: there where they mean something, with the numbers of the drawers."""

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture
from gmmviz.em.evidence.cuts import cut_intervals, cuts
from gmmviz.em.evidence.dossier import CUTS_PART, INTERVALS_PART
from gmmviz.em.evidence.merging import merge
from gmmviz.report.evidence.cut_words import plain, quote, value
from gmmviz.report.page.blocks import Heading, Picture, Prose, TextTable
from gmmviz.report.page.checklist import CHECKLIST
from gmmviz.report.page.cluster_blocks import cluster_blocks, cut_blocks
from gmmviz.report.page.content import document
from gmmviz.report.page.paragraphs.drawn_samples import uncertainty
from gmmviz.report.page.pictures import PICTURE_HEIGHT
from gmmviz.report.page.report_data import report_json
from gmmviz.report.page.subject import Subject
from tests.report.dossiers import faithful, one_column, subject_of

LINES = re.compile(r"M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)")


@cache
def eruptions() -> Subject:
    whole = dataset("faithful")
    points = replace(
        whole,
        x=whole.x[:, :1],
        columns=whole.columns[:1],
        file_columns=whole.file_columns[:1],
        scaling="standardise",
    )
    return subject_of(points, EMSettings(k=2, start="kmeans++"), resamples=45)


@cache
def three() -> Subject:
    return subject_of(dataset("faithful"), EMSettings(k=3, family="EEE", start="kmeans", seed=1))


def test_three_components_are_told_with_their_clusters_and_two_are_not() -> None:
    assert cluster_blocks(faithful()) == []
    merged = cluster_blocks(replace(faithful(), scenario=replace(faithful().scenario, clusters=1)))
    one = next(block for block in merged if isinstance(block, TextTable))
    assert [line[:2] for line in one.lines] == [("1", "1, 2")]
    blocks = cluster_blocks(three())
    merging = merge(three().mixture.responsibilities(three().points.x))
    assert merging.elbow is None
    assert not [block for block in blocks if isinstance(block, TextTable)]
    told = next(block.text for block in blocks if isinstance(block, Prose))
    assert told.startswith("The entropies show no elbow: ")
    assert "3 components, none of them merged" in told
    assert [block.name for block in blocks if isinstance(block, Picture)] == ["merging", "entropy"]
    chosen = replace(three(), scenario=replace(three().scenario, clusters=2))
    blocks = cluster_blocks(chosen)
    table = next(block for block in blocks if isinstance(block, TextTable))
    assert (table.caption, len(table.lines)) == ("Clusters, as chosen", 2)
    assert sum(int(line[3]) for line in table.lines) == three().points.n
    assert "3 components, 2 clusters" in next(block.text for block in blocks if isinstance(block, Prose))
    told = json.loads(report_json(three()))["merging"]
    assert [each["entropy"] for each in told] == pytest.approx(merging.entropies)


def test_the_cut_of_one_column_is_told_in_the_files_units_with_its_interval() -> None:
    assert cut_blocks(faithful()) == []
    assert cut_blocks(one_column()) == []
    subject = eruptions()
    blocks = cut_blocks(subject)
    told = json.loads(report_json(subject))["cuts"]
    assert [each["place"] for each in told] == [cut.place for cut in cuts(subject.mixture)]
    inside = next(each for each in told if 2.0 < each["place"] < 4.0)
    assert inside["interval"][0] < inside["place"] < inside["interval"][1]
    assert np.diff(inside["interval"])[0] < 1.0
    table = next(block for block in blocks if isinstance(block, TextTable))
    assert len(table.lines) == len(told)
    assert table.caption == ("The cut" if len(table.lines) == 1 else "Cuts")
    drawn = next(block for block in blocks if isinstance(block, Picture))
    assert drawn.caption.startswith(
        "The dashed line is the cut" if len(table.lines) == 1 else "Dashed lines are"
    )
    assert "of each component's own rows" in table.note
    whole = document(subject).blocks
    allocated = next(
        block for block in whole if isinstance(block, TextTable) and "Allocation" in block.caption
    )
    assert allocated.note.endswith("the shares at a cut are of all rows, by the fitted curves.")
    heads = [block.text for block in whole if isinstance(block, Heading)]
    assert heads.index("Where to cut") == heads.index("Are the clusters real?") + 1


@pytest.mark.parametrize("resamples", [0, 3])
def test_a_cut_without_an_interval_is_not_told_of_one_anywhere(resamples: int) -> None:
    whole = eruptions()
    found = {place: value for place, value in whole.found.items() if place not in (CUTS_PART, INTERVALS_PART)}
    if resamples:
        x = whole.units.standardise(whole.points.x)
        *_, cut = cut_intervals(x, whole.settings, whole.run.states[-1].mixture, resamples)
        found[CUTS_PART] = cut
    subject = replace(whole, found=found)
    told = " ".join(block.text for block in cut_blocks(subject) if isinstance(block, Prose))
    assert "Its interval: " not in told
    assert ("There is no interval of it" in told) == (resamples == 0)
    assert ("too few for an interval" in told) == (resamples == 3)
    assert "Intervals of cuts" not in uncertainty(subject)
    assert "Its interval: " in " ".join(block.text for block in cut_blocks(whole) if isinstance(block, Prose))
    assert "percentiles of 45 bootstrap samples of the rows" in uncertainty(whole)


def test_the_checklist_does_not_deny_the_interval_of_a_cut() -> None:
    found = {place: value for place, value in eruptions().found.items() if place != INTERVALS_PART}
    asks = "Estimates with standard errors or intervals"
    (answer,) = (item.answer(replace(eruptions(), found=found)) for item in CHECKLIST if item.asks == asks)
    assert answer[1].startswith("Point estimates of weights and means only: ")


def test_a_cut_is_drawn_as_a_line_over_the_whole_height_with_its_band() -> None:
    picture = next(block for block in cut_blocks(eruptions()) if isinstance(block, Picture))
    heights = [abs(float(top) - float(bottom)) for top, bottom in LINES.findall(picture.svg)]
    assert max(heights) == pytest.approx(PICTURE_HEIGHT - 28 - 44, abs=0.2)
    assert 'opacity="0.18"' in picture.svg


def test_a_crossing_outside_the_data_is_told_as_none() -> None:
    mixture = Mixture([0.7, 0.3], [[14.0], [40.0]], [[[60.0]], [[300.0]]])
    told = plain(mixture, data=(5.0, 80.0))
    assert [14.0 < each.cut.place < 40.0 for each in told] == [False, True]
    said = quote(mixture, told, "wait")
    assert said.startswith(f"At wait = {value(told[1].cut.place)} ")
    assert said.endswith(f" outside the data, at {value(told[0].cut.place)}: nothing is cut there.")


def test_the_caption_of_cuts_tells_of_bands_only_where_one_is_drawn() -> None:
    (cut, *_) = eruptions().cuts
    known = replace(cut, low=cut.cut.place - 0.1, high=cut.cut.place + 0.1)
    unknown = replace(cut, low=float("nan"), high=float("nan"))
    for inside, outside, drawn in ((unknown, known, False), (known, unknown, True)):
        subject = replace(eruptions())  # whose cuts are not found yet
        subject.__dict__["cuts"] = [replace(inside, outside=False), replace(outside, outside=True)]
        picture = next(block for block in cut_blocks(subject) if isinstance(block, Picture))
        assert ("bootstrap interval" in picture.caption) == drawn
        assert ('opacity="0.18"' in picture.svg) == drawn
