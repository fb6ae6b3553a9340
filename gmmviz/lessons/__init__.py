"""Lessons as data and words: scenes in which one predicts before one sees, and twelve questions. No "
"Streamlit."""
