"""The twenty items of the application, one test a sentence of the specification (CON-12 to CON-40)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screens.record_form import RecordScreen
from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.construction.plan import AcceptancePlan, PermitCopy, StaffDocument
from shuro.construction.roster import StaffRoster
from shuro.construction.staff import StaffItems
from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, FREE, MUST
from shuro.kernel.record import Entry, item
from shuro.kernel.store import Refused
from tests.construction.test_full_time import person
from tests.construction.test_plan import stored, submit
from tests.construction.test_roster import draft, line, roster
from tests.terminal import picture, press, running
from widgets.form_model import Place

SECTION = "1. 特定技能所属機関になろうとする者に関する事項"
NEEDED = (
    "①法人番号", "②商号又は名称", "③代表者又は個人の氏名", "④主たる営業所所在地 (郵便番号)",
    "⑤主たる営業所の所在地(都道府県)", "⑤主たる営業所の所在地(住所)", "⑥登記事項証明書", "⑦電話番号", "⑧FAX番号",
    "⑨メールアドレス", "⑩建設特定技能に関する責任者役職", "⑪建設特定技能に関する責任者氏名", "⑫建設業許可証の写し",
    "⑬許可番号(許可行政庁)", "⑬許可番号 許可( )", "⑬許可番号 第 号", "⑭許可年月日", "⑮常勤職員数",
    "⑯常勤職員数を明らかにする文書", "⑰建設キャリアアップシステム事業者ID",
    "⑱建設キャリアアップシステムの事業者IDを確認する書類",
    "⑲加入している特定技能外国人受入事業実施法人又は当該法人を構成する建設業団体(区分)",
    "⑲加入している特定技能外国人受入事業実施法人又は当該法人を構成する建設業団体(団体)",
    "⑳会員証又は会員であることを証する書類",
)  # fmt: skip


@pytest.fixture
def form(clock: Any) -> Callable[..., Workstation]:
    """A workstation with a form of a plan: `form(desk)` of a new one, `form(desk, id)` of a stored one."""

    def make(desk: Desk, *id: int) -> Workstation:
        app = Workstation(first=lambda: RecordScreen(AcceptancePlan, *id), duty=Duty(desk))
        app.house = House(desk.database, KIJUN, clock)
        return app

    return make


@pytest.mark.req("CON-12")
def test_the_twenty_items_are_required() -> None:
    """Each label carries the mark, in this order, in the one section; only the tick 「他」 does not."""
    inside = [one for one in AcceptancePlan.items() if one.section == SECTION]
    assert tuple(one.label for one in inside if one.need is MUST) == NEEDED
    assert [one.label for one in inside if one.need is not MUST] == ["⑬許可番号 他"]


@pytest.mark.req("CON-12", "CON-26", "CON-31")
@pytest.mark.parametrize("table", ["permit_copies", "staff_documents"])
def test_an_application_without_a_document_is_refused(company: Desk, application: Any, table: str) -> None:
    with pytest.raises(Refused) as caught:
        submit(company, application(company, **{table: []}))
    assert [found.item for found in caught.value.findings if found.severity == 3] == [table]


@pytest.mark.req("CON-14")
def test_there_is_one_page_with_the_message_at_its_end() -> None:
    typed = [one for one in AcceptancePlan.items() if one.typed]
    assert {one.tab for one in AcceptancePlan.items()} == {""}
    assert typed[0].label == "事業者区分"
    assert (typed[-1].label, typed[-1].need) == ("申請者から審査者へのメッセージ", FREE)


@pytest.mark.req("CON-19", "CON-27", "CON-34")
async def test_an_empty_list_says_that_something_is_to_be_chosen(company: Desk, form: Any) -> None:
    """⑤, ⑬ and both of ⑲; the words are no value, in hand or not."""
    app = form(company)
    async with running(app, (110, 80)):
        view = app.screen.view
        assert picture(app).count("選択してください") == 4
        await view.go(Place("prefecture"))
        await press(app, "end")
        assert picture(app).count("選択してください") == 4
        await press(app, "enter")
        assert view.model.texts["prefecture"] == "" and view.model.entry.prefecture is None
        await view.go(Place("prefecture"))
        await press(app, "13", "enter")
        assert view.model.texts["prefecture"].startswith("13") and picture(app).count("選択してください") == 3


@pytest.mark.req("CON-19")
def test_the_address_is_a_prefecture_and_a_text() -> None:
    prefecture, address = item(AcceptancePlan, "prefecture"), item(AcceptancePlan, "address")
    assert len(prefecture.choices(None)) == 47 and prefecture.read("東京都") == "13"
    assert (address.kind.name, address.need) == ("text", MUST)


@pytest.mark.req("CON-20", "CON-33", "CON-35", "CON-38")
@pytest.mark.parametrize("name", ["registry_file", "ccus_file", "membership_file"])
def test_an_attachment_item_takes_one_file(name: str) -> None:
    assert (item(AcceptancePlan, name).kind.name, item(AcceptancePlan, name).need) == ("file", MUST)


@pytest.mark.req("CON-20")
async def test_a_person_is_told_to_attach_the_juminhyo(company: Desk, form: Any) -> None:
    app = form(company)
    async with running(app):
        await app.screen.view.go(Place("registry_file"))
        await press(app, "end")
        assert "個人事業主は事業主の住民票" in picture(app)


@pytest.mark.req("CON-24")
async def test_without_a_special_post_a_word_is_offered(company: Desk, form: Any, application: Any) -> None:
    app = form(company)
    async with running(app):
        await app.screen.view.go(Place("manager_post"))
        await press(app, "end")
        assert "「事務担当」か「担当者」" in picture(app)
    saved = submit(company, application(company, manager_post="担当者"))
    assert stored(company, saved.id).manager_post == "担当者"


@pytest.mark.req("CON-26", "CON-40")
def test_several_permits_are_attached(company: Desk, application: Any, a_file: Any) -> None:
    from shuro.kernel.attachments import attach

    copies = [Entry(copy_file=attach(company, a_file()), several=None) for _ in range(3)]
    saved = submit(company, application(company, permit_copies=copies, permit_others=True))
    assert [one.copy_file for one in stored(company, saved.id).permit_copies] == [one.copy_file for one in copies]
    assert item(PermitCopy, "copy_file").kind.name == "file"


@pytest.mark.req("CON-31", "CON-40")
def test_several_documents_of_the_staff_are_attached(company: Desk, application: Any, a_file: Any) -> None:
    from shuro.construction.proof import LATER
    from shuro.kernel.attachments import attach

    values = application(company)
    more = Entry(**{**vars(values["staff_documents"][0]), "kind": LATER, "document": attach(company, a_file())})
    saved = submit(company, values | {"staff_documents": [*values["staff_documents"], more]})
    assert [one.kind for one in stored(company, saved.id).staff_documents][1] == LATER
    assert item(StaffDocument, "document").kind.name == "file"


@pytest.mark.req("CON-28")
@pytest.mark.parametrize("others, several, warns", [(True, True, False), (True, None, True), (None, True, True)])
def test_one_file_may_hold_several_permits(
    company: Desk, application: Any, a_file: Any, others: Any, several: Any, warns: bool
) -> None:
    from shuro.kernel.attachments import attach

    copies = [Entry(copy_file=attach(company, a_file()), several=several)]
    saved = submit(company, application(company, permit_copies=copies, permit_others=others))
    assert any("許可" in found.label for found in saved.warnings) is warns


@pytest.mark.req("CON-16")
@pytest.mark.parametrize(
    "name", ["株式会社123", "株式会社ABC", "株式会社国土!", "株式会社(国土)", "ｶﾌﾞｼｷｶﾞｲｼｬ", "株式会社国土｡"]
)
def test_the_name_of_the_company_has_no_half_width_character(company: Desk, application: Any, name: str) -> None:
    with pytest.raises(Refused) as caught:
        submit(company, application(company, name=name))
    assert ("②商号又は名称", "全角で入力してください。") in [
        (found.label, found.sentence) for found in caught.value.findings
    ]


@pytest.mark.req("CON-16")
def test_the_name_of_the_company_in_full_width_is_taken(company: Desk, application: Any) -> None:
    assert submit(company, application(company, name="株式会社Ａ１・国土（東京）")).entry.status == "未認定"


@pytest.mark.req("CON-9")
async def test_the_plan_is_read_with_attachments_message_and_state(company: Desk, form: Any, application: Any) -> None:
    """計画確認: nothing can be typed; the page 審査 says how far the review has come."""
    saved = submit(company, application(company, message="よろしくお願いします。"))
    app = form(company, saved.id)
    async with running(app, (80, 120)):
        shown = picture(app)
        assert "登記.pdf" in shown and "許可.jpg" in shown and "よろしくお願いします。" in shown
        await press(app, "あ")
        assert "入力できません" in picture(app)
        await press(app, "f6")
        shown = picture(app)
        assert "[審査]" in shown and "未認定" in shown
    assert stored(company, saved.id).version == saved.version


@pytest.mark.req("CON-66")
def test_the_mark_is_worked_out_and_never_typed(company: Desk, application: Any) -> None:
    mark = item(StaffItems, "mark")
    assert (mark.need, mark.typed) == (AUTO, False)
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="1")])
    forged = line(person(insured_number="1"))
    forged.mark = "実"
    done = store.save(company, StaffRoster, "更新", {"people": [forged]}, id=saved.id, version=saved.version)
    assert done.entry.people[0].mark == ""
