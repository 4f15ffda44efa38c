"""Rules of 監督結果等情報: presets of a new result, conditions and options of its items, what is checked.

Source: docs/spec/supervision.md sections 2 to 5, docs/spec/systems.md (SYS-51).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shuro.kernel import registry, store
from shuro.kernel.calendar import fiscal_year
from shuro.kernel.checks import WARN, Finding, empty, finding
from shuro.kernel.codelists import Code, codes, rows
from shuro.kernel.desk import Desk
from shuro.kernel.items import Item
from shuro.kernel.record import Entry, items_of, table_of
from shuro.kernel.record import item as item_of
from shuro.kernel.steps import REGISTERED
from shuro.kernel.text import name_parts, workplace_name
from shuro.standards import violations
from shuro.standards.common import needs_workplace, of_own_office, workplace_of
from shuro.standards.workplace_rules import place_of

OWN, ORDERER, DORMITORY, SUBCONTRACT, TRANSFER = "当該事業", "委託者", "寄宿舎", "下請事業", "移送関係"
TARGETS = (OWN, ORDERER, DORMITORY, SUBCONTRACT, TRANSFER)
KINDS = codes("supervision-kinds").options
REGULAR, REPEAT = KINDS[0], KINDS[-1]  # 定期監督, 再(再々)監督
UNSENT, SENT = "未送付", "送付済"

HOME_NUMBERS = ("home_men", "home_women", "home_total", "home_minors")
NUMBERS = (
    "men", "women", "workers_total", "dispatched", "part_time", "fixed_term", "minors", "foreigners", "disabled",
    "special_1", "special_2", "enterprise_workers",
)  # fmt: skip
INSIDE = {  # numbers counted inside another (WPL-38, WPL-47)
    "part_time": "workers_total", "fixed_term": "workers_total", "minors": "workers_total",
    "foreigners": "workers_total", "disabled": "workers_total", "home_minors": "home_total",
}  # fmt: skip


def labelled(name: str) -> Item:
    """An item of 監督結果等情報; its module names these rules, so it is loaded late."""
    return item_of(registry.load("supervision_result"), name)


# Conditions -----------------------------------------------------------------------------------------------------------


def of_orderer(one: Any) -> bool:
    """事業場区分が委託者のとき"""
    return one.target == ORDERER


def of_dormitory(one: Any) -> bool:
    """事業場区分が寄宿舎のとき"""
    return one.target == DORMITORY


def is_regular(one: Any) -> bool:
    """監督等種別が定期監督のとき"""
    return one.supervision_kind == REGULAR


def is_repeat(one: Any) -> bool:
    """監督等種別が再(再々)監督のとき"""
    return one.supervision_kind == REPEAT


def employs_foreigners(one: Any) -> bool:
    """外国人労働者を雇用しているとき"""
    return bool(one.foreigners)


def numbers_changed(one: Any) -> bool:
    """労働者数のいずれかを変更したとき"""
    preset = one.preset_numbers or {}
    return any(getattr(one, name) != preset.get(name) for name in NUMBERS)


# Presets of a new result (SUP-9, SUP-16, SUP-20, SUP-22, SUP-23) --------------------------------------------------------

FROM_WORKPLACE = ("insurance_number", "registration_kind", "name", "name_kana", "company")
FROM_EMPLOYER = (*NUMBERS, "industry_code", "weekly_hours", "representative", "labor_union")


def begin(desk: Desk, one: Entry) -> None:
    """Preset a new result from 事業場基本情報 and, by its target, from 委託者情報 or 下請情報; nothing without a workplace."""
    workplace = workplace_of(desk, one)
    transfer = one.target == TRANSFER
    one.state = UNSENT if transfer else REGISTERED
    if workplace is None:
        return
    one.to_office = workplace.office_code if transfer else None
    one.address = place_of(workplace)
    for name in FROM_WORKPLACE:
        setattr(one, name, getattr(workplace, name))
    subcontractor = subcontractor_of(desk, one)
    if subcontractor is not None:
        take_subcontractor(one, workplace, subcontractor)
    elif one.target != SUBCONTRACT:
        for name in FROM_EMPLOYER:
            setattr(one, name, getattr(workplace, name))
        one.phone = workplace.phone_general
        if one.workers_total is None:
            one.workers_total = workplace.workers
    if of_orderer(one):
        one.industry_code, one.home_work = workplace.home_industry_code, workplace.home_work
        for name in HOME_NUMBERS:
            setattr(one, name, getattr(workplace, name))
    one.preset_numbers = {name: getattr(one, name) for name in NUMBERS}


def take_subcontractor(one: Entry, workplace: Entry, subcontractor: Entry) -> None:
    """Name, industry and the like of a subcontractor; its name goes before that of the site (SUP-16).

    The other numbers of workers are the prime contractor's, so they stay empty.
    """
    for name in ("name", "name_kana"):
        business, site = name_parts(getattr(workplace, name) or "")
        setattr(one, name, workplace_name(getattr(subcontractor, name), site or business))
    for name in ("industry_code", "enterprise_workers", "phone", "representative"):
        setattr(one, name, getattr(subcontractor, name))


def subcontractor_of(desk: Desk, one: Any) -> Entry | None:
    """The 下請情報 a result is about, None for any other."""
    if one.subcontractor_id is None:
        return None
    with desk.reading() as session:
        return store.fetch(session, registry.load("subcontractor"), one.subcontractor_id)


# Options that the offices and the ministry set --------------------------------------------------------------------------


def focus_options(desk: Desk | None, one: Any) -> Sequence[Code] | None:
    """監督重点対象: the codes that the 局 above registered for the 年度 of 監督年月日 (SUP-4, SUP-21)."""
    if desk is None:
        return None
    from shuro.standards import settings

    day = getattr(one, "supervised_on", None) or desk.today()
    office = desk.list_office
    return settings.focus_codes(desk, fiscal_year(day), office.bureau or office.code)


def special_options(target: str) -> Any:
    """特別監督対象: the codes of 本省 (SUP-5)."""

    def source(desk: Desk | None) -> Sequence[Code]:
        from shuro.standards.special_target import special_codes

        return special_codes(desk, target)

    return source


def companies(desk: Desk) -> Sequence[Code]:
    """店社, as on 事業場基本情報."""
    from shuro.standards import workplace_rules

    return workplace_rules.companies(desk)


def guidance_items(desk: Desk | None) -> Sequence[Code]:
    """指導事項: the list of 本省, data/codes/supervision-guidance-items.csv while it has set nothing (SUP-32)."""
    from shuro.standards import settings

    return settings.ministry_codes(desk, "supervision-guidance-items")


def notice_items(desk: Desk | None) -> Sequence[Code]:
    """告示違反事項: the list of 本省, with vehicle and kind of work before the words of each item (SUP-32)."""
    from shuro.standards import settings

    return [
        Code(
            one.code, " ".join(word for word in (one.extra.get("vehicle"), one.extra.get("work"), one.name) if word), {}
        )
        for one in settings.ministry_codes(desk, "driver-notice-items")
    ]


# Rules ----------------------------------------------------------------------------------------------------------------


def opened_for_target(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a result is opened for one of the five targets (SUP-8, SUP-9)."""
    if one.target is None:
        yield finding(
            labelled("target"), f"{'、'.join(TARGETS)}のいずれの監督結果かを、業務選択メニューで選んでください。"
        )
    if one.target == SUBCONTRACT and one.subcontractor_id is None:
        yield finding(None, "下請情報が選ばれていません。先に下請情報を登録し、下請事業者を選んでください。")
    if one.target not in (None, SUBCONTRACT) and one.subcontractor_id is not None:
        yield finding(None, f"下請情報を選べるのは「{SUBCONTRACT}」の監督結果です（現在：{one.target}）。")


def of_the_right_office(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: only the 所轄署 registers (SYS-51); 移送関係 is what another office finds out about its workplace (SUP-40)."""
    if desk is None or desk.session is None or one.id is not None:
        return
    if one.target != TRANSFER:
        yield from of_own_office(one, desk)
        return
    workplace = workplace_of(desk, one)
    if workplace is not None and workplace.office_code == desk.office.code:
        sentence = (
            f"「{TRANSFER}」は、他の局署が管轄する事業場について登録します。この事業場は「{OWN}」で登録してください。"
        )
        yield finding(labelled("target"), sentence)


def needs_orderer(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a result of a 委託者 needs its 委託者情報 first (SUP-17, WPL-45)."""
    if desk is None or desk.session is None or not of_orderer(one):
        return
    workplace = workplace_of(desk, one)
    if workplace is not None and not has_orderer(workplace):
        sentence = "委託者情報が登録されていません。先に事業場基本情報の「委託者情報」を登録してください。"
        yield finding(labelled("target"), sentence)


def has_orderer(workplace: Entry) -> bool:
    """Is the 委託者情報 of a workplace registered?"""
    said = [item.name for item in items_of(registry.load("workplace")) if item.tab == "委託者情報"]
    return ORDERER in (workplace.kinds or ()) and any(not empty(getattr(workplace, name)) for name in said)


def subcontractor_on_site(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: the 下請情報 is one of those of this prime contractor (SUP-14)."""
    if desk is None or desk.session is None or one.subcontractor_id is None:
        return
    subcontractor = subcontractor_of(desk, one)
    if subcontractor is None or subcontractor.workplace_id != one.workplace_id:
        sentence = (
            "選ばれた下請情報は、この事業場（元請）のものではありません。この事業場の下請情報から選んでください。"
        )
        yield finding(None, sentence)


def already_carried_out(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a result is about a supervision that was carried out (SUP-6)."""
    if desk is not None and one.supervised_on is not None and one.supervised_on > desk.today():
        sentence = "今日より後の日付です。実施した日（2日以上にわたるときは最終日）を入力してください。"
        yield finding(labelled("supervised_on"), sentence)


def numbers_agree(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: numbers counted inside another are not greater, and 男 and 女 together are the whole (SUP-22, WPL-38)."""
    for part, whole in INSIDE.items():
        number, limit = getattr(one, part), getattr(one, whole)
        if number is not None and limit is not None and number > limit:
            sentence = f"{number}人は{labelled(whole).label}の{limit}人を超えています。内数を入力してください。"
            yield finding(labelled(part), sentence, WARN)
    for men, women, whole in (("men", "women", "workers_total"), ("home_men", "home_women", "home_total")):
        numbers = [getattr(one, name) for name in (men, women, whole)]
        if None not in numbers and numbers[0] + numbers[1] != numbers[2]:
            sentence = (
                f"男{numbers[0]}人と女{numbers[1]}人の計は{numbers[0] + numbers[1]}人です（入力は{numbers[2]}人）。"
            )
            yield finding(labelled(whole), sentence, WARN)


def wage_with_form(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 最も賃金の低い者の額 is an amount of 時間額, 日額 or 月額: both or neither (SUP-23)."""
    if one.lowest_wage is not None and one.wage_form is None:
        yield finding(labelled("wage_form"), "額が入力されています。時間額、日額、月額のいずれかを選んでください。")
    if one.wage_form is not None and one.lowest_wage is None:
        yield finding(labelled("lowest_wage"), f"「{one.wage_form}」が選ばれています。額を円で入力してください。")


# 家労法 (SUP-18) --------------------------------------------------------------------------------------------------------

EMPLOYER = "事業場"
COLUMNS = {EMPLOYER: "register_as_workplace", ORDERER: "register_as_consigner"}


def state_of(laws: Iterable[bool]) -> str:
    """違反状況 of data/codes/homework-registration.csv from whether each violation is one of 家労法."""
    found = set(laws)
    if not found:
        return "違反なし"
    if found == {True}:
        return "家労法違反のみ"
    return "家労法以外の違反のみ" if found == {False} else "家労法違反及び家労法以外の違反"


def still_to_register(state: str, registered: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """(target, cases of supervision) of the results that 別表6 still asks for; no cases: whatever the supervision is.

    `registered`: 事業場 and 委託者, as far as there are results of the visit. A case of the table that asks for less than
    what is registered is not the one at hand.
    """
    table = {
        line["homework_supervision"]: {target for target, column in COLUMNS.items() if line[column]}
        for line in rows("homework-registration")
        if line["name"] == state
    }
    possible = {case: asked for case, asked in table.items() if registered <= asked}
    found = []
    for target in COLUMNS:
        cases = tuple(case for case, asked in possible.items() if target in asked - registered)
        if cases:
            found.append((target, () if len(cases) == len(possible) else cases))
    return found


def registrations_complete(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: an employer who is also a 委託者 has results as 別表6 says; those still to be made are named (SUP-18)."""
    if desk is None or desk.session is None or one.target not in (OWN, ORDERER) or one.supervised_on is None:
        return
    workplace = workplace_of(desk, one)
    if workplace is None or not {EMPLOYER, ORDERER} <= set(workplace.kinds or ()):
        return
    visit = [*of_same_visit(desk, one), one]
    registered = {ORDERER if other.target == ORDERER else EMPLOYER for other in visit}
    state = state_of(violations.of_homework(line) for other in visit for line in other.violations)
    for target, cases in still_to_register(state, registered):
        condition = f"{'、'.join(cases)}は、" if cases else ""
        sentence = f"{state}です。{condition}{target}の監督結果等情報も登録してください（別表6）。"
        yield finding(labelled("target"), sentence, WARN)


def of_same_visit(desk: Desk, one: Entry) -> list[Entry]:
    """The other results of the workplace of the same 監督年月日 for 当該事業 or 委託者."""
    assert desk.session is not None
    cls = registry.load("supervision_result")
    table = table_of(cls)
    same = (table.c.workplace_id == one.workplace_id, table.c.supervised_on == one.supervised_on,
            table.c.target.in_((OWN, ORDERER)))  # fmt: skip
    return [other for other in store.entries(desk.session, cls, *same) if other.id != one.id]


for _rule in (of_the_right_office, needs_orderer, subcontractor_on_site, already_carried_out, registrations_complete):
    _rule.asks_database = True  # type: ignore[attr-defined]

RULES = (
    needs_workplace, opened_for_target, of_the_right_office, needs_orderer, subcontractor_on_site, already_carried_out,
    numbers_agree, wage_with_form, registrations_complete,
)  # fmt: skip
