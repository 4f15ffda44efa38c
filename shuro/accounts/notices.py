"""連絡事項: what システム管理者 tell the users of a system (ACC-30, 96, 108, 109)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Field, Session, SQLModel, col, select

from shuro.accounts.settings import require_manager
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

SYSTEMS = {
    "gaikokujin": "外国人就労管理システム",
    "rokin": "賃金控除事務支援システム",
    "asp": "次世代社労法務システム",
}
SUBJECT_LONGEST, BODY_LONGEST = 60, 1000
CHANGED = "この連絡事項は、ほかの管理者が先に変更しました。もう一度開いて確かめてください。"


class Notice(SQLModel, table=True):
    """A notice with its display period, both ends included; without an end it stays (fields/account-notice.csv)."""

    __tablename__ = "account_notice"

    id: int | None = Field(default=None, primary_key=True)
    system: str = Field(index=True)
    subject: str
    body: str
    starts: datetime
    ends: datetime | None = None
    version: int = 1


NEWEST_FIRST = (col(Notice.starts).desc(), col(Notice.id).desc())


class NoticeRefused(Exception):
    """A notice cannot be stored; `sentences` names each item and what would be right."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def shown(database: Database, system: str, now: datetime) -> list[Notice]:
    """The notices inside their display period, newest first (ACC-108). Everybody may read them."""
    at = _plain(now)
    inside = col(Notice.starts) <= at, or_(col(Notice.ends).is_(None), col(Notice.ends) >= at)
    with database.read() as session:
        mine = select(Notice).where(col(Notice.system) == system, *inside)
        return list(session.exec(mine.order_by(*NEWEST_FIRST)))


def listed(desk: Desk, system: str) -> list[Notice]:
    """All notices of a system, newest first, also past and future ones. Raises NotAllowed."""
    require_manager(desk, system, "連絡事項の一覧")
    with desk.database.read() as session:
        mine = select(Notice).where(col(Notice.system) == system)
        return list(session.exec(mine.order_by(*NEWEST_FIRST)))


def add(desk: Desk, system: str, title: str, body: str, starts: datetime, ends: datetime | None = None) -> int:
    """Add a notice; its id. Moments Asia/Tokyo, with or without zone. Raises NotAllowed, NoticeRefused."""
    require_manager(desk, system, "連絡事項の登録")
    new = Notice(system=system, subject=title.strip(), body=body.strip(), starts=_plain(starts), ends=_end(ends))
    _check(new)
    with desk.database.write() as session:
        session.add(new)
        session.flush()
        assert new.id is not None
        append_journal(session, desk, "notice.add", _named(new), _told(new))
        return new.id


def change(
    desk: Desk, notice_id: int, version: int, title: str, body: str, starts: datetime, ends: datetime | None
) -> None:
    """Change a notice that still has `version`. Raises NotAllowed, NoticeRefused."""
    with desk.database.write() as session:
        held = _held(session, desk, notice_id, "連絡事項の変更")
        if held.version != version:
            raise NoticeRefused([CHANGED])
        old = _told(held)
        held.subject, held.body, held.starts, held.ends = title.strip(), body.strip(), _plain(starts), _end(ends)
        _check(held)
        held.version += 1
        session.add(held)
        append_journal(session, desk, "notice.change", _named(held), {"old": old, "new": _told(held)})


def end(desk: Desk, notice_id: int) -> None:
    """End a notice now: it is not shown from this second on, and is kept. Raises NotAllowed, NoticeRefused."""
    with desk.database.write() as session:
        held = _held(session, desk, notice_id, "連絡事項の終了")
        last = _plain(desk.now()) - timedelta(seconds=1)
        if held.ends is not None and held.ends <= last:
            return
        held.ends = last
        held.starts = min(held.starts, last)  # one that was never shown ends too
        held.version += 1
        session.add(held)
        append_journal(session, desk, "notice.end", _named(held), {"ends": last})


def _held(session: Session, desk: Desk, notice_id: int, what: str) -> Notice:
    held = session.get(Notice, notice_id, with_for_update=True)
    if held is None:
        raise NoticeRefused([f"連絡事項：{notice_id}番の連絡事項はありません。一覧の番号を確かめてください。"])
    require_manager(desk, held.system, what)
    return held


def _check(notice: Notice) -> None:
    found = []
    if notice.system not in SYSTEMS:
        found.append(f"対象システム：「{'」「'.join(SYSTEMS.values())}」から選んでください。")
    for label, text, most in (("件名", notice.subject, SUBJECT_LONGEST), ("本文", notice.body, BODY_LONGEST)):
        if not 1 <= len(text) <= most:
            found.append(f"{label}：{len(text)}文字です。1文字以上{most}文字以下で入力してください。")
    if notice.ends is not None and notice.ends < notice.starts:
        found.append("掲載終了日時：掲載開始日時より前です。掲載開始日時以後の日時を入力するか、空欄にしてください。")
    if found:
        raise NoticeRefused(found)


def _told(notice: Notice) -> dict[str, object]:
    return {"subject": notice.subject, "body": notice.body, "starts": notice.starts, "ends": notice.ends}


def _named(notice: Notice) -> str:
    return f"notice:{notice.system}/{notice.id}"


def _end(moment: datetime | None) -> datetime | None:
    return None if moment is None else _plain(moment)


def _plain(moment: datetime) -> datetime:
    return (stored_moment(moment) if moment.tzinfo else moment).replace(microsecond=0)
