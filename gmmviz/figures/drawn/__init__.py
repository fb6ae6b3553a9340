"""Figures as SVG text without a browser: for reports and the command line."""
