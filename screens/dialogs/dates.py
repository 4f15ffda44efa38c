"""日付入力ダイアログ (SYS-22): a date typed in any usual form on top, the month below; both always show the same day."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from screens.dialogs.boxes import ItemBox
from shuro.kernel.calendar import FIRST_DAY, LAST_DAY, parse_month, wareki, wareki_moment
from shuro.kernel.desk import wall_clock
from shuro.kernel.text import Unreadable, wrap
from widgets.borders import rule
from widgets.cells import Line, cut, fit, spans, width
from widgets.line_editor import LineEditor
from widgets.month_view import WEEK, MonthView
from widgets.pane import Caret, Key, Pane

MOVES = frozenset({"left", "right", "up", "down", "pageup", "pagedown", "ctrl+pageup", "ctrl+pagedown", "home"})
TODAY, AFTER, BEFORE = "=＝", "+＋", "-－ー"
SIGNS = re.compile(f"[{AFTER}]+|[{BEFORE}]+")
DAY_HELP = "R7.11.22、20251122などで入力するか、矢印で日、PageUp・PageDownで月を選びます。"
TIME_HELP = "続けて時刻を入力してください（例：14:30）。"


class DateView(Pane):
    """A typed date and its month. `item` reads and shows the value (a date, or a moment with its time of day).

    What stands there as a whole is replaced by typing and moved by + and -; = is today. Arrows, PageUp, PageDown and
    Home move the day in the month. `done(text)` is called on Enter with the date as the item shows it.
    """

    def __init__(self, item: Any, text: str, desk: Any, done: Callable[[str], None]):
        super().__init__()
        self.item, self.desk, self.done = item, desk, done
        self.now: datetime = desk.now() if desk is not None else wall_clock()
        self.line = LineEditor(text.strip())
        self.timed = item.kind.name == "datetime"
        self.value: Any = None
        self.problem = ""
        self.month = MonthView(self.now.date(), self.now.date(), lambda day: None)
        self._read()
        self.whole = self.value is not None

    # Reading

    def _read(self) -> None:
        """Value, problem and month of what is typed."""
        typed = self.line.text.strip()
        self.value, self.problem = None, ""
        if not typed:
            return
        if SIGNS.fullmatch(typed):  # + alone is tomorrow, ++ the day after, as +1 and +2
            typed = ("+" if typed[0] in AFTER else "-") + str(len(typed))
        try:
            self.value = self.item.read(typed, self.desk)
        except Unreadable as problem:
            self.problem = str(problem)
        day = self._day_of(typed)
        if day is not None:
            self.month.day = max(FIRST_DAY, min(LAST_DAY, day))

    def _day_of(self, typed: str) -> date | None:
        """The day that the month shows for what is typed so far: of a date, of a date without time, of a month."""
        if self.value is not None:
            return self.value.date() if isinstance(self.value, datetime) else self.value
        from shuro.kernel.calendar import parse_day

        today = self.now.date()
        for read in (lambda: parse_day(typed.split(" ")[0], today), lambda: date(*parse_month(typed, today), 1)):
            try:
                return read()
            except Unreadable:
                continue
        return None

    # Keys

    async def take_key(self, key: Key) -> bool:
        """Move in the month, choose, or type."""
        if key.name in MOVES:
            await self.month.take_key(key)
            self._put(self.month.day)
        elif key.name == "enter":
            self._choose()
        elif key.name == "text" and key.text in TODAY and (self.whole or not self.line.text):
            self._put_today()
        elif key.name == "text" and self.whole and key.text in AFTER + BEFORE:
            await self.month.take_key(Key("text", "+" if key.text in AFTER else "-"))
            self._put(self.month.day)
        else:
            return self._type(key)
        return True

    def _type(self, key: Key) -> bool:
        """Typing: over what stands there as a whole, else at its end."""
        before = self.line.text
        if self.whole and key.name in ("text", "paste"):
            self.line.replace("")
        used = self.line.take_key(key)
        if self.line.text != before:
            self._read()
            self.whole = key.name == "escape" and self.value is not None
        return used

    def _put(self, day: date) -> None:
        """A day picked in the month; a time that is known stays."""
        if self.timed:
            time = f"{self.value:%H:%M}" if self.value is not None else ""
            self.line.replace(f"{wareki(day, 'plain')} {time}")
        else:
            self.line.replace(wareki(day, "plain"))
        self._read()
        self.whole = self.value is not None

    def _put_today(self) -> None:
        """Today, or now."""
        self.line.replace(wareki_moment(self.now) if self.timed else wareki(self.now.date(), "plain"))
        self._read()
        self.whole = True

    def _choose(self) -> None:
        """Take the date, or say why there is none; with nothing typed the day in hand counts."""
        if not self.line.text.strip():
            self._put(self.month.day)
        if self.value is None:
            self.say(TIME_HELP if self._lacks_time() else self.problem, "wrong")
        else:
            self.done(self.item.show(self.value, self.desk))

    def _lacks_time(self) -> bool:
        """Is a day typed where the time of day is still missing?"""
        typed = self.line.text.strip()
        return self.timed and self.value is None and " " not in typed and self._day_of(typed) is not None

    # Drawing

    def hint(self) -> str:
        """The keys."""
        return "矢印で日、PageUp/PageDownで月、Ctrlと共に年、= 今日、+ - 前後の日、Enterで決定"

    def lines_wanted(self) -> int:
        """The typed line, two for what it means, a rule, and the month."""
        return 4 + self.month.lines_wanted()

    def draw(self, cells: int, height: int) -> list[Line]:
        """See the class."""
        head = "日時 " if self.timed else "日付 "
        room = min(40, cells - width(head) - 1)
        text, at = self.line.window(room)
        self.caret = Caret(width(head) + at, 0)
        top = spans((head, "heading"), (fit(text, room), "field"))
        return [top, *self._meaning(cells), rule(cells), *self.month.draw(cells, height - 4)]

    def _meaning(self, cells: int) -> list[Line]:
        """What the typed text means, in both calendars; or what is missing."""
        if self.value is not None:
            shown = self.item.show(self.value, self.desk)
            return [spans((f"→ {shown}", "strong"), f"　{western(self.value)}"), ()]
        said = TIME_HELP if self._lacks_time() else self.problem
        lines = wrap(said or DAY_HELP, cells - 1)
        if len(lines) > 2:
            lines = [lines[0], cut(lines[1], cells - 5) + " ..."]
        style = "warn" if said else "dim"
        return [*(((line, style),) for line in lines), *[()] * (2 - len(lines))]


def western(value: date) -> str:
    """2025年11月22日（土）"""
    return f"{value.year}年{value.month}月{value.day}日（{WEEK[(value.weekday() + 1) % 7]}）"


class DateScreen(ItemBox):
    """The 日付入力ダイアログ in a box; result: the text of the date, None when the officer backed out."""

    body: DateView
    most_width = 64

    def __init__(self, item: Any, text: str, desk: Any):
        super().__init__(DateView(item, text, desk, self.close), f"日付入力ダイアログ　{item.label}")

    def actions(self) -> Sequence[Any]:
        """Where the day follows from another one, F4 asks for that."""
        reckoned = getattr(self.body.item, "reckoned", None)
        return [*super().actions(), *([("pick", f"{reckoned[0]}から計算")] if reckoned else [])]

    async def act_pick(self) -> None:
        """Ask for the other day and propose the item's day; it stands there like a day picked in the month."""
        item, desk = self.body.item, self.body.desk
        label, reckon = item.reckoned
        text = await self.app.open(DateScreen(replace(item, label=label, reckoned=None), "", desk))
        if text is None:
            return
        self.body._put(reckon(item.read(text, desk)))
        self.notify(f"{label}（{text}）から計算しました。Enterで決定します。")

    def box_height(self, cells: int, room: int) -> int:
        """As high as the month needs."""
        return self.body.lines_wanted()


async def pick_date(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of a date or moment."""
    return await screen.app.open(DateScreen(item, text, model.desk))
