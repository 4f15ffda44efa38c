"""「参照...」: a file is chosen from the folders (the path can be typed as well), shown, or taken away (CON-38, CON-41)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

from screens.dialogs.boxes import ItemPicker
from screens.output_path import ask_path
from shuro.kernel.attachments import SHOWN, content_of
from widgets.pick_view import PickView

ENDINGS = {".pdf", ".jpg", ".jpeg", ".png"}
MOST = 2_000  # entries of a folder that are listed
HAVING = (("other", "別のファイルを選ぶ"), ("show", "ファイルに出力して見る"), ("remove", "外す"))


async def pick_file(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of a file: the path chosen; leaving the item stores it (アップロード)."""
    shown = SHOWN.fullmatch(text.strip())
    if shown:
        chosen = await screen.ask(item.label, f"添付しているファイル：{text}", HAVING)
        if chosen == "show":
            await show_file(screen, int(shown[1]), text)
            return None
        if chosen == "remove":
            return ""
        if chosen is None:
            return None
        if not await _replaced(screen, item, text):
            return None
    return await browse(screen, item)


async def _replaced(screen: Any, item: Any, text: str) -> bool:
    """A one-file item asks before its file is replaced (CON-40)."""
    said = f"「{text}」を別のファイルに替えますか。"
    return bool(await screen.ask(item.label, said, (("yes", "替える"), ("no", "替えない"))) == "yes")


async def browse(screen: Any, item: Any, start: Path | None = None, endings: Collection[str] = ENDINGS) -> str | None:
    """Walk through folders until a file is chosen; None when the officer backs out."""
    folder = start or Path.home()
    while True:
        pairs = await screen.run_long("一覧中", partial(entries, folder, endings))

        def make(done: Any, pairs: list[tuple[Path, str]] = pairs) -> PickView:
            return PickView(lambda typed: [pair for pair in pairs if typed.casefold() in pair[1].casefold()], done)

        got = await screen.app.open(ItemPicker(f"ファイル　{folder}", make, 20))
        if not got:
            return None
        if got[0].is_dir():
            folder = got[0]
        else:
            return str(got[0])


def entries(folder: Path, endings: Collection[str] = ENDINGS, progress: Any = None) -> list[tuple[Path, str]]:
    """The folder above, then folders, then the files of these endings; hidden ones are left out."""
    try:
        inside = sorted(folder.iterdir(), key=lambda path: path.name)[:MOST]
    except OSError:
        inside = []
    open_ones = [path for path in inside if not path.name.startswith(".")]
    folders = [(path, f"{path.name}/") for path in open_ones if path.is_dir()]
    files = [(path, path.name) for path in open_ones if path.suffix.lower() in endings and path.is_file()]
    return [(folder.parent, "../　上のフォルダー"), *folders, *files]


async def show_file(screen: Any, id: int, text: str) -> None:
    """Write the file where the officer says (ACC-23), to be looked at with a program of his own."""
    name = Path(text.split(" ", 1)[-1].rsplit("（", 1)[0])
    path = await ask_path(screen, name.name, name.suffix.lower() or ".pdf")
    if path is None:
        return
    content = await screen.in_thread("読込み中", lambda: content_of(screen.desk, id))
    await screen.in_thread("出力中", lambda: path.write_bytes(content))
    screen.notify(f"{path}に出力しました。")
