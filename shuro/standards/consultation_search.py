"""The search for 相談情報: 19 conditions, joined with AND; several values of one condition with OR (CST-61 to CST-65).

Source: docs/spec/consultation.md section 11, docs/spec/fields/consultation-search.csv. 処理結果 stands as five conditions,
one for each of 処理1 to 処理5, 受付年月日 as two, from and to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shuro.kernel import registry, store
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import Item, choices, link, text
from shuro.kernel.kinds import KINDS
from shuro.kernel.record import Search, table_of
from shuro.kernel.text import Unreadable, tidy

WORDS = 3  # of 相談の内容(詳細) that a search takes (CST-63)


class WordsKind(type(KINDS["text"])):  # type: ignore[misc]
    """Up to so many words as the item's `max`, blanks between them; the value is the list of them."""

    name = "words"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> list[str]:
        """The words. Raises Unreadable for too many."""
        found = list(dict.fromkeys(tidy(text).split()))
        if item.max and len(found) > item.max:
            raise Unreadable(
                f"空白で区切って{item.max}語までです（現在{len(found)}語）。{item.max}語以内にしてください。"
            )
        return found

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        """As they are typed."""
        return " ".join(value or ())


def of_workplace(desk: Desk, value: int) -> Any:
    """Linked to this workplace."""
    return table_of(registry.load("consultation")).c.workplace_id == value


def of_persons(desk: Desk, value: list[str]) -> Any:
    """相談者 of one of these kinds."""
    return table_of(registry.load("consultation")).c.caller_kind.in_(value)


def with_words(desk: Desk, value: list[str]) -> list[Any]:
    """Every word stands somewhere in 相談の内容(詳細) (CST-63)."""
    index = store.search_index(registry.load("consultation"))
    return [index.condition("detail", word) for word in value]


PERSONS = codes("consultation-persons").options
SEARCHES: tuple[str | Search, ...] = (
    Search("workplace", link("事業場キー", "workplace", stored=False), of_workplace),
    "received_on", "method", "receiver_kind", "receiver", "workplace_name", "size", "labor_union", "industry_code",
    "caller", "disclosure", "gender",
    Search("caller_kind", choices("相談者(相談者種別)", PERSONS, stored=False), of_persons),
    "work_style", "worker_kind", "classes", "topics",
    Search("detail", replace(text("相談の内容(詳細)", max=WORDS, stored=False), kind=WordsKind()), with_words),
    "outcome", "advice", "mediation", "referrals", "handovers",
)  # fmt: skip
