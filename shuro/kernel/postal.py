"""郵便番号 and 所在地コード: addresses down to the 町域, and the numbers of single 事業所 (SYS-23).

The addresses stand in a read-only table that `shuro.kernel.postal_table` builds on first use. Every question opens it
anew (0.1 ms), so it can be asked from any thread and after a fork.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shuro.kernel.codelists import codes
from shuro.kernel.postal_table import address_key, search_key, table

EXAMPLE = "例：100-0013"
LONGEST = 60  # characters of the longest address that is looked for at the beginning of a typed one


@dataclass(frozen=True, slots=True)
class Address:
    """One coded address (所在地コード).

    `town` is empty for what has no 町域 of its own (以下に掲載がない場合, 一円). `note` says which part of the 町域 the
    number is for (1〜19丁目) and is never part of an address. A large building has one address a floor, its name and
    floor in `building`; a 大口事業所 has its name in `name` and its 番地 in `house`: both belong into 所在地(続き).
    """

    code: str
    postal: str  # seven digits
    prefecture: str
    city: str
    town: str
    kana: str  # reading of prefecture, city, town and building
    building: str = ""
    note: str = ""
    name: str = ""
    house: str = ""

    @property
    def text(self) -> str:
        """What stands in 所在地: 東京都千代田区霞が関."""
        return self.prefecture + self.city + self.town

    @property
    def rest(self) -> str:
        """What the table knows of 所在地(続き): 番地 of a 事業所, name and floor of a building."""
        return self.house or self.building

    @property
    def label(self) -> str:
        """One line of a list, telling apart the addresses of one 町域."""
        words = (f"〒{postal_show(self.postal)}", self.text + self.house, self.building, self.name)
        return " ".join(word for word in words if word) + (f"（{self.note}）" if self.note else "")


_SELECT = """SELECT a.code, a.postal, c.prefecture, c.city, a.town, c.kana || a.kana,
a.building, a.note, a.name, a.house FROM """
_ANY = _SELECT + "address a JOIN city c ON c.id = a.city WHERE "
_IN_CITY = _SELECT + "city c CROSS JOIN address a ON a.city = c.id WHERE "  # CROSS JOIN: the few cities come first
_WHOLE = f"""{_IN_CITY} c.key = substr(?1, 1, length(c.key)) AND a.place_key = substr(?1, length(c.key) + 1)
AND a.kind < 2 ORDER BY a.kind, a.note <> '', a.postal"""


def postal_show(postal: str) -> str:
    """100-0013 for 1000013; anything but seven digits as it is."""
    return f"{postal[:3]}-{postal[3:]}" if re.fullmatch("[0-9]{7}", postal) else postal


def parse_postal(text: str) -> str:
    """The seven digits of a typed 郵便番号, in any width, with or without 〒 and hyphen. Raises Unreadable."""
    from shuro.kernel.text import Unreadable

    plain = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"[〒\s\-‐‑‒–—―−ー]", "", plain)
    if not digits:
        raise Unreadable(f"郵便番号を7桁の数字で入力してください（{EXAMPLE}）。")
    other = re.search("[^0-9]", digits)
    if other and other[0].isprintable():
        raise Unreadable(f"郵便番号に数字でない「{other[0]}」があります。7桁の数字で入力してください（{EXAMPLE}）。")
    if other:
        raise Unreadable(f"郵便番号に表示できない文字があります。7桁の数字で入力してください（{EXAMPLE}）。")
    if len(digits) != 7:
        raise Unreadable(f"郵便番号は7桁の数字です（現在{len(digits)}桁）。7桁で入力してください（{EXAMPLE}）。")
    return digits


def prefectures() -> tuple[str, ...]:
    """The 47 都道府県 in the order of their codes."""
    with _asking() as ask:
        return tuple(one for (one,) in ask("SELECT prefecture FROM city GROUP BY prefecture ORDER BY min(jis)"))


def cities(prefecture: str) -> tuple[str, ...]:
    """The 市区町村 of a prefecture in the order of their codes; empty for an unknown one."""
    with _asking() as ask:
        return tuple(one for (one,) in ask("SELECT city FROM city WHERE prefecture = ? ORDER BY jis, id", prefecture))


def city_readings(prefecture: str) -> dict[str, str]:
    """The 市区町村 of a prefecture with their kana, in the order of their codes; empty for an unknown one."""
    known = codes("prefectures").named(prefecture)
    lead = known.extra["kana"] if known else ""
    with _asking() as ask:
        found = ask("SELECT city, kana FROM city WHERE prefecture = ? ORDER BY jis, id", prefecture)
    return {city: kana.removeprefix(lead) for city, kana in found}


def towns(prefecture: str, city: str) -> list[Address]:
    """The 町域 of a 市区町村 in the order of their kana, the one without a name first, the floors of buildings last."""
    where = "c.prefecture = ? AND c.city = ? AND a.kind < 2 ORDER BY a.kind, a.town <> '', a.kana, a.postal"
    return _addresses(_IN_CITY + where, prefecture, city)


def by_postal(postal: str) -> list[Address]:
    """Every address of a 郵便番号 of seven digits: 町域, floors, and 大口事業所 with their name."""
    return _addresses(_ANY + "a.postal = ? ORDER BY a.kind, a.code", postal)


def by_code(code: str) -> Address | None:
    """The address of a 所在地コード, None for an unknown one. Cheap to ask for every line of a list."""
    return _by_code(table(), code)


@lru_cache(maxsize=4096)
def _by_code(path: Path, code: str) -> Address | None:
    with _asking(path) as ask:
        return next((Address(*row) for row in ask(_ANY + "a.code = ?", code)), None)


def exact(text: str) -> list[Address]:
    """The addresses whose text (with its building, for floors) is exactly this, width and variant kanji aside.

    More than one where a 町域 has several numbers. The part of a 町域 that carries no note comes first.
    """
    return _addresses(_WHOLE, address_key(text))


def split_address(text: str) -> tuple[Address | None, str]:
    """The listed address a full address begins with, and what is left for 所在地(続き).

    東京都千代田区霞が関1-2-2 → (東京都千代田区霞が関, 1-2-2). (None, text) when it begins with none, as without its
    prefecture.
    """
    plain = re.sub(r"\s", "", text)
    with _asking() as ask:
        for length in range(min(len(plain), LONGEST), 0, -1):
            if found := ask(_WHOLE, address_key(plain[:length])):
                return Address(*found[0]), plain[length:]
    return None, text


def search(text: str, limit: int = 100) -> list[Address]:
    """At most `limit` addresses that contain every blank-separated part of `text`, 町域 before floors and 事業所.

    A part is any piece of the address, its kana, the name of a building or 事業所, or the beginning of a 郵便番号.
    Addresses whose 町域 is or begins with the last part come first. A full address that goes on with a 番地 gives the
    町域 it begins with. An empty text gives nothing.
    """
    parts = [part for part in text.split() if search_key(part)]
    if not parts:
        return []
    wheres, values = zip(*(_condition(part) for part in parts), strict=True)
    last = search_key(parts[-1])
    order = "a.kind, a.place_key <> ?, instr(a.place_key, ?) <> 1, a.code"
    found = _addresses(f"{_ANY}{' AND '.join(wheres)} ORDER BY {order} LIMIT ?", *values, last, last, limit)
    if not found and (whole := split_address(text)[0]):
        return [whole]
    return found


def _condition(part: str) -> tuple[str, str]:
    digits = re.sub("[〒-]", "", unicodedata.normalize("NFKC", part))
    if re.fullmatch("[0-9]{3,7}", digits):
        return "a.postal GLOB ?", f"{digits}*"
    return "instr(c.key || a.place_key || '|' || a.more_key || '|' || c.kana_key || a.kana_key, ?)", search_key(part)


def _addresses(query: str, *values: Any) -> list[Address]:
    with _asking() as ask:
        return [Address(*row) for row in ask(query, *values)]


@contextmanager
def _asking(path: Path | None = None) -> Iterator[Any]:
    """A function that asks the table, on a connection of its own. The file never changes, so no locks are needed."""
    with closing(sqlite3.connect(f"{(path or table()).as_uri()}?mode=ro&immutable=1", uri=True)) as connection:

        def ask(query: str, *values: Any) -> Sequence[tuple[Any, ...]]:
            return connection.execute(query, values).fetchall()

        yield ask
