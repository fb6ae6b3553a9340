"""See a Gaussian mixture being fitted: an EM engine that shows every step, and the pictures of it."""

__version__ = "0.1.0"
