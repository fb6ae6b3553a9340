"""The power of the bootstrap likelihood-ratio test, three ways: python tests/benchmarks/power.py [tests, null or time].

`tests`: one against two Gaussian components of one shared spread, on the same rows each way. What the drawer tells
(the short cut, see `RatioPower`), mclust's own test (`mclustBootstrapLRT`, where Rscript and mclust are), and brute
force: an EM written here alone, from five cuts of each set, with the critical value of 1,000 sets of one component.
The null distribution has no unknown parameter there, so brute force has the power of a bootstrap with samples
without number. `whole N D SETS`: the test as the app makes it, 99 samples for each set. `null`: the statistic's null
distribution of two against three components in eight columns, beside McLachlan & Peel (2000), table 6.5. `time`: how
long the drawer takes. Sets are numbered by their seeds.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gmmviz.em import EMSettings, Mixture
from gmmviz.em.evidence.likelihood_ratios import likelihood_ratios
from gmmviz.em.evidence.power import PowerRequest, RatioPower, _fewer, _tested, power
from gmmviz.em.evidence.quick_fits import best_of_starts
from gmmviz.em.search.basins import wilson

SETTINGS = EMSettings(k=2, family="EEE", start="kmeans++")
CASES = (
    (100, 0.0),
    (50, 2.0),
    (50, 3.0),
    (100, 2.0),
    (100, 2.5),
    (100, 3.0),
    (200, 2.5),
)  # rows, distance in sd
SETS, BRUTE_SETS, NULL_SETS = 60, 500, 1_000
MCLUST = """library(mclust); set.seed(1)
for (set in strsplit(readLines("sets.csv"), ",")) {
  test <- mclustBootstrapLRT(as.numeric(set), modelName = "E", nboot = 99, maxG = 1, verbose = FALSE)
  cat(test$p.value[1], "\\n")
}"""


def truth(distance: float) -> Mixture:
    """Two components as heavy, so many standard deviations apart."""
    return Mixture([0.5, 0.5], [[0.0], [distance]], np.ones((2, 1, 1)))


def rows(n: int, distance: float, seed: int) -> np.ndarray:
    """Rows (n, 1) of a set."""
    return truth(distance).sample(n, np.random.default_rng([seed, n, round(10 * distance), 19]))[0]


def brute_gains(sets: np.ndarray) -> np.ndarray:
    """Twice the gain of two components over one in sets (m, n) of one column, by an EM for this model alone."""
    m, n = sets.shape
    x = np.sort(sets, axis=1)
    one = -0.5 * n * (np.log(2.0 * np.pi * x.var(axis=1)) + 1.0)
    best = one.copy()
    for cut in np.linspace(0.1, 0.9, 5):
        r = np.zeros((m, n))
        r[:, round(cut * n) :] = 1.0
        before = np.full(m, -np.inf)
        for _ in range(200):
            w = np.clip(r.mean(axis=1, keepdims=True), 1e-12, 1.0 - 1e-12)
            high = (r * x).sum(axis=1, keepdims=True) / (n * w)
            low = ((1.0 - r) * x).sum(axis=1, keepdims=True) / (n * (1.0 - w))
            spread = (r * (x - high) ** 2 + (1.0 - r) * (x - low) ** 2).mean(axis=1, keepdims=True)
            spread = np.maximum(spread, 1e-9)
            a = np.log(1.0 - w) - 0.5 * (x - low) ** 2 / spread
            b = np.log(w) - 0.5 * (x - high) ** 2 / spread
            both = np.logaddexp(a, b)
            r = np.exp(b - both)
            level = both.sum(axis=1) - 0.5 * n * np.log(2.0 * np.pi * spread[:, 0])
            if np.max(level - before) < 1e-5:
                break
            before = level
        best = np.maximum(best, level)
    return 2.0 * (best - one)


def share(hits: int, of: int, interval: tuple[float, float] | None = None) -> str:
    """A share in per cent with its 95 % interval, Wilson's where none is given."""
    low, high = interval or wilson(hits, of)
    return f"{100 * hits / of:.0f} ({100 * low:.0f} to {100 * high:.0f})"


def by_mclust(sets: list[np.ndarray]) -> int | None:
    """How many sets mclust's test rejects; None where it is not installed."""
    script = shutil.which("Rscript")
    if script is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(",".join(repr(float(value)) for value in each[:, 0]) for each in sets)
        (Path(folder) / "sets.csv").write_text(text + "\n", encoding="ascii")
        (Path(folder) / "test.R").write_text(MCLUST, encoding="ascii")
        done = subprocess.run([script, "test.R"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    return sum(float(line) <= 0.05 for line in done.stdout.split())


def short_cut(n: int, distance: float, sets: list[np.ndarray]) -> RatioPower:
    """What the drawer makes of such sets."""
    fewer = _fewer(truth(distance), SETTINGS, n)
    test = RatioPower(n)
    for trial, x in enumerate(sets):
        test = _tested(test, x, (fewer, SETTINGS), trial)
    return test


def tests() -> None:
    """Power in per cent at 5 %, with 95 % intervals."""
    print("| rows | distance, sd | drawer | mclust, 99 samples | brute force |\n|---|---|---|---|---|")
    for n, distance in CASES:
        sets = [rows(n, distance, seed) for seed in range(SETS)]
        drawer, theirs = short_cut(n, distance, sets), by_mclust(sets)
        rng = np.random.default_rng([n, 20])
        critical = np.quantile(brute_gains(rng.normal(size=(NULL_SETS, n))), 0.95)
        many = np.array([rows(n, distance, seed)[:, 0] for seed in range(BRUTE_SETS)])
        brute = int((brute_gains(many) > critical).sum())
        mclust = "" if theirs is None else share(theirs, SETS)
        cells = (share(drawer.rejections, len(drawer.gains), drawer.interval), mclust)
        print("|", " | ".join((str(n), f"{distance:g}", *cells, share(brute, BRUTE_SETS))), "|", flush=True)


def whole(n: int, distance: float, sets: int) -> None:
    """The test as the app makes it, on the first of the same sets, and mclust's on these."""
    taken = [rows(n, distance, seed) for seed in range(sets)]
    rejected = 0
    for seed, x in enumerate(taken):
        *_, ended = likelihood_ratios(x, replace(SETTINGS, seed=seed))
        rejected += ended[0].rejects
    theirs = by_mclust(taken)
    told = "" if theirs is None else f", mclust {share(theirs, sets)}"
    print(f"{n} rows, {distance:g} sd, {sets} sets: app {share(rejected, sets)}{told}", flush=True)


def null(sets: int = 100, starts: int = 5) -> None:
    """Percentiles of two against three components: n = 100, 8 columns, equal weights, one shared spread."""
    published = {2.0: (40.2, 44.3, 48.9)}
    print(
        "| distance | sets | 90 % | 95 % | 99 % | theirs: 90 % | 95 % | 99 % |\n|---|---|---|---|---|---|---|---|"
    )
    for distance, theirs in published.items():
        means = np.zeros((2, 8))
        means[1, 0] = distance
        mixture = Mixture([0.5, 0.5], means, np.stack([np.eye(8)] * 2))
        gains = []
        for seed in range(sets):
            x, _ = mixture.sample(100, np.random.default_rng([seed, 21]))
            two, three = (best_of_starts(x, replace(SETTINGS, k=k), starts) for k in (2, 3))
            if two is not None and three is not None:
                gains.append(2.0 * (three[0] - two[0]))
        ours = np.quantile(gains, (0.9, 0.95, 0.99))
        print(
            "|",
            " | ".join((f"{distance:g}", str(len(gains)), *(f"{each:.1f}" for each in (*ours, *theirs)))),
            "|",
        )


def seconds() -> None:
    """By the clock and of the processor, until the drawer ends; and the samples of each size until then."""
    print("| rows | columns | K | by the clock, s | processor, s | samples of each size | of the test |")
    print("|---|---|---|---|---|---|---|")
    for n, d, k in ((100, 1, 2), (272, 2, 2), (2_000, 4, 3), (2_000, 4, 6)):
        means = np.zeros((k, d))
        means[np.arange(k), np.arange(k) % d] = 3.0 * (1 + np.arange(k) // d)
        mixture = Mixture(np.full(k, 1.0 / k), means, np.stack([np.eye(d)] * k))
        asked = PowerRequest(EMSettings(k=k, start="kmeans++"), mixture, n)
        clock, processor = time.monotonic(), time.process_time()
        *_, (_, curve) = power(np.empty((0, d)), asked, {})
        took = (time.monotonic() - clock, time.process_time() - processor)
        samples = "" if curve.test is None else str(len(curve.test.gains))
        cells = (
            n,
            d,
            k,
            *(f"{each:.1f}" for each in took),
            min(each.trials for each in curve.sizes),
            samples,
        )
        print("|", " | ".join(map(str, cells)), "|", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["whole"]:
        whole(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
    else:
        for part in sys.argv[1:] or ("tests", "null", "time"):
            {"tests": tests, "null": null, "time": seconds}[part]()
