"""`shuro batch nightly`: the tasks of the night, for cron or a systemd timer on the machine of the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from shuro.commands.speech import App

app = App()


@app.callback()
def batch() -> None:
    """夜間処理などを実行する。"""


@app.command("nightly")
def nightly(
    dry: bool = typer.Option(False, "--dry-run", help="件数を数えるだけで、何も変えない"),
    as_json: bool = typer.Option(False, "--json", help="JSONで出力する"),
) -> None:
    """夜間処理を全て実行する。何度実行しても、済んだことは繰り返さない。"""
    from shuro.commands.exits import Exit, put, say

    desk = system()
    done = [run(task, desk, dry) for task in tasks()]
    if not dry:
        done.append(close(desk, done))
    if as_json:
        put(done)
    for one in done:
        trouble = one["trouble"]
        if trouble:
            say(f"失敗：{one['label']}：{trouble}")
        elif not as_json:
            print(f"{one['label']}: {one['count']}件" + ("（予定）" if dry else ""))
    failed = [one for one in done if one["trouble"]]
    if failed:
        again = all(one["exit_code"] == Exit.TRY_AGAIN for one in failed)
        raise typer.Exit(Exit.TRY_AGAIN if again else Exit.FAILED)


def system() -> Any:
    """The desk of the system itself, on the database of this run. Raises StorageTrouble unless it can be used."""
    from shuro.accounts.desks import system_desk
    from shuro.accounts.realms import KIJUN
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock
    from shuro.kernel.schema import require_current

    database = open_database()
    require_current(database)
    return system_desk(database, wall_clock, KIJUN, "batch")


def tasks() -> Iterator[Any]:
    """All tasks: those of the accounts, of the systems, and of the ground they stand on."""
    from shuro.accounts import nightly as of_accounts
    from shuro.accounts import post
    from shuro.accounts.rokin import mails as of_rokin
    from shuro.kernel import nightly as of_kernel
    from shuro.kernel import registry

    for part in (of_accounts, of_rokin, *registry.parts("nightly"), post, of_kernel):
        yield from part.TASKS


def run(task: Any, desk: Any, dry: bool) -> dict[str, Any]:
    """Run one task; a trouble of storage does not keep the others from running."""
    from shuro.kernel.troubles import StorageTrouble

    told = {"name": task.name, "label": task.label, "count": 0, "trouble": "", "exit_code": 0}
    try:
        told["count"] = task.run(desk, dry)
    except StorageTrouble as trouble:
        told.update(trouble=trouble.sentence, exit_code=trouble.exit_code)
    return told


def close(desk: Any, done: list[dict[str, Any]]) -> dict[str, Any]:
    """Write into the journal what was done, then sign its head outside the database."""
    from shuro.kernel import audit
    from shuro.kernel.nightly import Task

    def sign(desk: Any, dry: bool) -> int:
        detail = {one["name"]: one["trouble"] or one["count"] for one in done}
        with desk.database.write() as session:
            audit.append_journal(session, desk, "batch.nightly", "batch:nightly", detail)
        audit.sign_head(desk.database, desk.clock)
        return 1

    return run(Task("journal-head", "業務日誌の先頭の署名", sign), desk, False)
