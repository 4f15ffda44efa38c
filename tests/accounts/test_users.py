"""Users: who may make and change whom, and what is written about it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from shuro.accounts import bootstrap, users
from shuro.accounts.desks import system_desk
from shuro.accounts.login import LoginRefused
from shuro.accounts.passwords import PasswordRefused
from shuro.accounts.realms import KIJUN
from shuro.accounts.rights import ADMIN
from shuro.accounts.tables import Account
from shuro.accounts.users import UserRefused, create_user, edit_user, find_user, list_users
from shuro.kernel.audit import verify
from shuro.kernel.codes import offices
from shuro.kernel.database import Database
from shuro.kernel.steps import NotAllowed
from tests.conftest import Clock

from .conftest import ADMIN_LOGIN, PHRASE, House

MINISTRY, BUREAU, STATION, SISTER, OTHER = "0000", "0100", "0101", "0102", "0201"
USER, CHIEF = "012345", "022222"
NAMES = ("山本 一郎", "ヤマモト イチロウ")


@pytest.fixture
def staffed(house: House) -> House:
    """A house with an administrator of a 局 and a user of one of its 署."""
    house.enrol(CHIEF, BUREAU, [ADMIN])
    house.enrol(USER, STATION)
    return house


def refusal(act: Callable[..., Any], *given: Any, **more: Any) -> str:
    with pytest.raises((NotAllowed, UserRefused)) as refused:
        act(*given, **more)
    return str(refused.value)


# Making


@pytest.mark.req("SYS-1")
def test_a_user_belongs_to_exactly_one_office_of_the_list(house: House) -> None:
    create_user(house.admin, USER, *NAMES, STATION)
    assert house.desk(USER).office == offices()[STATION]
    assert [line.office_code for line in list_users(house.admin) if line.login == USER] == [STATION]
    for code in ("", "9999", "0101,0102"):
        assert f"所属局署：「{code}」という局署コードはありません" in refusal(
            create_user, house.admin, "033333", *NAMES, code
        )
    assert "既に登録されています" in refusal(create_user, house.admin, USER, *NAMES, SISTER)
    assert "既に登録されています" in refusal(create_user, house.admin, "０１２３４５", *NAMES, SISTER)


@pytest.mark.req("SYS-50")
def test_a_person_of_another_post_is_added_by_the_ministry_alone_as_a_user_of_the_station(staffed: House) -> None:
    chief = staffed.desk(CHIEF)
    said = refusal(create_user, chief, f"{CHIEF}-1", *NAMES, STATION, extra=True)
    assert "他の官署に籍のある職員の利用者登録" in said and "本省の職員" in said
    assert "職員番号" in refusal(create_user, chief, f"{CHIEF}-1", *NAMES, STATION), "nor as if he were of the staff"
    create_user(staffed.admin, f"{CHIEF}-1", *NAMES, STATION, extra=True)
    added = find_user(staffed.admin, f"{CHIEF}-1")
    assert (added.office_code, added.posting) == (STATION, "併任")
    assert find_user(staffed.admin, CHIEF).office_code == BUREAU
    assert "職員番号" in refusal(create_user, staffed.admin, "033333", *NAMES, STATION, extra=True)
    # once there, the office's own administrator can help him but cannot post him elsewhere or let him in again
    users.disable_user(chief, f"{CHIEF}-1")
    assert "他の官署に籍のある職員" in refusal(users.enable_user, chief, f"{CHIEF}-1")
    version = find_user(chief, f"{CHIEF}-1").version
    assert "他の官署に籍のある職員" in refusal(edit_user, chief, f"{CHIEF}-1", version, office_code=SISTER)
    users.enable_user(staffed.admin, f"{CHIEF}-1")


@pytest.mark.req("SYS-50")
@pytest.mark.parametrize(
    ("actor", "office", "may"),
    [
        (ADMIN_LOGIN, MINISTRY, True), (ADMIN_LOGIN, BUREAU, True), (ADMIN_LOGIN, OTHER, True),
        (CHIEF, BUREAU, True), (CHIEF, STATION, True), (CHIEF, SISTER, True), (CHIEF, OTHER, False),
        (CHIEF, "0200", False), (CHIEF, MINISTRY, False), (USER, STATION, False), (USER, BUREAU, False),
    ],
)  # fmt: skip
def test_who_may_make_users_of_which_office(staffed: House, actor: str, office: str, may: bool) -> None:
    if may:
        create_user(staffed.desk(actor), "033333", *NAMES, office)
        assert find_user(staffed.admin, "033333").office_code == office
    else:
        assert "利用者の管理" in refusal(create_user, staffed.desk(actor), "033333", *NAMES, office)
        with pytest.raises(UserRefused):
            find_user(staffed.admin, "033333")
        last = staffed.journal()[-1]
        assert (last.action, last.subject) == ("refused", "user:kijun/033333")


def test_everything_wrong_is_said_at_once_with_what_would_be_right(house: House) -> None:
    with pytest.raises(UserRefused) as refused:
        create_user(house.admin, "12", " ", "やまもと", "9999", ["root"])
    assert [sentence.split("：")[0] for sentence in refused.value.sentences] == [
        "職員番号", "氏名(漢字)", "氏名(カナ)", "所属局署", "権限",
    ]  # fmt: skip
    assert "ください" in str(refused.value) and "不正" not in str(refused.value)


def test_the_right_to_manage_users_is_not_for_the_staff_of_a_station(staffed: House) -> None:
    assert "署の職員には付けないでください" in refusal(create_user, staffed.admin, "033333", *NAMES, STATION, [ADMIN])
    version = find_user(staffed.admin, CHIEF).version
    assert "署の職員には" in refusal(edit_user, staffed.admin, CHIEF, version, office_code=STATION)
    edit_user(staffed.admin, CHIEF, version, office_code=STATION, given=[])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("山本\u3000一郎", "山本 一郎"), ("  山本   一郎 ", "山本 一郎"), ("山\x1b[31m本\u202e一郎\x07", "山[31m本一郎")],
)
def test_names_are_tidied_and_cannot_steer_a_terminal(house: House, typed: str, stored: str) -> None:
    create_user(house.admin, USER, typed, NAMES[1], STATION)
    assert find_user(house.admin, USER).name == stored


def test_two_administrators_who_make_the_same_user_make_one(house: House) -> None:
    told: list[str] = []

    def make() -> None:
        try:
            create_user(house.admin, USER, *NAMES, STATION)
            told.append("made")
        except UserRefused as refused:
            told.append(refused.sentences[0])

    pair = [threading.Thread(target=make) for _ in range(4)]
    for one in pair:
        one.start()
    for one in pair:
        one.join()
    assert told.count("made") == 1 and sum("既に登録されています" in one for one in told) == 3


# Changing


def test_a_change_holds_what_is_not_named_and_is_journaled_with_old_and_new(staffed: House) -> None:
    before = find_user(staffed.admin, USER)
    version = edit_user(
        staffed.admin, USER, before.version, name="山本 次郎", kana="ヤマモト ジロウ", office_code=SISTER
    )
    after = find_user(staffed.admin, USER)
    assert (after.name, after.office_code, after.version) == ("山本 次郎", SISTER, version)
    row = staffed.journal("user.edit")[-1]
    assert row.officer_id == staffed.desk(ADMIN_LOGIN).officer.id and row.subject == f"user:kijun/{USER}"
    assert json.loads(row.detail) == {
        "name": ["山本 一郎", "山本 次郎"],
        "kana": ["ヤマモト イチロウ", "ヤマモト ジロウ"],
        "office_code": [STATION, SISTER],
    }
    assert "先に変更しました" in refusal(edit_user, staffed.admin, USER, before.version, name="別人")


def test_a_bureau_moves_users_within_itself_only(staffed: House) -> None:
    chief, version = staffed.desk(CHIEF), find_user(staffed.admin, USER).version
    version = edit_user(chief, USER, version, office_code=SISTER)
    version = edit_user(chief, USER, version, office_code=BUREAU)
    assert "利用者の管理" in refusal(edit_user, chief, USER, version, office_code=OTHER)
    edit_user(staffed.admin, USER, version, office_code=OTHER)
    assert "いません" in refusal(edit_user, chief, USER, version + 1, office_code=STATION)


ACTS = [users.reset_password, users.unlock, users.disable_user, users.enable_user, users.end_sessions]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_every_act_needs_the_right_and_the_office_and_is_journaled(staffed: House, act: Callable[..., Any]) -> None:
    assert "利用者の管理" in refusal(act, staffed.desk(USER), CHIEF)
    act(staffed.desk(CHIEF), USER)
    row = staffed.journal()[-1]
    assert row.action.startswith("user.") and row.subject == f"user:kijun/{USER}"
    staffed.enrol("033333", OTHER)
    assert "いません" in refusal(act, staffed.desk(CHIEF), "033333"), "of another 局: as if not there"
    assert "いません" in refusal(act, staffed.desk(CHIEF), ADMIN_LOGIN)
    assert "いません" in refusal(act, staffed.admin, "099999")
    assert "自分自身" in refusal(act, staffed.admin, ADMIN_LOGIN)


def test_nobody_changes_himself(staffed: House) -> None:
    version = find_user(staffed.admin, ADMIN_LOGIN).version
    assert "自分自身" in refusal(edit_user, staffed.admin, ADMIN_LOGIN, version, given=[])


def test_of_two_administrators_who_disable_each_other_one_remains(staffed: House) -> None:
    staffed.enrol("000002", MINISTRY, [ADMIN])
    one, two = staffed.desk(ADMIN_LOGIN), staffed.desk("000002")
    gate, told = threading.Barrier(2), []

    def disable(desk: Any, other: str) -> None:
        gate.wait()
        try:
            users.disable_user(desk, other)
        except NotAllowed as refused:
            told.append(refused.sentence)

    pair = [
        threading.Thread(target=disable, args=(one, "000002")),
        threading.Thread(target=disable, args=(two, ADMIN_LOGIN)),
    ]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    with staffed.database.read() as session:
        admins = [one for one in session.exec(select(Account)) if ADMIN in one.rights and one.office_code == MINISTRY]
    assert sum(admin.disabled_at is None for admin in admins) == 1
    assert len(told) == 1 and "使用を停止されていない管理者" in told[0]


def test_rights_taken_away_hold_for_a_desk_that_still_has_them(staffed: House) -> None:
    stale = staffed.desk(CHIEF)
    edit_user(staffed.admin, CHIEF, find_user(staffed.admin, CHIEF).version, given=[])
    assert ADMIN in stale.officer.rights
    assert "利用者の管理" in refusal(users.disable_user, stale, USER)


def test_states_are_words(staffed: House) -> None:
    def state() -> str:
        return find_user(staffed.admin, USER).state

    assert state() == "有効"
    for _ in range(5):
        staffed.refused(USER, "wrong")
    assert state() == "待ち"
    staffed.clock.move(seconds=30)
    assert state() == "有効"
    users.reset_password(staffed.admin, USER)
    assert state() == "初期パスワード"
    with staffed.database.write() as session:
        session.exec(select(Account).where(col(Account.login) == USER)).one().closed_at = staffed.clock.moment.replace(
            tzinfo=None
        )
    assert state() == "閉鎖"
    users.unlock(staffed.admin, USER)
    users.disable_user(staffed.admin, USER)
    assert state() == "停止"


def test_an_administrator_sees_the_users_of_his_offices_and_no_secret(staffed: House) -> None:
    staffed.enrol("033333", OTHER)
    assert [line.login for line in list_users(staffed.admin)] == [ADMIN_LOGIN, CHIEF, USER, "033333"]
    assert [line.login for line in list_users(staffed.desk(CHIEF))] == [CHIEF, USER]
    assert "利用者の管理" in refusal(list_users, staffed.desk(USER))
    assert "argon2" not in repr(list_users(staffed.admin))
    assert "いません" in refusal(find_user, staffed.desk(CHIEF), "033333")


# The password of one's own


def test_the_current_password_is_asked_for_and_counted(staffed: House) -> None:
    for failure in range(1, 6):
        with pytest.raises(LoginRefused) as refused:
            staffed.change(USER, "wrong", "teapots hum at dawn")
        assert refused.value.sentence == KIJUN.refused and staffed.account(USER).failed == failure
    assert staffed.refused(USER) == KIJUN.refused, "the wait holds for the log-in, too"
    staffed.clock.move(seconds=30)
    staffed.change(USER, PHRASE, "teapots hum at dawn")
    staffed.log_in(USER, "teapots hum at dawn")
    assert staffed.refused(USER) == KIJUN.refused
    row = staffed.journal("user.change_password")[-1]
    assert (row.officer_id, row.subject) == (staffed.account(USER).id, f"user:kijun/{USER}")


@pytest.mark.parametrize(
    "new", [PHRASE, "short", "yamamoto wo 15 moji", "札幌中央労働基準監督署の三階の窓", "password2024!!!"]
)
def test_a_new_password_is_checked_against_the_person(staffed: House, new: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        staffed.change(USER, PHRASE, new)
    assert len(refused.value.sentences) == 1 and new not in str(refused.value)
    staffed.log_in(USER)


def test_an_unknown_user_is_told_nothing_about_the_new_password(staffed: House) -> None:
    with pytest.raises(LoginRefused) as refused:
        staffed.change("099999", PHRASE, "short")
    assert refused.value.sentence == KIJUN.refused


# The first one


def test_the_first_administrator_is_of_the_ministry_and_the_only_one_made_so(
    database: Database, clock: Clock, quick_hash_parameters: None
) -> None:
    assert not bootstrap.has_users(database, KIJUN), "there is no default account"
    with pytest.raises(UserRefused):
        bootstrap.first_admin(database, clock, KIJUN, "admin", *NAMES)
    made = bootstrap.first_admin(database, clock, KIJUN, ADMIN_LOGIN, *NAMES)
    house = House(database, clock)
    assert bootstrap.has_users(database, KIJUN)
    assert house.desk(ADMIN_LOGIN).office.level == "本省" and house.desk(ADMIN_LOGIN).officer.rights == {ADMIN}
    assert house.log_in(ADMIN_LOGIN, made.secret).must_change
    assert "既に登録されています" in refusal(bootstrap.first_admin, database, clock, KIJUN, "000002", *NAMES)
    assert [row.officer_id for row in house.journal("user.create")] == [0]


def test_first_administrators_at_the_same_time_are_one(
    database: Database, clock: Clock, quick_hash_parameters: None
) -> None:
    told: list[str] = []

    def make(login: str) -> None:
        try:
            bootstrap.first_admin(database, clock, KIJUN, login, *NAMES)
            told.append("made")
        except UserRefused as refused:
            told.append(str(refused))

    crowd = [threading.Thread(target=make, args=(f"00000{n}",)) for n in range(1, 5)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert told.count("made") == 1 and len(told) == 4


def test_an_administrator_nobody_can_help_is_rescued_at_the_machine(staffed: House) -> None:
    staffed.enrol("000002", MINISTRY, [ADMIN])
    users.disable_user(staffed.desk("000002"), ADMIN_LOGIN)
    for _ in range(6):
        staffed.refused("000002", "wrong")
    made = bootstrap.rescue_admin(staffed.database, staffed.clock, KIJUN, "000002")
    staffed.log_in("000002", made.secret)
    made = bootstrap.rescue_admin(staffed.database, staffed.clock, KIJUN, ADMIN_LOGIN)
    staffed.log_in(ADMIN_LOGIN, made.secret)
    assert staffed.journal("user.reset_password")[-1].officer_id == 0
    for login in (USER, CHIEF, "099999"):
        assert "本省の管理者ではありません" in refusal(
            bootstrap.rescue_admin, staffed.database, staffed.clock, KIJUN, login
        )


def test_the_journal_of_a_day_with_accounts_is_whole(staffed: House) -> None:
    staffed.log_in(USER)
    staffed.refused(USER, "wrong")
    staffed.clock.move(days=1)
    users.unlock(staffed.admin, USER)
    with staffed.database.read() as session:
        assert verify(session) == []
    assert system_desk(staffed.database, staffed.clock, replace(KIJUN), "batch").officer.id == 0
