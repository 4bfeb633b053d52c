"""The first window of a computer that has no counter yet: which counter, and who works at it."""
