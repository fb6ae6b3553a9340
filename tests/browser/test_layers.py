"""What lies under and around the points, in a real browser: backgrounds, held equal to the engine."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from gmmviz import fit, playlist
from gmmviz.data import dataset
from gmmviz.em import EMRun, EMSettings, Mixture
from gmmviz.figures.histogram import bar_edges
from gmmviz.figures.palette import DARK, LIGHT, blend, rgb
from gmmviz.stage import Player, player

SCATTER = "document.querySelector('.gmm-stage').stage.lanes[0].scatter"
TERRITORY = 0.14  # strength of a component's colour on its ground
DOUBT_INK = 0.62  # opacity of ink for each 1 of doubt


def clouds(d: int, k: int, n: int = 601) -> NDArray[np.float64]:
    """Rows (n, d) of k clouds of unequal sizes, scales and slants, off the origin."""
    rng = np.random.default_rng(8)
    labels = rng.integers(k, size=n)
    slants = rng.normal(size=(k, d, d)) * rng.uniform(0.3, 1.5, size=(k, 1, 1))
    rows = rng.uniform(-4, 4, size=(k, d))[labels]
    rows = rows + np.einsum("nde,ne->nd", slants[labels], rng.normal(size=(n, d)))
    return rows * np.resize([1.0, 30.0, 0.2], d) + np.resize([100.0, -2000.0, 7.0], d)


Opened = Callable[[str], tuple[NDArray[np.float64], EMRun, Page]]
BY_SHAPE = ((2, 1), (2, 5), (5, 3), (2, 3))  # columns and components of the clouds
ONE_COLUMN, CROWD, SAMPLE = "one column", "a crowd", "a sample"


def by_shape(d: int, k: int) -> str:
    return f"{k} in {d} columns"


@dataclass(frozen=True)
class Drawn:
    """All runs that are looked at, by their names, and the one file that they are saved in."""

    runs: dict[str, tuple[NDArray[np.float64], EMRun, Player]]
    file: Path


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    runs = {}
    for d, k in BY_SHAPE:
        x = clouds(d, k)
        run = fit(x, EMSettings(k=k, seed=1, max_iter=20))
        runs[by_shape(d, k)] = (x, run, player(x, run))
    x = np.round(dataset("faithful").x[:, 1:])
    run = fit(x, EMSettings(k=2))
    runs[ONE_COLUMN] = (x, run, player(x, run, ("waiting",)))
    for name, n, most in ((CROWD, 2_500, 2_500), (SAMPLE, 3_000, 500)):
        x = clouds(2, 3, n)
        run = fit(x, EMSettings(k=3, seed=1, max_iter=20))
        runs[name] = (x, run, player(x, run, most=most))
    file = tmp_path_factory.mktemp("layers") / "runs.html"
    return Drawn(runs, playlist([shown for _, _, shown in runs.values()]).save(file))


@pytest.fixture
def opened(drawn: Drawn, run_in: Callable[[Path, int], Page]) -> Opened:
    """Function (name) -> rows, run, and the page that shows it, from the disk."""

    def go(name: str) -> tuple[NDArray[np.float64], EMRun, Page]:
        x, run, _ = drawn.runs[name]
        return x, run, run_in(drawn.file, [*drawn.runs].index(name) + 1)

    return go


def on_background(page: Page, kind: str, frame: int) -> None:
    page.evaluate(f"kind => {SCATTER}.setBackground(kind)", kind)
    page.evaluate(f"frame => {SCATTER} && document.querySelector('.gmm-stage').stage.jump(frame)", frame)


def told(page: Page, script: str) -> Any:
    """What a function returns on the page, as text: thousands of numbers one by one take seconds."""
    return json.loads(page.evaluate(f"() => JSON.stringify(({script})())"))


def field(page: Page) -> dict[str, NDArray[np.float64]]:
    """Nodes (m, 2) of the background's field in data coordinates, and what it holds there."""
    found = told(
        page,
        f"""() => {{
            const {{ field }} = {SCATTER}.background;
            const {{ nx, nodes, logDensity, doubt, owners }} = field;
            const place = (_, at) => field.place(at % nx, Math.floor(at / nx));
            const places = Array.from({{ length: nodes }}, place);
            return {{ places, logDensity: [...logDensity], doubt: [...doubt], owners: [...owners] }};
        }}""",
    )
    return {name: np.array(values) for name, values in found.items()}


def painted(page: Page) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every fourth pixel off the gridlines: data coordinates (m, 2) and channels (m, 3)."""
    found = told(
        page,
        f"""() => {{
            const {{ background, points }} = {SCATTER};
            const {{ offsetX, slopeX, offsetY, slopeY }} = background.field.map;
            const {{ data, width, height }} = points.background;
            const {{ columns, rows }} = background.grid;
            const out = [];
            for (let y = 1; y < height; y += 4) for (let x = 1; x < width; x += 4) {{
                if (columns.includes(x) || rows.includes(y)) continue;
                const at = 4 * (y * width + x);
                out.push([(x - offsetX) / slopeX, (y - offsetY) / slopeY, ...data.slice(at, at + 3)]);
            }}
            return out;
        }}""",
    )
    table = np.array(found)
    return table[:, :2], table[:, 2:]


@pytest.mark.parametrize(("d", "k"), BY_SHAPE[:3])
def test_a_background_is_the_engines_mixture_projected_to_the_plane_and_says_so(
    d: int, k: int, opened: Opened
) -> None:
    _, run, page = opened(by_shape(d, k))
    for state in (0, 2, len(run.states) - 1):
        on_background(page, "density", 2 * state)
        seen = field(page)
        flat = run.states[state].mixture.project(np.eye(d, 2))
        shares = flat.responsibilities(seen["places"])
        np.testing.assert_allclose(seen["logDensity"], flat.log_density(seen["places"]), rtol=0, atol=1e-5)
        np.testing.assert_allclose(seen["doubt"], 1 - shares.max(axis=1), rtol=0, atol=1e-5)
        decided = np.ptp(np.sort(shares, axis=1)[:, -2:], axis=1) > 1e-5 if k > 1 else slice(None)
        np.testing.assert_array_equal(seen["owners"][decided], shares.argmax(axis=1)[decided])
    on_background(page, "territories", 0)
    by_two = "" if d == 2 else ", by these two axes alone"
    words = f"Territories: who would own a point there{by_two}"
    expect(page.locator(".gmm-background-note")).to_have_text(words)


def near_boundary(mixture: Mixture, places: NDArray[np.float64], page: Page) -> NDArray[np.bool_]:
    """Which places (m,) have another owner within two pixels."""
    slope = page.evaluate(f"() => (map => [map.slopeX, map.slopeY])({SCATTER}.background.field.map)")
    owners = mixture.responsibilities(places).argmax(axis=1)
    near = np.zeros(len(places), dtype=bool)
    for across in range(-2, 3):
        for up in range(-2, 3):
            moved = places + np.array([across, up]) / np.array(slope)
            near |= mixture.responsibilities(moved).argmax(axis=1) != owners
    return near


def test_territories_have_their_owners_quiet_colours_and_uncertainty_is_ink_with_a_line_between_owners(
    opened: Opened,
) -> None:
    _, run, page = opened(by_shape(2, 5))
    for state in (0, 3, len(run.states) - 1):
        mixture = run.states[state].mixture
        on_background(page, "territories", 2 * state)
        places, channels = painted(page)
        near = near_boundary(mixture, places, page)
        are_in_their_owners_quiet_colours(channels, mixture.responsibilities(places).argmax(axis=1), near)
        on_background(page, "uncertainty", 2 * state)
        there, channels = painted(page)
        np.testing.assert_array_equal(there, places)
        are_as_dark_as_doubt(channels, 1 - mixture.responsibilities(places).max(axis=1), near)


def are_in_their_owners_quiet_colours(
    channels: NDArray[np.float64], owners: NDArray[np.int64], near: NDArray[np.bool_]
) -> None:
    """Territories: of who would own a point there."""
    panel = rgb(LIGHT.panel).astype(float)
    grounds = np.array([panel + (rgb(hex_) - panel) * TERRITORY for hex_ in LIGHT.components[:5]])
    assert (~near).mean() > 0.9
    differs = np.abs(channels - grounds[owners])[~near].max(axis=1) > 0.51
    assert differs.mean() < 2e-4  # two components may nearly meet without one overtaking the other
    assert len(set(owners)) == 5


def are_as_dark_as_doubt(
    channels: NDArray[np.float64], doubt: NDArray[np.float64], near: NDArray[np.bool_]
) -> None:
    """Uncertainty: and a line parts the owners."""
    panel, ink = (rgb(hex_).astype(float) for hex_ in (LIGHT.panel, LIGHT.ink))
    expected = panel + (ink - panel) * DOUBT_INK * doubt[:, None]
    off = np.abs(channels - expected)[~near].max(axis=1)  # of 255
    assert (off > 5).mean() < 1e-3  # the line may show where two nearly meet
    assert off.mean() < 0.5
    darkest = channels[near].mean() if near.any() else 0.0
    assert darkest < channels[~near].mean() - 30


def test_one_background_at_a_time_travels_with_the_ellipses_and_none_is_the_plain_panel_again(
    opened: Opened,
) -> None:
    _, run, page = opened(by_shape(2, 3))
    note = page.locator(".gmm-background-note")
    picture = f"() => {SCATTER}.canvas.toDataURL()"
    plain = page.evaluate(picture)
    pictures = []
    for kind, words in (
        ("density", "Density: three times as dense from line to line"),
        ("territories", "Territories: who would own a point there"),
        ("uncertainty", "Shaded where a point would be shared"),
    ):
        on_background(page, kind, 0)
        expect(note).to_have_text(words)
        pictures.append(page.evaluate(picture))
    assert len({plain, *pictures}) == 4
    on_background(page, "none", 0)
    expect(note).to_have_text("")
    assert page.evaluate(picture) == plain
    on_background(page, "density", 1)
    halfway = page.evaluate(
        """() => {
            const { stage } = document.querySelector('.gmm-stage');
            const lane = stage.lanes[0];
            stage.jump(1);
            lane.go(2, 0.45);
            lane.tick(0);
            lane.tick(225);
            return { painted: lane.scatter.background.painted === lane.drawn, at: lane.drawn[0].mean };
        }"""
    )
    start, end = (run.states[state].mixture.means[0] for state in (0, 1))
    np.testing.assert_allclose(halfway["at"], start + (end - start) * (1 - 0.5**3), rtol=1e-9)
    assert halfway["painted"]


def test_one_column_is_a_histogram_with_the_engines_densities_shares_and_means(
    opened: Opened,
) -> None:
    rows, run, page = opened(ONE_COLUMN)
    x = rows[:, 0]
    bars_are_shared_out_as_the_engine_says_and_grey_before_the_first_assign(run, x, page)
    curves_are_the_engines_densities(run, x, page)
    means_stand_on_the_axis(run, page)


def curves_are_the_engines_densities(run: EMRun, x: NDArray[np.float64], page: Page) -> None:
    """The broad line is of the mixture, the others of its components."""
    edges = bar_edges(x)
    for state in (0, len(run.states) - 1):
        page.evaluate("frame => document.querySelector('.gmm-stage').stage.jump(frame)", 2 * state)
        paths = page.evaluate(
            f"""() => {SCATTER}.curves.map((path) => path.getAttribute("d").slice(1).split("L").map((at) => {{
                const [x, y] = at.split(",").map(Number);
                const {{ xaxis, yaxis }} = {SCATTER}.plot._fullLayout;
                return [xaxis.p2l(x), yaxis.p2l(y)];
            }}))"""
        )
        _, total, *components = (np.array(path) for path in paths)
        mixture, scale = run.states[state].mixture, len(x) * (edges[1] - edges[0])
        density = scale * np.exp(mixture.log_density(total[:, :1]))
        np.testing.assert_allclose(total[:, 1], density, atol=0.02 * density.max())
        for component, curve in enumerate(components):
            shares = mixture.responsibilities(curve[:, :1])[:, component]
            expected = scale * np.exp(mixture.log_density(curve[:, :1])) * shares
            np.testing.assert_allclose(curve[:, 1], expected, atol=0.02 * density.max())


def bars_are_shared_out_as_the_engine_says_and_grey_before_the_first_assign(
    run: EMRun, x: NDArray[np.float64], page: Page
) -> None:
    """By colours that are mixed, and by the most likely component."""
    edges = bar_edges(x)
    parts = f"""mode => {{
        const lane = document.querySelector('.gmm-stage').stage.lanes[0];
        return {SCATTER}.parts(lane.target.responsibilities, mode).map(({{ part, heights }}) => [part, ...heights]);
    }}"""
    [(nobody, *grey)] = page.evaluate(parts, "blend")
    assert nobody == -1
    np.testing.assert_array_equal(grey, np.histogram(x, edges)[0])
    page.evaluate("document.querySelector('.gmm-stage').stage.jump(5)")
    shares = run.states[2].mixture.responsibilities(x[:, None])
    for part, *heights in page.evaluate(parts, "blend"):
        expected, _ = np.histogram(x, edges, weights=shares[:, part])
        np.testing.assert_allclose(heights, expected, atol=1e-5)
    for part, *heights in page.evaluate(parts, "hard"):
        expected, _ = np.histogram(x[shares.argmax(axis=1) == part], edges)
        np.testing.assert_array_equal(heights, expected)


def means_stand_on_the_axis(run: EMRun, page: Page) -> None:
    """Each at its value."""
    page.evaluate("document.querySelector('.gmm-stage').stage.jump(9999)")
    places = page.evaluate(
        f"""() => {SCATTER}.means.groups.map((group) => {{
            const [x, y] = group.getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
            return [{SCATTER}.plot._fullLayout.xaxis.p2l(x), {SCATTER}.plot._fullLayout.yaxis.p2l(y)];
        }})"""
    )
    means = run.states[-1].mixture.means[:, 0]
    np.testing.assert_allclose(places, np.column_stack([means, [0, 0]]), atol=0.01)
    expect(page.locator(".gmm-note")).to_have_text("The broad line is the sum of the components.")


@pytest.mark.screen(width=390, height=844, touch=True, scale=3, color_scheme="dark")
def test_one_column_plays_on_a_phone_with_the_colours_of_the_dark_theme(
    opened: Opened,
) -> None:
    _, _, page = opened(ONE_COLUMN)
    page.get_by_role("button", name="Forward half a step").tap()
    expect(page.locator(".gmm-stage")).to_have_attribute("data-phase", "E")
    page.wait_for_function(
        f"() => {SCATTER} && document.querySelector('.gmm-stage').stage.lanes[0].progress === 1"
    )
    seen = page.evaluate(
        f"""() => {{
            const {{ canvas, view, edges, barWidth }} = {SCATTER};
            const context = canvas.getContext("2d");
            const at = (value) => Math.round((view.toX(value) + 2) * view.pixelRatio);
            const up = Math.round((view.toY(0) - 3) * view.pixelRatio);
            const middles = [edges[2], edges.at(-4)].map((edge) => at(edge + barWidth / 3));
            return middles.map((across) => [...context.getImageData(across, up, 1, 1).data]);
        }}"""
    )
    panel = rgb(DARK.panel).astype(float)
    for component, channels in enumerate(seen):
        expected = panel + 0.5 * (rgb(DARK.components[component]) - panel)
        np.testing.assert_allclose(channels[:3], expected, atol=30)


@pytest.mark.screen(height=700)  # with room for the list of runs
def test_a_crowd_of_points_is_painted_in_the_engines_blend_at_its_strength(
    opened: Opened,
) -> None:
    x, run, page = opened(CROWD)
    page.evaluate("document.querySelector('.gmm-stage').stage.jump(9999)")
    at, channels = told(
        page,
        f"""() => {{
            const {{ points }} = {SCATTER};
            const at = Array.from(points.at, (byte) => byte / 4);
            const {{ data }} = points.image;
            return [at, at.map((pixel) => [0, 1, 2].map((channel) => data[4 * Math.max(pixel, 0) + channel]))];
        }}""",
    )
    width = page.evaluate(f"() => {SCATTER}.canvas.width")
    places = np.column_stack([np.array(at) % width, np.array(at) // width])
    nearest = np.array([np.sort(np.hypot(*(places - place).T))[1] for place in places])
    grid = page.evaluate(f"() => [{SCATTER}.background.grid.columns, {SCATTER}.background.grid.rows]")
    on_grid = np.isin(places[:, 0].astype(int), grid[0]) | np.isin(places[:, 1].astype(int), grid[1])
    alone = (np.array(at) >= 0) & (nearest > 8) & ~on_grid
    assert alone.sum() > 50
    colours = blend(run.states[-1].mixture.responsibilities(x), LIGHT).astype(float)
    panel = rgb(LIGHT.panel).astype(float)
    expected = panel + 0.85 * (colours - panel)
    np.testing.assert_allclose(np.array(channels)[alone], expected[alone], atol=2.5)


def test_a_sample_says_that_it_is_one_and_keeps_its_row_numbers(opened: Opened, drawn: Drawn) -> None:
    x, run, page = opened(SAMPLE)
    expect(page.locator(".gmm-remark")).to_have_text("Showing 500 of 3\u202f000 rows; fitted on all.")
    assert page.evaluate(f"() => [...{SCATTER}.scene.rows]") == list(drawn.runs[SAMPLE][2].scene.rows)
    page.evaluate("document.querySelector('.gmm-stage').stage.jump(9999)")
    said = float(page.locator(".gmm-stage").get_attribute("data-log-likelihood") or "nan")
    assert said == pytest.approx(run.states[-1].mixture.log_likelihood(x), rel=1e-12)
