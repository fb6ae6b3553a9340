"""The table of all models: K by shape, fit indices, class quality, bootstrap test, starts that agreed, verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.data import Points
from gmmviz.em import representative
from gmmviz.em.evidence.separation import hard_labels
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.search.polish import PolishedFit
from gmmviz.em.search.sweep import REACHED_NATS, Cell, Optimum
from gmmviz.em.statistics.criteria import CRITERIA, Measures, rewards_parameters
from gmmviz.em.statistics.indices import ClassQuality, caic, class_quality, relative_entropy, sabic
from gmmviz.figures.number_text import number_text
from gmmviz.report.page.blocks import TextTable
from gmmviz.report.page.subject import Subject
from gmmviz.report.row_tables import short_percent
from gmmviz.report.run_ends.ending_words import most_to_gain
from gmmviz.report.scores import family_title, note
from gmmviz.thousands import count_text

NO_INDEX = "–"
CHOSEN_LABEL = "chosen"
MAX_NAMED_POSTERIORS = 4  # classes whose average posteriors are listed one by one in a table for people

INDICES: dict[str, Callable[[Measures], float]] = {
    "AIC": CRITERIA["aic"].score,
    "BIC": CRITERIA["bic"].score,
    "SABIC": sabic,
    "CAIC": caic,
    "AICc": CRITERIA["aicc"].score,
    "ICL": CRITERIA["icl_map"].score,
}
"""Lower is better in all of them; ICL as in mclust and tidyLPA, by each row's best owner."""


@dataclass(frozen=True, eq=False)
class ModelRow:
    """One model: the best optimum of its starts, and what is known of it. `test` is that of K - 1 against K.

    `shown` says that it is the fit of the report itself, which is not the best optimum of its model's starts.
    """

    cell: Cell
    d: int
    chosen: bool
    measures: Measures | None
    quality: ClassQuality | None
    test: RatioTest | None
    shown: bool = False

    @property
    def indices(self) -> dict[str, float]:
        """The fit indices by name; nan where there is no fit, or no definition."""
        if self.measures is None:
            return dict.fromkeys(INDICES, math.nan)
        return {name: score(self.measures) for name, score in INDICES.items()}

    @property
    def relative_entropy(self) -> float:
        """The entropy R2."""
        return math.nan if self.measures is None else relative_entropy(self.measures, self.cell.k)

    @property
    def posteriors(self) -> NDArray[np.float64]:
        """Average posterior (k,) of each class; empty without a fit."""
        return np.empty(0) if self.quality is None else self.quality.average_posteriors

    @property
    def p(self) -> float:
        """The bootstrap p of K - 1 against K; nan where it was not tested to the end."""
        return self.test.p if self.test is not None and self.test.finished else math.nan

    @property
    def agreed(self) -> int:
        """Starts that ended on this optimum."""
        return 0 if self.cell.best is None else len(self.cell.best.reached_by)

    @property
    def to_gain(self) -> float | None:
        """What the best optimum has still to gain, in nats, as a polish ahead of it saw; None where none went ahead."""
        return None if self.cell.best is None else self.cell.best.end.verdict.to_gain

    @property
    def verdict(self) -> str:
        """How far it can be trusted, in two or three words."""
        cell = self.cell
        if cell.best is None:
            return "no fit"
        if cell.spurious:
            return "spurious"
        if cell.best.end.verdict.kind != "settled":
            return cell.best.end.verdict.kind
        return "one start alone" if cell.reached_once and not self.shown else "settled"

    @property
    def name(self) -> str:
        """The model in words."""
        return family_title(self.cell.family, self.d, self.cell.k)


def model_rows(subject: Subject) -> tuple[ModelRow, ...]:
    """All models of a report, by K and then in the order of the shapes.

    Where the fit of the report is not the best optimum of its own model's starts it has a line beside that one, and
    is the chosen one.
    """
    rows = [_row(subject, cell, subject.points) for cell in subject.cells]
    if not rows or subject.is_in_the_table:
        return tuple(rows)
    rows = [replace(row, chosen=False) for row in rows]
    own = [place for place, row in enumerate(rows) if (row.cell.family, row.cell.k) == subject.model]
    before = own[0] + 1 if own else sum(row.cell.k <= subject.mixture.k for row in rows)
    return (*rows[:before], _shown_row(subject), *rows[before:])


def _shown_row(subject: Subject) -> ModelRow:
    """The line of the fit itself: the end of the run that was shown."""
    run, own, x = subject.facts.run, subject.facts.own_cell, subject.points.x
    labels = hard_labels(subject.mixture, x).astype(np.uint16)
    last = subject.fit.iteration
    fit = PolishedFit(
        run.settings, subject.mixture, subject.measures, labels, run.verdict, run.flags, last, math.nan
    )
    near = (
        optimum.reached_by
        for optimum in (() if own is None else own.optima)
        if abs(optimum.end.log_likelihood - fit.log_likelihood) <= REACHED_NATS
    )
    reached = next(near, ())
    family, k = subject.model
    settings = replace(run.settings, family=family, k=k)
    starts = 0 if own is None else own.starts
    cell = Cell(settings, subject.measures.parameters, starts, starts, (Optimum(fit, reached),))
    return ModelRow(cell, subject.points.d, True, subject.measures, subject.quality, None, shown=True)


def _row(subject: Subject, cell: Cell, points: Points) -> ModelRow:
    best = cell.best
    quality = None if best is None else class_quality(points.x, best.end.mixture)
    family = subject.settings.family
    belongs = cell.family == representative(family, cell.k, points.d)
    test = subject.tests.get((family, cell.k - 1)) if belongs else None
    chosen = (cell.family, cell.k) == subject.model
    return ModelRow(cell, points.d, chosen, None if best is None else best.end.measures, quality, test)


def models_table(rows: tuple[ModelRow, ...], elsewhere: bool = False) -> TextTable:
    """The table for people; what is not known is a dash. `elsewhere`: the examination made tests that are not in it."""
    heads = (
        *("K", "shape", "log-likelihood", "parameters", *INDICES, "entropy R²", "smallest class"),
        *("average posterior", "bootstrap p", "starts agreed", "verdict"),
    )
    lines, free = tuple(_line(row) for row in rows), indices_without_penalty(rows)
    notes = [
        f"K = {row.cell.k}, {row.name}: {note(row.cell)}"
        for row in rows
        if row.verdict not in ("settled", "one start alone")
    ]
    shown = ", and in the chosen line on the fit of this report" * any(row.shown for row in rows)
    examined = " here; the tests of the examination are under “Are the clusters real?”" * elsewhere
    text = " ".join(
        [
            "Lower is better for AIC to ICL. SABIC = −2 l + p log((n + 2) / 24); CAIC = −2 l + p (log n + 1); ICL = "
            "BIC − 2 Σ log max r; AICc is defined for n > p + 1; entropy R² = 1 − E / (n log K), E = −Σ r log r. "
            "Smallest class: share of the rows, and rows, by most likely class. Average posterior: mean "
            f"responsibility of each class for its own rows (of more than {MAX_NAMED_POSTERIORS}, lowest to highest). "
            f"Bootstrap p: likelihood-ratio test of K − 1 against K; {NO_INDEX} was not tested{examined}. Starts "
            f"agreed: how many starts ended on the best optimum{shown}. "
            + most_to_gain([row.to_gain for row in rows]),
            *([f"With so few rows {listed(free)} rewards parameters: no vote."] if free else []),
            *notes,
        ]
    )
    marked = frozenset(place for place, row in enumerate(rows) if row.chosen)
    words = frozenset({1, len(heads) - 1})
    return TextTable("Models that were compared", heads, lines, words, marked, text, wide=True)


def _line(row: ModelRow) -> tuple[str, ...]:
    fit = row.measures
    return (
        str(row.cell.k),
        row.name,
        cell_text(fit.log_likelihood if fit else math.nan),
        str(row.cell.parameters),
        *(cell_text(value) for value in row.indices.values()),
        cell_text(row.relative_entropy, 3),
        _smallest(row.quality),
        _posteriors(row.posteriors),
        cell_text(row.p, 3),
        f"{row.agreed} of {row.cell.starts}" if row.cell.starts else NO_INDEX,
        f"{CHOSEN_LABEL}; {row.verdict}" if row.chosen else row.verdict,
    )


def _smallest(quality: ClassQuality | None) -> str:
    if quality is None:
        return NO_INDEX
    share = quality.smallest / float(quality.counts.sum())
    return f"{short_percent(share)} ({count_text(quality.smallest)})"


def _posteriors(values: NDArray[np.float64]) -> str:
    if not len(values):
        return NO_INDEX
    if len(values) <= MAX_NAMED_POSTERIORS:
        return ", ".join(cell_text(float(value), 2) for value in values)
    return f"{cell_text(float(np.nanmin(values)), 2)} to {cell_text(float(np.nanmax(values)), 2)}"


def cell_text(value: float, decimals: int = 2) -> str:
    """A number as people read it; a dash where there is none.

    >>> cell_text(-1130.264), cell_text(math.nan), cell_text(0.98765, 3)
    ('−1\u202f130.26', '–', '0.988')
    """
    if not math.isfinite(value):
        return NO_INDEX
    return number_text(value, decimals)


def compared(rows: Sequence[ModelRow]) -> list[ModelRow]:
    """The models that an index can choose between: those with a sound fit."""
    return [row for row in rows if row.measures is not None and not row.cell.spurious]


def _of_the_search(rows: Sequence[ModelRow]) -> list[ModelRow]:
    """Of the models that an index can choose between, the best optimum of each."""
    return [row for row in compared(rows) if not row.shown]


def indices_without_penalty(rows: Sequence[ModelRow]) -> list[str]:
    """The indices that reward parameters with so few rows, so that they have no vote."""
    fits = [row.measures for row in compared(rows) if row.measures is not None]
    return [name for name, score in INDICES.items() if any(rewards_parameters(score, fit) for fit in fits)]


def without_vote(rows: Sequence[ModelRow]) -> list[str]:
    """Which indices have no vote in the choice, or one between some of the models only, and why: a sentence each."""
    sound, sentences = _of_the_search(rows), []
    for name in indices_without_penalty(rows):
        n = count_text(next(row.measures.n for row in sound if row.measures is not None))
        sentences.append(
            f"{name} has no vote: with {n} rows it does not rise with the number of parameters"
            + (", since log((n + 2) / 24) is above 0 only from 23 rows on." if name == "SABIC" else ".")
        )
    for name in INDICES:
        known = sum(math.isfinite(row.indices[name]) for row in sound)
        if known < len(sound):
            ask = " (it needs n > p + 1)" if name == "AICc" else ""
            where = (
                f"for only {known} of the {len(sound)} models with a sound fit"
                if known
                else "for no model here"
            )
            sentences.append(f"{name} is defined {where}{ask}{'' if known else ', so it has no vote'}.")
    return sentences
