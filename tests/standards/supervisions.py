"""Short words for tests that need supervision results and what hangs on them."""

from __future__ import annotations

from typing import Any

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry
from shuro.standards.special_target import SpecialTarget
from shuro.standards.subcontractor import Subcontractor
from shuro.standards.supervision import SupervisionResult
from shuro.standards.supervision_focus import SupervisionFocus

TEXTS: dict[str, Any] = {"supervised_on": "R8.6.1", "supervision_kind": "災害時監督"}
UNSAFE = {"provision": "安衛則519条1項", "measures": "是正勧告", "due_on": "R8.6.30"}
OVERTIME = {"provision": "労基法32条1項", "measures": "是正勧告", "due_on": "R8.7.15"}


def values_of(cls: type, texts: dict[str, Any], desk: Desk | None = None) -> dict[str, Any]:
    """The values of typed texts, all of which can be read."""
    values, found = read_texts(cls, texts, desk)
    assert not found, found
    return values


def given_of(workplace: Entry, target: str = "当該事業", subcontractor: Entry | None = None) -> dict[str, Any]:
    """What the 業務選択メニュー of a workplace fixes."""
    return {
        "workplace_id": workplace.id,
        "target": target,
        "subcontractor_id": subcontractor.id if subcontractor else None,
    }


def supervised(
    desk: Desk, workplace: Entry, target: str = "当該事業", subcontractor: Entry | None = None, **texts: Any
) -> store.Saved:
    """A result registered from typed texts; those of TEXTS where not given, left out where given as None."""
    typed = {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}
    values = values_of(SupervisionResult, typed, desk)
    return store.save(desk, SupervisionResult, "登録", values, given=given_of(workplace, target, subcontractor))


def changed(desk: Desk, one: Entry, **texts: Any) -> store.Saved:
    """A result after an 更新 with these typed texts."""
    values = values_of(SupervisionResult, texts, desk)
    return store.save(desk, SupervisionResult, "更新", values, id=one.id, version=one.version)


def refused(desk: Desk, workplace: Entry, target: str = "当該事業", subcontractor: Entry | None = None, **texts: Any):
    """{label: sentence} of what stops a registration with these texts; empty when nothing does."""
    try:
        supervised(desk, workplace, target, subcontractor, **texts)
    except store.Refused as refusal:
        return {f.label: f.sentence for f in refusal.findings if f.severity is not store.WARN}
    return {}


def warned(saved: store.Saved) -> dict[str, str]:
    """{label: sentence} of the warnings of a registration."""
    return {f.label: f.sentence for f in saved.warnings}


def subcontracted(desk: Desk, workplace: Entry, **texts: Any) -> Entry:
    """A 下請情報 under a workplace."""
    typed = {"name": "山田組", "name_kana": "ヤマダグミ", "industry_code": "030201", **texts}
    values = values_of(Subcontractor, {name: text for name, text in typed.items() if text is not None}, desk)
    return store.save(desk, Subcontractor, "登録", values, given={"workplace_id": workplace.id}).entry


def special_target(desk: Desk, target: str, code: str, name: str) -> Entry:
    """A code of 本省; `desk` is one of 本省."""
    return store.save(desk, SpecialTarget, "登録", {"target": target, "code": code, "name": name}).entry


def focus_code(bureau: Desk, clock: Any, year: int, code: str, name: str) -> Entry:
    """A 監督重点対象区分コード of a 局, set in the March before its 年度; the clock is set back afterwards."""
    now = clock.moment
    clock.set(year, 3, 2)
    saved = store.save(bureau, SupervisionFocus, "登録", {"code": code, "name": name})
    clock.moment = now
    return saved.entry
