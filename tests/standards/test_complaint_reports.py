"""監401, 監406, 索引簿, the search and the printed forms, against counts made independently; on both engines."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from screens.register import RegisterScreen
from shuro.kernel import notices, registry, store
from shuro.kernel.conditions import presets
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells, save_form, to_pdf
from shuro.kernel.record import Entry
from shuro.kernel.register import Register
from shuro.standards import complaint_forms as forms
from shuro.standards import complaint_report_forms as report_forms
from shuro.standards import complaint_reports as reports
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from tests.conftest import ROOT
from tests.standards.complaints import again, changed, complained, sent, workstation
from tests.standards.complaints import received as taken_in
from tests.terminal import picture, press, running

INDUSTRIES = ("010602", "030101", "0801", "13", "1701")
ITEMS = ("賃金不払", "解雇", "休日", "その他")


@pytest.fixture
def cases(desk: Desk, make_desk: Any, database: Any) -> list[Entry]:
    """Forty cases of two offices over three years, each otherwise."""
    chance = random.Random(406)
    made = []
    for at in range(40):
        by = desk if at % 3 else make_desk("1302", database=database)
        accepted = date(2024, 7, 1) + timedelta(days=chance.randrange(700))
        closed = accepted + timedelta(days=chance.randrange(300)) if chance.random() < 0.7 else None
        items = chance.sample(ITEMS, chance.randint(1, 3))
        violated = chance.choice(("違反有", "違反無", ""))
        texts = {
            "complainant": f"申告者{at}", "accepted_on": accepted.isoformat(), "main_items": "、".join(items),
            "industry_code": chance.choice(INDUSTRIES[:2]), "route": chance.choice(("口頭", "文書", "移送")),
            "violated": violated, "migrant": "1" if chance.random() < 0.5 else None,
        }  # fmt: skip
        if violated == "違反有":
            texts |= {"violations": [{"provision": "労基法24条1項"}], "violated_items": items[0]}
        if closed:
            texts |= {"closed_on": closed.isoformat(), "outcome": chance.choice(reports.CLOSINGS)}
        typed = {k: v for k, v in texts.items() if v and not (k == "route" and v == "移送")}
        one = complained(by, link=False, **typed).entry
        made.append(received(by, one) if texts["route"] == "移送" else one)
    return made


def received(desk: Desk, one: Entry) -> Entry:
    """The case as if it had come by transfer 50 days after its acceptance, which no officer can type (CMP-42)."""
    came = {"route": "移送", "registered_at": datetime.combine(one.accepted_on, time(9)) + timedelta(days=50)}
    with desk.database.write() as session:
        return store.amend(desk.within(session), Complaint, one.id, came, "移送による受付") or one


def taken(one: Entry) -> date:
    """The day on which the office took the case in."""
    day: date = one.registered_at.date() if one.route == "移送" else one.accepted_on
    return day


@pytest.mark.req("CMP-86", "CMP-90", "CMP-91")
def test_form_1_agrees_with_an_independent_count(bureau_desk: Desk, cases: list[Entry]) -> None:
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    headings, lines = reports.form_1(bureau_desk, year=2025)
    within = [
        one
        for one in cases
        if taken(one) <= last and (one.closed_on is None or max(one.closed_on, taken(one)) >= first)
    ]
    new = [one for one in within if taken(one) >= first]
    routes = Counter(one.route for one in new)
    closed = Counter(one.outcome for one in within if one.closed_on and one.closed_on <= last)
    total = dict(zip(headings, lines[-1], strict=True))
    assert total["前年から繰越"] == len(within) - len(new)
    assert (total["新規受理(口頭)"], total["新規受理(文書)"], total["移送受理"]) == tuple(
        routes[r] for r in ("口頭", "文書", "移送")
    )
    assert total["計"] == len(within)
    assert [total[name] for name in reports.CLOSINGS] == [closed[name] for name in reports.CLOSINGS]
    assert total["翌年へ繰越"] == len(within) - sum(closed.values())
    by_line = {line[0]: line[headings.index("計")] for line in lines[:-1]}
    assert by_line["3号 建設業"] == sum(one.industry_code[:2] == "03" for one in within)
    assert [sum(column) for column in zip(*(line[1:] for line in lines[:-1]), strict=True)] == lines[-1][1:]


@pytest.mark.req("CMP-87", "CMP-90")
def test_forms_2_and_3_count_a_case_in_each_of_its_items(bureau_desk: Desk, cases: list[Entry]) -> None:
    options = {"first": "2025-04-01", "last": "2026-03-31"}
    within = [one for one in cases if date(2025, 4, 1) <= taken(one) <= date(2026, 3, 31)]
    headings, lines = reports.form_2(bureau_desk, **options)
    claimed = Counter(item for one in within for item in one.main_items)
    assert {name: number for name, number in zip(headings[1:], lines[-1][1:], strict=True) if number} == dict(claimed)
    headings, lines = reports.form_3(bureau_desk, **options)
    found = Counter(item for one in within for item in one.violated_items or ())
    total = dict(zip(headings[1:], lines[-1][1:], strict=True))
    assert {name: total[name] for name in ITEMS} == {name: found[name] for name in ITEMS}
    judged = Counter(one.violated for one in within)
    assert (total["違反有"], total["違反無"]) == (judged["違反有"], judged["違反無"])


@pytest.mark.req("CMP-91", "CMP-104")
def test_offices_and_periods_that_cannot_be(desk: Desk, bureau_desk: Desk, cases: list[Entry]) -> None:
    own = sum(line for line in reports.form_1(desk, year=2025)[1][-1][5:6])
    both = sum(line for line in reports.form_1(bureau_desk, year=2025)[1][-1][5:6])
    assert 0 < own < both
    assert reports.form_1(bureau_desk, year=2025, office="1301")[1][-1] == reports.form_1(desk, year=2025)[1][-1]
    with pytest.raises(store.Refused, match="上の官署"):
        reports.form_1(desk, year=2025, office="1302")
    with pytest.raises(store.Refused, match="西暦4桁"):
        reports.form_1(desk, year="来年")
    with pytest.raises(store.Refused, match="「自」以後"):
        reports.form_1(desk, first="2026-02-01", last="2026-01-01")


@pytest.fixture
def unpaid(desk: Desk, cases: list[Entry]) -> list[Entry]:
    """Entries for 監406 of the cases of the station."""
    chance = random.Random(401)
    made = []
    for one in (one for one in cases if one.office_code == "1301"):
        kind = chance.choice(("賃金不払事件", "賃金不払事件", "貯蓄金返還不能事件", "工賃不払事件"))
        parts = ("regular_", "retirement_", "other_") if kind == "賃金不払事件" else ("",)
        values: dict[str, Any] = {"year": 2026, "case_kind": kind}
        for part in parts:
            for what, most in (("workers", 5), ("amount", 900)):
                carried, found = chance.randrange(most), chance.randrange(most)
                solved = chance.randrange(carried + found + 1)
                values |= {
                    f"carried_{part}{what}": carried,
                    f"found_{part}{what}": found,
                    f"solved_{part}{what}": solved,
                }
        made.append(store.save(desk, ComplaintUnpaid, "登録", values, given={"complaint_id": one.id}).entry)
    return made


@pytest.mark.req("CMP-92", "CMP-95", "CMP-97", "CMP-98")
def test_table_1_agrees_with_an_independent_count(desk: Desk, unpaid: list[Entry]) -> None:
    headings, lines = reports.table_1(desk, year=2026)
    at = {(line[0], line[1]): dict(zip(headings[2:], line[2:], strict=True)) for line in lines}
    wages = [one for one in unpaid if one.case_kind == "賃金不払事件"]
    parts = ("regular", "retirement", "other")
    for what, measure in (("workers", "対象労働者数"), ("amount", "金額(千円)")):
        found = at[("賃金不払事件　合計", measure)]
        assert found["前期繰越"] == sum(getattr(one, f"carried_{p}_{what}") or 0 for one in wages for p in parts)
        assert found["解決"] == sum(getattr(one, f"solved_{p}_{what}") or 0 for one in wages for p in parts)
        assert found["次期繰越"] == sum(getattr(one, f"next_{what}") for one in wages)
        assert found["計"] == found["前期繰越"] + found["当期把握"]
        homework = [one for one in unpaid if one.case_kind == "工賃不払事件"]
        assert at[("工賃不払事件", measure)]["当期把握"] == sum(getattr(one, f"found_{what}") or 0 for one in homework)
    some = [one for one in wages if any(getattr(one, f"found_{p}_{w}") for p in parts for w in ("workers", "amount"))]
    assert at[("賃金不払事件　合計", "件数")]["当期把握"] == len(some)


@pytest.mark.req("CMP-58", "CMP-98", "CMP-99")
def test_tables_by_industry_with_the_migrant_workers(desk: Desk, unpaid: list[Entry], cases: list[Entry]) -> None:
    ledgers = {one.id: one for one in cases}
    headings, lines = report_forms.OF_406[1].tally(desk, year=2026)
    place = [line[0] for line in lines].index("3号 建設業")
    assert lines[place + 1][0] == "(出稼労働者関係)"
    builders = [
        one for one in unpaid if one.case_kind == "賃金不払事件" and ledgers[one.complaint_id].industry_code[:2] == "03"
    ]

    def amount(some: list[Entry]) -> int:
        return sum(
            getattr(one, f"found_{part}_amount") or 0 for one in some for part in ("regular", "retirement", "other")
        )

    assert lines[place][3] == amount(builders)
    assert lines[place + 1][3] == amount([one for one in builders if ledgers[one.complaint_id].migrant])
    assert lines[-1][3] == amount([one for one in unpaid if one.case_kind == "賃金不払事件"])
    assert sum(line[3] for line in lines[:-1] if line[0] != "(出稼労働者関係)") == lines[-1][3]


@pytest.mark.req("CMP-91")
def test_a_transferred_case_counts_from_the_day_of_its_receipt(
    desk: Desk, make_desk: Any, database: Any, clock: Any
) -> None:
    """Accepted in 2025, received in January 2026: last year's forms of the receiving office stay as they were."""
    there = make_desk("1302", database=database)
    clock.set(2025, 12, 22, 9)
    case = sent(desk, closed="", accepted_on="R7.12.15").id
    clock.set(2026, 1, 8, 9)
    one = taken_in(there, case)

    def line(by: Desk, year: int) -> dict[str, int]:
        headings, lines = reports.form_1(by, year=year)
        return {name: number for name, number in zip(headings[1:], lines[-1][1:], strict=True) if number}

    assert (line(there, 2025), line(desk, 2026)) == ({}, {})
    assert line(there, 2026) == {"移送受理": 1, "計": 1, "翌年へ繰越": 1}
    assert line(there, 2027) == {"前年から繰越": 1, "計": 1, "翌年へ繰越": 1}
    assert line(desk, 2025) == {"新規受理(口頭)": 1, "計": 1, "移送": 1}
    store.save(there, Complaint, "更新", {
        "outcome": "解決", "closed_on": date(2025, 12, 28), "industry_code": "010602",
    }, id=one.id, version=one.version)  # fmt: skip
    assert line(there, 2026) == {"移送受理": 1, "計": 1, "解決": 1} and line(there, 2025) == {}
    for form in (reports.form_2, reports.form_3):
        assert sum(form(there, year=2025)[1][-1][1:]) == 0
    assert sum(reports.form_2(there, year=2026)[1][-1][1:]) == 2  # its two items


@pytest.mark.req("CMP-91")
@pytest.mark.parametrize("closed, within", [("R8.4.1", True), ("R8.3.31", False), ("R9.3.31", True), ("R9.4.1", True)])
def test_the_range_holds_its_first_day(desk: Desk, clock: Any, closed: str, within: bool) -> None:
    complained(desk, accepted_on="R8.1.5", closed_on=closed, outcome="解決", industry_code="010602")
    headings, lines = reports.form_1(desk, first="R8.4.1", last="R9.3.31")
    total = dict(zip(headings, lines[-1], strict=True))
    assert total["前年から繰越"] == total["計"] == int(within)
    assert total["解決"] == int(within and closed != "R9.4.1") and total["翌年へ繰越"] == int(closed == "R9.4.1")


@pytest.mark.req("CMP-100")
async def test_a_shallow_industry_is_not_counted_and_named(desk: Desk, bureau_desk: Desk, clock: Any) -> None:
    for code in ("01", "010602", None):
        ledger = complained(desk, industry_code=code)
        values = {"year": 2026, "case_kind": "賃金不払事件", "found_regular_workers": 4}
        store.save(desk, ComplaintUnpaid, "登録", values, given={"complaint_id": ledger.id})
    told = "集計に入っていません。台帳を更新してください：中央労働基準監督署 令和8年度第1号、中央労働基準監督署 令和8年度第3号"
    for count in OF_406.counts:
        assert count.beside is not None and count.beside(bureau_desk, year="2026")[0].endswith(told)
        assert count.beside(bureau_desk, year="2025") == []
    assert reports.table_1(bureau_desk, year=2026)[1][1][3] == 4
    assert any(told in text for text in cells(OF_406.draw(bureau_desk, {"year": "2026"})).values())
    app = workstation(bureau_desk, lambda: RegisterScreen(Complaint), clock)
    async with running(app):
        await press(app, "f5", "f11", "第1表", "enter", "2026", "f9")
        shown = picture(app).replace("\n", "")
        assert "賃金不払事件　合計" in shown and "令和8年度第1号" in shown


# The printed reports ----------------------------------------------------------------------------------------------------

OF_401, OF_406 = report_forms.REPORTS


def printed(page: int, texts: dict[tuple[int, int, int], str], columns: int) -> list[list[str]]:
    """The lines of the table on a page of a printed report; numbers without their commas."""
    rows = sorted({row for at, row, _ in texts if at == page and row > 5})
    lines = [[texts.get((page, row, column), "").replace(",", "") for column in range(1, columns + 1)] for row in rows]
    return lines[:-1]  # the last one is the sentence below the table


@pytest.mark.req("CMP-86", "CMP-90", "CMP-91")
def test_the_three_forms_of_401_are_drawn(bureau_desk: Desk, cases: list[Entry]) -> None:
    document = OF_401.draw(bureau_desk, {"year": "2025"})
    assert [page.name for page in document.pages] == ["様式第1号", "様式第2号", "様式第3号"]
    assert all(page.landscape and page.repeat == 5 and page.papers == 1 for page in document.pages)
    texts = cells(document)
    for at, (count, form) in enumerate(zip(OF_401.counts, (reports.form_1, reports.form_2, reports.form_3)), 1):
        headings, lines = form(bureau_desk, year=2025)
        assert count.tally is form
        assert printed(at, texts, len(headings)) == [[str(value) for value in line] for line in lines]
        above = [texts[at, row, column] for row, column in ((1, 1), (2, 1), (3, 1))]
        assert above == ["申告処理状況報告", f"監401　様式第{at}号", "東京労働局（管内の署の計）"]
        assert "令和7年分（令和7年1月1日から令和7年12月31日まで）" in texts.values()
    assert [texts[1, 4, column] for column in (3, 5, 7)] == ["新規受理", "移送受理", "完結"]
    assert [texts[1, 5, column] for column in (3, 4, 7, 8, 9, 10)] == [
        "口頭",
        "文書",
        "解決",
        "司法",
        "立替払",
        "その他",
    ]
    assert [texts[2, 5, column] for column in range(2, 21)] == reports.names()
    assert [texts[3, 4, column] for column in (21, 22)] == ["違反有", "違反無"]


@pytest.mark.req("CMP-91", "CMP-104")
def test_a_form_names_the_office_and_the_days_it_counts(desk: Desk, bureau_desk: Desk, ministry_desk: Desk) -> None:
    def above(by: Desk, **options: str) -> tuple[str, str]:
        texts = cells(OF_401.counts[0].draw(by, options))
        return texts[1, 3, 1], next(text for (_, row, column), text in texts.items() if row == 2 and column > 1)

    assert above(desk, first="R7.4.1", last="R8.3.31") == ("中央労働基準監督署", "令和7年4月1日から令和8年3月31日まで")
    assert above(desk)[1].startswith("令和8年分")
    assert above(bureau_desk, office="1302")[0] == "上野労働基準監督署"
    assert (above(ministry_desk)[0], above(ministry_desk, office="東京労働局")[0]) == (
        "全国計", "東京労働局（管内の署の計）",
    )  # fmt: skip


@pytest.mark.req("CMP-92", "CMP-98", "CMP-99")
def test_the_five_tables_of_406_are_drawn(desk: Desk, unpaid: list[Entry]) -> None:
    document = OF_406.draw(desk, {"year": "2026"})
    assert [page.name[:3] for page in document.pages] == [f"第{at}表" for at in range(1, 6)]
    texts = cells(document)
    assert texts[1, 1, 1] == "賃金不払事件、貯蓄金返還不能事件及び工賃不払事件処理状況報告"
    assert "（単位：件、人、千円）" in texts.values() and "令和8年分" in texts.values()
    headings, lines = reports.table_1(desk, year=2026)
    drawn = printed(1, texts, len(headings))
    assert [line[1:] for line in drawn] == [[str(value) for value in line[1:]] for line in lines]
    assert [line[0] for line in drawn] == [line[0] if at % 3 == 0 else "" for at, line in enumerate(lines)]
    for at, count in enumerate(OF_406.counts[1:], 2):
        lines = count.tally(desk, year=2026)[1]
        assert printed(at, texts, 4) == [[str(value) for value in line] for line in lines]
    assert [line[0] for line in printed(2, texts, 4)][3] == "(出稼労働者関係)"


@pytest.mark.req("CMP-86", "CMP-92")
def test_a_report_is_printed_on_the_sheets_it_declares(desk: Desk, unpaid: list[Entry], tmp_path: Path) -> None:
    for report, papers in ((OF_401, 3), (OF_406, 5)):
        path = tmp_path / f"{report.command}.xlsx"
        save_form(report.draw(desk, {"year": "2026"}), path)
        book = openpyxl.load_workbook(path)
        assert [sheet.page_setup.orientation for sheet in book] == ["landscape"] * papers
        assert {sheet.print_title_rows for sheet in book} == {"$1:$5"}
        assert [sheet.oddFooter.center.text[-10:] for sheet in book] == [f"&P / {papers} ページ"] * papers
        made, _ = to_pdf(path)
        if made is not None:  # where LibreOffice is installed
            assert made.read_bytes().count(b"/Type/Page/") + made.read_bytes().count(b"/Type/Page>") in (0, papers)


@pytest.mark.req("CMP-89", "CMP-95")
def test_reports_are_counted_and_printed_here_and_sent_elsewhere(desk: Desk, bureau_desk: Desk, unpaid: Any) -> None:
    said = "署から局、局から本省への報告は、報告例規(定期報告)システムで行います。"
    for report in report_forms.REPORTS:
        for by in (desk, bureau_desk):
            papers = Counter(
                at for (at, _, _), text in cells(report.draw(by, {"year": "2026"})).items() if said in text
            )
            assert papers == Counter(range(1, len(report.counts) + 1))
    own = [known for known in registry.of_realm("kijun") if known.subsystem == Complaint.subsystem]
    steps = {step.name for known in own for step in getattr(registry.load(known.name), "steps", ())}
    assert steps == {"登録", "更新", "削除", "移送"}  # none of them sends a report
    assert notices.unread(bureau_desk) == 0
    page = (ROOT / "docs" / "manual" / "complaint.md").read_text(encoding="utf-8")
    assert said in page


# Search, forms --------------------------------------------------------------------------------------------------------


@pytest.mark.req("CMP-101", "CMP-102", "CMP-103", "CMP-105")
def test_the_search(desk: Desk) -> None:
    first = complained(desk, matters="賃金不払い 解雇予告", migrant="1", handlers="担当　太郎")
    second = complained(desk, complainant="夕立　望", matters="休日労働", main_items="休日", work_style="パート")

    def found(**values: Any) -> set[int]:
        return {line.id for line in Register(desk, Complaint, values).all()}

    both = {first.id, second.id}
    assert found(words="賃金 予告") == {first.id} and found(words="賃金 休日") == set()
    assert found(cases="出稼労働者賃金不払事案") == {first.id}
    assert found(items="解雇、休日") == both and found(items="休日") == {second.id}
    assert found(years="2026") == both and found(serials="2") == {second.id}
    assert found(work_styles="パート", items="賃金不払") == set()
    assert found(handlers="太郎") == {first.id} and found(complainant="望") == {second.id}
    assert found(outcomes="未完結、解決") == both and found(outcomes="解決") == set()
    shown = "ledger_number accepted_on complainant workplace_name matters status outcome apply_by"
    assert " ".join(Complaint.columns) == shown


@pytest.mark.req("CMP-104")
def test_a_station_searches_its_own_and_is_not_asked_which(
    desk: Desk, bureau_desk: Desk, ministry_desk: Desk, make_desk: Any, database: Any
) -> None:
    there, far = make_desk("1302", database=database), make_desk("2701", database=database)
    case, own = sent(desk), complained(there, link=False)
    far_away = complained(far, link=False)

    def found(by: Desk, **values: str) -> set[int]:
        return {line.id for line in Register(by, Complaint, values).all()}

    assert found(desk) == {case.id} and found(there) == {own.id}  # what was sent here stands in another list
    with pytest.raises(store.Refused, match="この検索条件はありません"):
        found(there, office_code="1301")
    assert presets(there, Complaint) == {} and presets(bureau_desk, Complaint) == {"office_code": "東京労働局"}
    for by, wanted in ((bureau_desk, {case.id, own.id}), (ministry_desk, {case.id, own.id, far_away.id})):
        assert found(by) == found(by, **presets(by, Complaint)) == wanted
        assert found(by, office_code="1302") == {own.id}


@pytest.mark.req("CMP-104", "CMP-107")
async def test_a_receiving_station_prints_its_index_book_by_the_year_alone(
    desk: Desk, make_desk: Any, database: Any, clock: Any
) -> None:
    there = make_desk("1302", database=database)
    sent(desk)
    complained(there, link=False, complainant="時雨　歩")
    app = workstation(there, lambda: RegisterScreen(Complaint), clock)
    async with running(app):
        assert "管轄局署" not in picture(app)
        await press(app, "down", "2026", "enter", "f5", "f12")
        shown = picture(app)
        assert "申告処理台帳索引簿　画面表示" in shown and "上野労働基準監督署" in shown and "時雨" in shown


@pytest.mark.req("CMP-107", "CMP-108", "CMP-109")
def test_the_index_book_has_a_line_a_number(desk: Desk, bureau_desk: Desk, clock: Any) -> None:
    one, gone, other = (
        complained(desk),
        complained(desk, complainant="夕立　望"),
        complained(desk, complainant="薄雲　渡"),
    )
    store.save(desk, Complaint, "削除", id=gone.id, version=gone.version)
    found = [again(desk, other), again(desk, one)]
    texts = cells(forms.index_book(desk, found))
    rows: dict[int, list[str]] = {}
    for (_, row, _), text in sorted(texts.items()):
        rows.setdefault(row, []).append(text)
    lines = [line for line in rows.values() if line[0] in ("1", "2", "3")]
    assert [line[0] for line in lines] == ["1", "2", "3"] and lines[1][-1] == "欠番" and "朝霧　恵" in lines[0]
    with pytest.raises(store.Refused, match="全ての台帳"):
        forms.index_book(desk, found[:1])
    clock.set(2027, 4, 1, 9)
    late = complained(desk, complainant="時雨　歩")
    with pytest.raises(store.Refused, match="1つの年度"):
        forms.index_book(desk, [*found, again(desk, late)])


@pytest.mark.req("CMP-29", "CMP-51", "CMP-64", "CMP-110", "CMP-111", "CMP-112")
def test_the_printed_forms(desk: Desk) -> None:
    ledger = complained(desk, content="あ" * 49 + "\n続く", receivers=None)
    printed = cells(forms.ledger(desk, again(desk, ledger)))
    texts = list(printed.values())
    assert "様式第10号" in texts and "令和8年度第1号" in texts and "朝霧　恵" in texts
    assert "□ 違反有　□ 違反無" in texts  # left for the レ by hand
    done = changed(desk, ledger, violated="違反無")
    assert "□ 違反有　レ 違反無" in cells(forms.ledger(desk, done.entry)).values()
    given = {"complaint_id": ledger.id}
    page = store.save(desk, ComplaintJournal, "登録", {"progress": "来署。\n臨検。"}, given=given)
    journal = list(cells(forms.journal(desk, page.entry)).values())
    assert "令和8年度第1号" in journal and "1" in journal and any("来署。" in text for text in journal)
    sheet = store.save(desk, ComplaintAttachment, "登録", {"content": "続き"}, given=given)
    assert any("続き" in text for text in cells(forms.attachment(desk, sheet.entry)).values())
    schedule = store.save(desk, ComplaintSchedule, "登録", {"unpaid": "総額30万円"}, given=given)
    assert "総額30万円" in cells(forms.schedule(desk, schedule.entry)).values()


@pytest.mark.req("CMP-86", "CMP-90", "CMP-92")
async def test_a_report_is_printed_from_its_table(
    desk: Desk, cases: Any, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "output"))
    app = workstation(desk, lambda: RegisterScreen(Complaint), clock)
    async with running(app):
        await press(app, "f5", "f11", "様式第2号", "enter")
        assert "> 年（西暦）" in picture(app) and "期間(自)" in picture(app) and "期間(至)" in picture(app)
        await press(app, "2025", "enter", "f9")
        assert "3号 建設業" in picture(app) and "条件：年（西暦） 2025" in picture(app)
        await press(app, "f12")
        assert "監401 申告処理状況報告（様式第2号）" in picture(app) and "2 監401 申告処理状況報告" in picture(app)
        await press(app, "1", "enter")
        assert "画面表示" in picture(app) and "監401　様式第2号" in picture(app)
        await press(app, "f3", "f12", "2", "enter", "f12", "enter", "enter")
    (path,) = (tmp_path / "output").glob("*.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["様式第1号", "様式第2号", "様式第3号"]


@pytest.mark.req("CMP-107", "CMP-109")
async def test_the_index_book_of_several_years_is_refused_with_its_reason(desk: Desk, clock: Any) -> None:
    complained(desk)
    clock.set(2027, 4, 1, 9)
    complained(desk, complainant="時雨　歩")
    app = workstation(desk, lambda: RegisterScreen(Complaint), clock)
    async with running(app):
        await press(app, "f5", "f12")
        said = picture(app).replace("\n", "")
        assert "「申告処理台帳索引簿」を作成できません。索引簿は、1つの署の1つの年度について出力します。" in said
        await press(app, "f3", "down", "2027", "enter", "f5", "f12")
        assert "申告処理台帳索引簿　画面表示" in picture(app) and "時雨" in picture(app)
