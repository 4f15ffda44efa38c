"""Two officers changed the same items of a record: three columns, and for each item whose content stays.

What only one of the two has changed merges by itself and is not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from screens import form_state
from screens.station import StationScreen
from shuro.kernel.checks import show_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import items_of
from shuro.kernel.store import Conflict
from widgets.borders import rule
from widgets.cells import Line, fit, spans, width, wrap
from widgets.pane import Key, Pane

if TYPE_CHECKING:
    from screens.record_form import RecordScreen

MINE, THEIRS = "mine", "theirs"
ALL = "全ての項目"
LEAST_LABEL, MOST_LABEL = 10, 26


class Clash(NamedTuple):
    """One item that both changed: its name and label, and the three contents as texts."""

    name: str
    label: str
    mine: str
    theirs: str
    base: str


class ConflictView(Pane):
    """The table of clashes. Space, ← and → choose for the line in hand, the first line for all."""

    def __init__(self, clashes: Sequence[Clash], by: str):
        super().__init__()
        self.clashes, self.by = list(clashes), by
        self.chosen: dict[str, str] = {}
        self.at = 1
        self.top = 0

    async def take_key(self, key: Key) -> bool:
        """Move and choose."""
        steps = {"up": -1, "shift+tab": -1, "down": 1, "tab": 1, "enter": 1}
        if key.name in steps:
            self.at = max(0, min(len(self.clashes), self.at + steps[key.name]))
        elif key.name == "left":
            self._choose(MINE)
        elif key.name == "right":
            self._choose(THEIRS)
        elif key.name == "text" and key.text in (" ", "\u3000"):
            self._choose(THEIRS if self._now() == MINE else MINE)
        else:
            return False
        return True

    def _names(self) -> list[str]:
        return [one.name for one in self.clashes] if self.at == 0 else [self.clashes[self.at - 1].name]

    def _now(self) -> str:
        return self.chosen.get(self._names()[0], "")

    def _choose(self, side: str) -> None:
        self.chosen.update(dict.fromkeys(self._names(), side))

    def undecided(self) -> int | None:
        """The line of the first item for which nothing is chosen yet."""
        return next((at for at, one in enumerate(self.clashes, 1) if one.name not in self.chosen), None)

    def hint(self) -> str:
        """How to choose."""
        return "左：自分の入力を残す　右：相手の更新を残す　空白：切替え　F9で決定"

    def draw(self, cells: int, height: int) -> list[Line]:
        """Headings, one line an item, and the whole texts of the item in hand."""
        sizes = self._sizes(cells)
        detail = self._detail(cells)
        room = max(3, height - 2 - len(detail))
        self.top = max(0, min(self.top, self.at), self.at - room + 1)
        heads = ("項目", "自分の入力", f"登録済み（{self.by}）", "元の内容")
        made: list[Line] = [spans(("  " + _row(heads, sizes), "heading"))]
        for at in range(self.top, min(len(self.clashes) + 1, self.top + room)):
            made.append(self._line(at, sizes))
        made += [()] * (height - 1 - len(detail) - len(made))
        return [*made, rule(cells), *detail][:height]

    def _sizes(self, cells: int) -> tuple[int, ...]:
        longest = max([width(ALL), *(width(one.label) for one in self.clashes)])
        label = max(LEAST_LABEL, min(MOST_LABEL, longest))
        rest = (cells - 2 - label - 3) // 3
        return (label, rest, rest, rest)

    def _line(self, at: int, sizes: tuple[int, ...]) -> Line:
        sign = "> " if at == self.at else "  "
        if at == 0:
            return spans((sign + _row((ALL, "", "", ""), sizes), "chosen" if self.at == 0 else ""))
        one = self.clashes[at - 1]
        side = self.chosen.get(one.name)
        texts = (one.label, _marked(one.mine, side == MINE), _marked(one.theirs, side == THEIRS), one.base)
        return spans((sign + _row(texts, sizes), "chosen" if at == self.at else ""))

    def _detail(self, cells: int) -> list[Line]:
        if self.at == 0:
            return [spans("全ての項目に、左で自分の入力、右で相手の更新を選びます。")]
        one = self.clashes[self.at - 1]
        made: list[Line] = []
        for label, text in (("自分", one.mine), ("登録済み", one.theirs), ("元", one.base)):
            rows = wrap(text.replace("\n", " ") or "（空欄）", cells - 12)[:2]
            made += [spans((fit(label if not at else "", 10), "label"), row) for at, row in enumerate(rows)]
        return made


def _marked(text: str, chosen: bool) -> str:
    return ("[レ]" if chosen else "[  ]") + (text.replace("\n", " ") or "（空欄）")


def _row(texts: Sequence[str], sizes: Sequence[int]) -> str:
    return " ".join(fit(text, size, more="..") for text, size in zip(texts, sizes))


class ConflictScreen(StationScreen):
    """Result: {item name: MINE or THEIRS}, None when the officer goes back to the form."""

    heading = "別の職員との更新の重なり"
    body: ConflictView

    def __init__(self, clashes: Sequence[Clash], by: str):
        super().__init__(ConflictView(clashes, by))

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Decide or go back."""
        return ("help", "back", ("register", "決定"))

    def help_topic(self) -> str:
        """The manual's page on conflicts."""
        return "conflict"

    async def act_register(self) -> None:
        """F9: every item must be decided."""
        at = self.body.undecided()
        if at is None:
            self.close(dict(self.body.chosen))
            return
        self.body.at = at
        self.notify(f"{self.body.clashes[at - 1].label}：どちらの内容を残すか選んでください。", severity="warning")


def clashes_of(desk: Desk, conflict: Conflict) -> list[Clash]:
    """The clashing items as texts, in screen order; of a child table its lines, one below the other."""
    made = []
    for item in items_of(conflict.cls):
        if item.name not in conflict.mine:
            continue
        sides = [_text(item, side.get(item.name), desk) for side in (conflict.mine, conflict.theirs, conflict.base)]
        made.append(Clash(item.name, item.label, *sides))
    return made


def _text(item: Any, value: Any, desk: Desk) -> str:
    if item.kind.name == "rows":
        return "\n".join(
            "／".join(text for text in show_texts(item.row, line, desk).values() if text) for line in value or ()
        )
    return item.show(value, desk)


def merged(
    desk: Desk, state: form_state.FormState, texts: dict[str, Any], choice: dict[str, str]
) -> form_state.FormState:
    """The form on the record as it stands now, with my changes but where theirs was chosen. Raises Gone."""
    was = form_state.stored_texts(state, desk)
    mine = {
        item.name: texts[item.name]
        for item in form_state.typed_items(state.cls)
        if texts.get(item.name) != was.get(item.name) and choice.get(item.name, MINE) == MINE
    }
    fresh = form_state.open_form(desk, state.cls, state.id, texts=mine)
    fresh.key = state.key
    return fresh


async def settle(screen: RecordScreen, conflict: Conflict) -> bool:
    """Let the officer decide, and put the decided form in front; False when he goes back.

    A step that stores no items clashes as a whole: the record is shown as it is now, and the officer takes it again.
    """
    desk, state, texts = screen.desk, screen.state, screen.view.current_texts()
    clashes = await screen.in_thread("準備中", lambda: clashes_of(desk, conflict))
    choice: dict[str, str] | None = {}
    if clashes:
        screen.notify(conflict.sentence, severity="warning")
        choice = await screen.app.open(ConflictScreen(clashes, conflict.by))
        if choice is None:
            screen.notify("更新していません。" + conflict.sentence, severity="warning")
            return False
    decided = dict(choice or {})
    fresh = await screen.in_thread("準備中", lambda: merged(desk, state, texts, decided))
    form_state.reach(fresh.model, state.model.place)
    await screen.show(fresh)
    if not clashes:
        said = f"別の職員（{conflict.by}）が更新しました。今の内容を確かめて、もう一度行ってください。"
        screen.notify(said, severity="warning")
        return False
    return True
