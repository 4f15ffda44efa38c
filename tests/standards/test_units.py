"""What one record stands for, and which number names it: the rules an officer decides by, as far as the system holds them."""

from __future__ import annotations

import pytest

from shuro.kernel import store
from shuro.kernel.codes import codes
from tests.standards.workplaces import found_again, refusal, registered, warnings


@pytest.mark.req("WPL-5")
def test_one_record_stands_for_one_workplace(desk):
    first = registered(desk)
    with pytest.raises(store.Refused) as refused:
        registered(desk)
    asked = [f for f in refused.value.findings if f.key]
    assert [f.refers for f in asked] == [(f"workplace:{first.id}",)]
    other = registered(desk, name="霞会社　　別工場", name_kana="カスミガイシャ　　ベツコウジョウ")
    assert other.key == first.key + 1


@pytest.mark.req("WPL-13")
def test_a_single_business_has_its_own_number_and_a_batch_shares_one(desk):
    """単独有期事業 are told apart by their numbers; who uses the number of a 一括有期事業 twice is told so."""
    numbers = ("13101600001000", "13101600002000")
    sites = [
        registered(desk, name=f"霞建設　　第{at}現場", name_kana="カスミケンセツ　　ゲンバ", address_rest=f"{at}-1",
                   registration_kind="労働保険番号", insurance_number=number)
        for at, number in enumerate(numbers)
    ]  # fmt: skip
    assert tuple(found_again(desk, one).insurance_number for one in sites) == numbers
    told = warnings(desk, name="霞建設　　第9現場", name_kana="カスミケンセツ　　ゲンバ", address_rest="9-1",
                    registration_kind="労働保険番号", insurance_number=numbers[0])  # fmt: skip
    assert "他の事業場が用いています" in told["労働保険番号"]


@pytest.mark.req("SYS-4")
def test_applications_that_come_electronically_have_their_subsystem():
    one = codes("subsystems").get("22")
    assert one.name == "申請・届出等処理支援システム"
    assert one.extra["tied_to_workplace"] == "no"


def test_a_number_is_needed_where_one_was_given(desk):
    assert refusal(desk, registration_kind="労働保険番号") == ["労働保険番号"]
