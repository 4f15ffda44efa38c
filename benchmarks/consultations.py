"""Searches for 1,000,000 consultations to their first page, on both engines.

    python -m benchmarks.consultations [--rows 1000000] [--engine sqlite|postgresql]

The rows are written past the program (only searches read them), their search index through it. Each search goes through
the whole stack, conditions as they are typed in, the lines of the list as texts out; an officer sees those of one office.
The floor is the same page without any condition. Offices are of different sizes; searched are the largest and a middle one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks import ground
from benchmarks.measure import Result
from benchmarks.registers import ENGINES, desk_in, fill, main, opened, searched_in
from benchmarks.synthetic import workplaces

RECORD = "consultation"
COLUMNS = (
    "id", "version", "state", "office_code", "registered_by", "updated_by", "received_on", "method", "minutes",
    "receiver_kind", "receiver", "workplace_name", "size", "labor_union", "industry_code", "caller", "disclosure",
    "gender", "caller_kind", "work_style", "worker_kind", "topics", "classes", "detail", "outcome", "advice",
    "mediation", "referrals", "handovers",
)  # fmt: skip
SEARCHED = ("workplace_name", "caller", "receiver", "detail")
SENTENCES = (
    "先月分の賃金が支払われない。", "残業をしても割増賃金が付かない。", "予告なしに解雇された。",
    "有給休暇を取らせてもらえない。",
    "就業規則を見せてもらえない。", "退職を申し出たが認められない。", "労働条件通知書をもらっていない。",
    "休業手当の額を知りたい。",
)  # fmt: skip
SEARCHES: tuple[dict[str, str], ...] = (
    {}, {"method": "来署"}, {"receiver_kind": "職員", "gender": "女"}, {"receiver": "担"}, {"workplace_name": "建設"},
    {"workplace_name": "崎"}, {"size": "300人以上", "labor_union": "有"}, {"industry_code": "0106"}, {"caller": "山"},
    {"disclosure": "否"}, {"caller_kind": "使用者"}, {"work_style": "パート"}, {"worker_kind": "年少者"},
    {"classes": "その他"}, {"topics": "06"}, {"topics": "01、20、30、40、50、75"}, {"detail": "解雇"},
    {"detail": "賃金 休暇 就業規則"}, {"detail": "鬱蠢"}, {"outcome": "申告受理"}, {"advice": "希望する"},
    {"mediation": "保留"}, {"referrals": "弁護士会"}, {"handovers": "署内他部署"},
    {"received_on_from": "R7.4.1", "received_on_to": "R7.4.30"},
    {"received_on_from": "R7.4.1", "topics": "06", "detail": "賃金", "gender": "男"},
)  # fmt: skip


def run(quick: bool) -> list[Result]:
    """The lines of the benchmark table, both engines."""
    return [one for engine in ENGINES for one in measured(engine, 20_000 if quick else 1_000_000)]


def measured(engine: str, rows: int) -> list[Result]:
    """One engine with so many consultations, searched in two offices."""
    with ground.home(), opened(engine) as database:
        if database is None:
            return []
        sizes = fill(database, RECORD, COLUMNS, SEARCHED, consultations(rows))
        by_size = [code for code, _ in sizes.most_common()]
        return [
            searched_in(f"consultations, {ENGINES[engine]}, {rows:,}: search in {what} ({sizes[code]:,})",
                        desk_in(database, code), RECORD, SEARCHES)
            for what, code in (("the largest 署", by_size[0]), ("a middle 署", by_size[len(by_size) // 2]))
        ]  # fmt: skip


def consultations(rows: int) -> Iterator[tuple[Any, ...]]:
    """Invented consultations: the same for the same number; offices as large as registers of workplaces make them."""
    from shuro.kernel import codes as code_tables
    from shuro.kernel.codelists import codes

    chance = random.Random(11)
    offices = [one.code for one in code_tables.offices().values() if one.level != "本省"]
    weights = [1 + 40 * chance.random() ** 4 for _ in offices]
    fixed = [one.code for one in codes("consultation-topics") if one.extra["set_by"] == "本省"]

    def one_of(name: str) -> str:
        return chance.choice(codes(f"consultation-{name}").options)

    def some_of(options: Any, most: int) -> list[str]:
        return chance.sample(list(options), chance.randint(1, most))

    classes, referrals, handovers = (
        codes(f"consultation-{name}").options for name in ("classes", "result-4-referral", "result-5-handover")
    )
    for row in workplaces(rows):
        office = chance.choices(offices, weights)[0]
        day = date(2020, 4, 1) + timedelta(days=chance.randrange(2200))
        detail = "".join(chance.choices(SENTENCES, k=chance.randint(3, 20)))
        yield (
            row[0], 1, "登録済", office, "測定", "測定", day, one_of("methods"), chance.randrange(60),
            one_of("receivers"), f"担当{row[2][:2]}", row[2], one_of("workplace-sizes"), one_of("unions"),
            chance.choice(("010602", "030201", "080101", "040101")), row[2][:2] + "太郎", chance.choice(("諾", "否")),
            one_of("genders"), one_of("persons"), one_of("work-styles"), one_of("worker-kinds"), some_of(fixed, 4),
            some_of(classes, 2), detail, one_of("result-1-closing"), one_of("result-2-advice"),
            one_of("result-3-mediation"), some_of(referrals, 2), some_of(handovers, 2),
        )  # fmt: skip


if __name__ == "__main__":
    main(__doc__, measured, 1_000_000)
