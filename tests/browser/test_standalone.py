"""The stage without a server: a saved file opens from the disk, plays, and asks nobody for anything."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from gmmviz import EMSettings, dataset, fit, player, playlist
from gmmviz.em import EMRun, frame_count
from gmmviz.report.page.blocks import Document, TextTable
from gmmviz.report.page.html_report import html_report
from gmmviz.stage import Page as PageFile
from gmmviz.stage import about_size
from gmmviz.stage import payload as payload_of
from tests.browser.stage import Stage


@pytest.fixture
def page(file_page: Page) -> Page:
    """A page for files: what is saved is looked at from the disk."""
    return file_page


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


@pytest.mark.screen(reduced_motion=True, color_scheme="dark")
def test_other_numbers_of_columns_play_too(tmp_path: Path, run_in: Callable[[Path, int], Page]) -> None:
    iris = dataset("iris").x
    fitted = [(x, fit(x, EMSettings(k=3, family="VVI", seed=2, max_iter=30))) for x in (iris[:, :1], iris)]
    file = playlist([player(x, run) for x, run in fitted]).save(tmp_path / "runs.html")
    for number, (x, run) in enumerate(fitted, start=1):
        plays_in_the_dark(run_in(file, number), x, run)


def plays_in_the_dark(page: Page, x: NDArray[np.float64], run: EMRun) -> None:
    """And on paper in the light."""
    stage = Stage(page)
    assert stage.value("theme") == "dark"
    page.emulate_media(media="print")  # paper is light
    expect(page.locator("#stage")).to_have_attribute("data-theme", "light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 252, 250)"
    page.emulate_media(media="screen")
    expect(page.locator("#stage")).to_have_attribute("data-theme", "dark")
    stage.press("End").at(frame_count(run) - 1)
    shares = stage.shares(3)
    assert shares is not None
    np.testing.assert_allclose(shares, run.states[-1].mixture.responsibilities(x), rtol=0, atol=1e-5)


PLAYED = """async (base64) => {
    const film = document.createElement("video");
    film.muted = true;
    film.src = `data:video/webm;base64,${base64}`;
    await new Promise((resolve, reject) => { film.onloadeddata = resolve; film.onerror = reject; });
    film.currentTime = 1e6; // a recorded film says its length only at its end
    await new Promise((resolve) => { film.onseeked = resolve; });
    return [film.videoWidth, film.videoHeight, film.currentTime];
}"""
LARGEST_PAGE = 2_200_000  # bytes: as small as a picture


@cache
def three_runs() -> list[EMRun]:
    """Runs of Old Faithful from three starts, not all of which end alike."""
    return [fit(dataset("faithful").x, EMSettings(k=3, seed=seed)) for seed in (7, 8, 9)]


def test_a_page_is_as_small_as_a_picture_and_says_so_before_it_is_saved(tmp_path: Path) -> None:
    faithful = dataset("faithful")
    shown = player(faithful.x, three_runs()[0], columns=faithful.columns)
    size = shown.size
    assert size == shown.save(tmp_path / "run.html").stat().st_size <= LARGEST_PAGE
    assert size == pytest.approx(about_size(len(payload_of(shown.scene))), rel=0.03)


@pytest.mark.screen(reduced_motion=True, width=390, height=844)
def test_it_opens_without_a_network_at_every_size(page: Page, tmp_path: Path) -> None:
    page.context.set_offline(True)
    faithful = dataset("faithful")
    page.goto(player(faithful.x, three_runs()[0]).save(tmp_path / "run.html").as_uri())
    stage = Stage(page).ready().press("End")
    expect(page.locator(".gmm-playlist")).to_be_hidden()
    for width, height in ((390, 844), (1280, 600), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"document.querySelector('.gmm-stage').clientWidth > {0.8 * width}")
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
        assert stage.colourful() > 100


@pytest.mark.screen(reduced_motion=True)
def test_a_playlist_has_a_link_for_each_of_its_runs_and_several_runs_are_lanes_with_a_table(
    page: Page, tmp_path: Path
) -> None:
    iris, faithful = dataset("iris"), dataset("faithful")
    titles = ["Geyser", '<b>Iris</b> & "more"', "Three starts"]
    runs = [three_runs()[0], fit(iris.x, EMSettings(k=3, seed=1)), three_runs()]
    made = zip((faithful, iris, faithful), runs, titles, strict=True)
    shown = [player(points.x, run, points.columns, title=title) for points, run, title in made]
    saved = playlist(shown, title="A lecture").save(tmp_path / "lecture.html")
    assert saved.stat().st_size < LARGEST_PAGE + 250_000
    page.goto(saved.as_uri() + "#2")
    Stage(page).ready()
    links = page.locator(".gmm-playlist a")
    assert links.all_inner_texts() == [f"{number} {title}" for number, title in enumerate(titles, start=1)]
    expect(page.locator(".gmm-playlist [aria-current]")).to_have_text(f"2 {titles[1]}")
    expect(page.locator(".gmm-stage")).to_contain_text("sepal")
    links.nth(2).click()
    expect(page.locator(".gmm-lane-name")).to_have_count(3)
    assert page.url.endswith("#3")
    several_runs_are_lanes_with_a_table(Stage(page).ready())
    links.nth(0).click()
    expect(page.locator(".gmm-lane-name")).to_have_count(0)
    Stage(page).ready().press("ArrowRight").at(1)


def several_runs_are_lanes_with_a_table(stage: Stage) -> None:
    """And the menu says what it cannot save of them."""
    stage.press("End")
    best = max(run.states[-1].log_likelihood for run in three_runs())
    expect(stage.words).to_contain_text("ended highest, at")
    assert stage.log_likelihood == pytest.approx(best, abs=1e-9)
    expect(stage.root.locator(".gmm-standings tbody tr")).to_have_count(3)
    expect(stage.root.get_by_role("region", name="Lane 2: random points no. 8")).to_be_visible()
    stage.root.get_by_text("View", exact=True).click()
    expect(stage.root.locator(".gmm-menu-note")).to_have_text(
        "A film and six half-steps are of one run: open a lane on Watch to save them."
    )
    stage.press("Escape")


@pytest.mark.screen(reduced_motion=True)
def test_a_lesson_is_a_page_of_its_own_and_its_run_is_saved_as_six_half_steps_and_as_a_film(
    page: Page, tmp_path: Path
) -> None:
    """The question first, what to keep at the end; a slide and a film with caption and link, made without a network."""
    faithful = dataset("faithful")
    run = fit(faithful.x, EMSettings(k=2, seed=13, max_iter=3))
    link = "http://127.0.0.1:8501/?v=1&data=faithful&k=2"
    scene = replace(
        player(faithful.x, run, title="Geyser").scene, link=link, question="Where to?", keep="They share."
    )
    page.context.set_offline(True)
    page.goto(PageFile((("Geyser", scene),), "Geyser").save(tmp_path / "lesson.html").as_uri())
    stage = Stage(page).ready()
    expect(page.locator(".gmm-question")).to_have_text("Where to?")
    expect(page.locator(".gmm-keep")).to_be_hidden()
    stage.press("ArrowRight").at(1)
    page.locator(".gmm-menu summary").filter(has_text="View").click()
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_role("button", name="Six half-steps as SVG").click()
    montage = saved.value.path().read_text(encoding="utf-8")
    assert montage.count('class="points"') == 6
    assert "Geyser: 2 components." in montage
    assert link.replace("&", "&amp;") in montage
    stage.at(1)
    with page.expect_download(timeout=120_000) as filmed:
        page.get_by_role("button", name=re.compile("^Film as ")).click()
    film = filmed.value.path().read_bytes()
    assert filmed.value.suggested_filename == "gmmviz-run.webm"
    assert film.startswith(b"\x1aE\xdf\xa3")  # what every WebM begins with
    width, height, seconds = page.evaluate(PLAYED, b64encode(film).decode())
    assert (width % 2, height % 2) == (0, 0)
    assert width > 300
    assert seconds > 5
    stage.at(1)
    page.keyboard.press("Escape")
    stage.press("End")
    expect(page.locator(".gmm-keep")).to_have_text("To keep: They share.")


def test_a_browser_that_is_too_old_says_so(page: Page, tmp_path: Path) -> None:
    page.add_init_script("delete window.DecompressionStream")
    page.goto(player(dataset("faithful").x, three_runs()[0]).save(tmp_path / "run.html").as_uri())
    expect(page.locator(".gmm-stage")).to_have_text(
        re.compile("^This browser is too old to unpack this page.")
    )


def test_a_damaged_page_says_so(page: Page, tmp_path: Path) -> None:
    path = player(dataset("faithful").x, three_runs()[0]).save(tmp_path / "run.html")
    text = path.read_text(encoding="utf-8")
    begin = text.index('id="packed-plotly">') + 4000
    path.write_text(text[:begin] + "AAAA" * 500 + text[begin + 2000 :], encoding="utf-8")
    page.goto(path.as_uri())
    expect(page.locator(".gmm-stage")).to_have_text(re.compile("^This page is damaged and cannot be opened"))


def test_a_reports_table_is_copied_as_a_table(page: Page, tmp_path: Path) -> None:
    """From the disk: what is pasted into an editor, as into Word, has the table's cells, and looks like it."""
    cells = (("2", "−1,130.26"), ("3", "−1,119.21"))
    table = TextTable("Models", ("K", "log-likelihood"), cells, note="All of them.")
    place = tmp_path / "report.html"
    place.write_text(html_report(Document("A fit", "", (table,))), encoding="utf-8")
    page.goto(place.as_uri())
    page.get_by_role("button", name="Copy table: Models").click()
    expect(page.get_by_role("status")).to_have_text("Copied: paste it into Word.")
    page.goto("data:text/html,<meta charset=utf-8><div contenteditable>x</div>")
    page.locator("div").click()
    page.keyboard.press("Control+V")
    pasted = page.locator("div table")
    written = "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    told = pasted.locator("tr").evaluate_all(written)
    assert told == [["K", "log-likelihood"], *map(list, cells)]
    expect(pasted.locator("caption")).to_have_text("Models")
    expect(pasted.locator("td").first).to_have_css("text-align", "right")
    expect(page.get_by_role("button")).to_have_count(0)
