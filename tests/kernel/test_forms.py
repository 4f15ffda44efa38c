"""Printed forms: what is declared is what is in the file, in the preview and on the paper, and nothing is cut."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from shuro.kernel import forms
from shuro.kernel.forms import (
    Document,
    DoesNotFit,
    Face,
    Heading,
    Page,
    cells,
    continuation,
    figures,
    listing,
    preview,
    save_form,
    spread,
    to_pdf,
)
from shuro.kernel.forms.layout import LEAST, POINT, ems, type_height
from shuro.kernel.sheets import SheetTrouble
from shuro.kernel.text import clean, lines_of, width

IN_FOLDER = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text("あ漢字カナｶﾅ（）。、○※①abcXYZ 　0123=+-@", max_size=30)


def report(opinion: str = "意見\n二行目") -> Document:
    """A 復命書 in small: pairs, a table, a long text with its continuation sheet, a frame, an upright label, a list."""
    page = Page("監督復命書")
    page.label(1, 1, 3, 40, "監　督　復　命　書", size=18, align="center", bold=True)
    page.pair(6, 1, 2, (6, 14), "監督年月日", "令和8年4月1日")
    page.pair(6, 21, 2, (6, 14), "監督官氏名", None)
    page.pair(8, 1, 3, (6, 34), "事業場名", "〇〇会社　　〇〇工場")
    page.box(11, 1, 8, 2, "違反", vertical=True, align="center")
    page.table(11, 3, ["条項", "是正期日", "労働者数"], [["労働基準法第32条", "R8.5.1", 12]], [20, 10, 8], room=3)
    page.frame(11, 1, 8, 40)
    first, *rest = spread(lines_of(opinion, 40), 5, 30)
    page.text(20, 1, 8, 40, first, item="参考事項・意見", per_line=40, lines=5)
    more = [line for part in rest for line in part]
    sheets = continuation("続紙", "参考事項・意見", more, per_line=40, lines=30, head=[("整理番号", "000123")])
    lines = [[number, "株式会社", "備考" * number] for number in range(1, 9)]
    listed = listing("整理簿", ["番号", "名称", "備考"], lines, [1, 2, 3], notes=["令和8年度"], rows_per_page=3)
    return Document("監督復命書", [page, *sheets, listed])


# The declaration


def test_a_document_is_compared_by_the_places_of_its_texts():
    found = cells(report())
    assert found[1, 1, 1] == "監　督　復　命　書"
    assert found[1, 6, 7] == "令和8年4月1日"
    assert (1, 6, 27) not in found
    assert found[1, 13, 3] == "労働基準法第32条" and found[1, 13, 33] == "12"
    assert found[1, 20, 1] == "意見\n二行目"
    assert [found[2, 3, col] for col in (1, 2, 3)] == ["番号", "名称", "備考"]
    assert found[2, 4, 1] == "1" and found[2, 11, 3] == "備考" * 8


def test_type_shrinks_until_the_text_fits_and_no_further():
    page = Page("p")
    assert page.box(1, 1, 2, 20, "短い文").size == 10.5
    long = page.box(3, 1, 2, 20, "長い名称" * 12)
    assert LEAST <= long.size < 10.5
    with pytest.raises(DoesNotFit) as caught:
        page.box(5, 1, 2, 20, "長い名称" * 30, item="事業場名")
    assert caught.value.item == "事業場名"
    assert caught.value.sentence.startswith("「事業場名」の120文字は印刷の欄に入りません。全角で約")


@given(WORDS, st.integers(1, 6), st.integers(1, 40), st.booleans())
def test_a_text_that_was_accepted_has_room_at_its_size(text, height, breadth, wrap):
    page = Page("p")
    try:
        box = page.box(1, 1, height, breadth, text, wrap=wrap)
    except DoesNotFit as trouble:
        assert text and trouble.sentence.endswith("短くしてください。")
        return
    wide, high = page.room(1, 1, height, breadth)
    em = box.size * POINT
    if wrap:
        # Even when every line loses an em to a closing mark that may not begin the next one.
        lines = sum(max(1, -(-ems(line) // max(wide / em - 1, 0.5))) for line in text.split("\n")) if text else 0
        one = all(ems(line) * em <= wide for line in text.split("\n"))
        assert type_height(1 if one and text else lines, box.size) <= high
    else:
        assert ems(text) * em <= wide


@pytest.mark.parametrize(
    ("per_line", "lines", "height"), [(40, 5, 8), (59, 35, 34), (44, 40, 50), (27, 5, 7), (50, 16, 20)]
)
def test_a_long_text_box_holds_exactly_the_lines_and_characters_it_states(per_line, lines, height):
    page = Page("p")
    box = page.text(1, 1, height, 40, "字" * per_line * lines, item="意見", per_line=per_line, lines=lines)
    assert box.text.split("\n") == ["字" * per_line] * lines
    wide, high = page.room(1, 1, height, 40)
    assert per_line * box.size * POINT <= wide and type_height(lines, box.size) <= high
    with pytest.raises(
        DoesNotFit, match=f"「意見」は1行{per_line}文字で{lines}行まで印刷できます（現在{lines + 1}行）"
    ):
        Page("q").text(1, 1, height, 40, "字" * per_line * lines + "余", item="意見", per_line=per_line, lines=lines)


def test_marks_that_are_narrow_on_the_terminal_are_wide_on_paper():
    box = Page("p").text(1, 1, 8, 40, "○※①" * 9 + "次", item="意見", per_line=27, lines=2)
    assert box.text == "○※①" * 9 + "\n次"


def test_line_breaks_count_as_lines():
    with pytest.raises(DoesNotFit, match="現在6行"):
        Page("p").text(1, 1, 8, 40, "一\n\n\n\n\n六", item="意見", per_line=40, lines=5)


def test_a_box_too_small_for_what_it_is_declared_to_hold_is_a_fault_of_the_form():
    with pytest.raises(ValueError, match="意見: 35 lines of 59 characters"):
        Page("p").text(1, 1, 8, 20, "", item="意見", per_line=59, lines=35)


def test_boxes_lie_inside_the_grid_and_not_over_each_other():
    page = Page("p")
    page.box(1, 1, 2, 10, "甲")
    with pytest.raises(ValueError, match="'乙' at 2,10 lies over '甲' at 1,1"):
        page.box(2, 10, 1, 1, "乙")
    for place in ((0, 1, 1, 1), (1, 41, 1, 1), (60, 1, 2, 1), (3, 40, 1, 2), (3, 1, 0, 1)):
        with pytest.raises(ValueError, match="outside 60x40"):
            page.box(*place, "")
    assert len(page.boxes) == 1


def test_a_table_keeps_its_blank_lines_and_refuses_more_than_its_room():
    page = Page("p")
    assert page.table(1, 1, ["甲", "乙"], [["a", None]], [5, 5], room=4) == 11
    assert sum(not box.text for box in page.boxes) == 7
    with pytest.raises(ValueError, match="5 lines in a table of 4"):
        page.table(20, 1, ["甲"], [["x"]] * 5, [5], room=4)
    with pytest.raises(DoesNotFit, match="「乙」の"):
        page.table(40, 1, ["甲", "乙"], [["a", "長い" * 50]], [5, 5])


def test_only_texts_and_whole_numbers_are_printed():
    page = Page("p")
    assert [page.box(row, 1, 1, 5, value).text for row, value in enumerate(("x", 3, None, ""), 1)] == ["x", "3", "", ""]
    for value in (True, 1.5, b"x"):
        with pytest.raises(TypeError):
            page.box(9, 1, 1, 5, value)


def test_control_characters_are_not_printed():
    assert Page("p").box(1, 1, 2, 20, "甲\x1b[31m\x00乙\r\n丙\u202e").text == "甲乙\n丙"


@given(st.lists(st.integers()), st.integers(1, 9), st.integers(1, 9))
def test_spread_loses_nothing_and_fills_every_sheet_but_the_last(things, first, rest):
    parts = spread(things, first, rest)
    assert [thing for part in parts for thing in part] == things
    assert len(parts[0]) == min(first, len(things))
    assert all(len(part) == rest for part in parts[1:-1]) and all(0 < len(part) <= rest for part in parts[1:])


def test_continuation_sheets_follow_only_when_there_is_more():
    assert continuation("続紙", "意見", [], per_line=40, lines=30) == []
    pages = continuation(
        "続紙", "意見", [f"{n}行" for n in range(65)], per_line=40, lines=30, head=[("整理番号", 7)] * 3
    )
    assert [page.name for page in pages] == ["続紙", "続紙 2", "続紙 3"]
    found = cells(Document("d", pages))
    assert found[3, 5, 8] == "7" and found[3, 7, 8] == "7"
    assert found[3, 12, 1] == "\n".join(f"{n}行" for n in range(60, 65))


def test_a_list_runs_over_sheets_with_its_headings_on_each():
    page = listing("整理簿", ["番号"], [[n] for n in range(60)], [1], rows_per_page=25)
    assert (page.repeat, page.breaks, page.papers) == (2, (27, 52), 3)
    tall = listing("整理簿", ["備考"], [["長" * 400]] * 40, [1], rows_per_page=25)
    starts, ends = (tall.repeat, *tall.breaks), (*tall.breaks, tall.rows)
    head = sum(tall.heights[: tall.repeat])
    assert tall.papers > 2
    for start, end in zip(starts, ends):
        assert 0 < end - start <= 25 and head + sum(tall.heights[start:end]) <= tall.paper.room[1]
    with pytest.raises(DoesNotFit, match="「備考」の"):
        listing("整理簿", ["番号", "備考"], [[1, "長" * 3000]], [1, 4])


# The file


def test_the_file_holds_the_texts_of_the_declaration_in_their_places(tmp_path):
    document = report("字" * 300 + "\n終わり")
    save_form(document, tmp_path / "f.xlsx")
    book = load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["監督復命書", "続紙", "整理簿"]
    found = {
        (number, cell.row, cell.column): cell.value
        for number, sheet in enumerate(book, 1)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert found == cells(document)


# what a box of three squares holds; longer ones are refused, which other tests show
FEW_LINES = st.text(max_size=20).filter(lambda text: clean(text, multiline=True).rstrip("\n").count("\n") <= 3)


@IN_FOLDER
@given(st.lists(st.one_of(FEW_LINES, st.sampled_from(["=1+1", "+A1", "-x", "@x", "#N/A", "_x0041_", "1"]))))
def test_any_text_is_in_the_file_as_text(tmp_path, texts):
    page = Page("p")
    for row, text in enumerate(texts[:20]):
        page.box(1 + row * 3, 1, 3, 40, text)
    save_form(Document("d", [page]), tmp_path / "f.xlsx")
    sheet = load_workbook(tmp_path / "f.xlsx").active
    for row, text in enumerate(texts[:20]):
        cell = sheet.cell(1 + row * 3, 1)
        assert unescape(cell.value or "") == clean(text, multiline=True).rstrip("\n")
        assert cell.data_type != "f"
        assert bool(cell.quotePrefix) == (cell.value is not None and cell.value[0] in "=+-@")


def test_the_pages_are_a4_fitted_to_the_paper_with_page_numbers_over_the_whole_document(tmp_path):
    save_form(report("字" * 300), tmp_path / "f.xlsx")
    form, more, listed = load_workbook(tmp_path / "f.xlsx")
    assert [sheet.page_setup.paperSize for sheet in (form, more, listed)] == [9, 9, 9]
    assert [sheet.page_setup.orientation for sheet in (form, more, listed)] == ["portrait", "portrait", "landscape"]
    assert form.print_area == "'監督復命書'!$A$1:$AN$60"
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in (form, more, listed))
    assert [sheet.page_setup.fitToHeight for sheet in (form, more, listed)] == [1, 1, 0]
    assert listed.print_title_rows == "$1:$3" and [one.id for one in listed.row_breaks.brk] == [6, 9]
    assert [sheet.oddFooter.center.text for sheet in (form, more, listed)] == ["&P / 5 ページ"] * 3
    assert [sheet.page_setup.firstPageNumber for sheet in (form, more, listed)] == [None, 2, 3]


def test_a_document_of_one_sheet_lets_the_program_count_its_pages(tmp_path):
    save_form(Document("d", [report().pages[-1]]), tmp_path / "f.xlsx")
    assert load_workbook(tmp_path / "f.xlsx").active.oddFooter.center.text == "&P / &N ページ"


def test_merged_boxes_have_their_borders_on_all_edges(tmp_path):
    page = Page("p")
    page.box(2, 2, 3, 4, "甲")
    page.box(8, 2, 1, 4, "乙", border=forms.UNDER)
    page.box(10, 2, 2, 2, "丙", border="TBLR")
    page.box(14, 2, 2, 4, "丁", border=forms.NONE)
    page.frame(14, 2, 2, 4)
    save_form(Document("d", [page]), tmp_path / "f.xlsx")
    sheet = load_workbook(tmp_path / "f.xlsx").active

    def sides(row: int, col: int) -> set[str]:
        border = sheet.cell(row, col).border
        named = {side: getattr(border, side).style for side in ("top", "bottom", "left", "right")}
        return {f"{style} {side}" for side, style in named.items() if style}

    # openpyxl gives the first cell of a merged range the borders of the whole range, so only its outer ones are asked.
    assert {"thin top", "thin left"} <= sides(2, 2) and sides(4, 5) == {"thin bottom", "thin right"}
    assert sides(3, 3) == set() and sides(2, 4) == {"thin top"}
    assert sides(3, 5) == {"thin right"} and sides(3, 2) == {"thin left"}
    assert [sides(8, col) for col in range(2, 6)] == [{"thin bottom"}] * 4
    assert sides(11, 3) == {"medium bottom", "medium right"}
    assert {"medium top", "medium left"} <= sides(14, 2) and sides(15, 5) == {"medium bottom", "medium right"}
    assert sides(14, 3) == {"medium top"} and sides(15, 3) == {"medium bottom"}


def test_the_type_is_a_mincho_that_windows_has(tmp_path):
    save_form(report(), tmp_path / "f.xlsx")
    sheet = load_workbook(tmp_path / "f.xlsx").worksheets[0]
    assert {sheet.cell(1, 1).font.name, sheet.cell(60, 40).font.name} == {"ＭＳ 明朝"}
    assert sheet.cell(1, 1).font.bold and sheet.cell(1, 1).font.size == 18
    assert sheet.cell(11, 1).alignment.textRotation == 255
    assert sheet.cell(6, 1).alignment.horizontal == "distributed"


def test_names_of_pages_may_hold_what_sheets_forbid_and_may_be_equal(tmp_path):
    save_form(
        Document("d", [Page("立替払請求書/確認通知書"), Page("立替払請求書/確認通知書"), Page("長" * 40)]),
        tmp_path / "f.xlsx",
    )
    names = load_workbook(tmp_path / "f.xlsx").sheetnames
    assert names[0] == "立替払請求書／確認通知書" and len(set(names)) == 3 and len(names[2]) == 31


def test_a_full_disk_leaves_the_old_form_and_no_part(tmp_path, monkeypatch):
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "f.xlsx").write_text("前の帳票")

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SheetTrouble, match="ディスクの空きが足りない"):
        save_form(report(), folder / "f.xlsx")
    assert [(one.name, one.read_text()) for one in folder.iterdir()] == [("f.xlsx", "前の帳票")]


# The preview


def drawn(lines: list[str]) -> Counter[str]:
    return Counter("".join(lines)) - Counter({mark: 10**6 for mark in " 　\n│─┌┐└┘├┤┬┴┼╵╷╴╶"})


@pytest.mark.parametrize("breadth", [80, 100, 132])
def test_the_preview_is_of_even_width_and_shows_every_text(breadth):
    document = report("当該事業場は自動車部品の切削加工を営む。ABC Co., Ltd. の下請として○○製品を製造。" * 12)
    lines = preview(document, breadth)
    assert {width(line) for line in lines} == {breadth}
    papers = [line.strip() for line in lines if line.strip().endswith("ページ")]
    assert papers == [f"{number} / {document.papers} ページ" for number in range(1, document.papers + 1)]
    assert sum("整理簿" in line for line in lines) == 3  # the title of the list stands on each of its sheets
    repeated = drawn([text for (page, row, _), text in cells(document).items() if page == 3 and row <= 3])
    expected = drawn(list(cells(document).values())) + repeated + repeated + drawn(papers)
    assert drawn(lines) == expected


def test_the_preview_joins_the_lines_a_form_breaks_and_keeps_those_that_were_typed():
    page = Page("p")
    page.text(1, 1, 10, 40, "あ" * 50 + "\nい\n\nう", item="意見", per_line=40, lines=6)
    lines = [line.strip("│ ") for line in preview(Document("d", [page]), 80)[1:7]]
    assert lines == ["あ" * 39, "あ" * 11, "い", "", "う", "└" + "─" * 78 + "┘"]


def test_a_small_form_as_text():
    page = Page("p", columns=8, rows=4)
    page.label(1, 1, 1, 8, "届", align="center")
    page.pair(2, 1, 1, (4, 4), "氏名", "山田太郎")
    page.box(3, 1, 1, 2, "男")
    page.box(3, 3, 1, 6, "12", align="right")
    assert preview(Document("d", [page]), 25) == [
        "           届            ",
        "┌───────────┬───────────┐",
        "│氏       名│山田太郎   │",
        "├─────┬─────┴───────────┤",
        "│男   │               12│",
        "└─────┴─────────────────┘",
        "      1 / 1 ページ       ",
    ]
    page.frame(1, 1, 1, 8)
    assert preview(Document("d", [page]), 25)[:3] == [
        "┌───────────────────────┐",
        "│          届           │",
        "├───────────┬───────────┤",
    ]
    assert preview(Document("d", [page]), 25, ascii=True)[2:5] == [
        "+-----------+-----------+",
        "|氏       名|山田太郎   |",
        "+-----+-----+-----------+",
    ]


@st.composite
def grids(draw) -> Page:
    """A page cut into rows of boxes at random places, with texts that fit at random borders."""
    page = Page("p", landscape=draw(st.booleans()))
    columns, row = len(page.column_widths), 1
    while row < 12 and draw(st.booleans()):
        height = draw(st.integers(1, 3))
        cuts = sorted(draw(st.sets(st.integers(1, columns - 1), max_size=8)) | {0, columns})
        for left, right in zip(cuts, cuts[1:]):
            border = "".join(side for side in "tblr" if draw(st.booleans()))
            align = draw(st.sampled_from(["left", "center", "right", "distributed"]))
            try:
                page.box(row, left + 1, height, right - left, draw(WORDS), border=border, align=align)
            except DoesNotFit:
                page.box(row, left + 1, height, right - left, "", border=border)
        row += height
    return page


@given(grids(), st.integers(60, 140), st.booleans())
def test_any_preview_is_of_even_width_and_shows_every_text(page, breadth, ascii):
    document = Document("d", [page])
    lines = preview(document, breadth, ascii=ascii)
    assert {width(line) for line in lines} == {breadth}
    marks = Counter({mark: 10**6 for mark in "+-|"}) if ascii else Counter()
    assert drawn(lines) - marks == drawn([*cells(document).values(), "1 / 1 ページ"]) - marks


def test_a_grid_finer_than_the_terminal_is_drawn_wider_rather_than_wrong():
    page = Page("p")
    for col in range(1, 41):
        page.box(1, col, 1, 1, "字", least=5)
    lines = preview(Document("d", [page]), 60)
    assert {width(line) for line in lines} == {121}
    assert lines[1] == "│" + "字│" * 40


def test_an_empty_document_has_an_empty_preview():
    assert preview(Document("d"), 80) == []
    assert preview(Document("d", [Page("p")]), 20)[-1] == "    1 / 1 ページ    "


# PDF


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_prints_the_form_on_as_many_sheets_as_declared(tmp_path):
    document = report("字" * 300)
    save_form(document, tmp_path / "f.xlsx")
    path, sentence = to_pdf(tmp_path / "f.xlsx")
    assert (path, sentence) == (tmp_path / "f.pdf", "")
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    if not shutil.which("pdfinfo"):
        return
    about = subprocess.run(["pdfinfo", "-l", "9", path], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {document.papers}\n" in about
    assert [line.split(":")[1].split()[0] for line in about.splitlines() if "Page " in line and " size: " in line] == [
        "595.304", "595.304", "841.89", "841.89", "841.89"
    ]  # fmt: skip
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    sheets = text.split("\f")
    assert "〇〇会社" in sheets[0] and "5 / 5 ページ" in sheets[4]
    assert all("整理簿" in sheet for sheet in sheets[2:5])


def program(folder: Path, script: str) -> Path:
    """A stand-in for LibreOffice on the PATH."""
    folder.mkdir()
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("script", "seconds", "words"),
    [
        (None, 9, "PDFにするにはLibreOfficeが必要ですが、インストールされていません"),
        ("exit 1", 9, "LibreOfficeがPDFを作れませんでした"),
        ("sleep 60 & sleep 60", 0.2, "0.2秒以内に終わりませんでした"),
    ],
)
def test_without_a_pdf_there_is_a_sentence(tmp_path, monkeypatch, script, seconds, words):
    save_form(report(), tmp_path / "f.xlsx")
    folder = program(tmp_path / "bin", script) if script else tmp_path / "none"
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin" if script else str(folder))
    path, sentence = to_pdf(tmp_path / "f.xlsx", seconds=seconds)
    assert path is None and words in sentence
    assert not (tmp_path / "f.pdf").exists()


def test_the_converter_works_on_a_copy_in_a_profile_of_its_own_that_is_gone_afterwards(tmp_path, monkeypatch):
    save_form(report(), tmp_path / "f.xlsx")
    script = f'echo "$@" > {tmp_path}/said; for last; do :; done; echo "%PDF" > "${{last%.xlsx}}.pdf"'
    monkeypatch.setenv("PATH", f"{program(tmp_path / 'bin', script)}:/usr/bin:/bin")
    assert to_pdf(tmp_path / "f.xlsx", tmp_path / "別の名.pdf") == (tmp_path / "別の名.pdf", "")
    said = (tmp_path / "said").read_text()
    assert "--headless" in said and str(tmp_path / "f.xlsx") not in said
    profile = Path(said.split("-env:UserInstallation=file://")[1].split()[0])
    assert profile.name == "profile" and not profile.parent.exists()


def test_a_missing_workbook_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{program(tmp_path / 'bin', 'exit 0')}:/usr/bin:/bin")
    with pytest.raises(SheetTrouble, match="を読み取れません"):
        to_pdf(tmp_path / "none.xlsx")


# Sheets of a statistical report -----------------------------------------------------------------------------------------

FACE = Face("監401　様式第1号", "申告処理状況報告", "東京労働局", "令和7年分", "件")
GROUPED = (Heading("業種", width=3), Heading("完結", ("解決", "司法")), Heading("計"))


def test_numbers_stand_right_with_commas_under_headings_of_two_levels() -> None:
    page = figures(
        "表", FACE, GROUPED, [["製造業", 1200, 0, 1200], ["計", 1200, None, 1200]], strong=("計",), foot="注"
    )
    at = {(box.row, box.col): box for box in page.boxes}
    assert [(box.row, box.col, box.height, box.width) for box in page.boxes if box.fill] == [
        (4, 1, 2, 1), (4, 2, 1, 2), (5, 2, 1, 1), (5, 3, 1, 1), (4, 4, 2, 1),
    ]  # fmt: skip
    assert (at[6, 2].text, at[6, 2].align, at[6, 1].align, at[7, 3].text) == ("1,200", "right", "left", "")
    assert [at[row, 1].bold for row in (6, 7)] == [False, True]
    assert (page.landscape, page.repeat, page.breaks, at[8, 1].text) == (True, 5, (), "注")
    assert [at[place].text for place in ((1, 1), (2, 1), (3, 1), (2, 3), (3, 3))] == [
        "申告処理状況報告", "監401　様式第1号", "東京労働局", "令和7年分", "（単位：件）",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="4 cells"):
        figures("表", FACE, GROUPED, [["製造業", 1]])


def test_a_table_longer_than_a_sheet_repeats_its_top_and_keeps_joined_lines_together() -> None:
    lines = [[f"事件{at // 3}", f"区分{at % 3}", at] for at in range(90)]
    page = figures("表", FACE, (Heading("事件"), Heading("区分"), Heading("数")), lines, joined=True)
    assert page.papers > 3 and page.repeat == 5
    assert all((row - page.repeat) % 3 == 0 for row in page.breaks)
    joined = [box for box in page.boxes if box.row > page.repeat and box.col == 1]
    assert [(box.text, box.height) for box in joined] == [(f"事件{at}", 3) for at in range(30)]
    high = page.row_heights
    ends = [*page.breaks, page.rows]
    for start, end in zip([page.repeat, *page.breaks], ends, strict=True):
        assert sum(high[: page.repeat]) + sum(high[start:end]) <= page.paper.room[1] + 0.01
    text = "\n".join(preview(Document("表", [page])))
    assert text.count("申告処理状況報告") == page.papers and f"{page.papers} / {page.papers} ページ" in text


def test_headings_run_downward_where_columns_are_narrow_and_lines_are_lowered_to_one_sheet() -> None:
    names = tuple(f"主要事項{at}" for at in range(20))
    page = figures("表", FACE, (Heading("業種", width=3), Heading("事項", names)), [["業", *range(20)]] * 19, foot="注")
    upright = {box.text for box in page.boxes if box.vertical}
    assert upright == set(names) and page.papers == 1
    assert sum(page.row_heights) <= page.paper.room[1]


def test_the_preview_breaks_no_number() -> None:
    headings = (Heading("業種", width=12), Heading("件数"), Heading("金額"))
    shown = preview(Document("表", [figures("表", FACE, headings, [["製造業", 9_947_768, 9_947_768]])]), 60)
    assert any(line.count("9,947,768") == 2 for line in shown)
