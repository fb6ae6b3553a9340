"""The drawers that explain a run, on the page: what they say is the engine's, for the frame at rest."""

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.explain.bound import half_steps
from gmmviz.em.explain.speed import speed
from gmmviz.em.explain.stops import mclust_stop, sklearn_stop
from gmmviz.figures.number_text import nats_text, number_text
from gmmviz.report.explain.speed_words import gain_sentence, no_limit, race_sentence
from gmmviz.report.explain.variant_lanes import variant_lanes
from gmmviz.ui.explain.bound_drawer import SHOWN_HALF_STEPS
from gmmviz.ui.watch import watching
from tests.ui.parts import parts
from tests.ui.test_pages import opened, scenario, tables_of, without_traceback
from tests.ui.test_profile import drawer

MODELS = [("VVV", 3, 4), ("EEE", 2, 5), ("VII", 2, 2)]


def said(app: AppTest) -> str:
    """Everything that the page says."""
    readings = [chart["layout"]["meta"]["reading"] for chart in parts(app, "chart")]
    text = " ".join([*(str(each.value) for each in (*app.markdown, *app.caption, *app.info)), *readings])
    return text.replace("\\", "").replace("\u2060", "").replace("\u202f", " ")


@pytest.mark.parametrize(("family", "k", "frame"), MODELS)
def test_the_bound_of_the_frame_is_the_engines(family: str, k: int, frame: int) -> None:
    run = fit(dataset("faithful").x, EMSettings(k=k, family=family, seed=3))
    app = drawer(opened(f"data=faithful&k={k}&family={family}&seed=3&frame={frame}"), "The bound")
    state = run.at(frame)
    bound = state.bound if frame % 2 == 0 else state.log_likelihood
    assert bound is not None
    text = said(app)
    level, below = (number_text(value, 4).replace("\u202f", " ") for value in (state.log_likelihood, bound))
    assert f"The log-likelihood is {level}" in text
    assert f"the bound {below} plus a gap of" in text
    touching = number_text(state.log_likelihood).replace("\u202f", " ")
    assert f"Both curves touch at the mixture on the stage, at {touching}" in text
    gained = run.states[state.iteration + 1].log_likelihood - state.log_likelihood
    assert f"At the next Update the log-likelihood is {nats_text(gained)} higher" in text


def test_at_the_end_of_a_run_there_is_no_next_update() -> None:
    text = said(drawer(opened("data=faithful&k=2&seed=13&frame=9999"), "The bound"))
    assert "there is no next Update" in text
    assert "Both curves touch" not in text
    total = len(half_steps(fit(dataset("faithful").x, EMSettings(k=2, seed=13))))
    assert total > SHOWN_HALF_STEPS
    assert f"gap of {SHOWN_HALF_STEPS} of {total} half-steps, those around the one on the stage" in text


def test_every_direction_of_the_slice_can_be_chosen() -> None:
    app = drawer(opened("data=faithful&k=2&seed=13&frame=3"), "The bound")
    for name in ("the best end", "mean 2", "the next Update"):
        (choice,) = [box for box in app.selectbox if box.key == "bound direction"]
        app = without_traceback(choice.select(name).run())
        assert f"on the way to {name}" in said(app)


@pytest.mark.parametrize(("family", "k", "frame"), MODELS)
def test_why_so_slow_tells_the_stops_of_this_run(family: str, k: int, frame: int) -> None:
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=k, family=family, seed=3))
    levels = np.array([state.log_likelihood for state in run.states])
    text = said(drawer(opened(f"data=faithful&k={k}&family={family}&seed=3&frame={frame}"), "Why so slow?"))
    for name, stop in (("scikit-learn", sklearn_stop(levels, len(x))), ("mclust", mclust_stop(levels))):
        if stop is None:
            assert f"{name} would not have stopped before the end" in text
        else:
            assert f"{name} would have called it converged after {stop.state} iteration" in text
    longer = fit(x, EMSettings(k=k, family=family, seed=3, tol=0.0, max_iter=5000)).states[-1].log_likelihood
    left = longer - levels[frame // 2]
    assert f"From the frame on the stage {nats_text(left)} nats" in text


def test_a_plateau_is_not_called_the_limit() -> None:
    """This run ends on one, 14 nats below the optimum: the limit that is told is that of a climb which leaves it."""
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, family="EEE", seed=3))
    text = said(drawer(opened("data=faithful&k=3&family=EEE&seed=3&frame=5"), "Why so slow?"))
    limit = float(text.split("The limit is ")[1].split(". ")[0].replace(" ", "").replace("\u2212", "-"))
    assert limit > run.states[-1].log_likelihood + 10.0
    ends = (run.states[0].mixture, run.states[-1].mixture)
    left = speed(x, run.settings, [state.log_likelihood for state in run.states], ends)
    assert limit == pytest.approx(left.limit, abs=1e-3)
    stopped = replace(left, plain=9)
    assert "plain EM takes 9 E-steps, the start's among them" in race_sentence(stopped)
    stuck = gain_sentence(replace(left, beyond=2.0), run.states[2].log_likelihood)
    assert "nats are left to a plateau at" in stuck
    assert "It is not the end" in stuck


def test_one_click_leads_to_the_overlapping_pair() -> None:
    app = drawer(opened("data=faithful&k=2&seed=13&frame=3"), "Why so slow?")
    (button,) = [each for each in app.button if each.label == "See it on the overlapping pair"]
    app = without_traceback(button.click().run())
    assert scenario(app).data == "overlapping"
    assert "See it on the overlapping pair" not in [each.label for each in app.button]


@pytest.mark.parametrize("query", ["k=1", "k=2&variant=hard", "k=3&variant=annealed", "k=2&accelerate=1"])
def test_the_drawers_open_on_every_kind_of_run(query: str) -> None:
    app = opened(f"data=faithful&seed=13&frame=9999&{query}")
    for name in ("This step", "The bound", "Why so slow?"):
        drawer(app, name)
        assert len(said(app)) > 50


def test_is_it_gaussian_shows_columns_and_nine_panels_one_of_which_is_the_data() -> None:
    app = drawer(opened("data=iris&k=3&start=kmeans&frame=9999"), "Is it Gaussian?")
    assert "Simulate and refit" in [button.label for button in app.button]
    run = fit(dataset("iris").x, EMSettings(k=3, start="kmeans"))
    (part,) = [group for group in app.button_group if group.key == "bells part"]
    app = without_traceback(part.select("Column by column").run())
    mean = run.states[-1].mixture.means[0, 0]
    assert f"Means: 1 at {mean:.3g}" in said(app)
    (part,) = [group for group in app.button_group if group.key == "bells part"]
    app = without_traceback(part.select("Spot the fake").run())
    assert "Eight of these are drawn from the fit, one is the data. Which?" in said(app)
    (choice,) = [group for group in app.button_group if group.label == "The data are panel"]
    app = without_traceback(choice.select(4).run())
    assert "Panel 4 it is" in said(app) or "Panel 4 was drawn from the fit; the data are panel" in said(app)


def test_the_dial_of_hardness_fits_again() -> None:
    app = drawer(opened("data=faithful&k=2&start=kmeans&seed=3&frame=9999"), "Hardness")
    assert "0 rows have another owner than under EM" in said(app)
    (dial,) = [slider for slider in app.select_slider if slider.key == "hardness dial"]
    app = without_traceback(dial.set_value(float("inf")).run())
    assert "At hardness hard the fit ended after" in said(app)
    assert "0 of 272 rows are undecided" in said(app)
    lane = scenario(app).lanes[0]
    (four,) = [each for each in app.button if each.label == "k-means, hard, annealed and EM side by side"]
    without_traceback(four.click().run())
    assert scenario(app).lanes == variant_lanes(lane)


def test_four_ways_from_one_start_are_one_click_away() -> None:
    lane = scenario(opened("data=crossing&k=2&seed=1")).lanes[0]
    names = [(each.settings.family, each.settings.variant) for each in variant_lanes(lane)]
    assert names == [("EII", "hard"), ("VVV", "hard"), ("VVV", "annealed"), ("VVV", "em")]
    assert {each.settings.seed for each in variant_lanes(lane)} == {1}


def test_collapse_is_offered_where_a_component_collapsed_and_shows_its_determinant() -> None:
    x = dataset("iris").x
    for seed in range(1, 60):
        run = fit(x, EMSettings(k=6, seed=seed))
        if run.verdict.kind == "collapsed":
            break
    app = drawer(opened(f"data=iris&k=6&seed={seed}&family=VVV&frame=9999"), "Collapse")
    component = run.verdict.component
    assert component is not None
    log = np.linalg.slogdet(run.states[-1].mixture.covariances[component])[1] / np.log(10.0)
    assert f"to ten to the power {number_text(log, 1)}" in said(app)
    assert "the last one that exists" in said(app)
    assert f"On the stage, after iteration {len(run.states) - 1}, it is ten to the power" in said(app)
    lane = scenario(app).lanes[0]
    (remedy,) = [button for button in app.button if button.label == "One component less"]
    without_traceback(remedy.click().run())
    assert [each.k for each in scenario(app).lanes] == [6, 5]  # they run side by side
    assert scenario(app).lanes[0] == lane
    app = opened("data=faithful&k=2&seed=13&frame=3")
    (offered,) = [group for group in app.button_group if group.key == "drawer"]
    assert "Collapse" not in offered.options


def test_hardness_one_says_what_the_stage_says() -> None:
    run = fit(dataset("overlapping").x, EMSettings(k=2, seed=1))
    text = said(drawer(opened("data=overlapping&k=2&start=points&seed=1&frame=9999"), "Hardness"))
    level = number_text(run.states[-1].log_likelihood).replace("\u202f", " ")
    assert f"ended after {run.states[-1].iteration} iterations, at a log-likelihood of {level}" in text


@pytest.mark.parametrize("query", ["seed=3", "seed=3&accelerate=1"])
def test_a_run_that_collapsed_has_no_limit(query: str) -> None:
    settings = EMSettings(k=9, seed=3, accelerate="accelerate" in query)
    run = fit(dataset("faithful").x, settings)
    assert run.verdict.kind == "collapsed"
    text = said(drawer(opened(f"data=faithful&k=9&start=points&{query}"), "Why so slow?"))
    assert f"{run.verdict.sentence} The run collapsed, so there is no limit" in text
    assert "The limit is" not in text
    assert "still to gain" not in text
    assert "Collapse shows how it went" in text


def test_what_a_settled_run_has_still_to_gain_stands_in_its_numbers_at_the_end_and_only_there() -> None:
    run = fit(dataset("faithful").x, EMSettings(k=3, seed=3))
    gain = run.verdict.to_gain
    assert run.verdict.kind == "settled"
    assert gain is not None
    assert gain > 1e-5  # something is left, and it is a number that is written
    ahead = f"A look ahead found about {gain:f} still to gain."
    query = "data=faithful&k=3&start=points&seed=3&drawer=numbers&frame="
    assert ahead in tables_of(opened(f"{query}9999"))
    assert "still to gain" not in tables_of(opened(f"{query}3"))


@pytest.mark.parametrize("settings", [EMSettings(k=9, seed=3), EMSettings(k=2, seed=13)])
def test_the_end_of_a_plain_twin_is_not_looked_for_in_a_drawer_of_the_run_on_the_stage(
    settings: EMSettings,
) -> None:
    verdict = fit(dataset("faithful").x, settings).verdict
    own, of_the_twin = no_limit(verdict), no_limit(verdict, twin=True)
    assert (own is None) == (of_the_twin is None) == (verdict.kind == "settled")
    assert "Collapse" not in (of_the_twin or "")


@pytest.mark.parametrize("frame", [0, 2, 4, 9999])
def test_the_gain_left_in_an_accelerated_run_is_that_of_its_own_frame(frame: int) -> None:
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, seed=3, accelerate=True))
    limit = fit(x, EMSettings(k=3, seed=3, tol=0.0, max_iter=5000)).states[-1].log_likelihood
    query = f"data=faithful&k=3&start=points&seed=3&accelerate=1&frame={frame}"
    text = said(drawer(opened(query), "Why so slow?"))
    (left,) = re.findall(
        r"The frame on the stage is (?:less than )?([\d.]+) nats below the limit of the plain twin", text
    )
    assert float(left) == pytest.approx(limit - run.at(frame).log_likelihood, abs=6e-3)


def test_the_key_of_the_wall_opens_one_explaining_drawer_after_the_other() -> None:
    shown: list[str | None] = [None]
    for _ in watching.WALL:
        shown.append(watching.next_on_the_wall(shown[-1]))
    assert shown == [None, "This step", "The bound", "Why so slow?", None]
    assert watching.next_on_the_wall("Profile") == "This step"
    assert set(watching.WALL) - {None} <= watching.BESIDE <= set(watching.DRAWERS_OF_WATCH)
