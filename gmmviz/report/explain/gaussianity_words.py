"""Is it Gaussian? in words: the verdict, what departs and how, and what one can do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gmmviz.em import Mixture
from gmmviz.em.explain.gaussianity import ENVELOPE_SAMPLES, TAIL_QUANTILE, QuantileEnvelope
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import number_text
from gmmviz.figures.quantile_plot import axis_end
from gmmviz.thousands import percent

TAIL_SD = 1.0  # sd: outermost rows further off than this is called a heavy or a light tail
MIN_SKEWNESS = 0.7  # skewness: more is mentioned
METHOD = (
    f"Distances of the rows from each component, and how far its columns lean, weighted by responsibility, are "
    f"compared with what a bell would show. {ENVELOPE_SAMPLES} samples of the fit are drawn and fitted again: "
    "bells do not "
    "explain the data where one of these numbers is further out than 95\u202f% of samples have any."
)


def headline(found: QuantileEnvelope) -> str:
    """The verdict in a sentence."""
    if not len(found.simulated):
        return "No sample was fitted yet."
    if not found.finished:
        return f"So far {len(found.simulated)} samples: the verdict comes at the end."
    if len(found.simulated) < ENVELOPE_SAMPLES / 2:
        return (
            "Most samples could not be fitted again, so nothing can be said: the fit stands on too few rows."
        )
    if not found.departing:
        will_do = f"Bells will do: {_as_far(found)} of a true mixture of bells depart as far as the data."
        return will_do + _uncounted(found)
    names = _named(found.departing)
    verb = "departs" if len(found.departing) == 1 else "depart"
    return f"Not bells: {names} {verb} from a Gaussian (p = {found.p_value:.2f}).{_uncounted(found)}"


def _as_far(found: QuantileEnvelope) -> str:
    return f"{percent(found.p_value)} of the samples"


def _uncounted(found: QuantileEnvelope) -> str:
    """What became of the samples on which the verdict does not stand."""
    if not found.failed:
        return ""
    verb = "was" if found.failed == 1 else "were"
    return (
        f" It stands on {len(found.simulated)} samples: {found.failed} of {found.samples} {verb} left out, since a "
        "component collapsed or lost its rows when the sample was fitted."
    )


def _named(components: Sequence[int]) -> str:
    numbers = [str(j + 1) for j in components]
    if len(numbers) == 1:
        return f"component {numbers[0]}"
    return f"components {', '.join(numbers[:-1])} and {numbers[-1]}"


def component_sentence(found: QuantileEnvelope, component: int, columns: Sequence[str]) -> str:
    """What decides that a component departs, with the range of the samples, and how it departs."""
    decides = found.furthest(component)
    digits = 2 if max(abs(decides.value), abs(decides.high), abs(decides.low)) < 10 else 1
    value, low, high = (number_text(each, digits) for each in (decides.value, decides.low, decides.high))
    if decides.column is not None:
        side = "right" if decides.value > 0.0 else "left"
        what = f"its skewness in {columns[decides.column]} is {value}"
        how = f"It has a longer tail to the {side}."
    else:
        share = number_text(100 * decides.probability, 1)
        what = f"{share}\u202f% of its rows lie nearer than {value} sd"
        upper = found.outside(component)[int(TAIL_QUANTILE * len(found.expected)) :]
        if found.tail(component) > TAIL_SD and (upper > 0).any():
            how = "Its outer rows lie further out than a bell\u2019s: heavy tails, outliers, or a smaller group inside."
        elif found.tail(component) < -TAIL_SD and (upper < 0).any():
            how = "Its outer rows lie nearer than those of a bell: a flat or bounded shape, cut off at the edge."
        else:
            how = "Its rows are spread otherwise than those of a bell."
    total = len(found.simulated)
    seldom = "None" if decides.as_far == 0 else str(decides.as_far)
    verb = "have" if decides.as_far > 1 else "has"
    return (
        f"Component {component + 1}: {what}; in the samples this number goes from {low} to {high}. {how} "
        f"{seldom} of the {total} samples {verb} any number as far out."
    )


def remedy_sentence(
    found: QuantileEnvelope, positive: Sequence[bool], columns: Sequence[str], free: bool
) -> str:
    """What one can do; `positive` (d) says which columns hold positive numbers only, `free` that ellipses are free."""
    ways = []
    skewed = [
        name
        for column, name in enumerate(columns)
        if positive[column] and any(float(found.skewness[j, column]) > MIN_SKEWNESS for j in found.departing)
    ]
    if skewed:
        ways.append(f"take the logarithm of {', '.join(skewed[:3])}")
    if not free:
        ways.append("let the ellipses be free (VVV)")
    ways.append("use more components and read them as a density, not as groups")
    ways.append(
        "or another kind of cluster than a bell, for example t components against heavy tails (not in gmmviz)"
    )
    return f"What one can do: {'; '.join(ways)}."


def reading(found: QuantileEnvelope, component: int) -> str:
    """The quantile plot of a component in three sentences."""
    observed, expected = found.observed[component, -1] ** 0.5, found.expected[-1] ** 0.5
    outside, beyond = "There are no samples yet.", ""
    if len(found.simulated):
        share = float((found.outside(component) != 0.0).mean())
        outside = (
            f"{percent(share)} of its quantiles lie outside the band of {len(found.simulated)} refitted samples"
            f"{_why(found, component, share)}."
        )
        end = axis_end(found.expected, found.observed[component], found.simulated[:, component])
        if (farthest := float(found.simulated[:, component].max()) ** 0.5) > end:
            beyond = f" The band goes on to {number_text(farthest, 0)} sd, beyond the picture."
    return (
        f"The plot shows the distances of component {component + 1} against those of a bell. "
        f"Its outermost quantile is at {number_text(float(observed))} sd, a bell\u2019s at "
        f"{number_text(float(expected))} sd. {outside}{beyond}"
    )


def _why(found: QuantileEnvelope, component: int, share: float) -> str:
    """How the share of quantiles outside the band goes with the verdict."""
    if not found.finished:
        return ""
    if component not in found.departing:
        return ", which the verdict allows for: single quantiles leave it by chance" if share > 0.0 else ""
    return "" if found.furthest(component).column is None else ": what departs is its skewness"


def fake_sentence(guess: int | None, place: int) -> str:
    """What came of a guess: panels counted from 0."""
    if guess is None:
        return "Eight of these are drawn from the fit, one is the data. Which?"
    if guess == place:
        return (
            f"Panel {place + 1} it is. By guessing alone one in nine finds it. "
            "If something in it gave it away, that is what bells do not explain."
        )
    return (
        f"Panel {guess + 1} was drawn from the fit; the data are panel {place + 1}. "
        "One guess shows little: by guessing alone eight in nine miss the data."
    )


def panels_reading(panels: int, rows: int, verdict: str) -> str:
    """The panels in three sentences, `verdict` being what came of the guess."""
    shown = f"{panels} panels of {rows} rows each, on the same axes."
    return f"{shown} One holds the data, the others are drawn from the fit. {verdict}"


def column_reading(name: str, flat: Mixture) -> str:
    """What is drawn of one column: the rows as bars, and the density of the fit's mixture of that column, `flat`."""
    means = ", ".join(f"{j + 1} at {value:.3g}" for j, value in enumerate(flat.means[:, 0]))
    sds = ", ".join(f"{np.sqrt(value):.3g}" for value in flat.covariances[:, 0, 0])
    return (
        f"The bars show the rows in {one_line(name)}, shared out between the components. The line is the density of "
        f"the fit. Means: {means}; standard deviations: {sds}."
    )
