"""The stage of a report has the background that the stage of the page has."""

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gmmviz.figures.background import BACKGROUND_WORDS, background_pixels
from gmmviz.figures.look import LOOKS
from gmmviz.figures.view import View, axis_range
from gmmviz.report.page.pictures import PAPER, stage
from tests.report.dossiers import faithful, one_column

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
