"""A CSV as it comes -> a table and a receipt."""
