"""Where points come from: data sets, toys and files."""

from gmmviz.data.catalog import DATASETS, Dataset, dataset
from gmmviz.data.concerns import concerns
from gmmviz.data.export import csv_text, defused
from gmmviz.data.laboratory import PRESETS, SHAPES, Preset, Recipe, build
from gmmviz.data.notices import Notice
from gmmviz.data.points import Cost, Dropped, Points
from gmmviz.data.reading import Reading, ReadLimits, UnreadableTable
from gmmviz.data.roles import ROLES, Column
from gmmviz.data.selection import dropped_notice, points_from_table, proposed
from gmmviz.data.table import Table, read_table

__all__ = [
    "DATASETS",
    "PRESETS",
    "ROLES",
    "SHAPES",
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
    "build",
    "concerns",
    "csv_text",
    "dataset",
    "defused",
    "dropped_notice",
    "points_from_table",
    "proposed",
    "read_table",
]
