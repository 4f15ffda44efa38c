"""Provisions as they are entered: an article and, where it alone is not enough, what is picked beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import provisions
from shuro.kernel.laws import basis_chain, entry_choices, law_articles
from shuro.kernel.text import Unreadable

ARTICLES = sorted(law_articles())
PICKED = [(code, choice.code) for code in ARTICLES for choice in entry_choices(code)]
BASES = [(one.code, basis) for one in law_articles().values() if len(one.basis) > 1 for basis in one.basis]
VALUES = st.one_of(st.sampled_from(ARTICLES), st.sampled_from(PICKED + BASES).map(lambda one: provisions.joined(*one)))


@given(VALUES)
def test_what_is_written_reads_back_as_the_same_value(value):
    assert provisions.known(value)
    assert provisions.read(provisions.written(value)) == value
    assert provisions.read(value.replace("+", " ＋ ")) == value


@pytest.mark.req("SUP-24", "SUP-25")
@given(st.sampled_from(PICKED))
def test_the_chain_of_a_picked_provision_is_that_of_the_article_with_its_choice(picked):
    code, choice = picked
    assert provisions.chain(provisions.joined(code, choice)) == basis_chain(code, "", choice)


@pytest.mark.req("SUP-25")
def test_a_number_that_takes_the_place_of_its_article_stands_alone():
    assert provisions.read("安衛法59条3項＋16号") == "14-36-0-16"
    assert provisions.read("酸欠則12条1項＋26号") == "14-36-0-26"
    assert provisions.read("安衛法61条1項＋安衛令第20条第6号") == "10-20-0-6"
    assert provisions.written(provisions.read("安衛則27＋ロール")) == "安衛則第27条＋安衛法別表第2第1号"
    assert provisions.written(provisions.read("クレーン則22＋玉掛け")) == "クレーン則第22条＋安衛令第20条第16号"


@pytest.mark.req("SUP-24")
def test_where_an_article_can_rest_on_one_of_several_the_one_can_be_said():
    several = [one for one in law_articles().values() if len(one.basis) > 1]
    assert len(several) == 8
    for one in several:
        assert {two.code for two in provisions.chain(one.code)} == {one.code, *one.basis}
        assert provisions.to_pick(one.code) == (), "all of them are filled while none is said"
        for basis in one.basis:
            value = provisions.read(f"{one.text}＋{law_articles()[basis].text}")
            assert [two.code for two in provisions.chain(value)] == [basis, one.code]
            others = set(one.basis) - {basis}
            assert value in provisions.resting_on(basis)
            assert not any(value in provisions.resting_on(other) for other in others)


def test_only_an_entry_that_is_not_whole_asks_for_more():
    assert provisions.to_pick("14-27-0-0") and provisions.to_pick("02-59-3-0")
    for whole in ("14-36-0-16", "14-27-0-0+02-B2-0-1", "14-519-1-0"):
        assert provisions.to_pick(whole) == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("安衛則27＋存在しない機械", "選べません"),
        ("安衛則27＋号", "安衛法別表第2第1号など"),
        ("労基法32条1項＋1号", "「＋」で続けて選ぶ条文はありません"),
        ("労基法32条", "当たる条文が"),
        ("道路交通法1条", "一覧にありません"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_would_be_right(typed, said):
    with pytest.raises(Unreadable, match=said):
        provisions.read(typed)


def test_a_column_of_one_law_takes_no_other():
    assert provisions.read("45条3項", ("派遣法",)) == "09-45-3-0"
    with pytest.raises(Unreadable, match="派遣法の条文は一覧にありません"):
        provisions.read("労基法32条1項", ("派遣法",))


def test_candidates_lead_from_an_article_to_what_is_picked_beside_it():
    found = provisions.find("安衛則27")
    assert [one.text for one in found[:2]] == ["安衛則第27条", "安衛則第27条＋安衛法別表第2第1号"]
    assert [one.value for one in provisions.find("安衛則27＋ロール")] == ["14-27-0-0+02-B2-0-1"]
    special = provisions.find("安衛法第59条第3項＋")
    assert {one.value for one in special} == {
        f"14-36-0-{one.code.split('-')[-1]}" for one in entry_choices("02-59-3-0")
    }
    assert all(one.value.startswith("09-") for one in provisions.find("45条", ("派遣法",)))


@pytest.mark.req("SUP-39")
@given(VALUES)
def test_a_search_by_any_article_of_the_chain_finds_the_provision(value):
    for one in provisions.chain(value):
        assert value in provisions.resting_on(one.code)
    code, choice = provisions.parts(value)
    assert provisions.covered(value) == (frozenset({value}) if choice else provisions.resting_on(code))


def test_columns_of_the_chain():
    value = provisions.read("安衛則27＋ロール")
    assert provisions.in_column(value, "法") == "安衛法第20条第1号、安衛法別表第2第1号"
    assert (provisions.in_column(value, "令"), provisions.in_column(value, "則")) == ("", "安衛則第27条")


def test_a_code_that_has_left_the_list_is_shown_as_it_stands():
    assert provisions.written("99-1-0-0") == "99-1-0-0" and not provisions.known("99-1-0-0")
    assert provisions.written(None) == "" and provisions.covered("99-1-0-0") == {"99-1-0-0"}
