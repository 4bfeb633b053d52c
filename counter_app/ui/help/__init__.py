"""F1: the keys, and how to do the common things."""
