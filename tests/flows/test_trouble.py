"""The disk is full, the server goes away: a sentence, the text stays, and it goes on when it can."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from shuro.kernel import registry, store
from tests.flows.ways import LOGIN, TO_WORKPLACES, Place, register, until
from tests.postgres import Cluster
from tests.terminal import Terminal, keys

NEW = (
    "f9", "事業場", "enter", "enter", "enter", "未手続", "enter", "マンタン", "enter", "満タン商事", "enter",
    "東京都千代田区霞が関", "enter", "1-2-3", "enter", "enter", "9", "enter", "f6", "010602", "enter",
)  # fmt: skip


def typed(place: Place) -> Terminal:
    """A form with a whole workplace in it, not registered."""
    window = place.window()
    window.send(keys(*LOGIN, *TO_WORKPLACES, *NEW))
    window.wait_for("事業場基本情報_登録")
    window.wait_for("010602 ")
    place.wait_for_draft(name="満タン商事")
    window.read(0.2)
    return window


def names(place: Place) -> list[str]:
    """The registered workplaces."""
    with place.database.read() as session:
        return [one.name for one in store.entries(session, registry.load("workplace"))]


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """No room on the disk for a program, for the length of a `with` block."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    fault = ["-e", "trace=pwrite64,fallocate", "-e", "inject=pwrite64,fallocate:error=ENOSPC"]
    tracer = subprocess.Popen([strace, "-qq", "-f", "-o", os.devnull, *fault, "-p", str(pid)], stderr=subprocess.PIPE)
    tasks = Path(f"/proc/{pid}/task")
    until(
        lambda: (
            tracer.poll() is not None
            or all("TracerPid:\t0" not in (one / "status").read_text() for one in tasks.iterdir())
        ),
        lambda: "the tracer never came",
    )
    if tracer.poll() is not None:
        pytest.skip("not allowed to trace a process here")
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def test_a_full_disk(sqlite_place: Place) -> None:
    window = typed(sqlite_place)
    with full_disk(window.child.pid):
        register(window, "ディスクの空きがない")
        window.press("f7")
        window.wait_for("満タン商事")
        assert names(sqlite_place) == ["霞会社　　霞工場"]
    register(window, "登録しました")
    assert sorted(names(sqlite_place)) == ["満タン商事", "霞会社　　霞工場"]
    assert sqlite_place.drafts() == []
    assert sqlite_place.run("db", "check").returncode == 0


def test_the_server_goes_away_and_comes_back(postgres_place: Place, cluster: Cluster) -> None:
    window = typed(postgres_place)
    name = postgres_place.url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as admin:
        postgres_place.database.close()
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        cluster.end_sessions(name)
        window.send(keys("f9"))
        window.wait_for("データベースにつながりません")
        window.press("f7")
        window.wait_for("満タン商事")
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
    register(window, "登録しました")
    assert names(postgres_place).count("満タン商事") == 1
    assert postgres_place.drafts() == []
