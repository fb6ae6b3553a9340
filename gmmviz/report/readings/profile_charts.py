"""Charts of a fit to keep: the profile of the components, the ridgeline of the columns, columns in pairs."""

from __future__ import annotations

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em import Mixture
from gmmviz.em.kernel.naming import listed
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.figures.planes import separation
from gmmviz.figures.profile_lines import Profile

MAX_NAMED_COLUMNS = 3  # columns that are named


def profile_reading(profile: Profile) -> str:
    """Means of the components, in sd of all rows."""
    means = profile.standardised.means
    component, column = np.unravel_index(np.abs(means).argmax(), means.shape)
    value = float(means[component, column])
    side = "above" if value >= 0.0 else "below"
    spans = np.ptp(means, axis=0)
    widest = int(spans.argmax())
    low, high = (
        float(part[component, column]) for part in (profile.standardised.low, profile.standardised.high)
    )
    between = "" if np.isnan(low) else f" (its interval goes from {number_text(low)} to {number_text(high)})"
    bars = "" if np.isnan(low) else "; bars are 95\u202f% intervals by bootstrap"
    name = one_line(profile.columns[widest])
    return (
        f"The lines show the means of {counted(len(profile.columns), 'column')} in "
        f"{counted(profile.k, 'component')}, in sd of all rows from "
        f"their mean{bars}. The furthest is that of component {component + 1} in {one_line(profile.columns[column])}, "
        f"{number_text(abs(value))} sd {side}{between}. The components differ most in {name}, "
        f"by {number_text(float(spans[widest]))} sd."
    )


def ridges_reading(mixture: Mixture, columns: tuple[str, ...]) -> str:
    """Densities of the components, column by column."""
    return (
        f"Each row is a column of the data; its {mixture.k} curves are the densities of the components times their "
        f"weights, the highest as high as the row. {_telling(mixture, columns)} Where curves lie over each other, the "
        "column does not tell their components apart."
    )


def pairs_reading(mixture: Mixture, columns: tuple[str, ...], shown: tuple[int, ...], n: int) -> str:
    """Columns in pairs, rows by their most likely component."""
    of = "" if len(shown) == len(columns) else f" of {len(columns)}, those that tell components apart best"
    return (
        f"Each panel shows {counted(n, 'row')} in two of {len(shown)} columns{of}. Marks are those of the most "
        f"likely component, and the rings hold 95\u202f% of each. {_telling(mixture, columns)}"
    )


def _telling(mixture: Mixture, columns: tuple[str, ...]) -> str:
    """Which columns tell components apart, each by itself."""
    if mixture.k == 1:
        return "One component cannot be compared: there is no other."
    alone = np.array([separation(mixture, (column,)) for column in range(mixture.d)])
    best = np.argsort(-alone, kind="stable")[:MAX_NAMED_COLUMNS]
    return f"Components are furthest apart in {listed([one_line(columns[column]) for column in best])}."
