"""History and journal: written with the act or not at all, and every tampering with the journal is named."""

from __future__ import annotations

import os
import stat
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from shuro.kernel import audit, numbers
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.journal import HEAD, ROWS, key_file
from shuro.kernel.tables import stored_moment, to_json


def act(desk: Desk, count: int = 1) -> None:
    """Do `count` acts, each in a transaction of its own."""
    for _ in range(count):
        with desk.database.write() as session:
            audit.append_journal(session, desk, "test.register", "test:1", {"version": 1})


def faults(database: Database, heads: Path | None = None) -> list[audit.Fault]:
    """What verification finds."""
    with database.read() as session:
        return audit.verify(session, heads)


def change(database: Database, *statements: str) -> None:
    """Do what somebody with full access to the database, and without the key, could do."""
    with database.write() as session:
        for statement in statements:
            session.execute(sa.text(statement))


def rows(database: Database) -> list[sa.Row]:
    """The journal."""
    with database.read() as session:
        return list(session.execute(sa.select(ROWS).order_by(ROWS.c.seq)).all())


# History


def test_history_tells_who_did_what_when(desk: Desk) -> None:
    with desk.database.write() as session:
        audit.record_history(session, desk, "complaint", 7, "登録", 1, {"closed_on": [None, date(2026, 6, 10)]})
        audit.record_history(session, desk, "complaint", 7, "更新", 2, {"outcome": ["完結", "移送"]})
        audit.record_history(session, desk, "complaint", 8, "登録", 1, {})
    with desk.database.read() as session:
        newest, oldest = audit.history_of(session, "complaint", 7)
    assert (newest.step, newest.version, newest.changes) == ("更新", 2, {"outcome": ["完結", "移送"]})
    assert oldest.changes == {"closed_on": [None, "2026-06-10"]}
    assert oldest.at == datetime(2026, 6, 10, 9, 0)
    officer = (oldest.officer_id, oldest.officer_name, oldest.office_code, oldest.via)
    assert officer == (desk.officer.id, desk.officer.name, "1301", "screen")


def test_history_of_an_import_is_written_at_once(desk: Desk) -> None:
    steps = (("workplace", id, "取込", 1, {"name": [None, f"事業場{id}"]}) for id in range(1, 201))
    with desk.database.write() as session:
        audit.record_history_many(session, desk, steps)
    with desk.database.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(audit.History)).scalar_one() == 200
        assert audit.history_of(session, "workplace", 200)[0].changes == {"name": [None, "事業場200"]}


# Journal: appending


def test_the_journal_is_a_chain_without_gaps(desk: Desk, clock) -> None:
    act(desk, 2)
    with pytest.raises(KeyError), desk.database.write() as session:
        audit.append_journal(session, desk, "test.failed", "test:2")
        raise KeyError
    clock.move(minutes=1)
    act(desk)
    stored = rows(desk.database)
    assert [row.seq for row in stored] == [1, 2, 3]
    assert [row.previous for row in stored[1:]] == [row.mac for row in stored[:-1]]
    assert (stored[2].at, stored[2].office_code, stored[2].via) == ("2026-06-10T09:01:00+09:00", "1301", "screen")
    assert (stored[2].action, stored[2].subject, stored[2].detail) == ("test.register", "test:1", '{"version":1}')
    assert faults(desk.database) == []


def test_many_acts_are_appended_in_their_order(desk: Desk) -> None:
    with desk.database.write() as session:
        audit.append_journal(session, desk, "import.begin", "file.xlsx")
        audit.append_journal_many(session, desk, (("import.row", f"row:{n}", {"line": n}) for n in range(200)))
        audit.append_journal(session, desk, "import.end", "file.xlsx")
    actions = [row.action for row in rows(desk.database)]
    assert actions == ["import.begin", *["import.row"] * 200, "import.end"]
    assert faults(desk.database) == []


def test_acts_of_a_savepoint_that_was_undone_did_not_happen(desk: Desk) -> None:
    with desk.database.write() as session:
        audit.append_journal(session, desk, "outside", "")
        with session.begin_nested():
            audit.append_journal(session, desk, "kept", "")
        with pytest.raises(KeyError), session.begin_nested():
            audit.append_journal(session, desk, "undone", "")
            with session.begin_nested():
                audit.append_journal(session, desk, "undone with it", "")
            raise KeyError
        with session.begin_nested():
            with pytest.raises(KeyError), session.begin_nested():
                audit.append_journal(session, desk, "undone alone", "")
                raise KeyError
            audit.append_journal(session, desk, "kept too", "")
    assert [row.action for row in rows(desk.database)] == ["outside", "kept", "kept too"]
    assert faults(desk.database) == []


def test_nothing_is_noted_when_all_of_it_was_undone(desk: Desk) -> None:
    with desk.database.write() as session:
        with pytest.raises(KeyError), session.begin_nested():
            audit.append_journal(session, desk, "undone", "")
            raise KeyError
        numbers.next_number(session, "test")
    assert rows(desk.database) == []


def test_outside_of_a_writing_transaction_nothing_can_be_noted(desk: Desk) -> None:
    with desk.database.read() as session, pytest.raises(RuntimeError):
        audit.append_journal(session, desk, "lost", "")


def test_texts_cannot_disturb_the_journal(desk: Desk) -> None:
    evil = "a\n2,2026-06-10T09:00:00+09:00\t\x1b[31m'; DROP TABLE journal; --\"}𠮷"
    with desk.database.write() as session:
        audit.append_journal(session, desk, evil, evil, {evil: [evil]})
    (row,) = rows(desk.database)
    assert (row.action, row.subject) == (evil, evil)
    assert faults(desk.database) == []
    change(desk.database, "UPDATE journal SET detail = '{}'")
    (fault,) = faults(desk.database)
    assert fault.sentence.isprintable()  # nor the terminal of the auditor


# Journal: when it cannot be written


def registered(desk: Desk) -> bool:
    """Whether `register` stored its record."""
    with desk.database.read() as session:
        return numbers.peek_number(session, "test") > 1


def register(desk: Desk) -> None:
    """An act beside its journal row."""
    with desk.database.write() as session:
        numbers.next_number(session, "test")
        audit.append_journal(session, desk, "test.register", "test:1")


def test_without_its_key_nothing_is_registered(desk: Desk) -> None:
    act(desk)
    key_file().unlink()
    with pytest.raises(audit.JournalBroken, match="鍵"):
        register(desk)
    assert not registered(desk)
    assert not key_file().exists()


def test_with_another_key_nothing_is_registered(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(desk)
    other = tmp_path / "other.key"
    other.write_bytes(b"k" * 32)
    other.chmod(0o600)
    monkeypatch.setenv("SHURO_JOURNAL_KEY_FILE", str(other))
    with pytest.raises(audit.JournalBroken, match="SHURO_JOURNAL_KEY_FILE"):
        register(desk)
    assert not registered(desk)
    assert [fault.seq for fault in faults(desk.database)] == [0]


@pytest.mark.parametrize("spoil", ["chmod", "shorten"])
def test_a_key_that_protects_nothing_is_refused(desk: Desk, spoil: str) -> None:
    act(desk)
    if spoil == "chmod":
        key_file().chmod(0o604)
    else:
        key_file().write_bytes(b"short")
    with pytest.raises(audit.JournalBroken):
        register(desk)
    assert not registered(desk)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_head",
        "DELETE FROM journal WHERE seq = 3",
        "UPDATE journal_head SET count = 2",
        f"UPDATE journal_head SET mac = '{'0' * 64}'",
    ],
)
def test_over_a_broken_end_nothing_is_registered(desk: Desk, statement: str) -> None:
    act(desk, 3)
    change(desk.database, statement)
    with pytest.raises(audit.JournalBroken, match="shuro journal verify"):
        register(desk)
    assert not registered(desk)


def test_without_room_for_the_daily_mark_nothing_is_registered(desk: Desk, clock) -> None:
    act(desk)
    audit.heads_file().mkdir()  # a file that cannot be written
    clock.move(days=1)
    with pytest.raises(audit.JournalBroken, match="journal-heads"):
        register(desk)
    assert not registered(desk)


def test_the_key_is_random_secret_and_outside_the_database(desk: Desk) -> None:
    act(desk)
    key = key_file().read_bytes()
    assert len(key) == 32
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert sorted(os.listdir(key_file().parent)) == ["journal.key"]
    for row in rows(desk.database):
        assert key.hex() not in "".join(map(str, row))


def test_the_key_of_the_place_is_used_for_a_new_database(desk: Desk, home: Path) -> None:
    key_file().write_bytes(b"k" * 40)
    key_file().chmod(0o600)
    act(desk)
    assert key_file().read_bytes() == b"k" * 40
    assert faults(desk.database) == []


# Journal: tampering

TEXT_COLUMNS = ["at", "office_code", "via", "action", "subject", "detail", "previous", "mac"]
SWAP = [f"UPDATE journal SET seq = {a} WHERE seq = {b}" for a, b in ((99, 2), (2, 4), (4, 99))]


@pytest.mark.req("ACC-10")
@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_a_changed_row_is_named(desk: Desk, column: str) -> None:
    act(desk, 5)
    change(desk.database, f"UPDATE journal SET {column} = {column} || 'x' WHERE seq = 3")
    assert 3 in {fault.seq for fault in faults(desk.database)} <= {3, 4}


@pytest.mark.req("ACC-10")
def test_a_changed_author_is_named(desk: Desk) -> None:
    act(desk, 5)
    change(desk.database, "UPDATE journal SET officer_id = 99 WHERE seq = 3")
    (fault,) = faults(desk.database)
    assert fault.seq == 3
    assert "3番の日誌の記録" in fault.sentence
    assert "test.register" in fault.sentence


@pytest.mark.req("ACC-10")
@pytest.mark.parametrize(
    ("statements", "seqs"),
    [
        (["DELETE FROM journal WHERE seq = 1"], {1}),
        (["DELETE FROM journal WHERE seq IN (2, 3)"], {2}),
        (["DELETE FROM journal WHERE seq = 3", "UPDATE journal SET seq = 3 WHERE seq = 5"], {3, 4, 5}),
        (SWAP, {2, 3, 4, 5}),
        (["DELETE FROM journal WHERE seq >= 4"], {4}),
        (["DELETE FROM journal"], {1}),
        (["DELETE FROM journal_head"], {0}),
        (["DELETE FROM journal WHERE seq >= 4", "UPDATE journal_head SET count = 3"], {0, 3}),
        (["UPDATE journal_head SET chain = 'other'"], {0}),
        (["UPDATE journal_head SET key_id = 'other'"], {0}),
        ([f"INSERT INTO journal SELECT 6, at, 9, '0000', via, action, subject, detail, mac, '{'a' * 64}' FROM journal "
          "WHERE seq = 5"], {6}),
        (["DELETE FROM journal", "DELETE FROM journal_head"], set()),  # only the heads file can tell, see below
    ],
)  # fmt: skip
def test_rows_deleted_swapped_cut_or_added_and_a_changed_head_are_named(
    desk: Desk, statements: list[str], seqs: set[int]
) -> None:
    act(desk, 5)
    assert faults(desk.database) == []
    change(desk.database, *statements)
    assert {fault.seq for fault in faults(desk.database)} == seqs


def copied(database: Database) -> Callable[[], None]:
    """Remember journal and head as they are; the function puts them back."""
    with database.read() as session:
        old = [dict(row) for row in session.execute(sa.select(ROWS)).mappings()]
        head = dict(session.execute(sa.select(HEAD)).mappings().one())

    def put_back() -> None:
        with database.write() as session:
            session.execute(sa.delete(ROWS))
            session.execute(sa.insert(ROWS), old)
            session.execute(sa.update(HEAD).values(head))

    return put_back


def test_a_tail_cut_off_with_an_old_genuine_head_is_seen_by_the_heads_file(desk: Desk, tmp_path: Path) -> None:
    act(desk, 3)
    put_back = copied(desk.database)
    act(desk, 2)
    audit.sign_head(desk.database, desk.clock)
    put_back()
    (fault,) = faults(desk.database)
    assert fault.seq == 4
    assert "2026-06-10の印では5件" in fault.sentence
    assert faults(desk.database, tmp_path / "no such file") == []  # nothing inside the database could have told


def test_rows_written_anew_with_the_key_differ_from_the_heads_file(desk: Desk) -> None:
    act(desk, 3)
    put_back = copied(desk.database)
    act(desk, 2)
    audit.sign_head(desk.database, desk.clock)
    put_back()
    with desk.database.write() as session:
        audit.append_journal_many(session, desk, [("other", "", None)] * 3)
    assert [fault.seq for fault in faults(desk.database)] == [5]


def test_a_journal_thrown_away_is_seen_by_the_heads_file(desk: Desk) -> None:
    act(desk, 3)
    audit.sign_head(desk.database, desk.clock)
    change(desk.database, "DELETE FROM journal", "DELETE FROM journal_head")
    assert [fault.seq for fault in faults(desk.database)] == [1]
    act(desk, 4)
    assert "まるごと入れ替えられています" in faults(desk.database)[0].sentence


def test_a_forged_line_of_the_heads_file_is_named(desk: Desk) -> None:
    act(desk, 3)
    audit.sign_head(desk.database, desk.clock)
    path = audit.heads_file()
    path.write_text(path.read_text().replace("2026-06-10", "2026-06-09") + "not a line\n")
    found = faults(desk.database)
    assert [fault.seq for fault in found] == [0, 0]
    assert "1行目" in found[0].sentence
    assert "2行目" in found[1].sentence


def test_the_first_act_of_a_day_marks_where_the_day_before_ended(desk: Desk, clock) -> None:
    act(desk, 3)
    assert not audit.heads_file().exists()
    clock.move(days=1)
    act(desk, 2)
    (line,) = audit.heads_file().read_text().splitlines()
    assert line.startswith('["2026-06-11","head",')
    put_back = copied(desk.database)
    clock.move(days=3)
    act(desk, 1)
    put_back()
    assert faults(desk.database) == []  # all that the last mark speaks of is still there
    change(desk.database, "DELETE FROM journal WHERE seq > 4", "UPDATE journal_head SET count = 4")
    assert any("5件" in fault.sentence for fault in faults(desk.database))


def test_a_copy_of_the_heads_file_from_elsewhere_serves_as_well(desk: Desk, tmp_path: Path) -> None:
    act(desk, 2)
    audit.sign_head(desk.database, desk.clock)
    copy = tmp_path / "copy"
    copy.write_bytes(audit.heads_file().read_bytes())
    audit.heads_file().unlink()
    change(desk.database, "DELETE FROM journal WHERE seq = 2")
    assert any("2026-06-10の印" in fault.sentence for fault in faults(desk.database, copy))


def test_an_empty_journal_has_no_mark_and_no_fault(desk: Desk) -> None:
    audit.sign_head(desk.database, desk.clock)
    assert not audit.heads_file().exists()
    assert faults(desk.database) == []


def test_a_database_made_anew_on_purpose_begins_a_new_count(desk: Desk) -> None:
    act(desk, 3)
    audit.sign_head(desk.database, desk.clock)
    change(desk.database, "DELETE FROM journal", "DELETE FROM journal_head")
    audit.note_renewal(desk.database, desk.clock)
    assert faults(desk.database) == []
    act(desk, 1)
    assert faults(desk.database) == []
    audit.sign_head(desk.database, desk.clock)
    change(desk.database, "DELETE FROM journal")
    assert any("1件" in fault.sentence for fault in faults(desk.database))


def test_databases_of_one_home_do_not_disturb_each_other(sqlite_database: Database, make_desk, tmp_path: Path) -> None:
    act(make_desk(database=sqlite_database), 3)
    audit.sign_head(sqlite_database)
    other = Database(f"sqlite:///{tmp_path}/other.db")
    other.create_file()
    for table in (ROWS, HEAD):
        table.create(other.engine)
    act(make_desk(database=other), 1)
    audit.sign_head(other)
    assert faults(sqlite_database) == faults(other) == []
    other.close()


def test_a_database_that_moved_is_still_bound_by_its_marks(sqlite_database: Database, make_desk) -> None:
    act(make_desk(database=sqlite_database), 3)
    audit.sign_head(sqlite_database)
    sqlite_database.close()
    assert sqlite_database.path is not None
    moved = Database(f"sqlite:///{sqlite_database.path.rename(sqlite_database.path.with_name('moved.db'))}")
    assert faults(moved) == []
    change(moved, "DELETE FROM journal WHERE seq = 3")
    assert len(faults(moved)) == 2  # the head and the mark
    moved.close()


def test_verification_keeps_memory_flat_and_stops_at_a_thousand_faults(desk: Desk) -> None:
    with desk.database.write() as session:
        audit.append_journal_many(session, desk, (("test.row", f"row:{n}", {"text": "値" * 50}) for n in range(20_000)))
    tracemalloc.start()
    try:
        assert faults(desk.database) == []
        assert tracemalloc.get_traced_memory()[1] < 12_000_000  # all rows at once take 30 MB
    finally:
        tracemalloc.stop()
    change(desk.database, "UPDATE journal SET officer_id = 99 WHERE seq > 10")
    found = faults(desk.database)
    assert len(found) == 1_001
    assert "1010番で確認を止めました" in found[-1].sentence


# JSON


class Colour(Enum):
    RED = "赤"


def test_values_become_json_in_one_way() -> None:
    value = {
        "b": date(2026, 6, 10),
        "a": [datetime(2026, 6, 10, 9, 0), time(8, 30), Decimal("1.50"), {"二", "一"}, Colour.RED, None, True],
    }
    assert (
        to_json(value) == '{"a":["2026-06-10T09:00:00","08:30:00","1.50",["一","二"],"赤",null,true],"b":"2026-06-10"}'
    )


@pytest.mark.parametrize("value", [b"secret", SecretStr("secret"), object(), float("nan")])
def test_what_may_be_a_secret_or_has_no_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        to_json({"value": value})
    assert "secret" not in str(raised.value)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(JSON_VALUES)
def test_equal_values_have_equal_json_whatever_the_order_of_their_keys(value: object) -> None:
    def turned(one: object) -> object:
        if isinstance(one, dict):
            return {key: turned(one[key]) for key in reversed(one)}
        return [turned(inner) for inner in one] if isinstance(one, list) else one

    assert to_json(value) == to_json(turned(value))


def test_a_moment_without_zone_is_not_stored() -> None:
    with pytest.raises(ValueError):
        stored_moment(datetime(2026, 6, 10))
