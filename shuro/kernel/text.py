"""Typed text: made safe, made regular, folded for the search and measured in terminal cells.

Three kinds of item have three ways of being left: `tidy` for ordinary text (kept as typed, ① and ㈱ too), `narrow` for
codes, numbers, telephones and dates, `katakana` for readings. `wide` serves items that take full-width characters only.
Everything that enters from outside (keyboard, import, command) passes `clean` first; the four above call it themselves.
"""

from __future__ import annotations

import re
import unicodedata

import jaconv
from rich.cells import cell_len, split_graphemes

from shuro.kernel.variants import USUAL_SHAPE

FULL_BLANK = "\u3000"
TWO_BLANKS = FULL_BLANK * 2


class Unreadable(ValueError):
    """Typed text that cannot be read as its item asks; `str()` is a Japanese sentence that says what would be right."""


# --- safe -----------------------------------------------------------------------------------------------------------

_CONTROL = r"\x00-\x1f\x7f-\x9f"
# The bodies stop at the next control character, so that unfinished sequences cost no quadratic time.
_ESCAPES = re.compile(
    rf"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^{_CONTROL}]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[ -/]*[0-Z\\^-~]"  # other escapes, among them reset and character sets
)
_SELECTORS = r"\ufe00-\ufe02\U000e0100-\U000e01ef"  # choose the shape of the kanji before them (葛󠄀), so they are needed
_INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ud800-\udfff\ufdd0-\ufdef\ufe03-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_KANJI = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNWANTED = re.compile(rf"[{_CONTROL}{_INVISIBLE}]|(?<![{_KANJI}])[{_SELECTORS}]")
_UNWANTED_BUT_BREAKS = re.compile(_UNWANTED.pattern.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f", 1))
_LINE_BREAK = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def clean(s: str, multiline: bool = False) -> str:
    """`s` without anything that could steer a terminal or hide in a line.

    Gone are terminal escape sequences, C0 and C1 controls, bidi and other invisible characters, halves of surrogate
    pairs, and variation selectors that follow no kanji. Line breaks become LF when `multiline`, else one blank; tabs
    one blank. Markup such as "[bold]" is plain text and stays: the screens draw it literally. Idempotent. (ASVS 1.3.3)
    """
    if s.isascii() and s.isprintable():
        return s
    s = _LINE_BREAK.sub("\n", _ESCAPES.sub("", s)).replace("\t", " ")
    if multiline:
        return _UNWANTED_BUT_BREAKS.sub("", s)
    return _UNWANTED.sub("", s.replace("\n", " "))


# --- regular --------------------------------------------------------------------------------------------------------

_SURE_DASHES = "‐‑‒–—―−﹘﹣－"  # dashes and minus signs whatever stands beside them
_DOUBTFUL_DASHES = "ーｰ〜～"  # after kana the long vowel or a range, elsewhere typed for a dash
_KANA = "ぁ-ゖゝゞァ-ヺヽヾｦ-ｯｱ-ﾟ"
_DOUBTFUL_RUN = re.compile(f"([{_KANA}][{_DOUBTFUL_DASHES}]+)|[{_DOUBTFUL_DASHES}]")
_DASH_BETWEEN_DIGITS = re.compile("(?<=[0-9０-９])[‐‑‒–—―−ーｰ](?=[0-9０-９])")
_VOICED = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_VOICED_APART = re.compile("[ウカ-ヂツ-トハ-ホワ-ヲ][゛゜]")
_HALF_KANA = re.compile("[｡-ﾟ]")
_TO_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5E)} | {ord("￥"): "¥"}
_TO_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | str.maketrans("¥ \u00a0", f"￥{TWO_BLANKS}")
_SURE_TO_HYPHEN = {ord(dash): "-" for dash in _SURE_DASHES}


def full_kana(s: str) -> str:
    """Half-width katakana and its marks (｡｢｣､･) full width, ｶﾞ as one ガ; a か with a combining mark composed to が."""
    if _HALF_KANA.search(s):
        s = jaconv.h2z(s, kana=True, ascii=False, digit=False).replace("ﾞ", "゛").replace("ﾟ", "゜")
    return _VOICED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), s)


def tidy(s: str, multiline: bool = False) -> str:
    """What leaving a text item does: cleaned, katakana full width, outer blanks off; else kept as typed.

    Inner blanks stay, because a 事業場名 has exactly two full-width ones inside. A long vowel mark or dash lookalike
    between two digits becomes a hyphen of the width of the digit before it (1ー2 -> 1-2, １ー２ -> １－２). With
    `multiline`, blanks at the ends of lines and empty lines at the ends of the text go, the indent stays. Idempotent.
    """
    s = full_kana(clean(s, multiline))
    s = _DASH_BETWEEN_DIGITS.sub(lambda dash: "-" if s[dash.start() - 1].isascii() else "－", s)
    if not multiline:
        return s.strip()
    return "\n".join(line.rstrip() for line in s.split("\n")).strip("\n")


def narrow(s: str) -> str:
    """Codes, numbers, telephones and dates: full-width ASCII half width, dash lookalikes "-", ￥ ¥, trimmed.

    ー, 〜 and their like count as dashes unless they follow kana (０３ー１２３４ -> 03-1234, コード stays). Any kind
    of blank becomes one half-width blank. Katakana keeps its width. Idempotent.
    """
    s = clean(s)
    if not s.isascii():
        s = _DOUBTFUL_RUN.sub(lambda run: run[1] or "-", s).translate(_SURE_TO_HYPHEN).translate(_TO_NARROW)
        s = "".join(" " if character.isspace() else character for character in s)
    return s.strip()


def wide(s: str) -> str:
    """Items of full-width characters: ASCII, half-width katakana and blanks full width, trimmed (MWX-22)."""
    return full_kana(clean(s)).translate(_TO_WIDE).strip()


_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}


def katakana(s: str) -> str:
    """Kana items: hiragana and half-width katakana as full-width katakana, ASCII and blanks full width, trimmed.

    A voicing mark written apart, as in the boxes of OCR forms (カ゛), joins its kana. What has no kana stays, for
    `kana_problem` to name. Idempotent.
    """
    s = wide(s).translate(_TO_KATAKANA)
    s = _VOICED_APART.sub(lambda pair: _joined(pair[0]), s)
    return _VOICED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), s)


def _joined(pair: str) -> str:
    """カ゛ as ガ; the pair itself where no such kana exists."""
    one = unicodedata.normalize("NFC", pair[0] + {"゛": "\u3099", "゜": "\u309a"}[pair[1]])
    return one if len(one) == 1 else pair


_NOT_IN_KANA = re.compile("[^ァ-ヺー・ヽヾ、。「」〜￥\uff01-\uff5e\u3000]")


def kana_problem(s: str) -> str | None:
    """The first character a kana item may not hold, or None.

    Allowed are full-width katakana, ー, ・, 、。「」〜￥, the full-width blank, full-width letters, digits and signs.
    """
    found = _NOT_IN_KANA.search(s)
    return found[0] if found else None


def is_kana(s: str) -> bool:
    """True when a kana item may hold `s`; an empty text too."""
    return kana_problem(s) is None


# --- composed names -------------------------------------------------------------------------------------------------

_BLANK_RUN = re.compile(r"[ \u00a0\u2000-\u200a\u3000]{2,}")


def workplace_name(business: str, workplace: str = "") -> str:
    """事業の名称, two full-width blanks, 事業場の名称; only the one there is when the other is empty (SYS-25)."""
    return TWO_BLANKS.join(part for part in (tidy(business), tidy(workplace)) if part)


def two_blanks(s: str) -> str:
    """A typed 事業場名 with every run of two or more blanks of any width as exactly two full-width ones (SYS-25).

    A single blank stays as typed: it may stand inside a name, as between the members of a 共同企業体 (CMP-27).
    """
    return _BLANK_RUN.sub(TWO_BLANKS, tidy(s))


def name_parts(s: str) -> tuple[str, str]:
    """事業の名称 and 事業場の名称 of a composed name; the second is empty when there are no two blanks (SYS-25)."""
    business, _, workplace = two_blanks(s).partition(TWO_BLANKS)
    return business, workplace


# --- search key -----------------------------------------------------------------------------------------------------

_DROPPED = re.compile(rf"[\s{_CONTROL}{_INVISIBLE}{_SELECTORS}]+")
_DASHES_AS_ONE = {ord(dash): "-" for dash in _SURE_DASHES + _DOUBTFUL_DASHES + "~"}
_KANA_FOLDED = _TO_KATAKANA | str.maketrans("ヵヶゕゖ", "カケカケ")
_FOLDED = USUAL_SHAPE | _DASHES_AS_ONE


def fold(s: str) -> str:
    """The search key of `s`: what it and the texts an officer takes for the same have in common. Idempotent.

    NFKC (full and half width, ㈱ = (株), ① = 1), upper case, hiragana = katakana, variants of a kanji (髙 = 高,
    齋 = 斉), every dash and long vowel mark "-", no blanks, no invisible characters, no variation selectors. Small kana
    are not large ones (キヤノン is not キャノン) but for ヶ and ヵ, which places write both ways (霞ヶ関 = 霞ケ関).
    """
    if s.isascii() and s.isalnum():
        return s.upper()
    # Upper case may take letters apart, and the blank of a lone voicing mark comes only out of the first NFKC.
    s = unicodedata.normalize("NFKC", _DROPPED.sub("", s)).upper()
    s = unicodedata.normalize("NFKC", _DROPPED.sub("", s).translate(_KANA_FOLDED))
    return s.translate(_FOLDED)


# --- measured -------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[!-~]+\Z")
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー゛゜ヽヾゝゞ々’”）〕］｝〉》」』】°％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.)]}!?"
)


def width(s: str) -> int:
    """Width of `s` in terminal cells, East Asian ambiguous characters counted as one."""
    return cell_len(s)


def cut(s: str, cells: int, mark: str = "") -> str:
    """The longest beginning of `s` at most `cells` wide; where something is lost, `mark` ends it inside the width."""
    if cell_len(s) <= cells:
        return s
    if mark and cell_len(mark) > cells:
        mark = ""
    room = cells - cell_len(mark)
    used = end = 0
    for _, stop, size in split_graphemes(s)[0]:
        if used + size > room:
            break
        used, end = used + size, stop
    return s[:end] + mark


def pad(s: str, cells: int, right: bool = False) -> str:
    """`s` cut or filled with half-width blanks to exactly `cells`; flush right when `right`, as numbers are."""
    s = cut(s, cells)
    fill = " " * (cells - cell_len(s))
    return fill + s if right else s + fill


def wrap(s: str, cells: int) -> list[str]:
    """Display lines of at most `cells` (two or more): breaks at LF, keeps ASCII words whole where they fit, and begins
    no line with a closing mark or small kana where one character can come down with it (行頭禁則). Nothing is lost:
    the lines of a paragraph joined are the paragraph.
    """
    return [line for paragraph in s.split("\n") for line in _wrapped(paragraph, cells)]


def _wrapped(paragraph: str, cells: int) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0
    for piece in _pieces(paragraph, cells):
        size = cell_len(piece)
        if used + size > cells and lines[-1]:
            last = lines[-1]
            comes_down = piece[0] in _NOT_FIRST and len(last) > 1 and cell_len(last[-1]) + size <= cells
            lines.append([last.pop()] if comes_down else [])
            used = sum(map(cell_len, lines[-1]))
        lines[-1].append(piece)
        used += size
    return ["".join(line) for line in lines]


def _pieces(paragraph: str, cells: int) -> list[str]:
    """What a line is made of: ASCII words no wider than a line, and single characters with their combining marks."""
    pieces: list[str] = []
    for start, stop, _ in split_graphemes(paragraph)[0]:
        piece = paragraph[start:stop]
        if pieces and _WORD.match(piece) and _WORD.match(pieces[-1]) and len(pieces[-1]) < cells:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def paper_width(s: str) -> int:
    """Width of `s` on paper, in half-width characters. Characters of ambiguous width (○ ※ ① —) are full width in
    Japanese type, other than on the terminal; combining marks and variation selectors have none.
    """
    if s.isascii():
        return len(s)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(c) in "WFA")
        for c in s
    )


def lines_of(s: str, per_line: int) -> list[str]:
    """The lines `s` takes on a form whose line holds `per_line` full-width characters, two half-width ones counting as
    one (ADV-234). A line break ends a line early. An empty text takes no line.
    """
    if not s:
        return []
    lines: list[str] = []
    for paragraph in s.split("\n"):
        line, used = "", 0
        for start, stop, _ in split_graphemes(paragraph)[0]:
            size = paper_width(paragraph[start:stop])
            if used + size > per_line * 2 and line:
                lines.append(line)
                line, used = "", 0
            line, used = line + paragraph[start:stop], used + size
        lines.append(line)
    return lines


# --- files in cp932 -------------------------------------------------------------------------------------------------


def cp932_problem(s: str) -> str | None:
    """The first character that a cp932 file cannot hold, such as 𠮷, —, or a variation selector; None when all fit."""
    try:
        s.encode("cp932")
    except UnicodeEncodeError as error:
        return s[error.start]
    return None
