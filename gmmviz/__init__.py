"""See a Gaussian mixture being fitted: an EM engine that shows every step, and the pictures of it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from gmmviz import figures
    from gmmviz.data import UnreadableTable, dataset, read_table
    from gmmviz.em import EMRun, EMSettings, EMState, Mixture, Verdict, fit, iterate
    from gmmviz.em.saved import SavedFit, read_fit, saved, write_fit
    from gmmviz.em.search.sweep import restarts, sweep
    from gmmviz.estimator import GaussianMixture, watch
    from gmmviz.stage import player, playlist

__all__ = [
    "EMRun",
    "EMSettings",
    "EMState",
    "GaussianMixture",
    "Mixture",
    "SavedFit",
    "UnreadableTable",
    "Verdict",
    "dataset",
    "figures",
    "fit",
    "iterate",
    "player",
    "playlist",
    "read_fit",
    "read_table",
    "restarts",
    "saved",
    "sweep",
    "watch",
    "write_fit",
]

_ROOM_OF_NAME = {
    "UnreadableTable": "gmmviz.data",
    "dataset": "gmmviz.data",
    "read_table": "gmmviz.data",
    "SavedFit": "gmmviz.em.saved",
    "read_fit": "gmmviz.em.saved",
    "saved": "gmmviz.em.saved",
    "write_fit": "gmmviz.em.saved",
    "restarts": "gmmviz.em.search.sweep",
    "sweep": "gmmviz.em.search.sweep",
    "player": "gmmviz.stage",
    "playlist": "gmmviz.stage",
    "GaussianMixture": "gmmviz.estimator",
    "watch": "gmmviz.estimator",
}


def __getattr__(name: str) -> Any:
    """Public names, imported when first used, so that `import gmmviz` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'gmmviz' has no attribute {name!r}")
    if name == "figures":
        return import_module("gmmviz.figures")
    return getattr(import_module(_ROOM_OF_NAME.get(name, "gmmviz.em")), name)
