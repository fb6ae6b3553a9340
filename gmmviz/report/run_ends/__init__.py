"""What is said at the end of a run, and what is offered to be done about it."""
