"""Gallery: ten scenes, each opened by its picture's button or its link."""

from gmmviz.ui.gallery import gallery_page
from gmmviz.ui.page import shell

shell.page("Gallery", gallery_page.draw)
