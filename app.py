"""The frame: navigation over pages/."""

from gmmviz.ui.page.shell import navigation

navigation()
