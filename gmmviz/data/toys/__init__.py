"""Toys: seeded data of which the truth is known."""
