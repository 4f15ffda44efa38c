"""システム設定: the codes and particulars that 本省, 局 and 署 set for themselves (SYS-46 to SYS-48).

Other modules ask for the lists through `free_codes`, `companies`, `ministry_codes`, `focus_codes`, `closed_days` and
`particulars`. 監督重点対象区分 stands in `supervision_focus`, 特別監督対象 in `special_target`, 統合処理 in `workplace_merge`.
Source: docs/spec/systems.md section 8, docs/spec/workplace.md section 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from shuro.accounts.rights import who
from shuro.kernel import codes as code_tables
from shuro.kernel.checks import Finding, finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.desk import Desk, Office
from shuro.kernel.items import MUST, choice, code, day, flag, phone, postal, text
from shuro.kernel.record import Entry, Record, item, table_of
from shuro.kernel.steps import MINISTRY, Who, delete, register, update
from shuro.kernel.text import Unreadable
from shuro.standards.common import office_search

MENU = "システム設定"
MINISTRY_CODE = "0000"  # 本省 in data/codes/offices.csv
FREE_LISTS = codes("free-codes").options  # the 20 items of WPL-64

# What 本省 keeps itself, by the name it has here: the list of data/codes that stands while 本省 has set nothing.
MINISTRY_LISTS = {
    "監督指導の指導事項": "supervision-guidance-items",
    "告示違反事項": "driver-notice-items",
    "安全衛生指導の指導事項": "guidance-items",
    "預金管理状況報告の区分": "deposit-categories",
    "預金の種類": "deposit-kinds",
    "預金の保全の状況": "deposit-protection",
}

FREE = who("free_code.register")
KEEPER = Who("そのコードを登録した局署（本省のコードは本省）の職員")
OWNER = Who("その局署の職員")

T = TypeVar("T")

# What the records share ------------------------------------------------------------------------------------------------


def letters(most: int) -> Callable[[str], str]:
    """`read_as` of a code: up to `most` digits or letters."""

    def read(typed: str) -> str:
        if not re.fullmatch(f"[0-9A-Za-z-]{{1,{most}}}", typed):
            raise Unreadable(f"半角の数字と英字で{most}文字以内のコードを入力してください（例：01）。")
        return typed.upper()

    return read


def company_code(typed: str) -> str:
    """`read_as` of 店社コード: three digits, right-justified."""
    if not re.fullmatch("[0-9]{1,3}", typed):
        raise Unreadable("店社コードは3桁までの数字で入力してください（例：901）。")
    return typed.zfill(3)


def named_by_code(one: Entry) -> str:
    """A code is named by itself and its name."""
    return f"{one.code} {one.name or ''}".strip()


def sharing(office: Office) -> list[str] | None:
    """Codes of the offices that share lists with an office: itself, its 局 or its 署, and 本省; None for all (本省)."""
    if office.level == "本省":
        return None
    near = [office.bureau] if office.bureau else [one.code for one in code_tables.offices_of(office.code)]
    return [MINISTRY_CODE, office.code, *(code for code in near if code)]


def used_once(name: str, *within: str) -> Callable[[Entry, Desk | None], Iterable[Finding]]:
    """Rule: of the offices that share a list (`within` the same ones of these items) only one uses a code.

    So that no code ever has two names in one office (WPL-64, WPL-65).
    """

    def rule(one: Entry, desk: Desk | None) -> Iterable[Finding]:
        if desk is None or desk.session is None or not one.code:
            return
        from shuro.kernel import registry

        cls = registry.load(name)
        table = table_of(cls)
        same = [table.c[column] == getattr(one, column) for column in ("code", *within)]
        near = sharing(code_tables.offices().get(one.office_code, desk.office))
        if near is not None:
            same.append(table.c.office_code.in_(near))
        if one.id is not None:
            same.append(table.c.id != one.id)
        found = desk.session.execute(sa.select(table.c.office_code, table.c.name).where(*same).limit(1)).first()
        if found is not None:
            holder = code_tables.offices().get(found.office_code)
            whose = holder.name if holder else found.office_code
            sentence = f"コード{one.code}は、{whose}が「{found.name}」に使っています。別のコードを入力してください。"
            yield finding(item(cls, "code"), sentence)

    rule.asks_database = True  # type: ignore[attr-defined]
    return rule


def once(desk: Desk, key: tuple[Any, ...], make: Callable[[Session], T]) -> T:
    """The answer of `make`, remembered while the transaction lasts: a list of codes is asked for with every line.

    A transaction that sets a code does not see it in these lists.
    """
    with desk.reading() as session:
        held = session.info.setdefault(__name__, {})
        if key not in held:
            held[key] = make(session)
        return held[key]


def stored(session: Session, cls: type[Record], *where: Any) -> list[Code]:
    """The stored codes of a type that meet the conditions, in the order of the codes; `extra["retired"]`: "1" or ""."""
    table = table_of(cls)
    rows = session.execute(sa.select(table).where(*where).order_by(table.c.code, table.c.id)).mappings()
    return [
        Code(row["code"], row["name"], MappingProxyType({"retired": "1" if row.get("retired") else ""})) for row in rows
    ]


# 各種自由設定等コード ---------------------------------------------------------------------------------------------------------


class FreeCode(Record, table=True):
    """各種自由設定等コード: a choice that a 局 or 署 sets for one of the 20 free items (WPL-64)."""

    __table_args__ = (sa.UniqueConstraint("office_code", "list_name", "code"),)

    list_name: str | None = choice("自由設定項目", FREE_LISTS, MUST)
    code: str | None = code("コード", MUST, max=4, read_as=letters(4))
    name: str | None = text("名称", MUST, max=40)

    subsystem = MENU
    steps = (register(FREE), update(FREE), delete(FREE))
    columns = ("office_code", "list_name", "code", "name")
    searches = (office_search("free_code"), "list_name", "code", "name")
    order_by = ("list_name", "code", "id")
    rules = (used_once("free_code", "list_name"),)
    title = named_by_code


def free_codes(desk: Desk, list_name: str) -> list[Code]:
    """The codes of one free item (its name in data/codes/free-codes.csv) that the office and its 局 have set (WPL-64).

    The office is that of the record in hand (`desk.over`), else the officer's. Raises KeyError for another name.
    """
    if list_name not in FREE_LISTS:
        raise KeyError(f"no free item {list_name} in data/codes/free-codes.csv")
    office = desk.list_office
    offices = [office.code, *([office.bureau] if office.bureau else [])]
    table = table_of(FreeCode)
    wanted = (table.c.office_code.in_(offices), table.c.list_name == list_name)
    return once(desk, ("free", list_name, office.code), lambda session: stored(session, FreeCode, *wanted))


# 店社コード ----------------------------------------------------------------------------------------------------------------


def not_of_ministry(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a code of 別表11 is not set by a 局 or 署, only named by 本省 (WPL-65, SYS-47)."""
    if one.code in codes("construction-companies") and one.office_code != MINISTRY_CODE:
        sentence = f"店社コード{one.code}は本省が設定したコードです。本省のコードにない番号を入力してください。"
        yield finding(item(ConstructionCompany, "code"), sentence)


class ConstructionCompany(Record, table=True):
    """店社コード: a construction company that a 局 or 署 has added, or that 本省 has named (WPL-65)."""

    __table_args__ = (sa.UniqueConstraint("office_code", "code"),)

    code: str | None = code("店社コード", MUST, max=3, read_as=company_code)
    name: str | None = text("店社名", MUST, max=40)
    head_office: str | None = text("所在地", max=80)

    subsystem = MENU
    steps = (register(KEEPER), update(KEEPER), delete(KEEPER))
    columns = ("office_code", "code", "name", "head_office")
    searches = (office_search("construction_company"), "code", "name")
    order_by = ("code", "id")
    rules = (not_of_ministry, used_once("construction_company"))
    title = named_by_code


def companies(desk: Desk) -> list[Code]:
    """店社 to choose from, by code: those of 本省 (別表11, with the names it has set) and those the office or its 局 added.

    The office is that of the record in hand (`desk.over`), else the officer's (WPL-65).
    """
    office = desk.list_office

    def make(session: Session) -> list[Code]:
        near = [MINISTRY_CODE, office.code, *([office.bureau] if office.bureau else [])]
        own = stored(session, ConstructionCompany, table_of(ConstructionCompany).c.office_code.in_(near))
        known = {one.code: one for one in codes("construction-companies")} | {one.code: one for one in own}
        return [known[number] for number in sorted(known)]

    return once(desk, ("companies", office.code), make)


# What 本省 sets ---------------------------------------------------------------------------------------------------------


class MinistryCode(Record, table=True):
    """本省の設定コード: a code that 本省 adds to one of its lists, renames or ends (SUP-32)."""

    __table_args__ = (sa.UniqueConstraint("list_name", "code"),)

    list_name: str | None = choice("コード表", tuple(MINISTRY_LISTS), MUST)
    code: str | None = code("コード", MUST, max=6, read_as=letters(6))
    name: str | None = text("名称", MUST, max=60)
    retired: bool | None = flag("使用終了", help="選択の候補の終わりに「（使用終了）」を付けて表示します。")

    subsystem = MENU
    steps = (register(MINISTRY), update(MINISTRY), delete(MINISTRY))
    columns = ("list_name", "code", "name", "retired")
    searches = ("list_name", "code", "name")
    order_by = ("list_name", "code", "id")
    rules = (used_once("ministry_code", "list_name"),)
    title = named_by_code


def ministry_codes(desk: Desk | None, list_name: str) -> list[Code]:
    """A list that 本省 keeps: data/codes/<list_name>.csv as 本省 has renamed, ended and added to it, in the file's order.

    Ended codes stand last and say so, that old records keep their words. Without a desk the file alone.
    Raises KeyError for a list that 本省 does not keep.
    """
    names = {file: name for name, file in MINISTRY_LISTS.items()}
    if list_name not in names:
        raise KeyError(f"本省 keeps no list {list_name}")
    default = {one.code: one for one in codes(list_name)}
    if desk is None:
        return list(default.values())

    def make(session: Session) -> list[Code]:
        found = dict(default)
        ended: list[Code] = []
        for one in stored(session, MinistryCode, table_of(MinistryCode).c.list_name == names[list_name]):
            if one.extra["retired"]:
                found.pop(one.code, None)
                ended.append(replace(one, name=f"{one.name}（使用終了）"))
            elif one.code in found:
                found[one.code] = replace(found[one.code], name=one.name)
            else:
                found[one.code] = one
        return [*found.values(), *ended]

    return once(desk, ("ministry", list_name), make)


class ClosedDay(Record, table=True):
    """システム休止日: a day beside the usual ones on which the system cannot be used (SYS-54, OTH-10)."""

    __table_args__ = (sa.UniqueConstraint("day"),)

    day: date | None = day("休止する日", MUST)
    reason: str | None = text("理由", max=40)

    subsystem = MENU
    steps = (register(MINISTRY), update(MINISTRY), delete(MINISTRY))
    columns = ("day", "reason")
    searches = ("day",)
    order_by = ("day", "id")
    unique = ("day",)


def closed_days(desk: Desk) -> frozenset[date]:
    """The further closing days that 本省 has set, for the functions of shuro.kernel.calendar (SYS-54, OTH-10)."""
    table = table_of(ClosedDay)
    return once(desk, ("closed",), lambda session: frozenset(session.execute(sa.select(table.c.day)).scalars()))


# 局署固有情報 ----------------------------------------------------------------------------------------------------------------


def begin_particulars(desk: Desk, one: Entry) -> None:
    """The office's own name is offered."""
    one.name = desk.office.name


def one_an_office(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: every office has one 局署固有情報 (SYS-48)."""
    if desk is None or desk.session is None:
        return
    table = table_of(OfficeParticulars)
    other = sa.select(table.c.id).where(table.c.office_code == one.office_code, table.c.id != (one.id or 0))
    if desk.session.execute(other).first() is not None:
        yield finding(None, "この局署の局署固有情報は既に登録されています。登録済みのものを更新してください。")


one_an_office.asks_database = True  # type: ignore[attr-defined]


class OfficeParticulars(Record, table=True):
    """局署固有情報: what is printed about an office on its forms (SYS-48)."""

    __table_args__ = (sa.UniqueConstraint("office_code"),)

    name: str | None = text("局署名", MUST, max=40, auto=True)
    postal_code: str | None = postal("郵便番号")
    address: str | None = text("所在地", MUST, max=80)
    telephone: str | None = phone("電話番号", MUST)
    fax: str | None = phone("FAX")

    subsystem = MENU
    begin = begin_particulars
    steps = (register(OWNER), update(OWNER), delete(OWNER))
    columns = ("office_code", "name", "address", "telephone")
    searches = (office_search("office_particulars"), "name", "address")
    order_by = ("office_code", "id")
    rules = (one_an_office,)
    unique: ClassVar[tuple[str, ...]] = ("office_code",)


@dataclass(frozen=True)
class Particulars:
    """What forms print about an office; empty texts where it has entered nothing. `postal_code`: 100-0013."""

    name: str
    postal_code: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""


def particulars(desk: Desk, office_code: str) -> Particulars:
    """What a form prints about an office (SYS-48): its 局署固有情報, its name alone where it has none.

    Raises KeyError for a code that is no office's.
    """
    office = code_tables.office(office_code)

    def make(session: Session) -> Particulars:
        table = table_of(OfficeParticulars)
        row = session.execute(sa.select(table).where(table.c.office_code == office_code)).mappings().first()
        if row is None:
            return Particulars(office.name)
        shown = item(OfficeParticulars, "postal_code").show(row["postal_code"])
        return Particulars(row["name"], shown, row["address"], row["telephone"], row["fax"] or "")

    return once(desk, ("particulars", office_code), make)


# 監督重点対象区分 -----------------------------------------------------------------------------------------------------------


def focus_codes(desk: Desk, year: int, office_code: str | None = None) -> list[Code]:
    """The 監督重点対象区分コード of a 年度 that the 局 of an office has set, by code (SUP-4); default: of the desk's office.

    Those taken over from the year before where the 局 set none in time (SUP-2); [] for 本省.
    """
    from shuro.standards import supervision_focus

    return supervision_focus.focus_codes(desk, year, office_code or desk.list_office.code)
