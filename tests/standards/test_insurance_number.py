"""労働保険番号: shapes, parts, and what is said about numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shuro.kernel.text import Unreadable
from shuro.standards import insurance_number
from shuro.standards.insurance_number import InsuranceNumber, display, parse, read


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def numbers() -> st.SearchStrategy[InsuranceNumber]:
    """Any 労働保険番号 there can be, of all three lengths."""
    rest = st.one_of(st.just(("", "")), st.tuples(digits(3), st.just("")), st.tuples(digits(3), digits(4)))
    return st.builds(
        lambda prefecture, jurisdiction, district, base, end: InsuranceNumber(
            f"{prefecture:02d}", jurisdiction, district, base, *end
        ),
        st.integers(1, 47), st.sampled_from("1357"), digits(2), digits(6), rest,
    )  # fmt: skip


FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


@pytest.mark.req("WPL-11")
@given(numbers(), st.sampled_from(["", "-", " ", " - ", "　", "－", "ー"]), st.booleans())
def test_a_number_is_read_however_its_parts_are_typed(number: InsuranceNumber, between: str, wide: bool) -> None:
    parts = [part for part in number.shown.split("-")]
    typed = between.join(parts)
    assert parse(typed.translate(FULL_WIDTH) if wide else typed) == number


@pytest.mark.req("WPL-11")
@given(numbers())
def test_a_shown_number_is_the_stored_one_again(number: InsuranceNumber) -> None:
    stored = str(number)
    assert len(stored) in (11, 14, 18)
    assert read(display(stored)) == stored
    assert display(stored) == number.shown
    assert insurance_number.of(stored) == number


@pytest.mark.req("WPL-11", "WPL-14", "WPL-15")
@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("131011234560000001", ("13", "1", "01", "123456", "000", "0001")),
        ("13101123456000", ("13", "1", "01", "123456", "000", "")),
        ("13101123456", ("13", "1", "01", "123456", "", "")),
    ],
)
def test_the_three_lengths_are_taken_apart(typed: str, parts: tuple[str, ...]) -> None:
    assert parse(typed) == InsuranceNumber(*parts)


@pytest.mark.req("WPL-11")
@given(st.integers(0, 25).filter(lambda length: length not in (11, 14, 18)).flatmap(digits))
@example("131011234560001")
def test_any_other_length_is_refused_with_the_right_ones(typed: str) -> None:
    with pytest.raises(Unreadable, match=f"11桁、14桁又は18桁です（現在{len(typed)}桁）"):
        parse(typed)


@pytest.mark.req("WPL-11")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("13-1-01-12345", "基幹番号は6桁です（入力は「12345」）"),
        ("13-1-1-123456", "管轄は2桁です（入力は「1」）"),
        ("13-1-01-123456-1", "枝番号は3桁です（入力は「1」）"),
        ("13-1-01-12345A", "数字とハイフンで"),
        ("48-1-01-123456", "府県（1・2桁目）は01から47まで"),
        ("00-1-01-123456", "府県（1・2桁目）は01から47まで"),
    ],
)
def test_a_wrong_number_is_told_which_part_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        parse(typed)


@pytest.mark.req("WPL-12")
@pytest.mark.parametrize("jurisdiction", "024689")
def test_a_jurisdiction_that_does_not_exist_is_refused_and_the_four_are_named(jurisdiction: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse(f"13{jurisdiction}01123456")
    for word in ("1（労働基準監督署所掌）", "3（公共職業安定所所掌）", "5（独自番号）", "7（仮番号）"):
        assert word in str(refusal.value)


@pytest.mark.req("WPL-12")
@pytest.mark.parametrize(
    ("jurisdiction", "regular", "own", "provisional"),
    [("1", True, False, False), ("3", True, False, False), ("5", False, True, False), ("7", False, False, True)],
)
def test_the_jurisdiction_says_what_kind_of_number_it_is(
    jurisdiction: str, regular: bool, own: bool, provisional: bool
) -> None:
    number = parse(f"13{jurisdiction}01123456")
    assert (number.regular, number.own, number.provisional) == (regular, own, provisional)


@pytest.mark.req("WPL-21")
@given(numbers(), st.integers(1, 999), st.integers(1, 9999))
def test_a_shared_number_as_own_number_keeps_its_other_parts(
    number: InsuranceNumber, branch: int, covered: int
) -> None:
    branched = number.with_own(branch=f"{branch:03d}")
    assert str(branched) == f"{number.prefecture}5{number.district}{number.base}{branch:03d}"
    below = parse(str(number)[:11] + "005").with_own(covered=f"{covered:04d}")
    assert str(below) == f"{number.prefecture}5{number.district}{number.base}005{covered:04d}"


def test_what_is_no_number_is_shown_as_it_stands() -> None:
    assert display("123") == "123"
    assert insurance_number.of("123") is None
    assert insurance_number.of(None) is None


@pytest.mark.req("WPL-11")
@given(numbers())
def test_a_branch_of_noughts_is_no_branch(number: InsuranceNumber) -> None:
    forms = insurance_number.same(str(number))
    assert str(number) in forms
    assert all(insurance_number.same(form) == forms for form in forms)
    assert len({parse(form).branched for form in forms}) == 1
