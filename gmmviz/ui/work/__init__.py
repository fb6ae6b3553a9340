"""What is found for a session and kept: points, runs, grids, basins; and the jobs that take long."""
