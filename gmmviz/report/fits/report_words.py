"""What is said while a report is made: what is fitted beside the run, and how far that is."""

from collections.abc import Mapping
from typing import Any

from gmmviz.data.notices import counted
from gmmviz.em import EMRun
from gmmviz.em.evidence.dossier import CELL_PART, INTERVALS_PART, TEST_PART
from gmmviz.em.evidence.examination import EXAMINATION_KEY
from gmmviz.report.page.grid_plan import GridPlan
from gmmviz.report.scores import k_spans
from gmmviz.thousands import percent


def models_beside(plan: GridPlan, run: EMRun) -> str:
    """Which models are fitted beside a run."""
    ks, shapes = plan.ks(run.states[-1].mixture.k), plan.families_with(run.settings.family)
    return f"K = {k_spans(ks)} in {counted(len(shapes), 'shape')}"


def of_a_report(found: Mapping[Any, Any]) -> str:
    """How far it is, by what it is doing now.

    >>> of_a_report({})
    'Fitting the models beside it ...'
    """
    tests = [value for place, value in found.items() if place[0] == TEST_PART]
    if tests:
        last = tests[-1]
        return f"Testing {last.k} against {last.k + 1}: {len(last.simulated)} of {last.samples} samples."
    if EXAMINATION_KEY in found:
        examination = found[EXAMINATION_KEY]
        return f"Examining the clusters: {percent(examination.done / max(examination.steps, 1))}."
    if INTERVALS_PART in found:
        intervals = found[INTERVALS_PART]
        return f"Intervals: {len(intervals.means) + intervals.failed} of {intervals.planned} resamples."
    done = sum(value.finished for place, value in found.items() if place[0] == CELL_PART)
    return f"Fitting the models beside it: {done} done." if done else "Fitting the models beside it ..."
