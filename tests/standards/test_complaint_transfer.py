"""移送: from the sending office's command to the ledger of the receiving office; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from screens.record_form import RecordScreen
from shuro.kernel import notices, store
from shuro.kernel.audit import history_of
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells
from shuro.kernel.record import Entry
from shuro.kernel.register import Register
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards import complaint_forms
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_received import TransferredComplaint
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from shuro.standards.workplace import Workplace
from tests.standards.complaints import (
    MOVE,
    TEXTS,
    again,
    changed,
    complained,
    received,
    sent,
    some_workplace,
    values_of,
    workstation,
)
from tests.terminal import picture, press, running
from widgets.form_model import Place


@pytest.fixture
def there(make_desk: Any, database: Any) -> Desk:
    """The office that is responsible: 上野労働基準監督署."""
    return make_desk("1302", database=database)


@pytest.mark.req("CMP-74")
def test_only_a_case_that_waits_is_transferred(desk: Desk) -> None:
    saved = complained(desk)
    with pytest.raises(IllegalStep, match="決裁中\\(移送待\\)"):
        store.save(desk, Complaint, "移送", id=saved.id, version=saved.version)
    with pytest.raises(store.Refused, match="自分の署には移送できません"):
        changed(desk, saved, **{**MOVE, "to_office": "1301"}, industry_code="010602", closed_on="R8.6.10")


@pytest.mark.req("CMP-72", "CMP-73", "CMP-75", "CMP-78", "CMP-18")
def test_the_sending_ledger_is_closed_and_unlinked(desk: Desk) -> None:
    saved = sent(desk)
    one = again(desk, saved)
    assert (one.status, one.outcome, one.workplace_id, one.from_office) == ("完結(移送済)", "移送", None, None)
    assert one.closed_on is not None
    with pytest.raises(IllegalStep):
        store.save(desk, Complaint, "更新", {"matters": "解雇"}, id=one.id, version=one.version)
    with pytest.raises(IllegalStep):
        store.save(desk, Complaint, "削除", id=one.id, version=one.version)
    with desk.database.read() as session:
        assert "移送" in {row.step for row in history_of(session, "complaint", one.id)}


@pytest.mark.req("CMP-15")
def test_a_transferred_ledger_is_not_deleted(desk: Desk) -> None:
    saved = sent(desk)
    with pytest.raises(IllegalStep, match="完結\\(移送済\\)"):
        store.save(desk, Complaint, "削除", id=saved.id, version=saved.version)


@pytest.mark.req("CMP-76", "CMP-77")
def test_the_notice_comes_with_the_transfer(desk: Desk, there: Desk) -> None:
    saved = sent(desk)
    (notice,) = notices.inbox(there)
    assert (notice.title, notice.from_office, notice.record_id) == ("申告処理台帳の移送について", "1301", saved.id)
    assert notice.number == "中央労基署発0610第1号" and notices.unread(there) == 1 and notices.inbox(desk) == []
    said = (
        "上野労働基準監督署長　殿", "中央労働基準監督署長", "令和8年6月1日に当署で受理した", "記", "1　申告者氏名　朝霧　恵",
        "2　申告者住所　東京都港区芝1-1", "3　被申告事業場名　霞会社　　霞工場", "4　被申告事業場所在地",
    )  # fmt: skip
    for words in said:
        assert words in notice.body, words
    assert notices.opened(there, notice.id).read_by == there.officer.name
    assert notices.unread(there) == 0
    with pytest.raises(KeyError):
        notices.opened(desk, notice.id)
    printed = cells(complaint_forms.transfer_notice(desk, again(desk, saved)))
    assert "申告処理台帳の移送について" in printed.values()


@pytest.mark.req("CMP-77")
def test_the_notice_is_the_same_whenever_it_is_printed(desk: Desk, there: Desk, clock: Any) -> None:
    saved = sent(desk)
    (notice,) = notices.inbox(there)
    clock.set(2026, 8, 3, 9)
    printed = set(cells(complaint_forms.transfer_notice(desk, again(desk, saved))).values())
    assert "令和8年6月10日" in printed and "令和8年8月3日" not in printed
    assert {line.strip("　") for line in notice.body.split("\n")} <= {text.strip("　") for text in printed}
    assert "4　被申告事業場所在地　東京都千代田区霞が関1-2-2" in printed


@pytest.mark.req("CMP-77")
def test_a_branch_names_itself_and_its_station(make_desk: Any, database: Any) -> None:
    branch = make_desk("1318", database=database)
    waiting = complained(branch, **{**MOVE, "to_office": "0709"}, industry_code="010602")
    printed = set(cells(complaint_forms.transfer_notice(branch, waiting.entry)).values())
    assert {
        "八王子労働基準監督署町田支署長", "会津労働基準監督署喜多方支署長　殿", "八王子労基署町田支署発0610第1号",
    } <= printed  # fmt: skip


@pytest.mark.req("CMP-77")
async def test_without_an_office_to_go_to_the_notice_is_refused(desk: Desk, clock: Any) -> None:
    saved = complained(desk)
    with pytest.raises(store.Refused, match="処理局署：処理局署が入力されていません"):
        complaint_forms.transfer_notice(desk, saved.entry)
    app = workstation(desk, lambda: RecordScreen(Complaint, saved.id), clock)
    async with running(app):
        await press(app, "f12", "移送について", "enter")
        said = picture(app).replace("\n", "")
        assert "を作成できません。処理局署：処理局署が入力されていません。" in said
        await press(app, "f12", "台帳", "enter")
        assert "申告処理台帳　画面表示" in picture(app)


@pytest.mark.req("CMP-76")
def test_a_transfer_that_fails_sends_nothing(desk: Desk, there: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = complained(desk)
    changed(desk, saved, **MOVE, industry_code="010602", closed_on="R8.6.10")
    monkeypatch.setattr(notices, "append_journal", _broken)
    with pytest.raises(RuntimeError):
        store.save(desk, Complaint, "移送", id=saved.id, version=again(desk, saved).version)
    assert again(desk, saved).status == "決裁中(移送待)" and notices.inbox(there) == []


def _broken(*_: Any, **__: Any) -> None:
    raise RuntimeError


@pytest.mark.req("CMP-12", "CMP-42", "CMP-73", "CMP-81", "CMP-82", "CMP-83")
def test_the_receiving_office_registers_a_ledger_of_its_own(desk: Desk, there: Desk) -> None:
    complained(there)  # takes the first number there
    saved = sent(desk)
    done = received(there, saved.id)
    assert (done.entry.ledger_number, done.entry.sent_number) == ("2026-2", "2026-1")
    assert (done.entry.route, done.entry.from_office, done.entry.status) == ("移送", "1301", "登録済")
    source = again(desk, saved)
    for name in ("complainant", "matters", "content", "accepted_on", "main_items", "violated"):
        assert getattr(done.entry, name) == getattr(source, name), name
    corrected = store.save(there, Complaint, "更新", {"matters": "賃金不払いと解雇"}, id=done.id, version=done.version)
    assert corrected.entry.matters == "賃金不払いと解雇" and again(desk, saved).matters == "賃金不払い"


@pytest.mark.req("CMP-12")
async def test_the_number_of_the_sending_office_stays_visible(
    make_desk: Any, database: Any, desk: Desk, clock: Any
) -> None:
    branch = make_desk("4012", database=database)  # the longest name of an office
    complained(branch)
    waiting = complained(branch, **{**MOVE, "to_office": "1301"}, industry_code="010602")
    case = store.save(branch, Complaint, "移送", id=waiting.id, version=waiting.version)
    done = received(desk, case.id)
    said = "北九州東労働基準監督署門司支署（令和8年度第2号）"
    assert f"移送（{said}）" in cells(complaint_forms.ledger(desk, done.entry)).values()
    app = workstation(desk, lambda: RecordScreen(Complaint, done.id), clock)
    async with running(app):
        await app.screen.view.go(Place("moving"))
        assert said in picture(app) and done.entry.ledger_number == "2026-1"


@pytest.mark.req("CMP-49", "CMP-50", "CMP-81")
def test_a_ledger_is_linked_to_a_workplace_of_its_own_office(desk: Desk, there: Desk) -> None:
    mine, theirs = some_workplace(desk), some_workplace(there)
    case = sent(desk).id
    for by, given, other, office in ((there, {"sent_id": case}, mine, "中央"), (desk, {}, theirs, "上野")):
        with pytest.raises(store.Refused, match=f"事業場キー：この事業場の管轄局署は{office}労働基準監督署です"):
            store.save(by, Complaint, "登録", {**values_of(by, TEXTS), "workplace_id": other}, given=given)
    saved = complained(desk)
    with pytest.raises(store.Refused, match="自分の署の事業場基本情報を選んでください"):
        store.save(desk, Complaint, "更新", {"workplace_id": theirs}, id=saved.id, version=saved.version)
    with desk.database.write() as session:  # the workplace goes over to the other office: the ledger keeps its link
        store.amend(desk.within(session), Workplace, mine, {"office_code": "1302", "key": 999}, "管轄の変更")
    assert changed(desk, saved, position="工員").entry.workplace_id == mine


@pytest.mark.req("CMP-63", "CMP-83")
def test_the_sheets_come_along_and_the_other_offices_pages_are_closed(desk: Desk, there: Desk) -> None:
    complained(desk)  # so that the numbers of the two offices differ
    done = received(there, sent(desk).id)
    with there.database.read() as session:
        pages = store.entries(session, ComplaintJournal)
        mine = [page for page in pages if page.complaint_id == done.id]
        assert [one.content for one in store.entries(session, ComplaintAttachment) if one.complaint_id == done.id] == [
            "続き"
        ]
        assert len([one for one in store.entries(session, ComplaintSchedule) if one.complaint_id == done.id]) == 1
    (page,) = mine
    assert (page.progress, page.sent_from, page.page) == ("6月2日、来署。", "1301", 1)
    assert page.ledger_number == done.entry.ledger_number == "2026-1"
    with pytest.raises(IllegalStep, match="移送元の署が記入した頁"):
        store.save(there, ComplaintJournal, "更新", {"progress": "x"}, id=page.id, version=page.version)
    own = store.save(there, ComplaintJournal, "登録", {"progress": "6月15日"}, given={"complaint_id": done.id})
    assert own.entry.page == 2


@pytest.mark.req("CMP-84")
def test_a_received_case_needs_a_workplace(desk: Desk, there: Desk) -> None:
    saved = sent(desk)
    with pytest.raises(store.Refused, match="事業場基本情報に関連付けて"):
        store.save(there, Complaint, "登録", {}, given={"sent_id": saved.id})


@pytest.mark.req("CMP-81", "CMP-85")
def test_both_offices_see_whether_it_was_registered(desk: Desk, there: Desk, make_desk: Any, database: Any) -> None:
    saved = sent(desk)

    def listed(by: Desk, receipt: str) -> list[int]:
        return [line.id for line in Register(by, TransferredComplaint, {"receipt": receipt}).all()]

    for office in (desk, there):
        assert (listed(office, "未登録"), listed(office, "登録済")) == ([saved.id], [])
    received(there, saved.id)
    for office in (desk, there):
        assert (listed(office, "未登録"), listed(office, "登録済")) == ([], [saved.id])
    stranger = make_desk("1303", database=database)
    assert listed(stranger, "登録済") == []
    with pytest.raises((store.Gone, store.Refused)):
        store.save(stranger, Complaint, "登録", {"workplace_id": some_workplace(stranger)}, given={"sent_id": saved.id})
    with pytest.raises(store.Refused, match="既に登録されています"):
        received(there, saved.id)


@pytest.mark.req("CMP-85")
def test_the_list_says_whether_it_was_registered(desk: Desk, there: Desk) -> None:
    saved = sent(desk)

    def receipts() -> list[str]:
        register = Register(desk, TransferredComplaint, {})
        place = [item.name for item in register.items].index("receipt")
        return [texts[place] for texts in register.all_lines()]

    assert receipts() == ["未登録"]
    received(there, saved.id)
    assert receipts() == ["登録済"]


@pytest.mark.req("CMP-80", "CMP-81")
def test_the_menu_offers_only_what_can_be_done(desk: Desk, there: Desk) -> None:
    saved = sent(desk)
    one = again(desk, saved)
    receipt = next(offer for offer in Complaint.offers if offer.into == "sent_id")
    assert receipt.stands(there, one) and not receipt.stands(desk, one)
    year = next(offer for offer in ComplaintUnpaid.offers if offer.path == ("入力年追加",))
    assert not year.stands(desk, one) and year.stands(there, received(there, saved.id).entry)


@pytest.mark.req("CMP-80", "CMP-94")
def test_only_the_receiving_office_enters_the_wages(desk: Desk, there: Desk) -> None:
    saved = complained(desk)
    changed(desk, saved, **MOVE, industry_code="010602", closed_on="R8.6.10")
    with pytest.raises(IllegalStep, match="移送を受けた署が入力します"):
        store.save(desk, ComplaintUnpaid, "登録", {"case_kind": "賃金不払事件"}, given={"complaint_id": saved.id})
    store.save(desk, Complaint, "移送", id=saved.id, version=again(desk, saved).version)
    done = received(there, saved.id)
    assert store.save(there, ComplaintUnpaid, "登録", {"case_kind": "賃金不払事件"}, given={"complaint_id": done.id}).id


@pytest.mark.req("CMP-2", "CMP-18")
def test_the_receiving_office_reads_the_sent_ledger_and_does_not_change_it(desk: Desk, there: Desk) -> None:
    saved = sent(desk)
    assert store.find(there, Complaint, saved.id).matters == "賃金不払い"
    with pytest.raises((NotAllowed, IllegalStep)):
        store.save(there, Complaint, "更新", {"matters": "解雇"}, id=saved.id, version=saved.version)
    assert isinstance(again(desk, saved), Entry)
