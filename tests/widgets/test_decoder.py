"""Bytes to keys: nothing lost, nothing depends on how the bytes are cut into reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal import SEQUENCES
from widgets.decoder import Decoder, Report
from widgets.pane import Key

PIECES = {
    **SEQUENCES, "shift+f5": "\x1b[15;2~", "ctrl+left": "\x1b[1;5D", "paste": "\x1b[200~貼る\r\nもの\x1b[201~",
    **{text: text for text in ("a", "漢", "ｶ", "𠮷", "=", "-", "1", " ")},
}  # fmt: skip
# Esc is left out: what follows it decides what it means
NAMES = [name for name in PIECES if name not in ("escape", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m")]


def wanted(name: str) -> Key:
    if name == "paste":
        return Key("paste", "貼る\nもの")
    return Key(name) if name in PIECES and len(PIECES[name]) > 1 or name in SEQUENCES else Key("text", name)


def decode(data: bytes, cuts: list[int] | None = None) -> list[Key | Report]:
    """Feed the bytes in parts, then let the time for an Esc pass."""
    decoder = Decoder()
    made: list[Key | Report] = []
    at = 0
    for cut in [*sorted(cuts or []), len(data)]:
        made += decoder.feed(data[at:cut])
        at = max(at, cut)
    return made + decoder.flush()


@given(st.lists(st.sampled_from(NAMES), max_size=12), st.data())
def test_every_key_of_a_burst_arrives(names: list[str], data: st.DataObject) -> None:
    """Whatever keys, in one read or cut anywhere (even inside a character or a sequence)."""
    sent = "".join(PIECES[name] for name in names).encode()
    cuts = data.draw(st.lists(st.integers(0, len(sent)), max_size=6))
    assert decode(sent, cuts) == [wanted(name) for name in names]


@given(st.binary(max_size=80))
def test_noise_never_raises(noise: bytes) -> None:
    """Bytes that are no text at all; and typing goes on behind them."""
    decoder = Decoder()
    decoder.feed(noise)
    while decoder.waiting:
        before = decoder._rest, decoder._paste
        decoder.flush()
        if (decoder._rest, decoder._paste) == before:
            break
    if decoder._paste is None:
        assert decoder.feed(b"z")[-1] == Key("text", "z")


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ("\x1b", [Key("escape")]),
        ("\x1b\x1b", [Key("escape"), Key("escape")]),
        ("\x1b1abc", [Key("f1"), Key("text", "a"), Key("text", "b"), Key("text", "c")]),
        ("\x1b0", [Key("f10")]),
        ("\x1b-", [Key("f11")]),
        ("\x1b^", [Key("f12")]),
        ("\x1b=", [Key("f12")]),
        ("\x1bあ", [Key("escape"), Key("text", "あ")]),
        ("\x1b\r", [Key("escape"), Key("enter")]),
        ("\x1b[[A\x1b[[E", [Key("f1"), Key("f5")]),
        ("\x1b[11~\x1b[1;2P", [Key("f1"), Key("shift+f1")]),
        ("\x1b[23$\x1b[23^", [Key("shift+f11"), Key("ctrl+f11")]),
        ("\x1b[I\x1b[Ox", [Key("text", "x")]),
        ("\x1b]11;rgb:0000/0000/0000\x07x", [Key("text", "x")]),
        ("\x1b]11;rgb:0000/0000/0000\x1b\\x", [Key("text", "x")]),
        ("\x1b[?2026;2$y", [Report("mode", (2026, 2))]),
        ("\x1b[<0;10;10Mx", [Key("text", "x")]),
    ],
)
def test_sequences(sent: str, made: list[Key | Report]) -> None:
    """Aliases, a lone Esc, keys of several terminals, answers that are no keys."""
    assert decode(sent.encode()) == made


def test_a_cursor_report_is_one_only_when_it_was_asked_for() -> None:
    """`CSI 1;3R` is also F3 with a modifier."""
    decoder = Decoder()
    assert decoder.feed(b"\x1b[1;3R") == [Key("alt+f3")]
    decoder.expects_cursor = True
    assert decoder.feed(b"\x1b[1;3R") == [Report("cursor", (1, 3))]
    assert decoder.feed(b"\x1b[1;3R") == [Key("alt+f3")]


def test_an_interrupted_paste_is_not_swallowed() -> None:
    """The end mark never came: what was pasted counts after a while."""
    decoder = Decoder()
    assert decoder.feed("\x1b[200~半分".encode()) == []
    assert decoder.waiting
    assert decoder.flush() == [Key("paste", "半分")]
