"""Invented consultations for the practice database, most days some, about the workplaces that are there.

Registered at the time at which they would have been received, by the officers of their offices, from texts as they are
typed; a few slips wait to be completed. Nobody in them is real. The same day gives the same data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from shuro.kernel import store
from shuro.kernel.calendar import open_on_or_before
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_slip import receive
from shuro.standards.consultation_topics import ConsultationTopic
from shuro.standards.practice import BUREAU, Story, registered
from shuro.standards.workplace import Workplace

EACH = 30  # consultations of an office
DAYS = 180  # over which they lie
NAMED = {"局": ("局1", "テレワークの労働時間"), "署": ("署1", "副業・兼業の割増賃金")}
# topics, class, what was said, result, what the officer did
CASES = (
    ("06", "法施行事務", "先月分の賃金が支払日を過ぎても支払われない。", "申告受理", "申告の手続を説明した。"),
    ("02", "法施行事務", "予告なしに解雇された。解雇予告手当は支払われるか。", "相談のみで終了", "労基法第20条を説明した。"),
    ("10、72", "法施行事務", "毎日2時間の残業をしているが、割増賃金が支払われない。", "情報として保管", "情報として保管する。"),
    ("07", "個別労働関係紛争", "退職金の規程があるのに支払われない。", "相談のみで終了", "支払時期と請求の方法を説明した。"),
    ("01", "法令・制度の問合せ", "労働条件通知書の様式を教えてほしい。", "相談のみで終了", "様式を案内した。"),
)  # fmt: skip
SLIPS = (("相談時間", "1O"), ("相談方法", "来暑"), ("", ""))  # a box that could not be read, if any


def practice(desks: Mapping[str, Desk], at: Callable[[datetime], None]) -> None:
    """See `shuro.standards.practice.practice`; the workplaces are there already."""
    now = next(iter(desks.values())).now()
    story = Story(desks, at, now.date(), Random(21))
    for office in sorted(desks):
        desk = desks[office]
        if desk.office.level not in NAMED:
            continue
        story.clock(story.today - timedelta(days=DAYS + 1), 9)
        topic, meaning = NAMED[desk.office.level]
        registered(desk, ConsultationTopic, {"topic": topic, "meaning": meaning})
        with desk.database.read() as session:
            there = store.entries(session, Workplace, table_of(Workplace).c.office_code == office)
        days = sorted(story.chance.randint(1, DAYS) for _ in range(EACH if office != BUREAU else EACH // 3))
        for ago in reversed(days):
            story.clock(open_on_or_before(story.today - timedelta(days=ago)), story.chance.randint(9, 16))
            registered(desk, Consultation, texts(story, desk, there))
        if desk.office.level == "署":
            at(now)
            receive(desk, [slip(story, number, *box) for number, box in enumerate(SLIPS, 1)])
    at(now)


def texts(story: Story, desk: Desk, there: list[Entry]) -> dict[str, str]:
    """The typed texts of a consultation, about one of the workplaces there as a rule."""
    chance = story.chance
    topics, kind, detail, outcome, opinion = chance.choice(CASES)
    worker = chance.random() < 0.85
    method = chance.choice(("来署", "電話", "電話", "FAX・郵送等"))
    made = {
        "method": method, "minutes": str(chance.randrange(5, 60, 5)), "receiver_kind": chance.choice(("相談員", "職員")),
        "receiver": desk.officer.name.replace(" ", "　"), "caller": story.person(), "gender": chance.choice(("男", "女")),
        "disclosure": chance.choice(("諾", "否")), "caller_kind": "労働者" if worker else "使用者",
        "mobile_phone": story.phone(), "topics": topics, "classes": kind, "detail": detail, "outcome": outcome,
        "opinion": opinion,
    }  # fmt: skip
    if worker:
        made["work_style"] = chance.choice(("正社員", "正社員", "パート", "有期契約労働者"))
    if there and kind != "法令・制度の問合せ":
        about = chance.choice(there)
        made |= {"workplace_name": about.name, "workplace_phone": about.phone_general or "",
                 "industry_code": about.industry_code or "", "representative": about.representative or ""}  # fmt: skip
    return made


def slip(story: Story, number: int, box: str, unread: str) -> dict[str, str]:
    """A line of a file of the reader: a slip with a box that cannot be read."""
    topics, kind, detail, _, _ = story.chance.choice(CASES)
    made = {
        "帳票種別番号": "86001", "帳票読取通番": f"01-{story.today:%Y%m%d}-{number:04d}", "相談方法": "来署",
        "受付年月日": story.today.isoformat(), "相談時間": "020", "相談者氏名": story.person(), "相談者": "労働者",
        "相談の内容": topics, "相談の区分": kind, "相談の内容(詳細)": detail,
    }  # fmt: skip
    return made | ({box: unread} if box else {})
