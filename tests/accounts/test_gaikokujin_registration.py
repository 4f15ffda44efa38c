"""利用者仮申請, 利用者本申請, and the mails they send; on both engines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from shuro.accounts.gaikokujin import admin, registration
from shuro.accounts.gaikokujin.reading import FormRefused, permit
from shuro.accounts.gaikokujin.registration import Formal
from shuro.accounts.gaikokujin.tables import Provisional
from shuro.accounts.passwords import kind
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed
from shuro.kernel.troubles import StorageLost
from tests.accounts.alien_ways import ADDRESS, FIRST, FORM, LOGIN, SECOND, Aliens, LoginRefused, items, said
from tests.conftest import Clock

WRONG_LOGIN = "ログインIDまたはパスワードが正しくありません。"
WRONG_TEMPORARY = "ログインIDと仮パスワードの組み合わせが正しくありません。"
OVER = "有効期限を過ぎたため、仮パスワードは無効となりました。再度、仮申請を行ってください。"
USED = "このログインIDは既に使用されています。"
THREE_HOURS = 3 * 3600


@pytest.fixture
def aliens(database: Database, clock: Clock, quick_hash_parameters: None) -> Aliens:
    return Aliens(database, clock)


def states(aliens: Aliens) -> dict[str, str]:
    return {one.login: one.state for one in admin.listed(aliens.ministry)}


# 利用者仮申請 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-34", "ACC-41", "ACC-42", "ACC-67")
def test_a_provisional_registration_mails_a_temporary_password_and_lets_nobody_in(aliens: Aliens) -> None:
    secret = aliens.apply()
    assert len(secret) == 8 and {kind(one) for one in secret} == {"upper", "lower", "digit", "symbol"}
    assert [one[0] for one in aliens.mails()] == [ADDRESS]
    assert states(aliens)[LOGIN] == "仮登録"
    assert said(LoginRefused, aliens.log_in, secret) == WRONG_LOGIN
    aliens.clock.move(seconds=THREE_HOURS + 1)
    assert states(aliens)[LOGIN] == "期限切れ"
    assert said(LoginRefused, aliens.log_in, secret) == WRONG_LOGIN


@pytest.mark.req("ACC-35", "ACC-7")
def test_every_item_is_required_and_named_in_screen_order(aliens: Aliens) -> None:
    empty = registration.Application("", "", "", "", "", "", "")
    apply = registration.apply
    assert items(apply, aliens.database, aliens.clock, empty) == ["login", "mail", "authority", "kind", "number"]
    for name in ("login", "mail", "authority", "kind", "number"):
        one = replace(FORM, **{name: ""})
        assert items(apply, aliens.database, aliens.clock, one) == [name]
        assert items(registration.examine, aliens.database, aliens.clock, one) == [name]
    assert "ログインID：必ず入力する項目です" in said(FormRefused, apply, aliens.database, aliens.clock, empty)
    assert aliens.mails() == [] and states(aliens) == {}


@pytest.mark.req("ACC-36")
@pytest.mark.parametrize(
    "login, right",
    [("abcdefg1", True), ("abcdef1", False), ("abcdefghijklmno1", True), ("abcdefghijklmnop1", False),
     ("abcdefgh", False), ("12345678", False), ("abcdefg-1", False), ("abcd efg1", False), ("あいうえおかき1", False)],
)  # fmt: skip
def test_what_a_login_id_is(aliens: Aliens, login: str, right: bool) -> None:
    form = replace(FORM, login=login, login_again=login)
    if right:
        registration.examine(aliens.database, aliens.clock, form)
    else:
        told = said(FormRefused, registration.examine, aliens.database, aliens.clock, form)
        assert told == "ログインID：半角英数字の混在にて、8から16桁で入力してください。"


@pytest.mark.req("ACC-37")
def test_free_mail_is_not_refused_and_what_is_no_address_is(aliens: Aliens) -> None:
    registration.examine(
        aliens.database, aliens.clock, replace(FORM, mail="kokudo@gmail.com", mail_again="kokudo@gmail.com")
    )
    for wrong in ("kokudo", "a b@example.jp", "a@b@example.jp", "x" * 250 + "@a.jp"):
        form = replace(FORM, mail=wrong, mail_again=wrong)
        assert items(registration.examine, aliens.database, aliens.clock, form) == ["mail"]


@pytest.mark.req("ACC-38", "ACC-5")
@pytest.mark.parametrize("name, other", [("login", "r5ph1071"), ("mail", "INFO@kokudo-kensetsu.example.jp")])
def test_pairs_must_be_equal(aliens: Aliens, name: str, other: str) -> None:
    form = replace(FORM, **{f"{name}_again": other})
    told = said(FormRefused, registration.apply, aliens.database, aliens.clock, form)
    assert "再確認の値が一致していません。" in told
    assert items(registration.apply, aliens.database, aliens.clock, form) == [name]  # the first of the two
    assert aliens.mails() == []


@given(st.sampled_from("般特"), st.integers(1, 99), st.integers(1, 999_999))
def test_permit_numbers_are_read_in_any_width(letter: str, year: int, number: int) -> None:
    plain, found = permit("13", f"{letter}-{year}", str(number))
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    assert found == [] and permit("東京都知事", f"{letter}-{year:02}".translate(wide), f"{number:06}".translate(wide)) == (
        plain, [],
    )  # fmt: skip
    assert permit("99", "公-1", "1234567")[1] != []


@pytest.mark.req("ACC-43", "ACC-44")
def test_an_id_is_free_again_after_three_hours(aliens: Aliens) -> None:
    first = aliens.apply()
    aliens.clock.move(seconds=THREE_HOURS)  # still of use at 3:00:00
    told = said(FormRefused, aliens.apply)
    assert USED in told
    registration.examine_formal(aliens.database, aliens.clock, Formal(LOGIN, first, FIRST, FIRST))
    aliens.clock.move(seconds=1)
    second = aliens.apply(number="654321")
    assert states(aliens)[LOGIN] == "仮登録"
    assert said(LoginRefused, aliens.register, first) == WRONG_TEMPORARY  # the newer one took its place
    aliens.register(second)
    assert [one.permit for one in admin.listed(aliens.ministry) if one.login == LOGIN] == [
        "東京都知事許可（般-30）第654321号"
    ]


@pytest.mark.req("ACC-44")
def test_the_id_of_a_user_is_refused(aliens: Aliens) -> None:
    aliens.registered()
    aliens.clock.move(days=400)
    assert USED in said(FormRefused, aliens.apply)
    form = replace(FORM, login="kanri0001", login_again="kanri0001")
    assert aliens.administrator.officer.login == "kanri0001"
    assert USED in said(FormRefused, registration.examine, aliens.database, aliens.clock, form)


# 利用者本申請 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-46", "ACC-53", "ACC-111")
def test_the_formal_registration_makes_the_user_and_logs_in(aliens: Aliens) -> None:
    secret = aliens.apply()
    done = aliens.register(secret)
    assert (done.officer.login, done.officer.office.level, done.must_change) == (LOGIN, "特定技能所属機関", False)
    assert states(aliens)[LOGIN] == "本登録"
    to, _, body = aliens.mails("g-formal")[0]
    assert to == ADDRESS and LOGIN in body and FIRST not in body and secret not in body
    assert "パスワード：" not in body
    assert aliens.log_in().officer.id == done.officer.id
    assert said(LoginRefused, aliens.register, secret, SECOND) == WRONG_TEMPORARY  # it is used up
    assert said(LoginRefused, aliens.log_in, secret) == WRONG_LOGIN


@pytest.mark.req("ACC-47", "ACC-49", "ACC-5", "ACC-72")
def test_the_items_of_the_formal_registration(aliens: Aliens) -> None:
    secret = aliens.apply()
    examine = registration.examine_formal
    assert items(examine, aliens.database, aliens.clock, Formal("", "", "", "")) == ["login", "temporary", "new"]
    assert items(aliens.register, secret, FIRST, again=SECOND) == ["new"]
    assert "一致していません" in said(FormRefused, aliens.register, secret, FIRST, again=SECOND)
    assert items(aliens.register, secret, "short") == ["new", "new"]  # length and kinds, both told
    assert "ログインIDや" not in said(FormRefused, aliens.register, secret, "short")
    assert "3文字以上連続" in said(FormRefused, aliens.register, secret, "Kensetsu5PH1")  # of the ログインID
    assert "仮パスワードと同じ" in said(FormRefused, aliens.register, secret, secret)
    assert aliens.account() is None
    aliens.register(secret)


@pytest.mark.req("ACC-48")
def test_which_of_the_two_was_wrong_is_not_told(aliens: Aliens) -> None:
    secret = aliens.apply()
    for login, typed in ((LOGIN, "0aA349#3"), ("unknown01", secret), ("unknown01", "0aA349#3")):
        assert said(LoginRefused, aliens.register, typed, login=login) == WRONG_TEMPORARY
        form = Formal(login, typed, FIRST, FIRST)
        assert said(LoginRefused, registration.examine_formal, aliens.database, aliens.clock, form) == WRONG_TEMPORARY
    other = aliens.apply(login="another01", login_again="another01")
    assert said(LoginRefused, aliens.register, other) == WRONG_TEMPORARY  # the one of another 仮登録
    assert aliens.account() is None and aliens.account("unknown01") is None


@pytest.mark.req("ACC-52", "ACC-43")
def test_three_hours_to_the_second(aliens: Aliens) -> None:
    secret = aliens.apply()
    form = Formal(LOGIN, secret, FIRST, FIRST)
    aliens.clock.move(seconds=THREE_HOURS - 1)
    registration.examine_formal(aliens.database, aliens.clock, form)
    aliens.clock.move(seconds=2)  # between the question and its はい
    assert said(LoginRefused, aliens.register, secret) == OVER
    assert aliens.account() is None and states(aliens)[LOGIN] == "期限切れ"
    again = aliens.apply()
    aliens.clock.move(seconds=THREE_HOURS)
    aliens.register(again)


@pytest.mark.req("ACC-54", "ACC-114", "CON-23", "CON-27")
def test_the_registered_address_is_that_of_the_application_and_of_all_contacts(aliens: Aliens) -> None:
    from shuro.construction.plan import AcceptancePlan
    from shuro.kernel import store

    done = aliens.registered()
    desk = Desk(done.officer, aliens.database, aliens.clock)
    with aliens.database.read() as session:
        plan = store.new_of(desk.within(session), AcceptancePlan, given={}, values={})[0]
    assert (plan.mail, plan.permit_authority, plan.permit_kind, plan.permit_number) == (
        ADDRESS,
        "13",
        "般-30",
        "123456",
    )

    reviewer = aliens.enrol("shinsa001", "審査者")
    admin.write_to(reviewer, LOGIN, "巡回指導のお知らせ", "6月20日に伺います。")
    to, subject, body = aliens.mails("g-contact")[0]
    assert (to, subject) == (ADDRESS, "巡回指導のお知らせ") and body.startswith("6月20日に伺います。")
    for other in (desk, aliens.ministry):
        with pytest.raises(NotAllowed, match="審査者とシステム管理者"):
            admin.write_to(other, LOGIN, "件名", "本文")
    assert items(admin.write_to, reviewer, "shinsa001", "件名", "本文") == ["login"]
    assert items(admin.write_to, reviewer, LOGIN, "", "") == ["title", "body"]


# Mails --------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-110", "ACC-12")
def test_the_mail_with_the_temporary_password_says_all_in_the_printed_order(aliens: Aliens) -> None:
    from shuro.accounts import settings

    secret = aliens.apply()
    body = aliens.mails("g-temp")[0][2]
    parts = (
        "建設特定技能受入計画のシステム利用者の仮申請", "仮パスワードをお送りします", f"仮パスワード：{secret}", "3時間",
        "●有効期間内に、下記 URL で本パスワードに変更してください。", "利用者本申請", "-----", "サポートセンター", "03-6625-4476",
        "-----", "送信専用",
    )  # fmt: skip
    at = 0
    for part in parts:
        assert part in body[at:], part
        at = body.index(part, at) + len(part)
    settings.change(aliens.administrator, "gaikokujin", "phone", "03-0000-1111")
    settings.change(aliens.administrator, "gaikokujin", "address", "https://shuro.example.jp/")
    aliens.apply(login="another01", login_again="another01")
    body = aliens.mails("g-temp")[-1][2]
    assert "03-0000-1111" in body and "https://shuro.example.jp/" in body


@pytest.mark.req("ACC-11", "ACC-41")
def test_without_its_mail_there_is_no_registration(aliens: Aliens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail, 仮登録, 仮パスワード and journal stand or fall together."""
    from shuro.accounts.codes import Code
    from shuro.kernel import mail

    written = mail.write

    def fail(*given: Any, **more: Any) -> None:
        written(*given, **more)
        raise StorageLost

    monkeypatch.setattr(mail, "write", fail)
    with pytest.raises(StorageLost):
        aliens.apply()
    with aliens.database.read() as session:
        assert [session.exec(select(table)).all() for table in (Provisional, Code, mail.Mail)] == [[], [], []]
    assert aliens.journal("alien.apply") == []
    monkeypatch.setattr(mail, "write", written)
    aliens.apply()  # as if nothing had been


# Safety -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-8", "ACC-10")
def test_no_secret_lies_anywhere_and_every_event_is_in_the_journal(
    aliens: Aliens, database: Database, home: Path
) -> None:
    temporary = aliens.apply()
    said(LoginRefused, aliens.register, "Wrong-123")
    aliens.register(temporary)
    said(LoginRefused, aliens.log_in, "Wrong-123")
    aliens.log_in()
    aliens.lose()
    reissued = aliens.mailed("g-lost-pw")
    aliens.change(reissued, SECOND, "新規パスワード設定")
    aliens.change(SECOND, "Kensetsu-3")
    told = [row.action for row in aliens.journal() if row.action.startswith(("alien", "login", "user."))]
    assert told == [
        "alien.apply", "alien.register.refused", "alien.register", "login", "login.refused", "login",
        "alien.lost_password", "user.set_password", "user.change_password",
    ]  # fmt: skip
    with database.read() as session:
        tables = sa.inspect(session.connection()).get_table_names()
        stored = "".join(str(session.execute(sa.text(f'SELECT * FROM "{one}"')).all()) for one in tables)
    files = "".join(
        path.read_text("utf-8", "replace") for path in home.rglob("*") if path.is_file() and path.suffix != ".key"
    )
    for secret in (temporary, reissued, FIRST, SECOND, "Kensetsu-3", "Wrong-123"):
        assert secret not in stored and secret not in files


@pytest.mark.req("ACC-105")
@pytest.mark.parametrize(
    "at, open_", [((0, 59, 59), True), ((1, 0, 0), False), ((3, 59, 59), False), ((4, 0, 0), True)]
)
def test_nothing_is_taken_while_the_system_is_closed(aliens: Aliens, at: Any, open_: bool) -> None:
    aliens.registered("another01")
    secret = aliens.apply()
    aliens.clock.set(2026, 6, 11, *at)
    acts: list[Any] = [lambda: aliens.apply(login="third0001", login_again="third0001"), aliens.lose,
                       lambda: aliens.change(FIRST, SECOND, login="another01"),
                       lambda: aliens.log_in(SECOND, "another01")]  # fmt: skip
    if open_:
        for act in acts:
            act()
        return
    acts.append(lambda: aliens.register(secret))
    for act in acts:
        assert "利用可能時間帯は、AM4：00～翌AM1：00です。" in said(LoginRefused, act)
    assert len(aliens.mails()) == 3 and aliens.account() is None


def test_two_of_one_moment_get_one_registration(aliens: Aliens, database: Database) -> None:
    """Two 本申請 with the same 仮パスワード at the same time: one user, one refusal."""
    from concurrent.futures import ThreadPoolExecutor

    secret = aliens.apply()

    def attempt(new: str) -> str:
        try:
            aliens.register(secret, new)
        except LoginRefused as refused:
            return str(refused)
        return "done"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(attempt, [f"Kensetsu-{n}" for n in range(4)]))
    assert sorted(told) == sorted(["done", *[WRONG_TEMPORARY] * 3])
    assert aliens.account() is not None
