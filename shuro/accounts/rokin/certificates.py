"""Certificates from 「発行」 to 失効, and the proof that somebody has the key of one (ACC-159 to 182).

Nobody is let in by a file: the program gives a random number, the key of the certificate signs it, and the signature is
checked against the public key that was stored at the issue. A number is good once and for two minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, pkcs12
from sqlmodel import Session, col, delete, select

from shuro.accounts import sessions
from shuro.accounts.desks import subject, system_desk
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import authority, rules
from shuro.accounts.rokin.rules import Life
from shuro.accounts.rokin.tables import Certificate, Challenge, Member
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database, take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

Clock = Callable[[], datetime]
CHALLENGE = timedelta(minutes=2)
SIGNED = b"shuro rokin\x00"  # before the number, so that the signature means nothing elsewhere
ROUNDS = 100_000  # of PBKDF2 in the PKCS#12 file; its password is one a person can remember

NO_CERTIFICATE = "この端末に有効な電子証明書がありません。電子証明書を発行してください。"  # m40
IS_EXPIRED = "電子証明書の有効期限が過ぎています。電子証明書を再発行してください。"  # m41
NOT_OURS = "この電子証明書は、このシステムで発行されたものではありません。発行したファイルを選んでください。"
IS_REVOKED = "この電子証明書は失効しています。新しい電子証明書を発行してください。"
NOT_IMPORTED = "この電子証明書はインポートが完了していません。電子証明書をインポートしてください。"
NOT_HERE = (
    "この電子証明書は、別の端末又は別の利用者（OSのアカウント）にインポートされたものです。"
    "インポートした端末でログインするか、労金に失効を依頼してから、この端末で新しい電子証明書を発行してください。"
)


class CertificateRefused(Exception):
    """A certificate cannot be issued, imported or used; `sentence` says why and what to do."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Proof:
    """The signature over a number, by the key of a certificate that lies on `machine` (a hash, see `workstation`)."""

    serial: str
    number: str
    signature: bytes = field(repr=False)
    machine: str
    at: datetime  # by the clock of the program


@dataclass(frozen=True)
class Issued:
    """A new certificate and the bytes of its PKCS#12 file, which are kept nowhere else (ACC-171)."""

    login: str
    serial: str
    issued_at: datetime
    last_day: date
    file_name: str
    p12: bytes = field(repr=False)


# Looking


def life(row: Certificate) -> Life:
    """What `rules` decides upon."""
    return Life(
        row.began_at, row.issued_at, row.last_day, row.imported_at is not None, row.replaced_at is not None,
        row.revoked_at is not None,
    )  # fmt: skip


def of_user(session: Session, officer_id: int) -> list[Certificate]:
    """All certificates of a user, the oldest first."""
    wanted = select(Certificate).where(col(Certificate.officer_id) == officer_id).order_by(col(Certificate.id))
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def standing(session: Session, officer_id: int, now: datetime) -> tuple[str, date | None]:
    """(state, last valid day) of the certificate that counts for a user (ACC-187)."""
    one = rules.standing_of([life(row) for row in of_user(session, officer_id)], stored_moment(now))
    return rules.state_of(one, stored_moment(now)), one.last_day if one else None


def holds(session: Session, account: Account, now: datetime) -> str | None:
    """Before every action of a session: the key of its ending unless the user still has a certificate that is of use."""
    rows = of_user(session, account.key)
    return None if any(rules.usable(life(row), now) for row in rows) else "certificate"


# Issuing


def issue(desk: Desk, account_id: int, password: str) -> Issued:
    """Issue a certificate to a user who has just proved password and code; `password` locks the file (ACC-175).

    Two transactions: the first says 発行中, so that a second one begun meanwhile is refused. Raises CertificateRefused.
    """
    serial = authority.new_serial()
    with desk.database.write() as session:
        account, contract = _holder(session, account_id)
        now = stored_moment(desk.now())
        if said := rules.issue_refused([life(row) for row in of_user(session, account_id)], now):
            raise CertificateRefused(said)
        session.add(Certificate(serial=serial, officer_id=account_id, login=account.login, began_at=now))
        append_journal(session, desk, "certificate.begin", subject(ROKIN.name, account.login), {"serial": serial})
    try:
        return _finish(desk, account_id, contract, serial, password)
    except BaseException:
        with suppress(Exception), desk.database.write() as session:
            row = _row(session, serial)
            if row is not None and row.issued_at is None:
                session.delete(row)
        raise


def held(session: Session, account_id: int) -> Account | None:
    """The user, held until the commit. First the turn, then the row, by whoever touches certificates: so an issue and a
    失効 at the same moment never wait for one another.
    """
    take_turn(session, f"rokin:user:{account_id}")
    return session.get(Account, account_id, populate_existing=True, with_for_update=True)


def _holder(session: Session, account_id: int) -> tuple[Account, str]:
    """The user and the contract, held until the commit."""
    account = held(session, account_id)
    member = session.get(Member, account_id)
    if account is None or member is None or account.disabled_at is not None:
        raise CertificateRefused("この利用者は登録されていません。マスターユーザー又は労金へお問い合わせください。")
    return account, member.contract


def _finish(desk: Desk, account_id: int, contract: str, serial: str, password: str) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    with desk.database.write() as session:
        account, _ = _holder(session, account_id)
        row = _row(session, serial)
        if row is None or row.revoked_at is not None:
            raise CertificateRefused("発行の途中で取り消されました。もう一度「電子証明書発行」から操作してください。")
        now = stored_moment(desk.now())
        last = rules.last_day(now.date())
        issuer, signing = authority.authority(session, desk)
        made = authority.sign_certificate(
            issuer, signing, serial=serial, login=account.login, contract=contract, public=key.public_key(),
            issued=now.date(), last=last,
        )  # fmt: skip
        row.issued_at, row.last_day, row.public = now, last, made.public_bytes(Encoding.DER)
        session.add(row)
        login = account.login
        detail = {"serial": serial, "last_day": last}
        append_journal(session, desk, "certificate.issue", subject(ROKIN.name, login), detail)
        p12 = _p12(login, key, made, issuer, password)
    return Issued(login, serial, now, last, rules.file_name(login, now), p12)


def _p12(
    login: str, key: ec.EllipticCurvePrivateKey, made: x509.Certificate, issuer: x509.Certificate, password: str
) -> bytes:
    """PKCS#12 as Windows 10 and OpenSSL from 1.1 on read it: PBES2 with AES-256, HMAC-SHA256."""
    locked = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    return pkcs12.serialize_key_and_certificates(login.encode(), key, made, [issuer], locked)


# Proving


def challenge(database: Database, clock: Clock, serial: str) -> str:
    """A random number to sign, once and within two minutes. For an unknown serial number too: nothing is told here.

    Numbers of the same certificate stand side by side; those that are over are cleared away.
    """
    number = secrets.token_hex(32)
    with database.write() as session:
        row = _row(session, serial)
        if row is not None and row.issued_at is not None:
            take_turn(session, f"rokin:challenge:{row.id}")
            now = _whole(clock())
            over = col(Challenge.certificate_id) == row.key, col(Challenge.made_at) < now - CHALLENGE
            session.exec(delete(Challenge).where(*over))
            session.add(Challenge(number=number, certificate_id=row.key, made_at=now))
    return number


def message(serial: str, number: str, machine: str) -> bytes:
    """The bytes that are signed."""
    return SIGNED + f"{serial}\x00{number}\x00{machine}".encode()


def proved(session: Session, proof: Proof, now: datetime) -> Certificate | None:
    """The certificate whose key made the signature over a number in force; None for anything else. Changes nothing."""
    row = _signed(session, proof)
    return row if row is not None and _in_force(session, row, proof.number, now) else None


def _in_force(session: Session, row: Certificate, number: str, now: datetime) -> bool:
    """Was this number given for this certificate within two minutes, and not been of use yet?"""
    found = session.get(Challenge, number, populate_existing=True)
    if found is None or found.certificate_id != row.id:
        return False
    return timedelta(0) <= _whole(now) - found.made_at <= CHALLENGE


def _use_up(session: Session, number: str) -> bool:
    """Take the number away; False when somebody else did so meanwhile."""
    return session.exec(delete(Challenge).where(col(Challenge.number) == number)).rowcount == 1


def _whole(now: datetime) -> datetime:
    """Whole seconds, as `Desk.now` gives them: what was asked for in this very second must not look younger."""
    return stored_moment(now).replace(microsecond=0)


def _signed(session: Session, proof: Proof) -> Certificate | None:
    """The certificate whose key made the signature, whether its number is in force or not."""
    row = _row(session, proof.serial)
    if row is None or row.public is None:
        return None
    key = x509.load_der_x509_certificate(row.public).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(proof.signature, message(proof.serial, proof.number, proof.machine), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return None
    return row


def refusal(session: Session, proof: Proof, now: datetime) -> str | None:
    """Why nobody can log in with this certificate now, each case in its own words (ACC-132); None when one can.

    Only who has the key is told the state.
    """
    row = proved(session, proof, now)
    if row is None:
        return NO_CERTIFICATE
    state = rules.state_of(life(row), stored_moment(now))
    if state == rules.REVOKED:
        return IS_REVOKED
    if state == rules.EXPIRED:
        return IS_EXPIRED
    if state not in (rules.VALID, rules.RENEW):
        return NOT_IMPORTED
    return None if row.machine == proof.machine else NOT_HERE


def second_factor(session: Session, account: Account, proof: Any) -> bool | None:
    """The certificate beside the password, in the transaction of the log-in; the number is used up (Realm.second_factor).

    None: the key is the user's own, but the number is not in force any more, or the certificate has just become useless.
    """
    row = _signed(session, proof) if isinstance(proof, Proof) else None
    if row is None or row.officer_id != account.id:
        return False
    good = refusal(session, proof, proof.at) is None
    return True if _use_up(session, proof.number) and good else None


def _row(session: Session, serial: str) -> Certificate | None:
    """The certificate as it is now."""
    wanted = select(Certificate).where(col(Certificate.serial) == serial)
    return session.exec(wanted.execution_options(populate_existing=True)).first()


# Importing, revoking


def take_import(database: Database, clock: Clock, proof: Proof, via: str = "screen") -> Certificate:
    """The certificate was imported on `proof.machine`: it becomes 有効 and takes the place of the older ones (ACC-173, 178).

    A second time on the same machine changes nothing; on another one it is refused. Raises CertificateRefused.
    """
    desk = system_desk(database, clock, ROKIN, via)
    with database.write() as session:
        now = stored_moment(desk.now())
        row = proved(session, proof, desk.now())
        if row is None:
            raise CertificateRefused(NOT_OURS)
        take_turn(session, f"rokin:user:{row.officer_id}")
        session.refresh(row)  # what somebody did while we stood in line
        if not _use_up(session, proof.number):
            raise CertificateRefused(NOT_OURS)
        state = rules.state_of(life(row), now)
        if state == rules.REVOKED:
            raise CertificateRefused(IS_REVOKED)
        if state == rules.EXPIRED:
            raise CertificateRefused(IS_EXPIRED)
        if row.machine is not None and row.machine != proof.machine:
            raise CertificateRefused(NOT_HERE)
        if row.imported_at is None:
            _replace_older(session, row, now)
            row.imported_at, row.machine = now, proof.machine
            append_journal(session, desk, "certificate.import", subject(ROKIN.name, row.login), {"serial": row.serial})
        session.add(row)
    return row


def _replace_older(session: Session, new: Certificate, now: datetime) -> None:
    """What was issued before `new` is of no use any more; a later one that is not imported yet stays (ACC-178)."""
    for old in of_user(session, new.officer_id):
        if old.key < new.key and old.issued_at is not None and old.replaced_at is None and old.revoked_at is None:
            old.replaced_at = now
            session.add(old)


def revoke(session: Session, desk: Desk, account: Account, why: str, serial: str | None = None) -> list[str]:
    """Set a certificate of a user to 失効, or without `serial` every one that may still be of use; the serial numbers.

    In the caller's transaction, which holds the user (`people.held_user`). An issue that is under way is taken back as
    well. Sessions end unless the user still has a certificate to log in with.
    """
    now, done = stored_moment(desk.now()), []
    rows = of_user(session, account.key)
    for row in rows:
        if row.revoked_at is None and row.replaced_at is None and serial in (None, row.serial):
            row.revoked_at, row.revoked_for = now, why
            session.add(row)
            done.append(row.serial)
    if done:
        if not any(rules.usable(life(row), now) for row in rows):
            sessions.close_all(session, account.key, now, "certificate")
        detail = {"serials": done, "why": why}
        append_journal(session, desk, "certificate.revoke", subject(ROKIN.name, account.login), detail)
    return done
