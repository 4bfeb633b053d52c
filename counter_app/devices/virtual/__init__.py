"""A simulated card reader: a real endpoint that speaks the whole protocol.

For tests, the demo and practice; it can never be chosen as a reader outside them.
"""
