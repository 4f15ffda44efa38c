"""The mails of 外国人就労管理システム (ACC-110 to ACC-114; data/codes/account-mails.csv), written in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from shuro.accounts import settings
from shuro.accounts.realms import GAIKOKUJIN
from shuro.kernel import mail
from shuro.kernel.desk import Desk

RULE = "-" * 40
SEND_ONLY = "このメールアドレスは送信専用です。返信いただいてもお答えできません。"
HOURS = 3  # a temporary password is of use, ACC-43


def _write(
    session: Session, desk: Desk, kind: str, to: str, subject: str, lines: Sequence[str], secret: str = ""
) -> None:
    mail.write(session, desk, system=GAIKOKUJIN.name, kind=kind, to=to, subject=subject, body="\n".join(lines) + "\n",
               secret=secret)  # fmt: skip


def _foot(session: Session) -> list[str]:
    """Whom to ask, and that nobody reads an answer; the telephone number is a setting (ACC-12)."""
    phone = settings.value(session, GAIKOKUJIN.name, "phone")
    return [
        RULE,
        f"このメールにお心当たりのない方は、サポートセンター（電話：{phone}）へご連絡ください。",
        RULE,
        SEND_ONLY,
    ]


def temporary(session: Session, desk: Desk, to: str, secret: str, until: datetime) -> None:
    """g-temp: the 仮パスワード, in the printed order (ACC-110)."""
    lines = [
        "建設特定技能受入計画のシステム利用者の仮申請をいただき、ありがとうございます。",
        "仮パスワードをお送りします。",
        "",
        f"仮パスワード：{secret}",
        "",
        f"仮パスワードの有効期間は、発行から{HOURS}時間（{_told(until)}まで）です。",
        "●有効期間内に、下記 URL で本パスワードに変更してください。",
        settings.value(session, GAIKOKUJIN.name, "address"),
        *_foot(session),
    ]
    _write(session, desk, "g-temp", to, "【外国人就労管理システム】仮パスワードのお知らせ", lines, secret)


def formal(session: Session, desk: Desk, to: str, login: str) -> None:
    """g-formal: the 本登録 is finished; no password stands in it (ACC-111)."""
    lines = [
        "外国人就労管理システムの利用者の本登録が完了しました。",
        "",
        f"ログインID：{login}",
        "",
        "ログイン画面から、ログインIDと本申請で登録したパスワードでご利用ください。",
        *_foot(session),
    ]
    _write(session, desk, "g-formal", to, "【外国人就労管理システム】本登録完了のお知らせ", lines)


def lost_id(session: Session, desk: Desk, to: str, logins: Sequence[str]) -> None:
    """g-lost-id: the registered ログインID (ACC-112)."""
    lines = [
        "ご登録のログインIDをお知らせします。",
        "",
        *(f"ログインID：{login}" for login in logins),
        *_foot(session),
    ]
    _write(session, desk, "g-lost-id", to, "【外国人就労管理システム】ログインIDのお知らせ", lines)


def lost_password(session: Session, desk: Desk, to: str, secret: str, until: datetime) -> None:
    """g-lost-pw: the re-issued password and its 3 hours (ACC-113)."""
    lines = [
        "パスワードを再発行しました。",
        "",
        f"再発行したパスワード：{secret}",
        "",
        f"このパスワードの有効期間は、発行から{HOURS}時間（{_told(until)}まで）です。",
        "●有効期間内に、ログイン画面の「パスワードを設定、変更する場合はこちら」を開き、設定/変更区分に"
        "「新規パスワード設定」を選択し、旧パスワードにこのパスワードを入力して、新しいパスワードを設定してください。",
        "新しいパスワードを設定するまでは、今までのパスワードもご利用になれます。",
        *_foot(session),
    ]
    _write(session, desk, "g-lost-pw", to, "【外国人就労管理システム】パスワード再発行のお知らせ", lines, secret)


def contact(session: Session, desk: Desk, to: str, subject: str, body: str) -> None:
    """g-contact: what a 審査者 wrote about 審査, 認定, 受入れ後講習 or 巡回指導 (ACC-114)."""
    _write(session, desk, "g-contact", to, subject, [body, *_foot(session)])


def _told(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}"
