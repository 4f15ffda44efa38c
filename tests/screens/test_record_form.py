"""The form of any record: typing, pages, registration, what stops and what warns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from screens.record_form import RecordScreen
from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import drafts_of
from shuro.kernel.troubles import StorageBusy, StorageLost
from tests.screens.conftest import Station, depot, stored
from tests.screens.samples import Depot, Plan
from tests.terminal import picture, press, running

FILLED = ("第二倉庫", "enter", "ダイニソウコ", "enter", "R2.4.1", "enter", "2", "enter", "150", "enter")


def count(desk: Desk) -> int:
    """How many 倉庫 there are."""
    with desk.database.read() as session:
        return len(store.entries(session, Depot))


@pytest.mark.req("SYS-32", "SYS-21", "SYS-18")
async def test_registration_is_checked_first_and_stores_all_pages(station: Station, officer: Desk) -> None:
    """F9 shows what will be registered; Enter registers it; the form then shows the stored record."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        assert "倉庫_登録" in picture(app)
        await press(app, *FILLED, "f9")
        asked = picture(app)
        assert "登録すると確定します" in asked and "第二倉庫" in asked and "令和2年4月1日" in asked
        assert count(officer) == 0
        await press(app, "enter")
        assert "登録しました（1 第二倉庫）" in picture(app) and "倉庫_更新" in picture(app)
    one = stored(officer, 1)
    assert (one.name, one.name_kana, one.opened_on) == ("第二倉庫", "ダイニソウコ", date(2020, 4, 1))
    assert (one.kind, one.floor) == ("冷蔵", 150)
    assert drafts_of(officer) == []


@pytest.mark.req("SYS-32")
async def test_going_back_from_the_check_registers_nothing(station: Station, officer: Desk) -> None:
    """戻る keeps the form as it was."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, *FILLED, "f9", "down", "enter")
        assert count(officer) == 0
        await press(app, "f7")
        assert "第二倉庫" in picture(app)


@pytest.mark.req("SYS-10")
async def test_empty_items_refuse_the_whole_registration_and_are_named(station: Station, officer: Desk) -> None:
    """All missing items are listed; Enter jumps to the one in hand; nothing is stored or cleared."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "f6", "R2.4.1", "enter", "f9")
        asked = picture(app)
        assert "直すところが2件あります" in asked
        assert "名称：登録に必要な項目です" in asked and "面積：登録に必要な項目です" in asked
        await press(app, "down", "enter")
        shown = picture(app)
        assert "> 面積" in shown and "ほかに1件、F8で次へ" in shown and "令和2年4月1日" in shown
        await press(app, "80", "f8")
        assert "> 名称" in picture(app)
    assert count(officer) == 0


@pytest.mark.req("SYS-10")
async def test_one_problem_is_jumped_to_at_once(station: Station, officer: Desk) -> None:
    """No list for a single problem: the cursor stands in the item and the sentence below."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "第二倉庫", "f9")
        shown = picture(app)
        assert "> 面積" in shown and "面積：登録に必要な項目です。入力してください。" in shown


async def test_what_cannot_be_read_stops_the_registration(station: Station, officer: Desk) -> None:
    """A text that is no date is named with what would be right."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "第二倉庫", "enter", "enter", "R2.13.1", "enter", "enter", "enter", "90", "f9")
        assert "> 開設年月日" in picture(app)
        assert "R2.13.1" in picture(app)
    assert count(officer) == 0


@pytest.mark.req("SYS-11")
async def test_warnings_are_told_and_let_the_officer_go_on(station: Station, officer: Desk) -> None:
    """△ items left empty are warned of; 登録する stores all the same."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "第二倉庫", "enter", "f6", "enter", "enter", "90", "f9")
        asked = picture(app)
        assert "警 開設年月日：該当するときは入力" in asked and "登録する" in asked and "戻る" in asked
        await press(app, "enter")
        assert "登録しました" in picture(app)
    assert stored(officer, 1).opened_on is None


@pytest.mark.req("SYS-33")
async def test_update_stores_the_changed_items(station: Station, officer: Desk) -> None:
    """更新 of a complete record needs no question; version and message follow."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        assert "倉庫_更新" in picture(app) and "登録済 版1" in picture(app)
        await press(app, "end", "西", "f9")
        assert "更新しました（1 第一倉庫西）" in picture(app) and "版2" in picture(app)
        await press(app, "end", "館", "f9")
    assert (stored(officer, id).name, stored(officer, id).version) == ("第一倉庫西館", 3)


async def test_a_question_shows_the_record_it_speaks_of(station: Station, officer: Desk) -> None:
    """An ASK finding: the other record can be opened, then the officer goes on or back."""
    depot(officer, "第二倉庫", note="もとからある倉庫")
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, *FILLED, "f9")
        assert "同じ名称の倉庫が登録されています" in picture(app)
        await press(app, "down", "enter", "f6")
        assert "もとからある倉庫" in picture(app)
        await press(app, "f3")
        assert "同じ名称の倉庫が登録されています" in picture(app)
        await press(app, "down", "down", "enter")
        assert count(officer) == 1
        await press(app, "f9", "enter")
        assert "登録すると確定します" in picture(app)
        await press(app, "enter")
    assert count(officer) == 2


@pytest.mark.req("SYS-55")
async def test_a_form_whose_window_is_over_is_only_shown(station: Station, officer: Desk) -> None:
    """The sentence says why; typing is refused and F9 is not offered."""
    app = station(lambda: RecordScreen(Plan))
    async with running(app):
        shown = picture(app)
        assert "登録期間（4月1日から5月31日まで）は終わりました" in shown and "登録" not in shown.splitlines()[-1]
        await press(app, "目標", "f9")
        assert "目標  " in picture(app)


async def test_a_record_of_another_office_is_only_shown(station: Station, officer: Desk, make_desk: Any) -> None:
    """What the officer may not change is read only, with who may."""
    other = make_desk("1302", database=officer.database)
    id = depot(other)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        shown = picture(app)
        assert "倉庫_表示" in shown and "管轄局署の職員" in shown
        await press(app, "文字")
        assert "入力できません" in picture(app)
        await press(app, "f3")


@pytest.mark.req("SYS-31")
async def test_what_is_not_stored_stays_while_the_form_is_open(station: Station, officer: Desk) -> None:
    """摘要 is kept on the form after 登録, is in no draft and not in the record opened again."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, *FILLED, "f6", "窓口控", "enter", "f2")
        assert "remark" not in drafts_of(officer)[0].texts
        await press(app, "f9", "enter")
        assert "登録しました" in picture(app) and "窓口控" in picture(app)
    again = station(lambda: RecordScreen(Depot, 1))
    async with running(again):
        await press(again, "f6", "f6")
        assert "摘要" in picture(again) and "窓口控" not in picture(again)


async def test_pages_that_are_only_read(station: Station, officer: Desk) -> None:
    """F6 goes on to them; their text is literal; F4 takes the values a page offers for a new record."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "第三倉庫", "f7")
        shown = picture(app)
        assert "[参考]" in shown and "4文字" in shown and "[bold]印[/bold]" in shown and "`そのまま`" in shown
        await press(app, "文字")
        assert "表示だけです" in picture(app)
        await press(app, "f4")
        assert "2項目を取り込みました" in picture(app) and "第三倉庫" in picture(app)
        await press(app, "f6")
        assert "冷蔵" in picture(app) and "120" in picture(app)


class Falling:
    """`store.save` that fails with a trouble so many times, after storing or before."""

    def __init__(self, trouble: Exception, *, after: bool = False, times: int = 1):
        self.trouble, self.after, self.left = trouble, after, times
        self.real = store.save
        self.keys: list[str | None] = []

    def __call__(self, *given: Any, **more: Any) -> Any:
        self.keys.append(more.get("key"))
        if self.left:
            self.left -= 1
            if self.after:
                self.real(*given, **more)
            raise self.trouble
        return self.real(*given, **more)


async def test_storage_trouble_loses_nothing(station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence is said, a draft is written, and F9 again registers it."""
    falling = Falling(StorageBusy())
    monkeypatch.setattr(store, "save", falling)
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, *FILLED, "f9", "enter")
        shown = picture(app)
        assert "書き込めませんでした" in shown and "下書きに残しました" in shown
        assert count(officer) == 0 and drafts_of(officer)[0].texts["name"] == "第二倉庫"
        await press(app, "f9", "enter")
        assert "登録しました" in picture(app)
    assert count(officer) == 1 and falling.keys[0] == falling.keys[1] is not None
    assert drafts_of(officer) == []


async def test_an_unanswered_registration_is_not_stored_twice(
    station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The COMMIT went through but was not answered: F9 again finds it, and keeps what was typed since."""
    monkeypatch.setattr(store, "save", Falling(StorageLost(unsure=True), after=True))
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, *FILLED, "f9", "enter")
        assert "登録できたかどうか分かりません" in picture(app)
        await press(app, "f7", "up", "end", "北", "f9")
        while "確かめたので続ける" in picture(app):
            await press(app, "enter")
        await press(app, "enter")
        assert "二重には登録していません" in picture(app) and "第二倉庫北" in picture(app)
        assert (count(officer), stored(officer, 1).name) == (1, "第二倉庫")
        await press(app, "f9")
        assert "更新しました" in picture(app)
    assert (count(officer), stored(officer, 1).name) == (1, "第二倉庫北")


async def test_a_deleted_record_is_told(station: Station, officer: Desk) -> None:
    """Somebody deleted it between list and form."""
    id = depot(officer)
    store.save(officer, Depot, "削除", id=id, version=1)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        assert "登録されていないか、削除されています" in picture(app)
        await press(app, "enter")


async def test_leaving_a_changed_form_asks(station: Station, officer: Desk) -> None:
    """登録 / 下書き / 破棄; Esc goes on typing; an unchanged form just closes."""
    id = depot(officer)
    for keys, name, drafts in (
        (("down", "down", "enter"), "第一倉庫", 0),
        (("down", "enter"), "第一倉庫", 1),
        (("enter",), "第一倉庫改", 0),
    ):
        app = station(lambda: RecordScreen(Depot, id))
        async with running(app):
            await press(app, "end", "改", "f3")
            asked = picture(app)
            assert all(word in asked for word in ("変更があります", "更新する", "下書きに残す", "破棄する"))
            await press(app, "escape")
            assert "倉庫_更新" in picture(app)
            await press(app, "f3", *keys)
        assert (stored(officer, id).name, len(drafts_of(officer))) == (name, drafts)
        if drafts:
            again = station(lambda: RecordScreen(Depot, id))
            async with running(again):
                await press(again, "down", "down", "enter")
                assert "下書きを破棄しました" in picture(again)


async def test_a_burst_is_slow_typing(station: Station, officer: Desk) -> None:
    """All keys of a registration at once, the questions included."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(
            app, *FILLED, "備考一", "enter", "備考二", "tab", "倉庫　守", "enter", "R3.1.1", "enter", "f9", "enter"
        )
    one = stored(officer, 1)
    assert (one.note, [(line.keeper, line.since) for line in one.keepers]) == (
        "備考一\n備考二", [("倉庫　守", date(2021, 1, 1))])  # fmt: skip
