"""The Streamlit side: no other folder imports streamlit.

The command, `gmmviz/__main__.py`, does in the functions that serve the app; `app.py` and the pages draw with it.
"""
