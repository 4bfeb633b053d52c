"""Card readers, and the simulated twin that speaks the same bytes."""
