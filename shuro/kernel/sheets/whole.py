"""Files that are there in full or not at all, and the one error of files coming in and going out."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from shuro.kernel.key_file import owner_only


class SheetTrouble(Exception):
    """A file that cannot be read or written. `sentence` says in Japanese what is wrong and what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


_SENTENCES = {
    errno.ENOSPC: "ディスクの空きが足りないため「{name}」を書き込めませんでした。"
    "空きを増やすか、別の場所を指定してください。",
    errno.EDQUOT: "割り当てられた容量を超えるため「{name}」を書き込めませんでした。不要なファイルを消すか、"
    "別の場所を指定してください。",
    errno.EFBIG: "「{name}」は大きすぎて書き込めませんでした。条件を絞って件数を減らしてください。",
    errno.EACCES: "「{folder}」に書き込む権限がありません。書き込めるフォルダーを指定してください。",
    errno.EPERM: "「{folder}」に書き込む権限がありません。書き込めるフォルダーを指定してください。",
    errno.EROFS: "「{folder}」は読み取り専用です。書き込めるフォルダーを指定してください。",
    errno.ENOENT: "フォルダー「{folder}」がありません。ある場所を指定してください。",
    errno.ENOTDIR: "「{folder}」はフォルダーではありません。フォルダーの中のファイル名を指定してください。",
    errno.EISDIR: "「{name}」はフォルダーです。ファイル名を指定してください。",
    errno.ENAMETOOLONG: "ファイル名「{name}」が長すぎます。短い名前を指定してください。",
    errno.EIO: "「{name}」の書き込み中に装置の誤りが起きました。別の場所を指定してください。",
}


@contextmanager
def whole_file(path: str | Path, private: bool = False) -> Iterator[BinaryIO]:
    """A binary file to write that takes the place of `path` in one stroke when the block ends well.

    What is written goes to a hidden file of the same folder, reaches the disk (fsync) and is then renamed, so a reader
    finds the old file or the new one, never a part. When the block raises, the hidden file is removed and an existing
    `path` stays as it was. Permissions follow the umask; with `private` the file is its owner's alone. Raises
    SheetTrouble for a full disk, a missing folder, missing rights and the like; anything else the block raises passes
    through.
    """
    path = Path(path)
    # A name of its own, not one made of `path.name`: that may already have the greatest length a folder takes.
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with open(temporary, "xb", opener=owner_only if private else None) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.errno in _SENTENCES:
            sentence = _SENTENCES[error.errno].format(name=path.name, folder=path.parent)
            raise SheetTrouble(sentence) from error
        raise


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
