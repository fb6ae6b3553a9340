"""What lies over the points: rings, trails and numbered means, as Plotly shapes.

A shape is a style (how it looks, which a whole run shares) and a place (which moves). The browser is handed
the styles and computes the places; Python does both with the functions below.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.ellipse import ring
from gmmviz.figures.mean_discs import DISC_GAP, NUMBER_PX, Disc, discs
from gmmviz.figures.palette import component_color, component_dash, is_repeated_tone, see_through
from gmmviz.figures.view import View

if TYPE_CHECKING:
    from gmmviz.em import Mixture

OUTER_WIDTH, INNER_WIDTH, TRAIL_WIDTH, MEAN_WIDTH = 2.0, 1.25, 1.5, 2.5  # px
HALO_WIDTH, CORE_HALO_WIDTH, HALO_OPACITY = 5.0, 3.5, 0.8  # without, a ring vanishes on its own cluster
MEAN_RADIUS, MEAN_FONT_SIZE = 11.0, 13
SECOND_RING_GAP, SECOND_WIDTH = 4.5, 1.5  # px: from the disc to the ring of a tone that comes again; its line
FILL_OPACITIES = (0.08, 0.20)  # opacity of a fill, from weight 0 to weight 1
# Opacity of the newest part of a trail, and what a full length takes of it
NEWEST_TRAIL_OPACITY, FADED_TRAIL_SHARE = 0.9, 0.75
# Of the half that the last half-step left; of what is not pinned
STALE_OPACITY, DIMMED_OPACITY = 0.6, 0.35
ARROW_SIZE, ARROW_WIDTH = 7.0, 12.0  # px; of the arrow beside a mean that is outside the plot
ARROW_START_GAP, ARROW_GAP = 1.0, 2.0  # px; from the disc to the arrow, from the arrow to the edge

RING_ROLES = ("fill", "halo", "core_halo", "outer", "inner")
OVER_RINGS = ("second", "mean", "arrow")

Shape = dict[str, Any]
Range = tuple[float, float]


def overlay_styles(k: int, view: View) -> list[Shape]:
    """Shapes of k components in drawing order, without a place; `name` is "role component" (from 0).

    Roles: `fill`, `halo` and `outer` follow the outer ring, `core_halo` and `inner` the inner one; `trail0` is the
    newest part of a trail, from one mean to the next, `trail1` the one before; `second` is the ring round the disc of
    a tone that comes again; `mean` is a disc sized in px with the number in it; `arrow` points outwards from a mean
    that is outside the plot. All have an `opacity` of 1 (a trail's: of its fade).
    """
    roles = (*RING_ROLES, *(f"trail{age}" for age in reversed(range(view.trail))), *OVER_RINGS)
    return [_style(role, component, view) for role in roles for component in range(k)]


def ring_styles(k: int, view: View) -> list[Shape]:
    """The shapes of `overlay_styles` that are rings: what the browser's stage has Plotly draw."""
    return [_style(role, component, view) for role in RING_ROLES for component in range(k)]


def trail_fades(count: int) -> list[float]:
    """Opacities of the parts of a trail of so many means, the newest first."""
    return [NEWEST_TRAIL_OPACITY - FADED_TRAIL_SHARE * age / count for age in range(count)]


def _style(role: str, component: int, view: View) -> Shape:
    theme, scale = view.theme, view.scale
    color = component_color(component, theme)
    halo = see_through(view.ground, HALO_OPACITY)
    pixel = {"xsizemode": "pixel", "ysizemode": "pixel"}
    looks: dict[str, Shape] = {
        "fill": {"fillcolor": color, "line": {"width": 0}},
        "halo": {"line": {"color": halo, "width": HALO_WIDTH * scale}},
        "core_halo": {"line": {"color": halo, "width": CORE_HALO_WIDTH * scale}},
        "outer": {"line": {"color": color, "width": OUTER_WIDTH * scale, "dash": component_dash(component)}},
        "inner": {"line": {"color": color, "width": INNER_WIDTH * scale}},
        "second": pixel | {"type": "circle", "line": {"color": color, "width": SECOND_WIDTH}},
        "mean": pixel
        | {"type": "circle", "fillcolor": view.ground, "label": _label((component,), view)}
        | {"line": {"color": color, "width": MEAN_WIDTH * scale}},
        "arrow": pixel | {"fillcolor": color, "line": {"width": 0}},
    }
    if role.startswith("trail"):
        trail = {"line": {"color": color, "width": TRAIL_WIDTH * scale}}
        looks[role] = trail | {"opacity": trail_fades(view.trail)[int(role.removeprefix("trail"))]}
    place = {"name": f"{role} {component}", "type": "path", "layer": "above", "opacity": 1.0}
    return place | {"xref": "x", "yref": "y"} | looks[role]


def _label(numbers: Sequence[int], view: View) -> Shape:
    """The numbers in a disc, of components counted from 0."""
    return {
        "text": ", ".join(str(number + 1) for number in numbers),
        "font": {"color": view.theme.ink, "size": round(MEAN_FONT_SIZE * view.scale), "weight": 600},
        "textposition": "middle center",
        "padding": 0,
    }


def overlay(
    mixture: "Mixture",
    view: View,
    plot: tuple[tuple[Range, Range], tuple[float, float]],
    trail: NDArray[np.float64] | None,
    stale: bool,
) -> list[Shape]:
    """Shapes of a mixture in the plane (means (k, 2)), of its trail (t, k, 2), oldest first, in their places.

    `plot` is what `plot_of` says of the figure: ranges of the two axes, width and height in px. `stale` rings were
    left alone by the last half-step, and rest.
    """
    places: dict[str, Shape] = {}
    for component, mean in enumerate(np.asarray(mixture.means)):
        rest = STALE_OPACITY if stale else 1.0
        if view.pinned is not None and view.pinned != component:
            rest *= DIMMED_OPACITY
        inner, outer = (_closed(ring(mean, mixture.covariances[component], r)) for r in view.rings)
        fill = FILL_OPACITIES[0] + (FILL_OPACITIES[1] - FILL_OPACITIES[0]) * float(mixture.weights[component])
        places[f"fill {component}"] = {"path": outer, "opacity": fill * rest}
        for role in ("halo", "outer"):
            places[f"{role} {component}"] = {"path": outer, "opacity": rest}
        for role in ("core_halo", "inner"):
            places[f"{role} {component}"] = {"path": inner, "opacity": rest}
        if trail is not None and view.trail > 0:
            way = np.vstack([trail[-view.trail :, component], mean])
            for age, part in enumerate(pairwise(way[::-1])):
                fade = trail_fades(view.trail)[age]
                places[f"trail{age} {component}"] = {
                    "path": _open(np.array(part[::-1])),
                    "opacity": fade * rest,
                }
    places |= mean_places(np.asarray(mixture.means), plot, view)
    return [
        style | places[style["name"]] for style in overlay_styles(mixture.k, view) if style["name"] in places
    ]


def mean_places(
    means: NDArray[np.float64], plot: tuple[tuple[Range, Range], tuple[float, float]], view: View
) -> dict[str, Shape]:
    """Places of the numbered discs of means (k, 2) in a plot: its ranges, its width and height in px.

    Means that coincide on the screen are named in one disc, the last of theirs. A mean outside the plot keeps its
    number at the edge, with an arrow that says where it is. A tone that comes again has a second ring.
    """
    ranges, size = plot
    low, high = np.array(ranges).T
    across = (means - low) / (high - low)
    down = np.column_stack([across[:, 0], 1.0 - across[:, 1]]) * size
    places: dict[str, Shape] = {}
    for component, disc in enumerate(
        discs(down, size, edge_inset(view), 2 * MEAN_RADIUS * view.scale + DISC_GAP)
    ):
        if disc.numbers:
            x, y = np.clip(means[component], low, high).tolist()
            places |= _disc_places(component, disc, {"xanchor": x, "yanchor": y}, view)
    return places


def _disc_places(component: int, disc: Disc, anchor: Shape, view: View) -> dict[str, Shape]:
    """Places of a component's disc, of the second ring and of the arrow, where it has them."""
    right, up = disc.offset[0], -disc.offset[1]
    radius = (MEAN_RADIUS + NUMBER_PX * (len(disc.numbers) - 1)) * view.scale

    def circle(radius: float) -> Shape:
        return anchor | {"x0": right - radius, "x1": right + radius, "y0": up - radius, "y1": up + radius}

    mean = circle(radius)
    if len(disc.numbers) > 1:
        mean["label"] = _label(disc.numbers, view)
    places = {f"mean {component}": mean}
    if is_repeated_tone(component, view.theme):
        places[f"second {component}"] = circle(radius + SECOND_RING_GAP * view.scale)
    if any(disc.side):
        way = np.array([disc.side[0], -disc.side[1]]) / np.linalg.norm(disc.side)
        across = np.array([-way[1], way[0]]) * ARROW_WIDTH / 2 * view.scale
        root = np.array([right, up]) + way * (MEAN_RADIUS * view.scale + ARROW_START_GAP)
        corners = (root + across, root + way * ARROW_SIZE * view.scale, root - across)
        places[f"arrow {component}"] = anchor | {"path": _closed(np.array(corners))}
    return places


def edge_inset(view: View) -> float:
    """How far in px a mean outside the plot waits from the edge: so that its arrow has room."""
    return (MEAN_RADIUS + ARROW_SIZE) * view.scale + ARROW_GAP


def _open(points: NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:.9g},{y:.9g}" for x, y in points)


def _closed(points: NDArray[np.float64]) -> str:
    return _open(points) + "Z"
