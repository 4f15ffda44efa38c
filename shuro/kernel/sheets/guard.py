"""What a file that came from outside really is, looked at before any library opens it (ASVS 5.2.1 to 5.2.3)."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from shuro.kernel.sheets.whole import SheetTrouble
from shuro.kernel.typed_files import off_limits

TEXT_SUFFIXES = (".csv", ".tsv")
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = ((b"%PDF", "PDF"), (b"\x89PNG", "画像"), (b"\xff\xd8\xff", "画像"), (b"GIF8", "画像"), (b"{\\rtf", "文書"))
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LIST_OF_SHEETS = 4 << 20  # bytes; a list of sheets longer than this ends in the middle and is refused as broken
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ElementTree.ParseError, KeyError, ValueError)
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*\bt="e"')
# A formula of a program that does not calculate. A result that is an empty text has the type "str".
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?:(?!\bt="str")[^>])*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_OVERLAP = 10_000  # bytes of a cell with the longest formula


@dataclass(frozen=True)
class Limits:
    """The largest files taken in, in bytes: as they lie on the disk, and unpacked (text files count as unpacked)."""

    file_bytes: int = 64 << 20
    unpacked_bytes: int = 512 << 20
    parts: int = 2000  # files inside an .xlsx


LIMITS = Limits()


@dataclass(frozen=True)
class Workbook:
    """What the first look at an .xlsx found: its sheets in order, and in each the first error value (#N/A …) and the
    first formula that was never calculated.
    """

    sheets: tuple[str, ...]
    errors: dict[str, str] = field(default_factory=dict)  # sheet name -> cell, such as "D2"
    uncalculated: dict[str, str] = field(default_factory=dict)


def examine_workbook(path: Path, limits: Limits = LIMITS) -> Workbook:
    """Prove that `path` is an .xlsx of bounded size. Raises SheetTrouble.

    Every part is unpacked once and counted, because the sizes a ZIP states about itself can be lies.
    """
    _size(path, limits.file_bytes)
    _kind(path, "xlsx")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {info.filename: info for info in archive.infolist()}
            _package(path, archive, set(parts))
            if len(archive.infolist()) > limits.parts:
                raise _too_big(path)
            return _unpack(path, archive, limits)
    except _BROKEN as error:
        raise SheetTrouble(_broken(path)) from error
    except RuntimeError as error:  # what zipfile says of a part with a password
        raise SheetTrouble(_locked(path)) from error


def examine_text(path: Path, limits: Limits = LIMITS) -> str:
    """Prove that `path` is a text file of bounded size and give its encoding. Raises SheetTrouble.

    UTF-8 (with or without a mark), UTF-16 with a mark (what Excel calls Unicode text), and CP932 (Shift_JIS of Windows)
    are told apart by decoding the whole file, not by a sample.
    """
    _size(path, limits.unpacked_bytes)
    _kind(path, "text")
    with open(path, "rb") as file:
        head = file.read(4)
    marked = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp932"):
        if _decodes(path, encoding):
            return encoding
    raise SheetTrouble(
        f"「{path.name}」の文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。"
        "どちらかで保存し直したファイルを指定してください。"
    )


def readable(path: Path) -> None:
    """Raise SheetTrouble unless `path` is a file with a suffix that can be taken in."""
    if path.suffix.lower() not in (".xlsx", *TEXT_SUFFIXES):
        raise SheetTrouble(
            f"「{path.name}」は取り込めません。Excelブック（.xlsx）かCSV（.csv、.tsv）のファイルを指定してください。"
        )
    try:
        if not path.exists():
            raise SheetTrouble(f"ファイル「{path}」がありません。ファイル名を確かめてください。")
        if not path.is_file():
            raise SheetTrouble(f"「{path}」はファイルではありません。ファイル名を指定してください。")
        if said := off_limits(path):
            raise SheetTrouble(f"「{path}」：{said}")
        with open(path, "rb"):
            pass
    except OSError as error:
        raise SheetTrouble(f"「{path}」を読み取れません。読み取る権限があるか確かめてください。") from error


def _size(path: Path, most: int) -> None:
    size = path.stat().st_size
    if size == 0:
        raise SheetTrouble(f"「{path.name}」は空です。1行目に見出しのあるファイルを指定してください。")
    if size > most:
        raise _too_big(path)


def _too_big(path: Path) -> SheetTrouble:
    return SheetTrouble(f"「{path.name}」は大きすぎて取り込めません。件数を分けたファイルを指定してください。")


def _broken(path: Path) -> str:
    return f"「{path.name}」は壊れていてExcelブックとして読み取れません。Excelで開いて保存し直してください。"


def _locked(path: Path) -> str:
    return f"「{path.name}」はパスワードで保護されています。Excelでパスワードを外して保存し直してください。"


def _kind(path: Path, wanted: str) -> None:
    """Raise SheetTrouble when the first bytes say that the content is not what the suffix says."""
    with open(path, "rb") as file:
        head = file.read(8)
    found = "text"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = "xlsx"
    elif head == _OLE:
        with open(path, "rb") as file:
            if _ENCRYPTED in file.read(LIMITS.file_bytes):
                raise SheetTrouble(_locked(path))
        raise SheetTrouble(
            f"「{path.name}」の中身は古い形式のExcelブック（.xls）です。Excelで「.xlsx」として保存し直してください。"
        )
    else:
        name = next((name for mark, name in _OTHERS if head.startswith(mark)), None)
        if name:
            raise SheetTrouble(
                f"「{path.name}」の中身は{name}です。Excelブック（.xlsx）かCSVのファイルを指定してください。"
            )
    if found == wanted:
        return
    if wanted == "xlsx":
        raise SheetTrouble(
            f"「{path.name}」の中身はExcelブックではありません。文字だけのファイルなら名前の終わりを「.csv」にし、"
            "ほかはExcelで「.xlsx」として保存し直してください。"
        )
    raise SheetTrouble(
        f"「{path.name}」の中身はCSVではなくExcelブックか圧縮ファイルです。"
        "Excelブックなら名前の終わりを「.xlsx」にしてください。"
    )


def _package(path: Path, archive: zipfile.ZipFile, parts: set[str]) -> None:
    """Raise SheetTrouble for the other things that are ZIP files too."""
    save_as = "Excelで「.xlsx」（Excelブック）として保存し直してください。"
    if "mimetype" in parts and "content.xml" in parts:
        raise SheetTrouble(f"「{path.name}」の中身はOpenDocument（.ods）です。{save_as}")
    if "xl/workbook.bin" in parts:
        raise SheetTrouble(f"「{path.name}」の中身はバイナリブック（.xlsb）です。{save_as}")
    if "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
        raise SheetTrouble(f"「{path.name}」の中身はExcelブックではありません。{save_as}")
    if any(part.startswith("xl/vbaProject") for part in parts):
        raise SheetTrouble(f"「{path.name}」にはマクロが入っています。{save_as}")


def _unpack(path: Path, archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    left = limits.unpacked_bytes
    errors: dict[str, str] = {}
    uncalculated: dict[str, str] = {}
    for info in archive.infolist():
        # With a size beyond the limit, zipfile reads to the true end of the part instead of where it claims to end.
        info.file_size = limits.unpacked_bytes + 1
        tail = b""
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _too_big(path)
                if info.filename.startswith("xl/worksheets/"):
                    _note(errors, info.filename, _ERROR_CELL, b't="e"', tail + chunk)
                    _note(uncalculated, info.filename, _NO_RESULT, b"<f", tail + chunk)
                    tail = chunk[-_OVERLAP:]
    sheets = _sheets(archive)
    return Workbook(tuple(sheets), _by_sheet(sheets, errors), _by_sheet(sheets, uncalculated))


def _note(found: dict[str, str], part: str, cell: re.Pattern[bytes], sign: bytes, text: bytes) -> None:
    """Remember the first cell of a part that looks so; `sign`: without it none does."""
    if part not in found and sign in text and (first := cell.search(text)):
        found[part] = first[1].decode()


def _by_sheet(sheets: dict[str, str], cells: dict[str, str]) -> dict[str, str]:
    return {name: cells[part] for name, part in sheets.items() if part in cells}


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets of a workbook in order, each with the part it is kept in."""
    targets = {one.get("Id"): one.get("Target", "") for one in _xml(archive, "xl/_rels/workbook.xml.rels")}
    parts: dict[str, str] = {}
    for sheet in _xml(archive, "xl/workbook.xml").iterfind(".//{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(relation, "")
        parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with archive.open(part) as file:
        return ElementTree.fromstring(file.read(_LIST_OF_SHEETS))


def _decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file is text in `encoding`; a NUL says that it is something else."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
