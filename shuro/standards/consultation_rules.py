"""Rules of 相談情報: when an item can or must be entered, what the system sets, what is found out at registration.

Source: docs/spec/consultation.md sections 1 to 3, 8 and 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shuro.kernel import links, registry, store
from shuro.kernel.calendar import wareki
from shuro.kernel.checks import WARN, Finding, empty, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, item, record_name, table_of

WORKER, EMPLOYER, OTHER = codes("consultation-persons").options
BY_POST = "FAX・郵送等"  # in data/codes/consultation-methods.csv: such a consultation takes no time (CST-14)
NAMELESS = ("不明", "家族", "匿名")  # words in 相談者氏名 by which no name is known (CST-23)
SLIP = "consultation_slip"

# Items ------------------------------------------------------------------------------------------------------------------


def begin(desk: Desk, one: Entry) -> None:
    """受付年月日 is today (CST-12); of a slip that was read, what stands in its boxes (CST-46)."""
    one.received_on = desk.today()
    if one.slip_id is not None:
        from shuro.standards.consultation_slip import fill_in

        fill_in(desk, one)


def minutes(one: Any) -> Any:
    """0 for a consultation by fax or post (CST-14), else what was typed."""
    return 0 if one.method == BY_POST else one.minutes


def of_worker(one: Any) -> bool:
    """相談者が労働者のとき"""
    return one.caller_kind == WORKER


def only_of_worker(name: str) -> Any:
    """The item is empty unless the 相談者 is a 労働者 (CST-32)."""
    return lambda one: getattr(one, name) if of_worker(one) else None


def name_known(one: Any) -> bool:
    """相談者の氏名が分かっているとき"""
    return bool(one.caller) and not any(word in one.caller for word in NAMELESS)


# Findings ---------------------------------------------------------------------------------------------------------------


def unread_boxes(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: what could not be read from a 労働相談票 and is still empty is marked until it is registered (CST-47)."""
    if one.id is not None or not one.unread:
        return
    from shuro.standards.consultation import Consultation

    for name, text in one.unread.items():
        if empty(getattr(one, name)):
            sentence = f"労働相談票の記入枠「{text}」を読み取れません。票を見て入力してください。"
            yield finding(item(Consultation, name), sentence, WARN, at_once=True)


# Steps ------------------------------------------------------------------------------------------------------------------


def slip_gone(desk: Desk, one: Entry, lock: bool = False) -> str | None:
    """Why a new record cannot be made of its slip: it was made already, or the slip was thrown away."""
    if one.id is not None or one.slip_id is None:
        return None
    assert desk.session is not None
    slip = store.fetch(desk.session, registry.load(SLIP), one.slip_id, lock=lock)
    if slip is not None and slip.consultation_id is None:
        return None
    number = f"帳票読取通番{slip.read_number}の労働相談票" if slip else "この労働相談票"
    return f"{number}は、既に登録されているか、破棄されています。「労働相談票」の一覧で確かめてください。"


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A slip is registered once, also when two officers complete it at the same time."""
    sentence = slip_gone(desk, one, lock=True) if before is None else None
    if sentence:
        raise store.Refused([finding(None, sentence)])


def registered(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The slip a new record was made of is done."""
    if before is None and one.slip_id is not None:
        from shuro.standards.consultation_slip import DONE

        store.amend(
            desk, registry.load(SLIP), one.slip_id, {"state": DONE, "consultation_id": one.id}, "相談情報の登録"
        )


def complaints(desk: Desk, one: Entry) -> list[str]:
    """The numbers of the complaints that were made of a consultation."""
    assert desk.session is not None
    found: list[str] = []
    for cls, _ in links.referring(desk, "consultation", one.id):
        if record_name(cls) == SLIP:
            continue
        column = next(name for name in links.pointing("consultation")[cls] if "." not in name)
        made = store.entries(desk.session, cls, table_of(cls).c[column] == one.id)
        found += [links.reference_of(cls, other) for other in made]
    return found


def of_complaint(desk: Desk, ledger: Entry) -> bool:
    """Was the complaint made from a consultation of this office, which can then be opened from it? (CMP-45)"""
    return ledger.consultation_id is not None and ledger.office_code == desk.office.code


def complained(desk: Desk, one: Entry) -> str | None:
    """Why a consultation cannot be deleted: a complaint was made of it (CST-9)."""
    made = complaints(desk, one)
    if not made:
        return None
    return f"この相談から申告を作成しているため、削除できません（申告処理台帳番号：{'、'.join(made)}）。"


def before_removal(desk: Desk, one: Entry, before: Entry | None) -> None:
    """With a consultation goes the slip it was read from."""
    if one.slip_id is not None:
        store.remove(desk, registry.load(SLIP), one.slip_id, "相談情報の削除")


def name_of(one: Any) -> str:
    """A consultation is named by its day and who came, or what it was about."""
    day = wareki(one.received_on) if one.received_on else ""
    return f"{day} {one.caller or one.workplace_name or ''}".strip()


RULES = (unread_boxes,)
