"""What is typed blindly, all of it at once, is stored as if every key had been watched."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.record import table_of
from tests.flows.ways import LOGIN, NEW_RESULT, TO_WORKPLACES, Place, slowly
from tests.terminal import keys

# from the list to the registered result, with every kind of key: corrections, Tab, back-Tab, pages, Esc with a digit
WORKPLACE = (
    "escape", "9", "事業場", "enter", "tab", "tab", "未手続", "enter", "あさひショウジ", "enter", "旭商事㈱間違い",
    "backspace", "backspace", "backspace", "　　支店", "enter", "東京都千代田区霞が関", "enter", "３－４－５", "tab",
    "shift+tab", "ビル２階", "enter", "代表　旭", "enter", "４２", "enter", "escape", "6", "010602", "enter", "20", "tab", "22",
    "f9", "enter",
)  # fmt: skip
RESULT = (
    *NEW_RESULT, "enter", "=", "enter", "山本　二郎", "left", "left", "delete", "三", "enter", "災害時", "enter", "f6",
    "安衛519-1", "enter", "enter", "enter", "是正勧告", "enter", "+30", "enter", "f6", "f6",
    "手すりを付けるよう指導した。", "enter", "二行目。", "f9", "enter",
)  # fmt: skip
LEAVE = ("f3", "f3", "f3", "f3", "f3", "f3", "enter", "f3", "enter")
ALL = (*LOGIN, *TO_WORKPLACES, *WORKPLACE, *RESULT, *LEAVE)


def stored(place: Place) -> dict[str, list[dict[str, Any]]]:
    """Every row of the types concerned, without the moments at which they were written."""
    found = {}
    with place.database.read() as session:
        for name in ("workplace", "supervision_result", "measure_book"):
            table = table_of(registry.load(name))
            rows = session.execute(sa.select(table).order_by(table.c.id)).mappings()
            found[name] = [{k: v for k, v in row.items() if not isinstance(v, datetime)} for row in rows]
        lines = sa.text("SELECT * FROM violated_provision")
        found["lines"] = [dict(row) for row in session.execute(lines).mappings()]
    return found


@pytest.mark.req("SYS-41", "SUP-8")
def test_one_burst_equals_slow_typing(sqlite_place: Place, another_place: Place) -> None:
    burst, slow = sqlite_place.window(), another_place.window()
    for window in (burst, slow):
        window.wait_for("職員番号")  # before that BackSpace and echo are the terminal's own
    burst.send(keys(*ALL))
    slowly(slow, *ALL)
    assert burst.ended() == slow.ended() == 0
    fast = stored(sqlite_place)
    (one,) = (row for row in fast["workplace"] if row["name"].startswith("旭商事"))
    assert (one["name"], one["address_rest"], one["workers"]) == ("旭商事㈱　　支店", "３－４－５ビル２階", 42)
    (result,) = fast["supervision_result"]
    assert result["supervisor"] == "山本　三郎" and result["opinion"] == "手すりを付けるよう指導した。\n二行目。"
    assert len(fast["lines"]) == len(fast["measure_book"]) == 1
    assert fast == stored(another_place)
    assert sqlite_place.drafts() == another_place.drafts() == []


def test_what_is_typed_behind_a_code_is_never_dropped_silently(sqlite_place: Place) -> None:
    """The caret stands behind the preset 業種: another code typed there is not taken for the old one."""
    window = sqlite_place.window()
    window.send(keys(*LOGIN, *TO_WORKPLACES, "enter", *NEW_RESULT))
    window.wait_for("監督結果等情報_登録")
    window.send(keys("030201", "enter"))
    window.wait_for("010602は紙加工品製造業です")
    assert "010602 紙加工品製造業030201" in window.text
    window.send(keys("ctrl+u", "030201", "enter"))
    window.wait_for(lambda one: any(line.startswith("  業種") and " 030201 " in line for line in one.lines))
