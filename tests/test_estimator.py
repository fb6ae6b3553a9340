"""GaussianMixture keeps scikit-learn's contract, and agrees with scikit-learn and with the engine."""

import inspect
import itertools
import pickle
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn.mixture.tests.test_gaussian_mixture as theirs
from joblib.externals.loky import get_reusable_executor
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.mixture import BayesianGaussianMixture
from sklearn.mixture import GaussianMixture as Theirs
from sklearn.mixture.tests.test_mixture import (
    test_gaussian_mixture_n_iter as their_n_iter,
)
from sklearn.mixture.tests.test_mixture import (
    test_mixture_n_components_greater_than_n_samples_error as their_too_many_components,
)
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import gmmviz
from gmmviz import EMSettings, GaussianMixture, Mixture
from gmmviz.em import FAMILIES, STARTS
from gmmviz.em.search.bootstrap import ratio_tests
from gmmviz.em.search.intervals import bootstrap_intervals
from gmmviz.estimator.layouts import SHAPES
from gmmviz.estimator.replay import run_of

NOT_OURS = {
    "test_check_weights": "asks for scikit-learn's wording; test_a_part_that_cannot_be_used_is_named has ours",
    "test_check_means": "asks for scikit-learn's wording",
    "test_check_precisions": "asks for scikit-learn's wording",
    "test_gaussian_mixture_fit_convergence_warning": "asks for scikit-learn's wording; ours is the verdict's",
    "test_regularisation": "ten components for two different rows are refused here, with the way out",
    "test_monotonic_likelihood": "needs to end within 600 steps, and a run must have less than 0.001 nats left here",
    "test_gaussian_mixture_precisions_init": "calls methods that are private to scikit-learn",
    "test_gaussian_mixture_all_init_does_not_estimate_gaussian_parameters": "counts calls of a private function",
    "test_gaussian_mixture_array_api_compliance": "is about arrays of other libraries",
    "test_gaussian_mixture_raises_where_array_api_not_implemented": "is about arrays of other libraries",
}
"""scikit-learn's tests of its estimator that are not run on ours, and why."""
THEIR_MAX_ITER = 100  # scikit-learn's default, which its tests are made for


def their_tests() -> Iterator[Any]:
    """scikit-learn's tests that use the estimator, with their own parameters."""
    for name, test in vars(theirs).items():
        if (
            not name.startswith("test_")
            or name in NOT_OURS
            or "GaussianMixture" not in inspect.getsource(test)
        ):
            continue
        marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
        columns = [[_named(mark.args[0], values) for values in mark.args[1]] for mark in marks]
        for parts in itertools.product(*columns):
            chosen: dict[str, Any] = {}
            for part in parts:
                chosen |= part
            words = "-".join(str(value) for value in chosen.values())
            yield pytest.param(test, chosen, id=f"{name}-{words}".rstrip("-"))


def _named(names: str, values: Any) -> dict[str, Any]:
    words = [name.strip() for name in names.split(",")]
    return dict(zip(words, values if len(words) > 1 else (values,), strict=True))


@pytest.mark.parametrize(("test", "chosen"), list(their_tests()))
def test_scikit_learns_own_test_passes(
    test: Callable[..., None], chosen: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theirs, "GaussianMixture", partial(GaussianMixture, max_iter=THEIR_MAX_ITER))
    fixtures = {"global_dtype": np.float64, "global_random_seed": 42}
    wanted = inspect.signature(test).parameters
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        test(**chosen, **{name: value for name, value in fixtures.items() if name in wanted})


def test_one_iteration_is_one_iteration_in_scikit_learns_test() -> None:
    with pytest.warns(
        ConvergenceWarning, match=r"^Still climbing after 1 iteration\. Raise max_iter \(now 1\), or tol\.$"
    ):
        their_n_iter(GaussianMixture())


def test_more_components_than_rows_are_refused_in_scikit_learns_test() -> None:
    their_too_many_components(GaussianMixture())


@parametrize_with_checks(
    [
        GaussianMixture(),
        GaussianMixture(2, covariance_type="tied", random_state=0),
        GaussianMixture(2, covariance_type="VVI", init="points", n_init=2),
    ]
)
def test_scikit_learns_checks_of_an_estimator_pass(
    estimator: GaussianMixture, check: Callable[..., None]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        check(estimator)


@pytest.fixture(scope="module")
def x() -> np.ndarray:
    """Three clouds off the origin, in columns of unlike scales; n is no multiple of 3."""
    rng = np.random.default_rng(4)
    middles = np.array([[100.0, 0.02], [104.0, 0.05], [109.0, 0.01]])
    return middles[rng.integers(3, size=271)] + rng.standard_normal((271, 2)) * [1.0, 0.008]


@pytest.fixture(scope="module")
def begin(x: np.ndarray) -> Mixture:
    """A first mixture, far from the end."""
    spread = np.diag(x.var(axis=0))
    return Mixture([0.3, 0.3, 0.4], x[[3, 50, 200]], [spread, spread, spread])


@pytest.mark.parametrize("word", SHAPES)
def test_the_end_and_all_that_is_told_of_it_are_scikit_learns(
    x: np.ndarray, begin: Mixture, word: str
) -> None:
    shared = np.linalg.inv(begin.covariances[0])
    precisions = {
        "full": np.array([shared] * 3),
        "tied": shared,
        "diag": np.array([np.diag(shared)] * 3),
        "spherical": np.full(3, 2.0 / begin.covariances[0].trace()),
    }[word]
    first = {"weights_init": begin.weights, "means_init": begin.means, "precisions_init": precisions}
    ours = GaussianMixture(3, covariance_type=word, tol=1e-12, max_iter=9000, **first).fit(x)
    other = Theirs(3, covariance_type=word, tol=1e-14, reg_covar=0.0, max_iter=9000, **first).fit(x)
    for name in ("weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_", "lower_bound_"):
        assert_allclose(getattr(ours, name), getattr(other, name), rtol=2e-4, err_msg=name)
    same = other  # what is told of rows is compared on one mixture, so that only arithmetic may differ
    for name in ("weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_"):
        setattr(same, name, getattr(ours, name))
    for method in ("predict", "predict_proba", "score_samples", "score", "bic", "aic"):
        assert_allclose(
            getattr(ours, method)(x), getattr(same, method)(x), rtol=1e-9, atol=1e-10, err_msg=method
        )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_fitted_as_the_engine_fits_it(x: np.ndarray, family: str) -> None:
    model = GaussianMixture(2, covariance_type=family, init="kmeans++", random_state=5, max_iter=300).fit(x)
    run = gmmviz.fit(x, EMSettings(2, family, start="kmeans++", seed=5, max_iter=300))
    assert_array_equal(model.covariances_, run.states[-1].mixture.covariances)
    assert model.verdict_ == run.verdict
    assert len(model.run_.states) == len(run.states) == model.n_iter_ + 1
    assert model.lower_bound_ == run.states[-1].log_likelihood / len(x) == model.lower_bounds_[-1]
    assert model.score(x) == pytest.approx(model.lower_bound_, abs=1e-10)
    assert_allclose(model.precisions_ @ model.covariances_, np.broadcast_to(np.eye(2), (2, 2, 2)), atol=1e-8)


@pytest.mark.parametrize("start", STARTS)
def test_every_start_has_its_name(x: np.ndarray, start: str) -> None:
    model = GaussianMixture(3, init=start, max_iter=0, random_state=1).fit(x)
    begun = gmmviz.fit(x, EMSettings(3, start=start, seed=1, max_iter=1)).states[0].mixture
    assert sorted(map(tuple, model.means_)) == sorted(map(tuple, begun.means))


def test_scikit_learns_name_for_init_is_understood(x: np.ndarray) -> None:
    one = GaussianMixture(3, init_params="random_from_data", random_state=2).fit(x)
    assert_array_equal(one.means_, GaussianMixture(3, init="points", random_state=2).fit(x).means_)


def test_a_fit_begins_with_whatever_mixture_is_given(x: np.ndarray, begin: Mixture) -> None:
    run = gmmviz.fit(x, EMSettings(3), start=begin)
    model = GaussianMixture(3, init=begin).fit(x)
    fitted = Theirs(3, random_state=0).fit(x)
    labels = fitted.predict(x)
    assert_array_equal(model.means_, run.states[-1].mixture.means)
    assert_array_equal(GaussianMixture(3, init=run, max_iter=0).fit(x).means_, run.states[-1].mixture.means)
    for given in (fitted, clone(model).fit(x)):
        assert_allclose(GaussianMixture(3, init=given, max_iter=0).fit(x).means_, given.means_, rtol=1e-12)
    for given in (labels, np.eye(3)[labels]):
        means = GaussianMixture(3, init=given, max_iter=0).fit(x).means_
        assert_allclose(means, [x[labels == j].mean(axis=0) for j in range(3)], rtol=1e-12)


def test_means_alone_begin_with_equal_weights_and_the_covariance_of_all_rows(x: np.ndarray) -> None:
    model = GaussianMixture(2, init=x[[0, 9]], max_iter=0).fit(x)
    assert_allclose(model.means_, x[[0, 9]], rtol=1e-14)
    assert_allclose(model.weights_, [0.5, 0.5])
    assert_allclose(model.covariances_[1], np.cov(x.T, bias=True), rtol=1e-9)


def test_parts_replace_those_of_the_start(x: np.ndarray) -> None:
    plain = GaussianMixture(2, max_iter=0, random_state=3).fit(x)
    other = GaussianMixture(2, max_iter=0, random_state=3, weights_init=[0.9, 0.1]).fit(x)
    assert_allclose(other.weights_, [0.9, 0.1])
    assert sorted(map(tuple, other.means_)) == sorted(map(tuple, plain.means_))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_components": 0}, "Invalid value for 'n_components': 0. Give a whole number, 1 or more."),
        ({"n_init": 1.5}, "Invalid value for 'n_init': 1.5. Give a whole number, 1 or more."),
        ({"max_iter": -1}, "Invalid value for 'max_iter': -1. Give a whole number, 0 or more."),
        ({"tol": -1.0}, "tol is -1.0: give a gain per row, for example 1e-6, 0 or more."),
        ({"reg_covar": -1.0}, "reg_covar is -1.0: give the smallest variance, 0 or more."),
        ({"weights_init": [[0.5], [0.5]]}, "weights_init has shape (2, 1), but (2,) is needed."),
        ({"weights_init": [0.5, 0.6]}, "weights_init is [0.5, 0.6]: weights must be positive and sum to 1."),
        (
            {"means_init": [[1.0, np.nan], [0, 0]]},
            "means_init holds a NaN or an infinity: give finite numbers.",
        ),
        (
            {"precisions_init": [-1.0, 1.0], "covariance_type": "spherical"},
            "precisions_init is not positive: give the inverses of covariances, of shape (2,).",
        ),
        (
            {"precisions_init": [[1.0, 2.0], [2.0, 1.0]], "covariance_type": "tied"},
            "precisions_init is not symmetric and positive definite: give the inverses of covariances, "
            "of shape (2, 2).",
        ),
        (
            {"init": object()},
            "init is object: give the name of a start, labels, responsibilities, means or a fitted mixture.",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    x: np.ndarray, parameters: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError) as problem:
        GaussianMixture(**({"n_components": 2} | parameters)).fit(x)
    assert str(problem.value) == message


def test_a_model_that_lost_its_fit_is_no_start(x: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a copy made by clone, as in a grid search, loses its fit"):
        clone(GaussianMixture(2, init=Theirs(2).fit(x))).fit(x)


def test_an_unknown_start_or_family_is_refused_with_the_choices(x: np.ndarray) -> None:
    with pytest.raises(ValueError, match="There is no start 'best': choose one of points, kmeans"):
        GaussianMixture(2, init="best").fit(x)
    with pytest.raises(ValueError, match="There is no family 'round': choose one of EII"):
        GaussianMixture(2, covariance_type="round").fit(x)


def test_no_component_is_thinner_than_reg_covar(x: np.ndarray) -> None:
    model = GaussianMixture(2, reg_covar=0.25, random_state=0).fit(x)
    assert np.linalg.eigvalsh(model.covariances_).min() == pytest.approx(0.25)
    assert np.diff(model.lower_bounds_).min() >= -1e-12


def test_a_warm_start_goes_on_and_is_told_as_one_run(x: np.ndarray, begin: Mixture) -> None:
    whole = GaussianMixture(3, init=begin, max_iter=600).fit(x)
    parts = GaussianMixture(3, init=begin, warm_start=True, max_iter=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(600):
            if parts.fit(x).converged_:
                break
    assert [state.iteration for state in parts.run_.states] == list(range(len(whole.run_.states)))
    assert replace(parts.verdict_, to_gain=None) == replace(whole.verdict_, to_gain=None)
    assert parts.verdict_.to_gain == pytest.approx(whole.verdict_.to_gain, abs=1e-6)
    assert_allclose(parts.means_, whole.means_, rtol=1e-9)
    assert parts.n_iter_ == 1


def test_a_warm_start_on_other_rows_is_a_run_of_its_own(x: np.ndarray) -> None:
    model = GaussianMixture(2, warm_start=True, random_state=0).fit(x)
    model.fit(x[:200])
    assert model.run_.states[0].iteration == 0
    assert len(model.run_.states) == model.n_iter_ + 1


def test_of_several_runs_the_highest_that_is_not_spurious_is_kept() -> None:
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.standard_normal((60, 2)), rng.standard_normal((60, 2)) + 6.0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        each = [GaussianMixture(3, init="points", random_state=seed).fit(x).run_ for seed in range(8)]
        kept = GaussianMixture(3, init="points", n_init=8, random_state=0).fit(x).run_
    sound = [run for run in each if run.verdict.kind not in ("collapsed", "emptied") and not run.flags]
    best = max(run.states[-1].log_likelihood for run in sound)
    assert kept.states[-1].log_likelihood == best < max(run.states[-1].log_likelihood for run in each)


def test_what_em_runs_into_is_a_warning_and_the_last_mixture_stays() -> None:
    x = np.random.default_rng(0).standard_normal((14, 1))
    model = GaussianMixture(3, init="points", random_state=2)
    with pytest.warns(
        ConvergenceWarning, match=r"^Component 1 shrank onto one row\. Start elsewhere, lower K"
    ):
        model.fit(x)
    assert not model.converged_
    assert_allclose(model.predict_proba(x).sum(axis=1), 1.0)


def test_components_that_are_the_same_are_told(x: np.ndarray) -> None:
    with pytest.warns(ConvergenceWarning, match=r"^Stood still: both components are the same\. Nudge a mean"):
        assert GaussianMixture(2, init="equal").fit(x).converged_


def test_it_is_a_step_of_a_pipeline_and_of_a_grid_search(x: np.ndarray) -> None:
    pipe = make_pipeline(StandardScaler(), GaussianMixture(random_state=0, init="ward"))
    grid = {"gaussianmixture__n_components": [1, 3], "gaussianmixture__covariance_type": ["full", "EEE"]}
    found = GridSearchCV(pipe, grid, cv=3).fit(x)
    assert found.best_params_["gaussianmixture__n_components"] == 3
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    assert_array_equal(found.best_estimator_.predict(x), found.best_estimator_[-1].predict(z))


def test_names_of_columns_are_kept_and_given(x: np.ndarray) -> None:
    frame = pd.DataFrame(x, columns=["length", "width"])
    model = GaussianMixture(2, random_state=0).set_output(transform="pandas").fit(frame)
    assert model.feature_names_in_.tolist() == ["length", "width"]
    shares = model.transform(frame)
    assert shares.columns.tolist() == ["gaussianmixture0", "gaussianmixture1"]
    assert_array_equal(shares.to_numpy(), model.predict_proba(frame))
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(frame[["width", "length"]])


@pytest.mark.parametrize("names", [("rent", "food", "total"), (2019, 2020, 2021), None])
def test_collinear_columns_are_told_by_their_names(x: np.ndarray, names: tuple[Any, ...] | None) -> None:
    frame = pd.DataFrame(np.column_stack([x, x.sum(axis=1)]), columns=names)
    first, second, third = names or (1, 2, 3)
    columns = f"Columns {first}, {second} and {third}" + ("" if names else " of x")
    with pytest.raises(
        ValueError, match=f"^{columns} are collinear: .*{third} follows from {first} and {second}"
    ):
        GaussianMixture(2, random_state=0).fit(frame)


@pytest.mark.parametrize(
    "again", [lambda model: pickle.loads(pickle.dumps(model)), clone], ids=["pickle", "clone"]
)
def test_a_copy_says_the_same(x: np.ndarray, again: Callable[[GaussianMixture], GaussianMixture]) -> None:
    model = GaussianMixture(3, covariance_type="EVE", random_state=7).fit(x)
    other = again(model)
    if not hasattr(other, "means_"):
        other.fit(x)
    assert_array_equal(other.predict_proba(x), model.predict_proba(x))
    assert other.verdict_ == model.verdict_


def test_it_travels_to_other_processes_and_to_disk(x: np.ndarray, tmp_path: Any) -> None:
    """joblib's executor with one other process: `Parallel` asks for two at least."""
    model = GaussianMixture(2, random_state=0)
    fitted = get_reusable_executor(max_workers=1).submit(model.fit, x).result()
    assert not hasattr(model, "means_")
    joblib.dump(fitted, tmp_path / "model")
    back = joblib.load(tmp_path / "model")
    assert_array_equal(back.means_, model.fit(x).means_)


def test_an_integer_seed_means_the_same_rows_every_time(x: np.ndarray) -> None:
    model = GaussianMixture(2, random_state=0).fit(x)
    one, two = model.sample(50), model.sample(50)
    assert_array_equal(one[0], two[0])
    assert one[0].shape == (50, 2)


def shown(model: Any, x: Any) -> Any:
    """The run that the player shows."""
    return gmmviz.watch(model, x).scene.lanes[0].run


def quiet(model: Any, x: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(x)


@pytest.mark.parametrize("word", SHAPES)
@pytest.mark.parametrize("n_init", [1, 3])
def test_scikit_learns_steps_are_watched_as_it_took_them(x: np.ndarray, word: str, n_init: int) -> None:
    model = quiet(
        Theirs(3, covariance_type=word, random_state=11, n_init=n_init, init_params="random_from_data"), x
    )
    run = shown(model, x)
    assert len(run.states) == model.n_iter_ + 1
    assert_allclose(run.states[-1].mixture.means, model.means_, rtol=1e-9)
    # its bound is the log-likelihood of the mixture one step before
    assert_allclose(
        [state.log_likelihood / len(x) for state in run.states[:-1]], model.lower_bounds_, rtol=1e-9
    )
    assert (
        run.verdict.sentence == f"scikit-learn's rule (tol 0.001) ended it after {model.n_iter_} iterations."
    )


def test_scikit_learns_steps_from_given_parts_are_watched(x: np.ndarray, begin: Mixture) -> None:
    precisions = np.linalg.inv(begin.covariances)
    model = Theirs(3, weights_init=begin.weights, means_init=begin.means, precisions_init=precisions).fit(x)
    run = shown(model, x)
    assert_allclose(run.states[0].mixture.covariances, begin.covariances, rtol=1e-9)
    assert_allclose(run.states[-1].mixture.means, model.means_, rtol=1e-9)


def test_a_fit_that_cannot_be_replayed_is_shown_as_it_is(x: np.ndarray) -> None:
    model = Theirs(2, random_state=np.random.RandomState(3)).fit(x)
    run = shown(model, x)
    assert len(run.states) == 1
    assert_array_equal(run.states[0].mixture.means, model.means_)
    assert run.verdict.sentence.endswith("fit with an integer random_state to see them.")


def test_our_own_fit_is_watched_with_its_names(x: np.ndarray) -> None:
    frame = pd.DataFrame(x, columns=["length", "width"])
    model = GaussianMixture(2, random_state=0).fit(frame)
    player = gmmviz.watch(model, frame)
    assert player.scene.columns == ("length", "width")
    assert player.scene.lanes[0].run is model.run_


def test_what_cannot_be_watched_is_said(x: np.ndarray) -> None:
    with pytest.raises(NotFittedError):
        gmmviz.watch(Theirs(2), x)
    with pytest.raises(
        TypeError, match=r"^BayesianGaussianMixture cannot be watched: give a fitted GaussianMixture"
    ):
        gmmviz.watch(BayesianGaussianMixture(n_components=2), x)
    with pytest.raises(ValueError, match=r"^x has shape \(271, 1\), but the model was fitted to 2 columns"):
        run_of(GaussianMixture(2).fit(x), x[:, :1])


def test_masked_cells_are_refused_by_place_wherever_rows_are_given() -> None:
    """As an array a masked cell is the value below its mask, such as -999."""
    x = np.random.default_rng(0).normal(size=(60, 2))
    masked = np.ma.masked_array(x, mask=np.zeros(x.shape, bool))
    masked[2, 0] = np.ma.masked
    model = gmmviz.GaussianMixture(2, random_state=0).fit(x)
    run = gmmviz.fit(x, gmmviz.EMSettings(k=2))
    mixture, settings = run.states[-1].mixture, run.settings
    one = gmmviz.fit(x, gmmviz.EMSettings(k=1))
    fits = [(one.settings, one.states[-1].mixture, 0.0), (settings, mixture, 0.0)]
    for given in (
        gmmviz.GaussianMixture(2).fit,
        *(getattr(model, name) for name in ("predict", "predict_proba", "score_samples", "score", "bic")),
        lambda rows: gmmviz.watch(model, rows),
        lambda rows: next(ratio_tests(rows, fits)),
        lambda rows: next(bootstrap_intervals(rows, settings, mixture)),
    ):
        with pytest.raises(ValueError, match="Row 3, column 1 of x is masked"):
            given(masked)
