"""What is said of merged components, of the cut in one column, and of the chance to find a mixture again."""
