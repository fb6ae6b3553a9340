"""In a notebook: what the stage says reaches Python, and what Python does reaches the stage."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gmmviz import EMSettings, dataset, fit, player
from gmmviz.stage import Player, standalone
from gmmviz.stage.packing import gzipped_plotly
from gmmviz.stage.payload import payload
from gmmviz.stage.showing import Showing

FAITHFUL = dataset("faithful")
RUN = fit(FAITHFUL.x, EMSettings(k=2, seed=13))


@pytest.fixture
def shown() -> Player:
    return player(FAITHFUL.x, RUN, FAITHFUL.columns)


def do(shown: Player, **action: Any) -> Any:
    """The widget after the browser has told of an action."""
    shown.widget._handle_custom_msg(action, [])
    return shown.widget


def test_a_notebook_shows_the_widget(shown: Player) -> None:
    bundle = shown._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == shown.widget.model_id
    assert len(bundle["text/html"]) < 100
    assert shown.widget.payload == payload(shown.scene)


def test_without_anywidget_it_shows_the_page(shown: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "has_widgets", lambda: False)
    assert shown._repr_mimebundle_() == {"text/html": shown._repr_html_()}
    with pytest.raises(ImportError, match=r'pip install "gmmviz\[notebook\]"'):
        _ = shown.widget


def test_a_placed_start_is_in_python_and_is_fitted(shown: Player) -> None:
    frame = 6
    parts = [{"source": 0, "mean": [2.0, 55.0]}, {"source": 1, "mean": None}]
    widget = do(shown, id="place", frame=frame, parts=parts)
    before = RUN.states[frame // 2].mixture
    assert_array_equal(widget.start.means, [[2.0, 55.0], before.means[1]])
    again = fit(FAITHFUL.x, RUN.settings, widget.start)
    assert_array_equal(widget.run.states[-1].mixture.means, again.states[-1].mixture.means)
    assert (widget.frame, widget.pinned) == (1, [])
    assert widget.payload == payload(widget.showing.scene())


def test_means_are_put_in_and_taken_out(shown: Player) -> None:
    parts = [{"source": 0, "mean": None}, {"source": 1, "mean": None}, {"source": None, "mean": [3.0, 60.0]}]
    widget = do(shown, id="place", frame=0, parts=parts)
    assert (widget.start.k, widget.run.settings.k) == (3, 3)
    assert_allclose(widget.start.means[2], [3.0, 60.0])
    assert do(shown, id="place", frame=0, parts=parts[:1]).run.settings.k == 1


def test_another_start_is_the_next_seed_and_k_is_k(shown: Player) -> None:
    widget = do(shown, id="another")
    assert widget.run.settings == EMSettings(k=2, seed=14)
    assert widget.start is None
    assert do(shown, id="k", value=4).run.settings == EMSettings(k=4, seed=14)


def test_another_plane_shows_the_same_run() -> None:
    iris = dataset("iris")
    shown = player(iris.x, fit(iris.x, EMSettings(k=3, seed=1)), iris.columns)
    run = shown.widget.run
    names = [iris.columns[3], iris.columns[2]]
    widget = do(shown, id="plane", plane=names, frame=4)
    assert_array_equal(widget.showing.scene().plane, np.eye(4)[:, [3, 2]])
    assert widget.run is run
    assert do(shown, id="plane", plane=["principal"], frame=4).showing.scene().chosen == ("principal",)


def test_what_cannot_be_fitted_is_said_and_changes_nothing(shown: Player) -> None:
    run = shown.widget.run
    widget = do(shown, id="k", value=1000)
    assert widget.run is run
    assert widget.problem == "K = 1000 needs at least 1000 rows, but x has 272: lower K."
    assert do(shown, id="another").problem == ""


@pytest.mark.parametrize("action", [{"id": "open", "lane": 1}, {"id": "plane", "plane": ["nowhere"]}, {}])
def test_an_action_of_the_app_alone_changes_nothing(shown: Player, action: dict[str, Any]) -> None:
    before = shown.widget.payload
    assert do(shown, **action).payload == before


def test_plotly_is_sent_when_a_page_asks(shown: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setattr(
        type(shown.widget), "send", lambda self, content, buffers=None: sent.append((content, buffers))
    )
    shown.widget._handle_custom_msg("plotly", [])
    assert sent == [("plotly", [gzipped_plotly()])]


def test_several_runs_are_not_edited() -> None:
    runs = [fit(FAITHFUL.x, EMSettings(k=3, seed=seed)) for seed in (7, 8)]
    several = player(FAITHFUL.x, runs)
    assert not several.widget.editable
    assert several.widget.run == runs


KMEANS = {"variant": "hard", "family": "EII", "weights": "equal"}


@pytest.mark.parametrize(
    ("settings", "says", "below"),
    [
        ([{"k": 2, "family": "EII"}, {"k": 1, "family": "EII"}], "do not compare", ["–", "–"]),
        ([{"k": 2}, {"k": 2, "family": "EII"}], "do not compare", ["–", "–"]),
        ([{"k": 2}, {"k": 2, **KMEANS}], "Lane 2 is k-means: it does not", ["0.00", "–"]),
        ([{"k": 2}, {"k": 6}], "Lane 2 has no sound end: it does not count.", ["0.00", "–"]),
        ([{"k": 6}, {"k": 6, "seed": 1}], "No lane has a sound end.", ["–", "–"]),
        ([{"k": 2}, {"k": 6}, {"k": 2}], "Lanes 1 and 3 ended at the same log-likelihood", ["0.00", "–", "0.00"]),
    ],
)  # fmt: skip
def test_lanes_in_a_notebook_are_compared_where_they_compare(settings: Any, says: str, below: Any) -> None:
    rng = np.random.default_rng(0)
    heap = np.r_[rng.normal(size=(40, 2)), rng.normal(5.0, 1.0, (40, 2)), np.full((8, 2), 12.0)]
    runs = [fit(heap, EMSettings(**each)) for each in settings]
    scene = Showing(heap, tuple(runs), ("one", "two")).scene()
    assert says in scene.conclusion
    assert [lane.facts[3] for lane in scene.lanes] == below
    assert [lane.result for lane in scene.lanes] == ["best" if each == "0.00" else "" for each in below]
