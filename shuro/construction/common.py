"""What the records of 外国人就労管理システム share: whose they are, who may do what with them, numbers that are checked."""

from __future__ import annotations

from typing import ClassVar

from shuro.kernel.record import Record
from shuro.kernel.steps import Who
from shuro.kernel.text import Unreadable, narrow

ORGANISATION, REVIEWER, ADMINISTRATOR = "特定技能所属機関", "審査者", "システム管理者"  # levels of the users' offices

APPLICANT = Who(ORGANISATION, levels=frozenset({ORGANISATION}))
EXAMINER = Who(REVIEWER, levels=frozenset({REVIEWER}), where="any")


class OfOrganisation(Record):
    """A record of one 特定技能所属機関: its users alone read and change it; a 審査者 sees what `shared` adds (CON-10)."""

    realm: ClassVar[str] = "gaikokujin"
    scope: ClassVar[str] = "office"


def check_digit(rest: str) -> int:
    """The check digit of the other 12 digits of a 法人番号 (法人番号の指定等に関する省令第2条; CON-15)."""
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(rest)))
    return 9 - total % 9


def corporate_number(typed: str) -> str:
    """A 法人番号 as it is stored: 13 half-width digits, 13 zeros for a 個人事業主. Raises Unreadable (CON-15)."""
    digits = narrow(typed).replace("-", "").replace(" ", "")
    if digits.isdecimal() and len(digits) == 12:
        raise Unreadable("12桁の会社法人等番号ではなく、13桁の法人番号を入力してください。")
    if not digits.isdecimal() or len(digits) != 13:
        raise Unreadable("法人番号は13桁の半角数字で入力してください。")
    if digits != "0" * 13 and int(digits[0]) != check_digit(digits[1:]):
        raise Unreadable("法人番号の検査用数字が正しくありません。番号を1桁ずつ確かめて入力してください。")
    return digits


def exactly(count: int, example: str) -> object:
    """A reader of numbers of exactly so many digits, full width turned into half width (CON-37)."""

    def read(typed: str) -> str:
        digits = narrow(typed).replace("-", "").replace(" ", "")
        if not digits.isdecimal() or len(digits) != count:
            raise Unreadable(f"{count}桁の半角数字で入力してください（例：{example}）。")
        return digits

    return read


def permit_kind(typed: str) -> str:
    """許可( ): 般 or 特, hyphen, year, as 般-3 (CON-27). Raises Unreadable."""
    text = narrow(typed).replace(" ", "")
    kind, _, year = text.partition("-")
    if kind not in ("般", "特") or not year.isdecimal() or not 1 <= len(year) <= 2:
        raise Unreadable("「般」か「特」、ハイフン、許可の年を入力してください（例：般-3）。")
    return f"{kind}-{int(year)}"


def permit_number(typed: str) -> str:
    """第 号: up to six digits, zeros before it kept away (CON-27). Raises Unreadable."""
    digits = narrow(typed).removeprefix("第").removesuffix("号")
    if not digits.isdecimal() or not 1 <= len(digits) <= 6:
        raise Unreadable("6桁以内の半角数字で入力してください（例：123456）。")
    return digits.lstrip("0") or "0"
