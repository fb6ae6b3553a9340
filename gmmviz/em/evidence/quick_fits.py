"""Fits that are made by the hundred, for samples that are drawn: plain EM from a few starts, the highest sound end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from gmmviz.em.kernel.naming import drawn_rows
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import fit
from gmmviz.em.settings import EMSettings, parameter_count


def sound_fit(x: Array, settings: EMSettings, start: Mixture | None = None) -> tuple[float, Mixture] | None:
    """Log-likelihood and mixture of the end of a run on x (n, d); None for one that failed or is spurious."""
    try:
        run = fit(drawn_rows(x), settings, start)
    except ValueError:
        return None
    if run.verdict.failed or run.flags:
        return None
    last = run.states[-1]
    return last.log_likelihood, last.mixture


def best_of_starts(x: Array, settings: EMSettings, starts: int) -> tuple[float, Mixture] | None:
    """The highest sound fit to x (n, d) from `starts` seeds after settings.seed; one component needs one start."""
    count = starts if settings.k > 1 else 1
    ends = [sound_fit(x, replace(settings, seed=settings.seed + number)) for number in range(count)]
    return highest(ends)


def highest(ends: Iterable[tuple[float, Mixture] | None]) -> tuple[float, Mixture] | None:
    """The end with the highest log-likelihood; None where every run failed."""
    return max((end for end in ends if end is not None), key=lambda end: end[0], default=None)


def bic_of(x: Array, settings: EMSettings, log_likelihood: float) -> float:
    """BIC of a fit to x (n, d) with these settings, lower is better: Schwarz (1978)."""
    return parameter_count(settings, x.shape[1]) * float(np.log(len(x))) - 2.0 * log_likelihood
