"""The Choose page: how many components, which family."""
