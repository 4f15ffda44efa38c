"""The certificate authority of rokin: its key lies outside the database, sealed; it signs certificates and lists (CRL).

X.509 v3, ECDSA P-256 with SHA-256. The validity written into a certificate is that of ACC-177 in Japan's time: from the
beginning of the day of issue to the last second of the last valid day.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sqlmodel import Session

from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin.tables import Authority, Certificate
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database, database_of, take_turn
from shuro.kernel.desk import TOKYO, Desk
from shuro.kernel.key_file import KeyFile
from shuro.kernel.sealing import seal, unseal
from shuro.kernel.tables import stored_moment
from shuro.kernel.troubles import StorageTrouble

ONE = 1  # there is one authority
PURPOSE = "rokin-authority"
YEARS = 30
LIST_DAYS = 7  # a list that is older is to be fetched anew


class AuthorityTrouble(StorageTrouble):
    """The key of the authority is missing or is not the one of this database."""


KEY = KeyFile("認証局の鍵", "SHURO_ROKIN_KEY_FILE", AuthorityTrouble)


def key_file() -> Path:
    """Where the sealed key lies: $SHURO_ROKIN_KEY_FILE, else rokin-authority.key beside the key of the seal."""
    from shuro.kernel.sealing import key_file as of_seal

    return Path(os.environ.get("SHURO_ROKIN_KEY_FILE") or of_seal().with_name("rokin-authority.key"))


def authority(session: Session, desk: Desk) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority's certificate and key; made at its first use, in the caller's writing transaction.

    Raises AuthorityTrouble and SealBroken.
    """
    take_turn(session, "rokin:authority")
    row = session.get(Authority, ONE)
    if row is None:
        return _made(session, desk)
    public = x509.load_der_x509_certificate(row.public)
    key = _key(database_of(session))
    if key.public_key() != public.public_key():
        raise AuthorityTrouble(
            f"認証局の鍵（{key_file()}）が、データベース（{desk.database.place}）の認証局の鍵ではありません。"
            "控えから戻すか、SHURO_ROKIN_KEY_FILE で正しい鍵のファイルを指定してください。"
        )
    return public, key


def authority_certificate(session: Session) -> bytes | None:
    """The authority's certificate (PEM), for whoever checks a certificate or a list; None before the first issue."""
    row = session.get(Authority, ONE)
    if row is None:
        return None
    return x509.load_der_x509_certificate(row.public).public_bytes(serialization.Encoding.PEM)


def sign_certificate(
    issuer: x509.Certificate, key: ec.EllipticCurvePrivateKey, *, serial: str, login: str, contract: str,
    public: ec.EllipticCurvePublicKey, issued: date, last: date,
) -> x509.Certificate:  # fmt: skip
    """A certificate for one user, good for nothing but logging in."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ROKIN.label),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, contract),
            x509.NameAttribute(NameOID.COMMON_NAME, login),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject)
        .public_key(public)
        .serial_number(int(serial, 16))
        .not_valid_before(datetime.combine(issued, time(), TOKYO))
        .not_valid_after(datetime.combine(last, time(23, 59, 59), TOKYO))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def new_serial() -> str:
    """A random serial number of 127 bits (RFC 5280: positive, at most 20 bytes), as 32 hexadecimal digits."""
    return f"{secrets.randbits(126) | (1 << 126):032x}"


def revocation_list(session: Session, desk: Desk, revoked: Iterable[Certificate]) -> bytes:
    """A signed list (CRL, PEM) of revoked certificates, numbered on; in the caller's writing transaction."""
    issuer, key = authority(session, desk)
    row = session.get(Authority, ONE)
    assert row is not None
    row.list_number += 1
    session.add(row)
    now = desk.now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now)
        .next_update(now + timedelta(days=LIST_DAYS))
        .add_extension(x509.CRLNumber(row.list_number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for one in revoked:
        at = one.revoked_at or one.replaced_at
        assert at is not None
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(int(one.serial, 16))
            .revocation_date(at.replace(tzinfo=TOKYO))
        )
        builder = builder.add_revoked_certificate(entry.build())
    append_journal(session, desk, "certificate.list", "rokin:authority", {"number": row.list_number})
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _made(session: Session, desk: Desk) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A new authority. A key file that is there already is used: its database was restored from before the first issue."""
    now = desk.now()
    if not key_file().exists():
        _keep(desk.database, ec.generate_private_key(ec.SECP256R1()))
    key = _key(desk.database)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ROKIN.label),
            x509.NameAttribute(NameOID.COMMON_NAME, "shuro rokin 認証局"),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int(new_serial(), 16))
        .not_valid_before(datetime.combine(now.date(), time(), TOKYO))
        .not_valid_after(datetime.combine(now.date() + timedelta(days=365 * YEARS), time(), TOKYO))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.DER)
    session.add(Authority(id=ONE, public=public, made_at=stored_moment(now)))
    session.flush()
    append_journal(session, desk, "certificate.authority", "rokin:authority", {})
    return made, key


def _usage(**on: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})


def _keep(database: Database, key: ec.EllipticCurvePrivateKey) -> None:
    """Write the sealed key; never over an existing one, never half written, for its owner only."""
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    KEY.write(key_file(), seal(database, plain, PURPOSE))


def _key(database: Database) -> ec.EllipticCurvePrivateKey:
    sealed = KEY.read(key_file())
    key = serialization.load_der_private_key(unseal(database, sealed, PURPOSE), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key
