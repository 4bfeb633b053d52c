"""Forms as tables: what is asked is described once, and one dialog asks it."""
