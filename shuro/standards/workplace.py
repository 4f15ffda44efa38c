"""事業場基本情報: the one record that names a workplace; the records of the ten tied subsystems hang on it (WPL-1).

Source: docs/spec/workplace.md, docs/spec/fields/workplace.csv. Rules: `workplace_rules`; numbers: `workplace_numbers`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.accounts.rights import who
from shuro.kernel import numbers, store
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    DUTY,
    MUST,
    Candidate,
    address,
    choice,
    choices,
    code,
    day,
    flag,
    hours_minutes,
    industry,
    integer,
    kana,
    longtext,
    office,
    phone,
    postal,
    section,
    tab,
    text,
)
from shuro.kernel.record import Entry, Record, Search, table_of
from shuro.kernel.steps import delete, register, update
from shuro.standards import insurance_number, workplace_numbers
from shuro.standards import workplace_rules as rules_of
from shuro.standards.workplace_pages import PAGES

KINDS = codes("workplace-kinds").options
REGISTRATION_KINDS = codes("registration-kinds").options
UNIONS = codes("labor-unions").options
BODIES = codes("related-bodies").options
FIRST_KEY = 101  # 事業場キー (SYS-3)
KEEPER = who("workplace.register")

SPECIAL = "本省が特別に指示したとき"
PART_TIME = "パートとは、短時間労働者の雇用管理の改善等に関する法律第2条の短時間労働者をいいます。"
HOURS = (
    "事業場の平均の所定労働時間。正規の労働者とその他の労働者がいるときは、正規の労働者のうち最も人数の多いグループ"
    "（建設現場は元請の正規の労働者）の時間。不明のときは0時間0分。"
)


def give_key(desk: Desk, one: Entry) -> None:
    """事業場キー: a serial from 101 in each 局署, never given again (WPL-25)."""
    assert desk.session is not None
    one.key = numbers.next_number(desk.session, "workplace", one.office_code, first=FIRST_KEY)


def free_texts(desk: Desk, one: Entry) -> list[Candidate]:
    """事業場自由設定: the names the office has set, offered beside typing (WPL-64)."""
    from shuro.standards import settings

    return [Candidate(f"{one.code} {one.name}", one.name) for one in settings.free_codes(desk, "事業場自由設定")]


def after(desk: Desk, one: Entry, before: Entry | None) -> None:
    """What follows a stored registration: the books of numbers."""
    workplace_numbers.enter_number(desk, one, before)


# Search conditions that are more than one item (WPL-67) ---------------------------------------------------------------


def found_in(*names: str) -> Any:
    """Any part of one of these searched texts."""

    def clause(desk: Desk, value: str) -> Any:
        index = store.search_index(Workplace)
        return sa.or_(*(index.condition(name, value) for name in names))

    return clause


CLOSED = ("廃止を除く", "廃止を含む", "廃止のみ")


def closed_clause(desk: Desk, value: str) -> Any:
    """With or without closed workplaces."""
    closed_on = table_of(Workplace).c.closed_on
    return {"廃止を除く": closed_on.is_(None), "廃止のみ": closed_on.is_not(None)}.get(value, sa.true())


SEARCHES = (
    "office_code",
    Search("key", integer("事業場キー", stored=False), lambda desk, value: table_of(Workplace).c.key == value),
    "insurance_number",
    Search("name_kana", kana("事業場名(カナ)", stored=False), found_in("name_kana", "former_names")),
    Search("name", text("事業場名(漢字)", stored=False), found_in("name", "former_names")),
    Search("place", text("所在地", stored=False), found_in("place")),
    Search("phone", text("電話番号", stored=False), found_in("phone_general", "phone_safety", "fax")),
    "industry_code",
    "kinds",
    "company",
    "registration_kind",
    Search("closed", choice("廃止", CLOSED, stored=False), closed_clause, preset=lambda desk: CLOSED[0]),
)


class Workplace(Record, table=True):
    """事業場基本情報: one workplace (WPL-5 to WPL-10: a construction site, a 委託者 or a 寄宿舎 may be the unit)."""

    # the indexes of its order, alone and within office_code, are made by the migration (search.create_order_index)
    __table_args__ = (sa.UniqueConstraint("office_code", "key"),)

    office_code: str | None = office("管轄局署", AUTO)  # type: ignore[assignment]
    key: int | None = integer("事業場キー", AUTO)
    top_of_enterprise: bool | None = flag("企業全体の最上位", AUTO)
    name_changed: bool | None = flag("名称等変更有", AUTO)
    kinds: list[str] | None = choices("事業場区分", KINDS, MUST)
    closed_on: date | None = day("廃止年月日", DUTY, when="事業場が廃止されたとき", auto=True)
    insurance_number: str | None = code(
        "労働保険番号", DUTY, when="番号があるとき", must=rules_of.numbered, max=18, index=True,
        read_as=insurance_number.read, show_as=insurance_number.display, candidates=workplace_numbers.candidates,
    )  # fmt: skip
    registration_kind: str | None = choice("登録区分", REGISTRATION_KINDS, MUST)
    name_kana: str | None = kana("事業場名(カナ)", MUST, of="name", max=80, auto=True)
    name: str | None = text(
        "事業場名(漢字)", MUST, max=80, fill=rules_of.regular_name,
        help="事業の名称、全角の空白2文字、事業場の名称の順に入力します（例：〇〇会社　　〇〇工場）。",
    )  # fmt: skip
    postal_code: str | None = postal("郵便番号", AUTO, fill=rules_of.postal_code_of)
    address_code: str | None = address("所在地", MUST)
    address_rest: str | None = text("所在地(続き)", DUTY, when="番地があるとき", max=40)
    representative: str | None = text("代表者職氏名", DUTY, max=30, auto=True, help="例：代表取締役 〇〇〇〇")
    workers: int | None = integer(
        "労働者数", DUTY, must=rules_of.employs, max=6, auto=True, help="事業場全体の労働者数。不明のときは0。"
    )
    workers_on: date | None = day("労働者数の最新年月日", AUTO)
    phone_general: str | None = phone("電話番号(総務)", DUTY, auto=True)
    phone_safety: str | None = phone("電話番号(安全衛生)", DUTY, auto=True)
    fax: str | None = phone("FAX", DUTY)

    with tab("事業場情報1"):
        industry_code: str | None = industry("業種", DUTY, must=rules_of.employs, auto=True, index=True)
        mining: bool | None = flag(
            "鉱山保安法の適用", when="鉱山保安法の適用があるとき", enabled=rules_of.mines, fill=rules_of.mining_kept
        )
        with section("労働者数"):
            men: int | None = integer("労働者数(男)", DUTY, auto=True)
            women: int | None = integer("労働者数(女)", DUTY, auto=True)
            workers_total: int | None = integer(
                "労働者数(事業場全体)", DUTY, auto=True, preset=rules_of.all_workers,
                help="男と女の計。不明のときは0を入力します。",
            )  # fmt: skip
            dispatched: int | None = integer("労働者数(派遣)", DUTY, auto=True, help="事業場全体の外数。")
            part_time: int | None = integer("労働者数(パート)", DUTY, auto=True, help=PART_TIME)
            fixed_term: int | None = integer("労働者数(有期契約)", DUTY, auto=True)
            minors: int | None = integer("労働者数(年少者)", DUTY, auto=True)
            foreigners: int | None = integer("労働者数(外国人)", DUTY, auto=True)
            disabled: int | None = integer("労働者数(障害者)", DUTY, auto=True)
            special_1: int | None = integer("労働者数(特別1)", when=SPECIAL, auto=True)
            special_2: int | None = integer("労働者数(特別2)", when=SPECIAL, auto=True)
            enterprise_workers: int | None = integer("労働者数(企業全体)", DUTY, auto=True, help="企業全体の概数。")
        weekly_hours: int | None = hours_minutes("週所定労働時間", DUTY, auto=True, help=HOURS)
        weekly_hours_on: date | None = day("週所定労働時間の最新年月日", AUTO)
        company: str | None = choice(
            "店社", (), DUTY, source=rules_of.companies, max=3, auto=True,
            when="指定された建設店社に属するとき", index=True,
        )  # fmt: skip
        labor_union: str | None = choice("労働組合", UNIONS, DUTY, auto=True)
        related_bodies: list[str] | None = choices("関係団体", BODIES)
        employers_body: str | None = text("事業主団体")
    with tab("事業場情報2"):
        head_office: str | None = text("本社所在地", when="事業場が本社でないとき")
        main_business: str | None = text("主要業務・製品名")
        remarks: str | None = longtext("参考事項", max=300)
        with section("自由設定項目"):
            free_class: list[str] | None = choices("事業場自由分類", source=rules_of.free_classes)
            free_text: str | None = text("事業場自由設定", candidates=free_texts)
            free_quantity: int | None = integer("事業場自由設定数量")
    with tab("委託者情報"):
        home_industry_code: str | None = industry("業種", MUST, when=rules_of.orders, auto=True)
        home_work: str | None = text("委託業務", DUTY, when=rules_of.orders, auto=True)
        with section("家内労働者数"):
            home_men: int | None = integer("家内労働者数(男)", DUTY, when=rules_of.orders, auto=True)
            home_women: int | None = integer("家内労働者数(女)", DUTY, when=rules_of.orders, auto=True)
            home_total: int | None = integer(
                "家内労働者数(営業所全体)", MUST, when=rules_of.orders, auto=True, preset=rules_of.all_home_workers,
                help="不明のときは0を入力します。",
            )  # fmt: skip
            home_minors: int | None = integer("家内労働者数(年少者)", DUTY, when=rules_of.orders, auto=True)

    # beside the items: former names [{"name", "kana", "until"}], and what searches need
    former_names: list[dict[str, str]] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    place: str | None = None
    twin: str | None = Field(default=None, index=True)

    spec = "workplace"
    subsystem = "個別事業場情報管理システム"
    steps = (
        register(KEEPER, then=after),
        update(KEEPER, then=after),
        delete(KEEPER, refuse=rules_of.has_records),
    )
    pages = PAGES
    rules = rules_of.RULES
    number = give_key
    settle = rules_of.settle
    columns = (
        "office_code", "key", "name", "address_code", "industry_code", "workers", "insurance_number", "closed_on",
    )  # fmt: skip
    searches = SEARCHES
    order_by = ("name_kana", "id")
    substring = ("name", "name_kana", "place", "phone_general", "phone_safety", "fax", "former_names")
    reference: ClassVar[tuple[str, ...]] = ("office_code", "key")
    unique = ("office_code", "key")
    title = rules_of.named_by_name
