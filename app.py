"""The frame: navigation over pages/."""

from gmmviz.ui.frame.shell import navigation

navigation()
