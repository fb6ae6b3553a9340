"""Choose: how many components, which covariance family."""

from gmmviz.ui.choose import choosing
from gmmviz.ui.frame import shell

shell.page("Choose", choosing.page)
