"""統合処理: two registered 事業場基本情報 of one workplace become one (WPL-59 to WPL-63).

What becomes of the records that hang on them is a table, data/codes/merge-rules.csv, read by the names of the record
types; a type that is not in it moves to the record that stays (WPL-62). Source: docs/spec/workplace.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import Any

from shuro.kernel import codes as code_tables
from shuro.kernel import drafts, links, store
from shuro.kernel.checks import ASK, WARN, Finding, empty, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, MUST, link, longtext, text
from shuro.kernel.record import Entry, Record, entry, item, items_of, label_of, record_name, rows_of, table_of
from shuro.kernel.steps import NEW, STATION_OR_BUREAU, Step
from shuro.standards import enterprise, insurance_number, workplace_numbers
from shuro.standards.common import office_search
from shuro.standards.enterprise import EnterpriseLink
from shuro.standards.workplace import Workplace
from shuro.standards.workplace_numbers import InsuranceNumberLink, SecondaryNumber

MERGED = "統合済"
WHY = "統合処理"
KEEP, APPEND, LATEST, MIXED = "keep_target", "append", "latest", "mixed"

# the record types behind a name of the table that is no type's own
MEANT = {
    "危険機械・有害業務情報": (
        "危険機械情報", "有害業務情報", "作業主任者情報", "就業制限情報", "作業環境測定情報",
    ),
}  # fmt: skip
LATER_STAYS = ("週所定労働時間",)  # items of a `mixed` record of which the one updated last stays


@cache
def rules() -> dict[str, str]:
    """The rule of data/codes/merge-rules.csv by the label of a record type."""
    found: dict[str, str] = {}
    for one in codes("merge-rules"):
        found |= dict.fromkeys(MEANT.get(one.name, (one.name,)), one.extra["rule"])
    return found


# Before it runs -----------------------------------------------------------------------------------------------------------


def both(one: Entry, desk: Desk) -> tuple[Entry | None, Entry | None]:
    """The record that stays and the one merged into it, None where not entered or gone."""
    target, gone = (
        links.read(desk, Workplace, id) if id is not None else None for id in (one.target_id, one.merged_id)
    )
    return target, gone


def mergeable(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: two different workplaces of the officer's office; what will happen, to be confirmed (WPL-63)."""
    if desk is None or desk.session is None or one.id is not None:
        return
    target, gone = both(one, desk)
    if target is None or gone is None:
        return
    if target.id == gone.id:
        yield finding(item(WorkplaceMerge, "merged_id"), "統合先と同じ事業場です。別の事業場を選んでください。")
        return
    for name, workplace in (("target_id", target), ("merged_id", gone)):
        if workplace.office_code != desk.office.code:
            holder = code_tables.office(workplace.office_code).name
            yield finding(item(WorkplaceMerge, name), f"管轄局署は{holder}です。自局署の事業場を選んでください。")
            return
    if not target.insurance_number and gone.insurance_number:
        shown = insurance_number.display(gone.insurance_number)
        sentence = f"被統合の労働保険番号{shown}は引き継がれません。用いるときは、先に統合先に登録してください。"
        yield finding(item(WorkplaceMerge, "merged_id"), sentence, WARN)
    tied = "、".join(f"{label_of(cls)}{number}件" for cls, number in links.referring(desk, "workplace", gone.id))
    names = [links.reference(desk, "workplace", workplace.id) for workplace in (gone, target)]
    question = (
        f"「{names[0]}」を「{names[1]}」に統合します。被統合の事業場基本情報は削除され、元に戻せません。統合しますか。"
    )
    yield finding(None, question + (f"（引き継ぐ情報：{tied}）" if tied else ""), ASK, key="merge")


mergeable.asks_database = True  # type: ignore[attr-defined]


# While it runs ------------------------------------------------------------------------------------------------------------


def merge(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Carry the merge out, inside the registration of 統合処理. Raises store.Refused when one of the two is gone.

    Nobody else changes the two meanwhile; they are held in the order of their ids, so that two merges never wait for
    one another.
    """
    assert desk.session is not None
    held = {id: store.fetch(desk.session, Workplace, id, lock=True) for id in sorted({one.target_id, one.merged_id})}
    target, gone = held[one.target_id], held[one.merged_id]
    if target is None or gone is None:
        name = "target_id" if target is None else "merged_id"
        raise store.Refused(
            [finding(item(WorkplaceMerge, name), "この事業場基本情報は、既に削除又は統合されています。")]
        )
    one.target_name, one.merged_name = target.name, gone.name
    one.merged_reference = links.reference_of(Workplace, gone)
    done = {label_of(EnterpriseLink): enterprise.merge(desk, gone.id, target.id, WHY)}
    done[label_of(InsuranceNumberLink)] = merge_numbers(desk, target, gone)
    for cls, columns in links.pointing("workplace").items():
        if cls not in (EnterpriseLink, InsuranceNumberLink, WorkplaceMerge):
            done[label_of(cls)] = carry_over(desk, cls, columns, target.id, gone.id)
            for column in columns:
                drafts.move_drafts(desk.session, record_name(cls), column, gone.id, target.id)
    store.amend(desk, Workplace, target.id, free_items(target, gone), WHY)
    drafts.drop_all(desk.session, record_name(Workplace), gone.id)
    store.remove(desk, Workplace, gone.id, WHY)
    one.contents = "、".join(f"{label}{number}件" for label, number in done.items() if number) or None


def free_items(target: Entry, gone: Entry) -> dict[str, Any]:
    """事業場自由設定 and 事業場自由設定数量 of both, unless the record that stays already has the same (WPL-60)."""
    changes: dict[str, Any] = {}
    has = (target.free_text or "").split("、") if target.free_text else []
    if gone.free_text and gone.free_text != target.free_text and gone.free_text not in has:
        changes["free_text"] = "、".join([*has, gone.free_text])
    if target.free_quantity is None and gone.free_quantity is not None:
        changes["free_quantity"] = gone.free_quantity
    return changes


def carry_over(desk: Desk, cls: type[Record], columns: set[str], target_id: int, gone_id: int) -> int:
    """Bring the records of a type to the workplace that stays, by its rule; how many there were."""
    rule = rules().get(label_of(cls), APPEND)
    if cls.under is not None and cls.under[1] == "workplace":
        if rule == MIXED:
            combine(desk, cls, target_id, gone_id)
        elif rule == LATEST:
            keep_latest(desk, cls, target_id, gone_id)
    return links.relink(desk, cls, columns, gone_id, target_id, WHY)


def hanging(desk: Desk, cls: type[Record], workplace_id: int) -> list[Entry]:
    """The records of a type that hang on a workplace."""
    assert desk.session is not None and cls.under is not None
    return store.entries(desk.session, cls, table_of(cls).c[cls.under[0]] == workplace_id)


def keep_latest(desk: Desk, cls: type[Record], target_id: int, gone_id: int) -> None:
    """Of two records about the same thing the one updated last stays, with its history (WPL-61).

    The same: those that `unique` of the type tells apart beside its workplace. Where a type names nothing, each record
    is a thing of its own and is only moved.
    """
    assert cls.under is not None
    if not cls.unique:
        return
    names = [name for name in cls.unique if name not in (cls.under[0], "office_code")]

    def key(one: Entry) -> tuple[Any, ...]:
        return tuple(repr(getattr(one, name)) for name in names)

    stay = {key(one): one for one in hanging(desk, cls, target_id)}
    for one in hanging(desk, cls, gone_id):
        other = stay.get(key(one))
        if other is not None:
            store.remove(desk, cls, (other if later(one, other) else one).id, WHY)


def later(one: Entry, other: Entry) -> bool:
    """Was `one` updated after `other` (最新更新日時)? At the same moment the other stays."""
    return one.updated_at is not None and (other.updated_at is None or one.updated_at > other.updated_at)


def combine(desk: Desk, cls: type[Record], target_id: int, gone_id: int) -> None:
    """One record of both: its own items, the lines of both, and of LATER_STAYS the one updated last (WPL-60)."""
    stay = next(iter(hanging(desk, cls, target_id)), None)
    if stay is None:
        return
    for one in hanging(desk, cls, gone_id):
        changes: dict[str, Any] = {
            child.name: [*getattr(stay, child.name), *(copy(line) for line in getattr(one, child.name))]
            for child in rows_of(cls)
        }
        for declared in items_of(cls):
            value, kept = getattr(one, declared.name, None), getattr(stay, declared.name, None)
            if declared.label in LATER_STAYS and not empty(value) and (empty(kept) or later(one, stay)):
                changes[declared.name] = value
        store.amend(desk, cls, stay.id, changes, WHY)
        store.remove(desk, cls, one.id, WHY)


def merge_numbers(desk: Desk, target: Entry, gone: Entry) -> int:
    """The numbers of the merged record become 従 of the one that stays (WPL-56), where that has a number; how many."""
    assert desk.session is not None
    mine = workplace_numbers.link_of(desk.session, target.id)
    theirs = workplace_numbers.link_of(desk.session, gone.id)
    if mine is None and not target.insurance_number:
        if theirs is not None:
            rank = workplace_numbers.rank_in(theirs, None)
            store.amend(desk, InsuranceNumberLink, theirs.id, {"workplace_id": target.id, "rank": rank}, WHY)
        return int(theirs is not None)
    known = forms_of([target.insurance_number, *numbers_in(mine)])
    added: list[str] = []
    for number in (gone.insurance_number, *numbers_in(theirs)):
        if number and number not in known:
            added.append(number)
            known |= forms_of([number])
    if theirs is not None:
        store.remove(desk, InsuranceNumberLink, theirs.id, WHY)
    if not added:
        return 0
    if mine is not None:
        lines = [*mine.secondaries, *(entry(SecondaryNumber, number=number) for number in added)]
        stored = store.amend(desk, InsuranceNumberLink, mine.id, {"secondaries": lines}, WHY)
    else:
        stored = begin_link(desk, target, added)
    if stored is not None:
        workplace_numbers.after_link(desk, stored, None)
    return len(added)


def begin_link(desk: Desk, target: Entry, added: list[str]) -> Entry:
    """The 主従関係 of a workplace that had one number: a regular one is the 主, its own where it is regular."""
    everything = [target.insurance_number, *added]
    regular = [number for number in everything if (known := insurance_number.of(number)) and known.regular]
    primary = (regular or everything)[0]
    lines = [entry(SecondaryNumber, number=number) for number in everything if number != primary]
    made = entry(InsuranceNumberLink, workplace_id=target.id, office_code=target.office_code, primary=primary,
                 secondaries=lines)  # fmt: skip
    return store.create(desk, InsuranceNumberLink, made, WHY)


def numbers_in(link: Entry | None) -> list[str]:
    """Every number of a 主従関係."""
    return [number for number in (link.primary, *(line.number for line in link.secondaries)) if number] if link else []


def forms_of(numbers: Iterable[str | None]) -> set[str]:
    """Numbers in every form that means the same."""
    return {form for number in numbers if number for form in insurance_number.same(number)}


def named(one: Entry) -> str:
    """A merge is named by what was merged."""
    return f"{one.merged_reference or ''} {one.merged_name or ''}".strip()


class WorkplaceMerge(Record, table=True):
    """統合処理: a registered workplace merged into another record of the same workplace (WPL-59)."""

    target_id: int | None = link("統合先", "workplace", MUST, help="残す事業場基本情報。")
    merged_id: int | None = link("被統合", "workplace", MUST, help="統合先に統合し、削除する事業場基本情報。")
    target_name: str | None = text("統合先の事業場名", AUTO)
    merged_reference: str | None = text("被統合の管轄局署・事業場キー", AUTO)
    merged_name: str | None = text("被統合の事業場名", AUTO)
    contents: str | None = longtext("引き継いだ情報", AUTO)

    subsystem = "システム設定"
    steps = (Step("統合", NEW, MERGED, STATION_OR_BUREAU, command="register"),)
    settle = merge
    rules = (mergeable,)
    columns = ("registered_at", "office_code", "target_name", "merged_reference", "merged_name", "contents")
    searches = (office_search("workplace_merge"), "target_name", "merged_reference", "merged_name")
    order_by = ("-id",)
    title = named
