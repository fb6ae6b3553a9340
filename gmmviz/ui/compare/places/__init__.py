"""The map of starts: the picture, and the run from a place of it."""
