"""Printing from a list or form of an outside system: asked, made as a file, shown with its path, opened (ACC-25)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screens.output_path import ask_path, file_name
from screens.portal.guide import view
from screens.printing import ask_kind, write_document

if TYPE_CHECKING:
    from screens.portal.form import PortalForm
    from shuro.kernel.forms import Document

PRINT, DOWNLOAD = "印刷", "ダウンロード"
NO_VIEWER = "{path}を開けません。SHURO_PDF_VIEWER に、ファイルを開くコマンドを設定してください。"


async def print_file(screen: PortalForm, name: str, draw: Callable[[], Document]) -> None:
    """The whole way of a print. Afterwards the screen stands as it stood before; nothing is written without OK and a path.

    `draw` is called in a thread; what it refuses is told.
    """
    from shuro.accounts.users import UserRefused
    from shuro.kernel.forms import DoesNotFit
    from shuro.kernel.sheets import SheetTrouble
    from shuro.kernel.steps import NotAllowed

    if await screen.ask(PRINT, f"「{name}」を印刷します。", (("ok", "OK"), ("cancel", "キャンセル"))) != "ok":
        return
    kind = await ask_kind(screen)
    path = None if kind is None else await ask_path(screen, file_name(name, ending=f".{kind}"), f".{kind}")
    if kind is None or path is None:
        return
    try:
        written = await screen.working("出力中", lambda: write_document(draw(), path, kind))
    except UserRefused as refused:
        await screen.tell(*refused.sentences)
        return
    except (DoesNotFit, NotAllowed, SheetTrouble) as refused:
        await screen.tell(refused.sentence)
        return
    if not path.exists():
        await screen.tell(written)
        return
    said = f"ファイル名：{path.name}\n保存先：{path}"
    if await screen.ask(DOWNLOAD, said, (("open", "開く"), ("close", "閉じる"))) == "open" and not view(path):
        await screen.tell(NO_VIEWER.format(path=path))
