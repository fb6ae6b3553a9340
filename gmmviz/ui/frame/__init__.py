"""What every page has: the shell, the session, the recipe line."""
