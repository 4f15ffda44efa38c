"""The tasks of the night: what time has brought about is done once, counted beforehand, and written into the journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from shuro.accounts.tables import UserSession
from shuro.commands.exits import Exit
from shuro.kernel import registry
from shuro.kernel.audit import Journal, heads_file, verify
from shuro.kernel.database import Database, StorageBusy, StorageTrouble
from shuro.kernel.nightly import Task
from shuro.kernel.numbers import KEYS
from tests.commands.test_files import lines, written
from tests.commands.test_records import WORKPLACE, sets
from tests.conftest import Clock


def counts(told: list[dict]) -> dict[str, int]:
    """{task: number} of what a run did."""
    return {one["name"]: one["count"] for one in told}


def test_an_empty_night(shuro, here: Database) -> None:
    done = shuro("batch", "nightly")
    assert (done.code, done.err) == (Exit.OK, "")
    assert done.out.splitlines() == [
        "期限を過ぎたログインの終了: 0件", "電子証明書の有効期限のお知らせ: 0件",
        "登録されなかった添付ファイルの消去: 0件", "年度のコードの引継ぎ: 0件",
        "メールの送信: 0件", "古い登録の鍵の消去: 0件", "業務日誌の先頭の署名: 1件",
    ]  # fmt: skip


@pytest.mark.req("SUP-2")
def test_codes_of_the_year_are_taken_over_once(shuro, as_officer, here: Database, clock: Clock) -> None:
    as_officer("130001")
    clock.set(2026, 3, 2, 9)
    as_officer("130001")
    for code in ("010", "020"):
        words = sets({"監督重点対象区分コード": code, "監督重点対象区分名": "長時間労働"})
        assert shuro("supervision-focus", "new", *words).code == Exit.OK
    clock.set(2027, 4, 1, 2)
    dry = shuro("batch", "nightly", "--dry-run")
    assert "年度のコードの引継ぎ: 2件（予定）" in dry.out
    assert counts(shuro("batch", "nightly", "--dry-run", "--json").data)["yearly-codes"] == 2
    assert counts(shuro("batch", "nightly", "--json").data)["yearly-codes"] == 2
    assert counts(shuro("batch", "nightly", "--json").data)["yearly-codes"] == 0
    table = registry.load("supervision_focus").__table__
    with here.read() as session:
        taken = session.execute(sa.select(table.c.year, table.c.code).order_by(table.c.year, table.c.code)).all()
    assert [tuple(one) for one in taken] == [("2026", "010"), ("2026", "020"), ("2027", "010"), ("2027", "020")]


def test_sessions_whose_program_is_gone_end(shuro, station, here: Database, clock: Clock) -> None:
    assert counts(shuro("batch", "nightly", "--json").data)["sessions"] == 0
    clock.move(hours=2)
    assert counts(shuro("batch", "nightly", "--dry-run", "--json").data)["sessions"] == 1
    assert counts(shuro("batch", "nightly", "--json").data)["sessions"] == 1
    with here.read() as session:
        row = session.exec(select(UserSession)).one()
        assert (row.reason, row.ended) == ("idle", clock().replace(tzinfo=None))
        ended = session.exec(select(Journal).where(col(Journal.action) == "logout")).one()
        assert (ended.subject, ended.via) == ("user:kijun/130101", "batch")
    assert counts(shuro("batch", "nightly", "--json").data)["sessions"] == 0


def test_keys_of_requests_go_and_those_of_imports_stay(shuro, station, here: Database, clock: Clock, tmp_path) -> None:
    shuro("workplace", "new", *sets(WORKPLACE), "--key", "a")
    path = written(tmp_path / "x.csv", lines(2))
    assert shuro("workplace", "import", str(path)).code == Exit.OK
    with here.write() as session:
        session.execute(sa.update(KEYS).values(at=clock().replace(tzinfo=None)))
    clock.move(days=90)
    assert counts(shuro("batch", "nightly", "--json").data)["request-keys"] == 0
    clock.move(seconds=1)
    assert counts(shuro("batch", "nightly", "--dry-run", "--json").data)["request-keys"] == 1
    assert counts(shuro("batch", "nightly", "--json").data)["request-keys"] == 1
    with here.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(KEYS)).scalar_one() == 2


def test_a_run_is_journaled_and_the_head_signed(shuro, here: Database) -> None:
    shuro("batch", "nightly", "--dry-run")
    assert not Path(heads_file()).exists()
    shuro("batch", "nightly")
    with here.read() as session:
        rows = session.exec(select(Journal)).all()
        assert [(row.action, row.via) for row in rows] == [("batch.nightly", "batch")]
        done = ("sessions", "rokin-certificates", "unused-files", "yearly-codes", "mail", "request-keys")
        assert json.loads(rows[0].detail) == dict.fromkeys(done, 0)
    assert Path(heads_file()).exists()
    with here.read() as session:
        assert verify(session) == []


@pytest.mark.parametrize(("trouble", "code"), [(StorageBusy(), Exit.TRY_AGAIN), (StorageTrouble(), Exit.FAILED)])
def test_a_task_that_fails_keeps_no_other_from_running(shuro, here, monkeypatch, trouble, code) -> None:
    def fails(desk: object, dry: bool) -> int:
        raise trouble

    monkeypatch.setattr("shuro.accounts.nightly.TASKS", (Task("sessions", "ログインの終了", fails),))
    done = shuro("batch", "nightly")
    assert done.code == code
    assert done.err == f"失敗：ログインの終了：{trouble.sentence}\n"
    assert "業務日誌の先頭の署名: 1件" in done.out


def test_without_a_database(shuro) -> None:
    done = shuro("batch", "nightly")
    assert (done.code, done.out) == (Exit.FAILED, "")
    assert "「shuro db init」で作ってください。" in done.err
