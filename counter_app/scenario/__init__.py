"""Scenarios: acts of people at moments, played through the real services on a virtual clock."""
