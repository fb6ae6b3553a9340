"""The engine: EM for Gaussian mixtures, step by step. Needs numpy and scipy only."""

from .criteria import CRITERIA, Criterion, Fitted
from .families import FAMILIES, Family, family_of, representative
from .frames import Frame, frame, frame_count
from .mixture import Mixture
from .run import EMRun, EMState, fit, iterate
from .search import Cell, Restart, Top, polish, restarts, sweep, tops
from .settings import WEIGHTS, EMSettings, parameter_count
from .spurious import Flag
from .starts import STARTS, Start
from .stopping import Verdict
from .variants import VARIANTS, Variant

__all__ = [
    "CRITERIA",
    "FAMILIES",
    "STARTS",
    "VARIANTS",
    "WEIGHTS",
    "Cell",
    "Criterion",
    "EMRun",
    "EMSettings",
    "EMState",
    "Family",
    "Fitted",
    "Flag",
    "Frame",
    "Mixture",
    "Restart",
    "Start",
    "Top",
    "Variant",
    "Verdict",
    "family_of",
    "fit",
    "frame",
    "frame_count",
    "iterate",
    "parameter_count",
    "polish",
    "representative",
    "restarts",
    "sweep",
    "tops",
]
