"""Are they real? without a browser: its parts as pages, its jobs, and what a person can look up."""

import csv
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.cuts import cuts
from gmmviz.em.evidence.examination import ExaminationRequest
from gmmviz.em.evidence.separation import hard_labels
from gmmviz.em.evidence.stability import stability
from gmmviz.figures.number_text import number_text
from gmmviz.ui.evidence import examined
from tests.ui.test_pages import opened, widget, without_traceback
from tests.ui.test_profile import drawer

LOOK_SECONDS, MOST_SECONDS = 0.2, 120.0  # s
SAMPLES = 6
K2 = "data=faithful&k=2&family=VVV&start=points&seed=13&frame=9999"


def said(app: AppTest) -> str:
    text = " ".join(str(each.value) for each in (*app.markdown, *app.caption, *app.info))
    return text.replace("\\", "").replace("\u2060", "").replace("\u202f", " ")


def looked_at_until(app: AppTest, done: Callable[[AppTest], bool]) -> AppTest:
    end = time.monotonic() + MOST_SECONDS
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


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer samples than a person gets; all else is as it is."""
    fewer = partial(ExaminationRequest, samples=8, again=SAMPLES, bells=3)
    monkeypatch.setattr(examined, "ExaminationRequest", fewer)


@pytest.mark.usefixtures("small")
def test_the_owner_of_a_row_is_looked_up_in_the_drawer_and_taken_away_with_the_rows() -> None:
    app = drawer(opened(f"{K2}&family=EEE&k=3&start=kmeans"), "Are they real?")
    assert "In how many samples" not in said(app)
    assert "Row" not in [each.label for each in app.number_input]
    without_traceback(widget(app, "button", "Examine the clusters").click().run())
    looked_at_until(app, lambda app: "Row" in [each.label for each in app.number_input])
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=3, family="EEE", start="kmeans", seed=13))
    mixture = run.states[-1].mixture
    owners = hard_labels(mixture, x)
    *_, found = stability(x, run.settings, owners, mixture, SAMPLES)
    row = int(np.argmin(np.nan_to_num(found.of_rows, nan=2.0)))
    without_traceback(widget(app, "number_input", "Row").set_value(row + 1).run())
    assert (
        f"Row {row + 1}: Component {owners[row] + 1} owns it. In {found.kept[row]} of the {found.drawn[row]} sample"
        in said(app)
    )
    (table,) = [each.value for each in app.dataframe if "bootstrap stability" in each.value.columns]
    assert found.of_rows[int(table["row"].iloc[0]) - 1] == np.nanmin(found.of_rows) < 1.0
    app.session_state["take part"] = "Rows"
    app.button(key="take away").click().run()
    assert f"the bootstrap stability of the row: the share of the samples with this row" in said(app)
