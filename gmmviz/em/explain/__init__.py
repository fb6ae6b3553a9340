"""What explains a run: its bound, its speed, whether its components are bells, how hardness changes it."""
