"""企業全体情報: linking workplaces, the top, moving and removing, the search of the whole enterprise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuro.kernel import audit, store
from shuro.kernel.checks import read_texts, show_texts
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.imports import import_file
from shuro.kernel.links import reference_of
from shuro.kernel.record import Entry, entry, items_of, table_of
from shuro.kernel.register import Register
from shuro.kernel.sheets import read_rows, write_csv
from shuro.kernel.steps import NotAllowed
from shuro.standards.enterprise import EnterpriseLink, EnterpriseMember, above, enterprise_lines, tree
from shuro.standards.workplace import Workplace
from tests.conftest import MakeDesk
from tests.standards.workplaces import found_again, registered
from tests.together import at_once

NAMES = {"本社": "ホンシャ", "支社": "シシャ", "工場": "コウジョウ", "営業所": "エイギョウショ"}


def place(desk: Desk, name: str) -> Entry:
    """A workplace of 霞会社."""
    return registered(desk, name=f"霞会社　　{name}", name_kana=f"カスミガイシャ　　{NAMES[name]}", address_rest=name)


def linked(desk: Desk, one: Entry, relation: str, other: Entry) -> store.Saved:
    """A link made from the menu of `one` by typing the reference of the other workplace."""
    texts = {"relation": relation, "other_id": reference_of(Workplace, other)}
    values, found = read_texts(EnterpriseLink, texts, desk)
    assert not found, found
    return store.save(desk, EnterpriseLink, "登録", values, given={"workplace_id": one.id})


def refusal(desk: Desk, one: Entry, relation: str, other: Entry) -> str:
    """What stops a link; empty when it can be made."""
    try:
        linked(desk, one, relation, other)
    except store.Refused as refused:
        return "\n".join(str(f) for f in refused.findings if f.severity is not store.WARN)
    return ""


def tops(desk: Desk, *workplaces: Entry) -> list[bool]:
    """企業全体の最上位 of workplaces, as stored."""
    return [bool(found_again(desk, one).top_of_enterprise) for one in workplaces]


def drawn(desk: Desk, one: Entry) -> list[str]:
    """The tree a workplace belongs to, names indented by depth."""
    return ["-" * member.depth + member.workplace.name.split("　")[-1] for member in tree(desk, one.id)]


@pytest.fixture
def company(desk: Desk, database: Database, make_desk: MakeDesk) -> dict[str, Entry]:
    """本社 and 工場 in 中央署, 支社 in 上野署, 営業所 in 大阪中央署; nothing linked yet."""
    ueno, osaka = make_desk("1302", database=database), make_desk("2701", database=database)
    return {
        "本社": place(desk, "本社"),
        "工場": place(desk, "工場"),
        "支社": place(ueno, "支社"),
        "営業所": place(osaka, "営業所"),
    }


# Linking ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-69", "WPL-70", "SYS-5")
def test_workplaces_are_linked_from_the_top_to_the_bottom_across_offices(desk: Desk, company: dict[str, Entry]) -> None:
    head, factory, branch, shop = (company[name] for name in ("本社", "工場", "支社", "営業所"))
    assert drawn(desk, shop) == ["営業所"]
    linked(desk, head, "下位", branch)
    linked(desk, factory, "上位", branch)
    linked(desk, head, "下位", shop)
    assert drawn(desk, factory) == ["本社", "-営業所", "-支社", "--工場"]
    assert tree(desk, head.id) == tree(desk, factory.id)
    assert [member.upper_id for member in tree(desk, head.id)] == [None, head.id, head.id, branch.id]


@pytest.mark.req("WPL-69")
def test_the_screen_shows_the_other_workplace_as_it_is_now(desk: Desk, company: dict[str, Entry]) -> None:
    saved = linked(desk, company["本社"], "下位", company["営業所"])
    shown = show_texts(EnterpriseLink, store.find(desk, EnterpriseLink, saved.id), desk)
    assert shown["workplace_id"].endswith("霞会社　　本社")
    assert {name: shown[name] for name in ("top", "other_office", "name", "place", "industry_code", "workers")} == {
        "top": "", "other_office": "大阪中央労働基準監督署", "name": "霞会社　　営業所", "workers": "50",
        "place": "東京都千代田区霞が関営業所", "industry_code": "010602 紙加工品製造業",
    }  # fmt: skip
    assert ("霞会社　　本社", "1301-101") in enterprise_lines(desk, store.find(desk, EnterpriseLink, saved.id))


@pytest.mark.req("WPL-26", "WPL-73")
def test_the_top_has_nothing_above_and_something_below(desk: Desk, company: dict[str, Entry]) -> None:
    head, factory, branch, shop = (company[name] for name in ("本社", "工場", "支社", "営業所"))
    assert tops(desk, head, factory, branch, shop) == [False] * 4
    linked(desk, factory, "上位", branch)
    assert tops(desk, head, factory, branch, shop) == [False, False, True, False]
    linked(desk, head, "下位", branch)
    assert tops(desk, head, factory, branch, shop) == [True, False, False, False]
    with desk.database.read() as session:
        steps = [step.step for step in audit.history_of(session, "workplace", branch.id)]
    assert steps == ["企業全体情報による更新", "企業全体情報による更新", "登録"]


@pytest.mark.req("WPL-72")
def test_a_workplace_has_one_above_it(desk: Desk, company: dict[str, Entry]) -> None:
    linked(desk, company["工場"], "上位", company["支社"])
    told = refusal(desk, company["工場"], "上位", company["本社"])
    assert "霞会社　　工場」は既に「1302-101 霞会社　　支社」の下位に関連付けられています" in told
    assert "上位の事業場は1つです" in told
    assert refusal(desk, company["本社"], "下位", company["工場"])
    assert drawn(desk, company["工場"]) == ["支社", "-工場"]


@pytest.mark.req("WPL-72")
def test_no_circle_and_no_link_to_itself(desk: Desk, company: dict[str, Entry]) -> None:
    head, factory, branch = company["本社"], company["工場"], company["支社"]
    linked(desk, head, "下位", branch)
    linked(desk, factory, "上位", branch)
    assert "同じ事業場です" in refusal(desk, factory, "下位", factory)
    assert "より上位にあります" in refusal(desk, factory, "下位", head)
    assert "より上位にあります" in refusal(desk, head, "上位", branch)
    assert tops(desk, head, factory, branch) == [True, False, False]


@pytest.mark.req("WPL-71")
def test_the_order_of_linking_is_told_where_it_matters(desk: Desk, company: dict[str, Entry]) -> None:
    told = linked(desk, company["工場"], "上位", company["支社"]).warnings
    assert [f.item for f in told] == ["other_id"]
    assert "本社等事業場でないときは、関連付けの順序：①原則は組織上直近上位の事業場" in told[0].sentence
    assert linked(desk, company["本社"], "上位", company["支社"]).warnings == []
    for item in items_of(EnterpriseLink)[1:3]:
        assert "直接、本社等事業場" in item.help


@pytest.mark.req("WPL-70", "SYS-49")
def test_only_the_office_of_the_visited_workplace_links_it(
    desk: Desk, company: dict[str, Entry], ministry_desk: Desk, database: Database, make_desk: MakeDesk
) -> None:
    assert "管轄局署は上野労働基準監督署です" in refusal(desk, company["支社"], "上位", company["本社"])
    with pytest.raises(NotAllowed):
        linked(ministry_desk, company["支社"], "上位", company["本社"])
    ueno = make_desk("1302", database=database)
    assert linked(ueno, company["支社"], "上位", company["本社"]).entry.office_code == "1302"


@pytest.mark.req("WPL-72")
def test_two_officers_at_once_make_no_circle(desk: Desk, company: dict[str, Entry]) -> None:
    """Each sees no link when it is checked; the second one waits and is looked at again."""
    ends = [(company["本社"], company["工場"]), (company["工場"], company["本社"])]
    told = at_once(*(lambda one=one, other=other: refusal(desk, one, "下位", other) for one, other in ends))
    assert sorted(bool(sentence) for sentence in told) == [False, True]
    assert len(tree(desk, company["本社"].id)) == 2


# Moving and removing ------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-75")
def test_when_the_head_office_moves_the_new_top_goes_above_the_former_one(
    desk: Desk, company: dict[str, Entry]
) -> None:
    former, factory, branch, new = (company[name] for name in ("本社", "工場", "支社", "営業所"))
    linked(desk, former, "下位", factory)
    linked(desk, former, "下位", branch)
    linked(desk, former, "上位", new)
    assert tops(desk, former, new) == [False, True]
    assert drawn(desk, factory) == ["営業所", "-本社", "--工場", "--支社"]


@pytest.mark.req("WPL-75", "WPL-72")
def test_a_workplace_is_moved_by_changing_its_link(desk: Desk, company: dict[str, Entry]) -> None:
    head, factory, branch = company["本社"], company["工場"], company["支社"]
    linked(desk, head, "下位", branch)
    one = linked(desk, factory, "上位", head).entry
    values = {"other_id": branch.id}
    store.save(desk, EnterpriseLink, "更新", values, id=one.id, version=one.version)
    assert drawn(desk, head) == ["本社", "-支社", "--工場"]
    with pytest.raises(store.Refused, match="より上位にあります"):
        store.save(desk, EnterpriseLink, "更新", {"relation": "下位", "other_id": head.id}, id=one.id)


@pytest.mark.req("WPL-76", "WPL-73")
def test_removing_one_link_leaves_the_others(desk: Desk, company: dict[str, Entry]) -> None:
    head, factory, branch = company["本社"], company["工場"], company["支社"]
    one = linked(desk, head, "下位", branch).entry
    linked(desk, factory, "上位", branch)
    store.save(desk, EnterpriseLink, "削除", id=one.id)
    assert (drawn(desk, head), drawn(desk, branch)) == (["本社"], ["支社", "-工場"])
    assert tops(desk, head, factory, branch) == [False, False, True]


@pytest.mark.req("WPL-76", "WPL-73")
def test_taking_a_workplace_out_leaves_the_others_linked(
    desk: Desk, company: dict[str, Entry], database: Database, make_desk: MakeDesk
) -> None:
    head, factory, branch, shop = (company[name] for name in ("本社", "工場", "支社", "営業所"))
    ueno = make_desk("1302", database=database)
    one = linked(ueno, branch, "上位", head).entry
    linked(desk, factory, "上位", branch)
    linked(desk, head, "下位", shop)
    store.save(ueno, EnterpriseLink, "企業全体から除外", id=one.id)
    assert drawn(desk, branch) == ["支社"] and drawn(desk, factory) == ["工場"]
    assert drawn(desk, head) == ["本社", "-営業所"]
    assert tops(desk, head, factory, branch, shop) == [True, False, False, False]


@pytest.mark.req("WPL-76")
def test_a_link_is_removed_by_the_offices_it_concerns(
    desk: Desk, company: dict[str, Entry], database: Database, make_desk: MakeDesk
) -> None:
    one = linked(desk, company["本社"], "下位", company["支社"]).entry
    with pytest.raises(store.IllegalStep, match="中央労働基準監督署、上野労働基準監督署の職員"):
        store.save(make_desk("2701", database=database), EnterpriseLink, "削除", id=one.id)
    store.save(make_desk("1302", database=database), EnterpriseLink, "削除", id=one.id)
    assert drawn(desk, company["本社"]) == ["本社"]


@pytest.mark.req("WPL-76", "SYS-35")
def test_a_linked_workplace_is_not_deleted(desk: Desk, company: dict[str, Entry]) -> None:
    linked(desk, company["本社"], "下位", company["工場"])
    with pytest.raises(store.IllegalStep, match="企業全体情報1件"):
        store.save(desk, Workplace, "削除", id=company["工場"].id)


# 企業全体情報_検索 --------------------------------------------------------------------------------------------------------


def members(desk: Desk, one: Entry, office: str = "") -> list[str]:
    """The names that 企業全体情報_検索 lists."""
    conditions = {"enterprise": reference_of(Workplace, one), "office_code": office}
    register = Register(desk, EnterpriseMember, conditions)
    assert register.count() == (len(register.first(50)), False)
    return [line.cells[3].split("　")[-1] for line in register.first(50)]


@pytest.mark.req("WPL-74", "SYS-40", "SYS-41")
def test_the_search_shows_the_whole_country_or_a_range(
    desk: Desk, company: dict[str, Entry], ministry_desk: Desk
) -> None:
    head, factory, branch, shop = (company[name] for name in ("本社", "工場", "支社", "営業所"))
    for lower in (factory, branch, shop):
        linked(desk, head, "下位", lower)
    place_of_others = registered(desk, name="別会社　　本社", address_rest="9-9")
    assert members(desk, branch) == ["本社", "工場", "支社", "営業所"]
    assert members(ministry_desk, head) == ["本社", "工場", "支社", "営業所"]
    assert members(desk, head, "東京労働局") == ["本社", "工場", "支社"]
    assert members(desk, head, "1302") == ["支社"]
    assert members(desk, head, "0000") == ["本社", "工場", "支社", "営業所"]
    assert members(desk, place_of_others) == ["本社"]


@pytest.mark.req("WPL-74", "SYS-39", "SYS-40")
def test_the_search_opens_with_the_own_office_and_needs_a_workplace(screen_desk: Desk) -> None:
    from shuro.kernel.conditions import presets

    assert presets(screen_desk, EnterpriseMember) == {"office_code": "中央労働基準監督署"}
    with pytest.raises(store.Refused, match="企業に属する事業場"):
        Register(screen_desk, EnterpriseMember, {})


@pytest.mark.req("WPL-74", "SYS-42")
def test_the_result_goes_into_a_file(desk: Desk, company: dict[str, Entry], tmp_path: Any) -> None:
    linked(desk, company["本社"], "下位", company["営業所"])
    register = Register(desk, EnterpriseMember, {"enterprise": "1301-101"})
    path = tmp_path / "企業全体情報.csv"
    assert write_csv(path, register.headings, register.all_lines()) == 2
    rows = [row.values for row in read_rows(path)]
    assert rows[0]["最上位"] == "該当" and rows[1]["最上位"] == ""
    assert rows[1]["管轄局署"] == "大阪中央労働基準監督署" and rows[1]["業種"] == "010602 紙加工品製造業"
    assert rows[1]["事業場名"] == "霞会社　　営業所" and rows[1]["労働者数"] == "50"


# Files and any tree -------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-72", "WPL-73")
def test_a_file_makes_no_circle_and_no_second_upper_either(
    desk: Desk, company: dict[str, Entry], tmp_path: Any
) -> None:
    path = tmp_path / "関連付け.csv"
    path.write_text(
        "事業場基本情報,関連付け区分,関連付け先事業場\n"
        "1301-101,下位,1301-102\n"  # 本社 above 工場
        "1301-101,下位,1302-101\n"  # and above 支社
        "1301-102,上位,1302-101\n"  # 工場 would have two above it
        "1301-102,下位,1301-101\n",  # and 本社 would stand below 工場
        encoding="utf-8",
    )
    report = import_file(desk, EnterpriseLink, path)
    assert (report.stored, report.rejected) == (2, 2)
    assert "既に「1301-101 霞会社　　本社」の下位" in str(report.problems[0].findings[0])
    assert "より上位にあります" in str(report.problems[1].findings[0])
    assert drawn(desk, company["工場"]) == ["本社", "-工場", "-支社"]
    assert tops(desk, company["本社"], company["工場"]) == [True, False]


@pytest.mark.req("WPL-69", "WPL-72", "WPL-73")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["上位", "下位"]), st.integers(0, 5)), max_size=12))
def test_any_links_leave_a_forest_whose_roots_are_the_tops(
    screen_desk: Desk, links: list[tuple[int, str, int]]
) -> None:
    desk = screen_desk
    ids = [plain_workplace(desk, key) for key in range(6)]
    for one, relation, other in links:
        try:
            given_ = {"workplace_id": ids[one]}
            store.save(desk, EnterpriseLink, "登録", {"relation": relation, "other_id": ids[other]}, given=given_)
        except store.Refused:
            continue
    with desk.database.read() as session:
        found = store.entries(session, EnterpriseLink, table_of(EnterpriseLink).c.workplace_id.in_(ids))
        ways = {id: above(session, id) for id in ids}
    assert all(len(way) == len(set(way)) and id not in way for id, way in ways.items())
    lower = [one.lower_id for one in found]
    assert len(lower) == len(set(lower))
    for id in ids:
        has_below = any(one.upper_id == id for one in found)
        assert bool(store.find(desk, Workplace, id).top_of_enterprise) == (not ways[id] and has_below)
        assert {member.workplace.id for member in tree(desk, id)} >= {id, *ways[id]}


def plain_workplace(desk: Desk, key: int) -> int:
    """A workplace with as little as possible, made without asking for anything."""
    with desk.database.write() as session:
        made = entry(Workplace, name=f"事業場{key}", name_kana="ジ", kinds=["事業場"], office_code=desk.office.code)
        return store.create(desk.within(session), Workplace, made, "登録").id
