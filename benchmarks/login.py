"""A log-in beside the one argon2id verification it needs, and the memory of many at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.measure import Result, interleaved


def run(quick: bool) -> list[Result]:
    """The log-in of each system through the whole of its way: look-up, verification, session, journal, commit."""
    import time

    from shuro.accounts import passwords

    with ground.home() as folder:
        database = ground.fresh(folder)
        doors = {name: open_door(database, folder) for name, open_door in DOORS.items()}
        hashed = passwords.keep(SECRET)

        def floor() -> float:
            began = time.perf_counter()
            assert passwords.matches(hashed, SECRET)
            return time.perf_counter() - began

        def timed(door: Callable[[], Any]) -> Callable[[], float]:
            def once() -> float:
                began = time.perf_counter()
                door()
                return time.perf_counter() - began

            return once

        *taken, least = interleaved(5 if quick else 15, *map(timed, doors.values()), floor)
        many, room = 4 if quick else 20, passwords.SLOTS * passwords.PARAMETERS["memory_cost"] / 1024
        grown = crowd(many)
    return [
        *(Result(f"log-in{name}", one * 1000, least * 1000, "one argon2id verification", target=1.3)
          for name, one in zip(doors, taken, strict=True)),
        Result(
            f"memory that {many} log-ins of one moment add", grown, room, "the hashes that may run at once", "MiB", 1.3
        ),
    ]  # fmt: skip


SECRET = "Cormor#2026"  # satisfies the rules of every outside system


def standards(database: Any, folder: Path) -> Callable[[], Any]:
    """労働基準行政情報システム: 職員番号 and password."""
    from shuro.accounts.bootstrap import first_admin
    from shuro.accounts.login import log_in
    from shuro.accounts.realms import KIJUN
    from shuro.kernel.desk import wall_clock

    secret = first_admin(database, wall_clock, KIJUN, "000001", "測定", "ソクテイ").secret
    return lambda: log_in(database, wall_clock, KIJUN, "000001", secret)


def operator(database: Any) -> Any:
    """The desk of an administrator of 本省, who makes the users of the outside systems."""
    from sqlmodel import select

    from shuro.accounts.desks import officer_of
    from shuro.accounts.tables import Account
    from shuro.kernel.desk import Desk, wall_clock

    with database.read() as session:
        account = session.exec(select(Account).where(Account.realm == "kijun")).one()
    return Desk(officer_of(account), database, wall_clock)


def construction(database: Any, folder: Path) -> Callable[[], Any]:
    """外国人就労管理システム, open all day."""
    from shuro.accounts import settings
    from shuro.accounts.gaikokujin import admin, change
    from shuro.accounts.login import log_in
    from shuro.accounts.realms import GAIKOKUJIN, REVIEWER
    from shuro.kernel.desk import wall_clock

    settings.change(operator(database), "gaikokujin", "hours", "")
    made = admin.enrol(operator(database), "shinsa01", REVIEWER, "測定")
    change.change(database, wall_clock, change.Change(change.FRESH, "shinsa01", made.secret, SECRET, SECRET))
    return lambda: log_in(database, wall_clock, GAIKOKUJIN, "shinsa01", SECRET)


def payroll(database: Any, folder: Path) -> Callable[[], Any]:
    """ろうきん賃金控除事務支援システム: a number is signed with the key of the certificate, then the password."""
    import re

    from sqlmodel import select

    from shuro.accounts.rokin import contracts, entering, operators
    from shuro.accounts.rokin.rules import NewUser
    from shuro.accounts.rokin.workstation import Store, import_file
    from shuro.kernel.desk import wall_clock
    from shuro.kernel.mail import Mail, body_of

    here, mail = operator(database), "sokutei@example.jp"
    operators.add_contract(here, "12345678", "測定", "Init#001")
    opened = contracts.open_contract(database, wall_clock, "12345678", "Init#001")
    contracts.register_master(database, wall_clock, opened, NewUser("Sokutei1", SECRET, SECRET, "測定", mail, mail))
    ticket = entering.authenticate(database, wall_clock, "Sokutei1", SECRET)
    with database.read() as session:
        written = session.exec(select(Mail.id).where(Mail.kind == "r-code")).one()
    code = re.search(r"認証コード：(\d{6})", body_of(here, written)[1])  # type: ignore[index]
    assert code is not None
    entering.enter_code(database, wall_clock, ticket, code[1])
    store = Store(folder / "certificates")
    issued = entering.issue(database, wall_clock, ticket)
    held = import_file(database, wall_clock, store, store.save_file(issued), SECRET)
    return lambda: entering.log_in(database, wall_clock, store, held, SECRET)


def agency(database: Any, folder: Path) -> Callable[[], Any]:
    """次世代社労法務システム: an account that was registered yesterday, linked."""
    from datetime import timedelta

    from shuro.accounts.asp import contracts, entry, registration
    from shuro.accounts.login import LoggedIn
    from shuro.kernel.desk import wall_clock
    from tests.accounts.asp_ways import Agency

    contracts.add(operator(database), "281234", "測定", "abcd8", "0312345678", 1)
    environment, address = "abcd8-01", "sokutei@example.jp"
    yesterday = Agency(database, lambda: wall_clock() - timedelta(days=1), operator(database))  # type: ignore[arg-type]
    registration.register(
        database, yesterday.clock, yesterday.verified(address, environment),
        registration.Details(SECRET, SECRET, "281234", "測定", "0312345678"), first=True,
    )  # fmt: skip
    step = entry.sign_in(database, wall_clock, environment, address, SECRET)
    entry.link(database, wall_clock, step.proved)  # type: ignore[union-attr]

    def sign_in() -> None:
        assert isinstance(entry.sign_in(database, wall_clock, environment, address, SECRET), LoggedIn)

    return sign_in


DOORS: dict[str, Callable[[Any, Path], Callable[[], Any]]] = {
    "": standards, ", 外国人就労管理システム": construction, ", ろうきん, with a certificate": payroll, ", 社労法務": agency,
}  # fmt: skip


def crowd(many: int) -> float:
    """MiB by which so many processes grow together, at most, while all of them verify a password at once."""
    import multiprocessing
    import time

    from benchmarks.measure import pss

    fork = multiprocessing.get_context("fork")
    go, done = fork.Event(), fork.Semaphore(0)
    people = [fork.Process(target=verify, args=(go, done)) for _ in range(many)]
    for one in people:
        one.start()
    time.sleep(0.5)

    def together() -> float:
        return sum(pss(one.pid) for one in people)

    before = most = together()
    go.set()
    while done.get_value() < many:
        most = max(most, together())
    for one in people:
        one.terminate()
        one.join()
    return most - before


def verify(go, done) -> None:  # noqa: ANN001
    """One of the crowd: waits for the start, verifies, says so, and stays so that it can be measured."""
    import time

    from shuro.accounts import passwords

    go.wait()
    passwords.matches(None, "asagao to himawari")
    done.release()
    time.sleep(60)
