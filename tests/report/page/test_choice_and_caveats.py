"""What a report says of the choice of K and of what speaks against it, and what it claims to have made."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gmmviz.data import Points, dataset
from gmmviz.em import EMSettings
from gmmviz.em.evidence.dossier import TEST_PART
from gmmviz.em.evidence.examination import EXAMINATION_KEY, Examination
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.report import fit_paragraph
from gmmviz.report.page import checklist, methods
from gmmviz.report.page.blocks import REPORT_PICTURES, Document, Picture
from gmmviz.report.page.content import caveats
from gmmviz.report.page.grid_plan import GridPlan
from gmmviz.report.page.markdown_report import markdown_report
from gmmviz.report.page.models_table import model_rows, models_table
from gmmviz.report.page.paragraphs.choice_words import why_chosen
from gmmviz.report.page.subject import Subject
from gmmviz.report.scripts.all_scripts import all_scripts
from gmmviz.report.scripts.r_scripts import RowsPlaces
from tests.report.dossiers import faithful, one_column, report_of, subject_of, two_in_one_column


@cache
def four_heaps() -> Subject:
    """One column with four heaps, of which three components are fitted: K = 4 stands beside them."""
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.normal(mean, 1.0, 40) for mean in (0, 20, 40, 60)])[:, None]
    return subject_of(Points(x, ("u",)), EMSettings(k=3, start="kmeans++"))


def asked(subject: Subject, asks: str) -> tuple[str, str]:
    return next(item.answer(subject) for item in checklist.CHECKLIST if item.asks == asks)


def test_where_a_model_fitted_after_the_choice_has_a_lower_bic_that_is_said() -> None:
    by_hand = four_heaps()
    by_bic = replace(by_hand, plan=replace(by_hand.plan, by_bic=True))
    rows = model_rows(by_hand)
    assert min(rows, key=lambda row: row.indices["BIC"]).cell.k == 4
    why = why_chosen(by_bic, rows)
    assert "BIC chose K = 3 among K = 1 to 3; K = 4, " in why
    assert ", fitted afterwards, is lower by " in why
    assert "name them" not in why
    assert "so it was chosen for other reasons: name them" in why_chosen(by_hand, rows)
    edge = "BIC is lowest at the largest K that was fitted, 4, so more components may do better."
    assert edge in caveats(by_hand)
    assert "The best is at the upper edge of that range" in methods.methods(by_bic)[2]
    wider = replace(by_bic, plan=replace(by_bic.plan, most=4))
    assert "fitted afterwards" not in why_chosen(wider, rows)
    assert "fitted afterwards" not in why_chosen(faithful(), model_rows(faithful()))


def test_what_speaks_against_k_stands_among_the_caveats() -> None:
    whole = faithful()
    told = next(each for each in caveats(four_heaps()) if each.startswith("No index is lowest for this fit"))
    assert " higher than that of K = 4, " in told
    assert not any(each.startswith("No index is lowest") for each in caveats(whole))  # ICL is

    def tested(k: int, exceeding: int) -> list[str]:
        test = RatioTest(k, 5.0, np.r_[np.full(exceeding, 9.0), np.zeros(19 - exceeding)], 19)
        found = {**whole.found, (TEST_PART, "VVV", k): test}
        return [each for each in caveats(replace(whole, found=found)) if "bootstrap test of" in each]

    assert tested(1, 9) == [
        "The bootstrap test of 1 against 2 components does not reject 1 at 5\u202f%, and this fit has 2."
    ]
    assert tested(2, 0) == [
        "The bootstrap test of 2 against 3 components rejects 2 at 5\u202f%, and this fit has 2."
    ]
    assert tested(1, 0) == tested(2, 9) == []


@pytest.mark.parametrize(("preferred", "said"), [([3, 3, 3, 2], True), ([2, 2, 3, 3], False)])
def test_that_bic_prefers_this_k_in_few_samples_is_a_caveat(preferred: list[int], said: bool) -> None:
    whole = faithful()
    n = whole.points.n
    stable = Stability(np.ones((4, 2)), np.full(n, 3), np.full(n, 4), 4, np.array(preferred))
    found = Examination(2, ((0,), (1,)), grouped=True, stability=stable)
    told = caveats(replace(whole, found={**whole.found, EXAMINATION_KEY: found}))
    assert ("BIC prefers K = 2 in only 1 of 4 bootstrap samples of the rows." in told) == said


def test_too_many_parameters_are_told_in_the_same_words_in_summary_and_caveats() -> None:
    points = dataset("faithful")
    few = subject_of(replace(points, x=points.x[:15]), EMSettings(k=2, start="kmeans++"))
    burden = fit_paragraph.parameters_sentence(few.facts)
    assert "different starts may end in different places" in burden
    assert f"Careful: {burden}" in fit_paragraph.paragraph(few.facts)
    assert caveats(few).count(burden) == 1
    assert not any(each.startswith("Careful") for each in caveats(few))


@pytest.mark.parametrize("subject", [faithful, one_column, two_in_one_column])
def test_pictures_are_named_after_their_report(subject: Callable[[], Subject]) -> None:
    whole = report_of(subject)
    names = [block.name for block in whole.blocks if isinstance(block, Picture)]
    assert set(names) <= set(REPORT_PICTURES)
    text = markdown_report(whole.beside("my (2nd) report"))
    for name in names:
        assert f"](my%20%282nd%29%20report-{name}.svg)" in text


def test_every_picture_of_the_house_has_a_name_that_a_command_looks_at() -> None:
    assert len(set(REPORT_PICTURES)) == len(REPORT_PICTURES)
    block = Picture("stage", "<svg/>", "caption")
    (named,) = Document("t", "s", (block,)).beside("a").blocks
    assert named == replace(block, name="a-stage")


def test_a_file_of_rows_that_was_not_written_is_not_claimed() -> None:
    whole = faithful()
    end = whole.fit if whole.polished else None
    for unwritten in (False, True):
        places = RowsPlaces("mine-rows.csv", 2, (0, 1), unwritten=unwritten)
        scripts = all_scripts(whole.scenario, whole.points, whole.run, places, end)
        readers = [script.sentence for script in scripts if "Reads mine-rows.csv" in script.sentence]
        assert readers
        for sentence in readers:
            assert ("which --rows mine-rows.csv writes, or Rows under Take away" in sentence) == unwritten
        subject = replace(whole, scripts=scripts, rows_unwritten="mine-rows.csv" if unwritten else "")
        status, words = asked(subject, "Analysis code is shared")
        assert (status == checklist.IN_THE_REPORT) != unwritten
        assert ("mine-rows.csv was not written" in words) == unwritten


def test_weights_are_named_only_where_they_vary() -> None:
    one, two = one_column(), two_in_one_column()
    assert any(each.startswith("Means have no intervals") for each in caveats(one))
    assert any(each.startswith("Weights and means have no intervals") for each in caveats(two))
    fixed = subject_of(dataset("faithful"), EMSettings(k=1), resamples=45)
    told = asked(fixed, "Estimates with standard errors or intervals")[1]
    assert told == "Bootstrap intervals of means; none of the covariances."
    assert "of weights and means" in asked(faithful(), "Estimates with standard errors or intervals")[1]


def test_tests_of_the_examination_are_counted_and_not_denied() -> None:
    whole = faithful()
    ratio = RatioTest(1, 5.0, np.zeros(19), 19)
    found = {place: value for place, value in whole.found.items() if place[0] != TEST_PART}
    examined = Examination(2, ((0,), (1,)), grouped=True, ratios=(ratio,))
    alone = replace(whole, found={**found, EXAMINATION_KEY: examined})
    assert checklist.tests_made(alone) == (1, 0)
    assert checklist.tests_made(replace(alone, found={**alone.found, (TEST_PART, "VVV", 1): ratio})) == (1, 0)
    assert "1 likelihood-ratio test here" in asked(alone, "Meaning of tests; study-wide error level")[1]
    note = "was not tested here; the tests of the examination are under"
    assert note in models_table(model_rows(alone), alone.tested_elsewhere).note
    assert note not in models_table(model_rows(whole), whole.tested_elsewhere).note


def test_only_a_k_that_bic_chose_was_searched() -> None:
    whole = faithful()
    assert "searched here" not in asked(whole, "Exploratory or confirmatory")[1]
    chosen = replace(whole, plan=GridPlan(3, ("VVV", "EEE"), 3, by_bic=True))
    assert "K was searched here: exploratory." in asked(chosen, "Exploratory or confirmatory")[1]
