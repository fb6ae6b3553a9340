"""SQUAREM: from three mixtures on EM's way, a jump ahead, without half-steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed, Parameters
from gmmviz.em.kernel.rows import Array
from gmmviz.em.models.step import Rule, m_step

FIRST_CAP_STEPS = (
    4.0  # the longest first jump, in EM steps; a jump that succeeds at its cap makes the cap longer
)
MAX_SHORTER_JUMPS = 2  # shorter jumps before the plain steps are kept


class Cycle(NamedTuple):
    """Where a cycle ended: the E-step taken there, the projected limit of the log-likelihood, the next cap.

    `e_steps` is how many E-steps the cycle took, that of its end among them.
    """

    reached: Expectation
    projected: float | None
    cap: float
    e_steps: int


def squarem_cycle(rule: Rule, now: Expectation, cap: float) -> Cycle:
    """Two EM steps, a jump along their line, and an EM step from there. Varadhan & Roland (2008), scheme S3.

    The jump is judged after the EM step that follows: where the log-likelihood would fall it is shortened,
    and in the end dropped. Errors: Emptied, Collapsed, from the plain steps.
    """
    rows, before = now.rows, now.log_likelihood
    first = e_step(m_step(now, rule)[1])
    reached = first.log_likelihood
    second = m_step(first, rule)[1]
    scale = rows.sd if not rule.family.depends_on_units else np.full(rows.d, np.sqrt(np.mean(rows.sd**2)))
    start, middle, end = (coordinates(each.mixture, scale) for each in (now, first, second))
    moved, bent = middle - start, end - 2.0 * middle + start
    speed, turn = float(np.linalg.norm(moved)), float(np.linalg.norm(bent))
    rate = float(np.linalg.norm(end - middle)) / speed if speed > 0.0 else 0.0
    projected = before + (reached - before) / (1.0 - rate**2) if rate < 1.0 else None
    length = min(cap, speed / turn) if turn > 0.0 else 1.0
    grown = 4.0 * cap if length == cap else cap
    taken = 1
    for _ in range(MAX_SHORTER_JUMPS):
        if length <= 1.0:
            break
        try:
            ahead = mixture_at(start + 2.0 * length * moved + length**2 * bent, scale, rows.d)
            jumped = e_step(e_step_for(rows, rule.project(ahead, rows.n, second.mixture.covariances)))
            taken += 1
            landed = e_step(m_step(jumped, rule)[1])
            taken += 1
            if landed.log_likelihood >= reached:
                return Cycle(landed, _not_below(projected, landed.log_likelihood), grown, taken)
        except (Collapsed, Emptied):
            pass  # the jump left the region where this mixture exists: a shorter one may not
        length = (length + 1.0) / 2.0
        grown = max(FIRST_CAP_STEPS, cap / 4.0)
    plain = e_step(second)
    return Cycle(plain, _not_below(projected, plain.log_likelihood), grown, taken + 1)


def _not_below(projected: float | None, reached: float) -> float | None:
    return None if projected is None else max(projected, reached)


def coordinates(mixture: Parameters, scale: Array) -> Array:
    """The mixture as a point (k, 1 + d + d d): centred log weights, means and matrix logarithms, in `scale`.

    Lines between such points depend neither on units nor on the order of columns or components.
    """
    logs = np.log(mixture.weights)
    values, vectors = np.linalg.eigh(mixture.covariances / scale / scale[:, None])
    if not values.min() > 0.0:
        raise Collapsed(int(values.min(axis=1).argmin()))
    matrices = (vectors * np.log(values)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    return np.column_stack([logs - logs.mean(), mixture.means / scale, matrices.reshape(mixture.k, -1)])


def mixture_at(point: Array, scale: Array, d: int) -> Parameters:
    """The mixture with these coordinates. Error: Collapsed, where they leave the range of numbers."""
    if not np.abs(point).max() < 300.0:
        raise Collapsed(int(np.abs(point).max(axis=1).argmax()))
    weights = np.exp(point[:, 0] - point[:, 0].max())
    values, vectors = np.linalg.eigh(point[:, 1 + d :].reshape(-1, d, d))
    matrices = (vectors * np.exp(values)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    means = point[:, 1 : 1 + d] * scale
    return Parameters.trusted(weights / weights.sum(), means, matrices * scale * scale[:, None])
