"""Are the clusters real? Modes, gaps, stability, held-out gain, merging and cuts of a fit."""
