"""Lessons: seven scenes in which one predicts before one sees, and twelve questions."""

from gmmviz.ui.frame import shell
from gmmviz.ui.lessons import lessons_page

shell.page("Lessons", lessons_page.draw)
