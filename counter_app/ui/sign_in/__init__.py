"""The first picture: which counter, what time it is, when the county was last heard, and who."""
