"""Against fewer components: the gain on rows not seen, the likelihood ratios; and what was not looked at."""

from gmmviz.data.notices import counted
from gmmviz.em.evidence.examination import Examination
from gmmviz.em.evidence.gain import HeldOutGain
from gmmviz.em.evidence.likelihood_ratios import is_decided
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.figures.number_text import number_text


def gain_words(found: Examination) -> str:
    """The gain on rows not seen, with its interval, and of how many rows it is known; empty before that is known."""
    gain = found.gain
    if gain is None or not gain.finished:
        return ""
    n, known = len(gain.gains), gain.rows
    if not gain.judges:
        if n < 2:
            return "The gain on rows not seen cannot be estimated: there is one row, and none is left to fit."
        of = f"only for {known} of {n} rows: {_failed(gain)}" if known else f"for no row: {_failed(gain)}"
        return f"The gain on rows not seen is known {of}. That is too few for a verdict."
    low, high = gain.interval
    rows = f" in {known} of {n} rows" if known < n else ""
    text = (
        f"On rows not seen, {gain.k} components gain {number_text(gain.per_row, 3)} nats per row over {gain.k - 1}"
        f"{rows} (95\u202f% interval {number_text(low, 3)} to {number_text(high, 3)})"
    )
    worse = "they predict worse" if high < 0.0 else "no clear difference"
    verdict = "they predict better" if low > 0.0 else worse
    others = f" For the other {n - known} it is not known: {_failed(gain)}." if rows else ""
    return f"{text}: {verdict}.{others}"


def _failed(gain: HeldOutGain) -> str:
    """That folds failed, and why."""
    folds = "each" if gain.failed == gain.folds else str(gain.failed)
    models = f"{gain.k} or with {gain.k - 1} components" if gain.k > 2 else "2 components or with 1"
    return f"in {folds} of {gain.folds} folds the other rows have no sound fit with {models}"


def ratio_words(found: Examination) -> str:
    """The likelihood-ratio tests against fewer bells, and what they do not say; empty before there is one."""
    ended = found.stability is not None  # the stability is looked at after them
    if found.ratios:
        last = found.ratios[-1]
        each = [f"{test.k} against {test.k + 1}: p = {test.p:.3f}" for test in found.ratios]
        most = f"{last.samples} simulated samples at most"
        return f"Against fewer bells (likelihood ratio, {most}): {'; '.join(each)}{_end_of_tests(found, last, ended)}"
    if not ended or found.k == 1:
        return ""
    return "Against fewer bells nothing could be tested: one bell or two have no sound fit on these rows."


def _end_of_tests(found: Examination, last: RatioTest, ended: bool) -> str:
    """What follows from the last of the tests; `ended`: no more will come."""
    if not last.can_reject:
        return ". With so few samples p cannot be small: they say nothing."
    if is_decided(last) and not last.rejects:
        enough = "One bell is" if last.k == 1 else f"{last.k} bells are"
        return f". {enough} enough; the tests end there."
    if is_decided(last) and last.k + 1 == found.k:
        return f". Fewer than {found.k} bells are not enough; whether the bells are groups, these tests do not say."
    if not ended:
        return " so far."
    if is_decided(last):
        return ". The tests end there: a larger model has no sound fit on these rows or on samples like them."
    drawn = counted(len(last.simulated), "sample")
    return f" after {drawn}. The tests end there: on further samples these models have no sound fit."


def unlooked_words(found: Examination) -> str:
    """What an examination that was stopped did not get to; empty for one that has ended."""
    if found.finished or found.k == 1:
        return ""
    stable = found.stability
    left = [
        "gaps between clusters" * (not found.grouped),
        "the gain on rows not seen" * (found.gain is None or not found.gain.finished),
        "likelihood ratios against fewer components" * (stable is None and not _chain_ended(found)),
        "other samples of the rows"
        if stable is None
        else f"{stable.samples - len(stable.jaccard)} of the {stable.samples} other samples of the rows",
    ]
    return (
        f"The examination was stopped before its end. It did not get to: {listed(list(filter(None, left)))}."
    )


def _chain_ended(found: Examination) -> bool:
    """Whether no further likelihood ratio would be tested."""
    last: RatioTest | None = found.ratios[-1] if found.ratios else None
    return last is not None and is_decided(last) and (not last.rejects or last.k + 1 == found.k)
