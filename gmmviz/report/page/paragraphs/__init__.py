"""What the methods of a report tell: which fit, which models were searched, what was drawn at random."""
