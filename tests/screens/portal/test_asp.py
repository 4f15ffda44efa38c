"""The screens of 次世代社労法務システム: log-in, making an account, the link, アカウント管理."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from screens.help import page_text
from screens.workstation import Workstation
from shuro.accounts.asp import management, registration, words
from shuro.kernel.database import StorageTrouble
from shuro.kernel.paths import MANUAL
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, FIRST, PASSWORD, SECOND, TEL, Agency
from tests.terminal import picture, press, running
from widgets.pane import Key

CREATE = ("tab", "tab", "tab", "enter")  # from an empty log-in to its link
DETAILS = (PASSWORD, "enter", PASSWORD, "enter", CUSTOMER, "enter", "山本社労士", "enter", TEL, "enter")


async def loaded(app: Workstation) -> None:
    """Wait until the log-in knows the storage, or has said why it cannot be used."""
    for _ in range(200):
        await app.settled()
        if app.screen.state_line() or app.last_words:  # type: ignore[attr-defined]
            await app.settled()  # the ASPアカウント is known before the link is asked for
            return
        await asyncio.sleep(0.01)
    raise AssertionError(picture(app))


def shown(app: Workstation) -> str:
    """The picture without its line breaks."""
    return "".join(line.strip(" │") for line in picture(app).splitlines())


async def to_details(app: Workstation, agency: Agency, address: str = FIRST) -> None:
    """From the log-in to 詳細の追加."""
    await press(app, *CREATE, address, "enter", "enter")
    assert words.CODE_SENT.format(address=address) in shown(app)
    await press(app, agency.code(), "enter", "enter")
    assert "詳細の追加" in picture(app)


# The log-in -------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-211")
async def test_the_link_is_there_while_the_environment_is_unregistered(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await loaded(app)
        assert words.BEGIN_HERE in picture(app) and ENVIRONMENTS[FIRST] in picture(app).splitlines()[0]
        await press(app, FIRST, "enter", PASSWORD, "f9")
        assert "リンク「アカウントをお持ちでない場合、作成できます」から始めてください" in shown(app)
        assert "アカウントの作成" not in picture(app)
    agency.enrol(FIRST)
    app = entrance()
    async with running(app):
        await loaded(app)
        assert words.BEGIN_HERE not in picture(app)


@pytest.mark.req("ACC-204")
async def test_every_start_asks_for_the_password(entrance: Any, agency: Agency) -> None:
    """Before the first log-in, after leaving, and in a new program; nothing typed is offered again (ACC-9)."""
    agency.enrol(FIRST)
    agency.enter(FIRST)
    for _ in range(2):
        app = entrance()
        async with running(app):
            await press(app, "f9")
            assert "メールアドレス：入力してください" in picture(app) and app.duty is None
            await press(app, "enter", FIRST, "enter", "f9")
            assert "パスワード：入力してください" in picture(app) and app.duty is None
            await press(app, "enter", PASSWORD, "f9")
            assert "社労法務システム" in picture(app) and app.duty is not None
            await press(app, "f3", "enter")
            assert app.duty is None and FIRST not in picture(app) and PASSWORD not in picture(app)


@pytest.mark.req("ACC-205")
async def test_without_an_environment_the_program_ends_with_a_sentence(
    entrance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHURO_ASP_ACCOUNT")
    app = entrance()
    async with running(app):
        await loaded(app)
    assert app.last_words == words.NO_ENVIRONMENT


@pytest.mark.req("ACC-225")
async def test_before_the_ten_minutes_the_same_text_is_shown(entrance: Any, agency: Agency) -> None:
    agency.register(agency.verified(FIRST))
    app = entrance()
    async with running(app):
        agency.clock.move(minutes=9, seconds=59)
        await press(app, FIRST, "enter", PASSWORD, "f9")
        assert words.IN_TEN_MINUTES in shown(app) and "確認" in picture(app) and app.duty is None


@pytest.mark.req("ACC-226")
async def test_the_link_is_asked_and_cancelling_logs_nobody_in(entrance: Any, agency: Agency) -> None:
    agency.enrol(FIRST)
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9")
        assert "紐づけが必要です" in shown(app) and "キャンセル" in picture(app)
        await press(app, "up", "enter")
        assert app.duty is None and agency.state(FIRST) == "紐づけ待ち"
        await press(app, PASSWORD, "f9", "enter")
        assert app.duty is not None and agency.state(FIRST) == "紐づけ済" and "アカウント管理" in picture(app)


@pytest.mark.req("ACC-227")
async def test_an_environment_that_is_linked_is_told(
    entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (FIRST, SECOND):
        agency.enrol(address)
        agency.enter(address)
    app = entrance()
    async with running(app):
        await press(app, SECOND, "enter", PASSWORD, "f9")
        assert words.LINKED_ALREADY in shown(app) and app.duty is None


@pytest.mark.req("ACC-235", "ACC-120")
async def test_the_code_of_two_step_log_in(entrance: Any, agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enter(FIRST)
    management.set_two_step(agency.desk(FIRST), FIRST, True)
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9")
        assert "二段階認証" in picture(app) and f"{FIRST} にコードを送信しました" in shown(app) and app.duty is None
        await press(app, "1", "f9")
        assert "確認コード：コードが正しくないか" in shown(app) and app.duty is None
        await press(app, "enter", "ctrl+u", agency.code("a-two"), "f9")
        assert app.duty is not None


# A forgotten password ----------------------------------------------------------------------------------------------------


NEW = "Guillemot-2027"


async def to_forgotten(app: Workstation) -> None:
    """The link of the log-in, from wherever the cursor is."""
    for _ in range(6):
        if any(line.lstrip().startswith("> ＿パスワードを忘れた方") for line in picture(app).splitlines()):
            break
        await press(app, "tab")
    await press(app, "enter")


@pytest.mark.req("ACC-213", "ACC-218", "ACC-5")
async def test_a_forgotten_password_is_set_anew_by_a_code(entrance: Any, agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enter(FIRST)
    app = entrance()
    async with running(app):
        await loaded(app)
        await press(app, FIRST, "enter")
        await to_forgotten(app)
        assert "パスワードの再設定" in picture(app) and FIRST in picture(app), "what was typed is not typed again"
        await press(app, "f9")
        assert f"{FIRST} が登録されていれば、コードを送信しました" in shown(app)
        await press(app, "f1")
        assert "パスワードを忘れたとき" in picture(app)
        await press(app, "f3", "1", "f9")
        assert words.WRONG_CODE in shown(app)
        await press(app, "enter", "ctrl+u", agency.code(), "f9")
        assert "新しいパスワード" in picture(app)
        await press(app, NEW, "enter")
        app.feed([Key("paste", NEW)])
        await app.settled()
        assert "貼り付けられません" in picture(app)
        await press(app, "Other-one-1", "f9")
        assert "一致しません" in shown(app) and NEW not in picture(app)
        await press(app, "enter", "enter", "ctrl+u", NEW, "f9")
        assert words.RESET_DONE in shown(app)
        await press(app, "enter")
        assert FIRST in picture(app) and "> パスワード" in picture(app)
        await press(app, NEW, "f9")
        assert app.duty is not None


async def test_an_address_that_nobody_has_looks_the_same(entrance: Any, agency: Agency) -> None:
    agency.enrol(FIRST)
    looks = []
    for address in (FIRST, "yamato@xample.jp"):  # as long as the other
        app = entrance()
        async with running(app):
            await loaded(app)
            await to_forgotten(app)
            await press(app, address, "f9")
            first = shown(app)
            await press(app, "1", "f9")
            looks.append((first.replace(address, "*"), shown(app).replace(address, "*")))
    assert len(looks[0][0]) > 100 and [one.split() for one in looks[0]] == [one.split() for one in looks[1]]


async def test_the_arrow_goes_back_to_the_address_and_cancel_to_the_log_in(entrance: Any, agency: Agency) -> None:
    agency.enrol(FIRST)
    app = entrance()
    async with running(app):
        await loaded(app)
        await to_forgotten(app)
        await press(app, "f9")
        assert "メールアドレス：入力してください" in picture(app)
        await press(app, "enter", "yamamto@example.jp", "f9", "enter", "down", "enter")
        assert "再設定　メールアドレス" in picture(app) and "yamamto@example.jp" in picture(app)
        await press(app, "ctrl+u", FIRST, "f9", "f3")
        assert "ログイン" in picture(app).splitlines()[0] and words.FORGOTTEN in picture(app)
        assert [one.kind for one in agency.mails()][1:] == ["a-code"]


# Making an account --------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-209", "ACC-211", "ACC-212", "ACC-214", "ACC-217", "ACC-225")
async def test_from_the_link_to_the_confirmation(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await to_details(app, agency)
        text = picture(app)
        assert words.MORE_NEEDED in text and "キャンセル" in text and "次へ" in text
        assert [
            label for label in ("パスワードを再入力してください", "CustomerId", "表示名", "Tel") if label not in text
        ] == []
        await press(app, *DETAILS, "enter")
        assert "一番初めにこの設定をする方が「管理者」となります" in shown(app) and "責任者" in shown(app)
        await press(app, "down", "enter")  # いいえ
        assert agency.members() == 0 and "山本社労士" in picture(app)
        await press(app, "enter", "enter")  # 次へ, はい
        assert words.IN_TEN_MINUTES in shown(app) and "OK" in picture(app)
        await press(app, "enter")
        assert "ログイン" in picture(app).splitlines()[0] and agency.state(FIRST) == "設定中"
        assert words.BEGIN_HERE not in picture(app)


@pytest.mark.req("ACC-214")
async def test_the_code_can_be_pasted_and_the_address_corrected(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await press(app, *CREATE, "yamamto@example.jp", "enter", "enter")
        await press(app, "enter", "down", "enter")  # ←
        assert "アカウントの作成" in picture(app) and "yamamto@example.jp" in picture(app)
        await press(app, "ctrl+u", FIRST, "enter", "enter")
        assert f"{FIRST} にコードを送信しました" in shown(app) and f"← {FIRST}" in picture(app)
        app.feed([Key("paste", agency.code() + "\n")])
        await app.settled()
        await press(app, "f9")
        assert "詳細の追加" in picture(app)
        assert [one.recipient for one in agency.mails()] == ["yamamto@example.jp", FIRST]


@pytest.mark.req("ACC-215")
async def test_a_wrong_code_is_told_and_the_item_stays(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await press(app, *CREATE, FIRST, "enter", "f9", "123", "f9")
        assert words.WRONG_CODE in shown(app)
        await press(app, "enter", "ctrl+u", agency.code(), "f9")
        assert "詳細の追加" in picture(app)


@pytest.mark.req("ACC-213")
async def test_a_registered_address_opens_the_password_instead(
    entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.enrol(FIRST)
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[SECOND])
    sent = len(agency.mails())
    app = entrance()
    async with running(app):
        await press(app, *CREATE, FIRST, "f9")
        text = shown(app)
        assert "パスワードの入力" in text and words.OTHER_ADDRESS in text and FIRST in text
        assert "パスワードを忘れた方はこちら" in text and "サインイン" in text and len(agency.mails()) == sent
        await press(app, "enter", "down", "enter")
        assert "パスワードの再設定" in picture(app) and FIRST in picture(app) and len(agency.mails()) == sent
        await press(app, "f3", "f3", "ctrl+u", SECOND, "f9")
        assert f"{SECOND} にコードを送信しました" in shown(app)


@pytest.mark.req("ACC-5", "ACC-7", "ACC-218", "ACC-217")
async def test_what_is_wrong_is_named_and_all_stays(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await to_details(app, agency)
        await press(app, PASSWORD, "enter")
        app.feed([Key("paste", PASSWORD)])
        await app.settled()
        assert "貼り付けられません" in picture(app)
        await press(app, "Other-one-1", "enter", "12", "enter", "山本社労士", "enter", TEL, "f9")
        assert "CustomerId：28で始まる" in picture(app)
        await press(app, "enter")
        assert "> CustomerId" in picture(app)
        await press(app, "ctrl+u", CUSTOMER, "f9")
        assert "再入力したパスワードと一致しません" in shown(app)
        await press(app, "enter")
        assert "> パスワード   " in picture(app) and "●●●" in picture(app)
        assert "山本社労士" in picture(app) and TEL in picture(app) and PASSWORD not in picture(app)
        assert agency.members() == 0


@pytest.mark.req("ACC-222")
async def test_a_contract_that_does_not_match_can_be_corrected(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await to_details(app, agency)
        await press(app, *DETAILS[:-2], "03-0000-0000", "f9")
        assert words.NO_MATCH in shown(app)
        await press(app, "enter", "enter", "enter", "ctrl+u", TEL, "f9", "enter")
        assert agency.members() == 1


@pytest.mark.req("ACC-223")
async def test_full_licences_are_told(entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    agency.enrol(SECOND)
    agency.enrol("third@example.jp", "abcd8-03")
    app = entrance()
    async with running(app):
        await to_details(app, agency)
        await press(app, *DETAILS, "enter")
        assert "アカウント作成エラー" in picture(app)
        assert "登録アカウントがいっぱいです。現在の契約数は2アカウントです。" in shown(app)
        await press(app, "enter", "tab", "enter")  # OK, キャンセル
        assert "ログイン" in picture(app).splitlines()[0] and agency.members() == 2


@pytest.mark.req("ACC-228")
async def test_a_temporary_trouble_offers_the_same_press_again(
    entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once before anything was stored, once after all was: one account."""
    real, troubles = registration.register, ["before", "after"]

    def shaky(*given: Any, **more: Any) -> Any:
        trouble = troubles.pop(0) if troubles else ""
        made = real(*given, **more | {"first": True}) if trouble != "before" else None
        if trouble:
            raise StorageTrouble("")
        return made

    monkeypatch.setattr(registration, "register", shaky)
    app = entrance()
    async with running(app):
        await to_details(app, agency)
        await press(app, *DETAILS, "enter")
        assert words.TROUBLE in shown(app) and agency.members() == 0
        await press(app, "enter")
        assert words.TROUBLE in shown(app) and agency.members() == 1
        await press(app, "enter")
        assert words.IN_TEN_MINUTES in shown(app) and agency.members() == 1


@pytest.mark.req("ACC-228")
async def test_cancelling_after_a_trouble_begins_anew(
    entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any, **more: Any) -> None:
        raise StorageTrouble("")

    app = entrance()
    async with running(app):
        await to_details(app, agency)
        with monkeypatch.context() as patch:
            patch.setattr(registration, "register", broken)
            await press(app, *DETAILS, "enter", "down", "enter")
        assert "ログイン" in picture(app).splitlines()[0]
        await to_details(app, agency)


async def test_a_burst_makes_the_account(entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    """All keys in one write, through every screen."""
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810")
    app = entrance()
    async with running(app):
        await press(
            app, *CREATE, FIRST, "enter", "enter", "11693810", "enter", "enter", *DETAILS, "enter", "enter", "enter"
        )
        assert agency.member(FIRST).name == "山本社労士" and "ログイン" in picture(app).splitlines()[0]


# アカウント管理 ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def staffed(agency: Agency) -> Agency:
    """FIRST (管理者) and SECOND, both linked."""
    for address, name in ((FIRST, "山本"), (SECOND, "鈴木")):
        agency.enrol(address, name=name)
        agency.enter(address)
    return agency


@pytest.mark.req("ACC-229", "ACC-230", "ACC-231", "ACC-234", "ACC-235")
async def test_the_manager_manages_the_accounts(entrance: Any, staffed: Agency) -> None:
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9", "1", "enter", "1", "enter")
        text = picture(app)
        assert "アカウント一覧" in text and "山本" in text and SECOND in text and ENVIRONMENTS[SECOND] in text
        await press(app, "2", "enter")
        text = picture(app)
        for column in (
            "表示名：鈴木",
            f"メールアドレス：{SECOND}",
            "状態：紐づけ済",
            "二段階認証：しない",
            "登録日時：",
        ):
            assert column in text
        await press(app, "down", "enter")
        assert staffed.member(SECOND).two_step and "「する」にしました" in shown(app)
        await press(app, "2", "enter", "down", "down", "enter", "enter")
        assert staffed.state(SECOND) == "紐づけ解除" and "紐づけ解除" in picture(app)
        await press(app, "2", "enter", "down", "down", "down", "enter", "別の名", "enter")
        assert staffed.state(SECOND) == "紐づけ解除"
        await press(app, "ctrl+u", "鈴木", "enter")
        assert staffed.state(SECOND) == "削除済" and "削除済" in picture(app)
        await press(app, "1", "enter", "down", "down", "enter", "enter")
        assert words.MANAGER_STAYS in shown(app) and staffed.state(FIRST) == "紐づけ済"


@pytest.mark.req("ACC-230", "ACC-4")
async def test_the_role_is_handed_over_after_yes(entrance: Any, staffed: Agency) -> None:
    app = entrance()
    to_question = ("2", "enter", *["down"] * 4, "enter")
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9", "1", "enter", "1", "enter", *to_question, "down", "enter")
        assert management.is_manager(staffed.desk(FIRST))  # いいえ
        await press(app, *to_question, "enter")
        assert management.is_manager(staffed.desk(SECOND)) and "アカウント一覧" not in picture(app).splitlines()[0]
        await press(app, "f3", "1", "enter")
        assert "管理者のアカウントだけが使えます" in picture(app) and "社労法務システム" in picture(app)


@pytest.mark.req("ACC-231")
async def test_the_management_is_the_managers_alone(
    entrance: Any, staffed: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[SECOND])
    app = entrance()
    async with running(app):
        await press(app, SECOND, "enter", PASSWORD, "f9", "1", "enter")
        assert "管理者のアカウントだけが使えます" in picture(app) and FIRST not in picture(app)


@pytest.mark.req("ACC-229")
async def test_an_unlinked_user_is_sent_to_the_log_in(
    entrance: Any, staffed: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[SECOND])
    app = entrance()
    async with running(app):
        await press(app, SECOND, "enter", PASSWORD, "f9")
        management.unlink(staffed.desk(FIRST), SECOND)
        await press(app, "2", "enter")
        assert "管理者がこのログインを終わらせました" in shown(app) and app.duty is None


@pytest.mark.req("ACC-232")
async def test_the_guide_is_saved_after_asking_where(
    entrance: Any, staffed: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "out"))
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9", "1", "enter", "2", "enter")
        assert "出力先" in picture(app) and list(tmp_path.glob("out/*")) == []
        await press(app, "enter")
    (made,) = tmp_path.glob("out/*")
    assert made.name == "管理者用操作マニュアル.md" and made.read_text("utf-8").startswith("# 管理者用操作マニュアル")


# Help -------------------------------------------------------------------------------------------------------------------


BEHAVIOUR = {
    "1": "プロジェクトチーム", "2": "登録していない方には表示しません", "3": "確認コードだけです", "4": "いっぱいです",
    "5": "迷惑メール", "6": "初めて起動したとき", "7": "正しい情報でもう一度", "8": words.BEGIN_HERE,
    "9": "登録は要りません", "11": "削除を依頼", "12": "もう一度選んでください", "13": "パスワードを入力します",
}  # fmt: skip


@pytest.mark.req("ACC-237", "ACC-216", "ACC-236", "ACC-122", "ACC-207", "ACC-233")
def test_the_help_answers_the_questions() -> None:
    """1 to 9 and 11 to 13, each with the behaviour of the program."""
    text = page_text(MANUAL, "asp", "")[0]
    answers = dict(part.split(". ", 1) for part in text.split("\n### ")[1:])
    assert list(answers) == list(BEHAVIOUR)
    assert [number for number, told in BEHAVIOUR.items() if told not in answers[number]] == []
    for cause in ("差出人のアドレス", "既に登録したアドレス", "打ち間違い"):
        assert cause in answers["5"]
    assert TEL not in text and "メール又はお問合せフォーム" in answers["1"]


@pytest.mark.req("ACC-121")
def test_the_advance_notice_is_a_help_text() -> None:
    text = page_text(MANUAL, "asp", "")[0]
    subject = (
        "【日本シャルフ】重要：次世代システム 事前アカウント登録のお願い ASP ユーザー様向【次世代社労法務システム】"
    )
    assert subject in text and "1月14日" in text and "このプログラムからは送りません" in text


@pytest.mark.req("ACC-237", "ACC-220")
async def test_help_opens_on_every_screen(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await press(app, "f1")
        assert "次世代社労法務システムのアカウント" in picture(app)
        await press(app, "f3")
        await to_details(app, agency)
        await press(app, "enter", "enter", "enter")
        assert "事務所で付け方を決めてください" in shown(app)  # one naming rule is recommended
        await press(app, "f1")
        assert "次世代社労法務システムのアカウント" in picture(app)
