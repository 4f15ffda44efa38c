"""本日の予定 and 通達・事務連絡: what waits, counted and opened; on both engines, at the keyboard and by command."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from screens.desk_view import DeskView, Inbox
from screens.menu import MainMenu
from screens.workstation import PRACTICE
from shuro.kernel import dues, notices, registry, store
from shuro.kernel.database import StorageTrouble
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import save_draft
from shuro.kernel.dues import all_dues
from shuro.kernel.record import table_of
from shuro.standards.consultation_slip import receive
from shuro.standards.workplace import Workplace
from tests.standards.complaints import changed, complained, received, sent, some_workplace, workstation
from tests.standards.supervisions import OVERTIME, UNSAFE, supervised
from tests.standards.test_consultation_slip import SLIP
from tests.terminal import picture, press, running


@pytest.fixture
def there(make_desk: Any, database: Any) -> Desk:
    return make_desk("1302", database=database)


def numbers(desk: Desk) -> dict[str, tuple[int, date | None]]:
    return {one.due.name: (one.number, one.first) for one in dues.waiting(desk)}


@pytest.mark.req("CMP-30", "CMP-106")
def test_what_waits_is_counted_until_it_is_done(desk: Desk, bureau_desk: Desk) -> None:
    assert numbers(desk) == {}
    one = complained(desk, bankrupt="1", apply_by="R8.7.5")  # a Sunday: due on the Friday before
    assert numbers(desk) == {
        "complaints-not-begun": (1, date(2026, 6, 1)), "certification-deadlines": (1, date(2026, 7, 3)),
    }  # fmt: skip
    assert numbers(bureau_desk) == {}  # a 局 has its own desk
    due = next(due for due in all_dues() if due.name == "certification-deadlines")
    assert [line.id for line in dues.behind(desk, due)] == [one.id]
    changed(desk, one, begun_on="R8.6.2")
    assert list(numbers(desk)) == ["certification-deadlines"]
    changed(desk, one, apply_by="R8.7.11")  # the 31st day
    assert numbers(desk) == {}


@pytest.mark.req("CMP-81", "CMP-85")
def test_a_transfer_waits_on_one_desk_after_the_other(desk: Desk, there: Desk) -> None:
    saved = complained(desk, begun_on="R8.6.2")
    changed(desk, saved, moving="1", to_office="1302", direct="諾", dispatch_number="第1号", industry_code="010602",
            closed_on="R8.6.10")  # fmt: skip
    assert list(numbers(desk)) == ["transfers-to-send"] and numbers(there) == {}
    other = sent(desk, begun_on="R8.6.2")
    assert list(numbers(there)) == ["transfers-to-take"]
    received(there, other.id)
    assert "transfers-to-take" not in numbers(there)


@pytest.mark.req("CMP-30", "CMP-81", "CMP-106", "CST-46", "SUP-30")
def test_every_count_is_the_length_of_its_list(desk: Desk, there: Desk) -> None:
    complained(desk, bankrupt="1", apply_by="R8.7.3")
    sent(desk, begun_on="R8.6.2")
    receive(desk, [SLIP])
    place = store.find(desk, Workplace, some_workplace(desk))
    supervised(desk, place, violations=[UNSAFE | {"due_on": "R8.6.10"}])  # today
    supervised(desk, place, violations=[OVERTIME | {"due_on": "R8.6.11"}])
    for one, names in (
        (desk, {"complaints-not-begun", "certification-deadlines", "corrections-over", "slips-to-complete"}),
        (there, {"transfers-to-take"}),
    ):
        found = dues.waiting(one)
        assert {waits.due.name for waits in found} == names
        assert [waits.number for waits in found] == [len(dues.behind(one, waits.due)) for waits in found]
        assert {waits.number for waits in found} == {1}


@pytest.mark.req("CST-46")
def test_conditions_speak_of_columns_and_words_there_are() -> None:
    """Slim tables stand for real ones; a column or state that was renamed would count nothing."""
    from shuro.standards import consultation_dues, consultation_slip
    from shuro.standards import dues as of_standards
    from shuro.standards.supervision import ViolatedProvision

    assert consultation_dues.READ_ONLY == consultation_slip.UNFINISHED
    slim = {due.table.name: due.table for due in all_dues()}
    for table in (*slim.values(), of_standards.VIOLATED):
        real = table_of(ViolatedProvision if table is of_standards.VIOLATED else registry.load(table.name))
        names = {column.name for column in table.c} - (set() if table in slim.values() else {"office_code"})
        assert names <= set(real.c.keys()), table.name
        words = {name for name in names if isinstance(table.c[name].type, sa.String)}
        assert all(type(real.c[name].type) is type(table.c[name].type) for name in names - words), table.name
    for due in all_dues():
        assert due.record == due.table.name and (due.by is None or due.by in due.table.c), due.name


@pytest.mark.req("CMP-106")
async def test_the_menu_says_what_waits_and_leaves_the_filter_alone(desk: Desk, clock: Any) -> None:
    app = workstation(desk, MainMenu, clock)
    async with running(app):
        await counted(app)
        assert re.search(r"本日の予定 *\n", picture(app))
        complained(desk)
        await press(app, "本日", "enter", "f3")
        await counted(app)
        assert "本日の予定　1件（最も早いもの 令和8年6月1日）" in picture(app)
        await press(app, "通達")
        app.screen._count()
        await counted(app)
        assert "通達・事務連絡" in picture(app) and "本日の予定" not in picture(app)


async def counted(app: Any) -> None:
    """Wait until what is due has been counted and shown."""
    while app.screen.counting is not None:
        await asyncio.wait([app.screen.counting])
        await app.settled()


async def test_no_key_waits_for_the_count(desk: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, counts, usual = threading.Event(), threading.Event(), [], dues.waiting

    def slow(desk: Desk) -> list[Any]:
        begun.set()
        assert go_on.wait(30)
        counts.append(usual(desk))
        return counts[-1]

    monkeypatch.setattr(dues, "waiting", slow)
    complained(desk)
    app = workstation(desk, MainMenu, clock)
    async with running(app):
        assert await asyncio.to_thread(begun.wait, 30)
        await press(app, "申告情報", "enter", "1", "enter", "f5")
        assert "申告情報_一覧" in picture(app) and "朝霧　恵" in picture(app)  # and the count still goes on
        await press(app, "f3", "f3", "f3")
        assert re.search(r"本日の予定 *\n", picture(app))
        go_on.set()
        await counted(app)
        assert "本日の予定　1件（最も早いもの 令和8年6月1日）" in picture(app)
        assert len(counts) == 2  # one at a time: the count of the second showing began after the first


async def test_a_count_that_fails_is_told_on_the_menu(desk: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(desk: Desk) -> list[Any]:
        raise StorageTrouble("データベースに接続できません。")

    monkeypatch.setattr(dues, "waiting", broken)
    app = workstation(desk, MainMenu, clock)
    async with running(app):
        await counted(app)
        assert "データベースに接続できません。" in picture(app)
        await press(app, "申告情報", "enter")
        assert "申告情報管理メニュー" in picture(app)


async def test_unread_notices_and_drafts_are_among_it(desk: Desk, there: Desk, clock: Any) -> None:
    received(there, sent(desk).id)
    save_draft(there, "complaint", 0, {"complainant": "霧"})
    app = workstation(there, DeskView, clock)
    async with running(app):
        assert "未読の通達・事務連絡　1件" in picture(app) and "下書き　1件" in picture(app)
        await press(app, "未読", "enter")
        assert "申告処理台帳の移送について" in picture(app)


async def test_practice_is_told_from_work(desk: Desk, clock: Any) -> None:
    app = workstation(desk, DeskView, clock)
    app.mark = PRACTICE
    async with running(app):
        assert picture(app).startswith(" （練習用）本日の予定")


@pytest.mark.req("CMP-106")
async def test_a_count_opens_the_list_and_the_list_the_ledger(desk: Desk, clock: Any) -> None:
    complained(desk)
    app = workstation(desk, DeskView, clock)
    async with running(app):
        assert "処理に着手していない申告　1件（最も早いもの 令和8年6月1日）" in picture(app)
        await press(app, "1", "enter")
        assert "令和8年6月1日　R8-1 朝霧　恵" in picture(app)
        await press(app, "1", "enter")
        assert "申告処理台帳_更新" in picture(app) and "朝霧　恵" in picture(app)
        await press(app, "f3", "f3")
        assert "本日の予定" in picture(app)


@pytest.mark.req("CMP-76")
async def test_the_inbox_shows_reads_and_opens(desk: Desk, there: Desk, clock: Any) -> None:
    sent(desk)
    app = workstation(there, Inbox, clock)
    async with running(app, (100, 30)):
        assert "未読　令和8年6月10日　中央労働基準監督署　申告処理台帳の移送について" in picture(app)
        await press(app, "1", "enter")
        assert "中央労働基準監督署長" in picture(app) and "1　申告者氏名　朝霧　恵" in picture(app)
        await press(app, "enter")
        assert "申告情報" in picture(app) and "朝霧　恵" in picture(app)
        await press(app, "f3")
        assert "既読" in picture(app)
        await press(app, "1", "enter", "down", "enter")
        assert "画面表示" in picture(app) and "申告処理台帳の移送について" in picture(app)
    assert notices.unread(there) == 0
