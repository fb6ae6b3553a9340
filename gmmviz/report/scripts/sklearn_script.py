"""A script that reproduces a fit with scikit-learn alone, where scikit-learn can.

It begins with weights, means and precisions of a state of the run, and takes as many steps from there as the run
did. With the gains it stops by, `tol`, scikit-learn would end elsewhere: so it is 0, and `max_iter` counts.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.data.csv.reading import Reading
from gmmviz.em import (
    FAMILIES,
    VARIANTS,
    EMRun,
    EMSettings,
    EMState,
    Mixture,
    Units,
    family_of,
    representative,
    units_of,
)
from gmmviz.report.scripts.data_lines import file_name
from gmmviz.report.scripts.gmmviz_script import LARGEST_SCRIPT_ERROR

Array = NDArray[np.float64]
STEPS_BEFORE_THE_END = (
    20  # steps before the end at which a second try begins, where rounding grew over the whole run
)
FURTHER_STEPS_FACTOR = (
    4  # times the steps of the run, and those before its end, lead on to the maximum it was climbing
)
MAX_WORK = (
    40_000_000  # steps times numbers per step: about three seconds, while somebody waits for the script
)
STEP_WORK = 5_000  # numbers: what a step costs however few rows there are

TEMPLATE = '''"""Reproduces a fit that was taken away from gmmviz, with scikit-learn: K = {k}, {kind}.

Needs numpy, pandas and scikit-learn. {reads}
"""

import sys
import warnings

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

path = sys.argv[1] if len(sys.argv) > 1 else {path}
with open(path, "rb") as file:  # numbers as text: pandas would round the last digit of some
    frame = pd.read_csv(file, dtype=str{options})
columns = {columns}
{fitted_rows}cells = frame{chosen}.dropna()
x = cells{points}.to_numpy(dtype=object).astype(float)
{logarithms}if x.shape != ({n}, {d}):
    sys.exit(f"{{path}} has {{len(x)}} rows with a value in all columns, but {n} were fitted.")

# {coordinates}
centre = np.array({centre})
unit = np.array({unit})
z = (x - centre) / unit

# {begins}, in these coordinates
model = GaussianMixture(
    n_components={k},
    covariance_type="{kind}",
    weights_init=np.array({weights}),
    means_init=np.array({means}),
    precisions_init=np.array({precisions}),
    tol=0.0,  # so that exactly max_iter steps are taken
    max_iter={steps},
    reg_covar=0.0,
    init_params="random",  # overruled by the three above, and the cheapest
    random_state=0,
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore", ConvergenceWarning)
    model.fit(z)

log_likelihood = float(model.score_samples(z).sum() - len(z) * np.log(unit).sum())
print("log-likelihood", repr(log_likelihood))
print("weights", model.weights_.tolist())
print("means", (model.means_ * unit + centre).tolist())

IN_THE_APP = {expected}
if abs(log_likelihood - IN_THE_APP) > {agreement} * max(1.0, abs(IN_THE_APP)):
    sys.exit(f"In the app the log-likelihood was {{IN_THE_APP!r}}: another version, or another file.")
'''


@dataclass(frozen=True, eq=False)
class SklearnCall:
    """What scikit-learn is to do: its covariance type, the coordinates, the start, how many steps.

    `begins` says in words which mixture is the start; `expected` is the log-likelihood it is to reach.
    """

    kind: str
    units: Units
    begins: str
    steps: int
    expected: float
    weights: Array
    means: Array
    precisions: Array


@dataclass(frozen=True)
class RowsFile:
    """A CSV that pandas reads: its name, options of `read_csv`, and columns by their names or their places.

    `commas` where numbers have decimal commas.
    """

    path: str
    options: Mapping[str, Any]
    columns: tuple[str, ...] | tuple[int, ...]
    commas: bool = False


def kind_of(settings: EMSettings, d: int) -> str | None:
    """scikit-learn's covariance type that gives the same fits for k components in d columns, if there is one."""
    family = family_of(settings.family)
    if family.alias is not None:
        return family.alias
    if d == 1:
        return "tied" if representative(family.name, 2, 1) == "EII" else "spherical"
    return (
        {"circle": "spherical", "axes": "diag", "ellipse": "full"}[family.shape] if settings.k == 1 else None
    )


def why_not(settings: EMSettings, d: int) -> str | None:
    """Why scikit-learn cannot make such a run, as a sentence; None where it can."""
    if kind_of(settings, d) is None:
        known = ", ".join(family.plain for family in FAMILIES.values() if family.alias)
        return f"scikit-learn does not have the shape “{family_of(settings.family).plain}”; it has {known}."
    if not VARIANTS[settings.variant].is_em:
        return f"scikit-learn fits mixtures by EM only, and this run is {VARIANTS[settings.variant].plain}."
    if settings.weights != "free":
        return "scikit-learn cannot keep all components the same size."
    if settings.accelerate:
        return "scikit-learn takes plain steps only, and this run jumps ahead."
    if settings.floor > 0.0:
        return "scikit-learn knows no smallest width; it adds a constant to all variances instead."
    return None


def plans(points: Points, run: EMRun, fit: EMState | None = None) -> list[SklearnCall]:
    """What may be tried, in order: the whole run, then its last steps. Empty for a run without a step.

    With a `fit`, the local maximum under the run's end, the run and what leads on from it; then steps from the fit
    itself, which leave a maximum where it is. Of a run that would take scikit-learn long only the last is left.
    """
    kind = kind_of(run.settings, points.d)
    last = run.states[-1]
    if kind is None or not last.iteration:
        return []
    late = max(0, last.iteration - STEPS_BEFORE_THE_END)
    starts = [(first, last.iteration - first) for first in sorted({0, late})]
    if fit is not None:
        starts = [
            (first, FURTHER_STEPS_FACTOR * last.iteration + STEPS_BEFORE_THE_END) for first in (0, late)
        ]
    goal = last if fit is None else fit
    stages = [
        (f"the mixture of the run after iteration {first} of {last.iteration}", run.states[first], steps)
        for first, steps in starts
    ]
    if fit is not None:
        stages.append(("the fit itself, which further steps leave where it is", fit, STEPS_BEFORE_THE_END))
    affordable = MAX_WORK / (points.n * points.d * last.mixture.k + STEP_WORK)
    stages = [*(each for each in stages[:-1] if each[2] <= affordable), stages[-1]]
    units = units_of(points.x, points.scaling)
    if units.changes_nothing:
        units = Units(points.x.mean(axis=0), np.ones(points.d))
    return [
        _plan((kind, units), begins, state, (steps, goal.log_likelihood)) for begins, state, steps in stages
    ]


def _plan(where: tuple[str, Units], begins: str, start: EMState, to: tuple[int, float]) -> SklearnCall:
    (kind, units), (steps, expected) = where, to
    mixture = units.standardise_mixture(start.mixture)
    parts = (mixture.weights, mixture.means, precisions_of(mixture, kind))
    return SklearnCall(kind, units, begins, steps, expected, *parts)


def precisions_of(mixture: Mixture, kind: str) -> Array:
    """Inverse covariances in the shape that scikit-learn keeps for a covariance type."""

    def inverse(covariance: Array) -> Array:
        whiten = np.linalg.solve(np.linalg.cholesky(covariance), np.eye(mixture.d))
        found: Array = whiten.T @ whiten
        return found

    if kind == "full":
        return np.array([inverse(covariance) for covariance in mixture.covariances])
    if kind == "tied":
        return inverse(mixture.covariances[0])
    variances = np.diagonal(mixture.covariances, axis1=1, axis2=2)
    return 1.0 / (variances if kind == "diag" else variances[:, 0])


def reached(plan: SklearnCall, x: Array) -> float:
    """The log-likelihood of x (n, d) that scikit-learn ends at by a plan: what the script prints."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    z = plan.units.standardise(x)
    model = GaussianMixture(
        len(plan.weights),
        covariance_type=plan.kind,
        weights_init=plan.weights,
        means_init=plan.means,
        precisions_init=plan.precisions,
        tol=0.0,
        max_iter=plan.steps,
        reg_covar=0.0,
        init_params="random",
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(z)
    return float(model.score_samples(z).sum()) + plan.units.log_jacobian(len(z))


def readable(content: bytes, name: str, found: Reading, points: Points) -> RowsFile | None:
    """The opened file itself, if pandas reads the very same numbers from it; else None."""
    import pandas as pd

    if not found.header or found.delimiter in (None, "", "spaces"):
        return None
    options = {"sep": found.delimiter, "header": found.header - 1, "skip_blank_lines": False}
    pairs = zip(points.file_columns, points.conventions, strict=False)
    if absent := {name: list(convention.missing) for name, convention in pairs if convention.missing}:
        options["na_values"] = absent
    try:
        cells = pd.read_csv(BytesIO(content), dtype=str, **options)[list(points.file_columns)].dropna()
        commas = found.decimal == ","
        x = (cells.replace(",", ".", regex=True) if commas else cells).to_numpy(dtype=object).astype(float)
    except (ValueError, KeyError, TypeError, pd.errors.ParserError):  # also: no UTF-8
        return None
    same = np.array_equal(points.as_fitted(x), points.x)
    return RowsFile(file_name(name), options, points.file_columns, commas) if same else None


def script(plan: SklearnCall, rows: RowsFile, points: Points) -> str:
    """The text of the script that does what a plan says, on the rows of a CSV."""
    own = bool(rows.options)
    standard = "the columns are standardised, as in the app"
    logged = np.flatnonzero(points.logged).tolist()
    centred = "centred, since scikit-learn squares what it is given"
    return TEMPLATE.format(
        k=len(plan.weights),
        kind=plan.kind,
        reads="It reads the file that was opened."
        if own
        else "It reads the rows as gmmviz exports them (CSV).",
        path=ascii(rows.path),
        options="".join(f", {name}={value!a}" for name, value in rows.options.items()),
        columns=ascii(list(rows.columns)),
        chosen="[columns]" if own else ".iloc[:, columns]",
        fitted_rows=""
        if own
        else "frame = frame[frame.iloc[:, -1].isna()]  # others say why they were left out\n",
        logarithms=f"x[:, {logged}] = np.log(x[:, {logged}])\n" if logged else "",
        points='.replace(",", ".", regex=True)' if rows.commas else "",
        n=points.n,
        d=points.d,
        coordinates=standard if points.scaling != "none" else centred,
        centre=plan.units.centre.tolist(),
        unit=plan.units.unit.tolist(),
        begins=plan.begins,
        weights=plan.weights.tolist(),
        means=plan.means.tolist(),
        precisions=plan.precisions.tolist(),
        steps=plan.steps,
        expected=repr(float(plan.expected)),
        agreement=LARGEST_SCRIPT_ERROR,
    )
