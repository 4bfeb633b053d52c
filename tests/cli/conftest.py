"""A counter of its own profile folder."""

from tests.bootstrap.conftest import site

__all__ = ["site"]
