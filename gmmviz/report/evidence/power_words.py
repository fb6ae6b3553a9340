"""Could I have found them? What is said of the chance to find a mixture again."""

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em.evidence.power import MIN_SAMPLES, PAGE_SECONDS, WANTED_POWER, PowerAt, PowerCurve
from gmmviz.em.search.bootstrap import TEST_LEVEL
from gmmviz.figures.number_text import number_text
from gmmviz.thousands import count_text, percent

METHOD = (
    "Samples of a quarter to four times the rows are drawn from the mixture. One counts as found when BIC prefers K "
    "components to K − 1 and K + 1, and the labels misplace at most 5\u202f% of the rows more than the mixture itself. "
    "One on which K components have no sound fit counts as not found. "
    "This does not ask whether components are groups: pieces of one skewed cloud are found again as well. "
    "Dots with 95\u202f% intervals (Wilson 1927) are the samples; the curve is logistic in the logarithm of the rows. "
    f"Sampling pauses after {PAGE_SECONDS:.0f} s, with {MIN_SAMPLES} samples of each size at least, so a "
    "faster machine "
    "draws more; which come first depends on the seed alone."
)
TEST_METHOD = (
    "The test's critical value is the 95\u202f% point of the gain in samples from K − 1 components, fitted to a large "
    "sample (Tekle, Gudicha & Vermunt 2016). A sample of K without sound fits counts as not rejected, one of K − 1 not "
    "at all."
)
MIN_NULL = round(1.0 / TEST_LEVEL) - 1  # samples of K - 1 below which no gain is beyond 95 % of them


def unknown_words(k: int, n: int) -> str:
    """What samples would tell, before there are any."""
    components = "1 component" if k == 1 else f"the {k} components"
    return f"How often {components} would be found again in {counted(n, 'row')} is not known before samples are drawn."


def headline(curve: PowerCurve, n: int) -> str:
    """The chance at the rows at hand, and how many rows a chance of 90 % takes."""
    here = min(curve.sizes, key=lambda each: abs(each.n - n))
    if here.trials < MIN_SAMPLES:
        return (
            f"A chance takes {counted(MIN_SAMPLES, 'sample')} of {count_text(here.n)} rows; so far there "
            f"{'is' if here.trials == 1 else 'are'} {here.trials}."
        )
    low, high = here.interval
    components = "1 component" if curve.k == 1 else f"{curve.k} components"
    text = (
        f"Were the {components} the truth, they and their labels would be found in {count_text(here.n)} rows "
        f"{percent(here.chance)} of the time, by the share of samples of that size "
        f"(95\u202f% interval {percent(low)} to {percent(high)}, "
        f"{here.trials} samples)."
    )
    return f"{text} {rows_words(curve)}".strip()


def test_words(curve: PowerCurve) -> str:
    """How often the bootstrap test of K - 1 components rejects at the rows at hand, or why that is not known.

    Empty for one component, and before there are samples.
    """
    test = curve.test
    drawn = curve.trials_of_each if test is None else len(test.gains)
    if curve.k == 1 or drawn < MIN_SAMPLES:
        return ""
    tested = f"The bootstrap likelihood-ratio test of {curve.k - 1} against {curve.k} components"
    if test is None:
        return (
            f"{tested} cannot be judged: {curve.k - 1} have no sound fit to a large sample of the {curve.k}."
        )
    if not np.isfinite(test.critical):
        of = f"{len(test.null)} of {counted(test.null_drawn, 'sample')} of {curve.k - 1} so far have sound fits"
        return f"{tested} cannot be judged yet: {of}, and its critical value needs {MIN_NULL}."
    low, high = test.interval
    return (
        f"{tested} would reject "
        f"{curve.k - 1} at 5\u202f% in {percent(test.rejections / len(test.gains))} of such samples of "
        f"{count_text(test.n)} rows (95\u202f% interval {percent(low)} to {percent(high)}; critical value from "
        f"{len(test.null)} samples)."
    )


def rows_words(curve: PowerCurve) -> str:
    """How many rows a chance of 90 % takes, how sure that is, and from how many samples."""
    rows, wanted = curve.rows_for(WANTED_POWER), percent(WANTED_POWER)
    samples = f"{counted(curve.trials_of_each, 'sample')} of each size"
    tried = [each for each in curve.sizes if each.trials]
    match rows.how:
        case "about":
            low = f"{count_text(rounded(rows.low))} to" if rows.low > 0.0 else "less than the fewest tried to"
            high = count_text(rounded(rows.high)) if np.isfinite(rows.high) else "more than were tried"
            return (
                f"By the curve through all sizes, {wanted} takes about {count_text(rounded(rows.n))} rows "
                f"(95\u202f% interval {low} {high}; "
                f"{samples})."
            )
        case "at most":
            fewest = min(tried, key=lambda each: each.n)
            number = number_text(rows.n, 0)
            if fewest.interval[0] >= WANTED_POWER:
                return f"{number} rows, the fewest tried, are already enough for {wanted} ({samples})."
            return f"{number} rows, the fewest tried, may be enough for {wanted}: {_unsure(fewest)}."
        case "more than":
            largest = max(tried, key=lambda each: each.n)
            most = f"the {number_text(rows.n, 0)} rows of the largest sample tried"
            if largest.interval[1] < WANTED_POWER:
                return f"For {wanted} it takes more than {most} ({samples})."
            return f"For {wanted} it may take more than {most}: {_unsure(largest)}."
        case _:
            return ""


def _unsure(size: PowerAt) -> str:
    """That the chance at a size is not sure, with its interval."""
    low, high = size.interval
    return (
        f"from {counted(size.trials, 'sample')} that is not certain "
        f"(95\u202f% interval of the chance {percent(low)} to {percent(high)})"
    )


def rounded(rows: float) -> int:
    """Rows with two digits that count: more would claim what a curve cannot know.

    >>> rounded(1234.0), rounded(87.2), rounded(7.0)
    (1200, 87, 7)
    """
    return int(float(f"{rows:.2g}"))
