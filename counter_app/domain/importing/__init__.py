"""Helpers of `catalogue_import`: counties' tables as they come, read, mended and reported."""
