"""What is typed on the command line about records: conditions, items, references, and their completion."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from shuro.commands.exits import Exit, Stop

JSON = typer.Option(False, "--json", help="JSONで出力する")
ACCEPT = typer.Option([], "--accept", metavar="鍵", help="確認のメッセージに「はい」と答える（その鍵）")
NO_INPUT = typer.Option(False, "--no-input", help="問い合わせをせず、答えが要るときは中止する")
REF = typer.Argument(..., metavar="番号", help="対象の番号（例：1301-101、又はid）")
FROM = typer.Option(None, "--from", metavar="ファイル", help="項目と値のJSON（-は標準入力）")
ENCODING = typer.Option("utf-8-sig", "--encoding", metavar="文字コード", help="csvの文字コード（utf-8-sig、cp932）")


def where_of(cls: Any) -> Any:
    """The option --where of a type, with its conditions for completion."""

    def names() -> list[tuple[str, Any]]:
        from shuro.kernel.conditions import conditions_of

        return [(one.name, one.item) for one in conditions_of(cls)]

    return typer.Option(
        [],
        "--where",
        "-w",
        metavar="条件=値",
        help="検索条件。繰り返すと全てを満たすもの",
        autocompletion=completer(names),
    )


def set_of(cls: Any) -> Any:
    """The option --set of a type, with its items for completion."""

    def names() -> list[tuple[str, Any]]:
        from shuro.kernel.columns import known_headings

        found = known_headings(cls)
        return [(name, one.item) for name, one in found.items() if one.item.typed or one.item.name in cls.fixed]

    return typer.Option(
        [], "--set", "-s", metavar="項目=値", help="項目に入れる値。項目は名称か英語名", autocompletion=completer(names)
    )


def completer(names: Callable[[], list[tuple[str, Any]]]) -> Callable[[str], list[tuple[str, str]]]:
    """Completes `name=` and, where an item has fixed options, `name=option`; the shell shows the label beside it."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        before, equals, typed = incomplete.partition("=")
        if not equals:
            return [(f"{name}=", item.label) for name, item in names() if name.startswith(before)]
        options = next((item.options for name, item in names() if name == before), ())
        return [(f"{before}={option}", "") for option in options if option.startswith(typed)]

    return complete


# Conditions and items -----------------------------------------------------------------------------------------------------


def conditions(cls: Any, where: list[str]) -> dict[str, str]:
    """Typed conditions by name, from `条件=値` with the name or the label of a condition. Raises Stop."""
    from shuro.kernel.conditions import conditions_of

    known = conditions_of(cls)
    found: dict[str, str] = {}
    for word in where:
        name, equals, value = word.partition("=")
        match = next((one for one in known if name in (one.name, one.item.label)), None)
        if match is None or not equals:
            labels = "、".join(f"{one.item.label}（{one.name}）" for one in known)
            usable = f"使える条件：{labels}" if known else "この一覧に検索条件はありません。"
            raise Stop(f"検索条件「{word}」は「条件=値」の形にしてください。{usable}", Exit.USAGE)
        found[match.name] = value
    return found


def typed(cls: Any, sets: list[str], source: str | None, stored: dict[str, Any] | None = None) -> dict[str, Any]:
    """Typed texts by item name, from `項目=値` words and a JSON file ("-": standard input). Raises Stop.

    `stored`: the texts of the record that is changed; a numbered line of a child table keeps what is not named.
    """
    from shuro.kernel.columns import known_headings, parents, table_name
    from shuro.kernel.record import rows_of

    words: list[tuple[str, Any]] = list(from_json(source).items()) if source else []
    for word in sets:
        name, equals, value = word.partition("=")
        if not equals:
            raise Stop(f"「{word}」は「項目=値」の形にしてください。", Exit.USAGE)
        words.append((name, value))
    known = known_headings(cls)
    beside = {label: column for label, (column, _) in parents(cls).items() if (cls.under or ("",))[0] != column}
    tables = {one.name: one for one in rows_of(cls)} | {table_name(cls, one): one for one in rows_of(cls)}
    texts: dict[str, Any] = {}
    for name, value in words:
        if name in tables:
            texts[tables[name].name] = lines_of(tables[name], value, table_name(cls, tables[name]))
        elif name in beside:
            texts[beside[name]] = as_text(name, value)
        elif name in known:
            place(texts, known[name], as_text(name, value), stored or {})
        else:
            raise Stop(f"「{name}」という項目はありません。項目の一覧は「shuro catalogue」で表示されます。", Exit.USAGE)
    return texts


def from_json(source: str) -> dict[str, Any]:
    """The object in a JSON file. Raises Stop."""
    try:
        told = json.loads(sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8"))
    except OSError:
        raise Stop(f"「{source}」を読めません。ファイルがあるか確かめてください。", Exit.USAGE) from None
    except ValueError as problem:
        raise Stop(f"「{source}」はJSONとして読めません（{problem}）。", Exit.USAGE) from None
    if not isinstance(told, dict):
        raise Stop(f"「{source}」は {{\"項目\": \"値\"}} の形にしてください。", Exit.USAGE)  # fmt: skip
    return told


def as_text(name: str, value: Any) -> str:
    """A value of a JSON file as it would be typed; several answers are joined. Raises Stop."""
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        return "、".join(as_text(name, one) for one in value)
    if isinstance(value, dict):
        raise Stop(f"「{name}」の値は文字か数にしてください。", Exit.USAGE)
    return "1" if value is True else str(value)


def place(texts: dict[str, Any], heading: Any, value: str, stored: dict[str, Any]) -> None:
    """Put a text where its heading says: an item of the record or of a numbered line of a child table."""
    if heading.rows is None:
        texts[heading.item.name] = value
        return
    table = heading.rows.name
    lines = texts.setdefault(table, [dict(line) for line in stored.get(table, ())])
    while len(lines) <= heading.line:
        lines.append({})
    lines[heading.line][heading.item.name] = value


def lines_of(table: Any, value: Any, name: str) -> list[dict[str, str]]:
    """The lines of a child table from JSON, by item name; keys may be labels. Raises Stop."""
    from shuro.kernel.record import items_of

    if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
        example = f"{name}1／{items_of(table.row)[0].label}"
        raise Stop(
            f"「{name}」は、JSONでは行の並び（[{{…}}]）、--set では「{example}=値」の形にしてください。", Exit.USAGE
        )
    names = {one.label: one.name for one in items_of(table.row)} | {one.name: one.name for one in items_of(table.row)}
    wrong = [key for line in value for key in line if key not in names]
    if wrong:
        raise Stop(f"「{name}」に「{wrong[0]}」という項目はありません。項目：{'、'.join(names)}", Exit.USAGE)
    return [{names[key]: as_text(key, text) for key, text in line.items()} for line in value]


# Records ------------------------------------------------------------------------------------------------------------------


def target(desk: Any, cls: Any, ref: str) -> Any:
    """The record a reference names. Raises Gone."""
    from shuro.kernel.links import SERIAL, resolve
    from shuro.kernel.record import record_name
    from shuro.kernel.store import Gone, find
    from shuro.kernel.text import Unreadable, narrow

    word = narrow(ref)
    try:
        return find(desk, cls, resolve(desk, record_name(cls), ref))
    except Unreadable:
        if not SERIAL.fullmatch(word):
            raise Gone from None
    return find(desk, cls, int(word))


def given_of(desk: Any, cls: Any, texts: dict[str, Any], parent: str | None) -> dict[str, Any]:
    """What the opening of a form decides: the records it hangs on, and the items named `fixed`."""
    from shuro.kernel.links import resolve
    from shuro.kernel.record import item
    from shuro.kernel.text import Unreadable

    given: dict[str, Any] = {}
    try:
        if cls.under and (parent or not cls.loose):
            if not parent:
                raise Stop("--under でどの情報に属するかを指定してください（例：--under 1301-101）。", Exit.USAGE)
            given[cls.under[0]] = resolve(desk, cls.under[1], parent)
        for column, record in cls.beside:
            if text := texts.pop(column, ""):
                given[column] = resolve(desk, record, text)
        for name in cls.fixed:
            if texts.get(name):
                given[name] = item(cls, name).read(texts.pop(name), desk)
    except Unreadable as problem:
        raise Stop(str(problem), Exit.REJECTED) from None
    return given


def opened(desk: Any, cls: Any, given: dict[str, Any]) -> Any:
    """The entry with which a new form opens."""
    from shuro.kernel.store import new_of

    with desk.database.read() as session:
        return new_of(desk.within(session), cls, {}, given)[0]


def read(cls: Any, desk: Any, texts: dict[str, Any], into: Any = None) -> dict[str, Any]:
    """The values of typed texts that go into an entry. Raises Refused with what could not be read."""
    from shuro.kernel.checks import read_texts
    from shuro.kernel.store import Refused

    with desk.database.read() as session:
        values, found = read_texts(cls, texts, desk.within(session), into)
    if found:
        raise Refused(found)
    return values


def only_printed(cls: Any, desk: Any, sets: list[str]) -> dict[str, Any]:
    """The values of items that are entered for a form and not kept (SYS-31). Raises Stop for stored ones, and Refused."""
    from shuro.kernel.record import item

    texts = typed(cls, sets, None)
    for name in texts:
        declared = item(cls, name)
        if declared.stored:
            raise Stop(f"{declared.label}：登録されている値が印刷されます。先に edit で更新してください。", Exit.USAGE)
    return read(cls, desk, texts)
