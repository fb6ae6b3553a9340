"""Rows and columns in the units of the file: the CSV of rows, logarithms taken back, which rows were chosen."""
