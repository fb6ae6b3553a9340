"""Lessons: seven scenes in which one predicts before one sees, and twelve questions."""

from gmmviz.ui.lessons import lessons_page
from gmmviz.ui.page import shell

shell.page("Lessons", lessons_page.draw)
