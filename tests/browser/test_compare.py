"""The story of Compare: a race, another start, the way to Watch and back, other endings, the basins, the map."""

import re
from collections.abc import Callable
from random import randrange
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from gmmviz.scenario import from_query
from tests.browser.conftest import turn
from tests.browser.stage import Stage, idle, query_of

Visit = Callable[..., Page]
K3 = "/?v=1&data=faithful&k=3&family=VVV&start=points&seed=3"
COLOURS = "document.querySelector('.gmm-stage').stage.lanes.map(({ look }) => look.color)"
K2 = "/?v=1&data=faithful&k=2&family=VVV&start=points&seed=13"
SECONDS = 60_000


@pytest.fixture
def race(page: Page, visit: Visit) -> Callable[[str], Stage]:
    """Function (address of Watch) -> the race that Compare opens from there, which is already running."""

    def opened(address: str) -> Stage:
        Stage(visit(page, address)).ready()
        page.get_by_role("link", name="Compare").click()
        page.wait_for_url("**/compare?**")
        expect(page.locator(".gmm-several")).to_be_visible(timeout=SECONDS)
        return Stage(page).ready()

    return opened


def lanes(stage: Stage) -> list[str]:
    """The names of the lanes."""
    return stage.root.locator(".gmm-lane-name span").all_inner_texts()


def ended(stage: Stage) -> Stage:
    """The race at its last frame."""
    stage.press("End")
    return stage.at(stage.last_frame)


def test_four_lanes_are_already_racing_and_the_same_cluster_has_the_same_colour_in_all(
    race: Callable[[str], Stage],
) -> None:
    stage = race(K3)
    expect(stage.root).to_have_attribute("data-playing", "true")
    assert lanes(stage) == ["random points no. 3", "random points no. 4", "k-means++ no. 3", "k-means no. 3"]
    expect(stage.root).not_to_have_attribute("data-frame", "0", timeout=SECONDS)
    ended(stage)
    expect(stage.words).to_have_text(
        "Three of four ended 4.77 to 5.20 below the best: 50 to 57 of 272 rows change cluster."
    )
    told = stage.root.locator(".gmm-lane-result").all_inner_texts()
    assert told[0].endswith("A: the best")
    assert told[1].endswith("B: 4.77 below, 57 rows change")
    rows = stage.root.locator(".gmm-standings tbody tr")
    assert rows.count() == 4
    expect(rows.nth(3)).to_contain_text("same optimum as lane 2; 1 and 3 share one cluster")
    assert stage.root.locator(".gmm-curve .gmm-plotly").count() == 1
    scenario = from_query(query_of(stage.page))
    assert [lane.settings.start for lane in scenario.lanes] == ["points", "points", "kmeans++", "kmeans"]
    found = stage.evaluate(
        "([root]) => root.stage.lanes.map(({ target }) => target.mixture.map(({ mean }) => mean))"
    )
    right = [max(range(3), key=lambda j, lane=lane: lane[j][1]) for lane in found]
    assert right == [2, 2, 2, 2]
    each_to_its_own_end_and_so_it_is_still_after_a_look_at_the_basins_and_the_map(stage)


def each_to_its_own_end_and_so_it_is_still_after_a_look_at_the_basins_and_the_map(stage: Stage) -> None:
    """The pace, the frame and the keys stay with the race."""
    lasts = stage.evaluate("([root]) => root.stage.lanes.map((view) => view.lane.lastFrame)")
    assert len(set(lasts)) > 1
    stage.root.get_by_role("combobox", name="Pace").select_option("own")
    stage.page.wait_for_url("**pace=own**")
    stage.press("End")
    stage.at(stage.last_frame)
    assert stage.evaluate("([root]) => root.stage.lanes.map((view) => view.frame)") == lasts
    stage.evaluate("([root]) => root.stage.jump(Math.round(root.stage.scene.lastFrame / 2))")
    frames = stage.evaluate("([root]) => root.stage.lanes.map((view) => view.frame)")
    assert [frame / last for frame, last in zip(frames, lasts, strict=True)] == pytest.approx(
        [0.5] * 4, abs=0.05
    )
    page, left = stage.page, stage.frame
    for part, there in (("Basins", ".st-key-basins-summary"), ("Map", ".st-key-map-run .gmm-sentence")):
        page.get_by_role("radio", name=part).click()
        expect(page.locator(there)).to_be_visible(timeout=SECONDS)
        page.get_by_role("radio", name="Race").click()
        expect(page.locator(".gmm-several")).to_be_visible(timeout=SECONDS)
        back = Stage(page).ready().at(left)
        assert back.value("playing") == "false"
        assert back.root.get_by_role("combobox", name="Pace").input_value() == "own"
        left += 1
        back.press("ArrowRight").at(left)  # the stage's, not the clicked part's


@pytest.mark.screen(reduced_motion=True)
def test_lanes_are_rerolled_added_taken_out_and_opened_in_watch_and_back_undoes_it(
    race: Callable[[str], Stage], wait_until_still: Callable[[Page], None]
) -> None:
    stage = ended(race(K3))
    page = stage.page
    before = from_query(query_of(page)).lanes
    stage.button("Another start for lane 1").click()
    expect(stage.root.locator(".gmm-lane-name span").first).to_have_text(
        "random points no. 5", timeout=SECONDS
    )
    stage.ready()
    assert from_query(query_of(page)).lanes[1:] == before[1:]
    stage.button("Duplicate lane 2").click()
    expect(stage.root.locator(".gmm-lane")).to_have_count(5, timeout=SECONDS)
    stage.ready()
    stage.button("Take out lane 5").click()
    expect(stage.root.locator(".gmm-lane")).to_have_count(4, timeout=SECONDS)
    stage.ready()
    assert lanes(stage)[:3] == ["random points no. 5", "random points no. 4", "random points no. 4"]
    for count in (5, 4, 4):
        page.go_back()
        expect(stage.root.locator(".gmm-lane")).to_have_count(count, timeout=SECONDS)
        wait_until_still(page)
    expect(stage.root.locator(".gmm-lane-name span").first).to_have_text(
        "random points no. 3", timeout=SECONDS
    )
    assert from_query(query_of(page)).lanes == before
    a_lane_opens_in_watch_where_it_parts_from_the_best_and_the_race_is_still_there(page)
    a_lane_of_another_shape_and_way_of_assigning(page)


def a_lane_opens_in_watch_where_it_parts_from_the_best_and_the_race_is_still_there(page: Page) -> None:
    """By a click on its row of the table."""
    stage = ended(Stage(page).ready())
    idle(page)
    stage.root.locator(".gmm-standings tbody tr").nth(1).click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/", timeout=SECONDS)
    expect(page.locator(".gmm-stage:not(.gmm-several)")).to_be_visible(timeout=SECONDS)
    watch = Stage(page).ready()
    idle(page)
    assert from_query(query_of(page)).settings.seed == 4
    assert 0 < watch.frame < watch.last_frame
    page.get_by_role("button", name="Back to the race").click()
    expect(page.locator(".gmm-several")).to_be_visible(timeout=SECONDS)
    back = Stage(page).ready()
    assert back.frame == back.last_frame
    assert lanes(back) == [
        "random points no. 3", "random points no. 4", "k-means++ no. 3", "k-means no. 3",
    ]  # fmt: skip


def a_lane_of_another_shape_and_way_of_assigning(page: Page) -> None:
    """Chosen in a form."""
    page.get_by_role("button", name="Add a lane").click()
    form = page.get_by_test_id("stForm")
    for menu, option in (("Shape", "circles"), ("How points are assigned", "hard EM")):
        form.get_by_role("combobox", name=menu).click()
        page.get_by_role("option", name=re.compile(f"^{option}")).first.click()
    form.get_by_role("button", name="Race it").click()
    page.wait_for_function("document.querySelectorAll('.gmm-lane').length === 5", timeout=SECONDS)
    lane = from_query(query_of(page)).lanes[4]
    assert (lane.settings.family, lane.settings.variant) == ("VII", "hard")


@pytest.mark.screen(reduced_motion=True)
def test_where_all_endings_agree_it_says_so_and_finds_a_different_ending_where_there_is_one(
    page: Page, visit: Visit
) -> None:
    stage = Stage(visit(page, K2)).ready()
    other = page.get_by_role("button", name="Find a different ending")
    other.click()
    expect(page.get_by_test_id("stToast")).to_contain_text("All 50 starts agreed", timeout=SECONDS)
    assert "seed=13" in page.url
    turn(page, f"{K3}&tol=1e-08&frame=5")
    expect(stage.root.locator(".gmm-mean")).to_have_count(3)
    stage.ready()
    other.click()
    words = re.compile(r"Start no\. 4 ends elsewhere: 4\.77 lower, 57 of 272 rows change cluster\.")
    expect(page.get_by_test_id("stToast").filter(has_text=words)).to_be_visible(timeout=SECONDS)
    page.wait_for_url("**seed=4**")


@pytest.mark.screen(reduced_motion=True)
def test_kmeans_from_the_same_start_in_one_click_and_one_back(page: Page, visit: Visit) -> None:
    Stage(visit(page, f"{K3}&frame=9999")).ready()
    page.wait_for_url(lambda url: "frame=9999" not in url)  # it rests on the last one
    own, visited = page.url, page.evaluate("history.length")
    page.get_by_role("button", name="Same start with k-means").first.click()
    expect(page.locator(".gmm-several")).to_be_visible(timeout=SECONDS)
    stage = ended(Stage(page).ready())
    assert lanes(stage) == ["EM, random points no. 3", "k-means, random points no. 3"]
    expect(stage.words).to_contain_text("From the same start, k-means (lane 2) puts")
    assert page.evaluate("history.length") == visited + 1
    stage.press("p", "b", "b")  # a prediction hides in every lane what would tell
    page.wait_for_function(f"{COLOURS}.every((color) => color === 'none')")
    for result in stage.root.locator(".gmm-lane-result").all():
        expect(result).to_be_hidden()
    stage.press("p")
    page.wait_for_function(f"{COLOURS}.every((color) => color !== 'none')")
    page.go_back()
    page.wait_for_url(own, timeout=SECONDS)
    expect(page.locator(".gmm-stage:not(.gmm-several)")).to_be_visible(timeout=SECONDS)
    back = Stage(page).ready()
    assert back.frame == back.last_frame


def test_two_components_agree_and_that_is_no_proof_try_100(race: Callable[[str], Stage]) -> None:
    stage = ended(race(K2))
    expect(stage.words).to_contain_text("All 4 ended on the same optimum. That is no proof")
    stage.button("Try 100 starts").click()
    page = stage.page
    page.wait_for_url("**compare_part=basins**")
    expect(page.get_by_text("300 runs, each polished to its optimum.")).to_be_visible(timeout=2 * SECONDS)
    expect(page.locator(".st-key-basins-summary")).to_contain_text("Even so")


def click_mark(page: Page, mark: Locator) -> None:
    """Plotly hears the pointer above its marks, not the marks themselves."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def basins(page: Page, visit: Visit, starts: int) -> Page:
    """The basins of Old Faithful with three components, of a model of their own: nothing is found yet."""
    unseen = randrange(1_001, 100_000)
    return visit(page, f"/compare{K3[1:]}&max_iter={unseen}&compare_part=basins&compare_starts={starts}")


def test_many_starts_stop_and_go_on(page: Page, visit: Visit) -> None:
    """Far more starts than are waited for: a stop keeps what there is, and going on adds to it."""
    basins(page, visit, starts=500)
    page.get_by_role("button", name="Stop", exact=True).click(timeout=SECONDS)
    stopped = page.get_by_text(re.compile(r"Stopped: [\d\u202f,]+ of 1.500 runs\."))
    expect(stopped).to_be_visible(timeout=SECONDS)
    before = runs_in(stopped)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function(
        "(before) => { const told = document.querySelector('.st-key-basins-run')?.innerText ?? '';"
        " return Number((told.match(/^[\\d,\\u202f]+/)?.[0] ?? '0').replace(/[^\\d]/g, '')) > before; }",
        arg=before,
        timeout=SECONDS,
    )
    page.get_by_role("button", name="Stop", exact=True).click(timeout=SECONDS)
    expect(stopped).to_be_visible(timeout=SECONDS)
    assert runs_in(stopped) > before


def runs_in(told: Locator) -> int:
    """How many runs a sentence says are done."""
    found = re.search(r"[\d\u202f,]+", told.inner_text())
    assert found is not None
    return int(re.sub(r"\D", "", found[0]))


@pytest.mark.screen(reduced_motion=True)
def test_too_many_optima_offer_a_simpler_shape_which_is_then_tried(page: Page, visit: Visit) -> None:
    visit(page, "/compare?v=1&data=wine&k=3&family=VVV&compare_part=basins&compare_starts=20")
    expect(page.locator(".st-key-basins-summary")).to_contain_text("the wrong question", timeout=2 * SECONDS)
    page.get_by_role("button", name="Try axis-aligned").click()
    page.wait_for_url(lambda url: "family=VVI" in url, timeout=SECONDS)
    expect(page.get_by_role("combobox", name="Shape")).to_have_value(
        re.compile("axis-aligned"), timeout=SECONDS
    )


def test_the_basins_of_old_faithful_and_the_runs_that_their_buttons_and_dots_open(
    page: Page, visit: Visit
) -> None:
    basins(page, visit, starts=100)
    expect(page.get_by_text("300 runs, each polished to its optimum.")).to_be_visible(timeout=2 * SECONDS)
    expect(page.locator(".st-key-basins-summary")).to_contain_text(
        "AIC would change sides between K = 2 and 3; BIC's margin for K = 2 is 2 to 27."
    )
    card = page.locator(".st-key-basins-card-B")
    expect(card).to_contain_text(re.compile(r"B −1\u202f119\.21, \d\d\u202f% of starts"))
    card.get_by_role("button", name="Details").click()
    expect(page.get_by_text("57 of 272 rows change, BIC +9.55")).to_be_visible(timeout=SECONDS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open B").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/", timeout=SECONDS)
    expect(page.locator(".gmm-stage:not(.gmm-several)")).to_be_visible(timeout=SECONDS)
    stage = Stage(page).ready()
    assert stage.frame < stage.last_frame
    expect(stage.words).to_contain_text("Here it turns away from A (dashed).")
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(3)
    page.keyboard.press("ArrowRight")
    expect(stage.words).not_to_contain_text("turns away from")
    expect(stage.root.locator(".gmm-ghost-ring")).to_have_count(3)
    page.keyboard.press("End")
    assert stage.at(stage.last_frame).log_likelihood == pytest.approx(-1119.21, abs=0.01)
    expect(stage.words).to_contain_text("on optimum B, 4.77 below the best seen")
    page.go_back()
    expect(page.get_by_text("300 runs, each polished to its optimum.")).to_be_visible(timeout=SECONDS)
    a_dot_of_the_strip_opens_its_run(page)


def a_dot_of_the_strip_opens_its_run(page: Page) -> None:
    """And from there a button leads back."""
    dots = page.locator(".st-key-basins-strip .scatterlayer .points path")
    expect(dots.first).to_be_visible(timeout=SECONDS)
    click_mark(page, dots.first)
    page.wait_for_url(lambda url: urlsplit(url).path == "/", timeout=SECONDS)
    expect(page.locator(".gmm-stage:not(.gmm-several)")).to_be_visible(timeout=SECONDS)
    stage = Stage(page).ready()
    assert stage.evaluate("([root]) => root.stage.lanes[0].lane.k") == 3
    page.get_by_role("button", name="Back to the basins").click()
    page.wait_for_url(lambda url: "compare_part=basins" in url, timeout=SECONDS)
    expect(page.get_by_text("300 runs, each polished to its optimum.")).to_be_visible(timeout=SECONDS)


MAP = "document.querySelector('.gmm-terrain').map"


@pytest.mark.screen(reduced_motion=True)
def test_the_map_is_a_picture_whose_places_run_and_whose_means_are_dragged(page: Page, visit: Visit) -> None:
    visit(page, f"/compare{K2[1:]}&compare_part=map")  # whose places are all known at once
    plane = page.locator(".gmm-terrain-plane")
    expect(plane).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text(re.compile(r"^15.617 places, "))).to_be_visible(timeout=3 * SECONDS)
    expect(page.locator(".st-key-map-summary")).to_contain_text("A −1\u202f130.26")
    run = page.locator(".st-key-map-run .gmm-stage")
    expect(run).to_have_attribute("data-state", "ready", timeout=SECONDS)  # lane 1's own, before a click
    expect(run.locator(".gmm-sentence")).to_contain_text("Settled after")
    box = plane.bounding_box()
    assert box is not None

    def pixel(number: int) -> tuple[float, float]:
        """Where a component's mean is on the page."""
        script = f"{MAP}.toPixel({MAP}.data.means.find(({{ number }}) => number === {number}).place)"
        x, y = page.evaluate(script)
        return box["x"] + x, box["y"] + y

    page.mouse.move(*pixel(1))
    expect(page.locator(".gmm-terrain-reading")).to_contain_text("optimum A, −1\u202f130.26, after about")
    for across in (0, -40):  # each click is a run that plays from its start
        x, y = pixel(1)
        page.mouse.click(x + across, y)
        expect(run).to_have_attribute("data-playing", "true", timeout=SECONDS)
        expect(run).to_have_attribute("data-playing", "false", timeout=SECONDS)

    x, y = pixel(2)
    page.mouse.click(x, y)  # drags nothing: the map stays
    expect(page.locator(".gmm-terrain-reading")).to_contain_text("optimum A")
    assert page.evaluate(f"{MAP}.dragged") is None
    held = page.evaluate(f"{MAP}.steps.join()")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 10, steps=4)
    there = f"Math.abs({MAP}.toPixel({MAP}.data.means[1].place)[0] - {x - 60 - box['x']}) < 2"
    page.wait_for_function(
        f"{there} && {MAP}.data.owners", timeout=SECONDS
    )  # made anew under the held pointer
    assert page.evaluate(f"{MAP}.dragged.number") == 2
    assert "forks=" not in page.url
    assert page.evaluate(f"{MAP}.steps.join()") != held
    page.mouse.up()
    page.wait_for_url("**forks=**", timeout=SECONDS)
    assert from_query(query_of(page)).lanes[0].forks[-1].parts[1].mean is not None
    expect(run).to_have_attribute("data-state", "ready", timeout=SECONDS)

    add = page.get_by_role("button", name="Add a mean")
    add.click()
    expect(add).to_have_attribute("aria-pressed", "true")
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"])
    page.wait_for_function(f"{MAP}.data.means.length === 3", timeout=SECONDS)
    page.wait_for_url(lambda url: from_query(urlsplit(url).query).lanes[0].k == 3, timeout=SECONDS)

    page.get_by_role("button", name="Open on Watch").click(timeout=SECONDS)
    page.wait_for_url(lambda url: urlsplit(url).path == "/", timeout=SECONDS)
    Stage(page).ready()
    assert from_query(query_of(page)).lanes[0].forks[-1].parts[0].mean is not None
    page.get_by_role("button", name="Back to the map").click()
    page.wait_for_url(lambda url: "compare_part=map" in url, timeout=SECONDS)
    expect(plane).to_be_visible(timeout=SECONDS)


def test_six_lanes_of_two_thousand_points_play(race: Callable[[str], Stage]) -> None:
    stage = race("/?v=1&data=toy-clouds_k3_n2000_seed1&k=3&start=points&seed=1&max_iter=40")
    for count in (5, 6):
        stage.button("Duplicate lane 1").click()
        expect(stage.root.locator(".gmm-lane")).to_have_count(count, timeout=SECONDS)
        stage.ready()
    stage.press("Home", " ")
    stage.page.wait_for_function("document.querySelector('.gmm-stage').stage.frame > 10", timeout=SECONDS)
    stage.press(" ")
    frames = stage.evaluate("([root]) => root.stage.lanes.map((view) => view.frame)")
    lasts = stage.evaluate("([root]) => root.stage.lanes.map((view) => view.lane.lastFrame)")
    assert frames == [min(stage.frame, last) for last in lasts]

    stage.press("End", "p", "t")  # on a wall: the table, all of it
    rows = stage.root.locator(".gmm-standings tbody tr")
    expect(rows.last).to_be_in_viewport(ratio=1, timeout=SECONDS)
    assert rows.count() == 6
    expect(rows.first).to_be_in_viewport(ratio=1)
    stage.root.get_by_role("button", name="Table", exact=True).click()
    expect(stage.root.locator(".gmm-lane").first).to_be_in_viewport(ratio=1, timeout=SECONDS)


@pytest.mark.screen(width=390, height=844, touch=True, color_scheme="dark")
def test_on_a_phone_lanes_are_a_row_to_swipe_under_the_curve(
    page: Page, visit: Visit, wait_until_still: Callable[[Page], None]
) -> None:
    stage = (
        Stage(visit(page, f"/compare{K3[1:]}")).ready().press("End")
    )  # nothing is still while a race plays
    wait_until_still(stage.page)
    boxes = [lane.bounding_box() for lane in stage.root.locator(".gmm-lane").all()]
    curve = stage.root.locator(".gmm-curve").bounding_box()
    plot = stage.root.locator(".gmm-curve svg.main-svg").first
    for padding in ("2px", "60px"):  # a heading of more lines
        stage.evaluate(
            "([root, padding]) => { root.querySelector('.gmm-curve header').style.paddingTop = padding; }",
            padding,
        )
        wait_until_still(stage.page)
        drawn, panel, lane = (
            place.bounding_box()
            for place in (plot, stage.root.locator(".gmm-sides"), stage.root.locator(".gmm-lane").first)
        )
        assert (
            drawn["y"] + drawn["height"] <= panel["y"] + panel["height"] + 1 <= lane["y"] + 2
        )  # none is cut
    assert curve["y"] < boxes[0]["y"]
    assert len({box["y"] for box in boxes}) == 1
    assert boxes[0]["width"] < 390 < boxes[1]["x"] + boxes[1]["width"]
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= 390
