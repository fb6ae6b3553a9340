"""The stage without a server: a saved file opens from the disk, plays, and asks nobody for anything."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from gmmviz import EMSettings, dataset, fit, player
from gmmviz.em import frame_count
from tests.browser.stage import Stage


@pytest.mark.screen(reduced_motion=True)
def test_a_saved_run_plays_from_the_disk_and_makes_no_request(page: Page, tmp_path: Path) -> None:
    faithful = dataset("faithful")
    run = fit(faithful.x, EMSettings(k=2, seed=13))
    path = player(faithful.x, run, columns=faithful.columns).save(tmp_path / "run.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    stage = Stage(page).ready()
    assert stage.colourful() == 0
    stage.press("ArrowRight").at(1)
    assert stage.colourful() > 1000
    stage.root.get_by_label("Speed").select_option("4")
    stage.button("Play").click()
    last = frame_count(run) - 1
    stage.played(last)
    assert stage.log_likelihood == run.states[-1].log_likelihood
    expect(stage.words).to_have_text(run.verdict.sentence)
    shares = stage.shares(2)
    assert shares is not None
    np.testing.assert_allclose(shares, run.states[-1].mixture.responsibilities(faithful.x), rtol=0, atol=1e-5)
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]


@pytest.mark.screen(reduced_motion=True)
def test_it_plays_in_a_notebook_cell(page: Page, tmp_path: Path) -> None:
    """A notebook shows what `_repr_html_` gives: a frame that may run scripts and nothing else."""
    faithful = dataset("faithful")
    shown = player(faithful.x, fit(faithful.x, EMSettings(k=2, seed=13)))
    cell = tmp_path / "cell.html"
    cell.write_text(f"<!doctype html><body>{shown._repr_html_()}</body>", encoding="utf-8")
    page.goto(cell.as_uri())
    root = page.frame_locator("iframe").locator(".gmm-stage")
    expect(root).to_have_attribute("data-state", "ready")
    root.get_by_role("button", name="Forward half a step", exact=True).click()
    expect(root).to_have_attribute("data-frame", "1")


@pytest.mark.parametrize("d", [1, 4])
@pytest.mark.screen(reduced_motion=True, color_scheme="dark")
def test_other_numbers_of_columns_play_too(page: Page, tmp_path: Path, d: int) -> None:
    x = dataset("iris").x[:, :d]
    run = fit(x, EMSettings(k=3, family="VVI", seed=2, max_iter=30))
    page.goto(player(x, run).save(tmp_path / "run.html").as_uri())
    stage = Stage(page).ready()
    assert stage.value("theme") == "dark"
    stage.press("End").at(frame_count(run) - 1)
    shares = stage.shares(3)
    assert shares is not None
    np.testing.assert_allclose(shares, run.states[-1].mixture.responsibilities(x), rtol=0, atol=1e-5)
