"""A record points only to records that its officer may see; every record type of the catalogue is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.kernel import links, registry, sight, store
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk, Office
from shuro.kernel.exports import export_table
from shuro.kernel.imports import import_file
from shuro.kernel.record import Record, item, items_of, record_name, rows_of, table_of
from shuro.kernel.sheets import write_csv
from shuro.kernel.steps import IllegalStep
from shuro.kernel.text import Unreadable

OTHER = {"kijun": "1302", "gaikokujin": "K000002"}


def ways_out() -> list[Any]:
    """(type, column, type pointed to) of every pointer to records that not everybody sees."""
    found = []
    for cls in registry.load_all():
        for column, name in sight.pointers(cls) if issubclass(cls, Record) else ():
            target = registry.load(name)
            if target.scope != "nation":
                found.append(pytest.param(cls, column, target, id=f"{record_name(cls)}.{column}"))
    return found


def at(desk: Desk, cls: Any) -> Desk:
    """A desk of the realm of a type."""
    if cls.realm == "kijun":
        return desk
    return replace(
        desk, officer=replace(desk.officer, realm=cls.realm, office=Office("K000001", "特定技能所属機関", "国土"))
    )


def put(database: Database, cls: Any, office: str, **values: Any) -> int:
    """A bare row of a type."""
    row = {"office_code": office, "version": 1, "state": "登録済", "registered_by": "", "updated_by": ""} | values
    with database.write() as session:
        return int(session.execute(sa.insert(table_of(cls)).values(row).returning(table_of(cls).c.id)).scalar_one())


@pytest.mark.req("CON-10", "SYS-40", "SYS-49")
@pytest.mark.parametrize("cls, column, target", ways_out())
def test_nothing_is_hung_on_what_is_out_of_sight(desk: Desk, cls: Any, column: str, target: Any) -> None:
    here = at(desk, cls)
    mine = put(desk.database, target, here.office.code)
    theirs = put(desk.database, target, OTHER[cls.realm])
    step = next(step for step in cls.steps if None in step.starts) if not cls.generated else None

    def opened(id: int) -> Any:
        with desk.database.read() as session:
            return store.new_of(here.within(session), cls, {}, {column: id})

    if column != "sent_id":  # taken in is only what another office has sent here (test_complaint_transfer)
        opened(mine)
    with pytest.raises((store.Gone, store.Refused)):
        opened(theirs)
    if step is not None and step.by.may(here.officer, None):
        with pytest.raises((store.Gone, store.Refused)):
            store.save(here, cls, step, {}, given={column: theirs})
    declared = next((one for one in items_of(cls) if one.name == column), None)
    if declared is not None and declared.typed:
        with desk.database.read() as session, pytest.raises(store.Refused, match=declared.label):
            store.new_of(here.within(session), cls, {column: theirs}, {})


@pytest.mark.req("SYS-40")
def test_no_child_table_points_to_other_records() -> None:
    """What `sight.out_of_sight` builds on: where one does, its lines have to be asked as well."""
    tables = {child.row for cls in registry.load_all() for child in rows_of(cls)}
    assert tables and not [row.__name__ for row in tables if sight.pointers(row)]


@pytest.mark.req("CON-10", "SYS-40", "SYS-49")
@pytest.mark.parametrize("target", sorted({one.values[2] for one in ways_out()}, key=record_name), ids=record_name)
def test_a_reference_names_only_what_is_in_sight(desk: Desk, target: Any) -> None:
    here = at(desk, target)
    parts = {name: 7 for name in target.reference if name in table_of(target).c and name != "office_code"}
    mine = put(desk.database, target, here.office.code, **parts)
    theirs = put(desk.database, target, OTHER[target.realm], **parts)
    with desk.database.read() as session:
        inside = here.within(session)
        texts = {id: links.reference_of(target, store.fetch(session, target, id)) for id in (mine, theirs)}
        assert links.resolve(inside, record_name(target), texts[mine]) == mine
        with pytest.raises(Unreadable):
            links.resolve(inside, record_name(target), texts[theirs])


@pytest.mark.req("SYS-40")
def test_a_stored_record_keeps_what_went_out_of_sight(desk: Desk) -> None:
    """Its link may be left as it is, but not changed to another that is out of sight."""
    application, complaint = registry.load("certification_application"), registry.load("complaint")
    theirs, another = put(desk.database, complaint, "1302"), put(desk.database, complaint, "1302")
    mine = put(desk.database, complaint, "1301")
    with desk.database.read() as session:
        here = desk.within(session)
        before = store.Entry(complaint_id=theirs, workplace_id=None, unpaid_periods=[])
        for id, right in ((theirs, True), (mine, True), (None, True), (another, False)):
            one = store.Entry(**{**vars(before), "complaint_id": id})
            assert (not sight.out_of_sight(here, application, one, before, {"complaint_id"})) is right


@pytest.mark.req("CON-10", "SYS-49")
def test_an_import_hangs_nothing_on_what_is_out_of_sight(desk: Desk, tmp_path: Path) -> None:
    journal, complaint = registry.load("complaint_journal"), registry.load("complaint")
    for office in ("1301", "1302"):
        put(desk.database, complaint, office, fiscal_year=2026, serial=1)
    headings, _ = export_table(desk, journal, {})
    above = headings[0]
    told = item(journal, "matter").label if any(one.name == "matter" for one in items_of(journal)) else headings[1]
    path = tmp_path / "経過.csv"
    write_csv(path, [above, told], [["1302-2026-1", ""], ["1301-2026-1", ""]])
    report = import_file(desk, journal, path, dry=True)
    by_line = {one.line: " ".join(str(found) for found in one.findings) for one in report.problems}
    assert f"{above}：" in by_line[2] and "で入力するか、F4で選んでください" in by_line[2]
    assert f"{above}：" not in by_line.get(3, "")


def one_each() -> list[Any]:
    return [cls for cls in registry.load_all() if issubclass(cls, Record) and sight.only_one(cls)]


@pytest.mark.req("CON-30", "CON-101", "SYS-20")
@pytest.mark.parametrize("cls", one_each(), ids=record_name)
def test_there_is_one_where_there_can_be_only_one(desk: Desk, cls: Any) -> None:
    here, column = at(desk, cls), sight.only_one(cls)
    assert column is not None and cls.under is not None
    above, another = (put(desk.database, registry.load(cls.under[1]), here.office.code) for _ in range(2))
    with desk.database.write() as session:
        inside = here.within(session)
        one = store.entry(cls, **{column: above})
        sight.first_of_its_parent(inside, cls, one)
    put(desk.database, cls, here.office.code, **{column: above})
    with desk.database.write() as session:
        inside = here.within(session)
        with pytest.raises(IllegalStep, match="登録済みです"):
            sight.first_of_its_parent(inside, cls, one)
        sight.first_of_its_parent(inside, cls, store.entry(cls, **{column: another}))


@pytest.mark.req("CON-30", "SYS-20")
def test_nor_does_an_import_make_a_second_one(desk: Desk, tmp_path: Path) -> None:
    attachment, complaint = registry.load("complaint_attachment"), registry.load("complaint")
    for serial in (1, 2):
        put(desk.database, complaint, "1301", fiscal_year=2026, serial=serial)
    headings, _ = export_table(desk, attachment, {})
    wanted = [headings[0], item(attachment, "content").label]
    path = tmp_path / "別紙.csv"
    write_csv(path, wanted, [["1301-2026-1", "一"], ["1301-2026-1", "二"], ["1301-2026-2", ""]])
    report = import_file(desk, attachment, path)
    assert report.stored == 2 and [one.line for one in report.problems] == [3]
    assert "前の行にもあります" in str(report.problems[0].findings[0])
    write_csv(path, wanted, [["1301-2026-1", "三"]])
    report = import_file(desk, attachment, path)
    assert report.stored == 0 and "登録済みです" in str(report.problems[0].findings[0])
