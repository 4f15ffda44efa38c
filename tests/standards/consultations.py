"""Short words for tests that need 相談情報."""

from __future__ import annotations

from typing import Any

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry
from shuro.kernel.register import Register
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_slip import ConsultationSlip
from shuro.standards.consultation_topics import ConsultationTopic

TEXTS: dict[str, Any] = {"method": "電話", "minutes": "15"}
WHOLE: dict[str, Any] = {  # every item an officer can type
    "received_on": "R8.6.1", "method": "来署", "minutes": "45", "receiver_kind": "相談員", "receiver": "受付　太郎",
    "workplace_name": "霞会社　　霞工場", "representative": "代表取締役　霞　一郎",
    "address": "東京都千代田区霞が関1-2-2", "contact": "総務課長　雲　二郎", "workplace_phone": "03-1111-2222",
    "fax": "03-1111-2223", "size": "10~49人", "labor_union": "無", "industry_code": "010602",
    "caller": "朝霧　恵", "disclosure": "否", "gender": "女", "home_address": "東京都港区芝1-1",
    "home_phone": "03-3333-4444", "mobile_phone": "090-5555-6666", "caller_kind": "労働者", "work_style": "パート",
    "worker_kind": "外国人労働者(技能実習生除く)", "topics": "06、10", "classes": "法施行事務、その他",
    "detail": "5月分の賃金が支払われない。", "outcome": "申告受理", "advice": "希望しない", "mediation": "保留",
    "referrals": "裁判所、弁護士会", "handovers": "労働基準監督署、情報送付", "opinion": "申告として受理する。",
    "instructions": "速やかに着手すること。",
}  # fmt: skip


def values_of(desk: Desk, texts: dict[str, Any]) -> dict[str, Any]:
    """The values of typed texts, all of which can be read."""
    values, found = read_texts(Consultation, texts, desk)
    assert not found, found
    return values


def consulted(desk: Desk, **texts: Any) -> store.Saved:
    """A consultation registered from typed texts; those of TEXTS where not given, left out where given as None."""
    typed = {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}
    return store.save(desk, Consultation, "登録", values_of(desk, typed))


def changed(desk: Desk, one: Entry, **texts: Any) -> store.Saved:
    """A consultation after an 更新 with these typed texts."""
    return store.save(desk, Consultation, "更新", values_of(desk, texts), id=one.id, version=one.version)


def unreadable(desk: Desk, **texts: Any) -> dict[str, str]:
    """{label: sentence} of the typed texts that cannot be read."""
    return {f.label: f.sentence for f in read_texts(Consultation, texts, desk)[1]}


def refused(desk: Desk, **texts: Any) -> dict[str, str]:
    """{label: sentence} of what stops a registration with these texts; empty when nothing does."""
    try:
        consulted(desk, **texts)
    except store.Refused as refusal:
        return {f.label: f.sentence for f in refusal.findings if f.severity is store.REFUSE}
    return {}


def warned(saved: store.Saved) -> set[str]:
    """The labels of the warnings of a registration."""
    return {f.label for f in saved.warnings}


def found(desk: Desk, **texts: str) -> list[int]:
    """Ids of what a search finds, in the order of the list."""
    return [line.id for line in Register(desk, Consultation, texts).first(50)]


def topic(desk: Desk, name: str, meaning: str) -> Entry:
    """A topic that the office of the desk names."""
    return store.save(desk, ConsultationTopic, "登録", {"topic": name, "meaning": meaning}).entry


def slips(desk: Desk) -> list[Entry]:
    """The slips of the office, in the order they were read."""
    with desk.database.read() as session:
        return store.entries(session, ConsultationSlip, ConsultationSlip.__table__.c.office_code == desk.office.code)
