"""What 労金 does on a written request (ACC-189 to 199), and the contracts themselves; for administrators.

Everybody here acts with the right of `settings.may_manage`: an administrator of 本省, or of rokin where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from shuro.accounts import attempts, codes, passwords
from shuro.accounts.desks import subject
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import certificates, contracts, entering, people, rules
from shuro.accounts.rokin.contracts import COUNTER, subject_of
from shuro.accounts.rokin.tables import Certificate, Contract, Member
from shuro.accounts.settings import require_manager
from shuro.accounts.tables import Account
from shuro.accounts.users import UserRefused
from shuro.kernel.audit import append_journal
from shuro.kernel.database import take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed
from shuro.kernel.tables import stored_moment
from shuro.kernel.text import clean

MEMBER_LONGEST, WHY_LONGEST = 40, 100


@dataclass(frozen=True)
class ContractLine:
    """A contract in the list: no secret in it."""

    number: str
    name: str
    initial_on: date
    state: str  # of the 契約番号: 正常 | ロック | 閉塞
    master: str
    users: int


@dataclass(frozen=True)
class CertificateLine:
    """A certificate in the list."""

    serial: str
    login: str
    contract: str
    state: str
    issued_at: datetime | None
    last_day: date | None
    imported_at: datetime | None
    revoked_at: datetime | None
    revoked_for: str


# Contracts


def add_contract(desk: Desk, number: str, name: str, initial: str) -> None:
    """Store a contract with its 初期パスワード (policy pw-rokin-initial). Raises NotAllowed, UserRefused."""
    name = name.strip()
    found = [*_contract_findings(number, name), *rules.new_initial_findings(initial)]
    if found:
        raise UserRefused(found)
    hashed = passwords.keep(initial)
    with _acting(desk, "契約の登録", subject_of(number)) as session:
        take_turn(session, f"rokin:contract:{number}")
        if session.get(Contract, number) is not None:
            raise UserRefused([f"契約番号：「{number}」は既に登録されています。番号を確かめてください。"])
        now = stored_moment(desk.now())
        session.add(Contract(number=number, name=name, initial_hash=hashed, initial_on=now.date(), created_at=now))
        append_journal(session, desk, "contract.add", subject_of(number), {"name": name})


@dataclass(frozen=True)
class Old:
    """A contract of the former system: its 初期パスワード has 6 or 8 characters, `delivered` says since when."""

    number: str
    name: str
    initial: str
    delivered: date

    def __repr__(self) -> str:
        return f"Old({self.number!r})"


def take_over(desk: Desk, old: Iterable[Old]) -> int:
    """Store contracts of the former system as they are, all or none; 6-character 初期パスワード only with a day up to
    2 May 2024 (ACC-125). The number of them. Raises NotAllowed, UserRefused with every finding.
    """
    rows = list(old)
    found = [f"{at}件目　{said}" for at, one in enumerate(rows, 1) for said in _old_findings(one)]
    doubled = {one.number for one in rows if sum(other.number == one.number for other in rows) > 1}
    found += [f"契約番号：「{number}」が2件以上あります。1件にしてください。" for number in sorted(doubled)]
    if found:
        raise UserRefused(found)
    _require(desk, "契約の移行")
    hashed = [passwords.keep(one.initial) for one in rows]
    with _acting(desk, "契約の移行", "contract:rokin") as session:
        now = stored_moment(desk.now())
        for one, kept in zip(rows, hashed, strict=True):
            if session.get(Contract, one.number) is not None:
                raise UserRefused([f"契約番号：「{one.number}」は既に登録されています。番号を確かめてください。"])
            session.add(
                Contract(
                    number=one.number, name=one.name.strip(), initial_hash=kept, initial_length=len(one.initial),
                    initial_on=one.delivered, created_at=now,
                )
            )  # fmt: skip
            append_journal(session, desk, "contract.add", subject_of(one.number), {"name": one.name.strip()})
    return len(rows)


def _old_findings(one: Old) -> list[str]:
    found = _contract_findings(one.number, one.name)
    if len(one.initial) not in (6, 8) or any(not "!" <= letter <= "~" for letter in one.initial):
        found.append("初期パスワード：半角6文字又は8文字で、空白を入れずに入力してください。")
    elif len(one.initial) == 6 and one.delivered > rules.TAIL_UNTIL:
        found.append("初期パスワード：6文字のものは、2024年5月2日以前に届け出たものだけです。8文字にしてください。")
    return found


def _contract_findings(number: str, name: str) -> list[str]:
    found = [said] if (said := rules.contract_finding(number)) else []
    if not 1 <= len(name.strip()) <= MEMBER_LONGEST:
        found.append(f"会員名：1文字以上{MEMBER_LONGEST}文字以下で入力してください。")
    elif clean(name.strip()) != name.strip():
        found.append("会員名：改行や制御文字があります。1行の文字で入力してください。")
    return found


def migrate_initial(desk: Desk) -> int:
    """Put 「r@」 behind every stored 6-character 初期パスワード delivered up to 2 May 2024, once (ACC-125).

    8-character ones stay; running it again changes nothing. The number changed. Raises NotAllowed.
    """
    with _acting(desk, "初期パスワードの移行", "contract:rokin") as session:
        old = select(Contract).where(
            col(Contract.initial_length) == 6, col(Contract.initial_tail) == "",
            col(Contract.initial_on) <= rules.TAIL_UNTIL,
        )  # fmt: skip
        count = 0
        for row in session.exec(old.order_by(col(Contract.number)).with_for_update()).all():
            row.initial_tail = rules.TAIL
            session.add(row)
            count += 1
            append_journal(session, desk, "contract.migrate", subject_of(row.number), {})
    return count


def list_contracts(desk: Desk) -> list[ContractLine]:
    """All contracts by number. Raises NotAllowed."""
    _require(desk, "契約の一覧")
    with desk.database.read() as session:
        users = dict(
            session.exec(
                select(Member.contract, func.count())
                .where(col(Member.officer_id) == col(Account.id), col(Account.disabled_at).is_(None))
                .group_by(col(Member.contract))
            ).all()
        )
        masters = dict(
            session.exec(select(Member.master_of, Account.login).where(
                col(Member.officer_id) == col(Account.id), col(Member.master_of).is_not(None))).all()
        )  # fmt: skip
        return [
            ContractLine(
                row.number, row.name, row.initial_on,
                attempts.standing(session, ROKIN, COUNTER, row.number, desk.now()).word,
                masters.get(row.number, ""), users.get(row.number, 0),
            )
            for row in session.exec(select(Contract).order_by(col(Contract.number)))
        ]  # fmt: skip


def list_users(desk: Desk) -> list[people.UserLine]:
    """The users of all contracts, by 契約番号, the master of each first. Raises NotAllowed."""
    _require(desk, "利用者の一覧")
    with desk.database.read() as session:
        numbers = session.exec(select(Contract.number).order_by(col(Contract.number))).all()
        return [people.line_of(session, desk, *one) for number in numbers for one in people.users_of(session, number)]


# What is asked for in writing


def initialise(desk: Desk, number: str) -> str:
    """Clear the master user of a contract: ユーザーID, パスワード, lock, certificate (ACC-195).

    初期パスワード and 一般ユーザー stay (ACC-189). The ID that was cleared. Raises NotAllowed, UserRefused.
    """
    with _acting(desk, "マスターユーザーの初期化", subject_of(number)) as session:
        take_turn(session, f"rokin:contract:{number}")
        _contract(session, number)
        found = contracts.master_of(session, number)
        master = certificates.held(session, found.key) if found is not None else None
        if master is None:
            raise UserRefused(
                [f"契約番号：「{number}」にはマスターユーザーが登録されていません。番号を確かめてください。"]
            )
        login = master.login
        people.retire(session, desk, master, "マスターユーザーの初期化")
        member = session.get(Member, master.key)
        assert member is not None
        member.master_of = None
        session.add(member)
        append_journal(session, desk, "contract.initialise", subject_of(number), {"login": login})
    return login


def revoke(desk: Desk, login: str, why: str, serial: str | None = None) -> list[str]:
    """Set a certificate of a user to 失効 (ACC-196), without `serial` all of them; the serial numbers.

    Another one stays of use: after a renewal whose file was lost, that file alone is revoked. Raises NotAllowed, UserRefused.
    """
    why = why.strip()
    with _acting(desk, "電子証明書の失効", subject(ROKIN.name, login)) as session:
        if not 1 <= len(why) <= WHY_LONGEST or clean(why) != why:
            raise UserRefused(
                [f"失効の理由：1行、1文字以上{WHY_LONGEST}文字以下で入力してください（例：パソコンの変更）。"]
            )
        account = _user(session, login)
        done = certificates.revoke(session, desk, account, why, serial and serial.strip().casefold())
        if not done:
            which = f"シリアル番号「{serial[:40]}」の" if serial else ""
            raise UserRefused(
                [f"電子証明書：「{login}」には、失効させる{which}電子証明書がありません。一覧で確かめてください。"]
            )
    return done


def release_user(desk: Desk, login: str) -> None:
    """End 閉塞 or ロック of a user; both counters are 0 (ACC-197). Raises NotAllowed, UserRefused."""
    with _acting(desk, "閉塞の解除", subject(ROKIN.name, login)) as session:
        _user(session, login)
        failures = attempts.release(session, ROKIN, "login", login)
        append_journal(session, desk, "user.unlock", subject(ROKIN.name, login), {"failures": failures})


def release_contract(desk: Desk, number: str) -> None:
    """End 閉塞 or ロック of a 契約番号 (ACC-197). Raises NotAllowed, UserRefused."""
    with _acting(desk, "閉塞の解除", subject_of(number)) as session:
        _contract(session, number)
        failures = attempts.release(session, ROKIN, COUNTER, number)
        append_journal(session, desk, "contract.unlock", subject_of(number), {"failures": failures})


def new_initial_password(desk: Desk, number: str, initial: str) -> None:
    """Store a newly filed 初期パスワード (ACC-190, 198), policy pw-rokin-initial. Raises NotAllowed, UserRefused."""
    _require(desk, "初期パスワードの登録")
    if found := rules.new_initial_findings(initial):
        raise UserRefused(found)
    hashed = passwords.keep(initial)
    with _acting(desk, "初期パスワードの登録", subject_of(number)) as session:
        row = _contract(session, number)
        row.initial_hash, row.initial_length, row.initial_tail = hashed, len(initial), ""
        row.initial_on = desk.now().date()
        session.add(row)
        append_journal(session, desk, "contract.initial", subject_of(number), {})


def change_user_id(desk: Desk, old: str, new: str) -> None:
    """Change a ユーザーID; the certificates of the old one are revoked (ACC-199). Raises NotAllowed, UserRefused."""
    if said := rules.login_finding(new):
        raise UserRefused([said])
    with _acting(desk, "ユーザーIDの変更", subject(ROKIN.name, old)) as session:
        for one in sorted({old, new}):
            take_turn(session, f"rokin:id:{one}")
        account = _user(session, old)
        wanted = select(Account.id).where(col(Account.realm) == ROKIN.name, col(Account.login) == new)
        if session.exec(wanted).first() is not None:
            raise UserRefused([f"ユーザーID：{contracts.EXISTS}"])
        certificates.revoke(session, desk, account, "ユーザーIDの変更")
        attempts.release(session, ROKIN, "login", old)
        codes.use(session, ROKIN, entering.PURPOSE, old, stored_moment(desk.now()))
        account.login = new
        account.version += 1
        session.add(account)
        append_journal(session, desk, "user.rename", subject(ROKIN.name, old), {"new": new})


# Certificates


def list_certificates(desk: Desk, login: str | None = None) -> list[CertificateLine]:
    """All certificates, the newest first. Raises NotAllowed."""
    _require(desk, "電子証明書の一覧")
    wanted = select(Certificate, Member).where(col(Certificate.officer_id) == col(Member.officer_id))
    if login is not None:
        wanted = wanted.where(col(Certificate.login) == login)
    now = stored_moment(desk.now())
    with desk.database.read() as session:
        return [
            CertificateLine(
                one.serial, one.login, member.contract, rules.state_of(certificates.life(one), now), one.issued_at,
                one.last_day, one.imported_at, one.revoked_at or one.replaced_at,
                one.revoked_for or ("更新" if one.replaced_at else ""),
            )
            for one, member in session.exec(wanted.order_by(col(Certificate.id).desc()))
        ]  # fmt: skip


def make_revocation_list(desk: Desk) -> bytes:
    """The list of revoked certificates, signed by the authority (CRL, PEM). Raises NotAllowed, AuthorityTrouble."""
    from shuro.accounts.rokin import authority

    with _acting(desk, "失効リストの作成", "rokin:authority") as session:
        gone = (col(Certificate.revoked_at).is_not(None)) | (col(Certificate.replaced_at).is_not(None))
        rows = session.exec(
            select(Certificate).where(col(Certificate.public).is_not(None), gone).order_by(col(Certificate.id))
        ).all()
        return authority.revocation_list(session, desk, rows)


def authority_certificate(desk: Desk) -> bytes | None:
    """The certificate of the authority (PEM); None before the first issue. No secret: whoever works here may have it."""
    from shuro.accounts.rokin import authority

    with desk.database.read() as session:
        return authority.authority_certificate(session)


# What stands behind


def _require(desk: Desk, what: str) -> None:
    require_manager(desk, ROKIN.name, what)


@contextmanager
def _acting(desk: Desk, what: str, whom: str) -> Iterator[Session]:
    """The transaction of an operator's act; a refusal for want of right is journaled."""
    try:
        _require(desk, what)
    except NotAllowed as refusal:
        with desk.database.write() as session:
            append_journal(session, desk, "refused", whom, {"sentence": refusal.sentence})
        raise
    with desk.database.write() as session:
        yield session


def _contract(session: Session, number: str) -> Contract:
    row = session.get(Contract, number, populate_existing=True, with_for_update=True)
    if row is None:
        raise UserRefused([f"契約番号：「{number[:20]}」は登録されていません。番号を確かめてください。"])
    return row


def _user(session: Session, login: str) -> Account:
    account, member = people.held_user(session, login)
    if account is None or member is None:
        raise UserRefused([f"ユーザーID：「{login[:20]}」は登録されていません。大文字と小文字も確かめてください。"])
    return account
