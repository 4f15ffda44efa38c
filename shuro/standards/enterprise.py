"""企業全体情報: the workplaces of one enterprise, each linked to the one directly above it (WPL-69 to WPL-76).

A link is made from a workplace (遷移元事業場) to one above or below it; stored beside it as `upper_id` and `lower_id`, so
that a workplace has at most one above it. Source: docs/spec/workplace.md section 11, docs/spec/fields/enterprise.csv.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Session

from shuro.accounts.rights import who
from shuro.kernel import codes as code_tables
from shuro.kernel import links, numbers, store
from shuro.kernel.checks import WARN, Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, MUST, choice, flag, industry, integer, link, office, text
from shuro.kernel.record import Entry, Listing, Offer, Page, Search, item, table_of
from shuro.kernel.steps import DELETED, REGISTERED, Step, Who, delete, register, update
from shuro.standards.common import OfWorkplace, needs_workplace, of_own_office, office_search
from shuro.standards.workplace import Workplace

UPPER, LOWER = "上位", "下位"
LINKING = who("workplace.register")
ENDS = Who("関連付けた局署又は関連付けた事業場の管轄局署の職員", levels=LINKING.levels, where="any")
MOST = 2000  # workplaces that the page of an enterprise shows

ORDER = (  # WPL-71
    "関連付けの順序：①原則は組織上直近上位の事業場。②それが本社等事業場でなく、本社等事業場まで関連付けられていないときは、"
    "その上位で関連付けられている事業場。③それもないとき、分からないときは、直接、本社等事業場。"
)  # fmt: skip

# Up and down the tree ---------------------------------------------------------------------------------------------------


def above(session: Session, workplace_id: int, coming: Mapping[int, int] = MappingProxyType({})) -> list[int]:
    """Ids of the workplaces above one, the nearest first. `coming`: lower → upper of links about to be stored."""
    table = table_of(EnterpriseLink)
    found: list[int] = []
    here: int | None = workplace_id
    while here is not None:
        stored = sa.select(table.c.upper_id).where(table.c.lower_id == here)
        here = coming.get(here) or session.execute(stored).scalar()
        if here is None or here in found:
            break
        found.append(here)
    return found


def top_of(session: Session, workplace_id: int) -> int:
    """The workplace on top of the enterprise a workplace belongs to; itself where nothing is above it."""
    return [workplace_id, *above(session, workplace_id)][-1]


def below(workplace_id: int) -> Any:
    """SQL: the ids of a workplace and of all that are linked below it."""
    table = table_of(EnterpriseLink)
    tree = sa.select(sa.literal(workplace_id, sa.Integer).label("id")).cte("tree", recursive=True)
    return sa.select(tree.union(sa.select(table.c.lower_id).where(table.c.upper_id == tree.c.id)).c.id)


@dataclass(frozen=True)
class Member:
    """A workplace of an enterprise: how far below the top (0: the top itself), and under which other one."""

    workplace: Entry
    depth: int
    upper_id: int | None


def tree(desk: Desk, workplace_id: int) -> list[Member]:
    """The whole enterprise a workplace belongs to, from the top, each before those below it, siblings by their reading.

    A workplace without links is an enterprise of its own; [] when there is no such workplace.
    """
    with desk.reading() as session:
        top = top_of(session, workplace_id)
        inside = below(top)
        table = table_of(EnterpriseLink)
        ways = sa.select(table.c.lower_id, table.c.upper_id).where(table.c.lower_id.in_(inside))
        uppers = {lower: upper for lower, upper in session.execute(ways)}
        workplaces = table_of(Workplace)
        order = (workplaces.c.name_kana, workplaces.c.id)
        found = {one.id: one for one in store.entries(session, Workplace, workplaces.c.id.in_(inside), order=order)}
    under: dict[int | None, list[int]] = {}
    for id in found:
        under.setdefault(uppers.get(id) if id != top else None, []).append(id)
    members: list[Member] = []
    stack: list[tuple[int, int, int | None]] = [(id, 0, None) for id in reversed(under.get(None, []))]
    while stack:
        id, depth, upper = stack.pop()
        members.append(Member(found[id], depth, upper))
        stack.extend((lower, depth + 1, id) for lower in reversed(under.get(id, [])))
    return members


def links_at(session: Session, workplace_id: int) -> list[Entry]:
    """Every link of a workplace, up and down."""
    table = table_of(EnterpriseLink)
    ends = sa.or_(table.c.upper_id == workplace_id, table.c.lower_id == workplace_id)
    return store.entries(session, EnterpriseLink, ends)


def is_top(session: Session, workplace_id: int, without: int | None = None) -> bool:
    """Has a workplace nothing above it and something below (WPL-73)? `without`: a link that is about to go."""
    uppers = [one.upper_id for one in links_at(session, workplace_id) if one.id != without]
    return bool(uppers) and all(upper == workplace_id for upper in uppers)


# Rules ------------------------------------------------------------------------------------------------------------------


def ends_of(one: Any) -> tuple[int | None, int | None]:
    """(upper, lower) that a link means; None for what is not entered."""
    if one.relation == UPPER:
        return one.other_id, one.workplace_id
    if one.relation == LOWER:
        return one.workplace_id, one.other_id
    return None, None


def misplaced(desk: Desk, one: Entry, coming: Mapping[int, int] = MappingProxyType({})) -> list[Finding]:
    """Why a link cannot be made: to itself, in a circle, or below a second workplace (WPL-72). `coming`: as in `above`."""
    assert desk.session is not None
    upper, lower = ends_of(one)
    if upper is None or lower is None:
        return []
    where = item(EnterpriseLink, "other_id")
    if upper == lower:
        return [finding(where, "遷移元事業場と同じ事業場です。別の事業場を選んでください。")]
    table = table_of(EnterpriseLink)
    over = sa.select(table.c.id, table.c.upper_id).where(table.c.lower_id == lower, table.c.id != (one.id or 0))
    held = desk.session.execute(over).first()
    if held is not None or lower in coming:
        other = held.upper_id if held is not None else coming[lower]
        sentence = (
            f"{named(desk, lower)}は既に{named(desk, other)}の下位に関連付けられています。上位の事業場は1つです。"
            "上位を変えるときは、登録済みの関連付けを更新するか、削除してから登録してください。"
        )
        refers = (store.subject(EnterpriseLink, held.id),) if held is not None else ()
        return [finding(where, sentence, refers=refers)]
    if lower in above(desk.session, upper, coming):
        sentence = f"{named(desk, lower)}は{named(desk, upper)}より上位にあります。上位と下位を確かめてください。"
        return [finding(where, sentence)]
    return []


def alone(desk: Desk, one: Entry, coming: Mapping[int, int]) -> list[Finding]:
    """The order of linking, told where the upper workplace has no link of its own yet (WPL-71)."""
    assert desk.session is not None
    upper, _ = ends_of(one)
    if upper is None or upper in {*coming, *coming.values()}:
        return []
    if any(other.id != one.id for other in links_at(desk.session, upper)):
        return []
    sentence = f"{named(desk, upper)}は、まだどの事業場にも関連付けられていません。本社等事業場でないときは、{ORDER}"
    return [finding(item(EnterpriseLink, "other_id"), sentence, WARN)]


def all_placed(entries: Sequence[Entry], desk: Desk | None) -> dict[int, list[Finding]]:
    """Whether links can be made, for several at once: each with those before it in place."""
    if desk is None or desk.session is None:
        return {}
    found: dict[int, list[Finding]] = {}
    coming: dict[int, int] = {}
    for index, one in enumerate(entries):
        found[index] = misplaced(desk, one, coming)
        upper, lower = ends_of(one)
        if not found[index] and upper is not None and lower is not None:
            found[index] = alone(desk, one, coming)
            coming[lower] = upper
    return found


def placed(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: see `all_placed`."""
    return all_placed([one], desk).get(0, ())


placed.many = all_placed  # type: ignore[attr-defined]


def named(desk: Desk, workplace_id: int) -> str:
    """A workplace in a sentence: key and name."""
    return f"「{links.reference(desk, 'workplace', workplace_id)}」"


def not_mine(desk: Desk, one: Entry) -> str | None:
    """Why a link cannot be taken away here: it concerns no workplace of the office and was not made by it."""
    mine = {one.office_code}
    for id in (one.upper_id, one.lower_id):
        workplace = links.read(desk, Workplace, id)
        mine |= {workplace.office_code} if workplace else set()
    if desk.office.code in mine:
        return None
    names = "、".join(known.name for code in sorted(mine) if (known := code_tables.offices().get(code)))
    return f"この関連付けを解除できるのは{names}の職員です。"


# What a registration brings with it -------------------------------------------------------------------------------------


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Upper and lower of the link, looked at once more while nobody else can link. Raises store.Refused."""
    hold(desk)
    found = misplaced(desk, one)
    if found:
        raise store.Refused(found)
    one.upper_id, one.lower_id = ends_of(one)


def hold(desk: Desk) -> None:
    """Nobody else links until the commit: two links could make a circle together."""
    assert desk.session is not None
    numbers.next_number(desk.session, "enterprise_link")


def mark_tops(desk: Desk, ids: Iterable[int | None], without: int | None = None) -> None:
    """Bring 企業全体の最上位 of workplaces in line with their links (WPL-73, WPL-75); `without`: a link about to go."""
    assert desk.session is not None
    for id in sorted({id for id in ids if id is not None}):
        top = is_top(desk.session, id, without)
        stored = store.fetch(desk.session, Workplace, id)
        if stored is not None and bool(stored.top_of_enterprise) != top:
            store.amend(desk, Workplace, id, {"top_of_enterprise": top}, "企業全体情報による更新")


def after(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The workplaces at both ends, those of before too."""
    mark_tops(desk, (one.upper_id, one.lower_id, *((before.upper_id, before.lower_id) if before else ())))


def unlink(desk: Desk, one: Entry, before: Entry | None) -> None:
    """With 削除 of one link: its two workplaces, as they stand without it (WPL-76)."""
    mark_tops(desk, (one.upper_id, one.lower_id), without=one.id)


def take_out(desk: Desk, one: Entry, before: Entry | None) -> None:
    """企業全体から除外: every link of the 遷移元事業場 goes; those below it stay linked among themselves (WPL-76)."""
    assert desk.session is not None
    hold(desk)
    touched = [one.upper_id, one.lower_id]
    for other in links_at(desk.session, one.workplace_id):
        touched += [other.upper_id, other.lower_id]
        if other.id != one.id:
            store.remove(desk, EnterpriseLink, other.id, "企業全体からの除外")
    mark_tops(desk, touched, without=one.id)


def merge(desk: Desk, gone_id: int, kept_id: int, why: str) -> int:
    """Hang the links of a workplace on the one it is merged into (WPL-62); how many were moved.

    A link that would then lead to itself, in a circle or below a second workplace goes: the one that stays keeps its own.
    """
    assert desk.session is not None
    hold(desk)
    touched: list[int] = []
    moved = 0
    links_of_gone = links_at(desk.session, gone_id)
    # the link between the two first, then the one above: both decide what can be hung on
    for one in sorted(
        links_of_gone, key=lambda one: ({one.upper_id, one.lower_id} != {gone_id, kept_id}, one.upper_id == gone_id)
    ):
        touched += [one.upper_id, one.lower_id]
        upper, lower = (kept_id if id == gone_id else id for id in (one.upper_id, one.lower_id))
        taken = lower == kept_id and any(other.lower_id == kept_id for other in links_at(desk.session, kept_id))
        if upper == lower or taken or lower in above(desk.session, upper):
            store.remove(desk, EnterpriseLink, one.id, why)
            continue
        ends = {name: kept_id for name in ("workplace_id", "other_id") if getattr(one, name) == gone_id}
        store.amend(desk, EnterpriseLink, one.id, {**ends, "upper_id": upper, "lower_id": lower}, why)
        moved += 1
    mark_tops(desk, {kept_id, *touched} - {gone_id})
    return moved


# What is shown of the other workplace -----------------------------------------------------------------------------------


def of_other(name: str) -> Any:
    """`look` of an item: what stands in the 関連付け先事業場."""

    def look(desk: Desk, one: Any) -> Any:
        other = links.read(desk, Workplace, one.other_id) if one.other_id is not None else None
        return getattr(other, name) if other else None

    return look


def enterprise_lines(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """The enterprise from the top, indented by depth."""
    if one.workplace_id is None:
        return []
    members = tree(desk, one.workplace_id)
    shown = [
        ("　" * member.depth + (member.workplace.name or ""), links.reference_of(Workplace, member.workplace))
        for member in members[:MOST]
    ]
    rest = len(members) - len(shown)
    return [*shown, (f"ほか{rest}事業場", "「企業全体情報_検索」で表示します。")] if rest > 0 else shown


def named_by_ends(one: Entry) -> str:
    """A link is named by its number."""
    return f"企業全体情報{one.id}"


class EnterpriseLink(OfWorkplace, table=True):
    """企業全体情報: one workplace and the one directly above or below it in the enterprise (WPL-69)."""

    __table_args__ = (sa.UniqueConstraint("lower_id"),)

    workplace_id: int | None = link("遷移元事業場", "workplace", MUST, tied=True, typed=False)
    relation: str | None = choice("関連付け区分", (UPPER, LOWER), MUST, help=f"関連付け先が上位か下位か。{ORDER}")
    other_id: int | None = link(
        "関連付け先事業場", "workplace", MUST, tied=True, help=f"他の局署の事業場も関連付けられます。{ORDER}"
    )
    top: ClassVar[Any] = flag("最上位", AUTO, stored=False, look=of_other("top_of_enterprise"))
    other_office: ClassVar[Any] = office("管轄局署", AUTO, stored=False, look=of_other("office_code"))
    name: ClassVar[Any] = text("事業場名", AUTO, stored=False, look=of_other("name"))
    place: ClassVar[Any] = text("所在地", AUTO, stored=False, look=of_other("place"))
    industry_code: ClassVar[Any] = industry("業種", AUTO, stored=False, look=of_other("industry_code"))
    workers: ClassVar[Any] = integer("労働者数", AUTO, stored=False, look=of_other("workers"))

    upper_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)
    lower_id: int | None = Field(default=None, foreign_key="workplace.id")

    spec = "enterprise"
    subsystem = "個別事業場情報管理システム"
    offers = (Offer(("企業全体情報", "関連付け")), Offer(("企業全体情報", "関連付けの一覧"), listing=True))
    steps = (
        register(LINKING, then=after),
        update(LINKING, then=after),
        delete(ENDS, refuse=not_mine, then=unlink, confirm="この関連付けだけを解除します。解除しますか。"),
        Step("企業全体から除外", REGISTERED, DELETED, ENDS, command="take-out", refuse=not_mine, then=take_out, edits=False,
             confirm="遷移元事業場の関連付けを上位・下位とも全て解除します。解除しますか。"),
    )  # fmt: skip
    rules = (needs_workplace, of_own_office, placed)
    settle = settle
    pages = (Page("企業全体", enterprise_lines),)
    columns = ("workplace_id", "relation", "other_id", "other_office")
    searches = (office_search("enterprise_link"), "workplace_id", "other_id", "relation")
    title = named_by_ends


# 企業全体情報_検索 --------------------------------------------------------------------------------------------------------


def of_enterprise(desk: Desk, value: int) -> Any:
    """The workplaces of the enterprise to which the named one belongs (WPL-74)."""
    with desk.reading() as session:
        top = top_of(session, value)
    return table_of(Workplace).c.id.in_(below(top))


def in_range(desk: Desk, value: str) -> Any:
    """The workplaces of an office and of those below it; no condition for 本省."""
    known = code_tables.office(value)
    if known.level == "本省":
        return sa.true()
    codes = [value, *(one.code for one in code_tables.offices_of(value))]
    return table_of(Workplace).c.office_code.in_(codes)


class EnterpriseMember(Listing):
    """企業全体情報_検索: the workplaces linked together as one enterprise, in the whole country or in a range (WPL-74)."""

    top_of_enterprise: ClassVar[Any] = flag("最上位", AUTO, stored=False)
    office_code: ClassVar[Any] = office("管轄局署", AUTO, stored=False)
    key: ClassVar[Any] = integer("事業場キー", AUTO, stored=False)
    name: ClassVar[Any] = text("事業場名", AUTO, stored=False)
    place: ClassVar[Any] = text("所在地", AUTO, stored=False)
    industry_code: ClassVar[Any] = industry("業種", AUTO, stored=False)
    workers: ClassVar[Any] = integer("労働者数", AUTO, stored=False)

    subsystem = "個別事業場情報管理システム"
    source = Workplace
    searches = (
        Search("enterprise", link("企業に属する事業場", "workplace", MUST, stored=False), of_enterprise),
        Search("office_code", office("管轄局署", stored=False), in_range, preset=lambda desk: desk.office.code),
    )
    order_by = ("office_code", "key", "id")
