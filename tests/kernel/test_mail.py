"""The mail queue before a real SMTP server: what is refused, tried again, never sent twice, and how the line is held."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import mail, mail_line
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail_line import Line, MailSettings, Server, server_from_settings
from shuro.kernel.sealing import SealBroken, key_file
from shuro.kernel.steps import NotAllowed
from tests.conftest import Clock, MakeDesk
from tests.mailbox import Box, free_port

CODE = "11693810"


def write(desk: Desk, to: str = "info@example.jp", **more: Any) -> int | None:
    """A mail with a code in it."""
    with desk.database.write() as session:
        return mail.write(
            session, desk, system="asp", kind="a-code", to=to, subject="アカウント確認コード",
            body=f"アカウント確認コード:\n{CODE}\n.\n30分間のみ有効です。", secret=CODE, **more,
        )  # fmt: skip


def row(database: Database, id: int | None = 1) -> mail.Mail:
    """A stored mail."""
    with database.read() as session:
        found = session.get(mail.Mail, id)
    assert found is not None
    return found


# What arrives


@pytest.mark.req("ACC-11")
def test_what_arrives_is_what_was_written(desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]) -> None:
    box, server = box_and_server
    write(desk)
    mail.send_due(desk.database, clock, server, {"asp": "codes@asp.example"})
    (got,) = box.mails
    assert (got["From"], got["To"], got["Subject"]) == ("codes@asp.example", "info@example.jp", "アカウント確認コード")
    assert got["Message-ID"] == row(desk.database).message_id and "+0900" in got["Date"]
    assert got.get_content().splitlines() == ["アカウント確認コード:", CODE, ".", "30分間のみ有効です。"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_can_be_smuggled_in(to: str, subject: str) -> None:
    """An address that is taken has no blank, bracket or line end; a subject with one is refused (ASVS 1.3.11)."""
    if mail.address_finding(to) is None:
        assert to.isascii() and to.count("@") == 1 and not set(to) & set(" \t\r\n<>,;:\"'\\()") - {"'"}
    made = EmailMessage()
    if all(letter.isprintable() for letter in subject):
        made["Subject"] = subject
        assert len(made.keys()) == 1


@pytest.mark.parametrize(
    ("to", "subject"),
    [("a@example.jp\r\nBcc: b@example.jp", "x"), ("a@example.jp, b@example.jp", "x"), ("<a@example.jp>", "x"),
     ("a@example.jp", "x\r\nBcc: b@example.jp"), ("a@example.jp", "x\ny"), ("ａ@example.jp", "x"), ("", "x"),
     ("a" * 65 + "@example.jp", "x")],
)  # fmt: skip
def test_a_mail_that_cannot_be_addressed_is_not_written(desk: Desk, to: str, subject: str) -> None:
    with pytest.raises(ValueError, match="address"), desk.database.write() as session:
        mail.write(session, desk, system="asp", kind="a-code", to=to, subject=subject, body="x")


# Failures


@pytest.mark.req("ACC-11")
def test_waits_grow_to_four_hours_and_end(desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]) -> None:
    box, server = box_and_server
    box.data = "451 try later"
    write(desk)
    waits = []
    for tried in range(1, mail.TRIES + 1):
        assert mail.send_due(desk.database, clock, server).failed == 1
        held = row(desk.database)
        assert (held.state, held.tries) == ("送信失敗", tried) and "451 try later" in held.error
        if held.next_try is None:
            break
        waits.append(int((held.next_try - clock().replace(tzinfo=None)).total_seconds()) // 60)
        clock.moment = held.next_try.replace(tzinfo=clock.moment.tzinfo)
        clock.move(seconds=-1)
        assert mail.send_due(desk.database, clock, server).failed == 0, "a second too early"
        clock.move(seconds=1)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128] + [240] * (mail.TRIES - 9)
    assert row(desk.database).tries == mail.TRIES


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_what_is_refused_for_good_is_not_tried_again(
    desk: Desk, clock: Clock, box_and_server: tuple[Box, Server], where: str
) -> None:
    box, server = box_and_server
    setattr(box, where, "550 no such person")
    write(desk)
    done = mail.send_due(desk.database, clock, server)
    assert (done.sent, done.failed, done.waiting) == (0, 1, 0)
    assert (row(desk.database).state, row(desk.database).next_try) == ("送信失敗", None)
    setattr(box, where, "250 OK")
    write(desk)  # the refused one does not hold up the others
    clock.move(days=3)
    assert mail.send_due(desk.database, clock, server).sent == 1 and len(box.contents) == 1


def test_a_refusal_in_the_middle_leaves_the_line_to_the_next(
    desk: Desk, clock: Clock, box_and_server: tuple[Box, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, server = box_and_server

    async def some(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return "550 unknown" if address.startswith("nobody") else "250 OK"

    monkeypatch.setattr(box, "handle_RCPT", some)
    for to in ("a@example.jp", "nobody@example.jp", "b@example.jp"):
        write(desk, to)
    done = mail.send_due(desk.database, clock, server)
    assert (done.sent, done.failed) == (2, 1)
    assert [one["To"] for one in box.mails] == ["a@example.jp", "b@example.jp"]


def test_a_server_that_is_not_there_ends_the_run_and_keeps_everything(desk: Desk, clock: Clock) -> None:
    for _ in range(3):
        write(desk)
    done = mail.send_due(desk.database, clock, Server("127.0.0.1", free_port(), "none", sender="a@example.jp"))
    assert (done.sent, done.failed, done.waiting) == (0, 1, 3)
    assert [row(desk.database, id).state for id in (1, 2, 3)] == ["送信失敗", "未送信", "未送信"]
    assert "つながりません" in row(desk.database).error


def test_without_a_sender_nothing_is_sent(desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]) -> None:
    box, server = box_and_server
    write(desk)
    done = mail.send_due(desk.database, clock, Server(server.host, server.port, "none"))
    assert (done.failed, done.waiting, box.contents) == (1, 1, [])
    assert "差出人" in row(desk.database).error


def test_with_another_key_nothing_is_sent_and_nothing_is_lost(
    desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    box, server = box_and_server
    write(desk)
    right = key_file().read_bytes()
    key_file().write_bytes(b"x" * 32)
    with pytest.raises(SealBroken, match="鍵"):
        mail.send_due(desk.database, clock, server)
    key_file().write_bytes(right)
    clock.move(minutes=1)
    assert mail.send_due(desk.database, clock, server).sent == 1 and len(box.contents) == 1


# Never twice


@pytest.mark.req("ACC-11", "ACC-123")
def test_senders_at_the_same_time_send_each_mail_once(
    desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    box, server = box_and_server
    for number in range(12):
        write(desk, f"a{number}@example.jp")
    counts, start = [], threading.Barrier(4)

    def send() -> None:
        start.wait()
        counts.append(mail.send_due(desk.database, clock, server).sent)

    crowd = [threading.Thread(target=send) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sum(counts) == 12
    assert sorted(one["To"] for one in box.mails) == sorted(f"a{number}@example.jp" for number in range(12))


class Dying(Line):
    """The program dies after the server has taken the mail and before that is written down."""

    def send(self, message: EmailMessage) -> None:
        super().send(message)
        raise KeyboardInterrupt


@pytest.mark.req("ACC-11")
def test_a_death_between_the_servers_word_and_ours_sends_nothing_twice(
    desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    box, server = box_and_server
    number = write(desk)
    with pytest.raises(KeyboardInterrupt):
        mail.send_due(desk.database, clock, server, line=Dying)
    assert len(box.contents) == 1 and row(desk.database).state == "送信中"
    clock.move(minutes=30)
    assert mail.send_due(desk.database, clock, server).sent == 0 and row(desk.database).state == "送信中"
    clock.move(seconds=1)
    assert mail.send_due(desk.database, clock, server).sent == 0 and len(box.contents) == 1
    lost = row(desk.database)
    assert (lost.state, lost.next_try, lost.error) == ("送信失敗", None, mail.SENDER_GONE)
    clock.move(days=10)
    assert mail.send_due(desk.database, clock, server).sent == 0 and len(box.contents) == 1
    assert number is not None


def test_a_line_that_breaks_after_the_mail_was_handed_over_is_not_tried_again(
    desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    box, server = box_and_server
    box.hang_up_after_data = True
    write(desk)
    assert mail.send_due(desk.database, clock, server).failed == 1
    held = row(desk.database)
    assert (held.state, held.next_try) == ("送信失敗", None) and "届いたかどうか分かりません" in held.error


@pytest.mark.req("ACC-11")
def test_an_administrator_sends_again_under_the_same_message_id(
    make_desk: MakeDesk, database: Database, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    box, server = box_and_server
    admin = make_desk("0000", rights={"admin"}, database=database)
    number = write(admin)
    assert number is not None and not mail.again(admin, number), "it waits already"
    with pytest.raises(KeyboardInterrupt):
        mail.send_due(database, clock, server, line=Dying)
    clock.move(hours=1)
    mail.send_due(database, clock, server)
    assert mail.again(admin, number)
    assert mail.send_due(database, clock, server).sent == 1
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert not mail.again(admin, number), "it is sent"


@pytest.mark.req("ACC-123")
def test_two_writers_of_the_same_mail_write_one(desk: Desk, clock: Clock) -> None:
    start, told = threading.Barrier(4), []

    def one() -> None:
        start.wait()
        told.append(write(desk, once="r-cert30:4711"))

    crowd = [threading.Thread(target=one) for _ in range(4)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert len([number for number in told if number is not None]) == 1
    assert mail.due(desk.database, clock) == 1


# The line


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, made with the cryptography library."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.jp")])
    began = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(began).not_valid_after(began + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def encrypted(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """A server's check of who logs in."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the line is TLS from its first byte
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_line_with_a_password(
    screen_desk: Desk, clock: Clock, serve: Callable[..., tuple[Box, int]], certificate: Path, security: str
) -> None:
    tls = encrypted(certificate)
    how = (
        {"ssl_context": tls, "auth_require_tls": False}
        if security == "tls"
        else {"tls_context": tls, "require_starttls": True}
    )
    box, port = serve(authenticator=only("shuro", "s3cret"), auth_required=True, **how)
    write(screen_desk)
    server = Server("127.0.0.1", port, security, "shuro", "s3cret", "a@example.jp", str(certificate), 10)
    assert "s3cret" not in repr(server)
    assert mail.send_due(screen_desk.database, clock, server).sent == 1
    assert box.secure == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_nobody_known_gets_neither_password_nor_mail(
    screen_desk: Desk, clock: Clock, serve: Callable[..., tuple[Box, int]], certificate: Path, security: str
) -> None:
    tls = encrypted(certificate)
    asked: list[str] = []

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        asked.append(mechanism)
        return AuthResult(success=True)

    how = {"ssl_context": tls, "auth_require_tls": False} if security == "tls" else {"tls_context": tls}
    box, port = serve(authenticator=check, **how)
    write(screen_desk)
    server = Server("127.0.0.1", port, security, "shuro", "s3cret", "a@example.jp", "", 10)
    assert mail.send_due(screen_desk.database, clock, server).failed == 1
    assert (box.contents, asked) == ([], [])


def test_a_server_without_starttls_gets_nothing_in_clear(
    screen_desk: Desk, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    box, plain = box_and_server
    write(screen_desk)
    server = Server("127.0.0.1", plain.port, "starttls", "shuro", "s3cret", "a@example.jp", "", 10)
    assert mail.send_due(screen_desk.database, clock, server).failed == 1
    assert box.contents == [] and row(screen_desk.database).next_try is not None


def test_a_wrong_password_ends_the_run_and_is_not_told(
    screen_desk: Desk, clock: Clock, serve: Callable[..., tuple[Box, int]], certificate: Path
) -> None:
    box, port = serve(authenticator=only("shuro", "s3cret"), auth_required=True, tls_context=encrypted(certificate))
    write(screen_desk)
    write(screen_desk)
    server = Server("127.0.0.1", port, "starttls", "shuro", "wr0ng", "a@example.jp", str(certificate), 10)
    done = mail.send_due(screen_desk.database, clock, server)
    assert (done.sent, done.failed, done.waiting) == (0, 1, 2)
    assert "password_file" in row(screen_desk.database).error and "wr0ng" not in row(screen_desk.database).error


# Settings


def test_without_a_host_there_is_no_server() -> None:
    assert server_from_settings({}) is None


def test_settings_come_from_the_file_and_the_environment_before_it(home: Path) -> None:
    (home / "secret").write_text("s3cret\n")
    (home / "secret").chmod(0o600)
    (home / "mail.toml").write_text(
        f'host = "mail.example.jp"\nuser = "shuro"\npassword_file = "{home}/secret"\nsender = "a@example.jp"\n'
    )
    assert server_from_settings({}) == Server("mail.example.jp", 587, "starttls", "shuro", "s3cret", "a@example.jp")
    told = {"SHURO_SMTP_HOST": "other.example.jp", "SHURO_SMTP_SECURITY": "tls", "SHURO_SMTP_PASSWORD": "other"}
    assert server_from_settings(told) == Server("other.example.jp", 465, "tls", "shuro", "other", "a@example.jp")
    assert server_from_settings({"SHURO_SMTP_HOST": "localhost"}).security == "none"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('host = "mail.example.jp"\nsecurity = "none"', "security"),
        ('host = "mail.example.jp"\nsecurity = "ssl"', "starttls、tls、none"),
        ('host = "mail.example.jp"\nport = "smtp"', "port"),
        ('host = "mail.example.jp"\npassword = "s3cret"', "password_file"),
        ('host = "mail.example.jp"\npassword_file = "/nowhere"', "password_file"),
        ("host = ", "mail.toml"),
    ],
)
def test_settings_that_cannot_be_used_say_which_and_why(home: Path, text: str, said: str) -> None:
    (home / "mail.toml").write_text(text)
    with pytest.raises(MailSettings) as trouble:
        server_from_settings({})
    assert said in trouble.value.sentence and "s3cret" not in trouble.value.sentence


def test_a_password_that_others_can_read_is_not_used(home: Path) -> None:
    (home / "secret").write_text("s3cret")
    (home / "secret").chmod(0o640)
    (home / "mail.toml").write_text(f'host = "mail.example.jp"\npassword_file = "{home}/secret"')
    with pytest.raises(MailSettings, match="chmod 600"):
        server_from_settings({})


# Who reads


@pytest.mark.req("ACC-11")
def test_administrators_read_what_is_not_sent_and_nobody_else(
    make_desk: MakeDesk, database: Database, clock: Clock, box_and_server: tuple[Box, Server]
) -> None:
    admin = make_desk("0000", rights={"admin"}, database=database)
    number = write(admin)
    assert number is not None
    (line,) = mail.listed(admin)
    assert (line.state, line.to, line.system) == ("未送信", "info@example.jp", "asp")
    found = mail.body_of(admin, number)
    assert found is not None and CODE in found[1]
    for other in (
        make_desk("0000", database=database),
        make_desk("1300", rights={"admin"}, database=database),
        make_desk("1301", rights={"admin"}, database=database),
        make_desk("0000", realm="asp", database=database),
    ):
        for act in (mail.listed, lambda desk: mail.body_of(desk, number), lambda desk: mail.again(desk, number)):
            with pytest.raises(NotAllowed):
                act(other)
    theirs = make_desk("0000", realm="rokin", rights={"admin"}, database=database)
    assert mail.listed(theirs) == [] and mail.body_of(theirs, number) is None
    assert len(mail.listed(make_desk("0000", realm="asp", rights={"admin"}, database=database))) == 1
    mail.send_due(database, clock, box_and_server[1])
    found = mail.body_of(admin, number)
    assert found is not None and CODE not in found[1] and mail.STRUCK in found[1]
    with database.read() as session:
        acts = session.execute(sa.text("SELECT action FROM journal ORDER BY seq")).scalars().all()
    assert acts == ["mail.write", "mail.show", "mail.show"]


def test_the_key_of_the_seal_is_the_owners_alone(desk: Desk) -> None:
    write(desk)
    assert key_file().stat().st_mode & 0o777 == 0o600
    key_file().chmod(0o644)
    with pytest.raises(SealBroken, match="chmod 600"):
        write(desk)


def test_no_sender_is_given_up_while_it_may_still_wait_for_the_server() -> None:
    """Connecting, greeting, log-in, sender, recipient, content: each may take the whole patience."""
    assert mail.ABANDONED.total_seconds() > mail_line.PATIENCE * 10
