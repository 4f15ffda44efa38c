"""What every record stands on: items, checks, steps, storage, history, search, sheets and forms. Knows no system."""
