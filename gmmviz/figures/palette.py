"""The colours, marks and dashes of every picture, and the blend that shows how a point is shared.

Colour belongs to the data: the eight component colours are worn by components and by nothing else. They
were searched for contrast on the page, for distance under four kinds of colour vision, and so that no even
blend of two is near a third; the tests of this module measure all of it and fail if one of them gets worse.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

MARK_NAMES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "star", "circle-open")
DASH_PATTERNS = (
    "solid",
    "6px,3px",
    "2px,2px",
    "8px,2px,2px,2px",
    "10px,4px",
    "4px,2px",
    "1px,3px",
    "12px,2px",
)

# OKLab (Björn Ottosson, 2020, "A perceptual color space for image processing"), from linear sRGB.
LMS_OF_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LAB_OF_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LMS_OF_LAB = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
RGB_OF_LMS = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
for matrix in (LMS_OF_RGB, LAB_OF_LMS, LMS_OF_LAB, RGB_OF_LMS):
    matrix.flags.writeable = False


@dataclass(frozen=True)
class Theme:
    """The tokens of one look, as `#RRGGBB`; `components` are eight, worn by components only."""

    name: str
    page: str
    panel: str
    ink: str
    muted: str
    border: str
    hairline: str
    warn: str
    bad: str
    good: str
    components: tuple[str, ...]

    @property
    def unowned(self) -> str:
        """Colour of a point that no component owns yet."""
        return self.border


LIGHT = Theme(
    name="light",
    page="#FCFCFA",
    panel="#FFFFFF",
    ink="#1B2027",
    muted="#566070",
    border="#7A8494",
    hairline="#DDE0E5",
    warn="#7A4B00",
    bad="#9B1C2E",
    good="#1E5F3A",
    components=("#3A47C2", "#CB6A15", "#0AA591", "#72174F", "#594C03", "#167983", "#8E79E8", "#B02952"),
)
DARK = Theme(
    name="dark",
    page="#14171D",
    panel="#1D2129",
    ink="#E8EBF0",
    muted="#A3ADBB",
    border="#6F7A8A",
    hairline="#2A303A",
    warn="#F0B95A",
    bad="#FF8A8A",
    good="#7FD1A0",
    components=("#6980F1", "#D45529", "#8EEAC4", "#F1B8FF", "#EFAC13", "#57B4BE", "#887AAB", "#F47977"),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def component_color(component: int, theme: Theme) -> str:
    """Colour of a component (counted from 0); from the ninth on the colours come again."""
    return theme.components[component % len(theme.components)]


def is_repeated_tone(component: int, theme: Theme) -> bool:
    """Whether an earlier component has the colour of this one already: a second ring then tells them apart."""
    return component_color(component, theme) in (component_color(j, theme) for j in range(component))


def component_mark(component: int) -> str:
    """Plotly symbol of a component. With each round of colours it moves on by one, so pairs stay apart."""
    return MARK_NAMES[(component + component // len(MARK_NAMES)) % len(MARK_NAMES)]


def component_dash(component: int) -> str:
    """Plotly dash of a component's 95 % ring; moves on with each round of colours, as its mark does."""
    return DASH_PATTERNS[(component + component // len(DASH_PATTERNS)) % len(DASH_PATTERNS)]


def rgb(color: str) -> NDArray[np.uint8]:
    """The three channels (3,) of a `#RRGGBB`.

    >>> rgb("#0AA591").tolist()
    [10, 165, 145]
    """
    return np.frombuffer(bytes.fromhex(color.removeprefix("#")), dtype=np.uint8)


def hex_colors(channels: NDArray[np.uint8]) -> list[str]:
    """`#rrggbb` of each row of channels (n, 3)."""
    text = np.ascontiguousarray(channels, dtype=np.uint8).tobytes().hex()
    return [f"#{text[i : i + 6]}" for i in range(0, len(text), 6)]


def see_through(color: str, alpha: float) -> str:
    """A `#RRGGBB` as `rgba(...)` of the given opacity, 0 to 1."""
    red, green, blue = rgb(color)
    return f"rgba({red},{green},{blue},{alpha:.3g})"


def oklab(channels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """OKLab coordinates (n, 3) of sRGB channels (n, 3), 0 to 255."""
    share = np.asarray(channels, dtype=np.float64) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ LMS_OF_RGB.T) @ LAB_OF_LMS.T
    return lab


def srgb(lab: NDArray[np.float64]) -> NDArray[np.uint8]:
    """sRGB channels (n, 3), 0 to 255, of OKLab coordinates (n, 3); what no screen can show is clipped."""
    linear = np.clip((lab @ LMS_OF_LAB.T) ** 3 @ RGB_OF_LMS.T, 0.0, 1.0)
    share = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    channels: NDArray[np.uint8] = np.floor(255.0 * share + 0.5).astype(np.uint8)  # half up, as Math.round
    return channels


@cache
def component_lab(k: int, theme: Theme) -> NDArray[np.float64]:
    """OKLab coordinates (k, 3) of the first k components, read-only: all that a blend needs to know."""
    lab = oklab(np.array([rgb(component_color(component, theme)) for component in range(k)]))
    lab.flags.writeable = False
    return lab


def blend(responsibilities: NDArray[np.float64], theme: Theme) -> NDArray[np.uint8]:
    """Colours (n, 3) of points shared as responsibilities (n, k) say: component colours averaged in OKLab.

    In sRGB an even mix of two saturated colours turns dark and grey; in OKLab it keeps its lightness, so an
    undecided point does not look like a faint one. The browser uses the same formula.

    >>> hex_colors(blend(np.array([[1.0, 0.0], [0.5, 0.5]]), LIGHT))
    ['#3a47c2', '#826584']
    """
    return srgb(responsibilities @ component_lab(responsibilities.shape[1], theme))
