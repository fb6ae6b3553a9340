"""Cells -> columns: numbers or text, and the role that each seems to have."""
