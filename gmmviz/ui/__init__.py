"""The Streamlit side: the only folder that imports streamlit."""
