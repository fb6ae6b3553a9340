"""Scripts that reproduce a fit. No Streamlit."""
