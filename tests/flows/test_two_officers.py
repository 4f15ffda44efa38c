"""Two officers have the same record open: nothing is written over that nobody has seen."""

from __future__ import annotations

from shuro.kernel import registry, store
from tests.flows.ways import COLLEAGUE, LOGIN, PHRASE, TO_WORKPLACES, Place, register, says, to_item
from tests.terminal import Terminal, keys


def opened(place: Place, login: tuple[str, ...]) -> Terminal:
    """霞会社, open before an officer."""
    window = place.window()
    window.send(keys(*login, *TO_WORKPLACES, "enter"))
    window.wait_for("事業場基本情報_更新")
    return window


def test_different_items_merge_and_the_same_item_is_asked_for(place: Place) -> None:
    mine = opened(place, LOGIN)
    theirs = opened(place, (COLLEAGUE, "enter", PHRASE, "enter"))
    for window, label, text in ((mine, "代表者職氏名", "代表　甲"), (theirs, "電話番号(総務)", "03-1111-2222")):
        to_item(window, label)
        window.send(keys(text, "enter"))
    register(mine, "更新しました")
    register(theirs, "を取り込みました")
    assert says(theirs, "別の職員が更新した「代表者職氏名」を取り込みました")

    to_item(mine, "電話番号(総務)")  # still empty before this officer
    mine.send(keys("03-9999-8888", "enter", "f9"))
    mine.wait_for(lambda one: "03-1111-2222" in one.text or "> 更新する" in one.text)
    if "> 更新する" in mine.text:
        mine.send(keys("enter"))
    mine.wait_for("03-1111-2222")
    assert "電話番号(総務)" in mine.text and "鈴木" in mine.text and "03-9999-8888" in mine.text
    mine.send(keys("f9"))  # nothing is chosen yet
    mine.read(0.3)
    cls = registry.load("workplace")
    desk = place.desk()
    assert store.find(desk, cls, 1).phone_general == "03-1111-2222"
    mine.send(keys("left", "f9"))
    mine.wait_for("更新しました")
    one = store.find(desk, cls, 1)
    assert (one.phone_general, one.representative, one.version) == ("03-9999-8888", "代表　甲", 4)
