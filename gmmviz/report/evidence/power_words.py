"""Could I have found them? What is said of the chance to find a mixture again."""

import numpy as np

from gmmviz.em.evidence.power import MIN_SAMPLES, WANTED_POWER, PowerCurve
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import count_text, percent

METHOD = (
    "Samples of a quarter to four times the rows are drawn from the mixture. One counts as found when BIC prefers K "
    "components to K − 1 and K + 1, and the labels misplace at most 5\u202f% of the rows more than the mixture itself. "
    "Whether components are groups, this does not ask: pieces of one skewed cloud are found again as well. "
    "Dots with 95\u202f% intervals (Wilson 1927) are the samples; the curve is logistic in the logarithm of the rows. "
    "The test's critical value is the 95\u202f% point of the gain in samples from K − 1 components, fitted to a large "
    "sample (Tekle, Gudicha & Vermunt 2016)."
)


def headline(curve: PowerCurve, n: int) -> str:
    """The chance at the rows at hand, and how many rows a chance of 90 % takes."""
    here = min(curve.sizes, key=lambda each: abs(each.n - n))
    if here.trials < MIN_SAMPLES:
        return "Drawing samples."
    low, high = here.interval
    components = "1 component" if curve.k == 1 else f"{curve.k} components"
    text = (
        f"Were the {components} the truth, they and their labels would be found in {count_text(here.n)} rows "
        f"{percent(here.chance)} of the time (95\u202f% interval {percent(low)} to {percent(high)}, "
        f"{here.trials} samples)."
    )
    return f"{text} {rows_words(curve)}"


def test_words(curve: PowerCurve) -> str:
    """How often the bootstrap test of K - 1 components rejects at the rows at hand; empty before that can be said."""
    test = curve.test
    if test is None or len(test.gains) < MIN_SAMPLES or not np.isfinite(test.critical):
        return ""
    low, high = test.interval
    return (
        f"The bootstrap likelihood-ratio test of {curve.k - 1} against {curve.k} components would reject "
        f"{curve.k - 1} at 5\u202f% in {percent(test.rejections / len(test.gains))} of such samples of "
        f"{count_text(test.n)} rows (95\u202f% interval {percent(low)} to {percent(high)}; critical value from "
        f"{len(test.null)} samples)."
    )


def rows_words(curve: PowerCurve) -> str:
    """How many rows a chance of 90 % takes."""
    rows = curve.rows_for(WANTED_POWER)
    match rows.how:
        case "about":
            return f"For {percent(WANTED_POWER)} it takes about {count_text(rounded(rows.n))} rows."
        case "at most":
            return f"{number_text(rows.n, 0)} rows, the fewest tried, are already enough for {percent(WANTED_POWER)}."
        case "more than":
            most = number_text(rows.n, 0)
            return f"For {percent(WANTED_POWER)} it takes more than the {most} rows that were tried at most."
        case _:
            return ""


def rounded(rows: float) -> int:
    """Rows with two digits that count: more would claim what a curve cannot know.

    >>> rounded(1234.0), rounded(87.2), rounded(7.0)
    (1200, 87, 7)
    """
    return int(float(f"{rows:.2g}"))
