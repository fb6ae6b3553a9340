"""Rows and columns in the units of the file: the CSV of rows, logarithms told back, which rows were chosen."""
