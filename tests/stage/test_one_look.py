"""The browser draws as the figures do: what both compute is equal, and what Python sends is what Plotly takes."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit, frame, frame_count
from gmmviz.figures.curve import BestLines, Models, log_likelihood_curve
from gmmviz.figures.histogram import bar_edges, heights, histogram
from gmmviz.figures.mean_discs import coinciding, discs
from gmmviz.figures.number_text import number_text, short_number
from gmmviz.figures.overlay import DISC_GAP, MEAN_RADIUS, edge_inset, mean_places, overlay
from gmmviz.figures.palette import THEMES, Theme, is_repeated_tone, oklab, rgb, srgb
from gmmviz.figures.scatter import scatter
from gmmviz.figures.template import template_layout
from gmmviz.figures.view import View, dot_radius, draw_order
from gmmviz.lessons.board_words import MIN_SHARE_OF_AXIS
from gmmviz.stage.skeletons import Curves, skeletons
from gmmviz.stage.style import style, themes
from gmmviz.thousands import percent, percent_number
from tests.stage.node import Node

VIEW = View(columns=("eruptions", "waiting"), on_panel=True)
SIZE = (780.0, 452.0)  # px of a plot
RANGES = ((0.0, 10.0), (-5.0, 5.0))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("lanes", [1, 3])
@pytest.mark.parametrize("best", [None, -1100.0])
def test_plotly_takes_every_skeleton_as_it_is(
    theme: Theme, columns: int, lanes: int, best: float | None
) -> None:
    x = dataset("faithful").x[:, :columns]
    curves = [np.array([-1300.0, -1150.0, -1120.0 - lane]) for lane in range(lanes)]
    lines = Curves(curves, Models(["a"] * lanes, [True, *[False] * (lanes - 1)]), BestLines(best, -1090.0))
    made = skeletons(x, lines, 9, replace(VIEW, theme=theme, equal_axes=True))
    for part in ("scatter", "curve"):
        figure = made[part]
        taken = go.Figure(figure, skip_invalid=False).to_plotly_json()
        assert taken["layout"].pop("template", None) is not None
        assert taken["layout"] == figure["layout"]
        assert [dict(trace) for trace in taken["data"]] == figure["data"]
    shapes = [shape | {"path": "M0,0Z"} for shape in made["rings"]]
    assert go.Figure(layout={"shapes": shapes}).to_plotly_json()["layout"]["shapes"] == shapes
    go.layout.Template(template_layout(theme))


def test_a_skeleton_has_the_axes_and_words_of_the_figure() -> None:
    x = dataset("faithful").x
    curve = [np.array([-1300.0, -1150.0, -1120.0])]
    made = skeletons(x, Curves(curve, best=BestLines(-1110.0)), 2, VIEW)
    plane, whole = scatter(x, None, VIEW).layout, log_likelihood_curve(curve, None, VIEW, -1110.0).layout
    for axis in ("xaxis", "yaxis"):
        assert made["scatter"]["layout"][axis] == plane[axis].to_plotly_json() | {"showgrid": False}
        assert made["curve"]["layout"][axis] == whole[axis].to_plotly_json()
    words = [note.to_plotly_json() for note in whole.annotations if note.name != "heading"]
    assert made["curve"]["layout"]["annotations"] == words


@settings(max_examples=300)
@given(st.floats(-1e12, 1e12) | st.integers(-(10**6), 10**6).map(lambda n: n / 64), st.integers(0, 4))
@example(450359962737.15625, 4)
@example(2.5, 0)
def test_numbers_are_written_as_the_figures_write_them(node: Node, value: float, digits: int) -> None:
    found = node.call(
        "words/numbers", "({ written }, value, digits) => written(value, digits)", value, digits
    )
    assert found == number_text(value, digits)


@settings(max_examples=300)
@given(st.floats(-1e300, 1e300, allow_subnormal=False) | st.integers(-(10**9), 10**9).map(lambda n: n / 64))
@example(12345.25)
@example(-1.5e-7)
@example(1e21)
@example(-0.0)
def test_values_of_rows_are_written_as_the_tables_write_them(node: Node, value: float) -> None:
    assert node.call(
        "words/numbers", "({ shortNumber }, value) => shortNumber(value)", value
    ) == short_number(value)


@settings(max_examples=300)
@given(st.floats(0, 1) | st.integers(0, 1024).map(lambda n: n / 1024), st.integers(0, 3))
@example(1e-9, 2)
@example(1 - 1e-9, 3)
def test_shares_are_written_as_the_tables_write_them(node: Node, share: float, digits: int) -> None:
    body = "(m, share, digits) => [m.percentNumber(share, digits), m.percent(share)]"
    assert node.call("words/numbers", body, share, digits) == [percent_number(share, digits), percent(share)]


PLACE = st.floats(-30, 30).map(lambda at: round(at, 6))  # nearer to an edge than that, either answer is right


@given(st.tuples(PLACE, PLACE), st.sampled_from([1.0, 1.5]))
def test_a_mean_outside_the_plot_is_shown_where_the_figures_show_it(
    node: Node, mean: tuple[float, float], scale: float
) -> None:
    view = replace(VIEW, scale=scale)
    places = mean_places(np.array([mean]), (RANGES, SIZE), view)
    disc = places["mean 0"]
    (left, right), (low, high) = RANGES
    to_px = lambda x, y: ((x - left) / (right - left) * SIZE[0], (high - y) / (high - low) * SIZE[1])  # noqa: E731
    anchor = to_px(disc["xanchor"], disc["yanchor"])
    expected = [anchor[0] + (disc["x0"] + disc["x1"]) / 2, anchor[1] - (disc["y0"] + disc["y1"]) / 2]
    edge = style(272, 2, 1, view)
    found = node.call(
        "math/edges",
        """({ edgePlace, arrowCorners }, place, size, { edge, meanRadius }) => {
            const { shown, side } = edgePlace(place, size, edge.inset);
            return { shown, corners: side.some(Boolean) ? arrowCorners(side, meanRadius, edge) : null };
        }""",
        to_px(*mean),
        SIZE,
        edge,
    )
    np.testing.assert_allclose(found["shown"], expected, atol=1e-6)
    assert (found["corners"] is not None) == ("arrow 0" in places)
    if found["corners"] is not None:
        path = places["arrow 0"]["path"].strip("MZ").split("L")
        arrow = np.array([[float(part) for part in pair.split(",")] for pair in path]) * [1, -1]
        corners = np.array(found["corners"]) + np.array(found["shown"]) - anchor
        np.testing.assert_allclose(corners[1], arrow[1], atol=1e-6)
        np.testing.assert_allclose(sorted(map(tuple, corners)), sorted(map(tuple, arrow)), atol=1e-6)


@settings(max_examples=200)
@given(
    st.integers(0, 2**32 - 1), st.integers(1, 14), st.sampled_from([1.0, 1.5]), st.sampled_from([5, 40, 900])
)
def test_discs_of_means_lie_where_the_browser_has_them(
    node: Node, seed: int, k: int, scale: float, spread: float
) -> None:
    rng = np.random.default_rng(seed)
    size = rng.uniform((90, 90), (1300, 700))
    places = rng.uniform((-200, -200), size + 200, (1 + k // 3, 2))  # some means are near one another
    places = places[rng.integers(len(places), size=k)] + rng.normal(0, spread, (k, 2))
    view = replace(VIEW, scale=scale)
    given_style = style(272, 2, 1, view)
    body = """({ coinciding, Means }, places, size, style) => {
        const named = coinciding(places, style.discs);
        return { named, discs: Means.prototype.edgePlaces.call({ scene: { style }, scale: 1 }, places, named, size) };
    }"""
    found = node.call("draw/means", body, places.tolist(), size.tolist(), given_style)
    expected = discs(places, tuple(size), edge_inset(view), 2 * MEAN_RADIUS * scale + DISC_GAP)
    assert found["named"] == [list(disc.numbers) for disc in expected]
    for place, theirs, disc in zip(places, found["discs"], expected, strict=True):
        if disc.numbers:
            assert theirs["side"] == list(disc.side)
            shown = np.clip(place, 0, size) + disc.offset
            np.testing.assert_allclose(theirs["shown"], shown, atol=1e-6)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1)])
def test_means_in_a_chain_are_in_one_disc_that_names_all(node: Node, order: tuple[int, ...]) -> None:
    chain = np.array([[0.0, 0.0], [6.0, 0.0], [12.0, 0.0]])[list(order)]
    places = np.vstack([chain, [[300.0, 300.0]]])
    found = node.call(
        "draw/means",
        "({ coinciding }, places, discs) => coinciding(places, discs)",
        places.tolist(),
        style(272, 2, 1, VIEW)["discs"],
    )
    assert found == [[], [], [0, 1, 2], [3]]
    assert coinciding(places) == [tuple(named) for named in found]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=20))
def test_every_mean_is_named_by_exactly_one_disc(places: list[tuple[int, int]]) -> None:
    named = coinciding(np.array(places, dtype=float))
    assert sorted(number for numbers in named for number in numbers) == list(range(len(places)))
    assert all(numbers[-1] == j for j, numbers in enumerate(named) if numbers)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_tones_that_come_again_are_the_same_on_the_stage(node: Node, theme: Theme) -> None:
    body = """({ componentStyle }, scene, theme, k) =>
        Array.from({ length: k }, (_, j) => componentStyle(scene, theme, j).again)"""
    given_style = {"style": style(272, 20, 1, VIEW)}
    found = node.call("scene/component_style", body, given_style, themes(20)[theme.name], 20)
    assert found == [is_repeated_tone(component, theme) for component in range(20)]
    assert found.index(True) == 8


@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 272, 1000, 50_000])
def test_points_are_drawn_in_one_order_and_size(node: Node, n: int) -> None:
    given_style = style(n, 2, 1, VIEW)
    order = node.call(
        "draw/points", "({ drawOrder }, n, stride) => [...drawOrder(n, stride)]", n, given_style["drawStride"]
    )
    np.testing.assert_array_equal(order, draw_order(n))
    np.testing.assert_array_equal(np.sort(order), np.arange(n))
    radius = node.call("draw/stamps", "({ dotRadius }, dots) => dotRadius(dots, 700)", given_style["dots"])
    assert radius == pytest.approx(dot_radius(n))


def test_the_dots_of_a_race_shrink_with_its_panels(node: Node) -> None:
    dots = style(272, 3, 4, VIEW)["dots"]
    radii = [
        node.call("draw/stamps", "({ dotRadius }, d, w) => dotRadius(d, w)", dots, w) for w in (780, 390, 60)
    ]
    assert radii == pytest.approx([4.0, 2.0, 0.8])


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("component", range(8))
def test_the_heat_map_is_mixed_alike(node: Node, theme: Theme, component: int) -> None:
    """In all shades that it has, and so each colour of a point between two of them."""
    steps = node.call("draw/owners", "(m) => m.SHADES")
    ends = oklab(np.array([rgb(theme.panel), rgb(theme.components[component])]))
    expected = srgb(np.linspace(ends[0], ends[1], steps + 1))
    found = node.call(
        "math/colour",
        "({ colourScale }, from, to, steps) => [...colourScale(from, to, steps)]",
        theme.panel,
        theme.components[component],
        steps,
    )
    assert np.abs(np.array(found).reshape(-1, 3) - expected).max() <= 1


def test_rows_are_in_one_order(node: Node) -> None:
    shares = np.random.default_rng(3).dirichlet([0.4, 0.4, 0.4], size=211).astype(np.float32)
    body = "({ ownerOrder }, shares) => [...ownerOrder(Float32Array.from(shares), 3)]"
    found = node.call("draw/owners", body, shares.T.ravel().tolist())
    np.testing.assert_array_equal(found, np.lexsort((-shares.max(axis=1), shares.argmax(axis=1))))


def test_frames_are_those_of_the_engine(node: Node) -> None:
    x = dataset("faithful").x
    run = fit(x, EMSettings(k=2, seed=3, max_iter=6))
    frames = range(frame_count(run))
    found = node.call(
        "math/frames",
        "({ phaseOf, mixtureStateOf }, frames) => frames.map((f) => [phaseOf(f), mixtureStateOf(f)])",
        list(frames),
    )
    expected = [frame(x, run, number) for number in frames]
    assert [phase for phase, _ in found] == [one.phase for one in expected]
    for (_, state), one in zip(found, expected, strict=True):
        np.testing.assert_array_equal(run.states[state].mixture.means, one.mixture.means)


def test_a_place_near_zero_is_told_as_zero_on_boards_alike(node: Node) -> None:
    script = "(m, given, value) => m.Desk.prototype.near.call({ given }, value, 'x')"
    given = {"board": {"x": {"low": 0.0, "high": 100.0}}, "leastPart": MIN_SHARE_OF_AXIS}
    values = [99.0 * MIN_SHARE_OF_AXIS, 101.0 * MIN_SHARE_OF_AXIS]
    said = [node.call("../../ui/lessons/board/board", script, given, value) for value in values]
    assert said == ["0", "0.0101"]


def test_halos_rims_and_discs_have_the_colour_of_what_they_lie_on() -> None:
    mixture = SimpleNamespace(
        weights=np.ones(1), means=np.zeros((1, 2)), covariances=np.eye(2)[None], k=1, d=2
    )
    for theme in THEMES.values():
        for on_panel, ground in ((True, theme.panel), (False, theme.page)):
            view = View(theme=theme, on_panel=on_panel)
            shapes = {
                shape["name"]: shape for shape in overlay(mixture, view, (RANGES, SIZE), None, stale=False)
            }
            assert shapes["mean 0"]["fillcolor"] == ground
            assert scatter(np.zeros((3, 2)), None, view).data[0].marker.line.color == ground


def test_the_bars_of_a_column_are_counted_alike(node: Node) -> None:
    x = dataset("faithful").x[:, 0]
    edges = bar_edges(x)
    constants = style(len(x), 2, 1, VIEW)["histogram"]
    owned = np.random.default_rng(3).dirichlet((1.0, 2.0), len(x))
    owners = owned.argmax(axis=1)
    body = """(m, values, edges, edge, owned, owners) => {
        const bars = m.barsOf(values, edges, edge);
        const all = [m.countedHeights(bars, edges.length - 1, () => -1), m.softHeights(bars, edges.length - 1, owned)];
        all.push(m.countedHeights(bars, edges.length - 1, (i) => owners[i]));
        return all.map((parts) => parts.map(({ heights }) => [...heights]));
    }"""
    given = (x.astype(np.float32).astype(float), edges, constants["edge"], owned.T.ravel(), owners)
    whole, soft, hard = node.call("draw/histogram", body, *(np.asarray(each).tolist() for each in given))
    np.testing.assert_array_equal(whole, [heights(x, edges, np.ones(len(x)))])
    np.testing.assert_allclose(soft, [heights(x, edges, owned[:, j]) for j in range(2)], rtol=1e-12)
    np.testing.assert_array_equal(hard, [heights(x, edges, (owners == j).astype(float)) for j in range(2)])
    assert histogram(x, None, VIEW).layout.meta["edges"] == edges.tolist()
