"""Data: open a file, choose what to look at, or make data; what was read and what was left out."""

from gmmviz.ui import components, opening, shell, state

shell.page("Data")
opening.opening(state.entering("data"))
components.address(state.scenario())
