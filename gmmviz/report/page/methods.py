"""The methods paragraph: every setting, seed and version, the tests and resamples, and what was left out."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from gmmviz import __version__
from gmmviz.data import Account, Points
from gmmviz.data.csv.columns.role_words import HELD_OUT_WORDS
from gmmviz.data.notices import counted
from gmmviz.em import STARTS, VARIANTS, WEIGHTS, family_of, notation
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.bootstrap import BOOTSTRAP_STARTS as TEST_STARTS
from gmmviz.figures.escape import one_line
from gmmviz.report.evidence.examination_method import METHOD
from gmmviz.report.evidence.stability_words import unfitted_words
from gmmviz.report.page.models_table import model_rows, without_vote
from gmmviz.report.page.subject import Subject
from gmmviz.report.run_ends.ending_words import most_to_gain
from gmmviz.report.scores import edge_sentence, family_name, k_spans, starts_of
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
LEAST_NATS_TO_MENTION = 1e-9  # nats between the run's end and its maximum that are worth a word


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
    return [_data(subject), _model(subject), _search(subject), _uncertainty(subject), _software(subject)]


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
        f"{subject.run.verdict.sentence}{_followed(subject)}"
    )


def _followed(subject: Subject) -> str:
    """That the fit is the local maximum under the run's end, and how far it is from what the app shows."""
    if subject.polished is None:
        return " The end of that run is the fit of this report."
    shown, fit, x = subject.run.states[-1], subject.fit, subject.points.x
    gain = fit.log_likelihood - shown.log_likelihood
    if gain < LEAST_NATS_TO_MENTION:
        return " That end is a local maximum to the last digits; it is the fit of this report."
    weights = float(np.abs(fit.mixture.weights - shown.mixture.weights).max())
    shares = float(np.abs(fit.mixture.responsibilities(x) - shown.mixture.responsibilities(x)).max())
    return (
        f" From there it was followed to the local maximum, {_one_digit(gain)} higher in log-likelihood. All of "
        "this report, its scripts included, is of that maximum. The app shows the end of the run: its weights "
        f"differ by {_one_digit(weights)} at most, its posteriors by {_one_digit(shares)}."
    )


def _one_digit(value: float) -> str:
    """A small number with its first digit, written out.

    >>> _one_digit(0.000064), _one_digit(12.3)
    ('0.00006', '10')
    """
    return f"{float(f'{value:.1g}'):.12f}".rstrip("0").rstrip(".")


def _search(subject: Subject) -> str:
    cells = subject.cells
    if not cells:
        return "No other models were fitted."
    ks = sorted({cell.k for cell in cells})
    shapes = list(dict.fromkeys(notation(cell.family, cell.k, subject.points.d) for cell in cells))
    starts = max(cell.planned for cell in cells)
    unfinished = sum(not cell.finished for cell in cells)
    left = most_to_gain(cell.best.end.verdict.to_gain for cell in cells if cell.best is not None)
    beyond = beyond_words(ks, subject.plan.most)
    edge = "" if unfinished or beyond else edge_sentence(cells, "bic")
    edge = f" {edge}" if edge else ""
    stopped = f" The search was stopped with {counted(unfinished, 'model')} unfinished." if unfinished else ""
    lost = sum(cell.best is None or cell.spurious for cell in cells)
    unsound = f" {counted(lost, 'model')} {'has' if lost == 1 else 'have'} no sound fit." if lost else ""
    once = " (one for K = 1)" if starts > 1 and ks[0] == 1 else ""
    left = f" {left}" if left else ""
    votes = "".join(f" {sentence}" for sentence in without_vote(model_rows(subject)))
    return (
        f"Model search: K = {k_spans(ks)} and the {'shape' if len(shapes) == 1 else 'shapes'} {listed(shapes)} were "
        f"tried, {counted(len(cells), 'model')} with {counted(starts, 'start')} each{once}: {starts_of(cells)}. Each "
        f"run was polished; spurious optima were flagged and never taken for best.{left}{unsound}{stopped}{edge}"
        f"{beyond}{votes}"
    )


def beyond_words(ks: Sequence[int], most: int) -> str:
    """That larger K were fitted than were asked for, and why; empty where none were.

    >>> beyond_words([1, 2, 3], 3), beyond_words([1, 2, 3, 4], 3)
    ('', ' The largest K asked for was 3; K = 4 was fitted too, so that the chosen K stands between its neighbours.')
    """
    beyond = [k for k in sorted(set(ks)) if k > most]
    if not beyond:
        return ""
    were = "was" if len(beyond) == 1 else "were"
    return (
        f" The largest K asked for was {most}; K = {k_spans(beyond)} {were} fitted too, so that the chosen K stands "
        "between its neighbours."
    )


def _uncertainty(subject: Subject) -> str:
    sentences = []
    tests = [test for test in subject.tests.values() if test.finished]
    if tests:
        sentences.append(
            "K was tested against K + 1, from K = 1 on until a test did not reject at 5\u202f%, by the parametric "
            f"bootstrap likelihood-ratio test ({counted(tests[0].samples, 'sample')}, {TEST_STARTS} starts of each "
            "model on the data as on every sample; McLachlan and Peel 2000)."
        )
    else:
        sentences.append(subject.untested)
    known = subject.intervals
    if subject.no_intervals:
        sentences.append(f"There are no intervals: {subject.no_intervals}.")
    elif known is not None:
        lost = f"; {known.failed} more could not be fitted" if known.failed else ""
        of = "means and weights" if subject.weights_vary else "means"
        sentences.append(
            f"Intervals of {of} are 2.5\u202f% and 97.5\u202f% percentiles of {len(known.means)} "
            f"nonparametric bootstrap resamples, each fitted from the fit itself{lost}."
        )
    examined = subject.examination is not None and subject.examination.verdict is not None
    if subject.examination is not None and examined and subject.mixture.k > 1:
        sentences.append(METHOD)
        stable, gain = subject.examination.stability, subject.examination.gain
        if stable is not None and len(stable.jaccard):
            again = counted(len(stable.jaccard), "bootstrap sample")
            lost = f"; {unsound}" if (unsound := unfitted_words(stable)) else ""
            sentences.append(
                f"Clusters were sought again in {again} of the rows, matched by the Jaccard index (Hennig 2007){lost}."
            )
        if gain is not None and gain.finished:
            sentences.append(f"Rows not seen are those of {gain.folds} folds.")
        sentences.append(f"Seed of the examination {subject.settings.seed}.")
    return "Uncertainty: " + " ".join(sentences)


def _software(subject: Subject) -> str:
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {version('scipy')}"
    made = f" Report made on {subject.made}." if subject.made else ""
    link = f" The fit opens in the app at: ?{subject.link}" if subject.link else ""
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
