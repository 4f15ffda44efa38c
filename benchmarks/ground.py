"""A place to measure in: a fresh database on either engine, a desk, and files of synthetic workplaces."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.synthetic import workplaces

OFFICE = "1301"


@contextmanager
def home() -> Iterator[Path]:
    """A data folder of its own, named by SHURO_HOME; the postal table is shared and built beforehand."""
    before = {name: os.environ.get(name) for name in ("SHURO_HOME", "SHURO_POSTAL")}
    folder = Path(tempfile.mkdtemp(prefix="shuro-bench-"))
    os.environ["SHURO_HOME"] = str(folder)
    os.environ.setdefault("SHURO_POSTAL", str(Path(tempfile.gettempdir()) / "shuro-bench-postal.sqlite"))
    try:
        from shuro.kernel.postal_table import table

        table()
        yield folder
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
        shutil.rmtree(folder, ignore_errors=True)


def fresh(folder: Path, name: str = "bench"):  # noqa: ANN201
    """A new SQLite database with all tables."""
    from shuro.kernel.database import Database
    from shuro.kernel.schema import init

    database = Database(f"sqlite:///{folder}/{name}.db")
    init(database)
    return database


@contextmanager
def postgres() -> Iterator[str | None]:
    """The URL of a PostgreSQL cluster of its own, with its ordinary durability; None where there is none."""
    from tests.postgres import Cluster, Unavailable

    try:
        cluster = Cluster(durable=True)
    except Unavailable as why:
        print(f"PostgreSQL is left out: {why}", file=sys.stderr)
        yield None
        return
    try:
        yield cluster.url(cluster.create())
    finally:
        cluster.stop()


def desk_on(database, login: str = "130101"):  # noqa: ANN001, ANN201
    """An officer of a 署 at work on it."""
    from shuro.kernel.codes import office
    from shuro.kernel.desk import Desk, Officer, wall_clock

    return Desk(Officer(1, login, "測定", office(OFFICE)), database, wall_clock)


HEADINGS = (
    "事業場区分", "労働保険番号", "登録区分", "事業場名(カナ)", "事業場名(漢字)", "所在地", "所在地(続き)",
    "代表者職氏名", "労働者数", "電話番号(総務)", "事業場情報1／業種", "労働者数(男)", "労働者数(女)",
    "週所定労働時間", "労働組合", "主要業務・製品名",
)  # fmt: skip


def lines(rows: int) -> Iterator[tuple[str, ...]]:
    """Workplaces as an operator's file holds them, addresses of the real list."""
    from shuro.kernel.postal import cities, towns

    places = [town.text for city in cities("東京都")[:30] for town in towns("東京都", city)]
    trades = ("010102", "010602", "030201", "080101", "040101")
    for at, row in enumerate(workplaces(rows)):
        name, kana, phone = row[2], row[3], row[5]
        yield ("事業場", f"131{at // 1_000_000 + 1:02d}{at % 1_000_000:06d}000", "労働保険番号", kana, name,
               places[at % len(places)], f"{at % 30 + 1}-{at % 9 + 1}", f"代表取締役　{name[:2]}太郎", str(row[7]), phone,
               trades[at % len(trades)], str(row[7] // 2), str(row[7] - row[7] // 2), "40:00", "労働組合無し",
               "製造及び販売")  # fmt: skip


def csv_file(path: Path, rows: int) -> Path:
    """A .csv of workplaces."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(lines(rows))
    return path


def xlsx_file(path: Path, rows: int) -> Path:
    """The same as .xlsx."""
    from shuro.kernel.sheets import write_xlsx

    write_xlsx(path, HEADINGS, lines(rows))
    return path


def children(argv: list[str], count: int) -> list[subprocess.Popen[str]]:
    """`count` processes started together."""
    return [subprocess.Popen([*argv, str(at)], stdout=subprocess.PIPE, text=True) for at in range(count)]
