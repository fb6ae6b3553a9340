"""Scripts in R that fit the model again: with mclust from the posteriors, with tidyLPA where it has the model.

Both read the file of rows that is taken away: a CSV with commas, every column as it was read, then component and
posteriors. Columns are named by their places, so no name from a file stands in a script.
"""

from dataclasses import dataclass

from gmmviz.data import Points
from gmmviz.em import VARIANTS, EMRun, family_of, notation, representative
from gmmviz.report.scripts.data_lines import file_name

TOLERANCE_NATS = 1e-5  # nats: both go on to the last digits
MCLUST = frozenset(
    ("EII", "VII", "EEI", "VEI", "EVI", "VVI", "EEE", "VEE", "EVE", "VVE", "EEV", "VEV", "EVV", "VVV")
)
"""The families that mclust has (Scrucca et al. 2016), by the names that both programs use."""
TIDY = {"EEI": 1, "VVI": 2, "EEE": 3, "VVV": 6}
"""The models of tidyLPA that it fits with mclust, by family: variances equal or not, covariances 0, equal or free."""

READING_SCRIPT = """# Reads the rows as gmmviz gives them: first the row, then the columns, component and posteriors.
arguments <- commandArgs(trailingOnly = TRUE)
path <- if (length(arguments) > 0) arguments[1] else {path}
rows <- read.csv(path, check.names = FALSE, colClasses = "character")
x <- suppressWarnings(sapply(rows[{columns}], as.numeric, simplify = "matrix"))
x <- matrix(x, ncol = {d})
posteriors <- matrix(suppressWarnings(sapply(rows[{posteriors}], as.numeric)), ncol = {k})
kept <- complete.cases(posteriors)
x <- x[kept, , drop = FALSE]
{logs}if (nrow(x) != {n}) stop("other rows than the ones that were fitted")
"""
MCLUST_SCRIPT = """# Fits the model again with mclust, from the posteriors of gmmviz {version}: K = {k}, {model}.
library(mclust)
{reading}
centre <- c({centre})
unit <- c({unit})
z <- sweep(sweep(x, 2, centre), 2, unit, "/")
control <- emControl(tol = c(1e-12, 1e-12), itmax = c(10000, 10000), equalPro = {equal})
fitted <- me(data = z, modelName = "{model}", z = posteriors[kept, , drop = FALSE], control = control)
log_likelihood <- fitted$loglik - nrow(x) * sum(log(unit))
n <- nrow(x)
p <- {parameters}
cat("log-likelihood", format(log_likelihood, digits = 12), "\\n")
cat("AIC", format(-2 * log_likelihood + 2 * p, digits = 12), "\\n")
cat("BIC", format(-2 * log_likelihood + p * log(n), digits = 12), "\\n")
cat("SABIC", format(-2 * log_likelihood + p * log((n + 2) / 24), digits = 12), "\\n")
cat("CAIC", format(-2 * log_likelihood + p * (log(n) + 1), digits = 12), "\\n")
logs <- fitted$z * log(fitted$z)
entropy <- -sum(logs[is.finite(logs)])
cat("entropy R2", format({entropy}, digits = 12), "\\n")
cat("weights", format(fitted$parameters$pro, digits = 12), "\\n")
in_the_app <- {expected}
{check}
"""
STOP_WHERE_IT_DIFFERS = 'stop("in the app the log-likelihood was ", in_the_app)'
AT_A_MAXIMUM = "if (!isTRUE(abs(log_likelihood - in_the_app) <= {near})) {elsewhere}"
STILL_CLIMBING = """# In the app the run had not come to its maximum, so mclust may go on from there.
if (!isTRUE(log_likelihood >= in_the_app - {near})) {elsewhere}"""
TIDYLPA = """# Fits the model again with tidyLPA, which calls mclust: {k} profiles, model {number}.
# tidyLPA has one start of its own, so it may end at a lower optimum than the app.
library(tidyLPA)
library(mclust)
{reading}
control <- emControl(tol = c(1e-16, 1e-16), itmax = c(20000, 20000))
# tidyLPA always resamples: two samples keep that short. For its standard errors and BLRT, nboot = 100.
profiles <- estimate_profiles(
  as.data.frame(x), n_profiles = {k}, models = {number}, control = control, nboot = 2
)
print(as.data.frame(get_estimates(profiles))[c("Category", "Parameter", "Estimate", "Class")])
fit <- as.data.frame(get_fit(profiles))
cat("log-likelihood", format(fit$LogLik, digits = 12), "\\n")
cat("AIC", format(fit$AIC, digits = 12), "\\n")
cat("BIC", format(fit$BIC, digits = 12), "\\n")
cat("SABIC", format(fit$SABIC, digits = 12), "\\n")
cat("CAIC", format(fit$CAIC, digits = 12), "\\n")
cat("entropy R2", format(fit$Entropy, digits = 12), "\\n")
cat("in the app the log-likelihood was", {expected}, "\\n")
"""


@dataclass(frozen=True)
class RowsPlaces:
    """The file of rows: its name, how many columns the data have, and the places (from 0) of the fitted ones.

    `unwritten` says that the file is still to be made.
    """

    name: str
    count: int
    fitted: tuple[int, ...]
    unwritten: bool = False

    @property
    def reads(self) -> str:
        """That a script reads it, and how it is made where it is not there yet; without a full stop."""
        made = f", which --rows {self.name} writes, or Rows under Take away in the app" * self.unwritten
        return f"Reads {self.name}{made}"


def mclust_why_not(run: EMRun) -> str | None:
    """Why mclust cannot fit such a model as it is, as a sentence; None where it can."""
    settings = run.settings
    if not VARIANTS[settings.variant].is_em:
        return f"mclust fits mixtures by EM only, and this run is {VARIANTS[settings.variant].plain}."
    if settings.floor > 0.0:
        return "mclust knows no smallest width."
    if family_of(settings.family).name == "VVE":
        return "the M-step for VVE in mclust 6 drops the volumes, and its likelihood can fall."
    mixture = run.states[-1].mixture
    if mixture.k == 1:
        return "one component needs no EM."
    if representative(settings.family, mixture.k, mixture.d) not in MCLUST:
        return f"mclust does not have the shape “{family_of(settings.family).plain}”."
    return None


def tidylpa_why_not(run: EMRun, points: Points) -> str | None:
    """Why tidyLPA has no such model, as a sentence; None where it has."""
    settings = run.settings
    if points.d == 1:
        called = notation(
            representative(settings.family, run.states[-1].mixture.k, 1), run.states[-1].mixture.k, 1
        )
        return f"tidyLPA is for two columns or more, and this is {called} in one."
    if settings.family not in TIDY:
        return (
            f"tidyLPA has the models {', '.join(TIDY)} in two columns or more, and this is {settings.family}."
        )
    if not VARIANTS[settings.variant].is_em or settings.floor > 0.0 or settings.weights != "free":
        return "tidyLPA fits by plain EM with free weights only."
    if points.scaling != "none" and family_of(settings.family).depends_on_units:
        return "it would fit in other units than this run did."
    return None


def mclust_script(
    points: Points, run: EMRun, rows: RowsPlaces, parameters: int, at_a_maximum: bool = True
) -> str:
    """The text of the script with mclust, which ends where the run did if that is a local maximum, else higher."""
    from gmmviz import __version__
    from gmmviz.em import units_of

    mixture, d = run.states[-1].mixture, points.d
    units = units_of(points.x, points.scaling)
    k = mixture.k
    model = notation(representative(run.settings.family, k, d), k, d)
    return MCLUST_SCRIPT.format(
        version=__version__,
        k=k,
        model=model,
        reading=_reading(points, rows, k),
        centre=", ".join(repr(float(value)) for value in units.centre),
        unit=", ".join(repr(float(value)) for value in units.unit),
        equal="TRUE" if run.settings.weights == "equal" else "FALSE",
        parameters=parameters,
        entropy=f"1 - entropy / (n * log({k}))",
        expected=repr(float(run.states[-1].log_likelihood)),
        check=(AT_A_MAXIMUM if at_a_maximum else STILL_CLIMBING).format(
            near=TOLERANCE_NATS, elsewhere=STOP_WHERE_IT_DIFFERS
        ),
    )


def tidylpa_script(points: Points, run: EMRun, rows: RowsPlaces) -> str:
    """The text of the script with tidyLPA."""
    k = run.states[-1].mixture.k
    return TIDYLPA.format(
        k=k,
        number=TIDY[run.settings.family],
        reading=_reading(points, rows, k),
        expected=repr(float(run.states[-1].log_likelihood)),
    )


def _reading(points: Points, rows: RowsPlaces, k: int) -> str:
    """The lines that read x: R counts from 1, the row stands first, and the posteriors after the component."""
    logged = [place + 1 for place, name in enumerate(points.file_columns) if name in points.logs]
    logs = "".join(f"x[, {place}] <- log(x[, {place}])\n" for place in logged)
    first = rows.count + 3
    return READING_SCRIPT.format(
        path=r_text(file_name(rows.name)),
        columns=f"c({', '.join(str(place + 2) for place in rows.fitted)})",
        posteriors=f"{first}:{first + k - 1}",
        d=points.d,
        k=k,
        n=points.n,
        logs=logs,
    )


def r_text(text: str) -> str:
    r"""A text as an ASCII literal of R, so that nothing in it can end the literal.

    >>> print(r_text('it"s \\ é'))
    "it\"s \\ \u{e9}"
    """
    escaped = {'"': '\\"', "\\": "\\\\"}
    letters = (
        escaped.get(letter, letter) if " " <= letter <= "~" else f"\\u{{{ord(letter):x}}}" for letter in text
    )
    return f'"{"".join(letters)}"'
