"""Reader, printers and county line of this counter, and whether it is ready to work."""
