"""預金管理状況報告: sheets, lines, windows, workplaces, 続紙情報, files of the OCIR and the June first result."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import store
from shuro.kernel.calendar import is_open, open_on_or_before
from shuro.kernel.checks import read_texts, show_texts
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.imports import Report, import_file
from shuro.kernel.record import Entry, entry, item
from shuro.kernel.register import Register
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.kernel.text import Unreadable
from shuro.standards import deposit_rules, deposit_statistics
from shuro.standards.deposit_report import DepositContinuation, DepositLine, DepositReport
from shuro.standards.enterprise import EnterpriseLink
from tests.conftest import Clock, MakeDesk
from tests.standards.workplaces import found_again, registered, updated

NUMBER = "13101123456000"
LINE = {"kind": "普通預金", "rate": "0050", "amount": "1200", "depositors": "30", "protection": "保証契約"}
TEXTS: dict[str, Any] = {
    "year": "907", "insurance_number": NUMBER, "workers": "120", "category": "2", "workplace_industry": "0101",
    "lines": [LINE],
}  # fmt: skip
FURTHER: dict[str, Any] = {name: None for name in TEXTS if name != "lines"}


@pytest.fixture(autouse=True)
def in_may(clock: Clock) -> None:
    """Monday 11 May 2026: the reports of 令和7年度 are being entered."""
    clock.set(2026, 5, 11, 9)


def texts_of(**texts: Any) -> dict[str, Any]:
    return {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}


def sheet(desk: Desk, workplace: Entry | None = None, **texts: Any) -> store.Saved:
    """A sheet registered from typed texts, those of TEXTS where not given; left out where given as None."""
    values, found = read_texts(DepositReport, texts_of(**texts), desk)
    assert not found, found
    given_ = {"workplace_id": workplace.id} if workplace else {}
    for name in ("year", "insurance_number", "workplace_industry"):  # presets that the test leaves empty on purpose
        if name in texts and texts[name] is None and not workplace:
            values[name] = None
    return store.save(desk, DepositReport, "登録", values, given=given_)


def refusal(desk: Desk, workplace: Entry | None = None, **texts: Any) -> list[str]:
    """What stops a registration, as told."""
    try:
        sheet(desk, workplace, **texts)
    except store.Refused as refused:
        return [str(f) for f in refused.findings if f.severity is not store.WARN]
    return []


def stored(desk: Desk, saved: store.Saved) -> Entry:
    return store.find(desk, DepositReport, saved.id)


def change(desk: Desk, saved: store.Saved, step: str = "更新", **texts: Any) -> store.Saved:
    values, found = read_texts(DepositReport, texts, desk)
    assert not found, found
    return store.save(desk, DepositReport, step, values, id=saved.id)


def numbered(desk: Desk, number: str = NUMBER, **texts: Any) -> Entry:
    """A workplace with a 労働保険番号."""
    return registered(desk, insurance_number=number, registration_kind="労働保険番号", **texts)


# Items of a sheet -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-77", "WPL-81", "SYS-10")
@pytest.mark.parametrize(
    ("left_out", "label"),
    [
        ("year", "年度"),
        ("insurance_number", "労働保険番号"),
        ("workers", "当該年度末の労働者数"),
        ("category", "区分"),
        ("workplace_industry", "事業場の業種"),
    ],
)
def test_five_items_are_required_on_the_first_sheet_only(desk: Desk, left_out: str, label: str) -> None:
    told = refusal(desk, **{left_out: None})
    assert len(told) == 1 and told[0].startswith(f"{label}：登録に必要な項目です。")
    sheet(desk)
    assert refusal(desk, page="2", total_pages="2", **{left_out: None}) == []


@pytest.mark.req("WPL-81", "WPL-77")
def test_a_further_sheet_belongs_to_its_first_one(desk: Desk) -> None:
    workplace = numbered(desk)
    first = sheet(desk, workplace, total_pages="2")
    second = stored(desk, sheet(desk, workplace, **FURTHER, page="2", total_pages="2", lines=[LINE, LINE]))
    assert (second.main_id, second.year, second.workplace_id) == (first.id, "2025", workplace.id)
    assert (second.insurance_number, len(second.lines)) == (NUMBER, 2)


@pytest.mark.req("WPL-82", "SYS-10")
@pytest.mark.parametrize(
    ("left_out", "label"),
    [
        ("kind", "預金の種類"),
        ("rate", "貯蓄金管理協定に定められた預金の利率"),
        ("amount", "当該年度末の預金額"),
        ("depositors", "当該年度末の預金者数"),
    ],
)
def test_every_line_needs_its_numbers(desk: Desk, left_out: str, label: str) -> None:
    line = {name: text for name, text in LINE.items() if name != left_out}
    assert refusal(desk, lines=[LINE, line]) == [f"{label}（2行目）：登録に必要な項目です。{verb(left_out)}"]
    assert refusal(desk, lines=None) == ["預金の種類別：登録に必要な項目です。1行以上入力してください。"]


def verb(name: str) -> str:
    return "選んでください。" if name == "kind" else "入力してください。"


@pytest.mark.req("WPL-82")
def test_one_of_protection_and_special_corporation_is_required(desk: Desk) -> None:
    bare = {name: text for name, text in LINE.items() if name != "protection"}
    told = refusal(desk, lines=[bare])
    assert [sentence.split("（")[0] for sentence in told] == [
        "当該年度中の預金の保全の状況",
        "保全措置不要の特殊法人等",
    ]
    assert refusal(desk, lines=[{**bare, "exempt": "1"}]) == []
    assert refusal(desk, page="2", lines=[{**bare, "protection": "1、2"}]) == []
    both = sheet(desk, page="3", lines=[{**LINE, "exempt": "1"}]).warnings
    assert "どちらか一方を入力してください" in " ".join(f.sentence for f in both)


@pytest.mark.req("WPL-82", "WPL-78")
def test_rate_and_amount_are_kept_as_the_form_has_them(desk: Desk) -> None:
    one = stored(desk, sheet(desk, lines=[{**LINE, "rate": "50", "amount": "1,234,567"}]))
    assert (one.lines[0].rate, one.lines[0].amount) == (50, 1_234_567)
    shown = show_texts(DepositReport, one, desk)["lines"][0]
    assert (shown["rate"], shown["amount"]) == ("0050", "1,234,567")
    assert item(DepositLine, "amount").help == "千円単位。"
    _, found = read_texts(DepositReport, {"lines": [{**LINE, "rate": "10050"}]})
    assert "4桁" in found[0].sentence


@pytest.mark.req("WPL-78", "WPL-82")
def test_kinds_of_deposit_are_picked_by_code_or_name_from_the_list_of_the_ministry(desk: Desk) -> None:
    one = stored(desk, sheet(desk, lines=[{**LINE, "kind": "2"}]))
    assert show_texts(DepositReport, one, desk)["lines"][0]["kind"] == "2 定期預金"
    _, found = read_texts(DepositReport, {"lines": [{**LINE, "kind": "7"}]}, desk)
    assert [f.item for f in found] == ["kind"]
    assert "実質" in item(DepositLine, "kind").help
    assert "受付印が枠内" in item(DepositReport, "year").help


@pytest.mark.req("WPL-80", "SYS-26")
def test_a_head_office_needs_the_industry_of_the_enterprise(desk: Desk) -> None:
    assert refusal(desk, category="1") == ["企業の業種：登録に必要な項目です。選んでください。"]
    one = sheet(desk, category="本社", enterprise_industry="0102").entry
    assert (one.category, one.workplace_industry, one.enterprise_industry) == ("1", "0101", "0102")
    _, found = read_texts(DepositReport, {"workplace_industry": "010102"}, desk)
    assert "中分類4桁" in found[0].sentence


@pytest.mark.req("WPL-78")
def test_a_head_office_with_something_above_it_is_pointed_out(desk: Desk) -> None:
    head, branch = numbered(desk), registered(desk, name="霞会社　　工場")
    store.save(
        desk, EnterpriseLink, "登録", {"relation": "上位", "other_id": branch.id}, given={"workplace_id": head.id}
    )
    told = sheet(desk, head, category="1", enterprise_industry="0102").warnings
    assert "区分1は、事業場が本社のときだけ用います" in " ".join(f.sentence for f in told)


@pytest.mark.req("WPL-79")
def test_the_number_is_that_of_the_workplace_own_and_provisional_ones_too(desk: Desk) -> None:
    own = registered(desk, insurance_number="13501800001", registration_kind="労働保険任意、非適")
    one = sheet(desk, own, insurance_number=None).entry
    assert (one.insurance_number, one.workplace_id) == ("13501800001", own.id)
    bare = registered(desk, name="番号会社　　本社", address_rest="9")
    assert refusal(desk, bare, insurance_number=None) == ["労働保険番号：登録に必要な項目です。入力してください。"]
    assert "仮番号か独自番号を振り出します" in item(DepositReport, "insurance_number").help
    told = sheet(desk, own, insurance_number=NUMBER).warnings
    assert "事業場基本情報の労働保険番号は13-5-01-800001です" in " ".join(f.sentence for f in told)


# 年度 ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-81", "SYS-56")
@pytest.mark.parametrize(
    ("typed", "year"),
    [("907", "2025"), ("9-07", "2025"), ("731", "2019"), ("901", "2019"), ("R7", "2025"), ("令和7年度", "2025"),
     ("2025", "2025"), ("７３０", "2018")],
)  # fmt: skip
def test_a_year_is_typed_as_on_the_form_or_in_words(typed: str, year: str) -> None:
    assert item(DepositReport, "year").read(typed) == year


@pytest.mark.parametrize("typed", ["207", "732", "9071", "今年", "=", "x"])
def test_a_year_that_does_not_exist_is_not_taken(typed: str) -> None:
    with pytest.raises(Unreadable, match="R7|令和|平成|明治"):
        item(DepositReport, "year").read(typed)


@given(st.integers(1989, 2090))
def test_a_year_is_read_again_as_it_is_shown(year: int) -> None:
    shown = item(DepositReport, "year").show(str(year))
    assert shown.endswith("年度") and item(DepositReport, "year").read(shown) == str(year)


@pytest.mark.req("WPL-83")
def test_a_year_that_is_not_over_is_not_reported(desk: Desk) -> None:
    assert refusal(desk, year="908") == ["年度：まだ終わっていない年度です。報告の対象は令和7年度までです。"]


# Windows ------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-83", "SYS-55")
def test_entry_ends_on_25_may(desk: Desk, clock: Clock) -> None:
    clock.set(2026, 5, 25, 18)
    saved = sheet(desk)
    assert change(desk, saved, workers="121").entry.workers == 121
    clock.set(2026, 5, 26)
    closed = r"「令和7年度の預金管理状況報告」の入力期間\(令和8年5月25日まで\)を過ぎています。表示だけができます。"
    with pytest.raises(IllegalStep, match=closed):
        sheet(desk, insurance_number="13101123457000")
    with pytest.raises(IllegalStep, match=r"「令和7年度の預金管理状況報告の訂正」の入力期間.*の前です"):
        change(desk, saved, workers="122")
    with pytest.raises(IllegalStep, match="表示だけができます"):
        store.save(desk, DepositReport, "削除", id=saved.id)


@pytest.mark.req("WPL-83", "SYS-53", "SYS-55")
def test_entry_ends_on_the_last_open_day_before_a_closed_25_may(desk: Desk, clock: Clock) -> None:
    clock.set(2025, 5, 23)  # a Friday; 25 May 2025 is a Sunday
    sheet(desk, year="906")
    clock.set(2025, 5, 24)
    with pytest.raises(IllegalStep, match="令和7年5月23日まで"):
        sheet(desk, year="906", insurance_number="13101123457000")


@pytest.mark.req("WPL-83", "SYS-55")
@pytest.mark.parametrize(
    ("day", "open_"),
    [((2026, 5, 31), False), ((2026, 6, 1), True), ((2026, 6, 25), True), ((2026, 6, 26), False)],
)
def test_mistakes_are_corrected_in_june(desk: Desk, clock: Clock, day: tuple[int, ...], open_: bool) -> None:
    saved = sheet(desk)
    clock.set(*day)
    if not open_:
        with pytest.raises(IllegalStep, match="令和8年6月1日から令和8年6月25日まで"):
            change(desk, saved, workers="122")
        return
    assert change(desk, saved, workers="122").entry.workers == 122
    with pytest.raises(IllegalStep, match="令和8年5月25日まで"):
        sheet(desk, insurance_number="13101123457000")
    store.save(desk, DepositReport, "削除", id=saved.id)


@pytest.mark.req("WPL-83", "SYS-53")
def test_the_june_window_keeps_to_open_days() -> None:
    window = deposit_rules.correction_window(2029)
    assert (window.opens, window.closes) == (date(2030, 6, 3), date(2030, 6, 25))
    assert deposit_rules.correction_window(2027).closes == date(2028, 6, 23)


@given(st.integers(2019, 2090))
def test_the_windows_are_those_of_the_year_after(year: int) -> None:
    entry_, correction = deposit_rules.entry_window(year), deposit_rules.correction_window(year)
    assert entry_.closes == open_on_or_before(date(year + 1, 5, 25))
    assert correction.opens is not None and correction.closes is not None and entry_.closes is not None
    assert is_open(correction.opens) and is_open(correction.closes) and is_open(entry_.closes)
    assert entry_.closes < correction.opens < correction.closes <= date(year + 1, 6, 25)


@pytest.mark.req("WPL-83", "SYS-55")
def test_a_closed_year_is_not_left_through_its_year(desk: Desk, clock: Clock) -> None:
    saved = sheet(desk)
    clock.set(2027, 5, 10)
    with pytest.raises(store.Refused, match="表示だけができます"):
        change(desk, saved, year="908")


@pytest.mark.req("WPL-83")
def test_only_the_station_enters(bureau_desk: Desk, ministry_desk: Desk) -> None:
    for desk in (bureau_desk, ministry_desk):
        with pytest.raises(NotAllowed, match="所轄署の職員"):
            sheet(desk)


# Sheets -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-85")
def test_pages_go_up_to_nine(desk: Desk) -> None:
    _, found = read_texts(DepositReport, {"page": "10", "total_pages": "10"})
    assert [f.item for f in found] == ["page", "total_pages"]
    assert "10枚以上あるときは9とし" in item(DepositReport, "total_pages").help
    assert refusal(desk, page="3", total_pages="2") == ["ページ：総ページは2です。ページは1から2までです。"]
    assert refusal(desk, page="0") == ["ページ：1から9までで入力してください。"]
    told = sheet(desk, total_pages="9").warnings
    assert [f.label for f in told] == ["ページ"]


@pytest.mark.req("WPL-81", "WPL-85")
def test_a_sheet_is_registered_once(desk: Desk) -> None:
    first = sheet(desk, total_pages="2", page="1")
    told = "令和7年度、13-1-01-123456-000の1ページは、既に登録されています。訂正するときは、登録済みのものを更新してください。"
    assert refusal(desk) == [told]
    assert refusal(desk, page="2") == [] and refusal(desk, page="2") == [told.replace("の1ページ", "の2ページ")]
    assert change(desk, first, workers="9").entry.workers == 9


@pytest.mark.req("WPL-85")
def test_from_the_tenth_sheet_on_lines_are_added_as_continuation(desk: Desk, clock: Clock) -> None:
    few, many = sheet(desk), sheet(desk, insurance_number="13101123457000", page="1", total_pages="9")
    with pytest.raises(store.Refused, match="総ページは1です。10枚以上ある報告は、総ページを9にしてください"):
        added(desk, few, "10")
    with pytest.raises(store.Refused, match="9枚目までは預金管理状況報告情報として登録します"):
        added(desk, many, "9")
    added(desk, many, "10")
    added(desk, many, "11")
    with pytest.raises(store.Refused, match="11枚目は、既に登録されています"):
        added(desk, many, "11")
    with pytest.raises(IllegalStep, match="続紙情報が2件あります"):
        store.save(desk, DepositReport, "削除", id=many.id)
    clock.set(2026, 6, 26)
    with pytest.raises(IllegalStep, match="表示だけができます"):
        added(desk, many, "12")


def added(desk: Desk, report: store.Saved, number: str) -> store.Saved:
    """A sheet from the tenth on, typed at its report."""
    values, found = read_texts(DepositContinuation, {"sheet": number, "lines": [LINE]}, desk)
    assert not found, found
    return store.save(desk, DepositContinuation, "登録", values, given={"report_id": report.id})


@pytest.mark.req("WPL-85", "WPL-81")
def test_a_first_sheet_with_further_ones_is_not_deleted(desk: Desk) -> None:
    first = sheet(desk, total_pages="2", page="1")
    second = sheet(desk, page="2", total_pages="2")
    with pytest.raises(IllegalStep, match="2枚目以降のシートが1枚"):
        store.save(desk, DepositReport, "削除", id=first.id)
    store.save(desk, DepositReport, "削除", id=second.id)
    store.save(desk, DepositReport, "削除", id=first.id)


@pytest.mark.req("WPL-84")
def test_a_year_without_deposits_is_pointed_out(desk: Desk) -> None:
    nothing = {**LINE, "amount": "0", "depositors": "0"}
    told = sheet(desk, lines=[nothing]).warnings
    assert any("報告の義務がなく登録しません" in f.sentence for f in told)
    told = sheet(desk, insurance_number="13101123457000", lines=[nothing, LINE]).warnings
    assert not any("報告の義務" in f.sentence for f in told)


# Workplace ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-87")
def test_a_report_finds_its_workplace_by_its_number_and_shows_its_name(desk: Desk) -> None:
    workplace = numbered(desk)
    linked, alone = sheet(desk), sheet(desk, insurance_number="13101123457000")
    assert (stored(desk, linked).name, stored(desk, alone).name) == ("霞会社　　霞工場", None)
    updated(desk, found_again(desk, workplace), name="霞会社　　新工場")
    assert stored(desk, linked).name == "霞会社　　新工場"
    listed = {line.id: line.cells[2] for line in Register(desk, DepositReport, {}).first(9)}
    assert listed == {linked.id: "霞会社　　新工場", alone.id: ""}


@pytest.mark.req("WPL-87")
def test_a_report_is_linked_later_with_its_further_sheets(
    desk: Desk, clock: Clock, database: Database, make_desk: MakeDesk
) -> None:
    first = sheet(desk, page="1", total_pages="2")
    second = sheet(desk, page="2", total_pages="2")
    workplace = registered(desk)
    other = registered(make_desk("1302", database=database), name="上野会社　　本社")
    clock.set(2026, 12, 1)  # linking changes nothing that is reported
    for given_, told in (
        ({}, "関連付ける事業場基本情報を選んで"),
        ({"workplace_id": other.id}, "他の局署の事業場です"),
    ):
        with pytest.raises(IllegalStep, match=told):
            store.save(desk, DepositReport, "関連付け", id=first.id, given=given_)
    store.save(desk, DepositReport, "関連付け", id=first.id, given={"workplace_id": workplace.id})
    assert [stored(desk, one).name for one in (first, second)] == ["霞会社　　霞工場"] * 2


@pytest.mark.req("WPL-87")
def test_a_corrected_number_leads_to_the_right_workplace(desk: Desk) -> None:
    right = numbered(desk, "13101123457000")
    saved = sheet(desk)
    assert stored(desk, saved).workplace_id is None
    change(desk, saved, insurance_number="13101123457000")
    assert stored(desk, saved).workplace_id == right.id


# Files of the OCIR --------------------------------------------------------------------------------------------------------

HEADINGS = {
    "read_number": "帳票読取通番", "year": "年度", "page": "ページ", "total_pages": "総ページ", "workers": "当該年度末の労働者数",
    "insurance_number": "労働保険番号", "category": "区分", "workplace_industry": "事業場の業種",
    "kind": "預金の種類別1／預金の種類", "rate": "預金の種類別1／貯蓄金管理協定に定められた預金の利率",
    "amount": "預金の種類別1／当該年度末の預金額", "depositors": "預金の種類別1／当該年度末の預金者数",
    "protection": "預金の種類別1／当該年度中の預金の保全の状況",
}  # fmt: skip


def read_sheet(number: str, **texts: str) -> dict[str, str]:
    """A row as the OCIR gives it: codes as they stand on the form."""
    plain = {name: text for name, text in TEXTS.items() if name != "lines"}
    return {"read_number": number, **plain, **LINE, "kind": "1", "protection": "1", **texts}


def taken_in(desk: Desk, path: Path, *sheets: dict[str, str]) -> Report:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        writer.writerows([one.get(name, "") for name in HEADINGS] for one in sheets)
    return import_file(desk, DepositReport, path)


BLANK = dict.fromkeys(FURTHER, "")


@pytest.mark.req("WPL-81", "WPL-86", "WPL-77", "SYS-45")
def test_sheets_read_by_the_ocir_come_from_a_file_and_are_found_by_their_number(desk: Desk, tmp_path: Path) -> None:
    workplace = numbered(desk)
    done = taken_in(desk, tmp_path / "読取.csv", read_sheet("01-20260511-0003"),
                    read_sheet("01-20260511-0004", insurance_number="13101123457000"))  # fmt: skip
    assert (done.stored, done.rejected) == (2, 0)
    for typed in ("01-20260511-0003", "01202605110003"):
        found = Register(desk, DepositReport, {"read_number": typed}).first(9)
        assert [line.cells[-1] for line in found] == ["01-20260511-0003"]
        assert store.find(desk, DepositReport, found[0].id).workplace_id == workplace.id
    assert Register(desk, DepositReport, {"read_number": "01-20260511-0005"}).first(9) == []
    again = taken_in(desk, tmp_path / "読取.csv", read_sheet("01-20260511-0003", workers="7"))
    assert "帳票読取通番01-20260511-0003のシートは、既に登録されています" in str(again.problems[0].findings[0])


@pytest.mark.req("WPL-86")
@pytest.mark.parametrize("typed", ["1-20260511-0003", "01-20260231-0003", "01-260511-0003", "01-20260511-003"])
def test_a_reading_number_has_sixteen_characters(typed: str) -> None:
    with pytest.raises(Unreadable, match="例：01-20150420-0003"):
        item(DepositReport, "read_number").read(typed)
    assert len("01-20150420-0003") == item(DepositReport, "read_number").max == 16


@pytest.mark.req("WPL-81", "WPL-86")
def test_further_sheets_are_those_read_after_the_first_one(desk: Desk, tmp_path: Path) -> None:
    first = read_sheet("01-20260511-0001", page="1", total_pages="3")
    second = read_sheet("01-20260511-0002", **BLANK, page="2", total_pages="3")
    third = read_sheet("01-20260511-0003", **BLANK, page="3", total_pages="3")
    other = read_sheet("01-20260511-0004", insurance_number="13101123457000")
    assert taken_in(desk, tmp_path / "a.csv", third, other, second, first).stored == 4
    with desk.database.read() as session:
        by_number = {one.read_number[-1]: one for one in store.entries(session, DepositReport)}
    assert {by_number[number].main_id for number in "23"} == {by_number["1"].id}
    assert [by_number[number].insurance_number for number in "23"] == [NUMBER] * 2
    assert by_number["4"].main_id is None


@pytest.mark.req("WPL-83", "SYS-55")
def test_a_file_that_comes_too_late_is_refused(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    clock.set(2026, 5, 26)
    done = taken_in(desk, tmp_path / "a.csv", read_sheet("01-20260526-0001"))
    assert (done.stored, done.rejected) == (0, 1)
    assert "令和8年5月25日まで" in str(done.problems[0].findings[0])


@pytest.mark.req("WPL-81", "SYS-10")
def test_an_illegible_year_is_not_guessed(desk: Desk, tmp_path: Path) -> None:
    done = taken_in(desk, tmp_path / "a.csv", read_sheet("01-20260511-0001", year=""))
    assert [f.label for f in done.problems[0].findings] == ["年度"]


# The first result ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def reported(desk: Desk, database: Database, make_desk: MakeDesk, clock: Clock) -> None:
    """令和7年度: two workplaces in 中央署, one of them with a further sheet and a 続紙情報; one in 上野署, one in 大阪.

    And one of 令和6年度, that does not count with them.
    """
    clock.set(2025, 5, 12)
    sheet(desk, year="906", insurance_number="13101123458000")
    clock.set(2026, 5, 11)
    fixed = {**LINE, "kind": "定期預金", "amount": "500", "depositors": "5", "protection": "1、2"}
    free = {name: text for name, text in LINE.items() if name != "protection"} | {"exempt": "1", "amount": "70"}
    big = sheet(desk, page="1", total_pages="9", workplace_industry="0102", lines=[LINE, fixed])
    sheet(
        desk, page="2", total_pages="9", **{name: None for name in FURTHER if name not in ("insurance_number", "year")}
    )
    added(desk, big, "10")
    sheet(desk, insurance_number="13101123457000", lines=[free])
    sheet(make_desk("1302", database=database), insurance_number="13102123456000")
    sheet(make_desk("2701", database=database), insurance_number="27101123456000", lines=[{**LINE, "amount": "9"}])


@pytest.mark.req("WPL-83", "WPL-88", "SYS-55")
def test_the_first_result_is_shown_from_the_first_open_day_of_june(desk: Desk, reported: None, clock: Clock) -> None:
    clock.set(2026, 5, 31)
    for count in DepositReport.counts:
        with pytest.raises(store.Refused, match="令和7年度の預金管理状況報告の速報は、令和8年6月1日から表示できます"):
            count.tally(desk)
    clock.set(2026, 6, 1)
    assert [len(count.tally(desk)[1]) for count in DepositReport.counts] == [2, 3, 3, 4]


@pytest.mark.req("WPL-88", "WPL-83")
def test_the_first_result_counts_by_office(
    desk: Desk, bureau_desk: Desk, ministry_desk: Desk, reported: None, clock: Clock
) -> None:
    clock.set(2026, 6, 1)
    chuo = ["中央労働基準監督署", 2, 2, 30 + 5 + 30 + 30 + 30, 1200 + 500 + 1200 + 1200 + 70]
    ueno, osaka = ["上野労働基準監督署", 1, 1, 30, 1200], ["大阪中央労働基準監督署", 1, 1, 30, 9]
    head = ["局署", "報告数", "事業場数", "預金者数", "預金額(千円)"]
    assert deposit_statistics.by_office(desk) == (head, [chuo, ["計", *chuo[1:]]])
    assert deposit_statistics.by_office(bureau_desk)[1] == [chuo, ueno, ["計", 3, 3, 155, 5370]]
    assert deposit_statistics.by_office(ministry_desk, year="2025")[1][2:] == [osaka, ["計", 4, 4, 185, 5379]]
    assert deposit_statistics.by_office(desk, office="2700")[1] == [osaka, ["計", *osaka[1:]]]
    assert deposit_statistics.by_office(ministry_desk, 2024)[1][-1] == ["計", 1, 1, 30, 1200]
    assert deposit_statistics.by_office(ministry_desk, 2023)[1] == [["計", 0, 0, 0, 0]]
    with pytest.raises(store.Refused, match="「9999」という局署はありません"):
        deposit_statistics.by_office(desk, office="9999")


@pytest.mark.req("WPL-88")
def test_the_first_result_counts_by_industry_kind_and_protection(
    bureau_desk: Desk, reported: None, clock: Clock
) -> None:
    clock.set(2026, 6, 1)
    assert deposit_statistics.by_industry(bureau_desk)[1] == [
        ["0101 食料品製造業", 2, 60, 1270], [f"0102 {industry('0102')}", 1, 95, 4100], ["計", 3, 155, 5370],
    ]  # fmt: skip
    assert deposit_statistics.by_kind(bureau_desk)[1] == [
        ["1 普通預金", 3, 150, 4870], ["2 定期預金", 1, 5, 500], ["計", 3, 155, 5370],
    ]  # fmt: skip
    assert deposit_statistics.by_protection(bureau_desk)[1] == [
        ["1 保証契約", 2, 125, 5300], ["2 信託契約", 1, 5, 500], ["保全措置不要の特殊法人等", 1, 30, 70],
        ["計", 3, 155, 5370],
    ]  # fmt: skip


def industry(code: str) -> str:
    from shuro.kernel.codes import industry_name

    return industry_name(code)


def test_a_sheet_of_which_nothing_is_known_has_a_name() -> None:
    assert DepositReport.title(entry(DepositReport)) == "年度不明  1ページ"
