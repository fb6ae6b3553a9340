"""Words of the drawers that explain a run."""
