"""Whether a cell's search keeps the best sound optimum that its starts lead to: python tests/benchmarks/winners.py.

A cell runs its starts together, stops those that are on the slope of a known optimum and gives up those that lie too
far below the best. Here every start is also polished alone, from its beginning to its end, and the best sound
optimum is compared: 72 cells, four families by three numbers of components on six data sets; with `grid`, 14
families by K = 2 to 9 on twelve; with `public`, the four families by K = 2 to 6 on twenty public data sets (R reads
them), and which model wins by BIC either way. To be held: no cell loses it, and the winners are the same.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np

from gmmviz.em.models.families import FOUR_FAMILIES

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import FAMILIES, EMSettings, parameter_count, representative
from gmmviz.em.search import sweep
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.portfolio import portfolio
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import ends, fit_cell
from tests.benchmarks.public_sets import public_sets

STARTS = 20
SAME = 2e-3  # nats
SIX = ("faithful", "iris", "overlapping", "unequal", "heavy-tails", "crossing")
TWELVE = (*SIX, "wine", "two-gaussians", "cross", "ratings", "lines", "rings")
WINE_COLUMNS = 4  # of 13: in all of them most free families have more numbers than the rows can tell


def rows_of(name: str) -> np.ndarray:
    """The rows of a data set by its name: one that is shipped, or one drawn here."""
    rng = np.random.default_rng(7)
    match name:
        case "wine":
            return gmmviz.dataset("wine").x[:, :WINE_COLUMNS]
        case "cross":
            turned = rng.normal(size=(300, 2)) * [3.0, 0.3]
            turned[150:] = turned[150:, ::-1]
            return turned
        case "ratings":
            return np.clip(
                np.round(rng.normal(size=(250, 3)) @ [[1, 0.5, 0], [0, 1, 0.5], [0, 0, 1]] + 3), 1, 5
            )
        case "lines":
            along = rng.uniform(-4, 4, size=(300, 1))
            slopes = rng.choice([-1.0, 0.5, 2.0], size=(300, 1))
            return np.hstack([along, along * slopes]) + 0.3 * rng.normal(size=(300, 2))
        case "rings":
            angles, sizes = rng.uniform(0, 2 * np.pi, 300), rng.choice([1.0, 3.0], 300)
            return np.column_stack([np.cos(angles), np.sin(angles)]) * sizes[:, None] + 0.2 * rng.normal(
                size=(300, 2)
            )
        case _:
            return gmmviz.dataset(name).x


def best_alone(data: np.ndarray, settings: EMSettings) -> float:
    """The log-likelihood of the best sound end, where each start is polished alone; -infinity without one."""
    found = ends(data, portfolio(settings, STARTS))
    sound = [end.log_likelihood for end in found if isinstance(end, PolishedFit) and not end.flags]
    return max(sound, default=-math.inf)


def best_together(data: SearchData, settings: EMSettings) -> float:
    """That of the cell; -infinity where its best is spurious or there is none."""
    *_, cell = fit_cell(data, settings, STARTS)
    return -math.inf if cell.best is None or cell.spurious else cell.best.end.log_likelihood


def best_of_whole_ways(data: SearchData, settings: EMSettings) -> float:
    """That of the same cell where no start is given up, and none stopped on the slope of a known optimum."""
    with (
        patch.object(sweep, "GIVE_UP_MARGIN", math.inf),
        patch.object(sweep, "leads_to", lambda approach, end: False),
    ):
        return best_together(data, settings)


def stopping(sets: Mapping[str, np.ndarray], ks: Sequence[int]) -> None:
    """Print the cells that end elsewhere because starts are given up or stopped, and what they cost."""
    counts, spent = {"lower": 0, "higher": 0, "the same": 0}, [0.0, 0.0]
    for name, x in sets.items():
        data = SearchData(x)
        families = dict.fromkeys(representative(each, 2, data.d) for each in FOUR_FAMILIES)
        for k, family in product(ks, families):
            found = []
            for way, best in enumerate((best_together, best_of_whole_ways)):
                began = time.process_time()
                found.append(best(data, EMSettings(k=k, family=family)))
                spent[way] += time.process_time() - began
            gap = 0.0 if found[0] == found[1] else found[0] - found[1]
            kind = "the same" if abs(gap) <= SAME else "higher" if gap > 0.0 else "lower"
            counts[kind] += 1
            if kind != "the same":
                print(f"   {name}, {family}, K = {k}: {gap:+.3f} nats", flush=True)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(
        f"{len(sets)} sets, cells: {told}; {spent[1] / spent[0]:.2f} times the CPU where all go their whole way"
    )


def compared(names: Sequence[str], families: Sequence[str], ks: Sequence[int]) -> Iterator[tuple[str, float]]:
    """For each cell its name, and by how much the cell's best is above that of starts alone, in nats."""
    for name in names:
        x = rows_of(name)
        data = SearchData(x)
        for k in ks:
            for family in families:
                settings = EMSettings(k=k, family=family)
                together, alone = best_together(data, settings), best_alone(x, settings)
                higher = 0.0 if together == alone else together - alone
                yield f"{name}, {family}, K = {k}", higher


def winners_of_public_sets() -> None:
    """Print the cells and the winners by BIC that differ on the public sets, and how many there are."""
    began = time.process_time()
    counts, same, sets = {"lower": 0, "higher": 0, "the same": 0}, 0, public_sets()
    for name, x in sets.items():
        data, scores = SearchData(x), {}
        for k, family in product(
            range(2, 7), dict.fromkeys(representative(each, 2, data.d) for each in FOUR_FAMILIES)
        ):
            settings = EMSettings(k=k, family=family)
            both = np.array([best_together(data, settings), best_alone(x, settings)])
            gap = 0.0 if both[0] == both[1] else both[0] - both[1]
            kind = "the same" if abs(gap) <= SAME else "higher" if gap > 0.0 else "lower"
            counts[kind] += 1
            scores[family, k] = parameter_count(settings, data.d) * math.log(len(x)) - 2.0 * both
            if kind != "the same":
                print(f"   {name}, {family}, K = {k}: {gap:+.3f} nats", flush=True)
        best = [min(scores, key=lambda model: scores[model][way]) for way in (0, 1)]
        same += best[0] == best[1]
        if best[0] != best[1]:
            print(f"   {name}: the winner by BIC is {best[0]}, of starts alone {best[1]}", flush=True)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(
        f"{len(sets)} sets, cells: {told}; the same winner by BIC on {same}; {time.process_time() - began:.0f} s of CPU"
    )


def main(whole_grid: bool) -> None:
    """Print the cells that differ, and how many there are."""
    began = time.process_time()
    cells = (
        compared(TWELVE, list(FAMILIES), range(2, 10))
        if whole_grid
        else compared(SIX, FOUR_FAMILIES, range(3, 6))
    )
    count = lower = higher = 0
    for place, gap in cells:
        count += 1
        if abs(gap) > SAME:
            lower, higher = lower + (gap < 0.0), higher + (gap > 0.0)
            print(f"   {place}: {gap:+.3f} nats", flush=True)
    print(
        f"{count} cells, {STARTS} starts each: {lower} end lower than their starts alone, {higher} higher, "
        f"{count - lower - higher} the same; {time.process_time() - began:.0f} s of CPU"
    )


if __name__ == "__main__":
    if "stopping" in sys.argv[1:]:
        of_public = "public" in sys.argv[1:]
        stopping(
            public_sets() if of_public else {name: rows_of(name) for name in SIX},
            range(2, 7) if of_public else range(3, 6),
        )
    else:
        winners_of_public_sets() if "public" in sys.argv[1:] else main("grid" in sys.argv[1:])
