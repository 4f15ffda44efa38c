"""MonthView: the month of the 日付入力ダイアログ (SYS-22). Holidays by name, closed days by a sign, not by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta

from shuro.kernel.calendar import FIRST_DAY, LAST_DAY, DayCell, month_grid, wareki, wareki_month
from widgets.cells import Line, fit, fit_line, spans
from widgets.pane import Key, Pane

WEEK = "日月火水木金土"
CLOSED = "休"
CELL = 6


class MonthView(Pane):
    """A month with one day in hand. `today` for Home; `done(day)` on Enter; `closed`: the office's own closed days.

    Keys: arrows, PageUp and PageDown for the month, Ctrl+PageUp and Ctrl+PageDown for the year, Home for today.
    """

    def __init__(self, day: date, today: date, done: Callable[[date], None], closed: Collection[date] = ()):
        super().__init__()
        self.day = max(FIRST_DAY, min(LAST_DAY, day))
        self.today, self.done, self.closed = today, done, closed

    async def take_key(self, key: Key) -> bool:
        """Move the day, or choose it."""
        days = {"left": -1, "right": 1, "up": -7, "down": 7}
        months = {"pageup": -1, "pagedown": 1, "ctrl+pageup": -12, "ctrl+pagedown": 12}
        if key.name in days:
            self._go(self.day.toordinal() + days[key.name])
        elif key.name in months:
            self._go(moved_months(self.day, months[key.name]).toordinal())
        elif key.name == "home" or (key.name == "text" and key.text in "=＝"):
            self._go(self.today.toordinal())
        elif key.name == "text" and key.text in "+-＋－":
            self._go(self.day.toordinal() + (1 if key.text in "+＋" else -1))
        elif key.name == "enter":
            self.done(self.day)
        else:
            return False
        return True

    def _go(self, ordinal: int) -> None:
        self.day = date.fromordinal(max(FIRST_DAY.toordinal(), min(LAST_DAY.toordinal(), ordinal)))

    def hint(self) -> str:
        """The keys of the calendar."""
        return "矢印で日、PageUp/PageDownで月、Ctrlと共に年、Homeで今日、Enterで決定"

    def lines_wanted(self) -> int:
        """Heading, names of the days, six weeks, and a line about the day."""
        return 11

    def draw(self, cells: int, height: int) -> list[Line]:
        """Month, weeks, and what the day in hand is."""
        head = f"{wareki_month(self.day.year, self.day.month)}（{self.day.year}年{self.day.month}月）"
        names = spans(*((fit(f" {name}", CELL), "holiday" if name == "日" else "heading") for name in WEEK))
        grid = month_grid(self.day.year, self.day.month, self.closed)
        weeks = [spans(*(self._cell(cell) for cell in week)) for week in grid]
        here = next(cell for week in grid for cell in week if cell.day == self.day)
        about = [wareki(self.day), f"（{WEEK[(self.day.weekday() + 1) % 7]}）", here.holiday_name or ""]
        if not here.open and not here.holiday_name:
            about.append("閉庁日")
        if self.day == self.today:
            about.append("今日")
        lines = [spans((head, "heading")), (), names, *weeks, *[()] * (6 - len(weeks)), ()]
        return [fit_line(line, cells) for line in [*lines, spans((" ".join(part for part in about if part), "strong"))]]

    def _cell(self, cell: DayCell) -> tuple[str, str]:
        """One day: its number, a sign when the offices are closed; the day in hand in brackets, today with a star."""
        sign = CLOSED if not cell.open else "* " if cell.day == self.today else "  "
        text = f"[{cell.day.day:2}]" if cell.day == self.day else f" {cell.day.day:2} "
        if cell.day == self.day:
            return f"{text}{sign}", "chosen"
        return f"{text}{sign}", "dim" if not cell.in_month else "holiday" if not cell.open else ""


def moved_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month; within what a date can be."""
    at = day.year * 12 + day.month - 1 + months
    at = max(FIRST_DAY.year * 12, min(LAST_DAY.year * 12 + 11, at))
    first = date(at // 12, at % 12 + 1, 1)
    following = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)
