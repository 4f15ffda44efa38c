"""Boxes in which one thing is typed: the record's own name before what cannot be undone (SYS-35), a text, a path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from screens.base import BoxScreen
from shuro.kernel.text import fold
from widgets.cells import Line, spans, wrap
from widgets.form_model import FormModel, Place
from widgets.form_view import FormView
from widgets.pane import Caret, Key, Pane
from widgets.plain_items import line

UNUSABLE = "この名前のファイルは使えません。フォルダーとファイルの名前を確かめて入力してください。"


class AboveForm(Pane):
    """A form with sentences above it."""

    def __init__(self, sentences: Sequence[str], form: FormView):
        super().__init__()
        self.sentences, self.form = sentences, form

    def above(self, cells: int) -> list[Line]:
        """The sentences, and a blank line."""
        return [spans(row) for sentence in self.sentences for row in wrap(sentence, cells)] + [()]

    def draw(self, cells: int, height: int) -> list[Line]:
        """Sentences and form."""
        head = self.above(cells)[: max(0, height - 2)]
        lines = self.form.draw(cells, height - len(head))
        spot = self.form.caret
        self.caret = Caret(spot.x, spot.y + len(head)) if spot else None
        return [*head, *lines]

    async def take_key(self, key: Key) -> bool:
        """The form's."""
        taken = await self.form.take_key(key)
        self.said, self.form.said = self.form.said, ("", "note")
        return taken


class TypedBox(BoxScreen):
    """A box with one item, taken by Enter or F9. Subclasses say what is right in `act_register`."""

    def __init__(self, body: Pane, heading: str, verb: str = ""):
        self.verb = verb or heading
        super().__init__(body, heading)

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Go on or go back."""
        return ("back", ("register", self.verb))

    async def take_key(self, key: Key) -> None:
        """Enter takes what was typed."""
        if key.name == "enter":
            await self.act("register")
        else:
            await super().take_key(key)


class TypedPath(TypedBox):
    """A box for the path of a file; `named` is what a refusal begins with. Result: the Path that `checked` gives, None when
    the officer backed out.
    """

    body: FormView
    named = "ファイル"

    def checked(self, typed: str) -> Path | str:
        """The path that is meant, or what is wrong with what was typed."""
        return Path(typed)

    def box_height(self, cells: int, room: int) -> int:
        """The path may take several lines."""
        return min(room, 6)

    async def act_register(self) -> None:
        """Take the path, or stand in it once more."""
        await self.body.leave()
        try:
            found = self.checked(self.body.model.as_texts()["path"].strip())
        except (OSError, RuntimeError, ValueError):  # too long, the home of nobody, no name at all
            found = UNUSABLE
        if isinstance(found, Path):
            self.close(found)
            return
        await self.body.go(Place("path"), left=True)
        self.notify(f"{self.named}：{found}", severity="error")


class TypedName(TypedBox):
    """Asks for `name` before `verb` (削除) is done. Result: True when it was typed."""

    body: AboveForm

    def __init__(self, verb: str, question: str, name: str):
        self.own_name = name
        form = FormView(FormModel((line("name", "情報の名称", "registration", max=200),)))
        super().__init__(
            AboveForm((f"{question}", f"{verb}するときは、次の名称を入力してください。", f"「{name}」"), form), verb
        )

    def box_height(self, cells: int, room: int) -> int:
        """Sentences, item, and what may be wrong with it."""
        return min(room, len(self.body.above(cells)) + 3)

    async def act_register(self) -> None:
        """Width, case and blanks do not matter; everything else does."""
        await self.body.form.leave()
        if _bare(self.body.form.model.as_texts()["name"]) == _bare(self.own_name):
            self.close(True)
        else:
            self.notify(f"情報の名称：{self.verb}するときは「{self.own_name}」と入力してください。", severity="error")


class AskedText(TypedBox):
    """Asks for a text that goes with a step (差戻し理由). Result: the text, None when the officer backed out."""

    body: FormView

    def __init__(self, verb: str, label: str, most: int = 400):
        self.label = label
        super().__init__(FormView(FormModel((line("text", label, "registration", max=most),))), verb)

    def box_height(self, cells: int, room: int) -> int:
        """The text may take several lines."""
        return min(room, 8)

    async def act_register(self) -> None:
        """Go on with what was typed."""
        await self.body.leave()
        typed = self.body.model.as_texts()["text"].strip()
        if typed:
            self.close(typed)
        else:
            self.notify(f"{self.label}：「{self.verb}」に必要な項目です。入力してください。", severity="error")


def _bare(text: str) -> str:
    return fold(text).replace(" ", "")
