"""Every chart of every page has its menu: a reading, the picture as PNG and SVG with it as caption, the data as CSV."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from tests.browser.stage import READY_MS, Stage

SVG = "{http://www.w3.org/2000/svg}"
OWNERS_LEFT = 120  # px of a saved map of owners, inside the column of component 1
BARE = """() => [...document.querySelectorAll(".js-plotly-plot")]
    .filter((plot) => !plot.closest(".gmm-stage") && !plot.parentElement.querySelector(".gmm-keep"))
    .map((plot) => plot.outerHTML.slice(0, 200))"""


def saved(page: Page, name: str, words: str) -> bytes:
    """The file that a chart's menu saves."""
    menu = page.locator(".gmm-keep", has=page.get_by_label(f"Save this picture: {name}", exact=True))
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    with page.expect_download() as started:
        menu.get_by_role("button", name=words, exact=True).click()
    return started.value.path().read_bytes()


def owners_saved(page: Page, format: str) -> bytes:
    """Who owns each point, as the stage's menu saves it."""
    menu = page.locator(".gmm-stage summary", has_text="View")
    button = page.get_by_role("button", name=f"Owners as {format}", exact=True)
    if not button.is_visible():
        menu.click()
    with page.expect_download() as started:
        button.click()
    return started.value.path().read_bytes()


def none_is_bare(page: Page) -> None:
    page.wait_for_function(
        f"() => !({BARE})().length && document.querySelector('.gmm-keep')", timeout=READY_MS
    )


def test_charts_are_saved_with_their_readings_and_data(page: Page, visit: Callable[..., Page]) -> None:
    visit(page, "/?v=1&data=faithful&k=2&seed=13&frame=3")
    stage = Stage(page).ready()
    for drawer, name in (("The bound", "bound bars"), ("Why so slow?", "speed curve")):
        page.get_by_role("radio", name=drawer).or_(page.get_by_role("button", name=drawer)).first.click()
        expect(page.get_by_label(f"Save this picture: {name}", exact=True)).to_be_visible(timeout=READY_MS)
        none_is_bare(page)
    reading = page.locator(".js-plotly-plot[role=group]").first.get_attribute("aria-label") or ""
    picture = ET.fromstring(saved(page, "speed curve", "SVG"))
    texts = ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]
    assert reading.split()[:4] == ["The", "chart", "shows", "the"]
    assert " ".join(texts).endswith(reading)
    assert {"plain EM", "scikit-learn", "E-steps"} <= set(texts)
    with Image.open(io.BytesIO(saved(page, "speed curve", "PNG"))) as image:
        assert (
            abs(image.width - 2 * float(picture.get("width", "0"))) <= 1
        )  # the chart's width is not a whole number
        assert len(np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0)) > 20
    rows = list(csv.DictReader(io.StringIO(saved(page, "speed curve", "Data (CSV)").decode())))
    plain = [float(row["y"]) for row in rows if row["series"] == "plain EM"]
    assert len(plain) == stage.last_frame // 2 + 1
    assert plain == sorted(plain, reverse=True)
    (drawn,) = ET.fromstring(owners_saved(page, "SVG")).iter(f"{SVG}image")
    top, bottom = (
        2 * round(sum(float(drawn.get(name, "0")) for name in names)) for names in (["y"], ["y", "height"])
    )
    with Image.open(io.BytesIO(owners_saved(page, "PNG"))) as image:
        map_of_owners = np.asarray(image.convert("RGB"))
    run = fit(dataset("faithful").x, EMSettings(k=2, seed=13))
    owned = run.states[1].mixture.responsibilities(dataset("faithful").x)
    left = map_of_owners[top:bottom, OWNERS_LEFT].astype(float)
    faded = np.abs(left - map_of_owners[-1, -1]).sum(axis=1)  # how far from the colour of the panel
    assert (
        abs((faded > faded.max() / 2).mean() - (owned[:, 0] > 0.5).mean()) < 0.04
    )  # a scale of colours is even to the eye
    visit(page, "/choose?v=1&data=faithful&k=2&grid_most=3")
    none_is_bare(page)
    expect(page.get_by_text("Tried: K = 1 to 3.")).to_be_visible(timeout=READY_MS)
    page.get_by_text("Grid and table").first.click()
    expect(page.get_by_label("Save this picture: choose squares", exact=True)).to_be_visible(timeout=READY_MS)
    none_is_bare(page)
    rows = list(csv.DictReader(io.StringIO(saved(page, "choose chart", "Data (CSV)").decode())))
    assert {row["x"] for row in rows if row["y"]} == {"1", "2", "3"}
