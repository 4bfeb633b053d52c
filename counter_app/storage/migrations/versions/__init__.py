"""One module a step; the file name begins with the schema version it leads to."""
