"""What the bootstrap likelihood-ratio tests of K against K + 1 say."""

from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.figures.number_text import number_text

NEEDS_NEIGHBOURS = "This needs two fits of one shape with neighbouring K."


def sentence(one: RatioTest) -> str:
    """A test in words.

    >>> import numpy as np
    >>> sentence(RatioTest(1, 319.07, np.zeros(99), 99))
    '1 against 2: twice the gain in log-likelihood is 319.07; p = 0.010 from 99 samples: 1 is too few.'
    """
    head = f"{one.k} against {one.k + 1}: twice the gain in log-likelihood is {number_text(one.observed)}; "
    if not one.finished:
        return f"{head}{len(one.simulated)} of {one.samples} samples, p = {one.p:.3f} so far."
    said = f"{one.k} is too few" if one.rejects else f"{one.k} may be enough"
    return f"{head}p = {one.p:.3f} from {one.samples} samples: {said}."


def conclusion(last: RatioTest) -> str:
    """What the sequence of tests says."""
    if not last.finished:
        return "Stopped before the end."
    if last.rejects:
        return f"Every K up to {last.k} is too few: look at more components."
    return (
        f"The tests stop here: the data do not ask for more than {last.k}. A later test would mean nothing, "
        "whatever it said."
    )
