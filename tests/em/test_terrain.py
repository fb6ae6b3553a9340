"""The map of where each place leads: known where neighbours agree, walked where they differ, equal to single runs."""

from dataclasses import replace

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.search.basins import MAXIMUM_KINDS, kind_of
from gmmviz.em.search.exploring import explore
from gmmviz.em.search.polish import PolishedFit, checked_rows, polish
from gmmviz.em.search.sweep import same_optimum
from gmmviz.em.search.terrain import (
    EMPTY_TERRAIN,
    FAILED,
    PLACES_ACROSS,
    PLACES_UP,
    UNKNOWN_END_CODE,
    MapRequest,
    Terrain,
    grid_points,
    places,
)
from gmmviz.em.starts.placing import Part, placed

X = dataset("faithful").x
THREE = EMSettings(k=3, tol=1e-8)
COARSE = 8  # to this stride: finer ones take seconds


def request(settings: EMSettings, seed: int, start: str = "points") -> MapRequest:
    """The first mean of a start moved over all of Old Faithful."""
    first = fit(X, replace(settings, start=start, seed=seed, max_iter=1)).states[0].mixture
    grid = grid_points(X.min(axis=0), X.max(axis=0))
    return MapRequest(settings, first, 0, places(first, 0, np.eye(2), grid))


def walked(asked: MapRequest, stride: int) -> Terrain:
    """The map as far as this stride."""
    return next(known for known in explore(X, asked) if 0 < known.stride <= stride)


@pytest.fixture(scope="module")
def three() -> tuple[MapRequest, Terrain]:
    asked = request(THREE, 0, "kmeans++")
    return asked, walked(asked, COARSE)


def test_where_all_places_lead_to_one_optimum_few_are_walked_and_all_are_known() -> None:
    *_, last = explore(X, request(replace(THREE, k=2), 13))
    assert last.is_complete
    assert (last.owners == 0).all()
    assert last.walked.sum() < 100
    assert last.ends[0].log_likelihood == pytest.approx(-1130.264, abs=1e-3)


def test_places_lead_where_runs_of_their_own_end(three: tuple[MapRequest, Terrain]) -> None:
    asked, known = three
    assert len(known.ends) > 1
    rows = checked_rows(X, THREE)
    draw = np.random.default_rng(1)
    chosen = draw.permutation(np.argwhere(known.owners != UNKNOWN_END_CODE))[:40]
    agreeing = 0
    for up, across in chosen:
        mean = tuple(asked.means[up, across])
        end = polish(rows, THREE, start=placed(asked.start, [Part(0, mean), Part(1), Part(2)]))
        owner = known.owners[up, across]
        if owner >= 0:
            agreeing += isinstance(end, PolishedFit) and same_optimum(end, known.ends[owner])
        else:
            agreeing += kind_of(end) not in MAXIMUM_KINDS
    assert agreeing >= 38  # a jump of SQUAREM may leave EM's own way near a border


def test_a_map_goes_on_from_where_it_was_left(three: tuple[MapRequest, Terrain]) -> None:
    asked, known = three
    first = next(explore(X, asked))
    again = next(each for each in explore(X, asked, first) if 0 < each.stride <= COARSE)
    assert (again.owners == known.owners).all()
    assert (again.steps == known.steps).all()
    assert EMPTY_TERRAIN.stride == 0


def test_what_is_not_known_yet_is_filled_from_coarser_places(three: tuple[MapRequest, Terrain]) -> None:
    _, known = three
    filled = known.filled()
    sure = known.owners != UNKNOWN_END_CODE
    assert filled.owners.shape == (PLACES_UP, PLACES_ACROSS)
    assert filled.is_complete
    assert (filled.owners[sure] == known.owners[sure]).all()


def test_failures_have_numbers_of_their_own() -> None:
    assert len(set(FAILED.values())) == len(FAILED)
    assert all(number < UNKNOWN_END_CODE for number in FAILED.values())
