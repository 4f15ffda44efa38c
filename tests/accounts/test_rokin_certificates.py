"""Certificates of rokin: issue, code, import, proof, days of validity, renewal, revocation; on both engines."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from shuro.accounts.login import LoginRefused
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import authority, certificates, entering, operators, people, rules
from shuro.accounts.rokin.certificates import CertificateRefused
from shuro.accounts.rokin.rules import Changed, Life
from shuro.accounts.rokin.workstation import Store, import_file
from shuro.accounts.sessions import SessionEnded, touch
from tests.accounts.rokin_house import (
    GENERAL,
    MASTER,
    OTHER_ACCOUNT,
    OTHER_PC,
    PASSWORD,
    PC,
    Rokin,
    person,
)

TODAY = date(2026, 6, 10)  # of the fixture `clock`
LAST = date(2027, 6, 10)


def state(rokin: Rokin, login: str = MASTER) -> str:
    return next(line.certificate for line in people.inquiry(rokin.desk()) if line.login == login)


# The code ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-115", "ACC-161")
def test_a_right_password_mails_a_code_of_six_digits_to_the_registered_address(rokin: Rokin) -> None:
    rokin.master()
    entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    (to, body), *more = rokin.mails("r-code")
    assert to == "master01@example.jp" and not more
    assert rokin.code().isdigit() and len(rokin.code()) == 6
    for part in ("労金　花子", "電子証明書発行", "30分（2026年6月10日 09:30まで）"):
        assert part in body


@pytest.mark.req("ACC-163", "ACC-164")
def test_the_code_lasts_thirty_minutes_to_the_second(rokin: Rokin) -> None:
    rokin.master()
    ticket = entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    late = replace(ticket)
    code = rokin.code()
    rokin.clock.move(minutes=30)
    entering.enter_code(rokin.database, rokin.clock, ticket, code)
    late = entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    code = rokin.code()
    rokin.clock.move(minutes=30, seconds=1)
    with pytest.raises(entering.CodeRefused) as refused:
        entering.enter_code(rokin.database, rokin.clock, late, code)
    assert "30分" in refused.value.sentence and not refused.value.again


@pytest.mark.req("ACC-164")
def test_the_code_works_once_and_a_newer_one_voids_it(rokin: Rokin) -> None:
    rokin.master()
    ticket = entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    first = rokin.code()
    again = entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    second = rokin.code()
    if first != second:  # one in a million
        with pytest.raises(entering.CodeRefused) as refused:
            entering.enter_code(rokin.database, rokin.clock, ticket, first)
        assert refused.value.again
    entering.enter_code(rokin.database, rokin.clock, again, second)
    with pytest.raises(entering.CodeRefused) as refused:
        entering.enter_code(rokin.database, rokin.clock, again, second)
    assert not refused.value.again


@pytest.mark.req("ACC-164")
def test_five_wrong_codes_lead_back_to_the_beginning(rokin: Rokin) -> None:
    rokin.master()
    ticket = entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    code = rokin.code()
    told = []
    for _ in range(5):
        with pytest.raises(entering.CodeRefused) as refused:
            entering.enter_code(rokin.database, rokin.clock, ticket, "000000" if code != "000000" else "000001")
        told.append(refused.value.again)
    assert told == [True] * 4 + [False]
    with pytest.raises(entering.CodeRefused):
        entering.enter_code(rokin.database, rokin.clock, ticket, code)
    with pytest.raises(CertificateRefused):
        entering.issue(rokin.database, rokin.clock, ticket)


@pytest.mark.req("ACC-163")
def test_nothing_is_issued_without_the_code_nor_twice_for_one(rokin: Rokin) -> None:
    rokin.master()
    ticket = entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    with pytest.raises(CertificateRefused):
        entering.issue(rokin.database, rokin.clock, ticket)
    entering.enter_code(rokin.database, rokin.clock, ticket, rokin.code())
    entering.issue(rokin.database, rokin.clock, ticket)
    operators.revoke(rokin.operator, MASTER, "試験")
    with pytest.raises(CertificateRefused):
        entering.issue(rokin.database, rokin.clock, ticket)


@pytest.mark.req("ACC-166")
@pytest.mark.parametrize("late", [0, 1])
def test_the_issue_follows_the_code_within_thirty_minutes(rokin: Rokin, late: int) -> None:
    rokin.master()
    ticket = rokin.ticket()
    rokin.clock.move(minutes=30, seconds=late)
    if late:
        with pytest.raises(CertificateRefused):
            entering.issue(rokin.database, rokin.clock, ticket)
        assert state(rokin) == rules.NONE
    else:
        assert entering.issue(rokin.database, rokin.clock, ticket).last_day == LAST


# The file ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-169", "ACC-175")
def test_openssl_reads_the_file_with_the_password_of_the_day_of_issue(rokin: Rokin) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    rokin.master()
    rokin.clock.set(2026, 6, 10, 9, 5, 7)
    issued = rokin.issue()
    path = rokin.store.save_file(issued)
    assert path.name == "Master0120260610090507.p12"
    asked = ["openssl", "pkcs12", "-info", "-nodes", "-in", str(path), "-passin"]
    done = subprocess.run([*asked, f"pass:{PASSWORD}"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "BEGIN PRIVATE KEY" in done.stdout and done.stdout.count("BEGIN CERTIFICATE") == 2
    assert f"CN = {MASTER}".replace(" ", "") in done.stdout.replace(" ", "")
    assert "AES-256-CBC" in done.stderr and "sha256" in done.stderr.lower()
    wrong = subprocess.run([*asked, "pass:Pass#word2"], capture_output=True, text=True, timeout=60)
    assert wrong.returncode != 0 and "PRIVATE" not in wrong.stdout


@pytest.mark.req("ACC-175")
def test_a_later_password_does_not_open_the_file(rokin: Rokin) -> None:
    rokin.master()
    path = rokin.store.save_file(rokin.issue())
    line = people.find(rokin.desk(), MASTER)
    people.change(rokin.desk(), MASTER, line.version, Changed(line.name, line.mail, "", "New#pass01", "New#pass01"))
    with pytest.raises(CertificateRefused):
        import_file(rokin.database, rokin.clock, rokin.store, path, "New#pass01")
    assert rokin.log_in(import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD), "New#pass01")


@pytest.mark.req("ACC-177")
def test_the_certificate_itself_says_its_days_and_its_issuer(rokin: Rokin) -> None:
    rokin.master()
    issued = rokin.issue()
    key, made, [issuer] = _opened(issued.p12)
    assert made.not_valid_before_utc.isoformat() == "2026-06-09T15:00:00+00:00"
    assert made.not_valid_after_utc.isoformat() == "2027-06-10T14:59:59+00:00"
    assert issued.last_day == LAST == TODAY + timedelta(days=365)
    made.verify_directly_issued_by(issuer)
    with rokin.database.read() as session:
        assert x509.load_pem_x509_certificate(authority.authority_certificate(session) or b"") == issuer
    assert key.public_key() == made.public_key()


def _opened(p12: bytes) -> tuple:
    from cryptography.hazmat.primitives.serialization import pkcs12

    return pkcs12.load_key_and_certificates(p12, PASSWORD.encode())


# Import ------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-173", "ACC-182")
def test_a_certificate_goes_through_its_states(rokin: Rokin) -> None:
    rokin.master()
    assert state(rokin) == "未発行"
    issued = rokin.issue()
    assert state(rokin) == "発行済(未インポート)"
    held = rokin.install(issued)
    assert state(rokin) == "有効" and (held.login, held.last_day) == (MASTER, LAST)
    rokin.clock.set(2027, 5, 11)
    assert state(rokin) == "更新可能"
    rokin.clock.set(2027, 6, 11)
    assert state(rokin) == "期限切れ"
    operators.revoke(rokin.operator, MASTER, "試験")
    assert state(rokin) == "失効"


@pytest.mark.req("ACC-167", "ACC-182")
def test_an_issue_under_way_keeps_a_second_one_out(rokin: Rokin, monkeypatch: pytest.MonkeyPatch) -> None:
    rokin.master()
    ticket, told = rokin.ticket(), []
    finish = certificates._finish

    def slow(*args: object) -> object:
        told.append((state(rokin), rokin.not_authenticated()))
        return finish(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(certificates, "_finish", slow)
    entering.issue(rokin.database, rokin.clock, ticket)
    assert told[0][0] == "発行中" and "発行中" in told[0][1]


@pytest.mark.req("ACC-160")
def test_of_many_issues_at_once_one_succeeds(rokin: Rokin) -> None:
    rokin.master()
    ticket = rokin.ticket()

    def attempt(_: int) -> bool:
        try:
            entering.issue(rokin.database, rokin.clock, replace(ticket))
        except CertificateRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(attempt, range(6))) == 1
    with rokin.database.read() as session:
        assert session.execute(sa.text("SELECT count(*) FROM rokin_certificate")).scalar_one() == 1


def test_an_issue_that_failed_leaves_nothing(rokin: Rokin, monkeypatch: pytest.MonkeyPatch) -> None:
    rokin.master()
    ticket = rokin.ticket()
    with monkeypatch.context() as broken:
        broken.setattr(authority, "sign_certificate", lambda *a, **k: (_ for _ in ()).throw(RuntimeError("stop")))
        with pytest.raises(RuntimeError):
            entering.issue(rokin.database, rokin.clock, ticket)
    assert state(rokin) == "未発行"
    assert entering.issue(rokin.database, rokin.clock, ticket).login == MASTER


@pytest.mark.req("ACC-174")
@pytest.mark.parametrize("damage", ["password", "cut", "text", "gone", "huge"])
def test_a_failed_import_changes_nothing_and_can_be_tried_again(rokin: Rokin, damage: str) -> None:
    rokin.master()
    path = rokin.store.save_file(rokin.issue())
    spoilt = path.with_name("spoilt.p12")
    content = path.read_bytes()
    if damage != "gone":
        spoilt.write_bytes({"cut": content[:500], "text": b"hello", "huge": b"x" * 1_000_001}.get(damage, content))
    password = "Pass#word2" if damage == "password" else PASSWORD
    with pytest.raises(CertificateRefused) as refused:
        import_file(rokin.database, rokin.clock, rokin.store, spoilt, password)
    assert "ください" in refused.value.sentence
    assert state(rokin) == "発行済(未インポート)" and rokin.store.held() == []
    import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)
    assert state(rokin) == "有効"


def test_a_certificate_of_somebody_else_is_not_imported(rokin: Rokin, tmp_path: Path) -> None:
    """Signed by a stranger under the serial number of ours, or by us for a database that knows nothing of it."""
    rokin.master()
    issued = rokin.issue()
    forged = _forged(issued.serial)
    path = tmp_path / "forged.p12"
    path.write_bytes(forged)
    with pytest.raises(CertificateRefused) as refused:
        import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)
    assert refused.value.sentence == certificates.NOT_OURS
    assert rokin.store.held() == [] and state(rokin) == "発行済(未インポート)"


def _forged(serial: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, MASTER)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(int(serial, 16)).not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2030, 1, 1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return certificates._p12(MASTER, key, made, made, PASSWORD)


@pytest.mark.req("ACC-19", "ACC-159")
def test_what_lies_on_the_machine_is_for_its_owner_and_is_no_key_in_clear(rokin: Rokin) -> None:
    rokin.master()
    held = rokin.equip()
    assert stat.S_IMODE(rokin.store.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in rokin.store.folder.iterdir()} == {0o600}
    key, *_ = _opened(next(rokin.store.folder.glob("*.p12")).read_bytes())
    number = key.private_numbers().private_value.to_bytes(32, "big")
    kept = json.loads(held.path.read_text())
    assert number.hex() not in kept["key"] and PASSWORD not in held.path.read_text()


def test_a_folder_that_others_can_use_is_refused(rokin: Rokin) -> None:
    rokin.master()
    issued = rokin.issue()
    rokin.store.folder.mkdir(mode=0o755)
    rokin.store.folder.chmod(0o755)
    with pytest.raises(CertificateRefused) as refused:
        rokin.store.save_file(issued)
    assert "chmod 700" in refused.value.sentence


# Log-in ------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-131", "ACC-159")
def test_who_has_the_key_and_the_password_logs_in(rokin: Rokin) -> None:
    rokin.master()
    held = rokin.equip()
    assert rokin.store.held() == [held]
    done = rokin.log_in(held)
    assert done.officer.login == MASTER and touch(rokin.database, rokin.clock, done.session).login == MASTER
    assert len(rokin.journal("login")) == 1


@pytest.mark.req("ACC-132", "ACC-159")
@pytest.mark.parametrize("elsewhere", [OTHER_PC, OTHER_ACCOUNT])
def test_a_copy_on_another_machine_or_account_is_of_no_use(rokin: Rokin, elsewhere: object) -> None:
    rokin.master()
    held = rokin.equip()
    stolen = rokin.on(elsewhere)  # type: ignore[arg-type]
    assert rokin.refused(held, store=stolen) == certificates.NOT_HERE
    told = json.loads(held.path.read_text())
    held.path.write_text(json.dumps(told | {"machine": stolen.machine.mark}))  # the thief rewrites what it says
    assert rokin.refused(stolen.held()[0], store=stolen) == certificates.NOT_HERE


@pytest.mark.req("ACC-159")
def test_the_file_is_not_imported_a_second_time_elsewhere(rokin: Rokin, tmp_path: Path) -> None:
    rokin.master()
    path = rokin.store.save_file(rokin.issue())
    import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)
    there = Store(tmp_path / "there", OTHER_PC)
    with pytest.raises(CertificateRefused) as refused:
        import_file(rokin.database, rokin.clock, there, path, PASSWORD)
    assert refused.value.sentence == certificates.NOT_HERE and there.held() == []
    import_file(rokin.database, rokin.clock, rokin.store, path, PASSWORD)  # here it may come again
    assert rokin.log_in()


@pytest.mark.req("ACC-132")
def test_each_reason_of_a_refusal_has_its_own_words(rokin: Rokin) -> None:
    rokin.master()
    issued = rokin.issue()
    key, *_ = _opened(issued.p12)
    early = rokin.store.put(MASTER, issued.serial, issued.last_day, key)
    told = {rokin.refused(early)}  # never imported in the database
    held = rokin.install(issued)
    rokin.clock.set(2027, 6, 11)
    told.add(rokin.refused(held))
    rokin.clock.set(2026, 6, 10, 9)
    told.add(rokin.refused(held, store=rokin.on(OTHER_PC)))
    for _ in range(5):
        assert rokin.refused(held, "Wrong#pw01") == ROKIN.refused
    told.add(rokin.refused(held, "Wrong#pw01"))
    for hour in (10, 11):
        rokin.clock.set(2026, 6, 10, hour)
        for _ in range(6):
            rokin.refused(held, "Wrong#pw01")
    told.add(rokin.refused(held))
    operators.revoke(rokin.operator, MASTER, "試験")
    told.add(rokin.refused(held))
    operators.change_user_id(rokin.operator, MASTER, "Master99")
    held.path.write_text("{}")
    told.add(rokin.refused(held))
    assert told == {
        certificates.NOT_IMPORTED, certificates.IS_EXPIRED, certificates.NOT_HERE,
        "60分間ログイン不可(ロック)です。10:00以降に再度操作してください。", ROKIN.closed, certificates.IS_REVOKED,
        certificates.NO_CERTIFICATE,
    }  # fmt: skip


@pytest.mark.req("ACC-133", "ACC-157")
def test_log_in_and_user_authentication_count_together(rokin: Rokin) -> None:
    rokin.master()
    held = rokin.equip()
    operators.revoke(rokin.operator, MASTER, "試験")
    for _ in range(3):
        assert rokin.not_authenticated(password="Wrong#pw01") == ROKIN.refused
    held = rokin.install(_issued_again(rokin))  # a right password: from nothing again
    for _ in range(3):
        rokin.refused(held, "Wrong#pw01")
    for _ in range(2):
        assert rokin.not_authenticated(password="Wrong#pw01") == ROKIN.refused
    assert "ロック" in rokin.not_authenticated(password="Wrong#pw01")
    assert "ロック" in rokin.refused(held)
    assert rokin.not_opened(initial="Wrong#01") == "契約番号または初期パスワードが正しくありません。"


def _issued_again(rokin: Rokin) -> certificates.Issued:
    return rokin.issue()


@pytest.mark.req("ACC-131")
def test_a_signature_is_good_once_for_two_minutes_and_for_its_own_user(rokin: Rokin) -> None:
    rokin.master()
    held = rokin.equip()
    people.register_general(rokin.desk(), person(GENERAL))

    def factor(proof: certificates.Proof, login: str = MASTER) -> bool | None:
        with rokin.database.write() as session:
            return certificates.second_factor(session, rokin.account(login), replace(proof, at=rokin.clock()))

    def proof() -> certificates.Proof:
        number = certificates.challenge(rokin.database, rokin.clock, held.serial)
        return rokin.store.proof(held, number, rokin.clock())

    good = proof()
    assert factor(good) and not factor(good), "used up"
    assert not factor(proof(), GENERAL), "of another user"
    assert not factor(replace(proof(), signature=good.signature)), "an old signature under a new number"
    older, newer = proof(), proof()
    assert factor(older) and factor(newer), "a newer number takes nothing from the older one"
    last = proof()
    rokin.clock.move(minutes=2)
    assert factor(last)
    last = proof()
    rokin.clock.move(minutes=2, seconds=1)
    assert not factor(last)
    assert not certificates_accept_nothing(rokin)


def certificates_accept_nothing(rokin: Rokin) -> bool | None:
    with rokin.database.write() as session:
        return certificates.second_factor(session, rokin.account(), None)


@pytest.mark.req("ACC-131")
def test_the_password_alone_opens_no_door(rokin: Rokin) -> None:
    """`shuro login --realm rokin` and the log-in of the officers go through the same realm."""
    from shuro.accounts.login import log_in

    rokin.master()
    rokin.equip()
    with pytest.raises(LoginRefused):
        log_in(rokin.database, rokin.clock, ROKIN, MASTER, PASSWORD)


# Days --------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-177")
def test_log_in_is_possible_to_the_last_second_of_the_last_day(rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(2027, 6, 10, 23, 59, 59)
    assert rokin.log_in()
    rokin.clock.set(2027, 6, 11)
    assert rokin.refused() == certificates.IS_EXPIRED


@pytest.mark.req("ACC-177")
def test_a_session_ends_when_the_certificate_is_over(rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(2027, 6, 10, 23, 50)
    done = rokin.log_in()
    rokin.clock.set(2027, 6, 10, 23, 59, 59)
    touch(rokin.database, rokin.clock, done.session)
    rokin.clock.set(2027, 6, 11)
    with pytest.raises(SessionEnded) as ended:
        touch(rokin.database, rokin.clock, done.session)
    assert ended.value.reason == "certificate" and "有効期限" in ended.value.sentence


@pytest.mark.req("ACC-160", "ACC-178")
def test_renewal_begins_thirty_days_before_and_takes_the_place_of_the_old_one_when_imported(rokin: Rokin) -> None:
    rokin.master()
    old = rokin.equip()
    rokin.clock.set(2027, 5, 10, 23, 59, 59)
    assert "既に電子証明書が発行されています。" in rokin.not_authenticated()
    rokin.clock.set(2027, 5, 11)
    issued = rokin.issue()
    assert issued.last_day == date(2028, 5, 10), "366 days from the new day of issue; 2028 is a leap year"
    assert state(rokin) == "更新可能" and rokin.log_in(old), "the old one is good until the new one is imported"
    assert "既に" in rokin.not_authenticated(), "the new one counts as issued"
    new = rokin.install(issued)
    assert rokin.store.held() == [new] and state(rokin) == "有効"
    assert rokin.log_in(new)


@pytest.mark.req("ACC-178")
def test_a_replaced_certificate_is_of_no_use(rokin: Rokin, tmp_path: Path) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(2027, 5, 11)
    kept = tmp_path / "kept"
    shutil.copytree(rokin.store.folder, kept)
    rokin.install(rokin.issue())
    copy = Store(kept, PC)
    assert rokin.refused(copy.held()[0], store=copy) == certificates.IS_REVOKED


@pytest.mark.req("ACC-179")
def test_after_the_last_day_it_is_issued_again(rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(2027, 6, 11)
    assert rokin.refused() == certificates.IS_EXPIRED
    assert rokin.log_in(rokin.equip())


@pytest.mark.req("ACC-171", "ACC-180")
def test_a_lost_file_keeps_others_out_until_it_is_revoked(rokin: Rokin) -> None:
    rokin.master()
    rokin.issue()
    said = rokin.not_authenticated()
    assert "既に電子証明書が発行されています。" in said and "失効" in said
    operators.revoke(rokin.operator, MASTER, "電子証明書ファイルの紛失")
    assert rokin.log_in(rokin.equip())


@pytest.mark.req("ACC-180", "ACC-181", "ACC-196")
def test_a_new_machine_needs_the_old_certificate_revoked_first(rokin: Rokin, tmp_path: Path) -> None:
    rokin.master()
    old = rokin.equip()
    done = rokin.log_in(old)
    assert "失効" in rokin.not_authenticated()
    operators.revoke(rokin.operator, MASTER, "パソコンの変更")
    with pytest.raises(SessionEnded) as ended:
        touch(rokin.database, rokin.clock, done.session)
    assert ended.value.reason == "certificate"
    assert rokin.refused(old) == certificates.IS_REVOKED
    there = Store(tmp_path / "new-pc", OTHER_PC)
    new = rokin.install(rokin.issue(), store=there)
    assert rokin.log_in(new, store=there)
    assert rokin.refused(old) == certificates.IS_REVOKED


@given(st.dates(date(2020, 1, 1), date(2080, 1, 1)), st.integers(-2, 400))
@pytest.mark.req("ACC-177", "ACC-178", "ACC-182")
def test_states_follow_the_days(issued: date, later: int) -> None:
    """Against a count of days by hand: the day of issue is day 1, day 366 is the last."""
    moment = datetime.combine(issued, datetime.min.time())
    one = Life(moment, moment, rules.last_day(issued), imported=True)
    day = later + 1
    state = rules.state_of(one, moment + timedelta(days=later))
    assert state == ("期限切れ" if day > 366 else "更新可能" if day >= 336 else "有効")
    assert (rules.issue_refused([one], moment + timedelta(days=later)) is None) == (day >= 336)


# The authority -----------------------------------------------------------------------------------------------------------


def test_the_key_of_the_authority_lies_outside_sealed_and_for_its_owner_only(rokin: Rokin) -> None:
    rokin.master()
    rokin.issue()
    path = authority.key_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with rokin.database.write() as session:
        _, key = authority.authority(session, rokin.operator)
        number = key.private_numbers().private_value.to_bytes(32, "big")
    assert number not in path.read_bytes() and b"PRIVATE" not in path.read_bytes()
    with rokin.database.read() as session:
        for table in ("rokin_authority", "rokin_certificate"):
            rows = session.execute(sa.text(f"SELECT * FROM {table}")).all()
            assert rows and all(number not in value for row in rows for value in row if isinstance(value, bytes))


@pytest.mark.parametrize("harm", ["gone", "open", "other", "changed"])
def test_a_key_that_is_not_right_is_told_in_words(rokin: Rokin, harm: str) -> None:
    rokin.master()
    rokin.equip()
    operators.revoke(rokin.operator, MASTER, "試験")
    path = authority.key_file()
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "open":
        path.chmod(0o604)
    elif harm == "changed":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    else:
        from cryptography.hazmat.primitives.asymmetric import ec

        path.unlink()
        authority._keep(rokin.database, ec.generate_private_key(ec.SECP256R1()))
    from shuro.kernel.troubles import StorageTrouble

    with pytest.raises(StorageTrouble):
        rokin.issue()
    assert state(rokin) == "失効"


@pytest.mark.req("ACC-196")
def test_the_list_of_revoked_certificates_is_signed_and_numbered(rokin: Rokin, tmp_path: Path) -> None:
    rokin.master()
    first = rokin.equip()
    rokin.clock.move(hours=1)
    operators.revoke(rokin.operator, MASTER, "パソコンの変更")
    second = rokin.equip()
    made = [x509.load_pem_x509_crl(operators.make_revocation_list(rokin.operator)) for _ in range(2)]
    issuer = x509.load_pem_x509_certificate(operators.authority_certificate(rokin.operator) or b"")
    assert all(one.is_signature_valid(issuer.public_key()) for one in made)  # type: ignore[arg-type]
    entry = made[0].get_revoked_certificate_by_serial_number(int(first.serial, 16))
    assert entry is not None and entry.revocation_date_utc.isoformat() == "2026-06-10T01:00:00+00:00"
    assert made[0].get_revoked_certificate_by_serial_number(int(second.serial, 16)) is None
    assert [one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in made] == [1, 2]


@pytest.mark.req("ACC-173")
def test_an_import_within_the_second_of_its_number_succeeds(rokin: Rokin) -> None:
    """Clocks give parts of a second, and everything here happens within one."""
    rokin.clock.moment = rokin.clock.moment.replace(microsecond=999_999)
    rokin.master()
    assert rokin.log_in(rokin.equip()).officer.login == MASTER
