"""Which models a report's search planned, tried to the end, tried in part and did not begin."""

from __future__ import annotations

from collections.abc import Sequence

from gmmviz.data.notices import counted
from gmmviz.em import notation
from gmmviz.em.kernel.naming import listed
from gmmviz.em.search.sweep import Cell
from gmmviz.report.page.models_table import model_rows, without_vote
from gmmviz.report.page.subject import Subject
from gmmviz.report.run_ends.ending_words import most_to_gain
from gmmviz.report.scores import edge_sentence, edge_side, k_spans, ranked, scored, starts_of


def search_words(subject: Subject) -> str:
    """Which models were tried, with how many starts and seeds, how they ended, and what was stopped."""
    cells, left_out = subject.cells, subject.not_begun
    if not cells:
        return "No other models were fitted."
    d, ks = subject.points.d, sorted({cell.k for cell in cells})
    stopped = bool(left_out) or any(not cell.finished for cell in cells)
    models = [*((cell.family, cell.k) for cell in cells), *left_out]
    shapes = list(dict.fromkeys(notation(family, k, d) for family, k in models))
    starts = max(cell.planned for cell in cells)
    left = most_to_gain(cell.best.end.verdict.to_gain for cell in cells if cell.best is not None)
    beyond = beyond_words(ks, subject.plan.most)
    edge = "" if stopped else edge_sentence(cells, "bic")
    edge = f" {edge}" if edge else ""
    lost = sum(cell.best is None or cell.spurious for cell in cells)
    unsound = f" {counted(lost, 'model')} {'has' if lost == 1 else 'have'} no sound fit." if lost else ""
    once = " (one for K = 1)" if starts > 1 and ks[0] == 1 else ""
    left = f" {left}" if left else ""
    votes = "".join(f" {sentence}" for sentence in without_vote(model_rows(subject)))
    return (
        f"Model search: K = {k_spans([k for _, k in models])} and the {'shape' if len(shapes) == 1 else 'shapes'} "
        f"{listed(shapes)} were {'planned' if stopped else 'tried'}, {counted(len(models), 'model')} with "
        f"{counted(starts, 'start')} each{once}: {starts_of(cells)}.{_stopped(subject) if stopped else ''} Each "
        f"run was polished; spurious optima were flagged and never taken for best.{left}{unsound}{edge}"
        f"{beyond}{votes}"
    )


def _stopped(subject: Subject) -> str:
    """How far a search came that was stopped."""
    cells, left_out = subject.cells, subject.not_begun
    done = sum(cell.finished for cell in cells)
    part = len(cells) - done
    clauses = [f"{done} of these models had all their starts"]
    if part:
        clauses.append(f"{part} had some of them")
    if left_out:
        by_k: dict[int, list[str]] = {}
        for family, k in left_out:
            by_k.setdefault(k, []).append(notation(family, k, subject.points.d))
        named = "; ".join(f"K = {k}, {listed(shapes)}" for k, shapes in sorted(by_k.items()))
        clauses.append(f"{len(left_out)} {'was' if len(left_out) == 1 else 'were'} not begun ({named})")
    return f" The search was stopped: {listed(clauses)}."


def upper_edge(cells: Sequence[Cell]) -> str:
    """That the best model by BIC has the largest K that was fitted; empty where it has not."""
    best = next(iter(ranked(scored(cells, "bic"))), None)
    if best is None or edge_side(best.cell, cells) != "upper":
        return ""
    return f"BIC is lowest at the largest K that was fitted, {best.cell.k}, so more components may do better."


def beyond_words(ks: Sequence[int], most: int) -> str:
    """That larger K were fitted than were asked for, and why; empty where none were.

    >>> beyond_words([1, 2, 3], 3), beyond_words([1, 2, 3, 4], 3)
    ('', ' The plan was K = 1 to 3; K = 4 was fitted too, so that the K of the fit stands between its neighbours.')
    >>> beyond_words([1, 2, 3, 5, 6, 7], 3).rpartition("; ")[2]
    'K = 4 was not fitted.'
    """
    beyond = [k for k in sorted(set(ks)) if k > most]
    if not beyond:
        return ""
    were = "was" if len(beyond) == 1 else "were"
    between = sorted({*range(most + 1, beyond[-1])} - set(beyond))
    lacks = f"; K = {k_spans(between)} {'was' if len(between) == 1 else 'were'} not fitted" if between else ""
    planned = "K = 1" if most == 1 else f"K = 1 to {most}"
    return (
        f" The plan was {planned}; K = {k_spans(beyond)} {were} fitted too, so that the K of the fit stands between "
        f"its neighbours{lacks}."
    )
