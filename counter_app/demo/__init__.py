"""A throw-away county, counter and devices, for the demo, tests and measurements."""
