"""Where points come from: data sets, toys and files."""

from gmmviz.data.account import Account, Loss
from gmmviz.data.catalog import DATASETS, Dataset, dataset
from gmmviz.data.concerns import concerns
from gmmviz.data.csv.columns.roles import ROLES, Column
from gmmviz.data.csv.reading import Reading, ReadLimits, UnreadableTable
from gmmviz.data.csv.table import Table, read_table
from gmmviz.data.export import csv_text, defused
from gmmviz.data.filters import RowFilter
from gmmviz.data.notices import Notice
from gmmviz.data.points import Cost, Dropped, Points
from gmmviz.data.restricting import restricted_points
from gmmviz.data.selection import dropped_notice, points_from_table, proposed
from gmmviz.data.toys.laboratory import PRESETS, Preset, toy_of
from gmmviz.data.toys.recipes import Recipe, recipe_of, recipe_text

__all__ = [
    "DATASETS",
    "PRESETS",
    "ROLES",
    "Account",
    "Column",
    "Cost",
    "Dataset",
    "Dropped",
    "Loss",
    "Notice",
    "Points",
    "Preset",
    "ReadLimits",
    "Reading",
    "Recipe",
    "RowFilter",
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
    "restricted_points",
    "toy_of",
]
