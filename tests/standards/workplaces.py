"""Short words for tests that need a 事業場基本情報."""

from __future__ import annotations

from typing import Any

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry
from shuro.standards.workplace import Workplace

TEXTS = {
    "kinds": "事業場",
    "registration_kind": "労働保険未手続",
    "name": "霞会社　　霞工場",
    "name_kana": "カスミガイシャ　　カスミコウジョウ",
    "address_code": "東京都千代田区霞が関",
    "address_rest": "1-2-2",
    "workers": "50",
    "industry_code": "010602",
}


def values_of(texts: dict[str, Any], desk: Desk | None = None) -> dict[str, Any]:
    """The values of typed texts, all of which can be read."""
    values, found = read_texts(Workplace, texts, desk)
    assert not found, found
    return values


def registered(desk: Desk, accept: tuple[str, ...] = (), **texts: Any) -> Entry:
    """A workplace registered from typed texts; those of TEXTS where not given, left out where given as None."""
    typed = {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}
    return store.save(desk, Workplace, "登録", values_of(typed, desk), accept=accept).entry


def updated(desk: Desk, one: Entry, **texts: Any) -> Entry:
    """The workplace after an 更新 with these typed texts."""
    return store.save(desk, Workplace, "更新", values_of(texts, desk), id=one.id, version=one.version).entry


def found_again(desk: Desk, one: Entry) -> Entry:
    """The workplace as it is stored now."""
    return store.find(desk, Workplace, one.id)


def refusal(desk: Desk, **texts: Any) -> list[str]:
    """Labels of the items for which a registration with these texts is refused."""
    try:
        registered(desk, **texts)
    except store.Refused as refused:
        return [f.label for f in refused.findings if f.severity is not store.WARN]
    return []


def warnings(desk: Desk, **texts: Any) -> dict[str, str]:
    """The warnings of a registration with these texts, by label."""
    typed = {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}
    saved = store.save(desk, Workplace, "登録", values_of(typed, desk))
    return {f.label: f.sentence for f in saved.warnings}
