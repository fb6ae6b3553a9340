"""A handout, without a server: the learner's reason and own run, and nothing that a browser would run."""

import pytest

from gmmviz.lessons.handout import TRANSCRIPT_LINES, OwnRun, page
from gmmviz.lessons.lesson import Lesson, points_of, run_of
from gmmviz.lessons.registry import LESSONS
from gmmviz.report.transcript import sentences
from tests.lessons.predictions import RIGHT

EVIL = "<script>alert(1)</script>"


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_handout_tells_the_own_run_and_what_was_written_is_text(lesson: Lesson) -> None:
    reveal = lesson.judge(RIGHT[lesson.key]())
    points, run = points_of(reveal.outcome.scenario.data), run_of(reveal.outcome.scenario)
    text = page(lesson, EVIL, reveal, OwnRun(points.x, run, sentences))
    assert EVIL not in text
    assert "&lt;script&gt;" in text
    assert text.count("class='second'") == 1
    last = len(run.states) - 1
    assert text.count("<figure>") == len({0, min(1, last), last // 2, last})
    told = text.partition("<ul class='run'>")[2].partition("</ul>")[0].count("<li>")
    assert told == (len([*sentences(points.x, run)]) if len(run.states) <= 2 * TRANSCRIPT_LINES else 3)
