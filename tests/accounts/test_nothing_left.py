"""A canary search: what was typed as a secret, right or wrong, stands nowhere afterwards (ACC-8, ASVS 14.2, 16.2.5).

Every door of the four systems is gone through with secrets of its own. Then all tables of both engines, the files of the
data folder and of the certificates, the log, and what objects say of themselves are searched for them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.accounts import settings
from shuro.accounts.asp import entry, registration, reset
from shuro.accounts.asp.management import set_two_step
from shuro.accounts.gaikokujin.registration import Formal
from shuro.accounts.login import log_in
from shuro.accounts.post import deliver
from shuro.accounts.realms import ASP, GAIKOKUJIN, KIJUN
from shuro.accounts.rokin import contracts, entering, operators, people
from shuro.accounts.rokin.rules import Changed
from shuro.accounts.users import reset_password
from shuro.kernel.mail import STRUCK, body_of, listed
from shuro.kernel.mail_line import Server
from tests.accounts.alien_ways import ADDRESS, EXISTING, FRESH, LOGIN, Aliens
from tests.accounts.asp_ways import ENVIRONMENTS, Agency
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.conftest import ADMIN_LOGIN, PHRASE, House
from tests.accounts.rokin_house import CONTRACT, MASTER, Rokin, person
from tests.mailbox import Box, serve

__all__ = ["serve"]

NOT_ALNUM = "0-9A-Za-z"


class Secrets:
    """What must not be found again, and the objects that held it."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.holders: list[Any] = []

    def new(self, text: str) -> str:
        """A secret that is typed now."""
        self.texts.add(text)
        return text

    def hold(self, thing: Any) -> Any:
        """An object that may show itself in a message or a log."""
        self.holders.append(thing)
        return thing

    def found_in(self, text: str) -> list[str]:
        """Which stand in a text, whole: six digits are in many longer numbers by chance."""
        return [one for one in self.texts if re.search(rf"(?<![{NOT_ALNUM}]){re.escape(one)}(?![{NOT_ALNUM}])", text)]


def refuse(act: Callable[..., Any], *given: Any, **more: Any) -> str:
    """The words of a refusal, which must not repeat the secret either."""
    with pytest.raises(Exception) as refusal:  # noqa: B017, PT011  (each door has a refusal of its own)
        act(*given, **more)
    return f"{refusal.value} {refusal.value!r}"


def officers(secrets: Secrets, house: House) -> str:
    """kijun: initial secret, wrong ones, one typed as the number, a new one."""
    house.enrol("012345", "0101")
    made = secrets.hold(reset_password(house.admin, "012345"))
    secrets.new(made.secret)
    said = refuse(house.log_in, "012345", secrets.new("canary of wrong turnings"))
    said += refuse(house.log_in, secrets.new("canary-in-the-number"), "x")
    said += refuse(house.change, "012345", made.secret, secrets.new("canary12"))
    house.change("012345", made.secret, secrets.new("canary of crooked lamps"))
    secrets.new(secrets.hold(house.log_in("012345", "canary of crooked lamps")).session.token)
    return said


def companies(secrets: Secrets, house: House) -> str:
    """gaikokujin: 仮申請, 本申請, 紛失, 設定/変更, with and without the lock."""
    aliens = Aliens(house.database, house.clock)
    temporary = secrets.new(aliens.apply())
    first, second = secrets.new("Kanaria-One-1"), secrets.new("Kanaria-Two-2")
    said = refuse(aliens.register, secrets.new("Kanaria9#x"), first)
    said += refuse(aliens.register, temporary, secrets.new("kanariakurz"))
    secrets.hold(Formal(LOGIN, temporary, first, first))
    secrets.new(secrets.hold(aliens.register(temporary, first)).session.token)
    settings.change(house.admin, "gaikokujin", "lock", "on")
    said += refuse(aliens.log_in, secrets.new("Kanaria-Wrong-1"))
    said += refuse(log_in, house.database, house.clock, GAIKOKUJIN, secrets.new("KanariaAsId1"), "x")
    aliens.lose()
    again = secrets.new(aliens.mailed("g-lost-pw"))
    said += refuse(aliens.change, secrets.new("Kanaria-Wrong-2"), second, FRESH)
    said += refuse(aliens.change, "x", second, FRESH, secrets.new("KanariaAsId2"))
    aliens.change(again, second, FRESH)
    said += refuse(aliens.change, second, first, EXISTING)  # one of the last three
    aliens.change(second, secrets.new("Kanaria-Three-3"), EXISTING)
    return said


def payroll(secrets: Secrets, rokin: Rokin) -> str:
    """rokin: 初期パスワード, registration, 認証コード, certificate, log-in, change by the master."""
    password = secrets.new("Kanar#01x")
    operators.new_initial_password(rokin.operator, CONTRACT, secrets.new("Kanar#07"))
    said = refuse(rokin.opened, CONTRACT, secrets.new("Kanar#08"))
    opened = secrets.hold(rokin.opened(CONTRACT, "Kanar#07"))
    secrets.hold(person(password=password, password_again=password))
    contracts.register_master(
        rokin.database, rokin.clock, opened, person(password=password, password_again=password)
    )  # fmt: skip
    said += refuse(entering.authenticate, rokin.database, rokin.clock, MASTER, secrets.new("Kanar#02x"))
    said += refuse(entering.authenticate, rokin.database, rokin.clock, secrets.new("KanarAsId"), "x")
    ticket = secrets.hold(entering.authenticate(rokin.database, rokin.clock, MASTER, password))
    code = secrets.new(rokin.code())
    said += refuse(entering.enter_code, rokin.database, rokin.clock, ticket, f"{(int(code) + 1) % 10**6:06d}")
    entering.enter_code(rokin.database, rokin.clock, ticket, code)
    issued = secrets.hold(entering.issue(rokin.database, rokin.clock, ticket))
    said += refuse(rokin.install, issued, secrets.new("Kanar#03x"))
    held = secrets.hold(rokin.install(issued, password))
    said += refuse(rokin.log_in, held, secrets.new("Kanar#04x"))
    secrets.new(secrets.hold(rokin.log_in(held, password)).session.token)
    new = secrets.new("Kanar#05x")
    changed = secrets.hold(Changed("労金　花子", "master01@example.jp", "", new, new))
    people.change(rokin.desk(), MASTER, rokin.account().version, changed)
    return said


def agencies(secrets: Secrets, agency: Agency) -> str:
    """asp: code, details, sign-in, two-step code, forgotten password."""
    password = secrets.new("Kanariya-2026")
    environment = ENVIRONMENTS[MEMBER]
    agency.ask(MEMBER, environment)
    code = secrets.new(agency.code())
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    said = refuse(registration.confirm_code, agency.database, agency.clock, environment, MEMBER, wrong)
    verified = secrets.hold(
        registration.confirm_code(agency.database, agency.clock, environment, MEMBER, code)
    )  # fmt: skip
    secrets.new(verified.key)
    said += refuse(agency.register, verified, password=secrets.new("kanari"))
    agency.register(verified, password=password)
    agency.clock.move(minutes=10)
    said += refuse(agency.sign_in, MEMBER, environment, secrets.new("Kanariya-wrong-1"))
    said += refuse(log_in, agency.database, agency.clock, ASP, secrets.new("kanariya-as-address"), "x")
    asked = secrets.hold(agency.sign_in(MEMBER, environment, password))
    secrets.new(secrets.hold(entry.link(agency.database, agency.clock, asked.proved)).session.token)
    set_two_step(agency.desk(MEMBER), MEMBER, True)
    step = secrets.hold(agency.sign_in(MEMBER, environment, password))
    entry.confirm_code(agency.database, agency.clock, step.proved, secrets.new(agency.code("a-two")))
    reset.ask_code(agency.database, agency.clock, MEMBER)
    confirmed = secrets.hold(
        reset.confirm_code(agency.database, agency.clock, MEMBER, secrets.new(agency.code()))
    )  # fmt: skip
    new = secrets.new("Kanariya-2027")
    reset.set_password(agency.database, agency.clock, confirmed, new, new)
    return said


def everything(house: House, folders: list[Path]) -> dict[str, str]:
    """All that is stored: each table, each file."""
    with house.database.read() as session:
        tables = sa.inspect(session.connection()).get_table_names()
        texts = {name: str(session.execute(sa.text(f'SELECT * FROM "{name}"')).all()) for name in tables}
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return texts | {str(path): path.read_bytes().decode("latin-1") for path in files}


@pytest.mark.req("ACC-8", "ACC-9")
def test_no_secret_of_any_door_is_found_again(
    house: House, rokin: Rokin, agency: Agency, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    secrets = Secrets()
    said = officers(secrets, house) + companies(secrets, house) + payroll(secrets, rokin) + agencies(secrets, agency)
    assert len(secrets.texts) >= 38
    stored = everything(house, [tmp_path])
    assert {"officer", "mail", "journal", "draft", "history", "account_code", "account_attempt"} <= set(stored)
    assert any(name.endswith((".p12", ".certificate", "seal.key")) for name in stored)
    shown = capsys.readouterr()
    stored |= {"told": said, "log": caplog.text, "printed": shown.out + shown.err}
    stored |= {f"repr of {type(one).__name__}": repr(one) for one in secrets.holders}
    assert {name: found for name, text in stored.items() if (found := secrets.found_in(text))} == {}


@pytest.mark.req("ACC-8", "ACC-11")
def test_a_mail_holds_its_secret_until_it_is_sent_and_no_longer(
    house: House, rokin: Rokin, agency: Agency, serve: Callable[..., tuple[Box, int]]
) -> None:
    """The temporary password and the codes are all that a mail ever holds; afterwards they are struck out there too."""
    secrets = Secrets()
    companies(secrets, house)
    payroll(secrets, rokin)
    agencies(secrets, agency)

    def bodies() -> list[str]:
        return [body_of(rokin.operator, one.id)[1] for one in listed(rokin.operator)]  # type: ignore[index]

    allowed = {"g-temp", "g-lost-pw", "r-code", "a-code", "a-two"}
    holding = {one.kind for one, body in zip(listed(rokin.operator), bodies()) if secrets.found_in(body)}
    assert holding == allowed
    box, port = serve()
    deliver(house.database, house.clock, Server("localhost", port, "none", sender="shuro@example.jp"))
    assert len(box.mails) == len(bodies()) == 7
    assert {one["To"] for one in box.mails} <= {ADDRESS, MEMBER, "master01@example.jp"}
    assert [secrets.found_in(body) for body in bodies()] == [[]] * len(box.mails)
    assert [body.count(STRUCK) for body in bodies()] == [int(one.kind in allowed) for one in listed(rokin.operator)]


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO account_code (realm, purpose, subject) VALUES ('asp', 'reset', :it)",
     "UPDATE account_code SET wrong = CAST(:it AS integer), hash = NULL"],
)  # fmt: skip
def test_a_wrong_statement_does_not_bring_its_parameters_into_the_log(
    house: House, agency: Agency, tmp_path: Path, statement: str
) -> None:
    """The last resort's file names what went wrong and not what was stored (ASVS 16.2.5)."""
    from screens.trouble_log import write_trouble

    agency.ask(MEMBER)
    typed = {"it": "canary of crooked lamps"}
    try:
        with house.database.write() as session:
            session.execute(sa.text(statement), typed)
    except Exception as problem:  # noqa: BLE001  (whatever the engine raises)
        path = write_trouble(tmp_path / "log", problem)
    assert path is not None and "Error" in path.read_text(encoding="utf-8")
    assert "canary" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["canary of crooked lamps", "x" * 100_000, "\ud800", "\x1b]0;canary\x07"])
def test_no_refusal_repeats_what_was_typed(house: House, wrong: str) -> None:
    for login, password in ((ADMIN_LOGIN, wrong), (wrong, PHRASE)):
        with suppress(UnicodeEncodeError):
            assert wrong not in refuse(log_in, house.database, house.clock, KIJUN, login, password)
