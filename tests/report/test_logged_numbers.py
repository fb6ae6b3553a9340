"""Wherever a number of a logged column is written, it is one of the file: no logarithm is told as a value."""

import json
import re
from functools import cache

import numpy as np
import pytest

from gmmviz.data import points_from_table, read_table
from gmmviz.em import EMSettings
from gmmviz.em.evidence.cuts import cuts
from gmmviz.figures.cut_figure import cut_figure
from gmmviz.figures.view import View
from gmmviz.report.evidence import cut_words
from gmmviz.report.page.blocks import Picture, Prose, TextTable
from gmmviz.report.page.content import document
from gmmviz.report.page.report_data import report_json
from gmmviz.report.page.subject import Subject
from gmmviz.report.readings.evidence_charts import cut_reading
from gmmviz.report.readings.run_charts import plot_reading
from tests.report.dossiers import subject_of

LOW, HIGH = 23.0, 24.0  # means of the logarithms: in the file 9.7 and 26.5 thousand millions
NUMBER = re.compile(r"(?<![\d.\u202f])(\d{2}\.\d+)(?![\d\u202f])")


@cache
def subject(columns: int) -> Subject:
    """One logged column of two groups, alone or beside a plain one, with a report of it."""
    rng = np.random.default_rng(7)
    logs = np.concatenate([rng.normal(LOW, 0.2, 90), rng.normal(HIGH, 0.25, 60)])
    plain = np.concatenate([rng.normal(500, 30, 90), rng.normal(700, 30, 60)])
    rows = "".join(f"{a!r},{b!r}\n" for a, b in zip(np.exp(logs).tolist(), plain.tolist(), strict=True))
    table = read_table(f"turnover,staff\n{rows}".encode(), "firms.csv")
    points = points_from_table(table, ["turnover", "staff"][:columns], "", ["turnover"])
    return subject_of(points, EMSettings(k=2, start="kmeans++"), resamples=45)


def logarithms_in(text: str) -> list[str]:
    """Numbers of a text that could be a logarithm of the column: between the ends of its rows."""
    return [found for found in NUMBER.findall(text) if LOW - 1.0 < float(found) < HIGH + 1.0]


@pytest.mark.parametrize("columns", [1, 2])
def test_no_block_of_a_report_tells_a_logarithm(columns: int) -> None:
    told = document(subject(columns))
    for block in told.blocks:
        if isinstance(block, Prose):
            assert logarithms_in(block.text) == [], block.text
        elif isinstance(block, TextTable):
            for line in (block.note, *(cell for row in block.lines for cell in row)):
                assert logarithms_in(line) == [], (block.caption, line)
        elif isinstance(block, Picture):
            seen = " ".join(re.findall(r">([^<>]+)<", block.svg))
            assert logarithms_in(seen) == [], block.name


def test_the_data_of_a_report_has_cuts_and_medians_in_the_files_units() -> None:
    told = json.loads(report_json(subject(1)))
    (place,) = [each["place"] for each in told["cuts"] if np.exp(LOW) < each["place"] < np.exp(HIGH)]
    fitted = [cut.place for cut in cuts(subject(1).mixture)]
    assert place == pytest.approx(np.exp(next(each for each in fitted if LOW < each < HIGH)))
    for component in told["components"]:
        assert component["in_file_units"] == pytest.approx(np.exp(component["means"]))
    both = json.loads(report_json(subject(2)))["components"]
    assert all(component["in_file_units"][1] == component["means"][1] for component in both)


def test_sentence_table_chart_and_reading_of_a_cut_agree_in_the_files_units() -> None:
    points, mixture = subject(1).points, subject(1).mixture
    found = cuts(mixture)
    told = [cut_words.WrittenCut(cut, cut.place - 0.1, cut.place + 0.1, 200, logged=True) for cut in found]
    first = next(each for each in told if LOW < each.cut.place < HIGH)
    where = cut_words.value(np.exp(first.cut.place))
    quote = cut_words.quote(mixture, told, "turnover")
    assert quote.startswith(f"At turnover = {where} (95\u202f% bootstrap interval ")
    assert first.interval in quote
    assert first.ends == pytest.approx((first.place * np.exp(-0.1), first.place * np.exp(0.1)))
    assert where in [row["cut"] for row in cut_words.cut_table(told)]
    texts = [quote, *(cell for row in cut_words.cut_table(told) for cell in row.values())]
    texts.append(cut_reading(points.in_file_units(points.x)[:, 0], "turnover", quote))
    texts += plot_reading(points.x, mixture, points.columns, logged=points.log_columns)
    marks = [(each.cut.place, each.low, each.high) for each in told]
    figure = cut_figure(
        points.x[:, 0], mixture, marks, View(columns=points.columns, logged=points.log_columns)
    )
    texts += [note.text for note in figure.layout.annotations] + list(figure.layout.xaxis.ticktext)
    texts += [
        f"{value:.4f}" for trace in figure.data if trace.customdata is not None for value in trace.customdata
    ]
    assert [text for text in texts if logarithms_in(text)] == []


def test_a_cut_so_high_that_its_exponential_is_no_float_is_told_as_infinite() -> None:
    cut = cuts(subject(1).mixture)[0]
    far = cut_words.WrittenCut(type(cut)(800.0, 0, 1, 0.1, 0.1), logged=True)
    assert cut_words.value(far.place) == "∞"
