"""The app opens: what a person sees first, and where its parts come from."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from gmmviz.ui.server.assets import PLOTLY_PATH
from tests.browser.stage import Stage
from tests.browser.test_access import LIGHT_PAGE


@pytest.mark.parametrize(
    "background",
    [
        pytest.param(LIGHT_PAGE, id="light"),
        pytest.param("rgb(20, 23, 29)", id="dark", marks=pytest.mark.screen(color_scheme="dark")),
    ],
)
def test_the_app_opens_on_a_heading_in_the_theme_of_the_system(
    page: Page, visit: Callable[..., Page], background: str
) -> None:
    expect(visit(page).get_by_role("heading").first).not_to_be_empty()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", background)


def test_plotly_is_served_once_a_browser(stage_at: Callable[[str, int], Stage]) -> None:
    sources = stage_at("/", 0).page.evaluate(
        """async (path) => {
            const sizes = [];
            path += `?${performance.now()}`;  // no test before has asked for it
            for (let visit = 0; visit < 2; visit += 1) {
                const answer = await fetch(path);
                const text = await answer.text();
                const seen = performance.getEntriesByName(location.origin + path).at(-1);
                sizes.push([answer.headers.get("content-type"), text.length > 1e6, seen.transferSize > 0]);
            }
            return sizes;
        }""",
        PLOTLY_PATH,
    )
    javascript = "text/javascript; charset=utf-8"
    assert sources == [[javascript, True, True], [javascript, True, False]]


def test_the_harness_notices_what_should_not_happen(
    stage_at: Callable[[str, int], Stage], problems: list[str]
) -> None:
    page = stage_at("/", 0).page
    with page.expect_console_message(lambda message: "WebSocket" in message.text):
        page.evaluate(
            """async () => {
            setTimeout(() => { throw new Error("thrown") });
            console.error("complained");
            for (const url of ["http://example.org/a.png", "http://192.0.2.1/"])
                await fetch(url).catch(() => 0);
            new WebSocket("ws://192.0.2.1/");
        }"""
        )
    seen = "\n".join(problems)
    problems.clear()
    assert "page error: thrown" in seen
    assert "console error: complained" in seen
    assert "a request leaves the machine: http://example.org/a.png" in seen
    assert "a request leaves the machine: http://192.0.2.1/" in seen
    assert "a socket leaves the machine: ws://192.0.2.1/" in seen
    assert seen.count("ERR_NAME_NOT_RESOLVED") == 3


@pytest.mark.screen(width=390, height=844, touch=True, scale=3, reduced_motion=True)
def test_the_harness_shows_a_page_on_a_phone(page: Page) -> None:
    page.set_content("<meta name=viewport content='width=device-width'>")
    screen = page.evaluate(
        """[innerWidth, innerHeight, devicePixelRatio,
            matchMedia("(pointer: coarse)").matches, matchMedia("(prefers-reduced-motion)").matches]"""
    )
    assert screen == [390, 844, 3, True, True]
