"""The one way records are written: permission, check, fill, version check, write, history, journal, in one transaction.

Form, import and command all end in `save`; what the system itself changes by the registration of another record
(SYS-38) goes through `amend`. Reading goes through `fetch`, `find` and the register.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import attachments, audit, numbers, sight
from shuro.kernel.changes import Conflict as Conflict
from shuro.kernel.changes import apply, by_name, differences, duplicate, update_of
from shuro.kernel.changes import plain as plain
from shuro.kernel.changes import same as same
from shuro.kernel.checks import ASK, REFUSE, WARN, Finding, check, fill, look
from shuro.kernel.desk import Desk
from shuro.kernel.record import (
    Entry,
    Record,
    blank,
    entry,
    label_of,
    record_name,
    rows_of,
    step_of,
    table_of,
    title_of,
)
from shuro.kernel.scope import visible
from shuro.kernel.steps import DELETED, IllegalStep, NotAllowed, Step


class Refused(Exception):
    """The registration was refused: `findings` say why; those of severity ASK can be accepted by their key."""

    def __init__(self, findings: list[Finding]):
        super().__init__("、".join(str(found) for found in findings))
        self.findings = findings


class Gone(Exception):
    """There is no such record for this officer: never registered, deleted, or out of sight."""

    sentence = "指定された情報は登録されていないか、削除されています。"

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Saved:
    """What a registration did: the stored entry, its warnings, the items taken over from a colleague's update."""

    id: int
    version: int
    entry: Entry
    warnings: list[Finding] = field(default_factory=list)
    merged: tuple[str, ...] = ()
    repeated: bool = False


def save(
    desk: Desk,
    cls: type[Record],
    step: str | Step,
    values: dict[str, Any] | None = None,
    *,
    id: int | None = None,
    version: int | None = None,
    base: dict[str, Any] | None = None,
    given: dict[str, Any] | None = None,
    key: str | None = None,
    accept: Iterable[str] = (),
) -> Saved:
    """Take a step on a record in one transaction; nothing is stored when anything fails.

    `values`: item name -> value as `checks.read_texts` gives them; `base`/`version`: what the form had read, so that
    a colleague's update of other items merges by itself; `given`: columns that the opening of the form fixed (parent,
    target), or that the step `gives`; `key`: idempotency key, so that an unanswered registration can be repeated;
    `accept`: keys of the ASK findings the operator has answered. Raises Refused, Conflict, Gone, NotAllowed, IllegalStep
    and StorageTrouble.
    """
    chosen = step if isinstance(step, Step) else step_of(cls, step)
    try:
        with desk.database.write() as session:
            return save_within(
                desk.within(session), cls, chosen, values or {}, id=id, version=version, base=base, given=given or {},
                key=key, accept=frozenset(accept),
            )  # fmt: skip
    except NotAllowed as refusal:
        with desk.database.write() as session:
            detail = {"step": chosen.name, "sentence": refusal.sentence}
            audit.append_journal(session, desk, "refused", subject(cls, id), detail)
        raise


def save_within(
    desk: Desk,
    cls: type[Record],
    step: Step,
    values: dict[str, Any],
    *,
    id: int | None = None,
    version: int | None = None,
    base: dict[str, Any] | None = None,
    given: dict[str, Any] | None = None,
    key: str | None = None,
    accept: frozenset[str] = frozenset(),
) -> Saved:
    """`save` inside the transaction of `desk.session`."""
    session = desk.session
    assert session is not None
    if key and (done := numbers.already_done(session, key)):
        stored = fetch(session, cls, done[1])
        return Saved(done[1], stored.version if stored else 0, stored or entry(cls), repeated=True)
    before = fetch(session, cls, id, lock=True) if id is not None else None
    if id is not None and (before is None or not visible(desk, cls, before)):
        raise Gone
    permit(desk, cls, step, before)
    one, merged = (update_of(cls, step, before, values, version, base) if before
                   else new_of(desk, cls, values, given or {}))  # fmt: skip
    for name in (*step.gives, *(name for name, _ in step.asks)) if before else ():
        if given and name in given:
            setattr(one, name, given[name])
    if before:
        see(desk, cls, one, before, {*values, *(given or ())})
    unasked = [label for name, label in step.asks if not (given or {}).get(name)]
    if unasked:
        wanted = f"「{step.name}」に必要な項目です。入力してください。"
        raise Refused([Finding("", label, REFUSE, wanted) for label in unasked])
    reason = step.refuse(desk, one) if step.refuse else None
    if reason:
        raise IllegalStep(reason)
    if step.brings is not None:
        step.brings(desk, one)
    warnings = approve(desk, cls, one, before, step, accept) if step.after != DELETED else []
    if before is None:
        sight.first_of_its_parent(desk, cls, one)
    stored = write(desk, cls, one, before, step)
    if key:
        numbers.remember(session, key, record_name(cls), stored.id)
    return Saved(stored.id, stored.version, stored, warnings, merged)


def permit(desk: Desk, cls: type[Record], step: Step, before: Entry | None) -> None:
    """Raise NotAllowed or IllegalStep unless the officer may take the step from the record's present state."""
    office = before.office_code if before else None
    if cls.realm != desk.officer.realm:
        raise NotAllowed(f"「{label_of(cls)}」は、この利用者のシステムの情報ではありません。")
    if not step.by.may(desk.officer, office):
        raise NotAllowed(f"「{label_of(cls)}」の「{step.name}」ができるのは{step.by.label}です。")
    state = before.state if before else None
    if state not in step.starts:
        allowed = "、".join(start or "未登録" for start in step.starts)
        raise IllegalStep(f"「{step.name}」は、状態が「{allowed}」のときにできます（現在：{state or '未登録'}）。")


def new_of(desk: Desk, cls: type[Record], values: dict, given: dict) -> tuple[Entry, tuple[str, ...]]:
    """A new entry: what the opening fixed, the presets of the type, then what was typed. Raises Gone and Refused."""
    one = entry(cls, office_code=desk.office.code, **given)
    see(desk, cls, one, None, given)
    if cls.begin is not None:
        cls.begin(desk, one)
    began = duplicate(cls, one)
    apply(cls, one, values)
    see(desk, cls, one, began, values)
    return one, ()


def see(desk: Desk, cls: type[Record], one: Entry, before: Entry | None, names: Container[str]) -> None:
    """Nothing is hung on, or linked to, a record that the officer cannot see. Raises Refused at the item, or Gone."""
    found = sight.out_of_sight(desk, cls, one, before, names)
    if any(not problem.label for problem in found):
        raise Gone
    if found:
        raise Refused(found)


def approve(
    desk: Desk, cls: type, one: Entry, before: Entry | None, step: Step, accept: frozenset[str]
) -> list[Finding]:
    """Fill and check the entry; the warnings. Raises Refused with everything found."""
    fill(cls, one, before, desk)
    found = check(cls, one, step, desk)
    stops = [f for f in found if f.severity is REFUSE or (f.severity is ASK and f.key not in accept)]
    if stops:
        raise Refused(found)
    return [f for f in found if f.severity is WARN]


def write(desk: Desk, cls: type[Record], one: Entry, before: Entry | None, step: Step) -> Entry:
    """Store an approved entry with its rows, history, journal and search index, then what the step brings with it."""
    session = desk.session
    assert session is not None
    if step.after == DELETED:
        return erase(desk, cls, one, step)
    if before is None and cls.number is not None:
        cls.number(desk, one)
    if cls.settle is not None:
        cls.settle(desk, one, before)
    one.state = step.after or one.state
    stamp(desk, one, before)
    table = table_of(cls)
    columns = {c.name: getattr(one, c.name) for c in table.columns if c.name != "id"}
    if before is None:
        one.id = session.execute(sa.insert(table).values(columns).returning(table.c.id)).scalar_one()
    else:
        session.execute(sa.update(table).where(table.c.id == one.id).values(columns))
    for child in rows_of(cls):
        write_rows(session, child, one, before)
    attachments.keep(desk, cls, one, before)
    index(session, cls, one)
    changes = differences(cls, before, one)
    note(desk, cls, one, step.name, step.command or step.name, changes)
    if step.then is not None:
        step.then(desk, one, before)
    return one


def stamp(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Version, and who registered and last updated when (最新更新日時)."""
    moment = desk.now().replace(tzinfo=None)
    if before is None:
        one.version, one.registered_at, one.registered_by = 1, moment, desk.officer.name
    else:
        one.version = before.version + 1
    one.updated_at, one.updated_by = moment, desk.officer.name


def write_rows(session: Session, child: Any, one: Entry, before: Entry | None) -> None:
    """Bring a child table in line with the entry: lines keep their ids by position, so that others may point to them."""
    table = table_of(child.row)
    parent = parent_column(child.row)
    old = getattr(before, child.name) if before else []
    new = getattr(one, child.name) or []
    for position, line in enumerate(new):
        values = {c.name: getattr(line, c.name, None) for c in table.columns if c.name != "id"}
        values |= {parent: one.id, "position": position}
        if position < len(old):
            line.id = old[position].id
            session.execute(sa.update(table).where(table.c.id == line.id).values(values))
        else:
            line.id = session.execute(sa.insert(table).values(values).returning(table.c.id)).scalar_one()
    gone = [line.id for line in old[len(new) :]]
    if gone:
        session.execute(sa.delete(table).where(table.c.id.in_(gone)))


def erase(desk: Desk, cls: type[Record], one: Entry, step: Step) -> Entry:
    """Delete a record with its rows; the history keeps all it held, its number stays a gap."""
    session = desk.session
    assert session is not None
    if step.then is not None:
        step.then(desk, one, one)
    for child in rows_of(cls):
        table = table_of(child.row)
        session.execute(sa.delete(table).where(table.c[parent_column(child.row)] == one.id))
    attachments.release(desk, cls, one)
    unindex(session, cls, one)
    session.execute(sa.delete(table_of(cls)).where(table_of(cls).c.id == one.id))
    note(desk, cls, one, step.name, step.command or step.name, differences(cls, one, None))
    return one


def amend(desk: Desk, cls: type[Record], id: int, changes: dict[str, Any], why: str) -> Entry | None:
    """Change columns of a record because another was registered (SYS-38); None when nothing differs or it is gone.

    Written like any other change (version, history with `why` as its step, journal, index), without rights or marks:
    those were asked of the record that is the cause.
    """
    session = desk.session
    assert session is not None
    before = fetch(session, cls, id, lock=True)
    if before is None:
        return None
    one = duplicate(cls, before)
    for name, value in changes.items():
        setattr(one, name, value)
    fill(cls, one, before)
    if not differences(cls, before, one):
        return None
    stamp(desk, one, before)
    table = table_of(cls)
    columns = {c.name: getattr(one, c.name) for c in table.columns if c.name != "id"}
    session.execute(sa.update(table).where(table.c.id == id).values(columns))
    for child in rows_of(cls):
        write_rows(session, child, one, before)
    attachments.keep(desk, cls, one, before)
    index(session, cls, one)
    note(desk, cls, one, why, "amend", differences(cls, before, one))
    return one


def create(desk: Desk, cls: type[Record], one: Entry, why: str, state: str | None = None) -> Entry:
    """Register a record that the system makes by itself (a ledger line, a sheet), inside the transaction in hand."""
    session = desk.session
    assert session is not None
    one.office_code = one.office_code or desk.office.code
    fill(cls, one)
    after = state if state is not None else cls.steps[0].after
    return write(desk, cls, one, None, Step(why, None, after, command="create"))


def remove(desk: Desk, cls: type[Record], id: int, why: str) -> None:
    """Delete a record that the system made, because its cause is gone."""
    assert desk.session is not None
    one = fetch(desk.session, cls, id, lock=True)
    if one is not None:
        erase(desk, cls, one, Step(why, one.state, DELETED, command="remove", edits=False))


def note(desk: Desk, cls: type[Record], one: Entry, step: str, word: str, changes: dict[str, list]) -> None:
    """History row and journal row; if either cannot be written, the whole operation fails."""
    session = desk.session
    assert session is not None
    name = record_name(cls)
    audit.record_history(session, desk, name, one.id, step, one.version, changes)
    audit.append_journal(session, desk, f"{name}.{word}", subject(cls, one.id), {"version": one.version})


def subject(cls: type, id: int | None) -> str:
    """How history, journal and drafts name a record."""
    return f"{record_name(cls)}:{id or 'new'}"


def fetch(session: Session, cls: type, id: int, lock: bool = False) -> Entry | None:
    """The stored record with its rows, or None. `lock`: for writing; nobody else changes it until the commit."""
    table = table_of(cls)
    statement = sa.select(table).where(table.c.id == id)
    if lock:
        statement = statement.with_for_update()  # SQLite ignores it: its writers already queue
    row = session.execute(statement).mappings().first()
    return load(session, cls, [row])[0] if row else None


def entries(session: Session, cls: type, *where: Any, order: tuple[Any, ...] = ()) -> list[Entry]:
    """All stored records that meet the conditions, with their rows, ordered by `order` (default: id)."""
    table = table_of(cls)
    statement = sa.select(table).where(*where).order_by(*(order or (table.c.id,)))
    return load(session, cls, session.execute(statement).mappings().all())


def load(session: Session, cls: type, rows: Iterable[Any]) -> list[Entry]:
    """Entries of table rows, child tables read with one statement each."""
    empty = blank(cls)
    loaded = [Entry(**{**empty, **row}) for row in rows]
    by_id = {one.id: one for one in loaded}
    for child in rows_of(cls):
        for one in loaded:
            setattr(one, child.name, [])
        table, parent = table_of(child.row), parent_column(child.row)
        if not by_id:
            continue
        found = session.execute(
            sa.select(table).where(table.c[parent].in_(by_id)).order_by(table.c[parent], table.c.position)
        )
        for line in found.mappings():
            getattr(by_id[line[parent]], child.name).append(Entry(**{**blank(child.row), **line}))
    return loaded


def find(desk: Desk, cls: type[Record], id: int) -> Entry:
    """The record with this id as the officer may see it. Raises Gone."""
    with desk.database.read() as session:
        one = fetch(session, cls, id)
        here = desk.within(session)
        if one is None or not visible(here, cls, one):
            raise Gone
        look(cls, one, here)
        return one


def parent_column(row: type) -> str:
    """The column of a Row class that points to its record."""
    for column in table_of(row).columns:
        if any(key.ondelete == "CASCADE" for key in column.foreign_keys):
            return column.name
    raise KeyError(f"{row.__name__} names no parent")


def index(session: Session, cls: type[Record], one: Entry) -> None:
    """Bring the search index in line with a stored entry."""
    if cls.substring:
        search_index(cls).put(session, one.id, {name: searched(cls, one, name) for name in cls.substring})


def unindex(session: Session, cls: type[Record], one: Entry) -> None:
    """Take a record out of the search index."""
    if cls.substring:
        search_index(cls).remove(session, one.id)


def search_index(cls: type[Record]) -> Any:
    """The substring index of a record type."""
    from shuro.kernel.search import SearchIndex

    return SearchIndex(record_name(cls), cls.substring)


def searched(cls: type, one: Any, name: str) -> str | list[str]:
    """The text (or several) under which an item is found: what it shows, so that a coded address is found by its words."""
    item = by_name(cls).get(name)
    value = getattr(one, name) or ""
    if item is not None:
        return item.show(value) if value and item.kind.name == "address" else value
    return words(value) if isinstance(value, (list, dict)) else value


def words(value: Any) -> list[str]:
    """The texts inside a JSON value, in order."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for one in inner for word in words(one)]


def named(cls: type, one: Any) -> str:
    """The record's own name, for questions and messages."""
    return title_of(cls, one)
