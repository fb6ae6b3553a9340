"""The tree of a merging and the picture of a cut, by what they are made of."""

from itertools import pairwise

import numpy as np
import pytest

from gmmviz.em import Mixture
from gmmviz.em.evidence.cuts import cuts
from gmmviz.em.evidence.merging import merge
from gmmviz.em.evidence.power import PowerAt, PowerCurve
from gmmviz.figures.cut_figure import cut_figure
from gmmviz.figures.merge_tree import entropy_elbow, joined_by, leaf_order, merge_tree
from gmmviz.figures.palette import component_color
from gmmviz.figures.power_figure import power_figure
from gmmviz.figures.view import View

SOFT = np.random.default_rng(3).dirichlet(np.full(6, 0.3), 80)


def test_no_two_branches_of_the_tree_cross() -> None:
    merging = merge(SOFT)
    order = leaf_order(merging)
    assert sorted(order) == list(range(6))
    for groups in merging.groups:
        along = [groups[j] for j in order]
        changes = sum(one != other for one, other in pairwise(along))
        assert changes == len(set(groups)) - 1


def test_every_step_joins_two_clusters_and_components_of_a_cluster_share_a_colour() -> None:
    merging, view = merge(SOFT), View()
    figure = merge_tree(merging, 3, view)
    leaves = figure.data[-1]
    chosen = merging.groups[2]
    assert len(figure.data) == 6
    assert [int(text) - 1 for text in leaves.text] == leaf_order(merging)
    assert len(set(leaves.marker.color)) == 3
    for text, color in zip(leaves.text, leaves.marker.color, strict=True):
        assert color == component_color(chosen.index(chosen[int(text) - 1]), view.theme)


def test_the_elbow_figure_has_the_entropies_themselves() -> None:
    merging = merge(SOFT)
    figure = entropy_elbow(merging, 4, View())
    assert list(figure.data[0].y) == list(merging.entropies)
    assert list(figure.data[0].x) == [1, 2, 3, 4, 5, 6]


def test_a_step_that_joins_nothing_is_an_error() -> None:
    assert joined_by((0, 1, 2), (0, 1, 1)) == (1, 2)
    with pytest.raises(ValueError, match=r"^The step joins no two clusters.$"):
        joined_by((0, 1), (0, 1))


def test_what_is_filled_in_the_picture_of_a_cut_are_the_misclassified_shares() -> None:
    mixture = Mixture([0.3, 0.7], [[10.0], [14.0]], [[[1.0]], [[2.25]]])
    x, _ = mixture.sample(400, np.random.default_rng(0))
    cut = next(each for each in cuts(mixture) if 10.0 < each.place < 14.0)
    figure = cut_figure(
        x[:, 0], mixture, [(cut.place, 11.0, 12.0), (900.0, np.nan, np.nan)], View(columns=("size",))
    )
    bars, astray = figure.data[0], figure.data[1]
    assert sum(bars.y) * bars.width == pytest.approx(1.0)
    assert np.trapezoid(astray.y, astray.x) == pytest.approx(cut.wrong_left, abs=2e-3)
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert [line.x0 for line in lines] == [cut.place]


def test_the_power_figure_shows_every_size_with_its_interval() -> None:
    curve = PowerCurve(2, (PowerAt(25, 20, 9, 5), PowerAt(50, 20, 15, 12), PowerAt(100, 20, 20, 19)), 20)
    figure = power_figure(curve, 50, View())
    dots = figure.data[-1]
    assert list(dots.y) == [0.25, 0.6, 0.95]
    assert all(np.asarray(dots.error_y.array) > 0.0)
    low, high, middle = (np.asarray(trace.y) for trace in figure.data[:3])
    assert np.all((low <= middle) & (middle <= high))
    assert not power_figure(PowerCurve(2, (PowerAt(25), PowerAt(50)), 20), 50, View()).data
