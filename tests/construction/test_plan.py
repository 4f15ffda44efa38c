"""建設特定技能受入計画: what is refused and asked, 一時保存, the review, who sees what; on both engines."""

from __future__ import annotations

import hashlib
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from shuro.construction import plan
from shuro.construction.bodies import ConstructionBody, known_bodies
from shuro.construction.calculators import agrees
from shuro.construction.common import ORGANISATION, check_digit, corporate_number
from shuro.construction.plan import AcceptancePlan
from shuro.construction.plan_rules import sent_back
from shuro.kernel import attachments, store
from shuro.kernel.checks import ASK, REFUSE, WARN, Finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import save_draft
from shuro.kernel.record import Entry, item, table_of
from shuro.kernel.scope import scoped
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.kernel.store import Refused
from shuro.kernel.text import Unreadable
from tests.construction.conftest import desk_at
from tests.together import at_once


def submit(desk: Desk, values: dict[str, Any], **more: Any) -> Any:
    return store.save(desk, AcceptancePlan, "申請", {"mail": None} | values, given={"mail": "info@example.jp"}, **more)


def refused(desk: Desk, values: dict[str, Any], **more: Any) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        submit(desk, values, **more)
    return caught.value.findings


def stored(desk: Desk, id: int) -> Entry:
    with desk.database.read() as session:
        one = store.fetch(session, AcceptancePlan, id)
    assert one is not None
    return one


# States ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-1", "CON-3", "CON-4", "CON-46")
def test_from_unregistered_to_certified(company: Desk, reviewer: Desk, application: Any) -> None:
    assert plan.state_of(company) == "未登録"
    saved = submit(company, application(company))
    assert plan.state_of(company) == "未認定"
    assert (saved.entry.status, saved.entry.applied_on) == ("未認定", date(2026, 6, 10))
    done = store.save(reviewer, AcceptancePlan, "認定", id=saved.id, version=saved.version)
    assert plan.state_of(company) == "認定済"
    assert (done.entry.certified_on, done.entry.reviewer) == (date(2026, 6, 10), reviewer.officer.name)


@pytest.mark.req("CON-2", "CON-42", "CON-44")
def test_a_partial_save_keeps_everything_and_is_no_registration(company: Desk, application: Any, a_file: Any) -> None:
    file = attachments.attach(company, a_file())
    values = {"name": "株式会社ABC", "registry_file": file, "representative": "国土 太郎"}
    saved = store.save(company, AcceptancePlan, "一時保存", values, given={"mail": "info@example.jp"})
    assert plan.state_of(company) == "未登録"
    assert {found.item for found in saved.warnings} == {
        "name",
        "representative",
    }  # formats warn, what is missing is allowed
    one = stored(company, saved.id)
    assert (one.name, one.registry_file, one.status) == ("株式会社ABC", file, "一時保存")
    assert attachments.content_of(company, file)
    assert plan.open_plan(company) == saved.id
    whole = store.save(company, AcceptancePlan, "申請", application(company), id=saved.id, version=saved.version)
    assert whole.entry.status == "未認定"


@pytest.mark.req("CON-5")
def test_sent_back_with_item_and_reason_all_is_kept(company: Desk, reviewer: Desk, application: Any) -> None:
    values = application(company)
    saved = submit(company, values)
    with pytest.raises(Refused) as caught:
        store.save(reviewer, AcceptancePlan, "差戻し", id=saved.id, version=saved.version)
    assert [found.label for found in caught.value.findings] == ["差戻す項目", "差戻し理由"]
    given = {"returned_item": "⑭許可年月日", "returned_reason": "許可証の日付と違います。"}
    store.save(reviewer, AcceptancePlan, "差戻し", id=saved.id, version=saved.version, given=given)
    one = stored(company, saved.id)
    assert (plan.state_of(company), one.status, one.applied_on) == ("未登録", "一時保存", None)
    assert one.permit_number == values["permit_number"] and len(one.permit_copies) == 1
    assert ("差戻し理由", "許可証の日付と違います。") in plan.review(company, one)
    (told,) = sent_back(one, company)  # the form shows it at the item from its opening
    assert (told.item, told.severity, told.at_once) == ("permitted_on", WARN, True)
    assert str(told) == "⑭許可年月日：審査者から差戻されました。許可証の日付と違います。"
    one.returned_item = "添付書類の全体"
    assert [str(told) for told in sent_back(one, company)] == [
        "審査者から差戻されました（添付書類の全体）。許可証の日付と違います。"
    ]
    done = store.save(
        company, AcceptancePlan, "申請", {"permitted_on": date(2023, 4, 1)}, id=one.id, version=one.version
    )
    assert (done.entry.status, done.entry.returned_reason) == ("未認定", None)


@pytest.mark.req("CON-8", "CON-47")
def test_an_organisation_has_one_plan(company: Desk, other_company: Desk, application: Any) -> None:
    saved = submit(company, application(company))
    with pytest.raises(IllegalStep, match="建設特定技能受入計画は既に登録されています。"):
        submit(company, application(company))
    with pytest.raises(IllegalStep):
        store.save(company, AcceptancePlan, "申請", {}, id=saved.id, version=saved.version)
    submit(other_company, application(other_company))


@pytest.mark.req("CON-47")
def test_two_who_apply_at_the_same_moment_make_one_plan(company: Desk, application: Any) -> None:
    values = [application(company), application(company)]
    done = at_once(*(lambda mine=mine: submit(company, mine) for mine in values))
    said = "建設特定技能受入計画は既に登録されています。"
    (refused,) = (one for one in done if isinstance(one, IllegalStep))
    assert refused.sentence == said and sum(isinstance(one, store.Saved) for one in done) == 1
    table = table_of(AcceptancePlan)
    with company.database.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 1


@pytest.mark.req("CON-47")
def test_one_who_waits_for_the_other_to_apply_is_refused(postgres_database: Any, clock: Any, application: Any) -> None:
    """On PostgreSQL both may write at once: the second waits for the first's commit and then finds its plan."""
    company = desk_at(postgres_database, clock, ORGANISATION, "K000001")
    values = application(company)
    found: list[Any] = []

    def second() -> None:
        try:
            found.append(submit(company, values).id)
        except IllegalStep as refusal:
            found.append(refusal.sentence)

    waiting = threading.Thread(target=second)
    with postgres_database.write() as session:
        first = Entry(id=None)
        plan.alone(company.within(session), first)
        row = {"office_code": "K000001", "version": 1, "state": "未認定", "registered_by": "", "updated_by": ""}
        session.execute(sa.insert(table_of(AcceptancePlan)).values(row))
        waiting.start()
        waiting.join(1)
        assert waiting.is_alive() and not found
    waiting.join()
    assert found == ["建設特定技能受入計画は既に登録されています。"]


@pytest.mark.req("CON-10")
def test_who_sees_and_changes_what(
    company: Desk, other_company: Desk, reviewer: Desk, administrator: Desk, desk: Desk, application: Any
) -> None:
    draft = store.save(other_company, AcceptancePlan, "一時保存", {"name": "株式会社別"})
    saved = submit(company, application(company))

    def seen(by: Desk) -> list[int]:
        table = table_of(AcceptancePlan)
        with by.database.read() as session:
            return list(session.scalars(sa.select(table.c.id).where(scoped(by, AcceptancePlan)).order_by(table.c.id)))

    assert (seen(company), seen(other_company)) == ([saved.id], [draft.id])
    assert seen(reviewer) == [saved.id]  # a draft is nobody's but the company's
    assert seen(administrator) == [] and seen(desk) == []
    for stranger in (other_company, administrator, desk):
        with pytest.raises((NotAllowed, store.Gone)):
            store.save(stranger, AcceptancePlan, "申請", {"name": "株式会社他"}, id=saved.id, version=saved.version)
    with pytest.raises((NotAllowed, IllegalStep)):
        store.save(reviewer, AcceptancePlan, "一時保存", {"name": "株式会社他"}, id=saved.id, version=saved.version)
    with pytest.raises(NotAllowed):
        store.save(company, AcceptancePlan, "認定", id=saved.id, version=saved.version)
    assert stored(company, saved.id).name == "株式会社国土交通建設"


# Items -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-12", "CON-13", "CON-45")
def test_everything_that_is_missing_is_told_at_once(company: Desk) -> None:
    found = refused(company, {})
    needed = {one.name for one in AcceptancePlan.items() if one.need.name == "MUST" and one.name != "mail"}
    assert needed <= {one.item for one in found if one.severity is REFUSE}


@pytest.mark.req("CON-15")
def test_corporate_numbers() -> None:
    assert corporate_number("7000012050002") == "7000012050002"
    assert corporate_number("７０００－０１２０５０００２") == "7000012050002"
    assert corporate_number("0" * 13) == "0" * 13
    with pytest.raises(Unreadable, match="12桁の会社法人等番号ではなく"):
        corporate_number("000012050002")
    for wrong in ("7000012050003", "8000012050002", "7000021050002"):
        with pytest.raises(Unreadable, match="検査用数字"):
            corporate_number(wrong)
    with pytest.raises(Unreadable, match="13桁の半角数字"):
        corporate_number("70000120500021")


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_a_digit_typed_wrong_is_found_unless_nine_apart(rest: int, place: int, by: int) -> None:
    right = f"{rest:012d}"
    number = f"{check_digit(right)}{right}"
    assert 1 <= int(number[0]) <= 9
    if right != "0" * 12:
        assert corporate_number(number) == number
    digit = (int(right[place]) + by) % 10
    wrong = right[:place] + str(digit) + right[place + 1 :]
    if abs(digit - int(right[place])) != 9:
        with pytest.raises(Unreadable):
            corporate_number(f"{check_digit(right)}{wrong}")


@pytest.mark.req("CON-15", "CON-115")
def test_zeros_are_for_people(company: Desk, application: Any) -> None:
    found = refused(company, application(company, corporate_number="0" * 13))
    assert [one.item for one in found if one.severity is REFUSE] == ["corporate_number"]
    found = refused(company, application(company, business_kind="個人事業主"))
    assert "corporate_number" in {one.item for one in found if one.severity is REFUSE}


@pytest.mark.req("CON-16")
def test_the_name_is_full_width_and_a_blank_is_asked_about(company: Desk, application: Any) -> None:
    found = refused(company, application(company, name="株式会社ABC"))
    assert [str(one) for one in found if one.severity is REFUSE] == ["②商号又は名称：全角で入力してください。"]
    found = refused(company, application(company, name="株式会社　国土"))
    assert [(one.severity, one.sentence) for one in found] == [(ASK, "登記簿の表記にスペースがありますか？")]
    saved = submit(company, application(company, name="株式会社　国土"), accept=["blank-in-name"])
    assert saved.entry.name == "株式会社　国土"


@pytest.mark.req("CON-17", "CON-25")
@pytest.mark.parametrize("name", ["representative", "manager_name"])
@pytest.mark.parametrize("typed", ["国土 太郎", "国土　太郎"])
def test_no_blank_in_names_of_people(company: Desk, application: Any, name: str, typed: str) -> None:
    found = refused(company, application(company, **{name: typed}))
    assert [(one.item, one.sentence) for one in found] == [(name, "姓と名の間にスペースを入れないでください。")]


@pytest.mark.req("CON-18", "CON-37")
def test_a_postal_code_that_is_not_there_warns(company: Desk, application: Any) -> None:
    saved = submit(company, application(company, postal_code="9999999"))
    assert [(one.item, one.sentence) for one in saved.warnings] == [("postal_code", "該当する住所が見つかりません。")]
    assert item(AcceptancePlan, "postal_code").read("０６４－０９４１") == "0640941"


@pytest.mark.req("CON-21", "CON-22", "CON-37")
def test_telephone_numbers() -> None:
    for name in ("telephone", "fax"):
        one = item(AcceptancePlan, name)
        assert one.read("０３１２３４１１１１") == "0312341111"
        assert one.read("09012341111") == "09012341111"
        for wrong in ("031234111", "090123411111", "3312341111", "03123411ab"):
            with pytest.raises(Unreadable, match="10桁か11桁"):
                one.read(wrong)


@pytest.mark.req("CON-27", "CON-32", "CON-37")
def test_permit_and_ccus_numbers() -> None:
    assert item(AcceptancePlan, "permit_kind").read("般－３") == "般-3"
    assert item(AcceptancePlan, "permit_kind").read("特-30") == "特-30"
    with pytest.raises(Unreadable, match="「般」か「特」"):
        item(AcceptancePlan, "permit_kind").read("普-3")
    assert item(AcceptancePlan, "permit_number").read("第０１２３４５号") == "12345"
    assert item(AcceptancePlan, "ccus_number").read("１２３４５６７８９０１２３４") == "12345678901234"
    for wrong in ("1234567890123", "123456789012345"):
        with pytest.raises(Unreadable, match="14桁の半角数字"):
            item(AcceptancePlan, "ccus_number").read(wrong)
    authority = item(AcceptancePlan, "permit_authority")
    assert len(authority.choices(None)) == 48
    assert authority.read("国土交通大臣") == "00" and authority.read("東京都知事") == "13"


@pytest.mark.req("CON-28")
def test_permit_copies_and_the_tick_agree_or_warn(
    company: Desk, other_company: Desk, application: Any, a_file: Any
) -> None:
    saved = submit(company, application(company, permit_others=True))
    assert [(one.item, one.severity) for one in saved.warnings] == [("permit_copies", WARN)]
    two = [Entry(copy_file=attachments.attach(other_company, a_file()), several=None) for _ in range(2)]
    saved = submit(other_company, application(other_company, permit_copies=two))
    assert [one.item for one in saved.warnings] == ["permit_others"]


@pytest.mark.req("CON-29")
def test_the_day_of_the_permit(company: Desk, application: Any) -> None:
    found = refused(company, application(company, permitted_on=date(2026, 6, 11)))
    assert [one.item for one in found] == ["permitted_on"]
    assert submit(company, application(company, permitted_on=date(2026, 6, 10))).id


@pytest.mark.req("CON-34")
def test_the_two_lists_of_bodies(company: Desk, administrator: Desk, application: Any) -> None:
    found = refused(company, application(company, body_kind="当該法人を構成する建設業団体"))
    assert [one.item for one in found] == ["body"]
    kind = "当該法人を構成する建設業団体"
    added = store.save(administrator, ConstructionBody, "登録", {"kind": kind, "name": "東京建設業協会"})
    with pytest.raises(NotAllowed):
        store.save(company, ConstructionBody, "登録", {"kind": kind, "name": "私の協会"})
    assert known_bodies(company)[-1].name == "東京建設業協会"
    saved = submit(company, application(company, body_kind=kind, body=f"B{added.id}"))
    assert saved.entry.body == f"B{added.id}"


@pytest.mark.req("CON-34")
def test_a_body_that_plans_have_chosen_stays(company: Desk, administrator: Desk, application: Any) -> None:
    kind = "当該法人を構成する建設業団体"
    used, free = (
        store.save(administrator, ConstructionBody, "登録", {"kind": kind, "name": name})
        for name in ("甲協会", "乙協会")
    )
    saved = store.save(company, AcceptancePlan, "一時保存", {"body_kind": kind, "body": f"B{used.id}"})
    with pytest.raises(IllegalStep, match="1件の計画がこの団体を選んでいる"):
        store.save(administrator, ConstructionBody, "削除", {}, id=used.id)
    changed = {"kind": "特定技能外国人受入事業実施法人"}
    with pytest.raises(Refused, match="区分：1件の計画がこの団体を選んでいます"):
        store.save(administrator, ConstructionBody, "更新", changed, id=used.id)
    store.save(administrator, ConstructionBody, "更新", {"name": "甲建設協会"}, id=used.id)
    assert item(AcceptancePlan, "body").show(saved.entry.body, company, saved.entry) == f"B{used.id} 甲建設協会"
    store.save(administrator, ConstructionBody, "更新", changed, id=free.id)
    store.save(administrator, ConstructionBody, "削除", {}, id=free.id)


@pytest.mark.req("CON-50")
def test_an_old_notice_warns(company: Desk, application: Any) -> None:
    values = application(company)
    values["staff_documents"][0].dated_on = date(2026, 6, 10) - timedelta(days=366)
    saved = submit(company, values)
    assert "12か月を過ぎています" in saved.warnings[0].sentence


@pytest.mark.req("CON-51", "CON-52")
def test_the_documents_are_those_of_the_employer(company: Desk, application: Any) -> None:
    values = application(company)
    wrong = codes("construction-documents").get("D3").name  # type: ignore[union-attr]
    values["staff_documents"].append(Entry(**{**vars(values["staff_documents"][0]), "kind": wrong}))
    found = refused(company, values)
    assert [(one.item, one.row) for one in found] == [("staff_documents", 1)]


@pytest.mark.req("CON-36")
def test_the_message_has_a_limit() -> None:
    message = item(AcceptancePlan, "message")
    assert message.read("あ" * 1000) == "あ" * 1000
    with pytest.raises(Unreadable, match="1000文字以内"):
        message.read("あ" * 1001)


# Attachments -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-38")
def test_a_file_is_stored_with_name_size_digest_and_time(company: Desk, a_file: Any) -> None:
    path = a_file("登記簿.pdf")
    id = item(AcceptancePlan, "registry_file").read(str(path), company)
    known = attachments.about(company, id)
    assert known is not None
    assert (known.name, known.size, known.sha256) == (
        "登記簿.pdf", path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    assert known.stored_at.isoformat() == "2026-06-10T09:00:00"
    shown = item(AcceptancePlan, "registry_file").show(id, company)
    assert shown == f"#{id} 登記簿.pdf（PDF、1KB）"
    assert item(AcceptancePlan, "registry_file").read(shown, company) == id
    assert attachments.attach(company, path) == id  # again: not twice


@pytest.mark.req("CON-39")
def test_only_documents_of_ten_megabytes_are_taken(company: Desk, tmp_path: Path) -> None:
    for name, start in (("a.pdf", b"%PDF-"), ("a.jpg", b"\xff\xd8\xff"), ("a.png", b"\x89PNG\r\n\x1a\n")):
        (tmp_path / name).write_bytes(start + b"\0" * (attachments.MOST - len(start)))
        assert attachments.attach(company, tmp_path / name)
        (tmp_path / name).write_bytes(start + b"\0" * (attachments.MOST - len(start) + 1))
        with pytest.raises(Unreadable, match="PDF、JPEG、PNGで10MBまで"):
            attachments.attach(company, tmp_path / name)
    (tmp_path / "b.pdf").write_bytes(b"PK\x03\x04")
    with pytest.raises(Unreadable, match="PDF、JPEG、PNG"):
        attachments.attach(company, tmp_path / "b.pdf")
    with pytest.raises(Unreadable, match="がありません"):
        attachments.attach(company, tmp_path / "c.pdf")


@pytest.mark.req("CON-41")
def test_files_are_seen_by_their_record_alone_and_can_be_taken_away(
    company: Desk, other_company: Desk, application: Any
) -> None:
    values = application(company)
    saved = store.save(company, AcceptancePlan, "一時保存", values)
    file = values["ccus_file"]
    assert attachments.content_of(company, file).startswith(b"%PDF-")
    with pytest.raises(KeyError):
        attachments.content_of(other_company, file)
    store.save(company, AcceptancePlan, "一時保存", {"ccus_file": None}, id=saved.id, version=saved.version)
    with pytest.raises(KeyError):
        attachments.content_of(company, file)


@pytest.mark.req("CON-55", "CON-69")
def test_a_staff_document_needs_its_ticks(company: Desk, application: Any) -> None:
    values = application(company)
    values["staff_documents"][0].only_that = None
    found = refused(company, values)
    assert "被保険者整理番号にマスキングし、その他の部分にはマスキングをしないでください。" in {
        one.sentence for one in found
    }
    person = application(company, business_kind="個人事業主", corporate_number="0" * 13)
    person["staff_documents"][0].kind = codes("construction-documents").get("D6").name  # type: ignore[union-attr]
    found = refused(company, person)
    assert [one.label for one in found if one.severity is REFUSE] == ["確定申告書の受付の証明"]


def test_files_that_nothing_took_go_after_a_month(company: Desk, clock: Any, application: Any, a_file: Any) -> None:
    kept = submit(company, application(company))
    attachments.attach(company, a_file())
    clock.move(days=30)
    assert attachments.remove_unused(company, dry=True) == 0
    clock.move(seconds=1)
    assert attachments.remove_unused(company, dry=False) == 1
    assert attachments.content_of(company, kept.entry.registry_file)


def test_a_file_that_a_draft_speaks_of_waits_for_it(company: Desk, clock: Any, a_file: Any) -> None:
    in_draft, forgotten = attachments.attach(company, a_file()), attachments.attach(company, a_file())
    shown = item(AcceptancePlan, "registry_file").show(in_draft, company)
    save_draft(company, "acceptance_plan", 0, {"registry_file": shown})
    clock.move(days=31)
    assert attachments.remove_unused(company, dry=True) == attachments.remove_unused(company, dry=False) == 1
    assert attachments.about(company, in_draft) and attachments.about(company, forgotten) is None


def test_a_file_of_another_company_cannot_be_named(
    company: Desk, other_company: Desk, reviewer: Desk, application: Any, a_file: Any
) -> None:
    handed_in = submit(company, application(company)).entry.registry_file
    loose = attachments.attach(company, a_file())
    for file in (handed_in, loose):
        with pytest.raises(Unreadable, match="がありません|はありません"):
            item(AcceptancePlan, "registry_file").read(f"#{file}", other_company)
        with pytest.raises(KeyError):
            attachments.content_of(other_company, file)
    assert attachments.content_of(reviewer, handed_in).startswith(b"%PDF-")  # what was handed in
    with pytest.raises(KeyError):
        attachments.content_of(reviewer, loose)


def test_a_file_that_went_meanwhile_is_told(company: Desk, clock: Any, application: Any) -> None:
    values = application(company)
    clock.move(days=31)
    attachments.remove_unused(company, dry=False)
    with pytest.raises(IllegalStep, match="もうありません。もう一度"):
        store.save(company, AcceptancePlan, "一時保存", values)


# Texts -------------------------------------------------------------------------------------------------------------------------


def page(name: str) -> str:
    return (Path(__file__).parents[2] / "docs" / "manual" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.req("CON-49", "CON-71", "CON-74", "CON-110")
def test_the_manual_says_why_it_is_counted_so() -> None:
    assert "書類No.3「常勤職員数を明らかにする文書」" in page("staff_roster")
    assert "常勤職員の数は審査の要点です。" in page("staff_roster")
    assert "「特定技能外国人受入れに関する運用要領」42頁" in page("full_time_staff")
    assert "現場が変わることが多く" in page("full_time_staff")


@pytest.mark.req("CON-23")
def test_the_mail_address_is_shown_and_never_typed(company: Desk, application: Any) -> None:
    saved = submit(company, application(company) | {"mail": "other@example.jp"})
    assert saved.entry.mail == "info@example.jp"


@pytest.mark.req("CON-112", "CON-113", "CON-116")
def test_where_the_manuals_differ_all_named_groups_and_names_count() -> None:
    excluded = {one.name for one in codes("full-time-residence-statuses") if one.extra["group"] == "excluded"}
    assert {
        "特定技能1号",
        "特定技能2号",
        "技能実習",
        "特定活動(特定技能移行予定)",
        "特定活動(帰国困難者等)",
    } <= excluded
    notice = codes("construction-documents").get("D1")
    assert notice is not None and "厚生年金保険被保険者標準報酬決定通知書" in notice.extra["condition"]
    agrees("個人事業主(常時雇用5名以上)", 5)
    for kind, employees in (("個人事業主(常時雇用5名以上)", 4), ("個人事業主(常時雇用4名以下)", 5), ("一人親方", 1)):
        with pytest.raises(Unreadable, match="常時雇用している従業員の数"):
            agrees(kind, employees)
