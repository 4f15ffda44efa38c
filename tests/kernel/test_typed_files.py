"""A typed path never leads to what the program reads for its own work, nor further than the person's own rights."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from shuro.accounts.rokin.certificates import CertificateRefused
from shuro.accounts.rokin.workstation import open_file
from shuro.commands.exits import Stop
from shuro.commands.gaikokujin import text_of
from shuro.kernel import attachments, typed_files
from shuro.kernel.paths import certificate_folder, home
from shuro.kernel.sheets import SheetTrouble, read_rows
from shuro.kernel.text import Unreadable

PDF = b"%PDF-1.7 secret"


def doors(path: Path) -> list[tuple[Any, type[Exception]]]:
    """Everything that reads a file whose path was typed, and how it refuses."""
    return [
        (lambda: attachments.taken(path.with_suffix(".pdf")), Unreadable),
        (lambda: list(read_rows(path.with_suffix(".csv"))), SheetTrouble),
        (lambda: open_file(path.with_suffix(".p12"), "Pass#word1"), CertificateRefused),
        (lambda: text_of(str(path.with_suffix(".txt"))), Stop),
    ]


def put(stem: Path) -> None:
    """A file of each kind that its door would take."""
    stem.with_suffix(".pdf").write_bytes(PDF)
    stem.with_suffix(".csv").write_text("見出し\n値\n", encoding="utf-8")
    stem.with_suffix(".p12").write_bytes(b"")
    stem.with_suffix(".txt").write_text("本文", encoding="utf-8")


def test_a_file_of_the_persons_own_is_taken(tmp_path: Path) -> None:
    put(tmp_path / "mine")
    assert attachments.taken(tmp_path / "mine.pdf")[2] == PDF
    assert list(read_rows(tmp_path / "mine.csv"))
    assert text_of(str(tmp_path / "mine.txt")) == "本文"


@pytest.mark.parametrize("way", ["straight", "dots", "link", "folder"])
def test_nothing_is_read_out_of_the_data_folder(tmp_path: Path, way: str) -> None:
    put(home() / "own")
    stem = home() / "own"
    if way == "dots":
        stem = tmp_path / ".." / tmp_path.name / home().name / "own"
    elif way == "link":
        stem = tmp_path / "linked"
        for end in (".pdf", ".csv", ".p12", ".txt"):
            stem.with_suffix(end).symlink_to(home() / f"own{end}")
    elif way == "folder":
        (tmp_path / "there").symlink_to(home())
        stem = tmp_path / "there" / "own"
    for read, refused in doors(stem):
        with pytest.raises(refused):
            read()


@pytest.mark.parametrize(
    "variable", ["SHURO_JOURNAL_KEY_FILE", "SHURO_SEAL_KEY_FILE", "SHURO_ROKIN_KEY_FILE", "SHURO_DATABASE_URL"]
)
def test_nor_what_settings_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    file = tmp_path / "elsewhere"
    file.write_bytes(PDF)
    assert typed_files.off_limits(file) is None
    monkeypatch.setenv(variable, f"sqlite:///{file}" if variable.endswith("URL") else str(file))
    assert typed_files.off_limits(file) == typed_files.OWN


@pytest.mark.parametrize("url", ["sqlite:///{}?synchronous=NORMAL", "sqlite+pysqlite:///{}"])
def test_nor_the_database_however_its_url_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    file = tmp_path / "elsewhere.db"
    monkeypatch.setenv("SHURO_DATABASE_URL", url.format(file))
    for end in ("", "-wal", "-shm"):
        assert typed_files.off_limits(Path(f"{file}{end}")) == typed_files.OWN


def test_certificates_may_be_chosen_out_of_their_folder(tmp_path: Path) -> None:
    certificate_folder().mkdir(parents=True)
    file = certificate_folder() / "Master0120260610090000.p12"
    file.write_bytes(b"no certificate")
    assert certificate_folder().is_relative_to(home()) and typed_files.off_limits(file) is None
    with pytest.raises(CertificateRefused, match="秘密キー"):
        open_file(file, "Pass#word1")


@pytest.mark.parametrize("what", ["folder", "fifo", "device"])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, what: str) -> None:
    for end, (read, refused) in zip((".pdf", ".csv", ".p12", ".txt"), doors(tmp_path / "odd"), strict=True):
        place = tmp_path / f"odd{end}"
        if what == "folder":
            place.mkdir()
        elif what == "fifo":
            os.mkfifo(place)
        else:
            place.symlink_to("/dev/zero")
        with pytest.raises(refused):
            read()
        shutil.rmtree(place) if what == "folder" else place.unlink()


def test_a_text_of_any_size_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as large:
        large.truncate(2_000_000)
    with pytest.raises(Stop, match="読めません"):
        text_of(str(file))


def test_a_program_with_more_rights_asks_what_the_person_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if installed setgid: the effective group is another one than that of the person who started it."""
    put(tmp_path / "theirs")
    asked: list[Path] = []
    monkeypatch.setattr(os, "getegid", lambda: os.getgid() + 1)
    monkeypatch.setattr(os, "access", lambda path, mode: bool(asked.append(path)))
    for read, refused in doors(tmp_path / "theirs"):
        with pytest.raises(refused):
            read()
    assert {path.suffix for path in asked} >= {".pdf", ".csv", ".p12", ".txt"}
