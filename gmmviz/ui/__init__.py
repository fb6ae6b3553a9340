"""The Streamlit side: the only room that imports Streamlit, beside the command that starts it."""
