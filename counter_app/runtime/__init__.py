"""What the machine gives the program: paths, settings, clock, logs."""
