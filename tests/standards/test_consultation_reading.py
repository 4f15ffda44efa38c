"""労働相談票 (86001) at the keyboard: the file of the reader is taken in by F11, and the form that completes it opens."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from screens.register import RegisterScreen
from shuro.kernel.desk import Desk
from shuro.kernel.register import Register
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_slip import ConsultationSlip
from tests.standards.complaints import workstation
from tests.standards.consultations import slips
from tests.standards.test_consultation_slip import NUMBER, SLIP
from tests.terminal import picture, press, running

SECOND = "01-20260609-0002"


def file_of(folder: Path, *rows: dict[str, str]) -> str:
    """A file of the reader."""
    path = folder / "読取.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def kept(desk: Desk) -> list[Any]:
    """The consultations that are stored."""
    return list(Register(desk, Consultation).all())


@pytest.mark.req("CST-3", "CST-44", "CST-46", "CST-47", "CST-49")
async def test_one_slip_is_read_completed_and_registered(desk: Desk, clock: Any, tmp_path: Path) -> None:
    path = file_of(tmp_path, {**SLIP, "相談方法": "9"})
    app = workstation(desk, lambda: RegisterScreen(Consultation), clock)
    async with running(app):
        await press(app, "f11")
        assert "労働相談票の読取り　ファイルから" in picture(app)
        await press(app, "1", "enter", path, "enter")
        shown = picture(app)
        assert "相談情報_登録" in shown and "令和8年6月8日" in shown
        assert kept(desk) == [] and slips(desk)[0].state == "未登録"
        await press(app, "f6", "f7", "enter", "電話", "enter", "f9", "enter")
        assert "相談情報_検索" in picture(app)
    (one,) = kept(desk)
    assert (one.method, one.minutes, one.caller) == ("電話", 15, "朝霧　恵")
    assert (slips(desk)[0].state, slips(desk)[0].consultation_id) == ("登録済", one.id)


@pytest.mark.req("CST-46", "CST-49")
async def test_several_slips_are_chosen_by_their_numbers(desk: Desk, clock: Any, tmp_path: Path) -> None:
    path = file_of(tmp_path, SLIP, {**SLIP, "帳票読取通番": SECOND, "相談者氏名": "夕立　望"},
                   {**SLIP, "帳票種別番号": "80201"})  # fmt: skip
    app = workstation(desk, lambda: RegisterScreen(Consultation), clock)
    async with running(app):
        await press(app, "f5", "f11", "労働相談票の読取り", "enter", path, "enter")
        assert "4行目" in picture(app) and "「80201」の帳票は読み取れません。" in picture(app)
        await press(app, "enter")
        assert "登録する労働相談票" in picture(app) and NUMBER in picture(app) and SECOND in picture(app)
        await press(app, "enter")  # the latest number stands first
        assert "相談情報_登録" in picture(app)
        await press(app, "f9", "enter")
        assert "登録する労働相談票" in picture(app) and SECOND not in picture(app)
        await press(app, "f3")
        assert "相談情報_一覧" in picture(app) and "夕立　望" in picture(app)
        await press(app, "f11", "からの登録", "enter", "enter", "f9", "enter")
        assert "相談情報_一覧" in picture(app) and "朝霧　恵" in picture(app)
        await press(app, "f11", "からの登録", "enter")
        assert "登録していない労働相談票はありません。" in picture(app)
    assert sorted(one.caller for one in kept(desk)) == ["夕立　望", "朝霧　恵"]


@pytest.mark.req("CST-49")
async def test_a_file_that_is_none_keeps_what_was_typed(desk: Desk, clock: Any, tmp_path: Path) -> None:
    (tmp_path / "手紙.csv").write_bytes(b"\x00\x01\x02")
    app = workstation(desk, lambda: RegisterScreen(ConsultationSlip), clock)
    async with running(app):
        await press(app, "f11", "1", "enter", str(tmp_path / "ない.csv"), "enter")
        assert "このファイルはありません。" in picture(app) and "ない.csv" in picture(app)
        await press(app, "ctrl+u", str(tmp_path / "手紙.csv"), "enter")
        assert "労働相談票の読取り" in picture(app) and "手紙.csv" in picture(app) and "誤 ファイル：" in picture(app)
        await press(app, "ctrl+u", file_of(tmp_path, SLIP), "enter")
        assert "新規1件、読取済み0件、誤り0件" in picture(app)
        await press(app, "f5")
        assert NUMBER in picture(app)
    assert len(slips(desk)) == 1


@pytest.mark.req("CST-49")
async def test_the_file_is_chosen_from_its_folder(
    desk: Desk, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "写真.png").write_bytes(b"")
    file_of(tmp_path, SLIP)
    app = workstation(desk, lambda: RegisterScreen(ConsultationSlip), clock)
    async with running(app):
        await press(app, "f11", "1", "enter", "f4")
        assert "読取.csv" in picture(app) and "写真.png" not in picture(app)
        await press(app, "読取", "enter")
        assert "読取.csv" in picture(app) and slips(desk) == []
        await press(app, "enter")
        assert "新規1件" in picture(app)


@pytest.mark.req("CST-49")
async def test_the_ministry_is_told_who_reads_slips(ministry_desk: Desk, clock: Any) -> None:
    app = workstation(ministry_desk, lambda: RegisterScreen(ConsultationSlip), clock)
    async with running(app):
        await press(app, "f11", "1", "enter")
        assert "できるのは管轄する局・署の職員です。" in picture(app)
