"""Files in and out by commands: corrected and fed again, twice, interrupted, large."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.commands.exits import Exit
from shuro.kernel.audit import History, verify
from shuro.kernel.database import Database
from shuro.kernel.imports import PORTION
from shuro.kernel.record import table_of
from shuro.kernel.sheets import read_rows, write_csv, write_xlsx
from shuro.standards.workplace import Workplace
from tests.commands.test_records import VISIT, WORKPLACE, factory, visit  # noqa: F401  (fixtures)
from tests.conftest import ROOT

HEADINGS = list(WORKPLACE)


def lines(count: int, first: int = 1, **other: str) -> Iterator[list[str]]:
    """Lines of so many different workplaces, numbered from `first`."""
    for number in range(first, first + count):
        yield list({**WORKPLACE, "所在地(続き)": f"{number}-1", **other}.values())


def written(path: Path, rows: Iterable[list[str]], headings: list[str] = HEADINGS, **more: Any) -> Path:
    """A file of workplaces, .csv or .xlsx."""
    (write_xlsx if path.suffix == ".xlsx" else write_csv)(path, headings, rows, **more)
    return path


def number_of(database: Database) -> int:
    """How many workplaces are registered."""
    with database.read() as session:
        return session.execute(sa.select(sa.func.count()).select_from(table_of(Workplace))).scalar_one()


# In ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_import(shuro, station, here: Database, tmp_path: Path, ending: str) -> None:
    path = written(tmp_path / f"new.{ending}", lines(3))
    done = shuro("workplace", "import", str(path))
    assert (done.code, done.out) == (Exit.OK, "")
    assert done.err == "3行のうち3行を登録しました（登録済み0行、誤り0行）。\n"
    assert [one["key"] for one in shuro("workplace", "list", "--json").data] == ["101", "102", "103"]
    told = shuro("workplace", "show", "1301-102", "--json").data
    assert (told["address_rest"], told["workers"], told["state"]) == ("2-1", "50", "登録済")
    with here.read() as session:
        assert {row.via for row in session.execute(sa.select(History.via))} == {"import"}
        assert verify(session) == []


def test_the_same_file_twice_stores_nothing_twice(shuro, station, here: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "new.csv", lines(3))
    shuro("workplace", "import", str(path))
    done = shuro("workplace", "import", str(path), "--json")
    assert done.code == Exit.OK
    assert done.data == {"read": 3, "stored": 0, "known": 3, "rejected": 0, "warned": 3, "errors": None}
    longer = written(tmp_path / "longer.xlsx", lines(5))  # the same rows count as the same in another file
    assert shuro("workplace", "import", str(longer), "--json").data["stored"] == 2
    assert number_of(here) == 5


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_bad_rows_are_corrected_and_fed_again(shuro, station, here: Database, tmp_path: Path, ending: str) -> None:
    rows = [*lines(2), *lines(1, 労働者数="五十"), *lines(1, 事業場区分="")]
    path = written(tmp_path / f"mixed.{ending}", rows)
    done = shuro("workplace", "import", str(path))
    errors = tmp_path / f"mixed.エラー.{ending}"
    assert done.code == Exit.REJECTED
    assert "4行目 労働者数：数字で入力してください（例：120）。\n" in done.err
    assert "5行目 事業場区分：登録に必要な項目です。選んでください。\n" in done.err
    assert f"誤りのある行は{errors}にあります。直してもう一度取り込んでください。\n" in done.err
    assert number_of(here) == 2
    wrong = [row.values for row in read_rows(errors)]
    assert [(row["エラー行"], row["エラー項目"]) for row in wrong] == [("4", "労働者数"), ("5", "事業場区分")]
    mended = [
        {**row, "労働者数": "50", "事業場区分": "事業場", "所在地(続き)": f"9-{n}"} for n, row in enumerate(wrong)
    ]
    written(errors, (list(row.values()) for row in mended), list(mended[0]))
    done = shuro("workplace", "import", str(errors))
    assert (done.code, done.err) == (Exit.OK, "2行のうち2行を登録しました（登録済み0行、誤り0行）。\n")
    assert number_of(here) == 4


def test_where_the_bad_rows_go(shuro, station, tmp_path: Path) -> None:
    path = written(tmp_path / "bad.csv", lines(1, 労働者数="五十"))
    assert shuro("workplace", "import", str(path), "--errors", str(tmp_path / "bad.xlsx")).code == Exit.REJECTED
    assert [row.values["エラー項目"] for row in read_rows(tmp_path / "bad.xlsx")] == ["労働者数"]


def test_dry_run_finds_everything_and_stores_nothing(shuro, station, here: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "new.csv", [*lines(2), *lines(1, 労働者数="五十")])
    done = shuro("workplace", "import", str(path), "--dry-run")
    assert done.code == Exit.REJECTED
    assert "3行のうち2行を登録できます（登録済み0行、誤り1行）。" in done.err
    assert number_of(here) == 0


def test_questions_are_answered_for_all_rows(shuro, factory, here: Database, tmp_path: Path) -> None:  # noqa: F811
    path = written(tmp_path / "new.csv", [list(WORKPLACE.values())])
    done = shuro("workplace", "import", str(path))
    assert done.code == Exit.REJECTED
    assert "（登録するときは --accept duplicate）" in done.err
    assert shuro("workplace", "import", str(path), "--accept", "duplicate").code == Exit.OK
    assert number_of(here) == 2


def test_cp932(shuro, station, here: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "sjis.csv", lines(1), encoding="cp932")
    assert shuro("workplace", "import", str(path)).code == Exit.OK
    done = shuro("workplace", "export", str(tmp_path / "out.csv"), "--encoding", "cp932")
    assert done.code == Exit.OK
    assert "霞会社　　霞工場" in (tmp_path / "out.csv").read_text(encoding="cp932")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("事業場名,業種\nx,y\n", "見出し「事業場名」「業種」という項目はありません。項目名を直すか、列を消してください"),
        ("労働者数,労働者数\n1,2\n", "見出し「労働者数」が2つ以上あります。"),
        ("", "「x.csv」は空です。"),
        ('労働者数\n"5\n', "2行目を読み取れません。"),
    ],
)  # fmt: skip
def test_files_that_are_none(shuro, station, tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    done = shuro("workplace", "import", str(path))
    assert (done.code, done.out) == (Exit.REJECTED, "")
    assert sentence in done.err


def test_a_file_that_is_not_there(shuro, station, tmp_path: Path) -> None:
    done = shuro("workplace", "import", str(tmp_path / "no.csv"))
    assert done.code == Exit.REJECTED
    assert "no.csv" in done.err


def test_an_import_needs_the_right(shuro, as_officer, here: Database, tmp_path: Path) -> None:
    as_officer("000001")
    done = shuro("workplace", "import", str(written(tmp_path / "new.csv", lines(1))))
    assert (done.code, number_of(here)) == (Exit.NO_RIGHT, 0)


@pytest.mark.req("SUP-12", "SUP-24")
def test_results_with_their_violations_from_a_file(shuro, factory, tmp_path: Path) -> None:  # noqa: F811
    headings = ["事業場基本情報", *VISIT, "違反法条項1／法、令、則", "違反法条項1／措置内容", "違反法条項2／法、令、則"]
    row = ["1301-101", *VISIT.values(), "安衛則519条1項", "是正勧告", "労基法15条1項"]
    strange = ["1301-999", *VISIT.values(), "", "", ""]
    path = written(tmp_path / "results.csv", [row, strange], headings)
    done = shuro("supervision-result", "import", str(path))
    assert done.code == Exit.REJECTED
    assert "3行目 事業場基本情報：" in done.err
    told = shuro("supervision-result", "show", "1301-2026-1", "--json").data
    assert [line["provision"] for line in told["violations"]] == ["安衛則第519条第1項", "労基法第15条第1項"]
    assert (told["target"], told["name"]) == ("当該事業", "霞会社　　霞工場")


# Out and in again -------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-42")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported(shuro, visit, as_officer, tmp_path: Path, ending: str) -> None:  # noqa: F811
    workplaces, results = tmp_path / f"workplaces.{ending}", tmp_path / f"results.{ending}"
    assert shuro("workplace", "export", str(workplaces)).err == f"1件を{workplaces}に出力しました。\n"
    assert shuro("supervision-result", "export", str(results)).code == Exit.OK
    before = shuro("supervision-result", "show", visit, "--json").data
    as_officer("130102")  # a colleague of the same office takes the same file in as new
    done = shuro("supervision-result", "import", str(results))
    assert done.code == Exit.OK, done.err
    after = shuro("supervision-result", "show", "1301-2026-2", "--json").data
    for name in ("id", "reference", "serial"):
        before.pop(name), after.pop(name)
    assert after == before
    as_officer("130201")  # another office registers the workplace as its own
    done = shuro("workplace", "import", str(workplaces), "--accept", "duplicate")
    assert done.code == Exit.OK, done.err
    assert shuro("workplace", "show", "1302-101").code == Exit.OK


def test_a_template_holds_the_headings_an_operator_fills(shuro, station, tmp_path: Path) -> None:
    done = shuro("supervision-result", "export", str(tmp_path / "form.csv"), "--template")
    assert (done.code, done.err) == (Exit.OK, f"{tmp_path / 'form.csv'}に様式を出力しました。\n")
    headings = (tmp_path / "form.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(headings) == 1
    names = headings[0].split(",")
    assert {"事業場基本情報", "事業場区分", "監督年月日"} <= set(names)
    assert "整理番号" not in names


# 適用情報 ---------------------------------------------------------------------------------------------------------------------

ARRIVED = ["労働保険番号", "更新種別", "事業の名称", "事業場の名称", "所在地"]


@pytest.mark.req("WPL-57")
def test_insurance_applications_arrive_through_their_own_type(shuro, as_officer, tmp_path: Path) -> None:
    as_officer("000001")
    rows = [
        ["13-1-01-000001-000", "新規", "霞会社", "霞工場", "東京都千代田区霞が関1-2-2"],
        ["13-1-01", "新規", "", "", ""],
    ]
    path = written(tmp_path / "arrived.csv", rows, ARRIVED)
    done = shuro("insurance-application", "import", str(path))
    assert (done.code, done.out) == (Exit.REJECTED, "")
    assert "3行目 労働保険番号：" in done.err
    assert "2行を取り込みました：新規1件、変更0件、変更なし0件、誤り1件（事業場基本情報への反映0件）。" in done.err
    again = written(tmp_path / "again.csv", rows[:1], ARRIVED)
    told = shuro("insurance-application", "import", str(again), "--json")
    assert (told.code, told.data) == (Exit.OK, {"new": 0, "changed": 0, "same": 1, "followed": 0, "rejected": 0})
    shown = shuro("insurance-application", "show", "13-1-01-000001-000", "--json").data
    assert (shown["business_name"], shown["reference"]) == ("霞会社", "13101000001000")
    assert shuro("insurance-application", "show", "13101000001000", "--json").data == shown
    as_officer("130101")
    done = shuro("insurance-application", "import", str(again))
    assert done.code == Exit.NO_RIGHT
    assert "適用情報の取込みができるのは本省の職員です。" in done.err


# Large and interrupted ----------------------------------------------------------------------------------------------------------

CHILD = """
import resource, sys
from shuro.kernel.database import open_database
from shuro.kernel.desk import Desk, Officer
from shuro.kernel.codes import office
from shuro.kernel.imports import import_file
from shuro.standards.workplace import Workplace
desk = Desk(Officer(1, "130101", "職員", office("1301")), open_database())
def portion(report):
    print(report.stored, flush=True)
import_file(desk, Workplace, sys.argv[1], progress=portion)
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def importing(path: Path, database: Database) -> subprocess.Popen[str]:
    """An import in a process of its own."""
    url = database.url.render_as_string(hide_password=False)
    environment = {**os.environ, "SHURO_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", CHILD, str(path)], env=environment, stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.PIPE)  # fmt: skip


def test_memory_is_flat(sqlite_database: Database, tmp_path: Path) -> None:
    peaks = []
    for number, first in ((PORTION, 1), (5 * PORTION, 100_000)):
        path = written(tmp_path / f"{number}.csv", lines(number, first))
        out, _ = importing(path, sqlite_database).communicate(timeout=300)
        assert f"\n{number}\npeak" in f"\n{out}"
        peaks.append(int(out.rpartition("peak ")[2]))
    assert peaks[1] - peaks[0] < 30, f"{peaks} MiB for {PORTION} and {5 * PORTION} rows"


def test_an_interrupted_import_leaves_whole_portions_and_is_repeated(
    shuro, station, here: Database, tmp_path: Path
) -> None:
    total = 4 * PORTION
    path = written(tmp_path / "many.csv", lines(total))
    child = importing(path, here)
    assert child.stdout is not None
    assert int(child.stdout.readline()) == PORTION
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=120)
    stored = number_of(here)
    assert stored % PORTION == 0
    assert PORTION <= stored < total
    done = shuro("workplace", "import", str(path), "--json")
    assert (done.code, done.data["stored"], done.data["known"]) == (Exit.OK, total - stored, stored)
    with here.read() as session:
        assert verify(session) == []
    assert shuro("workplace", "list", "-w", f"key={100 + total}", "--json").data[0]["key"] == str(100 + total)


def test_ctrl_c_is_said_and_has_the_code_of_the_shell(tmp_path: Path) -> None:
    code = (
        "import time; from shuro.commands import calc, main\n"
        "calc.today = lambda: (print('ready', flush=True), time.sleep(60))\n"
        "main.run()"
    )
    child = subprocess.Popen([sys.executable, "-c", code, "calc", "day", "今日"], cwd=ROOT, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (130, "中断しました。\n")
