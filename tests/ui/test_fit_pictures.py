"""Pictures of a fit in the drawer Profile: the profile has the intervals of the bootstrap, in the file's units."""

import time

import numpy as np
from streamlit.testing.v1 import AppTest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit_in, units_of
from gmmviz.em.search.intervals import INTERVAL_RESAMPLES, IntervalsRequest, intervals
from gmmviz.figures.number_text import number_text
from tests.ui.test_charts import charts
from tests.ui.test_pages import opened, without_traceback
from tests.ui.test_profile import drawer

SECONDS = 60
BEGIN = "Intervals by bootstrap"


def profile(query: str) -> AppTest:
    """The drawer Profile of a run with its profile plot."""
    app = drawer(opened(query), "Profile")
    (part,) = [group for group in app.button_group if group.key == "profile picture"]
    return without_traceback(part.select("Profile plot").run())


def test_the_profile_has_the_intervals_that_the_engine_finds() -> None:
    app = profile("data=two-gaussians&k=2&seed=13&scaling=standardise&frame=9999")
    assert "interval" not in charts(app)["profile-lines"]
    (button,) = [each for each in app.button if each.label == BEGIN]
    app = without_traceback(button.click().run())
    until = time.monotonic() + SECONDS
    while not (
        told := [each.value for each in app.markdown if each.value.startswith("95\u202f% intervals: ")]
    ):
        assert time.monotonic() < until
        time.sleep(0.2)
        app = without_traceback(app.run())
    assert f": {INTERVAL_RESAMPLES} resamples." in told[0]
    x = dataset("two-gaussians").x
    units = units_of(x, "standardise")
    run = fit_in(x, EMSettings(k=2, seed=13), units)
    inner = units.standardise_mixture(run.states[-1].mixture)
    *_, (_, found) = intervals(units.standardise(x), IntervalsRequest(run.settings, inner), {})
    component, column = np.unravel_index(np.abs(inner.means).argmax(), inner.means.shape)
    low, high = (number_text(float(part[component, column])) for part in found.of_means())
    assert f"(its interval goes from {low} to {high})" in charts(app)["profile-lines"]


def test_only_an_end_has_intervals() -> None:
    app = profile("data=faithful&k=2&seed=13&frame=3")
    assert "profile-lines" in charts(app)
    assert BEGIN not in [button.label for button in app.button]
