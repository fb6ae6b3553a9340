"""The paragraph, word by word, on a file with lost rows, an unfinished grid and a model that failed."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from gmmviz.data import RowFilter, points_from_table, read_table
from gmmviz.data.notices import IS_A_DECISION
from gmmviz.data.selection import DECISIONS, WARNINGS
from gmmviz.em import EMSettings, fit
from gmmviz.em.models.spurious import Flag
from gmmviz.em.search.sweep import fit_cell
from gmmviz.report.fit_paragraph import paragraph
from tests.ui.test_profile import facts_of, plain

FAILING = Path(__file__).resolve().parents[1] / "data" / "failing"
TABLE = read_table(FAILING / "unquoted_comma_in_three_rows.csv")
POINTS = points_from_table(TABLE)
RUN = fit(POINTS.x, EMSettings(k=2, start="kmeans++"))


def test_lost_rows_a_failed_model_and_an_unfinished_grid_are_told_word_by_word() -> None:
    """Three of 60 lines have a comma too many; 4 of 24 models are fitted, and every start of one collapsed."""
    cells = [
        list(fit_cell(POINTS.x, EMSettings(k=k, family=family, tol=1e-8), 6 if k > 1 else 1))[-1]
        for family, k in (("EEE", 1), ("VVV", 2), ("VVI", 2), ("VVV", 3))
    ]
    cells[2] = replace(cells[2], optima=(), failures=("Component 2 lost its points.",) * 6)
    told = plain(paragraph(facts_of(POINTS, RUN, cells=tuple(cells), planned=24)))
    assert told.split(". ") == [
        "A mixture of 2 Gaussian components (shape: free ellipses, VVV) was fitted to 57 rows of "
        "unquoted_comma_in_three_rows.csv in 3 columns (bill, depth, mass)",
        "57 of the 60 rows in the file are fitted; left out: 3 with too many cells (lines 9, 25 and 43)",
        '"who" holds text: not chosen',
        "Component 1 holds 71 % (39 rows most likely its own): depth high (mean 18.34, +0.3 sd)",
        "Component 2 holds 29 % (18 rows most likely its own): depth low (mean 17.17, -0.8 sd) and bill high "
        "(mean 41.59, +0.7 sd)",
        "BIC is 1,329.18 (lower is better; 19 parameters, log-likelihood -626.18); of 3 models so far with a sound fit "
        "(1 could not be fitted) the lowest, "
        "K = 1, an ellipse (EEE), is 29.56 lower (very strong evidence for it)",
        "The grid was unfinished: 4 of 24 models, so far K = 1 to 3",
        "Missing: axis-aligned (VVI) with K = 2",
        "No start could be used",
        "Component 2 lost its points",
        "In 1 model one start alone reached the best fit, so a better one may be missing there",
        "None of 6 starts ended on this same optimum; 1 ended 3.99 higher in log-likelihood, on a better fit of this "
        "model",
        "14 rows (25 %) are ambiguous: no component owns 80 % of them",
        "A component is one bell-shaped cloud; whether it is a cluster is for the reader to judge.",
    ]


def test_a_fit_above_all_other_starts_does_not_speak_of_theirs_as_its_own_optimum() -> None:
    *_, cell = fit_cell(POINTS.x, EMSettings(k=2, tol=1e-8), 6)
    highest, *lower = sorted(cell.optima, key=lambda each: -each.end.log_likelihood)
    run = fit(POINTS.x, replace(highest.end.settings, tol=1e-10, max_iter=5000))
    assert run.states[-1].log_likelihood - lower[0].end.log_likelihood > 0.1
    told = paragraph(facts_of(POINTS, run, cells=(replace(cell, optima=tuple(lower[:1])),)))
    assert "None of 6 other starts ended as high: a better fit may be missing, too." in told
    assert "reached this optimum" not in told


def test_few_rows_for_the_parameters_are_the_first_thing_said() -> None:
    few = points_from_table(TABLE, None, None, (), [RowFilter("mass", high=3800.0)])
    assert few.n < 2 * 19
    told = plain(paragraph(facts_of(few, fit(few.x, EMSettings(k=2, start="kmeans++")))))
    assert told.startswith(f"Careful: 19 parameters for {few.n} rows: different starts may end in")
    assert f'{60 - 3 - few.n} with another value than asked for ("mass" is at most 3800)' in told


def test_a_logarithm_is_told_in_the_files_units_with_the_jacobian() -> None:
    points = points_from_table(TABLE, ["bill", "mass"], None, ["mass"])
    run = fit(points.x, EMSettings(k=2, start="kmeans++"))
    told = plain(paragraph(facts_of(points, run)))
    assert 'in 2 columns (bill, log mass). Of "mass" the natural logarithm was fitted;' in told
    assert "log-likelihood of the logarithms" in told
    assert "mass high (median " in told or "mass low (median " in told


def test_the_best_of_several_starts_is_told_as_that() -> None:
    told = plain(paragraph(facts_of(POINTS, RUN, seen=10)))
    assert "It is the best of 10 starts that were tried (k-means++, no. 0)." in told


def test_models_without_a_sound_fit_are_not_counted_and_hollow_ones_are_told() -> None:
    """Of five other models two could not be fitted, one is spurious, and one rests on a single start."""
    cell = list(fit_cell(POINTS.x, EMSettings(k=2, family="EEE", tol=1e-8), 6))[-1]
    best = replace(cell.optima[0], reached_by=cell.optima[0].reached_by[:1] * 3)
    flag = Flag(0, 2.0, 1e-9, "Component 1 shrank onto 2 rows.")
    spurious = replace(best, end=replace(best.end, flags=(flag,)))
    alike = [
        replace(cell, settings=replace(cell.settings, family=family), optima=optima)
        for family, optima in (
            ("EEE", (best,)),
            ("EEI", (replace(best, reached_by=best.reached_by[:1]),)),
            ("VVI", ()),
            ("EII", ()),
            ("VII", (spurious,)),
        )
    ]
    told = plain(paragraph(facts_of(POINTS, RUN, cells=tuple(alike), planned=5)))
    assert "3 models with a sound fit (2 could not be fitted, 1 rests on an accident of a few rows)" in told
    rounded = replace(spurious, end=replace(best.end, flags=(replace(flag, of="rounding"),)))
    alike[2] = replace(alike[2], optima=(rounded,))
    told = plain(paragraph(facts_of(POINTS, RUN, cells=tuple(alike), planned=5)))
    assert "(1 could not be fitted, 2 rest on an accident of a few rows or of rounding)" in told
    assert "In 1 model one start alone reached the best fit, so a better one may be missing there." in told


def test_how_numbers_were_read_where_it_was_decided_is_told_of_the_fitted_columns_only() -> None:
    rows = "".join(
        f"{-99 if i % 11 == 3 else 400 + i * 7 % 60}\t{f'<{2.5}' if i % 9 == 2 else 3 + i % 7 * 0.5}\t"
        f"{1 + i % 8},{100 + i * 37 % 899}\t{5 + i * i % 13}.25\n"
        for i in range(60)
    )
    table = read_table(f"len\tlead\twid\tplain\n{rows}".replace(".", ",").encode())
    points = points_from_table(table, ["len", "lead", "plain"])
    told = plain(paragraph(facts_of(points, fit(points.x, EMSettings(k=1)))))
    assert (
        'left out: 6 with no value in "len". "wid" could be fitted: not chosen. '
        '"len" is -99 in 6 rows, apart from all its other values: taken as missing. '
        '7 cells of "lead" give limits ("<2,5"): read as the numbers beside the sign, though the values lie beyond. '
        "BIC"
    ) in told
    two_ways = read_table(b"wid\tn\n5,346\t1\n4,097\t2\n6,125\t4\n7,301\t3\n")
    assert points_from_table(two_ways).readings == (
        '"wid" can be read in two ways; its commas mark decimals (5,346 is read as 5.346).',
    )
    assert points_from_table(two_ways, ["n"]).readings == ()


def warned() -> bytes:
    """200 rows: a long upper tail, a heap, cells that are no numbers, a code for missing, and a line too many."""
    rng = np.random.default_rng(3)
    tail = np.exp(rng.normal(0.0, 1.0, 200))
    heap = np.where(rng.random(200) < 0.4, 0.0, rng.normal(5.0, 1.0, 200))
    plain_column = rng.normal(10.0, 2.0, 200)
    lines = [f"{a:.4f},{b:.4f},{c:.4f}" for a, b, c in zip(tail, heap, plain_column, strict=True)]
    lines[7] = f"{tail[7]:.4f},{heap[7]:.4f},bad"
    lines[9] = f"{tail[9]:.4f},{heap[9]:.4f},-999"
    return ("tail,heap,plain\n" + "\n".join(lines) + "\n").encode()


TAIL = (
    '"tail" is positive and has a long upper tail: its logarithm may suit a mixture better. Fitted as it is.'
)


def test_what_the_receipt_warned_of_is_told_with_the_fit_and_without_what_to_press() -> None:
    table = read_table(warned(), "warned.csv")
    columns = ["tail", "heap", "plain"]
    points = points_from_table(table, columns)
    told = plain(paragraph(facts_of(points, fit(points.x, EMSettings(k=2, start="kmeans++")))))
    assert f"Careful: {TAIL}" in told
    assert 'Careful: "heap" is 0 in' in told
    assert "a component will shrink onto that value." in told
    assert '1 cell of "plain" is not numeric' in told
    assert "-999" in told
    assert "Leave the column out" not in told
    assert "say so" not in told
    of_one = points_from_table(table, ["plain"])
    assert not any("tail" in text or "heap" in text for text in of_one.warnings)
    logged = points_from_table(table, columns, logs=["tail"])
    assert not any("tail" in text for text in logged.warnings)
    assert len(logged.warnings) == len(points.warnings) - 1


def test_every_kind_of_notice_of_the_first_rank_has_its_place_in_an_account() -> None:
    kinds = list(IS_A_DECISION)
    first = set(kinds[: kinds.index("no feature")]) | {"logarithm"}
    of_rows = {"left out", "total", "repeated header"}  # the account of rows tells them
    of_columns_not_fitted = {"units", "derived"}
    assert first == DECISIONS | WARNINGS | of_rows | of_columns_not_fitted
