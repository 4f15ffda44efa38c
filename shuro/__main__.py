"""`python -m shuro` is the command `shuro`."""

from shuro.commands.entry import run

run()
