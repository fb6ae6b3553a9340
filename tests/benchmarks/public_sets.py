"""Twenty public data sets for comparisons: R's own and mclust's, read through R, and two of scikit-learn's."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

# Names, and what gives their numeric columns in R; rows with gaps are left out.
OF_R = {
    "faithful": "faithful",
    "iris": "iris[, 1:4]",
    "quakes": "quakes[, 1:4]",
    "swiss": "swiss[, c('Agriculture', 'Education', 'Catholic')]",
    "trees": "trees",
    "rock": "rock[, 1:3]",
    "USArrests": "USArrests",
    "airquality": "airquality[, 1:4]",
    "LifeCycleSavings": "LifeCycleSavings[, 1:4]",
    "rivers": "log(rivers)",
    "acidity": "acidity",
    "banknote": "banknote[, -1]",
    "diabetes of mclust": "diabetes[, -1]",
    "thyroid": "thyroid[, -1]",
    "chevron": "chevron[, -1]",
    "cross": "cross[, -1]",
    "wreath": "wreath",
    "Baudry's ex4.1": "ex4.1",
}
WINE_COLUMNS = 4  # of 13: in all of them most free families have more numbers than the rows can tell
CANCER_COLUMNS = (0, 1, 4)

R_CODE = """
suppressMessages(library(mclust))
data(list = c("acidity", "banknote", "chevron", "cross", "diabetes", "thyroid", "wreath",
              "Baudry_etal_2010_JCGS_examples"), package = "mclust")
args <- commandArgs(TRUE)
for (line in readLines(args[1])) {
  parts <- strsplit(line, "\\t")[[1]]
  x <- as.matrix(eval(parse(text = parts[2])))
  write.table(x[complete.cases(x), , drop = FALSE], file.path(args[2], parts[1]),
              sep = ",", row.names = FALSE, col.names = FALSE)
}
"""


def public_sets() -> dict[str, np.ndarray]:
    """The rows (n, d) of every set by name; without R, those of scikit-learn alone."""
    from sklearn.datasets import load_breast_cancer, load_wine

    found = {}
    if shutil.which("Rscript") is not None:
        with tempfile.TemporaryDirectory() as folder:
            code, asked = Path(folder) / "export.R", Path(folder) / "asked"
            code.write_text(R_CODE)
            asked.write_text(
                "\n".join(f"{number}\t{expression}" for number, expression in enumerate(OF_R.values()))
            )
            subprocess.run(["Rscript", str(code), str(asked), folder], check=True, capture_output=True)
            for number, name in enumerate(OF_R):
                found[name] = np.loadtxt(Path(folder) / str(number), delimiter=",", ndmin=2)
    found[f"wine, {WINE_COLUMNS} columns"] = load_wine().data[:, :WINE_COLUMNS]
    found["breast cancer, 3 columns"] = load_breast_cancer().data[:, list(CANCER_COLUMNS)]
    return found
