"""Builds every part and joins them; the only package that knows all parts."""
