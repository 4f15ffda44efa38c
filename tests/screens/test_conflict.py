"""Two officers, one record."""

from __future__ import annotations

from datetime import date
from typing import Any

from screens.conflict import Clash, ConflictScreen
from screens.record_form import RecordScreen
from shuro.kernel import store
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station, depot, stored
from tests.screens.samples import Depot
from tests.terminal import picture, press, running


def update(desk: Desk, id: int, **values: Any) -> None:
    """A colleague's update, on the record as it is."""
    now = stored(desk, id)
    store.save(
        desk, Depot, "更新", values, id=id, version=now.version, base={name: getattr(now, name) for name in values}
    )


async def test_changes_of_different_items_merge_by_themselves(station: Station, officer: Desk, colleague: Desk) -> None:
    """Nothing is asked; what was taken over is named."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "改")
        update(colleague, id, note="同僚の備考", kind="冷蔵")
        await press(app, "f9")
        said = picture(app)
        assert "別の職員が更新した" in said and "備考" in said and "種別" in said
        await press(app, "f6")
        assert "同僚の備考" in picture(app)
    assert (stored(officer, id).name, stored(officer, id).note, stored(officer, id).version) == (
        "第一倉庫改", "同僚の備考", 3)  # fmt: skip


async def test_each_clashing_item_is_decided(station: Station, officer: Desk, colleague: Desk) -> None:
    """Three columns; mine for one item, theirs for the other; then it is stored on top of theirs."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "東", "enter", "enter", "enter", "2", "enter", "ctrl+u", "300", "enter")
        update(colleague, id, name="第一倉庫西", floor=200, opened_on=date(2021, 5, 1))
        await press(app, "f9")
        shown = picture(app)
        for word in ("自分の入力", "登録済み（鈴木", "元の内容", "第一倉庫東", "第一倉庫西", "300", "200", "100"):
            assert word in shown
        assert "開設年月日" not in shown
        await press(app, "f9")
        assert "名称：どちらの内容を残すか" in picture(app)
        await press(app, "left", "down", "right", "f9")
        assert "更新しました" in picture(app) and "第一倉庫東" in picture(app)
    one = stored(officer, id)
    assert (one.name, one.floor, one.kind, one.opened_on) == ("第一倉庫東", 200, "冷蔵", date(2021, 5, 1))


async def test_going_back_stores_nothing_and_keeps_what_was_typed(
    station: Station, officer: Desk, colleague: Desk
) -> None:
    """F3 from the conflict: the form as it was; F9 asks again."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "東")
        update(colleague, id, name="第一倉庫西")
        await press(app, "f9", "f3")
        assert "第一倉庫東" in picture(app) and "更新していません" in picture(app)
        assert stored(officer, id).name == "第一倉庫西"
        await press(app, "f9", "up", "left", "f9")
    assert stored(officer, id).name == "第一倉庫東"


async def test_a_second_update_during_the_decision_is_asked_for_again(
    station: Station, officer: Desk, colleague: Desk
) -> None:
    """Nobody's update is lost while somebody decides."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "東")
        update(colleague, id, name="第一倉庫西")
        await press(app, "f9", "left")
        update(colleague, id, floor=250)
        await press(app, "f9")
        assert "更新しました" in picture(app)
    assert (stored(officer, id).name, stored(officer, id).floor) == ("第一倉庫東", 250)


async def test_all_items_are_chosen_at_once_and_long_texts_are_shown_whole(station: Station) -> None:
    """The first line decides for all; the line in hand is shown in full below."""
    long = "長い内容" * 12
    clashes = [Clash(f"n{at}", f"項目{at}", f"私{at}", long if at == 0 else "彼", "") for at in range(3)]
    app = station(lambda: ConflictScreen(clashes, "鈴木"))
    async with running(app):
        screen = app.screen
        assert long[:30] in picture(app).replace("\n", "") and "（空欄）" in picture(app)
        await press(app, "up", "right", "f9")
        assert screen.result == {"n0": "theirs", "n1": "theirs", "n2": "theirs"}  # type: ignore[attr-defined]
