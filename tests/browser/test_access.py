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
        page.get_by_text("Paste cells" if address == "/data" else "starts a cell").first.wait_for()
    wait_until_idle(page)
    findings = [
        (found["id"], found["help"], [node["html"][:200] for node in found["nodes"][:3]])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in GRAVE
    ]
    assert findings == []
