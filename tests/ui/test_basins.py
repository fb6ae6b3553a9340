"""The basins' words, files and work without a browser."""

import ast
import csv
import io
import json
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import gmmviz.ui
from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.search.basins import Basins, BasinsRequest, seeded, with_end
from gmmviz.em.search.sweep import PolishedFit, ends
from gmmviz.em.search.terrain import (
    EMPTY_TERRAIN,
    FAILED,
    PLACES_ACROSS,
    PLACES_UP,
    MapRequest,
    Terrain,
    grid_points,
    places,
)
from gmmviz.figures.number_text import number_text
from gmmviz.figures.strip import letter_of
from gmmviz.figures.thumbnail import shown_rows
from gmmviz.report import basins_words
from gmmviz.report.run_ends import map_words
from gmmviz.report.scripts.restarts_script import script
from gmmviz.scenario import CompareSettings, Lane, Scenario, to_query
from gmmviz.ui.compare import basins_panel
from gmmviz.ui.compare.places import map_panel
from gmmviz.ui.compare.places.map_panel import map_of
from gmmviz.ui.compare.places.terrain_drawing import HATCHES
from gmmviz.ui.work.basins_search import basins_request, search
from gmmviz.ui.work.jobs.job import Job
from tests.ui.test_pages import opened, without_traceback

ROOT = Path(__file__).resolve().parents[2]
X = dataset("faithful").x
METHODS = ("points", "kmeans++", "kmeans")
THREE = EMSettings(k=3, tol=1e-8)


def basins_of(x: object, settings: EMSettings, count: int, methods: tuple[str, ...] = METHODS) -> Basins:
    found = Basins()
    for each in ends(x, seeded(settings, methods, count)):
        found = with_end(found, each)
    return found


@pytest.fixture(scope="module")
def faithful() -> Basins:
    return basins_of(X, THREE, 100)


@pytest.fixture(scope="module")
def two() -> PolishedFit:
    (found,) = ends(X, [EMSettings(k=2, tol=1e-8)])
    assert isinstance(found, PolishedFit)
    return found


def test_the_summary_of_one_component_has_no_word_of_luck() -> None:
    assert basins_words.summary(basins_of(X, EMSettings(k=1), 5), {}) == "One component has one best fit."


def test_the_summary_says_how_rare_the_best_is_and_what_depends_on_it(
    faithful: Basins, two: PolishedFit
) -> None:
    told = basins_words.summary(faithful, {2: two})
    assert told == (
        "One start in six gets to the best, A; 24 starts to be 99\u202f% sure; five miss it 38\u202f% of the time. "
        "AIC would change sides between K = 2 and 3; BIC's margin for K = 2 is 2 to 27."
    )


def test_the_cards_say_shares_rows_and_the_choice_of_k(faithful: Basins, two: PolishedFit) -> None:
    cards = basins_words.cards(faithful, METHODS, {2: two})
    assert [card.letter for card in cards] == [letter_of(rank) for rank in faithful.named()]
    best = cards[0]
    reached, total = faithful.share(0)
    assert best.line == f"**A** −1\u202f114.44, {100 * reached / total:.0f}\u202f% of starts"
    assert "BIC: K = 2 by 2.0, AIC: K = 3 by 19.6" in best.details
    second = next(card for card in cards if card.log_likelihood.endswith("119.21"))
    assert second.details[0] == "57 of 272 rows change, BIC +9.55"
    third = next(card for card in cards if card.log_likelihood.endswith("127.07"))
    assert "BIC: K = 2 by 27.3, AIC: K = 2 by 5.6" in third.details


def test_a_start_that_is_always_the_same_has_no_share(faithful: Basins) -> None:
    with_ward = basins_of(X, THREE, 20, ("points", "ward"))
    assert len(with_ward.results) == 21
    assert with_ward.share(0)[1] == 20
    assert with_ward.share(0, "ward")[1] == 1
    told = [line for card in basins_words.cards(with_ward, ("points", "ward"), {}) for line in card.details]
    assert sum("always the same: leads here." in line for line in told) == 1
    only = basins_of(X, THREE, 20, ("ward",))
    assert basins_words.summary(only, {}) == (
        "The starts that are always the same end on one optimum. Random ones may end elsewhere."
    )
    (card,) = basins_words.cards(only, ("ward",), {})
    assert card.share == "from a start that is always the same"
    assert "reached from a start that is always the same." in basins_words.methods_sentence(
        only, "Old Faithful"
    )


def test_all_agree_is_not_said_beside_a_second_card(faithful: Basins) -> None:
    """299 of 300 on the best, and one elsewhere."""
    best, other = faithful.maxima[:2]
    fits = [replace(best.end, settings=replace(THREE, seed=seed)) for seed in range(299)]
    found = Basins()
    for end in (*fits, replace(other.end, settings=replace(THREE, seed=299))):
        found = with_end(found, end)
    assert basins_words.summary(found, {}, "B").startswith(
        "299 of 300 starts get to the best of these, B; 1 start to be"
    )
    assert len(basins_words.cards(found, ("points",), {})) == 2


def test_where_an_optimum_seen_elsewhere_is_higher_the_summary_says_so(faithful: Basins) -> None:
    told = basins_words.summary(faithful, {}, "B")
    assert told.startswith("One start in six gets to the best of these, B; ")
    assert told.endswith("of the time. Optimum A, seen elsewhere, is higher.")
    alone = basins_words.summary(basins_of(X, EMSettings(k=2, tol=1e-8), 1), {}, "B")
    assert alone.startswith("All 3 starts that settled agree.")
    assert alone.endswith("of the time. Optimum A, seen elsewhere, is higher.")


def test_agreement_of_all_is_no_proof() -> None:
    found = basins_of(X, EMSettings(k=2, tol=1e-8), 10)
    assert basins_words.summary(found, {}) == (
        "All 30 starts that settled agree. Even so, an optimum that one start in a hundred reaches would have been "
        "missed 74\u202f% of the time."
    )


def test_wine_has_too_many_tops_to_speak_of() -> None:
    found = basins_of(dataset("wine").x, EMSettings(k=3, tol=1e-8), 20, ("points",))
    assert basins_words.too_many(found)
    assert basins_words.summary(found, {}).endswith(
        "which of them is the wrong question. 314 parameters for 178 rows: try axis-aligned."
    )


def test_the_others_are_one_card_with_reasons(faithful: Basins) -> None:
    told = basins_words.others(faithful)
    rest = len(faithful.maxima) - 5
    assert told.startswith(f"{rest} other {'optimum' if rest == 1 else 'optima'}, ")
    for kind, count in faithful.oddities().items():
        assert (
            f"{count} run{'' if count == 1 else 's'} {kind}: {basins_words.SOUNDNESS_REASONS[kind]}" in told
        )


def test_the_csv_has_every_run(faithful: Basins) -> None:
    rows = list(csv.DictReader(io.StringIO(basins_words.as_csv(faithful))))
    assert len(rows) == 300
    assert [(row["method"], row["seed"]) for row in rows[:4]] == [
        ("points", "0"), ("kmeans++", "0"), ("kmeans", "0"), ("points", "1"),
    ]  # fmt: skip
    assert sum(row["optimum"] == "1" for row in rows) == faithful.share(0)[0]
    best = next(row for row in rows if row["optimum"] == "1")
    assert float(best["log_likelihood"]) == pytest.approx(-1114.44, abs=0.01)


def test_the_script_finds_the_same_optima() -> None:
    asked = BasinsRequest(THREE, ("points", "kmeans"), 5)
    text = script(Scenario(), asked, "Old Faithful")
    printed = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = basins_of(X, THREE, 5, asked.methods)
    expected = [
        f"{optimum.end.log_likelihood:.4f}  {found.share(rank)[0]} of {found.share(rank)[1]} starts"
        for rank, optimum in enumerate(found.maxima)
    ]
    assert printed.splitlines() == expected


@pytest.mark.parametrize("scenario", [Scenario(scaling="standardise", columns=("eruptions",)), Scenario(data="toy-x"),
                                      Scenario(data="upload-1", columns=("a",))])  # fmt: skip
def test_every_script_is_python(scenario: Scenario) -> None:
    compile(script(scenario, BasinsRequest(THREE, METHODS, 5), 'a "title"'), "script", "exec")


def test_the_methods_sentence_has_the_numbers(faithful: Basins) -> None:
    told = basins_words.methods_sentence(faithful, "Old Faithful")
    reached, total = faithful.share(0)
    assert (
        "(n = 272) by EM from 300 starts (100 from random points, 100 from k-means++, 100 from k-means)"
        in told
    )
    assert (
        f"(log-likelihood -1114.44) was reached by {100 * reached / total:.0f}\u202f% of the random starts"
        in told
    )


def finished(job: Job) -> None:
    job.join("one")
    assert job.wait(lambda _: False, 60)
    assert job.problem == ""


def test_a_search_stops_when_told_keeps_what_it_has_and_goes_on() -> None:
    found = search(dataset("faithful"), BasinsRequest(THREE, METHODS, 20))
    job = found.job
    job.join("one")
    assert job.wait(lambda known: len(known) >= 5, 60)
    begun = time.monotonic()
    job.leave("one", declines=True)
    assert job.snapshot("one").state == "stopped"
    assert time.monotonic() - begun < 0.5
    assert job.wait(lambda _: False, 60)
    kept = len(found.basins(job.found).results)
    assert 5 <= kept < 60
    finished(job)
    told = found.basins(job.found)
    assert len(told.results) == 60
    assert job.snapshot("one").state == "done"
    assert set(found.rival_ends(job.found)) == {2, 4}
    assert [each.settings.seed for each in told.results[::3]] == list(range(20))


def test_standardised_columns_are_told_in_the_files_units() -> None:
    found = search(replace(dataset("faithful"), scaling="standardise"), BasinsRequest(THREE, ("kmeans",), 6))
    finished(found.job)
    assert found.basins(found.job.found).maxima[0].end.log_likelihood == pytest.approx(-1114.44, abs=0.01)


def test_basins_are_of_soft_em_whatever_the_lane() -> None:
    lane = Lane(EMSettings(k=3, variant="hard", start="ward", seed=9))
    assert basins_request(lane, METHODS, 20).settings == replace_settings()


def replace_settings() -> EMSettings:
    return EMSettings(k=3, tol=1e-8)


def test_a_map_of_standardised_columns_is_told_in_the_units_of_the_file() -> None:
    points = replace(dataset("faithful"), scaling="standardise")
    start = fit(points.x, EMSettings(k=2, start="kmeans", max_iter=1)).states[0].mixture
    settings = basins_request(Lane(EMSettings(k=2)), (), 0).settings
    means = places(start, 0, np.eye(2), grid_points(X.min(axis=0), X.max(axis=0)))
    found = map_of(points, MapRequest(settings, start, 0, means), ("all places",))
    finished(found.job)
    terrain = found.terrain(found.job.found)
    assert terrain is not None
    assert terrain.is_complete
    end = max(found.ends(terrain), key=lambda each: each.log_likelihood)
    assert end.log_likelihood == pytest.approx(-1130.264, abs=1e-3)
    assert end.mixture.log_likelihood(points.x) == pytest.approx(end.log_likelihood, rel=1e-9)


def test_optima_have_one_letter_on_the_map_and_in_the_basins_whichever_comes_first(
    faithful: Basins, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = dataset("faithful")
    ground = SimpleNamespace(lane=Lane(EMSettings(k=3, seed=8)), key=("map",))
    few = replace(faithful, optima=faithful.maxima[1::2])  # another search may not have found the best
    ends = [each.end for each in reversed(faithful.maxima)]
    wanted = [letter_of(rank) for rank in range(len(ends))]
    for first in ("map", "basins"):
        monkeypatch.setattr("streamlit.session_state", {})
        if first == "basins":
            assert list(basins_panel._noted(points, few).values()) == wanted[: len(few.maxima)]
        assert map_panel._noted(points, ground, EMPTY_TERRAIN, ends) == wanted[::-1]
        assert list(basins_panel._noted(points, few).values()) == wanted[1::2]
        assert list(basins_panel._noted(points, faithful).values()) == wanted


def test_a_map_says_where_places_lead_and_why_some_lead_nowhere() -> None:
    owners = np.zeros((PLACES_UP, PLACES_ACROSS), dtype=np.int16)
    owners[:, :40] = FAILED["emptied"]
    terrain = Terrain(
        owners,
        np.zeros((PLACES_UP, PLACES_ACROSS), dtype=np.uint16),
        np.zeros((PLACES_UP, PLACES_ACROSS), dtype=bool),
    )
    assert map_words.summary(terrain, ["B"], [-12.0]) == (
        "Of the plane, 75\u202f% lead to **B** −12.00. Nowhere: 25\u202f%: a component loses its points."
    )
    rare = owners.copy()
    rare[0, :2], rare[1, :3] = 1, 2
    assert map_words.summary(replace(terrain, owners=rare), ["B", "E", "C"], [-12.0, -20.0, -15.0]) == (
        "Of the plane, 75\u202f% lead to **B** −12.00, under 1\u202f% to each of **C**, **E**. "
        "Nowhere: 25\u202f%: a component loses its points."
    )
    nowhere = replace(
        terrain, owners=np.full((PLACES_UP, PLACES_ACROSS), FAILED["collapsed"], dtype=np.int16)
    )
    assert map_words.summary(nowhere, [], []) == (
        "No place leads to an optimum. 100\u202f%: a component shrinks onto a few rows."
    )
    everywhere = replace(terrain, owners=np.zeros((PLACES_UP, PLACES_ACROSS), dtype=np.int16))
    assert map_words.summary(everywhere, ["A"], [-12.0]) == "All of the plane leads to **A** −12.00."
    assert map_words.summary(EMPTY_TERRAIN, [], []) == "Each place is a start of its own."
    assert set(map_words.FAILURE_REASONS) == set(FAILED) == set(HATCHES)


def test_the_pictures_of_the_optima_have_a_reading_and_their_data_and_every_other_is_a_way_to_something() -> (
    None
):
    """A picture that is no chart and shows a result has the menu of charts; thumbnails of what can be opened do not."""
    ui = Path(gmmviz.ui.__file__).parent
    plain = {
        str(file.relative_to(ui))
        for file in ui.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "image"
    }
    assert plain == {"data/catalog_cards.py", "data/laboratory_panel.py", "gallery/gallery_page.py"}
    wanted = Scenario(
        "faithful",
        lanes=(Lane(THREE),),
        compare=CompareSettings(part="basins", starts=20, methods=("points",)),
    )
    app = without_traceback(opened(to_query(wanted)).switch_page("pages/compare.py").run())
    end = time.monotonic() + 60.0
    while not any("20 runs, each polished" in each.value for each in app.markdown):
        assert time.monotonic() < end
        time.sleep(0.3)
        without_traceback(app.run())
    drawn = [
        json.loads(json.loads(each.proto.json)[0])
        for each in app.get("bidi_component")
        if each.proto.component_name == "gmmviz.drawing"
    ]
    found = basins_of(X, replace(THREE), 20, ("points",))
    assert [each["name"] for each in drawn] == [f"optimum-{letter_of(rank)}" for rank in found.named()]
    for each, rank in zip(drawn, found.named(), strict=True):
        end_of_run = found.maxima[rank].end
        counts = sorted(np.bincount(end_of_run.labels, minlength=3).tolist())
        assert f"log-likelihood {number_text(end_of_run.log_likelihood)}. Of 272 rows, " in each["reading"]
        assert sorted(map(int, re.findall(r"owns (\d+) row", each["reading"]))) == counts
        rows = list(csv.DictReader(io.StringIO(each["table"])))
        shown = shown_rows(len(X))
        assert [int(row["row"]) for row in rows] == (shown + 1).tolist()
        places = [[float(row["eruptions"]), float(row["waiting"])] for row in rows]
        np.testing.assert_array_equal(places, X[shown])
        owners = np.array([int(row["component"]) for row in rows])
        pairs = set(zip(owners.tolist(), end_of_run.labels[shown].tolist(), strict=True))
        assert len(pairs) == len(
            set(owners.tolist())
        )  # the same groups, by their numbers on the best optimum
        assert each["svg"].startswith("<svg ")
        assert f'aria-label="{each["alt"]}"' in each["svg"]
