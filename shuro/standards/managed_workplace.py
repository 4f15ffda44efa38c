"""要監理事業場: 移行伺 and 台帳, which follow over the medium term whether violations are corrected (SUP-48 to SUP-56).

A 台帳 is made only by a 移行伺 on which 署長決裁 was ticked. Source: docs/spec/supervision.md section 9,
docs/spec/fields/managed-workplace-request.csv, -ledger.csv, -search.csv. Forms: `managed_workplace_forms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.accounts.rights import require, who
from shuro.kernel import registry, store
from shuro.kernel.checks import Finding, finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.codes import offices_of
from shuro.kernel.conditions import holds
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    MUST,
    choice,
    choices,
    day,
    flag,
    integer,
    law,
    longtext,
    office,
    phone,
    rows,
    section,
    text,
)
from shuro.kernel.provisions import parts
from shuro.kernel.record import Conditions, Entry, Offer, Print, Row, Search, entry, item, parent, record_name, table_of
from shuro.kernel.steps import REGISTERED, delete, register, update
from shuro.standards import managed_workplace_forms as forms
from shuro.standards import violations
from shuro.standards.common import OfWorkplace, needs_workplace, of_own_office, office_search, workplace_of
from shuro.standards.managed_case import Case
from shuro.standards.workplace_rules import place_of

STATION = who("supervision.register")
SUPERVISION, GUIDANCE = "監督復命書", "安全衛生指導復命書"
ORIGINS = {SUPERVISION: "supervision_result", GUIDANCE: "safety_guidance_result"}  # whose `open_case` is asked
MOVED = "台帳移行済"
CLOSED, OPEN = codes("managed-completion").options  # 完結, 未完結
FOLLOW_UPS = codes("managed-followup-kinds").options
URGED = FOLLOW_UPS[0]
LEDGER, REQUEST = codes("managed-search-targets").options  # 台帳, 移行伺

# 移行伺 ----------------------------------------------------------------------------------------------------------------


def case_of(desk: Desk, one: Any) -> Case:
    """What the 復命書 of the workplace say now (SUP-51)."""
    return registry.load(ORIGINS[one.origin or SUPERVISION]).open_case(desk, one.workplace_id)


def begin_request(desk: Desk, one: Entry) -> None:
    """対象事業場 from 事業場基本情報, 指導状況 from the 復命書."""
    workplace = workplace_of(desk, one)
    one.origin = one.origin or SUPERVISION
    if workplace is None:
        return
    one.name, one.representative = workplace.name, workplace.representative
    one.address, one.phone = place_of(workplace), workplace.phone_general
    take_case(one, case_of(desk, one))


def take_case(one: Entry, case: Case) -> None:
    """The computed items of 指導状況."""
    one.first_on, one.repeats = case.first_on, case.repeats


def open_provisions(desk: Desk | None, one: Any) -> Sequence[Code] | None:
    """未是正条文 to pick from: those still uncorrected, and those the 移行伺 holds already (SUP-50).

    They are looked up once for an entry in hand, not at every item that is left.
    """
    if desk is None or one is None or one.workplace_id is None:
        return None
    held = vars(one).get("offered")
    if held is None:
        found = dict.fromkeys(case_of(desk, one).provisions)
        if one.id is not None:
            with desk.reading() as session:
                stored = store.fetch(session, ManagedWorkplaceRequest, one.id)
            found |= dict.fromkeys((stored.provisions if stored else None) or ())
        held = vars(one)["offered"] = [Code(text, "", {}) for text in found]
    return held


def for_the_move(one: Any) -> bool:
    """台帳へ移行するとき"""
    return False  # the tick itself asks for the move: a 移行伺 without it stays one (SUP-53)


def never(one: Any) -> bool:
    """入力しない（帳票のファイル出力で行う）"""
    return False  # the manual's button: here the print of the record writes the file (SUP-52)


def has_report(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a 移行伺 follows from a 復命書 (SUP-50, SUP-51)."""
    if one.workplace_id is not None and one.first_on is None:
        name = one.origin or SUPERVISION
        sentence = f"この事業場の{name}が登録されていません。先に{name}のもとになる結果を登録してください。"
        yield finding(item(ManagedWorkplaceRequest, "first_on"), sentence)


def decided_later(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 署長決裁 is ticked on the registered 移行伺, after the decision on its print (SUP-52, SUP-53)."""
    if one.decided and one.id is None:
        sentence = "登録して印刷し、署長の決裁を受けた後に、「更新」でチェックしてください。"
        yield finding(item(ManagedWorkplaceRequest, "decided"), sentence)


def settle_request(desk: Desk, one: Entry, before: Entry | None) -> None:
    """指導状況 as it is now, what searches need, and the state that 署長決裁 brings."""
    take_case(one, case_of(desk, one))
    one.laws = laws_in(one.provisions)
    if one.decided:
        one.state = MOVED


def laws_in(texts: Iterable[str] | None) -> list[str] | None:
    """The codes of all articles that some provisions are about."""
    return list(dict.fromkeys(code for text in texts or () for code in violations.codes_in(text))) or None


def move(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The data of a 移行伺 with 署長決裁 goes over into a 台帳 (SUP-53)."""
    if one.state != MOVED:
        return
    same = ("workplace_id", "office_code", "origin", "name", "address", "phone", "contact", "first_on", "repeats")
    matters = [entry(ManagedMatter, matter=[text]) for text in one.provisions]
    ledger = entry(
        ManagedWorkplaceLedger, **{name: getattr(one, name) for name in same}, request_id=one.id, moved_on=desk.today(),
        urged_before=one.urged, matters=matters,
    )  # fmt: skip
    store.create(desk, ManagedWorkplaceLedger, ledger, "署長決裁による台帳への移行", "")


def name_of(one: Entry) -> str:
    """Both are named by the workplace."""
    return one.name or ""


def with_article(cls: str) -> Any:
    """The condition on 未是正条文 or 監理事項 of a provision: it, or what rests on it, is among them."""

    def clause(desk: Desk, value: str) -> Any:
        laws = table_of(registry.load(cls)).c.laws
        return sa.and_(*(holds(laws, [code]) for code in parts(value) if code))

    return clause


def article_searches(cls: str) -> tuple[Search, ...]:
    """The two conditions 法、令、則 and 派遣法."""
    return (
        Search("provision", law("法、令、則", stored=False), with_article(cls)),
        Search("dispatch", law("派遣法", laws=(violations.DISPATCH,), stored=False), with_article(cls)),
    )


class ManagedWorkplaceRequest(OfWorkplace, table=True):
    """要監理事業場移行伺: asks the 署長 to have the uncorrected violations of a workplace followed in the 台帳 (SUP-50)."""

    officer_name: ClassVar[Any] = text(
        "担当官氏名", max=20, stored=False, help="保存されません。ファイル出力のときに入力します。"
    )
    with section("対象事業場"):
        name: str | None = text("事業場名", AUTO)
        representative: str | None = text("代表者職氏名", AUTO)
        address: str | None = text("所在地", AUTO)
        phone: str | None = phone("連絡先", AUTO)
        contact: str | None = text("連絡担当者職氏名", max=25)
    with section("指導状況"):
        first_on: date | None = day("初回監督年月日", AUTO, help="再(再々)監督でない、直近の監督復命書の監督年月日。")
        repeats: int | None = integer("再監督回数", AUTO)
        urged: int | None = integer("是正督促回数", MUST, help="台帳へ移行する前に是正を督促した回数。")
    with section("未是正条文"):
        provisions: list[str] | None = choices("未是正条文", source=open_provisions, need=MUST)
    file_output: ClassVar[Any] = flag(
        "ファイル出力", stored=False, enabled=never, help="印刷（F12）でファイルに出力します。"
    )
    decided: bool | None = flag(
        "署長決裁", MUST, when=for_the_move, help="決裁を受けた後、チェックして「更新」すると台帳へ移行します。"
    )

    # beside the items: the kind of 復命書 it follows from, the articles of 未是正条文 for searches
    origin: str | None = None
    laws: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))

    spec = "managed-workplace-request"
    subsystem = "個別事業場情報管理システム"
    scope = "bureau"
    offers = (
        Offer(("監督結果等情報", "要監理事業場移行伺")),
        Offer(("要監理事業場移行伺",), at="supervision_result"),
        Offer(("要監理事業場移行伺",), given=(("origin", GUIDANCE),), at="safety_guidance_result"),
    )
    begin = begin_request
    settle = settle_request
    rules = (needs_workplace, of_own_office, has_report, decided_later)
    steps = (register(STATION), update(STATION, then=move), delete(STATION))
    prints = (Print("要監理事業場移行伺", forms.request, "request"),)
    columns = ("name", "address", "first_on", "repeats", "urged", "provisions", "state")
    searches = (
        office_search("managed_workplace_request"), "name", "address", "first_on", "repeats", "urged",
        *article_searches("managed_workplace_request"),
        Search("state", choice("状態", (REGISTERED, MOVED), stored=False),
               lambda desk, value: table_of(ManagedWorkplaceRequest).c.state == value),
    )  # fmt: skip
    order_by = ("first_on", "id")
    substring = ("name", "address")
    title = name_of


# 台帳 ------------------------------------------------------------------------------------------------------------------


class ManagedMatter(Row, table=True):
    """監理事項: a provision whose correction is followed."""

    ledger_id: int | None = parent("managed_workplace_ledger")
    matter: list[str] | None = choices("監理事項", (), AUTO)
    corrected_on: date | None = day("是正年月日", when="是正されたとき")


class FollowUp(Row, table=True):
    """是正状況等: a 是正督促 or a report."""

    ledger_id: int | None = parent("managed_workplace_ledger")
    kind: str | None = choice("督促・報告等", FOLLOW_UPS, MUST)
    done_on: date | None = day("年月日", MUST)
    situation: str | None = longtext("是正状況等", max=400)


def settle_ledger(desk: Desk, one: Entry, before: Entry | None) -> None:
    """完結区分 (SUP-55), the sum of 是正督促, what searches need. 監理事項 come from the 移行伺 and stay (SUP-49)."""
    if before is not None and [line.matter for line in one.matters] != [line.matter for line in before.matters]:
        sentence = (
            "監理事項は移行伺から移されたものです。行の追加・削除はできません。是正年月日だけを入力してください。"
        )
        raise store.Refused([finding(item(ManagedWorkplaceLedger, "matters"), sentence)])
    one.laws = laws_in(text for line in one.matters for text in line.matter or ())
    one.urged = (one.urged_before or 0) + sum(line.kind == URGED for line in one.follow_ups)
    one.state = CLOSED if all(line.corrected_on for line in one.matters) else OPEN


class ManagedWorkplaceLedger(OfWorkplace, table=True):
    """要監理事業場台帳: the workplaces whose corrections are followed, each from a decided 移行伺 (SUP-48, SUP-49)."""

    name: str | None = text("事業場名", AUTO)
    address: str | None = text("所在地", AUTO)
    phone: str | None = phone("連絡先", AUTO)
    contact: str | None = text("連絡担当者職氏名", AUTO)
    first_on: date | None = day("初回監督年月日", AUTO)
    repeats: int | None = integer("再監督回数", AUTO)
    moved_on: date | None = day("台帳移行年月日", AUTO)
    with section("監理事項"):
        matters: ClassVar[Any] = rows("監理事項", ManagedMatter)
    with section("是正状況等"):
        follow_ups: ClassVar[Any] = rows("是正状況等", FollowUp)

    # beside the items: the 移行伺 it comes from, 是正督促 before the move and in all, the articles of 監理事項
    request_id: int | None = Field(default=None, foreign_key="managed_workplace_request.id", index=True)
    origin: str | None = None
    urged_before: int | None = None
    urged: int | None = None
    laws: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))

    spec = "managed-workplace-ledger"
    subsystem = "個別事業場情報管理システム"
    generated = True
    scope = "bureau"
    settle = settle_ledger
    steps = (update(STATION, states=(OPEN, CLOSED)),)
    prints = (Print("要監理事業場台帳", forms.ledger, "ledger"),)
    columns = ("name", "address", "first_on", "repeats", "moved_on", "state")
    searches = (
        office_search("managed_workplace_ledger"), "name", "address", "first_on", "moved_on", "repeats",
        *article_searches("managed_workplace_ledger"),
        Search("state", choice("完結区分", (CLOSED, OPEN), stored=False),
               lambda desk, value: table_of(ManagedWorkplaceLedger).c.state == value),
    )  # fmt: skip
    order_by = ("moved_on", "id")
    substring = ("name", "address")
    title = name_of


# 検索 ------------------------------------------------------------------------------------------------------------------


def searches_ledger(values: Any) -> bool:
    """検索対象が台帳のとき"""
    return values.target == LEDGER


def begin_search(desk: Desk, values: Entry) -> None:
    """The officer's own 局署, and 台帳."""
    values.office_code, values.target = desk.office.code, LEDGER


def found_type(values: Any) -> type:
    """Which of the two is searched."""
    return ManagedWorkplaceLedger if searches_ledger(values) else ManagedWorkplaceRequest


def narrow(desk: Desk, values: Entry) -> list[Any]:
    """The conditions entered. Raises NotAllowed for an office the officer may not search (SUP-56)."""
    require(desk.officer, "watched_workplaces.search", values.office_code)
    cls = found_type(values)
    table = table_of(cls)
    below = [values.office_code, *(one.code for one in offices_of(values.office_code))]
    wanted: list[Any] = [table.c.office_code.in_(below)]
    if cls is ManagedWorkplaceRequest:
        wanted.append(table.c.state == REGISTERED)
    wanted += [
        store.search_index(cls).condition(name, getattr(values, name))
        for name in ("name", "address") if getattr(values, name)
    ]  # fmt: skip
    wanted += [
        table.c[name] == getattr(values, name)
        for name in ("first_on", "moved_on", "repeats", "urged") if getattr(values, name) is not None
    ]  # fmt: skip
    if values.completion is not None:
        closed = table.c.state == CLOSED
        wanted.append(closed if values.completion == CLOSED else sa.not_(closed))
    articles = [getattr(values, name) for name in ("provision", "dispatch") if getattr(values, name)]
    return wanted + [with_article(record_name(cls))(desk, one) for one in articles]


class ManagedWorkplaceSearch(Conditions):
    """要監理事業場台帳検索: finds lines of the 台帳 or 移行伺 not yet moved (SUP-56)."""

    office_code: str | None = office("管轄局署", MUST)
    target: str | None = choice("検索対象", (LEDGER, REQUEST), MUST)
    name: str | None = text("事業場名")
    address: str | None = text("所在地")
    first_on: date | None = day("初回監督・個別指導年月日")
    moved_on: date | None = day("台帳移行年月日", enabled=searches_ledger)
    repeats: int | None = integer("再監督・再指導回数")
    urged: int | None = integer("是正督促回数")
    completion: str | None = choice("完結区分", (CLOSED, OPEN))
    with section("監理事項"):
        provision: str | None = law("法、令、則")
        dispatch: str | None = law("派遣法", laws=(violations.DISPATCH,))

    spec = "managed-workplace-search"
    begin = begin_search
    finds = found_type
    narrow = narrow


ManagedWorkplaceLedger.search_screens = (ManagedWorkplaceSearch,)
