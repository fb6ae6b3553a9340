"""The Choose page's words, lines and plan, without a browser."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

import gmmviz
from gmmviz.data import dataset
from gmmviz.em import FAMILIES, EMSettings, fit
from gmmviz.em.models.families import FOUR_FAMILIES
from gmmviz.em.search.sweep import Cell, sweep
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.view import View
from gmmviz.report.criteria_charts import Chart, criterion_chart, grid_chart
from gmmviz.report.criteria_words import findings
from gmmviz.report.scores import lines, ranked, scored, table
from gmmviz.scenario import ChooseSettings, Lane, Scenario, from_query, to_query
from gmmviz.scenario.values import CHOOSE_CHOICES
from gmmviz.ui.choose.choose_settings import FAMILY_CHOICES
from gmmviz.ui.choose.drawers import CHOOSE_DRAWERS, shapes_of
from gmmviz.ui.frame import session
from gmmviz.ui.work import best_seen
from gmmviz.ui.work.grid_search import grid, models_of
from gmmviz.ui.work.jobs import live


@pytest.fixture(scope="module")
def cells() -> list[Cell]:
    x = gmmviz.dataset("faithful").x
    return [cell for cell in sweep(x, range(1, 5), starts=8) if cell.finished]


def test_the_best_seen_on_watch_learns_what_a_grid_has_found(
    cells: list[Cell], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    points = dataset("faithful")
    best_seen.after_grid(points, cells)
    cell = next(cell for cell in cells if (cell.family, cell.k) == ("VVV", 3))
    assert cell.best is not None
    model = best_seen.model_of(points, cell.settings, 3)
    found = session.watch().best[model]
    assert found.log_likelihood == cell.best.end.log_likelihood
    assert len(found.starts) == cell.starts
    below = best_seen.after(points, Lane(EMSettings(k=3, seed=4)), fit(points.x, EMSettings(k=3, seed=4)))
    assert below.log_likelihood == found.log_likelihood


def test_the_words_name_the_best_the_next_and_the_evidence(cells: list[Cell]) -> None:
    found = findings(cells, "bic", 2)
    assert found.headline == "BIC: K = 3, one shared ellipse (EEE)."
    next_best = "Next: K = 4, one shared ellipse (EEE), 5.84 behind: positive evidence (Kass and Raftery)."
    assert found.sentences[:2] == ("Tried: K = 1 to 4.", next_best)
    assert "ICL and ICL (MAP): K = 2, free ellipses (VVV)." in found.sentences
    assert any("A component need not be a cluster." in sentence for sentence in found.sentences)
    assert not found.at_edge


def test_a_best_at_the_edge_is_said(cells: list[Cell]) -> None:
    few = [cell for cell in cells if cell.k <= 3]
    found = findings(few, "bic", 2)
    assert found.at_edge
    assert (
        found.sentences[1] == "The best is at the edge of the range, K = 3: look further before you choose."
    )


def test_of_an_unfinished_grid_nothing_is_said_of_edges_or_of_agreement(cells: list[Cell]) -> None:
    found = findings([cell for cell in cells if cell.k <= 3], "bic", 2, (96, 128))
    assert found.headline == "BIC so far: K = 3, one shared ellipse (EEE)."
    assert found.sentences[0] == "Unfinished: 96 of 128 fits, so far K = 1 to 3. What is best may change."
    assert not found.at_edge
    assert not any("edge" in sentence or "agree" in sentence for sentence in found.sentences)


def test_families_that_failed_are_named_with_the_reason_and_nothing_agrees_over_them(
    cells: list[Cell],
) -> None:
    one = [cell for cell in cells if cell.family == "EEE"]
    assert "All criteria agree." in findings(one[:2], "bic", 2).sentences
    failed = [
        replace(cell, optima=(), failures=("A component shrank onto a few rows.",))
        if cell.family == "VII"
        else cell
        for cell in cells
        if cell.family in ("EEE", "VII") and cell.k in (2, 3)
    ]
    found = findings(failed, "bic", 2)
    lost = "Missing: circles (VII). No start could be used. A component shrank onto a few rows."
    assert lost in found.sentences
    assert not any("agree" in sentence for sentence in found.sentences)
    single = [cell for cell in failed if cell.optima or cell.k == 3] + [
        cell for cell in cells if cell.family == "VII"
    ][:1]
    assert lost.replace("(VII)", "(VII) with K = 3") in findings(single, "bic", 2).sentences


def test_a_reason_that_several_families_share_is_said_once_with_each_k(cells: list[Cell]) -> None:
    families = ("EEE", "VVV", "VII")
    lost = [
        replace(cell, optima=(), failures=("Columns a and b are collinear.",))
        if cell.family in families and cell.k in (2, 3)
        else cell
        for cell in cells
        if cell.k in (1, 2, 3)
    ]
    missing = [each for each in findings(lost, "bic", 2).sentences if each.startswith("Missing")]
    assert len(missing) == 1
    assert missing[0].endswith(" with K = 2 and 3. No start could be used. Columns a and b are collinear.")
    assert len({cell.family for cell in lost if not cell.optima}) > 1


@pytest.mark.parametrize("by", CRITERIA)
@pytest.mark.parametrize("gone", ["nothing", "a cell", "a family", "half", "unfinished", "both"])
def test_agreement_is_told_of_a_whole_grid_alone_by_any_criterion(
    cells: list[Cell], by: str, gone: str
) -> None:
    lost = {"a cell": 1, "a family": 3, "half": len(cells) // 2, "both": 2}.get(gone, 0)
    failed = [replace(cell, optima=(), failures=("Two rows are alike.",)) for cell in cells[:lost]]
    grid_now = [*failed, *cells[lost:]]
    told = findings(grid_now, by, 2, (96, 128) if gone in ("unfinished", "both") else None)
    firsts = {name: ranked(scored(grid_now, name))[0].cell for name in CRITERIA}
    best = firsts.pop(by)
    others = {name for name, cell in firsts.items() if (cell.family, cell.k) != (best.family, best.k)}
    agreement = [sentence for sentence in told.sentences if "agree" in sentence]
    assert bool(agreement) == (gone == "nothing" and len(others) < len(firsts)), agreement
    assert all(any(CRITERIA[name].plain in sentence for sentence in told.sentences) for name in others)


def test_too_few_rows_for_the_parameters_are_said_first_and_nobody_is_led_there() -> None:
    x = gmmviz.dataset("faithful").x[:20]
    few = [cell for cell in sweep(x, (2,), ("VVV",), starts=4) if cell.finished]
    found = findings(few, "bic", 2)
    assert found.overloaded
    assert found.headline == "Careful: 11 parameters for 20 rows. BIC: K = 2, free ellipses (VVV)."
    assert found.sentences[0].startswith("With less than two rows per parameter a good score proves little:")
    begun = findings(few, "bic", 2, (2, 8))
    assert begun.headline == "Careful: 11 parameters for 20 rows. BIC so far: K = 2, free ellipses (VVV)."
    assert not findings([replace(few[0], parameters=10)], "bic", 2).overloaded


def test_no_cells_are_no_error() -> None:
    assert findings([], "bic", 2).headline == "Nothing is fitted yet."
    for by in CRITERIA:
        criterion_chart([], Chart(by, FOUR_FAMILIES, 2), View())
        grid_chart([], Chart(by, FOUR_FAMILIES, 2), View())


def test_the_chart_tells_each_marks_cell_and_facts(cells: list[Cell]) -> None:
    figure = criterion_chart(cells, Chart("bic", FOUR_FAMILIES, 2), View())
    shared = next(trace for trace in figure.data if trace.name == "one shared ellipse")
    assert [list(address) for address in shared.customdata] == [
        ["EEE", 1],
        ["EEE", 2],
        ["EEE", 3],
        ["EEE", 4],
    ]
    assert "Settled after" in shared.text[2]
    assert "starts got here." in shared.text[2]
    assert shared.y[2] == pytest.approx(2314.2957, abs=1e-3)


def test_one_component_is_in_all_lines_of_the_chart_but_once_in_the_grid(cells: list[Cell]) -> None:
    each = scored(cells, "bic")
    assert [1 in line.ks for line in lines(each, FOUR_FAMILIES, 2)] == [True, True, True, True]
    assert [1 in line.ks for line in lines(each, FOUR_FAMILIES, 2, once=True)] == [True, False, True, True]


def test_the_table_has_every_cell_once_and_weights_that_sum_to_one(cells: list[Cell]) -> None:
    records = table(cells, 2)
    assert len(records) == len(cells) == len({(record["K"], record["family"]) for record in records})
    assert sum(record["BIC weight"] for record in records) == pytest.approx(1.0)


def test_one_column_knows_two_shapes() -> None:
    assert models_of(1, 2, tuple(FAMILIES)) == [("EII", 1), ("EII", 2), ("VII", 2)]


def test_what_the_page_is_set_to_survives_its_address() -> None:
    plan = ChooseSettings(most=9, families="all", starts=40, rounds=2, by="icl_map", drawer="splits")
    assert from_query(to_query(Scenario(choose=plan))).choose == plan
    assert "grid_" not in to_query(Scenario())


def test_every_choice_of_a_link_has_its_words_on_the_page() -> None:
    assert ("", *CHOOSE_DRAWERS) == CHOOSE_CHOICES["drawer"]
    assert tuple(FAMILY_CHOICES) == CHOOSE_CHOICES["families"]


@pytest.mark.parametrize("name", [name for name in FAMILIES if set(name) <= set("EVI")])
def test_a_familys_picture_shows_what_its_name_says(name: str) -> None:
    covariances = shapes_of(FAMILIES[name])
    values = np.linalg.eigvalsh(covariances)
    # matrices with the same axes commute; round ones have no axes to tell
    turned = [np.abs(one @ other - other @ one).max() for one in covariances for other in covariances]
    differences = (np.ptp(np.sqrt(values.prod(axis=1))), np.ptp(values[:, 1] / values[:, 0]), max(turned))
    for letter, difference in zip(name, differences, strict=True):
        if letter == "V":
            assert difference > 0.01
        else:
            assert difference < 1e-6 or (letter == "I" and name[1] == "V")


def test_the_first_cells_cost_half_a_second_at_most() -> None:
    """Of this process, which makes them while another one starts; seconds of its own, not of a busy machine."""
    points = dataset("faithful")
    models = models_of(points.d, 6, FOUR_FAMILIES)
    began = process_time()
    filled = grid(points, 20, "free", expected=4.0)
    filled.want(models, 0)
    filled.begun_to_show(30.0)
    spent = process_time() - began
    found = filled.cells(filled.job.found, models, partly=False)
    live.stop(filled.job)
    assert [cell.k for cell in found][:3] == [1, 1, 1]  # the cheap ones first
    assert spent < 0.5
