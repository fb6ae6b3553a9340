"""The report of a fit: its numbers against mclust's, the same in every form, true in the odd case, hostile names."""

import csv
import io
import json
import re
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from gmmviz.data import Account, Loss, Points, dataset, points_from_table, read_table, restricted_points
from gmmviz.data.account import READING_PART
from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.dossier import CELL_PART, FIT_PART, TEST_PART
from gmmviz.em.evidence.examination import EXAMINATION_KEY, Examination, ExaminationRequest, examine
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.figures.number_text import short_number
from gmmviz.report import fit_paragraph
from gmmviz.report.evidence import cluster_words, cut_words, examination_words
from gmmviz.report.evidence.error_rates import error_words
from gmmviz.report.evidence.examination_method import METHOD
from gmmviz.report.page import checklist, methods
from gmmviz.report.page.blocks import Document, Heading, Listed, Picture, Prose, Script, TextTable
from gmmviz.report.page.bundle import bundle
from gmmviz.report.page.content import caveats, document, subtitle, visible_text
from gmmviz.report.page.fit_tables import MAX_LISTED, unplaced_table
from gmmviz.report.page.html_report import html_report
from gmmviz.report.page.markdown_report import markdown_report
from gmmviz.report.page.models_table import model_rows, models_table
from gmmviz.report.page.paragraphs.choice_words import why_chosen
from gmmviz.report.page.pictures import profiles
from gmmviz.report.page.report_data import models_csv, report_json
from gmmviz.report.page.subject import Subject
from gmmviz.report.row_tables import RowNames, short_percent
from gmmviz.report.scripts.r_scripts import tidylpa_why_not
from gmmviz.scenario import from_query, to_query
from tests.em.test_indices import MCLUST
from tests.report.dossiers import faithful, one_column, report_of, standardised, subject_of

SUBJECTS = [faithful, standardised, one_column]
EVIL = '=1+1 <script>alert(1)</script> | `x` ![y](http://z) "q"'


@pytest.mark.parametrize(
    "told", [each for each in MCLUST if each["data"] == "faithful" and each["family"] != "VVI"]
)
def test_the_table_of_models_has_the_values_of_mclust(told: dict[str, float]) -> None:
    records = json.loads(report_json(faithful()))["models"]
    mine = next(each for each in records if (each["k"], each["family"]) == (told["k"], told["family"]))
    theirs = {
        name: told[name] for name in ("log_likelihood", "parameters", "aic", "bic", "sabic", "caic", "aicc")
    }
    assert {name: mine[name] for name in theirs} == {
        name: pytest.approx(value, abs=1e-6) for name, value in theirs.items()
    }
    assert mine["icl"] == pytest.approx(told["icl_map"], abs=5e-6)  # as far as mclust's run went
    assert mine["entropy_r2"] == pytest.approx(told["relative_entropy"], abs=1e-6)
    assert mine["smallest_class_rows"] == min(told["counts"])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_table_tells_the_smallest_class_the_starts_that_agreed_and_a_verdict(
    subject: Callable[[], Subject],
) -> None:
    """Of every model that was compared: from its own labels, starts and end."""
    rows, n = model_rows(subject()), subject().points.n
    table = models_table(rows)
    at = {head: place for place, head in enumerate(table.heads)}
    assert len(table.lines) == len(rows) == len(subject().cells)
    for line, row, cell in zip(table.lines, rows, subject().cells, strict=True):
        assert cell.best is not None
        counts = np.bincount(cell.best.end.labels, minlength=cell.k)
        share = short_percent(counts.min() / n)
        assert line[at["smallest class"]] == f"{share} ({counts.min()})"
        assert line[at["starts agreed"]] == f"{len(cell.best.reached_by)} of {cell.starts}"
        sound = "one start alone" if cell.reached_once else "settled"
        verdict = (
            "spurious" if cell.spurious else sound if row.cell.best.end.verdict.kind == "settled" else ""
        )
        assert line[at["verdict"]] == (f"chosen; {verdict}" if row.chosen else verdict)
    assert sum(row.chosen for row in rows) == 1
    row = next(row for row in rows if row.cell.starts > 1 or row.cell.k == 1)
    assert row.cell.best is not None
    alone = replace(row.cell.best, reached_by=row.cell.best.reached_by[:1])
    once = replace(row.cell, starts=4, optima=(alone,))
    (line,) = models_table((replace(row, cell=once, chosen=False),)).lines
    assert (line[at["starts agreed"]], line[at["verdict"]]) == ("1 of 4", "one start alone")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_who_goes_where_and_who_cannot_be_placed_stand_in_the_report(subject: Callable[[], Subject]) -> None:
    whole = replace(subject(), placed=0.99)
    soft = whole.mixture.responsibilities(whole.points.x)
    owners, highest, k = soft.argmax(axis=1), soft.max(axis=1), whole.mixture.k
    captions = ("Allocation of rows", "Rows that cannot be placed")
    tables = {
        name: block
        for block in document(whole).blocks
        for name in captions
        if isinstance(block, TextTable) and block.caption.endswith(name)
    }
    if k == 1:
        assert not tables
        return
    for j, line in enumerate(tables["Allocation of rows"].lines):
        rates = [100.0 * soft[owners == to, j].sum() / soft[:, j].sum() for to in range(k)]
        average = highest[owners == j].mean()
        assert line == (
            f"component {j + 1}",
            *(f"{rate:.1f}" for rate in rates),
            str((owners == j).sum()),
            f"{average:.3f}",
        )
    loose = np.flatnonzero(highest < 0.99)
    expected = loose[np.argsort(highest[loose], kind="stable")][:MAX_LISTED]
    assert len(expected)
    assert [line[0] for line in tables["Rows that cannot be placed"].lines] == [
        str(row + 1) for row in expected
    ]


def test_a_report_tells_one_fit_whatever_the_run_stopped_at() -> None:
    settings = EMSettings(k=3, family="VII", start="kmeans++", seed=1, tol=1e-3)
    loose = subject_of(dataset("iris"), settings, resamples=45)
    for subject in (faithful(), standardised(), one_column(), loose):
        told = json.loads(report_json(subject))
        chosen = next(model for model in told["models"] if model["chosen"])
        classes = told["components"]
        assert told["log_likelihood"] == chosen["log_likelihood"]
        assert [each["average_posterior"] for each in classes] == chosen["average_posteriors"]
        assert min(each["rows"] for each in classes) == chosen["smallest_class_rows"]
        assert np.array_equal([each["weight"] for each in classes], subject.mixture.weights)
        assert subject.measures.log_likelihood == pytest.approx(chosen["log_likelihood"], abs=1e-9)
        assert (
            "it is the fit of this report" in (model := methods.methods(subject)[1])
            or "All of this report" in model
        )
    assert loose.fit.log_likelihood > loose.run.states[-1].log_likelihood + 1e-4
    long = fit(dataset("iris").x, replace(settings, tol=1e-14, max_iter=20_000)).states[-1]
    assert loose.fit.log_likelihood == pytest.approx(long.log_likelihood, abs=1e-6)
    assert loose.mixture.weights == pytest.approx(long.mixture.weights, abs=1e-6)


@cache
def climbing() -> Subject:
    """A run that was still climbing, 13.75 below the maximum over it, with two clusters chosen."""
    settings = EMSettings(k=3, family="EEE", start="kmeans++", seed=1)
    subject = subject_of(dataset("faithful"), settings, resamples=45)
    scenario = replace(subject.scenario, clusters=2)
    return replace(subject, scenario=scenario, link=to_query(scenario))


def test_a_report_is_of_the_fit_that_is_shown_whether_it_settled_or_not() -> None:
    """Its number, components, clusters, pictures and scripts; what is higher is told above all, with a link to it."""
    subject, shown = climbing(), climbing().run.states[-1]
    assert subject.run.verdict.kind == "still climbing"
    assert subject.maximum is not None
    assert subject.maximum.log_likelihood == pytest.approx(shown.log_likelihood + 13.7519, abs=1e-3)
    assert subject.mixture is shown.mixture
    told = json.loads(report_json(subject))
    assert told["log_likelihood"] == shown.log_likelihood
    owners = shown.mixture.responsibilities(subject.points.x).argmax(axis=1)
    assert [each["rows"] for each in told["components"]] == np.bincount(owners, minlength=3).tolist()
    lines = [model for model in told["models"] if (model["k"], model["family"]) == (3, "EEE")]
    assert [(line["chosen"], line["verdict"]) for line in lines] == [
        (False, lines[0]["verdict"]),
        (True, "still climbing"),
    ]
    assert lines[1]["log_likelihood"] == pytest.approx(shown.log_likelihood, abs=1e-9)
    assert lines[1]["average_posteriors"] == [each["average_posterior"] for each in told["components"]]
    first = document(subject).blocks[0]
    assert isinstance(first, Prose)
    assert first.careful
    assert "log-likelihood −1 140.07" in first.text
    assert subject.run.verdict.sentence in first.text
    assert "13.75 higher, at −1 126.32" in first.text
    assert subject.run.verdict.sentence in caveats(subject)
    query = first.text.rpartition("?")[2]
    there = from_query(query).lanes[0].settings
    ended = fit(subject.points.x, there).states[-1].log_likelihood
    assert ended == pytest.approx(subject.maximum.log_likelihood, abs=0.01)
    assert "13.75 higher, its posteriors differ" in methods.methods(subject)[1]
    assert "of 7 models the lowest, this same one from another start" in fit_paragraph.compared(subject.facts)
    assert "No index is lowest for it" in why_chosen(subject, model_rows(subject))
    assert "BIC and CAIC are lowest for the best optimum of the search for this same model" in why_chosen(
        subject, model_rows(subject)
    )
    assert not isinstance(report_of(faithful).blocks[0], Prose)


def test_a_settled_run_is_told_to_its_last_digits_with_the_same_owners() -> None:
    """Were the polished end another optimum, it would not be the fit of the report."""
    subject = subject_of(dataset("iris"), EMSettings(k=3))
    assert subject.polished is not None
    moved = np.abs(
        subject.mixture.responsibilities(subject.points.x)
        - subject.run.states[-1].mixture.responsibilities(subject.points.x)
    )
    assert 0 < moved.max() < 0.1
    assert "nearly share" in methods.methods(subject)[1]
    other = replace(
        subject, found={**subject.found, FIT_PART: climbing().found[FIT_PART]}, run=climbing().run
    )
    assert replace(other, points=climbing().points).polished is None


def test_the_chosen_fit_has_the_values_of_mclust_to_the_last_digits() -> None:
    told = next(
        each for each in MCLUST if (each["data"], each["family"], each["k"]) == ("faithful", "VVV", 2)
    )
    assert faithful().measures.log_likelihood == pytest.approx(told["log_likelihood"], abs=1e-6)
    assert icl_of(faithful()) == pytest.approx(told["icl_map"], abs=1e-6)


def test_the_verdict_stands_in_the_summary_and_its_picture_is_of_the_rows_in_any_units(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = partial(ExaminationRequest, samples=19, again=3, ratio_samples=9)
    monkeypatch.setattr("gmmviz.em.evidence.dossier.ExaminationRequest", few)
    settings = EMSettings(k=2, start="kmeans++")
    whole = dataset("faithful")
    plain = subject_of(whole, settings, examined=True, resamples=0)
    scaled = subject_of(replace(whole, scaling="standardise"), settings, examined=True, resamples=0)
    told = []
    for subject in (plain, scaled):
        blocks = document(subject).blocks
        summary = next(block.text for block in blocks if isinstance(block, Prose))
        assert summary.endswith(examination_words.headline(subject.examination))
        assert "for the reader to judge" not in summary
        told.append(next(block.svg for block in blocks if isinstance(block, Picture) and block.name == "gap"))
    bars = [re.findall(r'<rect[^>]*height="([\d.]+)"', svg) for svg in told]
    assert len(bars[0]) > 8
    assert np.array(bars[0], dtype=float) == pytest.approx(np.array(bars[1], dtype=float), abs=0.2)


def icl_of(subject: Subject) -> float:
    """ICL of the chosen fit, as the table has it."""
    return next(row for row in model_rows(subject) if row.chosen).indices["ICL"]


def test_standardising_changes_no_number_of_a_family_that_does_not_depend_on_units() -> None:
    plain = {(row.cell.family, row.cell.k): row for row in model_rows(faithful())}
    for row in model_rows(standardised()):
        other = plain[row.cell.family, row.cell.k]
        assert row.indices == pytest.approx(other.indices, rel=1e-7)
    low, high = standardised().intervals.of_means()
    assert ((low < standardised().mixture.means) & (standardised().mixture.means < high)).all()


def test_a_report_of_one_column_says_so_in_the_singular() -> None:
    subject = one_column()
    assert subtitle(subject) == "K = 1, one width (E), 272 rows, 1 column"
    assert "272 rows and the column eruptions." in methods.methods(subject)[0]
    assert subtitle(faithful()) == "K = 2, free ellipses (VVV), 272 rows, 2 columns"


def test_a_report_of_one_column_names_its_families_as_mclust_does() -> None:
    whole = dataset("faithful")
    points = replace(whole, x=whole.x[:, :1], columns=whole.columns[:1], file_columns=whole.columns[:1])
    for family, letter in (("VVV", "V"), ("EEE", "E")):
        subject = subject_of(points, EMSettings(k=2, family=family, start="kmeans++"))
        text = unescape(html_report(document(subject)))
        assert not re.search(r"\b[EVI]{3}\b", text)
        assert (
            f"K = 2, {'own widths' if letter == 'V' else 'one width'} ({letter}), 272 rows, 1 column" in text
        )
        assert f"({letter} in the notation of mclust: E for one width, V for own widths)" in text
        told = json.loads(report_json(subject))
        assert told["chosen"]["notation"] == letter
        assert {each["notation"] for each in told["models"]} == {"E", "V"}


def test_a_search_beyond_the_k_that_was_asked_for_says_so() -> None:
    three = subject_of(dataset("faithful"), EMSettings(k=3, family="EEE", start="kmeans++"))
    search = methods.methods(three)[2]
    assert search.startswith("Model search: K = 1 to 4 ")
    assert search.endswith(
        " The plan was K = 1 to 3; K = 4 was fitted too, so that the K of the fit stands between its neighbours."
    )
    assert "The plan was" not in methods.methods(faithful())[2]
    far = replace(three, plan=replace(three.plan, most=2))
    assert "K = 3 to 4 were fitted too" in methods.methods(far)[2]


def test_one_line_is_chosen_and_told_why() -> None:
    rows = model_rows(faithful())
    table = models_table(rows)
    assert [rows[place].chosen for place in table.marked] == [True]
    assert table.lines[min(table.marked)][0:2] == ("2", "free ellipses (VVV)")
    why = why_chosen(faithful(), rows)
    assert why.startswith("Chosen: K = 2, free ellipses (VVV). ICL is lowest for it. ")
    assert "BIC and CAIC are lowest for K = 3, one shared ellipse (EEE)." in why
    assert "(3 samples each): 1 against 2 p = 0.250" in why
    assert why.endswith("So few samples reject nothing at 5\u202f%: 19 are the fewest that can.")
    assert "may be enough" not in why


def test_what_a_test_means_depends_on_what_its_samples_can_show() -> None:
    def told(samples: int, exceeding: int) -> str:
        gains = np.r_[np.full(exceeding, 9.0), np.zeros(samples - exceeding)]
        subject = faithful()
        tested = {(TEST_PART, "VVV", 1): RatioTest(1, 5.0, gains, samples)}
        subject = replace(subject, found={**subject.found, **tested})
        return why_chosen(subject, model_rows(subject)).rpartition("each): ")[2]

    assert told(19, 0) == "1 against 2 p = 0.050."
    assert told(19, 1) == "1 against 2 p = 0.100, so 1 may be enough."
    assert told(18, 0).startswith("1 against 2 p = 0.053. So few samples reject nothing at 5\u202f%")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_bootstrap_p_stands_in_the_line_of_the_larger_k(subject: Callable[[], Subject]) -> None:
    told = {(row.cell.family, row.cell.k): row.p for row in model_rows(subject())}
    expected = {(family, k + 1): test.p for (family, k), test in subject().tests.items()}
    assert {model: p for model, p in told.items() if not np.isnan(p)} == expected


class Tables(HTMLParser):
    """The cells of all tables of a page, and what scripts and outside addresses it has."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.foreign: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.cell = []
        self.foreign += [tag] if tag in ("img", "link", "iframe") else []
        self.scripts += tag == "script"
        self.foreign += [str(value) for name, value in attrs if name in ("src", "href", "onload")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None:
            self.tables[-1][-1].append("".join(self.cell))
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_html_and_markdown_say_the_same_and_nothing_foreign(subject: Callable[[], Subject]) -> None:
    whole = report_of(subject)
    page = Tables()
    page.feed(html_report(whole))
    tables = [block for block in whole.blocks if isinstance(block, TextTable)]
    assert page.tables == [[list(table.heads), *(list(line) for line in table.lines)] for table in tables]
    assert (page.foreign, page.scripts) == ([], 1)
    text = markdown_report(whole)
    heads = re.findall(r"^\| .*\n\| [:\-| ]+\|$", text, re.M)
    assert len(heads) == len(tables)
    for block in whole.blocks:
        if isinstance(block, Prose):
            assert block.text in re.sub(r"\\([\\`*_\[\]<>|#$~])", r"\1", text)
    widths = {line.count(" | ") for line in text.splitlines() if line.startswith("| ")}
    assert widths == {len(table.heads) - 1 for table in tables}


def test_a_page_runs_no_script_but_the_one_that_copies_tables() -> None:
    page = html_report(report_of(faithful))
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert policy.split("; ")[-1] == f"script-src 'sha256-{digest}'"
    assert "Copy table" in script
    assert "https:" not in script


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_data_hold_every_model_with_all_digits(subject: Callable[[], Subject]) -> None:
    content = json.loads(report_json(subject()))
    records = list(csv.DictReader(io.StringIO(models_csv(subject()))))
    assert len(records) == len(content["models"]) == len(subject().cells)
    for record, told in zip(records, content["models"], strict=True):
        assert float(record["log_likelihood"]) == told["log_likelihood"]
        assert (float(record["bic"]), record["family"]) == (told["bic"], told["family"])
    assert content["settings"]["seed"] == subject().settings.seed
    assert len(content["components"]) == subject().mixture.k


def test_names_from_a_file_stay_text_in_every_form() -> None:
    whole = dataset("faithful")
    points = replace(whole, columns=(EVIL, "b"), file_columns=(EVIL, "b"), title=EVIL)
    subject = replace(faithful(), points=points)
    told = document(subject)
    parsed = Tables()
    parsed.feed(html_report(told))
    assert (parsed.foreign, parsed.scripts) == ([], 1)  # its own, see below
    table = next(
        block for block in told.blocks if isinstance(block, TextTable) and "Components" in block.caption
    )
    assert any(EVIL[:20] in line[0] for line in table.lines)
    markdown = markdown_report(told)
    assert "![y](" not in markdown
    assert "<script" not in re.sub(r"\\<", "", markdown)
    assert "<script" not in "".join(block.svg for block in told.blocks if isinstance(block, Picture))


def test_the_methods_tell_every_setting_seed_and_version() -> None:
    from gmmviz import __version__

    text = " ".join(block.text for block in report_of(faithful).blocks if isinstance(block, Prose))
    for words in (
        f"gmmviz {__version__} with Python",
        "starts from k-means++, seed 0",
        "gain per row is below 1e-06",
        "5 models with 3 starts each",
        "Ward's hierarchy once; k-means and whitened k-means in turn",
        "45 nonparametric bootstrap resamples",
        "3 samples, 5 starts",
        "Report made on 1 May 2030.",
    ):
        assert words in text


def test_the_stability_of_clusters_owners_and_k_is_told_and_kept_as_data() -> None:
    whole = faithful()
    n = whole.points.n
    stable = Stability(np.ones((4, 2)), np.full(n, 3), np.full(n, 4), 4, np.array([2, 2, 3, 2]))
    found = Examination(2, ((0,), (1,)), grouped=True, stability=stable)
    subject = replace(whole, found={**whole.found, EXAMINATION_KEY: found})
    text = unescape(html_report(document(subject)))
    assert (
        "BIC prefers K = 2 in 3 of 4 samples of the rows (75\u202f%, 95\u202f% interval 30\u202f% to 95\u202f%); "
        "K = 3 in 1." in text
    )
    assert "75.0\u202f% of the rows drawn were in the cluster that matches their own" in text
    evidence = json.loads(report_json(subject))["evidence"]
    assert evidence["k_preferred"]["by_k"] == {"2": 3, "3": 1}
    assert evidence["owners_kept"] == 0.75


def test_what_the_receipt_warned_of_stands_in_the_summary_the_caveats_and_the_data() -> None:
    """Of the file, and of the points: a value far from all others, which any data may have."""
    whole = faithful()
    x = whole.points.x.copy()
    x[0, 0] = 1e6
    warning = "Only the first 272 rows were read, up to line 273: that is the limit."
    points = replace(whole.points, x=x, warnings=(warning,))
    subject = replace(whole, points=points)
    texts = [*caveats(subject), *json.loads(report_json(subject))["caveats"]]
    assert texts.count(warning) == 2
    assert sum("very far from the others (such as 1e+06)" in text for text in texts) == 2
    told = document(subject)
    for text in (unescape(html_report(told)), markdown_report(told)):
        assert text.count(warning) == 2
        assert f"Careful: {warning}" in text
        assert text.count("very far from the others") == 2


@cache
def examined() -> Subject:
    """Three ellipses on Old Faithful with all that an examination tells: gaps, ratios, gain, samples."""
    whole = subject_of(dataset("faithful"), EMSettings(k=3, family="EEE", start="kmeans", seed=1))
    request = ExaminationRequest(whole.settings, whole.mixture, samples=9, again=3, ratio_samples=9)
    *_, found = examine(whole.points.x, request)
    return replace(whole, found={**whole.found, EXAMINATION_KEY: found})


NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:\u202f\d{3})+|\d+)(\.\d+)?(?![\w.]*\w)(\u202f%)?")


def numbers_of(content: object) -> list[float]:
    """All numbers that some data hold, at any depth."""
    if isinstance(content, dict):
        return [each for value in content.values() for each in numbers_of(value)] + [
            float(name) for name in content if name.isdecimal()
        ]
    if isinstance(content, list):
        return [each for value in content for each in numbers_of(value)]
    return [float(content)] if isinstance(content, (int, float)) and not isinstance(content, bool) else []


def test_every_number_that_the_page_tells_of_the_fit_and_of_the_evidence_is_in_the_data() -> None:
    subject = examined()
    whole = json.loads(report_json(subject))
    known = np.abs(np.array(numbers_of(whole)))
    shown = report_of(examined).blocks
    sections = ("Models", "The fit", "How surely rows are assigned", "Are the clusters real?")
    at, told = "", []
    for block in shown:
        if isinstance(block, Heading):
            at = block.text
        elif at in sections and isinstance(block, TextTable):
            told += [cell for line in block.lines for cell in line]
        elif at == sections[-1] and isinstance(block, Listed):
            told += block.items
    assert len(told) > 100
    for text in told:
        for whole_part, decimals, per_cent in NUMBER.findall(text):
            value = float(whole_part.replace("\u202f", "") + decimals)
            values = 100.0 * known if per_cent or "comes from" in text else known
            places = len(decimals) - 1 if decimals else 0
            near = 0.5000001 * 10.0**-places
            fits = np.abs(values - value).min() <= near or np.abs(100.0 * known - value).min() <= near
            assert fits or value in (95.0, 100.0, 299.0), (value, text)


def test_the_evidence_as_data_has_nats_modes_power_and_the_rates_of_error() -> None:
    subject = examined()
    found = subject.examination
    assert found is not None
    told = json.loads(report_json(subject))["evidence"]
    for pair, gap in zip(found.pairs, told["gaps"], strict=True):
        assert gap["nats"] == (None if pair.gap.line is None else pytest.approx(pair.gap.line.ratio))
        assert (gap["modes"], gap["rows"]) == (pair.modes or None, pair.rows)
        assert gap["p"] == (pair.gap.p if len(pair.gap.simulated) else None)
        assert gap["rows"] >= 2 * gap["rows_of_the_smaller"] > 0
        assert gap["power"] == (None if np.isnan(pair.power) else pair.power)
    rates = told["error_rates"]
    assert rates["words"] == error_words(found, subject.points.n, subject.points.d)
    assert [each["rows"] for each in rates["by_rows"]] == [[100, 299], [300, 2000]]  # 272 rows
    assert told["headline"] == examination_words.headline(found)
    assert [each["verdict"] for each in told["clusters"]] == [found.of_cluster(j)[0] for j in range(3)]


def test_tests_that_only_the_examination_made_are_not_denied() -> None:
    subject = examined()
    assert subject.examination is not None
    assert subject.examination.ratios
    text = unescape(html_report(report_of(examined)))
    assert "test was made but those of the examination, against fewer components." in text
    assert "test was made." not in text
    assert "No bootstrap likelihood-ratio test was made." in caveats(standardised())


def test_a_report_refers_to_the_works_that_it_cites_and_to_no_other() -> None:
    blocks = report_of(faithful).blocks
    listed = blocks[-1]
    assert isinstance(listed, Listed)
    text = html_report(report_of(faithful)).split("References")[0]
    assert not any(
        work.startswith(("Baudry", "Hennig", "Zhu")) for work in listed.items
    )  # nothing was merged
    for work in listed.items:
        assert work.split(",")[0].lower() in text.lower()
    of_three = report_of(examined).blocks[-1]
    assert isinstance(of_three, Listed)
    assert {"Baudry", "Hennig", "Zhu"} <= {work.split(",")[0] for work in of_three.items}


def test_what_was_not_done_is_named() -> None:
    text = unescape(html_report(report_of(one_column)))
    for words in (
        "No bootstrap likelihood-ratio test was made.",
        "This was not examined.",
        "Point estimates only",
    ):
        assert words in text
    status = {item.asks: item.answer(one_column())[0] for item in checklist.CHECKLIST}
    assert status["Estimates with standard errors or intervals"] == checklist.IS_MISSING
    assert sum(checklist.counts(one_column()).values()) == len(checklist.CHECKLIST)


def test_a_search_that_was_stopped_names_the_models_that_it_did_not_come_to() -> None:
    subject = faithful()
    places = sorted(place for place in subject.found if place[0] == CELL_PART)
    assert places[-1] == (CELL_PART, "VVV", 3)
    found = {place: value for place, value in subject.found.items() if place != (CELL_PART, "VVV", 3)}
    part = (CELL_PART, "EEE", 3)
    stopped = replace(subject, found={**found, part: replace(found[part], planned=4)})
    search = methods.methods(stopped)[2]
    assert "K = 1 to 3 and the shapes EEE and VVV were planned, 5 models" in search
    assert (
        "The search was stopped: 3 of these models had all their starts, 1 had some of them and 1 was not begun "
        "(K = 3, VVV)." in search
    )
    assert " were tried" not in search
    text = fit_paragraph.paragraph(stopped.facts)
    assert "models so far" in text
    assert "The grid was unfinished: 3 of 5 models" in text
    status = {item.asks: item.answer(stopped) for item in checklist.CHECKLIST}
    assert status["All models are listed, with all parameters"] == (
        checklist.IN_PART,
        "Methods; table of models, as far as the search got.",
    )


@pytest.mark.parametrize(
    ("gains", "says"),
    [
        ([9.0], "until a test did not reject at 5 %, which is that of 1 against 2"),
        ([0.0, 9.0], "until a test did not reject at 5 %, which is that of 2 against 3"),
        ([0.0, 0.0], "up to 2 against 3, one more than the fit has; all of them rejected at 5 %"),
        ([0.0], "up to 1 against 2; that test rejected at 5 %, and the next one was not made to its end"),
    ],
)
def test_it_is_said_why_the_tests_of_k_ended_where_they_did(gains: list[float], says: str) -> None:
    tests = {
        (TEST_PART, "VVV", k): RatioTest(k, 5.0, np.full(19, gain), 19)
        for k, gain in enumerate(gains, start=1)
    }
    kept = {place: value for place, value in faithful().found.items() if place[0] != TEST_PART}
    assert says in methods.methods(replace(faithful(), found={**kept, **tests}))[3]


def test_everything_that_is_drawn_at_random_is_told_with_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module of the engine that draws for a report is told in Methods: another one would fail here."""
    drawing, made = set(), np.random.default_rng

    def recorded(seed: object = None) -> np.random.Generator:
        drawing.add(sys._getframe(1).f_globals["__name__"])
        return made(seed)

    told = {
        "gmmviz.em.run": "starts from k-means++, seed 7",
        "gmmviz.em.search.search_data": "seeds from 7000 on",
        "gmmviz.em.search.bootstrap": "2 samples, 5 starts of each model on the data as on every sample, seed 7;",
        "gmmviz.em.search.intervals": "of 41 nonparametric bootstrap resamples, seed 7,",
        "gmmviz.em.evidence.cuts": "percentiles of 41 bootstrap samples of the rows, seed 7,",
        "gmmviz.em.evidence.separation": "39 simulated clouds at most, seed 7;",
        "gmmviz.em.evidence.likelihood_ratios": "19 bootstrap samples each at most, 2 starts of each model or more, "
        "seed 7.",
        "gmmviz.em.starts.partitions": "seeds from 7000 on",
        "gmmviz.em.starts.split_merge": "seeds from 7000 on",
        "gmmviz.em.evidence.stability": "in 2 bootstrap samples of the rows, seed 7,",
        "gmmviz.em.search.validation": "of 5 folds, shuffled with seed 7.",
    }
    monkeypatch.setattr(np.random, "default_rng", recorded)
    x = np.concatenate([made(1).normal(0, 1, 20), made(2).normal(9, 1, 20)])[:, None]
    points = Points(x, ("a",), title="two")
    subject = subject_of(points, EMSettings(k=2, start="kmeans++", seed=7), samples=2, resamples=41)
    asked = ExaminationRequest(subject.settings, subject.mixture, again=2, ratio_samples=19)
    *_, found = examine(x, asked)
    assert drawing == set(told)
    text = methods.methods(replace(subject, found={**subject.found, EXAMINATION_KEY: found}))
    assert [words for words in told.values() if words not in " ".join(text)] == []


def test_a_verdict_that_takes_clusters_back_stands_among_the_caveats() -> None:
    whole, n = faithful(), faithful().points.n
    stable = Stability(np.ones((4, 2)), np.full(n, 3), np.full(n, 4), 4, np.array([2, 2, 3, 2]))
    one = Examination(2, ((0, 1),), grouped=True, stability=stable)
    subject = replace(whole, found={**whole.found, EXAMINATION_KEY: one})
    assert examination_words.headline(one) in caveats(subject)
    apart = replace(one, groups=((0,), (1,)))
    subject = replace(whole, found={**whole.found, EXAMINATION_KEY: apart})
    assert examination_words.headline(apart) not in caveats(subject)


def test_of_logarithms_the_profile_shows_medians() -> None:
    whole = faithful()
    assert "the mean of each component" in profiles(whole)[1].caption
    logged = replace(whole.points, logs=whole.points.file_columns[:1])
    assert (
        "the mean, of logged columns the median, of each component"
        in profiles(replace(whole, points=logged))[1].caption
    )


def test_every_point_of_the_checklist_has_an_answer() -> None:
    statuses = {checklist.IN_THE_REPORT, checklist.IN_PART, checklist.YOURS_TO_ADD, checklist.IS_MISSING}
    for item in checklist.CHECKLIST:
        status, words = item.answer(faithful())
        assert status in statuses
        assert words.endswith((".", "below."))


def test_a_run_below_its_models_best_is_named_in_the_caveats() -> None:
    subject = subject_of(dataset("faithful"), EMSettings(k=3, start="points", seed=1))
    own = subject.facts.own_cell
    assert own is not None
    assert own.best is not None
    below = own.best.end.log_likelihood - subject.run.states[-1].log_likelihood
    told = "below the best optimum of the search for its own model" in html_report(document(subject))
    assert told == (below > 0.01)


def test_a_script_is_shown_whole_or_with_the_reason_why_there_is_none() -> None:
    scripts = (
        Script("one", "r", "cat('```')\n```\n", "It runs."),
        Script("two", "r", None, "None: no such model."),
    )
    text = markdown_report(Document("t", "s", scripts))
    assert "````r\ncat('```')\n```\n````" in text
    page = html_report(Document("t", "s", scripts))
    assert "cat(&#x27;```&#x27;)" in page
    assert "None: no such model." in page


def test_the_bundle_holds_every_picture_that_the_markdown_names() -> None:
    whole = report_of(faithful)
    with zipfile.ZipFile(io.BytesIO(bundle(whole))) as archive:
        text = archive.read("report.md").decode()
        named = set(re.findall(r"\]\((.*?\.svg)\)", text))
        assert named == {name for name in archive.namelist() if name.endswith(".svg")}
        assert {"stage.svg", "profile.svg", "profile-raw.svg", "ridgeline.svg"} <= named
        assert len(archive.read("captions.txt").decode().splitlines()) == len(named)
    assert bundle(whole) == bundle(whole)


def test_an_examination_that_was_stopped_is_told_as_begun_and_as_unfinished() -> None:
    whole, n = faithful(), faithful().points.n
    begun = Examination(2, ((0,), (1,)), done=5, steps=100)
    subject = replace(whole, found={**whole.found, EXAMINATION_KEY: begun})
    text = visible_text(document(subject).blocks)
    assert examination_words.NOT_LOOKED in text
    assert "This was not examined." not in text
    assert "Whether the clusters are real was not examined to its end." in caveats(subject)
    assert json.loads(report_json(subject))["evidence"]["headline"] == examination_words.NOT_LOOKED
    some = Stability(np.ones((20, 2)), np.full(n, 3), np.full(n, 4), 50, np.full(20, 2))
    apart = replace(begun, grouped=True, stability=some)
    assert apart.verdict == "separate groups"
    subject = replace(whole, found={**whole.found, EXAMINATION_KEY: apart})
    assert any("after 20 of 50 samples of the rows" in each for each in caveats(subject))


def test_the_rows_of_components_are_whole_numbers_as_data() -> None:
    told = json.loads(report_json(faithful()))["components"]
    assert all(type(each["rows"]) is int for each in told)


def test_every_work_that_evidence_merging_cuts_and_allocation_cite_has_its_reference() -> None:
    words = " ".join((METHOD, cluster_words.METHOD, cut_words.METHOD))
    for author, year in (
        *(("Zhu", "2009"), ("Baudry", "2010"), ("Efron", "1993"), ("Hennig", "2007")),
        *(("McLachlan, G. J. & Basford", "1988"), ("Van Lissa", "2024")),
    ):
        assert any(each.startswith(author) and f"({year})" in each for each in methods.REFERENCES)
    for name, year in re.findall(r"([A-Z][a-z]+) (?:et al\.|and [A-Z][\w-]+) \(?(\d{4})", words):
        assert any(name in each and f"({year})" in each for each in methods.REFERENCES), (name, year)


def test_the_seed_of_the_search_is_that_of_the_searched_models_and_not_of_the_run_shown() -> None:
    whole = faithful()
    other = replace(whole, run=replace(whole.run, settings=replace(whole.run.settings, seed=7)))
    search = next(text for text in methods.methods(other) if text.startswith("Model search"))
    assert "seeds from 0 on" in search


def test_scripts_are_open_in_print() -> None:
    style = html_report(Document("t", "s", ()))
    assert "details::details-content { content-visibility: visible" in style.split("@media print", 1)[1]


def test_the_data_of_a_report_hold_the_account_of_rows_as_numbers() -> None:
    whole = faithful()
    losses = (Loss(3, "too many cells", READING_PART, (9, 25, 43)), Loss(2, 'no value in "waiting"'))
    subject = replace(whole, points=replace(whole.points, account=Account(whole.points.n, losses)))
    told = json.loads(report_json(subject))
    assert {name: told["data"][name] for name in ("rows", "rows_read", "rows_in_file")} == {
        "rows": 272,
        "rows_read": 274,
        "rows_in_file": 277,
    }
    assert [(loss["rows"], loss["stage"], loss.get("lines")) for loss in told["losses"]] == [
        (3, "reading", [9, 25, 43]),
        (2, "choosing", None),
    ]


def test_what_the_reader_left_out_and_columns_that_are_not_fitted_stand_in_every_form() -> None:
    rows = [f"{i % 7 + i / 9};{i * i % 11 + i / 8};7;{'uv'[i % 2]};x{i}" for i in range(40)]
    rows[5] = rows[5].replace(rows[5].split(";")[0], "", 1)
    text = "\n".join(["Exported by X", "a;b;c;species;remark", *rows, "Total;;;;"])
    points = points_from_table(read_table(text.encode()))
    subject = subject_of(points, EMSettings(k=1))
    left_out = methods.left_out(subject)
    assert left_out == [
        '1 row with no value in "a".',
        '1 line above the table: not data ("Exported by X").',
        '1 row at the end (line 43) is no data ("Total"): left out.',
        '"species" looks like a label: held out for comparing.',
        '"c" has one value only: not chosen.',
        '"remark" holds text: not chosen.',
    ]
    told = json.loads(report_json(subject))
    assert told["left_out"] == left_out
    assert [loss["lines"] for loss in told["losses"]] == [[8]]
    assert told["columns_left_out"][1] == {"columns": ["c"], "why": "has one value only: not chosen"}
    for form in (
        told["methods"][0],
        fit_paragraph.paragraph(subject.facts),
        markdown_report(document(subject)),
    ):
        assert all(sentence.rstrip(".").removeprefix("1 row with ") in form for sentence in left_out), form


def test_no_row_is_said_to_be_missing_a_value_where_a_line_of_sums_alone_was_left_out() -> None:
    rows = [f"{i % 7 + i / 9};{i * i % 11 + i / 8}" for i in range(40)]
    points = points_from_table(read_table("\n".join(["a;b", *rows, "Total;", ""]).encode()))
    subject = subject_of(points, EMSettings(k=1))
    assert methods.left_out(subject)[-1] == "No other row was left out."
    answers = {item.asks: item.answer(subject)[1] for item in checklist.CHECKLIST}
    assert answers["How much is missing, and how it was handled"] == (
        "No row was left out for want of a value, so none had a missing value in a fitted column."
    )


def test_known_classes_of_built_in_data_are_told_as_held_out() -> None:
    points = restricted_points(dataset("iris"), ["sepal length (cm)", "petal width (cm)"])
    assert methods.columns_left_out(points) == [
        '"sepal width (cm)" and "petal length (cm)" could be fitted: not chosen.',
        "The known classes: held out for comparing.",
    ]


def test_rows_that_cannot_be_placed_have_the_same_names_and_values_on_the_page_and_in_the_data() -> None:
    geyser = dataset("faithful").x[:80]
    cells = [f"g{i},{-12345678.0 + row[0]},{row[1]}" for i, row in enumerate(geyser)]
    cells[0], cells[3] = "g0,,54.0", "g3,2.0,"  # rows that are left out before those that are fitted
    table = read_table("\n".join(["id,eruptions,waiting", *cells]).encode())
    points = points_from_table(table)
    subject = replace(
        subject_of(points, EMSettings(k=2, start="kmeans++")), placed=1.0, names=RowNames(points, table)
    )
    shown = unplaced_table(subject)
    assert shown is not None
    assert shown.heads[:3] == ("row", "line", "id")
    told = json.loads(report_json(subject))["unplaced"]
    assert [(str(each["row"]), str(each["line"]), each["identifier"]) for each in told] == [
        line[:3] for line in shown.lines
    ]
    assert all(each["identifier"] == f"g{each['row'] - 1}" for each in told)
    assert all(
        line[5] == short_number(each["values"][0]) for line, each in zip(shown.lines, told, strict=True)
    )
    assert shown.lines[0][5].startswith("\u221212\u202f345\u202f7")


def test_of_one_component_no_sizes_are_told() -> None:
    assert "sizes" not in methods.methods(subject_of(dataset("faithful"), EMSettings(k=1)))[1]
    assert "sizes free" in methods.methods(faithful())[1]


def test_the_reason_why_tidylpa_has_no_model_of_one_column_is_the_column() -> None:
    subject = one_column()
    reason = tidylpa_why_not(subject.run, subject.points)
    assert reason == f"tidyLPA is for two columns or more, and this is {subject.notation} in one."


def test_caveats_name_everything_that_a_report_that_was_stopped_has_not_done() -> None:
    subject = subject_of(dataset("faithful"), EMSettings(k=2))
    told = caveats(replace(subject, found={}))
    assert "No bootstrap likelihood-ratio test was made." in told
    assert (
        "Weights and means have no intervals, so their precision is not known: no bootstrap resample was drawn."
        in told
    )
    assert "Whether the clusters are real was not examined." in told
    assert "No other models were fitted." in told
    whole, stopped = caveats(subject), "The search of models was stopped before its end."
    last = max(place for place in subject.found if place[0] == CELL_PART)
    kept = {place: value for place, value in subject.found.items() if place != last}
    assert [stopped in whole, stopped in caveats(replace(subject, found=kept))] == [False, True]
