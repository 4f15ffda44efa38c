"""A case from the call to the periodic reports of two 署, each before a terminal of its own, both open all the while."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.kernel import store
from shuro.kernel.record import Entry
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.consultation import Consultation
from shuro.standards.supervision import SupervisionResult
from tests.flows.ways import (
    ME,
    NEW_RESULT,
    PHRASE,
    THERE,
    Place,
    in_hand,
    other_office,
    receive,
    register,
    says,
    to_item,
    to_page,
    transfer,
)
from tests.standards.complaints import complained
from tests.terminal import Terminal, keys

LAST = "最後の項目です。"
CALLER, CALLED = "朝霧　恵", "霞会社　　霞工場"


@pytest.mark.req(
    "CST-3", "CST-52", "CST-57", "CST-58", "CMP-4", "CMP-9", "CMP-16", "CMP-20", "CMP-21", "CMP-22", "CMP-30", "CMP-31",
    "CMP-49", "CMP-51", "CMP-52", "CMP-55", "CMP-61", "CMP-62", "CMP-63", "CMP-72", "CMP-76", "CMP-78", "CMP-80", "CMP-81",
    "CMP-82", "CMP-83", "CMP-85", "CMP-86", "CMP-88", "CMP-90", "CMP-92", "CMP-93", "CMP-94", "CMP-97", "CMP-98",
)  # fmt: skip
def test_from_the_call_to_the_reports_of_both_offices(place: Place) -> None:
    key = other_office(place).key
    others(place)
    mine, theirs = place.window(), place.window()
    for window, login in ((mine, ME), (theirs, THERE)):
        window.send(keys(login, "enter", PHRASE, "enter"))
        window.wait_for("業務メニュー")
    called(mine)
    accepted(mine)
    written_down(mine)
    moved(mine)
    taken_in(theirs, key)
    supervised(theirs)
    closed(theirs)
    paid(theirs)
    not_entered_by_the_sender(mine)

    consultation, case, there, result, pages = stored(place)
    assert (consultation.outcome, case.consultation_id, case.consulted) == ("申告受理", consultation.id, "有")
    assert (case.status, case.outcome, case.workplace_id) == ("完結(移送済)", "移送", None)
    assert (there.status, there.outcome, there.route, there.from_office) == ("完結(非移送)", "解決", "移送", "1301")
    assert (there.complainant, there.main_items, there.violated_items) == (CALLER, ["賃金不払", "解雇"], ["賃金不払"])
    assert [line.provision for line in there.violations] == [line.provision for line in result.violations]
    assert [(one.office_code, one.page, one.reported) for one in pages] == [
        ("1301", 1, True), ("1302", 1, True), ("1302", 2, None),
    ]  # fmt: skip
    for login, office in ((ME, "1301"), (THERE, "1302")):
        assert place.run("login", login, "--password-stdin", stdin=PHRASE + "\n").returncode == 0
        the_reports_agree(place, office)
        assert [one["receipt"] for one in place.told("transferred-complaint")] == ["登録済"]
        assert place.run("logout").returncode == 0


# What is there before, and afterwards


def others(place: Place) -> None:
    """Other ledgers of both offices, so that no count is that of the one case."""
    day = place.desk().today().isoformat()
    ours, theirs = place.desk(), place.desk(THERE)
    over = {"closed_on": day, "outcome": "司法", "industry_code": "030101"}
    complained(ours, accepted_on=day, route="文書", violated="違反無")
    complained(ours, accepted_on="R3.4.1", industry_code="1301")
    complained(theirs, accepted_on=day, **over, violated="違反有", violations=[{"provision": "労基法20条1項"}],
               violated_items="解雇")  # fmt: skip
    complained(theirs, accepted_on="R3.4.1", closed_on="R4.4.1", outcome="解決", industry_code="0801")


def stored(place: Place) -> tuple[Entry, Entry, Entry, Entry, list[Entry]]:
    """The consultation, the ledger of each office, the supervision, the pages of the progress."""
    with place.database.read() as session:
        (consultation,) = store.entries(session, Consultation)
        cases = [one for one in store.entries(session, Complaint) if one.complainant_phone is None]
        (result,) = store.entries(session, SupervisionResult)
        pages = store.entries(session, ComplaintJournal)
    ours, there = (next(one for one in cases if one.office_code == office) for office in ("1301", "1302"))
    assert there.sent_id == ours.id
    return consultation, ours, there, result, sorted(pages, key=lambda one: (one.office_code, one.page))


# 署 of the call


def fill(window: Terminal, *pairs: tuple[str, str]) -> None:
    """Type into items by their labels, which stand in this order on the screen."""
    for label, text in pairs:
        to_item(window, label)
        window.send(keys(text, "tab"))
        window.wait_for(lambda one, label=label: LAST in one.text or not any(label in line for line in in_hand(one)))


def called(window: Terminal) -> None:
    """相談情報 of a call."""
    window.send(keys("相談情報", "enter", "1", "enter", "f9"))
    window.wait_for("相談情報_登録")
    fill(window, ("相談方法", "電話"), ("相談時間", "15"), ("事業場名", CALLED), ("代表者職氏名", "代表取締役　霞　一"),
         ("労働組合", "無"), ("業種", "010602"), ("相談者氏名", CALLER), ("氏名の公表", "諾"), ("相談者", "労働者"),
         ("就労形態", "パート"))  # fmt: skip
    to_page(window, "相談の内容(詳細)")
    fill(window, ("相談の内容", "5月分の賃金が支払われない。"), ("処理1(完結)", "申告受理"))
    register(window, "登録しました")


def accepted(window: Terminal) -> None:
    """「申告」: what was said on the telephone stands in the ledger; the workplace is linked."""
    window.send(keys("f10", "申告", "enter"))
    window.wait_for("申告処理台帳_登録")
    assert CALLER in window.text and CALLED in window.text
    fill(window, ("受理年月日", "="), ("申告の経緯", "口頭"), ("事業場キー", "1301-101"), ("申告事項", "賃金不払い"),
         ("主要事項別申告事項", "賃金不払、解雇"))  # fmt: skip
    to_page(window, "申告の内容")
    assert "5月分の賃金が支払われない。" in window.text
    register(window, "登録しました")


def written_down(window: Terminal) -> None:
    """処理着手, and a page of the progress that is closed by the 復命."""
    to_page(window, "台帳情報")
    fill(window, ("処理着手年月日", "="))
    register(window, "更新しました")
    window.send(keys("f10", "続紙", "enter", "新しい頁", "enter"))
    window.wait_for("申告処理台帳続紙_登録")
    fill(window, ("処理経過", "電話で事情を聴いた。"))
    register(window, "登録しました")
    fill(window, ("改頁", " "))
    register(window, "更新しました")
    window.send(keys("f3"))
    window.wait_for("申告処理台帳_更新")


def moved(window: Terminal) -> None:
    """移送情報, 決裁, 移送."""
    to_page(window, "移送情報")
    fill(window, ("移送", " "), ("処理局署", "1302"), ("処理経過直接連絡", "諾"), ("発出番号", "第1号"))
    register(window, "更新しました")
    transfer(window)


def not_entered_by_the_sender(window: Terminal) -> None:
    """監406 is for the office that received the case."""
    window.send(keys("f10"))
    window.wait_for("業務選択メニュー")
    assert "続紙入力" in window.text and "入力年追加" not in window.text
    window.send(keys("f3"))


# 署 that receives the case


def taken_in(window: Terminal, key: str) -> None:
    """The notice leads to the ledger, 「受付」 to one of this office."""
    receive(window)
    to_page(window, "被申告者情報")
    fill(window, ("事業場キー", f"1302-{key}"))
    register(window, "登録しました")
    window.send(keys("f10", "続紙", "enter", "新しい頁", "enter"))
    window.wait_for("申告処理台帳続紙_登録")
    fill(window, ("処理経過", "事業場に電話した。"))
    register(window, "登録しました")
    to_menu(window)


def to_menu(window: Terminal) -> None:
    """Back to the 業務メニュー."""
    for _ in range(12):
        window.press("f3")
        if "業務メニュー" in window.lines[0]:
            return
    raise AssertionError(window.text)


def supervised(window: Terminal) -> None:
    """申告監督 of the workplace, with what was found."""
    window.send(keys("個別", "enter", "事業場基本", "enter", "f5"))
    window.wait_for("波会社")
    window.send(keys("enter", *NEW_RESULT))
    window.wait_for("監督結果等情報_登録")
    to_item(window, "監督年月日")
    window.send(keys("=", "enter", "佐藤　三郎", "enter", "申告監督", "enter", "f6", "労基24-1", "enter", "enter", "enter",
                     "是正勧告", "enter", "+30", "enter"))  # fmt: skip
    register(window, "登録しました")
    to_menu(window)


def closed(window: Terminal) -> None:
    """The violation in the ledger, then 完結."""
    window.send(keys("申告情報", "enter", "申告情報", "enter", "f5"))
    window.wait_for("申告情報_一覧")
    window.send(keys("enter"))
    window.wait_for("申告処理台帳_更新")
    to_page(window, "台帳情報")
    fill(window, ("完結年月日", "="), ("完結区分", "解決"))
    to_page(window, "違反条文")
    to_item(window, "違反有、違反無")
    window.send(keys("違反有", "enter", "労基24-1", "enter", "enter"))
    fill(window, ("監督実施年月日", "="), ("主要事項別違反事項", "賃金不払"))
    window.send(keys("f9"))
    window.wait_for("> 更新する")
    assert "監督結果等情報（申告監督）がありません" not in window.text
    window.send(keys("enter"))
    window.wait_for(lambda one: says(one, "更新しました"))


def paid(window: Terminal) -> None:
    """「入力年追加」: the money of the year."""
    window.send(keys("f10", "入力年追加", "enter"))
    window.wait_for(" 監406報告例規_登録 ")
    fill(window, ("事件の種類", "賃金不払事件"))
    to_item(window, "定期給与 対象労働者数")
    window.send(keys(*["tab"] * 6, "1", "tab", "300", *["tab"] * 5, "1", "tab", "200", "tab"))
    register(window, "登録しました")


# The reports


def the_reports_agree(place: Place, office: str) -> None:
    """監401 and 監406 of an office and this year, as commands tell them, beside what its rows say one by one."""
    year = place.desk().today().year
    first, last = f"{year}-01-01", f"{year}-12-31"
    cases = rows(place, "complaint", office)
    new = [one for one in cases if first <= one["accepted_on"] <= last]
    before = [one for one in cases if one["accepted_on"] < first and not (one["closed_on"] or last) < first]
    done = Counter(one["outcome"] for one in [*new, *before] if one["closed_on"])
    routes = Counter(one["route"] for one in new)
    told = place.told("count", "report-401-1", "--set", f"year={year}")[-1]
    assert told == {
        "業種": "計", "前年から繰越": len(before), "新規受理(口頭)": routes["口頭"], "新規受理(文書)": routes["文書"],
        "移送受理": routes["移送"], "計": len(new) + len(before), "解決": done["解決"], "司法": done["司法"],
        "立替払": done["立替払"], "その他": done["その他"], "移送": done["移送"],
        "翌年へ繰越": len(new) + len(before) - done.total(),
    }  # fmt: skip
    assert len(cases) == 3 and told["計"] > 1
    for name, column in (("report-401-2", "main_items"), ("report-401-3", "violated_items")):
        items = Counter(item for one in new for item in listed(one[column]))
        if column == "violated_items":
            items.update(one["violated"] for one in new if one["violated"])
        told = place.told("count", name, "--set", f"year={year}")[-1]
        assert {item: number for item, number in told.items() if number and item != "業種"} == dict(items)

    paid = [one for one in rows(place, "complaint_unpaid", office) if one["year"] == year]
    lines = {(one["事件"], one["区分"]): one for one in place.told("count", "report-406-1", "--set", f"year={year}")}
    for measure, what in (("対象労働者数", "workers"), ("金額(千円)", "amount")):
        found, solved = (sum(one[f"{phase}_regular_{what}"] or 0 for one in paid) for phase in ("found", "solved"))
        told = lines["賃金不払事件　合計", measure]
        assert (told["当期把握"], told["解決"], told["次期繰越"]) == (found, solved, found - solved)
    assert lines["賃金不払事件　合計", "件数"]["当期把握"] == len(paid) == (office == "1302")


def listed(value: Any) -> list[str]:
    """A stored set of choices: SQLite gives it as text, PostgreSQL as a list."""
    return (json.loads(value) if isinstance(value, str) else value) or []


def rows(place: Place, table: str, office: str) -> list[Any]:
    """The rows of a table of an office, days as texts."""
    with place.database.read() as session:
        found = session.execute(sa.text(f"SELECT * FROM {table} WHERE office_code = :office"), {"office": office})  # noqa: S608
        return [{k: v.isoformat() if isinstance(v, date) else v for k, v in one.items()} for one in found.mappings()]
