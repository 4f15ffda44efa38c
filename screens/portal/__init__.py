"""Screens of the outside systems: their entrances, registrations and menus."""
