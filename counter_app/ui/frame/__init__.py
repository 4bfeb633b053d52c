"""What stands around every page: rail, header, key bar, status line, print questions."""
