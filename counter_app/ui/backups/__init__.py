"""Backups in the window: the card on the devices page, and restoring in three steps."""
