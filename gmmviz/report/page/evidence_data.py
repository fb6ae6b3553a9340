"""What an examination of the clusters found, as data: every number that the page tells of it, with all digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from gmmviz.em.evidence.examination import Examination
from gmmviz.em.evidence.separation import Pair
from gmmviz.em.evidence.stability import Stability
from gmmviz.report.evidence import examination_words
from gmmviz.report.evidence.error_rates import error_rates, error_words
from gmmviz.report.evidence.stability_words import loose_rows
from gmmviz.report.page.subject import Subject


def evidence_data(subject: Subject) -> dict[str, Any] | None:
    """The evidence about the clusters of a fit; None where they were not examined."""
    found = subject.examination
    if found is None:
        return None
    gain = found.gain
    return {
        "verdict": found.verdict,
        "headline": examination_words.headline(found, stopped=True),
        "groups": [_numbers(group) for group in found.groups],
        "clusters": [_of_cluster(found, j) for j in range(found.k)] if found.grouped else None,
        "doubts": examination_words.doubt_words(found),
        "error_rates": _error_rates(found, subject),
        "gaps": [_pair(pair) for pair in found.pairs],
        "likelihood_ratios": [
            {
                "k": test.k,
                "observed": test.observed,
                "p": test.p,
                "samples": len(test.simulated),
                "samples_at_most": test.samples,
                "rejects": test.rejects,
            }
            for test in found.ratios
        ],
        "held_out_gain": None
        if gain is None
        else {
            "k": gain.k,
            "rows": gain.rows,
            "per_row": gain.per_row,
            "interval": gain.interval,
            "folds": gain.folds,
            "folds_without_a_sound_fit": gain.failed,
        },
        **_stability(found.stability),
    }


def _numbers(group: tuple[int, ...]) -> list[int]:
    """Components as people number them."""
    return [j + 1 for j in group]


def _of_cluster(found: Examination, component: int) -> dict[str, Any]:
    """The verdict on one component, and the others that it is about: a piece's other pieces, and so on."""
    verdict, others = found.of_cluster(component)
    together = _numbers(others) if verdict == "a piece" else []
    return {"verdict": verdict, "about": _numbers(others), "together_with": together}


def _error_rates(found: Examination, subject: Subject) -> dict[str, Any] | None:
    """How often the finished verdict errs in so many rows, and in more; None where it is not said."""
    words = error_words(found, subject.points.n, subject.points.d)
    if not words:
        return None
    return {"words": words, "by_rows": error_rates(subject.points.n)}


def _pair(pair: Pair) -> dict[str, Any]:
    """The test of two groups: two bells against one cloud, in nats; what the fit says of them; the test's power."""
    gap = pair.gap
    line = gap.line
    return {
        "one": _numbers(gap.one),
        "other": _numbers(gap.other),
        "nats": None if line is None else line.ratio,
        "bells_overlap": None if line is None else line.gaussians.overlap,
        "p": gap.p if len(gap.simulated) else None,
        "too_few_rows_for_a_test": gap.few,
        "samples": len(gap.simulated),
        "rows": pair.rows,
        "rows_of_the_smaller": pair.least,
        "rows_in_doubt": pair.overlap,
        "modes": pair.modes or None,
        "power": pair.power,
        "by_shape": pair.by_shape,
        "verdict": pair.verdict,
    }


def _stability(stable: Stability | None) -> dict[str, Any]:
    """What came back in other samples of the rows."""
    if stable is None:
        names = ("samples", "mean_jaccard", "owners_kept", "rows_that_lose_their_owner", "k_preferred")
        return dict.fromkeys(names)
    numbers, counts = np.unique(stable.preferred[stable.preferred > 0], return_counts=True)
    return {
        "samples": {"drawn": len(stable.jaccard), "with_a_sound_fit": stable.fitted},
        "mean_jaccard": stable.means,
        "owners_kept": stable.owners_kept,
        "rows_that_lose_their_owner": loose_rows(stable),
        "k_preferred": {
            "samples": len(stable.preferred),
            "compared": stable.compared,
            "by_k": dict(zip(map(str, numbers.tolist()), counts.tolist(), strict=True)),
            "share": stable.k_kept / stable.compared if stable.compared else None,
            "interval": stable.k_interval,
        },
    }
