"""Long work: found once for all who want it, apart from the server's interpreter, and ended when nobody does."""
