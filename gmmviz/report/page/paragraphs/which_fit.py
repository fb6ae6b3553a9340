"""Which fit a report is of: the end of the run that was shown; and what is known to be higher."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gmmviz.data.notices import counted
from gmmviz.em.evidence.separation import hard_labels
from gmmviz.em.search.sweep import REACHED_NATS
from gmmviz.figures.number_text import number_text
from gmmviz.report.page.subject import Subject
from gmmviz.scenario import Lane, to_query

MIN_NATS_TO_MENTION = 1e-9  # nats between the run's end and its maximum that are worth a word
MIN_WITH_TWO_DECIMALS = 0.01


def careful_words(subject: Subject) -> str:
    """What stands above a report whose fit has not settled, or is known to be below another; else empty."""
    verdict, fit = subject.run.verdict, subject.fit
    settled, higher = verdict.kind == "settled", _higher(subject)
    if settled and not higher:
        return ""
    value = f"log-likelihood {number_text(fit.log_likelihood)}"
    this = f"All of this report is of the fit that was shown, the end of its run, {value}."
    words = [
        this,
        "" if settled else f"The run has not settled. {verdict.sentence}",
        *higher,
        link_words(subject),
    ]
    return " ".join(filter(None, words))


def link_words(subject: Subject) -> str:
    """Where the higher optimum opens; empty where there is none."""
    higher = subject.higher
    if higher is None:
        return ""
    if higher.settings is None:
        return "No run from a start was seen to end there, so there is no link to it."
    if not subject.link:
        return ""
    query = to_query(replace(subject.scenario, lanes=(Lane(higher.settings),), frame=None))
    return f"That higher fit opens in the app at: ?{query}"


def _higher(subject: Subject) -> list[str]:
    """What polishing and the search found above the fit of the same model, a sentence each; none without any."""
    here, own, end = subject.fit.log_likelihood, subject.facts.own_cell, subject.maximum
    followed = -np.inf if end is None else end.log_likelihood
    sound = own is not None and own.best is not None and not own.spurious
    searched = own.best.end.log_likelihood if own is not None and own.best is not None and sound else -np.inf
    up, found = followed > here + REACHED_NATS, searched > here + REACHED_NATS
    same = up and found and abs(followed - searched) <= REACHED_NATS
    sentences = []
    if up:
        also = ", and that is the best optimum of the search, too" if same else ""
        sentences.append(
            f"Followed further, the run comes to a local maximum {_above(followed, here)}{also}."
        )
    if found and not same and own is not None:
        of = f"the {counted(own.starts, 'start')} of this model in the search"
        sentences.append(f"The best of {of} is {_above(searched, here)}.")
    return sentences


def _above(log_likelihood: float, here: float) -> str:
    return f"{number_text(log_likelihood - here)} higher, at {number_text(log_likelihood)}"


def followed_words(subject: Subject) -> str:
    """How the fit of the report stands to the end of the run that the app shows."""
    shown, x, end = subject.run.states[-1], subject.points.x, subject.maximum
    if end is None:
        return " The end of that run is the fit of this report."
    gain = end.log_likelihood - shown.log_likelihood
    weights = float(np.abs(end.mixture.weights - shown.mixture.weights).max())
    shares = float(np.abs(end.mixture.responsibilities(x) - shown.mixture.responsibilities(x)).max())
    if subject.polished is None:
        return (
            " The end of that run is the fit of this report, its scripts included. The local maximum that it was "
            f"climbing is another fit, and not reported: its log-likelihood is {small_number(gain)} higher, its "
            f"posteriors differ by {small_number(shares)} at most."
        )
    if gain < MIN_NATS_TO_MENTION:
        return " That end is a local maximum to the last digits; it is the fit of this report."
    return (
        f" From there it was followed to the last digits of the same optimum, {small_number(gain)} higher in "
        "log-likelihood. All of this report, its scripts included, is of that maximum. The app shows the end of the "
        f"run: its weights differ by {small_number(weights)} at most, its posteriors by {small_number(shares)}; "
        f"{_owners_changed(subject)}."
    )


def _owners_changed(subject: Subject) -> str:
    """How many rows have another owner at the maximum than at the end of the run that the app shows."""
    x, shown = subject.points.x, subject.run.states[-1].mixture
    changed = int((hard_labels(shown, x) != hard_labels(subject.mixture, x)).sum())
    if not changed:
        return "every row has the same owner"
    have = "has" if changed == 1 else "have"
    return f"{counted(changed, 'row')} that two components nearly share {have} another owner"


def small_number(value: float) -> str:
    """A number with two decimals; one below 0.01 with its first digit, written out.

    >>> small_number(0.000064), small_number(94.897)
    ('0.00006', '94.90')
    """
    if value >= MIN_WITH_TWO_DECIMALS:
        return number_text(value)
    return f"{float(f'{value:.1g}'):.12f}".rstrip("0").rstrip(".")
