"""REMEDIES: what to do about a run that failed, as another lane that runs beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gmmviz.em import FAMILIES, STARTS, EMRun
from gmmviz.em.models.families import representative
from gmmviz.em.settings import parameter_count
from gmmviz.em.starts.placing import Part
from gmmviz.limits import FLOOR
from gmmviz.scenario import Fork, Lane

SADDLE_NUDGE_SD = 0.5  # sd of the component: far enough to leave a saddle at once
FLOOR_SHARE = 0.01  # of the narrowest column's sd
VARYING_START = "points"  # the start that is proposed where the present one is always the same


@dataclass(frozen=True)
class Remedy:
    """A way out: its words on a button, the lane it starts, and whether it can be used."""

    name: str
    label: str
    lane: Callable[[Lane, EMRun], Lane]
    fits: Callable[[Lane, EMRun], bool]


def _another(lane: Lane, run: EMRun) -> Lane:
    settings = replace(lane.settings, k=lane.k)
    if STARTS[settings.start].random:
        return Lane(replace(settings, seed=settings.seed + 1))
    return Lane(replace(settings, start=VARYING_START))


def _fewer(lane: Lane, run: EMRun) -> Lane:
    return Lane(replace(lane.settings, k=lane.k - 1))


def _alone(lane: Lane, run: EMRun) -> Lane:
    return Lane(replace(lane.settings, k=1))


def _of_family(name: str) -> Callable[[Lane, EMRun], Lane]:
    def changed(lane: Lane, run: EMRun) -> Lane:
        floor = lane.settings.floor if FAMILIES[name].takes_floor else 0.0
        return replace(lane, settings=replace(lane.settings, family=name, floor=floor))

    return changed


def _floor(lane: Lane, run: EMRun) -> Lane:
    first = run.states[0].mixture.covariances
    width = FLOOR_SHARE * float(np.sqrt(np.diagonal(first, axis1=-2, axis2=-1).max(axis=0)).min())
    return replace(lane, settings=replace(lane.settings, floor=FLOOR.clip(float(f"{width:.2g}"))))


def _nudge(lane: Lane, run: EMRun) -> Lane:
    last = run.states[-1].mixture
    at = run.verdict.component or 0
    moved = last.means[at] + SADDLE_NUDGE_SD * np.sqrt(np.diagonal(last.covariances[at]))
    parts = tuple(Part(j, tuple(map(float, moved)) if j == at else None) for j in range(last.k))
    return replace(lane, forks=(*lane.forks, Fork(2 * (len(run.states) - 1) + 1, parts)))


def _always(lane: Lane, run: EMRun) -> bool:
    return True


def _own_sizes(lane: Lane, run: EMRun) -> bool:
    """Whether one component alone can become small; one component, or one column, may leave nothing but one size."""
    return FAMILIES[representative(lane.settings.family, lane.k, run.states[0].mixture.d)].own_sizes


def _simpler(family: str, lane: Lane, run: EMRun) -> bool:
    """Whether a family has fewer parameters than the lane's; in one column, shapes are not told apart by name."""
    d = run.states[0].mixture.d
    now = replace(lane.settings, k=lane.k)
    return d > 1 and parameter_count(replace(now, family=family, floor=0.0), d) < parameter_count(now, d)


REMEDIES: dict[str, Remedy] = {
    remedy.name: remedy
    for remedy in (
        Remedy("another", "Another start", _another, _always),
        Remedy("fewer", "One component less", _fewer, lambda lane, _: lane.k > 1),
        Remedy("shared", "One shared ellipse", _of_family("EEE"), _own_sizes),
        Remedy(
            "floor",
            "A smallest width",
            _floor,
            lambda lane, _: FAMILIES[lane.settings.family].takes_floor and lane.settings.floor == 0.0,
        ),
        Remedy("nudge", "Nudge a mean", _nudge, _always),
        Remedy(
            "aligned",
            "Axis-aligned ellipses",
            _of_family("VVI"),
            lambda lane, run: lane.k > 1 and _simpler("VVI", lane, run),
        ),
        Remedy(
            "one aligned",
            "One axis-aligned ellipse",
            _of_family("EEI"),
            lambda lane, run: _simpler("EEI", lane, run),
        ),
        Remedy(
            "circles",
            "Equal circles",
            _of_family("EII"),
            lambda lane, run: lane.k > 1 and _simpler("EII", lane, run),
        ),
        Remedy(
            "circle",
            "A circle",
            _of_family("EII"),
            lambda lane, run: lane.k == 1 and _simpler("EII", lane, run),
        ),
        Remedy("alone", "A single component", _alone, lambda lane, _: lane.k > 2),
    )
}
REMEDIES_AFTER = {
    "collapsed": ("another", "fewer", "shared", "floor"),
    "emptied": ("another", "fewer", "shared"),
    "stood still": ("nudge", "another", "fewer"),
    "spurious": ("shared", "fewer", "another"),
    "too many": ("aligned", "fewer", "one aligned", "circles", "circle", "alone"),
}
MAX_OFFERED = 3
LABELS_IN_ONE_COLUMN = {"shared": "One shared width"}  # labels where there is no ellipse


def remedies_for(kind: str, lane: Lane, run: EMRun) -> tuple[Remedy, ...]:
    """What to try after a verdict of this kind, or for "too many" parameters; at most three."""
    named = [REMEDIES[name] for name in REMEDIES_AFTER.get(kind, ())]
    offered = [remedy for remedy in named if remedy.fits(lane, run)][:MAX_OFFERED]
    labels = LABELS_IN_ONE_COLUMN if run.states[0].mixture.d == 1 else {}
    return tuple(replace(remedy, label=labels.get(remedy.name, remedy.label)) for remedy in offered)


def beside(name: str, lane: Lane, run: EMRun) -> tuple[Lane, Lane]:
    """The failed run's lane and that of its remedy."""
    return lane, REMEDIES[name].lane(lane, run)
