"""The marks of items (入力契機) on a made-up record."""

from __future__ import annotations

from typing import ClassVar

import pytest

from shuro.kernel.checks import REFUSE, check, read_texts
from shuro.kernel.items import FREE, NEVER, text
from shuro.kernel.record import Base, entry


class Marked(Base):
    """印: items with marks, not stored."""

    name: ClassVar = text("名称", FREE, stored=False)
    withheld: ClassVar = text("入力不可の項目", NEVER, stored=False)


@pytest.mark.req("SYS-13")
def test_a_forbidden_item_cannot_be_entered_and_is_refused_when_it_comes_all_the_same():
    one = entry(Marked, name="霞")
    item = next(item for item in Marked.items() if item.name == "withheld")
    assert not item.open_for(one)
    assert check(Marked, one) == []
    values, found = read_texts(Marked, {"name": "霞", "withheld": "何か"})
    refused = check(Marked, entry(Marked, **values))
    assert found == [] and [(f.label, f.severity) for f in refused] == [("入力不可の項目", REFUSE)]
    assert "空欄にしてください" in refused[0].sentence
