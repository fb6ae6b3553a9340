"""Where runs begin: named starts, partitions and hierarchies, split and merge, places by hand."""
