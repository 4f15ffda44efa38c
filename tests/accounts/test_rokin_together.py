"""Certificates of rokin when several things happen at once or in another order: log-ins, renewals, 失効, a full disk."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Barrier, Event, get_ident
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.accounts import attempts
from shuro.accounts.login import LoginRefused
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import certificates, entering, operators, people, rules, workstation
from shuro.accounts.rokin.certificates import CertificateRefused
from shuro.accounts.rokin.rules import Changed
from shuro.accounts.rokin.workstation import Store, import_file
from shuro.accounts.sessions import SessionEnded, touch
from shuro.accounts.users import UserRefused
from tests.accounts.rokin_house import GENERAL, MASTER, PASSWORD, PC, Rokin, person

NEW_PASSWORD = "Word#pass2"
RENEWABLE = (2027, 5, 11)  # of a certificate of the fixture's day


def states(rokin: Rokin) -> list[str]:
    """The certificates of the master user, the oldest first."""
    with rokin.database.read() as session:
        found = certificates.of_user(session, rokin.account().key)
        return [rules.state_of(certificates.life(one), rokin.clock().replace(tzinfo=None)) for one in found]


# Log-ins at once -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-131", "ACC-133", "ACC-151")
def test_of_many_log_ins_at_once_with_one_certificate_all_succeed(
    rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has a number of its own: none is taken from it, and none is counted as a wrong password."""
    rokin.master()
    held = rokin.equip()
    together, real = Barrier(4), certificates.challenge

    def challenge(*given: Any) -> str:
        number = real(*given)
        together.wait(30)  # everybody has asked for a number before the first one signs
        return number

    monkeypatch.setattr(certificates, "challenge", challenge)
    with ThreadPoolExecutor(4) as crowd:
        done = list(crowd.map(lambda _: rokin.log_in(held).officer.login, range(4)))
    assert done == [MASTER] * 4 and rokin.journal("login.refused") == []


@pytest.mark.req("ACC-131", "ACC-133")
def test_a_number_that_is_over_is_no_wrong_password(rokin: Rokin) -> None:
    """Right password, right key, too late: told so, and not counted. With a wrong password it is counted as ever."""
    from shuro.accounts.login import log_in

    rokin.master()
    held = rokin.equip()

    def late(password: str) -> str:
        number = certificates.challenge(rokin.database, rokin.clock, held.serial)
        rokin.clock.move(minutes=2, seconds=1)
        proof = rokin.store.proof(held, number, rokin.clock())
        with pytest.raises(LoginRefused) as refused:
            log_in(rokin.database, rokin.clock, ROKIN, MASTER, password, proof=proof)
        return refused.value.sentence

    for _ in range(7):
        assert late(PASSWORD) == "ログインの確認に時間がかかりました。もう一度ログインしてください。"
    assert late("Wrong#pw01") == ROKIN.refused
    with rokin.database.read() as session:
        assert attempts.standing(session, ROKIN, "login", MASTER, rokin.clock()).failed == 1
    assert rokin.log_in(held)


@pytest.mark.req("ACC-131")
def test_numbers_that_are_over_do_not_pile_up(rokin: Rokin) -> None:
    rokin.master()
    held = rokin.equip()
    for _ in range(3):
        certificates.challenge(rokin.database, rokin.clock, held.serial)
    rokin.clock.move(minutes=3)
    certificates.challenge(rokin.database, rokin.clock, held.serial)
    assert len(certificates.challenge(rokin.database, rokin.clock, "0" * 32)) == 64, "an unknown one looks the same"
    with rokin.database.read() as session:
        assert session.execute(sa.text("SELECT count(*) FROM rokin_challenge")).scalar_one() == 1


# 失効 of one ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-171", "ACC-178", "ACC-196")
def test_the_lost_file_of_a_renewal_is_revoked_alone(rokin: Rokin) -> None:
    rokin.master()
    old = rokin.equip()
    rokin.clock.set(*RENEWABLE)
    done, lost = rokin.log_in(old), rokin.issue()
    assert states(rokin) == ["更新可能", "発行済(未インポート)"]
    assert operators.revoke(rokin.operator, MASTER, "電子証明書ファイルの紛失", lost.serial.upper()) == [lost.serial]
    assert states(rokin) == ["更新可能", "失効"]
    assert touch(rokin.database, rokin.clock, done.session).login == MASTER and rokin.log_in(old)
    assert rokin.log_in(rokin.install(rokin.issue())), "and a new one can be issued"


@pytest.mark.req("ACC-180", "ACC-196")
def test_revoking_the_only_one_that_can_be_used_ends_the_session(rokin: Rokin) -> None:
    rokin.master()
    old = rokin.equip()
    rokin.clock.set(*RENEWABLE)
    done, newer = rokin.log_in(old), rokin.issue()
    operators.revoke(rokin.operator, MASTER, "パソコンの変更", old.serial)
    with rokin.database.read() as session:  # at once, not only at the next action
        assert session.execute(sa.text("SELECT count(*) FROM user_session WHERE ended IS NULL")).scalar_one() == 0
    with pytest.raises(SessionEnded) as ended:
        touch(rokin.database, rokin.clock, done.session)
    assert ended.value.reason == "certificate" and states(rokin) == ["失効", "発行済(未インポート)"]
    assert rokin.log_in(rokin.install(newer))


@pytest.mark.req("ACC-196")
def test_what_is_no_certificate_of_the_user_is_told(rokin: Rokin) -> None:
    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    held, others = rokin.equip(), rokin.install(rokin.issue(GENERAL))
    for serial in (others.serial, "0" * 32, "x"):
        with pytest.raises(UserRefused) as refused:
            operators.revoke(rokin.operator, MASTER, "試験", serial)
        assert "シリアル番号" in refused.value.sentences[0] and refused.value.sentences[0].endswith("ください。")
    assert rokin.log_in(held) and rokin.log_in(others)


@pytest.mark.req("ACC-196")
@pytest.mark.parametrize("why", ["", "　 ", "x" * 101, "一行\n二行", "\x1b[2J"])
def test_a_certificate_is_revoked_for_a_reason_that_can_be_read(rokin: Rokin, why: str) -> None:
    rokin.master()
    held = rokin.equip()
    with pytest.raises(UserRefused) as refused:
        operators.revoke(rokin.operator, MASTER, why)
    assert refused.value.sentences[0].startswith("失効の理由：") and rokin.log_in(held)


@pytest.mark.req("ACC-160", "ACC-180", "ACC-184", "ACC-199")
@pytest.mark.parametrize("act", ["revoke", "rename", "delete"])
def test_an_issue_and_what_revokes_never_wait_for_one_another(
    rokin: Rokin, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both hold the user in the same order: the turn first. What revokes dawdles before its turn, with what it has by then."""
    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    rokin.equip(GENERAL)
    rokin.clock.set(*RENEWABLE)
    ticket, master, real, begun = rokin.ticket(GENERAL), rokin.desk(), certificates.take_turn, Event()
    acts = {
        "revoke": lambda: operators.revoke(rokin.operator, GENERAL, "試験"),
        "rename": lambda: operators.change_user_id(rokin.operator, GENERAL, "Clerk002"),
        "delete": lambda: people.delete(master, GENERAL),
    }
    issuing: list[int] = []

    def turn(session: Any, what: str) -> None:
        if get_ident() not in issuing:
            begun.set()
            sleep(0.5)  # the issue comes to where it has to wait
        real(session, what)

    def issue() -> None:
        issuing.append(get_ident())
        assert begun.wait(30)
        with suppress(CertificateRefused):  # where it comes second and the user is gone
            entering.issue(rokin.database, rokin.clock, ticket)

    monkeypatch.setattr(certificates, "take_turn", turn)
    with ThreadPoolExecutor(2) as crowd:
        for one in [crowd.submit(issue), crowd.submit(acts[act])]:
            one.result(60)
    done = {"revoke": "certificate.revoke", "rename": "user.rename", "delete": "user.delete"}[act]
    assert len(rokin.journal(done)) == 1


# Imports in another order ---------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-178")
def test_an_older_file_that_is_imported_late_leaves_the_newer_one(rokin: Rokin) -> None:
    rokin.master()
    first = rokin.issue()
    rokin.clock.set(*RENEWABLE)
    newer = rokin.issue()
    rokin.install(first)
    assert states(rokin) == ["更新可能", "発行済(未インポート)"] and rokin.log_in()
    held = rokin.install(newer)
    assert states(rokin) == ["失効", "有効"] and rokin.store.held() == [held]
    with pytest.raises(CertificateRefused) as refused:
        rokin.install(first)
    assert refused.value.sentence == certificates.IS_REVOKED
    assert rokin.store.held() == [held] and rokin.log_in(held)


@pytest.mark.req("ACC-173", "ACC-174", "ACC-180", "ACC-182")
@pytest.mark.parametrize("over", ["revoked", "expired"])
def test_the_file_of_a_certificate_that_is_over_is_not_imported(rokin: Rokin, over: str) -> None:
    rokin.master()
    path = rokin.store.save_file(rokin.issue())
    if over == "revoked":
        operators.revoke(rokin.operator, MASTER, "電子証明書ファイルの紛失")
    else:
        rokin.clock.set(2027, 6, 11)
    for _ in range(2):
        with pytest.raises(CertificateRefused) as refused:
            import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)
        assert refused.value.sentence == (certificates.IS_REVOKED if over == "revoked" else certificates.IS_EXPIRED)
        assert rokin.store.held() == [] and rokin.journal("certificate.import") == []
    assert states(rokin) == ["失効" if over == "revoked" else "期限切れ"]


@pytest.mark.req("ACC-166", "ACC-175")
@pytest.mark.parametrize("meanwhile", ["password", "id"])
def test_who_changed_between_code_and_issue_begins_anew(rokin: Rokin, meanwhile: str) -> None:
    """The file would be locked with a password, or made for an ID, that is no longer the user's."""
    rokin.master()
    ticket = rokin.ticket()
    if meanwhile == "password":
        line = people.find(rokin.desk(), MASTER)
        people.change(rokin.desk(), MASTER, line.version, Changed(line.name, line.mail, "", NEW_PASSWORD, NEW_PASSWORD))
    else:
        operators.change_user_id(rokin.operator, MASTER, "Master02")
    with pytest.raises(CertificateRefused, match="ユーザー認証」からやり直して"):
        entering.issue(rokin.database, rokin.clock, ticket)
    assert rokin.journal("certificate.begin") == []
    user, password = (MASTER, NEW_PASSWORD) if meanwhile == "password" else ("Master02", PASSWORD)
    held = rokin.install(rokin.issue(user, password), password)
    assert rokin.log_in(held, password)


# The code and the counter of who goes ----------------------------------------------------------------------------------------


@pytest.mark.req("ACC-164", "ACC-184", "ACC-199")
@pytest.mark.parametrize("gone", ["deleted", "renamed"])
def test_a_code_under_way_ends_with_the_user(rokin: Rokin, gone: str) -> None:
    """Whoever has the ID next does not find it in force."""
    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    ticket = entering.authenticate(rokin.database, rokin.clock, GENERAL, PASSWORD)
    code = rokin.code()
    if gone == "deleted":
        people.delete(rokin.desk(), GENERAL)
    else:
        operators.change_user_id(rokin.operator, GENERAL, "Clerk002")
    people.register_general(rokin.desk(), person(GENERAL))
    with pytest.raises(entering.CodeRefused) as refused:
        entering.enter_code(rokin.database, rokin.clock, ticket, code)
    assert refused.value.sentence == entering.SENTENCES["none"] and not refused.value.again


@pytest.mark.req("ACC-151", "ACC-199")
def test_failures_stay_with_nobody_after_a_change_of_the_id(rokin: Rokin) -> None:
    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    for _ in range(6):
        rokin.not_authenticated(GENERAL, "Wrong#pw01")
    operators.change_user_id(rokin.operator, GENERAL, "Clerk002")
    assert rokin.ticket("Clerk002"), "a person with a new ID is not locked"
    people.register_general(rokin.desk(), person(GENERAL))
    assert rokin.ticket(GENERAL), "nor is the next one with the old ID"


# The disk --------------------------------------------------------------------------------------------------------------------


def full(*given: Any, **more: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.req("ACC-174")
@pytest.mark.parametrize("at", ["binding", "key", "failing"])
def test_a_disk_that_fails_at_the_import_changes_nothing(
    rokin: Rokin, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rokin.master()
    path = rokin.store.save_file(rokin.issue())
    real = workstation.write_private

    def write(place: Path, content: bytes) -> None:
        if at == "failing":
            raise OSError(errno.EREMOTEIO, "Remote I/O error")  # one that files have no words of their own for
        if (place.name == ".binding") == (at == "binding"):
            patch.setattr(os, "fsync", full)
        real(place, content)

    with monkeypatch.context() as patch:
        patch.setattr(workstation, "write_private", write)
        with pytest.raises(CertificateRefused) as refused:
            import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)
    assert "書き込めません" in refused.value.sentence and "もう一度インポートしてください" in refused.value.sentence
    assert states(rokin) == ["発行済(未インポート)"] and rokin.store.held() == []
    assert rokin.log_in(import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD))


@pytest.mark.req("ACC-173", "ACC-178")
def test_an_old_key_that_cannot_be_removed_does_not_undo_the_import(
    rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    rokin.master()
    old = rokin.equip()
    rokin.clock.set(*RENEWABLE)
    path, real = rokin.store.save_file(rokin.issue()), Path.unlink

    def unlink(place: Path, *given: Any, **more: Any) -> None:
        if place == old.path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(place, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        held = import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)
    assert rokin.log_in(held) and rokin.refused(old) == certificates.IS_REVOKED


@pytest.mark.req("ACC-159", "ACC-174")
@pytest.mark.parametrize("left", [0, 31])
def test_a_part_of_the_random_file_is_never_used(rokin: Rokin, left: int) -> None:
    """A crash left it. The import makes a whole one; what was sealed under another one opens nothing."""
    rokin.master()
    binding = rokin.store.folder / ".binding"
    held = rokin.equip()
    binding.write_bytes(binding.read_bytes()[:left])
    assert rokin.refused(held) == certificates.NOT_HERE
    operators.revoke(rokin.operator, MASTER, "端末の故障")
    assert rokin.log_in(rokin.equip())
    assert len(binding.read_bytes()) == 32 and binding.stat().st_mode & 0o077 == 0


def test_of_many_imports_into_a_new_folder_all_can_be_opened(rokin: Rokin, tmp_path: Path) -> None:
    """The random file is made once, whoever comes first; nobody reads a part of it. Other files keep their permissions."""
    os.umask(before := os.umask(0))
    key = certificates.ec.generate_private_key(certificates.ec.SECP256R1())
    for round_ in range(5):
        store = Store(tmp_path / str(round_), PC)
        store._make_folder()

        def put(at: int, store: Store = store) -> Any:
            return store.put(f"User{at:04}", f"{at:032x}", date(2027, 6, 10), key)

        with ThreadPoolExecutor(8) as crowd:
            held = list(crowd.map(put, range(8)))
        assert all(store.proof(one, "00", rokin.clock()).signature for one in held)
        assert {one.path.stat().st_mode & 0o777 for one in held} == {0o600}
    after = os.umask(before)
    assert after == before
