"""相談情報: who keeps it, what is entered, what is refused and warned of, its topics, its link to a workplace."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import store
from shuro.kernel.checks import check, fill
from shuro.kernel.codelists import codes
from shuro.kernel.record import entry, item, items_of, screen_items, step_of
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_topics import ConsultationTopic, topics
from tests.conftest import ROOT
from tests.standards.consultations import TEXTS, WHOLE, changed, consulted, found, refused, topic, unreadable, warned
from tests.standards.workplaces import registered

REQUIRED = {"受付年月日", "相談方法", "相談時間"}


# Scope and who may do what ----------------------------------------------------------------------------------------------


@pytest.mark.req("CST-1", "CST-3")
def test_a_consultation_is_kept_whole(desk):
    one = store.find(desk, Consultation, consulted(desk, **WHOLE).id)
    for name, text in WHOLE.items():
        declared = item(Consultation, name)
        assert getattr(one, name) == declared.read(text, desk), name
    assert one.state == "登録済"


@pytest.mark.req("CST-1")
def test_the_items_are_those_of_the_field_file_in_its_order():
    with (ROOT / "docs" / "spec" / "fields" / "consultation.csv").open(encoding="utf-8", newline="") as file:
        told = [(line["tab"], line["section"], line["label"]) for line in csv.DictReader(file)]
    assert [(one.tab, one.section, one.label) for one in screen_items(Consultation)] == told


@pytest.mark.req("CST-2")
def test_bureau_and_station_keep_their_own_consultations(desk, bureau_desk, ministry_desk, make_desk):
    neighbour = make_desk("1302", database=desk.database)
    for keeper in (desk, bureau_desk):
        one = consulted(keeper).entry
        assert one.office_code == keeper.office.code
        assert changed(keeper, one, caller="不明").version == 2
        assert found(keeper) == [one.id]
        others = [other for other in (desk, bureau_desk, neighbour, ministry_desk) if other is not keeper]
        for other in others:
            assert one.id not in found(other)
            with pytest.raises(store.Gone):
                store.save(other, Consultation, "更新", {"caller": "別人"}, id=one.id, version=2)
            with pytest.raises(store.Gone):
                store.save(other, Consultation, "削除", id=one.id, version=2)
    with pytest.raises(NotAllowed, match="管轄する局・署の職員"):
        consulted(ministry_desk)


@pytest.mark.req("CST-2")
def test_the_office_is_filled_in_and_cannot_be_typed(desk):
    assert not item(Consultation, "office_code").typed
    saved = store.save(desk, Consultation, "登録", {"method": "電話", "minutes": 1, "office_code": "1302"})
    assert saved.entry.office_code == "1301"


@pytest.mark.req("CST-4", "CST-11")
def test_registration_names_each_required_item_that_is_empty(desk):
    with pytest.raises(store.Refused) as refusal:
        store.save(desk, Consultation, "登録", {"received_on": None})
    stops = {f.label: f.sentence for f in refusal.value.findings if f.severity is store.REFUSE}
    assert set(stops) == REQUIRED and all("登録に必要な項目です" in said for said in stops.values())
    assert found(desk) == []


@pytest.mark.req("CST-4")
@pytest.mark.parametrize("name", ["received_on", "method", "minutes"])
def test_one_required_item_is_enough_to_refuse(desk, name):
    values = {"received_on": date(2026, 6, 1), "method": "電話", "minutes": 5} | {name: None}
    with pytest.raises(store.Refused) as refusal:
        store.save(desk, Consultation, "登録", values)
    assert [f.item for f in refusal.value.findings if f.severity is store.REFUSE] == [name]


@pytest.mark.req("CST-5", "CST-11")
def test_empty_duty_items_warn_and_do_not_stop(desk):
    always = {"相談者氏名", "性別", "相談者", "相談の内容", "相談の区分", "処理1(完結)", "処理状況・意見"}
    saved = consulted(desk)
    assert warned(saved) == always
    assert sum(f.item == "detail" for f in saved.warnings) == 1 == sum(f.item == "topics" for f in saved.warnings)
    worker = consulted(desk, caller="朝霧　恵", caller_kind="労働者")
    assert warned(worker) == always - {"相談者氏名", "相談者"} | {"氏名の公表", "就労形態", "労働者の種別"}
    assert warned(consulted(desk, **WHOLE)) == set()


@pytest.mark.req("CST-6", "CST-23", "CST-25")
def test_what_several_people_say_goes_into_the_detail(screen_desk):
    detail = "相談者：朝霧　恵（諾、女、パート）\n露草　健（否、男、正社員）"
    one = consulted(screen_desk, caller="朝霧　恵　外1名", disclosure="否", detail=detail).entry
    assert (one.detail, one.disclosure) == (detail, "否")
    assert "相談者が複数" in item(Consultation, "caller").help
    assert "複数の相談者で諾否が異なるときは「否」" in item(Consultation, "disclosure").help
    for words in ("労働者の家族", "不明"):
        unknown = consulted(screen_desk, caller=words)
        assert unknown.entry.caller == words and "氏名の公表" not in warned(unknown)


@pytest.mark.req("CST-7")
def test_a_registered_record_is_changed_with_update(desk):
    one = consulted(desk, **WHOLE).entry
    assert changed(desk, one, caller="露草　健", minutes="60").version == 2
    now = store.find(desk, Consultation, one.id)
    assert (now.caller, now.minutes, now.workplace_name) == ("露草　健", 60, one.workplace_name)


@pytest.mark.req("CST-8")
def test_deleting_asks_first_and_takes_the_record_away(desk):
    one = consulted(desk, caller="朝霧　恵").entry
    assert "削除しますか" in step_of(Consultation, "削除").confirm
    assert store.named(Consultation, one) == "令和8年6月10日 朝霧　恵"
    store.save(desk, Consultation, "削除", id=one.id, version=1)
    assert found(desk) == []
    with pytest.raises(store.Gone):
        store.find(desk, Consultation, one.id)


@pytest.mark.req("CST-10")
def test_the_key_is_shown_in_lists_and_never_given_again(desk):
    first = consulted(desk).entry
    last = consulted(desk).entry
    assert Consultation.columns[0] == "id"
    store.save(desk, Consultation, "削除", id=last.id, version=1)
    assert consulted(desk).id > last.id > first.id


@pytest.mark.req("CST-11")
def test_every_sentence_is_japanese_and_names_its_item(screen_desk):
    with pytest.raises(store.Refused) as refusal:
        store.save(screen_desk, Consultation, "登録", {"received_on": None})
    for one in refusal.value.findings:
        assert one.label and str(one).startswith(f"{one.label}：") and not one.sentence.isascii()
    assert "3桁以内" in unreadable(screen_desk, minutes="1000")["相談時間"]


# Items above the tabs ---------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-12")
def test_the_day_of_receipt_starts_as_today_and_can_be_another(desk):
    assert store.new_of(desk, Consultation, {}, {})[0].received_on == date(2026, 6, 10)
    assert consulted(desk).entry.received_on == date(2026, 6, 10)
    assert consulted(desk, method="FAX・郵送等", received_on="R8.6.5").entry.received_on == date(2026, 6, 5)
    assert item(Consultation, "received_on").kind.editor == "date"  # F4 opens the 日付入力ダイアログ


@pytest.mark.parametrize(
    ("name", "options"),
    [
        pytest.param("method", "来署|電話|FAX・郵送等", marks=pytest.mark.req("CST-13")),
        pytest.param("receiver_kind", "相談員|職員", marks=pytest.mark.req("CST-15")),
        pytest.param("size", "10人未満|10~49人|50~99人|100人~299人|300人以上|不明", marks=pytest.mark.req("CST-20")),
        pytest.param("labor_union", "有|無|不明", marks=pytest.mark.req("CST-20")),
        pytest.param("disclosure", "諾|否", marks=pytest.mark.req("CST-24")),
        pytest.param("gender", "男|女|不明", marks=pytest.mark.req("CST-26")),
        pytest.param("caller_kind", "労働者|使用者|その他", marks=pytest.mark.req("CST-29")),
        pytest.param(
            "work_style", "正社員|パート|派遣労働者|有期契約労働者|その他|不明・未確認", marks=pytest.mark.req("CST-30")
        ),
        pytest.param(
            "worker_kind",
            "自動車運転者|技能実習生|外国人労働者(技能実習生除く)|障がい者である労働者|介護労働者|年少者|出稼労働者",
            marks=pytest.mark.req("CST-31"),
        ),
        pytest.param(
            "classes", "法施行事務|法令・制度の問合せ|個別労働関係紛争|その他", marks=pytest.mark.req("CST-36")
        ),
        pytest.param("outcome", "相談のみで終了|申告受理|情報として保管", marks=pytest.mark.req("CST-38")),
        pytest.param("advice", "希望する|希望しない|保留", marks=pytest.mark.req("CST-39")),
        pytest.param("mediation", "希望する|希望しない|保留", marks=pytest.mark.req("CST-39")),
        pytest.param("referrals", "裁判所|都道府県|地労委|弁護士会|その他", marks=pytest.mark.req("CST-40")),
        pytest.param(
            "handovers",
            "労働基準監督署|公共職業安定所|雇用均等室|労働基準部|職業安定部|企画室|申告移送|情報送付|署内他部署",
            marks=pytest.mark.req("CST-41"),
        ),
    ],
)
def test_a_choice_takes_its_options_and_nothing_else(screen_desk, name, options):
    declared = item(Consultation, name)
    assert declared.options == tuple(options.split("|"))
    several = declared.kind.name == "choices"
    assert several is (name in ("classes", "referrals", "handovers"))
    for option in declared.options:
        assert declared.read(option) == ([option] if several else option)
    if several:
        assert declared.read("、".join(reversed(declared.options))) == list(declared.options)
    assert "から選んでください" in unreadable(screen_desk, **{name: "どれでもない"})[declared.label]


@pytest.mark.req("CST-14")
def test_minutes_are_three_digits_and_none_for_fax_or_post(desk):
    assert consulted(desk, minutes="0").entry.minutes == 0
    assert consulted(desk, minutes="999").entry.minutes == 999
    for wrong in ("1000", "-1", "1.5", "半日"):
        assert "相談時間" in unreadable(desk, minutes=wrong)
    by_post = consulted(desk, method="FAX・郵送等", minutes="20").entry
    assert by_post.minutes == 0
    assert store.save(desk, Consultation, "登録", {"method": "FAX・郵送等"}).entry.minutes == 0


@pytest.mark.req("CST-15")
def test_the_receiver_may_stay_empty(desk):
    one = consulted(desk).entry
    assert (one.receiver_kind, one.receiver) == (None, None)
    labels = [declared.label for declared in items_of(Consultation)]
    assert labels.index("受付担当職員氏名") == labels.index("受付担当職員区分") + 1


@pytest.mark.req("CST-16", "CST-17", "CST-19")
def test_what_is_told_of_the_workplace(desk):
    told = {name: WHOLE[name] for name in ("workplace_name", "representative", "contact", "workplace_phone", "fax")}
    one = consulted(desk, **told).entry
    assert {name: getattr(one, name) for name in told} == told
    assert "全角の空白2文字" in item(Consultation, "workplace_name").help
    assert set(unreadable(desk, workplace_phone="内線三", fax="なし")) == {"電話番号", "FAX"}


@pytest.mark.req("CST-18", "CST-27")
def test_addresses_have_the_dialog_and_take_any_text(screen_desk):
    from screens.dialogs.address_parts import is_address

    assert all(is_address(item(Consultation, name)) for name in ("address", "home_address"))
    one = consulted(screen_desk, address=WHOLE["address"], home_address="不明").entry
    assert (one.address, one.home_address) == (WHOLE["address"], "不明")


@pytest.mark.req("CST-21")
def test_the_industry_is_picked_down_to_its_smallest_class(screen_desk):
    assert consulted(screen_desk, industry_code="010602").entry.industry_code == "010602"
    for wrong in ("01", "0106", "999999"):
        assert "小分類6桁" in unreadable(screen_desk, industry_code=wrong)["業種"]


# 相談者の情報 -------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-28")
def test_the_caller_has_two_telephones(screen_desk):
    phones = [one.label for one in screen_items(Consultation) if one.section == "電話番号"]
    assert phones == ["自宅", "携帯"]


@pytest.mark.req("CST-24")
def test_consent_may_stay_empty_and_is_asked_for_where_the_name_is_known(screen_desk):
    known = consulted(screen_desk, caller="朝霧　恵")
    assert known.entry.disclosure is None and "氏名の公表" in warned(known)
    assert "氏名の公表" not in warned(consulted(screen_desk, caller="朝霧　恵", disclosure="諾"))
    assert "氏名の公表" not in warned(consulted(screen_desk, caller="不明"))


@pytest.mark.req("CST-30", "CST-31")
@pytest.mark.parametrize("kind", ["使用者", "その他", None])
def test_work_style_and_worker_kind_are_a_workers_only(desk, kind):
    one = consulted(desk, caller_kind=kind, work_style="パート", worker_kind="年少者").entry
    assert (one.work_style, one.worker_kind) == (None, None)
    for name in ("work_style", "worker_kind"):
        assert not item(Consultation, name).open_for(one)
    worker = consulted(desk, caller_kind="労働者", work_style="パート", worker_kind="年少者").entry
    assert (worker.work_style, worker.worker_kind) == ("パート", "年少者")
    assert item(Consultation, "work_style").open_for(worker)


@pytest.mark.req("CST-31")
def test_of_several_kinds_the_first_on_the_list_counts():
    assert "一覧で先にある" in item(Consultation, "worker_kind").help
    priorities = [int(one.extra["priority"]) for one in codes("consultation-worker-kinds")]
    assert priorities == sorted(priorities)


@pytest.mark.req("CST-32")
def test_who_is_no_worker_any_more_loses_what_only_a_worker_has(desk):
    one = consulted(desk, **WHOLE).entry
    now = changed(desk, one, caller_kind="使用者").entry
    assert (now.work_style, now.worker_kind) == (None, None)


# 相談の内容 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-33")
def test_six_topics_are_taken_and_a_seventh_is_refused(desk):
    six = "01、02、03、04、05、06"
    assert consulted(desk, topics=six).entry.topics == six.split("、")
    assert unreadable(desk, topics=six + "、07") == {
        "相談の内容": "選べるのは6個までです（現在7個）。6個以内にしてください。"
    }
    assert len(codes("consultation-topics")) == 95


@pytest.mark.req("CST-34", "CST-35")
def test_a_topic_of_an_office_can_be_chosen_once_it_means_something(desk, bureau_desk, make_desk):
    plain = [one.code for one in topics(desk)]
    assert plain == [f"{number:02d}" for number in range(1, 76)]
    assert "登録されているコードにありません" in unreadable(desk, topics="76")["相談の内容"]
    topic(bureau_desk, "局1", "テレワーク")
    topic(desk, "署10", "港湾荷役")
    assert {one.code: one.name for one in topics(desk)}["76"] == "局1（テレワーク）"
    one = consulted(desk, topics="76、95").entry
    assert item(Consultation, "topics").show(one.topics, desk) == "76 局1（テレワーク）、95 署10（港湾荷役）"
    neighbour = make_desk("1302", database=desk.database)
    assert [one.code for one in topics(neighbour)] == [*plain, "76"]
    assert [one.code for one in topics(bureau_desk)] == [*plain, "76"]
    elsewhere = make_desk("0100", database=desk.database)
    assert [one.code for one in topics(elsewhere)] == plain


@pytest.mark.req("CST-35")
def test_each_level_names_its_own_topics_once(desk, bureau_desk, ministry_desk, make_desk):
    for keeper, wrong in ((desk, "局1"), (bureau_desk, "署1")):
        with pytest.raises(store.Refused, match="が設定できるのは"):
            topic(keeper, wrong, "テレワーク")
    with pytest.raises(NotAllowed):
        topic(ministry_desk, "局1", "テレワーク")
    one = topic(desk, "署1", "港湾荷役")
    with pytest.raises(store.Refused, match="「港湾荷役」を設定しています"):
        topic(desk, "署1", "別の意味")
    store.save(desk, ConsultationTopic, "更新", {"meaning": "港湾", "topic": "署2"}, id=one.id, version=1)
    assert topics(desk)[-1].name == "署1（港湾）"
    with pytest.raises(NotAllowed):
        store.save(make_desk("1302", database=desk.database), ConsultationTopic, "削除", id=one.id, version=2)
    held = consulted(desk, topics="86").entry
    with pytest.raises(IllegalStep, match="選んだ相談情報が1件ある"):
        store.save(desk, ConsultationTopic, "削除", id=one.id, version=2)
    store.save(desk, Consultation, "削除", id=held.id, version=1)
    store.save(desk, ConsultationTopic, "削除", id=one.id, version=2)
    assert len(topics(desk)) == 75


# Long texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "label", "lines"),
    [
        pytest.param("detail", "相談の内容", 42, marks=pytest.mark.req("CST-37")),
        pytest.param("opinion", "処理状況・意見", 22, marks=pytest.mark.req("CST-42")),
        pytest.param("instructions", "指示欄", 7, marks=pytest.mark.req("CST-43")),
    ],
)
def test_long_texts_take_so_many_lines_of_46(desk, name, label, lines):
    full = "あ" * 46 * lines
    assert getattr(consulted(desk, **{name: full}).entry, name) == full
    assert f"{46 * lines}文字以内" in unreadable(desk, **{name: full + "い"})[label]
    broken = "\n".join(["あ"] * lines)
    assert getattr(consulted(desk, **{name: broken}).entry, name) == broken
    assert f"{lines}行以内" in unreadable(desk, **{name: broken + "\nい"})[label]


# The link to a workplace --------------------------------------------------------------------------------------------------


def linked(desk, one, workplace, version=1):
    """関連付け."""
    given = {"workplace_id": workplace.id}
    return store.save(desk, Consultation, "関連付け", id=one.id, version=version, given=given).entry


@pytest.mark.req("CST-22", "CST-50", "CST-51")
def test_a_link_is_made_after_registration_and_replaced(desk):
    steel, paper = registered(desk, name="鉄会社　　鉄工場"), registered(desk)
    one = consulted(desk).entry
    shown = item(Consultation, "workplace_id")
    assert one.workplace_id is None and shown.show(None, desk) == ""
    one = linked(desk, one, steel)
    assert shown.show(one.workplace_id, desk) == f"1301-{steel.key} 鉄会社　　鉄工場"
    one = linked(desk, one, paper, version=2)
    assert store.find(desk, Consultation, one.id).workplace_id == paper.id
    assert found(desk, workplace=f"1301-{steel.key}") == []
    assert found(desk, workplace=f"1301-{paper.key}") == [one.id]


@pytest.mark.req("CST-50")
def test_the_link_cannot_be_typed_and_is_not_needed(desk):
    assert not item(Consultation, "workplace_id").typed
    saved = consulted(desk, **WHOLE)
    assert saved.entry.workplace_id is None and not saved.warnings


# The whole of it ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-14", "CST-32")
@given(
    method=st.sampled_from([None, *codes("consultation-methods").options]),
    kind=st.sampled_from([None, *codes("consultation-persons").options]),
    style=st.sampled_from([None, *codes("consultation-work-styles").options]),
    minutes=st.integers(0, 999) | st.none(),
)
def test_what_is_computed_never_contradicts_what_it_follows(method, kind, style, minutes):
    one = entry(Consultation, method=method, caller_kind=kind, work_style=style, minutes=minutes)
    fill(Consultation, one)
    first = dict(vars(one))
    fill(Consultation, one)
    assert vars(one) == first
    assert one.minutes == (0 if method == "FAX・郵送等" else minutes)
    assert one.work_style == (style if kind == "労働者" else None)
    stops = {f.label for f in check(Consultation, one) if f.severity is store.REFUSE}
    assert ("相談時間" in stops) is (one.minutes is None)


def test_texts_of_the_helper_are_enough(screen_desk):
    assert refused(screen_desk) == {} and set(TEXTS) == {"method", "minutes"}


@pytest.mark.req("CST-16")
def test_two_blanks_part_the_names(screen_desk):
    assert consulted(screen_desk, workplace_name="霞会社  霞工場").entry.workplace_name == "霞会社　　霞工場"
