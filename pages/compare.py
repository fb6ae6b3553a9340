"""Compare: the same data from several starts, in lock-step; the basins; where in the plane each leads."""

from gmmviz.ui.compare import compare_page
from gmmviz.ui.page import shell

shell.page("Compare", compare_page.draw)
