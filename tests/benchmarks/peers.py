"""What scikit-learn and R's mclust find, by family and number of components, with their mixtures."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from gmmviz.em import FAMILIES, Mixture, representative
from gmmviz.em.models.families import FAMILIES_IN_ONE_COLUMN

Fits = dict[tuple[str, int], tuple[float, Mixture]]  # log-likelihood and mixture, by family and K

SCIKIT_STARTS = 5  # its tolerance must be so tight that twenty take minutes
SCIKIT_MOST = 4  # components, for the same reason
R_CODE = """
suppressMessages(library(mclust))
args <- commandArgs(TRUE)
x <- as.matrix(read.csv(args[1], header = FALSE))
d <- ncol(x)
names <- if (d == 1) c("E", "V") else mclust.options("emModelNames")
for (g in 1:as.integer(args[2])) for (m in names) {
  f <- try(Mclust(x, G = g, modelNames = m, verbose = FALSE,
                  control = emControl(tol = c(1e-10, 1e-10), itmax = c(20000, 2000))), silent = TRUE)
  if (inherits(f, "try-error") || is.null(f)) next
  v <- f$parameters$variance
  numbers <- c(f$loglik, f$parameters$pro, f$parameters$mean, if (d == 1) rep_len(v$sigmasq, g) else v$sigma)
  cat(m, g, format(numbers, digits = 17), "\\n")
}
"""


def said_by_r(code: str, x: np.ndarray, *arguments: str) -> str:
    """What an R script prints that is given a file of x (n, d) and these arguments."""
    with tempfile.TemporaryDirectory() as folder:
        path, script = Path(folder) / "x.csv", Path(folder) / "fit.R"
        np.savetxt(path, x, delimiter=",", fmt="%.17g")
        script.write_text(code)
        command = ["Rscript", str(script), str(path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def of_mclust(x: np.ndarray, most: int) -> Fits:
    """What mclust's hierarchical start ends on, up to so many components; nothing without R."""
    if shutil.which("Rscript") is None:
        return {}
    told = said_by_r(R_CODE, x, str(most))
    found: Fits = {}
    d = x.shape[1]
    for line in told.splitlines():
        family, k_text, *numbers = line.split()
        k, values = int(k_text), np.array(numbers, dtype=float)
        weights, means = values[1 : 1 + k] if k > 1 else np.ones(1), values[1 + k : 1 + k + k * d]
        covariances = values[1 + k + k * d :]
        if len(covariances) == k * d * d and np.isfinite(values).all():
            mixture = Mixture(weights / weights.sum(), means.reshape(k, d), covariances.reshape(k, d, d))
            found[FAMILIES_IN_ONE_COLUMN.get(family, family), k] = (float(values[0]), mixture)
    return found


def of_scikit(x: np.ndarray, most: int) -> Fits:
    """What scikit-learn's k-means starts end on, up to so many components."""
    from sklearn.mixture import GaussianMixture

    found: Fits = {}
    d = x.shape[1]
    for family in FAMILIES.values():
        for k in range(1, min(most, SCIKIT_MOST) + 1) if family.alias else ():
            if representative(family.name, k, d) != family.name:
                continue
            model = GaussianMixture(
                k,
                covariance_type=family.alias,
                n_init=SCIKIT_STARTS,
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
            raw = model.covariances_
            covariances = {
                "full": lambda raw=raw: raw,
                "tied": lambda raw=raw, k=k: np.repeat(raw[None], k, axis=0),
                "diag": lambda raw=raw: np.array([np.diag(each) for each in raw]),
                "spherical": lambda raw=raw: np.array([np.eye(d) * each for each in raw]),
            }[family.alias]()
            mixture = Mixture(model.weights_ / model.weights_.sum(), model.means_, covariances)
            found[family.name, k] = (float(model.score(x) * len(x)), mixture)
    return found


PEERS = {"mclust": of_mclust, "scikit-learn": of_scikit}


def fits_of(name: str, x: np.ndarray, most: int, kept: Path | None) -> Mapping[str, Fits]:
    """The fits of both peers on a data set; read from a folder where they were kept, or kept there."""
    path = kept / f"{name.replace(' ', '-')}.json" if kept else None
    if path is not None and path.exists():
        told = json.loads(path.read_text())
    else:
        told = {
            peer: [
                [family, k, reached, each.weights.tolist(), each.means.tolist(), each.covariances.tolist()]
                for (family, k), (reached, each) in find(x, most).items()
            ]
            for peer, find in PEERS.items()
        }
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(told))
    return {
        peer: {(family, k): (reached, Mixture(*parts)) for family, k, reached, *parts in fits}
        for peer, fits in told.items()
    }
