"""What is offered after a run that went wrong or has too many parameters, and that each starts a run beside it."""

from dataclasses import replace

import pytest

from gmmviz.data import dataset
from gmmviz.em import FAMILIES, EMRun, EMSettings, fit, parameter_count
from gmmviz.em.models.families import representative
from gmmviz.report.run_ends.remedies import REMEDIES_AFTER, Remedy, remedies_for
from gmmviz.scenario import Lane, Scenario, from_query, to_query
from gmmviz.ui.frame import session
from gmmviz.ui.page import racing
from gmmviz.ui.work import runs

POINTS = dataset("iris")
FAILED = [kind for kind in REMEDIES_AFTER if kind != "too many"]


@pytest.fixture(autouse=True)
def fresh_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that has seen nothing."""
    monkeypatch.setattr("streamlit.session_state", {})


def settings_of(lane: Lane) -> EMSettings:
    return replace(lane.settings, k=lane.k)


def offered(kind: str, settings: EMSettings) -> tuple[Lane, EMRun, tuple[Remedy, ...]]:
    lane = Lane(settings)
    run = fit(POINTS.x, replace(settings, max_iter=2))
    return lane, run, remedies_for(kind, lane, run)


@pytest.mark.parametrize("k", [2, 3, 5])
@pytest.mark.parametrize("family", FAMILIES)
def test_whatever_has_too_many_parameters_is_offered_simpler_models(family: str, k: int) -> None:
    lane, run, remedies = offered("too many", EMSettings(k=k, family=family, seed=1))
    assert len(remedies) >= (
        1 if (family, k) == ("EII", 2) else 2
    )  # nothing but one component is simpler than these
    d = POINTS.d
    counts = [parameter_count(settings_of(remedy.lane(lane, run)), d) for remedy in remedies]
    assert max(counts) < parameter_count(settings_of(lane), d)


def test_of_one_column_no_circle_and_no_axis_is_offered() -> None:
    lane = Lane(EMSettings(k=4, family="VVV", seed=1))
    run = fit(POINTS.x[:, :1], replace(lane.settings, max_iter=2))
    labels = " ".join(remedy.label for remedy in remedies_for("too many", lane, run))
    assert "One component less" in labels
    assert "A single component" in labels
    assert "ircle" not in labels
    assert "One axis" not in labels


def model_of(lane: Lane, d: int) -> Lane:
    """The lane with the one name of its shape, where several shapes are one."""
    return replace(
        lane, settings=replace(settings_of(lane), family=representative(lane.settings.family, lane.k, d))
    )


@pytest.mark.parametrize("d", [1, 2, 4])
@pytest.mark.parametrize("family", FAMILIES)
def test_no_model_is_offered_under_two_names_and_none_that_is_the_runs_own(family: str, d: int) -> None:
    for k in (1, 2, 3):
        lane = Lane(EMSettings(k=k, family=family, seed=1))
        run = fit(POINTS.x[:, :d], replace(lane.settings, max_iter=1))
        for kind in REMEDIES_AFTER:
            others = [remedy.lane(lane, run) for remedy in remedies_for(kind, lane, run)]
            models = [model_of(each, d) for each in (lane, *others)]
            assert all(each not in models[:place] for place, each in enumerate(models)), (k, kind)


@pytest.mark.parametrize(
    ("family", "labels"),
    [
        ("VVV", ["One axis-aligned ellipse", "A circle"]),
        ("EEI", ["A circle"]),
        ("EII", []),  # nothing is simpler
    ],
)
def test_one_component_is_offered_simpler_shapes_of_one(family: str, labels: list[str]) -> None:
    _, _, remedies = offered("too many", EMSettings(k=1, family=family, seed=1))
    assert [remedy.label for remedy in remedies] == labels


@pytest.mark.parametrize("start", ["points", "kmeans"])
@pytest.mark.parametrize("kind", FAILED)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_remedy_of_a_failed_run_starts_another_run_beside_it(
    kind: str, family: str, start: str
) -> None:
    lane, run, remedies = offered(kind, EMSettings(k=3, family=family, start=start, seed=1, max_iter=2))
    assert 2 <= len(remedies) <= 3
    for remedy in remedies:
        session.replace_scenario(Scenario("iris", lanes=(lane,)))
        racing.start_beside(remedy.name, run)
        scenario = session.scenario()
        assert scenario.compare.part == "race"
        first, beside = scenario.lanes
        assert first == lane
        assert beside != lane
        assert from_query(to_query(scenario)).lanes == scenario.lanes  # and the race can be sent as a link
        found = runs.run(POINTS, beside)
        assert found.states[-1].mixture.k == beside.k


@pytest.mark.parametrize("kind", REMEDIES_AFTER)
@pytest.mark.parametrize("family", FAMILIES)
def test_no_remedy_of_one_column_speaks_of_ellipses(kind: str, family: str) -> None:
    lane = Lane(EMSettings(k=3, family=family, seed=1))
    run = fit(POINTS.x[:, :1], replace(lane.settings, max_iter=2))
    labels = " ".join(remedy.label for remedy in remedies_for(kind, lane, run)).lower()
    assert labels
    assert not any(word in labels for word in ("ellipse", "circle", "axis"))
    if kind == "collapsed" and family == "VVV":
        assert "one shared width" in labels
