"""What the evidence about clusters says: the examination, its verdicts, stability, merging, cuts, power, the truth."""
