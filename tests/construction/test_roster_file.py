"""Rosters from files: what people really hand in, and the command that counts them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from shuro.commands.exits import Exit
from shuro.construction import roster_file
from shuro.construction.full_time import CORPORATION, SMALL
from shuro.construction.full_time_forms import MASK
from shuro.kernel.sheets import SheetTrouble
from tests.construction.test_full_time import DAY

COLUMNS = (
    "被保険者整理番号", "氏名", "人員区分", "国籍区分", "在留資格", "勤務形態", "雇用期間", "週労働日数", "年間労働日数",
    "週労働時間",
    "申請する事業所のみで勤務", "社会保険", "標準報酬月額", "役員の勤務形態", "退職年月日",
)  # fmt: skip
REGULAR = {
    "人員区分": "従業員", "国籍区分": "日本人", "勤務形態": "フルタイム", "雇用期間": "無期", "週労働日数": "5",
    "年間労働日数": "240",
    "週労働時間": "40:00", "申請する事業所のみで勤務": "1", "社会保険": "健康保険・厚生年金保険",
}  # fmt: skip


def line(number: int, name: str, **changed: str) -> dict[str, str]:
    return {"被保険者整理番号": str(number), "氏名": name} | REGULAR | changed


def written(path: Path, lines: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([one.get(column, "") for column in columns] for one in lines)
    return path


def read(path: Path, employer: str = CORPORATION) -> roster_file.Roster:
    return roster_file.read(path, employer, DAY)


@pytest.mark.req("CON-103")
def test_full_width_digits_japanese_dates_and_blank_lines(tmp_path: Path) -> None:
    lines = [
        line(1, "国土太郎", 週労働日数="５", 年間労働日数="２４０", 週労働時間="４０：００"),
        {},
        line(2, "国土花子", 退職年月日="令和7年3月31日", 標準報酬月額="３００，０００"),
    ]
    found = read(written(tmp_path / "a.csv", lines))
    assert found.rejected == ()
    assert found.lines == (2, 4)
    first, second = found.people
    assert (first.weekly_days, first.yearly_days, first.weekly_minutes) == (5, 240, 2400)
    assert (second.left_on.isoformat(), second.standard_pay) == ("2025-03-31", 300_000)


@pytest.mark.req("CON-103")
def test_every_fault_is_told_with_line_and_item_and_nothing_is_taken(tmp_path: Path) -> None:
    lines = [
        line(1, "国土太郎", 年間労働日数="367"),
        line(2, "", 人員区分="社員"),
        line(3, "鈴木", 人員区分="事業主", 在留資格="永住者"),
    ]
    found = read(written(tmp_path / "a.csv", lines))
    told = "\n".join(found.rejected)
    assert "2行目　年間労働日数：366以下の数字" in told
    assert "3行目　人員区分：" in told and "3行目　氏名：" in told
    assert "4行目　人員区分：「事業主」は法人では使えません。役員、従業員から選んでください。" in told
    assert "4行目　在留資格：日本人には入力できません。" in told


def test_wrong_doubled_and_missing_headings(tmp_path: Path) -> None:
    with pytest.raises(SheetTrouble, match="「社員名」という項目はありません"):
        read(written(tmp_path / "a.csv", [], ("社員名", "人員区分")))
    with pytest.raises(SheetTrouble, match="「氏名」が2つ以上あります"):
        read(written(tmp_path / "b.csv", [], ("氏名", "氏名")))
    with pytest.raises(SheetTrouble, match="見出し「人員区分」がありません"):
        read(written(tmp_path / "c.csv", [line(1, "国土太郎")], ("氏名", "勤務形態")))
    assert read(written(tmp_path / "d.csv", [])).rejected == (
        "職員の行がありません。2行目から1人1行で入力してください。",
    )


def test_merged_cells_are_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    sheet.append([line(1, "国土太郎").get(column, "") for column in COLUMNS])
    sheet.merge_cells("B2:C2")
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SheetTrouble, match="結合したセル"):
        read(tmp_path / "a.xlsx")


def test_the_same_person_twice(tmp_path: Path) -> None:
    same = read(written(tmp_path / "a.csv", [line(7, "国土太郎"), line(7, "国土次郎")]))
    assert "被保険者整理番号：同じ番号が2行目、3行目にあります" in same.rejected[0]
    unnumbered = [line(7, "国土太郎"), line(8, "国土　太郎") | {"被保険者整理番号": ""}]
    assert "氏名：「国土太郎」が2行目、3行目にあります" in read(written(tmp_path / "b.csv", unnumbered)).rejected[0]
    assert read(written(tmp_path / "c.csv", [line(7, "国土太郎"), line(8, "国土太郎")])).rejected == ()


@pytest.mark.req("CON-103")
def test_what_concerns_several_lines_names_them_as_the_file_counts(tmp_path: Path) -> None:
    """Blank lines count; the second owner and the second bearer of a number are found by their lines."""
    lines = [line(7, "国土太郎"), {}, {}, line(7, "国土次郎")]
    assert "同じ番号が2行目、5行目にあります" in read(written(tmp_path / "a.csv", lines)).rejected[0]
    owners = [line(1, "国土太郎", 人員区分="事業主"), {}, line(2, "国土次郎", 人員区分="事業主")]
    told = read(written(tmp_path / "b.csv", owners), SMALL).rejected
    assert "人員区分：事業主は1人だけ入力してください（現在2人：2行目、4行目）。" in told


@pytest.mark.req("CON-103")
def test_a_name_that_is_too_long_is_not_told_to_be_missing(tmp_path: Path) -> None:
    (told,) = read(written(tmp_path / "a.csv", [line(1, "国" * 41)])).rejected
    assert told.startswith("2行目　氏名：") and "必ず入力" not in told


@pytest.mark.req("CON-103")
def test_a_formula_that_was_never_calculated_is_no_blank_line(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    sheet.append([line(1, "国土太郎").get(column, "") for column in COLUMNS])
    sheet["B3"] = "=B2"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SheetTrouble, match="セル B3 の式に計算した値がありません"):
        read(tmp_path / "a.xlsx")


@pytest.mark.req("CON-103")
def test_a_title_above_the_headings_is_told_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"常勤職員名簿\n{','.join(COLUMNS)}\n", encoding="utf-8")
    with pytest.raises(SheetTrouble, match="表題などの行は消して、1行目に項目名を並べてください"):
        read(tmp_path / "a.csv")


@pytest.mark.req("CON-58", "CON-91")
def test_owners(tmp_path: Path) -> None:
    assert "事業主は1人だけ" in read(written(tmp_path / "a.csv", [line(1, "国土太郎")]), SMALL).rejected[0]
    owner = line(1, "国土太郎", 人員区分="事業主")
    alone = read(written(tmp_path / "b.csv", [owner, line(2, "国土花子")]), "一人親方")
    assert any("「従業員」は一人親方では使えません" in told for told in alone.rejected)
    assert any("一人親方は事業主1人だけです（現在2人）" in told for told in alone.rejected)
    assert read(written(tmp_path / "c.csv", [owner]), "一人親方").rejected == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12), min_size=1, max_size=15))
def test_any_cells_give_people_or_sentences(tmp_path: Path, cells: list[str]) -> None:
    try:
        found = read(written(tmp_path / "any.csv", [dict(zip(COLUMNS, cells))]))
    except SheetTrouble as trouble:
        assert str(trouble)
        return
    assert found.people or found.rejected


# The command ----------------------------------------------------------------------------------------------------------------


def count(shuro: Any, path: Path, *more: str) -> Any:
    return shuro("calc", "full-time-staff", str(path), "--date", "R8.6.10", *more)


@pytest.mark.req("CON-96", "CON-99", "CON-108")
def test_the_command_explains_every_line(shuro: Any, tmp_path: Path) -> None:
    lines = [
        line(1, "国土太郎"),
        line(2, "グエン", 国籍区分="外国人", 在留資格="特定技能1号"),
        line(3, "国土花子", 勤務形態="パートタイム等短時間"),
        line(4, "国土次郎", 人員区分="役員", 役員の勤務形態="常勤", 標準報酬月額="500000"),
    ]
    path = written(tmp_path / "a.csv", lines)
    done = count(shuro, path)
    assert done.code == Exit.OK
    out = done.out.splitlines()
    assert out[0].startswith("2行目 国土太郎: カウント F-40")
    assert out[2].startswith("4行目 国土花子: 対象外 F-34 職員種別「パ」")
    assert "要確認 F-27" in out[3] and "役員報酬の基準額はいくらですか" in out[3]
    assert "常勤職員数: 1人（暫定）" in done.out
    told = count(shuro, path, "--officer-pay", "300000", "--planned", "2", "--json").data["result"]
    assert (told["full_time"], told["first_kind"], told["within_cap"], told["provisional"]) == (2, 3, False, False)
    assert told["refusal"].startswith("1号特定技能外国人の総数が常勤の職員の総数を超えています。")


@pytest.mark.req("CON-58")
def test_the_number_of_employees_fits_the_kind_of_employer(shuro: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [line(1, "国土太郎", 人員区分="事業主")])
    for kind, wrong, right in (("S5", "4", "5"), ("S4", "5", "4"), ("H", "1", "0")):
        refused = count(shuro, path, "--employer", kind, "--employees", wrong)
        assert refused.code != Exit.OK and "合いません" in refused.err
        assert count(shuro, path, "--employer", kind, "--employees", right).code == Exit.OK


def test_a_wrong_file_is_rejected_with_all_its_faults(shuro: Any, tmp_path: Path) -> None:
    done = count(shuro, written(tmp_path / "a.csv", [line(1, "国土太郎", 週労働日数="8"), line(2, "")]))
    assert done.code == Exit.REJECTED
    assert "2行目　週労働日数：1から7まで" in done.err and "3行目　氏名：" in done.err


def test_the_template_has_the_headings_and_nothing_to_count(shuro: Any, tmp_path: Path) -> None:
    path = tmp_path / "名簿.xlsx"
    assert shuro("calc", "full-time-staff", "--template", str(path)).code == Exit.OK
    assert [cell.value for cell in load_workbook(path).active[1]] == list(roster_file.LABELS)
    assert "職員の行がありません" in count(shuro, path).err
    assert shuro("calc", "full-time-staff", "--template", str(path)).code == Exit.FAILED


@pytest.mark.req("CON-65", "CON-67", "CON-68", "CON-104")
def test_the_printed_check_sheet(shuro: Any, tmp_path: Path) -> None:
    lines = [line(123456, "国土太郎"), line(654321, "国土花子", 退職年月日="R8.6.10")]
    out = tmp_path / "算定表.xlsx"
    done = count(shuro, written(tmp_path / "a.csv", lines), "--output", str(out), "--name", "株式会社国土交通建設")
    assert done.code == Exit.OK and "×国土花子×" in done.out
    cells = [cell for row in load_workbook(out).active.iter_rows() for cell in row if cell.value]
    texts = [cell.value for cell in cells]
    assert "123456" not in "".join(texts) and texts.count(MASK) == 2
    struck = {cell.value: bool(cell.font.strike) for cell in cells}
    assert (struck["国土太郎"], struck["国土花子"]) == (False, True)
    assert "株式会社国土交通建設　法人　申請日 令和8年6月10日" in texts
    assert "小計　従業員" in texts and "1号特定技能外国人の総数" in texts
    assert {"D1", "D2", "健康保険・厚生年金保険被保険者標準報酬決定通知書(写し)"} <= set(texts)  # what the codes mean
    assert "D6" not in texts


@pytest.mark.req("CON-104")
def test_ten_thousand_people_on_pages_that_repeat_the_head(shuro: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [line(at, f"国土{at}") for at in range(1, 10_001)])
    out = tmp_path / "算定表.xlsx"
    done = count(shuro, path, "--output", str(out))
    assert "常勤職員数: 10000人" in done.out
    sheet = load_workbook(out).active
    assert sheet.print_title_rows and len(sheet.row_breaks.brk) >= 300
