"""Lessons as data and words, without Streamlit: scenes in which one predicts first, and twelve questions."""
