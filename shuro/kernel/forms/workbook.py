"""Forms as Excel workbooks: every page of a document a worksheet of A4, ready to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuro.kernel.forms.layout import Box, Document, Frame, Page
from shuro.kernel.sheets import whole_file
from shuro.kernel.sheets.ooxml import sheet_name

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# A Mincho of fixed pitch that every Japanese Windows has; LibreOffice takes IPA明朝 or Noto Serif CJK JP in its place.
FONT = "ＭＳ 明朝"
_DIGIT = 5.5 * 25.4 / 72  # mm: the width of a digit of the workbook's standard type (11 points), the unit of columns
_INCH = 25.4
_GREY = "FFEFEFEF"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a reader would take _x0041_ for an A
_SIGNS = ("=", "+", "-", "@")  # with these an edit would begin a formula
_SIDES = {"t": "top", "b": "bottom", "l": "left", "r": "right"}


def save_form(document: Document, path: str | Path) -> None:
    """Write a document as .xlsx, whole or not at all (`sheets.whole_file`). Raises SheetTrouble.

    Each page is a worksheet with its print area on A4, fitted to one sheet of paper (a list to its width), and
    n / N ページ counted over the whole document at the foot. All cells are text: no text is ever a formula.
    """
    import openpyxl

    if not document.pages:
        raise ValueError(f"{document.name} has no pages")
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "shuro"
    book.properties.title = document.name
    _standard_type(book)
    styles = _Styles()
    before = 0
    for page in document.pages:
        sheet = book.create_sheet(sheet_name(page.name))
        _grid(sheet, page)
        for box in page.boxes:
            _draw(sheet, box, styles)
        for frame in page.frames:
            _thicken(sheet, frame)
        _paper(sheet, page, before, document)
        before += page.papers
    with whole_file(path) as file:
        book.save(file)


def _standard_type(book: Workbook) -> None:
    """Make the type of forms the workbook's standard, because the width of columns is counted in its digits."""
    from openpyxl.styles import Font

    standard = book._named_styles["Normal"]  # openpyxl has no public way to the standard style
    standard.font = Font(name=FONT, size=11, charset=128, family=1)
    standard.bind(book)
    book._fonts[0] = standard.font


def _grid(sheet: Worksheet, page: Page) -> None:
    """Set the sizes of columns and rows, and show the sheet without the lines of the spreadsheet."""
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(page.column_widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = round(width / _DIGIT, 3)
    for place, height in enumerate(page.row_heights, 1):
        sheet.row_dimensions[place].height = round(height / _INCH * 72, 2)
    sheet.sheet_view.showGridLines = False


class _Styles:
    """Makes the style of a box once for all boxes that look the same: styles are what is slow in openpyxl."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], Any] = {}

    def apply(self, cell: Any, box: Box) -> None:
        sign = box.text.startswith(_SIGNS)
        breaks = "\n" in box.text
        look = (box.size, box.bold, box.align, box.valign, box.wrap, box.vertical, box.fill, box.border, box.strike)
        key = (*look, sign, breaks)
        if key in self._made:
            cell._style = copy(self._made[key])
            return
        self._set(cell, box)
        self._made[key] = copy(cell._style)

    def _set(self, cell: Any, box: Box) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        cell.font = Font(name=FONT, size=box.size, bold=box.bold, strike=box.strike, charset=128, family=1)
        cell.alignment = Alignment(
            horizontal=box.align,
            vertical=box.valign,
            wrap_text=box.wrap or "\n" in box.text,
            text_rotation=255 if box.vertical else 0,
        )
        if box.fill:
            cell.fill = PatternFill("solid", fgColor=_GREY)
        cell.border = _border(box.border)
        if box.text.startswith(_SIGNS):
            cell.quotePrefix = True


def _border(sides: str) -> Any:
    from openpyxl.styles import Border, Side

    lines = {side: Side() for side in _SIDES.values()}
    lines.update({_SIDES[side.lower()]: Side(style="medium" if side.isupper() else "thin") for side in sides})
    return Border(**lines)


def _draw(sheet: Worksheet, box: Box, styles: _Styles) -> None:
    cell = sheet.cell(box.row, box.col)
    if box.text:
        cell.value = _ESCAPE.sub("_x005F_", box.text)
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula and #N/A for an error
    styles.apply(cell, box)
    if box.height > 1 or box.width > 1:
        # The borders of the first cell are carried to all edges of the merged range.
        sheet.merge_cells(
            start_row=box.row,
            start_column=box.col,
            end_row=box.row + box.height - 1,
            end_column=box.col + box.width - 1,
        )


def _edges(frame: Frame) -> Iterator[tuple[int, int, str]]:
    """The squares along a frame with the side of each that lies on it."""
    last_row, last_col = frame.row + frame.height - 1, frame.col + frame.width - 1
    for col in range(frame.col, last_col + 1):
        yield frame.row, col, "top"
        yield last_row, col, "bottom"
    for row in range(frame.row, last_row + 1):
        yield row, frame.col, "left"
        yield row, last_col, "right"


def _thicken(sheet: Worksheet, frame: Frame) -> None:
    from openpyxl.styles import Side

    for row, col, side in _edges(frame):
        cell = sheet.cell(row, col)
        border = copy(cell.border)
        setattr(border, side, Side(style="medium"))
        cell.border = border


def _paper(sheet: Worksheet, page: Page, before: int, document: Document) -> None:
    """Print area, paper, margins, repeated rows, page breaks and the page number."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    paper = page.paper
    sheet.print_area = f"A1:{get_column_letter(len(page.column_widths))}{page.rows}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0 if page.repeat else 1
    margins = {side: getattr(paper, side) / _INCH for side in ("left", "right", "top", "bottom")}
    for side, inches in margins.items():
        setattr(sheet.page_margins, side, inches)
    sheet.page_margins.header = sheet.page_margins.footer = 8 / _INCH
    if page.repeat:
        sheet.print_title_rows = f"1:{page.repeat}"
        sheet.freeze_panes = f"A{page.repeat + 1}"
    for row in page.breaks:
        sheet.row_breaks.append(Break(id=row))
    # With one sheet the program counts itself; over several it would begin anew where only one sheet is printed.
    total = "&N" if len(document.pages) == 1 else str(document.papers)
    sheet.oddFooter.center.text = f'&"{FONT},標準"&9&P / {total} ページ'
    if before:
        sheet.page_setup.firstPageNumber = before + 1
        sheet.page_setup.useFirstPageNumber = True
