"""The whole system as a fixture, for those tests here that need it."""

from tests.system import system

__all__ = ["system"]
