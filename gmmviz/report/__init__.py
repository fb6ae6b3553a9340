"""What is said of fits: sentences, tables, cards and charts of a grid. No Streamlit."""
