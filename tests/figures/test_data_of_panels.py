"""The data of a picture with several panels: every trace says whose values it draws."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.figures.column_ridges import ridges_figure
from gmmviz.figures.nine_panels import nine_panels
from gmmviz.figures.pairs import pairs_figure
from gmmviz.figures.profile_lines import Profile, profile_figure, raw_profile_figure
from gmmviz.figures.view import View

POINTS = dataset("iris")
X, COLUMNS = POINTS.x, POINTS.columns
MIXTURE: Mixture = fit(X, EMSettings(k=3, start="kmeans")).states[-1].mixture
UNKNOWN = np.full((3, 4), np.nan)
PROFILE = Profile(COLUMNS, MIXTURE.means, UNKNOWN, UNKNOWN, X.mean(axis=0), X.std(axis=0))
PICTURES: dict[str, Callable[[], go.Figure]] = {
    "pairs": lambda: pairs_figure(X, MIXTURE, COLUMNS, View()),
    "raw profile": lambda: raw_profile_figure(PROFILE, View()),
    "profile": lambda: profile_figure(PROFILE, View()),
    "ridgeline": lambda: ridges_figure(MIXTURE, COLUMNS, X.mean(axis=0), X.std(axis=0), View()),
    "nine panels": lambda: nine_panels([X[:, :2] + shift for shift in range(9)], None, View()),
}


@pytest.mark.parametrize("picture", PICTURES)
def test_no_two_traces_of_a_picture_tell_the_same_of_themselves(picture: str) -> None:
    told = [(trace.name, str(trace.meta)) for trace in PICTURES[picture]().data]
    assert all(meta != "None" for _, meta in told)
    assert len(set(told)) == len(told)


def test_a_panel_of_the_pairs_plot_tells_the_columns_of_its_values() -> None:
    for trace in PICTURES["pairs"]().data:
        across = COLUMNS.index(trace.meta["across"])
        if trace.type == "bar":
            assert trace.meta["up"] == "rows"
            continue
        up = COLUMNS.index(trace.meta["up"])
        rows = {tuple(row) for row in X[:, [across, up]].tolist()}
        assert set(zip(trace.x, trace.y, strict=True)) <= rows
