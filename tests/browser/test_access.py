"""No page has a serious or critical finding of axe-core, in light and in dark."""

import re
from collections.abc import Callable, Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import turn
from tests.browser.stage import Stage

Visit = Callable[..., Page]
GRAVE = ("serious", "critical")
LIGHT_PAGE = "rgb(252, 252, 250)"


def watch(page: Page) -> Locator:
    """At its end, with a drawer beside it."""
    Stage(page).ready().press("End")
    return page.locator(".st-key-open-drawer[tabindex='0']")


def data(page: Page) -> Locator:
    """With the field for pasted cells."""
    page.get_by_role("button", name="Paste cells").click()
    return page.get_by_role("button", name="Read these cells")


def race(page: Page) -> Locator:
    """At its end, with the form of another lane."""
    Stage(page).ready().press("End")
    page.get_by_role("button", name="Add a lane").click()
    return page.get_by_role("button", name="Race it")


def basins(page: Page) -> Locator:
    return page.get_by_role("button", name="Open A")


def terrain(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^15.617 places, "))


def choose(page: Page) -> Locator:
    return page.get_by_text("starts per cell").first


def lessons(page: Page) -> Locator:
    return page.get_by_text("That is my prediction").first


def gallery(page: Page) -> Locator:
    return page.get_by_text("Three starts, three climbs").first


K2 = "v=1&data=faithful&k=2"
PAGES: dict[str, Callable[[Page], Locator]] = {
    "/?v=1&data=wine&k=3&drawer=numbers": watch,
    "/data": data,
    "/compare": race,
    f"/compare?{K2}&compare_part=basins": basins,
    f"/compare?{K2}&compare_part=map": terrain,
    "/choose": choose,
    "/lessons": lessons,
    "/gallery": gallery,
}
"""Pages, and what leads to what is to be seen on each."""


def test_axe_finds_nothing_serious_on_any_page_and_none_scrolls_sideways_at_twice_its_size(
    new_page: Callable[..., Page], visit: Visit, wait_until_still: Callable[[Page], None]
) -> None:
    page = visit(new_page(color_scheme="dark"))
    found, shown = {}, page.locator("body")
    for address, there in PAGES.items():
        page.emulate_media(color_scheme="dark")
        expect(page.get_by_test_id("stApp")).not_to_have_css("background-color", LIGHT_PAGE)
        turn(page, address)
        for scheme in in_both_schemes(page, wait_until_still):
            expect(page.locator("body")).to_have_css("color-scheme", scheme)
            if (
                scheme == "dark" or not shown.is_visible()
            ):  # what has opened may close when its page runs again
                shown = there(page)
                shown.wait_for(timeout=120_000)
                wait_until_still(page)
            found[address, scheme] = grave_findings(page)
        page.set_viewport_size({"width": 640, "height": 400})
        wait_until_still(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 640, address
        page.set_viewport_size({"width": 1280, "height": 600})
    assert not {place: problems for place, problems in found.items() if problems}


def test_axe_finds_nothing_serious_in_what_is_taken_away(
    new_page: Callable[..., Page], visit: Visit, wait_until_still: Callable[[Page], None]
) -> None:
    page = visit(new_page(color_scheme="dark"))
    Stage(page).ready()
    for scheme in in_both_schemes(page, wait_until_still):  # a dialog is closed when its page runs again
        page.get_by_role("button", name="Take away").click()
        page.get_by_role("dialog").get_by_text("Parameters").wait_for()
        wait_until_still(page)
        assert grave_findings(page) == [], scheme


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


def grave_findings(page: Page, within: str | None = None) -> list[tuple[str, str, list[str]]]:
    """What axe finds (in a part of the page) once nothing fades any more: a text on its way in has no contrast yet."""
    page.wait_for_function(
        "() => document.getAnimations().every((a) => "
        "a.playState !== 'running' || a.effect.getComputedTiming().endTime === Infinity)"
    )
    return [
        (found["id"], found["help"], [node["html"][:200] for node in found["nodes"][:3]])
        for found in Axe().run(page, within).response["violations"]
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
