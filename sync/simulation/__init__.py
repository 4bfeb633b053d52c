"""A county, its counters and everything that befalls them, on a virtual clock."""
