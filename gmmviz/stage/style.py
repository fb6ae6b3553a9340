"""What the browser must know to draw as `figures` does: sizes, strengths, marks and the order of drawing."""

from typing import Any

from gmmviz.figures import background, histogram, mean_discs, overlay, scatter
from gmmviz.figures.palette import THEMES, Theme, component_color, component_dash, component_mark
from gmmviz.figures.template import template_layout
from gmmviz.figures.view import DOT_SIZES, PRESENTER_SCALE, SMALL_DOTS, View, draw_stride, free_radius

SIGMA_RINGS = (1.0, 2.0)
TOKENS = ("page", "panel", "ink", "muted", "border", "hairline")


def style(n: int, most: int, lanes: int, view: View) -> dict[str, Any]:
    """The style of n points and at most `most` components in so many lanes; colours are the themes'."""
    scale = view.scale
    size = SMALL_DOTS if lanes > 1 else DOT_SIZES
    return {
        "radii": {name: dict(zip(("inner", "outer"), rings, strict=True)) for name, rings in _rings(view)},
        "fill": overlay.FILL_OPACITIES,
        "stale": overlay.STALE_OPACITY,
        "dimmed": overlay.DIMMED_OPACITY,
        "meanRadius": overlay.MEAN_RADIUS * scale,
        "meanWidth": overlay.MEAN_WIDTH * scale,
        "meanFont": round(overlay.MEAN_FONT_SIZE * scale),
        "edge": {
            "inset": overlay.edge_inset(view),
            "start": overlay.ARROW_START_GAP,
            "arrow": overlay.ARROW_SIZE * scale,
            "breadth": overlay.ARROW_WIDTH * scale,
        },
        "discs": {
            "same": mean_discs.SAME_PLACE_PX,
            "gap": mean_discs.DISC_GAP,
            "numberRoom": mean_discs.NUMBER_PX * scale,
            "secondRing": overlay.SECOND_RING_GAP * scale,
            "secondWidth": overlay.SECOND_WIDTH,
        },
        "trailWidth": overlay.TRAIL_WIDTH * scale,
        "trailFades": overlay.trail_fades(view.trail),
        "marks": [component_mark(component) for component in range(most)],
        "dashes": [component_dash(component) for component in range(most)],
        "dots": {
            "radius": free_radius(n),
            "least": size.least,
            "most": size.most,
            "width": size.width,
            "marked": scatter.MARKED_POINTS,
            "crowdOpacity": scatter.CROWD_OPACITY,
            "rim": scatter.RIM_WIDTH,
        },
        "drawStride": draw_stride(n),
        "histogram": {
            "edge": histogram.EDGE_SHARE_OF_A_BAR,
            "bars": histogram.HISTOGRAM_OPACITY,
            "strip": histogram.STRIP_TICK_SHARE,
            "tick": histogram.TICK_PX,
            "sum": histogram.SUM_WIDTH,
            "halo": histogram.SUM_HALO_WIDTH,
            "haloOpacity": overlay.HALO_OPACITY,
            "component": overlay.OUTER_WIDTH,
        },
        "background": {
            "band": background.BAND_LOG_RATIO,
            "bandsBelow": background.BAND_COUNT_BELOW,
            "bands": background.BAND_COUNT,
            "bandInk": background.BAND_INK,
            "contourInk": background.CONTOUR_INK,
            "edgeSteps": background.EDGE_STEPS,
            "territory": background.TERRITORY_OPACITY,
            "doubtInk": background.DOUBT_INK,
            "boundaryInk": background.BOUNDARY_INK,
            "boundaryHalf": background.BOUNDARY_HALF_WIDTH,
            "gridInk": background.GRID_INK,
        },
        "presenterScale": PRESENTER_SCALE,
    }


def _rings(view: View) -> tuple[tuple[str, tuple[float, float]], ...]:
    return (("mass", view.rings), ("sigma", SIGMA_RINGS))


def themes(most: int) -> dict[str, Any]:
    """Both themes: their tokens, the colours of `most` components, and the template of their figures."""
    return {name: _theme(theme, most) for name, theme in THEMES.items()}


def _theme(theme: Theme, most: int) -> dict[str, Any]:
    return {
        **{name: getattr(theme, name) for name in TOKENS},
        "colours": [component_color(component, theme) for component in range(most)],
        "template": template_layout(theme),
    }
