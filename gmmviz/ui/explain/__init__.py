"""Drawers that explain the run on the stage."""
