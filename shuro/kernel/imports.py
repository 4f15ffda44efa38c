"""Import of files: 100,000 rows with the checks, history, journal and index of a registration, as tuples.

Rows are read, checked and stored in portions of one transaction each, so that memory stays flat, others can write in
between and an interruption leaves whole portions. A row that was stored before (the same values from the same office)
is passed over, so the same file twice stores nothing twice. Bad rows go to an error file that can be corrected and fed
again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import audit, numbers, sight
from shuro.kernel.changes import apply, differences
from shuro.kernel.checks import ASK, REFUSE, WARN, Finding, at_row, check, fill, finding, not_offered
from shuro.kernel.columns import REPORT, Heading, known_headings, parents
from shuro.kernel.database import insert_rows, reserve_ids
from shuro.kernel.desk import Desk
from shuro.kernel.items import Item
from shuro.kernel.record import Entry, Record, entry, item, record_name, rows_of, step_of, table_of
from shuro.kernel.sheets import Row, read_rows, write_csv, write_xlsx
from shuro.kernel.steps import IllegalStep, NotAllowed, Step
from shuro.kernel.store import Refused, parent_column, search_index, searched, subject
from shuro.kernel.tables import stored_moment, to_json
from shuro.kernel.text import Unreadable

PORTION = 2000  # rows of one transaction
CACHE = 20_000  # texts whose reading is remembered, per item
ONE_BY_ONE = frozenset({"link"})  # kinds read from the database: never remembered


@dataclass
class Rejected:
    """A row that was not stored: its line in the file, its texts, and why."""

    line: int
    values: dict[str, str]
    findings: list[Finding]


@dataclass
class Report:
    """What an import did. `problems` holds the first rejected rows; all are in the file `errors`."""

    read: int = 0
    stored: int = 0
    known: int = 0
    rejected: int = 0
    warned: int = 0
    cancelled: bool = False
    errors: Path | None = None
    problems: list[Rejected] = field(default_factory=list)


@dataclass
class Candidate:
    """A row that could be read: its entry, and the key under which it is remembered."""

    row: Row
    one: Entry
    key: str
    asks: bool = False


def import_file(
    desk: Desk,
    cls: type[Record],
    path: str | Path,
    *,
    errors: str | Path | None = None,
    accept: Iterable[str] = (),
    dry: bool = False,
    progress: Callable[[Report], bool | None] | None = None,
) -> Report:
    """Register the rows of a .xlsx or .csv file; the report of what was stored and what was not.

    `errors`: where rejected rows go (default: beside the file, `<name>.エラー.<ending>`); nothing is written when there
    are none. `accept`: keys of ASK findings taken as answered. `dry`: everything but storing. `progress` is called after
    each portion and may return True to stop there. Raises SheetTrouble, NotAllowed and StorageTrouble.
    """
    desk.via = "import"
    step = step_of(cls, "register")
    if not step.by.may(desk.officer, None):
        raise NotAllowed(f"取込みによる登録ができるのは{step.by.label}です。")
    known = known_headings(cls)
    source = read_rows(path, known=[*known, *REPORT, *parents(cls)])
    rejects = Rejects(Path(path), Path(errors) if errors else None)
    reader = Reader(cls, known)
    report = Report()
    while portion := list(islice(source, PORTION)):
        report.read += len(portion)
        take_portion(desk, cls, step, reader, portion, frozenset(accept), dry, report, rejects)
        if progress is not None and progress(report):
            report.cancelled = True
            break
    report.errors = rejects.finish()
    return report


def take_portion(
    desk: Desk, cls: type[Record], step: Step, reader: Reader, portion: list[Row], accept: frozenset[str], dry: bool,
    report: Report, rejects: Rejects,
) -> None:  # fmt: skip
    """Read, check and store one portion in one transaction."""

    def reject(row: Row, found: list[Finding]) -> None:
        report.rejected += 1
        rejects.add(row, found)
        if len(report.problems) < 100:
            report.problems.append(Rejected(row.line, row.values, found))

    opened = desk.database.read() if dry else desk.database.write()
    with opened as session:
        here = desk.within(session)
        ready: list[Candidate] = []
        seen: set[str] = set()
        for row in portion:
            one, found = reader.read(here, row)
            if not found:
                fill(cls, one)
                found = check(cls, one, step, None)
                reason = step.refuse(here, one) if step.refuse else None
                found += [Finding("", "", REFUSE, reason)] if reason else []
            key = reader.key(here, row)
            if key in seen:
                report.known += 1
            elif any(f.severity is REFUSE for f in found):
                reject(row, found)
            else:
                seen.add(key)
                report.warned += any(f.severity is WARN for f in found)
                ready.append(Candidate(row, one, key))
        ready, repeated = unstored(session, ready)
        report.known += repeated
        ready = answer(here, cls, ready, accept, reject)
        if not dry:
            numbers.count_on(session)
            ready = settled(here, cls, ready, reject)
            store(here, cls, step, ready)
        report.stored += len(ready)


def unstored(session: Session, ready: list[Candidate]) -> tuple[list[Candidate], int]:
    """The candidates that no earlier import stored, and how many it did."""
    keys = [one.key for one in ready]
    table = numbers.KEYS
    old: set[str] = set()
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        old.update(session.execute(sa.select(table.c.key).where(table.c.key.in_(part))).scalars())
    return [one for one in ready if one.key not in old], sum(1 for key in keys if key in old)


def answer(
    desk: Desk, cls: type[Record], ready: list[Candidate], accept: frozenset[str],
    reject: Callable[[Row, list[Finding]], None],
) -> list[Candidate]:  # fmt: skip
    """The rules that look into the database, a portion at once where a rule can (`rule.many`)."""
    rules = getattr(cls, "rules", ())
    found = {index: list(not_offered(cls, one.one, desk)) for index, one in enumerate(ready)}
    for rule in rules:
        many = getattr(rule, "many", None)
        if many is not None:
            for index, findings in many([one.one for one in ready], desk).items():
                found.setdefault(index, []).extend(findings)
        elif getattr(rule, "asks_database", False):
            for index, one in enumerate(ready):
                found.setdefault(index, []).extend(rule(one.one, desk) or ())
    kept = []
    for index, one in enumerate(ready):
        stops = [f for f in found.get(index, ()) if f.severity is REFUSE or (f.severity is ASK and f.key not in accept)]
        if stops:
            reject(one.row, stops)
        else:
            kept.append(one)
    return kept


def settled(
    desk: Desk, cls: type[Record], ready: list[Candidate], reject: Callable[[Row, list[Finding]], None]
) -> list[Candidate]:
    """Give the numbers and let the type settle what follows from the values; those it refuses fall away."""
    kept = []
    column = sight.only_one(cls)
    above: set[int] = set()  # what the rows of this portion hang on, where each has one such record at most
    for candidate in ready:
        parent = getattr(candidate.one, column) if column else None
        try:
            if parent in above:
                raise IllegalStep("同じ情報の行が、このファイルの前の行にもあります。1行にまとめてください。")
            sight.first_of_its_parent(desk, cls, candidate.one)
            if cls.number is not None:
                cls.number(desk, candidate.one)
            if cls.settle is not None:
                cls.settle(desk, candidate.one, None)
        except Refused as refusal:
            reject(candidate.row, refusal.findings)
        except IllegalStep as refusal:
            reject(candidate.row, [Finding("", "", REFUSE, refusal.sentence)])
        else:
            kept.append(candidate)
            if parent is not None:
                above.add(parent)
    return kept


def store(desk: Desk, cls: type[Record], step: Step, ready: list[Candidate]) -> None:
    """Write the approved rows: table, child rows, index, history, journal and keys, each in bulk."""
    session = desk.session
    assert session is not None
    table, name, moment = table_of(cls), record_name(cls), stored_moment(desk.now())
    ids = reserve_ids(session, table, len(ready))
    for candidate, id in zip(ready, ids):
        one = candidate.one
        one.id, one.version, one.state = id, 1, step.after or one.state
        one.registered_at = one.updated_at = moment
        one.registered_by = one.updated_by = desk.officer.name
    columns = [c.name for c in table.columns]
    entries = [candidate.one for candidate in ready]
    insert_rows(session, table, columns, map(attrgetter(*columns), entries))
    for child in rows_of(cls):
        store_lines(session, child, entries)
    if cls.substring:
        put = ((one.id, *(searched(cls, one, column) for column in cls.substring)) for one in entries)
        search_index(cls).put_many(session, put)
    audit.record_history_many(
        session, desk, ((name, one.id, step.name, 1, differences(cls, None, one)) for one in entries)
    )
    audit.append_journal_many(
        session, desk, [(f"{name}.{step.command}", subject(cls, one.id), {"version": 1}) for one in entries]
    )
    insert_rows(session, numbers.KEYS, ["key", "record", "record_id", "at"],
                [(candidate.key, name, candidate.one.id, moment) for candidate in ready])  # fmt: skip
    if step.then is not None:
        for one in entries:
            step.then(desk, one, None)


def store_lines(session: Session, child: Item, entries: list[Entry]) -> None:
    """The child rows of all entries of a portion."""
    table, parent = table_of(child.row), parent_column(child.row)
    columns = [c.name for c in table.columns if c.name != "id"]
    lines = []
    for one in entries:
        for position, line in enumerate(getattr(one, child.name) or ()):
            setattr(line, parent, one.id)
            line.position = position
            lines.append(tuple(getattr(line, c) for c in columns))
    if lines:
        insert_rows(session, table, columns, lines)


@dataclass(frozen=True, slots=True)
class Way:
    """How the texts under a heading are read. `column`: None for the record that the row hangs on.

    `memory`: values by text, None where a text may mean something else the next time. `late`: when all else is read.
    """

    column: Heading | None
    memory: dict[str, Any] | None = None
    late: bool = False


class Reader:
    """Reads the rows of a file into entries; texts met before are not read again."""

    def __init__(self, cls: type[Record], known: dict[str, Heading]):
        self.cls, self.known, self.above = cls, known, parents(cls)
        self.ways: dict[str, Way | None] = {heading: self.way(heading) for heading in (*known, *REPORT, *self.above)}

    def way(self, heading: str) -> Way | None:
        """How a heading is read, None when it is passed over: what an import reports, and what only the system fills."""
        if heading in REPORT:
            return None
        if heading in self.above:
            return Way(None)
        column = self.known[heading]
        if not column.item.typed and column.item.name not in self.cls.fixed:
            return None
        return Way(column, None if column.item.kind.name in ONE_BY_ONE else {}, column.item.depends)

    def read(self, desk: Desk, row: Row) -> tuple[Entry, list[Finding]]:
        """The entry of a row and what could not be read; items only the system fills are passed over."""
        cls = self.cls
        values: dict[str, Any] = {}
        lines: dict[str, dict[int, dict[str, Any]]] = {}
        found: list[Finding] = []
        given: dict[str, Any] = {}
        late: list[tuple[Heading, str]] = []
        for heading, text in row.values.items():
            way = self.ways[heading] if text else None
            if way is None:
                continue
            column = way.column
            if column is None:
                self.parent(desk, heading, text, given, found)
                continue
            if way.late:
                late.append((column, text))
                continue
            one = column.item
            try:
                value = self.value(desk, way, column, text)
            except Unreadable as problem:
                wrong = finding(one, str(problem))
                found.append(at_row(wrong, column.rows, column.line) if column.rows else wrong)
                continue
            if column.rows:
                lines.setdefault(column.rows.name, {}).setdefault(column.line, {})[one.name] = value
            elif one.typed:
                values[one.name] = value
            else:
                given[one.name] = value
        made = entry(cls, office_code=desk.office.code, **given)
        if cls.begin is not None and not found:
            cls.begin(desk, made)
        apply(cls, made, values)
        for name, numbered in lines.items():
            row_class = item(cls, name).row
            setattr(made, name, [entry(row_class, **numbered[index]) for index in sorted(numbered)])
        for column, text in late:
            self.put(desk, made, column, text, found, sorted(lines.get(column.rows.name, ())) if column.rows else [])
        above = next(iter(self.above), "")
        if cls.under and not cls.loose and cls.under[0] not in given and not any(f.label == above for f in found):
            sentence = f"どの{above}の情報かを入力してください（例：1301-101）。"
            found.append(Finding(cls.under[0], above, REFUSE, sentence))
        return made, found

    def put(
        self, desk: Desk, made: Entry, column: Heading, text: str, found: list[Finding], numbered: list[int]
    ) -> None:
        """Read an item whose options depend on the entry, when all others have been read; `numbered`: its lines there are."""
        owner: Any = made
        if column.rows:
            if column.line not in numbered:
                wrong = finding(column.item, "この行には、先に他の項目を入力してください。")
                found.append(at_row(wrong, column.rows, column.line))
                return
            owner = getattr(made, column.rows.name)[numbered.index(column.line)]
            owner.of = made
        try:
            setattr(owner, column.item.name, column.item.read(text, desk, owner))
        except Unreadable as problem:
            wrong = finding(column.item, str(problem))
            found.append(at_row(wrong, column.rows, column.line) if column.rows else wrong)

    def parent(self, desk: Desk, heading: str, text: str, given: dict[str, Any], found: list[Finding]) -> None:
        """Read which record the row hangs on."""
        from shuro.kernel.links import resolve

        column, record = self.above[heading]
        try:
            given[column] = resolve(desk, record, text)
        except Unreadable as problem:
            found.append(Finding(column, heading, REFUSE, str(problem)))

    def value(self, desk: Desk, way: Way, column: Heading, text: str) -> Any:
        """The value of a text; lists come as fresh copies."""
        memory = way.memory
        if memory is None:
            return column.item.read(text, desk)
        value = memory.get(text)
        if value is None:
            value = column.item.read(text, desk)
            if len(memory) < CACHE:
                memory[text] = value
        return list(value) if isinstance(value, list) else value

    def key(self, desk: Desk, row: Row) -> str:
        """The idempotency key of a row: its office and its texts, whatever file they came from."""
        kept = {heading: text for heading, text in row.values.items() if text and heading not in REPORT}
        told = to_json([record_name(self.cls), desk.office.code, kept])
        return "import:" + hashlib.sha256(told.encode()).hexdigest()


class Rejects:
    """Collects rejected rows, in memory up to a bound and then in a file, and writes the error file at the end."""

    def __init__(self, source: Path, target: Path | None):
        self.source = source
        self.target = target or source.with_name(f"{source.stem}.エラー{source.suffix}")
        self.headings: list[str] = []
        self.spool: Any = None
        self.count = 0

    def add(self, row: Row, found: list[Finding]) -> None:
        """Keep a row with its findings."""
        import json
        import tempfile

        if self.spool is None:
            self.spool = tempfile.SpooledTemporaryFile(max_size=4_000_000, mode="w+", encoding="utf-8")  # noqa: SIM115
            self.headings = [heading for heading in row.values if heading not in REPORT]
        for heading in row.values:
            if heading not in self.headings and heading not in REPORT:
                self.headings.append(heading)
        problems = [f for f in found if f.severity is not WARN] or found
        report = (
            str(row.line),
            "、".join(dict.fromkeys(f.label for f in problems)),
            " ".join(str(f) for f in problems),
        )
        self.spool.write(json.dumps([row.values, report], ensure_ascii=False) + "\n")
        self.count += 1

    def finish(self) -> Path | None:
        """Write the error file; its path, or None when no row was rejected."""
        if self.spool is None:
            return None
        write = write_xlsx if self.target.suffix.lower() == ".xlsx" else write_csv
        write(self.target, [*self.headings, *REPORT], self.lines())
        self.spool.close()
        return self.target

    def lines(self) -> Iterator[list[str]]:
        """The kept rows in the order of the headings."""
        import json

        self.spool.seek(0)
        for line in self.spool:
            values, report = json.loads(line)
            yield [*(values.get(heading, "") for heading in self.headings), *report]


__all__ = ["Rejected", "Report", "import_file"]
