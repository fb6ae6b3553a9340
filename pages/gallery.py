"""Gallery: ten scenes, each opened by its picture's button or its link."""

from gmmviz.ui.frame import shell
from gmmviz.ui.gallery import gallery_page

shell.page("Gallery", gallery_page.draw)
