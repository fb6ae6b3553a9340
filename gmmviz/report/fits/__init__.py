"""What fits and their lanes are called, what a plane leaves out, and how far long work is."""
