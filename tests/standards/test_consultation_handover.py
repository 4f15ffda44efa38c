"""What a complaint takes over from its consultation: 別表14, and what is not passed."""

from __future__ import annotations

import pytest

from shuro.kernel import store
from shuro.kernel.codelists import codes, rows
from shuro.kernel.record import item, items_of
from shuro.standards.complaint import Complaint
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_handover import hand_over, passed, values_of
from tests.standards.complaints import changed, complained
from tests.standards.consultations import WHOLE, consulted

LABELS = {one.label: one.name for one in reversed(items_of(Complaint))}


def said(desk, **texts):
    """{label of the complaint's item: value} that a consultation of these texts passes."""
    told = passed(consulted(desk, **texts).entry, Complaint)
    return {label: told[name] for label, name in LABELS.items() if name in told}


@pytest.mark.req("CST-52")
def test_the_thirteen_items_of_the_list_are_passed(screen_desk):
    assert said(screen_desk, **WHOLE) == {
        "事業場の名称(漢字)": "霞会社　　霞工場", "事業の代表者": "代表取締役　霞　一郎", "事業の種類": "010602",
        "申告者氏名(漢字)": "朝霧　恵", "申告者住所": "東京都港区芝1-1", "申告者電話番号": "03-3333-4444",
        "事業場所在地": "東京都千代田区霞が関1-2-2", "事業場電話番号": "03-1111-2222", "労働組合": "無",
        "申告者の氏名を明らかにすること": "否", "就労形態": "パート",
        "労働者の種別": "外国人労働者(技能実習生を除く)", "申告の内容": "5月分の賃金が支払われない。",
    }  # fmt: skip
    assert list(values_of()) == [line["to_item"] for line in rows("consultation-to-complaint")]
    assert len(values_of()) == 13


@pytest.mark.req("CST-53")
def test_long_texts_pass_their_beginning(screen_desk):
    told = said(screen_desk, workplace_name="会" * 81, detail="賃" * 801)
    assert told == {"事業場の名称(漢字)": "会" * 80, "申告の内容": "賃" * 800}
    told = said(screen_desk, workplace_name="会" * 80, detail="賃" * 800)
    assert (len(told["事業場の名称(漢字)"]), len(told["申告の内容"])) == (80, 800)


@pytest.mark.req("CST-53", "CMP-56")
@pytest.mark.parametrize(
    "detail, kept, told",
    [
        ("\n".join(f"{at}行" for at in range(1, 43)), "\n".join(f"{at}行" for at in range(1, 17)), True),
        ("\n".join(f"{at}行" for at in range(1, 17)), "\n".join(f"{at}行" for at in range(1, 17)), False),
        ("賃" * 801, "賃" * 800, True),
        ("賃" * 720 + "\n一\n二", "賃" * 720 + "\n一", True),
        ("一\n" + "賃" * 790, "一\n" + "賃" * 750, True),
        ("賃" * 800, "賃" * 800, False),
    ],
)
def test_what_has_no_room_in_the_ledger_is_told(desk, detail, kept, told):
    source = consulted(desk, detail=detail, workplace_name="会社").entry
    saved = complained(desk, content=None, given={"consultation_id": source.id})
    assert saved.entry.content == kept
    assert item(Complaint, "content").read(kept) == kept  # as an officer could type it
    said = [found.sentence for found in saved.warnings if "続きは入っていません" in found.sentence]
    assert len(said) == int(told) and all("別紙入力" in sentence for sentence in said)
    assert not [found for found in changed(desk, saved, position="工員").warnings if "続き" in found.sentence]


@pytest.mark.req("CST-53")
def test_a_name_that_was_cut_is_told(desk):
    source = consulted(desk, workplace_name="会" * 81).entry
    saved = complained(desk, workplace_name=None, given={"consultation_id": source.id})
    told = {found.label: found.sentence for found in saved.warnings}
    assert saved.entry.workplace_name == "会" * 80 and "80文字を超える" in told["事業場の名称(漢字)"]


@pytest.mark.req("CST-54")
@pytest.mark.parametrize(
    ("home", "mobile", "phone"),
    [("03-1", "090-2", "03-1"), ("03-1", None, "03-1"), (None, "090-2", "090-2"), (None, None, None)],
)
def test_the_telephone_is_that_at_home_else_the_mobile(screen_desk, home, mobile, phone):
    told = said(screen_desk, home_phone=home, mobile_phone=mobile)
    assert told.get("申告者電話番号") == phone


@pytest.mark.req("CST-55")
def test_what_is_unknown_passes_nothing(screen_desk):
    for union in ("有", "無", "不明"):
        assert said(screen_desk, labor_union=union).get("労働組合") == (None if union == "不明" else union)
    for style in codes("consultation-work-styles").options:
        told = said(screen_desk, caller_kind="労働者", work_style=style)
        assert told.get("就労形態") == (None if style == "不明・未確認" else style)


@pytest.mark.req("CST-56")
def test_kinds_of_workers_pass_by_the_names_of_the_complaint(screen_desk):
    taken = item(Complaint, LABELS["労働者の種別"])
    for kind in codes("consultation-worker-kinds").options:
        told = said(screen_desk, caller_kind="労働者", worker_kind=kind)["労働者の種別"]
        assert told == kind.replace("技能実習生除く", "技能実習生を除く") and taken.read(told) in (told, [told])


@pytest.mark.req("CST-58")
def test_the_consultation_stays_as_it_was(desk):
    one = consulted(desk, **{**WHOLE, "outcome": "相談のみで終了"}).entry
    with desk.database.read() as session:
        store.new_of(desk.within(session), Complaint, {}, {"consultation_id": one.id})
    now = store.find(desk, Consultation, one.id)
    assert (now.version, now.outcome) == (1, "相談のみで終了")


@pytest.mark.req("CST-59", "CST-2")
def test_only_a_registered_consultation_of_the_own_office_is_handed_over(desk, make_desk):
    one = consulted(desk, **WHOLE).entry
    assert hand_over(desk, one.id, Complaint)[LABELS["申告者氏名(漢字)"]] == "朝霧　恵"
    for other, id in ((desk, one.id + 1), (make_desk("1302", database=desk.database), one.id)):
        with pytest.raises(store.Gone):
            hand_over(other, id, Complaint)
