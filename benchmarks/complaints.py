"""Searches among 200,000 complaints, the printed reports of a 局 and a year, and what is due at a 署, on both engines.

    python -m benchmarks.complaints [--rows 200000] [--engine sqlite|postgresql]

The rows are written past the program, their search index through it. Each search goes through the whole stack, conditions
as they are typed in, the lines of the list as texts out; searched by a large and a middle 署, by the largest 局 and by the
本省. A report is measured from its options to its lines, beside the grouped queries it rests on, written as bare SQL.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from benchmarks import ground
from benchmarks.measure import Result, interleaved, p
from benchmarks.registers import ENGINES, RUNS, desk_in, fill, main, opened, searched_in
from benchmarks.synthetic import workplaces

RECORD = "complaint"
YEAR = 2025
COLUMNS = (
    "id", "version", "state", "office_code", "registered_at", "registered_by", "updated_by", "ledger_number",
    "fiscal_year", "serial", "status", "complainant", "complainant_kana", "workplace_name", "workplace_kana", "address",
    "accepted_on", "begun_on", "receivers", "handlers", "closed_on", "outcome",
    "work_style", "worker_kind", "route", "bankrupt", "apply_by",
    "industry_code", "representative", "matters", "violated", "main_items", "violated_items", "content", "migrant",
    "dispatched", "homework", "whistle", "moving", "to_office", "moved_on",
)  # fmt: skip
SEARCHED = (
    "complainant", "complainant_kana", "workplace_name", "workplace_kana", "address", "representative", "matters",
    "receivers", "handlers",
)  # fmt: skip
MATTERS = (
    "賃金不払い", "解雇予告手当の不払い", "割増賃金の不払い", "年次有給休暇の不付与", "労働条件の不明示",
    "休業手当の不払い", "最低賃金額を下回る賃金", "退職金の不払い",
)  # fmt: skip
PROVISIONS = ("01-24-1-0", "01-20-1-0", "01-37-1-0", "01-15-1-0", "03-4-1-0")
SEARCHES: tuple[dict[str, str], ...] = (
    {}, {"outcomes": "未完結"}, {"outcomes": "司法、立替払"}, {"years": "2025"}, {"years": "2025", "serials": "12"},
    {"serials": "7"}, {"accepted_on_from": "R7.4.1", "accepted_on_to": "R7.4.30"}, {"complainant": "山"},
    {"complainant": "青木"}, {"apply_by_from": "R7.4.1", "apply_by_to": "R7.5.31"}, {"work_styles": "パート"},
    {"worker_kinds": "年少者、介護労働者"}, {"cases": "出稼労働者賃金不払事案"}, {"cases": "公益通報"},
    {"workplace_kana": "ケンセツ"}, {"workplace_kana": "サキ"}, {"workplace_name": "建設"}, {"workplace_name": "崎"},
    {"address": "大阪"}, {"representative": "花子"}, {"industry_code": "0106"}, {"industry_code": "03"},
    {"words": "不払い"}, {"words": "賃金 解雇 休暇"}, {"words": "鬱蠢"}, {"provision": "労基法24条1項"},
    {"provision": "最賃法4条1項"}, {"items": "賃金不払"}, {"items": "解雇、休日"}, {"unpaid": "賃金不払事件"},
    {"unpaid": "工賃不払事件"}, {"receivers": "担"}, {"handlers": "青"}, {"status_is": "決裁中(移送待)"},
    {"status_is": "登録済", "years": "2025", "outcomes": "未完結", "work_styles": "正社員", "words": "賃金"},
)  # fmt: skip


def run(quick: bool) -> list[Result]:
    """The lines of the benchmark table, both engines."""
    return [one for engine in ENGINES for one in measured(engine, 10_000 if quick else 200_000)]


def measured(engine: str, rows: int) -> list[Result]:
    """One engine with so many complaints."""
    with ground.home(), opened(engine) as database:
        if database is None:
            return []
        sizes = written(database, rows)
        words = f"complaints, {ENGINES[engine]}, {rows:,}"
        return [*searched(database, words, sizes), *reported(database, words, sizes), due(database, words, sizes)]


def bureaus(sizes: Counter[str]) -> Counter[str]:
    """How many complaints the 署 of each 局 have."""
    found: Counter[str] = Counter()
    for code, number in sizes.items():
        found[code[:2] + "00"] += number
    return found


def searched(database: Any, words: str, sizes: Counter[str]) -> list[Result]:
    """The searches by four desks."""
    by_size, (largest, many) = [code for code, _ in sizes.most_common()], bureaus(sizes).most_common(1)[0]
    middle = by_size[len(by_size) // 2]
    places = (
        ("the largest 署", by_size[0], sizes[by_size[0]]), ("a middle 署", middle, sizes[middle]),
        ("the largest 局", largest, many), ("the whole country", "0000", sum(sizes.values())),
    )  # fmt: skip
    return [
        searched_in(f"{words}: search in {what} ({number:,})", desk_in(database, code), RECORD, SEARCHES)
        for what, code, number in places
    ]


def reported(database: Any, words: str, sizes: Counter[str]) -> list[Result]:
    """監401 of the largest 局 and a year: its three forms beside the aggregates they rest on, and drawn for printing."""
    from shuro.kernel.codes import offices_of
    from shuro.standards import complaint_reports as reports

    code, number = bureaus(sizes).most_common(1)[0]
    desk = desk_in(database, code)
    offices = [code, *(one.code for one in offices_of(code))]

    def ours() -> float:
        began = perf_counter()
        for form in (reports.form_1, reports.form_2, reports.form_3):
            form(desk, year=YEAR)
        return perf_counter() - began

    taken, bare = interleaved(RUNS, ours, lambda: bare_seconds(database, offices))
    what = f"{words}: 監401, three forms of the largest 局 ({number:,}) and a year"
    return [Result(what, taken * 1000, bare * 1000, "bare SQL", target=2.0)]


def bare_seconds(database: Any, offices: list[str]) -> float:
    """The four grouped queries of 監401 as bare SQL, fetched by the driver."""
    from shuro.standards.complaint_reports import CLOSINGS

    first, after = f"'{YEAR}-01-01'", f"'{YEAR + 1}-01-01'"
    own = f"office_code IN ({', '.join(repr(code) for code in offices)})"
    key = "coalesce(substr(industry_code, 1, 2), '')"
    number = "sum(CASE WHEN {} THEN 1 ELSE 0 END)".format
    taken_since = (
        "CASE WHEN coalesce(route, '口頭') = '移送' THEN registered_at >= {0} ELSE accepted_on >= {0} END".format
    )
    new, later = f"({taken_since(first)})", f"({taken_since(after)})"
    closed = f"closed_on IS NOT NULL AND closed_on < {after}"
    columns = [number(f"NOT {new}")]
    columns += [number(f"{new} AND coalesce(route, '口頭') = '{route}'") for route in ("口頭", "文書", "移送")]
    columns += [number(f"{closed} AND outcome = '{outcome}'") for outcome in (*CLOSINGS, "移送")]
    accepted = f"{new} AND NOT {later}"
    carried = f"NOT {later} AND (closed_on IS NULL OR closed_on >= {first} OR {new})"
    as_text = "CAST({} AS TEXT)".format
    statements = [
        f"SELECT {key}, {', '.join(columns)} FROM complaint WHERE {own} AND {carried} GROUP BY 1",
        *(f"SELECT {key}, {part}, count(*) FROM complaint WHERE {own} AND {accepted} GROUP BY 1, 2"
          for part in (as_text("main_items"), as_text("violated_items"), "violated")),
    ]  # fmt: skip
    with database.engine.connect() as connection:
        began = perf_counter()
        for statement in statements:
            connection.exec_driver_sql(statement).fetchall()
        return perf_counter() - began


def due(database: Any, words: str, sizes: Counter[str]) -> Result:
    """What is due at the largest 署, as the menu counts it each time it is shown."""
    from shuro.kernel import dues

    code, number = sizes.most_common(1)[0]
    desk = desk_in(database, code)

    def taken() -> float:
        began = perf_counter()
        dues.waiting(desk)
        return (perf_counter() - began) * 1000

    times = [taken() for _ in range(RUNS * 4)]
    return Result(f"{words}: what is due at the largest 署 ({number:,}), p95", p(times, 95), target=20.0, absolute=True)


def written(database: Any, rows: int) -> Counter[str]:
    """Write the rows, their violated provisions, 監406 years and index; how many each office has."""
    from shuro.kernel.database import insert_rows
    from shuro.kernel.record import table_of
    from shuro.standards.complaint import ComplaintViolation, UnpaidYear

    kinds = ("賃金不払事件",) * 8 + ("貯蓄金返還不能事件", "工賃不払事件")
    judged = COLUMNS.index("violated")

    def beside(session: Any, portion: list[tuple[Any, ...]]) -> None:
        violated = [(row[0], 1, PROVISIONS[row[0] % len(PROVISIONS)]) for row in portion if row[judged] == "違反有"]
        unpaid = [(row[0], 1, YEAR, kinds[row[0] % len(kinds)]) for row in portion if row[0] % 3 == 0]
        insert_rows(session, table_of(ComplaintViolation), ("complaint_id", "position", "provision"), violated)
        insert_rows(session, table_of(UnpaidYear), ("complaint_id", "position", "year", "case_kind"), unpaid)

    return fill(database, RECORD, COLUMNS, SEARCHED, complaints(rows), beside)


def complaints(rows: int) -> Iterator[tuple[Any, ...]]:
    """Invented complaints of ten years: the same for the same number, nine of ten closed, offices of different sizes."""
    from shuro.kernel import codes as code_tables
    from shuro.kernel.calendar import fiscal_year
    from shuro.kernel.codelists import codes

    chance = random.Random(12)
    offices = [one.code for one in code_tables.offices().values() if one.level == "署"]
    weights = [1 + 40 * chance.random() ** 4 for _ in offices]
    items = codes("complaint-main-items").options
    numbers: Counter[tuple[str, int]] = Counter()
    for at, row in enumerate(workplaces(rows)):
        office = chance.choices(offices, weights)[0]
        day = date(2016, 4, 1) + timedelta(days=at * 3650 // rows)
        yield one_complaint(chance, row, office, day, fiscal_year(day), numbers, items)


def one_complaint(
    chance: random.Random, row: Any, office: str, day: date, year: int, numbers: Counter[tuple[str, int]], items: Any
) -> tuple[Any, ...]:
    """A row in the order of COLUMNS."""
    from shuro.kernel.codelists import codes

    numbers[office, year] += 1
    serial = numbers[office, year]
    state = chance.choices(("登録済", "完結(非移送)", "決裁中(移送待)", "完結(移送済)"), (5, 88, 1, 6))[0]
    closed = day + timedelta(days=chance.randrange(5, 300)) if state.startswith("完結") else None
    outcome = {
        "登録済": "未完結",
        "完結(非移送)": chance.choices(("解決", "司法", "立替払", "その他"), (80, 2, 6, 12))[0],
    }
    moving = state in ("決裁中(移送待)", "完結(移送済)")
    claimed = chance.sample(items, chance.randint(1, 3))
    violated = chance.choices(("違反有", "違反無", None), (60, 25, 15))[0]
    bankrupt = chance.random() < 0.1
    return (
        row[0], 1, state, office, datetime.combine(day, time(9)), "測定", "測定", f"{year}-{serial}", year,
        serial, state, row[2][:2] + "花子", row[3][:4] + "ハナコ", row[2], row[3], row[4],
        day, day + timedelta(days=3) if chance.random() < 0.95 else None,
        f"受付{row[2][:2]}", f"担当{row[2][1:3]}", closed, outcome.get(state, "移送"),
        chance.choice(codes("complaint-work-styles").options),
        chance.choice(codes("complaint-worker-kinds").options) if chance.random() < 0.2 else None,
        chance.choices(("口頭", "文書", "移送"), (8, 1, 1))[0], bankrupt, day + timedelta(days=180) if bankrupt else None,
        chance.choice(("010602", "030201", "0801", "0401", "1301", "1401", "17", "02")), f"代表取締役　{row[2][:3]}",
        "、".join(chance.sample(MATTERS, chance.randint(1, 4))), violated, claimed,
        claimed[:1] if violated == "違反有" else None, "申告の内容。" * chance.randint(5, 60),
        *(chance.random() < 0.02 for _ in range(4)), moving, chance.choice(("1302", "2701")) if moving else None,
        closed if state == "完結(移送済)" else None,
    )  # fmt: skip


if __name__ == "__main__":
    main(__doc__, measured, 200_000)
