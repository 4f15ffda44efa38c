"""The application, the roster and the review at the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from screens.business_menu import offers
from screens.record_form import RecordScreen
from screens.register import RegisterScreen
from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.construction import plan
from shuro.construction.menu_state import ONE_EACH as RECORDS_OF_THE_PLAN
from shuro.construction.plan import AcceptancePlan
from shuro.construction.roster import StaffMember, StaffRoster
from shuro.kernel import store
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import drafts_of
from shuro.kernel.record import Entry
from shuro.kernel.register import Register
from tests.construction.test_full_time import officer, person
from tests.construction.test_plan import stored, submit
from tests.construction.test_roster import draft, roster
from tests.construction.test_roster_file import line as file_line
from tests.construction.test_roster_file import written
from tests.terminal import picture, press, running
from widgets.cells import cut


@pytest.fixture
def workstation(clock: Any) -> Callable[..., Workstation]:
    """A workstation with somebody at it: `workstation(desk, lambda: screen)`."""

    def make(desk: Desk, first: Callable[[], Any]) -> Workstation:
        app = Workstation(first=first, duty=Duty(desk))
        app.house = House(desk.database, KIJUN, clock)
        return app

    return make


@pytest.mark.req("CON-11", "CON-14", "CON-19", "CON-20", "CON-24", "CON-26", "CON-31", "CON-33", "CON-35")
async def test_all_items_stand_on_one_page_with_their_marks(company: Desk, workstation: Any) -> None:
    """Twenty items with ○, 事業者区分 above them, the message below; no tab pages."""
    app = workstation(company, lambda: RecordScreen(AcceptancePlan))
    async with running(app, (110, 70)):
        shown = picture(app)
        assert "建設特定技能受入計画" in shown
        for number in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
            assert number in shown, number
        assert shown.index("事業者区分") < shown.index("①法人番号")
        assert shown.index("⑳会員証") < shown.index("申請者から審査者へのメッセージ")
        assert "F2一時保存" in shown and "F9申請" in shown and "F3戻る" in shown


@pytest.mark.req("CON-18", "CON-37", "CON-44")
async def test_typing_a_postal_code_and_saving_for_later(company: Desk, workstation: Any) -> None:
    """Full-width digits become half width, the address is filled in, F2 stores what is there and says when."""
    app = workstation(company, lambda: RecordScreen(AcceptancePlan))
    async with running(app):
        await press(
            app, "1", "enter", "７０００", "０１２０５０００２", "enter", "株式会社国土", "enter", "国土太郎", "enter"
        )
        await press(app, "１０００００１", "enter")
        await press(app, "f2")
        while "保存しました" not in picture(app):
            assert "このままでも一時保存できます" in picture(app)
            await press(app, "enter")
        assert "一時保存しました（09:00:00）。" in picture(app)
    one = stored(company, plan.open_plan(company) or 0)
    assert (one.corporate_number, one.name, one.postal_code) == ("7000012050002", "株式会社国土", "1000001")
    assert one.prefecture == "13" and one.address.startswith("千代田区千代田")
    assert plan.state_of(company) == "未登録"


@pytest.mark.req("CON-44")
async def test_what_cannot_be_read_does_not_keep_the_rest_from_being_saved(company: Desk, workstation: Any) -> None:
    """F2 warns of ⑦, stores all other items, and the typed text is there again, on the form and as a draft."""
    app = workstation(company, lambda: RecordScreen(AcceptancePlan))
    async with running(app):
        await press(app, "1", "enter", "tab", "株式会社国土", "enter")
        await app.screen.view.go(place("telephone"))
        await press(app, "03-1234", "enter", "f2")
        shown = picture(app)
        assert "このままでも一時保存できます" in shown and "警 ⑦電話番号：0から始まる10桁か11桁" in shown
        assert "直すところ" not in shown  # what is missing stops no 一時保存
        await press(app, "enter")
        assert "一時保存しました（09:00:00）。形式の違う項目は下書きに残しました。" in picture(app)
        assert app.screen.state.model.texts["telephone"] == "03-1234"
        await press(app, "f9")
        assert "直すところが" in picture(app)
    one = stored(company, plan.open_plan(company) or 0)
    assert (one.name, one.telephone, one.status) == ("株式会社国土", None, "一時保存")
    (kept,) = drafts_of(company)
    assert (kept.record_id, kept.texts["telephone"]) == (one.id, "03-1234")


@pytest.mark.req("CON-12", "CON-21")
async def test_every_label_is_read_whole_at_80_columns(company: Desk, workstation: Any) -> None:
    """⑩ and ⑪ differ in their last letters; a number may be typed with hyphens, and the example has none."""
    app = workstation(company, lambda: RecordScreen(AcceptancePlan))
    async with running(app, (80, 90)):
        column = "".join("".join(cut(line, 28)[2:].split()) for line in picture(app).splitlines())
        for item in AcceptancePlan.items():
            if item.kind.name not in ("rows", "longtext"):
                assert "".join(item.label.split()) in column, item.label
        await app.screen.view.go(place("telephone"))
        assert "例：0312341111、ハイフンなし" in picture(app) and "03-1234-5678" not in picture(app)
        await press(app, "090-1234-5678", "enter")
        assert app.screen.state.model.texts["telephone"] == "09012345678"


@pytest.mark.req("CON-38", "CON-40", "CON-41")
async def test_a_file_is_typed_shown_and_asked_about(
    company: Desk, workstation: Any, application: Any, a_file: Any
) -> None:
    """Leaving the item stores the file; F4 shows what can be done, and a file is not replaced without a question."""
    saved = draft(company, application, registry_file=None)
    path = a_file("登記簿.pdf")
    app = workstation(company, lambda: RecordScreen(AcceptancePlan, saved.id))
    async with running(app, (100, 50)):
        screen = app.screen
        await screen.view.go(place("registry_file"))
        await press(app, str(path), "enter")
        assert "登記簿.pdf（PDF、1KB）" in picture(app)
        await screen.view.go(place("registry_file"))
        await press(app, "f4")
        assert "添付しているファイル" in picture(app) and "外す" in picture(app)
        await press(app, "enter")
        assert "別のファイルに替えますか" in picture(app)
        await press(app, "down", "enter")
        assert "登記簿.pdf（PDF、1KB）" in picture(app)
        await press(app, "f4", "down", "down", "enter")
        assert "登記簿.pdf（PDF" not in picture(app)


@pytest.mark.req("CON-45", "CON-46")
async def test_violations_are_listed_with_their_numbers_and_jump(
    company: Desk, workstation: Any, application: Any
) -> None:
    """F9 lists all that is wrong; choosing a line goes to the item; right values lead to the page that asks 申請."""
    saved = draft(company, application, representative="国土 太郎", ccus_number=None)
    app = workstation(company, lambda: RecordScreen(AcceptancePlan, saved.id))
    async with running(app, (100, 50)):
        await press(app, "f9")
        shown = picture(app)
        assert "直すところが2件" in shown
        assert "③代表者又は個人の氏名：姓と名の間" in shown and "⑰建設キャリアアップシステム事業者ID" in shown
        await press(app, "down", "enter")
        assert app.screen.state.model.place.name in ("ccus_number", "representative")
        await app.screen.view.go(place("representative"))
        await press(app, "ctrl+u", "国土太郎", "enter")
        await app.screen.view.go(place("ccus_number"))
        await press(app, "12345678901234", "enter", "f9")
        shown = picture(app)
        assert "次の内容で申請します" in shown and "①法人番号" in shown and "許可.jpg（JPEG" in shown
        await press(app, "down", "enter")  # 戻る
        assert app.screen.state.model.texts["ccus_number"] == "12345678901234"
        await press(app, "f9", "enter")
        assert "申請します。よろしいですか？" in picture(app) and "はい" in picture(app)
        await press(app, "down", "enter")  # いいえ
        assert plan.state_of(company) == "未登録"
        form = app.screen
        await press(app, "f9", "enter", "enter")
        assert form.closed  # back to where it was opened from
    assert plan.state_of(company) == "未認定"


@pytest.mark.req("CON-9")
async def test_a_plan_that_was_handed_in_is_only_read(company: Desk, workstation: Any, application: Any) -> None:
    saved = submit(company, application(company))
    app = workstation(company, lambda: RecordScreen(AcceptancePlan, saved.id))
    async with running(app, (100, 50)):
        shown = picture(app)
        assert "F9申請" not in shown and "F2一時保存" not in shown and "株式会社国土交通建設" in shown
        await press(app, "x", "enter")
    assert stored(company, saved.id).version == saved.version


@pytest.mark.req("CON-4", "CON-5")
async def test_the_examiner_sends_back_with_item_and_reason(
    company: Desk, reviewer: Desk, workstation: Any, application: Any
) -> None:
    saved = submit(company, application(company))
    app = workstation(reviewer, lambda: RegisterScreen(AcceptancePlan))
    async with running(app, (100, 50)):
        await press(app, "f5", "enter", "f11")
        assert "> 1 認定" in picture(app) and "2 差戻し" in picture(app)  # what can be done stands first
        await press(app, "差戻し", "enter")
        assert "差戻す項目" in picture(app)
        await press(app, "enter")
        assert "差戻す項目：「差戻し」に必要な項目です" in picture(app)
        await press(app, "⑭許可年月日", "enter", "許可証と違います。", "enter")
        shown = picture(app)  # a draft is the company's own again: the 審査者 stands in the list, which has lost it
        assert "「差戻し」を行いました。" in shown and "株式会社国土交通建設" not in shown
    one = stored(company, saved.id)
    assert (one.state, one.returned_item, one.returned_reason) == ("一時保存", "⑭許可年月日", "許可証と違います。")


@pytest.mark.req("CON-43")
async def test_leaving_with_unsaved_input_asks(company: Desk, workstation: Any) -> None:
    app = workstation(company, lambda: RecordScreen(AcceptancePlan))
    async with running(app):
        await press(app, "1", "enter", "f3")
        assert "入力した内容をどうしますか" in picture(app)


@pytest.mark.req("CON-65", "CON-101", "CON-102")
async def test_the_total_follows_the_lines_of_the_roster(company: Desk, workstation: Any, application: Any) -> None:
    """The count changes while a line is changed, before anything is stored."""
    base = draft(company, application)
    saved = roster(company, base.id, [person(insured_number="1"), person(name="国土花子", insured_number="2")])
    app = workstation(company, lambda: RecordScreen(StaffRoster, saved.id))
    async with running(app, (120, 60)):
        model = app.screen.state.model
        assert model.texts["counted"] == "2"
        from widgets.form_model import Place

        await app.screen.view.go(Place("people", 1, "work_form"))
        await press(app, "ctrl+u", "2", "enter")
        assert app.screen.state.model.texts["counted"] == "1"
    with company.database.read() as session:
        assert store.fetch(session, StaffRoster, saved.id).counted == 2  # type: ignore[union-attr]


def place(name: str, *cell: Any) -> Any:
    from widgets.form_model import Place

    return Place(name, *cell)


@pytest.mark.req("CON-30", "CON-101", "CON-103")
async def test_from_the_plan_to_its_roster_and_back(
    company: Desk, workstation: Any, application: Any, tmp_path: Any
) -> None:
    """F10 of a draft offers the roster alone; a file fills it; back in the plan ⑮ holds its number."""
    saved = draft(company, application, staff_count=None)
    people = written(tmp_path / "名簿.csv", [file_line(1, "国土太郎"), file_line(2, "国土花子")])
    app = workstation(company, lambda: RecordScreen(AcceptancePlan, saved.id))
    async with running(app, (100, 50)):
        await press(app, "f10")
        assert "常勤職員数算定" in picture(app) and "変更届出" not in picture(app)
        await press(app, "enter")
        await app.screen.view.go(place("planned"))
        await press(app, "0", "f9", "enter", "f11", "名簿取込", "enter", str(people), "enter")
        assert "今の常勤職員の行を全て消し" in picture(app)
        await press(app, "enter")
        assert "「名簿取込」を行いました" in picture(app) and app.screen.state.model.texts["counted"] == "2"
        await press(app, "f3")
        assert app.screen.state.model.texts["staff_count"] == "2"


@pytest.mark.req("CON-6")
@pytest.mark.parametrize("state, offered", [("一時保存", False), ("未認定", False), ("認定済", True)])
def test_procedures_stand_in_the_menu_of_a_certified_plan(
    company: Desk, reviewer: Desk, state: str, offered: bool
) -> None:
    """Its company begins one or looks at those there are; the 審査者 only looks."""
    leaves = offers("acceptance_plan")
    names = [one.name for one in codes("construction-menu") if one.code not in RECORDS_OF_THE_PLAN]

    def paths(desk: Desk) -> set[tuple[str, ...]]:
        return {offer.path for _, offer in leaves if offer.stands(desk, Entry(state=state, office_code="K000001"))}

    for name in names:
        assert ((name, "新規") in paths(company)) is ((name, "一覧") in paths(company)) is offered
        assert ((name, "一覧") in paths(reviewer)) is offered and (name, "新規") not in paths(reviewer)


@pytest.mark.req("CON-102")
def test_leaving_an_item_of_a_long_roster_does_not_judge_everybody_again_and_again(
    company: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total follows at once, from one count of all."""
    from shuro.construction import full_time
    from shuro.kernel.record import entry
    from widgets.form_model import FormModel

    one = entry(StaffRoster, employer_type="法人", planned=0, officer_pay=300_000, applied_on=company.today())
    one.people = [entry(StaffMember, **vars(person(name=f"国土{at}", insured_number=str(at)))) for at in range(50)]
    model = FormModel.of_class(StaffRoster, entry=one)
    model.place = place("people", 20, "name")
    judged: list[Any] = []
    judge = full_time.judge
    monkeypatch.setattr(full_time, "judge", lambda *about: judged.append(about) or judge(*about))
    model.leave("鈴木一郎")
    assert len(judged) <= 50
    judged.clear()
    model.place = place("people", 20, "weekly_days")
    model.leave("4")
    assert model.texts["counted"] == "49" and model.texts["people"][20]["result"] == "対象外"
    assert model.texts["people"][49]["place"] == "50"
    assert len(judged) <= 150  # the line, and once everybody for the head and for the lines


@pytest.mark.req("CON-101", "CON-71")
async def test_f4_on_15_and_16_opens_the_roster(company: Desk, workstation: Any, application: Any) -> None:
    """The plan stays open below; before it is stored, the key says what comes first."""
    app = workstation(company, lambda: RecordScreen(AcceptancePlan))
    async with running(app):
        await app.screen.view.go(place("staff_count"))
        await press(app, "f4")
        assert "先に一時保存をすると、F4で常勤職員数算定を開けます。" in picture(app)
    saved = draft(company, application, staff_count=None)
    for at in (place("staff_count"), place("staff_documents", 0, "masked")):
        app = workstation(company, lambda: RecordScreen(AcceptancePlan, saved.id))
        async with running(app):
            await app.screen.view.go(at)
            assert "審査の要点" in app.screen.view.hint()
            await press(app, "f4")
            assert app.screen.cls is StaffRoster and "株式会社国土交通建設" in picture(app)
            await press(app, "f3")
            assert app.screen.cls is AcceptancePlan


@pytest.mark.req("CON-65", "CON-99")
async def test_the_roster_shows_who_left_and_that_the_number_is_provisional(
    company: Desk, workstation: Any, application: Any
) -> None:
    """×name× while nobody types in it; 暫定 beside the number on the form and in the list, gone with the last 要確認."""
    plan_id = draft(company, application, staff_count=None).id
    people = [
        person(name="国土一郎", insured_number="1"),
        person(name="国土花子", insured_number="2", left_on=company.today()),
        officer(name="国土社長", insured_number="3"),
    ]
    saved = roster(company, plan_id, people, officer_pay=None)
    app = workstation(company, lambda: RecordScreen(StaffRoster, saved.id))
    async with running(app, (80, 160)):
        shown = picture(app)
        assert "×国土花子×" in shown and "×国土一郎×" not in shown
        assert "1（暫定）" in shown
        await app.screen.view.go(place("people", 1, "name"))
        await press(app, "end")
        assert "×国土花子×" not in picture(app)  # in hand: as it is typed
        await app.screen.view.go(place("officer_pay"))
        await press(app, "300000", "enter")
        assert "暫定" not in picture(app)
        assert app.screen.state.model.texts["counted"] == "2"
    (line,) = Register(company, StaffRoster, {}).first(5)
    assert "1（暫定）" in line.cells


@pytest.mark.req("CON-69")
async def test_the_roster_takes_no_file_before_both_ticks(company: Desk, workstation: Any, application: Any) -> None:
    plan_id = draft(company, application, staff_count=None).id
    saved = roster(company, plan_id, [person(insured_number="1")])
    app = workstation(company, lambda: RecordScreen(StaffRoster, saved.id))
    async with running(app):
        model = app.screen.state.model
        await app.screen.view.go(place("documents", 1, "masked"))
        await press(app, "1", "enter")
        assert "document" not in [stop.column for stop in model.tables["documents"].stops_of(1)]
        await press(app, "1", "enter")
        assert "document" in [stop.column for stop in model.tables["documents"].stops_of(1)]


@pytest.mark.req("CON-48")
async def test_a_draft_that_somebody_has_open_is_only_read_by_the_second(
    company: Desk, workstation: Any, application: Any
) -> None:
    saved = draft(company, application)
    second = replace(company, officer=replace(company.officer, id=9, name="国土花子"))
    mine = workstation(company, lambda: RecordScreen(AcceptancePlan, saved.id))
    async with running(mine):
        assert not mine.screen.state.why_not
        theirs = workstation(second, lambda: RecordScreen(AcceptancePlan, saved.id))
        async with running(theirs):
            assert "国土太郎さんが入力しています" in theirs.screen.state.why_not
            assert theirs.screen.state.model.read_only
        mine.screen.close()


@pytest.mark.req("CON-56")
async def test_f4_offers_the_attached_documents_as_proof(company: Desk, workstation: Any, application: Any) -> None:
    """根拠書類 is asked of who counts, told below, and chosen among 添付書類."""
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="1", proof="D3")])
    app = workstation(company, lambda: RecordScreen(StaffRoster, saved.id))
    async with running(app):
        await app.screen.view.go(place("people", 0, "proof"))
        await press(app, "f4")
        assert "標準報酬決定通知書" in picture(app)
        await press(app, "enter", "f9", "enter")
    with company.database.read() as session:
        now = store.fetch(session, StaffRoster, saved.id)
    assert now is not None and now.people[0].proof == codes("construction-documents").get("D1").name  # type: ignore[union-attr]
