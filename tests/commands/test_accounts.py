"""Logging in, managing users, the database and the journal at the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from shuro.commands.acting import session_file
from shuro.commands.exits import Exit
from shuro.kernel.database import Database
from tests.commands.conftest import PHRASE
from tests.conftest import Clock

NEW = "kettles wobble and sing"


def test_log_in_and_out(shuro, people) -> None:
    done = shuro("login", "130101", "--password-stdin", stdin=PHRASE + "\n")
    assert (done.code, done.out) == (Exit.OK, "")
    assert done.err == "中央労働基準監督署 職員 130101としてログインしました。\n"
    assert shuro("whoami").out == "130101 職員 130101 中央労働基準監督署（署）\n"
    assert shuro("whoami", "--json").data == {
        "login": "130101", "name": "職員 130101", "office": "1301", "office_name": "中央労働基準監督署", "level": "署",
        "rights": [],
    }  # fmt: skip
    assert shuro("logout").err == "ログアウトしました。\n"
    assert shuro("whoami").code == Exit.NO_RIGHT


@pytest.mark.parametrize(("login", "phrase"), [("130101", "wrong"), ("999999", PHRASE)])
def test_a_refused_log_in_tells_nothing(shuro, people, login: str, phrase: str) -> None:
    done = shuro("login", login, "--password-stdin", stdin=phrase + "\n")
    assert (done.code, done.out) == (Exit.NO_RIGHT, "")
    assert done.err.startswith("職員番号又はパスワードが違うため、ログインできません。")
    assert not session_file().exists()


def test_the_token_is_its_owners_alone(shuro, station) -> None:
    path = session_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PHRASE not in path.read_text(encoding="utf-8")


def test_a_token_made_up_or_broken_is_none(shuro, station) -> None:
    kept = json.loads(session_file().read_text(encoding="utf-8"))
    for text in ("", "{", "[]", json.dumps(kept | {"token": "x"}), json.dumps(kept | {"realm": "x"})):
        session_file().write_text(text, encoding="utf-8")
        assert shuro("whoami").code == Exit.NO_RIGHT


def test_a_password_is_never_asked_for_without_a_terminal(shuro, people) -> None:
    done = shuro("login", "130101")
    assert (done.code, done.out) == (Exit.USAGE, "")
    assert "--password-stdin を指定し" in done.err


def test_a_session_ends_by_itself(shuro, station, clock: Clock) -> None:
    clock.move(minutes=30)
    assert shuro("whoami").code == Exit.OK
    clock.move(minutes=31)
    done = shuro("whoami")
    assert done.code == Exit.NO_RIGHT
    assert done.err.startswith("30分を超えて操作がなかったため、ログアウトしました。")


def test_change_of_the_own_password(shuro, station) -> None:
    done = shuro("password", "--password-stdin", stdin=f"{PHRASE}\nshort\n")
    assert done.code == Exit.REJECTED
    assert "15文字以上" in done.err
    assert shuro("password", "--password-stdin", stdin=f"wrong\n{NEW}\n").code == Exit.NO_RIGHT
    assert shuro("password", "--password-stdin", stdin=f"{PHRASE}\n{NEW}\n").code == Exit.OK
    assert shuro("whoami").code == Exit.OK
    assert shuro("login", "130101", "--password-stdin", stdin=PHRASE + "\n").code == Exit.NO_RIGHT
    assert shuro("login", "130101", "--password-stdin", stdin=NEW + "\n").code == Exit.OK


# Users ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-50")
def test_an_administrator_makes_and_helps_users(shuro, as_officer) -> None:
    as_officer("000001")
    done = shuro("user", "add", "130909", "--name", "田中 健", "--kana", "タナカ ケン", "--office", "1309")
    assert done.code == Exit.OK
    initial = done.out.strip()
    assert initial not in done.err
    lines = shuro("user", "list", "--json").data
    assert [(one["login"], one["state"]) for one in lines][-1] == ("130909", "初期パスワード")
    assert shuro("user", "edit", "130909", "--office", "1310").err == "変更しました。\n"
    assert shuro("user", "disable", "130909").code == Exit.OK
    assert shuro("login", "130909", "--password-stdin", stdin=initial + "\n").code == Exit.NO_RIGHT
    assert shuro("user", "enable", "130909").code == Exit.OK
    told = shuro("user", "reset", "130909", "--json").data
    assert set(told) == {"login", "password", "until"}
    assert shuro("login", "130909", "--password-stdin", stdin=told["password"] + "\n").code == Exit.OK
    done = shuro("workplace", "list")
    assert done.code == Exit.NO_RIGHT
    assert "先に新しいパスワードを設定してください。" in done.err


def test_a_user_that_cannot_be_made(shuro, as_officer) -> None:
    as_officer("000001")
    done = shuro("user", "add", "12", "--name", "", "--kana", "x", "--office", "9999", "--right", "king")
    assert (done.code, done.out) == (Exit.REJECTED, "")
    assert [line.partition("：")[0] for line in done.err.splitlines()] == [
        "職員番号", "氏名(漢字)", "氏名(カナ)", "所属局署", "権限",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [("list",), ("reset", "130102"), ("disable", "130102"), ("unlock", "130102")])
def test_others_manage_nobody(shuro, station, words: tuple[str, ...]) -> None:
    done = shuro("user", *words)
    assert (done.code, done.out) == (Exit.NO_RIGHT, "")


def test_the_first_administrator_is_made_once(shuro, here: Database) -> None:
    done = shuro("user", "first", "000001", "--name", "山田 花子", "--kana", "ヤマダ ハナコ")
    assert done.code == Exit.OK
    again = shuro("user", "first", "000002", "--name", "山田 花子", "--kana", "ヤマダ ハナコ")
    assert (again.code, again.out) == (Exit.REJECTED, "")
    rescued = shuro("user", "rescue", "000001")
    assert rescued.code == Exit.OK
    assert rescued.out != done.out


# The database and the journal ---------------------------------------------------------------------------------------------------


def test_a_database_from_nothing_to_a_copy_and_back(
    shuro, fast_hashes, home: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "out"))
    done = shuro("workplace", "list")
    assert done.code == Exit.NO_RIGHT
    assert shuro("batch", "nightly").code == Exit.FAILED
    done = shuro("db", "init")
    assert (done.code, done.out) == (Exit.OK, "")
    assert f"データベースを作りました（{home / 'shuro.db'}）。" in done.err
    assert (tmp_path / "out").is_dir()
    assert shuro("db", "init").code == Exit.OK  # what is there stays
    shuro("user", "first", "000001", "--name", "山田 花子", "--kana", "ヤマダ ハナコ")
    copy = tmp_path / "copy.db"
    assert shuro("db", "backup", str(copy)).code == Exit.OK
    assert shuro("db", "backup", str(copy)).code == Exit.FAILED
    assert shuro("db", "restore", str(copy)).code == Exit.FAILED
    assert shuro("db", "restore", str(copy), "--force").code == Exit.OK
    assert shuro("db", "upgrade").err == "データベースは最新の版です。\n"
    assert shuro("db", "check").err == "異常はありません。\n"
    assert shuro("journal", "verify").err == "日誌に異常はありません。\n"


def test_a_database_of_another_program_is_not_worked_with(shuro, station, here: Database) -> None:
    with here.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        done = shuro("workplace", "list")
        assert (done.code, done.out) == (Exit.FAILED, "")
        assert "新しいプログラムを使ってください。" in done.err
    finally:
        from shuro.kernel.schema import revisions

        with here.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :one"), {"one": revisions()[-1]})


def test_the_journal(shuro, as_officer, here: Database) -> None:
    as_officer("130101")
    assert shuro("journal", "show").code == Exit.NO_RIGHT
    as_officer("000001")
    rows = shuro("journal", "show", "--limit", "3", "--json").data
    assert [row["action"] for row in rows] == ["login", "login", "user.change_password"]
    assert not any({"mac", "previous"} & set(row) for row in rows)
    assert shuro("journal", "show", "--subject", "user:kijun/130201").out.count("\n") >= 2
    assert shuro("journal", "sign").code == Exit.OK
    assert shuro("journal", "verify", "--json").data == []
    with here.write() as session:
        session.execute(sa.text("UPDATE journal SET officer_id = 4 WHERE seq = 2"))
    done = shuro("journal", "verify")
    assert done.code == Exit.FAILED
    assert "2番の日誌の記録" in done.out
    assert shuro("db", "check").code == Exit.FAILED


def test_the_catalogue(shuro) -> None:
    told = shuro("catalogue", "--json").data
    records = {record["name"]: record for system in told["systems"] for record in system["records"]}
    assert records["workplace"]["label"] == "事業場基本情報"
    assert "workplace  事業場基本情報（" in shuro("catalogue").out
