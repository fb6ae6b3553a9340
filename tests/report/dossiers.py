"""Subjects of reports for tests: small grids, few resamples, found once."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from gmmviz.data import Points, dataset
from gmmviz.em import EMRun, EMSettings, fit_in, units_of
from gmmviz.em.evidence.dossier import dossier
from gmmviz.report.page.blocks import Document
from gmmviz.report.page.content import document
from gmmviz.report.page.grid_plan import GridPlan, request_of
from gmmviz.report.page.subject import Subject
from gmmviz.report.row_tables import RowNames
from gmmviz.scenario import Lane, Scenario

PLAN = GridPlan(3, ("VVV", "EEE"), 3)


def subject_of(points: Points, settings: EMSettings, **asked: int) -> Subject:
    """A subject with what a small dossier finds of a fit of these points."""
    units = units_of(points.x, points.scaling)
    run: EMRun = fit_in(points.x, settings, units)
    request = replace(
        request_of(points, run, PLAN), **({"samples": 0, "resamples": 0, "examined": False} | asked)
    )
    found = dict(dossier(units.standardise(points.x), request, {}))
    scenario = Scenario(data="faithful", scaling=points.scaling, lanes=(Lane(settings),))
    return Subject(scenario, points, run, found, PLAN, RowNames(points), made="1 May 2030")


@cache
def faithful() -> Subject:
    """Old Faithful with two free ellipses: a test of 1 against 2, resamples and no examination."""
    return subject_of(dataset("faithful"), EMSettings(k=2, start="kmeans++"), samples=3, resamples=45)


@cache
def standardised() -> Subject:
    """The same in standardised columns, and two equal ellipses."""
    points = replace(dataset("faithful"), scaling="standardise")
    return subject_of(points, EMSettings(k=2, family="EEE", start="kmeans++"), resamples=45)


@cache
def one_column(k: int = 1) -> Subject:
    """One column, one component."""
    whole = dataset("faithful")
    points = replace(whole, x=whole.x[:, :1], columns=whole.columns[:1], file_columns=whole.columns[:1])
    return subject_of(points, EMSettings(k=k))


def two_in_one_column() -> Subject:
    """One column, two components."""
    return one_column(2)


@cache
def report_of(subject: Callable[[], Subject]) -> Document:
    """The report of a subject, made once: its pictures take a third of a second."""
    return document(subject())
