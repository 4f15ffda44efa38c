"""What works now: the palette (Ctrl+P) that runs it, and the list of keys that F1 shows where there is no manual page."""

from __future__ import annotations

from collections.abc import Sequence

from screens.base import BaseScreen, Offer
from screens.keys import ACTIONS, ALIASES, Action, Keymap
from screens.pick import PickScreen
from widgets.candidates import Choice, matching
from widgets.cells import fit
from widgets.pick_view import PickView
from widgets.text_view import TextView


class Palette(PickScreen):
    """Choose an action by arrows or by typing a part of its name; result: a list with its id."""

    def __init__(self, offers: Sequence[Offer], keymap: Keymap):
        usable = [one for one in offers if one.enabled and one.id != "palette"]
        lines = {one.id: f"{fit(one.words, 30)} {keymap.shown(one.action)}" for one in usable}

        def find(text: str) -> list[tuple[str, str]]:
            if not text:
                return list(lines.items())
            found = matching([Choice(one.id, f"{one.words} {one.action.help}") for one in usable], text)
            return [(one.text, lines[one.text]) for one in found]

        super().__init__("操作の一覧", lambda done: PickView(find, done), min(18, len(lines) + 3))


def key_help(offers: Sequence[Offer], keymap: Keymap) -> BaseScreen:
    """The keys that work on a screen, with a sentence each."""
    rows = ["# この画面で使うキー", "", "| キー | 別の打ち方 | 操作 | 説明 |"]
    rows += [_row(one.action, one.words, keymap, ALIASES.get(one.action.key, "")) for one in offers if one.enabled]
    rows += ["", "# 入力と移動のキー", "", "| キー | 操作 | 説明 |"]
    rows += [_row(one, one.label, keymap) for one in ACTIONS if one.move]
    return KeyHelp(TextView("\n".join(rows), markdown=True), "キーの説明")


def _row(action: Action, words: str, keymap: Keymap, alias: str | None = None) -> str:
    other = "" if alias is None else f" {alias} |"
    return f"| {keymap.shown(action)} |{other} {words} | {action.help} |"


class KeyHelp(BaseScreen):
    """Read and leave."""

    def actions(self) -> Sequence[str]:
        """Only going back."""
        return ("back",)
