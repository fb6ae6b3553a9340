"""GaussianMixture: the engine as an estimator of scikit-learn."""

import math
import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, DensityMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, validate_data

from gmmviz.em import EMRun, EMSettings, Mixture, fit_iter, parameter_count
from gmmviz.em.kernel.naming import Named, names_of
from gmmviz.em.kernel.unusable_cells import refuse_complex, refuse_missing
from gmmviz.em.run import Start
from gmmviz.estimator.asked import begins_of, first_seed, settings_of, whole_number
from gmmviz.estimator.continuing import continues, joined_runs
from gmmviz.estimator.layouts import ParameterLayout
from gmmviz.thousands import count_text

Array = NDArray[np.float64]

RESTS = ("settled", "stood still")


class GaussianMixture(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    DensityMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """A Gaussian mixture fitted by EM, with the parameters and attributes of scikit-learn's estimator.

    Parameters
    ----------
    n_components : int
        How many components, K.
    covariance_type : str
        One of the 14 families ("VVV", "EEE", ...) or scikit-learn's words ("full", "tied", "diag", "spherical").
    tol : float
        The gain of log-likelihood per row below which a run may end; less than a thousandth of a nat must be
        left to gain as well.
    reg_covar : float
        The smallest variance that a component may have in any direction, in squared units of X. Nothing is added
        to covariances, so the log-likelihood never falls.
    max_iter : int
        The most iterations of one run; 0 returns the start.
    n_init : int
        Runs from different seeds. The highest end is kept, of those that did not fail and do not look spurious
        where there are any.
    init : str, array or fitted mixture
        The name of a start ("points", "kmeans++", "kmeans", "ward", ...) or scikit-learn's word for one; labels
        (n,), responsibilities (n, K) or means (K, d); a `Mixture`, a run or a fitted estimator.
    weights_init, means_init, precisions_init : array or None
        Parts of the first mixture, in scikit-learn's shapes, in place of those that `init` gives.
    random_state : int, RandomState or None
        The seed of the start: an int means the run of `EMSettings(seed=random_state)`, and of the seeds after it.
    warm_start : bool
        Whether a second `fit` goes on from where the first ended. `run_` is then both as one run.
    verbose, verbose_interval : int
        Whether, and every how many iterations, a line is printed.
    init_params : str or None
        scikit-learn's name for `init`, so that scripts written for it run unchanged.

    Attributes
    ----------
    weights_ (K,), means_ (K, d) : arrays
    covariances_, precisions_, precisions_cholesky_ : arrays
        In scikit-learn's shapes where `covariance_type` is one of its words, else (K, d, d).
    converged_ : bool
        Whether EM came to rest.
    n_iter_ : int
        Iterations of the last `fit`.
    lower_bound_ : float
        The log-likelihood per row of this very mixture. (scikit-learn's belongs to the mixture one step before.)
    lower_bounds_ : list of float
        The same after each iteration of the last `fit`.
    run_ : EMRun
        Every state from the start on, for `gmmviz.player` and `gmmviz.watch`.
    verdict_ : Verdict
        How the run ended, with a sentence.
    mixture_ : Mixture
        The mixture as a value: density, responsibilities, sample, project.
    n_features_in_, feature_names_in_
        As everywhere in scikit-learn.

    Examples
    --------
    >>> import gmmviz
    >>> points = gmmviz.dataset("faithful")
    >>> model = GaussianMixture(2, random_state=0).fit(points.x)
    >>> model.verdict_.kind, round(model.bic(points.x), 3)
    ('settled', 2322.192)
    """

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        tol: float = 1e-6,
        reg_covar: float = 0.0,
        max_iter: int = 1000,
        n_init: int = 1,
        init: Any = "kmeans",
        weights_init: ArrayLike | None = None,
        means_init: ArrayLike | None = None,
        precisions_init: ArrayLike | None = None,
        random_state: Any = None,
        warm_start: bool = False,
        verbose: int = 0,
        verbose_interval: int = 10,
        init_params: str | None = None,
    ) -> None:
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.max_iter = max_iter
        self.n_init = n_init
        self.init = init
        self.weights_init = weights_init
        self.means_init = means_init
        self.precisions_init = precisions_init
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.verbose_interval = verbose_interval
        self.init_params = init_params

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Fit to X (n, d), and return the estimator; y is ignored.

        A run that collapsed, emptied a component, stood still or is still climbing warns (ConvergenceWarning) in
        the words of its verdict, and its last mixture is kept. Error: ValueError for data and parameters that
        cannot be used.
        """
        refuse_missing(X)
        if (
            np.asarray(X).dtype.kind == "O"
        ):  # arrays of complex numbers are refused below, in scikit-learn's words
            refuse_complex(X)
        names = names_of(X)
        x = validate_data(self, X, dtype=np.float64, ensure_min_samples=2)
        if names:
            x = Named(x, names)  # refusals call columns by their names
        settings = settings_of(self, len(x))
        if self.warm_start and hasattr(self, "run_"):
            later = self._run(x, settings, self.mixture_, "warm start")
            joins = continues(self.run_, later)
            self._keep(joined_runs(self.run_, later, x) if joins else later, later, len(x))
        else:
            begins = enumerate(begins_of(self, x, settings), start=1)
            runs = [self._run(x, each, start, f"run {number}") for number, (each, start) in begins]
            best = max(runs, key=_rank)
            self._keep(best, best, len(x))
        return self

    def fit_predict(self, X: ArrayLike, y: object = None) -> NDArray[np.int64]:
        """Fit to X (n, d) and return the component (n,) of each row, as `predict` does."""
        return self.fit(X).predict(X)

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """The most probable component (n,) of each row of X, from 0."""
        return np.asarray(self.predict_proba(X).argmax(axis=1))

    def predict_proba(self, X: ArrayLike) -> Array:
        """The responsibilities (n, K): how probably each row of X came from each component."""
        return self._fitted().responsibilities(self._rows(X))

    def transform(self, X: ArrayLike) -> Array:
        """The responsibilities (n, K) as features, for a pipeline; `set_output` names their columns."""
        return self.predict_proba(X)

    def score_samples(self, X: ArrayLike) -> Array:
        """The log density (n,) of the mixture at each row of X."""
        return self._fitted().log_density(self._rows(X))

    def score(self, X: ArrayLike, y: object = None) -> float:
        """The log-likelihood of X per row."""
        return float(self.score_samples(X).mean())

    def sample(self, n_samples: int = 1) -> tuple[Array, NDArray[np.int64]]:
        """Rows (n_samples, d) drawn from the mixture, and the component (n_samples,) of each."""
        mixture = self._fitted()
        whole_number("n_samples", n_samples, 1)
        return mixture.sample(n_samples, np.random.default_rng(first_seed(self.random_state)))

    def bic(self, X: ArrayLike) -> float:
        """The Bayesian information criterion on X, lower is better. Schwarz (1978)."""
        density = self.score_samples(X)
        return float(-2.0 * density.sum() + self._n_parameters() * math.log(len(density)))

    def aic(self, X: ArrayLike) -> float:
        """Akaike's information criterion on X, lower is better. Akaike (1974)."""
        return float(-2.0 * self.score_samples(X).sum() + 2.0 * self._n_parameters())

    @property
    def _n_features_out(self) -> int:
        return self._fitted().k

    def _n_parameters(self) -> int:
        return parameter_count(self.run_.settings, self._fitted().d)

    def _fitted(self) -> Mixture:
        check_is_fitted(self)
        mixture: Mixture = self.mixture_
        return mixture

    def _rows(self, X: ArrayLike) -> Array:
        refuse_missing(X)
        refuse_complex(X)
        return np.asarray(validate_data(self, X, dtype=np.float64, reset=False))

    def _run(self, x: Array, settings: EMSettings, start: Start, name: str) -> EMRun:
        """One run, reported line by line where that was asked for."""
        steps = fit_iter(x, settings, start)
        state = next(steps)
        while True:
            if self.verbose and state.iteration % self.verbose_interval == 0:
                print(f"{name}, iteration {state.iteration}: log-likelihood {state.log_likelihood:.6f}")
            try:
                state = steps.send(self.max_iter == 0)
            except StopIteration as end:
                run: EMRun = end.value
                if self.verbose:
                    print(f"{name}: {run.verdict.sentence}")
                return run

    def _keep(self, run: EMRun, last: EMRun, n: int) -> None:
        """Set the attributes from a run, of which `last` is the part that this fit made."""
        mixture = run.states[-1].mixture
        layout = ParameterLayout.of(self.covariance_type, mixture.k, mixture.d)
        self.run_, self.verdict_, self.mixture_ = run, run.verdict, mixture
        self.weights_, self.means_ = mixture.weights.copy(), mixture.means.copy()
        self.covariances_ = layout.packed(mixture.covariances)
        self.precisions_cholesky_ = layout.precisions_cholesky(mixture.covariances)
        self.precisions_ = layout.precisions(self.precisions_cholesky_)
        self.converged_ = run.verdict.kind in RESTS
        self.n_iter_ = last.states[-1].iteration
        self.lower_bounds_ = [state.log_likelihood / n for state in last.states[1:]]
        self.lower_bound_ = last.states[-1].log_likelihood / n
        if run.verdict.kind != "settled" and self.max_iter > 0:
            warnings.warn(_warning(run, self.max_iter), ConvergenceWarning, stacklevel=3)


def _rank(run: EMRun) -> tuple[bool, bool, float]:
    """What makes a run better than another: it did not fail, it does not look spurious, it is higher."""
    return not run.verdict.failed, not run.flags, run.states[-1].log_likelihood


def _warning(run: EMRun, max_iter: int) -> str:
    verdict = run.verdict
    if verdict.kind == "still climbing":
        return f"{verdict.sentence} Raise max_iter (now {count_text(max_iter)}), or tol."
    return f"{verdict.sentence} {verdict.remedy}"
