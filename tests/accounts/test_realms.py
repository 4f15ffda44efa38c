"""Realms: IDs, the curve of waits, initial secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.accounts.realms import KIJUN, REALMS, IdRule, every, exponential, readable_secret, realm


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("012345", "012345"), (" ０１２３４５ ", "012345"), ("０１２３４５－１", "012345-1"), ("ABC", "abc")],
)
def test_a_typed_id_is_folded(typed: str, stored: str) -> None:
    assert KIJUN.id_rule.fold(typed) == stored


def test_where_case_matters_it_stays() -> None:
    rule = IdRule(
        "ユーザーID", "[A-Za-z0-9]{6,12}", "半角英数字6文字以上12文字以下で入力してください。", case_matters=True
    )
    assert rule.fold("ＡbＣ") == "AbC"
    assert rule.finding("Ab") == "ユーザーID：半角英数字6文字以上12文字以下で入力してください。"


@given(st.text(max_size=300))
def test_folding_takes_anything_and_is_done_once(typed: str) -> None:
    folded = KIJUN.id_rule.fold(typed)
    assert KIJUN.id_rule.finding(folded) is None or "6桁" in KIJUN.id_rule.finding(folded)


@pytest.mark.parametrize(
    ("login", "own", "extra"),
    [
        ("012345", True, False), ("012345-1", False, True), ("012345-0", False, False), ("12345", False, False),
        ("0123456", False, False), ("01234a", False, False), ("012345\n", False, False), ("", False, False),
        ("০১২৩৪৫", False, False),
    ],
)  # fmt: skip
def test_the_form_of_an_id_tells_own_staff_from_others(login: str, own: bool, extra: bool) -> None:
    assert KIJUN.extra_id_rule is not None
    assert (KIJUN.id_rule.finding(login) is None) is own
    assert (KIJUN.extra_id_rule.finding(login) is None) is extra


def test_the_curve_of_waits() -> None:
    wait = KIJUN.lock.wait
    assert [wait(n) for n in range(1, 13)] == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert KIJUN.lock.closes_at == 100
    assert sum(wait(n) for n in range(1, 100)) > 20 * 3600, "closing somebody out takes about a day"
    assert wait(10_000) == 900


@given(st.integers(0, 10), st.integers(1, 100), st.integers(100, 10_000), st.integers(1, 500))
def test_waits_never_fall_and_never_pass_the_ceiling(free: int, first: int, ceiling: int, failures: int) -> None:
    wait = exponential(free, first, ceiling)
    assert (wait(failures) == 0) == (failures <= free)
    assert wait(failures) <= wait(failures + 1) <= ceiling


def test_waits_in_blocks() -> None:
    wait = every(6, 3600)
    assert [n for n in range(20) if wait(n)] == [6, 12, 18] and wait(6) == 3600


def test_initial_secrets_are_random_and_long_enough() -> None:
    assert len({readable_secret() for _ in range(200)}) == 200
    assert 31 ** len(readable_secret().replace("-", "")) > 2**128


def test_realms_are_found_by_name() -> None:
    assert realm("kijun") is KIJUN and all(name == one.name for name, one in REALMS.items())
    with pytest.raises(KeyError):
        realm("none")
