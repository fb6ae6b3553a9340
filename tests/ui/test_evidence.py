"""Are they real? without a browser: its parts as pages, its jobs, and what a person can look up."""

import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data import dataset
from gmmviz.data.toys.laboratory import population_of
from gmmviz.data.toys.recipes import Recipe, recipe_text
from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.cuts import CutRequest, cut_intervals
from gmmviz.em.evidence.examination import ExaminationRequest
from gmmviz.em.evidence.merging import merge
from gmmviz.em.evidence.power import PowerRequest
from gmmviz.em.evidence.separation import hard_labels
from gmmviz.em.evidence.stability import stability
from gmmviz.report.evidence import examination_words
from gmmviz.scenario import TOY, ChooseSettings, Lane, Scenario, to_query
from gmmviz.ui.evidence import cut_part, examined, power_part
from gmmviz.ui.evidence.real_drawer import CUT
from gmmviz.ui.work.jobs.kept import jobs, known_mixture_job
from tests.ui.test_pages import opened, widget, without_traceback
from tests.ui.test_profile import drawer, shown

LOOK_SECONDS, MAX_SECONDS = 0.2, 60.0  # s
SAMPLES = 6
K3 = "data=faithful&k=3&family=EEE&start=kmeans&seed=13&frame=9999"


def said(app: AppTest) -> str:
    text = " ".join(str(each.value) for each in (*app.markdown, *app.caption, *app.info))
    return text.replace("\\", "").replace("\u2060", "").replace("\u202f", " ")


def looked_at_until(app: AppTest, done: Callable[[AppTest], bool]) -> AppTest:
    end = time.monotonic() + MAX_SECONDS
    while not done(app):
        assert time.monotonic() < end, said(app)
        time.sleep(LOOK_SECONDS)
        without_traceback(app.run())
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def part_chosen(app: AppTest, name: str) -> AppTest:
    (choice,) = [each for each in app.button_group if each.key == "evidence part"]
    return without_traceback(choice.select(name).run())


def pressed(app: AppTest, label: str) -> AppTest:
    return without_traceback(widget(app, "button", label).click().run())


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer samples than a person gets; all else is as it is."""
    fewer = partial(ExaminationRequest, samples=8, again=SAMPLES, ratio_samples=3)
    monkeypatch.setattr(examined, "ExaminationRequest", fewer)


@pytest.mark.usefixtures("small")
def test_the_owner_of_a_row_is_looked_up_in_the_drawer_and_taken_away_with_the_rows() -> None:
    app = drawer(opened(K3), "Are they real?")
    assert "Row" not in [each.label for each in app.number_input]
    pressed(app, "Examine the clusters")
    looked_at_until(app, lambda app: "Row" in [each.label for each in app.number_input])
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, family="EEE", start="kmeans", seed=13))
    mixture = run.states[-1].mixture
    owners = hard_labels(mixture, x)
    *_, found = stability(x, run.settings, owners, mixture, SAMPLES)
    row = int(np.argmin(np.nan_to_num(found.of_rows, nan=2.0)))
    without_traceback(widget(app, "number_input", "Row").set_value(row + 1).run())
    told = f"Component {owners[row] + 1} owns it. In {found.kept[row]} of the {found.drawn[row]} sample"
    assert f"Row {row + 1}: {told}" in said(app)
    (table,) = [each.value for each in app.dataframe if "bootstrap stability" in each.value.columns]
    assert found.of_rows[int(table["row"].iloc[0]) - 1] == np.nanmin(found.of_rows) < 1.0
    app.session_state["take part"] = "Rows"
    app.button(key="take away").click().run()
    assert "the bootstrap stability of the row: the share of the samples with this row" in said(app)


def test_an_examination_is_stopped_and_goes_on_and_tells_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        examined, "ExaminationRequest", partial(ExaminationRequest, samples=20_000, again=5_000)
    )  # long enough
    app = drawer(opened(K3.replace("seed=13", "seed=14")), "Are they real?")
    assert examination_words.unknown_words(3) in said(app)
    (method,) = [each for each in app.expander if each.label == "How clusters are examined"]
    assert not method.proto.expanded
    assert [each.value for each in method.markdown] == [
        each.value for each in app.markdown if "exponential power" in each.value
    ]
    pressed(app, "Examine the clusters")
    looked_at_until(app, lambda app: examination_words.LOOKING in said(app))
    assert "Seed 14." not in said(app)
    pressed(app, "Stop")
    looked_at_until(app, lambda app: "Go on" in labels(app))
    assert "Stopped at" in said(app)
    assert examination_words.NOT_LOOKED in said(app)
    assert examination_words.LOOKING not in said(app)
    assert "Seed 14." in said(app)
    pressed(app, "Go on")
    pressed(app, "Stop")


@pytest.mark.usefixtures("small")
def test_the_best_cell_of_choose_is_examined_in_its_own_drawer() -> None:
    plan = ChooseSettings(most=3, starts=1, drawer="real")
    app = without_traceback(
        opened(to_query(Scenario("faithful", choose=plan))).switch_page("pages/choose.py").run()
    )
    looked_at_until(app, lambda app: "The best cell: K = 3, one shared ellipse (EEE)" in said(app))
    looked_at_until(app, lambda app: "Examine the clusters" in labels(app))
    pressed(app, "Examine the clusters")
    looked_at_until(app, lambda app: "Component 1 comes back" in said(app))
    assert any("## " in each.value for each in app.markdown)


def test_the_cut_of_one_column_is_quoted_with_the_interval_of_its_samples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cut_part, "CutRequest", partial(CutRequest, samples=60))
    lanes = (Lane(EMSettings(k=2, start="kmeans", seed=13)),)
    wanted = Scenario("faithful", columns=("eruptions",), lanes=lanes, frame=9999)
    app = part_chosen(drawer(opened(to_query(wanted)), "Are they real?"), CUT)
    x = dataset("faithful").x[:, :1]
    run = fit(x, lanes[0].settings)
    *_, (cut,) = cut_intervals(x, run.settings, run.states[-1].mixture, 60)
    assert f"At eruptions = {cut.cut.place:.3f} a value is as likely" in said(app)
    pressed(app, "Find the interval")
    looked_at_until(app, lambda app: f"{cut.samples} samples)" in said(app))
    low, high = cut.interval
    interval = f"(95 % bootstrap interval {low:.3f} to {high:.3f}, {cut.samples} samples)"
    assert f"At eruptions = {cut.cut.place:.3f} {interval}" in said(app)
    assert "Seed 13." in said(app)


def power_requests() -> list[PowerRequest]:
    return [held.job.task.request for (kind, _), held in jobs().kept.items() if kind == power_part.KIND]


def test_the_chance_is_asked_of_the_fit_or_of_the_toy_that_the_rows_came_from() -> None:
    toy = Recipe(k=3, n=120, weights=(1.0, 2.0, 3.0), growth=2.0)
    lanes = (Lane(EMSettings(k=2, seed=13)),)
    wanted = Scenario(TOY + recipe_text(toy), lanes=lanes, frame=9999)
    app = part_chosen(drawer(opened(to_query(wanted)), "Are they real?"), "Could I have found them?")
    (choice,) = [each for each in app.button_group if each.key == "evidence truth"]
    of_the_fit = power_requests()[-1]
    without_traceback(choice.select(power_part.FROM_THE_TOY).run())
    of_the_toy = power_requests()[-1]
    truth = population_of(toy).ellipses()
    assert truth is not None
    assert of_the_fit.mixture.k == 2
    np.testing.assert_array_equal(of_the_toy.mixture.weights, truth[0])
    np.testing.assert_allclose(of_the_toy.mixture.means, truth[1], rtol=1e-12)
    np.testing.assert_allclose(of_the_toy.mixture.covariances, truth[2], rtol=1e-12)
    assert of_the_toy.n == of_the_fit.n == toy.n


def test_samples_that_the_clock_ended_go_on_and_the_test_is_explained_where_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(power_part, "PowerRequest", partial(PowerRequest, seconds=0.0))
    wanted = Scenario("faithful", lanes=(Lane(EMSettings(k=2, start="kmeans", seed=12)),), frame=9999)
    app = part_chosen(drawer(opened(to_query(wanted)), "Are they real?"), "Could I have found them?")
    assert "critical value" not in said(app)
    pressed(app, "Find out")
    looked_at_until(app, lambda app: "Go on" in labels(app))
    assert "Stopped after 25 samples." in said(app)
    assert ("critical value is" in said(app)) == ("likelihood-ratio test of 1 against 2" in said(app))
    pressed(app, "Go on")
    looked_at_until(app, lambda app: "Stopped after 30 samples." in said(app))


def test_merged_components_are_told_on_the_cards_of_the_profile() -> None:
    app = drawer(opened(f"{K3}&clusters=2"), "Profile")
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, family="EEE", start="kmeans", seed=13))
    group = merge(run.states[-1].mixture.responsibilities(x)).groups[1]
    assert sorted(set(group)) == [0, 1]
    told = shown(app)
    assert "3 components, 2 clusters: " in told
    for j, cluster in enumerate(group):
        assert f"Component {j + 1}, cluster {cluster + 1}" in told
    assert ", cluster" not in shown(drawer(opened(K3), "Profile"))


def test_to_look_whether_a_fit_was_examined_makes_no_job() -> None:
    """A job holds all rows in units: the dialog Take away only asks whether there is one."""
    points = dataset("iris")
    run = fit(points.x, EMSettings(k=3, family="EEI", start="kmeans", seed=97))
    before = list(jobs().kept)
    assert examined.stability_of(points, run) is None
    assert list(jobs().kept) == before
    job = examined.job_of(points, run)
    assert known_mixture_job(points, run.settings, run.states[-1].mixture, examined.KIND) is job
    jobs().drop(job)
