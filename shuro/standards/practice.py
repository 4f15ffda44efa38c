"""Invented workplaces and what became of them, for the practice database: `practice(desks, at)` makes everything anew.

All of it takes the way of daily work (imports, `store.save`), at the time at which it would have happened, so that the
rules of that day held: codes are set in March, workplaces registered, supervisions reported some days after the visit,
corrections confirmed later. The words stand in data/practice; nobody in them is real. The same day gives the same data.
"""

from __future__ import annotations

import csv
import heapq
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from shuro.kernel import paths, postal, store
from shuro.kernel.calendar import fiscal_year, open_day_after, open_on_or_before
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import TOKYO, Desk
from shuro.kernel.imports import import_file
from shuro.kernel.record import Entry, table_of
from shuro.kernel.sheets import write_csv
from shuro.standards.insurance_number import InsuranceNumber
from shuro.standards.settings import FreeCode, OfficeParticulars
from shuro.standards.special_target import SpecialTarget
from shuro.standards.subcontractor import Subcontractor
from shuro.standards.supervision import SupervisionResult
from shuro.standards.supervision_focus import SupervisionFocus
from shuro.standards.supervision_rules import OWN, SUBCONTRACT
from shuro.standards.workplace import Workplace

FOLDER = paths.DATA / "practice"
MINISTRY, BUREAU = "0000", "1300"
WORKPLACES = 400
VISITS = (1, 1, 2, 2)  # supervisions of an office in a fortnight
FOCUS = (
    ("010", "長時間労働の抑制", "労基法第32条第1項"),
    ("020", "最低賃金の履行確保", "最賃法第4条第1項"),
    ("110", "建設業における墜落・転落災害の防止", "安衛則第519条第1項"),
    ("120", "製造業における機械災害の防止", "安衛則第101条第1項"),
    ("210", "自動車運転者の労働条件の確保", ""),
)
FREE = (("01", "安全衛生優良企業"), ("02", "外国人労働者を多数雇用"), ("03", "要継続把握"))
SPECIAL = (("特別監督対象1", "01", "過重労働解消キャンペーン"), ("特別監督対象2", "01", "夏期の熱中症予防"))
FOCUS_OF = {"建設": "110", "製造": "120", "運輸": "210"}
SUBTRADES = {"鳶工業": "トビコウギョウ", "内装": "ナイソウ", "電設": "デンセツ"}
OTHER_KINDS = ("災害時監督", "申告監督", "災害調査")
SURNAMES = ("朝霧", "風間野", "桐生沢", "白羽根", "露草", "夏目坂", "氷川台", "深雪", "美空野", "夜船")
GIVEN = ("一郎", "恵", "健", "早苗", "拓也", "直美", "博", "真由美", "洋介", "礼子")


# Words and moments ------------------------------------------------------------------------------------------------------


@cache
def words(name: str) -> list[dict[str, str]]:
    """The lines of data/practice/<name>.csv."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Story:
    """What is needed to tell what happened: the officers' desks, the clock, chance, and what is there already."""

    desks: Mapping[str, Desk]
    at: Callable[[datetime], None]
    today: date
    chance: Random
    number: Iterator[int] = field(default_factory=lambda: count(1))
    groups: dict[str, str] = field(default_factory=dict)  # 業種 -> group of trades

    def clock(self, day: date, hour: int = 10) -> None:
        """Let it be this day."""
        self.at(datetime.combine(day, time(hour, self.chance.randrange(60)), TOKYO))

    def person(self) -> str:
        """A name."""
        return f"{self.chance.choice(SURNAMES)} {self.chance.choice(GIVEN)}"

    def phone(self) -> str:
        """A number that no telephone can have: no exchange begins with 0."""
        return f"03-0{self.chance.randrange(1000):03d}-{self.chance.randrange(10_000):04d}"


def practice(desks: Mapping[str, Desk], at: Callable[[datetime], None]) -> None:
    """Fill an empty database. `desks`: a desk of an officer of each office of data/practice/officers.csv, by its code.

    `at` sets the clock that all of them look at; it shows the present day when this is called and when it is done.
    """
    now = next(iter(desks.values())).now()
    story = Story(desks, at, now.date(), Random(8))
    story.groups = {one["industry"]: one["group"] for one in words("trades")}
    begun = fiscal_year(story.today) - 1
    story.clock(date(begun, 3, 3), 9)
    set_codes(story)
    stations = [code for code, desk in desks.items() if desk.office.level == "署"]
    firms = {code: register_workplaces(story, code) for code in sorted(stations)}
    supervise(story, firms, date(begun, 4, 1))
    at(now)


# Settings ---------------------------------------------------------------------------------------------------------------


def set_codes(story: Story) -> None:
    """The codes of 本省, 局 and 署 and their particulars."""
    ministry, bureau = story.desks[MINISTRY], story.desks[BUREAU]
    for target, code, name in SPECIAL:
        registered(ministry, SpecialTarget, {"target": target, "code": code, "name": name})
    set_focus(bureau)
    for code, name in FREE:
        registered(bureau, FreeCode, {"list_name": "事業場自由分類", "code": code, "name": name})
    for code in sorted(story.desks):
        if code != MINISTRY:
            told = {"address": "（練習用の所在地）", "telephone": story.phone(), "fax": story.phone()}
            registered(story.desks[code], OfficeParticulars, told)


def set_focus(bureau: Desk) -> None:
    """監督重点対象区分 of the coming 年度, as the 局 sets them in March (SUP-1)."""
    for code, name, aims in FOCUS:
        registered(bureau, SupervisionFocus, {"code": code, "name": name, "aims": aims})


def registered(desk: Desk, cls: Any, texts: dict[str, Any], given: dict[str, Any] | None = None) -> Entry:
    """A record from typed texts, as the form registers it; an answer to a question is always yes."""
    given = given or {}
    with desk.database.read() as session:
        here = desk.within(session)
        values, found = read_texts(cls, texts, here, store.new_of(here, cls, {}, given)[0])
    if found:
        raise store.Refused(found)
    return store.save(desk, cls, "register", values, given=given).entry


# Workplaces -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Firm:
    """A workplace of the practice data: its record, its group of trades, and its subcontractors."""

    one: Entry
    group: str
    subcontractors: tuple[Entry, ...] = ()


def register_workplaces(story: Story, office: str) -> list[Firm]:
    """The workplaces of a 署, taken in from a file as an office takes over its lists; a few subcontractors of sites."""
    areas = [one for one in words("areas") if one["office"] == office]
    wanted = WORKPLACES * len(areas) // len(words("areas"))
    seen: set[tuple[str, str]] = set()
    lines = [line for _ in range(wanted) if (line := workplace(story, office, areas, seen)) is not None]
    desk = story.desks[office]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "workplaces.csv")
        write_csv(path, list(lines[0]), [list(line.values()) for line in lines])
        report = import_file(desk, Workplace, path)
    if report.rejected:
        raise store.Refused([found for one in report.problems for found in one.findings])
    desk.via = "screen"
    with desk.database.read() as session:
        entries = store.entries(session, Workplace, table_of(Workplace).c.office_code == office)
    return [firm_of(story, desk, one) for one in entries]


def workplace(story: Story, office: str, areas: list[dict[str, str]], seen: set) -> dict[str, str] | None:
    """A line of the file, by heading; None where chance gave a firm that is there already."""
    chance = story.chance
    area, trade, name = (
        weighted(chance, areas, "share"),
        weighted(chance, words("trades")),
        chance.choice(words("names")),
    )
    if (name["kanji"], trade["kanji"]) in seen:
        return None
    seen.add((name["kanji"], trade["kanji"]))
    town, reading = chance.choice(towns(area["prefecture"], area["city"]))
    women = chance.randint(int(trade["least"]), int(trade["most"])) * chance.randint(1, 6) // 10
    men = max(1, chance.randint(int(trade["least"]), int(trade["most"])) - women)
    insured = chance.random() < 0.9
    number = InsuranceNumber(office[:2], "1", office[2:], f"{next(story.number):06d}", "000").shown
    return {
        "事業場区分": "事業場",
        "事業場名(漢字)": f"{trade['form']}{name['kanji']}{trade['kanji']}　　{town.town}{trade['place']}",
        "事業場名(カナ)": f"{name['kana']}{trade['kana']}　　{reading}{trade['place_kana']}",
        "登録区分": "労働保険番号" if insured else "労働保険未手続", "労働保険番号": number if insured else "",
        "所在地": town.code, "所在地(続き)": house(chance), "代表者職氏名": f"代表取締役　{story.person()}",
        "労働者数": str(men + women), "電話番号(総務)": story.phone(), "事業場情報1／業種": trade["industry"],
        "労働者数(男)": str(men), "労働者数(女)": str(women), "労働者数(パート)": str(women // 3),
        "労働者数(外国人)": str(men // 9 if chance.random() < 0.3 else 0),
        "週所定労働時間": chance.choice(("40:00", "40:00", "38:45", "37:30")),
        "廃止年月日": story.desks[office].today().isoformat() if chance.random() < 0.02 else "",
        "事業場自由分類": chance.choice(FREE)[0] if chance.random() < 0.15 else "",
    }  # fmt: skip


def weighted(chance: Random, lines: list[dict[str, str]], weight: str = "weight") -> dict[str, str]:
    """One of the lines, by its weight."""
    return chance.choices(lines, [int(one[weight]) for one in lines])[0]


def house(chance: Random) -> str:
    """The 番地 of an address."""
    return f"{chance.randint(1, 6)}-{chance.randint(1, 28)}-{chance.randint(1, 19)}"


@cache
def towns(prefecture: str, city: str) -> list[tuple[postal.Address, str]]:
    """The 町域 of a 市区町村 with the reading of their names alone."""
    known = postal.towns(prefecture, city)
    before = next(len(one.kana) for one in known if not one.town)
    return [(one, one.kana[before:]) for one in known if one.town and not one.building and not one.note]


def firm_of(story: Story, desk: Desk, one: Entry) -> Firm:
    """A registered workplace as the story needs it; a site of 鉄骨造 gets subcontractors."""
    group = story.groups.get(one.industry_code, "")
    if group != "建設" or story.chance.random() < 0.5:
        return Firm(one, group)
    made = []
    for trade in ("鳶工業", "内装", "電設")[: story.chance.randint(1, 3)]:
        name = story.chance.choice(words("names"))
        texts = {
            "name": f"有限会社{name['kanji']}{trade}", "name_kana": name["kana"] + SUBTRADES[trade],
            "address": f"東京都{story.chance.choice(('足立区', '江戸川区', '府中市'))}{house(story.chance)}",
            "industry_code": "030203", "enterprise_workers": str(story.chance.randint(3, 30)), "phone": story.phone(),
            "representative": f"代表取締役　{story.person()}",
        }  # fmt: skip
        made.append(registered(desk, Subcontractor, texts, {"workplace_id": one.id}))
    return Firm(one, group, tuple(made))


# Supervisions -----------------------------------------------------------------------------------------------------------


def supervise(story: Story, firms: Mapping[str, list[Firm]], begun: date) -> None:
    """Visits fortnight by fortnight until yesterday, each reported some open days later; corrections when they are due.

    In March the 局 sets the codes of the coming year.
    """
    due: list[tuple[date, int, Callable[[date], None]]] = []
    order = count()

    def later(day: date, act: Callable[[date], None]) -> None:
        if day < story.today:
            heapq.heappush(due, (day, next(order), act))

    later(date(begun.year + 1, 3, 3), lambda day: set_focus(story.desks[BUREAU]))
    week = begun
    while week < story.today:
        for office, there in firms.items():
            for _ in range(story.chance.choice(VISITS)):
                day = open_on_or_before(week + timedelta(days=story.chance.randrange(14)))
                visit = (office, story.chance.choice(there), day)
                later(open_day_after(max(day, begun), story.chance.randint(1, 4)), report_of(story, visit, later))
        week += timedelta(days=14)
    while due:
        day, _, act = heapq.heappop(due)
        story.clock(day, story.chance.randrange(9, 18))
        act(day)


def report_of(story: Story, visit: tuple[str, Firm, date], later: Any, repeat: bool = False) -> Callable[[date], None]:
    """What the officer does on the day the result of a visit is registered."""
    office, firm, seen_on = visit

    def act(day: date) -> None:
        desk = story.desks[office]
        target = SUBCONTRACT if firm.subcontractors and story.chance.random() < 0.25 else OWN
        given = {"workplace_id": firm.one.id, "target": target}
        if target == SUBCONTRACT:
            given["subcontractor_id"] = story.chance.choice(firm.subcontractors).id
        found = [] if repeat else violations(story, firm, seen_on)
        texts = result(story, desk, firm, seen_on, found, repeat)
        one = registered(desk, SupervisionResult, texts, given)
        if found and (story.today - day).days > 14:
            corrected = open_day_after(seen_on + timedelta(days=max(line["days"] for line in found)), 3)
            again = story.chance.random() < 0.25
            decision = "要再監" if again else story.chance.choice(("要是正報告", "要是正報告", "要確認"))
            later(open_day_after(day, 10), lambda day: updated(desk, one.id, {"decision": decision}))
            if again:
                later(open_day_after(corrected, 2), report_of(story, (office, firm, corrected), later, repeat=True))
            later(open_day_after(corrected, 5), correct(story, desk, one.id))

    return act


def result(story: Story, desk: Desk, firm: Firm, seen_on: date, found: list[dict[str, Any]], repeat: bool) -> dict:
    """The typed texts of a 監督結果等情報."""
    kind = "再(再々)監督" if repeat else "定期監督" if story.chance.random() < 0.7 else story.chance.choice(OTHER_KINDS)
    said = "".join(line["opinion"] for line in found) or "法違反は認められなかった。"
    texts: dict[str, Any] = {
        "supervised_on": seen_on.isoformat(), "supervisor": desk.officer.name.replace(" ", "　"),
        "supervision_kind": kind, "decision": "" if found else "完結",
        "correction_state": "完全是正" if repeat else "",
        "wage_form": "時間額", "lowest_wage": str(story.chance.randrange(1180, 1520, 10)),
        "violations": [line["texts"] for line in found],
        "opinion": "指摘した違反は全て是正されていた。" if repeat else said,
    }  # fmt: skip
    if kind == "定期監督":
        texts["focus"] = FOCUS_OF.get(firm.group, "010")
    if found and story.chance.random() < 0.4:
        texts["guidance"] = "1、2"
    return texts


def violations(story: Story, firm: Firm, seen_on: date) -> list[dict[str, Any]]:
    """What was found wrong: lines as typed, with the days until the correction and what was noted about them."""
    fitting = [one for one in words("violations") if one["group"] in ("", firm.group)]
    picked: dict[str, dict[str, str]] = {}
    for _ in range(story.chance.choices((0, 1, 2, 3), (3, 3, 2, 1))[0]):
        one = weighted(story.chance, fitting)
        picked[one["provision"]] = one
    return [
        {
            "texts": {
                "provision": one["provision"], "measures": one["measures"],
                "due_on": (seen_on + timedelta(days=int(one["days"]))).isoformat(),
            },
            "days": int(one["days"]), "opinion": one["opinion"],
        }
        for one in picked.values()
    ]  # fmt: skip


def correct(story: Story, desk: Desk, id: int) -> Callable[[date], None]:
    """The corrections are confirmed and the case is closed."""

    def act(day: date) -> None:
        one = store.find(desk, SupervisionResult, id)
        lines = store.duplicate(SupervisionResult, one).violations
        for line in lines:
            line.confirmed_on = day
        updated(desk, id, {"decision": "完結", "violations": lines})

    return act


def updated(desk: Desk, id: int, values: dict[str, Any]) -> None:
    """An 更新 of a result."""
    store.save(desk, SupervisionResult, "update", values, id=id)
