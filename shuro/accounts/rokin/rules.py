"""What the items of the rokin screens must be, and how long a certificate is of use. Pure: nothing is stored or asked.

A finding is (item, sentence); the sentence begins with the label of the item and says what would be right (ACC-7).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shuro.accounts import passwords
from shuro.accounts.realms import PW_ROKIN_INITIAL, ROKIN
from shuro.kernel.mail import address_finding

Finding = tuple[str, str]

NAME_LONGEST = 20  # full-width characters (ACC-144)
MAIL_LONGEST = 50  # half-width characters (ACC-145)
VALID_DAYS = 366  # the day of issue counted (ACC-177)
RENEWABLE = timedelta(days=30)  # before the last valid day (ACC-178)
ISSUING = timedelta(minutes=10)  # an issue that takes longer has lost its program
TAIL = "r@"  # ACC-125
TAIL_UNTIL = date(2024, 5, 2)  # 初期パスワード delivered up to this day had 6 characters

INITIAL_REALM = replace(ROKIN, password=PW_ROKIN_INITIAL)

NONE, RUNNING, ISSUED = "未発行", "発行中", "発行済(未インポート)"
VALID, RENEW, EXPIRED, REVOKED = "有効", "更新可能", "期限切れ", "失効"
STATES = (NONE, RUNNING, ISSUED, VALID, RENEW, EXPIRED, REVOKED)  # ACC-182


# Items


def contract_finding(text: str) -> str | None:
    """契約番号: 8 half-width digits (ACC-127)."""
    if not text:
        return "契約番号：必須項目です。「ご利用開始(変更)のお知らせ」の契約番号を半角数字8桁で入力してください。"
    if re.fullmatch(r"[0-9]{8}", text):
        return None
    return f"契約番号：「{text[:20]}」は契約番号の形ではありません。半角数字8桁で入力してください。"


def typed_initial_finding(text: str) -> str | None:
    """A 初期パスワード as it is typed at the log-in: its length alone, because migrated ones may lack a kind (ACC-126)."""
    if not text:
        return "初期パスワード：必須項目です。8桁で入力してください。"
    if len(text) != 8:
        return (
            f"初期パスワード：{len(text)}桁です。8桁で入力してください。"
            f"2024年5月2日以前に届け出た6桁のものは、末尾に「{TAIL}」を付けてください。"
        )
    return None


def new_initial_findings(text: str) -> list[str]:
    """What is wrong with a newly filed 初期パスワード (policy pw-rokin-initial)."""
    return [one.replace("パスワード", "初期パスワード", 1) for one in passwords.findings(INITIAL_REALM, text)]


def name_finding(text: str, label: str = "ユーザー名") -> str | None:
    """ユーザー名: 1 to 20 full-width characters (ACC-144)."""
    if not text.strip():
        return f"{label}：必須項目です。全角{NAME_LONGEST}文字以内で入力してください。"
    if len(text) > NAME_LONGEST:
        return f"{label}：{len(text)}文字です。全角{NAME_LONGEST}文字以内で入力してください。"
    if any(unicodedata.east_asian_width(one) not in "FWA" for one in text):
        return f"{label}：半角の文字があります。空白も含めて全角{NAME_LONGEST}文字以内で入力してください。"
    return None


def mail_finding(text: str) -> str | None:
    """メールアドレス: half-width, up to 50 characters (ACC-145)."""
    if not text:
        return f"メールアドレス：必須項目です。半角{MAIL_LONGEST}文字以内で入力してください。"
    if len(text) > MAIL_LONGEST:
        return f"メールアドレス：{len(text)}文字です。半角{MAIL_LONGEST}文字以内で入力してください。"
    said = address_finding(text)
    return f"メールアドレス：{said}" if said else None


def login_finding(text: str) -> str | None:
    """ユーザーID: 6 to 12 half-width letters and digits, both present (ACC-142)."""
    if not text:
        return "ユーザーID：必須項目です。" + ROKIN.id_rule.sentence
    return ROKIN.id_rule.finding(text)


def password_findings(text: str, label: str = "パスワード") -> list[str]:
    """パスワード: the policy pw-rokin (ACC-143)."""
    if not text:
        return [
            f"{label}：必須項目です。英大文字、英小文字、数字、記号を全て使い、半角8文字以上12文字以下で入力してください。"
        ]
    return [one.replace("パスワード", label, 1) for one in passwords.findings(ROKIN, text)]


@dataclass(frozen=True)
class NewUser:
    """What is typed about a new user, as typed (マスターユーザー初期登録, 一般ユーザー登録)."""

    login: str
    password: str
    password_again: str
    name: str
    mail: str
    mail_again: str

    def __repr__(self) -> str:
        return f"NewUser({self.login!r})"


def new_user_findings(new: NewUser) -> list[Finding]:
    """Everything that is wrong, in the order of the screen (ACC-141 to 145)."""
    found: list[Finding] = []
    _note(found, "login", login_finding(new.login))
    found += [("password", one) for one in password_findings(new.password)]
    if new.password_again != new.password:
        found.append(("password", _different("パスワード", new.password_again)))
    _note(found, "name", name_finding(new.name))
    _note(found, "mail", mail_finding(new.mail))
    if new.mail_again != new.mail:
        found.append(("mail", _different("メールアドレス", new.mail_again)))
    return found


@dataclass(frozen=True)
class Changed:
    """What is typed on 契約ユーザー情報変更; an empty new password leaves the old one (ACC-188)."""

    name: str
    mail: str
    mail_again: str = ""
    password: str = ""
    password_again: str = ""

    def __repr__(self) -> str:
        return f"Changed({self.name!r})"


def changed_findings(new: Changed, mail_now: str) -> list[Finding]:
    """Everything that is wrong; メールアドレス再入力 counts when the address is another than `mail_now`."""
    found: list[Finding] = []
    _note(found, "name", name_finding(new.name))
    _note(found, "mail", mail_finding(new.mail))
    if new.mail != mail_now and new.mail_again != new.mail:
        found.append(("mail", _different("メールアドレス", new.mail_again)))
    if new.password or new.password_again:
        found += [("password", one) for one in password_findings(new.password, "新しいパスワード")]
        if new.password_again != new.password:
            found.append(("password", _different("新しいパスワード", new.password_again)))
    return found


def _note(found: list[Finding], item: str, sentence: str | None) -> None:
    if sentence:
        found.append((item, sentence))


def _different(label: str, again: str) -> str:
    if not again:
        return f"{label}再入力：必須項目です。{label}と同じものを入力してください。"
    return f"{label}：{label}再入力と違います。二つに同じものを入力してください。"


# Certificates


@dataclass(frozen=True)
class Life:
    """The days and moments of one certificate that decide what it is good for."""

    began_at: datetime
    issued_at: datetime | None = None
    last_day: date | None = None
    imported: bool = False
    replaced: bool = False
    revoked: bool = False

    @property
    def renewable_from(self) -> date | None:
        """The first day of 更新: D+335 for one issued on D."""
        return None if self.last_day is None else self.last_day - RENEWABLE


def last_day(issued: date) -> date:
    """The last valid day of a certificate issued on a day: D+365 (ACC-177)."""
    return issued + timedelta(days=VALID_DAYS - 1)


def state_of(one: Life | None, now: datetime) -> str:
    """The state of one certificate (ACC-182)."""
    if one is None:
        return NONE
    if one.revoked or one.replaced:
        return REVOKED
    if one.issued_at is None or one.last_day is None:
        return RUNNING if now - one.began_at <= ISSUING else NONE
    if now.date() > one.last_day:
        return EXPIRED
    if not one.imported:
        return ISSUED
    return RENEW if now.date() >= one.last_day - RENEWABLE else VALID


def usable(one: Life, now: datetime) -> bool:
    """Can it be used to log in at `now`?"""
    return state_of(one, now) in (VALID, RENEW)


def standing_of(all_of_user: Sequence[Life], now: datetime) -> Life | None:
    """The certificate that counts for a user: the one he can log in with, else the newest. `all_of_user`: oldest first."""
    good = [one for one in all_of_user if usable(one, now)]
    begun = [one for one in all_of_user if state_of(one, now) != NONE]
    return good[-1] if good else begun[-1] if begun else None


def issue_refused(all_of_user: Sequence[Life], now: datetime) -> str | None:
    """Why no certificate can be issued to the user now, or None (ACC-160, 171, 178, 179)."""
    for one in all_of_user:
        state = state_of(one, now)
        if state == RUNNING:
            return "電子証明書発行中です。発行が終わってから、もう一度操作してください。"
        early = one.renewable_from is not None and now.date() < one.renewable_from
        if state == ISSUED and early:
            return (
                "既に電子証明書が発行されています。発行された電子証明書をインポートしてください。"
                "電子証明書ファイルがないときは、労金に電子証明書の失効を依頼してください。"
            )
        if state == VALID:
            return (
                f"既に電子証明書が発行されています。更新できるのは{one.renewable_from:%Y年%-m月%-d日}からです。"
                "パソコンを変更するときは、先に労金に電子証明書の失効を依頼してください。"
            )
    return None


def file_name(login: str, issued: datetime) -> str:
    """ユーザーID + YYYYMMDDHHMMSS + .p12 (ACC-169)."""
    return f"{login}{issued:%Y%m%d%H%M%S}.p12"
