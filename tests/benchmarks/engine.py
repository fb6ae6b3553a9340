"""Figures of the engine against scikit-learn and Armadillo: both sides in turn, as they are used. Run by hand:

OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1 python tests/benchmarks/engine.py [--quick] [table ...]

NumPy's exponential takes 0.8 ns with AVX-512 and 5.9 ns without. Most laptops have none, so both are to be stated;
for a machine without it, as far as it can be imitated, set also NPY_DISABLE_CPU_FEATURES=X86_V4 (before NumPy 2.4:
"AVX512F AVX512CD AVX512_SKX"). The first lines say how long an exponential takes, so whether that worked.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from itertools import islice, product
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from sklearn.mixture import GaussianMixture

from gmmviz.em import EMSettings, Mixture, fit, iterate
from tests.benchmarks import armadillo
from tests.benchmarks.scikit import FOUR, their_bare_steps, their_steps, twin_at
from tests.benchmarks.timing import Steps, timed

FULL = [
    (272, 2, 2, 8.0),
    (1_000, 2, 4, 12.0),
    (10_000, 2, 5, 25.0),
    (100_000, 2, 5, 25.0),
    (1_000_000, 2, 5, 18.0),
    (100_000, 10, 10, 5.0),
    (50_000, 50, 20, 2.5),
]
TABLES = ["full", "families", "warm", "armadillo", "sweep", "grid"]
OTHERS = [(n, d, 5) for n in (10_000, 100_000) for d in (2, 20)]
SECONDS = 0.4  # how long each side runs in a turn, at least


def clouds(n: int, d: int, k: int) -> np.ndarray:
    """n rows around k centres that overlap, so that runs are long and their beginnings do not count."""
    rng = np.random.default_rng(n + d + k)
    return 1.2 * rng.normal(size=(k, d))[rng.integers(k, size=n)] + rng.normal(size=(n, d))


def exponential() -> float:
    """Nanoseconds that NumPy's exponential of one number takes here, at best."""
    numbers, times = np.linspace(-30.0, 0.0, 8192), []
    for _ in range(200):
        began = time.perf_counter()
        np.exp(numbers)
        times.append(time.perf_counter() - began)
    return min(times) / len(numbers) * 1e9


def per_step(steps: Steps, seconds: float = SECONDS) -> float:
    """CPU seconds a step."""
    made, passed = 0, 0.0
    while passed < seconds:
        more, took = steps()
        made, passed = made + more, passed + took
    return passed / made


def in_turn(ours: Steps, theirs: Steps, turns: int) -> tuple[float, float, float]:
    """The best time a step of either side, and the median ratio of neighbouring turns."""
    pairs = [(per_step(ours), per_step(theirs)) for _ in range(turns)]
    ratios = [theirs / ours for ours, theirs in pairs]
    return min(p[0] for p in pairs), min(p[1] for p in pairs), float(np.median(ratios))


def extra_memory(call: Callable[[], object]) -> float:
    """Megabytes that a call allocates at its peak, NumPy's arrays included."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def stepping(x: np.ndarray, settings: EMSettings, start: Mixture) -> Steps:
    """Steps of the public generator, as many as fit in a batch; when a run ends, a new one begins untimed."""
    batch = max(1, min(200, 10_000_000 // x.size // settings.k))
    runs = {"run": iterate(x, settings, start)}
    next(runs["run"])
    few = timed(lambda: sum(1 for _ in islice(runs["run"], batch)))

    def steps() -> tuple[int, float]:
        made, took = few()
        if made < batch:
            runs["run"] = iterate(x, settings, start)
            next(runs["run"])
        return made, took

    return steps


def row(
    size: tuple[int, int, int],
    family: str,
    turns: int,
    theirs: Callable[[np.ndarray, GaussianMixture], Steps] = their_steps,
) -> tuple[float, float, float]:
    k = size[2]
    x = clouds(*size)
    settings = EMSettings(k=k, family=family, start="kmeans", tol=0.0, max_iter=10**9)
    start = next(iterate(x, settings)).mixture
    twin = twin_at(x, k, family, start).fit(x)
    return in_turn(stepping(x, settings, start), theirs(x, twin), turns)


def table_full(turns: int, sizes: list) -> None:
    print(
        f"\n{'full covariance':>22} {'ours':>12} {'sklearn':>12} {'ratio':>7} {'asked':>6}  {'bare':>6}"
        "   extra memory, MB"
    )
    for n, d, k, asked in sizes:
        ours, theirs, ratio = row((n, d, k), "VVV", turns)
        _, _, bare = row((n, d, k), "VVV", turns, their_bare_steps)
        x = clouds(n, d, k)
        settings = EMSettings(k=k, tol=0.0, max_iter=3)
        start = Mixture(np.full(k, 1 / k), x[:k], [np.cov(x[:1000].T)] * k)
        mine = extra_memory(lambda x=x, s=settings, start=start: list(iterate(x, s, start)))
        twin = twin_at(x, k, "VVV", start)
        sklearns = extra_memory(lambda x=x, twin=twin: twin.fit(x))
        what = f"{n:,} x {d}, k = {k}"
        print(
            f"{what:>22} {ours * 1e6:>9,.0f} us {theirs * 1e6:>9,.0f} us {ratio:>6.1f}x {asked:>5}x {bare:>6.1f}x"
            f"   ours {mine:,.1f}, sklearn {sklearns:,.1f}"
        )


def table_families(turns: int, sizes: list) -> None:
    print(f"\n{'family':>30} {'ours':>12} {'sklearn':>12} {'ratio':>7}")
    for (n, d, k), family in product(sizes, ("EEE", "VVI", "VII")):
        ours, theirs, ratio = row((n, d, k), family, turns)
        what = f"{family} {n:,} x {d}, k = {k}"
        print(f"{what:>30} {ours * 1e6:>9,.0f} us {theirs * 1e6:>9,.0f} us {ratio:>6.1f}x")


def table_warm(turns: int, sizes: list) -> None:
    """Against scikit-learn stepped as an app would have to: fit with warm_start, one iteration a call."""
    print(f"\n{'stepped by warm_start':>22} {'ours':>12} {'sklearn':>12} {'ratio':>7}")
    for n, d, k, _ in sizes:
        x = clouds(n, d, k)
        settings = EMSettings(k=k, start="kmeans", tol=0.0, max_iter=10**9)
        start = next(iterate(x, settings)).mixture
        twin = twin_at(x, k, "VVV", start).set_params(warm_start=True).fit(x)

        def theirs(twin: GaussianMixture = twin, x: np.ndarray = x) -> int:
            twin.fit(x)
            twin.score(x)  # the log-likelihood of these parameters, which a picture needs
            return 1

        ours, theirs_time, ratio = in_turn(stepping(x, settings, start), timed(theirs), turns)
        what = f"{n:,} x {d}, k = {k}"
        print(f"{what:>22} {ours * 1e6:>9,.0f} us {theirs_time * 1e6:>9,.0f} us {ratio:>6.1f}x")


def table_sweep(count: int) -> None:
    """k = 1..10, four families, five starts, 10,000 x 2: to a gain of 1e-6 a row, 100 iterations at most.

    Both sides begin from k-means of their own, scikit-learn's default: its k-means++ starts have next to no
    width, from where its shared covariance stops on a saddle after three iterations.
    """
    x = clouds(10_000, 2, 5)
    cells = list(product(range(1, 11), FOUR, range(5)))[:: 200 // count]
    ours = theirs = 0.0
    for k, family, seed in cells:
        begun = time.process_time()
        fit(x, EMSettings(k=k, family=family, start="kmeans", seed=seed, tol=1e-6, max_iter=100))
        middle = time.process_time()
        GaussianMixture(
            k,
            covariance_type=FOUR[family],
            random_state=seed,
            tol=1e-6,
            max_iter=100,
        ).fit(x)
        ours += middle - begun
        theirs += time.process_time() - middle
    ratio = theirs / ours
    both = f"ours {ours:.1f} s, sklearn {theirs:.1f} s"
    print(f"\nsweep of {len(cells)} fits: {both}, {ratio:.1f}x (15x asked)")


def table_grid(turns: int) -> None:
    x = clouds(1_000, 2, 5)
    mixture = fit(x, EMSettings(k=5, max_iter=20)).states[-1].mixture
    twin = twin_at(x, 5, "VVV", mixture).fit(x)
    sides = [np.linspace(low, high, 200) for low, high in zip(x.min(axis=0), x.max(axis=0), strict=True)]
    grid = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    ours, theirs, ratio = in_turn(
        timed(lambda: len(mixture.log_density(grid)) // len(grid)),
        timed(lambda: len(twin.score_samples(grid)) // len(grid)),
        turns,
    )
    both = f"ours {ours * 1e3:.2f} ms, sklearn {theirs * 1e3:.2f} ms"
    print(f"\n200 x 200 density grid, k = 5: {both}, {ratio:.1f}x")


def table_armadillo(turns: int, sizes: list) -> None:
    """Against Armadillo's gmm_full, from the same start."""
    with TemporaryDirectory() as folder:
        if (program := armadillo.compiled(Path(folder))) is None:
            print("\nNo Armadillo here: apt-get install g++ libarmadillo-dev.")
            return
        print(f"\n{'against Armadillo':>22} {'ours':>12} {'gmm_full':>12} {'ratio':>7}")
        for n, d, k, _ in sizes:
            x = clouds(n, d, k)
            settings = EMSettings(k=k, start="kmeans", tol=0.0, max_iter=10**9)
            start = next(iterate(x, settings)).mixture
            with armadillo.fit_iter(program, x, start) as theirs:
                ours, theirs_time, ratio = in_turn(stepping(x, settings, start), theirs, turns)
            what = f"{n:,} x {d}, k = {k}"
            print(f"{what:>22} {ours * 1e6:>9,.0f} us {theirs_time * 1e6:>9,.0f} us {ratio:>6.1f}x")


def table(name: str, quick: bool) -> None:
    """One table, printed."""
    warnings.simplefilter("ignore")  # scikit-learn's ConvergenceWarning at every step
    turns = 3 if quick else 7
    sizes = [size for size in FULL if not quick or size[0] * size[1] <= 200_000]
    match name:
        case "full":
            table_full(turns, sizes)
        case "families":
            table_families(turns, OTHERS[:2] if quick else OTHERS)
        case "warm":
            table_warm(turns, sizes[:4])
        case "armadillo":
            table_armadillo(turns, sizes)
        case "sweep":
            table_sweep(20 if quick else 200)
        case "grid":
            table_grid(turns)


def main() -> None:
    """Each table in a process of its own: how memory is had back depends on what a process did before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", default=TABLES)
    parser.add_argument("--quick", action="store_true", help="fewer turns, nothing above 100,000 rows")
    given = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, NumPy {np.__version__}, load {os.getloadavg()[0]:.1f}"
    )
    print(f"NumPy's exponential: {exponential():.1f} ns a number")
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "NPY_DISABLE_CPU_FEATURES"):
        print(f"{name} = {os.environ.get(name, 'not set')}", flush=True)
    for name in given.tables:
        process = get_context("spawn").Process(target=table, args=(name, given.quick))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
