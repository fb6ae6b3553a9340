"""Sweeps, restarts and optima: against mclust's tables, and by what must hold for any data."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gmmviz
from gmmviz.data import dataset
from gmmviz.em import FAMILIES, EMSettings, fit
from gmmviz.em.run import look_from
from gmmviz.em.search.ascent import MAX_NATS_TO_GAIN
from gmmviz.em.search.polish import PolishedFit, checked_rows, looked_at, polish, refined
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import Cell, ends, fit_cell, rows_that_differ, same_optimum, sweep

from .data import clouds

REFERENCE = Path(__file__).parent / "reference"


def mclust_bic(name: str) -> dict[tuple[str, int], float]:
    """mclust's table in our sign, lower is better; VVE left out, since its M-step there is wrong."""
    with (REFERENCE / f"{name}.bic.csv").open() as file:
        header, *rows = list(csv.reader(file))
    table = {}
    for row in rows:
        for family, text in zip(header[1:], row[1:], strict=True):
            if text.strip() not in ("", "NA") and family != "VVE":
                table[family, int(row[0])] = -float(text)
    return table


def finished(cells: object) -> list[Cell]:
    return [cell for cell in cells if cell.finished]


def bic(cell: Cell) -> float:
    measures = cell.best.end.measures
    return -2.0 * measures.log_likelihood + cell.parameters * math.log(measures.n)


def highest_bic(cell: Cell) -> float:
    """The BIC of the highest optimum of a cell, sound or not."""
    if not cell.optima:
        return math.inf
    measures = cell.optima[0].end.measures
    return -2.0 * measures.log_likelihood + cell.parameters * math.log(measures.n)


TOLERANCE = 2e-4  # of BIC: what polishing leaves
MORE = 100  # starts for the cells of many components


@pytest.mark.parametrize(("name", "best"), [("faithful", ("EEE", 3)), ("iris", ("VEV", 2))])
def test_up_to_five_components_ten_starts_reach_mclusts_table_and_choose_the_same_model(
    name: str, best: tuple[str, int]
) -> None:
    x = gmmviz.dataset(name).x
    cells = {(cell.family, cell.k): cell for cell in finished(sweep(x, range(1, 6), list(FAMILIES), 10))}
    worse = {
        model: (bic(cells[model]), published)
        for model, published in mclust_bic(name).items()
        if model in cells and (cells[model].spurious or bic(cells[model]) > published + TOLERANCE)
    }
    assert worse == {}
    sound = [cell for cell in cells.values() if cell.best and not cell.spurious]
    assert min((bic(cell), (cell.family, cell.k)) for cell in sound)[1] == best


@pytest.mark.parametrize("k", range(6, 10))
@pytest.mark.parametrize("name", ["faithful", "iris"])
def test_every_other_cell_of_mclusts_table_is_reached_by_one_of_a_hundred_starts(name: str, k: int) -> None:
    x = gmmviz.dataset(name).x
    published = {family: bic for (family, count), bic in mclust_bic(name).items() if count == k}
    assert published
    data = SearchData(x)
    for family, theirs in published.items():  # some of them are accidents of a few rows, as our own are
        tried = fit_cell(data, EMSettings(k=k, family=family), MORE)
        assert any(highest_bic(cell) <= theirs + TOLERANCE for cell in tried), family


def test_ends_are_polished_and_plain_em_from_the_same_start_ends_there_too() -> None:
    x = gmmviz.dataset("faithful").x
    *_, cell = fit_cell(x, EMSettings(k=3), 12)
    assert cell.best.end.log_likelihood == pytest.approx(-1114.4399, abs=2e-4)
    for optimum in cell.optima:
        assert optimum.end.rest <= MAX_NATS_TO_GAIN
        plain = fit(x, EMSettings(**{**vars(optimum.reached_by[0]), "tol": 1e-10, "max_iter": 5000}))
        assert plain.states[-1].log_likelihood == pytest.approx(optimum.end.log_likelihood, abs=2e-3)


def test_two_components_on_old_faithful_end_on_one_optimum_from_every_start() -> None:
    ends = list(gmmviz.restarts(gmmviz.dataset("faithful").x, EMSettings(k=2), 8))
    assert all(same_optimum(ends[0], end) for end in ends)


def test_families_that_coincide_are_fitted_once() -> None:
    x = gmmviz.dataset("faithful").x
    assert [cell.family for cell in finished(sweep(x, [1], list(FAMILIES), 2))] == ["EII", "EEI", "EEE"]
    one_column = finished(sweep(x[:, :1], [1, 2], list(FAMILIES), 2))
    assert [(cell.family, cell.k) for cell in one_column] == [("EII", 1), ("EII", 2), ("VII", 2)]


def test_a_sweep_goes_on_where_it_was_stopped() -> None:
    x = gmmviz.dataset("faithful").x
    settings = EMSettings(k=3)
    *_, whole = fit_cell(x, settings, 6)
    steps = fit_cell(x, settings, 6)
    part = [next(steps) for _ in range(3)][-1]
    *_, resumed = fit_cell(x, settings, 6, part)
    assert [o.reached_by for o in resumed.optima] == [o.reached_by for o in whole.optima]
    assert resumed.best.end.log_likelihood == whole.best.end.log_likelihood


def test_a_model_that_the_rows_cannot_carry_is_a_cell_with_its_reason() -> None:
    x = np.random.default_rng(0).normal(size=(4, 2))
    (cell,) = fit_cell(x, EMSettings(k=5), 3)
    assert cell.finished
    assert cell.best is None
    assert cell.reason == "K = 5 needs at least 5 rows, but x has 4: lower K."


def test_a_spurious_optimum_is_never_the_best_where_a_sound_one_exists() -> None:
    rng = np.random.default_rng(2)
    x = np.concatenate(
        [
            rng.normal(size=(80, 2)),
            rng.normal(size=(80, 2)) + 6.0,
            [[3.0, 3.0]] + 1e-4 * rng.normal(size=(3, 2)),
        ]
    )
    *_, cell = fit_cell(x, EMSettings(k=3), 20)
    assert cell.best_spurious is not None
    assert cell.best_spurious.end.log_likelihood > cell.best.end.log_likelihood
    assert not cell.spurious


def test_rows_that_differ_are_counted_after_matching() -> None:
    rng = np.random.default_rng(1)
    one = rng.integers(0, 4, 200)
    renamed = np.array([2, 0, 3, 1])[one]
    assert rows_that_differ(one, renamed) == 0
    renamed[:7] = (renamed[:7] + 1) % 4
    assert rows_that_differ(one, renamed) == 7


def test_ends_as_high_as_each_other_with_other_owners_are_two_optima() -> None:
    rng = np.random.default_rng(4)
    corners = np.array([[-5.0, -5.0], [-5.0, 5.0], [5.0, -5.0], [5.0, 5.0]])
    noise = rng.normal(size=(25, 2))
    quarter = np.concatenate(
        [noise, -noise, noise[:, ::-1], -noise[:, ::-1]]
    )  # the same when columns are swapped
    x = np.concatenate([corner + quarter for corner in corners])
    settings = EMSettings(k=2, family="EEI")
    ends = [end for end in gmmviz.restarts(x, settings, 30) if isinstance(end, PolishedFit)]
    top = max(end.log_likelihood for end in ends)
    tops = [end for end in ends if top - end.log_likelihood < 1e-3]
    differing = {rows_that_differ(tops[0].labels, end.labels) > len(x) / 4 for end in tops}
    assert differing == {False, True}


def test_starts_on_overlapping_components_are_told_one_optimum_only_at_its_very_top() -> None:
    rng = np.random.default_rng(0)
    centres = ([0.0, 0.0], [3.0, 1.0], [6.0, 5.0], [1.0, 7.0])
    x = np.concatenate([rng.normal(size=(500, 2)) + centre for centre in centres])
    *_, cell = fit_cell(x, EMSettings(k=5, family="EEE"), 5)
    for optimum in cell.optima:  # a further climb finds nothing, where jumps of SQUAREM had seemed to rest
        again = refined(checked_rows(x, cell.settings), optimum.end)
        assert again.log_likelihood == pytest.approx(optimum.end.log_likelihood, abs=2e-4)


def test_starts_of_different_families_on_the_same_rows_end_as_if_alone():
    x = clouds(n=4500, d=2, k=3, apart=1.5)
    settings = [EMSettings(k=3, family=name, start="kmeans") for name in ("EEE", "VVV", "VEE", "VVI", "EII")]
    together = [end.log_likelihood for end in ends(x, settings)]
    alone = [next(ends(x, [each])).log_likelihood for each in settings]
    assert together == alone


@pytest.mark.parametrize("family", ["VVI", "EEE", "EEV"])
def test_from_the_best_of_a_cell_nothing_is_to_gain_for_a_look_ahead(family: str) -> None:
    x = dataset("overlapping").x
    settings = EMSettings(k=5, family=family)
    *_, cell = fit_cell(x, settings, 20)
    assert cell.best is not None
    assert look_from(x, settings, cell.best.end.mixture).settled


def test_an_end_from_which_a_look_ahead_climbs_is_followed_there() -> None:
    x = dataset("overlapping").x
    settings = EMSettings(k=3, family="VVI", start="kmeans")
    rows = checked_rows(x, settings)
    end = polish(rows, settings)
    assert isinstance(end, PolishedFit)
    short = fit(x, replace(settings, max_iter=20))
    below = replace(end, mixture=short.states[-1].mixture, looked=False)
    assert looked_at(rows, end) is end
    higher = looked_at(rows, below)
    assert higher.log_likelihood > short.states[-1].log_likelihood + 1e-3
    assert higher.iterations > below.iterations  # those before are the run's too
    assert f"after {higher.iterations} iterations" in higher.verdict.sentence


def test_a_polished_end_has_taken_as_many_iterations_as_its_verdict_says() -> None:
    for cell in finished(sweep(dataset("faithful").x, (2, 3, 4), ("VVV", "EEE", "VVE"), 10)):
        for optimum in cell.optima:
            if optimum.end.verdict.kind == "settled":
                assert f"after {optimum.end.iterations} iteration" in optimum.end.verdict.sentence
                assert optimum.end.iterations > 20  # those in the stack among them


@pytest.mark.parametrize(("family", "k", "known"), [("VVV", 4, -157.7673), ("EVE", 6, -180.1081)])
def test_tries_of_split_and_merge_go_on_until_those_that_lead_higher_are_higher(
    family: str, k: int, known: float
) -> None:
    *_, cell = fit_cell(dataset("iris").x, EMSettings(k=k, family=family))
    assert not cell.spurious
    assert cell.best.end.log_likelihood > known - 1e-3
