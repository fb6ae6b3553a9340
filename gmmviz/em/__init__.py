"""The engine: EM for Gaussian mixtures, step by step. Needs numpy and scipy only."""

from gmmviz.em.frames import Frame, frame, frame_count
from gmmviz.em.models.families import FAMILIES, family_of, representative
from gmmviz.em.models.family import Family
from gmmviz.em.models.family_names import notation
from gmmviz.em.models.mixture import Mixture
from gmmviz.em.models.spurious import Flag
from gmmviz.em.models.variants import VARIANTS, Variant
from gmmviz.em.run import EMRun, EMState, fit, fit_iter, iterate
from gmmviz.em.settings import WEIGHTS, EMSettings, parameter_count
from gmmviz.em.starts.named import STARTS, Start
from gmmviz.em.stopping import Verdict
from gmmviz.em.units import Units, fit_in, fit_iter_in, standard_units, units_of

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
    "fit_iter",
    "fit_iter_in",
    "frame",
    "frame_count",
    "iterate",
    "notation",
    "parameter_count",
    "representative",
    "standard_units",
    "units_of",
]
