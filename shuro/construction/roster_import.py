"""名簿取込: the people of a file become the lines of a roster, all of them or none (CON-103)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from shuro.construction import roster_file
from shuro.kernel.checks import REFUSE, Finding, check_row
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, entry
from shuro.kernel.sheets import SheetTrouble
from shuro.kernel.store import Refused

SOURCE = "名簿のファイル"
QUESTION = "今の常勤職員の行を全て消し、ファイルの人に入れ替えます。よろしいですか？"
TYPE_FIRST = "事業者区分：選んで更新してから、名簿を取り込んでください。"


def take_people(desk: Desk, one: Entry, people: Any) -> None:
    """Replace the people of a roster (its item `people`) by those of the file `one.source`.

    Raises Refused with every fault by the line of the file; then nothing is stored.
    """
    if not one.employer_type:
        raise _refused([TYPE_FIRST])
    try:
        path = Path(str(one.source).strip()).expanduser()
        found = roster_file.read(path, one.employer_type, one.applied_on or date.max)
    except SheetTrouble as trouble:
        raise _refused([trouble.sentence]) from trouble
    if found.rejected:
        raise _refused(found.rejected)
    one.people = [entry(people.row, **vars(person)) for person in found.people]
    faults = [
        f"{found.lines[at]}行目　{fault.label}：{fault.sentence}"
        for at, line in enumerate(one.people)
        for fault in check_row(people, at, line, one)
        if fault.severity is REFUSE
    ]
    if faults:
        raise _refused(faults[: roster_file.MOST_TOLD])


def _refused(sentences: Any) -> Refused:
    return Refused([Finding("", "", REFUSE, sentence) for sentence in sentences])
