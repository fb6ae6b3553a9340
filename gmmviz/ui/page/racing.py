"""From a run to a race on Compare: beside a remedy, beside k-means, or whatever lanes."""

from dataclasses import replace

from gmmviz.em import EMRun
from gmmviz.report import lane_choices
from gmmviz.report.run_ends.remedies import beside
from gmmviz.scenario import Lane
from gmmviz.ui.frame import session


def start_beside(name: str, run: EMRun) -> None:
    """Race the failed run against a remedy: the page turns to Compare."""
    scenario = session.scenario()
    race(beside(name, scenario.lanes[0], run))


def race_kmeans() -> None:
    """Race the run against k-means from the same start."""
    race(lane_choices.beside_kmeans(session.scenario().lanes[0]))


def race(lanes: tuple[Lane, ...]) -> None:
    """Let these lanes be the race that Compare shows."""
    session.compare().left = None
    scenario = session.scenario()
    scenario = replace(scenario, compare=replace(scenario.compare, part="race"), lanes=lanes, frame=None)
    session.replace_scenario(scenario)
    session.compare().race = scenario
