"""The frame: navigation over pages/."""

from gmmviz.ui.shell import navigation

navigation()
