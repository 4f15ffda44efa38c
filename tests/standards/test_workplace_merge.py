"""統合処理: what stays, what moves, what is combined, and that it cannot be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from shuro.kernel import audit, drafts, links, registry, store
from shuro.kernel.codelists import codes
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.links import reference_of
from shuro.kernel.record import Entry, Record, label_of, table_of
from shuro.kernel.register import Register
from shuro.kernel.steps import NotAllowed
from shuro.standards import workplace_merge, workplace_numbers
from shuro.standards.deposit_report import DepositReport
from shuro.standards.enterprise import EnterpriseLink, tree
from shuro.standards.subcontractor import Subcontractor
from shuro.standards.supervision import SupervisionResult
from shuro.standards.working_conditions import WorkingConditions, conditions_of, note_notification
from shuro.standards.workplace import Workplace
from shuro.standards.workplace_merge import WorkplaceMerge
from shuro.standards.workplace_numbers import InsuranceNumberLink, ProvisionalNumber, link_of
from tests.conftest import Clock, MakeDesk
from tests.standards.supervisions import subcontracted, supervised
from tests.standards.workplaces import found_again, registered

REGULAR, OTHER = "13101123456000", "13101123457000"


@pytest.fixture
def pair(desk: Desk) -> tuple[Entry, Entry]:
    """統合先 and 被統合: two registrations of the same workplace."""
    return registered(desk), registered(
        desk, name="かすみ会社　　霞工場", representative="工場長　霞太郎", address_rest="1-2"
    )


def merged(desk: Desk, target: Entry, gone: Entry, accept: tuple[str, ...] = ("merge",)) -> store.Saved:
    values = {"target_id": target.id, "merged_id": gone.id}
    return store.save(desk, WorkplaceMerge, "統合", values, accept=accept)


def refusal(desk: Desk, target: Entry, gone: Entry, accept: tuple[str, ...] = ("merge",)) -> list[str]:
    try:
        merged(desk, target, gone, accept)
    except store.Refused as refused:
        return [str(f) for f in refused.findings if f.severity is not store.WARN]
    return []


def at(desk: Desk, cls: type[Record], workplace: Entry) -> list[Entry]:
    """The records of a type that hang on a workplace."""
    with desk.database.read() as session:
        return store.entries(session, cls, table_of(cls).c.workplace_id == workplace.id)


def is_gone(desk: Desk, one: Entry) -> bool:
    try:
        found_again(desk, one)
    except store.Gone:
        return True
    return False


# The merge itself ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-59", "WPL-66", "SYS-46")
def test_of_two_registrations_the_named_one_stays(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, gone = pair
    one = merged(desk, target, gone).entry
    assert is_gone(desk, gone)
    kept = found_again(desk, target)
    assert (kept.key, kept.name, kept.representative) == (101, "霞会社　　霞工場", None)
    assert [line.id for line in Register(desk, Workplace, {}).first(9)] == [target.id]
    assert (one.state, one.merged_reference, one.merged_name, one.target_name) == (
        "統合済", "1301-102", "かすみ会社　　霞工場", "霞会社　　霞工場",
    )  # fmt: skip
    assert registry.known("workplace_merge").subsystem == "システム設定"


@pytest.mark.req("WPL-63", "SYS-32")
def test_it_is_confirmed_before_it_runs(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, gone = pair
    supervised(desk, gone)
    asked = refusal(desk, target, gone, accept=())
    assert len(asked) == 1 and "元に戻せません。統合しますか。" in asked[0]
    assert "「1301-102 かすみ会社　　霞工場」を「1301-101 霞会社　　霞工場」に統合します" in asked[0]
    assert "監督結果等情報1件" in asked[0]
    assert not is_gone(desk, gone)


@pytest.mark.req("WPL-63")
def test_it_cannot_be_undone_or_changed(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, gone = pair
    saved = merged(desk, target, gone)
    assert [step.name for step in WorkplaceMerge.steps] == ["統合"]
    with pytest.raises(store.IllegalStep):
        store.save(desk, WorkplaceMerge, "統合", id=saved.id, accept=("merge",))
    with desk.database.read() as session:
        past = audit.history_of(session, "workplace", gone.id)
    assert [step.step for step in past] == ["統合処理", "登録"]
    assert past[0].changes["name"] == ["かすみ会社　　霞工場", None]
    assert registered(desk, name="次会社　　本社", address_rest="7").key == 103


@pytest.mark.req("WPL-59", "WPL-63")
def test_what_cannot_be_merged(
    desk: Desk, pair: tuple[Entry, Entry], ministry_desk: Desk, database: Database, make_desk: MakeDesk
) -> None:
    target, gone = pair
    other = make_desk("1302", database=database)
    far = registered(other, name="上野会社　　本社")
    assert refusal(desk, target, target) == ["被統合：統合先と同じ事業場です。別の事業場を選んでください。"]
    assert refusal(desk, target, far) == ["被統合：管轄局署は上野労働基準監督署です。自局署の事業場を選んでください。"]
    assert refusal(other, target, gone)[0].startswith("統合先：管轄局署は中央労働基準監督署です")
    with pytest.raises(NotAllowed):
        merged(ministry_desk, target, gone)
    merged(desk, target, gone)
    assert refusal(desk, target, gone) == ["被統合：この事業場基本情報は、既に削除又は統合されています。"]


@pytest.mark.req("WPL-60")
def test_free_settings_are_added_unless_they_are_the_same(desk: Desk) -> None:
    target = registered(desk, free_text="港湾", free_quantity=None)
    gone = registered(desk, name="かすみ会社　　霞工場", free_text="倉庫", free_quantity="12", fax="03-1111-2222")
    merged(desk, target, gone)
    kept = found_again(desk, target)
    assert (kept.free_text, kept.free_quantity, kept.fax) == ("港湾、倉庫", 12, None)
    again = registered(desk, name="カスミ会社　　霞工場", free_text="倉庫", free_quantity="3")
    merged(desk, kept, again)
    kept = found_again(desk, target)
    assert (kept.free_text, kept.free_quantity) == ("港湾、倉庫", 12)


# Records that hang on the workplaces -----------------------------------------------------------------------------------


@pytest.mark.req("WPL-60", "WPL-62")
def test_records_are_added_to_those_of_the_one_that_stays(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, gone = pair
    mine, theirs = supervised(desk, target), supervised(desk, gone)
    subcontracted(desk, gone)
    one = merged(desk, target, gone).entry
    assert {found.id for found in at(desk, SupervisionResult, target)} == {mine.id, theirs.id}
    assert len(at(desk, Subcontractor, target)) == 1
    assert sorted(one.contents.split("、")) == ["下請情報1件", "監督結果等情報1件"]
    with desk.database.read() as session:
        moved = audit.history_of(session, "supervision_result", theirs.id)[0]
    assert moved.step == "統合処理" and moved.changes["workplace_id"] == [gone.id, target.id]


@pytest.mark.req("WPL-62")
def test_records_that_the_table_does_not_name_move_too(desk: Desk, pair: tuple[Entry, Entry], clock: Clock) -> None:
    target, gone = pair
    clock.set(2026, 5, 11)
    values = {"year": "2025", "insurance_number": OTHER, "workers": 3, "category": "2", "workplace_industry": "0101"}
    line = store.entry(DepositReport.lines.row, kind="1", rate=50, amount=1, depositors=1, protection=["1"])
    report = store.save(desk, DepositReport, "登録", {**values, "lines": [line]}, given={"workplace_id": gone.id})
    merged(desk, target, gone)
    assert store.find(desk, DepositReport, report.id).name == "霞会社　　霞工場"


@pytest.mark.req("WPL-60", "WPL-61", "WPL-90")
@pytest.mark.parametrize("later", ["target", "gone"])
def test_labour_conditions_become_one_with_the_lines_of_both(
    desk: Desk, pair: tuple[Entry, Entry], clock: Clock, later: str
) -> None:
    target, gone = pair
    order = [gone, target] if later == "target" else [target, gone]
    for number, workplace in enumerate(order):
        clock.set(2026, 7, 1 + number)
        hours = 2400 if workplace is target else 2310
        values = {"weekly_hours": hours, "others": "統合先" if workplace is target else "被統合"}
        store.save(desk, WorkingConditions, "登録", values, given={"workplace_id": workplace.id})
        with desk.database.write() as session:
            note_notification(desk.within(session), workplace.id, date(2020 + number, 4, 1), "変更")
    clock.set(2026, 7, 10)
    merged(desk, target, gone)
    kept = conditions_of(desk, target.id)
    assert kept is not None
    assert (kept.weekly_hours, kept.others) == (2400 if later == "target" else 2310, "統合先")
    assert sorted(line.notified_on.year for line in kept.notifications) == [2020, 2021]
    assert conditions_of(desk, gone.id) is None


@pytest.mark.req("WPL-60")
def test_labour_conditions_of_the_merged_one_alone_move(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, gone = pair
    store.save(desk, WorkingConditions, "登録", {"weekly_hours": 2400}, given={"workplace_id": gone.id})
    merged(desk, target, gone)
    kept = conditions_of(desk, target.id)
    assert kept is not None and kept.weekly_hours == 2400


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> None:
    """下請情報 under the rule of 危険機械・有害業務情報: the company's name tells the things apart."""
    monkeypatch.setitem(workplace_merge.rules(), "下請情報", "latest")
    monkeypatch.setattr(Subcontractor, "unique", ("workplace_id", "name"))


@pytest.mark.req("WPL-61")
def test_of_two_records_about_the_same_thing_the_one_updated_last_stays(
    desk: Desk, pair: tuple[Entry, Entry], clock: Clock, things: None
) -> None:
    target, gone = pair
    stays = subcontracted(desk, gone, name="山田組")
    alone = subcontracted(desk, gone, name="鈴木組")
    clock.set(2026, 7, 1)
    subcontracted(desk, target, name="田中組")
    newer = subcontracted(desk, target, name="佐藤組")
    clock.set(2026, 7, 2)
    store.save(desk, Subcontractor, "更新", {"phone": "03-1111-2222"}, id=stays.id)
    subcontracted(desk, target, name="高橋組")
    older = subcontracted(desk, gone, name="佐藤組")
    with desk.database.write() as session:  # as if it had been updated before the other
        table = table_of(Subcontractor)
        session.execute(table.update().where(table.c.id == older.id).values(updated_at=datetime(2026, 6, 30)))
    clock.set(2026, 7, 3)
    subcontracted(desk, gone, name="田中組")
    same = subcontracted(desk, target, name="山田組")
    with desk.database.write() as session:
        session.execute(table.update().where(table.c.id == same.id).values(updated_at=datetime(2026, 7, 1)))
    merged(desk, target, gone)
    kept = {one.id: one.name for one in at(desk, Subcontractor, target)}
    assert sorted(kept.values()) == ["佐藤組", "山田組", "田中組", "鈴木組", "高橋組"]
    assert {stays.id, alone.id, newer.id} <= set(kept)
    with desk.database.read() as session:
        assert [step.step for step in audit.history_of(session, "subcontractor", stays.id)][-2:] == ["更新", "登録"]
        assert audit.history_of(session, "subcontractor", same.id)[0].step == "統合処理"


@pytest.mark.req("WPL-61")
def test_at_the_same_moment_the_record_that_stays_keeps_its_own(
    desk: Desk, pair: tuple[Entry, Entry], things: None
) -> None:
    target, gone = pair
    mine = subcontracted(desk, target)
    subcontracted(desk, gone)
    merged(desk, target, gone)
    assert [one.id for one in at(desk, Subcontractor, target)] == [mine.id]


@pytest.mark.req("WPL-60")
def test_every_line_of_the_table_is_followed() -> None:
    known = workplace_merge.rules()
    assert set(known.values()) == {"keep_target", "append", "latest", "mixed"}
    for one in codes("merge-rules"):
        for label in workplace_merge.MEANT.get(one.name, (one.name,)):
            assert known[label] == one.extra["rule"]
    named = {label_of(cls) for cls in registry.load_all()} & set(known)
    assert {"事業場基本情報", "監督結果等情報", "労働条件関係情報"} <= named


@pytest.mark.req("WPL-60", "WPL-62")
def test_nothing_points_to_the_merged_workplace_any_more(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, gone = pair
    supervised(desk, gone)
    subcontracted(desk, gone)
    merged(desk, target, gone)
    for cls, columns in links.pointing("workplace").items():
        if cls is not WorkplaceMerge:
            with desk.database.read() as session:
                for one in store.entries(session, cls):
                    assert gone.id not in {getattr(one, column) for column in columns if "." not in column}, cls


# Numbers ------------------------------------------------------------------------------------------------------------------


def numbered(desk: Desk, number: str, **texts: Any) -> Entry:
    kind = "労働保険未手続" if number[2] in "57" else "労働保険番号"
    return registered(desk, insurance_number=number, registration_kind=kind, **texts)


def numbers_of(desk: Desk, workplace: Entry) -> tuple[str | None, list[str], str | None]:
    """主, the 従 and the rank of the workplace's own number."""
    with desk.database.read() as session:
        link = link_of(session, workplace.id)
        assert link is not None
        return link.primary, [line.number for line in link.secondaries], link.rank


@pytest.mark.req("WPL-56", "WPL-62")
def test_the_number_of_the_merged_one_becomes_secondary(desk: Desk) -> None:
    target, gone = numbered(desk, REGULAR), numbered(desk, OTHER, name="かすみ会社　　霞工場")
    third = numbered(desk, "13101123458000", name="カスミ会社　　霞工場", address_rest="1-3")
    merged(desk, target, gone)
    assert numbers_of(desk, target) == (REGULAR, [OTHER], "主")
    assert found_again(desk, target).insurance_number == REGULAR
    merged(desk, found_again(desk, target), third)
    assert numbers_of(desk, target) == (REGULAR, [OTHER, "13101123458000"], "主")


@pytest.mark.req("WPL-56", "WPL-62")
def test_links_of_numbers_are_joined_without_repeating_one(desk: Desk) -> None:
    target, gone = numbered(desk, REGULAR), numbered(desk, OTHER, name="かすみ会社　　霞工場")
    line = store.entry(workplace_numbers.SecondaryNumber, number=REGULAR)
    values = {"primary": OTHER, "secondaries": [line]}
    store.save(desk, InsuranceNumberLink, "登録", values, given={"workplace_id": gone.id})
    merged(desk, target, gone)
    assert numbers_of(desk, target) == (REGULAR, [OTHER], "主")
    assert len(at(desk, InsuranceNumberLink, target)) == 1


@pytest.mark.req("WPL-24", "WPL-56")
def test_a_provisional_number_gives_way_to_the_regular_one(desk: Desk) -> None:
    provisional = "13701000001"
    target = numbered(desk, provisional)
    gone = numbered(desk, REGULAR, name="かすみ会社　　霞工場")
    merged(desk, target, gone)
    assert numbers_of(desk, target) == (REGULAR, [provisional], "従")
    with desk.database.read() as session:
        line = store.entries(session, ProvisionalNumber)[0]
    assert (line.insurance_number, line.workplace_id) == (REGULAR, target.id)


@pytest.mark.req("WPL-62")
def test_the_line_of_a_provisional_number_follows_to_the_record_that_stays(desk: Desk) -> None:
    target, gone = numbered(desk, REGULAR), numbered(desk, "13701000001", name="かすみ会社　　霞工場")
    merged(desk, target, gone)
    with desk.database.read() as session:
        line = store.entries(session, ProvisionalNumber)[0]
    assert line.workplace_id == target.id and "労働保険番号13-1-01-123456-000に変更" in line.note


@pytest.mark.req("WPL-60", "WPL-56")
def test_without_a_number_of_its_own_the_record_that_stays_gets_none(desk: Desk, pair: tuple[Entry, Entry]) -> None:
    target, _ = pair
    gone = numbered(desk, OTHER, name="カスミ会社　　霞工場")
    told = [f.sentence for f in merged(desk, target, gone).warnings]
    assert told == [
        "被統合の労働保険番号13-1-01-123457-000は引き継がれません。用いるときは、先に統合先に登録してください。"
    ]
    assert found_again(desk, target).insurance_number is None


# Enterprise ---------------------------------------------------------------------------------------------------------------


def link(desk: Desk, upper: Entry, lower: Entry) -> store.Saved:
    values = {"relation": "下位", "other_id": lower.id}
    return store.save(desk, EnterpriseLink, "登録", values, given={"workplace_id": upper.id})


def drawn(desk: Desk, one: Entry) -> list[str]:
    return ["-" * member.depth + reference_of(Workplace, member.workplace)[-1] for member in tree(desk, one.id)]


@pytest.fixture
def six(desk: Desk) -> list[Entry]:
    """Workplaces 1301-101 to 1301-106, drawn as 1 to 6."""
    return [
        registered(desk, name=f"会社　　第{number}", name_kana="カイシャ", address_rest=str(number))
        for number in range(6)
    ]


@pytest.mark.req("WPL-62", "WPL-72", "WPL-73")
def test_its_place_in_the_enterprise_goes_over(desk: Desk, six: list[Entry]) -> None:
    top, gone, low, target, other, _ = six
    link(desk, top, gone)
    link(desk, gone, low)
    link(desk, target, other)
    merged(desk, target, gone)
    assert drawn(desk, low) == ["1", "-4", "--3", "--5"]
    assert [bool(found_again(desk, one).top_of_enterprise) for one in (top, target)] == [True, False]


@pytest.mark.req("WPL-62", "WPL-72", "WPL-73")
def test_the_record_that_stays_keeps_its_own_upper_and_no_circle_comes_up(desk: Desk, six: list[Entry]) -> None:
    gone, middle, target, first, second, _ = six
    link(desk, gone, middle)
    link(desk, middle, target)  # 1 > 2 > 3, and 3 is merged with 1
    link(desk, first, gone)
    link(desk, gone, second)
    merged(desk, target, gone)
    assert drawn(desk, target) == ["2", "-3", "--5"]
    assert drawn(desk, first) == ["4"]
    assert [bool(found_again(desk, one).top_of_enterprise) for one in (middle, target, first)] == [True, False, False]


@pytest.mark.req("WPL-62", "WPL-72")
def test_a_link_between_the_two_goes(desk: Desk, six: list[Entry]) -> None:
    top, gone, target, low, _, _ = six
    link(desk, top, gone)
    link(desk, gone, target)
    link(desk, target, low)
    merged(desk, target, gone)
    assert drawn(desk, low) == ["1", "-3", "--4"]
    with desk.database.read() as session:
        ends = {(one.workplace_id, one.other_id) for one in store.entries(session, EnterpriseLink)}
    assert ends == {(top.id, target.id), (target.id, low.id)}


# Drafts -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-62")
def test_what_was_typed_for_the_merged_one_is_for_the_one_that_stays(
    desk: Desk, pair: tuple[Entry, Entry], clock: Clock
) -> None:
    target, gone = pair

    def begun(here: Desk, workplace: Entry, text: str) -> None:
        base = {"given": {"workplace_id": workplace.id}}
        subject = f"target=当該事業 workplace_id={workplace.id}"
        drafts.save_draft(here, "supervision_result", 0, {"officer": text}, base, subject=subject)

    colleague = Desk(replace(desk.officer, id=77, login="other"), desk.database, clock)
    begun(desk, target, "先")
    clock.move(minutes=1)
    begun(desk, gone, "後")
    begun(colleague, gone, "同僚")
    drafts.save_draft(desk, "workplace", gone.id, {"fax": "03"})
    drafts.save_draft(desk, "workplace", target.id, {"fax": "04"})
    merged(desk, target, gone)
    mine = {(one.record, one.record_id): one for one in drafts.drafts_of(desk)}
    assert set(mine) == {("supervision_result", 0), ("workplace", target.id)}
    moved = mine["supervision_result", 0]
    assert moved.texts == {"officer": "後"} and moved.base["given"] == {"workplace_id": target.id}
    assert moved.subject == f"target=当該事業 workplace_id={target.id}"
    theirs = drafts.load_draft(colleague, "supervision_result", 0, moved.subject)
    assert theirs is not None and theirs.texts == {"officer": "同僚"}
