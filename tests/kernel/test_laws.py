"""Law articles: the tree, what rests on what, and finding an article by what is typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import codes as lists
from shuro.kernel.codes import article, basis_chain, entry_choices, find_articles, law_articles, law_tree, supplements
from shuro.kernel.laws import resting_on

ARTICLE = re.compile(r"第\d+条(の\d+)*(第\d+項)?(第\d+号(の\d+)*)?")
CODES = sorted(law_articles())


def texts(articles):
    return [one.text for one in articles]


def test_every_article_names_a_law_and_its_number():
    listed = lists.rows("law-articles")
    assert len(listed) == 1607 and [line["code"] for line in listed] == list(law_articles())[:1607]
    laws = {one.extra["abbreviation"]: (one.code, one.extra["column"]) for one in lists.codes("law-abbreviations")}
    for line in listed:
        one = law_articles()[line["code"]]
        number, kind = laws[one.law]
        assert one.kind == kind and int(one.code[:2]) == int(number)
        assert ARTICLE.fullmatch(one.article), one.article
        assert re.findall(r"\d+", one.article) == [str(n) for part in one.numbers for n in part if n]
    assert len(set(texts(law_articles().values()))) == len(law_articles())


def test_every_article_rests_on_articles_of_a_law_that_are_listed():
    known = {one.text for one in law_articles().values()}
    unknown = []
    for line in lists.rows("law-articles"):
        named = [text for text in line["basis"].split("|") if text]
        assert set(named) <= known
        assert texts(law_articles()[code] for code in law_articles()[line["code"]].basis) == named
        assert all(law_articles()[code].kind == "法" for code in law_articles()[line["code"]].basis)
        if line["kind"] == "法":
            assert not named
        elif not named:
            unknown.append(line["code"])
            assert "basis not known" in line["notes"]
    assert unknown == ["28-22.2-0-0", "14-12.5-1-0", "14-12.6-1-0"], "the list leaves the basis of these open"


@pytest.mark.req("SYS-27")
def test_the_tree_stands_in_four_columns_under_the_abbreviations_of_the_laws():
    tree = law_tree()
    assert list(tree) == ["法", "令", "則", "派遣法"]
    columns = {one.extra["abbreviation"]: one.extra["column"] for one in lists.codes("law-abbreviations")}
    seen = []
    for column, laws in tree.items():
        order = [name for name in columns if name in laws]
        assert list(laws) == order, "the laws stand in the order of their list"
        for law, groups in laws.items():
            assert columns[law] == (column if column != "派遣法" else "法")
            assert (law == "派遣法") == (column == "派遣法")
            for group, articles in groups.items():
                assert all((one.law, one.group, one.column) == (law, group, column) for one in articles)
                assert [one.numbers for one in articles] == sorted(one.numbers for one in articles)
                seen += [one.code for one in articles]
    assert sorted(seen) == CODES


# what rests on what


@pytest.mark.parametrize(
    ("entered", "filled"),
    [
        ("安衛則第519条第1項", ["安衛法第21条第2項", "安衛則第519条第1項"]),
        ("寄宿程第7条第1号", ["労基法第96条第1項", "寄宿程第7条第1号"]),
        ("安衛令第20条第6号", ["安衛法第61条第1項", "安衛令第20条第6号"]),
        ("家労則第1条第1項", ["家労法第3条第2項", "家労則第1条第1項"]),
        ("労基法第32条第1項", ["労基法第32条第1項"]),
        ("派遣法第44条第1項", ["派遣法第44条第1項"]),
    ],
)
def test_an_ordinance_fills_the_law_it_rests_on(entered, filled):
    assert texts(basis_chain(article(entered).code)) == filled


def test_every_chain_holds_its_article_and_begins_with_the_law():
    for code, one in law_articles().items():
        chain = basis_chain(code)
        assert one in chain and len(set(chain)) == len(chain)
        columns = [found.column for found in chain]
        assert columns == sorted(columns, key=["法", "令", "則", "派遣法"].index)
        if one.kind != "法" and one.basis:
            assert chain[0].kind == "法"


def test_the_supplement_says_which_of_two_laws_the_committee_rests_on():
    code = article("安衛則第23条第1項").code
    both = ["安衛法第17条第1項", "安衛法第18条第1項", "安衛則第23条第1項"]
    assert texts(basis_chain(code)) == both
    assert texts(basis_chain(code, "01")) == ["安衛法第17条第1項", "安衛則第23条第1項"]
    assert texts(basis_chain(code, "02")) == ["安衛法第18条第1項", "安衛則第23条第1項"]
    assert texts(basis_chain(article("労基法第32条第1項").code, "01")) == ["労基法第32条第1項"]


def test_a_dormitory_ordinance_goes_down_to_the_item():
    """The provisions that SUP-25 a demands down to the 号 are not listed above it."""
    for law, number in (("寄宿程", 7), ("寄宿程", 38), ("寄宿程", 39), ("建寄程", 6)):
        found = find_articles(f"{law}{number}")
        assert found and all(one.article.startswith(f"第{number}条第") and one.article.endswith("号") for one in found)


def test_special_education_is_entered_by_the_item_of_article_36():
    items = entry_choices(article("安衛法第59条第3項").code)
    assert len(items) == 59 and all(one.text.startswith("安衛則第36条第") for one in items)
    crane, item = article("クレーン則第21条第1項"), article("安衛則第36条第15号")
    assert entry_choices(crane.code) == items
    assert texts(basis_chain(crane.code, choice=item.code)) == ["安衛法第59条第3項", "安衛則第36条第15号"]
    assert entry_choices(item.code) == () and entry_choices(article("安衛則第38条").code) == ()


def test_a_machine_below_standard_is_entered_with_the_machine():
    code = article("安衛則第27条").code
    choices = entry_choices(code)
    assert len([one for one in choices if one.article.startswith("別表第2")]) == 16
    assert len([one for one in choices if one.article.startswith("第13条第3項")]) == 34 and len(choices) == 50
    forklift = next(one for one in choices if one.title == "フォークリフト")
    assert texts(basis_chain(code, choice=forklift.code)) == [
        "安衛法第20条第1号",
        "安衛令第13条第3項第8号",
        "安衛則第27条",
    ]


def test_restricted_work_is_entered_with_the_item_of_article_20():
    code = article("クレーン則第22条").code
    assert texts(entry_choices(code)) == [f"安衛令第20条第{number}号" for number in range(1, 17)]
    chain = basis_chain(code, choice=article("安衛令第20条第6号").code)
    assert texts(chain) == ["安衛法第61条第1項", "安衛令第20条第6号", "クレーン則第22条"]
    assert entry_choices(article("安衛令第20条第6号").code) == ()


def test_what_rests_on_a_law_is_the_other_way_round():
    for code in ("02-61-1-0", "02-17-1-0"):
        assert resting_on(code) == tuple(one for one in law_articles().values() if code in one.basis)
    assert article("安衛則第23条第1項") in resting_on("02-17-1-0")


# 補完コード


SUPPLEMENTS = {
    "労基法第32条第1項": ["01"],
    "労基法第32条第2項": ["01"],
    "労基法第35条第1項": ["01"],
    "労基法第35条第2項": ["01"],
    "労基法第37条第1項": ["", "01", "02", "03"],
    "安衛則第23条第1項": ["01", "02"],
    "安衛則第389条の2": ["02"],
    "安衛則第642条の2第1項": ["03", "04", "05", "06"],
    "安衛則第655条第1項": ["", "01", "02"],
    "粉じん則第4条": ["01", "02"],
}


def test_the_provisions_of_the_supplement_table_take_its_codes_and_no_other():
    found = {one.text: [choice.code for choice in supplements(code)] for code, one in law_articles().items()}
    assert {text: choices for text, choices in found.items() if choices} == SUPPLEMENTS
    assert supplements(article("粉じん則第4条").code)[0].name.startswith("屋内吹付け研磨作業")


@pytest.mark.parametrize(
    "text", ["安衛則第642条の2の2", "安衛則第655条の2第1項", "安衛則第389条の2の2", "労基法第37条第4項"]
)
def test_a_branch_article_is_not_under_the_article_it_branches_from(text):
    assert supplements(article(text).code) == ()


# finding


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("安衛則36", "安衛則第36条第1号"),
        ("安衛則36-1", "安衛則第36条第1号"),
        ("安衛則36条1号", "安衛則第36条第1号"),
        ("安衛則 36 アーク", "安衛則第36条第3号"),
        ("労基法 32条 1項", "労基法第32条第1項"),
        ("ﾛｳｷ32", None),
        ("32-1", "労基法第32条第1項"),
        ("３２ー１", "労基法第32条第1項"),
        ("労基法32の3-4", "労基法第32条の3第4項"),
        ("労基法32-3-4", "労基法第32条の3第4項"),
        ("労働基準法第三十七条第四項", "労基法第37条第4項"),
        ("労働安全衛生規則第五百三十九条の六", "安衛則第539条の6"),
        ("安衛法第 59 条第 3 項", "安衛法第59条第3項"),
        ("安衛令6-15の4", "安衛令第6条第15号の4"),
        ("安衛令13-3-8", "安衛令第13条第3項第8号"),
        ("安衛令第十三条第三項第八号", "安衛令第13条第3項第8号"),
        ("642の2の2", "安衛則第642条の2の2"),
        ("14-36-0-15", "安衛則第36条第15号"),
        ("安衛法別表第2第5号", "安衛法別表第2第5号"),
        ("労働安全衛生法20", "安衛法第20条第1号"),
        ("5t未満 クレーン", "安衛則第36条第15号"),
        ("安衛法999", None),
    ],
)
def test_an_article_is_found_however_loosely_it_is_typed(typed, first):
    found = find_articles(typed)
    assert (found[0].text if found else None) == first


def test_a_number_gives_that_article_of_every_law_and_no_other():
    found = find_articles("36")
    assert {one.law for one in found} >= {"労基法", "安衛則"}
    assert {one.numbers[0] for one in found} == {(36,)}


def test_a_law_at_the_beginning_of_a_word_keeps_to_that_law():
    assert {one.law for one in find_articles("安衛則足場")} == {"安衛則"}
    assert {one.law for one in find_articles("労働安全衛生法")} == {"安衛法"}, "not the 令, whose name begins so"
    assert {one.law for one in find_articles("足場")} > {"安衛則"}


def test_a_paragraph_the_list_does_not_have_gives_its_article():
    assert texts(find_articles("労基法32条9項")) == ["労基法第32条第1項", "労基法第32条第2項"]


def test_the_beginning_of_a_code_gives_its_articles_and_only_whole_numbers_of_it():
    found = [one.code for one in find_articles("12-7")]
    assert [f"12-7-0-{number}" for number in range(1, 8)] == [code for code in found if code.startswith("12-7")]


@given(st.sampled_from(CODES))
def test_every_article_is_found_first_by_its_text_and_its_code(code):
    one = law_articles()[code]
    assert find_articles(one.text)[0] is one
    assert find_articles(code) == [one]
    assert article(one.text) is article(f" {one.law} {one.article}　") is article(code) is one


@pytest.mark.parametrize(
    "text",
    ["1" * 5000 + "x", "1の1 " * 40 + "x", "第1" * 90 + "x", "1-" * 100 + "x", "千" * 5000 + "条", "三の" * 90 + "条"],
)
def test_a_long_or_twisted_text_is_answered_at_once(text):
    assert find_articles(text) == []


@given(
    st.one_of(st.text(), st.text("安衛則労基法第条項号の0123456789一二三十百-－ 　"), st.from_regex(r"\d+[-の]\d+条"))
)
def test_any_text_gives_articles_of_the_list(text):
    assert set(find_articles(text)) <= set(law_articles().values())
    assert article(text) is None or article(text) in find_articles(article(text).text)
