"""The county server: gives all facts one order.  Ships without the desktop."""
