"""The examination of a fit's clusters: its one job, and what it has found so far of the owners of rows."""

from functools import partial

from gmmviz.data import Points
from gmmviz.em import EMRun
from gmmviz.em.evidence.examination import EXAMINATION_KEY, Examination, ExaminationRequest, examination
from gmmviz.em.evidence.stability import Stability
from gmmviz.ui.work.jobs.job import Job
from gmmviz.ui.work.jobs.kept import Asking, known_mixture_job, mixture_job

KIND = "examination"


def job_of(points: Points, run: EMRun) -> Job:
    """The one job that examines the clusters of a run's end."""
    asking = Asking(KIND, examination, partial(ExaminationRequest, run.settings))
    return mixture_job(points, run.settings, run.states[-1].mixture, asking)


def stability_of(points: Points, run: EMRun) -> Stability | None:
    """How stable the owners of the rows are, as far as it was examined; None where it was not."""
    mixture = run.states[-1].mixture
    job = None if mixture.k == 1 else known_mixture_job(points, run.settings, mixture, KIND)
    found: Examination | None = None if job is None else job.found.get(EXAMINATION_KEY)
    return None if found is None else found.stability
