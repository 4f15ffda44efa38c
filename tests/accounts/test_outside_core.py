"""What the three outside systems stand on: locks, codes, policies, hours, sealed mails; on both engines."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from shuro.accounts import attempts, codes, passwords, service_hours
from shuro.accounts.desks import system_desk
from shuro.accounts.passwords import Person
from shuro.accounts.realms import ASP, GAIKOKUJIN, ROKIN
from shuro.kernel import mail
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail_line import Server
from shuro.kernel.sealing import SealBroken, seal, unseal
from tests.conftest import Clock

WHO = ("login", "rokin01")


@pytest.fixture
def system(database: Database, clock: Clock) -> Desk:
    return system_desk(database, clock, GAIKOKUJIN, "batch")


# Locks --------------------------------------------------------------------------------------------------------------------


def fail(database: Database, clock: Clock, times: int = 1) -> attempts.Outcome:
    """So many wrong passwords of one person, one after the other."""
    outcome = attempts.Outcome()
    for _ in range(times):
        with database.write() as session:
            if attempts.guard(session, ROKIN, *WHO, clock()) is None:
                outcome = attempts.failed(session, ROKIN, *WHO, clock())
    return outcome


def refusal(database: Database, clock: Clock) -> str | None:
    with database.write() as session:
        found = attempts.guard(session, ROKIN, *WHO, clock())
    return found.reason if found else None


@pytest.mark.req("ACC-151", "ACC-152", "ACC-153")
def test_six_failures_lock_for_sixty_minutes(database: Database, clock: Clock) -> None:
    assert not fail(database, clock, 5).newly_locked
    assert fail(database, clock).newly_locked
    clock.move(minutes=59, seconds=59)
    assert refusal(database, clock) == "waiting"
    fail(database, clock, 20)  # not counted during the lock
    clock.move(seconds=1)
    assert refusal(database, clock) is None
    assert not fail(database, clock, 5).newly_locked


@pytest.mark.req("ACC-154", "ACC-155", "ACC-158")
def test_the_third_lock_closes_and_a_success_counts_from_nothing(database: Database, clock: Clock) -> None:
    for _ in range(2):
        assert fail(database, clock, 6).newly_locked
        clock.move(hours=1)
    outcome = fail(database, clock, 6)
    assert outcome.newly_closed and outcome.refusal is not None and "閉塞" in outcome.refusal.sentence
    clock.move(days=400)
    assert refusal(database, clock) == "closed"
    with database.write() as session:
        attempts.release(session, ROKIN, *WHO)
    assert fail(database, clock, 5).refusal is None
    with database.write() as session:
        attempts.succeeded(session, ROKIN, *WHO)
    assert not fail(database, clock, 5).newly_locked


@pytest.mark.req("ACC-157")
def test_counters_are_kept_apart(database: Database, clock: Clock) -> None:
    fail(database, clock, 6)
    with database.write() as session:
        assert attempts.guard(session, ROKIN, "contract", "rokin01", clock()) is None
        assert attempts.guard(session, ASP, "login", "rokin01", clock()) is None


# Codes --------------------------------------------------------------------------------------------------------------------


def typed(database: Database, clock: Clock, text: str, tries: int | None = None) -> str:
    with database.write() as session:
        return codes.check(session, ROKIN, "certificate", "rokin01", clock(), text, tries=tries)


def issue(database: Database, clock: Clock, secret: str, valid: timedelta) -> None:
    with database.write() as session:
        codes.issue(session, ROKIN, "certificate", "rokin01", clock(), secret=secret, valid=valid)


@pytest.mark.req("ACC-43")
@pytest.mark.parametrize("valid", [timedelta(hours=3), timedelta(minutes=30)])
def test_a_code_lasts_to_its_last_second(database: Database, clock: Clock, valid: timedelta) -> None:
    issue(database, clock, "123456", valid)
    clock.move(seconds=valid.total_seconds())
    assert typed(database, clock, "123456") == "ok"
    clock.move(seconds=1)
    assert typed(database, clock, "123456") == "expired"
    assert typed(database, clock, "123457") == "wrong"  # nothing is told about a wrong one


@pytest.mark.req("ACC-164")
def test_a_code_works_once_and_a_newer_one_voids_it(database: Database, clock: Clock) -> None:
    issue(database, clock, "111111", timedelta(minutes=30))
    issue(database, clock, "222222", timedelta(minutes=30))
    assert typed(database, clock, "111111") == "wrong"
    assert typed(database, clock, "222222") == "ok"
    with database.write() as session:
        codes.use(session, ROKIN, "certificate", "rokin01", clock())
    assert typed(database, clock, "222222") == "none"
    issue(database, clock, "333333", timedelta(minutes=30))
    assert [typed(database, clock, "0", tries=5) for _ in range(5)] == ["wrong"] * 4 + ["spent"]
    assert typed(database, clock, "333333", tries=5) == "spent"


@pytest.mark.req("ACC-8")
def test_codes_are_stored_hashed(database: Database, clock: Clock) -> None:
    issue(database, clock, "canary-4711", timedelta(minutes=30))
    with database.read() as session:
        rows = session.execute(sa.text("SELECT * FROM account_code")).all()
    assert rows and "canary-4711" not in str(rows)


@pytest.mark.req("ACC-42")
@given(st.integers(8, 20))
def test_temporary_passwords_have_all_four_kinds(length: int) -> None:
    made = codes.temporary_password(length)
    assert len(made) == length
    assert {passwords.kind(letter) for letter in made} == {"upper", "lower", "digit", "symbol"}


@pytest.mark.req("ACC-42")
def test_codes_and_passwords_come_from_the_random_source_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the cryptographic source replaced nothing is left to chance: there is no other source beside it."""

    class Source:
        @staticmethod
        def choice(letters: str) -> str:
            return letters[0]

        class SystemRandom:
            @staticmethod
            def shuffle(letters: list[str]) -> None:
                letters.reverse()

    assert codes.secrets.SystemRandom is secrets.SystemRandom and codes.secrets.choice is secrets.choice
    monkeypatch.setattr(codes, "secrets", Source)
    assert codes.temporary_password(8) == "AAAA!0aA" and codes.digits(6) == "000000"


# Policies -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-68", "ACC-69")
@pytest.mark.parametrize(
    "realm, text, right",
    [
        (GAIKOKUJIN, "Wbcdefg1", True), (GAIKOKUJIN, "Wbcdef1", False), (GAIKOKUJIN, "wbcdefg1", False),
        (GAIKOKUJIN, "WBCDEFG1", False), (GAIKOKUJIN, "Wbcdefg~", True), (GAIKOKUJIN, "Wbcdefgh", False),
        (GAIKOKUJIN, "Aa1" + "x" * 61, True), (GAIKOKUJIN, "Aa1" + "x" * 62, False), (GAIKOKUJIN, "Abc defg1", False),
        (ROKIN, "Wbcde1r@", True), (ROKIN, "Wbcdefr@", False), (ROKIN, "Wbcdefgh1r@x", True), (ROKIN, "Wbcdefgh1r@xy", False),
        (ASP, "wbcdefg1", False), (ASP, "Wbcdefg1", True), (ASP, "wbcdef1!", True), (ASP, "Wbcde1!", False),
    ],
)  # fmt: skip
def test_each_system_has_its_own_rule(realm: Any, text: str, right: bool) -> None:
    assert (passwords.findings(realm, text) == []) is right


@pytest.mark.req("ACC-70")
def test_no_run_of_the_own_name() -> None:
    tanaka = Person(login="r5ph1070", name="田中", roman="Tanaka")
    assert passwords.findings(GAIKOKUJIN, "12ana463X", tanaka)  # the printed example
    assert passwords.findings(GAIKOKUJIN, "12ANA463x", tanaka)
    assert passwords.findings(GAIKOKUJIN, "Xph1zzzz9", tanaka)
    assert passwords.findings(GAIKOKUJIN, "12anb463X", tanaka) == []


@pytest.mark.req("ACC-71", "ACC-72")
def test_the_last_three_and_all_broken_rules_at_once() -> None:
    former = tuple(passwords.keep(f"Passwort{n}") for n in (3, 2, 1))
    assert all(passwords.findings(GAIKOKUJIN, f"Passwort{n}", former=former) for n in (1, 2, 3))
    assert passwords.findings(GAIKOKUJIN, "Besserwort0", former=former) == []
    assert len(passwords.findings(GAIKOKUJIN, "あ")) >= 3


# Hours --------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-104", "ACC-105", "ACC-106", "ACC-107")
@pytest.mark.parametrize(
    "moment, word",
    [((4, 0, 0), "open"), ((0, 49, 59), "open"), ((0, 50, 0), "closing"), ((0, 59, 59), "closing"), ((1, 0, 0), "closed"),
     ((3, 59, 59), "closed"), ((12, 0, 0), "open")],
)  # fmt: skip
def test_the_hours_of_the_construction_system(
    database: Database, clock: Clock, moment: tuple[int, ...], word: str
) -> None:
    clock.set(2026, 6, 10, *moment)
    found = service_hours.state(database, GAIKOKUJIN, clock())
    assert found.word == word and bool(found.sentence) is (word != "open")
    assert service_hours.state(database, ROKIN, clock()).word == "open"


# Seals and mails ------------------------------------------------------------------------------------------------------------


def test_a_seal_is_opened_for_its_purpose_alone(database: Database) -> None:
    sealed = seal(database, "仮パスワード".encode(), "mail")
    assert "仮パスワード".encode() not in sealed and unseal(database, sealed, "mail").decode() == "仮パスワード"
    for broken, purpose in ((sealed[:-1] + bytes([sealed[-1] ^ 1]), "mail"), (sealed, "other")):
        with pytest.raises(SealBroken):
            unseal(database, broken, purpose)


class Letterbox:
    """A real SMTP server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.mails.append(envelope.content.decode("utf-8", "replace"))
        return self.answer


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, Server]]:
    box = Letterbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Server("127.0.0.1", port, "none", sender="noreply@example.jp")
    controller.stop()


def written(desk: Desk, once: str | None = None, secret: str = "0aA349#3") -> int | None:
    with desk.database.write() as session:
        return mail.write(
            session, desk, system="gaikokujin", kind="m1", to="info@example.jp", subject="仮パスワードのお知らせ",
            body=f"仮パスワード：{secret}", once=once, secret=secret,
        )  # fmt: skip


@pytest.mark.req("ACC-11", "ACC-8")
def test_a_mail_waits_without_a_server_sealed(system: Desk, clock: Clock) -> None:
    id = written(system)
    assert id is not None and mail.send_due(system.database, clock, None).waiting == 1
    with system.database.read() as session:
        everything = str(session.execute(sa.text("SELECT * FROM mail")).all())
        journal = str(session.execute(sa.text("SELECT * FROM journal")).all())
    assert "未送信" in everything and "0aA349#3" not in everything + journal


@pytest.mark.req("ACC-11", "ACC-123")
def test_a_mail_goes_once_and_its_secret_is_struck_out(system: Desk, clock: Clock, letterbox: Any) -> None:
    box, server = letterbox
    written(system, once="first")
    assert written(system, once="first") is None
    done = mail.send_due(system.database, clock, server)
    assert (done.sent, done.failed, done.waiting, len(box.mails)) == (1, 0, 0, 1)
    assert mail.send_due(system.database, clock, server).sent == 0 and len(box.mails) == 1
    with system.database.read() as session:
        row = session.execute(sa.text("SELECT state, sealed_body FROM mail")).one()
    body = unseal(system.database, bytes(row.sealed_body), mail.PURPOSE).decode()
    assert row.state == "送信済" and "0aA349#3" not in body and body.startswith("仮パスワード：")


@pytest.mark.req("ACC-11")
def test_a_refused_mail_is_tried_again_later(system: Desk, clock: Clock, letterbox: Any) -> None:
    box, server = letterbox
    box.answer = "451 later"
    written(system)
    assert mail.send_due(system.database, clock, server).failed == 1
    box.answer = "250 OK"
    assert mail.send_due(system.database, clock, server).sent == 0  # not yet
    clock.move(minutes=1)
    assert mail.send_due(system.database, clock, server).sent == 1 and len(box.mails) == 1


@pytest.mark.req("ACC-11")
def test_a_mail_of_a_cause_that_failed_is_not_there(system: Desk, clock: Clock) -> None:
    with pytest.raises(RuntimeError), system.database.write() as session:
        mail.write(session, system, system="asp", kind="m1", to="a@example.jp", subject="x", body="y")
        raise RuntimeError
    assert mail.due(system.database, clock) == 0
