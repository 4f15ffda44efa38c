"""What a 要監理事業場移行伺 takes over from the 復命書 of a workplace: first visit, repeats, provisions still uncorrected.

Source: docs/spec/supervision.md section 9 (SUP-50, SUP-51). A record type of 復命書 gives it with `open_case`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuro.kernel import registry, store
from shuro.kernel.desk import Desk
from shuro.kernel.record import table_of
from shuro.kernel.scope import scoped
from shuro.standards import violations
from shuro.standards.supervision_rules import REPEAT, SUBCONTRACT


@dataclass(frozen=True)
class Case:
    """`first_on`: 初回監督(個別指導)年月日, None without one; `repeats`: 再監督(再指導)回数; `provisions`: 未是正条文."""

    first_on: date | None
    repeats: int
    provisions: tuple[str, ...]


def supervision_case(desk: Desk, workplace_id: int) -> Case:
    """The case of a workplace by its 監督復命書 that the officer may see; those of subcontractors are not about it.

    初回監督年月日 is the latest 監督年月日 that is not of a 再(再々)監督; 再監督回数 counts those from that day on (SUP-51).
    A provision is uncorrected when the latest result that names it shows neither 是正済 nor a 是正確認年月日.
    """
    cls = registry.load("supervision_result")
    table = table_of(cls)
    mine = (table.c.workplace_id == workplace_id, table.c.target != SUBCONTRACT, scoped(desk, cls))
    with desk.reading() as session:
        results = store.entries(session, cls, *mine, order=(table.c.supervised_on, table.c.id))
    firsts = [one.supervised_on for one in results if one.supervision_kind != REPEAT]
    repeats = [one.supervised_on for one in results if one.supervision_kind == REPEAT]
    first_on = max(firsts, default=None)
    open_lines: dict[str, bool] = {}
    for line in (line for one in results for line in one.violations if line.provision):
        open_lines[violations.provision_text(line)] = violations.uncorrected(line)
    return Case(
        first_on,
        sum(first_on is not None and day >= first_on for day in repeats),
        tuple(text for text, still in open_lines.items() if still),
    )
