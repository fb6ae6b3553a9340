"""No page has a serious or critical finding of axe-core, in light and in dark."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_serious(
    new_page: Callable[..., Page], wait_until_idle: Callable[[Page], None], address: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(address)
    if words := PAGES[address]:
        page.get_by_text(words).first.wait_for()
    else:
        Stage(page).ready().press("End")
    wait_until_idle(page)
    assert grave_findings(page) == []


def paste(page: Page) -> None:
    page.get_by_role("button", name="Paste cells").click()
    page.get_by_role("button", name="Read these cells").wait_for()


def lane(page: Page) -> None:
    Stage(page).ready()
    page.get_by_role("button", name="Add a lane").click()
    page.get_by_role("button", name="Race it").wait_for()


def basins(page: Page) -> None:
    page.get_by_text("300 runs, each polished to its optimum.").wait_for(timeout=120_000)


def starting_map(page: Page) -> None:
    page.get_by_text(re.compile(r"^15.617 places, ")).wait_for(timeout=120_000)


def beside(page: Page) -> None:
    Stage(page).ready()
    page.locator(".st-key-open-drawer[tabindex='0']").wait_for()


def drawer(name: str, words: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        Stage(page).ready().press("End")
        page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()
        page.get_by_text(words).first.wait_for()

    return opened


def taken_away(page: Page) -> None:
    Stage(page).ready()
    page.get_by_role("button", name="Take away").click()
    page.get_by_role("dialog").get_by_text("Parameters").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("/data", paste),
        ("/compare", lane),
        ("/compare?v=1&data=faithful&k=2&compare_part=basins", basins),
        ("/", drawer("Profile", "Copy as text")),
        ("/?v=1&data=wine&k=3&drawer=numbers", beside),
        ("/", drawer("How good", "Rows nobody can place")),
        ("/", taken_away),
    ],
    ids=["paste", "lane", "basins", "profile", "beside", "good", "take away"],
)
def test_axe_finds_nothing_serious_in_what_opens(
    new_page: Callable[..., Page],
    wait_until_idle: Callable[[Page], None],
    address: str,
    opened: Callable[[Page], None],
    scheme: str,
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(address)
    opened(page)
    wait_until_idle(page)
    assert grave_findings(page) == []


def test_axe_finds_nothing_serious_in_the_map(page: Page, wait_until_idle: Callable[[Page], None]) -> None:
    page.goto("/compare?v=1&data=faithful&k=2&compare_part=map")
    starting_map(page)
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axes_can_be_read_where_colours_are_forced(new_page: Callable[..., Page], scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.emulate_media(forced_colors="active")
    page.goto("/?v=1&data=faithful&k=3&frame=4")
    Stage(page).ready()
    ticks = page.locator(".gmm-stage .js-plotly-plot :is(.xtick, .ytick) text")
    assert ticks.count() >= 6
    assert min(ticks.evaluate_all(LIGHTNESS)) >= 4.5


def test_no_page_scrolls_sideways_at_twice_its_size(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(width=640, height=400, scale=2)
    for address in PAGES:
        page.goto(address)
        page.get_by_test_id("stApp").get_by_role("link", name="Lessons").first.wait_for()
        page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
        )
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 640, address
