"""Plotly figures of a fit: functions of data, state and view."""
