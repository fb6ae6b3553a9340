"""Where points come from: data sets, toys and files."""

from gmmviz.data.catalog import DATASETS, Dataset, dataset
from gmmviz.data.concerns import concerns
from gmmviz.data.export import csv_text, defused
from gmmviz.data.laboratory import PRESETS, Preset, toy_of
from gmmviz.data.notices import Notice
from gmmviz.data.points import Cost, Dropped, Points
from gmmviz.data.reading import Reading, ReadLimits, UnreadableTable
from gmmviz.data.recipes import Recipe, recipe_of, recipe_text
from gmmviz.data.roles import ROLES, Column
from gmmviz.data.selection import dropped_notice, points_from_table, proposed
from gmmviz.data.table import Table, read_table

__all__ = [
    "DATASETS",
    "PRESETS",
    "ROLES",
    "Column",
    "Cost",
    "Dataset",
    "Dropped",
    "Notice",
    "Points",
    "Preset",
    "ReadLimits",
    "Reading",
    "Recipe",
    "Table",
    "UnreadableTable",
    "concerns",
    "csv_text",
    "dataset",
    "defused",
    "dropped_notice",
    "points_from_table",
    "proposed",
    "read_table",
    "recipe_of",
    "recipe_text",
    "toy_of",
]
