"""Reproductions of what AGREEMENT.md says of its peers: a heading, at most five lines, and the numbers they print.

Where lines are R's they need mclust 6.0.0. `tests/test_agreement.py` runs them and compares the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_LINES = 5


@dataclass(frozen=True)
class Part:
    """Lines of "python" or of "r", and what they print; where they end in an error, its name is the last word."""

    language: str
    code: str
    prints: str


@dataclass(frozen=True)
class Reproduction:
    """What is shown, in words, and the parts that show it, which follow one another in one folder."""

    heading: str
    parts: tuple[Part, ...]


ALL = (
    Reproduction(
        "VVE: mclust's end (tolerance 1e-10) is no optimum: from there, written to four digits, the first step of our "
        "EM climbs by 0.10 nats, and the run by 0.13.",
        (
            Part(
                "r",
                """
library(mclust)
f <- Mclust(faithful, G = 3, modelNames = "VVE", control = emControl(tol = 1e-10), verbose = FALSE)
cat(f$loglik)
""",
                "-1122.797",
            ),
            Part(
                "python",
                """
import gmmviz; means = [[4.3487, 80.4124], [2.0123, 54.3826], [3.3334, 70.5436]]
abc = (0.1245, 0.5190, 31.4694), (0.0576, 0.5612, 33.9510), (0.0767, 1.4927, 90.2204)
theirs = gmmviz.Mixture([0.6016, 0.3455, 0.0529], means, [[[a, b], [b, c]] for a, b, c in abc])
run = gmmviz.fit(gmmviz.dataset("faithful").x, gmmviz.EMSettings(k=3, family="VVE"), start=theirs)
print(*(run.states[number].log_likelihood for number in (0, 1, -1)))
""",
                "-1122.797 -1122.696 -1122.665",
            ),
        ),
    ),
    Reproduction(
        "theirs stops short: scikit-learn's default tolerance, 1e-3, takes a plateau for an end; with 1e-9 the same "
        "start climbs on.",
        (
            Part(
                "python",
                """
import gmmviz
from sklearn.mixture import GaussianMixture
x = gmmviz.dataset("faithful").x
for tol in (1e-3, 1e-9):
    print(GaussianMixture(3, tol=tol, max_iter=9999, reg_covar=0, random_state=0).fit(x).score(x) * len(x))
""",
                "-1126.890 -1119.214",
            ),
        ),
    ),
    Reproduction(
        "theirs stops short: mclust's default tolerance, 1e-5, does the same, by less.",
        (
            Part(
                "r",
                """
library(mclust)
for (tol in c(1e-5, 1e-10))
  cat(Mclust(faithful, G = 3, modelNames = "VVV", control = emControl(tol = tol), verbose = FALSE)$loglik, "")
""",
                "-1127.199 -1127.072",
            ),
        ),
    ),
    Reproduction(
        "another optimum: from mclust's partition, the hierarchy of ellipses, our EM settles where mclust's ends "
        "(tolerance 1e-10); other starts lead higher.",
        (
            Part(
                "r",
                """
library(mclust)
cat(Mclust(faithful, G = 3, modelNames = "VVV", control = emControl(tol = 1e-10), verbose = FALSE)$loglik)
""",
                "-1127.072",
            ),
            Part(
                "python",
                """
import gmmviz
x = gmmviz.dataset("faithful").x
print(gmmviz.fit(x, gmmviz.EMSettings(k=3, family="VVV", start="hierarchy")).states[-1].log_likelihood)
*_, cell = gmmviz.sweep(x, [3], ["VVV"])
print(cell.best.end.log_likelihood)
""",
                "-1127.073 -1114.440",
            ),
        ),
    ),
    Reproduction(
        "theirs is spurious: scikit-learn's end higher than our best sound one by 31.5 nats, and holds one row in a "
        "component of its own.",
        (
            Part(
                "python",
                """
import gmmviz
from sklearn.mixture import GaussianMixture as Peer
x = gmmviz.dataset("two-gaussians").x
m = Peer(3, covariance_type="spherical", tol=1e-6, max_iter=999, reg_covar=0, n_init=5, random_state=0).fit(x)
print(m.score(x) * 200, [*gmmviz.sweep(x, [3], ["VII"])][-1].best.end.log_likelihood, min(m.weights_) * 200)
""",
                "-632.907 -664.429 1.000",
            ),
        ),
    ),
    Reproduction(
        "theirs is spurious: mclust's end (tolerance 1e-10) is where our EM settles from the same partition, and a "
        "component there is flagged as an accident of few rows.",
        (
            Part(
                "r",
                """
library(mclust)
cat(Mclust(faithful, G = 6, modelNames = "VVV", control = emControl(tol = 1e-10), verbose = FALSE)$loglik)
""",
                "-1094.762",
            ),
            Part(
                "python",
                """
import gmmviz
run = gmmviz.fit(gmmviz.dataset("faithful").x, gmmviz.EMSettings(k=6, family="VVV", start="hierarchy"))
print(run.states[-1].log_likelihood, run.flags[0].sentence)
""",
                "-1094.763 Component 6 holds only 15.5 rows and is 11 times thinner than the component around it: "
                "this fit is likely an accident of a few rows.",
            ),
        ),
    ),
    Reproduction(
        "theirs fails: scikit-learn ends in an error where our sweep has a sound fit.",
        (
            Part(
                "python",
                """
import gmmviz
from sklearn.mixture import GaussianMixture
x = gmmviz.dataset("two-gaussians").x
print([*gmmviz.sweep(x, [3], ["VVV"])][-1].best.end.log_likelihood)
GaussianMixture(3, tol=1e-9, max_iter=5000, reg_covar=0, random_state=3).fit(x)
""",
                "-661.370 ValueError",
            ),
        ),
    ),
    Reproduction(
        "theirs fails: mclust has no fit where our sweep has a sound one.",
        (
            Part(
                "r",
                """
library(mclust)
cat(is.null(Mclust(iris[, 1:4], G = 5, modelNames = "EVV", verbose = FALSE)))
""",
                "TRUE",
            ),
            Part(
                "python",
                """
import gmmviz
*_, cell = gmmviz.sweep(gmmviz.dataset("iris").x, [5], ["EVV"])
print(cell.best.end.log_likelihood, len(cell.best.end.flags))
""",
                "-151.043 0",
            ),
        ),
    ),
    Reproduction(
        "VVE: of 31 trees, K = 4, mclust's end (tolerance 1e-10) lies 7.6 nats below the best sound optimum of our "
        "20 starts.",
        (
            Part(
                "r",
                """
library(mclust)
cat(Mclust(trees, G = 4, modelNames = "VVE", control = emControl(tol = 1e-10), verbose = FALSE)$loglik)
write.table(trees, "trees.csv", sep = ",", row.names = FALSE, col.names = FALSE)
""",
                "-231.330",
            ),
            Part(
                "python",
                """
import gmmviz
import numpy as np
*_, cell = gmmviz.sweep(np.loadtxt("trees.csv", delimiter=","), [4], ["VVE"])
print(max(optimum.end.log_likelihood for optimum in cell.optima if not optimum.spurious))
""",
                "-223.733",
            ),
        ),
    ),
    Reproduction(
        "scikit-learn's stale bound: `lower_bound_` is of the parameters before the last step, `score` of those after.",
        (
            Part(
                "python",
                """
import gmmviz
from sklearn.mixture import GaussianMixture
x = gmmviz.dataset("faithful").x
model = GaussianMixture(3, random_state=0, reg_covar=0).fit(x)
print(model.lower_bound_, model.score(x))
""",
                "-4.143345 -4.142980",
            ),
        ),
    ),
    Reproduction(
        "scikit-learn's integer scores: densities are computed in the type of the data.",
        (
            Part(
                "python",
                """
import numpy as np
from sklearn.mixture import GaussianMixture
x = np.random.default_rng(0).integers(0, 9, (200, 2))
model = GaussianMixture(2, random_state=0).fit(x.astype(float))
print(model.score(x), model.score(x.astype(float)))
""",
                "-4.438 -4.675",
            ),
        ),
    ),
)


def written() -> str:
    """All of them as Markdown, whose lines a formatter leaves as they are."""
    return "\n".join(["<!-- fmt: off -->\n", *(_written(each) for each in ALL), "<!-- fmt: on -->\n"])


def _written(reproduction: Reproduction) -> str:
    parts = (
        f"```{part.language}\n{part.code.strip()}\n```\n\nprints `{part.prints}`\n"
        for part in reproduction.parts
    )
    name, told = reproduction.heading.split(": ", 1)
    return f"**{name}**: {told}\n\n" + "\n".join(parts)
