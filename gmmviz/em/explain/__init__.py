"""What explains a run: its bound, its speed, whether its components are Gaussians, how hardness changes it."""
