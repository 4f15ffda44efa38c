"""What each level may do: the table of docs/spec/systems.md chapter 9 (SYS-49), and the rights of single users.

An action that names no level is refused to it; cells the manual leaves open ("-", "not stated") are refused too.
`who(action)` is what a step takes as `by=`.
"""

from __future__ import annotations

from dataclasses import dataclass

from shuro.kernel.codes import offices
from shuro.kernel.desk import Officer
from shuro.kernel.steps import NotAllowed, Who

MINISTRY, BUREAU, STATION = "本省", "局", "署"
LEVELS = (MINISTRY, BUREAU, STATION)

ADMIN = "admin"
USER_RIGHTS = {ADMIN: "利用者の管理"}  # rights given to single users, beside those of their level


@dataclass(frozen=True)
class Right:
    """An action, who may take it and where that is said. `bound` is the requirement."""

    label: str
    who: Who
    bound: str


@dataclass(frozen=True)
class NextAbove(Who):
    """Officers of the office directly above the record's: of 本省 for a 局, of the 局 for its own 署."""

    def may(self, officer: Officer, office_code: str | None) -> bool:
        """As `Who.may`; without an office the level alone decides."""
        if officer.office.level not in self.levels:
            return False
        if office_code is None:
            return True
        other = offices().get(office_code)
        if other is None:
            return False
        return other.level == BUREAU if officer.office.level == MINISTRY else other.bureau == officer.office.code


def _above(label: str, bound: str, *levels: str) -> Right:
    return Right(label, NextAbove("・".join(levels) + "の職員", frozenset(levels), "below"), bound)


def _right(label: str, bound: str, *levels: str, where: str = "own", right: str | None = None) -> Right:
    return Right(label, Who("・".join(levels) + "の職員", frozenset(levels), where, right), bound)


RIGHTS: dict[str, Right] = {
    "workplace.register": _right("事業場基本情報の登録", "SYS-49", BUREAU, STATION),
    "supervision.register": _right("監督結果等情報の登録・更新・削除", "SYS-51", STATION),
    "priority_code.register": _right("監督重点対象区分コードの登録", "SYS-47", BUREAU),
    "special_target.register": _right("特別監督対象・特別指示の登録", "SYS-49", MINISTRY, where="any"),
    "chain_code.national": _right("本省の店社コードの登録", "SYS-49", MINISTRY),
    "chain_code.use": _right("店社コードの利用", "SYS-49", *LEVELS, where="any"),
    "free_code.register": _right("店社コード・各種自由設定等コードの登録", "SYS-49", BUREAU, STATION),
    "watched_workplaces.search": _right("要監理事業場台帳の検索", "SYS-49", BUREAU, STATION, where="below"),
    "company.search": _right("企業全体情報の検索", "SYS-49", *LEVELS, where="any"),
    "plan.enter": _right("来年度計画・今年度計画の登録", "SYS-49", STATION),
    "plan.agree": _above("来年度計画・今年度計画の協議", "SYS-49", BUREAU),
    "monthly_report.send": _right("監402の送付", "SYS-49", BUREAU, STATION),
    "monthly_report.receive": _above("監402の受理", "SYS-49", MINISTRY, BUREAU),
    "monthly_report.accept_change": _above("送付済みの監402の変更の受付（取消処理）", "SYS-49", MINISTRY, BUREAU),
    "users.manage": _right("利用者の管理", "SYS-50", MINISTRY, BUREAU, where="below", right=ADMIN),
    "users.add_extra": _right("他の官署に籍のある職員の利用者登録", "SYS-50", MINISTRY, where="below", right=ADMIN),
}  # fmt: skip


def who(action: str) -> Who:
    """Who may take an action, for `Step(by=...)`. KeyError when there is no such action."""
    return RIGHTS[action].who


def allowed(officer: Officer, action: str, office_code: str | None = None) -> bool:
    """May the officer take the action on a record of `office_code` (None: the own office)? KeyError: no such action."""
    return who(action).may(officer, office_code)


def require(officer: Officer, action: str, office_code: str | None = None) -> None:
    """Raise NotAllowed, naming the action and those who may, unless `allowed`."""
    if not allowed(officer, action, office_code):
        right = RIGHTS[action]
        also = f"で、「{USER_RIGHTS[right.who.right]}」の権限を持つ人" if right.who.right else ""
        raise NotAllowed(f"{right.label}：この操作ができるのは、対象の局署を受け持つ{right.who.label}{also}です。")
