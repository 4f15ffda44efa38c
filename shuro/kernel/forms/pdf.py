"""PDF of a saved form through LibreOffice, where it is installed; never required."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from html import escape
from pathlib import Path

from shuro.kernel.forms.workbook import FONT
from shuro.kernel.sheets import SheetTrouble, whole_file

SECONDS = 120

# LibreOffice takes a gothic for a Mincho it does not have; this names the Minchos that may stand in, best first.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">{system}</include>
<alias binding="same"><family>{font}</family><prefer>
<family>MS Mincho</family><family>IPAMincho</family><family>IPAexMincho</family><family>TakaoMincho</family>
<family>Noto Serif CJK JP</family><family>Noto Serif JP</family>
</prefer></alias>
</fontconfig>
"""


def to_pdf(xlsx: str | Path, pdf: str | Path | None = None, *, seconds: float = SECONDS) -> tuple[Path | None, str]:
    """Turn a saved form into a PDF (beside it, unless `pdf` says where) and give its path and "".

    Gives None and a sentence when LibreOffice is not installed, does not finish in `seconds`, or fails: the workbook is
    there all the same, and the caller says so. LibreOffice works in a profile of its own that is removed afterwards, so
    neither a running LibreOffice nor the officer's settings matter. Raises SheetTrouble when the PDF cannot be written.
    """
    xlsx = Path(xlsx)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None, "PDFにするにはLibreOfficeが必要ですが、インストールされていません。Excelブックを印刷してください。"
    with tempfile.TemporaryDirectory(prefix="shuro-pdf-") as folder:
        # A plain name: the document's own may hold what the program takes for an option or an address.
        source = Path(folder, "form.xlsx")
        try:
            shutil.copyfile(xlsx, source)
        except OSError as error:
            raise SheetTrouble(f"「{xlsx}」を読み取れません。ファイルがあるか確かめてください。") from error
        if not _convert(program, source, seconds):
            return None, f"PDFへの変換が{seconds:g}秒以内に終わりませんでした。Excelブックを印刷してください。"
        made = source.with_suffix(".pdf")
        if not made.exists():
            return None, "LibreOfficeがPDFを作れませんでした。Excelブックを印刷してください。"
        target = Path(pdf) if pdf is not None else xlsx.with_suffix(".pdf")
        with whole_file(target) as file, open(made, "rb") as content:
            shutil.copyfileobj(content, file)
    return target, ""


def _convert(program: str, source: Path, seconds: float) -> bool:
    """Run LibreOffice on `source`, the PDF beside it. False when it took too long and was ended with all its children."""
    profile = source.parent / "profile"
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
        "--convert-to", "pdf:calc_pdf_Export", "--outdir", str(source.parent), str(source),
    ]  # fmt: skip
    fonts = source.with_name("fonts.conf")
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    fonts.write_text(_FONTS.format(system=escape(system), font=FONT), encoding="utf-8")
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    child = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=True)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return True
