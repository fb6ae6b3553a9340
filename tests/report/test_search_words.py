"""What is said of a search: which starts it tried, and at which edge of its range the best is."""

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.search.portfolio import stands_in
from gmmviz.em.search.sweep import Cell, sweep
from gmmviz.report.criteria_words import findings
from gmmviz.report.fit_paragraph import paragraph
from gmmviz.report.page import checklist
from gmmviz.report.page.grid_plan import GridPlan
from gmmviz.report.page.paragraphs.searched_models import search_words
from gmmviz.report.page.subject import Subject
from gmmviz.report.scores import edge_side, starts_of
from tests.report.dossiers import faithful
from tests.ui.test_profile import facts_of

RNG = np.random.default_rng(0)
# two clouds so far apart that every start but one at random begins with the same parts
APART = np.concatenate([RNG.normal(0, 1, (30, 2)), RNG.normal(40, 1, (30, 2))])
X = dataset("faithful").x


def last_of(x, ks, families, starts, **settings) -> list[Cell]:
    found = {(cell.family, cell.k): cell for cell in sweep(x, ks, families, starts, EMSettings(**settings))}
    return list(found.values())


@pytest.mark.parametrize("seed", [0, 3])
def test_starts_that_took_the_place_of_others_are_told_with_the_seeds_they_have(seed: int) -> None:
    cells = last_of(APART, (2,), ("VVV",), 3, seed=seed)
    tried = [each for cell in cells for optimum in cell.optima for each in optimum.reached_by]
    instead = [each.seed for each in tried if stands_in(each, cells[0].settings)]
    assert instead
    assert min(instead) == 1000 * seed + 500
    told = starts_of(cells)
    assert told.startswith("Ward's hierarchy once; k-means and whitened k-means in turn, ")
    assert (
        f"in turn, seeds from {1000 * seed} on; random points in place of starts that coincided with " in told
    )
    assert told.endswith(f"earlier ones, seeds from {1000 * seed + 500} on")
    none = [replace(cell, optima=()) for cell in cells]
    assert starts_of(none).endswith(f"in turn, seeds from {1000 * seed} on")


def test_the_methods_of_a_report_tell_them_and_the_edge(monkeypatch) -> None:
    cells = last_of(APART, (1, 2), ("VVV",), 3)
    monkeypatch.setattr(Subject, "cells", cells)
    monkeypatch.setattr(Subject, "not_begun", [])
    told = search_words(replace(faithful(), plan=GridPlan(2, ("VVV",), 3)))
    assert (
        "random points in place of starts that coincided with earlier ones, seeds from 500 on. Each" in told
    )
    assert "The best is at the upper edge of that range, so more components may do better." in told


def test_the_paragraph_says_that_the_best_is_at_the_lower_edge() -> None:
    points, run = dataset("faithful"), fit(X, EMSettings(k=3, family="EEE", start="kmeans++"))
    cells = last_of(X, (3, 4), ("EEE",), 4)
    told = paragraph(facts_of(points, run, cells=tuple(cells), planned=2))
    assert "The best is at the lower edge of that range, so fewer components may do better." in told


def test_a_best_at_the_lower_edge_above_one_is_said_by_page_command_and_report() -> None:
    cells = [cell for cell in last_of(X, (3, 4), ("EEE",), 4) if cell.finished]
    found = findings(cells, "bic", 2)
    assert (
        "The best is at the lower edge of the range, K = 3: look at fewer components, too." in found.sentences
    )
    assert not found.at_edge
    unfinished = findings(cells, "bic", 2, (1, 9))
    assert not any("edge" in sentence for sentence in unfinished.sentences)
    one_on = [cell for cell in last_of(X, (1, 2, 3), ("EEE",), 4) if cell.k < 3]
    assert edge_side(one_on[0], one_on) == ""
    assert edge_side(cells[0], cells[:1]) == ""


def test_models_with_a_spurious_fit_only_are_not_counted_as_unsettled(monkeypatch) -> None:
    subject = faithful()
    cells = subject.cells
    monkeypatch.setattr(type(cells[0]), "spurious", property(lambda cell: cell.k == 3))
    third = sum(cell.k == 3 for cell in cells)
    told = checklist._converged(subject)[1]
    assert f"{third} of {len(cells)} models" in told
    assert "no sound fit" in told
    assert "did not settle" not in told
