"""Pictures of results that are no Plotly charts."""
