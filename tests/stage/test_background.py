"""The backgrounds of the stage and those that Python paints below a picture are the same pixels."""

import json

import numpy as np
import pytest

from gmmviz.em import EMSettings, Mixture, fit
from gmmviz.figures import background
from gmmviz.figures.background import BACKGROUND_WORDS, Canvas, background_pixels, background_words
from gmmviz.figures.look import LOOKS
from gmmviz.figures.palette import THEMES, Theme, rgb
from gmmviz.figures.view import View
from gmmviz.stage import payload, player
from gmmviz.stage.style import style
from tests.stage.node import Node

SHAPE = (120, 180)
RANGES = ((0.0, 6.0), (30.0, 110.0))
FORMS = {
    "two": Mixture(
        [0.35, 0.65], [[2.0, 54.0], [4.3, 80.0]], [[[0.07, 0.4], [0.4, 34.0]], [[0.17, 0.9], [0.9, 36.0]]]
    ),
    "one in another": Mixture(
        [0.5, 0.5], [[3.0, 70.0], [3.1, 71.0]], [[[2.0, 1.0], [1.0, 300.0]], [[0.05, 0.0], [0.0, 9.0]]]
    ),
    "nine": Mixture(
        np.full(9, 1 / 9),
        [[1.0 + 2.0 * (j % 3), 45.0 + 25.0 * (j // 3)] for j in range(9)],
        [[[0.2 + 0.05 * j, 0.3 * (j - 4)], [0.3 * (j - 4), 40.0]] for j in range(9)],
    ),
    "alone": Mixture([1.0], [[3.0, 70.0]], [[[1.0, 0.0], [0.0, 90.0]]]),
}
BODY = """(m, kind, mixture, theme, [[left, right], [bottom, top]], [height, width], step, style, grid) => {
    const own = Object.create(m.Background.prototype);
    const layout = { xaxis: { range: [left, right] }, yaxis: { range: [bottom, top] } };
    const scene = { style, figures: { [theme.name]: { scatter: { layout } } } };
    const field = new m.PlaneField();
    const laidOut = field.layout.bind(field);
    field.layout = (w, h, usual, map) => laidOut(w, h, step, map);
    Object.assign(own, { kind, field, scatter: { scene, lane: { k: mixture.length }, canvas: { width, height } } });
    const toX = (x) => ((x - left) / (right - left)) * width;
    const toY = (y) => ((top - y) / (top - bottom)) * height;
    own.layout({ pixelRatio: 1, toX, toY, gridX: grid, gridY: grid, theme });
    const data = new Uint8ClampedArray(4 * width * height);
    own.paint(mixture, { data });
    return [...data];
}"""


def painted(
    node: Node, kind: str, mixture: Mixture, theme: Theme, step: int, *, grid: tuple[int, ...] = ()
) -> np.ndarray:
    """The pixels (h, w, 3) of the stage, from nodes so many pixels apart; gridlines both ways at the pixels `grid`."""
    parts = [
        {"weight": weight, "mean": list(mean), "covariance": [cov[0, 0], cov[0, 1], cov[1, 1]]}
        for weight, mean, cov in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    ]
    colours = [theme.components[j % 8] for j in range(mixture.k)]
    words = {
        "name": theme.name,
        "panel": theme.panel,
        "ink": theme.ink,
        "border": theme.border,
        "colours": colours,
    }
    found = node.call(
        "draw/background math/field",
        BODY,
        kind,
        parts,
        words,
        RANGES,
        SHAPE,
        step,
        style(272, mixture.k, 1, View(theme)),
        grid,
    )
    return np.array(found).reshape(*SHAPE, 4)[..., :3]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("mixture", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("kind", BACKGROUND_WORDS)
def test_python_paints_the_pixels_of_the_stage(node: Node, kind: str, mixture: Mixture, theme: Theme) -> None:
    """The density is compared where the stage does not interpolate: its lines are thinner than what that is off."""
    own = background_pixels(mixture, kind, RANGES, View(theme, on_panel=True), Canvas(SHAPE)).astype(int)
    off = np.abs(own - painted(node, kind, mixture, theme, 1 if kind == "density" else 6)).max(axis=-1)
    assert (off <= 2).mean() > 0.98
    assert off.mean() < 0.3
    assert len(np.unique(own.reshape(-1, 3), axis=0)) >= (1 if mixture.k == 1 and kind != "density" else 3)


def test_every_background_that_a_look_can_have_is_painted_and_said_as_python_says_it(node: Node) -> None:
    assert set(LOOKS["background"]) == {"none", *BACKGROUND_WORDS}
    body = """({ Background }, kind, scene) =>
        Object.assign(Object.create(Background.prototype), { kind, scatter: { scene } }).words"""
    for d in (2, 3, 13):
        x = np.random.default_rng(0).normal(size=(40, d))
        content = payload(player(x, fit(x, EMSettings(k=1))).scene)
        header = json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])
        for kind in LOOKS["background"]:
            said = node.call("draw/background", body, kind, {"backgroundWords": header["backgroundWords"]})
            assert said == background_words(kind, d)


@pytest.mark.parametrize("ink", [0.0, background.GRID_INK, 1.0])
def test_gridlines_over_a_background_are_as_strong_as_python_says(
    node: Node, monkeypatch: pytest.MonkeyPatch, ink: float
) -> None:
    monkeypatch.setattr(background, "GRID_INK", ink)
    theme, mixture = THEMES["dark"], FORMS["two"]
    below = painted(node, "territories", mixture, theme, 6)
    drawn = painted(node, "territories", mixture, theme, 6, grid=(30,))
    expected = below.astype(float)
    on_line = np.zeros(SHAPE, dtype=bool)
    on_line[30, :] = on_line[:, 30] = True
    expected[on_line] += ink * (np.array(rgb(theme.ink)) - expected[on_line])
    crossing = (30, 30)  # twice
    expected[crossing] += ink * (np.array(rgb(theme.ink)) - expected[crossing])
    np.testing.assert_allclose(drawn, expected, atol=1.5)


@pytest.mark.parametrize(
    "name", ["TERRITORY_OPACITY", "DOUBT_INK", "BAND_INK", "CONTOUR_INK", "BOUNDARY_INK", "BAND_LOG_RATIO"]
)
def test_what_python_changes_changes_on_the_stage(
    node: Node, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The constants of a background are sent: none of them stands in the browser's script."""
    kind = "territories" if name in ("TERRITORY_OPACITY", "BOUNDARY_INK") else "density"
    kind = "uncertainty" if name == "DOUBT_INK" else kind
    theme, mixture = THEMES["light"], FORMS["two"]
    before = painted(node, kind, mixture, theme, 1)
    monkeypatch.setattr(background, name, 1.5 * getattr(background, name))
    after = painted(node, kind, mixture, theme, 1)
    own = background_pixels(mixture, kind, RANGES, View(theme, on_panel=True), Canvas(SHAPE)).astype(int)
    assert (np.abs(own - after).max(axis=-1) <= 2).mean() > 0.98
    assert (before != after).any()
