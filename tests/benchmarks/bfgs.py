"""Our BFGS beside SciPy's BFGS and L-BFGS-B: the same runs, climbed in the same coordinates with the same slopes.

    python -m tests.benchmarks.bfgs [starts]

Every run is taken by 20 steps of EM and six cycles of SQUAREM to where the search hands over to quasi-Newton steps.
For each program: E-steps and seconds to the end, relative to ours, runs that ended more than 0.001 nats below the
highest end of the three, runs that ended more than 1 nat from where plain EM goes (another optimum, or nowhere), and
points tried at which a component collapsed. A hundred starts take half a minute.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from time import process_time

import numpy as np
from scipy.optimize import minimize

from gmmviz.data import dataset
from gmmviz.em import STARTS, EMSettings
from gmmviz.em.accelerate import FIRST_CAP_STEPS, squarem_cycle
from gmmviz.em.kernel.joint import e_step_for
from gmmviz.em.kernel.moments import Emptied, Expectation, e_step
from gmmviz.em.kernel.parameters import Collapsed
from gmmviz.em.log_coordinates import Coordinates
from gmmviz.em.models.step import Rule, m_step
from gmmviz.em.quasi_newton import BFGS
from gmmviz.em.run import rows_for, rule_of

SETS = (
    ("faithful", 3, "VVV"),
    ("faithful", 4, "VVI"),
    ("iris", 3, "VVV"),
    ("iris", 4, "EEE"),
    ("overlapping", 3, "VVV"),
)
PLAIN, CYCLES, MAX_STEPS = 20, 6, 400
TO_THE_END = 20_000  # plain steps of runs of which the three programs say different things
ENOUGH = 1e-6  # nats that an end may still have to gain
NOWHERE = 1e12  # told to SciPy as minus the log-likelihood of a point where a component collapses

End = tuple[float, int, int]  # log-likelihood, E-steps, collapsed points


def ours(rule: Rule, now: Expectation) -> End:
    """BFGS of the engine, begun anew around its last iterate where no step leads up."""
    steps, last = 0, -np.inf
    while now.log_likelihood - last > ENOUGH:
        last = now.log_likelihood
        bfgs = BFGS(rule, now)
        while bfgs.rest > ENOUGH and bfgs.step() and bfgs.tried < MAX_STEPS:
            pass
        now, steps = bfgs.current.expectation, steps + bfgs.tried
    return now.log_likelihood, steps, 0


def scipys(method: str) -> Callable[[Rule, Expectation], End]:
    """A minimiser of SciPy, which is told the same numbers."""

    def climb(rule: Rule, now: Expectation) -> End:
        coordinates = Coordinates(now.rows, rule, now.mixture)
        counts = [0, 0]

        def told(point: np.ndarray) -> tuple[float, np.ndarray]:
            counts[0] += 1
            try:
                there = coordinates.go(point)
            except (Collapsed, Emptied, np.linalg.LinAlgError, FloatingPointError):
                counts[1] += 1
                return NOWHERE, np.zeros_like(point)
            if not np.isfinite(there.log_likelihood):
                counts[1] += 1
                return NOWHERE, np.zeros_like(point)
            return -there.log_likelihood, -there.slope

        options = {"maxiter": MAX_STEPS, "gtol": ENOUGH**0.5}
        if method == "L-BFGS-B":
            options["ftol"] = 1e-14
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = minimize(
                told, np.zeros(coordinates.scales.size), jac=True, method=method, options=options
            )
        return -float(found.fun), counts[0], counts[1]

    return climb


def handed_over(x: np.ndarray, settings: EMSettings) -> tuple[Rule, Expectation]:
    """The rule of a run, and its E-step where quasi-Newton steps would begin."""
    rows = rows_for(x, settings)
    rule = rule_of(rows, settings)
    rng = np.random.default_rng(settings.seed)
    now = e_step(e_step_for(rows, rule.maximise(STARTS[settings.start].moments(rows, rule, settings.k, rng))))
    for _ in range(PLAIN):
        now = e_step(m_step(now, rule)[1])
    cap = FIRST_CAP_STEPS
    for _ in range(CYCLES):
        now, _, cap, _ = squarem_cycle(rule, now, cap)
    return rule, now


def of_em(rule: Rule, now: Expectation) -> float:
    """Where plain EM goes from there."""
    for _ in range(TO_THE_END):
        before, now = now, e_step(m_step(now, rule)[1])
        if now.log_likelihood - before.log_likelihood < 1e-12 * abs(before.log_likelihood):
            break
    return now.log_likelihood


def main(starts: int) -> None:
    """The table."""
    climbs = {"ours": ours, "SciPy BFGS": scipys("BFGS"), "SciPy L-BFGS-B": scipys("L-BFGS-B")}
    ends: dict[str, list[End]] = {name: [] for name in climbs}
    seconds = dict.fromkeys(climbs, 0.0)
    goals: list[float] = []
    for data, k, family in SETS:
        x = dataset(data).x
        for seed in range(starts):
            try:
                rule, now = handed_over(x, EMSettings(k=k, family=family, seed=seed))
            except (Collapsed, Emptied):
                continue
            for name, climb in climbs.items():
                begun = process_time()
                ends[name].append(climb(rule, now))
                seconds[name] += process_time() - begun
            last = [found[-1][0] for found in ends.values()]
            try:
                goals.append(of_em(rule, now) if np.ptp(last) > 1.0 else last[0])
            except (Collapsed, Emptied):
                goals.append(np.nan)
    highest = np.max([[end[0] for end in found] for found in ends.values()], axis=0)
    steps = {name: sum(end[1] for end in found) for name, found in ends.items()}
    print(
        f"{len(goals)} runs: E-steps and seconds relative to ours, lower ends, other ends, collapsed points"
    )
    for name, found in ends.items():
        reached = np.array([end[0] for end in found])
        lower, other = int((reached < highest - 1e-3).sum()), int((np.abs(reached - goals) > 1.0).sum())
        ratio, slower = steps[name] / steps["ours"], seconds[name] / seconds["ours"]
        print(f"{name:15} {ratio:6.2f} {slower:6.2f} {lower:5} {other:5} {sum(end[2] for end in found):5}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
