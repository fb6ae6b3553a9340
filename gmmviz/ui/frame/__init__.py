"""What everything in ui builds on: session and its records, guard, turns, theme, address, names of Streamlit's own."""
