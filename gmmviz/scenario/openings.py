"""The scenarios that data sets of the catalog open with."""

from gmmviz.data.catalog import DATASETS
from gmmviz.em import EMSettings
from gmmviz.scenario.values import Lane, Scenario

# A start of Old Faithful with both means in the right-hand cloud, which settles within eighteen iterations.
OPENING_SEEDS = {"faithful": 13}


def opening(data: str) -> Scenario:
    """The scenario a data set of the catalog opens with: its known number of components, free ellipses."""
    entry = DATASETS[data]
    return Scenario(data=data, lanes=(Lane(EMSettings(k=entry.k, seed=OPENING_SEEDS.get(data, 0))),))
