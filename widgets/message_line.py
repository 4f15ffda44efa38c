"""What the workstation says to the officer: one to three lines above the key bar."""

from __future__ import annotations

from typing import NamedTuple

from widgets.cells import Line, spans, wrap

SIGNS = {"note": "", "warn": "警 ", "wrong": "誤 "}


class Message(NamedTuple):
    """A sentence and its weight: "note", "warn" or "wrong"."""

    sentence: str = ""
    weight: str = "note"


def message_lines(message: Message, cells: int, most: int = 3) -> list[Line]:
    """The sentence in at most `most` lines; always at least one, so that the body does not jump for short ones."""
    if not message.sentence:
        return [()]
    lines = wrap(SIGNS[message.weight] + message.sentence.replace("\n", " "), cells - 1)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: (cells - 6) // 2] + " ..."]
    return [spans((text, message.weight)) for text in lines]
