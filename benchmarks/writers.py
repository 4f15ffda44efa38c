"""32 processes registering at once: nobody fails, no number is lost, and the slowest gets its share."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from benchmarks import ground
from benchmarks.measure import PYTHON, ROOT, Result

WORKER = """
import json, sys, time
from benchmarks.ground import desk_on
from shuro.kernel import registry, store
from shuro.kernel.database import Database
url, start, seconds, me = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
cls = registry.load("workplace")
desk = desk_on(Database(url), f"{130100 + me}")
from datetime import date
values = {"kinds": ["寄宿舎"], "registration_kind": "労働保険未手続", "address_code": None}
from shuro.kernel.postal import by_postal
values["address_code"] = by_postal("1000013")[0].code
while time.time() < start: time.sleep(0.001)
done, waits, end, keys = 0, [], time.time() + seconds, []
while time.time() < end:
    began = time.perf_counter()
    saved = store.save(desk, cls, "register", values | {"name": f"測定{me}の{done}", "name_kana": "ソクテイ",
        "workers": 0, "industry_code": "010602"}, accept=["duplicate"])
    waits.append(time.perf_counter() - began)
    keys.append(saved.entry.key)
    done += 1
print(json.dumps({"done": done, "longest": max(waits), "keys": keys}))
"""
PLAIN = """
import json, sqlite3, sys, time
path, start, seconds, me = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
db = sqlite3.connect(path, isolation_level=None, timeout=60)
db.execute("PRAGMA synchronous=FULL")
while time.time() < start: time.sleep(0.001)
done, longest, failed, end = 0, 0.0, 0, time.time() + seconds
while time.time() < end:
    began = time.perf_counter()
    try:
        db.execute("BEGIN IMMEDIATE")
        last = db.execute("SELECT coalesce(max(n), 0) FROM t").fetchone()[0]
        db.execute("INSERT INTO t VALUES (?, ?)", (last + 1, "x" * 2000))
        db.execute("COMMIT")
        done += 1
    except sqlite3.OperationalError:
        failed += 1
    longest = max(longest, time.perf_counter() - began)
print(json.dumps({"done": done, "longest": longest, "keys": [], "failed": failed}))
"""


def run(quick: bool) -> list[Result]:
    """Both engines, and SQLite's own busy_timeout beside them."""
    writers, seconds = (8, 3.0) if quick else (32, 12.0)
    found: list[Result] = []
    with ground.home() as folder:
        database = ground.fresh(folder)
        database.close()
        plain = plain_waits(folder, writers, seconds)
        found += judged("SQLite", together(WORKER, str(database.url), writers, seconds), writers, plain)
        with ground.postgres() as url:
            if url:
                from shuro.kernel.database import Database
                from shuro.kernel.schema import init

                init(Database(url))
                found += judged("PostgreSQL", together(WORKER, url, writers, seconds), writers, plain)
    return found


def plain_waits(folder, writers: int, seconds: float) -> float:  # noqa: ANN001
    """The longest wait of the same number of processes with busy_timeout alone."""
    import sqlite3

    path = str(folder / "plain.db")
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, pad TEXT);")
    return max(one["longest"] for one in together(PLAIN, path, writers, seconds))


def together(code: str, where: str, writers: int, seconds: float) -> list[dict]:
    """What each process reports; all begin at the same moment."""
    start = time.time() + 2 + writers * 0.6
    argv = [PYTHON, "-c", code, where, str(start), str(seconds)]
    running = [
        subprocess.Popen([*argv, str(at)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        for at in range(writers)
    ]
    told = []
    for process in running:
        out, err = process.communicate()
        if process.returncode:
            raise RuntimeError(f"a writer failed: {err[-1500:]}")
        told.append(json.loads(out))
    return told


def judged(engine: str, told: list[dict], writers: int, plain: float) -> list[Result]:
    """The lines of one engine. Raises AssertionError when a number was lost or given twice."""
    keys = sorted(key for one in told for key in one["keys"])
    assert keys == list(range(101, 101 + len(keys))), f"{engine}: numbers lost or given twice"
    counts = [one["done"] for one in told]
    label = f"{writers} processes registering, {engine}"
    return [
        Result(f"{label}: slowest writer's share", min(counts), max(counts), "the fastest writer", "rows", 0.5, least=True,
               note=f"{sum(counts)} registered, none failed"),
        Result(f"{label}: longest wait", max(one["longest"] for one in told) * 1000, plain * 1000, "plain busy_timeout"),
    ]  # fmt: skip


if __name__ == "__main__":
    print("\n".join(str(one) for one in run("--quick" in sys.argv)))
