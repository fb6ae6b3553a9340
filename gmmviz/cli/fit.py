"""gmmviz fit: one mixture, the best of several starts or one named start, in words and as files."""

import argparse
import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gmmviz.cli.commands import EXIT_DONE, EXIT_UNSETTLED, CommandRefused
from gmmviz.cli.input import add_source, reading_of, receipt, table_and_points
from gmmviz.cli.sink import Meter, aligned, check_outputs, say, say_result, write
from gmmviz.data import Points, Table
from gmmviz.data.assigned_rows import rows_of_table
from gmmviz.data.beside import kept_beside
from gmmviz.data.concerns import too_many
from gmmviz.em import FAMILIES, STARTS, EMRun, EMSettings, fit_iter_in, parameter_count, units_of
from gmmviz.em.kernel.naming import named_as
from gmmviz.em.saved import SavedFit, fit_text, saved
from gmmviz.em.search.sweep import (
    DIFFERENT_SHARE_OF_ROWS,
    REACHED_NATS,
    STARTS_A_CELL,
    Cell,
    Optimum,
    fit_cell,
    rows_that_differ,
)
from gmmviz.em.statistics.criteria import CRITERIA, Measures
from gmmviz.figures.escape import one_line
from gmmviz.figures.number_text import distinct_texts, number_text
from gmmviz.report.rows.own_units import centre_word, centres, logarithms_sentence, spread_text
from gmmviz.report.rows.rows_csv import rows_csv
from gmmviz.report.run_ends.ending_words import parameters_sentence
from gmmviz.report.scores import agreement, family_title
from gmmviz.scenario import UPLOAD, Lane, Scenario, to_query
from gmmviz.stage import player, size_text
from gmmviz.thousands import count_text, percent

SHOWN_COLUMNS = 8  # of a mean before the rest is left to the JSON
MIN_MEAN_DIGITS = 4  # of a mean at least; more where a spread is small beside it
MAX_DIGITS = 15  # that a double has for sure


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gmmviz fit`."""
    add_source(parser)
    parser.add_argument("-k", "--k", type=int, default=2, metavar="K", help="components (default: 2)")
    parser.add_argument(
        "--family",
        default="VVV",
        help=f"{', '.join(FAMILIES)}, or full, tied, diag, spherical (default: VVV, free ellipses)",
    )
    parser.add_argument(
        "--start", choices=tuple(STARTS), help="one run from this start (default: the best of --starts)"
    )
    parser.add_argument(
        "--starts",
        type=int,
        default=STARTS_A_CELL,
        metavar="N",
        help="starts to choose from (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first seed (default: 0)")
    parser.add_argument(
        "--max-iter", type=int, default=1000, metavar="N", help="most iterations (default: 1000)"
    )
    parser.add_argument(
        "--labels",
        metavar="FILE",
        help="all rows with component and responsibilities, as CSV; - is standard output",
    )
    parser.add_argument(
        "--json",
        nargs="?",
        const="-",
        metavar="FILE",
        help="the parameters, as JSON; alone, or -, to standard output",
    )
    parser.add_argument(
        "--html", metavar="FILE", help="the run in the player, one page that needs no network"
    )


def run(wanted: argparse.Namespace) -> int:
    """Fit, say and write."""
    check_outputs(wanted, (wanted.labels, wanted.json, wanted.html))
    settings = EMSettings(
        wanted.k, wanted.family, start=wanted.start or "points", seed=wanted.seed, max_iter=wanted.max_iter
    )
    if wanted.starts < 1:
        raise CommandRefused(f"--starts is {wanted.starts}: give 1 or more.")
    table, points, content = table_and_points(wanted)
    points = replace(points, scaling=wanted.scaling)
    say(receipt(table, points, wanted.label, parameter_count(settings, points.d)), wanted.quiet)
    cell = _chosen(wanted, settings, points)
    if cell is not None and cell.best is None:
        say([f"gmmviz fit: none of {wanted.starts} starts could be fitted. {cell.reason}"])
        return EXIT_UNSETTLED
    best = None if cell is None else cell.best
    chosen = settings if best is None else replace(best.reached_by[0], max_iter=settings.max_iter)
    try:
        found = _run(chosen, points, Meter(wanted.quiet))
    except ValueError as problem:  # as where no start of several could be fitted
        say([f"gmmviz fit: no start could be fitted. {problem}"])
        return EXIT_UNSETTLED
    choice = "" if cell is None else choice_words(cell, found, points)
    if "-" not in (wanted.labels, wanted.json, wanted.html):
        say_result(summary(found, points, choice))
    if wanted.json:
        write(wanted.json, [fit_text(_saved(found, table, points, wanted)).encode()])
    if wanted.labels:
        rows = rows_of_table(table, points.file_columns, content, points.logs, points.filters)
        write(wanted.labels, rows_csv(rows, found.states[-1].mixture))
    if wanted.html:
        page = player(points.x, found, points.columns, title=one_line(points.title)).page
        say([f"{wanted.html}: {size_text(page.size)}."], wanted.quiet)
        write(wanted.html, [page.text.encode()])
    return EXIT_DONE if found.verdict.kind == "settled" else EXIT_UNSETTLED


def _chosen(wanted: argparse.Namespace, settings: EMSettings, points: Points) -> Cell | None:
    """All starts of the model, to choose one from; None where one is asked for, or there is but one."""
    if wanted.start or wanted.k == 1:
        return None
    units = units_of(points.x, points.scaling)
    x = named_as(units.standardise(points.x), points)
    meter = Meter(wanted.quiet)
    cell = None
    for cell in fit_cell(x, settings, wanted.starts):
        meter.at(f"start {cell.starts} of {cell.planned}")
    meter.clear()
    return cell


def choice_words(cell: Cell, found: EMRun, points: Points) -> str:
    """How the run that is shown was chosen, how many starts got to where it ended, and whether that looks spurious.

    A run that takes its steps one by one may end short of the optimum that its start was chosen for, or elsewhere.
    """
    assert cell.best is not None
    first = found.settings
    said = [f"Best of {cell.starts} starts: {STARTS[first.start].numbered(first.seed, ', ')}."]
    jacobian = units_of(points.x, points.scaling).log_jacobian(points.n)
    end = found.states[-1]
    labels = end.mixture.responsibilities(points.x).argmax(axis=1)
    same = next((each for each in cell.optima if _is_at(each, end.log_likelihood - jacobian, labels)), None)
    if same is cell.best:
        said.append(agreement(cell))
    elif same is not None:
        said.append(f"{len(same.reached_by)} of {cell.starts} starts got here.")
    else:
        optimum, own = distinct_texts(cell.best.end.log_likelihood + jacobian, end.log_likelihood)
        what = "a spurious one, with " if cell.best.spurious else ""
        said.append(
            f"It was chosen for an optimum that this run has not reached: {what}log-likelihood {optimum} beside the "
            f"run's own {own}."
        )
    said += [f"It looks spurious. {flag.sentence}" for flag in found.flags[:1]]
    return " ".join(said)


def _is_at(optimum: Optimum, log_likelihood: float, labels: NDArray[np.integer]) -> bool:
    """Whether a run that ended there, with these owners of rows (n,), has reached an optimum."""
    if abs(optimum.end.log_likelihood - log_likelihood) > REACHED_NATS:
        return False
    return rows_that_differ(optimum.end.labels, labels) <= max(1.0, DIFFERENT_SHARE_OF_ROWS * len(labels))


def _run(settings: EMSettings, points: Points, meter: Meter) -> EMRun:
    steps = fit_iter_in(points, settings, units_of(points.x, points.scaling))
    while True:
        try:
            state = next(steps)
        except StopIteration as end:
            meter.clear()
            found: EMRun = end.value
            return found
        meter.at(f"iteration {count_text(state.iteration)}")


def summary(found: EMRun, points: Points, chosen: str) -> list[str]:
    """The fit in lines of text: what, how it ended, its scores, and a line per component."""
    last, settings = found.states[-1], found.settings
    parameters = parameter_count(settings, points.d)
    measures = Measures(last.log_likelihood, parameters, points.n)
    name = family_title(settings.family, points.d, settings.k)
    counted = f"{parameters} parameters, {number_text(points.n, 0)} rows."
    if too_many(points, parameters) is not None:
        counted = parameters_sentence(parameters, points.n, why=settings.k == 1)
    lines = [
        f"K = {settings.k}, {name}. {found.verdict.sentence} {found.verdict.remedy}".rstrip(),
        f"Log-likelihood {number_text(last.log_likelihood)}, BIC {number_text(CRITERIA['bic'].score(measures))}, "
        f"AIC {number_text(CRITERIA['aic'].score(measures))}; {counted}",
    ]
    lines += [said for said in (logarithms_sentence(points, CRITERIA["bic"].score(measures)), chosen) if said]
    return [*lines, "", *components(found, points)]


def components(found: EMRun, points: Points) -> list[str]:
    """A line per component: weight, then mean and standard deviation of each column, or median and factor of a sd."""
    mixture = found.states[-1].mixture
    shown = points.file_columns[:SHOWN_COLUMNS]
    names = [
        f"{one_line(name, 24)}{', median' if centre_word(points, column) == 'median' else ''}"
        for column, name in enumerate(shown)
    ]
    rows = [["component", "weight", *names]]
    middles = centres(points, mixture.means)
    for j in range(mixture.k):
        spreads = mixture.covariances[j].diagonal() ** 0.5
        cells = [
            mean_and_spread(points, column, float(mean), float(sd))
            for column, (mean, sd) in enumerate(zip(middles[j], spreads, strict=True))
        ]
        rows.append([str(j + 1), percent(mixture.weights[j], 1), *cells[:SHOWN_COLUMNS]])
    more = len(points.columns) - len(shown)
    return [*aligned(rows), *([f"{more} more columns are in --json."] if more > 0 else [])]


def mean_and_spread(points: Points, column: int, mean: float, sd: float) -> str:
    """A mean with as many digits as its standard deviation needs, or a median with the factor of one."""
    unit = sd * abs(mean) if points.logged[column] else sd
    digits = MIN_MEAN_DIGITS
    if 0.0 < unit < abs(mean) < math.inf:
        digits = max(MIN_MEAN_DIGITS, 2 + math.floor(math.log10(abs(mean))) - math.floor(math.log10(unit)))
        digits = min(digits, MAX_DIGITS)
    plain = f"± {sd:.{MIN_MEAN_DIGITS - 1}g}"
    return f"{mean:.{digits}g} {spread_text(points, column, sd, plain)}"


def _saved(found: EMRun, table: Table, points: Points, wanted: argparse.Namespace) -> SavedFit:
    link = Scenario(
        data=UPLOAD + table.digest,
        reading=reading_of(wanted),
        columns=points.file_columns,
        logs=points.logs,
        filters=points.filters,
        scaling=points.scaling,
        label=wanted.label,
        lanes=(Lane(found.settings),),
    )
    about = {
        "scaling": points.scaling,
        "source": table.name,
        "digest": table.digest,
        "link": to_query(link),
        **kept_beside(points),
    }
    return saved(found, points.columns, points.n, **about)
