"""No page has a serious or critical finding of axe-core, in light and in dark."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Stage

Visit = Callable[..., Page]
GRAVE = ("serious", "critical")
PAGES = {
    "/": "",
    "/data": "Paste cells",
    "/compare": "",
    "/choose": "starts per cell",
    "/lessons": "That is my prediction",
    "/gallery": "Three starts, three climbs",
}
"""Pages, and words that each shows when it is there; of one with a stage the stage at its end."""


LIGHT_PAGE = "rgb(252, 252, 250)"


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_serious_and_no_page_scrolls_sideways_at_twice_its_size(
    new_page: Callable[..., Page], wait_until_still: Callable[[Page], None], address: str
) -> None:
    page = new_page(color_scheme="dark")
    page.goto(address)
    if words := PAGES[address]:
        page.get_by_text(words).first.wait_for()
    else:
        Stage(page).ready().press("End")
    wait_until_still(page)
    for scheme in in_both_schemes(page, wait_until_still):
        assert grave_findings(page) == [], scheme
    page.set_viewport_size({"width": 640, "height": 400})
    wait_until_still(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 640


def in_both_schemes(page: Page, wait_until_still: Callable[[Page], None]) -> Iterator[str]:
    """A page that was opened in dark, and then the same in light: R is Streamlit's key that runs a page again."""
    yield "dark"
    page.emulate_media(color_scheme="light")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", LIGHT_PAGE)
    page.evaluate("document.activeElement?.blur()")
    page.keyboard.press("r")
    expect(page.locator("body")).to_have_css("color-scheme", "light")  # what the server draws is light too
    wait_until_still(page)
    yield "light"


def paste(page: Page) -> Locator:
    page.get_by_role("button", name="Paste cells").click()
    return page.get_by_role("button", name="Read these cells")


def lane(page: Page) -> Locator:
    Stage(page).ready()
    page.get_by_role("button", name="Add a lane").click()
    return page.get_by_role("button", name="Race it")


def basins(page: Page) -> Locator:
    page.get_by_text("300 runs, each polished to its optimum.").wait_for(timeout=120_000)
    return page.get_by_role("button", name="Open A")


def beside(page: Page) -> Locator:
    Stage(page).ready()
    return page.locator(".st-key-open-drawer[tabindex='0']")


def taken_away(page: Page) -> Locator:
    Stage(page).ready()
    page.get_by_role("button", name="Take away").click()
    return page.get_by_role("dialog").get_by_text("Parameters")


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("/data", paste),
        ("/compare", lane),
        ("/compare?v=1&data=faithful&k=2&compare_part=basins", basins),
        ("/?v=1&data=wine&k=3&drawer=numbers", beside),
        ("/", taken_away),
    ],
    ids=["paste", "lane", "basins", "beside", "take away"],
)
def test_axe_finds_nothing_serious_in_what_opens(
    new_page: Callable[..., Page],
    wait_until_still: Callable[[Page], None],
    address: str,
    opened: Callable[[Page], Locator],
) -> None:
    page = new_page(color_scheme="dark")
    page.goto(address)
    there = opened(page)
    there.wait_for()
    wait_until_still(page)
    for scheme in in_both_schemes(page, wait_until_still):
        if not there.is_visible():  # a dialog is closed when its page runs again
            opened(page).wait_for()
            wait_until_still(page)
        assert grave_findings(page) == [], scheme


def test_axe_finds_nothing_serious_in_the_map(page: Page, wait_until_idle: Callable[[Page], None]) -> None:
    page.goto("/compare?v=1&data=faithful&k=2&compare_part=map")
    page.get_by_text(re.compile(r"^15.617 places, ")).wait_for(timeout=120_000)
    wait_until_idle(page)
    assert grave_findings(page) == []


def grave_findings(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe finds once nothing fades any more: a text on its way in has no contrast yet."""
    page.wait_for_function(
        "() => document.getAnimations().every((a) => "
        "a.playState !== 'running' || a.effect.getComputedTiming().endTime === Infinity)"
    )
    return [
        (found["id"], found["help"], [node["html"][:200] for node in found["nodes"][:3]])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in GRAVE
    ]


LIGHTNESS = """texts => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
      .map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return texts.map((text) => {
    let ground = text;
    while (/rgba\\(.*, 0\\)|transparent/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
    const pair = [light(getComputedStyle(text).fill), light(getComputedStyle(ground).backgroundColor)];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  });
}"""


def test_axes_can_be_read_where_colours_are_forced(
    page: Page, wait_until_still: Callable[[Page], None]
) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/?v=1&data=faithful&k=3&frame=4")
    Stage(page).ready()
    ticks = page.locator(".gmm-stage .js-plotly-plot :is(.xtick, .ytick) text")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        wait_until_still(page)
        assert ticks.count() >= 6
        assert min(ticks.evaluate_all(LIGHTNESS)) >= 4.5, scheme
