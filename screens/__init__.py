"""The terminal screens. They know no business rule: they show what the declarations of shuro say."""
