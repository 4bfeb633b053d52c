"""Ports to real printers, and the simulated one."""
