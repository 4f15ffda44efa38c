"""Users of a contract, what 労金 does for them, mails, the help line and the printed forms; on both engines."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from shuro.accounts.rokin import contracts, entering, help_desk, mails, operators, people, printed
from shuro.accounts.rokin.rules import Changed
from shuro.accounts.sessions import SessionEnded, touch
from shuro.accounts.users import UserRefused
from shuro.kernel import forms
from shuro.kernel.desk import TOKYO
from shuro.kernel.steps import NotAllowed
from tests.accounts.rokin_house import CLOSED_USER, CONTRACT, GENERAL, LOCKED, MASTER, PASSWORD, REFUSED, Rokin, person
from tests.conftest import ROOT

OTHER = "87654321"
NEW_PASSWORD = "New#pass01"


def change(rokin: Rokin, login: str, by: str = MASTER, **new: str) -> None:
    """契約ユーザー情報変更; what is not named stays."""
    line = people.find(rokin.desk(MASTER), login)
    items = {"name": line.name, "mail": line.mail} | new
    people.change(rokin.desk(by), login, line.version, Changed(**items))


def clerk(rokin: Rokin, login: str = GENERAL) -> str:
    return people.register_general(rokin.desk(), person(login))


def lock(rokin: Rokin, login: str, times: int = 1) -> None:
    """Wrong passwords until the user is locked so many times."""
    for at in range(times):
        for _ in range(6):
            rokin.not_authenticated(login, "Wrong#pw01")
        if at + 1 < times:
            rokin.clock.move(hours=1)


# Users -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-183")
def test_the_master_registers_a_general_user_who_begins_with_a_certificate(rokin: Rokin) -> None:
    rokin.master()
    assert clerk(rokin) == GENERAL
    held = rokin.install(rokin.issue(GENERAL))
    done = rokin.log_in(held)
    assert done.officer.login == GENERAL and not people.is_master(rokin.desk(GENERAL))
    assert people.is_master(rokin.desk(MASTER))


@pytest.mark.req("ACC-183")
def test_a_general_user_is_held_to_the_rules_of_the_master(rokin: Rokin) -> None:
    rokin.master()
    with pytest.raises(UserRefused) as refused:
        people.register_general(rokin.desk(), person("short", password="x", name="half", mail="y"))
    assert [one.partition("：")[0] for one in refused.value.sentences] == [
        "ユーザーID", "パスワード", "パスワード", "パスワード", "ユーザー名", "メールアドレス", "メールアドレス",
    ]  # fmt: skip
    with pytest.raises(UserRefused) as refused:
        people.register_general(rokin.desk(), person(MASTER))
    assert contracts.EXISTS in refused.value.sentences[0]


@pytest.mark.req("ACC-185")
def test_a_general_user_can_neither_register_nor_change_nor_delete(rokin: Rokin) -> None:
    rokin.master()
    clerk(rokin)
    desk = rokin.desk(GENERAL)
    with pytest.raises(NotAllowed) as refused:
        people.register_general(desk, person("Clerk002"))
    assert "マスターユーザー" in refused.value.sentence
    with pytest.raises(NotAllowed):
        change(rokin, GENERAL, by=GENERAL, mail="other@example.jp", mail_again="other@example.jp")
    with pytest.raises(NotAllowed):
        people.delete(desk, GENERAL)
    assert rokin.account(GENERAL).mail == "clerk001@example.jp" and len(people.inquiry(desk)) == 2
    assert len(rokin.journal("refused")) == 2


def test_nobody_reaches_the_users_of_another_contract(rokin: Rokin) -> None:
    rokin.master()
    rokin.contract(OTHER)
    contracts.register_master(rokin.database, rokin.clock, rokin.opened(OTHER), person("Other001"))
    stranger = rokin.desk("Other001")
    assert [line.login for line in people.inquiry(stranger)] == ["Other001"]
    for act in (lambda: people.delete(stranger, MASTER),
                lambda: people.change(stranger, MASTER, 1, Changed("乗　取", "x@example.jp", "x@example.jp"))):  # fmt: skip
        with pytest.raises(UserRefused):
            act()
    with pytest.raises(NotAllowed):
        people.inquiry(rokin.operator)
    assert rokin.account().name == "労金　花子"


@pytest.mark.req("ACC-187")
def test_the_inquiry_shows_every_user_with_state_and_certificate(rokin: Rokin) -> None:
    rokin.master()
    for login in ("Clerk002", GENERAL, "Clerk003"):
        clerk(rokin, login)
    rokin.equip()
    rokin.issue(GENERAL)
    lock(rokin, "Clerk002")
    lock(rokin, "Clerk003", 3)
    shown = [(one.login, one.kind, one.state, one.certificate, one.last_day) for one in people.inquiry(rokin.desk())]
    last = date(2027, 6, 10)
    assert shown == [
        (MASTER, "マスターユーザー", "正常", "有効", last), (GENERAL, "一般ユーザー", "正常", "発行済(未インポート)", last),
        ("Clerk002", "一般ユーザー", "正常", "未発行", None), ("Clerk003", "一般ユーザー", "閉塞", "未発行", None),
    ]  # fmt: skip
    lock(rokin, "Clerk002")
    assert people.find(rokin.desk(), "Clerk002").state == "ロック"


@pytest.mark.req("ACC-149", "ACC-165", "ACC-186", "ACC-188")
def test_the_master_changes_name_address_and_password_but_never_the_id(rokin: Rokin) -> None:
    rokin.master()
    clerk(rokin)
    change(rokin, GENERAL, name="新しい　名前", mail="new@example.jp", mail_again="new@example.jp",
           password=NEW_PASSWORD, password_again=NEW_PASSWORD)  # fmt: skip
    account = rokin.account(GENERAL)
    assert (account.login, account.name, account.mail) == (GENERAL, "新しい　名前", "new@example.jp")
    assert rokin.not_authenticated(GENERAL) == REFUSED
    rokin.ticket(GENERAL, NEW_PASSWORD)
    assert rokin.mails("r-code")[-1][0] == "new@example.jp", "the code goes to the corrected address"
    assert "login" not in Changed.__dataclass_fields__
    [row] = rokin.journal("user.edit")
    assert NEW_PASSWORD not in json.dumps(row.detail, default=str)


@pytest.mark.req("ACC-188")
@pytest.mark.parametrize(
    "new, item",
    [({"mail": "new@example.jp"}, "メールアドレス再入力"),
     ({"mail": "new@example.jp", "mail_again": "New@example.jp"}, "メールアドレス"),
     ({"password": NEW_PASSWORD}, "新しいパスワード再入力"),
     ({"password": "short", "password_again": "short"}, "新しいパスワード"),
     ({"password_again": NEW_PASSWORD}, "新しいパスワード"), ({"name": ""}, "ユーザー名")],
)  # fmt: skip
def test_a_wrong_item_stops_the_change(rokin: Rokin, new: dict[str, str], item: str) -> None:
    rokin.master()
    with pytest.raises(UserRefused) as refused:
        change(rokin, MASTER, **new)
    assert refused.value.sentences[0].startswith(f"{item}：")
    assert rokin.account().mail == "master01@example.jp" and rokin.ticket()


def test_two_who_change_one_user_do_not_overwrite_each_other(rokin: Rokin) -> None:
    rokin.master()
    seen = people.find(rokin.desk(), MASTER)
    change(rokin, MASTER, name="先の　変更")
    with pytest.raises(UserRefused):
        people.change(rokin.desk(), MASTER, seen.version, Changed("後の　変更", seen.mail))
    assert rokin.account().name == "先の　変更"


def test_a_new_password_ends_the_sessions_of_that_user_but_not_the_own(rokin: Rokin) -> None:
    rokin.master()
    held = rokin.equip()
    first, own = rokin.log_in(held), rokin.log_in(held)
    line = people.find(rokin.desk(), MASTER)
    new = Changed(line.name, line.mail, "", NEW_PASSWORD, NEW_PASSWORD)
    people.change(rokin.desk(), MASTER, line.version, new, own.session)
    assert touch(rokin.database, rokin.clock, own.session)
    with pytest.raises(SessionEnded) as ended:
        touch(rokin.database, rokin.clock, first.session)
    assert ended.value.reason == "password"


@pytest.mark.req("ACC-156", "ACC-180", "ACC-184")
def test_a_closed_general_user_is_deleted_and_registered_again(rokin: Rokin) -> None:
    rokin.master()
    clerk(rokin)
    old = rokin.equip(GENERAL)
    done = rokin.log_in(old)
    lock(rokin, GENERAL, 3)
    people.delete(rokin.desk(), GENERAL)
    with pytest.raises(SessionEnded):
        touch(rokin.database, rokin.clock, done.session)
    assert rokin.refused(old).startswith("この電子証明書は失効しています。"), "deletion revokes the certificate"
    assert rokin.not_authenticated(GENERAL) == REFUSED
    assert [line.login for line in people.inquiry(rokin.desk())] == [MASTER]
    assert clerk(rokin) == GENERAL
    assert people.find(rokin.desk(), GENERAL).state == "正常"
    new = rokin.equip(GENERAL)
    assert rokin.log_in(new).officer.id != done.officer.id
    with pytest.raises(UserRefused):
        people.delete(rokin.desk(), MASTER)


# 労金 ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-150", "ACC-189", "ACC-195")
def test_initialising_clears_the_master_and_leaves_the_rest(rokin: Rokin) -> None:
    rokin.master(mail="wrong@example.jp", mail_again="wrong@example.jp")
    clerk(rokin)
    old = rokin.equip()
    clerks = rokin.install(rokin.issue(GENERAL))
    lock(rokin, MASTER, 3)
    assert operators.initialise(rokin.operator, CONTRACT) == MASTER
    assert "失効" in rokin.refused(old)
    assert rokin.not_authenticated() == REFUSED
    assert rokin.log_in(clerks), "一般ユーザー stay"
    assert rokin.master() == MASTER, "the same ID, with the 初期パスワード of before"
    assert rokin.ticket() and rokin.mails("r-code")[-1][0] == "master01@example.jp"
    assert [line.login for line in people.inquiry(rokin.desk())] == [MASTER, GENERAL]
    with pytest.raises(UserRefused):
        operators.initialise(rokin.operator, OTHER)


def test_what_is_not_there_cannot_be_initialised_released_or_revoked(rokin: Rokin) -> None:
    for act in (lambda: operators.initialise(rokin.operator, CONTRACT), lambda: operators.revoke(rokin.operator, MASTER, "x"),
                lambda: operators.release_user(rokin.operator, MASTER), lambda: operators.release_contract(rokin.operator, OTHER),
                lambda: operators.new_initial_password(rokin.operator, OTHER, "Init#009"),
                lambda: operators.change_user_id(rokin.operator, MASTER, "Master02"),
                lambda: operators.add_contract(rokin.operator, CONTRACT, "会員", "Init#009")):  # fmt: skip
        with pytest.raises(UserRefused) as refused:
            act()
        assert all(one.endswith("ください。") for one in refused.value.sentences)


@pytest.mark.req("ACC-156", "ACC-197")
def test_rokin_releases_a_closed_user_and_counts_from_nothing(rokin: Rokin) -> None:
    rokin.master()
    lock(rokin, MASTER, 3)
    rokin.clock.move(days=30)
    assert rokin.not_authenticated() == CLOSED_USER
    operators.release_user(rokin.operator, MASTER)
    lock(rokin, MASTER, 2)
    rokin.clock.move(hours=1)
    assert rokin.ticket(), "two locks after the release do not close: both counters were 0"


@pytest.mark.req("ACC-149", "ACC-199")
def test_a_changed_id_revokes_the_certificate_of_the_old_one(rokin: Rokin) -> None:
    rokin.master()
    clerk(rokin)
    old = rokin.equip()
    for wrong in ("short", GENERAL):
        with pytest.raises(UserRefused):
            operators.change_user_id(rokin.operator, MASTER, wrong)
    operators.change_user_id(rokin.operator, MASTER, "Master02")
    assert "失効" in rokin.refused(old)
    assert rokin.not_authenticated(MASTER) == REFUSED
    assert rokin.log_in(rokin.equip("Master02")).officer.login == "Master02"


# Mails -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-116", "ACC-162")
def test_lock_and_closure_are_mailed_with_their_items(rokin: Rokin) -> None:
    rokin.master()
    clerk(rokin)
    held = rokin.equip()
    lock(rokin, MASTER)
    [(to, body)] = rokin.mails("r-lock")
    assert to == "master01@example.jp"
    for part in (MASTER, "2026年6月10日 09:00", "2026年6月10日 10:00"):
        assert part in body
    rokin.clock.move(hours=1)
    for _ in range(6):
        rokin.refused(held, "Wrong#pw01")  # on the log-in too
    assert len(rokin.mails("r-lock")) == 2
    rokin.clock.move(hours=1)
    lock(rokin, MASTER)
    [(to, body)] = rokin.mails("r-closed")
    assert MASTER in body and "労金へ" in body and len(rokin.mails("r-lock")) == 2
    assert "閉塞した日時：2026年6月10日 11:00" in body
    lock(rokin, GENERAL, 3)
    assert "マスターユーザーへ" in rokin.mails("r-closed")[-1][1]
    before = len(rokin.mails())
    lock(rokin, "Nobody99")
    assert len(rokin.mails()) == before


@pytest.mark.req("ACC-156", "ACC-158")
def test_who_is_closed_is_told_whom_to_ask_and_nobody_learns_who_exists(rokin: Rokin) -> None:
    rokin.master()
    clerk(rokin)
    for login in (MASTER, GENERAL, "Nobody99"):
        lock(rokin, login, 3)
        assert rokin.not_authenticated(login) == CLOSED_USER
    assert "一般ユーザーの方は、マスターユーザーへ" in CLOSED_USER


@pytest.mark.req("ACC-116", "ACC-153", "ACC-158")
def test_the_end_of_a_lock_that_is_told_is_never_too_early(rokin: Rokin) -> None:
    rokin.master()
    rokin.clock.move(seconds=1)
    lock(rokin, MASTER)
    rokin.clock.set(2026, 6, 10, 10)
    assert rokin.not_authenticated() == LOCKED.format(until="10:01")
    assert "解除される日時：2026年6月10日 10:01" in rokin.mails("r-lock")[-1][1]
    rokin.clock.move(minutes=1)
    assert rokin.ticket()


@pytest.mark.req("ACC-117", "ACC-123")
def test_the_expiry_mail_goes_out_once_thirty_days_before(rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(2027, 5, 10, 23, 59, 59)
    assert mails.send_expiry(rokin.operator, dry=False) == 0 == mails.send_expiry(rokin.operator, dry=True)
    rokin.clock.set(2027, 5, 11)
    assert mails.send_expiry(rokin.operator, dry=True) == 1 and rokin.mails("r-cert30") == []
    assert mails.send_expiry(rokin.operator, dry=False) == 1
    [(to, body)] = rokin.mails("r-cert30")
    assert to == "master01@example.jp"
    for part in (MASTER, "2027年6月10日", "電子証明書発行"):
        assert part in body
    rokin.clock.move(days=1)
    assert mails.send_expiry(rokin.operator, dry=True) == 0 == mails.send_expiry(rokin.operator, dry=False)


@pytest.mark.req("ACC-123")
@pytest.mark.parametrize("day, due", [((2027, 6, 10, 23, 59, 59), 1), ((2027, 6, 11), 0)])
def test_a_missed_run_is_made_up_for_before_expiry(rokin: Rokin, day: tuple[int, ...], due: int) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(*day)
    assert mails.send_expiry(rokin.operator, dry=False) == due


@pytest.mark.req("ACC-117")
def test_no_expiry_mail_for_what_is_revoked_replaced_or_of_nobody(rokin: Rokin) -> None:
    rokin.master()
    for login in (GENERAL, "Clerk002"):
        clerk(rokin, login)
        rokin.install(rokin.issue(login))
    rokin.equip()
    operators.revoke(rokin.operator, GENERAL, "試験")
    people.delete(rokin.desk(), "Clerk002")
    rokin.clock.set(2027, 5, 11)
    rokin.equip()  # renewed
    assert mails.send_expiry(rokin.operator, dry=False) == 0


@pytest.mark.req("ACC-118", "ACC-12")
def test_all_mails_go_to_the_registered_address_as_it_is_now_with_the_settings_of_rokin(rokin: Rokin) -> None:
    from shuro.accounts import settings

    rokin.master()
    rokin.equip()
    change(rokin, MASTER, mail="moved@example.jp", mail_again="moved@example.jp")
    settings.change(rokin.operator, "rokin", "phone", "0000-000-000")
    settings.change(rokin.operator, "rokin", "address", "ろうきん窓口端末")
    rokin.clock.set(2027, 5, 11)
    mails.send_expiry(rokin.operator, dry=False)
    entering.authenticate(rokin.database, rokin.clock, MASTER, PASSWORD)
    lock(rokin, MASTER)
    for to, body in rokin.mails()[-3:]:
        assert to == "moved@example.jp" and "（電話：0000-000-000）" in body and "返信はできません" in body
    for _, body in rokin.mails()[-3:-1]:
        assert "「ろうきん窓口端末」" in body and "ログイン画面" not in body


def test_kinds_of_mails_are_those_of_the_code_list(rokin: Rokin) -> None:
    with (ROOT / "data" / "codes" / "account-mails.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["code"] for row in csv.DictReader(file) if row["system"] == "rokin"}
    assert {"r-code", "r-lock", "r-closed", "r-cert30", "r-info"} == kinds


def test_the_task_of_the_night_is_run_by_the_batch() -> None:
    from shuro.commands.batch import tasks

    assert "rokin-certificates" in [task.name for task in tasks()]


# The help line -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-194")
@pytest.mark.parametrize(
    "moment, open_now",
    [((2026, 6, 10, 8, 59, 59), False), ((2026, 6, 10, 9), True), ((2026, 6, 10, 17, 59, 59), True),
     ((2026, 6, 10, 18), False), ((2026, 6, 13, 12), False), ((2026, 6, 14, 12), False),
     ((2026, 7, 20, 12), False),  # 海の日
     ((2026, 12, 30, 12), True), ((2026, 12, 31, 12), False), ((2027, 1, 1, 12), False), ((2025, 1, 2, 12), False),
     ((2025, 1, 3, 12), False), ((2027, 1, 4, 12), True), ((2025, 12, 29, 12), True)],
)  # fmt: skip
def test_the_help_desk_is_open_on_weekdays_from_nine_to_six(moment: tuple[int, ...], open_now: bool) -> None:
    assert help_desk.is_open(datetime(*moment, tzinfo=TOKYO)) is open_now


@pytest.mark.req("ACC-194")
def test_the_help_line_says_whom_to_ask_and_whether_somebody_is_there(rokin: Rokin) -> None:
    with rokin.database.read() as session:
        day, night = (help_desk.lines(session, datetime(2026, 6, 10, hour, tzinfo=TOKYO)) for hour in (9, 18))
    assert "0120-609-575" in day[0] and day[0].endswith("ただいま受付時間内です。")
    assert night[0].endswith("ただいま受付時間外です。")
    assert "お取引店" in day[1] and "控除依頼リスト" in day[1]


# Forms -------------------------------------------------------------------------------------------------------------------


def shown(document: forms.Document) -> list[str]:
    return [box.text for page in document.pages for box in page.boxes]


def labels_of(name: str) -> list[str]:
    with (ROOT / "docs" / "spec" / "fields" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row["label"] for row in csv.DictReader(file)]


def request(**other: object) -> printed.Request:
    items = {
        "day": date(2026, 6, 10), "contract": CONTRACT, "member": "株式会社てすと", "branch": "大阪支店",
        "wanted": (printed.WANTED[0],), "reason": "その他", "other": "機器の故障のため", "login": MASTER,
    }  # fmt: skip
    return printed.Request(**(items | other))  # type: ignore[arg-type]


@pytest.mark.req("ACC-191")
def test_the_request_prints_every_item(tmp_path: Path) -> None:
    document = printed.request(request())
    texts = shown(document)
    for label in labels_of("rokin-login-id-request"):
        assert any(label in text for text in texts), label
    for text in ("株式会社てすと", "大阪支店", "機器の故障のため", MASTER, CONTRACT, "■ 電子証明書の失効", "■ その他",
                 "□ ログインID・パスワードの初期化", "□ パソコンの変更"):  # fmt: skip
        assert text in texts, text
    forms.save_form(document, tmp_path / "form.xlsx")
    assert len(document.pages) == 1


@pytest.mark.req("ACC-191")
@pytest.mark.parametrize(
    "item, other",
    [("member", {"member": ""}), ("member", {"member": "あ" * 41}), ("branch", {"branch": " "}), ("wanted", {"wanted": ()}),
     ("reason", {"reason": "何か"}), ("other", {"other": ""}), ("other", {"other": "あ" * 101})],
)  # fmt: skip
def test_what_is_missing_keeps_the_request_from_being_printed(item: str, other: dict[str, object]) -> None:
    assert [where for where, _ in printed.request_findings(request(**other))] == [item]
    with pytest.raises(UserRefused):
        printed.request(request(**other))


@pytest.mark.req("ACC-191")
def test_the_longest_texts_fit_and_an_unknown_id_stays_empty() -> None:
    one = request(member="あ" * 40, branch="い" * 40, other="う" * 100, login="")
    assert "う" * 100 in shown(printed.request(one))
    one = request(reason="パソコンの変更", other="残り")
    assert "残り" not in shown(printed.request(one)), "only with その他"


@pytest.mark.req("ACC-192")
def test_the_filing_has_eight_empty_boxes_and_no_password() -> None:
    document = printed.filing(date(2026, 6, 10), CONTRACT, "株式会社てすと")
    texts = shown(document)
    for label in labels_of("initial-password-notification"):
        assert any(label in text for text in texts), label
    [page] = document.pages
    [label] = [box for box in page.boxes if box.text == "初期パスワード"]
    row = [box for box in page.boxes if box.row == label.row and box.width == 3]
    assert len(row) == 8 and all(box.text == "" for box in row)
    assert PASSWORD not in texts
    with pytest.raises(UserRefused):
        printed.filing(date(2026, 6, 10), CONTRACT, "")
