from dataclasses import replace

import numpy as np

from gmmviz.em import EMSettings, fit, frame, frame_count
from gmmviz.figures.curve import log_likelihood_curve
from gmmviz.figures.palette import LIGHT, blend, hex_colors
from gmmviz.figures.scatter import scatter
from gmmviz.figures.view import draw_order


def test_every_frame_of_a_run_can_be_drawn_on_the_same_axes(x, view):
    run = fit(x, EMSettings(k=2, seed=1))
    axes = set()
    for index in range(frame_count(run)):
        now = frame(x, run, index)
        figure = scatter(x, now, view)
        axes.add((figure.layout.xaxis.range, figure.layout.yaxis.range))
    assert len(axes) == 1


def test_the_last_frame_wears_the_colors_of_its_own_mixture(x, view):
    run = fit(x, EMSettings(k=2, seed=1))
    dots = scatter(x, frame(x, run, frame_count(run) - 1), view).data[0]
    expected = np.array(hex_colors(blend(run.states[-1].mixture.responsibilities(x), LIGHT)))
    np.testing.assert_array_equal(dots.marker.color, expected[draw_order(len(x))])


def test_the_curve_of_a_run_ends_at_the_likelihood_of_its_last_mixture(x, view):
    run = fit(x, EMSettings(k=2, seed=1))
    line = log_likelihood_curve([np.array([s.log_likelihood for s in run.states])], None, view).data[0]
    np.testing.assert_allclose(line.y[-1], run.states[-1].mixture.log_likelihood(x), rtol=1e-12)


def test_a_mixture_of_many_dimensions_is_drawn_as_its_projection(x, view):
    wide = np.column_stack([x, x[:, 0] * 0.3 + np.random.default_rng(2).normal(size=len(x))])
    run = fit(wide, EMSettings(k=2, seed=1))
    plane = np.eye(3)[:, [0, 2]]
    mixture = run.states[-1].mixture.project(plane)
    seen = frame(wide, run, frame_count(run) - 1)
    figure = scatter(wide @ plane, replace(seen, mixture=mixture), view)
    discs = [shape for shape in figure.layout.shapes if shape.name.startswith("mean")]
    np.testing.assert_allclose(
        [[d.xanchor, d.yanchor] for d in discs], run.states[-1].mixture.means[:, [0, 2]]
    )
