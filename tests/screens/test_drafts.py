"""Drafts: written beside the typing, offered again, shown as differences, dropped when of no use."""

from __future__ import annotations

import asyncio

import pytest

from screens import app as app_module
from screens.menu import MainMenu
from screens.record_form import RecordScreen
from screens.resume import ResumeScreen
from shuro.kernel import drafts, store
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import drafts_of
from shuro.kernel.troubles import StorageBusy
from tests.screens.conftest import Station, depot, stored
from tests.screens.samples import Depot, Round
from tests.terminal import picture, press, running


async def written(app: RecordScreen) -> None:
    """Wait for the draft that is being written."""
    await app.keeper.settle()


async def test_leaving_an_item_writes_a_draft(station: Station, officer: Desk) -> None:
    """At blur, without a question; the item in hand is kept as well as the others."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "第二倉庫", "enter")
        await written(app.screen)  # type: ignore[arg-type]
        (draft,) = drafts_of(officer)
        assert draft.texts["name"] == "第二倉庫" and draft.record == "depot" and draft.place == "name_kana"


async def test_a_pause_writes_what_stands_in_the_editor(
    station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two seconds (here: a moment) without a key, text of an item that was not left."""
    monkeypatch.setattr(app_module, "PAUSE", 0.01)
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "書きかけ")
        for _ in range(200):
            if drafts_of(officer):
                break
            await asyncio.sleep(0.01)
        assert drafts_of(officer)[0].texts["name"] == "書きかけ"


async def test_a_lost_line_writes_what_was_typed(station: Station, officer: Desk) -> None:
    """The signal's handler keeps every changed form of the stack at once, also below another screen."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "改", "f10")
        app.save_drafts()
        assert drafts_of(officer)[0].texts["name"] == "第一倉庫改"
        assert drafts_of(officer)[0].base_version == 1


async def test_the_menu_offers_drafts_once_after_log_in(station: Station, officer: Desk) -> None:
    """The list comes first; 続きから opens the form where the officer was; registering it drops the draft."""
    before = station(lambda: RecordScreen(Depot))
    async with running(before):
        await press(before, "第二倉庫", "enter", "ダイニ", "enter", "R2.4.1", "enter", "f2")
        assert "下書きを保存しました" in picture(before)
    app = station(lambda: MainMenu())
    async with running(app):
        shown = picture(app)
        assert "下書き" in shown and "倉庫" in shown and "新規　" in shown and "令和8年6月10日 09:00" in shown
        await press(app, "enter", "enter")
        shown = picture(app)
        assert "倉庫_登録" in shown and "> 種別" in shown and "令和2年4月1日" in shown
        await press(app, "1", "enter", "80", "f9", "enter", "f3", "f3")
        assert "業務メニュー" in picture(app) and "下書き" not in picture(app)
    assert stored(officer, 1).name == "第二倉庫" and drafts_of(officer) == []


async def test_differences_are_shown_and_a_draft_is_thrown_away(station: Station, officer: Desk) -> None:
    """差分を見る lists stored and drafted contents of what differs; 破棄 deletes the draft and nothing else."""
    id = depot(officer, note="もとの備考")
    before = station(lambda: RecordScreen(Depot, id))
    async with running(before):
        await press(before, "end", "改", "enter", "f2")
    app = station(ResumeScreen)
    async with running(app):
        await press(app, "enter", "2", "down", "enter")
        shown = picture(app)
        assert "第一倉庫改" in shown and "第一倉庫" in shown and "もとの備考" not in shown
        await press(app, "enter", "down", "down", "enter")
        assert "下書きを破棄しました" in picture(app) and "下書きはありません" in picture(app)
    assert drafts_of(officer) == [] and stored(officer, id).name == "第一倉庫"


async def test_a_draft_lies_on_what_a_colleague_has_stored_since(
    station: Station, officer: Desk, colleague: Desk
) -> None:
    """Only what the draft changed is laid over the record as it is now."""
    id = depot(officer)
    before = station(lambda: RecordScreen(Depot, id))
    async with running(before):
        await press(before, "end", "改", "enter", "f2")
    store.save(colleague, Depot, "更新", {"note": "同僚の備考"}, id=id, version=1, base={"note": None})
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        assert "下書きがあります" in picture(app)
        await press(app, "enter")
        assert "第一倉庫改" in picture(app)
        await press(app, "f9")
        assert "更新しました" in picture(app)
    assert (stored(officer, id).name, stored(officer, id).note) == ("第一倉庫改", "同僚の備考")


async def test_new_records_of_different_parents_have_drafts_of_their_own(station: Station, officer: Desk) -> None:
    """What a new record hangs on tells its draft apart, and comes back with it."""
    first, second = depot(officer), depot(officer, "二番")
    for id, words in ((first, "一つ目"), (second, "二つ目")):
        app = station(lambda id=id: RecordScreen(Round, given={"depot_id": id, "purpose": "臨時"}))
        async with running(app):
            await press(app, "R8.6.1", "enter", words, "f2")
    assert [draft.texts["found"] for draft in drafts_of(officer)] == ["二つ目", "一つ目"]
    app = station(ResumeScreen)
    async with running(app):
        await press(app, "down", "enter", "enter", "f9", "enter")
        assert "登録しました" in picture(app)
    made = stored(officer, 1, Round)
    assert (made.depot_id, made.found, made.purpose) == (first, "一つ目", "臨時")
    assert [draft.texts["found"] for draft in drafts_of(officer)] == ["二つ目"]


async def test_a_draft_left_for_later_is_not_written_over(station: Station, officer: Desk) -> None:
    """あとで: what is typed now becomes a draft of its own, and registering drops only that one."""
    for name in ("一番", "二番"):
        app = station(lambda: RecordScreen(Depot))
        async with running(app):
            if name == "二番":
                assert "下書きがあります" in picture(app)
                await press(app, "up", "enter")
            await press(app, name, "enter", "f2")
    assert [draft.texts["name"] for draft in drafts_of(officer)] == ["二番", "一番"]
    app = station(ResumeScreen)
    async with running(app):
        await press(app, "enter", "enter", "f6", "enter", "enter", "9", "f9", "enter")
        assert "登録しました（1 二番）" in picture(app)
    assert [draft.texts["name"] for draft in drafts_of(officer)] == ["一番"]


async def test_a_draft_of_a_deleted_record_cannot_be_gone_on_with(station: Station, officer: Desk) -> None:
    """It is told, and can still be thrown away."""
    id = depot(officer)
    before = station(lambda: RecordScreen(Depot, id))
    async with running(before):
        await press(before, "end", "改", "enter", "f2")
    store.save(officer, Depot, "削除", id=id, version=1)
    app = station(ResumeScreen)
    async with running(app):
        await press(app, "enter", "enter")
        assert "削除されています" in picture(app)
        await press(app, "enter", "enter", "down", "enter")
        assert "削除されています" in picture(app)
        await press(app, "enter", "down", "down", "enter")
        assert "下書きを破棄しました" in picture(app)
    assert drafts_of(officer) == []


async def test_a_draft_that_cannot_be_written_is_told(
    station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The officer goes on; F2 says what is wrong."""

    def busy(*_: object, **__: object) -> None:
        raise StorageBusy

    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        monkeypatch.setattr("screens.draft_keeper.save_draft", busy)
        await press(app, "第二倉庫", "enter", "f2")
        assert "書き込めませんでした" in picture(app)
        await press(app, "f3", "down", "enter")
        assert "下書きを保存できませんでした" in picture(app) and "倉庫_登録" in picture(app)


async def test_an_unchanged_form_leaves_no_draft(station: Station, officer: Desk) -> None:
    """What was typed and taken back is no draft."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "改", "enter", "up", "end", "backspace", "enter", "f2")
        assert "変更がないため" in picture(app)
        await press(app, "f3")
    assert drafts_of(officer) == []
    assert drafts.load_draft(officer, "depot", id) is None
