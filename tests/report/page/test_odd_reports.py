"""Reports of tiny and odd data: every form is made, no number is none, and what is claimed agrees with the table."""

import csv
import io
import json
import math
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html import unescape

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmmviz.data import Points, points_from_table, read_table
from gmmviz.em import EMSettings
from gmmviz.em.evidence.dossier import CELL_PART, INTERVALS_PART, TEST_PART
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.statistics.criteria import CRITERIA, Measures, rewards_parameters
from gmmviz.em.statistics.indices import caic, sabic
from gmmviz.report.criteria_words import findings
from gmmviz.report.page import checklist
from gmmviz.report.page.blocks import Document, TextTable
from gmmviz.report.page.bundle import bundle
from gmmviz.report.page.content import caveats, document, visible_text
from gmmviz.report.page.grid_plan import GridPlan
from gmmviz.report.page.html_report import html_report
from gmmviz.report.page.markdown_report import markdown_report
from gmmviz.report.page.models_table import model_rows, without_vote
from gmmviz.report.page.paragraphs.choice_words import why_chosen
from gmmviz.report.page.report_data import models_csv, report_json
from gmmviz.report.page.subject import Subject
from tests.report.dossiers import faithful, subject_of

RNG = np.random.default_rng(6)
NEVER = re.compile(
    r"\b(?:nan|inf|None(?! of))\b|\b0 of 0\b|\b1 (?:rows|columns|models|starts|samples|tests)\b|\[\]|\(\)|  "
)


def cloud(rows: int, columns: int = 2, groups: int = 1) -> Points:
    """Rows of so many round groups, of equal size and far apart."""
    x = RNG.normal(size=(rows, columns)) + 7.0 * (np.arange(rows) % groups)[:, None]
    return Points(x.round(2), tuple("abcdef"[:columns]), title="odd")


def of_a_file(text: str, columns: list[str]) -> Points:
    return points_from_table(read_table(text.encode(), name="odd.csv"), columns, label="")


HOLES = "a,b,c\n" + "".join(f"{n % 5}.{n},{'' if n == 3 else n * n % 7},w{n % 2}\n" for n in range(24))
ODD: dict[str, tuple[Points, EMSettings]] = {
    "two rows": (cloud(2), EMSettings(k=1, family="EII")),
    "two rows of one column": (cloud(2, 1), EMSettings(k=1)),
    "three rows, three components": (cloud(3, 1), EMSettings(k=3, family="EII", floor=0.1)),
    "twelve rows": (cloud(12, 2, 3), EMSettings(k=3, family="VVI", start="kmeans++")),
    "as many rows as SABIC needs not": (cloud(22, 2, 2), EMSettings(k=2, family="EEE", start="kmeans++")),
    "one column": (cloud(40, 1, 2), EMSettings(k=2, start="kmeans++")),
    "one component": (cloud(30), EMSettings(k=1)),
    "six columns": (cloud(26, 6), EMSettings(k=2, family="EII", start="kmeans++")),
    "equal weights": (cloud(30, 2, 2), EMSettings(k=2, weights="equal", start="kmeans++")),
    "hard": (
        cloud(30, 2, 2),
        EMSettings(k=2, family="EII", variant="hard", weights="equal", start="kmeans++"),
    ),
    "annealed": (cloud(30, 2, 2), EMSettings(k=2, variant="annealed", start="kmeans++")),
    "standardised": (replace(cloud(30, 2, 2), scaling="standardise"), EMSettings(k=2, start="kmeans++")),
    "missing values and words": (
        of_a_file(HOLES, ["a", "b"]),
        EMSettings(k=2, family="EEE", start="kmeans++"),
    ),
}


@cache
def odd(name: str) -> Subject:
    points, settings = ODD[name]
    return subject_of(points, settings, resamples=45 if points.d > 1 else 0)  # cuts of one column take long


@cache
def report_of(name: str) -> Document:
    return document(odd(name))


@pytest.mark.parametrize("name", ODD)
def test_every_form_is_made_and_no_number_or_cell_is_none(name: str) -> None:
    subject = odd(name)
    whole = report_of(name)
    page, text = html_report(whole), markdown_report(whole)
    said = visible_text(whole.blocks)
    assert not [NEVER.findall(line) for line in said.split("\n") if NEVER.search(line)]
    for block in whole.blocks:
        if isinstance(block, TextTable):
            assert all(cell.strip() for cell in block.heads), block.caption
            assert all(cell.strip() for line in block.lines for cell in line), block.caption
            assert {len(line) for line in block.lines} <= {len(block.heads)}
            for cell in (cell for line in block.lines for cell in line):
                assert cell in unescape(page)
                assert cell in text.replace("\\", "")
    assert bundle(whole)
    data = json.loads(report_json(subject))
    records = list(csv.DictReader(io.StringIO(models_csv(subject))))
    assert [each["verdict"] for each in records] == [each["verdict"] for each in data["models"]]
    sentences = said.split("\n")
    assert {each["where"] for each in data["checklist"]} <= set(sentences)
    assert set(data["caveats"]) <= set(sentences)
    assert data["chosen"]["why"] in sentences


@pytest.mark.parametrize("name", ODD)
def test_every_number_of_the_table_is_what_numpy_says(name: str) -> None:
    subject = odd(name)
    x, n = subject.points.x, subject.points.n
    for row in model_rows(subject):
        best = row.cell.best
        if best is None:
            continue
        mixture, k, p = best.end.mixture, row.cell.k, row.cell.parameters
        joint = np.column_stack(
            [
                np.log(weight) + multivariate_normal(mean, covariance).logpdf(x)
                for weight, mean, covariance in zip(
                    mixture.weights, mixture.means, mixture.covariances, strict=True
                )
            ]
        ).reshape(n, k)
        total = np.logaddexp.reduce(joint, axis=1)
        shares, log_likelihood = np.exp(joint - total[:, None]), total.sum()
        entropy = -np.sum(shares * np.log(np.maximum(shares, 1e-300)))
        bic = -2 * log_likelihood + p * np.log(n)
        expected = {
            "AIC": -2 * log_likelihood + 2 * p,
            "BIC": bic,
            "SABIC": -2 * log_likelihood + p * np.log((n + 2) / 24),
            "CAIC": -2 * log_likelihood + p * (np.log(n) + 1),
            "AICc": -2 * log_likelihood + 2 * p + 2 * p * (p + 1) / (n - p - 1) if n > p + 1 else math.nan,
            "ICL": bic - 2 * np.log(shares.max(axis=1)).sum(),
        }
        assert row.indices == pytest.approx(expected, abs=1e-6, nan_ok=True)
        known = 1 - entropy / (n * np.log(k)) if k > 1 else math.nan
        assert row.relative_entropy == pytest.approx(known, abs=1e-6, nan_ok=True)
        owners = shares.argmax(axis=1)
        assert row.quality is not None
        assert row.quality.counts.tolist() == np.bincount(owners, minlength=k).tolist()
        for j in np.unique(owners):
            assert row.posteriors[j] == pytest.approx(shares[owners == j, j].mean(), abs=1e-9)


def status(subject: Subject, asks: str) -> tuple[str, str]:
    return next(item.answer(subject) for item in checklist.CHECKLIST if item.asks == asks)


@pytest.mark.parametrize("name", ODD)
def test_what_the_checklist_claims_agrees_with_the_table(name: str) -> None:
    subject = odd(name)
    rows = model_rows(subject)
    verdicts = Counter(row.verdict for row in rows)
    _, converged = status(subject, "Convergence of the models")
    assert ("all settled" in converged) == (set(verdicts) == {"settled"})
    alone, unsound = verdicts["one start alone"], verdicts["no fit"] + verdicts["spurious"]
    assert ("one start alone" in converged) == (alone > 0)
    assert (f"{unsound} of " in converged) >= (unsound > 0)
    sound = {row.cell.k for row in rows if row.verdict not in ("no fit", "spurious")}
    _, classes = status(subject, "One class up to the largest K, which is justified")
    for k in {row.cell.k for row in rows} - sound:
        assert re.search(rf"No model with K = [^.]*\b{k}\b|to {k}\b", classes)
    assert f"K = {min(sound)}" in classes
    _, missing = status(subject, "How much is missing, and how it was handled")
    dropped = subject.points.dropped
    assert ("MCAR" in missing) == (dropped is not None and len(dropped.rows) > 0)
    known = subject.intervals is not None and subject.intervals.known
    for asks in ("Estimates with standard errors or intervals", "Point estimates and confidence bounds"):
        assert (status(subject, asks)[0] == checklist.IS_MISSING) != known
    assert any("have no intervals" in each for each in caveats(subject)) != known
    assert ("other K were compared" in status(subject, "Exploratory or confirmatory")[1]) == (
        len({row.cell.k for row in rows}) > 1
    )


@pytest.mark.parametrize("name", ODD)
def test_an_index_that_rewards_parameters_has_no_vote(name: str) -> None:
    """Sclove's index falls with every parameter below 22 rows, and at 22 it does not rise."""
    subject = odd(name)
    rows, told = model_rows(subject), without_vote(model_rows(subject))
    why = why_chosen(subject, rows)
    few = subject.points.n <= 22
    assert any(sentence.startswith("SABIC has no vote") for sentence in told) == few
    assert bool(re.search(r"SABIC[^.]* (?:is|are) lowest", why)) <= (not few)
    assert ("SABIC rewards parameters: no vote." in visible_text(report_of(name).blocks)) == few
    sound = [row for row in rows if row.measures is not None and not row.cell.spurious]
    undefined = sum(math.isnan(row.indices["AICc"]) for row in sound)
    assert any(sentence.startswith("AICc is defined for") for sentence in told) == (undefined > 0)
    if undefined:
        for sentence in re.findall(r"[^.]*AICc[^.]* lowest for", why):
            assert sentence.strip().startswith("Of those, AICc is lowest for")


@pytest.mark.parametrize(("n", "rewards"), [(2, True), (21, True), (22, True), (23, False), (500, False)])
def test_which_indices_reward_parameters_follows_from_their_formulas(n: int, rewards: bool) -> None:
    fit = Measures(-100.0, 7, n)
    assert rewards_parameters(sabic, fit) == rewards
    assert not rewards_parameters(caic, fit)
    assert not any(rewards_parameters(criterion.score, fit) for criterion in CRITERIA.values())


def test_on_choose_a_criterion_that_some_models_lack_does_not_simply_agree() -> None:
    cells = odd("twelve rows").cells
    told = " ".join(findings(cells, "bic", 2).sentences)
    sound = [cell for cell in cells if cell.best is not None and not cell.spurious]
    known = [cell for cell in sound if cell.parameters < 11]
    assert 0 < len(known) < len(sound)
    assert f"AICc, defined for only {len(known)} of {len(sound)} models with a sound fit: K = " in told
    assert not re.search(r"AICc[^.:]* agree", told)
    assert "All criteria agree" not in told
    nowhere = " ".join(findings([cell for cell in cells if cell.parameters >= 11], "bic", 2).sentences)
    assert "AICc is defined for none of these models: too few rows." in nowhere


def test_a_single_sound_model_wins_nothing() -> None:
    subject = odd("twelve rows")
    kept = {place: value for place, value in subject.found.items() if place[0] != CELL_PART or value.k == 3}
    one = {place: value for place, value in kept.items() if place[0] != CELL_PART or value.family == "VVI"}
    alone = replace(subject, found=one)
    assert "No other model has a sound fit" in why_chosen(alone, model_rows(alone))
    assert "lowest" not in why_chosen(alone, model_rows(alone))


def test_a_test_of_one_family_stands_in_no_line_of_another() -> None:
    """One component has another name than its family with more: K = 1 of VVV is fitted as EEE."""
    subject = odd("one component")
    tested = {(TEST_PART, "VVV", 1): RatioTest(1, 5.0, np.zeros(19), 19)}
    subject = replace(subject, found={**subject.found, **tested})
    assert subject.model == ("EEE", 1)
    tested_lines = [(row.cell.family, row.cell.k) for row in model_rows(subject) if not math.isnan(row.p)]
    assert tested_lines == [("VVV", 2)]


def test_a_search_that_was_stopped_and_samples_too_few_are_told_in_the_checklist() -> None:
    subject = faithful()
    last = max(place for place in subject.found if place[0] == CELL_PART)
    kept = {place: value for place, value in subject.found.items() if place != last}
    stopped = replace(subject, found=kept)
    assert status(stopped, "Fit of all models in a table") == (
        checklist.IN_PART,
        "Table of models, as far as the search got.",
    )
    assert status(stopped, "One class up to the largest K, which is justified")[0] == checklist.IN_PART
    assert status(subject, "Criteria for the number of classes") == (
        checklist.IN_PART,
        "Information criteria; the bootstrap test's 3 samples are too few to reject anything.",
    )
    nothing = replace(subject, found={}, plan=GridPlan(1, ("VVV",), 1))
    assert status(nothing, "Fit of all models in a table") == (
        checklist.IS_MISSING,
        "No other models were fitted.",
    )


def test_it_is_said_why_there_are_no_intervals() -> None:
    subject = faithful()
    known = subject.found[INTERVALS_PART]
    few = replace(known, weights=known.weights[:30], means=known.means[:30], spreads=known.spreads[:30])
    short = replace(subject, found={**subject.found, INTERVALS_PART: replace(few, planned=35, failed=5)})
    reason = "30 of 35 bootstrap resamples could be fitted, and 40 are needed"
    text = visible_text(document(short).blocks)
    assert text.count(reason) == 6  # both profiles, methods, caveats, and twice in the checklist
    cut = replace(subject, found={**subject.found, INTERVALS_PART: replace(few, planned=99, failed=1)})
    assert (
        cut.no_intervals == "30 of 31 bootstrap resamples could be fitted, 99 were planned, and 40 are needed"
    )
    never = {place: value for place, value in subject.found.items() if place != INTERVALS_PART}
    assert replace(subject, found=never).no_intervals == "no bootstrap resample was drawn"
    assert not subject.no_intervals


def test_a_fit_that_is_not_that_of_its_line_is_told_beside_the_choice() -> None:
    """An annealed run that ended on a spurious optimum, and a run above all starts of the search."""
    subject = odd("annealed")
    own = subject.facts.own_cell
    assert own is not None
    assert own.best is not None
    assert own.best.end.log_likelihood - subject.fit.log_likelihood > 1
    why = why_chosen(subject, model_rows(subject))
    assert "The fit of this report is spurious, so no index speaks for it." in why
    assert " below the best optimum of the search for its own model;" in why
    assert subject.elsewhere in caveats(subject)
    subject = odd("equal weights")
    own = subject.facts.own_cell
    assert own is not None
    ends = [
        replace(each.end, measures=replace(each.end.measures, log_likelihood=each.end.log_likelihood - 9.0))
        for each in own.optima
    ]
    lower = tuple(replace(each, end=end) for each, end in zip(own.optima, ends, strict=True))
    place = (CELL_PART, own.family, own.k)
    found = {**subject.found, place: replace(own, optima=lower)}
    above = replace(subject, found=found)
    assert " above the best optimum of the search for its own model;" in above.elsewhere


def test_weights_that_are_not_estimated_have_no_interval() -> None:
    for name in ("equal weights", "one component"):
        said = visible_text(report_of(name).blocks)
        assert re.search(r"Intervals of means are 2\.5", said)
        assert "% [" not in said
