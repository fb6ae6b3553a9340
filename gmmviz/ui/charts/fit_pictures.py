"""Pictures of a fit that people keep: the profile, the ridgeline of the columns, the columns in pairs."""

import numpy as np
import streamlit as st

from gmmviz.data import Points
from gmmviz.em import Mixture
from gmmviz.figures.column_ridges import ridges_figure, ridges_height
from gmmviz.figures.pairs import paired_columns, pairs_figure, pairs_size
from gmmviz.figures.profile_lines import Profile, profile_figure
from gmmviz.figures.view import View
from gmmviz.report.readings.profile_charts import pairs_reading, profile_reading, ridges_reading
from gmmviz.ui.charts.chart import show_chart
from gmmviz.ui.frame.theme import theme

MOST_COLUMNS = 40  # of a picture: of more, the first
HEIGHT = 360  # px, of the profile
PROFILE, RIDGES, PAIRS = "Profile plot", "Ridgeline", "Pairs"


def pictures(points: Points, mixture: Mixture, mean: np.ndarray, sd: np.ndarray) -> None:
    """One of the pictures of a mixture, if a person asks for it; `mean` and `sd` (d,) are those of all rows."""
    offered = (PROFILE, RIDGES, PAIRS) if points.d > 1 else (PROFILE, RIDGES)
    chosen = st.segmented_control("A picture to keep", offered, key="profile picture")
    some = slice(0, MOST_COLUMNS)
    columns = points.columns[some]
    if chosen == PROFILE:
        unknown = np.full((mixture.k, len(columns)), np.nan)
        profile = Profile(columns, mixture.means[:, some], unknown, unknown, mean[some], sd[some])
        figure = profile_figure(profile, View(theme=theme(), height=HEIGHT))
        show_chart(figure, "profile lines", profile_reading(profile), said=True)
    elif chosen == RIDGES:
        shown = mixture.project(np.eye(points.d)[:, some]) if points.d > MOST_COLUMNS else mixture
        view = View(theme=theme(), height=ridges_height(len(columns)))
        figure = ridges_figure(shown, columns, mean[some], sd[some], view)
        show_chart(figure, "profile ridges", ridges_reading(mixture, points.columns), said=True)
    elif chosen == PAIRS:
        paired = paired_columns(mixture)
        side = pairs_size(len(paired))
        figure = pairs_figure(points.x, mixture, points.columns, View(theme=theme(), height=side), paired)
        reading = pairs_reading(mixture, points.columns, paired, points.n)
        show_chart(figure, "profile pairs", reading, said=True, width=side)
