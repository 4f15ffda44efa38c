"""A certificate on this machine, for this account of the operating system: its file, its import, its signature.

An imported key lies in the certificate folder, readable by its owner only, encrypted (AES-256-GCM) with a key made of
the machine's own number, the account, and a random file of that folder. A copy on another machine or of another account
cannot be opened. It does not protect from who has the rights of that very account on that very machine, as no
certificate store without hardware does.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import re
import secrets
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from shuro.accounts.rokin import certificates
from shuro.accounts.rokin.certificates import CertificateRefused, Issued, Proof
from shuro.kernel.database import Database
from shuro.kernel.paths import certificate_folder
from shuro.kernel.sheets import SheetTrouble, whole_file
from shuro.kernel.typed_files import off_limits

Clock = Callable[[], datetime]
SALT = 32  # bytes of the folder's random file
LARGEST = 1_000_000  # bytes of a file that is looked at; ours has 2,000
NONCE = 12
WRONG = (
    "秘密キーのパスワードが違うか、ファイルが壊れています。"
    "電子証明書を発行したときのログインパスワードを入力し、発行されたファイルを選んでください。"
)


NO_ROOM = (
    "電子証明書のフォルダー（{folder}）に書き込めません。{why}空きと権限を確かめるか、"
    "SHURO_CERTIFICATES で書けるフォルダーを指定して、もう一度インポートしてください。"
)


@dataclass(frozen=True)
class Machine:
    """What a certificate is bound to: the machine's number and the account of the operating system."""

    number: str
    account: str

    @property
    def mark(self) -> str:
        """A hash that names machine and account without telling them."""
        return hashlib.sha256(f"shuro\x00{self.number}\x00{self.account}".encode()).hexdigest()


def this_machine() -> Machine:
    """The machine and account the program runs on: /etc/machine-id, else the network card and name of the host."""
    for place in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        with suppress(OSError):
            if number := Path(place).read_text(encoding="ascii", errors="replace").strip():
                break
    else:
        number = f"{uuid.getnode():012x}-{socket.gethostname()}"
    uid = os.getuid() if hasattr(os, "getuid") else ""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = ""
    return Machine(number, f"{uid}:{name}")


@dataclass(frozen=True)
class Held:
    """A certificate that was imported here: what the log-in screen shows, and where its key lies."""

    login: str
    serial: str
    last_day: date
    mark: str
    path: Path


@dataclass
class Store:
    """The certificate folder of this account on this machine. Made, for its owner only, at the first import."""

    folder: Path = field(default_factory=certificate_folder)
    machine: Machine = field(default_factory=this_machine)

    def held(self) -> list[Held]:
        """The certificates imported here, by ユーザーID; files that are none of ours are passed over."""
        found = [one for path in sorted(self.folder.glob("*.certificate")) if (one := _read(path)) is not None]
        return sorted(found, key=lambda one: (one.login, one.last_day))

    def foreign(self, held: Held) -> bool:
        """Was it imported on another machine or for another account?"""
        return held.mark != self.machine.mark

    def save_file(self, issued: Issued) -> Path:
        """Write the PKCS#12 file of an issue; the path. Raises SheetTrouble."""
        self._make_folder()
        path = self.folder / issued.file_name
        write_private(path, issued.p12)
        return path

    def saved_files(self) -> list[Path]:
        """The PKCS#12 files that lie in the folder, the newest first."""
        return sorted(self.folder.glob("*.p12"), key=lambda path: path.name[-18:], reverse=True)

    def put(self, login: str, serial: str, last_day: date, key: ec.EllipticCurvePrivateKey) -> Held:
        """Keep a key for this machine and account. Raises CertificateRefused, also when the folder cannot be written."""
        self._make_folder()
        plain = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with self._in_words():
            secret = self._secret(make=True)
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + AESGCM(secret).encrypt(nonce, plain, serial.encode())
        told = {
            "login": login, "serial": serial, "last_day": last_day.isoformat(), "machine": self.machine.mark,
            "key": sealed.hex(),
        }  # fmt: skip
        path = self._path(login, serial)
        with self._in_words():
            write_private(path, json.dumps(told).encode())
        return Held(login, serial, last_day, self.machine.mark, path)

    def kept(self, login: str, serial: str) -> bytes | None:
        """The file that lies where `put` would write, or None."""
        try:
            return self._path(login, serial).read_bytes()
        except OSError:
            return None

    def put_back(self, held: Held, before: bytes | None) -> None:
        """Undo a `put`: what `kept` gave lies there again. Where the disk does not let us, the key stays, of no use."""
        with suppress(OSError, SheetTrouble):
            if before is None:
                held.path.unlink(missing_ok=True)
            else:
                write_private(held.path, before)

    def _path(self, login: str, serial: str) -> Path:
        return self.folder / f"{login}-{serial[:16]}.certificate"

    def forget(self, login: str, but: str = "") -> None:
        """Remove the keys of a user, all but that of the serial number `but`, as far as the disk lets us."""
        for one in self.held():
            if one.login == login and one.serial != but:
                with suppress(OSError):
                    one.path.unlink(missing_ok=True)

    def proof(self, held: Held, number: str, at: datetime) -> Proof:
        """The signature over a number. Raises CertificateRefused for a key of another machine or account."""
        if self.foreign(held):
            raise CertificateRefused(certificates.NOT_HERE)
        try:
            sealed = bytes.fromhex(json.loads(held.path.read_text(encoding="utf-8"))["key"])
            plain = AESGCM(self._secret()).decrypt(sealed[:NONCE], sealed[NONCE:], held.serial.encode())
        except (OSError, ValueError, KeyError, TypeError):
            raise CertificateRefused(certificates.NO_CERTIFICATE) from None
        except InvalidTag:  # also without the folder's own random file
            raise CertificateRefused(certificates.NOT_HERE) from None
        key = serialization.load_der_private_key(plain, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return signed(key, held.serial, number, self.machine.mark, at)

    def _secret(self, make: bool = False) -> bytes:
        """The key that the machine, the account and the folder's random file make together. Raises OSError, SheetTrouble.

        `make`: the random file is made where there is none, or only a part of one.
        """
        path = self.folder / ".binding"
        salt = self._made(path) if make else path.read_bytes()
        bound = f"{self.machine.number}\x00{self.machine.account}".encode()
        return HKDF(hashes.SHA256(), 32, salt, b"shuro rokin certificate").derive(bound)

    def _made(self, path: Path) -> bytes:
        """The random file, made by one program at a time: who comes second finds it whole."""
        alone = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(alone, fcntl.LOCK_EX)
            salt = path.read_bytes() if path.exists() else b""
            if len(salt) != SALT:
                salt = secrets.token_bytes(SALT)
                write_private(path, salt)
            return salt
        finally:
            os.close(alone)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """A disk that is full or fails is a refusal, after which the import can be tried again (ACC-174)."""
        try:
            yield
        except (OSError, SheetTrouble) as error:
            why = error.sentence if isinstance(error, SheetTrouble) else f"（{error.strerror}）"
            raise CertificateRefused(NO_ROOM.format(folder=self.folder, why=why)) from error

    def _make_folder(self) -> None:
        """The folder, for its owner only. Raises CertificateRefused."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.folder.stat().st_mode & 0o077:
                raise CertificateRefused(
                    f"電子証明書のフォルダー（{self.folder}）をほかの人も使える状態です。"
                    "持ち主だけが使えるようにしてください（chmod 700）。"
                )
        except OSError as error:
            raise CertificateRefused(
                f"電子証明書のフォルダー（{self.folder}）を使えません（{error.strerror}）。"
                "SHURO_CERTIFICATES で書けるフォルダーを指定してください。"
            ) from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner only, whole or not at all. Raises SheetTrouble."""
    with whole_file(path, private=True) as file:
        file.write(content)


def _read(path: Path) -> Held | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        held = Held(told["login"], told["serial"], date.fromisoformat(told["last_day"]), told["machine"], path)
        return held if re.fullmatch(r"[A-Za-z0-9]{1,40}", held.login) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def signed(key: ec.EllipticCurvePrivateKey, serial: str, number: str, mark: str, at: datetime) -> Proof:
    """The proof that a key is here."""
    signature = key.sign(certificates.message(serial, number, mark), ec.ECDSA(hashes.SHA256()))
    return Proof(serial, number, signature, mark, at)


def unreadable(path: str | Path) -> str | None:
    """Why there is no file at a typed path that could be imported, as a sentence; None when there is one."""
    place = Path(path).expanduser()
    try:
        readable = place.is_file() and not off_limits(place)
    except (OSError, ValueError):
        readable = False
    return None if readable else f"「{place}」を読めません。発行された電子証明書ファイル（.p12）を選んでください。"


def open_file(path: str | Path, password: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Key and certificate of a PKCS#12 file. Raises CertificateRefused: not there, damaged, wrong password (ACC-174)."""
    if said := unreadable(path):
        raise CertificateRefused(said)
    path = Path(path).expanduser()
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        raise CertificateRefused(
            f"「{path}」を読めません。発行された電子証明書ファイル（.p12）を選んでください。"
        ) from None
    if len(content) > LARGEST:
        raise CertificateRefused(
            f"「{path.name}」は電子証明書ファイルではありません。発行されたファイルを選んでください。"
        )
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError:
        raise CertificateRefused(WRONG) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
        raise CertificateRefused(
            f"「{path.name}」はこのシステムの電子証明書ではありません。発行されたファイルを選んでください。"
        )
    return key, certificate


def import_file(database: Database, clock: Clock, store: Store, path: str | Path, password: str) -> Held:
    """Import a PKCS#12 file here: its key is kept for this machine and account, the certificate becomes 有効 (ACC-172, 173).

    When anything fails, nothing here or in the database has changed (ACC-174). The newest one takes the place of older ones
    of the same user. Raises CertificateRefused, StorageTrouble.
    """
    key, certificate = open_file(path, password)
    serial = f"{certificate.serial_number:032x}"
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    login = str(names[0].value) if names else ""
    if not re.fullmatch(r"[A-Za-z0-9]{1,40}", login):
        raise CertificateRefused(certificates.NOT_OURS)
    number = certificates.challenge(database, clock, serial)
    last = certificate.not_valid_after_utc.astimezone(clock().tzinfo).date()
    before = store.kept(login, serial)
    held = store.put(login, serial, last, key)
    try:
        certificates.take_import(database, clock, signed(key, serial, number, store.machine.mark, clock()))
    except BaseException:
        store.put_back(held, before)
        raise
    store.forget(login, but=serial)
    return held
