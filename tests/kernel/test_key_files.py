"""Keys beside the database: who may read them, how they are made, and what is said when they are of no use."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shuro.accounts.rokin import authority
from shuro.kernel import journal, sealing
from shuro.kernel.key_file import KEY_BYTES, KeyFile

KINDS = {
    "journal": (journal.KEY, journal.key_file), "seal": (sealing.KEY, sealing.key_file),
    "authority": (authority.KEY, authority.key_file),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> tuple[KeyFile, Callable[[], Path]]:
    """Each kind of key, with the function that says where it lies."""
    return KINDS[request.param]


def test_a_key_is_made_once_for_its_owner_only_and_leaves_no_part(kind: tuple[KeyFile, Callable[[], Path]]) -> None:
    key, where = kind
    with ThreadPoolExecutor(8) as crowd:
        made = list(crowd.map(lambda _: key.made(where()), range(16)))
    assert len(set(made)) == 1 and len(made[0]) == KEY_BYTES
    assert where().stat().st_mode & 0o777 == 0o600
    assert [path.name for path in where().parent.iterdir() if path.name.startswith(where().name)] == [where().name]


def test_a_key_can_lie_where_its_variable_says(
    kind: tuple[KeyFile, Callable[[], Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, where = kind
    monkeypatch.setenv(key.variable, str(tmp_path / "elsewhere"))
    assert where() == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    ("harm", "said"), [("gone", "を読めません"), ("open", "だれでも読める"), ("short", "短すぎます")]
)
def test_a_key_of_no_use_is_named_with_what_to_do(
    kind: tuple[KeyFile, Callable[[], Path]], harm: str, said: str
) -> None:
    key, where = kind
    key.made(where())
    if harm == "gone":
        where().unlink()
    elif harm == "open":
        where().chmod(0o604)
    else:
        where().write_bytes(b"x" * (KEY_BYTES - 1))
    with pytest.raises(key.trouble) as told:
        key.read(where())
    assert said in told.value.sentence and key.name in told.value.sentence and str(where()) in told.value.sentence


def test_what_cannot_be_written_is_told_and_a_full_disk_keeps_its_own_words(
    kind: tuple[KeyFile, Callable[[], Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, where = kind
    for number, kind_of in ((errno.EROFS, key.trouble), (errno.ENOSPC, OSError)):

        def fails(descriptor: int, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fails)
            with pytest.raises(kind_of) as told:
                key.made(where())
        assert isinstance(told.value, key.trouble) is (number != errno.ENOSPC)
        assert not list(where().parent.glob(f"{where().name}*"))
