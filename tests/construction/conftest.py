"""The command line of tests/commands serves here too."""

from tests.commands.conftest import shuro

__all__ = ["shuro"]
