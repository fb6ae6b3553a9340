"""The Lessons page: seven scenes in which one predicts before one sees, and twelve questions."""
