"""Spreadsheets in and out: what goes out comes back, what is not a list is refused, and no part of a file is left."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import subprocess
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from shuro.kernel import sheets
from shuro.kernel.sheets import Limits, SheetTrouble, headings, read_rows, whole_file, write_csv, write_xlsx
from shuro.kernel.sheets.workbook_reader import as_text

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff\0"), max_size=60)
FORMULAS = st.builds("{}{}".format, st.sampled_from("=+-@＝＋－＠'\t\r"), TEXTS)
NASTY = st.one_of(TEXTS, FORMULAS, st.sampled_from(["_x000D_", "_x005F_x0041_", "_x_", "a\rb", "''=1", "-", "<&>\"'"]))
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, so that a test can ask that nothing is left in it."""
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def values(path: Path, **more) -> list[dict[str, str]]:
    return [row.values for row in read_rows(path, **more)]


def refusal(path: Path, **more) -> str:
    with pytest.raises(SheetTrouble) as caught:
        list(read_rows(path, **more))
    return caught.value.sentence


def book(path: Path, lines: list[list], merge: str | None = None) -> Path:
    workbook = Workbook()
    for line in lines:
        workbook.active.append(line)
    if merge:
        workbook.active.merge_cells(merge)
    workbook.save(path)
    return path


def package(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def one_sheet(path: Path, rows: str) -> Path:
    """An .xlsx with the given XML between <sheetData> and </sheetData>, for what no library writes."""
    write_xlsx(path, ["a"], [])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return package(path, parts)


# Out and in again


@pytest.mark.req("SYS-42")
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_a_list_file_holds_the_columns_of_the_list_and_one_line_a_record(folder, name):
    columns = ["整理番号", "監督年月日", "事業場名(漢字)", "労働者数"]
    records = [
        [1, date(2026, 4, 1), "〇〇会社　　〇〇工場", 12],
        [2, date(2026, 4, 30), "△△商店", 0],
        [3, None, "□□", None],
    ]
    write = write_xlsx if name.endswith("xlsx") else write_csv
    assert write(folder / name, columns, records) == 3
    assert headings(folder / name) == columns
    assert [list(line.values()) for line in values(folder / name)] == [
        ["1", "2026-04-01", "〇〇会社　　〇〇工場", "12"],
        ["2", "2026-04-30", "△△商店", "0"],
        ["3", "", "□□", ""],
    ]


@SLOW
@given(st.lists(st.tuples(NASTY, NASTY), max_size=8))
def test_any_text_comes_back_from_a_workbook(folder, lines):
    write_xlsx(folder / "t.xlsx", ["番号", "甲", "乙"], [[str(n), *line] for n, line in enumerate(lines)])
    expected = [[str(n), *map(as_text, line)] for n, line in enumerate(lines)]
    assert [list(line.values()) for line in values(folder / "t.xlsx")] == expected


@SLOW
@given(st.lists(st.tuples(NASTY, NASTY), max_size=8))
def test_any_text_comes_back_from_csv_but_for_control_characters(folder, lines):
    write_csv(folder / "t.csv", ["番号", "甲", "乙"], [[str(n), *line] for n, line in enumerate(lines)])
    gone = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r"}
    expected = [[str(n), *(as_text(text.translate(gone)) for text in line)] for n, line in enumerate(lines)]
    assert [list(line.values()) for line in values(folder / "t.csv")] == expected


@SLOW
@given(st.lists(NASTY.filter(bool), min_size=1, max_size=8))
def test_openpyxl_reads_the_same_texts_and_no_formula(folder, texts):
    write_xlsx(folder / "t.xlsx", ["値"], [[text] for text in texts])
    cells = [row[0] for row in load_workbook(folder / "t.xlsx").active.iter_rows(min_row=2)]
    assert [unescape(cell.value) for cell in cells] == [as_text(text) for text in texts]
    assert {cell.data_type for cell in cells} <= {"s", "e"}  # "e": openpyxl's name for a text such as #N/A


def test_values_keep_their_kind(folder):
    line = [7, 2.5, Decimal("1.50"), True, False, None, date(2026, 4, 1), datetime(2026, 4, 1, 9, 30), time(17, 5)]
    write_xlsx(folder / "v.xlsx", [str(n) for n in range(len(line))], [line])
    row = next(load_workbook(folder / "v.xlsx").active.iter_rows(min_row=2))
    assert [cell.value for cell in row] == [
        7, 2.5, 1.5, 1, None, None, datetime(2026, 4, 1), datetime(2026, 4, 1, 9, 30), time(17, 5)
    ]  # fmt: skip
    assert row[6].number_format == "yyyy/mm/dd"
    assert list(values(folder / "v.xlsx")[0].values()) == [
        "7", "2.5", "1.5", "1", "", "", "2026-04-01", "2026-04-01 09:30", "17:05"
    ]  # fmt: skip


@given(st.dates(date(1868, 1, 25), date(2199, 12, 31)))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_comes_back_also_those_spreadsheets_cannot_count(folder, day):
    write_xlsx(folder / "d.xlsx", ["日"], [[day], [day.isoformat()]])
    assert [line["日"] for line in values(folder / "d.xlsx")] == [day.isoformat()] * 2


def test_numbers_beyond_fifteen_digits_keep_all_of_them(folder):
    numbers = [10**15 - 1, 10**15, 12345678901234567890, Decimal("12345678901234567.89"), -(10**16)]
    write_xlsx(folder / "n.xlsx", ["数"], [[number] for number in numbers])
    assert [line["数"] for line in values(folder / "n.xlsx")] == [str(number) for number in numbers]


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e12, 1e12)))
def test_a_number_is_typed_without_exponent_and_as_precisely_as_a_spreadsheet_keeps_it(number):
    text = as_text(float(number))
    assert "e" not in text.lower() and not text.endswith(".0")
    assert float(text) == pytest.approx(float(number), rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(hours=40), "40:00"),
        (timedelta(minutes=-90), "-01:30"),
        (time(9, 30, 5), "09:30:05"),
        (datetime(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1, 9, 29, 59, 999_999), "2026-04-01 09:30"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e20, "100000000000000000000"),
        (True, "1"),
        (False, ""),
    ],
)
def test_values_read_as_an_operator_would_type_them(value, text):
    assert as_text(value) == text


def test_the_workbook_is_ready_to_print_and_to_filter(folder):
    write_xlsx(folder / "p.xlsx", ["事業場名", "所在地"], [["a", "b"]] * 5, sheet="一覧[2026/04]")
    sheet = load_workbook(folder / "p.xlsx").active
    assert sheet.title == "一覧［2026／04］"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B6", "$1:$1")
    assert sheet["A1"].font.bold and (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.oddFooter.center.text == "&P / &N ページ"


def test_a_text_that_looks_like_a_formula_stays_text_after_an_edit(folder):
    write_xlsx(folder / "q.xlsx", ["値"], [["=1+1"], ["ふつう"]])
    sheet = load_workbook(folder / "q.xlsx").active
    assert (sheet["A2"].quotePrefix, sheet["A3"].quotePrefix) == (True, False)


def test_the_same_list_gives_the_same_file(folder):
    for name in ("1.xlsx", "2.xlsx"):
        write_xlsx(folder / name, ["値"], [["あ"], [1]])
    assert (folder / "1.xlsx").read_bytes() == (folder / "2.xlsx").read_bytes()


# CSV


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("-1,234.5", "-1,234.5"),
        ("+81-3-1234-5678", "+81-3-1234-5678"),
        ("－", "－"),
        ("03-1234-5678", "03-1234-5678"),
        ("'quoted'", "'quoted'"),
    ],
)
def test_formulas_are_disarmed_and_numbers_are_not_spoiled(folder, text, written):
    write_csv(folder / "f.csv", ["値", "次"], [[text, "x"]])
    with open(folder / "f.csv", encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [written, "x"]


def test_cp932_goes_out_and_comes_back(folder):
    write_csv(folder / "s.csv", ["氏名", "住所"], [["髙橋①", "〇〇町㈱"]], encoding="cp932")
    assert (folder / "s.csv").read_bytes().decode("cp932").startswith("氏名,住所\r\n髙橋①")
    assert values(folder / "s.csv") == [{"氏名": "髙橋①", "住所": "〇〇町㈱"}]
    write_csv(folder / "s.csv", ["時間"], [["9時\u301c17時"]], encoding="cp932")
    assert values(folder / "s.csv") == [{"時間": "9時\uff5e17時"}]  # the same shape under its code of CP932


def test_a_character_without_a_code_is_told_by_line_item_and_name(folder):
    (folder / "s.csv").write_text("前のファイル")
    lines = [["あ", "い"]] * 700 + [["う", "𠮷野町"]]
    with pytest.raises(
        SheetTrouble, match="702行目の「住所」の文字「𠮷」（U[+]20BB7 CJK UNIFIED IDEOGRAPH-20BB7）はShift_JIS"
    ):
        write_csv(folder / "s.csv", ["氏名", "住所"], lines, encoding="cp932")
    assert (folder / "s.csv").read_text() == "前のファイル"
    assert [one.name for one in folder.iterdir()] == ["s.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_encodings_and_separators_are_found_out(folder, encoding, separator):
    text = (
        f'"氏名、姓,名"{separator}備考\r\n山田{separator}"一行目\r\n二行目"\r\n\r\n{separator}\r\n鈴木{separator}\r\n'
    )
    (folder / "t.csv").write_bytes(text.encode(encoding))
    assert list(read_rows(folder / "t.csv")) == [
        (2, {"氏名、姓,名": "山田", "備考": "一行目\n二行目"}),
        (6, {"氏名、姓,名": "鈴木", "備考": ""}),
    ]


def test_a_broken_quotation_is_told_with_its_line(folder):
    (folder / "q.csv").write_text('氏名,備考\n山田,"終わらない\n鈴木,x\n')
    assert "2行目を読み取れません" in refusal(folder / "q.csv")


# Workbooks as people make them


def test_line_numbers_count_blank_lines(folder):
    path = book(folder / "b.xlsx", [["氏名", "数"], [], ["山田", 3], [None, " "], ["鈴木", 0]])
    assert list(read_rows(path)) == [(3, {"氏名": "山田", "数": "3"}), (5, {"氏名": "鈴木", "数": "0"})]


def test_the_sheet_is_chosen_by_name_and_a_wrong_name_is_answered_with_the_right_ones(folder):
    workbook = Workbook()
    workbook.active.append(["甲"])
    second = workbook.create_sheet("二枚目")
    second.append(["乙"])
    second.append(["x"])
    workbook.save(folder / "s.xlsx")
    assert headings(folder / "s.xlsx") == ["甲"]
    assert values(folder / "s.xlsx", sheet="二枚目") == [{"乙": "x"}]
    assert "シート「三枚目」がありません。あるシートは「Sheet」「二枚目」です。" in refusal(
        folder / "s.xlsx", sheet="三枚目"
    )


def test_a_list_that_does_not_begin_in_column_a(folder):
    path = one_sheet(
        folder / "c.xlsx",
        '<row r="1"><c r="B1" t="inlineStr"><is><t>氏名</t></is></c></row><row r="9"><c r="B9"><v>3</v></c></row>',
    )
    assert list(read_rows(path)) == [(9, {"氏名": "3"})]


def test_readings_of_kanji_are_not_part_of_the_text(folder):
    path = one_sheet(
        folder / "r.xlsx",
        '<row r="1"><c r="A1" t="inlineStr"><is><t>氏名</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is>'
        '<r><t>東</t></r><r><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c></row>',
    )
    assert values(path) == [{"氏名": "東京"}]


def test_merged_cells_are_refused_but_not_those_beside_the_list(folder):
    assert "結合したセル（A3:A4）" in refusal(book(folder / "m.xlsx", [["甲"], ["x"], ["y"], ["z"]], "A3:A4"))
    assert values(book(folder / "n.xlsx", [["甲"], ["x"]], "A8:B9")) == [{"甲": "x"}]


def test_an_error_value_is_refused_instead_of_read_as_blank(folder):
    sentence = refusal(book(folder / "e.xlsx", [["甲", "乙"], ["x", "#N/A"]]))
    assert "セル B2 がエラー値" in sentence


def test_an_error_value_of_another_sheet_is_no_matter(folder):
    workbook = Workbook()
    workbook.active.append(["甲"])
    workbook.create_sheet("計算").append(["#REF!"])
    workbook.save(folder / "e.xlsx")
    assert values(folder / "e.xlsx") == []


def test_headings_are_checked_all_at_once(folder):
    (folder / "h.csv").write_text("氏名,氏名,電語\n")
    sentence = refusal(folder / "h.csv", known=["氏名", "電話"])
    assert "見出し「電語」という項目はありません" in sentence and "「氏名」「電話」" in sentence
    assert "見出し「氏名」が2つ以上あります" in sentence


def test_a_known_heading_may_differ_in_width_blanks_and_line_breaks(folder):
    (folder / "h.csv").write_text('"事業場名\n（漢字）",ＦＡＸ 番号\nx,y\n')
    assert values(folder / "h.csv", known=["事業場名(漢字)", "FAX番号"]) == [{"事業場名(漢字)": "x", "FAX番号": "y"}]


def test_a_value_without_a_heading_is_refused_and_an_empty_column_is_not(folder):
    (folder / "v.csv").write_text("甲,,乙,\nx,,y,\n")
    assert values(folder / "v.csv") == [{"甲": "x", "乙": "y"}]
    (folder / "v.csv").write_text("甲,,乙\nx,,y\nx,1,y\n")
    assert "3行目の2列目に値があります" in refusal(folder / "v.csv")
    (folder / "v.csv").write_text("甲,乙\nx,y,,1\n")
    assert "2行目の4列目に値があります" in refusal(folder / "v.csv")


@pytest.mark.parametrize("text", [" \n", ",,\n", "\n甲,乙\n"])
def test_a_file_without_headings_is_refused(folder, text):
    (folder / "n.csv").write_text(text)
    assert "1行目に見出しがありません" in refusal(folder / "n.csv")


# Refusals by content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"%PDF-1.7 ...", "中身はPDF"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "中身は画像"),
        ("a.xlsx", "氏名,住所\n".encode(), "名前の終わりを「.csv」"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "古い形式のExcelブック（.xls）"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "パスワードで保護"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "壊れていて"),
        ("a.csv", b"PK\x03\x04" + bytes(100), "CSVではなくExcelブックか圧縮ファイル"),
        ("a.csv", b"\xff\xfe\x00\x01\x00\xd8", "文字コード"),
        ("a.csv", b"\x81\x00abc", "文字コード"),
        ("a.csv", b"", "空です"),
        ("a.xls", b"x", "Excelブック（.xlsx）かCSV"),
        ("a.pdf", b"%PDF", "Excelブック（.xlsx）かCSV"),
    ],
)
def test_a_file_is_known_by_its_content(folder, name, content, words):
    (folder / name).write_bytes(content)
    assert words in refusal(folder / name)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "OpenDocument（.ods）"),
        ({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}, "Excelブックではありません"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.bin": "x"}, "バイナリブック（.xlsb）"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>", "xl/vbaProject.bin": "x"}, "マクロが入っています"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<not closed"}, "壊れていて"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>", "xl/_rels/workbook.xml.rels": "<"}, "壊れていて"),
    ],
)
def test_other_packages_are_refused_by_name(folder, parts, words):
    assert words in refusal(package(folder / "p.xlsx", parts))


def test_missing_files_and_folders_are_told_apart(folder):
    assert "がありません" in refusal(folder / "none.csv")
    (folder / "folder.csv").mkdir()
    assert "ファイルではありません" in refusal(folder / "folder.csv")


def test_the_checks_of_the_file_come_before_the_first_row_is_asked_for(folder):
    (folder / "a.xlsx").write_bytes(b"%PDF-1.7")
    with pytest.raises(SheetTrouble):
        read_rows(folder / "a.xlsx")


def test_a_bomb_is_refused_before_it_is_opened(folder):
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(8 << 20))
    assert path.stat().st_size < 20_000
    assert "大きすぎて" in refusal(path, limits=Limits(unpacked_bytes=1 << 20))


def test_a_bomb_that_lies_about_its_size_is_refused_too(folder):
    path = package(
        folder / "liar.xlsx",
        {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": bytes(8 << 20)},
    )
    honest = (8 << 20).to_bytes(4, "little")
    content = path.read_bytes()
    assert content.count(honest) == 2  # in the part's own head and in the directory at the end
    path.write_bytes(content.replace(honest, (100).to_bytes(4, "little")))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/sharedStrings.xml").file_size == 100
    assert "大きすぎて" in refusal(path, limits=Limits(unpacked_bytes=1 << 20))


def test_too_many_parts_and_too_large_files_are_refused(folder):
    parts = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>", **{f"xl/{n}.xml": "" for n in range(30)}}
    assert "大きすぎて" in refusal(package(folder / "p.xlsx", parts), limits=Limits(parts=20))
    assert "大きすぎて" in refusal(folder / "p.xlsx", limits=Limits(file_bytes=1000))
    (folder / "t.csv").write_text("甲\n" + "x\n" * 1000)
    assert "大きすぎて" in refusal(folder / "t.csv", limits=Limits(unpacked_bytes=1000))


def test_two_distant_cells_do_not_end_the_program(folder):
    """A sheet is held as a rectangle by the library that reads it: these two cells would be 512 GiB."""
    path = one_sheet(
        folder / "far.xlsx",
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    assert "離れたセル" in refusal(path)


def test_a_reader_that_fails_by_its_own_fault_does_not_blame_the_file(folder, monkeypatch):
    write_xlsx(folder / "a.xlsx", ["甲"], [])
    (folder / "reader.py").write_text("raise SystemError('a fault of ours')")
    monkeypatch.setattr(sheets.reading.workbook_reader, "__file__", str(folder / "reader.py"))
    with pytest.raises(RuntimeError, match="a fault of ours"):
        list(read_rows(folder / "a.xlsx"))


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_rows_or_one_sentence(folder, content):
    for name in ("any.csv", "any.xlsx"):
        (folder / name).write_bytes(content)
        try:
            for row in read_rows(folder / name):
                assert all(isinstance(text, str) for text in row.values.values())
        except SheetTrouble as trouble:
            assert trouble.sentence.endswith("。")


def children_of_this_process() -> set[str]:
    """Ids of the processes started from here; other tests' servers are among them."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux alone tells the children of a process")
def test_stopping_half_way_ends_the_reading_process(folder):
    write_xlsx(folder / "long.xlsx", ["数"], [[n] for n in range(20_000)])
    before = children_of_this_process()
    rows = read_rows(folder / "long.xlsx")
    assert next(rows).values == {"数": "0"}
    reading = children_of_this_process() - before
    rows.close()
    assert reading and not reading & children_of_this_process()


# Whole files or none


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_a_failing_source_leaves_the_old_file_and_nothing_else(folder, write):
    path = folder / "list.xlsx"
    path.write_text("前のファイル")

    def broken():
        yield from ([n] for n in range(5000))
        raise KeyError("the database is gone")

    with pytest.raises(KeyError):
        write(path, ["数"], broken())
    assert path.read_text() == "前のファイル"
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "ディスクの空きが足りない"), (errno.EDQUOT, "割り当てられた容量"), (errno.EIO, "装置の誤り")],
)
def test_a_full_disk_is_one_sentence_and_leaves_nothing(folder, monkeypatch, number, words):
    def full(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SheetTrouble, match=words):
        write_xlsx(folder / "list.xlsx", ["数"], [[1]])
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_fills_while_writing(folder, monkeypatch):
    import builtins

    real = builtins.open
    monkeypatch.setattr("builtins.open", lambda path, mode="r", **more: real("/dev/full", "wb", **more))
    with pytest.raises(SheetTrouble, match="ディスクの空きが足りない"), whole_file(folder / "x") as file:
        file.write(bytes(1 << 20))


def test_nothing_is_seen_under_the_name_before_the_end(folder):
    path = folder / "list.csv"
    with whole_file(path) as file:
        file.write(b"half")
        file.flush()
        assert not path.exists()
        assert [one.name.startswith(".") for one in folder.iterdir()] == [True]
    assert path.read_bytes() == b"half"


def test_a_missing_folder_and_a_folder_in_the_way_are_told(folder):
    with pytest.raises(SheetTrouble, match="フォルダー「.*none」がありません"):
        write_csv(folder / "none" / "a.csv", ["数"], [])
    (folder / "a.csv").mkdir()
    with pytest.raises(SheetTrouble, match="「a.csv」はフォルダーです"):
        write_csv(folder / "a.csv", ["数"], [])
    assert [one.name for one in folder.iterdir()] == ["a.csv"]


def test_a_text_too_long_for_a_cell_is_told_with_line_and_item(folder):
    with pytest.raises(SheetTrouble, match="3行目の「備考」は32,768文字あります"):
        write_xlsx(folder / "l.xlsx", ["番号", "備考"], [[1, "x" * 32_767], [2, "x" * 32_768]])
    with pytest.raises(SheetTrouble, match="2行目の「備考」に壊れた文字"):
        write_xlsx(folder / "l.xlsx", ["番号", "備考"], [[1, "\ud800"]])
    assert list(folder.iterdir()) == []


def test_more_lines_than_a_sheet_has_are_refused(folder, monkeypatch):
    monkeypatch.setattr(sheets.writing, "MOST_ROWS", 1000)
    assert write_xlsx(folder / "m.xlsx", ["数"], [[n] for n in range(999)]) == 999
    with pytest.raises(SheetTrouble, match="999件までしか出力できません"):
        write_xlsx(folder / "m.xlsx", ["数"], [[n] for n in range(1000)])
    assert len(values(folder / "m.xlsx")) == 999


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_a_line_of_the_wrong_length_and_a_number_that_is_none_are_faults_of_the_program(folder, write):
    with pytest.raises(ValueError, match="3 values for 2 headings"):
        write(folder / "w.xlsx", ["甲", "乙"], [[1, 2, 3]])
    with pytest.raises(ValueError, match="no text for nan"):
        write(folder / "w.xlsx", ["甲"], [[float("nan")]])
    assert list(folder.iterdir()) == []


@pytest.mark.req("SYS-42")
@pytest.mark.skipif(
    not shutil.which("soffice") or not shutil.which("pdftotext"), reason="needs LibreOffice and poppler"
)
def test_a_spreadsheet_program_opens_and_prints_the_list(folder):
    from shuro.kernel.forms import to_pdf

    lines = [[number, "=1+1", date(2026, 4, 1)] for number in range(1, 101)]
    write_xlsx(folder / "list.xlsx", ["整理番号", "事業場名", "監督年月日"], lines)
    path, _ = to_pdf(folder / "list.xlsx")
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    sheets = text.rstrip("\f").split("\f")
    assert len(sheets) > 1 and all("整理番号" in sheet for sheet in sheets)
    assert f"2 / {len(sheets)} ページ" in sheets[1]
    assert sum(line.split()[1:] == ["=1+1", "2026/04/01"] for line in text.splitlines()) == 100
