"""The 「データ」 menu: steps, deletion by name, history, files."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from screens.record_form import RecordScreen
from screens.register import RegisterScreen
from shuro.kernel import store
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station, depot, stored
from tests.screens.samples import Depot
from tests.terminal import picture, press, running


@pytest.mark.req("SYS-34")
async def test_an_entry_that_does_not_apply_says_why(station: Station, officer: Desk) -> None:
    """送付 of a 倉庫 that is not 冷蔵 is shown with the reason and does nothing."""
    id = depot(officer, kind="普通")
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f11")
        assert "送付　（できません：送付できるのは種別が「冷蔵」の倉庫です。）" in picture(app)
        await press(app, "送付", "enter")
        assert "送付できるのは種別が「冷蔵」の倉庫です。" in picture(app).splitlines()[-2]
    assert stored(officer, id).state == "登録済"


@pytest.mark.req("SYS-34")
async def test_a_step_asks_its_question_and_is_stored(station: Station, officer: Desk) -> None:
    """送付 of a 冷蔵 one: asked, done, and the record is only shown from then on."""
    id = depot(officer, kind="冷蔵")
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f11", "2", "enter")
        assert "送付しますか" in picture(app)
        await press(app, "down", "enter")
        assert stored(officer, id).state == "登録済"
        await press(app, "f11", "2", "enter", "enter")
        shown = picture(app)
        assert "「送付」を行いました" in shown and "倉庫_表示" in shown and "送付済" in shown
    assert stored(officer, id).state == "送付済"


@pytest.mark.req("SYS-34")
async def test_a_changed_form_is_stored_first(station: Station, officer: Desk) -> None:
    """Steps that store no items wait until the form has no changes."""
    id = depot(officer, kind="冷蔵")
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "改", "f11", "2", "enter")
        assert "登録していない変更があります" in picture(app)
    assert stored(officer, id).state == "登録済"


@pytest.mark.req("SYS-35")
async def test_deleting_asks_for_the_records_own_name(station: Station, officer: Desk) -> None:
    """Another name deletes nothing; the name itself does, and the record leaves the list."""
    id = depot(officer, "第一倉庫Ａ")
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "f5", "enter", "f11", "1", "enter")
        asked = picture(app)
        assert "一覧・検索・集計から消えます" in asked and "「第一倉庫Ａ」" in asked
        await press(app, "第二倉庫", "enter")
        assert "「第一倉庫Ａ」と入力してください" in picture(app) and stored(officer, id).id == id
        await press(app, "f3", "f11", "1", "enter", "第一倉庫A", "enter")
        shown = picture(app)
        assert "「削除」を行いました（1 第一倉庫Ａ）" in shown and "該当する情報はありません" in shown
    with pytest.raises(store.Gone):
        stored(officer, id)


@pytest.mark.req("SYS-35")
async def test_a_deletion_meets_a_colleagues_update(station: Station, officer: Desk, colleague: Desk) -> None:
    """The record as it is now is shown, nothing is deleted."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        store.save(colleague, Depot, "更新", {"note": "残すこと"}, id=id, version=1, base={"note": None})
        await press(app, "f11", "1", "enter", "第一倉庫", "enter")
        assert "鈴木" in picture(app) and "もう一度行ってく" in picture(app) and "版2" in picture(app)
    assert stored(officer, id).note == "残すこと"


async def test_the_history_shows_what_each_step_changed(station: Station, officer: Desk) -> None:
    """Newest first; Enter shows old and new contents."""
    id = depot(officer)
    store.save(officer, Depot, "更新", {"name": "改名倉庫", "kind": "冷蔵"}, id=id, version=1)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f11", "履歴", "enter")
        shown = picture(app)
        assert shown.index("更新") < shown.index("登録") and "名称" in shown and "山本" in shown
        await press(app, "enter")
        shown = picture(app)
        assert (
            "前  " in shown
            and "第一倉庫" in shown
            and "改名倉庫" in shown
            and "種別" in shown
            and "冷蔵" in shown
            and "令和8年6月10日 09:00" in shown
        )
        await press(app, "f3", "down", "enter")
        assert "令和2年4月1日" in picture(app)


@pytest.mark.parametrize("typed", ["/", "~nobody_here/1", "長" * 300])
async def test_a_path_that_cannot_be_one_is_told_and_stays(station: Station, officer: Desk, typed: str) -> None:
    id = depot(officer, kind="冷蔵", keepers=[])
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f11", "ファイル", "enter", "enter", "ctrl+u", typed, "enter")
        assert "出力先：" in picture(app) and app.screen.body.model.texts["path"] == typed  # type: ignore[attr-defined]


@pytest.mark.req("SYS-42", "ACC-23")
async def test_a_record_is_written_to_a_file_that_is_asked_for(station: Station, officer: Desk, output: Path) -> None:
    """The path is offered in the output folder and asked each time; nothing is overwritten without a question."""
    id = depot(officer, kind="冷蔵", keepers=[])
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f11", "ファイル", "enter", "enter")
        assert "出力先" in picture(app) and not output.exists()
        await press(app, "enter")
        assert "に出力しました" in picture(app)
        path = output / "倉庫_1 第一倉庫.xlsx"
        cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]  # type: ignore[union-attr]
        assert cells[0] == ["項目", "内容"] and ["名称", "第一倉庫"] in cells and ["種別", "冷蔵"] in cells
        before = path.stat().st_mtime_ns
        await press(app, "f11", "ファイル", "enter", "enter", "enter")
        assert "既にあります" in picture(app)
        await press(app, "escape")
        assert path.stat().st_mtime_ns == before
        await press(app, "f11", "ファイル", "enter", "enter", "enter", "enter", "ctrl+u", "別名", "enter")
        assert (output / "別名.xlsx").exists()


@pytest.mark.req("SYS-42")
@pytest.mark.parametrize(("choice", "encoding"), [((), "xlsx"), (("down",), "utf-8-sig"), (("down", "down"), "cp932")])
async def test_a_list_is_written_as_it_is_shown(
    station: Station, officer: Desk, output: Path, choice: tuple[str, ...], encoding: str
) -> None:
    """The columns of the list, one line a record, of what the conditions found."""
    depot(officer, "北倉庫")
    depot(officer, "南倉庫")
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "北", "f5", "f11", "1", "enter", *choice, "enter", "enter")
        assert "1件を" in picture(app)
    (path,) = output.iterdir()
    if encoding == "xlsx":
        rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]  # type: ignore[union-attr]
        rows = [[str(cell or "") for cell in row] for row in rows]
    else:
        rows = list(csv.reader(path.read_text(encoding=encoding).splitlines()))
    assert rows[0] == ["番号", "名称", "種別", "開設年月日"] and [row[1] for row in rows[1:]] == ["北倉庫"]


async def test_whole_records_are_written_in_the_shape_of_an_import(
    station: Station, officer: Desk, output: Path
) -> None:
    """Every item under its heading."""
    depot(officer, "北倉庫", note="備考の内容")
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "f5", "f11", "2", "enter", "down", "enter", "enter")
        assert "1件を" in picture(app)
    (path,) = output.iterdir()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert (rows[0]["名称"], rows[0]["備考"]) == ("北倉庫", "備考の内容")


async def test_a_folder_that_is_not_there_is_told(station: Station, officer: Desk, output: Path) -> None:
    """The sentence names the folder; nothing is lost."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f11", "ファイル", "enter", "enter", "ctrl+u", str(output / "ない" / "a.xlsx"), "enter")
        assert "フォルダー「" in picture(app) and "がありません" in picture(app)
