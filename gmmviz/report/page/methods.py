"""The methods paragraph: every setting, seed and version, the tests and resamples, and what was left out."""

from __future__ import annotations

import platform
import re
from importlib.metadata import version

import numpy as np

from gmmviz import __version__
from gmmviz.data import Account, Points
from gmmviz.data.csv.columns.role_words import HELD_OUT_WORDS
from gmmviz.data.notices import counted
from gmmviz.em import STARTS, VARIANTS, WEIGHTS, family_of
from gmmviz.em.kernel.naming import listed
from gmmviz.figures.escape import one_line
from gmmviz.report.page.paragraphs.drawn_samples import uncertainty
from gmmviz.report.page.paragraphs.searched_models import search_words
from gmmviz.report.page.paragraphs.which_fit import followed_words
from gmmviz.report.page.subject import Subject
from gmmviz.report.scores import family_name
from gmmviz.thousands import count_text

REFERENCES = (
    "Banfield, J. D. & Raftery, A. E. (1993). Model-based Gaussian and non-Gaussian clustering. Biometrics, 49, "
    "803-821.",
    "Baudry, J.-P., Raftery, A. E., Celeux, G., Lo, K. & Gottardo, R. (2010). Combining mixture components for "
    "clustering. Journal of Computational and Graphical Statistics, 19, 332-353.",
    "Celeux, G. & Govaert, G. (1995). Gaussian parsimonious clustering models. Pattern Recognition, 28, 781-793.",
    "Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM "
    "algorithm. Journal of the Royal Statistical Society B, 39, 1-38.",
    "Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.",
    "Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis, 52, "
    "258-271.",
    "McLachlan, G. J. & Basford, K. E. (1988). Mixture Models: Inference and Applications to Clustering. Dekker.",
    "McLachlan, G. J. & Peel, D. (2000). Finite Mixture Models. Wiley.",
    "Van Lissa, C. J., Garnier-Villarreal, M. & Anadria, D. (2024). Recommended practices in latent class analysis "
    "using the open-source R-package tidySEM. Structural Equation Modeling, 31, 526-534.",
    "Zhu, D. & Zinde-Walsh, V. (2009). Properties and estimation of asymmetric exponential power distribution. "
    "Journal of Econometrics, 148, 86-99.",
)


FAMILY_LETTERS = ": volume, shape, orientation; Banfield and Raftery 1993, Celeux and Govaert 1995"
ONE_COLUMN_LETTERS = ": E for one width, V for own widths"


def references(text: str) -> tuple[str, ...]:
    """The works that a text cites, by the surname of the first author and the year."""
    found = []
    for work in REFERENCES:
        author, year = work.partition(",")[0], work.partition("(")[2].partition(")")[0]
        if re.search(rf"{re.escape(author)}\b[^;]{{0,60}}?\b{year}\b", text, re.IGNORECASE):
            found.append(work)
    return tuple(found)


def methods(subject: Subject) -> list[str]:
    """The paragraphs, as plain text."""
    return [_data(subject), _model(subject), search_words(subject), uncertainty(subject), _software(subject)]


def _data(subject: Subject) -> str:
    points = subject.points
    account = points.account or Account(points.n)
    names = listed([one_line(name, 40) for name in points.columns])
    columns = "column" if points.d == 1 else "columns"
    logs = (
        f" Natural logarithms were taken of {listed([one_line(name, 40) for name in points.logs])}."
        if points.logs
        else ""
    )
    scaled = (
        " Columns were standardised for the fit, and results are stated in the file's units."
        if points.scaling != "none"
        else " Columns were fitted in their own units."
    )
    unused = "".join(f" {text}" for text in columns_left_out(points))
    read = "".join(f" {one_line(text, 400)}" for text in points.readings)
    return (
        f"Data: {one_line(points.title or 'the data')}, {counted(points.n, 'row')} and the {columns} {names}. "
        f"{one_line(account.sentence(), 600)}{unused}{read}{logs}{scaled} Rows with a missing value in a fitted "
        "column are left out (complete cases)."
    )


def _model(subject: Subject) -> str:
    settings, d, k = subject.settings, subject.points.d, subject.mixture.k
    family = family_of(settings.family)
    start = STARTS[settings.start].plain
    forks = subject.scenario.lanes[0].forks
    placed = " Means were then placed by hand." if forks else ""
    letters = FAMILY_LETTERS if d > 1 else ONE_COLUMN_LETTERS
    floor = f" No component was let shrink below a width of {settings.floor:g}." if settings.floor else ""
    sizes = f"{WEIGHTS[settings.weights]}, " if k > 1 else ""
    jumps = "; steps were accelerated (SQUAREM)" if settings.accelerate else ""
    return (
        f"Model: a mixture of {k} Gaussian component{'s' if k > 1 else ''}, {family_name(family.name, d, k)} "
        f"({subject.notation} in the notation of mclust{letters}), {sizes}"
        f"{subject.measures.parameters} parameters, fitted by maximum likelihood with "
        f"{VARIANTS[settings.variant].plain} (Dempster, Laird and Rubin 1977). The run shown starts from {start}, seed "
        f"{settings.seed}, and ends when the gain per row is below {settings.tol:g}, "
        f"after {count_text(settings.max_iter)} iterations at most{jumps}.{placed}{floor} "
        f"{subject.run.verdict.sentence}{followed_words(subject)}"
    )


def _software(subject: Subject) -> str:
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {version('scipy')}"
    made = f" Report made on {subject.made}." if subject.made else ""
    link = f" The run that ends on this fit opens in the app at: ?{subject.link}" if subject.link else ""
    return f"Software: gmmviz {__version__} with {versions}.{made}{link}"


def left_out(subject: Subject) -> list[str]:
    """Which rows, other lines and columns of the data are in no fit, and why: a sentence for each reason."""
    points = subject.points
    account = points.account or Account(points.n)
    sentences = list(account.left_out)
    if not account.losses and points.dropped is not None and len(points.dropped.rows):
        from gmmviz.data import dropped_notice

        notice = dropped_notice(points.dropped)
        sentences = [*account.beside, *([notice.text] if notice is not None else [])]
    return [*(one_line(sentence, 600) for sentence in sentences), *columns_left_out(points)]


def columns_left_out(points: Points) -> list[str]:
    """Which columns of the data are not fitted, and why: a sentence for each reason."""
    sentences = [one_line(unused.sentence(), 600) for unused in points.unused]
    if points.truth is not None and not any(HELD_OUT_WORDS in sentence for sentence in sentences):
        sentences.append(f"The known classes: {HELD_OUT_WORDS}.")
    return sentences
