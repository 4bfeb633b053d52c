"""Readings of Chinese characters for search, and the script that makes the table."""
