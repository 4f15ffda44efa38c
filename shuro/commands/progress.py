"""A progress line on stderr for long commands; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def bar(label: str) -> Iterator[Callable[[Any], None]]:
    """Gives a function to call with an import's report after each portion."""
    if not sys.stderr.isatty():
        yield lambda report: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=None)

        def advance(report: Any) -> None:
            told = (
                f"{label} {report.read:,}行（登録{report.stored:,} 登録済み{report.known:,} 誤り{report.rejected:,}）"
            )
            progress.update(task, completed=report.read, description=told)

        yield advance
