"""Notices between offices: order of the inbox, the first reader, whose they are, the journal; on both engines."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from shuro.kernel import notices
from shuro.kernel.audit import Journal
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells
from shuro.kernel.notice_form import sheet


@pytest.fixture
def there(make_desk: Any, database: Any) -> Desk:
    return make_desk("1302", database=database, name="佐藤　三郎")


def sent(desk: Desk, title: str, **more: Any) -> int:
    """A notice to the other office."""
    with desk.database.write() as session:
        return notices.send(session, desk, to_office="1302", kind="transfer", title=title, body="一行目", **more)


def noted(desk: Desk) -> list[tuple[str, str]]:
    """What the journal says of notices."""
    with desk.database.read() as session:
        rows = session.execute(sa.select(Journal.action, Journal.subject).order_by(Journal.seq)).all()
    return [(action, subject) for action, subject in rows if action.startswith("notice.")]


@pytest.mark.req("OTH-142")
def test_unread_ones_come_first_and_the_first_reader_is_kept(desk: Desk, there: Desk, make_desk: Any) -> None:
    old, new = sent(desk, "古い"), sent(desk, "新しい")
    assert [one.id for one in notices.inbox(there)] == [new, old] and notices.unread(there) == 2
    assert notices.shown(there, new).read_at is None and notices.unread(there) == 2
    assert notices.opened(there, new).read_by == "佐藤　三郎"
    assert [one.id for one in notices.inbox(there)] == [old, new]
    assert [one.id for one in notices.inbox(there, unread_only=True)] == [old]
    later = make_desk("1302", database=there.database, name="鈴木　四郎")
    assert notices.opened(later, new).read_by == "佐藤　三郎"
    assert noted(desk) == [
        ("notice.send", f"office_notice:{old}"), ("notice.send", f"office_notice:{new}"),
        ("notice.read", f"office_notice:{new}"),
    ]  # fmt: skip


@pytest.mark.req("OTH-142")
def test_nobody_else_reads_it(desk: Desk, there: Desk, bureau_desk: Desk) -> None:
    id = sent(desk, "移送")
    for other in (desk, bureau_desk):
        assert notices.inbox(other) == [] and notices.unread(other) == 0
        for take in (notices.shown, notices.opened):
            with pytest.raises(KeyError):
                take(other, id)
    assert notices.unread(there) == 1 and noted(desk) == [("notice.send", f"office_notice:{id}")]


@pytest.mark.req("OTH-138")
def test_what_is_taken_back_was_never_sent(desk: Desk, there: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.database.write() as session:
        notices.send(session, desk, to_office="1302", kind="transfer", title="移送", body="一行目")
        raise ZeroDivisionError
    assert notices.inbox(there) == [] and noted(desk) == []


@pytest.mark.req("OTH-139")
def test_the_sheet_has_every_line_of_the_text() -> None:
    whole = ["番号", "日付", "あて先", "発信", "件名", "本文です。", "記", "1　氏名", "2　住所"]
    for lines in (whole, whole[:3]):
        printed = list(cells(sheet("移送について", "\n".join(lines))).values())
        assert [any(line in text for text in printed) for line in lines] == [True] * len(lines)
