"""Steps: what an officer does to a record (登録, 更新, 送付 …), from which state to which, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk, Officer

NEW = None
REGISTERED = "登録済"
DELETED = "削除"


class NotAllowed(Exception):
    """The officer has no right to this step; `sentence` says who has."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class IllegalStep(Exception):
    """The record is not in a state from which the step goes; `sentence` says which states are."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Who:
    """Who may take a step: officers of these levels, standing to the record's office as `where` says (SYS-49).

    `where`: "own" the record's office itself; "below" also offices above it; "any" whatever office; `right`: a right
    of the user beside the level, such as "admin".
    """

    label: str
    levels: frozenset[str] = frozenset({"本省", "局", "署"})
    where: str = "own"
    right: str | None = None

    def may(self, officer: Officer, office_code: str | None) -> bool:
        """May `officer` act on a record of the office `office_code` (None: a record not yet made, so its own)?"""
        if officer.office.level not in self.levels or (self.right and self.right not in officer.rights):
            return False
        if self.where == "any" or office_code is None or officer.office.code == office_code:
            return True
        if self.where == "below":
            from shuro.kernel.codes import offices

            other = offices().get(office_code)
            return other is not None and officer.office.covers(other)
        return False


OFFICE = Who("管轄局署の職員")
STATION = Who("所轄署の職員", levels=frozenset({"署"}))
STATION_OR_BUREAU = Who("管轄する局署の職員", levels=frozenset({"署", "局"}))
BUREAU = Who("局の職員", levels=frozenset({"局"}))
MINISTRY = Who("本省の職員", levels=frozenset({"本省"}), where="any")
ABOVE = Who("管轄局署又はその上の局・本省の職員", where="below")
ANYONE = Who("全ての職員", where="any")


@dataclass(frozen=True)
class Step:
    """One thing to do to a record. `before` is the states it starts from (NEW, one, or several), `after` the state it leads to.

    `needs`: items that must be filled for this step beyond their own marks. `refuse(desk, entry)`: the sentence why the
    step cannot be taken now, or None. `then(desk, entry, before)`: what else happens in the same transaction, after the
    record is written. `confirm`: the question asked first. `command`: its word on the command line.
    `edits`: whether the form's values are written too (登録, 更新) or only the state changes. `gives`: columns that are
    chosen together with the step (the record it is hung on), handed to `save` as `given`. A step that starts from NEW and
    from a state is what F9 does there too.
    """

    name: str
    before: str | tuple[str | None, ...] | None
    after: str
    by: Who = OFFICE
    command: str = ""
    needs: tuple[str, ...] = ()
    refuse: Callable[[Desk, Any], str | None] | None = None
    then: Callable[[Desk, Any, Any], None] | None = None
    confirm: str = ""
    edits: bool = True
    gives: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()  # (column, label) of texts that are asked for when it is taken (差戻し理由)
    brings: Callable[[Desk, Any], None] | None = None  # brings(desk, entry): what the step itself puts into the record
    told: str = ""  # what the officer is reminded of once it is done
    leaves: bool = False  # the form closes once it is done: back to where it was opened from
    partial: bool = False  # 一時保存: stores what is there; whatever would stop a registration only warns

    @property
    def starts(self) -> tuple[str | None, ...]:
        """The states it goes from; None stands for a record not yet registered."""
        return self.before if isinstance(self.before, tuple) else (self.before,)


def register(by: Who = OFFICE, **more: Any) -> Step:
    """登録: a new record becomes final (SYS-32)."""
    return Step("登録", NEW, more.pop("after", REGISTERED), by, command="register", **more)


def update(by: Who = OFFICE, **more: Any) -> Step:
    """更新: a registered record is changed (SYS-33)."""
    states = more.pop("states", (REGISTERED,))
    return Step("更新", states, "", by, command="update", **more)


def delete(by: Who = OFFICE, **more: Any) -> Step:
    """削除: the record leaves every list, search and count (SYS-35); the history keeps it."""
    states = more.pop("states", (REGISTERED,))
    return Step("削除", states, DELETED, by, command="delete", edits=False,
                confirm=more.pop("confirm", "削除した情報は一覧・検索・集計から消えます。削除しますか。"), **more)  # fmt: skip
