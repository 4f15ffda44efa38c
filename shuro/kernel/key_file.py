"""A secret key in a file of its own: beside the database and never in it, for its owner only, never half written."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from shuro.kernel.troubles import StorageTrouble

KEY_BYTES = 32  # of a key of random bytes, and the least that is taken for one


@dataclass(frozen=True)
class KeyFile:
    """What a kind of key is called, the variable that names its file, and what is raised when it cannot be used."""

    name: str
    variable: str
    trouble: type[StorageTrouble]

    def read(self, path: Path) -> bytes:
        """The content. Raises `trouble` when it is missing, too short or open to everybody."""
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & 0o007:
                    raise self.trouble(
                        f"{self.name}（{path}）をだれでも読める状態です。"
                        "持ち主だけが読めるようにしてください（chmod 600）。"
                    )
                content = file.read()
        except OSError as error:
            raise self.trouble(
                f"{self.name}（{path}）を読めません（{error.strerror}）。控えから戻すか、"
                f"{self.variable} で鍵のファイルを指定してください。"
            ) from error
        if len(content) < KEY_BYTES:
            raise self.trouble(f"{self.name}（{path}）が短すぎます（{KEY_BYTES}バイト以上が必要です）。")
        return content

    def made(self, path: Path) -> bytes:
        """The content of a file that is made of random bytes when there is none. Raises as `read` and `write`."""
        if not path.exists():
            self.write(path, secrets.token_bytes(KEY_BYTES))
        return self.read(path)

    def write(self, path: Path, content: bytes) -> None:
        """Write the file unless it is there: who comes second at the same moment keeps the first one's.

        Raises `trouble`; a full disk keeps its own words.
        """
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with self._told(path):
            try:
                with open(part, "xb", opener=owner_only) as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                with suppress(FileExistsError):
                    os.link(part, path)
            finally:
                part.unlink(missing_ok=True)

    @contextmanager
    def _told(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise
            raise self.trouble(
                f"{self.name}（{path}）を書けません（{error.strerror}）。"
                f"{self.variable} で書ける場所を指定してください。"
            ) from error


def owner_only(path: str, flags: int) -> int:
    """As `opener` of open(): a new file is its owner's alone."""
    return os.open(path, flags, 0o600)
