"""Where points come from: data sets, toys and files."""

from gmmviz.data.catalog import DATASETS, Dataset, dataset
from gmmviz.data.points import Cost, Dropped, Points

__all__ = ["DATASETS", "Cost", "Dataset", "Dropped", "Points", "dataset"]
