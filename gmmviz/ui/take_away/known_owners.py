"""How stable the owners of rows are, as the drawer or a report found it: one answer for every file that tells it."""

from collections.abc import Hashable

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.evidence.stability import Stability
from gmmviz.report.evidence.stability_words import samples_of
from gmmviz.ui.evidence.examined import stability_of
from gmmviz.ui.frame import session


def _about(points: Points, run: EMRun) -> Hashable:
    return (points.digest, points.scaling, run.settings, run.states[-1].mixture.means.tobytes())


def found_by_a_report(points: Points, run: EMRun, stable: Stability | None) -> None:
    """Remember what the examination of a report found for a run."""
    if stable is not None:
        session.take_away().reported = {_about(points, run): stable}


def known(points: Points, run: EMRun) -> Stability | None:
    """The stability of the owners of a run's rows, of the more samples; None where nothing was examined."""
    examined = stability_of(points, run)
    reported = session.take_away().reported.get(_about(points, run))
    return reported if samples_of(reported) > samples_of(examined) else examined
