"""Watch: step through EM."""

from gmmviz.ui.page import shell
from gmmviz.ui.watch import watch_page

shell.page("Watch", watch_page.draw)
