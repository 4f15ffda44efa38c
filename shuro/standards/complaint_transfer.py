"""移送 of a complaint to another 署, and its receipt there (CMP-72 to CMP-85).

The sending office keeps its ledger in 完結(移送済), without the link to the workplace; the receiving office finds the case
in 「移送情報検索/一覧」 and registers a ledger of its own, with all sheets of the other.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shuro.kernel import notices, registry, store
from shuro.kernel.calendar import wareki
from shuro.kernel.codes import office
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.kernel.scope import offices_below
from shuro.standards.complaint_rules import MOVED, MOVED_IN, complaint, copied, sentence_at

TITLE = "申告処理台帳の移送について"
QUESTION = "この台帳を移送します。移送した台帳は変更できず、事業場との関連付けは外れます。移送しますか。"
UNADDRESSED = (
    "処理局署が入力されていません。移送情報の「移送」をチェックし、処理局署を入力して更新してから印刷してください。"
)
REMINDER = "監督復命書の写しなど、システムで送れないものは郵送し、移送先の署に電話で連絡してください。"  # CMP-79
WAITING_THERE, TAKEN_IN = "未登録", "登録済"
SHEETS = ("complaint_attachment", "complaint_journal", "complaint_schedule")


def refusal(desk: Desk, one: Entry) -> str | None:
    """Why the command 移送 cannot be given (CMP-74); the state is asked by the step itself."""
    if one.to_office == one.office_code:
        return "処理局署が自分の署です。移送先の署を選んで更新してください。"
    return None


def leave(desk: Desk, one: Entry) -> None:
    """The link to the workplace ends (CMP-78), 完結年月日 is the day of the command where it is empty (CMP-75)."""
    one.workplace_id = None
    one.closed_on = one.closed_on or desk.today()
    one.moved_on = desk.today()
    one.status = MOVED


def send(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The notice 別紙3 goes to the office in 処理局署 in the same transaction (CMP-76)."""
    assert desk.session is not None
    notices.send(
        desk.session, desk, to_office=one.to_office, kind="transfer", title=TITLE, body=body(desk, one),
        record="complaint", record_id=one.id, number=notice_number(one),
    )  # fmt: skip


def printed_body(desk: Desk, one: Any) -> str:
    """The text of 別紙3 for printing. Raises store.Refused while the ledger names no office that it goes to."""
    if not (one.moving and one.to_office):
        raise store.Refused([sentence_at("to_office", UNADDRESSED)])
    return body(desk, one)


def notice_number(one: Any) -> str:
    """○○労基署発○○○○第○号, made from 発出番号 (CMP-77)."""
    name = office(one.office_code).name.replace("労働基準監督署", "労基署")
    typed = (one.dispatch_number or "").strip()
    return typed if "発" in typed else f"{name}発{typed}"


def body(desk: Desk, one: Any) -> str:
    """The text of 別紙3; once the case is transferred it bears the day of that, whenever it is printed."""
    accepted = wareki(one.accepted_on) if one.accepted_on else ""
    return "\n".join(
        (
            notice_number(one), wareki(one.moved_on or desk.today()), f"{chief(one.to_office)}　殿",
            chief(one.office_code), TITLE, f"{accepted}に当署で受理した下記の申告処理台帳を移送します。", "記",
            f"1　申告者氏名　{one.complainant or ''}", f"2　申告者住所　{one.complainant_address or ''}",
            f"3　被申告事業場名　{one.workplace_name or ''}", f"4　被申告事業場所在地　{one.address or ''}",
        )
    )  # fmt: skip


def chief(code: str) -> str:
    """○○労働基準監督署長, of a 支署 ○○労働基準監督署○○支署長."""
    return f"{office(code).name}長"


# The receiving office -----------------------------------------------------------------------------------------------------------


def sent_case(desk: Desk, id: int) -> Entry | None:
    """A case that was transferred to the office of the desk; None for any other."""
    with desk.reading() as session:
        one = store.fetch(session, complaint(), id)
    return one if one is not None and one.state == MOVED and one.to_office == desk.office.code else None


def take_in(desk: Desk, one: Entry) -> None:
    """The items of the sending office, 申告の経緯 移送, 受理局署 the sending office (CMP-82, CMP-83)."""
    sent = sent_case(desk, one.sent_id)
    if sent is None:
        raise store.Gone
    for name, value in copied(sent).items():
        setattr(one, name, value)
    one.violations = [Entry(provision=line.provision, dispatch=line.dispatch) for line in sent.violations or ()]
    one.route, one.from_office, one.sent_number = MOVED_IN, sent.from_office or sent.office_code, sent.ledger_number
    one.consultation_id, one.consulted, one.schedule = None, sent.consulted, sent.schedule


def bring_sheets(desk: Desk, one: Entry) -> None:
    """別紙, 続紙 and 付表 of the sending office, its pages closed there (CMP-63, CMP-83)."""
    assert desk.session is not None
    for name in SHEETS:
        cls = registry.load(name)
        table = table_of(cls)
        for sheet in store.entries(desk.session, cls, table.c.complaint_id == one.sent_id, order=(table.c.id,)):
            new = store.duplicate(cls, sheet)
            new.id, new.complaint_id, new.office_code, new.version = None, one.id, one.office_code, 1
            if hasattr(new, "ledger_number"):
                new.ledger_number = one.ledger_number
            if name == "complaint_journal":
                new.reported, new.sent_from = True, sheet.sent_from or sheet.office_code
            store.create(desk, cls, new, "移送による受付", sheet.state)


def receivers(desk: Desk) -> Any:
    """A case that was transferred here is seen here (CMP-81)."""
    table = table_of(complaint())
    return sa.and_(table.c.state == MOVED, table.c.to_office == desk.office.code)


# 「移送情報検索/一覧」 ----------------------------------------------------------------------------------------------------------


def transferred(desk: Desk) -> Any:
    """Cases that this office has sent or was sent; a 局 those of its 署."""
    table = table_of(complaint())
    mine = offices_below(desk)
    if mine is None:
        return table.c.state == MOVED
    return sa.and_(table.c.state == MOVED, sa.or_(table.c.to_office.in_(mine), table.c.office_code.in_(mine)))


def taken_in(table: Any, id: Any) -> Any:
    """The condition that the receiving office has registered the case with this id."""
    other = table.alias("taken_in")
    return sa.exists(sa.select(other.c.id).where(other.c.sent_id == id))


def receipt_of(desk: Desk, one: Any) -> str:
    """Whether the receiving office has registered a case, for the list (CMP-85)."""
    with desk.reading() as session:
        there = session.execute(sa.select(taken_in(table_of(complaint()), one.id))).scalar()
    return TAKEN_IN if there else WAITING_THERE


def receipt(desk: Desk, value: list[str]) -> Any:
    """The condition of the search for cases that are, or are not, registered by the receiving office (CMP-85)."""
    table = table_of(complaint())
    there = taken_in(table, table.c.id)
    wanted = [there if one == TAKEN_IN else sa.not_(there) for one in value]
    return sa.or_(*wanted) if wanted else sa.true()
