"""認定申請情報: from a complaint or alone, its number, what goes with what, its search; on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from screens.record_form import RecordScreen
from shuro.kernel import links, numbers, store
from shuro.kernel.checks import read_texts
from shuro.kernel.codelists import codes, rows
from shuro.kernel.conditions import presets
from shuro.kernel.desk import Desk
from shuro.kernel.record import items_of
from shuro.kernel.register import Register
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards import certification_rules as rules_of
from shuro.standards import complaint_rules
from shuro.standards.certification_application import CertificationApplication
from shuro.standards.complaint import Complaint
from tests.standards.complaints import MOVE, again, changed, complained, sent, some_workplace, workstation
from tests.terminal import picture, press, running
from widgets.form_model import Place

TEXTS: dict[str, Any] = {
    "applicant": "朝霧　恵", "applicant_address": "東京都港区芝1-1", "head_name": "霞会社", "head_address": "東京都港区芝2-2",
    "head_phone": "03-1111-2222", "head_postal": "105-0014", "workplace_name": "霞会社　　霞工場",
    "address": "東京都千代田区霞が関1-2-2", "retired_on": "R8.3.31",
}  # fmt: skip


def applied(
    desk: Desk, link: bool = True, accept: tuple[str, ...] = (), given: Any = None, **texts: Any
) -> store.Saved:
    """An application registered from typed texts, linked to a workplace of the office."""
    typed = {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}
    values, found = read_texts(CertificationApplication, typed, desk)
    assert not found, found
    if link:
        values["workplace_id"] = some_workplace(desk)
    return store.save(desk, CertificationApplication, "登録", values, given=given or {}, accept=accept)


def refused(desk: Desk, link: bool = True, **texts: Any) -> dict[str, str]:
    """{label: sentence} of what stops a registration with these texts."""
    with pytest.raises(store.Refused) as refusal:
        applied(desk, link, **texts)
    return {one.label: one.sentence for one in refusal.value.findings if one.severity is not store.WARN}


def begun(desk: Desk, given: dict[str, Any]) -> Any:
    """A new form as it opens."""
    with desk.database.read() as session:
        return store.new_of(desk.within(session), CertificationApplication, {}, given)[0]


# From a complaint ------------------------------------------------------------------------------------------------------


@pytest.mark.req("CMP-113", "CMP-114", "ADV-19", "ADV-20")
def test_a_ledger_passes_its_five_items_and_both_links(desk: Desk) -> None:
    ledger = complained(desk, workplace_kana="カスミ", workplace_phone="03-3333-4444").entry
    form = begun(desk, {"complaint_id": ledger.id})
    passed = {
        "workplace_id": ledger.workplace_id, "workplace_kana": ledger.workplace_kana, "workplace_name": "霞会社　　霞工場",
        "address": "東京都千代田区霞が関1-2-2", "workplace_phone": "03-3333-4444",
    }  # fmt: skip
    assert {name: getattr(form, name) for name in passed} == passed
    labels = {one.name: one.label for one in items_of(CertificationApplication)}
    assert {labels[name] for name in passed} == {line["to_item"] for line in rows("complaint-to-certification")}
    assert (form.applicant, form.head_name, form.complaint_id) == (None, None, ledger.id)

    saved = applied(desk, link=False, given={"complaint_id": ledger.id}, workplace_name="霞会社　　新工場").entry
    assert (saved.complaint_id, saved.workplace_id) == (ledger.id, ledger.workplace_id)
    assert saved.workplace_name == "霞会社　　新工場"  # the operator corrects what was passed
    assert again(desk, ledger).workplace_name == "霞会社　　霞工場"
    assert links.reference(desk, "complaint", ledger.id).startswith("1301-2026-1 ")


@pytest.mark.req("CMP-113", "CMP-115", "ADV-19")
async def test_it_is_opened_from_the_menu_of_a_registered_ledger(desk: Desk, clock: Any) -> None:
    ledger = complained(desk)
    app = workstation(desk, lambda: RecordScreen(Complaint, ledger.id), clock)
    async with running(app):
        await press(app, "f10", "認定申請", "enter")
        assert "認定申請情報_登録" in picture(app) and "霞会社　　霞工場" not in picture(app)
        await press(app, "f6", "f6")
        assert "霞会社　　霞工場" in picture(app)


@pytest.mark.req("CMP-115")
async def test_it_is_not_offered_before_registration_nor_after_transfer(desk: Desk, clock: Any) -> None:
    (offer,) = [one for one in CertificationApplication.offers if one.at == "complaint"]
    saved = complained(desk).entry
    assert offer.stands(desk, saved)
    assert not offer.stands(desk, store.find(desk, Complaint, sent(desk).id))
    app = workstation(desk, lambda: RecordScreen(Complaint), clock)
    async with running(app):
        await press(app, "f10")
        assert "認定申請" not in picture(app)


@pytest.mark.req("CMP-15")
def test_a_ledger_with_an_application_is_not_deleted(desk: Desk) -> None:
    ledger = complained(desk)
    saved = applied(desk, link=False, given={"complaint_id": ledger.id})
    with pytest.raises(IllegalStep, match="認定申請情報が関連付けられている"):
        store.save(desk, Complaint, "削除", id=ledger.id, version=ledger.version)
    store.save(desk, CertificationApplication, "削除", id=saved.id, version=saved.version)
    store.save(desk, Complaint, "削除", id=ledger.id, version=ledger.version)


@pytest.mark.req("CMP-106")
def test_a_case_with_an_application_is_not_marked_any_more(desk: Desk) -> None:
    ledger = complained(desk, bankrupt="1", apply_by="R8.6.20")
    place = [item.name for item in Register(desk, Complaint, {}).items].index("apply_by")
    (before,) = Register(desk, Complaint, {}).all_lines()
    assert before[place].startswith("※")
    applied(desk, link=False, given={"complaint_id": ledger.id})
    (after,) = Register(desk, Complaint, {}).all_lines()
    assert not after[place].startswith("※")


# Registration ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("ADV-2", "ADV-3", "ADV-27")
@pytest.mark.parametrize(
    "name, label",
    [("applicant", "申請者氏名(漢字)"), ("applicant_address", "申請者住所"), ("head_name", "本社名称(漢字)"),
     ("head_address", "本社住所"), ("workplace_name", "事業場名(漢字)"), ("address", "事業場所在地"),
     ("retired_on", "退職年月日")],
)  # fmt: skip
def test_what_must_be_there(desk: Desk, bureau_desk: Desk, name: str, label: str) -> None:
    assert list(refused(desk, **{name: None})) == [label]
    with pytest.raises(NotAllowed):
        applied(bureau_desk, link=False, accept=("to-be-transferred",))


@pytest.mark.req("ADV-15", "ADV-16", "ADV-17", "ADV-18")
def test_numbers_of_the_ledger(desk: Desk, make_desk: Any, database: Any, clock: Any) -> None:
    first, second = applied(desk), applied(desk)
    assert (first.entry.ledger_number, second.entry.ledger_number) == ("2026-1", "2026-2")
    assert rules_of.name_of(second.entry) == "R8-2 朝霧　恵"
    store.save(desk, CertificationApplication, "削除", id=second.id, version=second.version)
    with desk.database.write() as session:  # 認定等事業場情報 will draw from the same series
        assert numbers.next_number(session, rules_of.SERIES, "1301", 2026) == 3
    assert applied(desk).entry.ledger_number == "2026-4"
    assert applied(make_desk("1302", database=database)).entry.ledger_number == "2026-1"
    clock.set(2027, 3, 31, 9)
    assert applied(desk).entry.ledger_number == "2026-5"
    clock.set(2027, 4, 1, 9)
    assert applied(desk).entry.ledger_number == "2027-1"


@pytest.mark.req("ADV-14", "ADV-23", "ADV-24")
def test_without_a_link_only_after_a_question(desk: Desk) -> None:
    assert list(refused(desk, link=False)) == ["関連付け事業場"]
    saved = applied(desk, link=False, accept=("to-be-transferred",)).entry
    assert (saved.complaint_id, saved.workplace_id) == (None, None)


@pytest.mark.req("ADV-21", "ADV-22")
def test_links_chosen_on_the_form(desk: Desk, make_desk: Any, database: Any) -> None:
    ledger = complained(desk).entry
    saved = applied(desk, link=False, complaint_id="1301-2026-1").entry
    assert (saved.complaint_id, saved.workplace_id) == (ledger.id, ledger.workplace_id)
    other = make_desk("1302", database=database)
    theirs = complained(other, link=False).entry
    values = {**_values(desk), "complaint_id": theirs.id}
    with pytest.raises(store.Refused, match="申告番号：指定された情報は登録されていない"):
        store.save(desk, CertificationApplication, "登録", values)
    with other.database.write() as session:  # seen here once it is on its way to this office, but not of this office
        store.amend(
            other.within(session), Complaint, theirs.id, {"state": complaint_rules.MOVED, "to_office": "1301"}, "試験"
        )
    with pytest.raises(store.Refused, match="自分の署の申告処理台帳"):
        store.save(desk, CertificationApplication, "登録", values)


def _values(desk: Desk) -> dict[str, Any]:
    return read_texts(CertificationApplication, TEXTS, desk)[0] | {"workplace_id": some_workplace(desk)}


@pytest.mark.req("ADV-25", "ADV-26", "ADV-30", "ADV-40", "ADV-194")
def test_what_the_system_fills(desk: Desk, clock: Any) -> None:
    clock.set(2028, 2, 29, 10)
    form = begun(desk, {})
    assert (form.received_on, form.status) == (date(2028, 2, 29), "申請書受付")
    assert rules_of.year_before(form) == date(2027, 2, 28)
    saved = applied(desk).entry
    assert (saved.size_on, saved.state, saved.status, saved.medium) == (
        date(2027, 2, 28),
        "申請書受付",
        "申請書受付",
        "書面",
    )
    assert applied(desk, size_on="R9.4.1").entry.size_on == date(2027, 4, 1)
    now = store.save(desk, CertificationApplication, "更新", {"status": "処分確定", "ledger_number": "2030-9"}, id=saved.id,
                     version=saved.version).entry  # fmt: skip
    assert (now.status, now.ledger_number) == ("申請書受付", "2027-1")


@pytest.mark.req("ADV-28")
def test_two_blanks_part_the_names(desk: Desk) -> None:
    assert applied(desk, workplace_name="霞会社  霞工場").entry.workplace_name == "霞会社　　霞工場"


@pytest.mark.req("ADV-29")
async def test_the_head_office_is_copied(desk: Desk, clock: Any) -> None:
    some_workplace(desk)
    app = workstation(desk, lambda: RecordScreen(CertificationApplication), clock)
    async with running(app):
        view = app.screen.view
        view.model.put(
            {name: text for name, text in TEXTS.items() if name.startswith("head")} | {"head_kana": "カスミ"}
        )
        await view.go(Place("workplace_name"), left=True)
        await press(app, "f4")
        assert "本社情報と同じ" in picture(app)
        await press(app, "enter")
        await view.leave()
        texts = view.model.as_texts()
    copied = {to: texts[to] for _, to in rules_of.COPIED}
    assert copied == {to: texts[source] for source, to in rules_of.COPIED}
    assert copied["workplace_name"] == "霞会社" and copied["workplace_phone"] == "03-1111-2222"


# Items ------------------------------------------------------------------------------------------------------------------

CHOICES = {
    "unpaid": ("定期給与", "unpaid_periods", "未払となっている期間"),
    "meeting": ("開催予定", "meeting_on", "債権者会議等の開催(予定)日"),
    "missing": ("家族を伴い", "missing_on", "事業主の行方不明日"),
    "filing": ("申立て有り", "court", "裁判所名"),
    "attached": ("その他", "other_attached", "添付資料(その他)"),
}
ANSWERS = {
    "unpaid_periods": [{"starts_on": "R8.1.1", "ends_on": "R8.3.31"}], "meeting_on": "R8.6.20", "missing_on": "R8.4.1",
    "court": "東京地方裁判所", "other_attached": "陳述書",
}  # fmt: skip


@pytest.mark.req("ADV-4", "ADV-32", "ADV-33", "ADV-34", "ADV-37", "ADV-38")
@pytest.mark.parametrize("name", CHOICES)
def test_what_goes_with_a_choice(desk: Desk, name: str) -> None:
    word, other, label = CHOICES[name]
    saved = applied(desk, **{name: word})
    assert label in {one.label for one in saved.warnings}
    full = applied(desk, **{name: word, other: ANSWERS[other]})
    assert label not in {one.label for one in full.warnings} and getattr(full.entry, other)
    none = applied(desk, **{other: ANSWERS[other]})  # not chosen: nothing of it is kept
    assert not getattr(none.entry, other) and label not in {one.label for one in none.warnings}


@pytest.mark.req("ADV-10", "ADV-35", "ADV-36", "ADV-234")
@pytest.mark.parametrize("name", ["real_estate", "movables", "claims", "borrowing", "remarks"])
def test_texts_take_their_lines(desk: Desk, name: str) -> None:
    one = next(one for one in items_of(CertificationApplication) if one.name == name)
    (limit,) = [
        line
        for line in codes("advance-payment-text-limits")
        if (line.extra["record"], line.name) == ("認定申請情報", one.label)
    ]
    lines, per_line = int(limit.extra["lines"]), int(limit.extra["chars_per_line"])
    full = "\n".join(["あ" * per_line] * lines)
    assert one.read(full, desk) == full
    for text, words in (
        ("あ" * (lines * per_line + 1), f"{lines * per_line}文字"),
        ("\n" * lines + "あ", f"{lines}行"),
    ):
        _, found = read_texts(CertificationApplication, {name: text}, desk)
        assert [problem.label for problem in found] == [one.label] and words in found[0].sentence


@pytest.mark.req("ADV-13", "ADV-31")
@pytest.mark.parametrize(
    "texts, label",
    [({"retired_on": "R8.6.11"}, "退職年月日"), ({"received_on": "R8.6.11"}, "申請書受付日"),
     ({"opened_on": "R8.2.1", "stopped_on": "R8.1.31"}, "事業活動の停止日"),
     ({"filing": "申立て有り", "filed_on": "R8.6.11"}, "申立日"),
     ({"unpaid": "定期給与", "unpaid_periods": [{"starts_on": "R8.3.1", "ends_on": "R8.2.1"}]}, "終期")],
)  # fmt: skip
def test_days_are_in_order(desk: Desk, texts: dict[str, Any], label: str) -> None:
    found = refused(desk, **texts)
    assert list(found) == [label] and "令和8年" in found[label]


@pytest.mark.req("ADV-39", "ADV-161")
def test_a_transfer_names_office_and_number(desk: Desk) -> None:
    assert list(refused(desk, to_office="1302")) == ["発出番号"]
    assert list(refused(desk, dispatch_number="第1号")) == ["移送先局署"]
    assert "自分の署" in refused(desk, to_office="1301", dispatch_number="第1号")["移送先局署"]
    assert "署から" in refused(desk, to_office="1300", dispatch_number="第1号")["移送先局署"]
    assert applied(desk, to_office="1302", dispatch_number="第1号").entry.status == "申請書受付"


@pytest.mark.req("ADV-5", "ADV-6")
def test_update_and_deletion(desk: Desk) -> None:
    saved = applied(desk)
    now = store.save(
        desk, CertificationApplication, "更新", {"applicant": "夕立　望"}, id=saved.id, version=saved.version
    )
    (delete,) = [step for step in CertificationApplication.steps if step.name == "削除"]
    assert "欠番" in delete.confirm
    store.save(desk, CertificationApplication, "削除", id=saved.id, version=now.version)
    with pytest.raises(store.Gone):
        store.find(desk, CertificationApplication, saved.id)


# Search -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ADV-41", "ADV-189", "ADV-190", "ADV-193")
def test_conditions(desk: Desk) -> None:
    ledger = complained(desk)
    linked = applied(desk, link=False, given={"complaint_id": ledger.id}).entry
    alone = applied(desk, applicant="夕立　望", workplace_name="別会社　　別工場").entry

    def found(**texts: str) -> set[int]:
        register = Register(desk, CertificationApplication, texts)
        return {line.id for line in register.first(50)}

    assert presets(desk, CertificationApplication) == {"office_code": "中央労働基準監督署", "complaint_years": "2026"}
    assert found(complaint_years="2026") == found(complaint_years="2026", complaint_serials="1") == {linked.id}
    assert found() == found(states="受付") == found(media="書面") == {linked.id, alone.id}
    assert found(years="2026", serials="2") == found(applicant="夕立") == found(workplace_name="別工場") == {alone.id}
    assert found(states="処分確定、移送済") == found(media="電子申請") == found(complaint_years="2025") == set()
    assert found(states="受付、移送済", applicant="朝霧") == {linked.id}


def test_a_moved_complaint_keeps_its_application(desk: Desk) -> None:
    ledger = complained(desk)
    one = applied(desk, link=False, given={"complaint_id": ledger.id})
    changed(desk, ledger, **MOVE, industry_code="010602", closed_on="R8.6.10", violated="違反無")
    store.save(desk, Complaint, "移送", id=ledger.id, version=again(desk, ledger).version)
    now = store.find(desk, CertificationApplication, one.id)
    kept = store.save(desk, CertificationApplication, "更新", {"applicant": "夕立　望"}, id=one.id, version=now.version)
    assert (kept.entry.complaint_id, kept.entry.applicant) == (ledger.id, "夕立　望")
