"""Numbers of workplaces that the offices give themselves, and which of several numbers is the main one.

仮番号振出簿 (WPL-18, WPL-19), 独自番号振出簿 (WPL-20 to WPL-23), 労働保険番号主従関係 (WPL-24, WPL-56, WPL-57).
Source: docs/spec/workplace.md sections 2 and 8, data/codes/own-number-cases.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Session

from shuro.accounts.rights import who
from shuro.kernel import links, numbers, registry, store
from shuro.kernel.calendar import wareki
from shuro.kernel.checks import REFUSE, WARN, Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, MUST, Candidate, Item, choice, code, day, rows, text
from shuro.kernel.record import Entry, Offer, Record, Row, entry, item, parent, table_of
from shuro.kernel.steps import delete, register, update
from shuro.kernel.text import Unreadable
from shuro.standards import insurance_number
from shuro.standards.common import OfWorkplace, needs_workplace, of_own_office, office_search, workplace_of
from shuro.standards.insurance_number import OWN, PROVISIONAL, InsuranceNumber

OWN_BASES = range(800_000, 900_000)  # 基幹番号 of a 独自番号 (WPL-22)
KEEPER = who("workplace.register")
SHARED = "4"  # the case of data/codes/own-number-cases.csv in which a shared number is kept (WPL-21)

# 振出簿 ----------------------------------------------------------------------------------------------------------------


def read_kind(jurisdiction: str, kind: str) -> Any:
    """`read_as` of a 仮番号 or 独自番号: a 労働保険番号 of that 所掌."""

    def read(typed: str) -> str:
        number = insurance_number.parse(typed)
        if number.jurisdiction != jurisdiction:
            raise Unreadable(f"{kind}は所掌（3桁目）が{jurisdiction}の番号です（入力は{number.jurisdiction}）。")
        return str(number)

    return read


def in_use(desk: Desk, one: Entry) -> str | None:
    """Why a line cannot be deleted: what a workplace has or had stays in the book."""
    if one.workplace_id is None:
        return None
    return "事業場基本情報で用いられた番号の行は削除できません。経過は備考に書いてください。"


def named_by_number(line: Entry) -> str:
    """A line is named by its number."""
    return number_of(line).shown


def take_line(desk: Desk, one: Entry) -> None:
    """Take the number of a line that is being added. Raises store.Refused when the book has that line already."""
    number = number_of(one)
    where = item(*book_of(number))
    claim(desk, number, where, one.workplace_id)
    if line_of(desk.session, number) is not None:
        raise store.Refused([taken(desk, number, where)])


def own_shape(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a 独自番号 has a 基幹番号 of the book, or is a shared number with something issued below it (WPL-21, 22)."""
    name = "own_number" if hasattr(one, "own_number") else "insurance_number"
    number = insurance_number.of(getattr(one, name))
    if number is not None and number.own and series_of(number) is None:
        cls = OwnNumber if name == "own_number" else registry.load("workplace")
        yield finding(
            item(cls, name),
            "独自番号（所掌5）の基幹番号は800000から899999までです。一つの番号を複数の事業場で用いるときは、"
            "元の番号に枝番号又は被一括事業場番号を付けてください。",
        )


class Register(Record):
    """What the two books share: one line a number, entered by the system when a workplace uses the number."""

    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", ondelete="SET NULL", index=True)

    scope: ClassVar[str] = "bureau"
    steps: ClassVar[tuple[Any, ...]] = (
        register(KEEPER), update(KEEPER), delete(KEEPER, refuse=in_use),
    )  # fmt: skip
    number: ClassVar[Any] = take_line
    title: ClassVar[Any] = named_by_number


def begin_provisional(desk: Desk, one: Entry) -> None:
    """A new line of the 仮番号振出簿 offers the next number."""
    one.provisional_number = str(next_provisional(desk))


def begin_own(desk: Desk, one: Entry) -> None:
    """A new line of the 独自番号振出簿 offers the next number."""
    one.own_number = str(next_own(desk))


class ProvisionalNumber(Register, table=True):
    """仮番号振出簿: the 仮番号 that an office has issued (WPL-18, WPL-19)."""

    __table_args__ = (sa.UniqueConstraint("provisional_number"),)

    provisional_number: str | None = code(
        "仮番号", MUST, max=18, auto=True, read_as=read_kind(PROVISIONAL, "仮番号"), show_as=insurance_number.display
    )
    name: str | None = text("事業場名", MUST, max=80)
    insurance_number: str | None = code(
        "労働保険番号", when="正規の労働保険番号が付与されたとき", max=18,
        read_as=insurance_number.read, show_as=insurance_number.display,
    )  # fmt: skip
    changed_on: date | None = day("変更処理日", when="正規の労働保険番号が付与されたとき")
    note: str | None = text("備考")

    spec = "provisional-number-register"
    subsystem = "個別事業場情報管理システム"
    columns = ("provisional_number", "name", "insurance_number", "changed_on", "note")
    searches = (
        office_search("provisional_number"), "provisional_number", "name", "insurance_number", "changed_on",
    )  # fmt: skip
    order_by = ("provisional_number", "id")
    reference = ("provisional_number",)
    begin = begin_provisional


class OwnNumber(Register, table=True):
    """独自番号振出簿: the 独自番号 that an office has issued (WPL-20 to WPL-23)."""

    __table_args__ = (sa.UniqueConstraint("own_number"),)

    own_number: str | None = code(
        "独自番号", MUST, max=18, auto=True, read_as=read_kind(OWN, "独自番号"), show_as=insurance_number.display
    )
    name: str | None = text("事業場名", MUST, max=80)
    note: str | None = text("備考")

    spec = "own-number-register"
    subsystem = "個別事業場情報管理システム"
    columns = ("own_number", "name", "note")
    searches = (office_search("own_number"), "own_number", "name")
    order_by = ("own_number", "id")
    reference = ("own_number",)
    begin = begin_own
    rules = (own_shape,)


def book_of(number: InsuranceNumber) -> tuple[type[Record], str]:
    """The 振出簿 a 仮番号 or 独自番号 stands in, and the item that holds it there."""
    return (ProvisionalNumber, "provisional_number") if number.provisional else (OwnNumber, "own_number")


def number_of(line: Entry) -> InsuranceNumber:
    """The number of a line of either book."""
    found = insurance_number.of(getattr(line, "provisional_number", None) or getattr(line, "own_number", None))
    assert found is not None
    return found


def line_of(session: Session | None, number: InsuranceNumber) -> Entry | None:
    """The line of a 仮番号 or 独自番号 in its book, whatever office issued it."""
    assert session is not None
    cls, name = book_of(number)
    found = store.entries(session, cls, table_of(cls).c[name].in_(insurance_number.same(str(number))))
    return found[0] if found else None


# Giving numbers -------------------------------------------------------------------------------------------------------


def series_of(number: InsuranceNumber) -> tuple[str, str, int] | None:
    """(series, office, place in it) of a 仮番号 or 独自番号; None for a 独自番号 that no rule gives (WPL-21, WPL-22)."""
    office = number.prefecture + number.district
    if number.provisional:
        return "provisional_number", office, int(number.base)
    if number.covered:
        return f"own_number:{str(number)[:14]}", "", int(number.covered)
    if number.branched:
        return f"own_number:{str(number)[:11]}", "", int(number.branch)
    return ("own_number", office, int(number.base)) if int(number.base) in OWN_BASES else None


def office_number(desk: Desk, jurisdiction: str, base: int) -> InsuranceNumber:
    """The number with that 所掌 and 基幹番号 in the district of the desk's office."""
    office = desk.office.code
    return InsuranceNumber(office[:2], jurisdiction, office[2:], f"{base:06d}")


def next_provisional(desk: Desk) -> InsuranceNumber:
    """The next free 仮番号 of the office (WPL-18, WPL-19); an offer, taken only when a workplace is registered with it."""
    with desk.reading() as session:
        return office_number(desk, PROVISIONAL, numbers.peek_number(session, "provisional_number", desk.office.code))


def next_own(desk: Desk, case: str = "6", shared: InsuranceNumber | None = None) -> InsuranceNumber:
    """The next free 独自番号 for a case of data/codes/own-number-cases.csv (WPL-20 to WPL-22); an offer as above.

    `shared`: in case 4 the 労働保険番号 that another workplace uses: it is kept with 所掌 5, and the next 枝番号 is
    issued, or the next 被一括事業場番号 where it has a 枝番号 of a 労働保険事務組合 (WPL-15). Raises Unreadable when
    the shared number is missing or the numbers are used up.
    """
    if case != SHARED:
        with desk.reading() as session:
            base = numbers.peek_number(session, "own_number", desk.office.code, first=OWN_BASES.start)
        if base not in OWN_BASES:
            raise Unreadable("独自番号（基幹番号800000から899999まで）を使い切りました。")
        return office_number(desk, OWN, base)
    if shared is None:
        raise Unreadable("共用している労働保険番号を先に入力してください。")
    first = shared.with_own(covered="0001") if shared.branched else shared.with_own(branch="001")
    series, office, _ = series_of(first) or ("", "", 0)
    with desk.reading() as session:
        place = numbers.peek_number(session, series, office)
    if place > (9999 if first.covered else 999):
        raise Unreadable(f"{shared.shown}に付ける{'被一括事業場番号' if first.covered else '枝番号'}を使い切りました。")
    return shared.with_own(covered=f"{place:04d}") if first.covered else shared.with_own(branch=f"{place:03d}")


def candidates(desk: Desk, one: Entry) -> list[Candidate]:
    """What F4 offers for 労働保険番号: the next 仮番号 and 独自番号, and the typed number shared with another workplace."""
    offered = [
        Candidate("仮番号を振り出す（労働保険未手続）", next_provisional(desk).shown),
        Candidate("独自番号を振り出す（労働保険任意、非適など）", next_own(desk).shown),
    ]
    typed = insurance_number.of(one.insurance_number)
    if typed is not None and typed.regular and not typed.covered:
        shared = next_own(desk, SHARED, typed)
        issued = "被一括事業場番号" if shared.covered else "枝番号"
        offered.append(Candidate(f"独自番号を振り出す（入力した番号を共用、{issued}付き）", shared.shown))
    return offered


def proposal(desk: Desk, number: InsuranceNumber) -> InsuranceNumber:
    """The next free number of the kind of `number`, for who came too late with it."""
    if number.provisional:
        return next_provisional(desk)
    if number.covered:
        return next_own(desk, SHARED, replace(number, covered=""))
    return next_own(desk, SHARED, replace(number, branch="")) if number.branched else next_own(desk)


def taken(desk: Desk, number: InsuranceNumber, where: Item, holder: Entry | None = None) -> Finding:
    """The finding about a number that somebody else has, with the next free one; `where`: the item it was typed into."""
    kind = "仮番号" if number.provisional else "独自番号"
    whose = f"（{links.reference(desk, 'workplace', holder.id)}）" if holder is not None else ""
    return finding(
        where,
        f"{kind}{number.shown}は、既に振り出されています{whose}。次に振り出せる番号は{proposal(desk, number).shown}です。",
        refers=(store.subject(registry.load("workplace"), holder.id),) if holder is not None else (),
    )


def claim(desk: Desk, number: InsuranceNumber, where: Item, workplace_id: int | None) -> None:
    """Take a 仮番号 or 独自番号 out of its series for a workplace, inside the transaction in hand.

    Nobody else can take from the series until the commit. Raises store.Refused, with the next free number, when another
    workplace has it.
    """
    assert desk.session is not None
    series, office, place = series_of(number) or ("own_number", number.prefecture + number.district, 0)
    if numbers.peek_number(desk.session, series, office) <= place:
        numbers.next_number(desk.session, series, office, first=place)
    else:
        numbers.hold(desk.session, series, office)
    line = line_of(desk.session, number)
    if line is not None and line.workplace_id not in (None, workplace_id):
        raise store.Refused([taken(desk, number, where, workplace_of(desk, line))])


def settle_number(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Claim a 仮番号 or 独自番号 that is new on a workplace. Raises store.Refused."""
    number = insurance_number.of(one.insurance_number)
    changed = before is None or before.insurance_number != one.insurance_number
    if changed and number is not None and not number.regular:
        claim(desk, number, item(registry.load("workplace"), "insurance_number"), one.id)


def enter_number(desk: Desk, one: Entry, before: Entry | None) -> None:
    """After a workplace was stored: its 仮番号 or 独自番号 into the book (WPL-19), the course of a regular one (WPL-24)."""
    old = insurance_number.of(before.insurance_number) if before else None
    number = insurance_number.of(one.insurance_number)
    if number == old:
        return
    if number is not None and not number.regular:
        cls, name = book_of(number)
        line = line_of(desk.session, number)
        if line is None:
            values = {name: str(number), "name": one.name, "workplace_id": one.id, "office_code": one.office_code}
            store.create(desk, cls, entry(cls, **values), "番号の使用による記入")
        elif line.workplace_id is None:
            store.amend(desk, cls, line.id, {"workplace_id": one.id}, "番号の使用による記入")
    if old is not None and number is not None and not old.regular and number.regular:
        note_regular(desk, old, number)
    if before is not None:
        rank_again(desk, one)


def note_regular(desk: Desk, old: InsuranceNumber, regular: InsuranceNumber) -> None:
    """Write into the book that a 仮番号 or 独自番号 has given way to a regular number (WPL-24); once for each number."""
    assert desk.session is not None
    line = line_of(desk.session, old)
    if line is None or regular.shown in (line.note or ""):
        return
    course = f"{wareki(desk.today())} 労働保険番号{regular.shown}に変更"
    changes: dict[str, Any] = {"note": f"{line.note}、{course}" if line.note else course}
    if old.provisional:
        changes |= {"insurance_number": str(regular), "changed_on": desk.today()}
    store.amend(desk, book_of(old)[0], line.id, changes, "正規の労働保険番号の登録による記入")


# 労働保険番号主従関係 ------------------------------------------------------------------------------------------------------


class SecondaryNumber(Row, table=True):
    """従労働保険番号: each other number of the same workplace (WPL-56)."""

    link_id: int | None = parent("insurance_number_link")
    number: str | None = code(
        "従労働保険番号", MUST, max=18, read_as=insurance_number.read, show_as=insurance_number.display, index=True
    )


def begin_link(desk: Desk, one: Entry) -> None:
    """The number of the workplace is offered as 主."""
    workplace = workplace_of(desk, one)
    number = insurance_number.of(workplace.insurance_number) if workplace else None
    one.primary = str(number) if number is not None and number.regular else None


def distinct(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: every number once; exactly one of them is the 主."""
    seen = {insurance_number.same(one.primary)[0]} if one.primary else set()
    for index, line in enumerate(one.secondaries):
        number = insurance_number.same(line.number)[0] if line.number else None
        if number in seen:
            sentence = "同じ番号が主労働保険番号又は別の行にあります。番号は1つずつ、一度だけ入力してください。"
            yield Finding("number", "従労働保険番号", REFUSE, sentence, "secondaries", index)
        if number is not None:
            seen.add(number)


def one_link(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rules that look at the workplace: one record of 主従関係, and its own number among the numbers."""
    if desk is None or desk.session is None or one.workplace_id is None:
        return
    other = link_of(desk.session, one.workplace_id)
    if other is not None and other.id != one.id:
        yield finding(
            None,
            "この事業場の労働保険番号主従関係は既に登録されています。登録済みのものを更新してください。",
            refers=(store.subject(InsuranceNumberLink, other.id),),
        )
    workplace = workplace_of(desk, one)
    own = workplace.insurance_number if workplace else None
    here = [number for number in (one.primary, *(line.number for line in one.secondaries)) if number]
    if own and here and not any(own in insurance_number.same(number) for number in here):
        shown = insurance_number.display(own)
        sentence = f"事業場基本情報の労働保険番号{shown}が、主にも従にもありません。番号を確かめてください。"
        yield finding(None, sentence, WARN)


one_link.asks_database = True  # type: ignore[attr-defined]


def settle_link(desk: Desk, one: Entry, before: Entry | None) -> None:
    """主従 says which of the numbers the workplace is registered with."""
    workplace = workplace_of(desk, one)
    one.rank = rank_in(one, workplace.insurance_number if workplace else None)


def after_link(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A 仮番号 or 独自番号 that became 従 of a regular number: its course goes into the book (WPL-24)."""
    regular = insurance_number.of(one.primary)
    for line in one.secondaries:
        old = insurance_number.of(line.number)
        if regular is not None and regular.regular and old is not None and not old.regular:
            note_regular(desk, old, regular)


def named_by_primary(one: Entry) -> str:
    """A 主従関係 is named by its main number."""
    return insurance_number.display(one.primary or "")


class InsuranceNumberLink(OfWorkplace, table=True):
    """労働保険番号主従関係: which of several numbers of a workplace is the main one (WPL-56)."""

    primary: str | None = code(
        "主労働保険番号", MUST, max=18, read_as=insurance_number.read, show_as=insurance_number.display, index=True
    )
    secondaries: ClassVar[Any] = rows("従労働保険番号", SecondaryNumber, MUST)
    rank: str | None = choice("主従", ("主", "従"), AUTO)

    spec = "insurance-number-link"
    subsystem = "個別事業場情報管理システム"
    offers = (Offer(("労働保険番号主従関係",), alone=True),)
    columns = ("primary", "rank")
    searches = (office_search("insurance_number_link"), "primary", "secondaries.number")
    order_by = ("primary", "id")
    reference = ("primary",)
    begin = begin_link
    settle = settle_link
    rules = (needs_workplace, of_own_office, distinct, one_link)
    steps = (
        register(KEEPER, then=after_link),
        update(KEEPER, then=after_link),
        delete(KEEPER),
    )
    title = named_by_primary


def link_of(session: Session, workplace_id: int) -> Entry | None:
    """The 主従関係 of a workplace, None where it has one number."""
    found = store.entries(session, InsuranceNumberLink, table_of(InsuranceNumberLink).c.workplace_id == workplace_id)
    return found[0] if found else None


def rank_in(link: Entry, number: str | None) -> str:
    """主 or 従: the place of a number among those of a 主従関係; 主 when it is not among the 従."""
    others = {form for line in link.secondaries if line.number for form in insurance_number.same(line.number)}
    return "従" if number in others else "主"


def rank_again(desk: Desk, workplace: Entry) -> None:
    """Bring 主従 in line after the number of a workplace was changed."""
    assert desk.session is not None
    link = link_of(desk.session, workplace.id)
    if link is not None:
        store.amend(desk, InsuranceNumberLink, link.id, {"rank": rank_in(link, workplace.insurance_number)},
                    "事業場基本情報の更新")  # fmt: skip


def rank_of(session: Session, workplace: Entry) -> str:
    """主 or 従: whether the number a workplace is registered with is its main one (WPL-57). One number alone is 主."""
    link = link_of(session, workplace.id)
    if link is not None:
        return rank_in(link, workplace.insurance_number)
    return "従" if workplace.insurance_number and is_secondary(session, workplace.insurance_number) else "主"


def is_secondary(session: Session, number: str) -> bool:
    """Is the number registered as 従 of some workplace?"""
    table = table_of(SecondaryNumber)
    statement = sa.select(table.c.id).where(table.c.number.in_(insurance_number.same(number))).limit(1)
    return session.execute(statement).first() is not None


def following(session: Session, number: str) -> list[int]:
    """Ids of the workplaces whose main number this is: those that follow its 適用情報 (WPL-57)."""
    forms = insurance_number.same(number)
    link = table_of(InsuranceNumberLink)
    workplace = table_of(registry.load("workplace"))
    found = list(session.execute(sa.select(link.c.workplace_id).where(link.c.primary.in_(forms))).scalars())
    if not is_secondary(session, number):
        linked = sa.select(link.c.id).where(link.c.workplace_id == workplace.c.id)
        alone = sa.select(workplace.c.id).where(workplace.c.insurance_number.in_(forms), ~sa.exists(linked))
        found += session.execute(alone.order_by(workplace.c.id)).scalars()
    return found
