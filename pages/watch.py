"""Watch: step through EM."""

from gmmviz.ui.frame import shell
from gmmviz.ui.watch import watch_page

shell.page("Watch", watch_page.draw)
