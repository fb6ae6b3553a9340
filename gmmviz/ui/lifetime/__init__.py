"""What the server does while it runs beside answering: warm-up, freeing, its end."""
