"""The practice database: made once, whole, plausible, apart from everything real, and good to work with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import select

from shuro.accounts import passwords
from shuro.accounts import practice as outside
from shuro.accounts.asp.store import PRACTICE, environment
from shuro.accounts.asp.tables import AspContract
from shuro.accounts.login import log_in
from shuro.accounts.realms import GAIKOKUJIN, KIJUN
from shuro.accounts.rokin.contracts import open_contract
from shuro.commands import practice
from shuro.commands.exits import Exit
from shuro.kernel import paths, registry
from shuro.kernel.audit import verify
from shuro.kernel.calendar import fiscal_year
from shuro.kernel.database import Database
from shuro.kernel.desk import TOKYO, Desk, Officer
from shuro.kernel.maintenance import check
from shuro.kernel.record import table_of
from shuro.kernel.text import width
from shuro.standards.practice import Story, words, workplace
from tests.commands.conftest import QUICK
from tests.conftest import ROOT, Clock, offices
from tests.terminal import keys, terminal

pytestmark = pytest.mark.xdist_group("practice")  # made once for all of them

TODAY = datetime(2026, 4, 20, 9, 0, tzinfo=TOKYO)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, postal_table: None) -> Path:
    """A practice folder, as `shuro practice` makes it on 20 April 2026."""
    folder = tmp_path_factory.mktemp("practice")
    with pytest.MonkeyPatch.context() as patch, practice.living_in(folder):
        patch.setattr("shuro.kernel.desk.wall_clock", lambda: TODAY)
        patch.setattr(passwords, "PARAMETERS", QUICK)
        practice.fill()
    return folder


@pytest.fixture
def folder(made: Path, home: Path) -> Path:
    """A copy where `shuro practice` looks for it."""
    return Path(shutil.copytree(made, home / "practice"))


@pytest.fixture
def database(folder: Path) -> Database:
    """The database in it."""
    return Database(f"sqlite:///{folder}/shuro.db")


def rows(database: Database, name: str) -> list:
    """All rows of a record type."""
    with database.read() as session:
        return list(session.execute(sa.select(table_of(registry.load(name)))).mappings())


def test_what_is_told_fits_the_narrowest_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    practice.show(tmp_path)
    told = capsys.readouterr().out.splitlines()
    assert all(width(line) <= 80 for line in told)
    assert all(any(one.login in line and one.password in line for line in told) for one in outside.LINES)


def test_the_outside_systems_can_be_entered(folder: Path, database: Database, clock: Clock) -> None:
    clock.set(2026, 4, 20, 10)
    with practice.living_in(folder):
        for one in outside.LINES[:3]:
            assert log_in(database, clock, GAIKOKUJIN, one.login, one.password).officer.login == one.login
        assert open_contract(database, clock, outside.CONTRACT, outside.INITIAL).number == outside.CONTRACT
        (folder / paths.PRACTICE_MARK).touch()
        assert environment({}) == PRACTICE
    with database.read() as session:
        (customer,) = session.exec(select(AspContract)).all()
    assert (customer.customer_id, customer.licences) == (outside.CUSTOMER, 2)
    assert PRACTICE.startswith(customer.office_part)


def test_what_is_in_it(database: Database) -> None:
    workplaces, results = rows(database, "workplace"), rows(database, "supervision_result")
    assert 350 <= len(workplaces) <= 400
    assert {row["office_code"] for row in workplaces} == {"1301", "1307", "1314"}
    assert len({row["name"] for row in workplaces}) == len(workplaces)
    assert len({row["industry_code"][:2] for row in workplaces}) >= 8
    assert all(row["name_kana"] and row["address_code"] and row["place"] for row in workplaces)
    assert len(results) >= 100
    assert {row["supervision_kind"] for row in results} == {
        "定期監督", "災害時監督", "災害調査", "申告監督", "再(再々)監督",
    }  # fmt: skip
    assert {row["target"] for row in results} == {"当該事業", "下請事業"}
    assert {row["decision"] for row in results} == {"完結", "要是正報告", "要確認", "要再監", None}
    assert rows(database, "measure_book")
    assert rows(database, "subcontractor")
    assert rows(database, "free_code")
    years = {row["year"] for row in rows(database, "supervision_focus")}
    assert years == {str(fiscal_year(TODAY.date()) - 1), str(fiscal_year(TODAY.date()))}


def test_its_dates_stand_to_today(database: Database) -> None:
    days = [row["supervised_on"] for row in rows(database, "supervision_result")]
    assert TODAY.date() - timedelta(days=30) < max(days) < TODAY.date()
    assert min(days) >= date(2025, 3, 25)
    told = [row["registered_at"] for row in rows(database, "supervision_result")]
    assert max(told) < TODAY.replace(tzinfo=None)
    waiting = [row for row in rows(database, "supervision_result") if row["decision"] is None]
    assert waiting  # something is left to decide on


def test_the_same_day_gives_the_same_data() -> None:
    desk = Desk(Officer(1, "1", "職員", offices()["1301"]), None, lambda: TODAY)  # type: ignore[arg-type]
    areas = [one for one in words("areas") if one["office"] == "1301"]

    def told(count: int) -> list:
        story = Story({"1301": desk}, lambda moment: None, TODAY.date(), Random(8))
        return [workplace(story, "1301", areas, set()) for _ in range(count)]

    assert told(20) == told(20)
    assert len({line["事業場名(漢字)"] for line in told(20)}) > 15


def test_it_is_a_sound_database(folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from shuro.commands.db import search_faults

    monkeypatch.setenv("SHURO_HOME", str(folder))
    assert check(database, search_faults) == []
    with database.read() as session:
        assert verify(session) == []


def test_everybody_logs_in_with_the_password_of_practice(folder: Path, database: Database, monkeypatch) -> None:
    monkeypatch.setenv("SHURO_HOME", str(folder))
    for one in practice.users():
        done = log_in(database, lambda: TODAY, KIJUN, one["login"], practice.PASSWORD)
        assert not done.must_change
        assert (done.officer.office.code, sorted(done.officer.rights)) == (one["office"], one["rights"])
    levels = [offices()[one["office"]].level for one in practice.users()]
    assert (levels.count("本省"), levels.count("局"), levels.count("署")) == (1, 2, 4)


# The command -----------------------------------------------------------------------------------------------------------------


def test_an_existing_one_is_opened_again(shuro, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "make", lambda folder: pytest.fail("made anew"))
    before = {name: os.environ.get(name) for name in ("SHURO_HOME", "SHURO_POSTAL")}
    done = shuro("practice", "--no-open")
    assert done.code == Exit.OK
    assert "130101    灯台 健吾    中央労働基準監督署" in done.out
    assert f"パスワード（全員同じ）: {practice.PASSWORD}\n" in done.out
    assert done.err == f"コマンドで使うときは、先に export SHURO_HOME={folder} を実行してください。\n"
    assert {name: os.environ.get(name) for name in before} == before
    told = shuro("practice", "--json").data
    assert (told["home"], told["password"], len(told["users"])) == (str(folder), practice.PASSWORD, 7)


def test_reset_makes_it_anew(shuro, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "old").touch()
    monkeypatch.setattr(practice, "fill", lambda: Path(os.environ["SHURO_HOME"], "shuro.db").touch())
    assert shuro("practice", "--no-open", "--reset").code == Exit.OK
    assert {path.name for path in folder.iterdir()} == {"shuro.db", paths.PRACTICE_MARK}


def test_what_is_interrupted_leaves_the_old_one(shuro, folder: Path, home: Path, monkeypatch) -> None:
    def fails() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(practice, "fill", fails)
    assert shuro("practice", "--no-open", "--reset").code == 130
    assert (folder / "shuro.db").is_file()
    assert [path.name for path in home.iterdir()] == ["practice"]


def test_nothing_of_it_reaches_the_real_database(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHURO_DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("SHURO_JOURNAL_KEY_FILE", "/real/key")
    monkeypatch.setenv("SHURO_SESSION_FILE", "/real/session")
    from shuro.commands.acting import session_file
    from shuro.kernel.database import open_database
    from shuro.kernel.journal import key_file

    with practice.living_in(folder):
        assert open_database().path == folder / "shuro.db"
        assert session_file() == folder / "session.json"
        assert key_file() == folder / "journal.key"
    assert os.environ["SHURO_DATABASE_URL"] == "postgresql://real"


@pytest.mark.req("SUP-6", "SUP-34")
def test_the_first_five_minutes_of_the_readme_by_commands(folder: Path, tmp_path: Path) -> None:
    """Log in, find a workplace, register a result with a violation, print it, enter the decision: as other programs do."""
    env = {**os.environ, "SHURO_HOME": str(folder)}

    def shuro(*words: str, stdin: str = "") -> str:
        done = subprocess.run([sys.executable, "-m", "shuro", *words], cwd=ROOT, env=env, input=stdin, text=True,
                              capture_output=True, timeout=120)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    shuro("login", "130101", "--password-stdin", stdin=practice.PASSWORD + "\n")
    found = json.loads(shuro("workplace", "list", "-w", "name=製作所", "-w", "office_code=1301", "--json"))
    assert found
    assert all("製作所" in one["name"] and one["office_code"] == "中央労働基準監督署" for one in found)
    of = f"1301-{found[0]['key']}"
    ref = shuro("supervision-result", "new", "--under", of, "--set", "事業場区分=当該事業",
                "--set", f"監督年月日={date.today() - timedelta(days=1)}", "--set", "監督等種別=災害時監督",
                "--set", "違反法条項1／法、令、則=安衛則101条1項", "--set", "違反法条項1／措置内容=是正勧告").strip()  # fmt: skip
    shuro("supervision-result", "print", "report", ref, "--output", str(tmp_path / "report.xlsx"))
    assert (tmp_path / "report.xlsx").stat().st_size > 5000
    shuro("supervision-result", "edit", ref, "--set", "署長判決=要是正報告")
    assert "署長判決: 要是正報告" in shuro("supervision-result", "show", ref)


@pytest.mark.req("SUP-6", "SUP-24", "SUP-34")
def test_the_first_five_minutes_of_the_readme_at_the_screens(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    env = {"SHURO_HOME": str(folder), "SHURO_OUTPUT": str(output)}
    with terminal("-m", "shuro", rows=30, columns=100, env=env) as at:
        at.wait_for("就労　ログイン")
        at.send(keys("130101", "enter", practice.PASSWORD, "enter"))
        at.wait_for("業務メニュー")
        at.send(keys("enter", "enter", "tab", "tab", "tab", "tab", "製作所", "f5"))
        at.wait_for("事業場基本情報_一覧")
        at.send(keys("enter", "f10", "enter", "enter", "enter"))
        at.wait_for("監督結果等情報_登録")
        at.send(keys("tab", "-1", "tab", "tab", "災害時監督", "tab", "f6"))
        at.send(keys("安衛則101条1項", "tab", "tab", "tab", "是正勧告", "tab", "+14", "tab", "f9"))
        at.wait_for("登録する")
        at.send(keys("enter"))
        at.wait_for("登録しました（1301-")
        at.send(keys("f12"))
        at.wait_for("監督復命書　画面表示")
        at.send(keys("f12"))
        at.wait_for("出力")
        at.read(0.3)
        if "出力の形式" in at.text:  # asked where LibreOffice could make a PDF
            at.send(keys("enter"))
        at.wait_for("ファイル 必")
        at.send(keys("f9"))
        at.wait_for(lambda screen: "に出力しました" in "".join(line.rstrip() for line in screen.lines))
        at.send(keys("f3", "f7", *["tab"] * 8, "要是正報告", "tab", "f9"))
        at.wait_for("更新する")
        at.send(keys("enter"))
        at.wait_for("更新しました")
    assert [path.suffix for path in output.iterdir()] == [".xlsx"]
    last = rows(Database(f"sqlite:///{folder}/shuro.db"), "supervision_result")[-1]
    assert (last["decision"], last["version"]) == ("要是正報告", 2)


def test_the_workstation_opens_on_it(folder: Path, home: Path) -> None:
    with terminal("-m", "shuro", "practice", rows=30, columns=100, env={"SHURO_HOME": str(home)}) as at:
        at.wait_for("Enterキーを押すと業務画面を開きます。")
        assert practice.PASSWORD in at.text
        at.press("enter")
        at.wait_for("（練習用）就労　ログイン")
        at.send(keys("130101", "enter", practice.PASSWORD, "enter"))
        at.wait_for("灯台 健吾")
        at.wait_for("（練習用）業務メニュー")
        at.wait_for("件（最も早いもの ")
        at.send(keys("本日", "enter"))
        at.wait_for("（練習用）本日の予定")


def test_a_run_on_another_database_is_no_practice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert practice.ready(reset=False) == folder
    assert not paths.practising()  # of the data folder around it
    monkeypatch.setenv("SHURO_HOME", str(folder))
    assert paths.practising()
    monkeypatch.setenv("SHURO_DATABASE_URL", "postgresql://server/shuro")
    assert not paths.practising()


# What keeps the workstation from opening --------------------------------------------------------------------------------------


@pytest.mark.req("ACC-22")
def test_no_log_in_without_a_database(home: Path) -> None:
    with terminal("-m", "shuro", env={"SHURO_HOME": str(home)}) as at:
        assert at.ended() == 1
        assert "データベースがまだありません" in at.text


@pytest.mark.req("ACC-22")
def test_no_log_in_on_a_database_of_another_version(folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/shuro.db")
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with terminal("-m", "shuro", env={"SHURO_HOME": str(folder)}) as at:
        assert at.ended() == 1
        assert "新しいプログラムを使ってください。" in at.text


@pytest.mark.req("ACC-22")
def test_no_log_in_in_another_encoding(folder: Path) -> None:
    with terminal("-m", "shuro", env={"SHURO_HOME": str(folder), "PYTHONIOENCODING": "euc_jp"}) as at:
        assert at.ended() == 1


@pytest.mark.req("ACC-15", "ACC-22")
def test_no_log_in_on_a_small_screen_and_nothing_typed_is_lost(folder: Path) -> None:
    with terminal("-m", "shuro", rows=24, columns=80, env={"SHURO_HOME": str(folder)}) as at:
        at.wait_for("就労　ログイン")
        at.send("1301")
        at.wait_for("1301")
        at.resize(20, 70)
        at.wait_for("80×24以上")
        at.send(keys("enter"))
        at.read(0.3)
        at.resize(30, 100)
        at.wait_for("1301")
