"""Settings of the outside systems (ACC-12, ACC-32, ACC-64, ACC-107): what the manuals print is the default of each.

A setting is a text under the name of its system; only a changed one has a row.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed
from shuro.kernel.tables import stored_moment

LABELS = {
    "sender": "メールの差出人アドレス",
    "phone": "サポートの電話番号",
    "address": "メールに書く画面の名称又はアドレス",
    "help_desk": "ヘルプデスク",
    "hours": "利用可能時間帯",
    "maintenance": "保守の予定",
    "lock": "ロック",
    "tries": "仮パスワードを間違えられる回数",
    "mails": "1つの宛先に1時間に送るメールの数",
    "guide": "申請の手引きのアドレス",
    "guide_file": "申請の手引きのファイル",
}
COUNTS = ("tries", "mails")  # settings that are numbers
LONGEST, MOST = 1000, 100

# The printed values. Addresses of senders are those of the original operators: set your own before mails go out.
DEFAULTS: dict[str, dict[str, str]] = {
    "gaikokujin": {
        "sender": "admin@gek.com",  # [000:218] (reconstructed)
        "phone": "03-6625-4476",  # [000:246]
        "address": "利用者ポータル「本登録はこちら」（利用者本申請）",
        "help_desk": "サポートセンター 電話：03-6625-4476",
        "hours": "04:00-01:00",  # ACC-104
        "maintenance": "",
        "lock": "off",  # ACC-64
        "tries": "10",
        "mails": "5",
        "guide": "https://www.mlit.go.jp/",
        "guide_file": "",
    },
    "rokin": {
        "sender": "info-kinki@cjs-rokin.jp",  # [002:25]
        "phone": "0120-609-575",  # [002:98]
        "address": "ろうきん賃金控除事務支援システムログイン画面",
        "help_desk": "ろうきんインターネットバンキング(団体向け) ヘルプデスク フリーダイヤル 0120-609-575"
        "（月曜日から金曜日（祝日を除く）9:00-18:00、1月1日-1月3日と12月31日は休み）",
        "hours": "",  # none printed in the manual: no limit (ACC-107)
        "maintenance": "",
    },
    "asp": {
        # its mails are printed without a telephone number or the name of a screen (ACC-119)
        "sender": "account-security-noreply@accountprotection.microsoft.com",  # [004:89]
        "hours": "",
        "maintenance": "",
        "mails": "5",
    },
}


class AccountSetting(SQLModel, table=True):
    """A changed setting of a system."""

    __tablename__ = "account_setting"

    system: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str
    changed_at: datetime  # Asia/Tokyo


class SettingRefused(Exception):
    """A value cannot be stored; `sentences` names the setting and what would be right."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentences = [sentence]


def value(session: Session, system: str, name: str) -> str:
    """The setting as it stands now. KeyError for a system or name that has none."""
    default = DEFAULTS[system][name]
    row = session.get(AccountSetting, (system, name))
    return default if row is None else row.value


def count(session: Session, system: str, name: str) -> int:
    """A setting that is a number, as it stands now."""
    return int(value(session, system, name))


def values(session: Session, system: str) -> dict[str, str]:
    """All settings of a system by name."""
    found = session.exec(select(AccountSetting).where(col(AccountSetting.system) == system))
    return DEFAULTS[system] | {row.name: row.value for row in found if row.name in DEFAULTS[system]}


def may_manage(desk: Desk, system: str) -> bool:
    """Is this officer システム管理者 of the system: an administrator of it, or of 本省 for all three (ACC-109)?"""
    if "admin" not in desk.officer.rights:
        return False
    return desk.officer.realm == system or (desk.officer.realm == "kijun" and desk.office.level == "本省")


def require_manager(desk: Desk, system: str, what: str) -> None:
    """Raise NotAllowed, naming what was asked for, unless `may_manage`."""
    if not may_manage(desk, system):
        raise NotAllowed(f"{what}：この操作ができるのは、システム管理者（本省の管理者を含む）です。")


def change(desk: Desk, system: str, name: str, text: str) -> None:
    """Store a setting, journaled with old and new. Raises NotAllowed, SettingRefused; KeyError for an unknown one."""
    require_manager(desk, system, LABELS[name])
    text = text.strip()
    if sentence := _finding(name, text):
        raise SettingRefused(f"{LABELS[name]}：{sentence}")
    with desk.database.write() as session:
        old = value(session, system, name)
        row = session.get(AccountSetting, (system, name))
        now = stored_moment(desk.now())
        if row is None:
            row = AccountSetting(system=system, name=name, value=text, changed_at=now)
        row.value, row.changed_at = text, now
        session.add(row)
        append_journal(session, desk, "setting.change", f"setting:{system}/{name}", {"old": old, "new": text})


def _finding(name: str, text: str) -> str | None:
    """What is wrong with the value of a setting, and what would be right."""
    from shuro.accounts.service_hours import Hours, stops
    from shuro.kernel.mail import address_finding

    if len(text) > LONGEST:
        return f"{len(text)}文字です。{LONGEST}文字以下で入力してください。"
    if name == "sender":
        return address_finding(text)
    if name == "lock" and text not in ("on", "off"):
        return "「on」（する）か「off」（しない）で入力してください。"
    if name in COUNTS and not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
        return f"1から{MOST}までの半角数字で入力してください。"
    if name == "hours" and text and Hours.read(text) is None:
        return "「04:00-01:00」又は「平日 08:00-20:00」のように入力してください。空欄は制限なしです。"
    if name == "maintenance" and stops(text) is None:
        return (
            "「2026-06-20 22:00～2026-06-21 06:00」のように、始まりと終わりを「～」で結んで入力してください。"
            "2件以上は「、」で区切ります。空欄は予定なしです。"
        )
    return None
