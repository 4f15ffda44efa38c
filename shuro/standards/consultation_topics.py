"""The topics of a consultation: the 75 fixed ones, and those that 局 and 署 name themselves (CST-33 to CST-35).

Source: docs/spec/consultation.md section 4, data/codes/consultation-topics.csv. A 局 sets 「局1」 to 「局10」 for itself and
its 署, a 署 「署1」 to 「署10」 for itself; a topic without a meaning cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import codes as code_tables
from shuro.kernel import registry
from shuro.kernel.checks import Finding, finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.conditions import holds
from shuro.kernel.desk import Desk
from shuro.kernel.items import MUST, choice, text
from shuro.kernel.record import Entry, Record, item, table_of
from shuro.kernel.steps import Who, delete, register, update
from shuro.standards.common import office_search
from shuro.standards.settings import once

FIXED = "本省"
MOST = 6  # topics of one consultation, and of one search (CST-33, CST-62)
LIST = codes("consultation-topics")
OWN_TOPICS = tuple(one.name for one in LIST if one.extra["set_by"] != FIXED)
OWNER = Who("その局署の職員", frozenset({"局", "署"}))


def topics(desk: Desk | None) -> Sequence[Code]:
    """The topics that the office of the record in hand can choose, its own ones with their meaning beside (CST-35).

    Without a desk all 95 of the list, by their plain names.
    """
    if desk is None:
        return LIST.entries
    office = desk.list_office

    def make(session: Session) -> list[Code]:
        table = table_of(ConsultationTopic)
        setters = [office.code, *([office.bureau] if office.bureau else [])]
        rows = session.execute(sa.select(table.c.topic, table.c.meaning).where(table.c.office_code.in_(setters)))
        meanings = {row.topic: row.meaning for row in rows}
        found = []
        for one in LIST:
            if one.extra["set_by"] == FIXED:
                found.append(one)
            elif one.name in meanings:
                found.append(Code(one.code, f"{one.name}（{meanings[one.name]}）", MappingProxyType({})))
        return found

    return once(desk, ("consultation topics", office.code), make)


def of_its_level(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 「局」 topics are those of a 局, 「署」 topics those of a 署 (CST-35)."""
    office = code_tables.offices().get(one.office_code or "")
    if office is not None and one.topic and not one.topic.startswith(office.level):
        ten = f"「{office.level}1」から「{office.level}10」"
        sentence = f"{office.name}が設定できるのは{ten}です。{ten}から選んでください。"
        yield finding(item(ConsultationTopic, "topic"), sentence)


def set_once(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: an office gives a topic one meaning."""
    if desk is None or desk.session is None or not one.topic:
        return
    table = table_of(ConsultationTopic)
    same = (table.c.office_code == one.office_code, table.c.topic == one.topic, table.c.id != (one.id or 0))
    found = desk.session.execute(sa.select(table.c.meaning).where(*same)).first()
    if found is not None:
        sentence = f"「{one.topic}」には「{found.meaning}」を設定しています。登録済みのものを更新してください。"
        yield finding(item(ConsultationTopic, "topic"), sentence)


set_once.asks_database = True  # type: ignore[attr-defined]


def in_use(desk: Desk, one: Entry) -> str | None:
    """Why a topic cannot be deleted: consultations hold it, and would lose what they were about."""
    assert desk.session is not None
    table = table_of(registry.load("consultation"))
    offices = [one.office_code, *(office.code for office in code_tables.offices_of(one.office_code))]
    held = sa.select(sa.func.count()).select_from(table).where(table.c.office_code.in_(offices), chosen(one.topic))
    number = desk.session.execute(held).scalar_one()
    if not number:
        return None
    return f"「{one.topic}」を選んだ相談情報が{number}件あるため、削除できません。意味は「更新」で直せます。"


def chosen(topic: str) -> Any:
    """The SQL condition that a consultation holds the topic of this name."""
    named = LIST.named(topic)
    assert named is not None
    return holds(table_of(registry.load("consultation")).c.topics, [named.code])


def unregistered(one: Any) -> bool:
    """Before it is registered: afterwards consultations go by its code."""
    return one.id is None


class ConsultationTopic(Record, table=True):
    """相談の内容の設定: what one of 「局1」 to 「局10」 or 「署1」 to 「署10」 stands for in an office (CST-35)."""

    __table_args__ = (sa.UniqueConstraint("office_code", "topic"),)

    topic: str | None = choice("相談の内容", OWN_TOPICS, MUST, enabled=unregistered)
    meaning: str | None = text("設定する内容", MUST, max=30)

    subsystem = "システム設定"
    steps = (register(OWNER), update(OWNER), delete(OWNER, refuse=in_use))
    rules = (of_its_level, set_once)
    columns = ("office_code", "topic", "meaning")
    searches = (office_search("consultation_topic"), "topic", "meaning")
    order_by = ("office_code", "id")
    unique = ("office_code", "topic")
