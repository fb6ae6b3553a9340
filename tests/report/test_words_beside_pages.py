"""Words and tables that pages show beside their pictures, as they are read."""

import numpy as np
import pandas as pd
import pytest

from gmmviz.data import dataset, read_table
from gmmviz.data.points import Cost, Dropped
from gmmviz.data.selection import points_from_table
from gmmviz.em import EMSettings, Mixture, fit, representative
from gmmviz.em.evidence.stability import Stability
from gmmviz.em.search.bootstrap import RatioTest
from gmmviz.em.search.intervals import INTERVAL_RESAMPLES
from gmmviz.em.search.validation import HeldOut
from gmmviz.em.statistics.agreement import agreement
from gmmviz.figures.palette import LIGHT
from gmmviz.figures.view import View
from gmmviz.report.criteria_charts import Chart
from gmmviz.report.evidence import truth_words
from gmmviz.report.evidence.stability_words import numbered_row_words
from gmmviz.report.explain.gaussianity_words import column_reading
from gmmviz.report.fits import lane_words, plane_words, waiting_words
from gmmviz.report.grid import ratio_test_words
from gmmviz.report.grid.held_out_scores import held_out_figure, verdict
from gmmviz.report.row_tables import RowNames
from gmmviz.report.rows import left_out
from gmmviz.report.scripts.offer import offered
from gmmviz.scenario import Lane

IRIS = dataset("iris")


def test_the_matched_table_has_a_row_per_group_and_what_is_matched_is_bold() -> None:
    assert IRIS.truth is not None
    met = agreement(IRIS.truth, np.where(IRIS.truth == 2, 0, 1 - IRIS.truth // 2))
    head, rule, *lines = truth_words.confusion(IRIS, met).splitlines()
    assert head.startswith("| truth | component ")
    assert rule.count("|") == head.count("|")
    assert [line.split(" | ")[0].strip("| ") for line in lines] == ["setosa", "versicolor", "virginica"]
    assert sum(line.count("**50**") for line in lines) == sum(partner >= 0 for partner in met.partners)
    assert truth_words.sentence(IRIS, met).endswith("1 is the same grouping, 0 what chance would give.")
    assert "Rings" not in truth_words.caption(rings=False)


@pytest.mark.parametrize(
    ("simulated", "observed", "said"),
    [
        (np.zeros(99), 10.0, "Every K up to 2 is too few: look at more components."),
        (np.full(99, 20.0), 10.0, "The tests stop here: the data do not ask for more than 2."),
        (np.zeros(3), 10.0, "Stopped before the end."),
    ],
)
def test_the_tests_of_k_are_concluded_by_the_last(simulated: np.ndarray, observed: float, said: str) -> None:
    test = RatioTest(2, observed, simulated, 99)
    assert ratio_test_words.conclusion(test).startswith(said)
    assert ("so far" in ratio_test_words.sentence(test)) == (len(simulated) < 99)


def held_out(k: int, mean: float) -> HeldOut:
    return HeldOut(EMSettings(k=k), np.array([mean - 0.1, mean, mean + 0.1, mean, mean]), 5)


def test_the_smallest_model_within_one_error_is_named_beside_the_best() -> None:
    results = [held_out(1, -5.0), held_out(2, -4.0), held_out(3, -3.99)]
    best, small = verdict(results, 2).split(" As good within one standard error, and smaller: ")
    assert best.startswith("Best: K = 3, ")
    assert small.startswith("K = 2, ")
    asked = Chart("bic", ("VVV",), 2, 3)
    (line, *_) = held_out_figure(
        {(representative("VVV", each.settings.k, 2), each.settings.k): each for each in results},
        asked,
        View(theme=LIGHT),
    ).data
    np.testing.assert_allclose(line.y, [5.0, 4.0, 3.99])
    np.testing.assert_allclose(line.error_y.array, [each.error for each in results])


def test_columns_that_cost_rows_are_a_table_and_the_dearest_is_said() -> None:
    costs = tuple(Cost(f"c|{number}", 1_200 - number, 7 - number) for number in range(31))
    dropped = Dropped(np.arange(400), np.arange(2, 402), costs)
    table = left_out.costs_table(dropped).splitlines()
    assert len(table) == 2 + left_out.MAX_COSTS + 2
    assert table[2] == "| c\\|0 | 1\u202f200 | 7 |"
    assert table[-1] == "and 1 more column"
    assert left_out.dearest_words(dropped, 2).endswith("there would be 7 more rows.")
    assert left_out.dearest_words(dropped, 1) == ""
    assert left_out.lines_words(dropped).endswith("300, 301 and 100 more.")


def test_a_row_is_looked_up_by_its_number_in_the_table() -> None:
    numbers = np.array([1, 2, 1_004])
    stable = Stability(np.ones((1, 2)), np.array([3, 0, 4]), np.array([4, 0, 4]), 20, np.array([2]))
    said = [numbered_row_words(stable, numbers, np.array([0, 1, 1]), asked) for asked in (1, 3, 1_004)]
    assert said[0].startswith("Row 1: Component 1 owns it. In 3 of the 4 samples")
    assert said[1] == "Row 3 was left out: no component owns it."
    assert said[2].startswith("Row 1\u202f004: Component 2 owns it.")


def test_the_column_that_names_rows_heads_its_own_column() -> None:
    """Not the word `identifier`; and a column called as the numbers of rows hides none of them."""
    frame = pd.DataFrame(
        {"row": [f"p{n}" for n in range(30)], "a": np.arange(30) ** 1.5 + 0.25, "b": np.arange(30) % 7 + 0.5}
    )
    read = read_table(frame.to_csv(index=False).encode(), "a.csv")
    names = RowNames(points_from_table(read, ("a", "b")), read, "row")
    (record,) = names.records(np.array([4]))
    assert names.headed(record) == {"row": 5, "line": 6, "row'": "p4"}


def test_what_long_work_says_has_its_numbers() -> None:
    assert waiting_words.with_time_left("a", 0.2) == "a, 1 s left"
    words = waiting_words.of_basins(300, 300, None, 12.0)
    assert words.running == "300 of 300 runs; now one K less and one more"
    assert waiting_words.of_basins(2, 300, 9.6, 12.0).running == "2 of 300 runs, 10 s left"
    assert waiting_words.intervals_done(None) == ""
    assert waiting_words.neighbours(3, 30) == "Comparing with one component fewer and one more: 3 of 30 fits."
    assert INTERVAL_RESAMPLES > 40


def test_lanes_and_starts_are_called_by_their_settings() -> None:
    lane = Lane(EMSettings(k=3, start="kmeans", seed=4))
    assert lane_words.lane_words(1, lane, 2).startswith("Lane 2: K = 3, ")
    assert lane_words.tag("Iris", lane) == "Iris, K 3, start no. 4"
    assert lane_words.start_words("kmeans", lane.settings, placed=True) == "placed by hand"
    assert lane_words.start_words("hierarchy", lane.settings, placed=False).endswith(": always the same")
    run = fit(IRIS.x, lane.settings)
    assert lane_words.headline(IRIS, run).startswith("**Iris**, K = 3, ")


def test_a_plane_says_what_it_leaves_out_and_two_columns_nothing() -> None:
    plane = np.eye(4)[:, :2]
    (said,) = plane_words.of_a_plane(IRIS, plane)
    assert said.startswith("Shares use all 4 columns; this plane holds ")
    assert plane_words.of_a_plane(dataset("faithful"), np.eye(2)) == ()
    (stripes,) = plane_words.stripes(dataset("faithful"), np.eye(2), ("eruptions", "waiting"))
    assert "a unit of eruptions is drawn much longer than one of waiting" in stripes


def test_a_column_over_its_histogram_is_read_by_means_and_deviations() -> None:
    flat = Mixture([0.4, 0.6], [[1.0], [3.5]], [[[4.0]], [[0.25]]])
    assert column_reading("x", flat).endswith("Means: 1 at 1, 2 at 3.5; standard deviations: 2, 0.5.")


def test_a_script_is_offered_only_where_it_comes_to_the_fit() -> None:
    near = offered("a package", -100.0 - 1e-7, -100.0, "text")
    assert near.text == "text"
    assert near.sentence.endswith("1e-09 of it apart.")
    far = offered("a package", -100.1, -100.0, "text")
    assert far.text is None
    assert far.sentence.startswith("No script with a package: it ends at −100.10")
