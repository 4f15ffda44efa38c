"""The drawing and typing parts of the screens. They know no record type."""
