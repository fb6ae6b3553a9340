"""What a report drew at random: each test, interval and examination with its count of samples and its seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em.evidence.examination import Examination
from gmmviz.em.evidence.likelihood_ratios import RATIO_STARTS
from gmmviz.em.evidence.separation import POWER_SAMPLES
from gmmviz.em.search.bootstrap import BOOTSTRAP_STARTS as TEST_STARTS
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.report.evidence.examination_method import METHOD
from gmmviz.report.evidence.stability_words import unfitted_words
from gmmviz.report.page.subject import Subject


def uncertainty(subject: Subject) -> str:
    """The paragraph: tests of K, intervals, cuts, and the examination."""
    sentences = [tests_words(subject), _intervals(subject), _cuts(subject)]
    found = subject.examination
    if found is not None and found.verdict is not None and subject.mixture.k > 1:
        sentences.append(examination_words(found, subject.settings.seed, _among_the_tests(found, subject)))
    return "Uncertainty: " + " ".join(filter(None, sentences))


def tests_words(subject: Subject) -> str:
    """Up to which K was tested against K + 1, why it ended there, with samples, starts and seed."""
    family = subject.settings.family
    known = sorted((k, test) for (name, k), test in subject.tests.items() if name == family)
    tests = [test for _, test in known if test.finished]
    if not tests:
        return subject.untested
    seed = next((cell.settings.seed for cell in subject.cells if cell.family == subject.model[0]), None)
    seed = subject.settings.seed if seed is None else seed
    return (
        f"K was tested against K + 1, from K = 1 on{_end_of(tests, subject)}, by the parametric "
        f"bootstrap likelihood-ratio test ({counted(tests[0].samples, 'sample')}, {TEST_STARTS} starts of each "
        f"model on the data as on every sample, seed {seed}; McLachlan and Peel 2000)."
    )


def _end_of(tests: Sequence[RatioTest], subject: Subject) -> str:
    """Where the tests ended: at the first that did not reject, after the fit's own K, or before it."""
    last = tests[-1]
    if not last.rejects:
        return f" until a test did not reject at 5\u202f%, which is that of {last.k} against {last.k + 1}"
    all_of = "that test rejected" if len(tests) == 1 else "all of them rejected"
    if last.k >= subject.mixture.k:
        return f" up to {last.k} against {last.k + 1}, one more than the fit has; {all_of} at 5\u202f%"
    return (
        f" up to {last.k} against {last.k + 1}; {all_of} at 5\u202f%, and the next one was not made to its end, so "
        "where they would have ended is not known"
    )


def _intervals(subject: Subject) -> str:
    known = subject.intervals
    of = "means and weights" if subject.weights_vary else "means"
    if subject.no_intervals or known is None:
        drawn = "" if known is None else f" Their seed is {subject.settings.seed}."
        return f"{of.capitalize()} have no intervals: {subject.no_intervals}.{drawn}"
    lost = f"; {known.failed} more could not be fitted" if known.failed else ""
    return (
        f"Intervals of {of} are 2.5\u202f% and 97.5\u202f% percentiles of {len(known.means)} "
        f"nonparametric bootstrap resamples, seed {subject.settings.seed}, each fitted from the fit itself{lost}."
    )


def _cuts(subject: Subject) -> str:
    """Samples and seed of the cuts of one column; empty where none has an interval."""
    if subject.mixture.d > 1 or subject.mixture.k < 2:
        return ""
    drawn = max((cut.drawn for cut in subject.cuts if cut.interval), default=0)
    if not drawn:
        return ""
    return (
        f"Intervals of cuts are 2.5\u202f% and 97.5\u202f% percentiles of {counted(drawn, 'bootstrap sample')} of the "
        f"rows, seed {subject.settings.seed}, each fitted from the fit itself."
    )


def _among_the_tests(found: Examination, subject: Subject) -> bool:
    """Whether the likelihood ratios of an examination are the tests of K against K + 1."""
    made = {(test.k, test.samples, test.simulated.tobytes()) for test in subject.tests.values()}
    mine = {(test.k, test.samples, test.simulated.tobytes()) for test in found.ratios}
    return bool(mine) and mine <= made


def examination_words(found: Examination, seed: int, among_the_tests: bool) -> str:
    """How clusters were examined, and all that was drawn for it; its ratios may be `among_the_tests` told before."""
    words, stable, gain = [METHOD], found.stability, found.gain
    gaps = max((pair.gap.samples for pair in found.pairs if len(pair.gap.simulated)), default=0)
    if gaps:
        words.append(
            f"Each of these tests has {counted(gaps, 'simulated cloud')} at most, seed {seed}; it ends before where "
            "the rest cannot change it."
        )
    if any(np.isfinite(pair.power) for pair in found.pairs):
        words.append(
            f"How often the test would see such clusters is of {POWER_SAMPLES} samples, seed {seed}."
        )
    if among_the_tests:
        words.append("The likelihood ratios against fewer components are the tests above.")
    elif found.ratios:
        words.append(
            "The likelihood ratios against fewer components are tested with "
            f"{counted(found.ratios[0].samples, 'bootstrap sample')} each at most, {RATIO_STARTS} starts of each model "
            f"or more, seed {seed}."
        )
    if stable is not None and len(stable.jaccard):
        again = counted(len(stable.jaccard), "bootstrap sample")
        lost = f"; {unsound}" if (unsound := unfitted_words(stable)) else ""
        words.append(
            f"Clusters were sought again in {again} of the rows, seed {seed}, matched by the Jaccard index (Hennig "
            f"2007){lost}."
        )
    if gain is not None and gain.finished:
        words.append(f"Rows not seen are those of {gain.folds} folds, shuffled with seed {seed}.")
    return " ".join(words)
