"""The terminal screens. They know no business rule: they show what the declarations of shuro say."""

import os

# Must stand before the first import of Textual, which reads both once (widgets/textual_fixes.py says why).
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
