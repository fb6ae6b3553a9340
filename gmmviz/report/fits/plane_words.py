"""What is said on a plot of points: what its plane leaves out, and why circles may look like stripes."""

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.figures.escape import one_line
from gmmviz.figures.planes import variance_held
from gmmviz.thousands import percent

MAX_SENTENCE = 300  # characters of a sentence with names from a file
SCALED_SENTENCE = "Fitted to standardised columns, stated in the file's units."
STRIPE_RATIO = 3.0  # times as long as wide: what nobody takes for a circle
PLOT_RATIO = 2.4  # width of the plot to its height, about


def of_a_plane(points: Points, plane: NDArray[np.float64]) -> tuple[str, ...]:
    """How much of the variance a plane (d, 2) holds; nothing of points of two columns."""
    if points.d <= 2:
        return ()
    held = variance_held(points.x, plane)
    return (f"Shares use all {points.d} columns; this plane holds {percent(held)} of their variance.",)


def stripes(points: Points, plane: NDArray[np.float64], axes: tuple[str, str]) -> tuple[str, ...]:
    """Why circles look like stripes, where the plot's two axes have very different units."""
    across, up = np.ptp(points.x @ plane, axis=0)
    if not across or not up or 1 / STRIPE_RATIO < across / (up * PLOT_RATIO) < STRIPE_RATIO:
        return ()
    wide, narrow = axes if across < up * PLOT_RATIO else axes[::-1]
    text = f"Circles look like stripes: a unit of {wide} is drawn much longer than one of {narrow} (More: Scaling)."
    return (one_line(text, limit=MAX_SENTENCE),)
