"""Ours against scikit-learn and R's mclust: data sets x 14 families x K, and why they differ where they do.

    python tests/benchmarks/agreement.py > .github/AGREEMENT.md
    python tests/benchmarks/agreement.py faithful iris     (these data sets only)

The file's last part, *Are they real?*, is made by real.py: keep it when this one is written anew.

R with mclust is used where it is installed. Ours is the best sound optimum of 20 starts; mclust has its hierarchical
start, scikit-learn five k-means starts, both with tight tolerances. A difference is explained by what our engine
makes of their end: polished further, judged spurious, or left where it is, a lower optimum.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gmmviz
from gmmviz.em import FAMILIES, EMSettings, Mixture, family_of, representative
from gmmviz.em.search.polish import PolishedFit, polished
from gmmviz.em.search.search_data import SearchData
from gmmviz.em.search.sweep import Cell, fit_cell

SAME = 2e-3  # nats
STARTS = 20
SCIKIT_STARTS = 5  # its tolerance must be so tight that twenty take minutes
MOST = 4  # components
SHIPPED = ("faithful", "iris", "wine", "two-gaussians", "overlapping", "crossing", "unequal", "heavy-tails")
WINE_COLUMNS = 4  # of 13: in all of them most free families have more numbers than the rows can tell

R_CODE = """
suppressMessages(library(mclust))
args <- commandArgs(TRUE)
x <- as.matrix(read.csv(args[1], header = FALSE))
for (g in 1:as.integer(args[2])) for (m in mclust.options("emModelNames")) {
  f <- try(Mclust(x, G = g, modelNames = m, verbose = FALSE,
                  control = emControl(tol = c(1e-10, 1e-10), itmax = c(20000, 20000))), silent = TRUE)
  if (inherits(f, "try-error") || is.null(f)) next
  numbers <- c(f$loglik, f$parameters$pro, f$parameters$mean, f$parameters$variance$sigma)
  cat(m, g, format(numbers, digits = 17), "\\n")
}
"""

EXPLAINED = {
    "theirs is spurious": "Their end is an accident of a few rows or of rounding: we leave it out.",
    "theirs stops short": "From their end the likelihood still climbs: a plateau that a tolerance took for an end.",
    "another optimum": "Their start led to a lower optimum; from their end our EM stays there.",
    "VVE": "mclust's M-step of VVE leaves the volumes out of the common orientation; its likelihood can fall.",
    "theirs fails": "They report no fit; ours has a sound one.",
    "ours is lower": "Their optimum is sound and higher: our 20 starts missed it.",
}

REPRODUCTIONS = """
```python
# mclust's VVE: its end is no optimum, and from it our EM climbs (R: Mclust(faithful, G = 3, modelNames = "VVE"))
import gmmviz

x = gmmviz.dataset("faithful").x
*_, cell = gmmviz.sweep(x, [3], ["VVE"], 20)
print(cell.best.end.log_likelihood, "mclust 6.0.0 says -1122.80")
```

```python
# A plateau that a default tolerance takes for an end
from sklearn.mixture import GaussianMixture
import gmmviz

x = gmmviz.dataset("faithful").x
for tol in (1e-3, 1e-6, 1e-9):
    print(
        tol, GaussianMixture(3, tol=tol, max_iter=9999, reg_covar=0, random_state=0).fit(x).score(x) * len(x)
    )
```

```python
# scikit-learn's stale bound: lower_bound_ is of the parameters before the last step
from sklearn.mixture import GaussianMixture
import gmmviz

x = gmmviz.dataset("faithful").x
model = GaussianMixture(3, random_state=0, reg_covar=0).fit(x)
print(model.lower_bound_, model.score(x))
```

```python
# scikit-learn's integer scores: densities are computed in the type of the data
import numpy as np
from sklearn.mixture import GaussianMixture

x = np.random.default_rng(0).integers(0, 9, (200, 2))
model = GaussianMixture(2, random_state=0).fit(x.astype(float))
print(model.score(x), model.score(x.astype(float)))
```
"""


@dataclass(frozen=True)
class Difference:
    """Where a peer and we differ: data, family, K, their log-likelihood less ours, and why."""

    peer: str
    data: str
    family: str
    k: int
    higher: float
    why: str


def data_sets() -> Iterator[tuple[str, np.ndarray]]:
    """The shipped sets that are small, and two of scikit-learn's."""
    from sklearn.datasets import load_breast_cancer, load_diabetes

    for name in SHIPPED:
        x = gmmviz.dataset(name).x
        yield (f"wine, {WINE_COLUMNS} columns", x[:, :WINE_COLUMNS]) if name == "wine" else (name, x)
    yield "breast cancer, 3 columns", load_breast_cancer().data[:, [0, 1, 4]]
    yield "diabetes, 3 columns", np.round(load_diabetes(scaled=False).data[:, [2, 3, 8]], 3)


def of_mclust(x: np.ndarray) -> dict[tuple[str, int], tuple[float, Mixture]]:
    """Log-likelihoods and mixtures of mclust by family and K; empty without R."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path, code = Path(folder) / "x.csv", Path(folder) / "fit.R"
        np.savetxt(path, x, delimiter=",", fmt="%.17g")
        code.write_text(R_CODE)
        command = ["Rscript", str(code), str(path), str(MOST)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found, d = {}, x.shape[1]
    for line in told.splitlines():
        family, k_text, *numbers = line.split()
        k, values = int(k_text), np.array(numbers, dtype=float)
        weights, means = values[1 : 1 + k] if k > 1 else np.ones(1), values[1 + k : 1 + k + k * d]
        covariances = values[1 + k + k * d :]
        if len(covariances) == k * d * d and np.isfinite(values).all():
            mixture = Mixture(weights / weights.sum(), means.reshape(k, d), covariances.reshape(k, d, d))
            found[family, k] = (float(values[0]), mixture)
    return found


def of_scikit(x: np.ndarray) -> dict[tuple[str, int], tuple[float, Mixture]]:
    """Log-likelihoods and mixtures of scikit-learn by family and K."""
    import warnings

    from sklearn.mixture import GaussianMixture

    found = {}
    for family in FAMILIES.values():
        for k in range(1, MOST + 1) if family.alias else ():
            model = GaussianMixture(
                k,
                covariance_type=family.alias,
                n_init=STARTS,
                tol=1e-9,
                max_iter=5000,
                reg_covar=0.0,
                random_state=0,
            )
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    model.fit(x)
            except ValueError:
                continue
            raw, d = model.covariances_, x.shape[1]
            covariances = {
                "full": lambda raw=raw: raw,
                "tied": lambda raw=raw, k=k: np.repeat(raw[None], k, axis=0),
                "diag": lambda raw=raw: np.array([np.diag(each) for each in raw]),
                "spherical": lambda raw=raw, d=d: np.array([np.eye(d) * each for each in raw]),
            }[family.alias]()
            mixture = Mixture(model.weights_ / model.weights_.sum(), model.means_, covariances)
            found[family.name, k] = (float(model.score(x) * len(x)), mixture)
    return found


def why(x: np.ndarray, peer: str, cell: Cell, theirs: float, mixture: Mixture) -> str:
    """The reason, as a key of EXPLAINED, why their log-likelihood differs from ours; empty where it does not."""
    ours = -math.inf if cell.best is None or cell.spurious else cell.best.end.log_likelihood
    if abs(theirs - ours) <= SAME:
        return ""
    end = polished(x, EMSettings(k=cell.k, family=cell.family), mixture)
    if peer == "mclust" and cell.family == "VVE" and theirs < ours:
        return "VVE"
    if not isinstance(end, PolishedFit) or end.flags:
        return "theirs is spurious" if theirs > ours else "theirs stops short"
    if not math.isfinite(ours):
        return "ours is lower"
    if end.log_likelihood > ours + SAME:
        return "ours is lower"
    return "theirs stops short" if end.log_likelihood > theirs + SAME else "another optimum"


def compared(name: str, x: np.ndarray) -> tuple[Counter[tuple[str, str]], list[Difference]]:
    """Counts by peer and reason, and all differences, of one data set."""
    data, counts, found = SearchData(x), Counter(), []
    peers = {"mclust": of_mclust(x), "scikit-learn": of_scikit(x)}
    for k in range(1, MOST + 1):
        for family in dict.fromkeys(representative(each, k, x.shape[1]) for each in FAMILIES):
            *_, cell = fit_cell(data, EMSettings(k=k, family=family), STARTS if k > 1 else 1)
            sound = cell.best is not None and not cell.spurious
            for peer, fits in peers.items():
                if not fits or (peer == "scikit-learn" and family_of(family).alias is None):
                    continue
                if (family, k) not in fits:
                    counts[peer, "theirs fails" if sound else ""] += 1
                    continue
                theirs, mixture = fits[family, k]
                reason = why(x, peer, cell, theirs, mixture)
                counts[peer, reason] += 1
                if reason:
                    ours = cell.best.end.log_likelihood if sound else math.nan
                    found.append(Difference(peer, name, family, k, theirs - ours, reason))
    return counts, found


def main() -> None:
    """Print the document."""
    print("# How far we agree with scikit-learn and mclust\n")
    print((__doc__ or "").split("\n\n")[2].replace("\n", " ") + " Made by `tests/benchmarks/agreement.py`.\n")
    print("| data | rows x columns | peer | cells | the same | " + " | ".join(EXPLAINED) + " |")
    print("|---|---|---|" + "---|" * (2 + len(EXPLAINED)))
    differences: dict[str, list[Difference]] = defaultdict(list)
    wanted = sys.argv[1:]
    for name, x in data_sets():
        if wanted and name not in wanted:
            continue
        counts, found = compared(name, x)
        for peer in ("mclust", "scikit-learn"):
            mine = {reason: count for (each, reason), count in counts.items() if each == peer}
            if mine:
                cells = [sum(mine.values()), mine.get("", 0), *(mine.get(reason, 0) for reason in EXPLAINED)]
                print(
                    f"| {name} | {x.shape[0]} x {x.shape[1]} | {peer} | {' | '.join(map(str, cells))} |",
                    flush=True,
                )
        for each in found:
            differences[each.peer].append(each)
    print("\n## What the columns mean\n")
    for reason, sentence in EXPLAINED.items():
        print(f"- **{reason}**: {sentence}")
    print("\n## Every disagreement\n\nTheirs less ours, in nats.\n")
    for peer, found in differences.items():
        print(f"### {peer}\n")
        for each in found:
            gap = "we have no sound fit" if math.isnan(each.higher) else f"{each.higher:+.3f}"
            print(f"- {each.data}, {each.family}, K = {each.k}: {gap}: {each.why}.")
        print()
    print("## To see it\n" + REPRODUCTIONS, end="")


if __name__ == "__main__":
    main()
