"""システム管理者 of 外国人就労管理システム, 利用者情報, notices and what the menu holds; on both engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from shuro.accounts import notices, settings
from shuro.accounts.gaikokujin import admin, info, menu
from shuro.accounts.gaikokujin.reading import FormRefused
from shuro.kernel import registry, store
from shuro.kernel.database import Database
from shuro.kernel.steps import NotAllowed
from tests.accounts.alien_ways import ADDRESS, FIRST, FRESH, LOGIN, SECOND, Aliens, LoginRefused, items, said
from tests.conftest import Clock


@pytest.fixture
def aliens(database: Database, clock: Clock, quick_hash_parameters: None) -> Aliens:
    return Aliens(database, clock)


def line(aliens: Aliens, login: str) -> info.UserInfo:
    return next(one for one in admin.listed(aliens.ministry) if one.login == login)


def test_reviewers_and_administrators_are_made_with_a_temporary_password(aliens: Aliens) -> None:
    made = admin.enrol(aliens.ministry, "shinsa001", "審査者", "国土 太郎", "Kokudo Taro", "shinsa@example.jp")
    assert made.secret not in repr(made) and len(made.secret) == 8
    said(LoginRefused, aliens.log_in, made.secret, "shinsa001")
    aliens.clock.move(hours=3)
    assert "3文字以上連続" in said(Exception, aliens.change, made.secret, "12kudo463X", FRESH, "shinsa001")
    aliens.change(made.secret, FIRST, FRESH, "shinsa001")
    officer = aliens.log_in(FIRST, "shinsa001").officer
    assert (officer.office.level, officer.name, officer.rights) == ("審査者", "国土 太郎", frozenset())
    assert aliens.administrator.officer.rights == {"admin"}
    assert line(aliens, "shinsa001").mail == "shinsa@example.jp"


def test_only_administrators_act_on_users(aliens: Aliens) -> None:
    aliens.registered()
    reviewer = aliens.enrol("shinsa001", "審査者")
    for desk in (reviewer, aliens.desk()):
        for act in (
            lambda d: admin.enrol(d, "shinsa002", "審査者", "名前"), lambda d: admin.reissue(d, LOGIN), admin.listed,
            lambda d: admin.unlock(d, LOGIN), lambda d: admin.disable(d, LOGIN), lambda d: admin.enable(d, LOGIN),
            lambda d: admin.edit(d, LOGIN, mail="x@example.jp"),
        ):  # fmt: skip
            said(NotAllowed, act, desk)
    before = line(aliens, LOGIN)
    assert before.mail == ADDRESS and before.hindrance == ""


def test_what_a_new_user_of_the_staff_must_be(aliens: Aliens) -> None:
    desk = aliens.ministry
    assert items(admin.enrol, desk, "short", "特定技能所属機関", "名" * 41, "田中", "x") == [
        "login", "kind", "name", "roman", "mail",
    ]  # fmt: skip
    aliens.apply()
    assert "既に使用" in said(FormRefused, admin.enrol, desk, LOGIN, "審査者", "名前")  # a 仮登録 is waiting
    admin.enrol(desk, "shinsa001", "審査者", "名前")
    assert items(admin.enrol, desk, "shinsa001", "審査者", "名前") == ["login"]
    assert items(admin.unlock, desk, LOGIN) == ["login"]  # no user yet


def test_an_administrator_helps_users(aliens: Aliens) -> None:
    aliens.registered()
    desk = aliens.administrator
    made = admin.reissue(desk, LOGIN)
    aliens.log_in()
    aliens.change(made.secret, SECOND, FRESH)
    settings.change(desk, "gaikokujin", "lock", "on")
    for _ in range(6):
        said(LoginRefused, aliens.log_in, "Wrong-123")
    assert line(aliens, LOGIN).hindrance == "ロック"
    admin.unlock(desk, LOGIN)
    aliens.log_in(SECOND)
    admin.disable(desk, LOGIN)
    assert line(aliens, LOGIN).hindrance == "停止"
    said(LoginRefused, aliens.log_in, SECOND)
    admin.enable(desk, LOGIN)
    aliens.log_in(SECOND)
    said(NotAllowed, admin.disable, desk, desk.officer.login)
    admin.edit(desk, LOGIN, mail="new@example.jp")
    aliens.lose(mail="new@example.jp")
    assert aliens.mails("g-lost-pw")[-1][0] == "new@example.jp"
    told = [row.action for row in aliens.journal() if row.subject == f"user:gaikokujin/{LOGIN}"]
    assert {"user.reset_password", "user.unlock", "user.disable", "user.enable", "user.edit"} <= set(told)


def test_user_information_is_read_and_names_are_filled_in_by_the_user(aliens: Aliens) -> None:
    aliens.registered()
    found = info.own_info(aliens.desk())
    assert (found.kind, found.login, found.mail, found.state) == ("特定技能所属機関", LOGIN, ADDRESS, "本登録")
    assert found.permit == "東京都知事許可（般-30）第123456号" and str(found.last_day) == "2026-12-07"
    assert (found.name, found.roman) == ("", "") and aliens.desk().officer.name == LOGIN
    info.set_names(aliens.desk(), " 田中　花子 ", "Tanaka Hanako")
    assert aliens.desk().officer.name == "田中 花子"
    assert items(info.set_names, aliens.desk(), "名" * 41, "たなか") == ["name", "roman"]
    assert items(info.set_names, aliens.desk(), "", "x" * 61) == ["roman"]


# Notices ------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-108", "ACC-109")
def test_notices_are_shown_newest_first_inside_their_period(aliens: Aliens) -> None:
    desk = aliens.administrator
    notices.add(desk, "gaikokujin", "古い", "本文", datetime(2026, 6, 1, 9), datetime(2026, 6, 10, 12, 0, 0))
    notices.add(desk, "gaikokujin", "新しい", "本文", datetime(2026, 6, 9, 9))
    notices.add(desk, "gaikokujin", "これから", "本文", datetime(2026, 6, 10, 12, 0, 0))

    def shown() -> list[str]:
        return [one.subject for one in notices.shown(aliens.database, "gaikokujin", aliens.clock())]

    assert shown() == ["新しい", "古い"]
    aliens.clock.set(2026, 6, 10, 11, 59, 59)
    assert shown() == ["新しい", "古い"]
    aliens.clock.set(2026, 6, 10, 12, 0, 0)
    assert shown() == ["これから", "新しい", "古い"]
    aliens.clock.set(2026, 6, 10, 12, 0, 1)
    assert shown() == ["これから", "新しい"]
    aliens.registered()
    for other in (aliens.desk(), aliens.enrol("shinsa001", "審査者")):
        said(NotAllowed, notices.add, other, "gaikokujin", "件名", "本文", datetime(2026, 6, 1))
        said(NotAllowed, notices.end, other, 1)
        said(NotAllowed, notices.listed, other, "gaikokujin")


# Menu ---------------------------------------------------------------------------------------------------------------------

ENTRIES = {
    "未登録": ["新規申請"],
    "未認定": ["計画確認"],
    "認定済": [
        "計画確認",
        "変更申請",
        "変更届出",
        "受入報告書",
        "退職報告書",
        "継続不可事由発生報告書",
        "計画取消申請",
    ],
}


@pytest.mark.req("ACC-97", "ACC-98", "ACC-99")
def test_the_menu_follows_the_plan_without_a_new_log_in(aliens: Aliens) -> None:
    from shuro.construction.plan import AcceptancePlan
    from shuro.kernel.record import table_of

    aliens.registered()
    desk = aliens.desk()

    def names() -> list[str]:
        return [one.name for one in menu.entries(desk)]

    assert names() == ENTRIES["未登録"]
    plan = store.save(desk, AcceptancePlan, "一時保存", {})
    assert names() == ENTRIES["未登録"]
    table = table_of(AcceptancePlan)
    for state in ("未認定", "認定済"):
        with aliens.database.write() as session:
            session.execute(table.update().where(table.c.id == plan.id).values(state=state))
        assert names() == ENTRIES[state]
    other = aliens.registered("another01", number="999999")
    assert [one.name for one in menu.entries(aliens.desk(other.officer.login))] == ENTRIES["未登録"]
    # the others: only lists in which they have something to do (ACC-97)
    found = [one.name for one in menu.entries(aliens.enrol("shinsa001", "審査者"))]
    assert found == ["建設特定技能受入計画", *ENTRIES["認定済"][1:], "常勤職員数算定"]
    found = [one.name for one in menu.entries(aliens.enrol("kanri0002", "システム管理者"))]
    assert found == ["受入団体", "常勤職員数の数え方"]


@pytest.mark.req("ACC-98")
def test_without_a_system_that_keeps_plans_nothing_is_registered(
    aliens: Aliens, monkeypatch: pytest.MonkeyPatch
) -> None:
    aliens.registered()
    parts: Any = registry.parts
    monkeypatch.setattr(registry, "parts", lambda name: [] if name == "menu_state" else parts(name))
    assert menu.plan_state(aliens.desk()) == "未登録"
    assert [one.name for one in menu.entries(aliens.desk())] == ENTRIES["未登録"]
