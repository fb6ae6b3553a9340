"""How many runs say that they have settled and have not: by the projection alone, and with the look ahead.

    python -m tests.benchmarks.settled [starts]

A run has not settled where a climb to the last digits, from where it ended, gains more than 0.002 nats. For each set
of runs: how many ended by each rule, how many of these falsely, the most that one had still to gain, and how
many iterations the look ahead added.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gmmviz.em import FAMILIES, EMRun, EMSettings, fit
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.parameters import standardise
from gmmviz.em.look_ahead import SETTLED_GAIN
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.run import rows_for, rule_of
from gmmviz.em.search.ascent import Ascent
from gmmviz.em.stopping import check_convergence, small_gain
from tests.em.data import published

LAST_DIGITS, CYCLES = 1e-8, 400


class Runs(NamedTuple):
    """Runs to look at: the name of a data set, and settings."""

    name: str
    data: str
    settings: list[EMSettings]


@dataclass
class Tally:
    """How runs ended by one rule."""

    ended: int = 0
    false: int = 0
    worst: float = 0.0

    def add(self, gain: float) -> None:
        """One more run that says it has settled, and what it had still to gain."""
        self.ended += 1
        self.false += gain > SETTLED_GAIN
        self.worst = max(self.worst, gain)

    def __str__(self) -> str:
        return f"{self.false:4} of {self.ended:4} false, worst {self.worst:9.4f}"


def left(x: np.ndarray, settings: EMSettings, mixture: Mixture, reached: float) -> float:
    """What a climb to the last digits gains from a mixture."""
    rows = rows_for(x, settings)
    ascent = Ascent(rule_of(rows, settings), e_step_for(rows, standardise(rows, mixture)), LAST_DIGITS)
    ascent.run(cycles=CYCLES)
    return ascent.now.log_likelihood - reached


def seemed_settled(run: EMRun, n: int) -> int | None:
    """The first iteration at which the projection alone would have ended the run as settled."""
    log_likelihoods = [state.log_likelihood for state in run.states]
    for t in range(2, len(log_likelihoods)):
        if small_gain(log_likelihoods[: t + 1], run.states[t].projected, n, run.settings.tol):
            ending = check_convergence(run.states[t - 1].mixture, run.states[t].mixture)
            if ending is not None:
                return t if ending.kind == "settled" else None
    return None


def compare(runs: Runs) -> None:
    """Print one line."""
    x = published(runs.data)
    before, after = Tally(), Tally()
    more = []
    for settings in runs.settings:
        run = fit(x, settings)
        at = seemed_settled(run, len(x))
        if at is not None:
            state = run.states[at]
            before.add(left(x, settings, state.mixture, state.log_likelihood))
            more.append(run.states[-1].iteration - at)
        if run.verdict.kind == "settled":
            end = run.states[-1]
            after.add(left(x, settings, end.mixture, end.log_likelihood))
    print(
        f"{runs.name:44} projection {before} | look ahead {after} | iterations added: {sum(more)}", flush=True
    )


def main(starts: int) -> None:
    """Print the table."""
    print(f"AVX kernels and BLAS as they are; {starts} seeds a start")
    for accelerate in (False, True):
        way = "accelerated" if accelerate else "plain"
        eee = [
            EMSettings(k=3, family="EEE", start=start, seed=seed, accelerate=accelerate)
            for start in ("kmeans++", "points")
            for seed in range(starts)
        ]
        compare(Runs(f"faithful, EEE, K = 3, {way}", "faithful", eee))
        for data, ks in (("faithful", (2, 3, 5, 9)), ("iris", (2, 3, 4))):
            every = [
                EMSettings(k=k, family=family, start="kmeans++", seed=seed, accelerate=accelerate)
                for k in ks
                for family in FAMILIES
                for seed in range(max(1, starts // 28))
            ]
            compare(Runs(f"{data}, every family, K = {ks}, {way}", data, every))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 56)
