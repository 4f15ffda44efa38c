"""`shuro mail`: administrators see what was written, send it, and send again what failed."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from shuro.commands.exits import Exit
from shuro.kernel import mail
from shuro.kernel.audit import Journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail_line import Server
from tests.conftest import MakeDesk
from tests.mailbox import Box

CODE = "11693810"


@pytest.fixture
def written(here: Database, make_desk: MakeDesk) -> int:
    """One mail in the journal."""
    desk: Desk = make_desk("0000", database=here)
    with here.write() as session:
        number = mail.write(
            session, desk, system="asp", kind="a-code", to="info@example.jp", subject="アカウント確認コード",
            body=f"アカウント確認コード：{CODE}", secret=CODE,
        )  # fmt: skip
    assert number is not None
    return number


@pytest.mark.req("ACC-11")
def test_without_a_server_it_is_listed_and_shown(shuro, as_officer, written: int) -> None:
    as_officer("000001")
    done = shuro("mail", "send")
    assert (done.code, done.out) == (Exit.OK, "送信済 0件、送信失敗 0件、送信待ち 1件\n")
    assert "メールサーバーが設定されていない" in done.err
    assert "未送信" in shuro("mail", "list").out and CODE not in shuro("mail", "list", "--json").out
    (line,) = shuro("mail", "list", "--state", "未送信", "--json").data
    assert (line["id"], line["to"], line["kind"]) == (written, "info@example.jp", "a-code")
    assert shuro("mail", "list", "--system", "rokin", "--json").data == []
    assert CODE in shuro("mail", "show", str(written)).out
    assert shuro("mail", "show", str(written), "--json").data["body"].endswith(CODE)


@pytest.mark.req("ACC-11")
def test_it_is_sent_once_and_shown_without_its_code(
    shuro,
    as_officer,
    written: int,
    box_and_server: tuple[Box, Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box, server = box_and_server
    monkeypatch.setenv("SHURO_SMTP_HOST", server.host)
    monkeypatch.setenv("SHURO_SMTP_PORT", str(server.port))
    as_officer("000001")
    assert shuro("mail", "send", "--json").data == {"sent": 1, "failed": 0, "waiting": 0}
    assert shuro("mail", "send", "--json").data == {"sent": 0, "failed": 0, "waiting": 0}
    (got,) = box.mails
    assert CODE in got.get_content() and got["From"].startswith("account-security-noreply@")
    assert CODE not in shuro("mail", "show", str(written)).out
    again = shuro("mail", "again", str(written))
    assert again.code == Exit.REJECTED and "失敗したメールではありません" in again.err


def test_what_failed_is_told_and_sent_again(
    shuro,
    as_officer,
    written: int,
    box_and_server: tuple[Box, Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box, server = box_and_server
    box.data = "550 no"
    monkeypatch.setenv("SHURO_SMTP_HOST", server.host)
    monkeypatch.setenv("SHURO_SMTP_PORT", str(server.port))
    as_officer("000001")
    done = shuro("mail", "send")
    assert (done.code, done.out) == (Exit.TRY_AGAIN, "送信済 0件、送信失敗 1件、送信待ち 0件\n")
    assert "550 no" in shuro("mail", "list").out
    box.data = "250 OK"
    assert shuro("mail", "send", "--json").data["sent"] == 0
    assert shuro("mail", "again", str(written)).code == Exit.OK
    assert shuro("mail", "send", "--json").data["sent"] == 1


def test_the_night_sends_what_is_due(
    shuro,
    here: Database,
    written: int,
    box_and_server: tuple[Box, Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box, server = box_and_server
    assert "メールの送信: 1件（予定）" in shuro("batch", "nightly", "--dry-run").out
    assert "メールの送信: 0件" in shuro("batch", "nightly").out, "no server: it stays"
    monkeypatch.setenv("SHURO_SMTP_HOST", "mail.example.jp")
    monkeypatch.setenv("SHURO_SMTP_SECURITY", "none")
    done = shuro("batch", "nightly")
    assert done.code == Exit.FAILED and "失敗：メールの送信：security" in done.err
    monkeypatch.setenv("SHURO_SMTP_HOST", server.host)
    monkeypatch.setenv("SHURO_SMTP_PORT", str(server.port))
    assert "メールの送信: 1件" in shuro("batch", "nightly").out
    assert "メールの送信: 0件" in shuro("batch", "nightly").out and len(box.contents) == 1


@pytest.mark.req("ACC-11")
def test_others_than_administrators_are_refused(shuro, as_officer, written: int, here: Database) -> None:
    for login in ("130101", "130001"):
        as_officer(login)
        for words in (("send",), ("list",), ("show", str(written)), ("again", str(written))):
            done = shuro("mail", *words)
            assert (done.code, done.out) == (Exit.NO_RIGHT, ""), words
            assert "管理者" in done.err


def test_what_is_not_there_is_said(shuro, as_officer, written: int) -> None:
    as_officer("000001")
    assert shuro("mail", "show", "99").code == Exit.REJECTED
    done = shuro("mail", "list", "--state", "届いた")
    assert done.code == Exit.USAGE and "送信済" in done.err


def test_who_reads_a_body_is_journaled(shuro, as_officer, written: int, here: Database) -> None:
    as_officer("000001")
    shuro("mail", "show", str(written))
    with here.read() as session:
        last = session.exec(select(Journal).order_by(col(Journal.seq).desc())).first()
    assert last is not None and (last.action, last.subject) == ("mail.show", f"mail:{written}")
