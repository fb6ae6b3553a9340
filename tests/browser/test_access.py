"""No page has a serious or critical finding of axe-core, in light and in dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.stage import Stage

Visit = Callable[..., Page]
GRAVE = ("serious", "critical")
PAGES = ("/", "/data", "/compare", "/choose")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_serious(
    new_page: Callable[..., Page], wait_until_idle: Callable[[Page], None], address: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(address)
    if address in ("/", "/compare"):
        Stage(page).ready().press("End")
    else:
        page.get_by_text("Paste cells" if address == "/data" else "starts per cell").first.wait_for()
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
        ("/", drawer("How good", "Rows nobody can place")),
        ("/", taken_away),
    ],
    ids=["paste", "lane", "basins", "profile", "good", "take away"],
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
