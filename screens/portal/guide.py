"""申請の手引き: its address, ready to be copied, and its local copy where one is set (ACC-33)."""

from __future__ import annotations

import os
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from screens.base import BaseScreen
from widgets.text_view import TextView

if TYPE_CHECKING:
    from screens.portal.form import PortalForm

TITLE = "申請の手引き"
TEXTS = {".txt": False, ".md": True}  # what is shown here, and whether it is Markdown
LARGEST = 2_000_000  # bytes of a text that is shown


class GuideScreen(BaseScreen):
    """A local copy that is a text."""

    def __init__(self, path: Path):
        text = path.read_text(encoding="utf-8", errors="replace")
        super().__init__(TextView(text, markdown=TEXTS[path.suffix.lower()]), TITLE)


async def show_guide(screen: PortalForm, address: str, file: str) -> None:
    """The address in a box; with a local copy also the choice to open it."""
    path = Path(file).expanduser() if file else None
    here = path is not None and path.is_file()
    choices = [("close", "閉じる")] + ([("open", "手元の手引きを開く")] if here else [])
    said = f"申請の手引きは、次のアドレスにあります。\n{address}"
    if await screen.ask(TITLE, said, choices, start=len(choices) - 1) != "open" or path is None:
        return
    if path.suffix.lower() in TEXTS and path.stat().st_size <= LARGEST:
        await screen.app.open(GuideScreen(path))
    elif not view(path):
        await screen.tell(f"{path}を開けません。SHURO_PDF_VIEWER に、ファイルを開くコマンドを設定してください。")


def view(path: Path) -> bool:
    """Open a file with the command of ACC-21 ($SHURO_PDF_VIEWER, else xdg-open); False where there is none."""
    with suppress(OSError, ValueError):
        command = shlex.split(os.environ.get("SHURO_PDF_VIEWER", "")) or ["xdg-open"]
        subprocess.Popen(  # noqa: S603  (the command of this machine's own settings)
            [*command, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        return True
    return False
