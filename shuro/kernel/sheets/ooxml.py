"""The fixed parts of a one-sheet Excel workbook (ECMA-376), as text."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

SHEET_PART = "xl/worksheets/sheet1.xml"

# Places in the list of cell formats (cellXfs) below. QUOTED is text that a later edit must not turn into a formula.
HEADING, DAY, MOMENT, CLOCK, WRAPPED, QUOTED = range(1, 7)

_STYLES = f"""<styleSheet xmlns="{_MAIN}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/>
<numFmt numFmtId="165" formatCode="yyyy/mm/dd\\ hh:mm"/><numFmt numFmtId="166" formatCode="h:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="游ゴシック"/><family val="3"/><charset val="128"/></font>
<font><b/><sz val="11"/><name val="游ゴシック"/><family val="3"/><charset val="128"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="7">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"
 applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>
</cellXfs>
<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""

FIXED_PARTS = {
    "[Content_Types].xml": f"""{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>
<Override PartName="/{SHEET_PART}" ContentType="{_TYPE}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>""",
    "_rels/.rels": f"""{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": _DECLARATION + _STYLES,
}


def entry(part: str) -> zipfile.ZipInfo:
    """The place of a part in the package, with a fixed time: the same list gives the same file."""
    info = zipfile.ZipInfo(part, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def sheet_name(name: str) -> str:
    """A name a sheet may have: at most 31 characters, the signs Excel forbids in their full-width form."""
    return name.translate(str.maketrans("[]:*?/\\'", "［］：＊？／＼’"))[:31].strip() or "一覧"


def letters(column: int) -> str:
    """The name of a column counted from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_head(widths: Sequence[float]) -> str:
    """The sheet up to its rows: the first row fixed on the screen, column widths in half-width characters."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width:.2f}" customWidth="1"/>'
        for place, width in enumerate(widths, 1)
    )
    return (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="18"/><cols>{columns}</cols><sheetData>'
    )


def sheet_tail(columns: int, rows: int) -> str:
    """The sheet after its rows: filter, A4 across as wide as the paper, n / N ページ, no warning of digits in texts."""
    area = f"A1:{letters(columns)}{rows}"
    return (
        f'</sheetData><autoFilter ref="{area}"/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N ページ</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def workbook(name: str, columns: int, rows: int) -> str:
    """The list of sheets (one) and the names for its filter and for the row repeated on every page."""
    quoted = f"'{escape(name)}'!"
    area = f"{quoted}$A$1:${letters(columns)}${rows}"
    return (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{quoted}$1:$1</definedName>'
        "</definedNames></workbook>"
    )
