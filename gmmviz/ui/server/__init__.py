"""The server around the app: routes, launch, warm-up."""
