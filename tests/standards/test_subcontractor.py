"""下請情報, and the supervision results of subcontractors on the site of a prime contractor."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from shuro.kernel import links, store
from shuro.kernel.checks import read_texts
from shuro.kernel.record import screen_items
from shuro.kernel.steps import IllegalStep
from shuro.standards.subcontractor import Subcontractor
from shuro.standards.supervision import SupervisionResult
from tests.conftest import ROOT
from tests.standards.supervisions import UNSAFE, changed, refused, subcontracted, supervised, values_of
from tests.standards.workplaces import found_again, registered

SITE = {"name": "大川建設　　霞ビル新築工事", "name_kana": "オオカワケンセツ　　カスミビルシンチクコウジ",
        "industry_code": "030201", "workers": "80"}  # fmt: skip


def test_the_items_are_those_of_the_field_file_in_its_order():
    with (ROOT / "docs" / "spec" / "fields" / "subcontractor.csv").open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    declared = screen_items(Subcontractor)
    assert [(one.label, one.need.value) for one in declared] == [
        (line["label"], line["required"] or "free") for line in told
    ]
    assert [one.max for one in declared] == [int(line["max_len"]) if line["max_len"] else None for line in told][:4] + [
        one.max for one in declared[4:]
    ]


@pytest.mark.req("SUP-15")
@pytest.mark.parametrize(("left_out", "label"), [("name_kana", "事業名(カナ)"), ("name", "事業名(漢字)")])
def test_a_subcontractor_is_refused_without_its_names(screen_desk, left_out, label):
    workplace = registered(screen_desk, **SITE)
    with pytest.raises(store.Refused) as refusal:
        subcontracted(screen_desk, workplace, **{left_out: None})
    assert [f.label for f in refusal.value.findings if f.severity is store.REFUSE] == [label]


@pytest.mark.req("SUP-15")
def test_its_address_is_typed_from_the_prefecture_on(screen_desk):
    workplace = registered(screen_desk, **SITE)
    given = {"workplace_id": workplace.id}
    base = {"name": "山田組", "name_kana": "ヤマダグミ", "industry_code": "030201"}
    for address, right in (("東京都港区芝1-1", True), ("港区芝1-1", False)):
        values = values_of(Subcontractor, {**base, "address": address})
        saved = store.save(screen_desk, Subcontractor, "登録", values, given=given)
        said = [f.sentence for f in saved.warnings if f.item == "address"]
        assert said == ([] if right else ["都道府県から入力してください（例：東京都千代田区霞が関1-2-2）。"])


def test_only_the_office_of_the_site_keeps_its_subcontractors(desk, make_desk):
    workplace = registered(desk, **SITE)
    with pytest.raises(store.Refused, match="中央労働基準監督署の職員"):
        subcontracted(make_desk("1302", database=desk.database), workplace)


@pytest.mark.req("SUP-14", "WPL-6")
def test_a_result_of_a_subcontractor_names_one_of_the_prime_contractors(desk):
    site, other = registered(desk, **SITE), registered(desk)
    prime = supervised(desk, site, violations=[UNSAFE]).entry
    assert "先に下請情報を登録し" in refused(desk, site, "下請事業")[""]
    mine, foreign = subcontracted(desk, site), subcontracted(desk, other, name="別の組")
    assert "この事業場（元請）のものではありません" in refused(desk, site, "下請事業", foreign)[""]
    assert "選べるのは「下請事業」の監督結果です" in refused(desk, site, "当該事業", mine)[""]
    one = supervised(desk, site, "下請事業", mine, violations=[UNSAFE]).entry
    assert (one.subcontractor_id, one.workplace_id) == (mine.id, site.id)
    assert (prime.subcontractor_id, one.serial) == (None, prime.serial + 1)


@pytest.mark.req("SUP-16", "SYS-25")
def test_its_name_goes_before_that_of_the_site(desk):
    site = registered(desk, **SITE)
    one = supervised(desk, site, "下請事業", subcontracted(desk, site)).entry
    assert (one.name, one.name_kana) == ("山田組　　霞ビル新築工事", "ヤマダグミ　　カスミビルシンチクコウジ")
    assert (one.industry_code, one.workers_total, one.men) == ("030201", None, None)
    single = registered(desk, name="霞ビル新築工事", name_kana="カスミビルシンチクコウジ", industry_code="030201")
    assert supervised(desk, single, "下請事業", subcontracted(desk, single)).entry.name == "山田組　　霞ビル新築工事"


@pytest.mark.req("SUP-11", "WPL-52")
def test_a_result_overwrites_the_subcontractor_and_not_the_prime_contractor(desk):
    site = registered(desk, representative="元請　太郎", phone_general="03-1111-2222", **SITE)
    sub = subcontracted(desk, site, representative="山田　一郎", phone="03-3333-4444", enterprise_workers="9")
    one = supervised(desk, site, "下請事業", sub, workers_total="12", enterprise_workers="15").entry
    assert (one.representative, one.phone) == ("山田　一郎", "03-3333-4444")
    changed(desk, one, representative="山田　二郎", phone="03-5555-6666")
    now = store.find(desk, Subcontractor, sub.id)
    assert (now.enterprise_workers, now.representative, now.phone) == (15, "山田　二郎", "03-5555-6666")
    prime = found_again(desk, site)
    assert (prime.representative, prime.phone_general, prime.workers) == ("元請　太郎", "03-1111-2222", 80)


def test_a_subcontractor_with_results_is_not_deleted(desk):
    site = registered(desk, **SITE)
    sub = subcontracted(desk, site)
    one = supervised(desk, site, "下請事業", sub).entry
    with pytest.raises(IllegalStep, match="監督結果等情報1件が登録されているため"):
        store.save(desk, Subcontractor, "削除", id=sub.id, version=1)
    closed = values_of(Subcontractor, {"closed_on": "R8.5.31"})
    assert store.save(desk, Subcontractor, "更新", closed, id=sub.id, version=1).entry.closed_on == date(2026, 5, 31)
    store.save(desk, SupervisionResult, "削除", id=one.id, version=1)
    store.save(desk, Subcontractor, "削除", id=sub.id, version=2)
    assert links.read(desk, Subcontractor, sub.id) is None


@pytest.mark.req("SYS-24")
def test_its_kana_reads_its_kanji():
    kana = next(one for one in screen_items(Subcontractor) if one.label == "事業名(カナ)")
    assert kana.of == "name"
    assert read_texts(Subcontractor, {"name_kana": "ﾔﾏﾀﾞｸﾞﾐ"})[0] == {"name_kana": "ヤマダグミ"}


@pytest.mark.req("SUP-14")
def test_a_command_names_the_subcontractor_beside_the_workplace(desk):
    from shuro.commands.records import given_of, opened, read, typed

    site = registered(desk, **SITE)
    sub = subcontracted(desk, site)
    words = ["事業場区分=下請事業", f"下請情報={sub.id}", "監督年月日=R8.6.1", "監督等種別=災害調査"]
    texts = typed(SupervisionResult, words, None)
    given = given_of(desk, SupervisionResult, texts, "1301-101")
    assert given == {"workplace_id": site.id, "subcontractor_id": sub.id, "target": "下請事業"}
    values = read(SupervisionResult, desk, texts, opened(desk, SupervisionResult, given))
    assert store.save(desk, SupervisionResult, "登録", values, given=given).entry.name == "山田組　　霞ビル新築工事"
