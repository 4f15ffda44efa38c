"""お知らせ mails of 労金, and the settings that no mail would read; on both engines."""

from __future__ import annotations

import json
import re

import pytest
from sqlmodel import select

from shuro.accounts import settings
from shuro.accounts.rokin import announcing, contracts, operators, people
from shuro.accounts.users import UserRefused
from shuro.kernel.mail import Mail
from shuro.kernel.steps import NotAllowed
from tests.accounts.rokin_house import CONTRACT, GENERAL, INITIAL, MASTER, Rokin, person
from tests.conftest import ROOT

OTHER = "87654321"
TITLE, BODY = "年末の受付", "年末は12月30日まで受け付けます。\nよろしくお願いします。"


@pytest.fixture
def members(rokin: Rokin) -> Rokin:
    """A master and a general user of one contract, a general user who was deleted, the master of another contract."""
    rokin.master()
    for login in (GENERAL, "Clerk002"):
        people.register_general(rokin.desk(), person(login))
    people.delete(rokin.desk(), "Clerk002")
    operators.add_contract(rokin.operator, OTHER, "株式会社ほか", INITIAL)
    opened = rokin.opened(OTHER)
    contracts.register_master(rokin.database, rokin.clock, opened, person("Master02"))
    return rokin


def to(members: Rokin) -> list[str]:
    return sorted(recipient for recipient, _ in members.mails("r-info"))


@pytest.mark.req("ACC-118", "ACC-11")
def test_the_users_of_a_contract_are_written_to(members: Rokin) -> None:
    """At the address as it is registered now, each with a mail of his own, in the journal of mails."""
    assert announcing.announce(members.operator, f" {TITLE} ", BODY, CONTRACT) == 2
    assert to(members) == ["clerk001@example.jp", "master01@example.jp"]
    _, body = members.mails("r-info")[0]
    assert body.startswith("労金　花子 様\n") and BODY in body and "返信はできません" in body
    with members.database.read() as session:
        rows = session.exec(select(Mail).where(Mail.kind == "r-info")).all()
    assert {row.subject for row in rows} == {"【ろうきん賃金控除事務支援システム】年末の受付"}
    (row,) = members.journal("rokin.announce")
    assert row.subject == f"contract:rokin/{CONTRACT}" and json.loads(row.detail) == {"title": TITLE, "mails": 2}


@pytest.mark.req("ACC-118")
def test_the_users_of_all_contracts_are_written_to(members: Rokin) -> None:
    assert announcing.announce(members.operator, TITLE, BODY) == 3
    assert to(members) == ["clerk001@example.jp", "master01@example.jp", "master02@example.jp"]


@pytest.mark.req("ACC-118")
@pytest.mark.parametrize(
    ("title", "body", "number", "sentence"),
    [("", BODY, None, "件名：1行で"), ("あ" * 61, BODY, None, "件名：1行で"), ("一行\n二行", BODY, None, "件名：1行で"),
     (TITLE, " ", None, "本文：1文字以上2000文字"), (TITLE, "あ" * 2001, None, "本文："), (TITLE, "\x1b[2J", None, "本文："),
     (TITLE, BODY, "99999999", "契約番号：「99999999」は登録されていません")],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_whole(
    members: Rokin, title: str, body: str, number: str | None, sentence: str
) -> None:
    with pytest.raises(UserRefused, match=re.escape(sentence)):
        announcing.announce(members.operator, title, body, number)
    assert to(members) == []


@pytest.mark.req("ACC-118")
def test_a_contract_without_users_and_who_is_no_operator(rokin: Rokin) -> None:
    with pytest.raises(UserRefused, match="送る相手がいません"):
        announcing.announce(rokin.operator, TITLE, BODY, CONTRACT)
    rokin.master()
    with pytest.raises(NotAllowed):
        announcing.announce(rokin.desk(MASTER), TITLE, BODY)
    assert to(rokin) == [] and rokin.journal("rokin.announce") == []


@pytest.mark.req("ACC-12")
def test_every_setting_is_read_somewhere() -> None:
    """A setting that changes nothing would be offered in vain."""
    common = {"hours", "maintenance", "sender", "lock"}  # read for whatever system it is
    for system in settings.DEFAULTS:
        files = [*(ROOT / "shuro" / "accounts" / system).glob("*.py")]
        files += [ROOT / "screens" / "portal" / f"{system}.py", ROOT / "shuro" / "accounts" / "attempts.py"]
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
        for name in set(settings.DEFAULTS[system]) - common:
            assert f'"{name}"' in text or f"'{name}'" in text, (system, name)
