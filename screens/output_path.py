"""Where a file goes: the officer is asked each time (ACC-23), and again before a file is written over."""

from __future__ import annotations

import re
from pathlib import Path

from screens.base import BaseScreen
from screens.typed_name import TypedPath
from shuro.kernel.paths import output_folder
from widgets.form_model import FormModel
from widgets.form_view import FormView
from widgets.plain_items import line

UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
LONGEST_NAME = 60


def file_name(*words: str, ending: str) -> str:
    """A file name from words of a record, without what file systems do not take."""
    stem = "_".join(part for word in words if (part := UNFIT.sub("_", word).strip(" ._　")))
    return (stem[:LONGEST_NAME].rstrip(" ._") or "shuro") + ending


class PathScreen(TypedPath):
    """Asks for a path to write to. Nothing is written here."""

    named = "出力先"

    def __init__(self, start: Path, ending: str):
        self.ending = ending
        model = FormModel((line("path", "ファイル", "registration", max=400),), texts={"path": str(start)})
        super().__init__(FormView(model), self.named, "出力")

    def checked(self, typed: str) -> Path | str:
        """A file can stand there: not a folder; without one in the folder of outputs, and always with the ending."""
        if not typed:
            return "ファイルの名前を入力してください。"
        path = Path(typed).expanduser()
        if not path.is_absolute():
            path = output_folder() / path
        if path.suffix.lower() != self.ending:
            path = path.with_name(path.name + self.ending)
        return "フォルダーです。フォルダーの中のファイル名を入力してください。" if path.is_dir() else path


async def ask_path(screen: BaseScreen, name: str, ending: str) -> Path | None:
    """Ask where to write; a file that is there is only overwritten after a question. None: not at all."""
    start = output_folder() / name
    while True:
        path: Path | None = await screen.app.open(PathScreen(start, ending))
        if path is None:
            return None
        if path.exists():
            text = f"「{path}」は既にあります。上書きすると、今の内容は失われます。"
            chosen = await screen.ask("上書きの確認", text, (("no", "別の名前にする"), ("yes", "上書きする")))
            if chosen is None:
                return None
            if chosen == "no":
                start = path
                continue
        if path.parent == output_folder():
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError:
                screen.notify(
                    f"フォルダー「{path.parent}」を作れません。別の場所を指定してください。", severity="error"
                )
                return None
        return path
