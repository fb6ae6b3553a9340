"""The places of a map walked from coarse to fine.

A place is a run of its own only where its neighbours lead to different optima: territories are broad, and it is their
borders that take time. Runs are stepped together by plain EM and let go as soon as they lie on the slope of an
optimum that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmviz.em.kernel.moments import Moments
from gmmviz.em.kernel.parameters import Parameters, standardise
from gmmviz.em.kernel.rows import Rows
from gmmviz.em.models.stacked import Stack, stacked
from gmmviz.em.run import first_mixture, rule_of
from gmmviz.em.search.ascent import JUMPS_ONLY, WHOLE_WAY, Way
from gmmviz.em.search.basins import MAXIMUM_KINDS, kind_of
from gmmviz.em.search.polish import (
    FailedRun,
    PolishedFit,
    checked_rows,
    polish_from,
)
from gmmviz.em.search.sweep import same_optimum
from gmmviz.em.search.terrain import (
    EMPTY_TERRAIN,
    FAILED,
    TERRAIN_STRIDES,
    UNKNOWN_END_CODE,
    MapRequest,
    Terrain,
)

GENEROUS_STRIDE_FACTOR = (
    4  # down to this stride cells beside a border are walked too: a narrow territory may begin there
)
MAX_RUNS_TOGETHER = 256  # runs that are stepped together at most
MAX_TERMS = 2**22  # densities of one step of them: beyond, fewer runs at a time
# Steps of EM between two looks, and at most: then runs are polished alone
STEPS_BETWEEN_LOOKS, LAST_STEP = 5, 1_000
NEAR_NATS = 0.05  # below an optimum: a run so near, with nearly its means and weights, is on its slope
NEAR_SD = 0.2  # sd of the rows between a mean and that of the optimum
NEAR_WEIGHT = 0.03
RESTING_RUN_NATS = 1e-4  # nats gained between two looks: such a run rests, and is polished


def explore(x: ArrayLike, asked: MapRequest, known: Terrain = EMPTY_TERRAIN) -> Iterator[Terrain]:
    """Yield what is known of the grid on x (n, d) after every batch of runs, coarse first; goes on from `known`.

    Errors: ValueError for data that no start can use.
    """
    rows = checked_rows(x, asked.settings)
    walker = _Walker(rows, asked, known)
    together = max(1, min(MAX_RUNS_TOGETHER, MAX_TERMS // (rows.n * rows.k)))
    for stride in TERRAIN_STRIDES:
        unknown = walker.unknown
        todo = walker.refine(stride)
        for at in range(0, len(todo), together):
            walker.walk(todo[at : at + together])
            yield walker.terrain()
        if not len(todo) and walker.unknown < unknown:
            yield walker.terrain()


class _Walker:
    """A grid under way."""

    def __init__(self, rows: Rows, asked: MapRequest, known: Terrain) -> None:
        self.rows, self.asked = rows, asked
        self.rule = rule_of(rows, asked.settings)
        self.owners, self.steps, self.walked = known.owners.copy(), known.steps.copy(), known.walked.copy()
        self.ends = list(known.ends)
        self.marks = [_Mark.of(rows, each) for each in known.ends]
        self.unsound = list(known.unsound)
        self.unsound_marks = [(_Mark.of(rows, each), FAILED[kind_of(each)]) for each in known.unsound]
        self.first = first_mixture(rows, asked.settings, asked.start)

    @property
    def unknown(self) -> int:
        """How many places are not known."""
        return int((self.owners == UNKNOWN_END_CODE).sum())

    def terrain(self) -> Terrain:
        """What is known now."""
        owners, steps, walked = self.owners.copy(), self.steps.copy(), self.walked.copy()
        return Terrain(owners, steps, walked, tuple(self.ends), tuple(self.unsound))

    def refine(self, stride: int) -> NDArray[np.intp]:
        """Fill the places of a stride whose neighbours agree; returns those (m, 2) to walk from, up and across."""
        owners, steps = self.owners[::stride, ::stride], self.steps[::stride, ::stride]
        unknown = owners == UNKNOWN_END_CODE
        if stride == TERRAIN_STRIDES[0]:
            return stride * np.argwhere(unknown)
        coarse = self.owners[:: 2 * stride, :: 2 * stride]
        mixed = _mixed(coarse)  # (cells up, cells across)
        if stride >= GENEROUS_STRIDE_FACTOR:
            mixed = _grown(mixed)
        up, across = np.argwhere(unknown).T
        beside = np.zeros(len(up), dtype=bool)
        for du in (0, 1):  # a place on a line between cells belongs to both
            for da in (0, 1):
                cell_up = np.clip((up - du * (up % 2 == 0)) // 2, 0, mixed.shape[0] - 1)
                cell_across = np.clip((across - da * (across % 2 == 0)) // 2, 0, mixed.shape[1] - 1)
                beside |= mixed[cell_up, cell_across]
        calm_up, calm_across = up[~beside], across[~beside]
        owners[calm_up, calm_across] = coarse[calm_up // 2, calm_across // 2]
        before = self.steps[:: 2 * stride, :: 2 * stride]
        steps[calm_up, calm_across] = before[calm_up // 2, calm_across // 2]
        return stride * np.column_stack((up[beside], across[beside]))

    def walk(self, places: NDArray[np.intp]) -> None:
        """Find where these places (m, 2) lead."""
        stack = self._stack(places)
        found = np.full(len(places), UNKNOWN_END_CODE, dtype=np.int16)
        steps = np.zeros(len(places), dtype=np.uint16)
        before = np.full(len(places), -np.inf)
        for step in range(1, LAST_STEP + 1):
            active = stack.alive & stack.moving
            if not active.any():
                break
            stack.step()
            steps[active] = step
            if step % STEPS_BETWEEN_LOOKS:
                continue
            self._let_go(stack, found)
            gained = stack.log_likelihoods - before
            before = stack.log_likelihoods.copy()
            for number in np.flatnonzero(stack.alive & stack.moving & (gained < RESTING_RUN_NATS)).tolist():
                if stack.moving[number]:
                    found[number] = self._polished(stack.mixture(number), JUMPS_ONLY)
                    stack.moving[number] = False
                    self._let_go(stack, found)
        for number in np.flatnonzero(found == UNKNOWN_END_CODE).tolist():
            found[number] = self._polished(
                stack.mixture(number), JUMPS_ONLY if stack.alive[number] else WHOLE_WAY
            )
        up, across = places.T
        self.owners[up, across], self.steps[up, across], self.walked[up, across] = found, steps, True

    def _stack(self, places: NDArray[np.intp]) -> Stack:
        rows, first = self.rows, self.first
        up, across = places.T
        moved = (self.asked.means[up, across] - rows.centre) / rows.unit
        covariances = first.covariances
        if not rows.full:
            covariances = np.diagonal(covariances, axis1=1, axis2=2)
        begun = []
        for mean in moved:
            means = first.means.copy()
            means[self.asked.component] = mean
            begun.append(Moments(rows.n * first.weights, means, covariances))
        return Stack(rows, self.rule, stacked(begun))

    def _let_go(self, stack: Stack, found: NDArray[np.int16]) -> None:
        """Stop the runs that lie on the slope of an optimum that is known."""
        active = np.flatnonzero(stack.alive & stack.moving)
        for mark, number in (*((mark, at) for at, mark in enumerate(self.marks)), *self.unsound_marks):
            below = mark.log_likelihood - stack.log_likelihoods[active]
            close = active[np.abs(below) < NEAR_NATS]
            if len(close):
                there = close[mark.is_near(stack.means[close], stack.weights[close], self.rows.scale)]
                found[there] = number
                stack.moving[there] = False
                active = np.flatnonzero(stack.alive & stack.moving)

    def _polished(self, reached: Parameters, way: Way) -> int:
        """The number of the end that a run comes to, alone."""
        end = polish_from(self.rows, self.asked.settings, reached, way=way)
        kind = kind_of(end)
        if isinstance(end, FailedRun) or kind not in MAXIMUM_KINDS:
            if isinstance(end, PolishedFit):
                self.unsound.append(end)
                self.unsound_marks.append((_Mark.of(self.rows, end), FAILED[kind]))
            return FAILED[kind]
        for number, known in enumerate(self.ends):
            if same_optimum(known, end):
                return number
        self.ends.append(end)
        self.marks.append(_Mark.of(self.rows, end))
        return len(self.ends) - 1


def _mixed(coarse: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Which cells between the places of a grid have corners that differ."""
    corners = (coarse[:-1, :-1], coarse[:-1, 1:], coarse[1:, :-1], coarse[1:, 1:])
    mixed = np.zeros(corners[0].shape, dtype=bool)
    for corner in corners[1:]:
        mixed |= np.maximum(corner, UNKNOWN_END_CODE) != np.maximum(
            corners[0], UNKNOWN_END_CODE
        )  # failures are of one kind here
    return mixed


def _grown(mixed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells that are mixed, and those beside them."""
    around = np.pad(mixed, 1)
    height, width = mixed.shape
    for up in range(3):
        for across in range(3):
            mixed = mixed | around[up : up + height, across : across + width]
    return mixed


@dataclass(frozen=True, eq=False)
class _Mark:
    """By what runs recognise the slope of an optimum, in the coordinates of the rows."""

    log_likelihood: float
    means: NDArray[np.float64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Rows, end: PolishedFit) -> _Mark:
        """The mark of an end."""
        mixture = standardise(rows, end.mixture)
        return cls(end.log_likelihood, mixture.means, mixture.weights)

    def is_near(
        self, means: NDArray[np.float64], weights: NDArray[np.float64], spread: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which of some runs (s,), with means (s, k, d) and weights (s, k), nearly have those of the optimum."""
        apart = np.linalg.norm((means[:, :, None] - self.means) / spread, axis=-1)  # (s, k, k)
        nearest = apart.argmin(axis=2)
        near = (apart.min(axis=2) < NEAR_SD).all(axis=1)
        once: NDArray[np.bool_] = (np.sort(nearest, axis=1) == np.arange(self.means.shape[0])).all(axis=1)
        weighed = (np.abs(weights - self.weights[nearest]) < NEAR_WEIGHT).all(axis=1)
        result: NDArray[np.bool_] = near & once & weighed
        return result
