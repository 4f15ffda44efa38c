"""Rules of 事業場基本情報: conditions of its items, what is computed, what is checked, what a change brings with it.

Source: docs/spec/workplace.md sections 1 to 4 and 8, docs/spec/systems.md (SYS-25).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from shuro.kernel import links, postal, registry, store
from shuro.kernel.checks import ASK, WARN, Finding, finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, item, label_of, table_of
from shuro.kernel.text import TWO_BLANKS, fold, two_blanks
from shuro.standards import insurance_number, workplace_numbers

NUMBERED = ("労働保険番号", "労働保険番号仮登録")  # 登録区分 that require a 労働保険番号 (WPL-17)
NAMED = 3  # existing records a finding names before it counts the rest

# Conditions -----------------------------------------------------------------------------------------------------------


def employs(one: Any) -> bool:
    """事業場区分が事業場又は寄宿舎を含むとき"""
    return bool({"事業場", "寄宿舎"} & set(one.kinds or ()))


def orders(one: Any) -> bool:
    """事業場区分が委託者を含むとき"""
    return "委託者" in (one.kinds or ())


def numbered(one: Any) -> bool:
    """登録区分が労働保険番号又は労働保険番号仮登録のとき"""
    return one.registration_kind in NUMBERED


@lru_cache(maxsize=1)
def mining_codes() -> frozenset[str]:
    """The 小分類 of mining under which 鉱山保安法 can apply (WPL-37), by the names of data/codes/mining-industries.csv."""
    named = codes("mining-industries").options
    return frozenset(one.code for one in codes("industries") if one.name in named and one.code.startswith("02"))


def mines(one: Any) -> bool:
    """業種が鉱業の8つの小分類のいずれかのとき"""
    return one.industry_code in mining_codes()


# Computed items -------------------------------------------------------------------------------------------------------


def regular_name(one: Any) -> str | None:
    """事業場名(漢字) with its runs of blanks as exactly two full-width ones (SYS-25)."""
    return two_blanks(one.name) if one.name else one.name


def mining_kept(one: Any) -> bool | None:
    """鉱山保安法の適用 goes out with the industry that allowed it (WPL-37)."""
    return one.mining if mines(one) else None


def together(men: int | None, women: int | None, whole: int | None) -> int | None:
    """男 and 女 together; one alone only where the whole is still empty; None: leave the whole as it is (WPL-38)."""
    if men is not None and women is not None:
        return men + women
    return (men if men is not None else women) if whole is None else None


def all_workers(one: Any) -> int | None:
    """労働者数(事業場全体) from 男 and 女."""
    return together(one.men, one.women, one.workers_total)


def all_home_workers(one: Any) -> int | None:
    """家内労働者数(営業所全体) from 男 and 女."""
    return together(one.home_men, one.home_women, one.home_total)


@lru_cache(maxsize=20_000)
def address_of(code: str) -> postal.Address | None:
    """The coded address; remembered, since a form asks for it each time an item is left."""
    return postal.by_code(code)


def postal_code_of(one: Any) -> str | None:
    """郵便番号 follows the 所在地 code (WPL-30)."""
    known = address_of(one.address_code) if one.address_code else None
    return known.postal if known else None


def place_of(one: Any) -> str:
    """所在地 and 所在地(続き) in one text, for the search."""
    known = address_of(one.address_code) if one.address_code else None
    return (known.text if known else one.address_code or "") + (one.address_rest or "")


def named_by_name(one: Any) -> str:
    """A workplace is named by its 事業場名(漢字)."""
    return one.name or ""


# 店社 and free codes come from システム設定 ------------------------------------------------------------------------------------


def companies(desk: Desk | None) -> Sequence[Code]:
    """店社: the codes of 本省 (別表11) and those the offices added (WPL-41, WPL-65); without a desk those of 本省."""
    from shuro.standards import settings

    return tuple(settings.companies(desk) if desk is not None else codes("construction-companies"))


def free_classes(desk: Desk | None) -> Sequence[Code]:
    """事業場自由分類: the codes the office set (WPL-64)."""
    from shuro.standards import settings

    return tuple(settings.free_codes(desk, "事業場自由分類")) if desk is not None else ()


# Rules ----------------------------------------------------------------------------------------------------------------

INSIDE = {"part_time": "workers_total", "fixed_term": "workers_total", "minors": "workers_total",
          "foreigners": "workers_total", "disabled": "workers_total", "home_minors": "home_total"}  # fmt: skip


def workplace() -> Any:
    """The record type, loaded late: its module names these rules."""
    return registry.load("workplace")


def parts_within_whole(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a number counted inside another is not greater than it (WPL-38, WPL-47)."""
    for part, whole in INSIDE.items():
        number, limit = getattr(one, part), getattr(one, whole)
        if number is not None and limit is not None and number > limit:
            inner, outer = item(workplace(), part), item(workplace(), whole)
            sentence = f"{number}人は{outer.label}の{limit}人を超えています。{outer.label}の内数を入力してください。"
            yield finding(inner, sentence, WARN)


def name_in_two_parts(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 事業の名称, two full-width blanks, 事業場の名称 (SYS-25). A single name is only pointed out."""
    if one.name and one.name.count(TWO_BLANKS) != 1:
        sentence = "事業の名称、全角の空白2文字、事業場の名称の順に入力してください（例：〇〇会社　　〇〇工場）。"
        yield finding(item(workplace(), "name"), sentence, WARN)


def number_fits_kind(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 仮番号 and 独自番号 go with the 登録区分 that says no number was given (WPL-16)."""
    number = insurance_number.of(one.insurance_number)
    if number is None or one.registration_kind is None or number.regular is numbered(one):
        return
    if number.regular:
        sentence = f"労働保険番号が入力されています。登録区分は「{NUMBERED[0]}」又は「{NUMBERED[1]}」です。"
    else:
        kind, right = ("仮番号", "労働保険未手続") if number.provisional else ("独自番号", "労働保険任意、非適")
        sentence = f"{kind}（所掌{number.jurisdiction}）が入力されています。登録区分は通常「{right}」です。"
    yield finding(item(workplace(), "registration_kind"), sentence, WARN)


# Same workplace, same number: rules that look into the database -----------------------------------------------------------

COMPANY_FORMS = re.compile("株式会社|有限会社|合同会社|合資会社|合名会社|[(](?:株|有|同|資|名)[)]")
HOUSE_WORDS = re.compile("丁目|番地ノ?|番|号|ノ(?=[0-9])")


def twin_key(one: Any) -> str | None:
    """What two registrations of the same workplace have in common: name and address, however they were typed (WPL-58).

    Blanks, width, variants of kanji and the legal form do not count; 1丁目2番3号 is 1-2-3.
    """
    if not one.name or not one.address_code:
        return None
    return twin_of(one.name, one.address_code, one.address_rest or "")


@lru_cache(maxsize=5000)
def twin_of(name: str, address_code: str, rest: str) -> str:
    """See `twin_key`; remembered, because a registration is first asked about and then stored with it."""
    whole = fold(name)
    house = HOUSE_WORDS.sub("-", fold(rest)).strip("-")
    return "|".join((COMPANY_FORMS.sub("", whole) or whole, folded_address(address_code), re.sub("-+", "-", house)))


@lru_cache(maxsize=20_000)
def folded_address(code: str) -> str:
    """The text of a coded address as searches compare it."""
    known = address_of(code)
    return fold(known.text) if known else code


def held(desk: Desk, column: str, values: Iterable[str | None]) -> dict[str, list[Entry]]:
    """The registered workplaces by the value of an indexed column: only id, name, office, key and the number are read."""
    assert desk.session is not None
    wanted = sorted({value for value in values if value})
    table = table_of(workplace())
    shown = [table.c[name] for name in ("id", "name", "office_code", "key", "insurance_number", "twin")]
    found: dict[str, list[Entry]] = {}
    for start in range(0, len(wanted), 500):
        part = table.c[column].in_(wanted[start : start + 500])
        for row in desk.session.execute(sa.select(*shown).where(part).order_by(table.c.id)).mappings():
            found.setdefault(row[column], []).append(Entry(**row))
    return found


def naming(found: list[Entry]) -> tuple[str, tuple[str, ...]]:
    """Existing records in words, and as the subjects a screen can open."""
    words = "、".join(f"{links.reference_of(workplace(), one)} {one.name}" for one in found[:NAMED])
    rest = f"ほか{len(found) - NAMED}件" if len(found) > NAMED else ""
    return words + rest, tuple(store.subject(workplace(), one.id) for one in found)


def duplicates(entries: Sequence[Entry], desk: Desk | None) -> dict[int, list[Finding]]:
    """Ask before a new workplace is registered that looks like a registered one (WPL-58), for several at once."""
    if desk is None or desk.session is None:
        return {}
    keys = [twin_key(one) if one.id is None else None for one in entries]
    if not any(keys):
        return {}
    stored = held(desk, "twin", keys)
    asked: dict[int, list[Finding]] = {}
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key is None:
            continue
        words, refers = naming(stored[key]) if key in stored else ("", ())
        if first.setdefault(key, index) != index:
            words = "、".join(filter(None, (words, "同じファイルの前の行")))
        if words:
            sentence = f"同一と思われる事業場が既に登録されています。登録しますか。（{words}）"
            asked[index] = [finding(None, sentence, ASK, key="duplicate", refers=refers)]
    return asked


def duplicate(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: see `duplicates`."""
    return duplicates([one], desk).get(0, ())


duplicate.many = duplicates  # type: ignore[attr-defined]


def numbers_in_use(entries: Sequence[Entry], desk: Desk | None) -> dict[int, list[Finding]]:
    """Whether another workplace has the number: refused for a 仮番号 or 独自番号, told for a regular one (WPL-20 (4))."""
    if desk is None or desk.session is None:
        return {}
    typed = [insurance_number.same(one.insurance_number) if one.insurance_number else () for one in entries]
    stored = held(desk, "insurance_number", (form for forms in typed for form in forms))
    found: dict[int, list[Finding]] = {}
    seen: set[str] = set()
    where = item(workplace(), "insurance_number")
    for index, (one, forms) in enumerate(zip(entries, typed)):
        number = insurance_number.of(one.insurance_number)
        others = [other for form in forms for other in stored.get(form, ()) if other.id != one.id]
        if number is None or not (others or (forms[0] in seen and not number.regular)):
            seen.update(forms[:1])
            continue
        if not number.regular:
            found[index] = [workplace_numbers.taken(desk, number, where, others[0] if others else None)]
        else:
            words, refers = naming(others)
            sentence = (f"この番号は他の事業場が用いています（{words}）。個別に管理するときは、F4で独自番号（所掌5）を"
                        "振り出してください。")  # fmt: skip
            found[index] = [finding(where, sentence, WARN, refers=refers)]
    return found


def number_in_use(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: see `numbers_in_use`."""
    return numbers_in_use([one], desk).get(0, ())


number_in_use.many = numbers_in_use  # type: ignore[attr-defined]

RULES = (
    parts_within_whole, name_in_two_parts, workplace_numbers.own_shape, number_fits_kind, duplicate, number_in_use,
)  # fmt: skip

# What a registration brings with it -----------------------------------------------------------------------------------


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Dates beside the numbers (WPL-32, WPL-40), the former name (WPL-27, WPL-28), the claimed number, search columns."""
    today = desk.today()
    for name, dated in (("workers", "workers_on"), ("weekly_hours", "weekly_hours_on")):
        value = getattr(one, name)
        if value != getattr(before, name, None):
            setattr(one, dated, today if value is not None else None)
    one.former_names = list(one.former_names or ())
    if before is not None and before.name != one.name:
        one.former_names.append({"name": before.name, "kana": before.name_kana, "until": today.isoformat()})
        one.name_changed = None
    one.place, one.twin = place_of(one), twin_key(one)
    workplace_numbers.settle_number(desk, one, before)


def has_records(desk: Desk, one: Entry) -> str | None:
    """Why a workplace cannot be deleted: the records that hang on it, by kind."""
    tied = links.referring(desk, "workplace", one.id)
    if not tied:
        return None
    counted = "、".join(f"{label_of(cls)}{number}件" for cls, number in tied)
    return f"この事業場には{counted}が登録されているため、削除できません。同じ事業場が重複しているときは統合処理をしてください。"
