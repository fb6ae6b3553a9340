"""gmmviz choose: a grid over K and families, what the criteria choose, and how sure that is."""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import replace

from gmmviz.cli.commands import EXIT_DONE, EXIT_UNSETTLED, CommandRefused
from gmmviz.cli.input import add_source, receipt, table_and_points
from gmmviz.cli.sink import Meter, aligned, check_outputs, say, say_result, write
from gmmviz.data import Points
from gmmviz.data.beside import kept_beside
from gmmviz.em import FAMILIES, EMSettings, Units, family_of, representative, units_of
from gmmviz.em.kernel.naming import named_as
from gmmviz.em.models.families import FOUR_FAMILIES
from gmmviz.em.search.sweep import STARTS_A_CELL, Cell, Optimum, sweep
from gmmviz.em.statistics.criteria import CRITERIA
from gmmviz.figures.number_text import number_text
from gmmviz.report.criteria_words import findings
from gmmviz.report.scores import Scored, note, ranked, scored

FORMAT, VERSION = "gmmviz grid", 1
LARGEST_GRID_K = 100
BEST_MARK, HOLLOW_MARK, SPURIOUS_SIGN = "*", "o", "!"
FAMILY_SETS = {"all": tuple(FAMILIES), "four": FOUR_FAMILIES}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gmmviz choose`."""
    add_source(parser)
    parser.add_argument(
        "--k", type=numbers, default=numbers("1:6"), metavar="1:9", help="a range, or 2,3,5 (default: 1:6)"
    )
    parser.add_argument(
        "--families",
        type=family_names,
        default=FOUR_FAMILIES,
        metavar="F,G",
        help="all, four, or names such as VVV,EEE (default: four)",
    )
    parser.add_argument(
        "--by", choices=tuple(CRITERIA), default="bic", help="the criterion that chooses (default: bic)"
    )
    parser.add_argument(
        "--starts",
        type=int,
        default=STARTS_A_CELL,
        metavar="N",
        help="starts per cell (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first seed (default: 0)")
    parser.add_argument(
        "--json",
        nargs="?",
        const="-",
        metavar="FILE",
        help="every cell, as JSON; alone, or -, to standard output",
    )


def numbers(text: str) -> tuple[int, ...]:
    """Numbers of components: both ends of a range belong to it.

    >>> numbers("1:4"), numbers("2,3,5")
    ((1, 2, 3, 4), (2, 3, 5))
    """
    first, colon, last = text.partition(":")
    try:
        found = tuple(range(int(first), int(last) + 1)) if colon else tuple(map(int, text.split(",")))
    except ValueError:
        found = ()
    if not found or min(found) < 1 or max(found) > LARGEST_GRID_K:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no range of components: give 1:9 or 2,3,5, up to {LARGEST_GRID_K}"
        )
    return tuple(dict.fromkeys(found))


def family_name(text: str) -> str:
    """One shape that is named, in the words of `family_names`."""
    names = family_names(text)
    if len(names) != 1:
        raise argparse.ArgumentTypeError(f"one shape is wanted, not {len(names)}")
    return names[0]


def family_names(text: str) -> tuple[str, ...]:
    """Names of families, ours or scikit-learn's; all or four stand for several."""
    if text in FAMILY_SETS:
        return FAMILY_SETS[text]
    try:
        return tuple(dict.fromkeys(family_of(name.strip()).name for name in text.split(",")))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{problem} all and four stand for several.") from None


def run(wanted: argparse.Namespace) -> int:
    """Fit the grid, say what it says, and write it."""
    check_outputs(wanted, (wanted.json,))
    if wanted.starts < 1:
        raise CommandRefused(f"--starts is {wanted.starts}: give 1 or more.")
    table, points, _ = table_and_points(wanted)
    say(receipt(table, points, wanted.label), wanted.quiet)
    cells = grid(wanted, points)
    order = ranked(scored(cells, wanted.by))
    if wanted.json != "-":
        say_result(summary(cells, wanted, points.d))
    if wanted.json:
        write(wanted.json, [grid_text(cells, wanted, points).encode()])
    return EXIT_DONE if order else EXIT_UNSETTLED


def grid(wanted: argparse.Namespace, points: Points) -> list[Cell]:
    """All cells, in the file's units."""
    units = units_of(points.x, wanted.scaling)
    x = named_as(units.standardise(points.x), points)
    models = len({(k, representative(name, k, points.d)) for k in wanted.k for name in wanted.families})
    meter = Meter(wanted.quiet)
    found: dict[tuple[int, str], Cell] = {}
    for cell in sweep(x, wanted.k, wanted.families, wanted.starts, EMSettings(seed=wanted.seed)):
        found[cell.k, cell.family] = cell
        meter.at(
            f"K = {cell.k}, {cell.family}: cell {len(found)} of {models}, start {cell.starts} of {cell.planned}"
        )
    meter.clear()
    return [in_units(cell, units, points.n) for cell in found.values()]


def in_units(cell: Cell, units: Units, n: int) -> Cell:
    """The cell with log-likelihoods and mixtures in the file's units."""

    def in_file_units(optimum: Optimum) -> Optimum:
        end = optimum.end
        log_likelihood = end.log_likelihood + units.log_jacobian(n)
        conclusion = replace(
            end,
            mixture=units.unstandardise(end.mixture),
            measures=replace(end.measures, log_likelihood=log_likelihood),
        )
        return replace(optimum, end=conclusion)

    return replace(cell, optima=tuple(map(in_file_units, cell.optima)))


def summary(cells: Sequence[Cell], wanted: argparse.Namespace, d: int) -> list[str]:
    """A table of scores, K down and families across, and what it says in sentences."""
    each = scored(cells, wanted.by)
    conclusion = findings(cells, wanted.by, d)
    best = conclusion.best
    by_place = {(one.cell.k, one.cell.family): one for one in each}
    rows = [["K", *wanted.families]]
    for k in wanted.k:
        row = [by_place.get((k, representative(name, k, d))) for name in wanted.families]
        rows.append([str(k), *(marked(one, best) for one in row)])
    marks = f"{BEST_MARK} best   {HOLLOW_MARK} one start alone got there   {SPURIOUS_SIGN} spurious   "
    marks += f"{number_text(math.nan)} no fit"
    lines = [
        f"{CRITERIA[wanted.by].plain}, lower is better",
        *aligned(rows),
        marks,
        "",
        conclusion.headline,
        *conclusion.sentences,
    ]
    return [*lines, conclusion.hollow] if conclusion.hollow else lines


def marked(one: Scored | None, best: Scored | None) -> str:
    """A score with its mark."""
    if one is None:
        return ""
    mark = SPURIOUS_SIGN if one.cell.spurious else HOLLOW_MARK if one.cell.reached_once else ""
    chosen = best is not None and one.cell is best.cell
    return f"{number_text(one.score)} {(BEST_MARK if chosen else '') + mark:<2}"


def grid_text(cells: Sequence[Cell], wanted: argparse.Namespace, points: Points) -> str:
    """The grid as JSON: every cell with its scores (null where undefined) and where its best began."""
    order = ranked(scored(cells, wanted.by))
    beside = kept_beside(points)
    content = {
        "format": FORMAT,
        "version": VERSION,
        "columns": list(points.columns),
        "rows": points.n,
        "rows_in_file": beside["rows_in_file"],
        "rows_left_out": list(beside["rows_left_out"]),
        **({"part": beside["part"]} if beside["part"] else {}),
        **({"logs": list(points.logs)} if points.logs else {}),
        "scaling": wanted.scaling,
        "by": wanted.by,
        "best": {"k": order[0].cell.k, "family": order[0].cell.family, "score": order[0].score}
        if order
        else None,
        "cells": [_cell(cell) for cell in cells],
    }
    return json.dumps(content, allow_nan=False, indent=1) + "\n"


def _cell(cell: Cell) -> dict[str, object]:
    best = cell.best
    scores = {
        name: criterion.score(best.end.measures) if best else math.nan for name, criterion in CRITERIA.items()
    }
    first = best.reached_by[0] if best else None
    return {
        "k": cell.k,
        "family": cell.family,
        "parameters": cell.parameters,
        "log_likelihood": best.end.log_likelihood if best else None,
        "still_to_gain": best.end.verdict.to_gain if best else None,
        **{name: score if math.isfinite(score) else None for name, score in scores.items()},
        "starts": cell.starts,
        "reached_by": len(best.reached_by) if best else 0,
        "spurious": cell.spurious,
        "start": first.start if first else None,
        "seed": first.seed if first else None,
        "note": note(cell),
    }
