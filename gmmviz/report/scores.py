"""From cells to scores: the lines of the chart, the words of a cell, the rows of the table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gmmviz.em import FAMILIES, STARTS, EMSettings, notation, representative
from gmmviz.em.kernel.naming import listed
from gmmviz.em.models.family_names import plain_in_one_column
from gmmviz.em.search.portfolio import KIND_INSTEAD, first_seeds, portfolio, stands_in
from gmmviz.em.search.sweep import Cell
from gmmviz.em.statistics.criteria import CRITERIA, criterion_weights
from gmmviz.figures.criterion_lines import CriterionLine
from gmmviz.figures.delta import taken_for
from gmmviz.figures.number_text import number_text
from gmmviz.report.run_ends.ending_words import left_text


def family_name(family: str, d: int, k: int = 2) -> str:
    """What a family is called for k components in d columns, where several families may be one.

    >>> family_name("VVV", 2), family_name("VII", 1), family_name("EEE", 2, k=1)
    ('free ellipses', 'own widths', 'an ellipse')
    """
    if d == 1:
        return plain_in_one_column(family, k)
    same = FAMILIES[representative(family, k, d)]
    return (same.plain_for_one_component or same.plain) if k == 1 else FAMILIES[family].plain


def family_title(family: str, d: int, k: int = 2) -> str:
    """What a family is called, and how the field writes it.

    >>> family_title("VVV", 2), family_title("VVV", 1), family_title("VVV", 1, 1)
    ('free ellipses (VVV)', 'own widths (V)', 'one width (E)')
    """
    return f"{family_name(family, d, k)} ({notation(family, k, d)})"


INSTEAD_WORDS = f"{STARTS[KIND_INSTEAD].plain} in place of starts that coincided with earlier ones"


@dataclass(frozen=True, eq=False)
class Scored:
    """A cell with its score by one criterion: nan where it has none."""

    cell: Cell
    score: float

    @property
    def eligible(self) -> bool:
        """Whether it may be the best: a score, and not a spurious one."""
        return bool(np.isfinite(self.score)) and not self.cell.spurious


def scored(cells: Sequence[Cell], by: str) -> list[Scored]:
    """The cells with their scores by a criterion of CRITERIA, in their order."""
    score = CRITERIA[by].score
    return [Scored(cell, score(cell.best.end.measures) if cell.best else np.nan) for cell in cells]


def ranked(cells: Sequence[Scored]) -> list[Scored]:
    """Those that may be the best, best first."""
    return sorted((each for each in cells if each.eligible), key=lambda each: each.score)


def lines(
    cells: Sequence[Scored], families: Sequence[str], d: int, once: bool = False
) -> list[CriterionLine]:
    """One line per family, named for people; spurious cells are left out, to be marked apart.

    The cell of one component belongs to several families; with `once` only the first of them has it.
    """
    found: dict[str, dict[int, Scored]] = {}
    taken: set[tuple[str, int]] = set()
    for name in families:
        mine = found.setdefault(family_name(name, d), {})
        for each in cells:
            key = (each.cell.family, each.cell.k)
            fits = representative(name, each.cell.k, d) == each.cell.family
            if fits and not each.cell.spurious and not (once and key in taken):
                taken.add(key)
                mine[each.cell.k] = each
    return [_line(name, [mine[k] for k in sorted(mine)]) for name, mine in found.items()]


def _line(name: str, cells: Sequence[Scored]) -> CriterionLine:
    return CriterionLine(
        name,
        np.array([each.cell.k for each in cells], dtype=np.int_),
        np.array([each.score for each in cells]),
        np.array([each.cell.reached_once for each in cells], dtype=bool),
        tuple(gap_reason(each) for each in cells),
    )


def strength(lead: float) -> str:
    """What a difference of BIC is taken for: Kass and Raftery (1995).

    >>> strength(1.0), strength(7.0)
    ('hardly worth a mention', 'strong evidence')
    """
    word = taken_for(lead, "BIC").removeprefix(", ")
    return "hardly worth a mention" if word == "barely" else f"{word} evidence"


def gap_reason(each: Scored) -> str:
    """Why a cell has no score; empty if it has one."""
    if np.isfinite(each.score):
        return ""
    if each.cell.best is None:
        return f"No start could be used. {each.cell.reason}"
    measures = each.cell.best.end.measures
    return f"Undefined: {measures.parameters} parameters for {measures.n} rows."


def failed_cells(cells: Sequence[Cell], by: str, d: int) -> list[str]:
    """Which cells have no score, each reason once: with the families that it keeps out, and with which K."""
    reasons: dict[str, dict[str, list[int]]] = {}
    for each in scored(cells, by):
        if each.cell.finished and (reason := gap_reason(each)):
            reasons.setdefault(reason, {}).setdefault(each.cell.family, []).append(each.cell.k)
    every = sorted({cell.k for cell in cells})
    sentences = []
    for reason, families in reasons.items():
        alike: dict[str, list[str]] = {}
        for family, ks in families.items():
            everywhere = len(ks) > 1 and sorted(ks) == every
            where = "" if everywhere else f" with K = {listed([str(k) for k in sorted(ks)])}"
            alike.setdefault(where, []).append(family_title(family, d, max(ks)))
        missing = "; ".join(f"{listed(names)}{where}" for where, names in alike.items())
        sentences.append(f"Missing: {missing}. {reason}")
    return sentences


def unsound(others: Sequence[Scored]) -> str:
    """Which of other models are not counted, since they have no sound fit; empty where all have one."""
    spurious = sum(each.cell.spurious for each in others)
    failed = sum(not each.eligible and not each.cell.spurious for each in others)
    exceptions = [f"{failed} could not be fitted"] if failed else []
    if spurious:
        exceptions.append(
            f"{spurious} {'rests' if spurious == 1 else 'rest'} on an accident of "
            f"{accidents_of([each.cell for each in others])}"
        )
    return f" with a sound fit ({', '.join(exceptions)})" if exceptions else ""


def accidents_of(cells: Sequence[Cell]) -> str:
    """What the fits of spurious cells are accidents of: "a few rows", "rounding", or one of both."""
    flags = [cell.best.end.flags[0] for cell in cells if cell.best is not None and cell.spurious]
    return " or of ".join(sorted({flag.of for flag in flags}))


def hollow(cells: Sequence[Cell], own: Cell | None) -> list[str]:
    """In how many models (but one's own, if given) one start alone reached the best fit: a sentence, or none."""
    count = sum(cell.reached_once and not cell.spurious for cell in cells if cell is not own)
    there = "model" if count == 1 else "models"
    models = f"{count} {'' if own is None else 'other '}{there}"
    text = f"In {models} one start alone reached the best fit, so a better one may be missing there."
    return [text] if count else []


def starts_words(count: int) -> str:
    """In words which starts a search of so many tries.

    >>> starts_words(3)
    "Ward's hierarchy once; k-means and whitened k-means in turn"
    """
    starts = [STARTS[each.start] for each in portfolio(EMSettings(k=2), count)]
    once = [start.plain for start in starts if not start.random]
    turns = [start.plain for start in dict.fromkeys(starts) if start.random]
    return f"{listed(once)} once" + (f"; {listed(turns)} in turn" if turns else "")


def starts_of(cells: Sequence[Cell]) -> str:
    """In words which starts the searches of some cells tried, from which seeds on, and what stood in for some."""
    seeded = min((cell.settings for cell in cells), key=lambda settings: settings.seed)
    first, first_instead = first_seeds(seeded)
    text = f"{starts_words(max(cell.planned for cell in cells))}, seeds from {first} on"
    instead = any(
        stands_in(each, cell.settings)
        for cell in cells
        for optimum in cell.optima
        for each in optimum.reached_by
    )
    if not instead:
        return text
    return f"{text}; {INSTEAD_WORDS}, seeds from {first_instead} on"


def edge_side(best: Cell, cells: Sequence[Cell]) -> str:
    """At which edge of the K that were tried the best is: "upper", "lower" above K = 1, or none, as of a single K."""
    least, most = min(cell.k for cell in cells), max(cell.k for cell in cells)
    if least == most:
        return ""
    if best.k == most:
        return "upper"
    return "lower" if best.k == least > 1 else ""


def edge_sentence(cells: Sequence[Cell], by: str) -> str:
    """That the best by a criterion is at an edge of the K that were tried; empty where it is not."""
    best = next(iter(ranked(scored(cells, by))), None)
    side = "" if best is None else edge_side(best.cell, cells)
    other = "more" if side == "upper" else "fewer"
    return (
        f"The best is at the {side} edge of that range, so {other} components may do better." if side else ""
    )


def k_spans(ks: Sequence[int]) -> str:
    """Numbers of components, those that follow each other as a span.

    >>> k_spans([1, 2, 3]), k_spans([3, 1, 2, 6, 8, 7]), k_spans([4])
    ('1 to 3', '1 to 3 and 6 to 8', '4')
    """
    spans: list[list[int]] = []
    for k in sorted(set(ks)):
        if spans and k == spans[-1][-1] + 1:
            spans[-1].append(k)
        else:
            spans.append([k])
    return listed([str(span[0]) if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans])


def facts(each: Scored, criterion: str) -> list[str]:
    """What is known of a cell, a sentence each, for its tooltip."""
    cell = each.cell
    if cell.best is None:
        return [gap_reason(each)]
    end = cell.best.end
    sentences = [
        f"{criterion} {number_text(each.score)}" if np.isfinite(each.score) else gap_reason(each),
        f"{cell.parameters} parameters, log-likelihood {number_text(end.log_likelihood)}",
        f"{end.verdict.sentence} {agreement(cell)}",
    ]
    if end.verdict.to_gain is not None:
        sentences.append(f"Still to gain: {left_text(end.verdict.to_gain)}.")
    if cell.reached_once:
        sentences.append("Hollow: one start alone got here.")
    sentences += [f"Spurious. {flag.sentence}" for flag in end.flags[:1]]
    best_spurious = cell.best_spurious
    if (
        best_spurious is not None
        and not cell.spurious
        and best_spurious.end.log_likelihood > end.log_likelihood
    ):
        sentences.append(f"Left out: a spurious fit at {number_text(best_spurious.end.log_likelihood)}.")
    return sentences


def agreement(cell: Cell) -> str:
    """How many starts reached the cell's best."""
    if cell.best is None or cell.planned == 1:
        return "One start is enough for one component." if cell.k == 1 else ""
    reached = len(cell.best.reached_by)
    return f"{reached} of {cell.starts} starts got here."


def table(cells: Sequence[Cell], d: int) -> list[dict[str, object]]:
    """One record per cell, with all criteria, for the table and its CSV."""
    by_name = {name: scored(cells, name) for name in CRITERIA}
    weights = criterion_weights([each.score if each.eligible else np.nan for each in by_name["bic"]])
    records: list[dict[str, object]] = []
    for place, cell in enumerate(cells):
        best = cell.best
        first = best.reached_by[0] if best else None
        records.append(
            {
                "K": cell.k,
                "shape": family_name(cell.family, d, cell.k),
                "family": cell.family,
                "parameters": cell.parameters,
                "log-likelihood": best.end.log_likelihood if best else np.nan,
                **{CRITERIA[name].plain: each[place].score for name, each in by_name.items()},
                "BIC weight": float(weights[place]),
                "starts that agree": len(best.reached_by) if best else 0,
                "starts": cell.starts,
                "optima": len(cell.optima),
                "EM steps": best.end.iterations if best else 0,
                "still to gain": best.end.verdict.to_gain if best else None,
                "first start": STARTS[first.start].numbered(first.seed, ", ") if first else "",
                "note": note(cell),
            }
        )
    return records


def note(cell: Cell) -> str:
    """What to know before trusting a cell."""
    if cell.best is None:
        return cell.reason
    if cell.spurious:
        return f"spurious: {cell.best.end.flags[0].sentence}"
    words = ["hollow: one start alone"] if cell.reached_once else []
    if cell.best.end.verdict.kind != "settled":
        words.append(cell.best.end.verdict.sentence)
    return "; ".join(words)
