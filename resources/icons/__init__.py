"""Stroke icons drawn for this project; see LICENSE.md."""
