"""Calendars of working days as published by the State Council."""
