"""`shuro rokin` and `shuro cert`: the operators' commands, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from shuro.accounts.rokin import contracts
from shuro.kernel.database import Database
from tests.accounts.rokin_house import CONTRACT, INITIAL, MASTER, Rokin
from tests.commands.conftest import Shuro
from tests.conftest import Clock, MakeDesk


@pytest.fixture
def rokin(here: Database, clock: Clock, make_desk: MakeDesk, tmp_path: Path) -> Rokin:
    return Rokin(here, clock, make_desk("0000", database=here, rights={"admin"}), tmp_path)


@pytest.fixture
def operator(as_officer: Callable[[str], None], rokin: Rokin) -> Rokin:
    """The administrator of 本省 is logged in."""
    as_officer("000001")
    return rokin


def add(shuro: Shuro) -> None:
    done = shuro(
        "rokin", "contract-add", CONTRACT, "--name", "株式会社てすと", "--password-stdin", stdin=INITIAL + "\n"
    )
    assert done.code == 0, done.err


@pytest.mark.req("ACC-195", "ACC-196", "ACC-197", "ACC-198", "ACC-199")
def test_the_operators_commands(operator: Rokin, shuro: Shuro) -> None:
    add(shuro)
    operator.master()
    operator.equip()
    assert shuro("rokin", "contracts", "--json").data[0]["master"] == MASTER
    assert shuro("cert", "list", "--json").data[0]["state"] == "有効"
    assert shuro("cert", "revoke", MASTER, "--why", "パソコンの変更").code == 0
    assert shuro("cert", "list", "--user", MASTER, "--json").data[0]["revoked_for"] == "パソコンの変更"
    assert "失効" in operator.refused()
    assert shuro("rokin", "change-user-id", MASTER, "Master02").code == 0
    for _ in range(6):
        operator.not_authenticated("Master02", "Wrong#pw01")
    assert "ロック" in operator.not_authenticated("Master02")
    assert shuro("rokin", "release", "--user", "Master02").code == 0
    assert operator.ticket("Master02")
    for _ in range(6):
        operator.not_opened(initial="Wrong#01")
    assert shuro("rokin", "release", "--contract", CONTRACT).code == 0
    assert operator.not_opened() == contracts.TAKEN
    assert "Master02" in shuro("rokin", "initialise", CONTRACT).err
    done = shuro("rokin", "initial-password", CONTRACT, "--password-stdin", stdin="Init#009\n")
    assert done.code == 0 and operator.opened(initial="Init#009") and operator.not_opened() == contracts.WRONG


@pytest.mark.req("ACC-118")
def test_an_announcement_is_written_to_the_users(operator: Rokin, shuro: Shuro, tmp_path: Path) -> None:
    add(shuro)
    operator.master()
    letter = tmp_path / "お知らせ.txt"
    letter.write_text("年末は12月30日まで受け付けます。\n", "utf-8")
    given = ("rokin", "announce", "--subject", "年末の受付", "--body", str(letter))
    for more in ((), ("--all", "--contract", CONTRACT)):
        assert shuro(*given, *more).code == 2
    assert shuro(*given, "--contract", "99999999").code == 3
    assert operator.mails("r-info") == []
    assert "1件" in shuro(*given, "--contract", CONTRACT).err
    assert "1件" in shuro(*given, "--all").err
    assert [to for to, _ in operator.mails("r-info")] == ["master01@example.jp"] * 2


@pytest.mark.req("ACC-196")
def test_one_certificate_is_revoked_by_its_serial_number(
    operator: Rokin, shuro: Shuro, as_officer: Callable[[str], None]
) -> None:
    add(shuro)
    operator.master()
    old = operator.equip()
    operator.clock.set(2027, 5, 11)
    as_officer("000001")
    lost = operator.issue()
    assert shuro("cert", "revoke", MASTER, "--why", "", "--serial", lost.serial).code == 3
    assert shuro("cert", "revoke", MASTER, "--why", "紛失", "--serial", "00").code == 3
    assert "1件" in shuro("cert", "revoke", MASTER, "--why", "紛失", "--serial", lost.serial).err
    assert [one["revoked_for"] for one in shuro("cert", "list", "--json").data] == ["紛失", ""]
    assert operator.log_in(old)
    again = operator.issue()
    assert "2件" in shuro("cert", "revoke", MASTER, "--why", "パソコンの変更").err
    assert "失効" in operator.refused(old) and again.serial not in (old.serial, lost.serial)


@pytest.mark.req("ACC-125")
def test_taking_over_and_migrating(operator: Rokin, shuro: Shuro, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    head = "契約番号,会員名,初期パスワード,交付日\n"
    file.write_text(head + "10000001,会員,ROKYO1,2024-5-2\n", encoding="utf-8")
    done = shuro("rokin", "take-over", str(file))
    assert done.code == 3 and "2行目　交付日" in done.err
    file.write_text(head + "10000001,会員,ROKYO1,2024-05-02\n10000002,会員,Init#002,2026-01-01\n", encoding="utf-8")
    assert "2件" in shuro("rokin", "take-over", str(file)).err
    assert "1件" in shuro("rokin", "migrate-initial").err and "0件" in shuro("rokin", "migrate-initial").err
    assert operator.opened("10000001", "ROKYO1r@") and operator.opened("10000002", "Init#002")


@pytest.mark.req("ACC-196")
def test_the_list_and_the_authority_go_to_files(operator: Rokin, shuro: Shuro, tmp_path: Path) -> None:
    assert shuro("cert", "authority").code == 3
    add(shuro)
    operator.master()
    operator.equip()
    shuro("cert", "revoke", MASTER, "--why", "試験")
    crl, issuer = tmp_path / "rokin.crl", tmp_path / "rokin.crt"
    assert shuro("cert", "crl", "--output", str(crl)).code == 0
    assert shuro("cert", "authority", "--output", str(issuer)).code == 0
    made = x509.load_pem_x509_crl(crl.read_bytes())
    key = x509.load_pem_x509_certificate(issuer.read_bytes()).public_key()
    assert made.is_signature_valid(key) and len(made) == 1  # type: ignore[arg-type]
    assert shuro("cert", "crl").out.startswith("-----BEGIN X509 CRL-----")


def test_what_is_wrong_is_told_and_ends_with_its_code(operator: Rokin, shuro: Shuro) -> None:
    done = shuro("rokin", "contract-add", "123", "--name", "", "--password-stdin", stdin="short\n")
    assert done.code == 3 and all(word in done.err for word in ("契約番号：", "会員名：", "初期パスワード："))
    assert shuro("rokin", "release").code == 2
    assert shuro("cert", "revoke", "Nobody99", "--why", "試験").code == 3
    assert shuro("cert", "list").code == 0


def test_an_officer_of_a_station_may_not(station: None, rokin: Rokin, shuro: Shuro) -> None:
    for words in (("rokin", "contracts"), ("cert", "list"), ("cert", "revoke", MASTER, "--why", "試験"), ("cert", "crl"),
                  ("rokin", "migrate-initial"), ("rokin", "initialise", CONTRACT)):  # fmt: skip
        assert shuro(*words).code == 4
