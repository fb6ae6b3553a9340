"""The player that runs in the browser."""
