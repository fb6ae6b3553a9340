"""Data: open a file, choose what to look at, or make data; what was read and what was left out."""

from gmmviz.ui.data import data_page
from gmmviz.ui.page import shell

shell.page("Data", data_page.draw)
