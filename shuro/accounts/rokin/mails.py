"""Mails of rokin: 認証コード, ロック, 閉塞, and the end of a certificate (ACC-115 to 118, 123). Also the task of the night."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from shuro.accounts import settings
from shuro.accounts.outcomes import Outcome, until_shown
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import rules
from shuro.accounts.rokin.certificates import life
from shuro.accounts.rokin.tables import MASTER, Certificate, Member
from shuro.accounts.tables import Account
from shuro.kernel import mail
from shuro.kernel.desk import Desk
from shuro.kernel.nightly import Task
from shuro.kernel.tables import stored_moment

SYSTEM = ROKIN.name
CODE_MINUTES = 30


def shown(moment: datetime) -> str:
    """A moment as mails name it."""
    return f"{moment:%Y年%-m月%-d日 %H:%M}"


def _write(
    session: Session, desk: Desk, account: Account, kind: str, subject: str, lines: list[str], *,
    once: str | None = None, secret: str | tuple[str, ...] = (),
) -> bool:  # fmt: skip
    """One mail to the registered address, with the lines all mails of rokin end with; False when there is none to write."""
    if not account.mail:
        return False
    phone = settings.value(session, SYSTEM, "phone")  # ACC-12
    ask = f"お問い合わせ：ヘルプデスク（電話：{phone}）"
    end = ["", "―" * 20, ask, "このメールアドレスは送信専用です。返信はできません。"]
    body = "\n".join([f"{account.name} 様", "", *lines, *end])
    return mail.write(
        session, desk, system=SYSTEM, kind=kind, to=account.mail, subject=f"【ろうきん賃金控除事務支援システム】{subject}",
        body=body, once=once, secret=secret,
    ) is not None  # fmt: skip


def send_code(session: Session, desk: Desk, account: Account, code: str, until: datetime) -> None:
    """認証コード for the issue of a certificate (ACC-115); the code is struck out of what is kept after sending."""
    lines = [
        "電子証明書発行のための認証コードをお知らせします。",
        "",
        f"認証コード：{code}",
        f"ユーザー名：{account.name}",
        "目的：電子証明書発行",
        f"有効期間：{CODE_MINUTES}分（{shown(until)}まで）",
        "",
        f"「{settings.value(session, SYSTEM, 'address')}」から進んだ「認証コード入力」に入力してください。"
        "お心当たりのない場合は、パスワードを変更してください。",
    ]
    _write(session, desk, account, "r-code", "認証コードのお知らせ", lines, secret=code)


def locked_out(session: Session, desk: Desk, account: Account, outcome: Outcome) -> None:
    """ロック or 閉塞 of a user, in the transaction that brings it about (ACC-116; `login.prove`)."""
    now = stored_moment(desk.now())
    if outcome.newly_closed:
        member = session.get(Member, account.key)
        ask = "労金" if member is None or member.kind == MASTER else "マスターユーザー"
        lines = [
            "パスワードの誤りが続いたため、ログイン不可(閉塞)になりました。",
            "",
            f"ユーザーID：{account.login}",
            f"閉塞した日時：{shown(now)}",
            f"解除については、{ask}へお問い合わせください。",
        ]
        _write(session, desk, account, "r-closed", "閉塞のお知らせ", lines)
    elif outcome.newly_locked and outcome.until is not None:
        lines = [
            "パスワードの誤りが6回続いたため、60分間ログイン不可(ロック)になりました。",
            "",
            f"ユーザーID：{account.login}",
            f"ロックした日時：{shown(now)}",
            f"解除される日時：{outcome.until:%Y年%-m月%-d日} {until_shown(outcome.until)}",
        ]
        _write(session, desk, account, "r-lock", "ロックのお知らせ", lines)


def info(session: Session, desk: Desk, account: Account, subject: str, body: str) -> bool:
    """What 労金 tells the users (ACC-118); False for a user without an address."""
    return _write(session, desk, account, "r-info", subject, [body])


# The night


def due(session: Session, now: datetime) -> list[tuple[Certificate, Account]]:
    """Certificates whose 30 days have begun and are not over, with their users."""
    today = stored_moment(now).date()
    wanted = (
        select(Certificate, Account)
        .where(
            col(Certificate.officer_id) == col(Account.id), col(Account.disabled_at).is_(None),
            col(Certificate.revoked_at).is_(None), col(Certificate.replaced_at).is_(None),
            col(Certificate.last_day) >= today, col(Certificate.last_day) <= today + rules.RENEWABLE,
        )
        .order_by(col(Certificate.id))
    )  # fmt: skip
    return [(one, account) for one, account in session.exec(wanted) if life(one).last_day is not None]


def send_expiry(desk: Desk, dry: bool) -> int:
    """Write the mail of ACC-117 for every certificate that is due, once each however often this runs (ACC-123)."""
    if dry:
        with desk.database.read() as session:
            keys = [_once(one) for one, account in due(session, desk.now()) if account.mail]
            return len(keys) - len(session.exec(select(mail.Mail.id).where(col(mail.Mail.once).in_(keys))).all())
    count = 0
    with desk.database.write() as session:
        for one, account in due(session, desk.now()):
            assert one.last_day is not None
            lines = [
                "電子証明書の有効期限が近づいています。",
                "",
                f"ユーザーID：{account.login}",
                f"有効期限：{one.last_day:%Y年%-m月%-d日}",
                f"「{settings.value(session, SYSTEM, 'address')}」の「電子証明書発行」から、有効期限までに更新してください。",
                "有効期限を過ぎたときは、同じボタンから再発行してください。",
            ]
            count += _write(session, desk, account, "r-cert30", "電子証明書 有効期限のお知らせ", lines, once=_once(one))
    return count


def _once(one: Certificate) -> str:
    return f"r-cert30:{one.serial}"


TASKS = (Task("rokin-certificates", "電子証明書の有効期限のお知らせ", send_expiry),)
