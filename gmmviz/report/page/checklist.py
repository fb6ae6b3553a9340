"""The checklist of reporting practice (SMART-LCA, van Lissa et al. 2024): filled by the report, or named as missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gmmviz.data.notices import counted
from gmmviz.figures.escape import one_line
from gmmviz.report.page.blocks import TextTable
from gmmviz.report.page.subject import Subject

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


def _missing_values(subject: Subject) -> tuple[str, str]:
    account = subject.points.account
    if account is not None and not account.losses:
        none = "No row was left out for want of a value." if account.beside else account.nothing_lost
        return IN_THE_REPORT, f"{one_line(none, 300).removesuffix('.')}, so none had a missing value."
    return IN_PART, "Rows left out and why; complete cases. A test of missing at random (MCAR) is missing."


def _scales(subject: Subject) -> tuple[str, str]:
    if subject.points.scaling != "none":
        return IN_THE_REPORT, "Columns were standardised for the fit."
    return IN_PART, "Columns were fitted in their own units; say why, if these differ."


def _classes(subject: Subject) -> tuple[str, str]:
    ks = {cell.k for cell in subject.cells}
    if not ks:
        return IS_MISSING, "No other number of classes was fitted."
    if ks >= set(range(1, max(ks) + 1)):
        return IN_THE_REPORT, f"K = 1 to {max(ks)}. The largest K is yours to justify."
    return IN_PART, f"K = {', '.join(map(str, sorted(ks)))}."


def _tests(subject: Subject) -> tuple[str, str]:
    if any(test.finished for test in subject.tests.values()):
        return (
            IN_THE_REPORT,
            "Information criteria and the bootstrap likelihood-ratio test, in the table of models.",
        )
    return IN_PART, f"Information criteria. {subject.untested}"


def _intervals(subject: Subject) -> tuple[str, str]:
    if subject.intervals is not None and subject.intervals.known:
        return IN_PART, "Bootstrap intervals of weights and means; none of the covariances."
    return IS_MISSING, "Point estimates only: there are too few bootstrap resamples for intervals."


def _bounds(subject: Subject) -> tuple[str, str]:
    known = subject.intervals is not None and subject.intervals.known
    return (IN_THE_REPORT, "Profile plots.") if known else (IS_MISSING, "No intervals were computed.")


def _rows_drawn(subject: Subject) -> tuple[str, str]:
    return (
        IN_THE_REPORT,
        "Picture of the rows; pairs." if subject.points.d > COLUMNS_OF_A_PLANE else "Picture of the rows.",
    )


def _converged(subject: Subject) -> tuple[str, str]:
    unsound = sum(cell.best is None or cell.spurious for cell in subject.cells)
    sound = [cell.best for cell in subject.cells if cell.best is not None and not cell.spurious]
    loose = sum(best.end.verdict.kind != "settled" for best in sound)
    if not subject.cells:
        return IN_PART, subject.run.verdict.sentence
    several = f"of {len(subject.cells)} models"
    exceptions = [f"{loose} {several} did not settle"] if loose else []
    exceptions += [f"{unsound} {several} {'has' if unsound == 1 else 'have'} no sound fit"] if unsound else []
    return (
        IN_THE_REPORT,
        f"Verdicts and starts that agreed, in the table of models: {', '.join(exceptions) or 'all settled'}.",
    )


def _diagnosed(_subject: Subject) -> tuple[str, str]:
    return IN_PART, "Classification diagnostics: table of models. Local identifiability is not examined."


def _shared(subject: Subject) -> tuple[str, str]:
    count = sum(script.text is not None for script in subject.scripts)
    return (
        (IN_THE_REPORT, f"{counted(count, 'script')} below.")
        if count
        else (IS_MISSING, "No script could be made.")
    )


CHECKLIST: tuple[Item, ...] = (
    Item(
        "1 Pre-analysis",
        "Research question and design suit the analysis",
        _yours("Why a mixture, and for what."),
    ),
    Item(
        "1 Pre-analysis",
        "Exploratory or confirmatory",
        _yours("Say which; K was searched here: exploratory."),
    ),
    Item("1 Pre-analysis", "Indicators are valid and of a suitable type", _yours("Why these columns.")),
    Item(
        "1 Pre-analysis",
        "Sample size is justified",
        _yours("The drawer on power tells how many rows find K."),
    ),
    Item("1 Pre-analysis", "Preregistration (optional)", _yours("Name it, if there is one.")),
    Item(
        "2 Observed data",
        "Distributions and scales of the indicators",
        _here("Means and sd of all rows; pictures."),
    ),
    Item("3 Preprocessing", "Indicators on similar scales; transformations", _scales),
    Item("4 Missing data", "How much is missing, and how it was handled", _missing_values),
    Item("5 Specification", "All models are listed, with all parameters", _here("Methods; table of models.")),
    Item("6 Number of classes", "One class up to the largest K, which is justified", _classes),
    Item("7 Enumeration", "Criteria for the number of classes", _tests),
    Item("8 Elimination", "Convergence of the models", _converged),
    Item("8 Elimination", "Classification diagnostics and local identifiability", _diagnosed),
    Item("8 Elimination", "Theoretical interpretability", _yours("What the classes mean.")),
    Item("9 Transparency", "Free, open software; versions", _here("Methods.")),
    Item("9 Transparency", "Analysis code is shared", _shared),
    Item("9 Transparency", "Data, or synthetic data, are shared", _yours("Say where the data are.")),
    Item("10 Estimation", "Method of estimation and starts", _here("Methods.")),
    Item("11 Results", "Fit of all models in a table", _here("Table of models.")),
    Item(
        "11 Results", "Classification diagnostics and smallest class of all models", _here("Table of models.")
    ),
    Item("11 Results", "Class proportions of the final model", _here("Table of components.")),
    Item("11 Results", "Estimates with standard errors or intervals", _intervals),
    Item("11 Results", "Informative class names, as shorthand", _yours("Classes are numbered here.")),
    Item(
        "12 Inference",
        "Meaning of tests; study-wide error level",
        _yours("Reflect on how many tests were made."),
    ),
    Item("13 Visualisation", "Raw data, to judge separation and fit", _rows_drawn),
    Item("13 Visualisation", "Point estimates and confidence bounds", _bounds),
    Item(
        "14 Follow-up",
        "Classification error is taken into account in what follows",
        _yours("Use the posteriors, not the labels alone: they are in the file of rows."),
    ),
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
