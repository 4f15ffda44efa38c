"""建設特定技能受入計画 in real terminals: application, roster, review, correction, certification, a notice of a change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shuro.accounts import passwords
from shuro.kernel.sheets import write_xlsx
from tests.accounts.alien_ways import FIRST, LOGIN, Aliens
from tests.construction.test_roster_file import COLUMNS
from tests.construction.test_roster_file import line as person
from tests.flows.test_gaikokujin import Morning, enter, leave, window_of
from tests.flows.ways import QUICK, Place, says, to_item
from tests.terminal import Terminal, keys

REVIEWER = "shinsa0001"
CERTIFIED = ("計画確認", "変更申請", "変更届出", "受入報告書", "退職報告書", "継続不可事由発生報告書", "計画取消申請")
REASON = "許可証の日付と違います。"


def papers(folder: Path) -> Any:
    """Makes a PDF in the folder and gives the keys that hand it in."""
    folder.mkdir()

    def paper(name: str) -> str:
        path = folder / f"{name}.pdf"
        path.write_bytes(b"%PDF-1.7\n" + name.encode())
        return str(path)

    return paper


def roster_file(path: Path) -> str:
    """A roster of three who count and a short-timer, as companies keep it."""
    people = [person(at, f"国土{name}") for at, name in enumerate(("一郎", "二郎", "三郎"), 1)]
    people.append(person(4, "国土花子", 勤務形態="パートタイム等短時間"))
    columns = (*COLUMNS, "根拠書類")
    write_xlsx(path, columns, ([(one | {"根拠書類": "D1"}).get(column, "") for column in columns] for one in people))
    return str(path)


def application(paper: Any) -> tuple[str, ...]:
    """The keys of the whole application, typed blindly; ⑮ waits for the roster."""
    return (
        "法人", "enter", "７００００１２０５０００２", "enter", "株式会社国土交通建設", "enter", "国土太郎", "enter",
        "1000013", "enter", "end", "2-1-3", "enter", paper("登記"), "enter", "03-1234-1111", "enter", "0312341111",
        "enter", "事務担当", "enter", "国土花子", "enter", paper("許可証"), "enter", "enter", "enter", "tab", "tab", "tab", "tab",
        "R6.4.1", "enter", "enter", " ", "enter", " ", "enter", "1", "enter", "-30", "enter", "enter", paper("決定通知書"),
        "enter", "tab", "12345678901234", "enter", paper("事業者ID"), "enter", "1", "enter", "1", "enter", paper("会員証"),
        "enter", "審査をお願いします。",
    )  # fmt: skip


def certified_menu(window: Terminal) -> bool:
    """Does the menu hold what a certified plan has?"""
    return all(f"［ {name} ］" in window.text for name in CERTIFIED) and "新規申請" not in window.text


def choose(window: Terminal, entry: str) -> None:
    """An entry of the menu, by its name."""
    window.wait_for(f"［ {entry} ］")
    for _ in range(16):
        if f"> ［ {entry} ］" in window.text:
            window.send(keys("enter"))
            return
        before = window.text
        window.send(keys("down"))
        window.wait_for(lambda one, before=before: one.text != before)
    raise AssertionError(window.text)


def renewed(window: Terminal) -> None:
    """Any way from the menu and back shows it anew (ACC-99)."""
    choose(window, "利用者情報")
    window.wait_for("パスワード有効期限")
    window.send(keys("f3"))
    window.wait_for("［ 利用者情報 ］")


def listed(window: Terminal, entry: str) -> None:
    """The 審査者 opens the first of the list of an entry of the menu."""
    window.send(keys("ctrl+t"))
    choose(window, entry)
    window.wait_for("F5検索")
    window.send(keys("f5"))
    window.wait_for("F3条件に戻る")
    window.send(keys("enter"))
    window.wait_for("[基本]")


@pytest.mark.req(
    "ACC-94", "ACC-95", "ACC-97", "ACC-98", "ACC-99", "ACC-100", "ACC-101", "CON-1", "CON-2", "CON-3", "CON-4", "CON-5",
    "CON-6", "CON-7", "CON-8", "CON-9", "CON-11", "CON-38", "CON-42", "CON-44", "CON-45", "CON-46", "CON-101", "CON-103",
)  # fmt: skip
def test_from_the_draft_to_a_notice_after_the_certification(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PARAMETERS", QUICK)
    clock = Morning(place)
    aliens = Aliens(place.database, clock)  # type: ignore[arg-type]
    aliens.registered()
    aliens.enrol(REVIEWER, "審査者", "審査一郎")
    company = window_of(place, clock)
    enter(company, LOGIN, FIRST)
    written_down(company, papers(tmp_path / "papers"))
    counted(company, roster_file(tmp_path / "名簿.xlsx"))
    handed_in_another_day(company)
    examiner = window_of(place, clock)
    enter(examiner, REVIEWER, FIRST)
    sent_back(examiner)
    corrected(company)
    certified(examiner)
    renewed(company)
    company.wait_for(certified_menu)
    notified(company)
    received(examiner)
    looked_at(company)
    for window in (company, examiner):
        leave(window)


# The stages


def written_down(company: Terminal, paper: Any) -> None:
    """未登録: 新規申請 alone; written and put away with 一時保存."""
    company.wait_for("［ 新規申請 ］")
    assert "計画確認" not in company.text and "変更届出" not in company.text
    company.send(keys("enter"))
    company.wait_for("建設特定技能受入計画 > 新規申請")
    company.send(keys(*application(paper), "f2"))
    company.wait_for("一時保存しました")


def counted(company: Terminal, file: str) -> None:
    """The roster: a person typed, then the file in his place."""
    company.send(keys("f10"))
    company.wait_for("業務選択メニュー")
    company.send(keys("enter"))
    company.wait_for("常勤職員数算定_登録")
    to_item(company, "1号特定技能外国人の受入予")
    company.send(keys("2", "enter", "1", "enter", "国土一郎", "enter", "従業員", "enter", "日本人", "enter"))
    to_item(company, "> 勤務形態")
    company.send(
        keys("フルタイム", "enter", "無期", "enter", "5", "enter", "240", "enter", "40:00", "enter", " ", "enter")
    )
    company.send(keys("健康保険", "enter", "f9"))
    company.wait_for(lambda one: "> 登録する" in one.text)
    assert says(company, "1号特定技能外国人の総数が常勤の職員の総数を超えています。")  # 2 of them, 1 full-time
    company.send(keys("enter"))
    company.wait_for("登録しました")
    company.send(keys("f11", "enter", file, "enter"))
    company.wait_for(lambda one: says(one, "ファイルの人に入れ替えます"))
    company.send(keys("enter"))
    company.wait_for("「名簿取込」を行いました")
    company.send(keys("f3"))
    company.wait_for("建設特定技能受入計画(新規申請)")


def handed_in_another_day(company: Terminal) -> None:
    """The draft opens again, is looked at as a whole and handed in; then it is 未認定."""
    leave(company)
    enter(company, LOGIN, FIRST)
    choose(company, "新規申請")
    company.wait_for("株式会社国土交通建設")
    hand_in(company)
    company.wait_for("［ 計画確認 ］")
    assert "新規申請" not in company.text and "変更届出" not in company.text


def hand_in(company: Terminal) -> None:
    """F9: everything that was typed, the question, the end."""
    company.send(keys("f9"))
    company.wait_for("次の内容で申請します。")
    company.send(keys("enter"))
    company.wait_for("申請します。よろしいですか？")
    company.send(keys("enter"))
    company.wait_for("「申請」を行いました。")


def sent_back(examiner: Terminal) -> None:
    """With item and reason."""
    listed(examiner, "建設特定技能受入計画")
    assert "国土太郎" in examiner.text
    examiner.send(keys("f11"))
    examiner.wait_for("「データ」メニュー")
    examiner.send(keys("差戻", "enter", "⑭許可年月日", "enter", REASON, "enter"))
    examiner.wait_for("「差戻し」を行いました。")


def corrected(company: Terminal) -> None:
    """The company reads why, corrects it and hands it in again."""
    renewed(company)
    choose(company, "新規申請")
    company.wait_for("建設特定技能受入計画(新規申請)")
    company.send(keys("f8"))
    company.wait_for(lambda one: says(one, REASON) and "> ⑭許可年月日" in one.text)
    company.send(keys("ctrl+u", "R6.4.2", "enter"))
    hand_in(company)


def certified(examiner: Terminal) -> None:
    """認定 of the corrected plan."""
    listed(examiner, "建設特定技能受入計画")
    assert "未認定" in examiner.text
    examined(examiner, "認定", "この計画を認定します。よろしいですか？")


def examined(examiner: Terminal, step: str, question: str) -> None:
    """A step of the 審査者 by F11."""
    examiner.send(keys("f11", step, "enter"))
    examiner.wait_for(question)
    examiner.send(keys("enter"))
    examiner.wait_for(f"「{step}」を行いました")


def notified(company: Terminal) -> None:
    """変更届出 of a new telephone number."""
    choose(company, "変更届出")
    company.wait_for("建設特定技能受入計画(変更届出)")
    company.send(keys("f9"))
    company.wait_for("変更届出_登録")
    company.send(
        keys("⑦電話番号", "enter", "0399998888", "enter", "tab", "=", "enter", "電話番号が変わりました。", "tab")
    )
    hand_in(company)


def received(examiner: Terminal) -> None:
    """受理 of the notice, which shows the old number and the new one."""
    listed(examiner, "変更届出")
    assert "0312341111" in examiner.text and "0399998888" in examiner.text
    examined(examiner, "受理", "受理します。よろしいですか？")


def looked_at(company: Terminal) -> None:
    """The plan holds the new number and is only read."""
    company.send(keys("ctrl+t"))
    choose(company, "計画確認")
    company.wait_for("建設特定技能受入計画(計画確認)")
    company.wait_for("0399998888")
    assert "F9" not in company.lines[-1] and "認定済" in company.text
