"""What a fit says: criteria, ownership of rows, and how fits compare."""
