"""gmmviz report: the page a reviewer asks for, from a table to HTML, Markdown and data in one command."""

import argparse
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from gmmviz.cli.choose import family_name, family_names
from gmmviz.cli.commands import EXIT_DONE, EXIT_UNSETTLED, CommandRefused
from gmmviz.cli.input import add_source, reading_of, receipt, table_and_points
from gmmviz.cli.sink import STANDARD_OUTPUT, Meter, check_outputs, say, say_result, write
from gmmviz.data import Points, Table
from gmmviz.data.assigned_rows import rows_of_table
from gmmviz.data.labelled_file import NotLabelled, labelled_file
from gmmviz.em import EMRun, EMSettings, family_of, fit_in, representative, units_of
from gmmviz.em.evidence.dossier import CELL_PART, dossier, ends_there, runs_to
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.kernel.naming import named_as
from gmmviz.em.models.families import FOUR_FAMILIES
from gmmviz.em.search.bootstrap import BOOTSTRAP_SAMPLES
from gmmviz.em.search.intervals import INTERVAL_RESAMPLES
from gmmviz.em.search.sweep import STARTS_A_CELL, Cell, fit_cell
from gmmviz.report.page.blocks import REPORT_PICTURES, Picture
from gmmviz.report.page.content import document, subtitle
from gmmviz.report.page.grid_plan import GridPlan, in_file_units, request_of
from gmmviz.report.page.html_report import html_report
from gmmviz.report.page.markdown_report import markdown_report
from gmmviz.report.page.models_table import model_rows
from gmmviz.report.page.paragraphs.choice_words import why_chosen
from gmmviz.report.page.paragraphs.searched_models import beyond_words
from gmmviz.report.page.paragraphs.which_fit import careful_words
from gmmviz.report.page.report_data import models_csv, report_json
from gmmviz.report.page.subject import Subject
from gmmviz.report.row_tables import RowNames
from gmmviz.report.rows.rows_csv import annotate, rows_csv, stability_column
from gmmviz.report.scores import ranked, scored
from gmmviz.report.scripts.all_scripts import all_scripts
from gmmviz.report.scripts.data_lines import stem
from gmmviz.report.scripts.r_scripts import RowsPlaces
from gmmviz.scenario import UPLOAD, Lane, Scenario, to_query

WRITERS: dict[str, Callable[[Subject], str]] = {
    "html": lambda subject: html_report(document(subject)),
    "markdown": lambda subject: markdown_report(document(subject)),
    "json": report_json,
    "models": models_csv,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gmmviz report`."""
    add_source(parser)
    parser.add_argument("-k", "--k", type=int, metavar="K", help="components (default: what BIC chooses)")
    parser.add_argument(
        "--family",
        type=family_name,
        metavar="F",
        help="shape, as of `gmmviz fit` (default: what BIC chooses)",
    )
    most = "largest K compared (default: 6); beside the chosen K, one more and one less are fitted whatever it says"
    parser.add_argument("--most", type=int, default=6, metavar="K", help=most)
    parser.add_argument(
        "--families",
        type=family_names,
        default=FOUR_FAMILIES,
        metavar="F,G",
        help="shapes that are compared: all, four, or names (default: four)",
    )
    counts = (
        ("--starts", STARTS_A_CELL, "starts per model"),
        ("--samples", BOOTSTRAP_SAMPLES, "samples of each bootstrap test; 0 for no tests"),
        ("--resamples", INTERVAL_RESAMPLES, "resamples for intervals; 0 for none"),
        ("--seed", 0, "the first seed"),
    )
    for name, default, words in counts:
        parser.add_argument(
            name, type=int, default=default, metavar="N", help=f"{words} (default: {default})"
        )
    parser.add_argument("--no-evidence", action="store_true", help="do not examine whether clusters are real")
    parser.add_argument(
        "--html", metavar="FILE", help="default: NAME-report.html, unless another is asked for"
    )
    parser.add_argument("--markdown", metavar="FILE")
    parser.add_argument("--json", metavar="FILE", help="everything as data")
    parser.add_argument("--models", metavar="FILE", help="the table of models as CSV")
    parser.add_argument("--labels", metavar="FILE", help="your own file with components and posteriors added")
    parser.add_argument(
        "--rows",
        metavar="FILE",
        help="write the fitted rows, which the report's scripts read; else they name NAME-rows.csv, not yet written",
    )


def run(wanted: argparse.Namespace) -> int:
    """Fit, compare, test and write."""
    outputs = {name: getattr(wanted, name) for name in WRITERS}
    if not any((*outputs.values(), wanted.labels, wanted.rows)):
        outputs["html"] = f"{stem(wanted.file)}-report.html"
    pictures = (
        [_picture_place(wanted.markdown, name) for name in REPORT_PICTURES] if _in_a_file(wanted) else []
    )
    check_outputs(wanted, (*outputs.values(), wanted.labels, wanted.rows, *pictures))
    if min(wanted.starts, wanted.most) < 1 or min(wanted.samples, wanted.resamples) < 0:
        raise CommandRefused("--starts and --most are 1 or more, --samples and --resamples 0 or more.")
    table, points, content = table_and_points(wanted)
    points = replace(points, scaling=wanted.scaling)
    say(receipt(table, points, wanted.label), wanted.quiet)
    if wanted.k is not None and not 1 <= wanted.k <= points.n:
        raise CommandRefused(f"-k is {wanted.k}: give 1 to {points.n}, the number of rows.")
    subject = subject_of(wanted, table, points)
    if subject is None:
        say(["gmmviz report: no model could be fitted."])
        return EXIT_UNSETTLED
    for name, place in outputs.items():
        if place:
            if name == "markdown" and _in_a_file(wanted):
                _write_with_pictures(place, subject)
            else:
                write(place, [WRITERS[name](subject).encode()])
            say([f"{place} written."], wanted.quiet)
    if wanted.rows:
        rows = rows_of_table(table, points.file_columns, content, points.logs, points.filters)
        write(wanted.rows, rows_csv(rows, subject.mixture, stable=_stability(subject)))
    if wanted.labels:
        try:
            annotated = {
                **annotate(subject.mixture, points.logged)(points.x),
                **stability_column(_stability(subject)),
            }
            write(wanted.labels, [labelled_file(content, table, points, annotated)])
        except NotLabelled as problem:
            raise CommandRefused(f"{table.name} takes no columns. {problem}") from None
    careful = careful_words(subject)
    reached = [careful] if careful else [subject.run.verdict.sentence]
    say_result([f"{subtitle(subject)}.", *reached, why_chosen(subject, model_rows(subject))])
    return EXIT_DONE if subject.run.verdict.kind == "settled" else EXIT_UNSETTLED


def _best_of(found: dict[Any, Any], chosen: Cell) -> float:
    """The log-likelihood of the best optimum of a model, in the coordinates of the fit."""
    cell: Cell = found[CELL_PART, chosen.family, chosen.k]
    return -math.inf if cell.best is None else cell.best.end.log_likelihood


def _stability(subject: Subject) -> Stability | None:
    return None if subject.examination is None else subject.examination.stability


def _in_a_file(wanted: argparse.Namespace) -> bool:
    """Whether the Markdown goes into a file, so that its pictures stand beside it."""
    return bool(wanted.markdown) and wanted.markdown != STANDARD_OUTPUT


def _picture_place(markdown: str, name: str) -> str:
    """Where a picture of a Markdown report is written: in its folder, named after it."""
    path = PurePath(markdown)
    return str(path.parent / f"{path.stem}-{name}.svg")


def _write_with_pictures(place: str, subject: Subject) -> None:
    """The Markdown, and the pictures that it names."""
    whole = document(subject)
    write(place, [markdown_report(whole.beside(PurePath(place).stem)).encode()])
    for block in whole.blocks:
        if isinstance(block, Picture):
            write(_picture_place(place, block.name), [block.svg.encode()])


def subject_of(wanted: argparse.Namespace, table: Table, points: Points) -> Subject | None:
    """What the report is about, with all that was found; None where no model has a sound fit."""
    units, meter = units_of(points.x, points.scaling), Meter(wanted.quiet)
    x = named_as(units.standardise(points.x), points)
    found = _cells(wanted, points, meter)
    chosen = _chosen(wanted, points, [in_file_units(cell, units) for cell in found.values()])
    if chosen is None or chosen.best is None:
        return None
    tol = EMSettings().tol
    there = ends_there(x, runs_to(found[CELL_PART, chosen.family, chosen.k], tol), _best_of(found, chosen))
    settings = there or replace(chosen.best.reached_by[0], tol=tol)
    fitted: EMRun = fit_in(points, settings, units)
    plan = GridPlan(wanted.most, tuple(wanted.families), wanted.starts, by_bic=wanted.k is None)
    request = request_of(points, fitted, plan)
    asked = replace(
        request,
        models=tuple((replace(model, seed=wanted.seed), starts) for model, starts in request.models),
        samples=wanted.samples,
        resamples=wanted.resamples,
        examined=not wanted.no_evidence,
    )
    if beyond := beyond_words([settings.k for settings, _ in asked.models], wanted.most):
        say([beyond.strip()], wanted.quiet)
    for place, value in dossier(x, asked, dict(found)):
        found[place] = value
        meter.at(f"{place[0] if isinstance(place, tuple) else place} ...")
    meter.clear()
    return _subject(wanted, table, points, (fitted, found, plan))


def _cells(wanted: argparse.Namespace, points: Points, meter: Meter) -> dict[Any, Any]:
    """The grid, in the coordinates of the fit; a K or a shape that was asked for belongs to it."""
    x = named_as(units_of(points.x, points.scaling).standardise(points.x), points)
    ks = sorted({*range(1, wanted.most + 1), *([wanted.k] if wanted.k else [])})
    families = [*wanted.families, *([wanted.family] if wanted.family else [])]
    models = dict.fromkeys((representative(name, k, points.d), k) for k in ks for name in families)
    found: dict[Any, Any] = {}
    for family, k in models:
        settings = EMSettings(k=k, family=family, seed=wanted.seed, tol=1e-8)
        for cell in fit_cell(x, settings, wanted.starts if k > 1 else 1):
            found[CELL_PART, family, k] = cell
            meter.at(f"K = {k}, {family}: start {cell.starts} of {cell.planned}")
    meter.clear()
    return found


def _chosen(wanted: argparse.Namespace, points: Points, cells: list[Cell]) -> Cell | None:
    """The best by BIC of the models that were asked for."""
    k, family = wanted.k, wanted.family and family_of(wanted.family).name
    fitting = [
        cell
        for cell in cells
        if (k is None or cell.k == k)
        and (family is None or cell.family == representative(family, cell.k, points.d))
    ]
    order = ranked(scored(fitting, "bic"))
    return order[0].cell if order else None


def _subject(
    wanted: argparse.Namespace, table: Table, points: Points, known: tuple[EMRun, dict[Any, Any], GridPlan]
) -> Subject:
    fitted, found, plan = known
    scenario = Scenario(
        data=UPLOAD + table.digest,
        reading=reading_of(wanted),
        columns=points.file_columns,
        logs=points.logs,
        filters=points.filters,
        scaling=points.scaling,
        label=wanted.label,
        lanes=(Lane(fitted.settings),),
    )
    today = date.today()
    subject = Subject(
        scenario,
        points,
        fitted,
        found,
        plan,
        RowNames(points, table),
        link=to_query(scenario),
        made=f"{today.day} {today:%B %Y}",
    )
    names = list(map(str, table.frame.columns))
    fitted_places = tuple(names.index(name) for name in points.file_columns)
    written = wanted.rows if wanted.rows and wanted.rows != STANDARD_OUTPUT else ""
    file = PurePath(written or f"{stem(table.name)}-rows.csv").name
    unwritten = "" if written else file
    places = RowsPlaces(file, len(names), fitted_places, unwritten=not written)
    end = subject.fit if subject.polished else None
    scripts = all_scripts(scenario, points, fitted, places, end)
    return replace(subject, scripts=scripts, rows_unwritten=unwritten)
