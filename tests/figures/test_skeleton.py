import json

import numpy as np

from gmmviz.figures.overlay import ROLES
from gmmviz.figures.palette import LIGHT, blend, oklab, srgb
from gmmviz.figures.scatter import scatter
from gmmviz.figures.skeleton import plain, skeleton


def test_a_skeleton_is_plain_json(x, view):
    made = skeleton(x, 3, view)
    assert json.loads(json.dumps(made)) == made


def test_its_panels_are_the_figures_with_nothing_in_them(x, view):
    made = skeleton(x, 3, view)
    assert made["scatter"] == plain(scatter(x, None, view))
    assert [trace["x"] for panel in ("scatter", "curve", "heat_map") for trace in made[panel]["data"]] == [[]]
    assert made["heat_map"]["layout"]["xaxis"]["ticktext"] == ["1", "2", "3"]


def test_it_holds_the_style_of_every_shape_that_moves(x, view):
    made = skeleton(x, 3, view)
    assert len(made["overlay"]) == 3 * len(ROLES)
    assert [shape["name"] for shape in made["cursor"]] == ["cursor", "now"]


def test_colors_can_be_blended_from_its_look_alone(x, view):
    look = skeleton(x, 3, view)["look"]
    shares = np.random.default_rng(0).dirichlet(np.ones(3), size=50)
    np.testing.assert_array_equal(srgb(shares @ np.array(look["lab"])), blend(shares, LIGHT))
    np.testing.assert_allclose(look["page_lab"], oklab(np.array([look["page"]], dtype=np.uint8))[0])
    assert look["unowned"] == [0x7A, 0x84, 0x94]


def test_it_is_small(x, view):
    assert len(json.dumps(skeleton(x, 8, view))) < 25_000
