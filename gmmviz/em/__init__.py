"""The engine: EM for Gaussian mixtures, step by step. Needs numpy and scipy only."""
