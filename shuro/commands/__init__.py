"""The command line: one module a command group; record commands are derived from declarations."""
