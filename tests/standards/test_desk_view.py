"""本日の予定 and 通達・事務連絡: what waits, counted and opened; on both engines, at the keyboard and by command."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from screens.desk_view import DeskView, Inbox
from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.kernel import dues, notices
from shuro.kernel.desk import Desk
from shuro.kernel.dues import all_dues
from tests.standards.complaints import changed, complained
from tests.standards.test_complaint_transfer import received, sent
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


def workstation(desk: Desk, first: Any, clock: Any) -> Workstation:
    app = Workstation(first=first, duty=Duty(desk))
    app.house = House(desk.database, KIJUN, clock)
    return app


@pytest.mark.req("CMP-106")
async def test_a_count_opens_the_list_and_the_list_the_ledger(desk: Desk, clock: Any) -> None:
    complained(desk)
    app = workstation(desk, DeskView, clock)
    async with running(app):
        assert "処理に着手していない申告　1件（最も早いもの 令和8年6月1日）" in picture(app)
        await press(app, "1", "enter")
        assert "令和8年6月1日　R8-1 朝霧　恵" in picture(app)
        await press(app, "1", "enter")
        assert "申告情報" in picture(app) and "朝霧　恵" in picture(app)
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
    assert notices.unread(there) == 0
