"""F12: forms seen on the screen, then written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from screens import printing
from screens.record_form import RecordScreen
from screens.register import RegisterScreen
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station, depot
from tests.screens.samples import Depot
from tests.terminal import picture, press, running


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)


def cells(path: Path) -> list[str]:
    """All texts of a workbook."""
    book = openpyxl.load_workbook(path)
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


@pytest.mark.req("SYS-43", "SYS-31")
async def test_a_form_is_seen_and_then_written_with_what_is_only_entered_for_it(
    station: Station, officer: Desk, output: Path
) -> None:
    """The preview shows it, F12 asks for the path; 摘要 is printed though it is not stored."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f6", "f6", "窓口控", "f12")
        shown = picture(app)
        assert "倉庫票　画面表示" in shown and "第一倉庫" in shown and "窓口控" in shown and "1 / 1 ページ" in shown
        assert not output.exists()
        await press(app, "f12", "enter")
        assert "倉庫票_1 第一倉庫.xlsx" in picture(app).replace("\n", "")
    assert {"第一倉庫", "窓口控"} <= set(cells(output / "倉庫票_1 第一倉庫.xlsx"))


@pytest.mark.req("SYS-31")
async def test_reopened_the_record_prints_without_it(station: Station, officer: Desk, output: Path) -> None:
    """What was only entered for printing is gone with the form."""
    id = depot(officer)
    first = station(lambda: RecordScreen(Depot, id))
    async with running(first):
        await press(first, "f6", "f6", "窓口控", "f12", "f3", "f3", "down", "down", "enter")
    again = station(lambda: RecordScreen(Depot, id))
    async with running(again):
        await press(again, "f12")
        assert "窓口控" not in picture(again) and "第一倉庫" in picture(again)


async def test_changes_that_are_not_stored_are_not_printed(station: Station, officer: Desk) -> None:
    """The officer is told to store them first."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "end", "改", "f12")
        assert "先に更新してください" in picture(app) and "倉庫_更新" in picture(app)


async def test_a_new_record_has_nothing_to_print(station: Station) -> None:
    """F12 is offered once the record is registered."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "f12")
        assert "この画面では使いません" in picture(app)


@pytest.mark.req("SYS-43")
async def test_a_form_of_a_list_holds_what_was_found(station: Station, officer: Desk, output: Path) -> None:
    """名簿 of the records that the conditions found."""
    for name in ("北倉庫", "南倉庫", "北別館"):
        depot(officer, name)
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "北", "f5", "f12")
        shown = picture(app)
        assert "倉庫名簿" in shown and "北倉庫" in shown and "北別館" in shown and "南倉庫" not in shown
        await press(app, "f12", "ctrl+u", "名簿", "enter")
    assert "北別館" in cells(output / "名簿.xlsx")


async def test_a_text_without_room_is_told(station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No form is made; the item and what would be right are said."""
    from shuro.kernel.forms import DoesNotFit

    def full(desk: object, one: object) -> None:
        raise DoesNotFit("備考", "3行以内に短くしてください。")

    id = depot(officer)
    monkeypatch.setattr("tests.screens.samples.Depot.prints", (printing.Print("倉庫票", full, "sheet"),))  # type: ignore[arg-type]
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f12")
        assert "「倉庫票」を作成できません。備考：3行以内に短くしてください。" in picture(app)


@pytest.mark.parametrize("fails", [False, True])
def test_a_pdf_leaves_no_workbook_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    """The workbook that LibreOffice reads is removed; an older one of that name stays; without a PDF it is kept."""
    from shuro.kernel.record import entry
    from tests.screens.samples import sheet

    def convert(source: Path, target: Path) -> tuple[Path | None, str]:
        assert cells(source)
        if fails:
            return None, "変換できません。"
        target.write_bytes(b"%PDF")
        return target, ""

    monkeypatch.setattr(printing, "to_pdf", convert)
    document = sheet(None, entry(Depot, name="第一倉庫"))  # type: ignore[arg-type]
    said = printing.write_document(document, tmp_path / "票.pdf", "pdf")
    assert sorted(path.name for path in tmp_path.glob("*.*")) == (["票.xlsx"] if fails else ["票.pdf"])
    assert ("変換できません" in said) is fails
    (tmp_path / "票.xlsx").write_text("前のもの")
    printing.write_document(document, tmp_path / "票.pdf", "pdf")
    assert (tmp_path / "票.xlsx").read_text() == "前のもの" and not list(tmp_path.glob(".*"))
