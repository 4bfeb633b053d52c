"""Tests of counter_app.runtime."""
