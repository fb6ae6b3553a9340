"""A saved picture: the points are in it, in their colours and places, with everything around them."""

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from gmmviz import fit, playlist
from gmmviz.data import dataset
from gmmviz.em import EMRun, EMSettings
from gmmviz.figures.palette import DARK, LIGHT, blend, component_color
from gmmviz.stage import player

STAGE = "document.querySelector('.gmm-stage').stage"
SVG = "{http://www.w3.org/2000/svg}"
ABOVE = 12 + 25 + 32  # px of the picture over the plot: room, one line of title, the legend
FRAME = 5  # after an Assign with the mixture of state 2

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Saved:
    """Runs of Old Faithful with their rows, by their names, and the one file that they are saved in."""

    runs: dict[str, tuple[Rows, EMRun]]
    file: Path


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    runs, players = {}, []
    for name, k, copies, columns in (("three", 3, 1, 2), ("crowd", 3, 8, 2), ("one column", 2, 1, 1)):
        rows = dataset("faithful").x[:, -columns:]
        x = np.vstack([rows + 0.001 * copy for copy in range(copies)])
        runs[name] = (x, fit(x, EMSettings(k=k)))
        players.append(
            player(*runs[name], ("eruptions", "waiting")[-columns:], title="Old <Faithful> & friends")
        )
    return Saved(runs, playlist(players).save(tmp_path_factory.mktemp("export") / "runs.html"))


@pytest.fixture
def opened(saved: Saved, run_in: Callable[[Path, int], Page]) -> Callable[[str], Page]:
    """Function (name) -> the page of a run, at FRAME."""

    def go(name: str) -> Page:
        page = run_in(saved.file, [*saved.runs].index(name) + 1)
        page.evaluate(f"{STAGE}.jump({FRAME})")
        return page

    return go


def svg_of(page: Page) -> ET.Element:
    return ET.fromstring(page.evaluate(f"async () => (await {STAGE}.lanes[0].picture('svg')).text()"))


def pixels_of(page: Page) -> NDArray[np.float64]:
    """The PNG's pixels (h, w, 3), decoded by the browser."""
    size, data = page.evaluate(
        f"""async () => {{
            const image = await createImageBitmap(await {STAGE}.lanes[0].picture("png"));
            const canvas = document.createElement("canvas");
            Object.assign(canvas, {{ width: image.width, height: image.height }});
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const {{ data }} = context.getImageData(0, 0, image.width, image.height);
            let text = "";
            for (let at = 0; at < data.length; at += 8192) {{
                text += String.fromCharCode(...data.subarray(at, at + 8192));
            }}
            return [[image.height, image.width], btoa(text)];
        }}"""
    )
    return np.frombuffer(b64decode(data), np.uint8).reshape(*size, 4)[..., :3].astype(float)


def places_of(page: Page, x: Rows) -> Rows:
    """Where rows x (n, 2) are in the plot's own pixels, by Plotly's axes."""
    return np.array(
        page.evaluate(
            f"""rows => {{
                const {{ xaxis, yaxis }} = {STAGE}.lanes[0].scatter.plot._fullLayout;
                return rows.map(([x, y]) => [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)]);
            }}""",
            x.tolist(),
        )
    )


def texts_of(svg: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_an_svg_has_every_point_in_its_blended_colour_title_axes_rings_means_and_the_sentence(
    opened: Callable[[str], Page], saved: Saved
) -> None:
    page, (x, run) = opened("three"), saved.runs["three"]
    svg = svg_of(page)
    has_every_point_as_a_circle_at_its_place(page, svg, x, run)
    has_title_axes_rings_means_and_the_sentence(page, svg, run)
    said = page.evaluate(f"{STAGE}.lanes[0].picture('gif').catch((error) => error.message)")
    assert said == 'A picture is saved as "svg" or "png", not "gif".'


def has_every_point_as_a_circle_at_its_place(page: Page, svg: ET.Element, x: Rows, run: EMRun) -> None:
    """Each in its blended colour."""
    (group,) = (g for g in svg.iter(f"{SVG}g") if g.get("class") == "points")
    found = sorted(
        (float(c.get("cx", "")), float(c.get("cy", "")), *map(int, re.findall(r"\d+", c.get("fill", ""))))
        for c in group
    )
    colours = blend(run.states[2].mixture.responsibilities(x), LIGHT)
    expected = np.column_stack([places_of(page, x).round(2), colours])
    expected = expected[np.lexsort(expected.T[::-1])]
    np.testing.assert_allclose(found, expected, atol=1.01)
    assert len(group) == len(x)


def has_title_axes_rings_means_and_the_sentence(page: Page, svg: ET.Element, run: EMRun) -> None:
    """Whatever surrounds the points on the screen surrounds them in the picture."""
    texts = texts_of(svg)
    sentence = page.locator(".gmm-sentence").inner_text()
    assert texts[0] == "Old <Faithful> & friends"
    assert {"eruptions", "waiting", "60", "80"} <= set(texts)
    assert " ".join(texts).endswith(sentence)
    for component in range(3):
        assert texts.count(str(component + 1)) >= 2  # in the legend and on its mean
        share = run.states[2].mixture.weights[component]
        assert f"{round(100 * share)}\u202f%" in texts
    strokes = [path.get("style", "") for path in svg.iter(f"{SVG}path")]
    for component in range(3):
        color = component_color(component, LIGHT)
        channels = ", ".join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))
        assert sum(f"stroke: rgb({channels})" in style for style in strokes) >= 2
    assert "href" not in {name for node in svg.iter() for name in node.attrib}


def near(pixels: Rows, place: Rows) -> Rows:
    x, y = (2 * place).round().astype(int)
    return pixels[y + 2 * ABOVE - 1 : y + 2 * ABOVE + 2, x - 1 : x + 2].reshape(-1, 3).mean(axis=0)


def test_more_than_2000_points_are_an_image_in_the_svg(
    opened: Callable[[str], Page],
) -> None:
    svg = svg_of(opened("crowd"))
    assert not [g for g in svg.iter(f"{SVG}g") if g.get("class") == "points"]
    (image,) = svg.iter(f"{SVG}image")
    assert image.get("href", "").startswith("data:image/png;base64,")


def test_one_column_is_saved_with_its_bars_and_curves(
    opened: Callable[[str], Page],
) -> None:
    svg = svg_of(opened("one column"))
    curves = [path for path in svg.iter(f"{SVG}path") if "gmm-density" in path.get("class", "")]
    assert len(curves) == 4
    assert len(list(svg.iter(f"{SVG}image"))) == 1
    assert "Points in a bar 2 wide" in texts_of(svg)


@pytest.mark.screen(color_scheme="dark")
def test_a_png_has_points_of_the_right_colour_at_the_right_place(
    opened: Callable[[str], Page], saved: Saved
) -> None:
    page, (x, run) = opened("three"), saved.runs["three"]
    pixels, places = pixels_of(page), places_of(page, x)
    lonely = np.array([np.sort(np.hypot(*(places - place).T))[1] > 10 for place in places])
    means = places_of(page, run.states[2].mixture.means)
    lonely &= np.array([np.hypot(*(means - place).T).min() > 20 for place in places])
    colours = blend(run.states[2].mixture.responsibilities(x), DARK).astype(float)
    off = [np.abs(near(pixels, places[row]) - colours[row]).max() for row in np.flatnonzero(lonely)]
    assert len(off) > 10
    assert np.median(off) < 8  # a fill lies over some of them
    assert np.quantile(off, 0.8) < 40
    assert tuple(pixels[2, 2]) == tuple(int(DARK.panel[at : at + 2], 16) for at in (1, 3, 5))
