"""Invented complaints for the practice database: open and closed ones, one on its way to another office.

Registered on the days on which they would have been accepted, by the officers of their offices, from texts as they are
typed. Nobody in them is real. The same day gives the same data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from shuro.kernel import store
from shuro.kernel.calendar import open_on_or_before
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_rules import certification_deadline
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from shuro.standards.practice import Story, registered
from shuro.standards.workplace import Workplace

EACH = 12  # complaints of a 署
DAYS = 300  # over which they lie
# main items, matters, what was said
CASES = (
    ("賃金不払", "定期賃金の不払い", "先月分の賃金が支払日を過ぎても支払われない。"),
    ("賃金不払、割増賃金", "割増賃金の不払い", "時間外労働の割増賃金が支払われない。"),
    ("解雇", "解雇予告手当の不払い", "予告なしに解雇され、手当が支払われない。"),
    ("年次有給休暇", "年次有給休暇の拒否", "年次有給休暇を請求したが、認められない。"),
)


def practice(desks: Mapping[str, Desk], at: Callable[[datetime], None]) -> None:
    """See `shuro.standards.practice.practice`; the workplaces are there already."""
    now = next(iter(desks.values())).now()
    story = Story(desks, at, now.date(), Random(34))
    stations = sorted(code for code, desk in desks.items() if desk.office.level == "署")
    for code in stations:
        desk = desks[code]
        with desk.database.read() as session:
            there = store.entries(session, Workplace, table_of(Workplace).c.office_code == code)
        for ago in sorted((story.chance.randint(2, DAYS) for _ in range(EACH)), reverse=True) if there else ():
            register(story, desk, story.chance.choice(there), ago)
    at(now)
    if len(stations) > 1:
        transfer(desks[stations[0]], stations[1])


def register(story: Story, desk: Desk, workplace: Entry, ago: int) -> None:
    """A complaint accepted so many days ago, with what has become of it since."""
    chance = story.chance
    accepted = open_on_or_before(story.today - timedelta(days=ago))
    story.clock(accepted, chance.randint(9, 16))
    items, matters, content = chance.choice(CASES)
    texts = {
        "complainant": story.person(), "complainant_phone": story.phone(), "workplace_name": workplace.name,
        "workplace_phone": workplace.phone_general or "", "accepted_on": accepted.isoformat(), "matters": matters,
        "main_items": items, "content": content, "route": chance.choice(("口頭", "口頭", "文書")),
        "industry_code": workplace.industry_code or "", "disclosure": chance.choice(("諾", "否")),
    }  # fmt: skip
    if ago > 5 and chance.random() < 0.8:
        texts["begun_on"] = open_on_or_before(accepted + timedelta(days=2)).isoformat()
    if "賃金不払" in items and chance.random() < 0.3:
        texts |= {"bankrupt": "1", "apply_by": certification_deadline(accepted - timedelta(days=20)).isoformat()}
    if ago > 60 and workplace.industry_code and chance.random() < 0.8:
        texts |= {"outcome": "解決", "closed_on": open_on_or_before(accepted + timedelta(days=45)).isoformat()}
    saved = registered(desk, Complaint, texts, {"workplace_id": workplace.id})
    page = {"progress": f"{accepted.month}月{accepted.day}日　申告を受理した。"}
    store.save(desk, ComplaintJournal, "登録", page, given={"complaint_id": saved.id})
    if "賃金不払" in items and workplace.industry_code:
        wages = {"year": accepted.year, "case_kind": "賃金不払事件", "found_regular_workers": chance.randint(1, 4),
                 "found_regular_amount": chance.randint(100, 900)}  # fmt: skip
        store.save(desk, ComplaintUnpaid, "登録", wages, given={"complaint_id": saved.id})


def transfer(desk: Desk, to: str) -> None:
    """The latest open case of the office goes to another one, whose inbox shows it."""
    table = table_of(Complaint)
    with desk.database.read() as session:
        mine = store.entries(session, Complaint, table.c.office_code == desk.office.code, table.c.state == "登録済")
    if not mine:
        return
    one = mine[-1]
    texts = {
        "moving": "1",
        "to_office": to,
        "direct": "諾",
        "dispatch_number": "第1号",
        "closed_on": desk.today().isoformat(),
    }
    if one.begun_on is None:
        texts["begun_on"] = one.accepted_on.isoformat()
    values, wrong = read_texts(Complaint, texts, desk)
    assert not wrong, wrong
    waiting = store.save(desk, Complaint, "更新", values, id=one.id, version=one.version)
    store.save(desk, Complaint, "移送", id=one.id, version=waiting.version)
