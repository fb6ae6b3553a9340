"""The engine in scikit-learn's clothes: an estimator, and fitted models of scikit-learn in the player."""

from gmmviz.estimator.gaussian_mixture import GaussianMixture
from gmmviz.estimator.replay import watch

__all__ = ["GaussianMixture", "watch"]
