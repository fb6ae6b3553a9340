"""The engine: EM for Gaussian mixtures, step by step. Needs numpy and scipy only."""

from .families import FAMILIES, Family, family_of, representative
from .frames import Frame, frame, frame_count
from .mixture import Mixture
from .run import EMRun, EMState, fit, iterate, running
from .settings import WEIGHTS, EMSettings, parameter_count
from .spurious import Flag
from .starts import STARTS, Start
from .stopping import Verdict
from .units import Units, fit_in, running_in, standard_units, units_of
from .variants import VARIANTS, Variant

__all__ = [
    "FAMILIES",
    "STARTS",
    "VARIANTS",
    "WEIGHTS",
    "EMRun",
    "EMSettings",
    "EMState",
    "Family",
    "Flag",
    "Frame",
    "Mixture",
    "Start",
    "Units",
    "Variant",
    "Verdict",
    "family_of",
    "fit",
    "fit_in",
    "frame",
    "frame_count",
    "iterate",
    "parameter_count",
    "representative",
    "running",
    "running_in",
    "standard_units",
    "units_of",
]
