"""Never a traceback: finite numbers, a verdict, or a ValueError that names the thing and a way out."""

from __future__ import annotations

import numpy as np
import pytest

from gmmviz.em import FAMILIES, STARTS, VARIANTS, EMSettings, Mixture, fit, frame, frame_count
from gmmviz.em.checks import CollinearColumns

pytestmark = pytest.mark.usefixtures("hot_loop")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3)) * [1, 2, 3] + [5, 6, 7]
X[30:] += [4, -6, 9]
FREE = EMSettings(k=2)


def outlier():
    x = X.copy()
    x[7] = 1e12
    return x


def half():
    x = X.copy()
    x[:30] = x[0]
    return x


HARD = {
    "half of the rows one point": half(),
    "an outlier": outlier(),
    "an outlier in one column": np.where(np.arange(180).reshape(60, 3) == 22, 1e12, X),
    "scales": X * [1e-8, 1.0, 1e8],
    "tiny": X * 1e-150,
    "huge": X * 1e150,
    "three points": np.repeat([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [4.0, 4.0, 1.0]], 20, axis=0),
    "small whole numbers": RNG.integers(0, 3, (60, 3)),
    "as many rows as components": X[:3, :1],
    "constant column": np.c_[X[:, :2], np.ones(60)],
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("family", FAMILIES)
def test_hard_data_end_in_finite_numbers_a_verdict_or_a_message(name, family, hot_loop):
    """From a quarter of the starts, in turns: every family, and all hard data, meet each start and each variant."""
    x, place, starts = HARD[name], list(HARD).index(name), list(STARTS)
    ways = [*({"variant": variant} for variant in VARIANTS), {"accelerate": True}]
    turn = place + list(FAMILIES).index(family) + 2 * (hot_loop == "many rows")
    for seed in range(turn % 4, len(starts), 4):
        way = ways[(place + seed // 4) % len(ways)]
        settings = EMSettings(k=3, family=family, start=starts[seed], seed=seed, max_iter=12, **way)
        try:
            run = fit(x, settings)
        except ValueError as error:
            refused = error
        else:
            for state in run.states:
                assert np.isfinite(state.log_likelihood)
                assert np.isfinite(state.mixture.means).all()
                assert np.isfinite(state.mixture.covariances).all()
            assert run.verdict.sentence.endswith(".")
            assert np.isfinite(frame(x, run, frame_count(run) - 1).responsibilities).all()
            continue
        assert type(refused) in (ValueError, CollinearColumns)
        assert "choose" in str(refused)


def replaced(row, column, value):
    x = X.copy()
    x[row, column] = value
    return x


MESSAGES = [
    (np.ones((20, 2)), FREE, None, "All 20 rows of x are the same point: a mixture needs rows that differ."),
    (
        np.c_[X[:, :2], np.full(60, 3.0)],
        FREE,
        None,
        "Column 3 of x is constant: drop it, or choose circles (VII).",
    ),
    (
        np.c_[X[:, :2], 2 * X[:, 0] - X[:, 1] + 1],
        FREE,
        None,
        "Columns 1, 2 and 3 of x are collinear: column 3 follows from 1 and 2. Leave one of them out, or choose "
        "an axis-aligned family (VVI).",
    ),
    (X[:2], EMSettings(k=3), None, "K = 3 needs at least 3 rows, but x has 2: lower K."),
    (
        X[:3],
        FREE,
        None,
        "3 rows cannot show the shape of an ellipse in 3 columns (free ellipses, VVV): choose an "
        "axis-aligned "
        "family (VVI), or use fewer columns.",
    ),
    (
        outlier(),
        FREE,
        None,
        "Row 8 of x lies so far out that beside it all others are one point: leave it out, or choose "
        "axis-aligned ellipses of one shape (EEI).",
    ),
    (
        HARD["scales"],
        EMSettings(family="EVE"),
        None,
        "Column 3 of x varies 2e+16 times as much as column 1, and EVE measures both by one unit: "
        "standardise "
        "the columns, or choose free ellipses (VVV).",
    ),
    (
        X * 1e153,
        FREE,
        None,
        "Column 3 of x reaches 2.14e+154, whose square no float64 can hold: divide the column by a "
        "power of ten.",
    ),
    (
        X * 1e-170,
        FREE,
        None,
        "The rows of x differ by 9.67e-170 at most, whose square no float64 can hold: multiply x by a "
        "power of "
        "ten.",
    ),
    (
        replaced(4, 1, np.nan),
        FREE,
        None,
        "Row 5, column 2 of x is missing (NaN): drop such rows or fill them in first.",
    ),
    (
        replaced(59, 2, -np.inf),
        FREE,
        None,
        "Row 60, column 3 of x is infinite: drop such rows or fill them in first.",
    ),
    (
        X[:, 0],
        FREE,
        None,
        "x has shape (60,), but rows by columns (n, d) are needed: for a single column give x[:, None].",
    ),
    (X[None], FREE, None, "x has shape (1, 60, 3), but rows by columns (n, d) are needed."),
    (X[:0], FREE, None, "x has shape (0, 3): at least one row and one column are needed."),
    (
        [["a", "b"]],
        FREE,
        None,
        "Row 1, column 1 of x is no number (a): drop or encode the column.",
    ),
    (
        np.repeat(X[:2], 5, axis=0),
        EMSettings(k=3, family="VII"),
        None,
        "K = 3 needs 3 different rows to start from, but x has only 2: lower K.",
    ),
    (
        np.repeat(X[:2], 5, axis=0),
        EMSettings(k=3, family="VII", start="farthest"),
        None,
        "K = 3 needs 3 different rows to start from, but x has only 2: lower K.",
    ),
    (
        X,
        FREE,
        Mixture([0.7, 0.7], X[:2], [np.eye(3)] * 2),
        "The mixture's weights are [0.7, 0.7]: they must be positive and sum to 1.",
    ),
    (
        X,
        FREE,
        Mixture([0.5, 0.5], X[:2], [np.eye(3), np.diag([1.0, -1.0, 1.0])]),
        "The covariance of component 2 is not symmetric and positive definite: give one that is, for "
        "example a "
        "diagonal of variances.",
    ),
    (
        X,
        FREE,
        Mixture([0.5, 0.5], X[:2] * np.nan, [np.eye(3)] * 2),
        "The mixture holds a NaN or an infinity: give finite weights, means and covariances.",
    ),
    (
        X,
        FREE,
        Mixture([1.0], X[:1], [np.eye(3)]),
        "The start has 1 components in 3 columns, but 2 in 3 are needed.",
    ),
    (
        X,
        FREE,
        Mixture([0.5, 0.5], X[:2], [np.eye(3), 1e-30 * np.eye(3)]),
        "Component 2 of the start has no width in some direction: widen it, or give it more rows.",
    ),
    (
        X,
        FREE,
        np.zeros(5),
        "The start has shape (5,): give a Mixture, labels (60,) or responsibilities (60, 2).",
    ),
    (X, FREE, np.full(60, 2), "The start's labels must be whole numbers from 0 to 1, for K = 2."),
    (X, FREE, np.zeros(60), "The start's labels never name component 2: lower K, or label a row so."),
    (
        X,
        FREE,
        np.arange(60) == 3,
        "Component 2 of the start has no width in some direction: widen it, or give it more rows.",
    ),
    (
        X,
        FREE,
        np.ones((60, 2)),
        "The start's responsibilities must be 0 or more, and sum to 1 in every row.",
    ),
    (
        X,
        FREE,
        np.tile([1.0, 0.0], (60, 1)),
        "The start gives component 2 no points: lower K, or give it some.",
    ),
    (X, FREE, np.full(60, np.nan), "The start holds something that is not a finite number."),
]


@pytest.mark.parametrize(("x", "settings", "start", "message"), MESSAGES, ids=[m[3][:40] for m in MESSAGES])
def test_data_and_starts_that_cannot_be_used_are_named_with_a_way_out(x, settings, start, message):
    with pytest.raises(ValueError) as caught:
        fit(x, settings, start)
    assert str(caught.value) == message


SETTINGS = [
    ({"k": 0}, "k is 0: give a whole number from 1 to 1\u202f000."),
    ({"k": 2.0}, "k is 2.0: give a whole number from 1 to 1\u202f000."),
    ({"k": True}, "k is True: give a whole number from 1 to 1\u202f000."),
    (
        {"seed": -1},
        "seed is -1: give a whole number from 0 to 9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808.",
    ),
    ({"max_iter": 0}, "max_iter is 0: give a whole number from 1 to 1\u202f000\u202f000\u202f000."),
    ({"tol": -1e-6}, "tol is -1e-06: give a gain per row, for example 1e-6, 0 or more."),
    ({"tol": float("nan")}, "tol is nan: give a gain per row, for example 1e-6, 0 or more."),
    ({"floor": "wide"}, "floor is 'wide': give a width in units of x, 0 or more."),
    (
        {"family": "XXX"},
        "There is no family 'XXX': choose one of EII, VII, EEI, VEI, EVI, VVI, EEE, VEE, EVE, VVE, "
        "EEV, VEV, EVV, "
        "VVV (or spherical, diag, tied, full).",
    ),
    ({"weights": "odd"}, "There is no weights 'odd': choose one of free, equal."),
    (
        {"start": "here"},
        "There is no start 'here': choose one of points, kmeans++, kmeans, whitened, responsibilities, ward, "
        "hierarchy, bins, farthest, short, split, equal.",
    ),
    ({"variant": "soft"}, "There is no variant 'soft': choose one of em, hard, annealed."),
    (
        {"variant": "hard", "accelerate": True},
        "accelerate works with the variant em only, not with hard.",
    ),
    (
        {"family": "VEV", "floor": 0.1},
        "A floor is no exact M-step for VEV: set it to 0, or choose one of EII, VII, EEI, VVI, EEE, "
        "EEV, VVV.",
    ),
]


@pytest.mark.parametrize(("given", "message"), SETTINGS, ids=[str(s[0]) for s in SETTINGS])
def test_settings_out_of_range_are_named_with_the_choices(given, message):
    with pytest.raises(ValueError) as caught:
        EMSettings(**given)
    assert str(caught.value) == message


def test_a_mixture_of_shapes_that_do_not_belong_together_is_refused():
    with pytest.raises(ValueError) as caught:
        Mixture([1.0], [[0.0, 0.0]], np.eye(2))
    assert str(caught.value) == (
        "A mixture needs weights (k,), means (k, d) and covariances (k, d, d), but they have shapes "
        "(1,), (1, 2) and (2, 2)."
    )


def test_other_columns_than_the_mixtures_are_refused():
    with pytest.raises(ValueError) as caught:
        Mixture([1.0], [[0.0, 0.0]], [np.eye(2)]).log_density(X)
    assert str(caught.value) == "x has 3 columns, but the mixture has 2: give it the same columns."


def test_a_start_on_a_point_and_two_starts_on_one_point_run_on():
    on_a_point = Mixture([0.5, 0.5], X[[0, 40]], [np.eye(3)] * 2)
    assert fit(X, FREE, on_a_point).verdict.kind == "settled"
    twice = Mixture([0.5, 0.5], X[[0, 0]], [np.eye(3)] * 2)
    assert fit(X, FREE, twice).verdict.sentence == "Stood still: both components are the same."


def test_a_floor_keeps_components_as_wide_as_it_says_and_the_likelihood_rising():
    assert EMSettings().floor == 0.0
    for family in ("EII", "VII", "EEI", "VVI", "EEE", "EEV", "VVV"):
        run = fit(half(), EMSettings(k=3, family=family, floor=0.5, seed=2, max_iter=40))
        assert run.verdict.kind in ("settled", "still climbing", "stood still")
        assert np.diff([state.log_likelihood for state in run.states]).min() > -1e-9
        assert min(np.linalg.eigvalsh(state.mixture.covariances).min() for state in run.states) > 0.25 - 1e-12
