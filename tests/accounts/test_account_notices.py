"""連絡事項 and settings of the outside systems: who writes them, what is shown when."""

from __future__ import annotations

from datetime import datetime

import pytest

from shuro.accounts import notices, post, settings
from shuro.accounts.notices import NoticeRefused
from shuro.accounts.realms import GAIKOKUJIN, ROKIN
from shuro.accounts.settings import SettingRefused
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed
from tests.conftest import Clock, MakeDesk

NOON = datetime(2026, 6, 10, 12, 0, 0)


@pytest.fixture
def manager(make_desk: MakeDesk, database: Database) -> Desk:
    """An administrator of 本省."""
    return make_desk("0000", rights={"admin"}, database=database)


def titles(database: Database, clock: Clock, system: str = "gaikokujin") -> list[str]:
    return [one.subject for one in notices.shown(database, system, clock())]


@pytest.mark.req("ACC-108")
def test_notices_stand_from_their_first_to_their_last_second_newest_first(
    manager: Desk, database: Database, clock: Clock
) -> None:
    notices.add(manager, "gaikokujin", "古い", "本文", datetime(2026, 6, 1))
    notices.add(manager, "gaikokujin", "昼から", "本文", NOON, datetime(2026, 6, 10, 13))
    notices.add(manager, "rokin", "ほか", "本文", datetime(2026, 6, 1))
    clock.set(2026, 6, 10, 11, 59, 59)
    assert titles(database, clock) == ["古い"]
    clock.set(2026, 6, 10, 12)
    assert titles(database, clock) == ["昼から", "古い"]
    clock.set(2026, 6, 10, 13)
    assert titles(database, clock) == ["昼から", "古い"]
    clock.set(2026, 6, 10, 13, 0, 1)
    assert titles(database, clock) == ["古い"]
    assert titles(database, clock, "rokin") == ["ほか"] and titles(database, clock, "asp") == []


@pytest.mark.req("ACC-108", "ACC-109")
def test_a_notice_is_changed_and_ended(manager: Desk, database: Database, clock: Clock) -> None:
    number = notices.add(manager, "asp", "件名", "本文", datetime(2026, 6, 1))
    notices.change(manager, number, 1, "新しい件名", "新しい本文", datetime(2026, 6, 2), None)
    (one,) = notices.shown(database, "asp", clock())
    assert (one.subject, one.body, one.version) == ("新しい件名", "新しい本文", 2)
    with pytest.raises(NoticeRefused, match="先に変更しました"):
        notices.change(manager, number, 1, "x", "y", datetime(2026, 6, 2), None)
    notices.end(manager, number)
    assert titles(database, clock, "asp") == []
    assert [one.subject for one in notices.listed(manager, "asp")] == ["新しい件名"], "it is kept"
    with pytest.raises(NoticeRefused, match="ありません"):
        notices.end(manager, number + 1)


@pytest.mark.req("ACC-109")
def test_only_the_administrators_of_a_system_write(make_desk: MakeDesk, manager: Desk, database: Database) -> None:
    number = notices.add(manager, "gaikokujin", "件名", "本文", NOON)
    others = (
        make_desk("0000", database=database), make_desk("1300", rights={"admin"}, database=database),
        make_desk("0000", realm="gaikokujin", database=database),
        make_desk("0000", realm="rokin", rights={"admin"}, database=database),
    )  # fmt: skip
    for desk in others:
        for act in (
            lambda desk: notices.add(desk, "gaikokujin", "x", "y", NOON),
            lambda desk: notices.change(desk, number, 1, "x", "y", NOON, None),
            lambda desk: notices.end(desk, number),
            lambda desk: notices.listed(desk, "gaikokujin"),
            lambda desk: settings.change(desk, "gaikokujin", "phone", "1"),
        ):
            with pytest.raises(NotAllowed, match="システム管理者"):
                act(desk)
    own = make_desk("0000", realm="gaikokujin", rights={"admin"}, database=database)
    notices.change(own, number, 1, "自分の", "本文", NOON, None)
    assert [one.subject for one in notices.listed(manager, "gaikokujin")] == ["自分の"]


@pytest.mark.req("ACC-109")
def test_what_is_wrong_is_said_of_every_item(manager: Desk) -> None:
    with pytest.raises(NoticeRefused) as refusal:
        notices.add(manager, "gaikokujin", "件" * 61, "", NOON, datetime(2026, 6, 10, 11))
    assert [one.partition("：")[0] for one in refusal.value.sentences] == ["件名", "本文", "掲載終了日時"]
    assert notices.add(manager, "gaikokujin", "件" * 60, "本" * 1000, NOON, NOON)


@pytest.mark.req("ACC-12")
def test_printed_values_are_defaults_and_settings_take_their_place(manager: Desk, database: Database) -> None:
    assert post.senders(database) == {
        "gaikokujin": "admin@gek.com", "rokin": "info-kinki@cjs-rokin.jp",
        "asp": "account-security-noreply@accountprotection.microsoft.com",
    }  # fmt: skip
    settings.change(manager, "rokin", "sender", "noreply@rokin.example")
    settings.change(manager, "rokin", "phone", "03-0000-0000")
    assert post.senders(database)["rokin"] == "noreply@rokin.example"
    with database.read() as session:
        assert settings.value(session, ROKIN.name, "phone") == "03-0000-0000"
        assert settings.value(session, GAIKOKUJIN.name, "phone") == "03-6625-4476"
        assert settings.values(session, "rokin")["sender"] == "noreply@rokin.example"


@pytest.mark.parametrize(
    ("name", "text"),
    [("sender", "who"), ("hours", "25:00-01:00"), ("hours", "4-1"), ("lock", "ja"), ("phone", "0" * 1001)],
)
def test_a_value_that_cannot_be_used_is_refused_in_words(
    manager: Desk, database: Database, name: str, text: str
) -> None:
    with pytest.raises(SettingRefused) as refusal:
        settings.change(manager, "gaikokujin", name, text)
    assert refusal.value.sentences[0].startswith(settings.LABELS[name])
    with database.read() as session:
        assert settings.value(session, "gaikokujin", name) == settings.DEFAULTS["gaikokujin"][name]


def test_a_changed_setting_is_journaled_with_old_and_new(manager: Desk, database: Database) -> None:
    from sqlmodel import select

    from shuro.kernel.audit import Journal

    settings.change(manager, "gaikokujin", "hours", "05:00-23:00")
    with database.read() as session:
        (row,) = session.exec(select(Journal)).all()
    assert (row.action, row.subject) == ("setting.change", "setting:gaikokujin/hours")
    assert "04:00-01:00" in row.detail and "05:00-23:00" in row.detail
