"""Where points come from: data sets, toys and files."""

from gmmviz.data.catalog import DATASETS, Dataset, dataset
from gmmviz.data.choosing import points_from_table
from gmmviz.data.points import Cost, Dropped, Points
from gmmviz.data.reading import Reading, ReadLimits, UnreadableTable
from gmmviz.data.table import Table, read_table

__all__ = [
    "DATASETS",
    "Cost",
    "Dataset",
    "Dropped",
    "Points",
    "ReadLimits",
    "Reading",
    "Table",
    "UnreadableTable",
    "dataset",
    "points_from_table",
    "read_table",
]
