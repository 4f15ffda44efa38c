"""Sealing: what lies in the database and must not be read there is encrypted with a key that lies outside it.

AES-256-GCM under a key derived (HKDF-SHA256) for each purpose from one key file beside the key of the journal. A copy of
the database alone tells nothing, and a text sealed for one purpose cannot be passed off as another's (ASVS 11.3.2).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from shuro.kernel.key_file import KeyFile
from shuro.kernel.troubles import StorageTrouble

if TYPE_CHECKING:
    from shuro.kernel.database import Database

NONCE_BYTES = 12  # random: 2^32 texts under one key keep the chance of a repetition below 2^-32 (NIST SP 800-38D)
FORM = b"\x01"  # how the bytes are laid out, so that another way can come later
MARK = 4  # bytes that tell a wrong key from damaged bytes
PLACES = (0, len(FORM), len(FORM) + MARK, len(FORM) + MARK + NONCE_BYTES)  # of form, mark, nonce and the rest


class SealBroken(StorageTrouble):
    """What was sealed cannot be opened: other key, other purpose, or changed bytes; or the key file is not usable."""


KEY = KeyFile("封の鍵", "SHURO_SEAL_KEY_FILE", SealBroken)


def seal(database: Database, plain: bytes, purpose: str) -> bytes:
    """The bytes encrypted and authenticated; `purpose` (e.g. "mail") must be said again to open them.

    Makes the key file when there is none. Raises SealBroken when the key cannot be read or made.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = _key_for(purpose, _key(make=True))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORM + _mark(key) + nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def unseal(database: Database, sealed: bytes, purpose: str) -> bytes:
    """What `seal` was given. Raises SealBroken, which says whether the key or the bytes are at fault."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = _key_for(purpose, _key(make=False))
    changed = SealBroken(
        f"データベース（{database.place}）にある封をした内容（{purpose}）が、書かれたときのままではありません。"
    )
    form, mark, nonce, rest = (sealed[start:end] for start, end in pairwise((*PLACES, None)))
    if form != FORM:
        raise changed
    if not hmac.compare_digest(mark, _mark(key)):
        raise SealBroken(
            f"データベース（{database.place}）にある封をした内容（{purpose}）は、今の封の鍵（{key_file()}）では"
            "開けません。閉じたときの鍵のファイルを SHURO_SEAL_KEY_FILE で指定してください。"
        )
    try:
        return AESGCM(key).decrypt(nonce, rest, purpose.encode())
    except (InvalidTag, ValueError):
        raise changed from None


def named(text: str, purpose: str) -> str:
    """A name for a text that gives it back to nobody who has not the key: HMAC-SHA256, 128 bits, hexadecimal.

    The same text under the same purpose has the same name. Makes the key file when there is none. Raises SealBroken.
    """
    key = _key_for(f"name {purpose}", _key(make=True))
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


def key_file() -> Path:
    """Where the key lies: $SHURO_SEAL_KEY_FILE, else seal.key in the folder of the journal's key."""
    from shuro.kernel.journal import key_file as of_journal

    return Path(os.environ.get("SHURO_SEAL_KEY_FILE") or of_journal().with_name("seal.key"))


def _key_for(purpose: str, key: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) with one block of output: the key of a purpose."""
    extracted = hmac.digest(b"shuro seal", key, "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"shuro seal key" + key).digest()[:MARK]


def _key(make: bool) -> bytes:
    return KEY.made(key_file()) if make else KEY.read(key_file())
