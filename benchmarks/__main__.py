"""`python -m benchmarks [names] [--quick]`: print the table, write it as JSON under build/, and refresh docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Result

ROOT = Path(__file__).parents[1]
SUBJECTS = ("startup", "forms", "lists", "search", "consultations", "complaints", "bulk", "writers", "memory", "login")


def main() -> int:
    """Run the subjects asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*SUBJECTS, []], metavar="name", help="、".join(SUBJECTS))
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that everything runs")
    parser.add_argument("--document", action="store_true", help="write docs/benchmarks.md too")
    asked = parser.parse_args()
    results: list[Result] = []
    for name in asked.names or SUBJECTS:
        print(f"… {name}", file=sys.stderr, flush=True)
        began = time.perf_counter()
        run: Callable[[bool], list[Result]] = import_module(f"benchmarks.{name}").run
        results.extend(run(asked.quick))
        print(f"  {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print(table(results))
    target = ROOT / "build" / "benchmarks.json"
    target.parent.mkdir(exist_ok=True)
    told = {"machine": machine(), "quick": asked.quick, "results": [one.as_dict() for one in results]}
    target.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if asked.document:
        (ROOT / "docs" / "benchmarks.md").write_text(document(results), encoding="utf-8")
    return 0


def machine() -> dict[str, str]:
    """What the numbers were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    packages = {name: version(name) for name in ("textual", "sqlmodel", "sqlalchemy", "typer", "openpyxl", "psycopg")}
    return {
        "cpu": f"{os.cpu_count()} × {model}", "memory": f"{memory} GiB", "system": platform.platform(terse=True),
        "python": platform.python_version(), "sqlite": sqlite3.sqlite_version, **packages,
    }  # fmt: skip


def table(results: list[Result]) -> str:
    """The Markdown table."""
    lines = ["| what | ours | peer or floor | ratio | target | |", "| --- | --- | --- | --- | --- | --- |"]
    for one in results:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f} ×"
        target = "" if one.target is None else one.target_words
        lines.append(f"| {one.what} | {one.ours_words} | {one.peer_words} | {ratio} | {target} | {one.verdict} |")
    return "\n".join(lines)


def document(results: list[Result]) -> str:
    """docs/benchmarks.md: the machine, the table, and what people have to say about it (remarks.md)."""
    about = "\n".join(f"- {name}: {value}" for name, value in machine().items())
    remarks = (Path(__file__).parent / "remarks.md").read_text(encoding="utf-8")
    return (
        "# Benchmarks\n\nMade by `make bench` (`python -m benchmarks --document`). Each line is measured beside its peer "
        "or floor in the same run; the ratio counts, not the milliseconds.\n\n## Machine\n\n"
        f"{about}\n\n## Table\n\n{table(results)}\n\n{remarks}"
    )


if __name__ == "__main__":
    sys.exit(main())
