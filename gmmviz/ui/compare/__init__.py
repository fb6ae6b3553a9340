"""The Compare page: race, basins, map."""
