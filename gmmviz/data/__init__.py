"""Where points come from: data sets, toys and files."""
