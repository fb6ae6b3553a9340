"""A handout of a scene as a page of its own: two printed pages, with the learner's picture and run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmmviz.em import EMRun
from gmmviz.figures.escape import html_text
from gmmviz.figures.number_text import number_text
from gmmviz.figures.palette import LIGHT
from gmmviz.figures.thumbnail import mixture_thumbnail
from gmmviz.figures.view import axis_range
from gmmviz.lessons.lesson import Lesson, Reveal

TRANSCRIPT_LINES = 6  # of the transcript, from its beginning and from its end
MAX_SENTENCE_CHARACTERS = 1_000  # characters of a sentence
STYLE = """
@page { size: A4; margin: 18mm; }
body { color: #1B2027; font: 12pt/1.45 Georgia, serif; margin: 0 auto; max-width: 170mm; }
h1 { font-size: 20pt; margin: 0 0 4mm; } h2 { font-size: 13pt; margin: 6mm 0 2mm; }
#picture svg { border: 1px solid #7A8494; } .second { break-before: page; }
.frames { display: flex; gap: 5mm; } .run { list-style: none; padding: 0; }
figure { flex: 1; margin: 0; } figure svg { border: 1px solid #7A8494; width: 100%; }
.line { border-bottom: 1px solid #7A8494; height: 9mm; } .keep { font-weight: bold; }
"""


@dataclass(frozen=True, eq=False)
class OwnRun:
    """The learner's run over rows x (n, d), and what tells a run step by step."""

    x: NDArray[np.float64]
    run: EMRun
    sentences: Callable[[NDArray[np.float64], EMRun], Iterable[str]]


def page(lesson: Lesson, said: str, reveal: Reveal, own: OwnRun) -> str:
    """The handout as HTML text, `said` being the learner's reason; the browser puts the board into its #picture."""
    run = own.run
    words = [*own.sentences(own.x, run)] if len(run.states) <= 2 * TRANSCRIPT_LINES else _ends(run)
    because = f"<p>{_text(said)}</p>"
    first = (
        f"<h1>{_text(lesson.question)}</h1><div id='picture'></div>{because}"
        f"<p><b>{_text(reveal.distance)}</b> {_text(reveal.why)}</p><p class='keep'>To keep: {_text(lesson.keep)}</p>"
        f"<h2>The run in four moments</h2><div class='frames'>{_frames(own.x, run)}</div>"
    )
    listed = "".join(f"<li>{_text(sentence)}</li>" for sentence in words)
    blank = "<div class='line'></div>" * 4
    answers = "".join(f"<li>{_text(what_if.belief)}</li>" for what_if in lesson.what_ifs)
    second = (
        f"<section class='second'><h2>The run in words</h2><ul class='run'>{listed}</ul>"
        f"<h2>Why are these wrong?</h2><ul>{answers}</ul>{blank}<h2>Now you</h2><p>{_text(lesson.variation)}</p>"
        f"{blank}</section>"
    )
    title = f"<title>{_text(lesson.name)}</title><meta charset='utf-8'><style>{STYLE}</style>"
    return f"<html lang='en'><head>{title}</head><body>{first}{second}</body></html>"


def _text(words: str) -> str:
    return html_text(words, MAX_SENTENCE_CHARACTERS)


def _ends(run: EMRun) -> list[str]:
    """The start, the middle and the end of a long run in words."""
    last = run.states[-1]
    count, value = number_text(last.iteration, 0), number_text(last.log_likelihood)
    return [
        f"Start: log-likelihood {number_text(run.states[0].log_likelihood)}.",
        f"After 1 iteration: {number_text(run.states[1].log_likelihood)}.",
        f"After {count} iterations: {value}. {run.verdict.sentence}",
    ]


def _frames(x: NDArray[np.float64], run: EMRun) -> str:
    """Four moments of a run as small pictures: its rows, and its components over them."""
    last = len(run.states) - 1
    ranges = [axis_range(column) for column in x.T[:2]]
    figures = []
    for iteration in dict.fromkeys((0, min(1, last), last // 2, last)):
        mixture = run.states[iteration].mixture
        drawing = mixture_thumbnail(
            mixture.means[:, :2], mixture.covariances[:, :2, :2], ranges, LIGHT, rows=x[:, :2]
        )
        figures.append(f"<figure>{drawing}<figcaption>iteration {iteration}</figcaption></figure>")
    return "".join(figures)
