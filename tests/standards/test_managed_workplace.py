"""要監理事業場: from 移行伺 to 台帳, their forms and their search."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shuro.kernel import links, registry, store
from shuro.kernel.forms import cells, save_form, to_pdf
from shuro.kernel.record import entry, item, items_of, screen_items
from shuro.kernel.register import Register, found, opened
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards import managed_workplace as managed
from shuro.standards import managed_workplace_forms as forms
from shuro.standards.managed_case import Case
from shuro.standards.managed_workplace import (
    ManagedMatter,
    ManagedWorkplaceLedger,
    ManagedWorkplaceRequest,
    ManagedWorkplaceSearch,
)
from shuro.standards.supervision import SupervisionResult
from tests.conftest import ROOT
from tests.standards.supervisions import OVERTIME, UNSAFE, changed, subcontracted, supervised, values_of
from tests.standards.workplaces import registered

REPEAT = {"supervision_kind": "再(再々)監督", "correction_state": "一部是正"}
BOTH = ["安衛則第519条第1項", "労基法第32条第1項"]


def requested(desk, workplace, provisions=BOTH, urged="2", **texts):
    """A registered 移行伺."""
    values = values_of(ManagedWorkplaceRequest, {"urged": urged, **texts})
    given = {"workplace_id": workplace.id}
    return store.save(
        desk, ManagedWorkplaceRequest, "登録", {**values, "provisions": list(provisions)}, given=given
    ).entry


def decided(desk, request):
    """The 移行伺 after 署長決裁 was ticked."""
    return store.save(
        desk, ManagedWorkplaceRequest, "更新", {"decided": True}, id=request.id, version=request.version
    ).entry


def ledgers(desk):
    """The 台帳 that the officer sees."""
    return list(Register(desk, ManagedWorkplaceLedger).all())


def followed(desk, ledger, days=(), lines=()):
    """The 台帳 after an 更新 with these 是正年月日 (in the order of 監理事項) and lines of 督促・報告等."""
    matters = [
        {"matter": "、".join(line.matter), "corrected_on": day}
        for line, day in zip(ledger.matters, [*days, *[""] * len(ledger.matters)])
    ]
    values = values_of(ManagedWorkplaceLedger, {"matters": matters, "follow_ups": list(lines)})
    return store.save(desk, ManagedWorkplaceLedger, "更新", values, id=ledger.id, version=ledger.version).entry


@pytest.fixture
def site(desk):
    """A workplace with two uncorrected provisions and one 再監督."""
    workplace = registered(desk, representative="代表取締役　霞太郎", phone_general="03-1234-5678")
    supervised(desk, workplace, violations=[UNSAFE, OVERTIME], supervised_on="R8.4.1")
    supervised(desk, workplace, supervised_on="R8.5.1", **REPEAT)
    return workplace


# The declarations -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (ManagedWorkplaceRequest, "managed-workplace-request"), (ManagedWorkplaceLedger, "managed-workplace-ledger"),
        (ManagedWorkplaceSearch, "managed-workplace-search"),
    ],
)  # fmt: skip
@pytest.mark.req("SUP-56")
def test_the_items_are_those_of_the_field_files_in_their_order(cls, name):
    with (ROOT / "docs" / "spec" / "fields" / f"{name}.csv").open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    assert [(one.section, one.label, one.need.value) for one in screen_items(cls)] == [
        (line["section"], line["label"], line["required"] or "free") for line in told
    ]


# 移行伺 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-50")
def test_a_request_is_opened_from_the_workplace_or_from_a_result(desk, site):
    at_workplace = [offer for cls, offer in registry.offers_at("workplace") if cls is ManagedWorkplaceRequest]
    assert [offer.path for offer in at_workplace] == [("監督結果等情報", "要監理事業場移行伺")]
    (offer,) = [offer for cls, offer in registry.offers_at("supervision_result") if cls is ManagedWorkplaceRequest]
    result = next(Register(desk, SupervisionResult).all())
    given = links.opening(ManagedWorkplaceRequest, offer, "supervision_result", result)
    assert given == {"workplace_id": site.id}
    one, _ = store.new_of(desk, ManagedWorkplaceRequest, {}, given)
    assert (one.name, one.representative) == ("霞会社　　霞工場", "代表取締役　霞太郎")
    assert (one.address, one.phone) == ("東京都千代田区霞が関1-2-2", "03-1234-5678")
    choice = item(ManagedWorkplaceRequest, "provisions")
    assert [option.code for option in choice.bound(one).choices(desk)] == BOTH
    assert choice.read("安衛則第519条第1項", desk, one) == ["安衛則第519条第1項"]


@pytest.mark.req("SUP-50")
def test_only_provisions_still_uncorrected_can_be_picked(desk, site):
    with pytest.raises(
        store.Refused, match="「労基法第24条第1項」は、ここでは選べません。選べるのは安衛則第519条第1項"
    ):
        requested(desk, site, ["労基法第24条第1項"])
    with pytest.raises(store.Refused) as refusal:
        requested(desk, site, [])
    assert [f.label for f in refusal.value.findings if f.severity is store.REFUSE] == ["未是正条文"]
    first = list(Register(desk, SupervisionResult).all())[-1]
    changed(desk, first, violations=[{**UNSAFE, "confirmed_on": "R8.5.2"}, OVERTIME])
    with pytest.raises(store.Refused, match="選べるのは労基法第32条第1項です"):
        requested(desk, site)
    supervised(
        desk, site, supervised_on="R8.5.20", violations=[{**OVERTIME, "due_on": "", "due_kind": "是正済"}], **REPEAT
    )
    assert managed.case_of(desk, SimpleNamespace(origin=None, workplace_id=site.id)).provisions == ()


@pytest.mark.req("SUP-50")
def test_a_provision_picked_once_stays_when_it_is_corrected_before_the_decision(desk, site):
    one = requested(desk, site)
    first = list(Register(desk, SupervisionResult).all())[-1]
    changed(desk, first, violations=[{**UNSAFE, "confirmed_on": "R8.5.2"}, OVERTIME])
    assert decided(desk, one).provisions == BOTH


@pytest.mark.req("SUP-51")
def test_first_day_and_repeats_are_counted_from_the_reports(desk, site):
    one = requested(desk, site)
    assert (one.first_on, one.repeats, one.urged) == (date(2026, 4, 1), 1, 2)
    supervised(desk, site, supervised_on="R8.3.1", **REPEAT)
    supervised(desk, site, "下請事業", subcontracted(desk, site), supervised_on="R8.6.1")
    again = store.save(desk, ManagedWorkplaceRequest, "更新", {"urged": 3}, id=one.id, version=1).entry
    assert (again.first_on, again.repeats) == (date(2026, 4, 1), 1), "repeats before it and subcontractors do not count"
    supervised(desk, site, supervised_on="R8.4.20")
    supervised(desk, site, supervised_on="R8.4.20", **REPEAT)
    last = store.save(desk, ManagedWorkplaceRequest, "更新", {"urged": 4}, id=one.id, version=2).entry
    assert (last.first_on, last.repeats) == (date(2026, 4, 20), 2)
    with pytest.raises(store.Refused) as refusal:
        requested(desk, site, urged="")
    assert [f.label for f in refusal.value.findings if f.severity is store.REFUSE] == ["是正督促回数"]


@pytest.mark.req("SUP-50")
def test_without_a_report_there_is_nothing_to_ask_for(desk):
    with pytest.raises(store.Refused, match="監督復命書が登録されていません"):
        requested(desk, registered(desk), [])


@pytest.mark.req("SUP-50", "SUP-51")
def test_a_request_may_follow_from_guidance_too(desk, monkeypatch):
    workplace = registered(desk)
    guidance = SimpleNamespace(open_case=lambda desk, id: Case(date(2026, 2, 3), 4, ("安衛則第519条第1項",)))
    load = registry.load
    monkeypatch.setattr(registry, "load", lambda name: guidance if name == "safety_guidance_result" else load(name))
    (offer,) = [offer for offer in ManagedWorkplaceRequest.offers if offer.at == "safety_guidance_result"]
    origin = SimpleNamespace(workplace_id=workplace.id)
    given = links.opening(ManagedWorkplaceRequest, offer, "safety_guidance_result", origin)
    values = {"urged": 1, "provisions": ["安衛則第519条第1項"]}
    one = store.save(desk, ManagedWorkplaceRequest, "登録", values, given=given).entry
    assert (one.origin, one.first_on, one.repeats) == ("安全衛生指導復命書", date(2026, 2, 3), 4)
    texts = set(cells(forms.request(desk, one)).values())
    assert {"初回個別指導年月日", "再指導回数", "4回"} <= texts


@pytest.mark.req("SYS-51", "SUP-48")
def test_each_station_keeps_its_own(desk, site, make_desk, bureau_desk):
    neighbour = make_desk("1302", database=desk.database)
    with pytest.raises(store.Refused, match="中央労働基準監督署の職員"):
        requested(neighbour, site, [])
    with pytest.raises(NotAllowed):
        requested(bureau_desk, site, [])


# The decision ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-53", "SUP-49")
def test_nothing_is_in_the_ledger_until_the_decision_is_ticked(desk, site):
    one = requested(desk, site, contact="総務課長　次郎")
    assert ledgers(desk) == []
    kept = store.save(desk, ManagedWorkplaceRequest, "更新", {"urged": 3}, id=one.id, version=1).entry
    assert (kept.state, ledgers(desk)) == ("登録済", [])
    moved = decided(desk, kept)
    assert moved.state == "台帳移行済"
    (ledger,) = ledgers(desk)
    assert (ledger.moved_on, ledger.request_id, ledger.office_code) == (date(2026, 6, 10), one.id, "1301")
    for name in ("name", "address", "phone", "contact", "first_on", "repeats", "workplace_id"):
        assert getattr(ledger, name) == getattr(moved, name), name
    assert [line.matter for line in ledger.matters] == [[text] for text in BOTH]
    assert (ledger.state, ledger.follow_ups) == ("未完結", [])
    with pytest.raises(IllegalStep, match="台帳移行済"):
        decided(desk, moved)
    assert len(ledgers(desk)) == 1


@pytest.mark.req("SUP-53", "SUP-52")
def test_the_decision_cannot_be_ticked_before_the_request_is_registered(desk, site):
    with pytest.raises(store.Refused, match="署長の決裁を受けた後に、「更新」でチェックしてください"):
        requested(desk, site, decided="1")
    assert list(Register(desk, ManagedWorkplaceRequest).all()) == []


@pytest.mark.req("SUP-49")
def test_a_ledger_cannot_be_entered_directly():
    assert ManagedWorkplaceLedger.generated
    assert [step.command for step in ManagedWorkplaceLedger.steps] == ["update"]
    assert not any(cls is ManagedWorkplaceLedger for cls, _ in registry.offers_at("workplace"))


# 台帳 -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ledger(desk, site):
    """A 台帳 with two 監理事項."""
    decided(desk, requested(desk, site))
    return ledgers(desk)[0]


@pytest.mark.req("SUP-54")
def test_every_urging_adds_a_line_and_every_correction_a_day(desk, ledger):
    line = {"kind": "是正督促", "done_on": "R8.6.8", "situation": "電話により督促した。"}
    report = {"kind": "報告等", "done_on": "R8.6.9", "situation": "あ" * 400}
    now = followed(desk, ledger, ["R8.6.9"], [line, report])
    stored = ledgers(desk)[0]
    assert [one.corrected_on for one in stored.matters] == [date(2026, 6, 9), None]
    assert [(one.kind, one.done_on) for one in stored.follow_ups] == [
        ("是正督促", date(2026, 6, 8)), ("報告等", date(2026, 6, 9)),
    ]  # fmt: skip
    assert (stored.urged_before, stored.urged, stored.state) == (2, 3, "未完結")
    for texts, label in (({**line, "kind": ""}, "督促・報告等"), ({**line, "done_on": ""}, "年月日")):
        with pytest.raises(store.Refused) as refusal:
            followed(desk, now, lines=[texts])
        assert [f.label for f in refusal.value.findings if f.severity is store.REFUSE] == [label]
    with pytest.raises(AssertionError, match="400文字以内"):
        values_of(ManagedWorkplaceLedger, {"follow_ups": [{**line, "situation": "あ" * 401}]})


@pytest.mark.req("SUP-54", "SUP-49")
def test_matters_come_from_the_request_alone(desk, ledger):
    for matters in ([{"matter": BOTH[0]}], [*({"matter": text} for text in BOTH), {"matter": "労基法第24条第1項"}], []):
        values = values_of(ManagedWorkplaceLedger, {"matters": matters})
        with pytest.raises(store.Refused, match="行の追加・削除はできません"):
            store.save(desk, ManagedWorkplaceLedger, "更新", values, id=ledger.id, version=ledger.version)
    assert all(not one.typed for one in items_of(ManagedWorkplaceLedger) if one.kind.name != "rows")


@pytest.mark.req("SUP-55")
def test_a_ledger_is_finished_when_every_matter_is_corrected(desk, ledger):
    half = followed(desk, ledger, ["R8.6.9"])
    assert half.state == "未完結"
    done = followed(desk, half, ["R8.6.9", "R8.6.10"])
    assert done.state == "完結"
    assert followed(desk, done, ["R8.6.9"]).state == "未完結", "a day taken back opens it again"


@pytest.mark.req("SUP-55")
@given(st.lists(st.sampled_from([None, date(2026, 6, 1)]), min_size=1, max_size=6))
def test_finished_means_no_matter_is_left(days):
    matters = [entry(ManagedMatter, matter=["労基法第32条第1項"], corrected_on=day) for day in days]
    one = entry(ManagedWorkplaceLedger, matters=matters, urged_before=1)
    managed.settle_ledger(None, one, None)
    assert one.state == ("未完結" if None in days else "完結")
    assert one.laws == ["01-32-1-0"]


# Forms ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-52", "SYS-31", "SYS-37")
def test_the_request_goes_to_the_chief_as_a_form(desk, site):
    one = requested(desk, site, contact="総務課長　次郎")
    assert not hasattr(one, "officer_name") or one.officer_name is None
    one.officer_name = "監督 花子"
    document = ManagedWorkplaceRequest.prints[0].draw(desk, one)
    texts = list(cells(document).values())
    for wanted in (
        "要監理事業場移行伺", "中央労働基準監督署長　殿", "監督 花子", "霞会社　　霞工場", "代表取締役　霞太郎",
        "東京都千代田区霞が関1-2-2", "03-1234-5678", "総務課長　次郎", "令和8年4月1日", "1回", "2回", *BOTH,
    ):  # fmt: skip
        assert wanted in texts, wanted
    stored = store.find(desk, ManagedWorkplaceRequest, one.id)
    assert getattr(stored, "officer_name", None) is None


@pytest.mark.req("SUP-55", "SUP-54")
def test_the_ledger_goes_to_the_chief_as_a_form(desk, ledger):
    lines = [{"kind": "是正督促", "done_on": "R8.6.8", "situation": "督促した。" * 80}] * 7
    now = followed(desk, ledger, ["R8.6.9", "R8.6.10"], lines)
    document = ManagedWorkplaceLedger.prints[0].draw(desk, now)
    found = cells(document)
    assert found[1, 1, 1] == "要監理事業場台帳" and found[1, 7, 1] == "完結区分　完結"
    for wanted in ("霞会社　　霞工場", "令和8年6月10日", "令和8年6月9日", "9回", *BOTH):
        assert wanted in found.values(), wanted
    told = [text.replace("\n", "") for text in found.values() if text.startswith("督促した。")]
    assert told == ["督促した。" * 80] * 7 and document.papers > 1


@example(["\n".join("督促")] * 3 + ["\n".join("督" * 300)], 40)
@given(st.lists(st.text("督促した。\n", max_size=400), max_size=12), st.integers(1, 40))
def test_a_ledger_prints_whatever_it_holds(situations, count):
    matters = [entry(ManagedMatter, matter=[f"労基法第{n}条第1項"]) for n in range(count)]
    follow_ups = [
        SimpleNamespace(kind="是正督促", done_on=date(2026, 6, 1), situation=one.strip()) for one in situations
    ]
    one = entry(ManagedWorkplaceLedger, matters=matters, follow_ups=follow_ups, name="霞会社", state="未完結")
    document = forms.ledger(None, one)
    texts = list(cells(document).values())
    assert texts.count("是正督促") == len(situations)
    assert all(f"労基法第{n}条第1項" in texts for n in range(count))


@pytest.mark.parametrize("name", ["request", "ledger"])
def test_the_forms_are_drawn_as_workbook_and_pdf(screen_desk, name, tmp_path):
    workplace = registered(screen_desk)
    supervised(screen_desk, workplace, violations=[UNSAFE, OVERTIME])
    request = requested(screen_desk, workplace)
    decided(screen_desk, request)
    document = {
        "request": lambda: forms.request(screen_desk, request),
        "ledger": lambda: forms.ledger(screen_desk, ledgers(screen_desk)[0]),
    }[name]()
    save_form(document, tmp_path / "form.xlsx")
    made, said = to_pdf(tmp_path / "form.xlsx")
    if shutil.which("soffice") is None:
        assert made is None and said
        pytest.skip("LibreOffice is not installed")
    assert made.read_bytes().startswith(b"%PDF")


# 検索 -----------------------------------------------------------------------------------------------------------------------


def search(desk, **texts):
    """(type, ids) of what the search screen finds with these texts typed over its presets."""
    register = found(desk, ManagedWorkplaceSearch, {**opened(desk, ManagedWorkplaceSearch), **texts})
    return register.cls, [line.id for line in register.first(20)]


@pytest.mark.req("SUP-56", "SYS-40")
def test_the_search_opens_with_the_own_office_and_the_ledger(desk, bureau_desk):
    texts = opened(desk, ManagedWorkplaceSearch)
    assert (texts["office_code"], texts["target"]) == ("中央労働基準監督署", "台帳")
    assert opened(bureau_desk, ManagedWorkplaceSearch)["office_code"] == "東京労働局"
    for name in ("office_code", "target"):
        with pytest.raises(store.Refused) as refusal:
            search(desk, **{name: ""})
        assert [f.item for f in refusal.value.findings] == [name]


@pytest.mark.req("SUP-56", "SYS-49")
def test_a_bureau_searches_itself_and_its_stations_and_a_station_only_itself(
    desk, site, bureau_desk, ministry_desk, make_desk
):
    decided(desk, requested(desk, site))
    here = (ManagedWorkplaceLedger, [1])
    assert search(desk) == search(bureau_desk) == search(bureau_desk, office_code="1301") == here
    assert search(bureau_desk, office_code="1302") == (ManagedWorkplaceLedger, [])
    neighbour, osaka = (make_desk(code, database=desk.database) for code in ("1302", "2700"))
    assert search(neighbour)[1] == search(osaka)[1] == []
    for foreign, office in (
        (neighbour, "1301"),
        (desk, "1302"),
        (desk, "1300"),
        (osaka, "1301"),
        (ministry_desk, "1301"),
    ):
        with pytest.raises(NotAllowed, match="要監理事業場台帳の検索"):
            search(foreign, office_code=office)


@pytest.fixture
def two(desk, site):
    """A finished 台帳 with 派遣法, a 台帳 with one matter, and a 移行伺 not yet decided."""
    steel = registered(desk, name="鉄会社　　鉄工場", address_rest="9-9-9")
    dispatched = {**UNSAFE, "dispatch": "45条3項"}
    supervised(desk, steel, violations=[dispatched], supervised_on="R8.3.3")
    first = requested(desk, steel, ["安衛則第519条第1項（派遣法第45条第3項）"], urged="0")
    decided(desk, first)
    followed(desk, ledgers(desk)[0], ["R8.6.10"])
    desk.clock.set(2026, 6, 11)
    decided(desk, requested(desk, site, [BOTH[1]], urged="5"))
    open_request = requested(desk, site, [BOTH[0]], urged="1")
    ids = {one.name: one.id for one in ledgers(desk)}
    return ids["鉄会社　　鉄工場"], ids["霞会社　　霞工場"], open_request.id


@pytest.mark.req("SUP-56")
@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ({}, (0, 1)),
        ({"name": "鉄工"}, (0,)),
        ({"address": "霞が関1-2"}, (1,)),
        ({"first_on": "R8.3.3"}, (0,)),
        ({"first_on": "R8.3.4"}, ()),
        ({"moved_on": "R8.6.11"}, (1,)),
        ({"repeats": "1"}, (1,)),
        ({"urged": "5"}, (1,)),
        ({"completion": "完結"}, (0,)),
        ({"completion": "未完結"}, (1,)),
        ({"provision": "労基法32条1項"}, (1,)),
        ({"provision": "安衛法21条2項"}, (0,)),
        ({"dispatch": "派遣法45条3項"}, (0,)),
        ({"dispatch": "派遣法44条1項"}, ()),
        ({"name": "工場", "completion": "完結", "provision": "安衛則519条1項"}, (0,)),
        ({"target": "移行伺"}, (2,)),
        ({"target": "移行伺", "provision": "安衛則519条1項"}, (2,)),
        ({"target": "移行伺", "moved_on": "R8.6.11"}, (2,)),
        ({"target": "移行伺", "urged": "5"}, ()),
        ({"target": "移行伺", "completion": "完結"}, ()),
    ],
)
def test_each_condition_narrows_the_search(desk, two, texts, places):
    cls, ids = search(desk, **texts)
    assert cls is (ManagedWorkplaceRequest if texts.get("target") == "移行伺" else ManagedWorkplaceLedger)
    assert sorted(ids) == sorted(two[place] for place in places)


@pytest.mark.req("SUP-56")
def test_the_day_of_the_move_is_a_condition_of_the_ledger_alone():
    moved_on = item(ManagedWorkplaceSearch, "moved_on")
    assert moved_on.open_for(entry(ManagedWorkplaceSearch, target="台帳"))
    assert not moved_on.open_for(entry(ManagedWorkplaceSearch, target="移行伺"))


@pytest.mark.req("SUP-56")
def test_a_condition_that_cannot_be_read_is_told(screen_desk):
    with pytest.raises(store.Refused, match="条文は一覧にありません"):
        search(screen_desk, provision="道路交通法1条")
