"""SQUAREM for many runs at once: two steps of EM, and a jump along their line that the next cycle judges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmmviz.em.accelerate import FIRST_CAP_STEPS
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.stacked import Stack
from gmmviz.em.models.stacked_families import mapped

MAX_LOG_COORDINATE = 300.0  # of a coordinate, all of them logarithms or sd: beyond, numbers leave their range

Parts = tuple[Array, Array, Array]


class StackedSquarem:
    """The runs of a stack on their way by jumps. Varadhan & Roland (2008), scheme S3.

    A jump is judged where the EM step after it led: if the log-likelihood is lower there than before the jump, the
    run goes on from the plain steps. `log_likelihoods` (s,) are those after each run's first plain step of a cycle, and
    `rests` (s,) what seems to be left from there.
    """

    def __init__(self, stack: Stack) -> None:
        rows, s = stack.rows, len(stack.weights)
        self.stack = stack
        one = np.full(rows.d, np.sqrt(np.mean(rows.sd**2)))
        self.scale = one if stack.rule.family.depends_on_units else rows.sd
        self.scales = self.scale[:, None] * self.scale
        self.caps = np.full(s, FIRST_CAP_STEPS)
        self.log_likelihoods, self.rests = np.full(s, -np.inf), np.full(s, np.inf)
        self.plain: Parts = (stack.weights.copy(), stack.means.copy(), stack.covariances.copy())
        self.reached = np.full(s, -np.inf)
        self.jumped = np.zeros(s, dtype=bool)
        self.at_cap = np.zeros(s, dtype=bool)

    def cycle(self) -> None:
        """Two plain steps and a jump for every run that moves."""
        stack = self.stack
        active = np.flatnonzero(stack.alive & stack.moving)
        start = self._parts(active)
        stack.step()
        if len(fallen := self._judged(active)):
            places = np.searchsorted(active, fallen)
            for part, plain in zip(start, self.plain, strict=True):
                part[places] = plain[fallen]
            self._step(fallen)
        first, middle = stack.log_likelihoods.copy(), self._parts(active)
        stack.step()
        kept = stack.alive[active]
        active, start, middle = active[kept], [part[kept] for part in start], [part[kept] for part in middle]
        if not len(active):
            return
        end = self._parts(active)
        with np.errstate(all="ignore"):
            together = (np.concatenate(parts) for parts in zip(start, middle, end, strict=True))
            at, then, last = np.split(self._coordinates(*together), 3)
            moved, bent = then - at, last - 2.0 * then + at
            speed, turn = (np.sqrt((each * each).sum(axis=(1, 2))) for each in (moved, bent))
            rate = np.sqrt(((last - then) ** 2).sum(axis=(1, 2))) / speed
            gain = stack.log_likelihoods[active] - first[active]
            rests = np.where(rate < 1.0, gain / (1.0 - rate**2) - gain, np.inf)
            length = np.where(turn > 0.0, np.minimum(self.caps[active], speed / turn), 1.0)
            point = at + 2.0 * length[:, None, None] * moved + (length**2)[:, None, None] * bent
        self.log_likelihoods[active] = stack.log_likelihoods[active]
        self.rests[active] = np.where(speed > 0.0, np.maximum(rests, 0.0), 0.0)
        able = (length > 1.0) & (np.abs(point).max(axis=(1, 2)) < MAX_LOG_COORDINATE)
        self._jump(active[able], point[able])
        self.at_cap[active[able]] = length[able] == self.caps[active[able]]

    def land(self) -> None:
        """Judge the last jumps: the log-likelihoods of the stack are then those of its mixtures."""
        self.stack.evaluate()
        if len(self._judged(np.flatnonzero(self.jumped))):
            self.stack.evaluate()

    def _parts(self, numbers: NDArray[np.intp]) -> list[Array]:
        return [part[numbers] for part in (self.stack.weights, self.stack.means, self.stack.covariances)]

    def _go_back(self, numbers: NDArray[np.intp]) -> None:
        """Back to where the plain steps had led."""
        stack = self.stack
        for part, plain in zip((stack.weights, stack.means, stack.covariances), self.plain, strict=True):
            part[numbers] = plain[numbers]
        stack.alive[numbers] = True

    def _judged(self, active: NDArray[np.intp]) -> NDArray[np.intp]:
        """The runs whose jump led down: they are back at their plain steps."""
        stack = self.stack
        jumped = active[self.jumped[active]]
        good = stack.alive[jumped] & (stack.log_likelihoods[jumped] >= self.reached[jumped])
        risen, fallen = jumped[good], jumped[~good]
        self.caps[risen] *= np.where(self.at_cap[risen], 4.0, 1.0)
        self.caps[fallen] = np.maximum(FIRST_CAP_STEPS, self.caps[fallen] / 4.0)
        self.jumped[jumped] = False
        if len(fallen):
            self._go_back(fallen)
        return fallen

    def _step(self, numbers: NDArray[np.intp]) -> None:
        """One step for these runs alone."""
        stack, moving = self.stack, self.stack.moving.copy()
        stack.moving[:] = False
        stack.moving[numbers] = True
        stack.step()
        stack.moving[:] = moving

    def _jump(self, numbers: NDArray[np.intp], point: Array) -> None:
        """Set these runs to points, take a step from there, and remember where they were."""
        stack = self.stack
        if not len(numbers):
            return
        for part, plain in zip((stack.weights, stack.means, stack.covariances), self.plain, strict=True):
            plain[numbers] = part[numbers]
        self.reached[numbers] = stack.log_likelihoods[numbers]
        stack.place(numbers, *self._mixtures(point))
        self._step(numbers)
        self.jumped[numbers] = stack.alive[numbers]
        if len(lost := numbers[~stack.alive[numbers]]):
            self._go_back(lost)
            self.caps[lost] = np.maximum(FIRST_CAP_STEPS, self.caps[lost] / 4.0)

    def _coordinates(self, weights: Array, means: Array, covariances: Array) -> Array:
        """Mixtures as points (s, k, ...): centred log weights, means, logarithms of covariances, all in `scale`."""
        logs = np.log(weights)
        logs -= logs.mean(axis=1, keepdims=True)
        if not self.stack.rows.full:
            widths = np.log(covariances / self.scales.diagonal())
        else:
            widths = mapped(covariances / self.scales, np.log).reshape(*means.shape[:2], -1)
        return np.concatenate([logs[..., None], means / self.scale, widths], axis=-1)

    def _mixtures(self, point: Array) -> Parts:
        """The mixtures that have these coordinates."""
        d = self.stack.rows.d
        weights = np.exp(point[..., 0] - point[..., 0].max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        means, widths = point[..., 1 : 1 + d] * self.scale, point[..., 1 + d :]
        if not self.stack.rows.full:
            return weights, means, np.exp(widths) * self.scales.diagonal()
        return weights, means, mapped(widths.reshape(*widths.shape[:2], d, d), np.exp) * self.scales
