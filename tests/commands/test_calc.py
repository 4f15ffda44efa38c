"""Calculators and statistics: what they give, and every step on the way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuro.commands.exits import Exit
from shuro.kernel.calculators import of_open_days
from shuro.kernel.calendar import is_open, open_day_after
from shuro.kernel.record import Count
from shuro.standards.workplace import Workplace


@pytest.mark.req("SYS-52", "SYS-53", "SYS-56")
def test_a_day(shuro) -> None:
    done = shuro("calc", "day", "R8.3.22")
    assert (done.code, done.err) == (Exit.OK, "")
    assert done.out.splitlines() == [
        "西暦: 2026-03-22", "和暦: 令和8年3月22日", "曜日: 日曜日", "年度: 令和7年度（4月1日から翌年3月31日まで）",
        "開庁日: いいえ（日曜日）", "直前の開庁日: 令和8年3月19日（木曜日）（閉庁日はその前の開庁日とする）",
    ]  # fmt: skip
    told = shuro("calc", "day", "2026-03-23", "--json").data
    assert told["result"] == {
        "date": "2026-03-23", "wareki": "令和8年3月23日", "fiscal_year": 2025, "open": True,
        "open_on_or_before": "2026-03-23",
    }  # fmt: skip
    assert [step["label"] for step in told["steps"]] == ["西暦", "和暦", "曜日", "年度", "開庁日"]


@pytest.mark.req("SYS-52")
def test_open_days_over_the_turn_of_the_year(shuro) -> None:
    lines = shuro("calc", "open-days", "R7.12.26", "2").out.splitlines()
    assert lines[0] == "令和7年12月26日（金曜日）: 起算日（当日は数えない）"
    assert lines[-1] == "令和8年1月6日（火曜日）: 2日目"
    assert "令和8年1月1日（木曜日）: 数えない（元日）" in lines
    assert "令和8年1月3日（土曜日）: 数えない（年末年始）" in lines
    assert shuro("calc", "open-days", "R7.12.26", "--json").data["result"]["date"] == "2026-01-05"


@given(day=st.dates(date(2020, 1, 1), date(2028, 1, 1)), number=st.integers(1, 40))
def test_the_steps_of_open_days_agree_with_the_calendar(day: date, number: int) -> None:
    worked = of_open_days([day.isoformat(), str(number)], date(2026, 6, 10))
    assert worked.result["date"] == open_day_after(day, number).isoformat()
    counted = [day + timedelta(days=n) for n, stage in enumerate(worked.stages) if n and stage.value.endswith("日目")]
    assert len(counted) == number
    assert all(is_open(one) for one in counted)
    assert all(stage.why for stage in worked.stages if stage.value == "数えない")


@pytest.mark.req("SYS-52")
def test_a_month(shuro) -> None:
    done = shuro("calc", "open-month", "R8.1", "--json")
    assert done.data["result"] == {"first": "2026-01-05", "last": "2026-01-30", "days": 19}
    assert "1日（元日）、2日（年末年始）、12日（成人の日）" in shuro("calc", "open-month", "R8.1").out


@pytest.mark.req("WPL-11", "WPL-12")
def test_an_insurance_number(shuro) -> None:
    told = shuro("calc", "insurance-number", "１３－１－０１－１２３４５６－０００", "--json").data
    assert told["result"] == {"number": "13101123456000", "shown": "13-1-01-123456-000", "kind": "労働保険番号"}
    parts = {step["label"]: step["value"] for step in told["steps"]}
    assert (parts["府県"], parts["所掌"], parts["管轄"], parts["基幹番号"]) == ("13", "1", "01", "123456")
    assert shuro("calc", "insurance-number", "13701000001", "--json").data["result"]["kind"] == "仮番号"
    assert shuro("calc", "insurance-number", "13501800001", "--json").data["result"]["kind"] == "独自番号"
    done = shuro("calc", "insurance-number", "99101123456")
    assert (done.code, done.out) == (Exit.REJECTED, "")
    assert "府県（1・2桁目）は01から47までです" in done.err


@pytest.mark.req("SUP-24", "SUP-25")
def test_a_provision(shuro) -> None:
    told = shuro("calc", "provision", "安衛則519条1項", "--json").data
    assert told["result"]["provisions"] == ["安衛法第21条第2項", "安衛則第519条第1項"]
    assert "続けて選ぶもの: 安衛法別表第2第1号、" in shuro("calc", "provision", "安衛則27条").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("day",), Exit.USAGE), (("day", "R8.1.1", "x"), Exit.USAGE), (("open-days", "R8.1.1", "0"), Exit.REJECTED),
        (("open-days", "R8.1.1", "x"), Exit.REJECTED), (("open-days", "R8.1.1", "501"), Exit.REJECTED),
        (("day", "R8.2.29"), Exit.REJECTED), (("open-month", "R8.13"), Exit.REJECTED),
        (("provision", "民法709条"), Exit.REJECTED), (("nosuch", "1"), Exit.USAGE),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated(shuro, words: tuple[str, ...], code: int) -> None:
    done = shuro("calc", *words)
    assert (done.code, done.out) == (code, "")
    assert done.err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["day", "open-days", "open-month", "insurance-number", "provision"]), text=st.text(max_size=30)
)
def test_whatever_is_typed_is_answered(shuro, name: str, text: str) -> None:
    done = shuro("calc", name, "--", text)
    assert done.code in (Exit.OK, Exit.REJECTED)
    assert "予期しない" not in done.err


# Statistics --------------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statistic of workplaces, to see how any is asked for."""

    def tally(desk, year: str = "2025") -> tuple[list[str], list[list]]:
        return ["局署", "年", "数"], [[desk.office.name, int(year), None], ["計", int(year), 3]]

    monkeypatch.setattr(Workplace, "counts", (Count("事業場の数", "workplaces", tally, ("year",)),))


def test_count(shuro, station, counted, tmp_path: Path) -> None:
    done = shuro("count", "workplaces")
    assert (done.code, done.err) == (Exit.OK, "")
    assert [line.split() for line in done.out.splitlines()] == [
        ["局署", "年", "数"], ["中央労働基準監督署", "2025"], ["計", "2025", "3"],
    ]  # fmt: skip
    assert shuro("count", "事業場の数", "--set", "year=2024", "--json").data == [
        {"局署": "中央労働基準監督署", "年": 2024, "数": None}, {"局署": "計", "年": 2024, "数": 3},
    ]  # fmt: skip
    path = tmp_path / "count.csv"
    assert shuro("count", "workplaces", "-o", str(path)).out == ""
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["局署,年,数", "中央労働基準監督署,2025,", "計,2025,3"]


def test_what_is_not_among_the_numbers_is_said_beside_them(shuro, station, monkeypatch) -> None:
    def beside(desk, year: str = "2025") -> list[str]:
        return [f"{year}年の1件は集計に入っていません。"]

    one = Count("事業場の数", "workplaces", lambda desk, **_: (["数"], [[3]]), ("year",), beside=beside)
    monkeypatch.setattr(Workplace, "counts", (one,))
    done = shuro("count", "workplaces", "--set", "year=2024", "--json")
    assert (done.data, done.err.strip()) == ([{"数": 3}], "2024年の1件は集計に入っていません。")


def test_what_can_be_counted(shuro, counted) -> None:
    assert {"name": "workplaces", "label": "事業場の数", "options": "year", "record": "事業場基本情報"} in shuro(
        "count", "--json"
    ).data
    assert "deposit-offices" in shuro("count").out


@pytest.mark.parametrize("word", ["year", "month=3", "=", "year=いつか"])
def test_conditions_of_a_count_that_are_none(shuro, station, counted, word: str) -> None:
    done = shuro("count", "workplaces", "--set", word)
    assert (done.code, done.out) == (Exit.USAGE, "")
    assert f"「{word}」" in done.err


@pytest.mark.req("WPL-88")
def test_a_count_says_when_it_can_be_seen(shuro, station) -> None:
    done = shuro("count", "deposit-offices", "--set", "year=2026")
    assert done.code == Exit.REJECTED
    assert "令和8年度の預金管理状況報告の速報は、令和9年6月1日から表示できます。" in done.err
    assert shuro("count", "deposit-offices", "--set", "year=2025", "--json").data[-1]["局署"] == "計"


def test_reports_are_listed(shuro) -> None:
    told = shuro("report", "--json").data
    assert {"name": "measure-book", "label": "措置簿"} in told
    assert {"name": "report-401", "label": "監401 申告処理状況報告（様式第1号から第3号まで）"} in told
    assert {"name": "report-401-2", "label": "監401 申告処理状況報告（様式第2号）"} in told
    assert len({one["name"] for one in told}) == len(told)


@pytest.mark.req("CMP-86", "CMP-92")
def test_a_report_of_statistics_is_shown_and_written(shuro, station, tmp_path: Path) -> None:
    shown = shuro("report", "report-401-1", "--set", "year=2025")
    assert shown.code == Exit.OK and "令和7年分" in shown.out and "1 / 1 ページ" in shown.out
    path = tmp_path / "401.xlsx"
    done = shuro("report", "監401 申告処理状況報告（様式第1号から第3号まで）", "--set", "year=2025", "-o", str(path))
    assert (done.code, done.out) == (Exit.OK, "") and openpyxl.load_workbook(path).sheetnames == [
        "様式第1号", "様式第2号", "様式第3号",
    ]  # fmt: skip
    assert "5 / 5 ページ" in shuro("report", "report-406", "-s", "office=1301").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report-401", "--set", "month=3"), "使える条件：year、office、first、last"),
        (("report-401", "--where", "年=2025"), "--set で指定"),
        (("measure-book", "--set", "year=2025"), "--where で指定"),
    ],
)
def test_conditions_of_a_report_that_are_none(shuro, station, words: tuple[str, ...], said: str) -> None:
    done = shuro("report", *words)
    assert (done.code, done.out) == (Exit.USAGE, "") and said in done.err


def test_a_report_of_an_office_that_is_not_ones_own_is_refused(shuro, station) -> None:
    done = shuro("report", "report-401", "--set", "office=1302")
    assert done.code == Exit.REJECTED and "上の官署の職員だけ" in done.err
    assert "西暦4桁" in shuro("report", "report-401", "--set", "year=いつか").err
