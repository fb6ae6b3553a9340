"""Bytes -> text as UTF-8, refused where it is no table."""
