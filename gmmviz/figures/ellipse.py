"""The outline of a component in the plane, and how much of it an outline holds."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

RING_DIGITS = 4  # of a ring's places after the first of how far it reaches: under 0.1 px
OUTLINE_POINTS = 64  # a chord is then under 0.13 % of the radius inside the ellipse: a quarter pixel at 200


def radius_of_mass(mass: float, d: int = 2) -> float:
    """Mahalanobis radius within which a d-dimensional Gaussian holds `mass` (0 to 1) of its probability.

    The squared radius is a quantile of chi-square with d degrees of freedom. In two dimensions a circle of
    two standard deviations holds 86.5 %, not the 95 % known from one dimension.

    >>> round(radius_of_mass(0.95), 4), round(radius_of_mass(0.95, d=1), 4)
    (2.4477, 1.96)
    """
    if not 0.0 <= mass < 1.0:
        raise ValueError(
            f"A ring can hold a share from 0 up to, not including, 1 of a component, not {mass}."
        )
    if d == 2:  # the plane, in closed form: scipy.special takes its time to import
        return float(np.sqrt(-2.0 * np.log1p(-mass)))
    from scipy.special import chdtri

    return float(np.sqrt(chdtri(d, 1.0 - mass)))


def ring(
    mean: ArrayLike, covariance: ArrayLike, radius: float, count: int = OUTLINE_POINTS
) -> NDArray[np.float64]:
    """Outline (count, 2) of a component's ellipse at a Mahalanobis radius; not closed, the first point once.

    The points are mean + radius * (l11 cos t, l21 cos t + l22 sin t), where L is the lower Cholesky factor
    of the covariance and t goes round in even steps; l22 is 0 where rounding or a projection left nothing to
    spread over. The browser uses the same formula, point by point.
    """
    (xx, xy), (_, yy) = np.asarray(covariance, dtype=np.float64)
    l11 = np.sqrt(max(xx, 0.0))
    l21 = xy / l11 if l11 > 0.0 else 0.0
    l22 = np.sqrt(max(yy - l21 * l21, 0.0))
    angles = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    cosine, sine = np.cos(angles), np.sin(angles)
    across = radius * l11 * cosine
    up = radius * (l21 * cosine + l22 * sine)
    outline: NDArray[np.float64] = np.asarray(mean, dtype=np.float64) + np.column_stack((across, up))
    return outline


def ring_path(outline: NDArray[np.float64]) -> str:
    """An outline (count, 2) as the path of a shape of Plotly's, closed; rounded by how far it reaches on each axis.

    >>> ring_path(np.array([[1e6, 0.0], [1e6 + 20.000001, 1.0], [1e6 + 10.0, 2.123456]]))
    'M1000000,0L1000020,1L1000010,2.1235Z'
    """
    reach = np.ptp(outline, axis=0)
    digits = [RING_DIGITS - int(np.floor(np.log10(far))) if 0.0 < far < np.inf else None for far in reach]
    columns = [
        values if most is None else values.round(most) for values, most in zip(outline.T, digits, strict=True)
    ]
    return "M" + "L".join(f"{right:.15g},{up:.15g}" for right, up in zip(*columns, strict=True)) + "Z"


def ring_of_path(path: str) -> list[float] | None:
    """A path that `ring_path` wrote of a `ring`, in fewer numbers; None of any other path.

    They are the middle x and y, what the cosine is multiplied by on each axis, what the sine is on the second, and
    the count of points, a multiple of four.

    >>> ring_of_path(ring_path(ring([1.0, 2.0], [[4.0, 1.0], [1.0, 1.0]], 1.0, 8)))
    [1.0, 2.0, 2.0, 0.5, 0.866, 8]
    >>> ring_of_path("M0,0L1,0L1,1Z")
    """
    texts = path.removeprefix("M").removesuffix("Z").split("L")
    count = len(texts)
    if count < 8 or count % 4 or any(text.count(",") != 1 for text in texts):
        return None
    outline = np.array([[float(value) for value in text.split(",")] for text in texts])
    middle = outline[0] / 2 + outline[count // 2] / 2
    (across, up), (_, upwards) = outline[0] - middle, outline[count // 4] - middle
    angles = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    cosine, sine = np.cos(angles), np.sin(angles)
    again = middle + np.column_stack((across * cosine, up * cosine + upwards * sine))
    reach = np.ptp(outline, axis=0)
    if not np.isfinite(again).all() or (np.abs(again - outline) > 10.0 ** (1 - RING_DIGITS) * reach).any():
        return None
    decimals = [RING_DIGITS - int(np.floor(np.log10(far))) if far > 0.0 else 0 for far in reach]
    places = [round(float(value), most) for value, most in zip(middle, decimals, strict=True)]
    axes = ((across, decimals[0]), (up, decimals[1]), (upwards, decimals[1]))
    return [*places, *(round(float(value), most) for value, most in axes), count]
