"""違反法条項 of 監督結果等情報: rules of entry, 補完コード, measures, due dates, foreign workers; 指導事項 and 意見."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import provisions, store
from shuro.kernel.checks import REFUSE, WARN, check_row, fill, read_texts
from shuro.kernel.codelists import codes
from shuro.kernel.laws import law_articles, supplements
from shuro.kernel.record import entry, item
from shuro.standards import settings, violations
from shuro.standards.supervision import SupervisionResult, ViolatedProvision
from tests.standards.supervisions import UNSAFE, refused, supervised, values_of
from tests.standards.workplaces import registered

ROWS = item(SupervisionResult, "violations")


def line_of(**texts):
    """A line from typed texts, filled."""
    (line,) = values_of(SupervisionResult, {"violations": [texts]})["violations"]
    one = entry(SupervisionResult, supervised_on=date(2026, 6, 1), violations=[line])
    fill(SupervisionResult, one)
    return one.violations[0]


def findings(severity=REFUSE, **texts):
    """{item: sentence} of the findings of that severity about a line."""
    line = line_of(**texts)
    found = check_row(ROWS, 0, line, line.of)
    return {f.item: f.sentence for f in found if f.severity is severity and "該当するとき" not in f.sentence}


@pytest.mark.req("SUP-24")
@pytest.mark.parametrize(
    ("typed", "law", "order", "rule"),
    [
        ("安衛則519条1項", "安衛法第21条第2項", "", "安衛則第519条第1項"),
        ("安衛令20条6号", "安衛法第61条第1項", "安衛令第20条第6号", ""),
        ("クレーン則22＋玉掛け", "安衛法第61条第1項", "安衛令第20条第16号", "クレーン則第22条"),
        ("労基法32条1項", "労基法第32条第1項", "", ""),
        ("寄宿程7条1号", "労基法第96条第1項", "", "寄宿程第7条第1号"),
    ],
)
def test_entering_one_provision_fills_the_whole_set(typed, law, order, rule):
    line = line_of(provision=typed)
    columns = [provisions.in_column(line.provision, column) for column in ("法", "令", "則")]
    assert columns == [law, order, rule]
    assert violations.whole_text(line) == "、".join(text for text in columns if text)


@pytest.mark.req("SUP-25")
@pytest.mark.parametrize("typed", ["安衛法59条3項", "酸欠則12条1項", "安衛則27条", "安衛法61条1項", "クレーン則22条"])
def test_a_provision_that_needs_its_number_or_machine_is_refused_without(typed):
    assert "該当する号又は機械まで選んでください（例：" in findings(provision=typed)["provision"]


@pytest.mark.req("SUP-25")
@pytest.mark.parametrize(
    "typed",
    [
        "安衛法59条3項＋16号",
        "安衛則27条＋ロール",
        "クレーン則22条＋玉掛け",
        "安衛令20条6号",
        "寄宿程39条1号",
        "建寄程6条1号",
    ],
)
def test_a_whole_provision_is_taken(typed):
    assert findings(provision=typed) == {}
    assert findings(WARN, provision=typed) == {}


@pytest.mark.req("SUP-25")
def test_dormitory_ordinances_go_down_to_the_number_where_the_rule_says():
    listed = {one.text for one in law_articles().values()}
    for article in ("寄宿程第7条", "寄宿程第38条", "寄宿程第39条", "建寄程第6条"):
        numbers = [text for text in listed if text.startswith(article + "第")]
        assert article not in listed and numbers and all(text.endswith("号") for text in numbers)


@pytest.mark.req("SUP-25")
def test_an_article_of_the_law_is_asked_for_its_ordinance_where_there_is_one():
    assert "省令の条文を選んでください（例：" in findings(WARN, provision="安衛法21条2項")["provision"]
    assert findings(WARN, provision="労基法32条1項") == {}
    assert findings(provision="安衛法21条2項") == {}


@pytest.mark.req("SUP-26")
def test_dispatch_provisions_stand_beside_the_provision_they_make_applicable():
    line = line_of(provision="安衛則519条1項", dispatch="45条3項")
    assert (line.provision, line.dispatch) == ("14-519-1-0", "09-45-3-0")
    assert violations.provision_text(line) == "安衛則第519条第1項（派遣法第45条第3項）"
    assert findings(provision="安衛則519条1項", dispatch="45条3項") == {}
    assert "派遣法第45条を選んで" in findings(WARN, provision="安衛則519条1項", dispatch="44条1項")["dispatch"]
    assert (
        "労基法、安衛法、じん肺法、測定法の条文とともに"
        in findings(provision="家労法3条2項", dispatch="44条1項")["dispatch"]
    )
    assert "「派遣法」の欄に入力し" in findings(provision="派遣法44条1項")["provision"]
    for provision, dispatch in (
        ("労基法32条1項", "44条2項"),
        ("じん肺法8条1項", "46条1項"),
        ("測定法3条1項", "47条1項"),
    ):
        assert findings(WARN, provision=provision, dispatch=dispatch) == {}
    _, found = read_texts(ViolatedProvision, {"dispatch": "労基法32条1項"})
    assert "派遣法の条文は一覧にありません" in found[0].sentence


@pytest.mark.req("SUP-27")
def test_the_supplements_of_the_picked_provision_are_offered_and_only_those():
    choice = item(ViolatedProvision, "supplement")

    def offered(typed):
        return [(one.code, one.name) for one in choice.bound(line_of(provision=typed)).choices(None)]

    assert offered("労基法32条1項") == [("01", "年少労働者に係る違反")]
    assert [code for code, _ in offered("労基法37条1項")] == ["01", "02", "03"]
    assert [code for code, _ in offered("安衛則655条1項")] == ["01", "02"]
    assert [code for code, _ in offered("粉じん則4条")] == ["01", "02"]
    assert offered("労基法24条1項") == []
    line = line_of(supplement="02", provision="労基法37条1項")
    assert line.supplement == "02" and violations.provision_text(line) == "労基法第37条第1項(02)"
    assert line_of(provision="安衛則23条1項", supplement="根拠法が安衛法第17条第1項").supplement == "01"


@pytest.mark.req("SUP-27")
def test_a_supplement_of_another_provision_is_refused_even_when_the_provision_is_changed_later(screen_desk):
    _, found = read_texts(SupervisionResult, {"violations": [{"provision": "労基法24条1項", "supplement": "01"}]})
    assert [f.item for f in found] == ["supplement"]
    one = supervised(
        screen_desk, registered(screen_desk), violations=[{"provision": "労基法37条1項", "supplement": "03"}]
    )
    line = store.find(screen_desk, SupervisionResult, one.id).violations[0]
    line.provision = "01-32-1-0"
    with pytest.raises(store.Refused, match="「03」は、ここでは選べません。選べるのは年少労働者に係る違反です。"):
        store.save(screen_desk, SupervisionResult, "更新", {"violations": [line]}, id=one.id, version=1)


@pytest.mark.req("SUP-27", "SUP-24")
@given(st.sampled_from(sorted(law_articles())))
def test_every_supplement_that_is_offered_can_be_stored_and_decides_the_basis(code):
    options = [one for one in supplements(code) if one.code]
    for option in options:
        line = line_of(provision=code, supplement=option.code)
        assert line.supplement == option.code
        assert f"({option.code})" in violations.whole_text(line)
    mark = item(ViolatedProvision, "supplement").due(entry(ViolatedProvision, provision=code))
    assert (mark.value == "duty") == bool(options)
    if code == "14-23-1-0":
        chains = [violations.whole_text(line_of(provision=code, supplement=one.code)) for one in options]
        assert "安衛法第17条第1項" in chains[0] and "安衛法第18条第1項" in chains[1]


@pytest.mark.req("SUP-28")
def test_several_measures_rest_on_the_laws_that_allow_them():
    line = line_of(provision="安衛則519条1項", measures="使用停止命令、是正勧告")
    assert line.measures == ["是正勧告", "使用停止命令"], "in the order of the list"
    for measure in violations.MEASURES:
        assert findings(WARN, provision="安衛則519条1項", measures=measure) == {}
    assert findings(WARN, provision="労基法32条1項", measures="是正勧告") == {}
    assert "根拠は安衛法第98条" in findings(WARN, provision="労基法32条1項", measures="使用停止命令")["measures"]
    assert findings(WARN, provision="寄宿程7条1号", measures="使用停止命令") == {}
    assert "measures" in findings(WARN, provision="寄宿程7条1号", measures="立入禁止命令")
    assert findings(WARN, provision="家労法3条2項", measures="作業停止命令") == {}
    assert "measures" in findings(WARN, provision="家労法3条2項", measures="変更命令")


@pytest.mark.req("SUP-29")
def test_an_urgent_order_belongs_to_the_record_and_needs_no_provision(screen_desk):
    workplace = registered(screen_desk)
    for measure in ("緊急措置命令書交付", "警告書交付"):
        one = supervised(screen_desk, workplace, urgent_measure=measure).entry
        assert (one.urgent_measure, one.violations) == (measure, [])
    assert not set(violations.URGENT) & set(item(ViolatedProvision, "measures").options)


@pytest.mark.req("SUP-30")
def test_a_due_date_is_a_day_or_one_of_the_three_words():
    for kind in ("即時", "是正済", "今後"):
        assert findings(provision="安衛則519条1項", due_kind=kind) == {}
        wrong = findings(provision="安衛則519条1項", due_kind=kind, due_on="R8.7.1")
        assert wrong == {"due_kind": f"年月日が入力されています。「{kind}」にするときは、年月日を空欄にしてください。"}
    assert findings(provision="安衛則519条1項", due_on="R8.7.1", until_confirmed="1") == {}
    assert findings(provision="安衛則519条1項") == {}, "all of them are optional"
    line = line_of(provision="安衛則519条1項", due_on="R8.7.1", until_confirmed="1", confirmed_on="R8.6.20")
    assert (line.due_on, line.until_confirmed, line.confirmed_on) == (date(2026, 7, 1), True, date(2026, 6, 20))
    early = findings(WARN, provision="安衛則519条1項", due_on="R8.5.1", confirmed_on="R8.5.2")
    assert set(early) == {"due_on", "confirmed_on"}


@pytest.mark.req("SUP-30")
def test_a_provision_is_open_until_it_is_corrected_or_confirmed():
    assert violations.uncorrected(line_of(**UNSAFE))
    assert not violations.uncorrected(line_of(provision="安衛則519条1項", due_kind="是正済"))
    assert not violations.uncorrected(line_of(**{**UNSAFE, "confirmed_on": "R8.6.20"}))


@pytest.mark.req("SUP-31")
@given(st.lists(st.sampled_from(codes("foreign-worker-violations").options), unique=True))
def test_a_trainee_or_an_illegal_worker_is_a_foreigner_too(ticked):
    line = entry(ViolatedProvision, foreigners=ticked)
    filled = violations.with_foreigners(line)
    assert filled == ([one for one in violations.FOREIGN if one in {*ticked, "外国人"}] if ticked else None)


@pytest.mark.req("SUP-31")
def test_the_implied_tick_is_stored(screen_desk):
    texts = {"provision": "労基法24条1項", "foreigners": "技能実習生"}
    one = supervised(screen_desk, registered(screen_desk), violations=[texts])
    stored = store.find(screen_desk, SupervisionResult, one.id).violations[0]
    assert stored.foreigners == ["外国人", "技能実習生"]


@pytest.mark.req("SUP-24")
def test_a_line_without_a_provision_is_refused(screen_desk):
    found = refused(screen_desk, registered(screen_desk), violations=[{"measures": "是正勧告"}])
    assert "違反した法、令又は則の条文を選んでください" in found["法、令、則"]


@pytest.mark.req("SUP-32")
def test_guidance_and_breaches_of_the_notice_are_lists_that_the_ministry_keeps(screen_desk, make_desk):
    workplace = registered(screen_desk)
    one = supervised(screen_desk, workplace, guidance="30、1、12", notice_breaches="トラック 1日の休息期間").entry
    assert (one.guidance, one.notice_breaches) == (["1", "12", "30"], ["106"])
    listed = item(SupervisionResult, "guidance").choices(screen_desk)
    assert [option.code for option in listed] == [one.code for one in codes("supervision-guidance-items")]
    ministry = make_desk("0000")
    added = {"list_name": "監督指導の指導事項", "code": "46", "name": "新しい指導"}
    store.save(ministry, settings.MinistryCode, "登録", added)
    assert supervised(screen_desk, workplace, guidance="新しい指導").entry.guidance == ["46"]
    _, found = read_texts(SupervisionResult, {"guidance": "99"}, screen_desk)
    assert [f.item for f in found] == ["guidance"]


@pytest.mark.req("SUP-33", "SYS-30")
def test_the_opinion_takes_35_lines_of_40_characters():
    full = "\n".join(["あ" * 40] * 35)
    assert values_of(SupervisionResult, {"opinion": full})["opinion"] == full
    for text in (full + "\nあ", "あ" * 1401, "\n".join(["あ"] * 36)):
        _, found = read_texts(SupervisionResult, {"opinion": text})
        assert [f.item for f in found] == ["opinion"]


@given(st.data())
def test_the_text_of_a_line_names_every_article_it_is_about(data):
    code = data.draw(st.sampled_from(sorted(law_articles())))
    supplement = data.draw(st.sampled_from([None, *(one.code for one in supplements(code) if one.code)]))
    dispatch = data.draw(st.sampled_from([None, "09-44-1-0", "09-45-3-0"]))
    line = entry(ViolatedProvision, provision=code, supplement=supplement, dispatch=dispatch)
    expected = [one.code for one in provisions.chain(code, supplement)] + ([dispatch] if dispatch else [])
    assert violations.codes_in(violations.provision_text(line)) == expected
