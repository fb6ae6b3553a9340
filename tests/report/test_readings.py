"""Every reading of a chart has three sentences or more, whose numbers are those of what is drawn."""

import inspect
import math
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module

import numpy as np
import pytest

import gmmviz.report.explain
import gmmviz.report.readings
from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.evidence.merging import merge
from gmmviz.em.evidence.power import PowerAt, PowerCurve
from gmmviz.em.explain.bound import half_steps, slice_towards
from gmmviz.em.explain.ceiling import without_ceiling
from gmmviz.em.explain.gaussianity import ENVELOPE_KEY, EnvelopeRequest, envelope_iter
from gmmviz.em.explain.hardness import fit_at
from gmmviz.em.explain.speed import speed
from gmmviz.em.search.basins import Basins, with_end
from gmmviz.em.search.sweep import Cell, restarts, sweep
from gmmviz.figures.profile_lines import Profile
from gmmviz.report.criteria_charts import Chart
from gmmviz.report.evidence.cluster_words import Grouping
from gmmviz.report.explain import (
    bound_words,
    collapse_words,
    gaussianity_words,
    hardness_words,
    number_tables,
    speed_words,
)
from gmmviz.report.readings import data_charts, evidence_charts, grid_charts, profile_charts, run_charts
from gmmviz.thousands import count_text

GEYSER = dataset("faithful")
RUN = fit(GEYSER.x, EMSettings(k=3, seed=3))
END = RUN.states[-1].mixture
CHART = Chart("bic", ("VVV", "EEE"), 2)
PLAIN = "Nothing more is said."


@cache
def cells() -> list[Cell]:
    return [cell for cell in sweep(GEYSER.x, range(1, 4), ("VVV", "EEE"), 2) if cell.finished]


@cache
def ends() -> Basins:
    found = Basins()
    for end in restarts(GEYSER.x, EMSettings(k=3), 6):
        found = with_end(found, end)
    return found


def _two_gaussians() -> str:
    found = next(iter(envelope_iter(GEYSER.x, EnvelopeRequest(RUN.settings, END), {})))
    assert found[0] == ENVELOPE_KEY
    return gaussianity_words.reading(found[1], 1)


def _flows() -> str:
    labels = [fit(GEYSER.x, EMSettings(k=k, seed=1)).states[-1].mixture for k in (1, 2, 3)]
    owners = [mixture.responsibilities(GEYSER.x).argmax(axis=1) for mixture in labels]
    return grid_charts.flows_reading(owners, [1, 2, 3])


def _power() -> str:
    sizes = (PowerAt(100, 20, 15, 12), PowerAt(200, 20, 20, 19))
    return evidence_charts.power_reading(PowerCurve(3, sizes, 20), PLAIN)


def _ceiling() -> str:
    x = dataset("iris").x
    run = fit(x, EMSettings(k=4, seed=8))
    found = without_ceiling(x, run.states[-1].mixture, 0)
    assert found is not None
    return collapse_words.ceiling_reading(found, run)


STRESSED = "Of the plane, **44\u202f%** lead to **A**."
UNKNOWN = np.full((3, 2), np.nan)
PROFILE = Profile(GEYSER.columns, END.means, UNKNOWN, UNKNOWN, GEYSER.x.mean(axis=0), GEYSER.x.std(axis=0))
MERGING = merge(END.responsibilities(GEYSER.x))
LEVELS = [state.log_likelihood for state in RUN.states]
READINGS: dict[str, Callable[[], str]] = {
    "run_charts.plot_reading": lambda: " ".join(run_charts.plot_reading(GEYSER.x, END, GEYSER.columns)),
    "run_charts.curve_reading": lambda: " ".join(run_charts.curve_reading(RUN)),
    "run_charts.owners_reading": lambda: " ".join(run_charts.owners_reading(GEYSER.x, END)),
    "grid_charts.criterion_reading": lambda: grid_charts.criterion_reading(cells(), CHART),
    "grid_charts.squares_reading": lambda: grid_charts.squares_reading(cells(), CHART),
    "grid_charts.behind_reading": lambda: grid_charts.behind_reading(cells(), CHART),
    "grid_charts.held_out_reading": lambda: grid_charts.held_out_reading([-4.1, math.nan, -4.3], PLAIN),
    "grid_charts.flows_reading": _flows,
    "evidence_charts.partition_reading": lambda: evidence_charts.partition_reading(
        np.array([0, 0, 1]), 2, ("A", -1130.5), 3, ("eruptions", "waiting")
    ),
    "evidence_charts.gap_reading": lambda: evidence_charts.gap_reading(
        np.arange(9) > 5, ("component 1", "component 2"), PLAIN
    ),
    "evidence_charts.cut_reading": lambda: evidence_charts.cut_reading(GEYSER.x[:, 0], "eruptions", PLAIN),
    "evidence_charts.power_reading": _power,
    "evidence_charts.tree_reading": lambda: evidence_charts.tree_reading(MERGING, Grouping((0, 1, 0))),
    "evidence_charts.elbow_reading": lambda: evidence_charts.elbow_reading(MERGING, PLAIN),
    "evidence_charts.strip_reading": lambda: evidence_charts.strip_reading(ends(), PLAIN),
    "evidence_charts.map_reading": lambda: evidence_charts.map_reading(("eruptions", "waiting"), 1, STRESSED),
    "data_charts.rows_reading": lambda: data_charts.rows_reading(GEYSER.x, GEYSER.columns),
    "data_charts.found_and_true_reading": lambda: data_charts.found_and_true_reading(9, ("a", "b"), 3),
    "data_charts.ownership_reading": lambda: data_charts.ownership_reading(np.array([0.4, 0.1]), 0.9, 1, 2),
    "gaussianity_words.reading": _two_gaussians,
    "gaussianity_words.column_reading": lambda: gaussianity_words.column_reading(
        "eruptions", fit(GEYSER.x[:, :1], EMSettings(k=2)).states[-1].mixture
    ),
    "gaussianity_words.panels_reading": lambda: gaussianity_words.panels_reading(
        9, 272, gaussianity_words.fake_sentence(None, 3)
    ),
    "bound_words.bars_reading": lambda: bound_words.bars_reading(half_steps(RUN)[:4], 9),
    "bound_words.slice_reading": lambda: bound_words.slice_reading(
        slice_towards(GEYSER.x, RUN.states[0].mixture, RUN.states[1].mixture), "the next Update"
    ),
    "collapse_words.curve_reading": lambda: collapse_words.curve_reading(
        fit(dataset("iris").x, EMSettings(k=4, seed=8))
    ),
    "collapse_words.ceiling_reading": _ceiling,
    "profile_charts.profile_reading": lambda: profile_charts.profile_reading(PROFILE),
    "profile_charts.ridges_reading": lambda: profile_charts.ridges_reading(END, GEYSER.columns),
    "profile_charts.pairs_reading": lambda: profile_charts.pairs_reading(END, GEYSER.columns, (0, 1), 272),
    "hardness_words.hardness_reading": lambda: hardness_words.hardness_reading(
        fit_at(GEYSER.x, RUN.settings, RUN.states[0].mixture, 2.0),
        fit_at(GEYSER.x, RUN.settings, RUN.states[0].mixture, 1.0),
        GEYSER.x,
    ),
    "speed_words.speed_reading": lambda: speed_words.speed_reading(
        speed(GEYSER.x, RUN.settings, LEVELS, (RUN.states[0].mixture, END))
    ),
}


def readings() -> list[str]:
    """Every function of these rooms that reads a chart."""
    found = []
    for room in (gmmviz.report.readings, gmmviz.report.explain):
        for info in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            module = import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == info.name and name.endswith("reading"):
                    found.append(f"{info.name.rpartition('.')[2]}.{name}")
    return found


def test_every_reading_is_tried_here() -> None:
    assert sorted(readings()) == sorted(READINGS)


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_has_three_sentences_and_a_number(name: str) -> None:
    text = READINGS[name]()
    assert len(re.findall(r"[.?!](?=\s|$)", text)) >= 3, text
    assert re.search(r"\d", text), text
    assert text[0].isupper() or text[0].isdigit()
    assert "  " not in text
    assert "**" not in text  # stress is for the page


def test_one_of_anything_is_told_as_one() -> None:
    one_component = fit(GEYSER.x, EMSettings(k=1))
    mixture, row = one_component.states[-1].mixture, GEYSER.x[:1]
    told = [
        data_charts.rows_reading(row[:, :1], ("eruptions",)),
        data_charts.found_and_true_reading(1, ("a",), 1),
        data_charts.ownership_reading(np.array([0.4]), 0.9, 1, 1),
        evidence_charts.gap_reading(np.arange(2) > 0, ("component 1", "component 2"), PLAIN),
        evidence_charts.cut_reading(row[:, 0], "eruptions", PLAIN),
        grid_charts.flows_reading([np.array([0]), np.array([0])], [1, 2]),
        grid_charts.flows_reading([np.array([0, 0, 1]), np.array([0, 1, 2])], [2, 3]),
        *run_charts.plot_reading(row, mixture, GEYSER.columns),
        *run_charts.owners_reading(row, mixture),
        *run_charts.curve_reading(replace(one_component, states=one_component.states[:2])),
    ]
    nouns = "rows|points|values|groups|true groups|components|clusters|columns|runs|iterations|optima"
    for text in told:
        assert not re.search(rf"\b1 (?:{nouns}|lie|part|go|move|are)\b", text), text
    assert "1 row lies above the line of 10\u202f%: nobody can place it." in told[2]
    assert "1 of its 2 rows parts from the rest at 3. Of 2 clusters 1 goes on whole." in told[6]


def test_ranges_and_correlation_of_rows_are_those_of_numpy() -> None:
    text = data_charts.rows_reading(GEYSER.x, GEYSER.columns)
    low, high = GEYSER.x[:, 0].min(), GEYSER.x[:, 0].max()
    assert f"In eruptions they go from {low:.4g} to {high:.4g}" in text
    assert f"correlation {np.corrcoef(GEYSER.x.T)[0, 1]:.2f}." in text
    alone = data_charts.rows_reading(GEYSER.x[:, 1:], ("waiting",))
    assert alone.endswith(f"The median is {np.median(GEYSER.x[:, 1]):.4g}.")


def test_the_largest_split_is_the_one_that_parts_most_rows() -> None:
    before, after = np.repeat([0, 1], [30, 10]), np.repeat([0, 1, 2], [19, 11, 10])
    text = grid_charts.flows_reading([before, after], [2, 3])
    assert "The largest split is of cluster 1 of 2: 11 of its 30 rows part from the rest at 3." in text
    assert text.endswith("Of 2 clusters 1 goes on whole.")


def test_the_tree_names_the_components_that_each_step_joins() -> None:
    soft = np.array([[0.5, 0.5, 0.0]] * 4 + [[0.0, 0.0, 1.0]] * 4)
    text = evidence_charts.tree_reading(merge(soft), Grouping((0, 0, 1)))
    assert "In this order: 1 + 2; 1 + 2 + 3." in text
    assert "The dotted line is at 2 of them: 3 components, 2 clusters: 1 + 2; 3." in text


def test_the_profile_says_the_interval_of_the_mean_that_is_furthest() -> None:
    x = GEYSER.x
    centre, sd = x.mean(axis=0), x.std(axis=0)
    means = np.array([[3.0, 2.0], [0.0, 1.0]]) * sd + centre
    known = Profile(GEYSER.columns, means, means - 0.5 * sd, means + 0.25 * sd, centre, sd)
    text = profile_charts.profile_reading(known)
    assert "; bars are 95\u202f% intervals by bootstrap." in text
    assert "3.00 sd above (its interval goes from 2.50 to 3.25)." in text
    assert "interval" not in profile_charts.profile_reading(PROFILE)


def test_rows_have_their_numbers_in_the_table_where_some_were_left_out() -> None:
    """What the charts of a run say of one row is what its table and the stage call it."""
    x = GEYSER.x
    numbers = np.arange(len(x)) + 1_000
    row = int(END.responsibilities(x).max(axis=1).argmin())
    assert f"Row {count_text(row + 1)} is the least" in run_charts.owners_reading(x, END)[2]
    assert f"Row {count_text(row + 1_001)} is the least" in run_charts.owners_reading(x, END, numbers)[2]
    points = replace(GEYSER, rows=numbers)
    told = number_tables.numbers(points, RUN, RUN.states[-1])
    assert f"Row {count_text(row + 1_001)} is the least" in told
    found = without_ceiling(x, END, 0)
    assert found is not None
    said = collapse_words.ceiling_reading(found, RUN, numbers)
    assert f"sat on row {count_text(found.row + 1_001)} and" in said
