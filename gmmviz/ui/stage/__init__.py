"""The Streamlit component around the stage."""
