"""See a Gaussian mixture being fitted: an EM engine that shows every step, and the pictures of it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from gmmviz import figures
    from gmmviz.data import UnreadableTable, dataset, read_table
    from gmmviz.em import EMRun, EMSettings, EMState, Mixture, Verdict, fit, iterate
    from gmmviz.em.search import restarts, sweep
    from gmmviz.stage import player

__all__ = [
    "EMRun",
    "EMSettings",
    "EMState",
    "Mixture",
    "UnreadableTable",
    "Verdict",
    "dataset",
    "figures",
    "fit",
    "iterate",
    "player",
    "read_table",
    "restarts",
    "sweep",
]

_ROOMS = {
    "UnreadableTable": "gmmviz.data",
    "dataset": "gmmviz.data",
    "read_table": "gmmviz.data",
    "restarts": "gmmviz.em.search",
    "sweep": "gmmviz.em.search",
    "player": "gmmviz.stage",
}


def __getattr__(name: str) -> Any:
    """Public names, imported when first used, so that `import gmmviz` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'gmmviz' has no attribute {name!r}")
    if name == "figures":
        return import_module("gmmviz.figures")
    return getattr(import_module(_ROOMS.get(name, "gmmviz.em")), name)
