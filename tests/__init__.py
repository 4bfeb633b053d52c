"""Tests mirror the packages; `make.py test` runs them all."""
