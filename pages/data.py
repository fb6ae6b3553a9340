"""Data: choose what to look at, or open a file."""

from gmmviz.ui import opening, shell, state

shell.page("Data")
state.entering("data")
opening.upload()
opening.catalog()
