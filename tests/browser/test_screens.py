"""The Watch page on a projector and on a phone, and every page opened first on a cold server."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from gmmviz.ui.page.shell import PAGES
from tests.browser.conftest import ROOT, AppServer, turn
from tests.browser.stage import Stage
from tests.browser.test_access import LIGHT_PAGE

Visit = Callable[..., Page]
OPENED = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
PHONE = {"width": 390, "height": 844, "touch": True, "scale": 3}


def box(node: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a node on the screen, in px."""
    expect(node).to_be_visible()
    found = node.bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


# what is drawn round the whole page while the keyboard has led to it, and over it: a line on top, no frame
FRAMED = """() => {
    const main = document.querySelector(".stMain");
    main.focus();
    const line = getComputedStyle(main, "::before");
    const drawn = [getComputedStyle(main).outlineStyle, line.boxShadow, line.height, line.borderWidth];
    const found = [main.matches(":focus-visible"), ...drawn];
    main.blur();
    return found;
}"""


@pytest.mark.screen(width=1280, height=600, reduced_motion=True)
def test_everything_of_the_stage_is_above_the_fold_of_a_projector(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page, f"{OPENED}&frame=0")).ready().at(0)
    page.keyboard.press("Tab")
    assert page.evaluate(FRAMED) == [True, "none", "none", "4px", "4px 0px 0px"]
    above_the_fold(page, stage)
    stage.press(*["ArrowRight"] * 3).rested(3)
    above_the_fold(page, stage)
    stage.press("End").rested(31)
    above_the_fold(page, stage)


def above_the_fold(page: Page, stage: Stage) -> None:
    """All parts of the page of Watch are on the screen, large enough to be read."""
    parts = {
        "scatter": stage.root.locator(".gmm-lane .gmm-plotly"),
        "curve": stage.root.locator(".gmm-curve .gmm-plotly"),
        "owners": stage.root.locator(".gmm-owners-plot"),
        "transport": stage.root.get_by_role("group", name="Playback"),
        "sentence": stage.words,
        "recipe": page.get_by_role("button", name="Another start"),
        "title": page.get_by_role("heading", level=1),
    }
    for name, part in parts.items():
        left, top, right, bottom = box(part)
        assert left >= 0, name
        assert top >= 0, name
        assert right <= 1280, name
        assert bottom <= 600, name
    assert box(parts["scatter"])[3] - box(parts["scatter"])[1] >= 200
    for name in ("curve", "owners"):
        assert box(parts[name])[3] - box(parts[name])[1] >= 80, name
    rows = {box(part)[3] for part in page.get_by_test_id("stSelectbox").all()}
    assert len(rows) == 1  # the recipe is one line


def pinch(page: Page, stage: Stage) -> None:
    """Two fingers on the plot zoom in about their middle, and scroll nothing; a double tap goes back."""
    left, top, right, bottom = box(stage.root.locator(".gmm-lane .nsewdrag"))
    x, y = (left + right) / 2, (top + bottom) / 2
    span = "([root]) => root.stage.lanes[0].scatter.ranges().map(([low, high]) => high - low)"
    whole, scrolled = stage.evaluate(span), page.evaluate("document.querySelector('.stMain').scrollTop")
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80), ("touchEnd", 0)):
        fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        page.evaluate("new Promise(requestAnimationFrame)")
    touch.detach()
    page.wait_for_function(
        "([whole]) => document.querySelector('.gmm-stage').stage.lanes[0].scatter.ranges()"
        ".every(([low, high], axis) => Math.abs((high - low) / whole[axis] - 0.5) < 0.05)",
        arg=[whole],
    )
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == scrolled


# what a stage shows before what draws it is loaded, and whether that is as high as a picture
EMPTY = """() => {
    const root = Object.assign(document.createElement("div"), { className: "gmm-stage" });
    document.querySelector(".gmm-stage").before(root);
    const shown = [getComputedStyle(root, "::before").content.slice(1, -1), root.offsetHeight > 200];
    root.remove();
    return shown;
}"""


@pytest.mark.screen(**PHONE)
def test_a_phone_works_by_touch_and_each_of_its_pixels_is_used(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page)).ready()
    ratio = (
        "([root]) => { const c = root.querySelector('canvas.gmm-points'); return c.width / c.clientWidth; }"
    )
    assert stage.evaluate(ratio) == pytest.approx(PHONE["scale"], rel=0.01)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths == [390, 390]
    for name in ("First frame", "Back half a step", "Play", "Forward half a step", "Last frame"):
        left, top, right, bottom = box(stage.button(name))
        assert bottom - top >= 56, name
        assert right - left >= 56, name
        assert 0 <= left < right <= 390, name
        assert bottom <= 844, name  # fixed to the bottom edge
    stage.button("Forward half a step").tap()
    stage.at(1)
    assert stage.colourful() > 4 * 272 * 20
    plot, sentence, transport = (
        box(part) for part in (stage.root.locator(".gmm-lane .gmm-plot"), stage.words, stage.button("Play"))
    )
    assert sentence[3] <= plot[1] < plot[3] <= transport[1]  # sentence and picture are above the fold
    assert page.evaluate(EMPTY) == ["Loading the picture", True]

    curve, owners = stage.root.locator(".gmm-curve"), stage.root.locator(".gmm-owners")
    expect(curve).to_be_visible()
    expect(owners).to_be_hidden()
    stage.root.get_by_role("tab", name="Owners").tap()
    expect(owners).to_be_visible()
    expect(curve).to_be_hidden()
    left, top, right, bottom = box(stage.root.locator("canvas.gmm-owners-map"))
    assert right - left > 200
    assert bottom - top > 60
    stage.root.get_by_role("tab", name="Numbers").tap()
    expect(stage.root.locator(".gmm-numbers").get_by_role("row")).to_have_count(3)
    expect(owners).to_be_hidden()
    stage.root.get_by_role("tab", name="Curve").tap()
    left, top, right, bottom = box(curve.locator(".main-svg").first)
    assert right - left > 300
    names = page.locator(".st-key-phone-pages").get_by_role("link")
    assert names.all_inner_texts() == [title for _, title, _ in PAGES]
    for name in names.all():
        left, top, right, bottom = box(name)
        assert 0 <= left < right <= 390
        assert bottom - top >= 44
    pinch(page, stage)
    stage.button("Last frame").tap()
    stage.at(31)
    expect(stage.words).to_contain_text("Settled after 15 iterations")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.screen(**PHONE, reduced_motion=True)
def test_the_recipe_of_a_phone_is_a_button_that_opens_a_sheet(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page)).ready()
    another = page.get_by_role("button", name="Another start")
    expect(another).to_be_hidden()
    page.get_by_role("button", name="Old Faithful, K 2, free ellipses").tap()
    expect(another).to_be_visible()
    another.tap()
    page.wait_for_url("**seed=14**")
    stage.at(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    turn(page, "/?v=1&data=iris&k=10&family=VVI&start=points&seed=1&frame=3")
    expect(stage.root.locator(".gmm-mean")).to_have_count(10)
    a_plot_of_many_components_is_large_and_a_finger_on_it_scrolls_the_page(page, stage.ready())


def a_plot_of_many_components_is_large_and_a_finger_on_it_scrolls_the_page(page: Page, stage: Stage) -> None:
    """A plot, its notes and the name of its axis find their places on a phone."""
    plot = stage.root.locator(".gmm-lane .gmm-plot")
    _, top, _, bottom = box(plot)
    assert bottom - top >= 240
    notes, name = box(plot.locator(".gmm-notes")), box(plot.locator(".annotation").first)
    assert notes[0] >= name[2] or notes[1] >= name[3] - 1  # beside the name of the axis, or below it
    note = plot.locator(".gmm-note")
    expect(note).to_have_text(
        "Rings hold 50\u202f% and 95\u202f%.", use_inner_text=True
    )  # shorter, and not cut
    assert note.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert 0 <= box(note)[0] < box(note)[2] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for plot in stage.root.locator(".gmm-plotly .nsewdrag").all():
        assert plot.evaluate("node => getComputedStyle(node).touchAction") in (
            "auto",
            "pan-y",
            "manipulation",
        )


HEIGHTS = """(within) => {
    const select = ':is([data-testid="stSelectbox"], [data-testid="stMultiSelect"]) [role="group"]';
    const number = '[data-testid="stNumberInputContainer"]';
    const free = "[type=checkbox], [type=radio], [type=file], [type=range], .gmm-ending, [aria-hidden=true]";
    const floating = '[data-testid="stElementToolbar"]'; // over a picture, while a pointer is on it
    const named = (node) => node.getAttribute("aria-label") || node.innerText || node.className;
    const shown = [...document.querySelectorAll(`${within} :is(button, select, summary, input)`)]
        .filter((node) => !node.matches(free) && node.checkVisibility({ checkVisibilityCSS: true }))
        .filter((node) => !node.closest(floating) && (!node.closest(select) || node.matches("[role=combobox]")))
        .filter((node) => !node.closest(number) || node.matches("input"))
        .map((node) => [named(node), (node.closest(select) ?? node.closest(number) ?? node).getBoundingClientRect()])
        .filter(([, { width }]) => width > 4);
    const rows = [];
    for (const [name, { top, height }] of shown) {
        const row = rows.find(({ middle }) => Math.abs(middle - top - height / 2) < 8);
        if (row) row.heights[name] = Math.round(height);
        else rows.push({ middle: top + height / 2, heights: { [name]: Math.round(height) } });
    }
    return rows.map(({ heights }) => heights);
}"""


POPOVER = '[data-testid="stPopoverBody"]'
OPENED_BY = {"/": {"More": POPOVER, "Take away": '[role="dialog"]'}}  # what a button of a page opens


def uneven(page: Page, within: str) -> list[dict[str, int]]:
    """The rows of controls within a part of the page that have several heights."""
    return [row for row in page.evaluate(HEIGHTS, within) if len(set(row.values())) > 1]


@pytest.mark.screen(reduced_motion=True)
def test_controls_in_a_row_have_one_height_and_the_recipe_stands_in_one_place(
    page: Page, visit: Visit, wait_until_still: Callable[[Page], None]
) -> None:
    places = {}
    model = "v=1&data=faithful&k=2&grid_most=2&grid_starts=2&compare_starts=20"
    for address in (
        f"/?{model}&frame=9999",
        f"/compare?{model}",
        f"/compare?{model}&compare_part=basins",
        f"/compare?{model}&compare_part=map",
        f"/choose?{model}",
        "/data?v=1&data=toy-clouds_k3_n2000_seed1&k=3",
        "/data",
        "/lessons",
    ):
        turn(page, address) if places else visit(page, address)
        if address.startswith(("/?", f"/compare?{model}")) and "part=basins" not in address:
            Stage(page).ready().press("End")  # nothing is still while a race plays
        elif "part=basins" in address:
            page.get_by_role("button", name="Open A").wait_for(timeout=60_000)
        wait_until_still(page)
        assert uneven(page, ".stMain") == [], address
        if address.startswith(("/?", "/compare", "/choose")):
            left, top, _, bottom = box(page.get_by_test_id("stSelectbox").first)
            places[address] = (left, top, bottom)
        elif address.startswith("/data"):  # whose line of controls is another, in the same place
            assert box(page.locator(".st-key-data-top"))[:2] == next(iter(places.values()))[:2]
        for button, within in OPENED_BY.get(address.partition("?")[0], {}).items():
            page.get_by_role("button", name=button, exact=True).first.click()
            page.locator(within).first.wait_for()
            wait_until_still(page)
            assert uneven(page, within) == [], button
            page.keyboard.press("Escape")
            expect(page.locator(within)).to_have_count(0)
    assert len(set(places.values())) == 1, places


@pytest.mark.parametrize(
    "addresses", [("/choose", "/"), ("/compare", "/data", "/lessons")], ids=["choose", "compare"]
)
def test_every_page_opens_by_its_address_the_first_on_a_cold_server(
    page: Page,
    visit: Visit,
    own_server: Callable[..., AppServer],
    problems: list[str],
    addresses: tuple[str, ...],
) -> None:
    """The two that import the most; "/" and "/data" are opened first with a file of the command's, see test_data."""
    server = own_server("-m", "gmmviz", "--no-browser", "--port")
    titles = {f"/{path}": title for _, title, path in PAGES}
    for address in addresses:
        visit(page, server.address + address)
        for title in titles.values():
            # a phone's own row of names is there too, until the page's CSS has come and hides it
            expect(page.get_by_role("link", name=title, exact=True).first).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page).to_have_title(f"{titles[address]} · gmmviz")
        if address == "/":
            Stage(page).ready()
    # Streamlit's own client looks for its server below a page's address first
    problems[:] = [
        problem for problem in problems if not any(f"{each}/_stcore/" in problem for each in addresses)
    ]


@pytest.mark.screen(reduced_motion=True)
def test_streamlit_run_opens_it_too_and_brings_its_own_plotly(
    page: Page, visit: Visit, own_server: Callable[..., AppServer]
) -> None:
    server = own_server("-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    stage = Stage(visit(page, f"{server.address}{OPENED}&frame=3")).ready().at(3)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", LIGHT_PAGE)
    stage.press("ArrowRight").rested(4)
    assert not [url for url in asked if "plotly" in url.lower()]
    page.reload()
    assert stage.ready().at(4).colourful() > 0


@pytest.mark.screen(reduced_motion=True)
def test_to_data_and_back_keeps_the_run(page: Page, visit: Visit) -> None:
    stage = Stage(visit(page, f"{OPENED}&frame=3")).ready().at(3)
    stage.press("ArrowRight", "ArrowRight").rested(5)
    page.get_by_role("link", name="Data", exact=True).click()
    page.wait_for_url("**/data**")
    page.get_by_role("link", name="Watch", exact=True).click()
    stage.ready().rested(5)
