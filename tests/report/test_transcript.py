"""A run in words, and the readings of its charts: the numbers are those of the run."""

import re

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMRun, EMSettings, fit, frame_count
from gmmviz.report.readings.run_charts import curve_reading, owners_reading, plot_reading
from gmmviz.report.transcript import sentences, transcript

CASES = [
    ("faithful", EMSettings(k=2, seed=13)),
    ("faithful", EMSettings(k=1)),
    ("iris", EMSettings(k=4, seed=8)),
    ("unequal", EMSettings(k=2, family="EII", weights="equal", variant="hard")),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[1].k}-{case[1].variant}")
def told(request: pytest.FixtureRequest) -> tuple[np.ndarray, EMRun]:
    name, settings = request.param
    x = dataset(name).x
    return x, fit(x, settings)


def number(text: str) -> float:
    return float(text.replace("\u202f", "").replace("\u2212", "-"))


def test_there_is_one_sentence_for_each_half_step_and_one_for_the_end(told: tuple[np.ndarray, EMRun]) -> None:
    x, run = told
    found = list(sentences(x, run))
    assert len(found) == frame_count(run) + 1
    assert found[0].startswith("Start: ")
    assert all(" Assign: " in line for line in found[1:-1:2])
    assert all(" Update: " in line for line in found[2:-1:2])
    assert found[-1].startswith(run.verdict.sentence)


def test_start_and_gains_add_up_to_the_end(told: tuple[np.ndarray, EMRun]) -> None:
    x, run = told
    found = list(sentences(x, run))
    begin = number(re.search(r"Log-likelihood ([^ ]+)\.$", found[0])[1])
    gains = [number(re.search(r"Log-likelihood ([^ ]+)\.( |$)", line)[1]) for line in found[2:-1:2]]
    assert abs(begin + sum(gains) - run.states[-1].log_likelihood) <= 0.005 * (len(gains) + 1)


def test_a_transcript_is_the_title_and_its_sentences(told: tuple[np.ndarray, EMRun]) -> None:
    x, run = told
    assert transcript(x, run, "A title").splitlines() == ["A title", "", *sentences(x, run)]


def test_a_reading_has_three_sentences_with_the_numbers_of_the_run(told: tuple[np.ndarray, EMRun]) -> None:
    x, run = told
    columns = tuple("abcd"[: x.shape[1]])
    mixture = run.states[-1].mixture
    shares = mixture.responsibilities(x)
    plot, owners, curve = plot_reading(x, mixture, columns), owners_reading(x, mixture), curve_reading(run)
    assert len(plot) == len(owners) == len(curve) == 3
    for j, size in enumerate(np.bincount(shares.argmax(axis=1), minlength=mixture.k)):
        assert f"component {j + 1} owns {size} " in plot[1]
    assert owners[1].startswith(f"{(shares.max(axis=1) < 0.9).sum()} of them")
    assert f"over {run.states[-1].iteration} iterations" in curve[0]
    assert run.verdict.sentence in curve[2]


def test_a_transcript_names_its_columns_and_says_which_are_logarithms(told: tuple[np.ndarray, EMRun]) -> None:
    x, run = told
    lines = transcript(x, run, "A title", ("log mass", "size"), ("mass",)).splitlines()
    assert lines[:3] == [
        "A title",
        "Places are in the columns (log mass, size). "
        "Of mass they are the natural logarithm, not the value in the file.",
        "",
    ]
    assert lines[3:] == list(sentences(x, run))
    assert "logarithm" not in transcript(x, run, "A title", ("mass", "size"))
    assert len(transcript(x, run, "A title", ("two\nlines",)).splitlines()) == len(lines)
