"""What is found for a session and kept: points, runs, payloads."""
