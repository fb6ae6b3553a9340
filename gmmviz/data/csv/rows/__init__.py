"""Text -> rows of cells: dialect, layout, header, footer."""
