"""The report of a fit, the page a reviewer asks for: as HTML, as Markdown and as data."""
