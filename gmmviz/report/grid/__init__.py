"""What is said of a grid of fits beyond its scores: held-out rows, tests of K against K + 1."""
