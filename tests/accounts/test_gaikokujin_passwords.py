"""ログイン認証, the 180 days, ID/パスワード紛失 and パスワード設定／変更 of 外国人就労管理システム; on both engines."""

from __future__ import annotations

import pytest
from sqlmodel import select

from shuro.accounts import settings
from shuro.accounts.attempts import Attempt
from shuro.accounts.gaikokujin import admin, change, loss
from shuro.accounts.gaikokujin.change import Change
from shuro.accounts.gaikokujin.loss import Loss
from shuro.accounts.gaikokujin.reading import FormRefused
from shuro.accounts.login import PasswordExpired
from shuro.accounts.messages import message
from shuro.accounts.passwords import PasswordRefused
from shuro.accounts.sessions import SessionEnded, touch
from shuro.kernel.database import Database
from tests.accounts.alien_ways import (
    ADDRESS,
    EXISTING,
    FIRST,
    FOURTH,
    FRESH,
    LOGIN,
    LOST_ID,
    LOST_PASSWORD,
    SECOND,
    THIRD,
    Aliens,
    LoginRefused,
    items,
    said,
)
from tests.conftest import Clock

WRONG = "ログインIDまたはパスワードが正しくありません。"
THREE_HOURS = 3 * 3600


@pytest.fixture
def aliens(database: Database, clock: Clock, quick_hash_parameters: None) -> Aliens:
    made = Aliens(database, clock)
    made.registered()
    return made


# Log-in -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-62", "ACC-63", "ACC-64")
def test_wrong_ones_are_counted_in_the_journal_and_lock_nobody_by_default(aliens: Aliens) -> None:
    for _ in range(20):
        assert said(LoginRefused, aliens.log_in, "Wrong-123") == WRONG
    assert said(LoginRefused, aliens.log_in, FIRST, "unknown01") == WRONG
    assert len(aliens.journal("login.refused")) == 21
    with aliens.database.read() as session:
        assert session.exec(select(Attempt).where(Attempt.purpose == "login")).all() == []
    aliens.log_in()


@pytest.mark.req("ACC-64")
def test_a_lock_can_be_switched_on(aliens: Aliens) -> None:
    settings.change(aliens.administrator, "gaikokujin", "lock", "on")
    for _ in range(5):
        assert said(LoginRefused, aliens.log_in, "Wrong-123") == WRONG
    assert "60分間ログイン不可(ロック)です。10:00以降" in said(LoginRefused, aliens.change, "Wrong-123", SECOND, FRESH)
    aliens.clock.move(minutes=59, seconds=59)
    assert "ロック" in said(LoginRefused, aliens.log_in)
    assert "ロック" in said(LoginRefused, aliens.change, FIRST, SECOND, EXISTING)
    aliens.clock.move(seconds=1)
    aliens.log_in()


@pytest.mark.req("ACC-64")
def test_failures_before_the_lock_is_switched_on_count_nothing(aliens: Aliens) -> None:
    for _ in range(17):
        assert said(LoginRefused, aliens.log_in, "Wrong-123") == WRONG
        assert said(LoginRefused, aliens.change, "Wrong-123", SECOND, FRESH) == message("m12")
    settings.change(aliens.administrator, "gaikokujin", "lock", "on")
    for _ in range(5):
        assert said(LoginRefused, aliens.log_in, "Wrong-123") == WRONG
    aliens.log_in()


@pytest.mark.req("ACC-64")
@pytest.mark.parametrize(("locks", "word"), [(1, "ロック"), (3, "閉塞")])
def test_switching_the_lock_off_ends_locks_and_closures(aliens: Aliens, locks: int, word: str) -> None:
    """And a failure without it leaves nothing to go on from when it is switched on again."""
    settings.change(aliens.administrator, "gaikokujin", "lock", "on")
    for _ in range(locks):
        aliens.clock.move(minutes=60)
        for _ in range(6):
            said(LoginRefused, aliens.log_in, "Wrong-123")
    assert word in said(LoginRefused, aliens.log_in) and admin.listed(aliens.ministry)[-1].hindrance == word
    settings.change(aliens.administrator, "gaikokujin", "lock", "off")
    assert admin.listed(aliens.ministry)[-1].hindrance == ""
    assert said(LoginRefused, aliens.log_in, "Wrong-123") == WRONG
    settings.change(aliens.administrator, "gaikokujin", "lock", "on")
    aliens.log_in()


@pytest.mark.req("ACC-1")
def test_the_stores_are_separate(aliens: Aliens) -> None:
    from shuro.accounts.login import log_in
    from shuro.accounts.realms import ASP, KIJUN, ROKIN

    for realm in (KIJUN, ROKIN):
        said(LoginRefused, log_in, aliens.database, aliens.clock, realm, LOGIN, FIRST)
    said(LoginRefused, log_in, aliens.database, aliens.clock, ASP, ADDRESS, FIRST)
    assert aliens.log_in().failures == 0


# 180 days -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-74", "ACC-75", "ACC-76", "ACC-77")
def test_the_last_days_of_a_password(aliens: Aliens) -> None:
    """Set on 2026-06-10: the last valid day is 2026-12-07, warned of from 11-30 on, refused from 12-08 on."""
    for day, warned in (((11, 29, 23, 59, 59), False), ((11, 30, 4, 0, 0), True), ((12, 7, 23, 59, 59), True)):
        aliens.clock.set(2026, *day)
        last = aliens.log_in().last_day
        assert (last is not None) is warned and (last is None or last.isoformat() == "2026-12-07")
    aliens.clock.set(2026, 12, 8, 0, 0, 0)
    expired = "パスワードの有効期限が過ぎています。パスワードを変更してください。"
    assert said(PasswordExpired, aliens.log_in) == expired
    assert said(LoginRefused, aliens.log_in, "Wrong-123") == WRONG  # who does not know it is told nothing
    aliens.change(FIRST, SECOND)  # the expired one is still the 旧パスワード
    assert aliens.log_in(SECOND).last_day is None
    info = next(one for one in admin.listed(aliens.ministry) if one.login == LOGIN)
    assert (str(info.password_set_on), str(info.last_day)) == ("2026-12-08", "2027-06-06")


# ID/パスワード紛失 -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-79", "ACC-80", "ACC-7")
def test_the_items_of_a_loss(aliens: Aliens) -> None:
    def wrong(form: Loss) -> list[str]:
        return items(loss.examine, aliens.database, aliens.clock, form)

    assert wrong(Loss(LOST_PASSWORD, "", "", "", "", "")) == ["login", "authority", "kind", "number", "mail"]
    assert wrong(Loss(LOST_ID, "", "", "", "", "")) == ["authority", "kind", "number", "mail"]  # no ログインID
    assert wrong(Loss("", LOGIN, "13", "般-30", "123456", ADDRESS)) == ["which"]
    assert items(aliens.lose, LOST_PASSWORD, login="") == ["login"]


@pytest.mark.req("ACC-81", "ACC-112")
def test_a_lost_id_is_mailed_to_the_registered_address(aliens: Aliens) -> None:
    aliens.lose(LOST_ID, login="anything1")  # takes no input: what stands there counts for nothing
    to, _, body = aliens.mails("g-lost-id")[0]
    assert to == ADDRESS and f"ログインID：{LOGIN}\n" in body and "パスワード" not in body
    aliens.registered("second001")
    aliens.registered("third0001", mail="other@example.jp", mail_again="other@example.jp")
    aliens.lose(LOST_ID)
    assert len(aliens.mails("g-lost-id")) == 2
    body = aliens.mails("g-lost-id")[1][2]
    assert LOGIN in body and "second001" in body and "third0001" not in body


@pytest.mark.req("ACC-81", "ACC-83")
@pytest.mark.parametrize(
    "which, changed",
    [(LOST_ID, {"mail": "other@example.jp"}), (LOST_ID, {"number": "123457"}), (LOST_ID, {"kind": "特-30"}),
     (LOST_ID, {"authority": "14"}), (LOST_PASSWORD, {"login": "another01"}), (LOST_PASSWORD, {"mail": "x@example.jp"}),
     (LOST_PASSWORD, {"number": "1"})],
)  # fmt: skip
def test_what_does_not_fit_sends_nothing_and_is_in_the_journal(
    aliens: Aliens, which: str, changed: dict[str, str]
) -> None:
    aliens.registered("another01", number="999999")
    before = len(aliens.mails())
    aliens.lose(which, **changed)  # no refusal: nothing tells a stranger whether there is such a user
    assert len(aliens.mails()) == before
    assert [row.action for row in aliens.journal() if row.action.endswith(".refused")] == [
        "alien.lost_id.refused" if which == LOST_ID else "alien.lost_password.refused"
    ]


@pytest.mark.req("ACC-81")
def test_a_provisional_and_a_disabled_user_are_sent_nothing(aliens: Aliens) -> None:
    aliens.apply(login="waiting01", login_again="waiting01", number="777777")
    admin.disable(aliens.administrator, LOGIN)
    aliens.lose(login="waiting01", number="777777")
    aliens.lose()
    aliens.lose(LOST_ID)
    assert aliens.mails("g-lost-pw") == [] and aliens.mails("g-lost-id") == []


@pytest.mark.req("ACC-84", "ACC-113", "ACC-89", "ACC-93")
def test_a_reissued_password_is_good_for_setting_a_new_one_within_three_hours(aliens: Aliens) -> None:
    aliens.lose()
    secret = aliens.mailed("g-lost-pw")
    to, _, body = aliens.mails("g-lost-pw")[0]
    assert to == ADDRESS and "3時間" in body and "新規パスワード設定" in body
    assert said(LoginRefused, aliens.log_in, secret) == WRONG
    aliens.log_in()  # the old one stays until the new one is set
    assert said(LoginRefused, aliens.change, secret, SECOND, EXISTING) == WRONG
    assert said(LoginRefused, aliens.change, FIRST, SECOND, FRESH) == WRONG
    aliens.clock.move(seconds=THREE_HOURS)
    aliens.change(secret, SECOND, FRESH)
    aliens.log_in(SECOND)
    assert said(LoginRefused, aliens.log_in, FIRST) == WRONG
    assert said(LoginRefused, aliens.change, secret, THIRD, FRESH) == WRONG  # it works once


@pytest.mark.req("ACC-84", "ACC-93", "ACC-43")
def test_a_reissued_password_is_over_a_second_later(aliens: Aliens) -> None:
    aliens.lose()
    secret = aliens.mailed("g-lost-pw")
    aliens.clock.move(seconds=THREE_HOURS + 1)
    assert said(LoginRefused, aliens.change, secret, SECOND, FRESH) == WRONG
    aliens.log_in()
    aliens.lose()
    newer = aliens.mailed("g-lost-pw")
    aliens.lose()
    assert said(LoginRefused, aliens.change, newer, SECOND, FRESH) == WRONG  # the newest one alone counts
    aliens.change(aliens.mailed("g-lost-pw"), SECOND, FRESH)


@pytest.mark.req("ACC-84", "ACC-89", "ACC-93")
def test_a_password_changed_meanwhile_makes_the_reissued_one_void(aliens: Aliens) -> None:
    aliens.lose()
    aliens.change(FIRST, SECOND)
    assert said(LoginRefused, aliens.change, aliens.mailed("g-lost-pw"), THIRD, FRESH) == WRONG


# パスワード設定／変更 --------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-87", "ACC-90", "ACC-5")
def test_the_items_of_a_change(aliens: Aliens) -> None:
    assert items(change.examine, aliens.database, aliens.clock, Change("", "", "", "", "")) == [
        "which", "login", "old", "new",
    ]  # fmt: skip
    assert items(aliens.change, FIRST, SECOND, again=THIRD) == ["new"]
    assert "再確認の値が一致していません。" in said(FormRefused, aliens.change, FIRST, SECOND, again=THIRD)
    aliens.log_in()


@pytest.mark.req("ACC-93")
def test_a_wrong_id_or_old_password_says_one_sentence(aliens: Aliens) -> None:
    for which in (EXISTING, FRESH):
        assert said(LoginRefused, aliens.change, "Wrong-123", SECOND, which) == WRONG
        assert said(LoginRefused, aliens.change, FIRST, SECOND, which, login="unknown01") == WRONG
    aliens.log_in()


@pytest.mark.req("ACC-71", "ACC-90")
@pytest.mark.parametrize("which", [EXISTING, FRESH])
def test_none_of_the_last_three(aliens: Aliens, which: str) -> None:
    """The present one counts, temporary ones do not; the fourth last may be used again."""

    def set_new(old: str, new: str) -> None:
        if which == FRESH:
            aliens.clock.move(hours=1)  # as many mails as that in one hour there are not
            aliens.lose()
            old = aliens.mailed("g-lost-pw")
        aliens.change(old, new, which)

    set_new(FIRST, SECOND)
    set_new(SECOND, THIRD)
    for used in (FIRST, SECOND, THIRD):
        assert "過去3回までに設定したパスワードと同じ文字列は使用できません。" in said(
            PasswordRefused, set_new, THIRD, used
        )
    set_new(THIRD, FOURTH)
    set_new(FOURTH, FIRST)
    aliens.log_in(FIRST)


@pytest.mark.req("ACC-70", "ACC-90", "ACC-72")
@pytest.mark.parametrize("which", [EXISTING, FRESH])
def test_no_run_of_the_registered_name(aliens: Aliens, which: str) -> None:
    from shuro.accounts.gaikokujin.info import set_names

    old = FIRST
    if which == FRESH:
        aliens.lose()
        old = aliens.mailed("g-lost-pw")
    set_names(aliens.desk(), "田中", "Tanaka")
    said(PasswordRefused, aliens.change, old, "12ana463X", which)
    set_names(aliens.desk(), "", "")
    aliens.change(old, "12ana463X", which)


@pytest.mark.req("ACC-72", "ACC-70", "ACC-7")
@pytest.mark.parametrize("which", [EXISTING, FRESH])
def test_all_rules_at_once_and_only_to_who_knows_the_old_one(aliens: Aliens, which: str) -> None:
    """The question is asked only afterwards; a rule tells a word of the name, which a stranger must not learn."""
    from shuro.accounts.gaikokujin.info import set_names

    set_names(aliens.desk(), "田中", "Tanaka")
    aliens.lose()
    old = FIRST if which == EXISTING else aliens.mailed("g-lost-pw")
    for act in (change.examine, change.change):
        stranger = Change(which, LOGIN, "Wrong-123", "tanaka", "tanaka")
        assert said(LoginRefused, act, aliens.database, aliens.clock, stranger) == WRONG
        with pytest.raises(PasswordRefused) as refused:
            act(aliens.database, aliens.clock, Change(which, LOGIN, old, "tanaka", "tanaka"))
        told = refused.value.sentences
        assert all(one.startswith("新規パスワード：") for one in told)
        rules = (
            "6文字です。8文字以上64文字以下",
            "英大文字、数字又は記号がありません",
            "氏名やアカウント名に含まれる3文字以上",
        )
        for rule in rules:
            assert any(rule in one for one in told), (rule, told)
        with pytest.raises(PasswordRefused, match="新規パスワード：過去3回"):
            act(aliens.database, aliens.clock, Change(which, LOGIN, old, FIRST, FIRST))
    change.examine(aliens.database, aliens.clock, Change(which, LOGIN, old, SECOND, SECOND))
    aliens.log_in()  # examining stores nothing
    aliens.change(old, SECOND, which)
    aliens.log_in(SECOND)


@pytest.mark.req("ACC-91")
def test_a_change_ends_all_sessions_of_the_user(aliens: Aliens) -> None:
    opened = aliens.log_in().session
    touch(aliens.database, aliens.clock, opened)
    aliens.change(FIRST, SECOND)
    with pytest.raises(SessionEnded):
        touch(aliens.database, aliens.clock, opened)


@pytest.mark.req("ACC-106")
def test_a_session_ends_with_the_service_hours(aliens: Aliens) -> None:
    aliens.clock.set(2026, 6, 11, 0, 40)
    opened = aliens.log_in().session
    aliens.clock.set(2026, 6, 11, 0, 59, 59)
    touch(aliens.database, aliens.clock, opened)
    aliens.clock.set(2026, 6, 11, 1, 0, 0)
    with pytest.raises(SessionEnded, match="利用可能時間帯が終わったため"):
        touch(aliens.database, aliens.clock, opened)
