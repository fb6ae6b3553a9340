"""The checklist of reporting practice (SMART-LCA, van Lissa et al. 2024): filled by the report, or named as missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from gmmviz.data.notices import counted
from gmmviz.em.kernel.naming import listed
from gmmviz.figures.escape import one_line
from gmmviz.report.page.blocks import TextTable
from gmmviz.report.page.models_table import model_rows
from gmmviz.report.page.pictures import MAX_PROFILED
from gmmviz.report.page.subject import Subject
from gmmviz.report.scores import k_spans

COLUMNS_OF_A_PLANE = 2  # columns, of which the picture of the rows shows all
IN_THE_REPORT, IN_PART, YOURS_TO_ADD, IS_MISSING = "in this report", "in part", "yours to add", "missing"


@dataclass(frozen=True)
class Item:
    """One point of the checklist, in our words, and how a report stands to it: (status, where or what is missing)."""

    section: str
    asks: str
    answer: Callable[[Subject], tuple[str, str]]


def _yours(words: str) -> Callable[[Subject], tuple[str, str]]:
    return lambda subject: (YOURS_TO_ADD, words)


def _here(words: str) -> Callable[[Subject], tuple[str, str]]:
    return lambda subject: (IN_THE_REPORT, words)


def _searched(subject: Subject) -> tuple[str, str]:
    if len({cell.k for cell in subject.cells}) < 2:
        return YOURS_TO_ADD, "Say which."
    if subject.plan.by_bic:
        return YOURS_TO_ADD, "Say which; K was searched here: exploratory."
    return YOURS_TO_ADD, "Say which; other K were compared: exploratory, unless K was set before."


def _powered(subject: Subject) -> tuple[str, str]:
    power = "The drawer on power shows how many rows it takes to find K."
    return YOURS_TO_ADD, power if subject.mixture.k > 1 else "Say why so many rows."


def _missing_values(subject: Subject) -> tuple[str, str]:
    """What is known of missing values: rows of a file are accounted for, those of built-in data are whole."""
    account = subject.points.account
    dropped = subject.points.dropped
    if dropped is not None and len(dropped.rows):
        return (
            IN_PART,
            "Rows left out and why; complete cases. No test of missing completely at random (MCAR) is made.",
        )
    if account is None:
        return IN_THE_REPORT, "No row of these data has a missing value."
    if not account.losses:
        none = "No row was left out for want of a value." if account.beside else account.nothing_lost
        return (
            IN_THE_REPORT,
            f"{one_line(none, 300).removesuffix('.')}, so none had a missing value in a fitted column.",
        )
    return (
        IN_THE_REPORT,
        "Rows were left out for other reasons (What was left out); none for want of a value.",
    )


def _scales(subject: Subject) -> tuple[str, str]:
    logs = "Logarithms were taken of some columns: Methods. " if subject.points.logs else ""
    if subject.points.d == 1:
        return IN_THE_REPORT, f"{logs}There is one column only."
    if subject.points.scaling != "none":
        return IN_THE_REPORT, f"{logs}Columns were standardised for the fit."
    return IN_PART, f"{logs}Columns were fitted in their own units; say why, if these differ."


def _listed_models(subject: Subject) -> tuple[str, str]:
    if not subject.cells:
        return IN_PART, "Methods, of the one model; no other was fitted."
    if _cut_short(subject):
        return IN_PART, "Methods; table of models, as far as the search got."
    return IN_THE_REPORT, "Methods; table of models."


def _classes(subject: Subject) -> tuple[str, str]:
    ks = {cell.k for cell in subject.cells if cell.best is not None and not cell.spurious}
    lost = sorted({cell.k for cell in subject.cells} - ks)
    without = f" No model with K = {k_spans(lost)} has a sound fit." if lost else ""
    if not ks:
        return IS_MISSING, without.strip() or "No other number of classes was fitted."
    if not _cut_short(subject) and ks >= set(range(1, max(ks) + 1)):
        return IN_THE_REPORT, f"K = {k_spans(sorted(ks))}. The largest K is yours to justify.{without}"
    stopped = " The search was stopped before its end." if _cut_short(subject) else ""
    return IN_PART, f"K = {k_spans(sorted(ks))}.{without}{stopped}"


def _cut_short(subject: Subject) -> bool:
    return bool(subject.not_begun) or any(not cell.finished for cell in subject.cells)


def _tests(subject: Subject) -> tuple[str, str]:
    finished = [test for test in subject.tests.values() if test.finished]
    if not finished:
        return IN_PART, f"Information criteria. {subject.untested}"
    if not any(test.can_reject for test in finished):
        samples = counted(finished[0].samples, "sample")
        return (
            IN_PART,
            f"Information criteria; the bootstrap test's {samples} are too few to reject anything.",
        )
    return (
        IN_THE_REPORT,
        "Information criteria and the bootstrap likelihood-ratio test, in the table of models.",
    )


def _intervals(subject: Subject) -> tuple[str, str]:
    if subject.no_intervals:
        cut = subject.points.d == 1 < subject.mixture.k and any(each.interval for each in subject.cuts)
        only = f" of {_of_intervals(subject)}" * cut
        return IS_MISSING, f"Point estimates{only} only: {subject.no_intervals}."
    return IN_PART, f"Bootstrap intervals of {_of_intervals(subject)}; none of the covariances."


def _of_intervals(subject: Subject) -> str:
    """What of a fit has intervals: weights only where they are estimated."""
    return "weights and means" if subject.weights_vary else "means"


def _bounds(subject: Subject) -> tuple[str, str]:
    if subject.no_intervals:
        return IS_MISSING, f"Point estimates only: {subject.no_intervals}."
    drawn = subject.points.d <= MAX_PROFILED
    return IN_THE_REPORT, "Profile plots." if drawn else "Table of components; too many columns for a plot."


def _rows_drawn(subject: Subject) -> tuple[str, str]:
    if subject.points.d == 1:
        return IN_THE_REPORT, "Histogram of the rows."
    return (
        IN_THE_REPORT,
        "Picture of the rows; pairs." if subject.points.d > COLUMNS_OF_A_PLANE else "Picture of the rows.",
    )


def _converged(subject: Subject) -> tuple[str, str]:
    """How the models ended; that all settled is said only where every verdict of the table says no more than that."""
    if not subject.cells:
        return IN_PART, subject.run.verdict.sentence
    verdicts = Counter(row.verdict for row in model_rows(subject) if not row.shown)
    several, unsound = len(subject.cells), verdicts["no fit"] + verdicts["spurious"]
    alone, settled = verdicts["one start alone"], verdicts["settled"]
    loose = several - unsound - alone - settled
    tried_once = sum(cell.k > 1 and cell.starts == 1 for cell in subject.cells)
    counts = (
        (loose, "did not settle", "did not settle"),
        (unsound, "has no sound fit", "have no sound fit"),
        (alone, "settled where one start alone ended", "settled where one start alone ended"),
        (tried_once, "had one start", "had one start each"),
    )
    of = f"of {counted(several, 'model')}"
    exceptions = [f"{count} {of} {one if count == 1 else more}" for count, one, more in counts if count]
    run = subject.facts.run.verdict
    own = "" if run.kind == "settled" else f" The fit itself: {run.sentence}"
    status = IN_PART if loose or tried_once or own else IN_THE_REPORT
    found = ", ".join(exceptions) or ("it settled" if several == 1 else "all settled")
    return status, f"Verdicts and starts that agreed, in the table of models: {found}.{own}"


def _diagnosed(subject: Subject) -> tuple[str, str]:
    if not subject.cells:
        return IN_PART, "Classification diagnostics of this model. Local identifiability is not examined."
    return IN_PART, "Classification diagnostics: table of models. Local identifiability is not examined."


def _fit_table(subject: Subject) -> tuple[str, str]:
    if not subject.cells:
        return IS_MISSING, "No other models were fitted."
    if _cut_short(subject):
        return IN_PART, "Table of models, as far as the search got."
    return IN_THE_REPORT, "Table of models."


def _followed_up(subject: Subject) -> tuple[str, str]:
    if subject.mixture.k == 1:
        return IN_THE_REPORT, "There is one class: no row can be in a wrong one."
    return YOURS_TO_ADD, "Use the posteriors, not the labels alone: they are in the file of rows."


def _named(subject: Subject) -> tuple[str, str]:
    if subject.mixture.k == 1:
        return IN_THE_REPORT, "There is one class."
    return YOURS_TO_ADD, "Classes are numbered here."


def _inferred(subject: Subject) -> tuple[str, str]:
    ratios, gaps = tests_made(subject)
    made = [
        counted(count, noun)
        for count, noun in ((ratios, "likelihood-ratio test"), (gaps, "gap test"))
        if count
    ]
    if not made:
        return YOURS_TO_ADD, "Reflect on how many models and tests were compared."
    return YOURS_TO_ADD, f"Reflect on how many tests were made: {listed(made)} here."


def tests_made(subject: Subject) -> tuple[int, int]:
    """How many likelihood-ratio tests and tests of gaps were made, of K and of clusters; one for both counts once."""
    found = subject.examination
    of_clusters = () if found is None else found.ratios
    ratios = [test for test in (*subject.tests.values(), *of_clusters) if len(test.simulated)]
    different = {(test.k, test.samples, test.observed, test.simulated.tobytes()) for test in ratios}
    return len(different), 0 if found is None else sum(len(pair.gap.simulated) > 0 for pair in found.pairs)


def _shared(subject: Subject) -> tuple[str, str]:
    count = sum(script.text is not None for script in subject.scripts)
    if not count:
        return IS_MISSING, "No script could be made."
    if subject.rows_unwritten:
        reads = f"{counted(count, 'script')} below; their file {subject.rows_unwritten} was not written"
        return IN_PART, f"{reads}: --rows {subject.rows_unwritten} writes it."
    return IN_THE_REPORT, f"{counted(count, 'script')} below."


CHECKLIST: tuple[Item, ...] = (
    Item(
        "1 Pre-analysis",
        "Research question and design suit the analysis",
        _yours("Why a mixture, and for what."),
    ),
    Item("1 Pre-analysis", "Exploratory or confirmatory", _searched),
    Item("1 Pre-analysis", "Indicators are valid and of a suitable type", _yours("Why these columns.")),
    Item("1 Pre-analysis", "Sample size is justified", _powered),
    Item("1 Pre-analysis", "Preregistration (optional)", _yours("Name it, if there is one.")),
    Item(
        "2 Observed data",
        "Distributions and scales of the indicators",
        _here("Means and sd of all rows; pictures."),
    ),
    Item("3 Preprocessing", "Indicators on similar scales; transformations", _scales),
    Item("4 Missing data", "How much is missing, and how it was handled", _missing_values),
    Item("5 Specification", "All models are listed, with all parameters", _listed_models),
    Item("6 Number of classes", "One class up to the largest K, which is justified", _classes),
    Item("7 Enumeration", "Criteria for the number of classes", _tests),
    Item("8 Elimination", "Convergence of the models", _converged),
    Item("8 Elimination", "Classification diagnostics and local identifiability", _diagnosed),
    Item("8 Elimination", "Theoretical interpretability", _yours("What the classes mean.")),
    Item("9 Transparency", "Free, open software; versions", _here("Methods.")),
    Item("9 Transparency", "Analysis code is shared", _shared),
    Item("9 Transparency", "Data, or synthetic data, are shared", _yours("Say where the data are.")),
    Item("10 Estimation", "Method of estimation and starts", _here("Methods.")),
    Item("11 Results", "Fit of all models in a table", _fit_table),
    Item("11 Results", "Classification diagnostics and smallest class of all models", _fit_table),
    Item("11 Results", "Class proportions of the final model", _here("Table of components.")),
    Item("11 Results", "Estimates with standard errors or intervals", _intervals),
    Item("11 Results", "Informative class names, as shorthand", _named),
    Item("12 Inference", "Meaning of tests; study-wide error level", _inferred),
    Item("13 Visualisation", "Raw data, to judge separation and fit", _rows_drawn),
    Item("13 Visualisation", "Point estimates and confidence bounds", _bounds),
    Item("14 Follow-up", "Classification error is taken into account in what follows", _followed_up),
)


def checklist_table(subject: Subject) -> TextTable:
    """The checklist, filled for a report."""
    lines = tuple((item.section, item.asks, *item.answer(subject)) for item in CHECKLIST)
    note = (
        "After the SMART-LCA checklist of van Lissa, Garnier-Villarreal and Anadria (2024), in our words. What is "
        f"“{YOURS_TO_ADD}” no program can know."
    )
    heads = ("section", "asks for", "status", "where, or what is missing")
    return TextTable("Checklist", heads, lines, words=frozenset(range(4)), note=note)


def counts(subject: Subject) -> dict[str, int]:
    """How many points have each status."""
    found = [item.answer(subject)[0] for item in CHECKLIST]
    return {status: found.count(status) for status in (IN_THE_REPORT, IN_PART, YOURS_TO_ADD, IS_MISSING)}
