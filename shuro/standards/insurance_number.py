"""労働保険番号: its parts, its forms of 18, 14 and 11 digits, and how it is read and shown (WPL-11 to WPL-15).

Source: docs/spec/workplace.md section 2, data/codes/insurance-number-parts.csv, data/codes/insurance-jurisdiction.csv.
Stored as digits only; shown as `13-1-01-123456-000-0001`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from shuro.kernel.codelists import codes
from shuro.kernel.text import Unreadable, narrow

LENGTHS = (2, 1, 2, 6, 3, 4)  # 府県, 所掌, 管轄, 基幹番号, 枝番号, 被一括事業場番号
SHAPE = re.compile("".join(f"([0-9]{{{length}}})" for length in LENGTHS[:4]) + "(?:([0-9]{3})([0-9]{4})?)?")
NAMES = ("府県", "所掌", "管轄", "基幹番号", "枝番号", "被一括事業場番号")
RIGHT = "府県2桁・所掌1桁・管轄2桁・基幹番号6桁（枝番号3桁、被一括事業場番号4桁があれば続けて）"
EXAMPLE = "例：13-1-01-123456-000"

OWN = "5"  # 所掌 of a 独自番号
PROVISIONAL = "7"  # 所掌 of a 仮番号


@dataclass(frozen=True)
class InsuranceNumber:
    """A 労働保険番号 in its parts; `branch` and `covered` are empty where the number has none (WPL-11)."""

    prefecture: str
    jurisdiction: str
    district: str
    base: str
    branch: str = ""
    covered: str = ""

    def __str__(self) -> str:
        """The digits as they are stored."""
        return "".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts in their order."""
        return (self.prefecture, self.jurisdiction, self.district, self.base, self.branch, self.covered)

    @property
    def shown(self) -> str:
        """The parts with hyphens."""
        return "-".join(part for part in self.parts if part)

    @property
    def branched(self) -> bool:
        """Has it a 枝番号 of its own? 000 is none."""
        return self.branch not in ("", "000")

    @property
    def provisional(self) -> bool:
        """Is it a 仮番号 (WPL-18)?"""
        return self.jurisdiction == PROVISIONAL

    @property
    def own(self) -> bool:
        """Is it a 独自番号 (WPL-20)?"""
        return self.jurisdiction == OWN

    @property
    def regular(self) -> bool:
        """Was it given by the labour insurance system, 所掌 1 or 3?"""
        return not self.provisional and not self.own

    def with_own(self, *, branch: str = "", covered: str = "") -> InsuranceNumber:
        """The shared number as a 独自番号: 所掌 5, the other parts kept but for the 枝番号 or 被一括事業場番号 issued."""
        return replace(self, jurisdiction=OWN, branch=branch or self.branch, covered=covered)


def parse(text: str) -> InsuranceNumber:
    """A typed number in any width, its parts run together or parted by hyphens or blanks. Raises Unreadable."""
    typed = re.sub(r" *[-/] *", "-", narrow(text))
    parts = re.split("[- ]", typed)
    found = SHAPE.fullmatch("".join(parts))
    if found is None or (len(parts) > 1 and any(len(a) != b for a, b in zip(parts, LENGTHS))):
        raise Unreadable(shape_problem(parts))
    number = InsuranceNumber(*(part or "" for part in found.groups()))
    if not 1 <= int(number.prefecture) <= 47:
        raise Unreadable(f"労働保険番号の府県（1・2桁目）は01から47までです（入力は{number.prefecture}）。")
    if number.jurisdiction not in jurisdictions():
        known = "、".join(f"{code}（{name}）" for code, name in jurisdictions().items())
        raise Unreadable(f"労働保険番号の所掌（3桁目）は{known}のいずれかです（入力は{number.jurisdiction}）。")
    return number


def shape_problem(parts: list[str]) -> str:
    """The sentence about typed parts (or the one run of digits) that make no 労働保険番号."""
    if not all(re.fullmatch("[0-9]*", part) for part in parts):
        return f"労働保険番号は数字とハイフンで、{RIGHT}の順に入力してください。"
    if 4 <= len(parts) <= 6:
        for part, length, name in zip(parts, LENGTHS, NAMES):
            if len(part) != length:
                return f"労働保険番号の{name}は{length}桁です（入力は「{part}」）。{EXAMPLE}"
    return f"労働保険番号は{RIGHT}の11桁、14桁又は18桁です（現在{len(''.join(parts))}桁）。"


def read(text: str) -> str:
    """The stored digits of a typed number; for `read_as` of an item. Raises Unreadable."""
    return str(parse(text))


def display(digits: str) -> str:
    """The stored digits with hyphens, such as 13-1-01-123456-000-0001; what is no number, as it is."""
    found = SHAPE.fullmatch(digits)
    return "-".join(part for part in found.groups() if part) if found else digits


@lru_cache(maxsize=5000)
def of(digits: str | None) -> InsuranceNumber | None:
    """The parts of stored digits; None for none and for what is no number. Remembered: an import asks five times a row."""
    found = SHAPE.fullmatch(digits or "")
    return InsuranceNumber(*(part or "" for part in found.groups())) if found else None


def same(digits: str) -> tuple[str, ...]:
    """The stored forms of one and the same number, the shortest first: a 枝番号 of 000 may be left out (WPL-11)."""
    if len(digits) == 14 and digits.endswith("000"):
        digits = digits[:11]
    return (digits, digits + "000") if len(digits) == 11 else (digits,)


@cache
def jurisdictions() -> dict[str, str]:
    """所掌 by code (WPL-12)."""
    return {one.code: one.name for one in codes("insurance-jurisdiction")}
