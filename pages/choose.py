"""Choose: how many components, which covariance family."""

from gmmviz.ui.choose import choose_page
from gmmviz.ui.page import shell

shell.page("Choose", choose_page.draw)
