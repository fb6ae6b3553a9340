"""Charts of the pages: each with its reading, and kept as a picture or as data in one way."""
