"""Painting: the plane in the browser, and the page around it."""
