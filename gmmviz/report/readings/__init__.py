"""The readings of charts: three sentences each, on what it shows, what stands out, and what that means."""
