"""The server around the app: routes, hosts, and what the command hands over."""
