"""What the pages show of the evidence about clusters."""
