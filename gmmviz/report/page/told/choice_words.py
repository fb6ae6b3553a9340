"""Why the chosen model of a report may be chosen: what its indices and tests say."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gmmviz import thousands
from gmmviz.data.notices import counted
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.bootstrap import TEST_LEVEL, RatioTest
from gmmviz.report.page.models_table import INDICES, ModelRow, compared, unpriced, without_vote
from gmmviz.report.page.subject import Subject


def why_chosen(subject: Subject, rows: tuple[ModelRow, ...]) -> str:
    """Why the chosen model may be chosen: which indices are lowest for it, which for others, and the tests.

    An index that rewards parameters has no vote, and one that some models lack is told apart.
    """
    chosen = next((row for row in rows if row.chosen), None)
    if chosen is None:
        return "The chosen model is not among those that were compared."
    name, sound = f"K = {chosen.cell.k}, {chosen.name}", compared(rows)
    words = [f"Chosen: {name}."]
    if chosen not in sound and chosen.shown:
        words.append("The fit of this report is spurious, so no index speaks for it.")
    elif chosen not in sound:
        words.append("It has no sound fit in this search, so no index speaks for it.")
    if len(sound) > 1:
        words += _votes(chosen, rows)
    elif chosen in sound:
        words.append("No other model has a sound fit, so no index compares it with one.")
    words += [subject.elsewhere] if subject.elsewhere else []
    return " ".join([*words, *_tested(subject)])


def _votes(chosen: ModelRow, rows: Sequence[ModelRow]) -> list[str]:
    """Which indices are lowest for the chosen model, and which for others; then those that have no whole vote."""
    sound = compared(rows)
    votes = [index for index in INDICES if index not in unpriced(rows)]
    whole = [index for index in votes if all(math.isfinite(row.indices[index]) for row in sound)]
    lowest: dict[str, list[str]] = {}
    for index in whole:
        lowest.setdefault(_model(_lowest(index, sound), chosen), []).append(index)
    mine = lowest.pop("it", [])
    none = "No index is lowest for it, so it was chosen for other reasons: name them."
    words = [f"{_are_lowest(mine)} for it." if mine else none] if chosen in sound else []
    words += [f"{_are_lowest(names)} for {model}." for model, names in lowest.items()]
    words += without_vote(rows)
    for index in votes:
        known = [row for row in sound if math.isfinite(row.indices[index])]
        if index not in whole and len(known) > 1:
            words.append(f"Of those, {index} is lowest for {_model(_lowest(index, known), chosen)}.")
    return words


def _lowest(index: str, rows: Sequence[ModelRow]) -> ModelRow:
    return min(rows, key=lambda row: row.indices[index])


def _model(row: ModelRow, chosen: ModelRow) -> str:
    if row is chosen:
        return "it"
    if (row.cell.family, row.cell.k) == (chosen.cell.family, chosen.cell.k):
        return "the best optimum of the search for this same model"
    return f"K = {row.cell.k}, {row.name}"


def _are_lowest(names: list[str]) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} lowest"


def _tested(subject: Subject) -> list[str]:
    family = subject.settings.family
    found = sorted((k, test) for (name, k), test in subject.tests.items() if name == family and test.finished)
    if not found:
        return [subject.untested]
    own = subject.mixture.k

    def meaning(k: int, test: RatioTest) -> str:
        if not test.rejects:
            return f", so {k} may be enough" if test.can_reject else ""
        return f", so by this test {k} {'is' if k == 1 else 'are'} not enough" if k >= own else ""

    words = [f"{k} against {k + 1} p = {test.p:.3f}{meaning(k, test)}" for k, test in found]
    samples = found[0][1].samples
    level, fewest = thousands.percent(TEST_LEVEL), round(1 / TEST_LEVEL) - 1
    reject = f" So few samples reject nothing at {level}: {fewest} are the fewest that can."
    few = "" if found[0][1].can_reject else reject
    return [f"Bootstrap likelihood-ratio tests ({counted(samples, 'sample')} each): {'; '.join(words)}.{few}"]
