"""The stage of a report has the background that the stage of the page has."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmviz.figures.background import BACKGROUND_WORDS, Canvas, background_pixels
from gmmviz.figures.look import LOOKS
from gmmviz.figures.planes import NAMED_PLANES
from gmmviz.figures.view import View, axis_range
from gmmviz.report.page.blocks import Picture
from gmmviz.report.page.pictures import PAPER, stage
from gmmviz.report.page.subject import Subject
from tests.report.dossiers import faithful, one_column, report_of, two_in_one_column

IMAGE = re.compile(r'<image href="data:image/png;base64,([^"]+)"')


@pytest.mark.parametrize("kind", LOOKS["background"])
def test_a_report_shows_the_background_that_the_stage_has(kind: str) -> None:
    subject = faithful()
    look = replace(subject.scenario.look, background=kind)
    drawn = stage(replace(subject, scenario=replace(subject.scenario, look=look)))
    found = [np.asarray(Image.open(BytesIO(b64decode(text)))) for text in IMAGE.findall(drawn.svg)]
    if kind == "none":
        assert found == []
        assert not any(words in drawn.caption for words in BACKGROUND_WORDS.values())
        return
    across, up = (axis_range(column) for column in subject.points.x.T)
    expected = background_pixels(subject.mixture, kind, (across, up), View(PAPER))
    np.testing.assert_array_equal(found[0], expected)
    assert drawn.svg.index("<image") < drawn.svg.index("<circle")
    assert f"{BACKGROUND_WORDS[kind]}." in drawn.caption


def test_a_report_of_one_column_has_no_background() -> None:
    subject = one_column()
    look = replace(subject.scenario.look, background="density")
    assert "<image" not in stage(replace(subject, scenario=replace(subject.scenario, look=look))).svg


PLACED = re.compile(r'<image [^>]* x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
CLIP = re.compile(r'<clipPath [^>]*><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')


@pytest.mark.parametrize("plane", [(), *((name,) for name in NAMED_PLANES)])
def test_the_background_fills_the_plot_also_where_both_axes_share_a_scale(plane: tuple[str, ...]) -> None:
    subject = faithful()
    look = replace(subject.scenario.look, background="territories")
    drawn = stage(replace(subject, scenario=replace(subject.scenario, look=look, plane=plane)))
    (placed,), (clip,) = (
        [tuple(map(float, each)) for each in pattern.findall(drawn.svg)] for pattern in (PLACED, CLIP)
    )
    left, top, width, height = clip
    assert placed == pytest.approx((left + 1, top + 1, width - 2, height - 2), abs=0.11)


def test_a_wider_background_is_the_same_where_the_points_are() -> None:
    mixture, view = faithful().mixture, View(PAPER)
    ranges = ((1.0, 6.0), (40.0, 100.0))
    covered = ((-4.0, 11.0), (40.0, 100.0))
    for kind in BACKGROUND_WORDS:
        own = background_pixels(mixture, kind, ranges, view, Canvas((60, 100))).astype(int)
        wide = background_pixels(mixture, kind, ranges, view, Canvas((60, 300), covered)).astype(int)
        assert np.abs(wide[:, 100:200] - own).max() <= 1, kind


WORDS_AT = re.compile(r'<text x="([-\d.]+)" y="([-\d.]+)"')
SIZE = re.compile(r'<svg [^>]*viewBox="0 0 (\d+) (\d+)"')


@pytest.mark.parametrize("subject", [faithful, two_in_one_column])
def test_no_words_of_any_picture_of_a_report_lie_outside_it(subject: Callable[[], Subject]) -> None:
    pictures = [block for block in report_of(subject).blocks if isinstance(block, Picture)]
    assert len(pictures) > 1
    for picture in pictures:
        ((width, height),) = SIZE.findall(picture.svg)
        placed = np.array(WORDS_AT.findall(picture.svg), dtype=float)
        assert len(placed)
        assert np.all((placed >= 0.0) & (placed <= (float(width), float(height)))), picture.name
