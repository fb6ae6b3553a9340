"""Why the chosen model of a report may be chosen: what its indices and tests say."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gmmviz import thousands
from gmmviz.data.notices import counted
from gmmviz.em.evidence.likelihood_ratios import is_decided
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.bootstrap import TEST_LEVEL, RatioTest
from gmmviz.figures.number_text import number_text
from gmmviz.report.page.models_table import INDICES, ModelRow, compared, indices_without_penalty, without_vote
from gmmviz.report.page.subject import Subject

MIN_VERY_STRONG = 10.0  # BIC: from here on evidence is very strong (Kass and Raftery 1995)


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
        words += _votes(subject, chosen, rows)
    elif chosen in sound:
        words.append("No other model has a sound fit, so no index compares it with one.")
    words += [subject.elsewhere] if subject.elsewhere else []
    return " ".join([*words, *_tested(subject)])


def _votes(subject: Subject, chosen: ModelRow, rows: Sequence[ModelRow]) -> list[str]:
    """Which indices are lowest for the chosen model, and which for others; then those that have no whole vote."""
    sound = compared(rows)
    votes, (whole, lowest) = (
        [index for index in INDICES if index not in indices_without_penalty(rows)],
        _winners(chosen, rows),
    )
    mine, later = lowest.pop("it", []), overtaken(subject, chosen, rows)
    reasons = "" if later else ", so it was chosen for other reasons: name them"
    none = f"No index is lowest for it{reasons}."
    words = [later, f"{_are_lowest(mine)} for it." if mine else none] if chosen in sound else []
    words = [each for each in words if each]
    words += [f"{_are_lowest(names)} for {model}." for model, names in lowest.items()]
    words += without_vote(rows)
    for index in votes:
        known = [row for row in sound if math.isfinite(row.indices[index])]
        if index not in whole and len(known) > 1:
            words.append(f"Of those, {index} is lowest for {_model(_lowest(index, known), chosen)}.")
    return words


def _winners(chosen: ModelRow, rows: Sequence[ModelRow]) -> tuple[list[str], dict[str, list[str]]]:
    """The indices with a vote that all sound models have; and those that are lowest for a model, by its name."""
    sound, free = compared(rows), indices_without_penalty(rows)
    whole = [
        index
        for index in INDICES
        if index not in free and all(math.isfinite(row.indices[index]) for row in sound)
    ]
    lowest: dict[str, list[str]] = {}
    for index in whole:
        lowest.setdefault(_model(_lowest(index, sound), chosen), []).append(index)
    return whole, lowest


def overtaken(subject: Subject, chosen: ModelRow, rows: Sequence[ModelRow]) -> str:
    """That a model fitted after BIC chose K has a lower BIC; empty where K was not chosen so, or none has."""
    most, k = subject.plan.most, chosen.cell.k
    late = [row for row in compared(rows) if row.cell.k > max(most, k)]
    if not subject.plan.by_bic or k > most or chosen not in compared(rows) or not late:
        return ""
    best = _lowest("BIC", late)
    lower = chosen.indices["BIC"] - best.indices["BIC"]
    if not lower > 0:
        return ""
    among = "K = 1 alone" if most == 1 else f"K = 1 to {most}"
    return (
        f"BIC chose K = {k} among {among}; K = {best.cell.k}, {best.name}, fitted afterwards, is lower by "
        f"{number_text(lower)}, so compare more components."
    )


def _decided(subject: Subject) -> dict[int, RatioTest]:
    """By K, the tests of K against K + 1 that are at their end, those of the table before those of the examination."""
    examined = () if subject.examination is None else subject.examination.ratios
    found = {test.k: test for test in examined if is_decided(test) and test.can_reject}
    family = subject.settings.family
    made = ((k, test) for (name, k), test in subject.tests.items() if name == family)
    return found | {k: test for k, test in made if test.finished and test.can_reject}


def against(subject: Subject, rows: Sequence[ModelRow]) -> list[str]:
    """What the report's own evidence has against the K of the fit: of indices, tests and samples of the rows."""
    own, found = subject.mixture.k, []
    chosen, sound = next((row for row in rows if row.chosen), None), compared(rows)
    if chosen is not None and chosen in sound and len(sound) > 1:
        best = _lowest("BIC", sound)
        higher = chosen.indices["BIC"] - best.indices["BIC"]
        if (
            "it" not in _winners(chosen, rows)[1]
            and higher > MIN_VERY_STRONG
            and "BIC" not in indices_without_penalty(rows)
        ):
            found.append(
                f"No index is lowest for this fit, and its BIC is {number_text(higher)} higher than that of "
                f"{_model(best, chosen)}."
            )
    level = thousands.percent(TEST_LEVEL)
    for k, test in sorted(_decided(subject).items()):
        tested = f"The bootstrap test of {k} against {k + 1} components"
        if k < own and not test.rejects:
            found.append(f"{tested} does not reject {k} at {level}, and this fit has {own}.")
        elif k >= own and test.rejects:
            found.append(f"{tested} rejects {k} at {level}, and this fit has {own}.")
    stable = None if subject.examination is None else subject.examination.stability
    if stable is not None and stable.compared and 2 * stable.k_kept < stable.compared:
        found.append(
            f"BIC prefers K = {own} in only {stable.k_kept} of {counted(stable.compared, 'bootstrap sample')} of the "
            "rows."
        )
    return found


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
