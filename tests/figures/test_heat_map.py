import numpy as np
import pytest

from gmmviz.figures.heat_map import binned, color_scale, heat_map, row_order
from gmmviz.figures.palette import LIGHT, rgb


def test_a_column_holds_the_shares_of_its_component_in_the_given_order(frame, view, shares):
    order = np.random.default_rng(1).permutation(len(shares))
    figure = heat_map(frame("E"), order, view)
    assert [column.x[0] for column in figure.data] == [0, 1]
    for component, column in enumerate(figure.data):
        np.testing.assert_array_equal(column.z[:, 0], shares[order, component])
        assert (column.zmin, column.zmax) == (0.0, 1.0)
        assert column.customdata[0][0] == f"row {order[0] + 1}"


def test_the_first_row_is_on_top_and_columns_are_numbered(frame, view, shares):
    figure = heat_map(frame("E"), None, view)
    assert figure.layout.yaxis.range == (len(shares) - 0.5, -0.5)
    assert figure.layout.xaxis.range == (-0.5, 1.5)
    assert figure.layout.xaxis.ticktext == ("1", "2")


def test_a_start_has_numbered_columns_and_says_that_no_point_is_owned(frame, view):
    figure = heat_map(frame("start"), None, view)
    assert not figure.data
    assert figure.layout.xaxis.ticktext == ("1", "2")
    assert [annotation.text for annotation in figure.layout.annotations] == [
        "Who owns each point",
        "No point is owned yet",
    ]


def test_no_frame_yields_the_axes_alone(view):
    figure = heat_map(None, None, view)
    assert not figure.data
    assert [annotation.text for annotation in figure.layout.annotations] == ["Who owns each point"]


def test_rows_are_sorted_by_owner_and_the_surest_come_first(shares):
    ordered = shares[row_order(shares)]
    owners = ordered.argmax(axis=1)
    assert (np.diff(owners) >= 0).all()
    for component in range(2):
        assert (np.diff(ordered[owners == component].max(axis=1)) <= 0).all()


def test_too_many_rows_become_means_of_neighbours_and_no_share_is_lost(frame, view):
    shares = np.random.default_rng(0).dirichlet(np.ones(3), size=12_345)
    means, edges = binned(shares, limit=1_000)
    assert means.shape == (1_000, 3)
    np.testing.assert_allclose(means[7], shares[edges[7] : edges[8]].mean(axis=0))
    np.testing.assert_allclose(np.diff(edges) @ means, shares.sum(axis=0))


def test_few_rows_are_left_as_they_are(shares):
    means, edges = binned(shares)
    np.testing.assert_array_equal(means, shares)
    np.testing.assert_array_equal(edges, np.arange(len(shares) + 1))


@pytest.mark.parametrize("component", [0, 7, 9])
def test_a_column_goes_from_the_page_to_its_components_color(view, component):
    scale = color_scale(component, view)
    triple = "rgb({},{},{})".format
    assert scale[0] == [0.0, triple(*rgb(LIGHT.page))]
    assert scale[-1] == [1.0, triple(*rgb(LIGHT.components[component % 8]))]
