"""`python -m shuro` is the command `shuro`."""

from shuro.commands.main import run

run()
