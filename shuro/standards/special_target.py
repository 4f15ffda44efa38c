"""特別監督対象コード: what 本省 sets for 特別監督対象1 and 特別監督対象2 of the supervision results (SUP-5).

Source: docs/spec/supervision.md section 1, docs/spec/systems.md chapter 9. The manual prints neither screen nor codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from shuro.accounts.rights import who
from shuro.kernel import store
from shuro.kernel.checks import Finding, finding
from shuro.kernel.codelists import Code
from shuro.kernel.desk import Desk
from shuro.kernel.items import MUST, choice, code, text
from shuro.kernel.record import Entry, Record, item, table_of
from shuro.kernel.steps import delete, register, update
from shuro.kernel.text import Unreadable

LISTS = ("特別監督対象1", "特別監督対象2")
MINISTRY = who("special_target.register")


def read_code(typed: str) -> str:
    """A code of up to three digits or letters. Raises Unreadable."""
    if not (typed.isascii() and typed.isalnum() and len(typed) <= 3):
        raise Unreadable("半角の英数字3桁以内で入力してください（例：01）。")
    return typed


def once(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a code stands once on its list."""
    if desk is None or desk.session is None or not (one.target and one.code):
        return
    table = table_of(SpecialTarget)
    others = store.entries(desk.session, SpecialTarget, table.c.target == one.target, table.c.code == one.code)
    if any(other.id != one.id for other in others):
        sentence = (
            f"「{one.code}」は{one.target}に登録されています。別のコードにするか、登録済みのものを更新してください。"
        )
        yield finding(item(SpecialTarget, "code"), sentence)


once.asks_database = True  # type: ignore[attr-defined]


class SpecialTarget(Record, table=True):
    """特別監督対象コード: a code of 本省 that every office can choose (SUP-5)."""

    __table_args__ = (sa.UniqueConstraint("target", "code"),)

    target: str | None = choice("区分", LISTS, MUST)
    code: str | None = code("コード", MUST, max=3, read_as=read_code)
    name: str | None = text("名称", MUST, max=40)

    subsystem = "システム設定"
    rules = (once,)
    steps = (register(MINISTRY), update(MINISTRY), delete(MINISTRY))
    columns = ("target", "code", "name")
    searches = ("target", "code", "name")
    order_by = ("target", "code", "id")
    unique = ("target", "code")


def special_codes(desk: Desk | None, target: str) -> Sequence[Code]:
    """The codes of a list as they stand now; none without a desk."""
    if desk is None:
        return ()
    table = table_of(SpecialTarget)
    with desk.reading() as session:
        listed = sa.select(table.c.code, table.c.name).where(table.c.target == target).order_by(table.c.code)
        return [Code(row.code, row.name, {}) for row in session.execute(listed)]
