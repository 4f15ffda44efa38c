"""Realms: each system with accounts of its own declares here who its users are and how they enter (ACC-1, ACC-68).

A realm is data. The rest of this package reads the declaration and knows no realm by name; a further system is a
further `Realm`. Realms share no user, no password and no lock: every query and the unique key of a user name the realm.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from shuro.kernel.desk import Office


@dataclass(frozen=True)
class IdRule:
    """What a login ID looks like. `label` is the item's name on the screen, `sentence` what would be right."""

    label: str
    pattern: str
    sentence: str
    case_matters: bool = False

    def fold(self, typed: str) -> str:
        """The stored form of a typed ID: full width becomes half width, surrounding blanks fall away."""
        text = unicodedata.normalize("NFKC", typed[:200]).strip()
        return text if self.case_matters else text.casefold()

    def finding(self, login: str) -> str | None:
        """The sentence why a folded ID cannot be given to a new user, or None."""
        return None if re.fullmatch(self.pattern, login) else f"{self.label}：{self.sentence}"


@dataclass(frozen=True)
class PasswordRule:
    """What a password must be. Lengths are Unicode code points after one NFKC normalisation.

    `needs`: groups of kinds (upper, lower, digit, symbol); one kind of each group must occur. `kinds_least`: how many
    of the four kinds must occur. `plain`: only printable half-width characters without space. `name_run`: no run of
    this many characters of name or ID (ACC-70). `history`: differs from so many passwords before, the present one
    included (ACC-71). `valid_days`: the day it is set does not count, None: no expiry (ACC-74). `warn_days`: how long
    before its last day a message asks for a new one (ACC-75). `common`: refuse what data/passwords/common.txt makes up;
    `listed`: only what stands there, as it is or with a few digits and symbols around it. `own_words`: refuse the ID,
    names and office of the user inside it, and `words` always.
    """

    least: int
    most: int
    needs: tuple[frozenset[str], ...] = ()
    kinds_least: int = 0
    plain: bool = False
    name_run: int = 0
    history: int = 0
    valid_days: int | None = None
    warn_days: int = 0
    common: bool = True
    listed: bool = False
    own_words: bool = True
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class LockRule:
    """What wrong passwords lead to. `wait(n)`: seconds before the next try after the n-th consecutive failure.

    Attempts during a wait are refused whatever the password and are not counted (ACC-152); at the very second the wait
    ends an attempt is possible again (ACC-153). `closes_at`: the failure that closes the password until somebody who
    manages the user opens it; None: never.
    """

    wait: Callable[[int], int]
    closes_at: int | None = None


def exponential(free: int, first: int, ceiling: int) -> Callable[[int], int]:
    """No wait for `free` failures, then `first` seconds, doubled with each further failure up to `ceiling` seconds."""

    def wait(failures: int) -> int:
        beyond = failures - free - 1
        if beyond < 0:
            return 0
        return min(ceiling, first * 2 ** min(beyond, 30))

    return wait


def every(failures: int, seconds: int) -> Callable[[int], int]:
    """A wait of `seconds` after each full block of `failures` (ACC-151: 6 failures, 60 minutes)."""
    return lambda count: seconds if count and count % failures == 0 else 0


# Without 0 O 1 l i: letters read from paper and typed unseen (ASVS 6.4.1).
CLEAR_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def readable_secret(groups: int = 7, size: int = 4) -> str:
    """A random initial secret in groups joined by hyphens; 28 letters of 31 are 138 bits (ASVS 11.5.1 asks for 128)."""
    return "-".join("".join(secrets.choice(CLEAR_LETTERS) for _ in range(size)) for _ in range(groups))


@dataclass(frozen=True)
class Realm:
    """One store of users and its rules.

    `id_rule`: the ID of a user of its own staff; `extra_id_rule`: of a person added besides another post (SYS-50), None
    where there is no such thing. `refused`: the one sentence for unknown ID, wrong password, wait, closed and disabled;
    `waiting` and `closed` only where the manual wants them told apart (ACC-158; `{until}` is the end of the wait).
    `second_factor(session, account, proof)`: True when the proof brought to the log-in is right, None when it is the
    user's own but too old, which is counted nowhere; where there is no such function, password alone.
    `still(session, account, now)`: asked before every action, the key of `sessions.ENDINGS` when the session is over.
    `idle`, `absolute`: the session lives while no more than this has passed since the last action, since the log-in.
    `parallel`: open sessions of one user; the oldest ends when one more begins (ASVS 7.1.2). `home`: the office all
    users belong to, in a realm that has no offices; with `seat` that of its first administrator, and the code of a user's
    office says by `seat(code)` which it is. `counter`: the counter of `attempts` under which wrong passwords are
    counted, of unknown IDs too; None: in the row of the user. `lock_when_set`: the lock that the setting "lock" of the
    system switches on (ACC-64). `masks`: what is shown for a typed character at the log-in and elsewhere (ACC-61, 88).
    """

    name: str
    label: str
    id_rule: IdRule
    password: PasswordRule
    lock: LockRule
    refused: str
    idle: timedelta
    absolute: timedelta
    parallel: int
    initial_valid: timedelta
    initial_secret: Callable[[], str] = readable_secret
    extra_id_rule: IdRule | None = None
    waiting: str | None = None
    closed: str | None = None
    second_factor: Callable[[Any, Any, Any], bool | None] | None = None
    still: Callable[[Any, Any, Any], str | None] | None = None
    home: Office | None = None
    seat: Callable[[str], Office] | None = None
    timed: bool = False  # its service hours are a setting (ACC-107)
    entrance: str = ""  # what logs in where more is asked than ID and password (ACC-131, ACC-226, ACC-235)
    counter: str | None = None
    lock_when_set: LockRule | None = None
    masks: tuple[str, str] = ("●", "●")


KIJUN = Realm(
    name="kijun",
    label="労働基準行政情報システム",
    # The manuals print no ID rule: the number of the officer, which a transfer does not change.
    id_rule=IdRule("職員番号", r"[0-9]{6}", "職員番号を半角数字6桁で入力してください（例：012345）。"),
    extra_id_rule=IdRule(
        "職員番号", r"[0-9]{6}-[1-9]",
        "他の官署に籍のある職員は、職員番号6桁に「-1」のような枝番を付けて入力してください（例：012345-1）。"),
    # NIST SP 800-63B-4: a password that stands alone has 15 characters; no composition rule, no expiry.
    password=PasswordRule(least=15, most=256, words=("shuro",)),
    # Failures 1-4: none; 5th: 30 s, then 1, 2, 4, 8 min and 15 min from the 10th on; so 100 tries take a day. At the
    # 100th (NIST SP 800-63B-4 3.2.2) an administrator must open the account: a colleague cannot shut it out in an hour.
    lock=LockRule(exponential(free=4, first=30, ceiling=15 * 60), closes_at=100),
    refused="職員番号又はパスワードが違うため、ログインできません。職員番号と現在のパスワードを確かめて入力してください。"
            "続けて間違えると、次に入力できるまでの時間が長くなります。お急ぎのときは管理者に連絡してください。",
    idle=timedelta(minutes=30),
    absolute=timedelta(hours=12),
    parallel=3,
    initial_valid=timedelta(days=7),
)  # fmt: skip

# The outside systems. Their password rules are the printed ones (ACC-68), letters and digits half width; besides them only
# the most common passwords and the names of the systems are refused, which no printed example is made of.
EXTERNAL = "外部"  # the level of their users' one office: no right of 本省, 局 or 署 is given to it
UPPER, LOWER, DIGIT, SYMBOL = (frozenset({one}) for one in ("upper", "lower", "digit", "symbol"))
LOCK_60 = LockRule(every(6, 3600), closes_at=18)  # 6 failures: 60 minutes; the third lock closes (ACC-151 to 154)
ROKIN_WAITING = "60分間ログイン不可(ロック)です。{until}以降に再度操作してください。"  # m32
ROKIN_CLOSED = "ログイン不可(閉塞)です。労金へお問い合わせください。"  # m33

ORGANISATION, REVIEWER, ADMINISTRATOR = "特定技能所属機関", "審査者", "システム管理者"  # kinds of users of gaikokujin


def alien_seat(code: str) -> Office:
    """The office of a user of gaikokujin, whose level is the kind of user: 審査者 and システム管理者 have one each, every
    特定技能所属機関 is an office of its own under its ログインID, so that none sees what is another's (CON-10).
    """
    kind = code if code in (REVIEWER, ADMINISTRATOR) else ORGANISATION
    return Office(code, kind, kind)


BESIDES: dict[str, Any] = {"plain": True, "common": False, "listed": True, "own_words": False}
PW_GAIKOKUJIN = PasswordRule(
    8, 64, needs=(UPPER, LOWER, DIGIT | SYMBOL), name_run=3, history=3, valid_days=180, warn_days=7,
    words=("shuro", "gaikokujin"), **BESIDES,
)  # fmt: skip
PW_ROKIN = PasswordRule(8, 12, needs=(UPPER, LOWER, DIGIT, SYMBOL), words=("shuro", "rokin", "roukin"), **BESIDES)
PW_ROKIN_INITIAL = replace(PW_ROKIN, most=8)
PW_ASP = PasswordRule(8, 64, kinds_least=3, words=("shuro", "sharoushi", "sharosi"), **BESIDES)

GAIKOKUJIN = Realm(
    name="gaikokujin",
    label="外国人就労管理システム",
    id_rule=IdRule(
        "ログインID", r"(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]{8,16}",
        "半角英数字の混在にて、8から16桁で入力してください。", case_matters=True),
    password=PW_GAIKOKUJIN,
    lock=LockRule(lambda failures: 0),  # none printed (ACC-64)
    lock_when_set=LOCK_60,
    counter="login",
    refused="ログインIDまたはパスワードが正しくありません。",  # m12
    waiting=ROKIN_WAITING,
    closed="ログイン不可(閉塞)です。システム管理者へお問い合わせください。",
    idle=timedelta(minutes=30),
    absolute=timedelta(hours=12),
    parallel=3,
    initial_valid=timedelta(hours=3),  # ACC-43
    home=alien_seat(ADMINISTRATOR),
    seat=alien_seat,
    timed=True,
    masks=("*", "●"),  # ACC-61, ACC-88
)  # fmt: skip


def _rokin_certificate(session: Any, account: Any, proof: Any) -> bool | None:
    """The certificate of ACC-131; loaded only when somebody logs in there."""
    from shuro.accounts.rokin.certificates import second_factor

    return second_factor(session, account, proof)


def _rokin_still(session: Any, account: Any, now: Any) -> str | None:
    """A certificate that is revoked or over ends the session (ACC-177, ACC-180)."""
    from shuro.accounts.rokin.certificates import holds

    return holds(session, account, now)


ROKIN = Realm(
    name="rokin",
    label="ろうきん賃金控除事務支援システム",
    id_rule=IdRule(
        "ユーザーID", r"(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]{6,12}",
        "半角英数字の混在にて、6から12桁で入力してください。大文字と小文字は区別されます。", case_matters=True),
    password=PW_ROKIN,
    lock=LOCK_60,
    counter="login",  # ログイン and 電子証明書発行 ユーザー認証 together (ACC-157)
    refused="ユーザーIDまたはパスワードが正しくありません。",  # m31
    waiting=ROKIN_WAITING,
    closed=ROKIN_CLOSED + "一般ユーザーの方は、マスターユーザーへお問い合わせください。",  # an unknown ID is told the same
    idle=timedelta(minutes=30),
    absolute=timedelta(hours=12),
    parallel=3,
    initial_valid=timedelta(days=7),
    second_factor=_rokin_certificate,
    still=_rokin_still,
    home=Office("rokin", EXTERNAL, "ろうきん賃金控除事務支援システム"),
    timed=True,
    entrance="ろうきん賃金控除事務支援システムログイン画面",  # where the certificate is
)  # fmt: skip

ASP = Realm(
    name="asp",
    label="次世代社労法務システム",
    id_rule=IdRule(
        "メールアドレス", r"[^@\s\x00-\x1f<>]{1,64}@[a-z0-9.-]{1,189}",
        "「名前@会社.jp」の形のメールアドレスを半角で入力してください。"),
    password=PW_ASP,
    # No lock is printed: growing waits, told in the words of a wrong password, so that nobody is shut out (ASVS 6.3.1).
    lock=LockRule(exponential(free=4, first=30, ceiling=15 * 60)),
    counter="login",
    refused="メールアドレスまたはパスワードが正しくありません。",
    idle=timedelta(minutes=30),
    absolute=timedelta(hours=12),
    parallel=3,
    initial_valid=timedelta(minutes=30),
    home=Office("asp", EXTERNAL, "次世代社労法務システム"),
    timed=True,
    entrance="shuro asp login",  # and the log-in screen: both ask what shuro.accounts.asp.entry asks
)  # fmt: skip

REALMS: dict[str, Realm] = {one.name: one for one in (KIJUN, GAIKOKUJIN, ROKIN, ASP)}


def realm(name: str) -> Realm:
    """The realm of this name. KeyError when there is none."""
    return REALMS[name]
