"""RowTable: the lines of a child table inside a FormModel. Texts and entries of the lines stay side by side.

Behind the last line stands one that is not yet begun: typing in it makes it a line (the last row adds one).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from widgets.form_model import FormModel, Place


class RowTable:
    """The table of one item of kind rows. Rows count from 0; row `len(texts)` is the line not yet begun."""

    def __init__(self, item: Any, model: FormModel):
        self.item, self.model = item, model
        self.columns = tuple(self._columns(item))
        self.by_name = {one.name: one for one in self.columns}
        self.names = [one.name for one in self.columns]

    @staticmethod
    def _columns(item: Any) -> Any:
        from shuro.kernel.record import items_of

        return items_of(item.row)

    @property
    def texts(self) -> list[dict[str, str]]:
        """The texts of the lines."""
        return self.model.texts[self.item.name]

    @property
    def lines(self) -> list[Any]:
        """The entries of the lines."""
        made = getattr(self.model.entry, self.item.name, None)
        if made is None:
            made = []
            setattr(self.model.entry, self.item.name, made)
        return made

    def shown(self, lines: list[Any]) -> list[dict[str, str]]:
        """The texts of stored lines."""
        made = []
        for line in lines:
            line.of = self.model.entry
            made.append({one.name: self._show(one, line) for one in self.columns})
        return made

    def _show(self, column: Any, line: Any) -> str:
        return self.model.bound(column, line).show(getattr(line, column.name, None), self.model.desk)

    def restore(self, lines: list[dict[str, str]]) -> None:
        """Take over the lines of a draft."""
        self.texts.clear()
        self.lines.clear()
        for row, typed in enumerate(lines):
            self._begin(row)
            for name in self.names:
                if typed.get(name):
                    place = self._place(row, name)
                    self.texts[row][name] = typed[name]
                    self.model._read(place)

    def _place(self, row: int, column: str) -> Place:
        from widgets.form_model import Place

        return Place(self.item.name, row, column)

    def _begin(self, row: int) -> None:
        """A new, empty line at `row`."""
        from shuro.kernel.record import entry

        line = entry(self.item.row)
        line.of = self.model.entry
        self.texts.insert(row, dict.fromkeys(self.names, ""))
        self.lines.insert(row, line)

    def line(self, row: int) -> Any:
        """The entry of a line, None for the one not yet begun."""
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def text(self, place: Place) -> str:
        """The text of a cell."""
        return self.texts[place.row].get(place.column, "") if place.row < len(self.texts) else ""

    def set_text(self, place: Place, text: str) -> None:
        """Type into a cell; in the line not yet begun, text begins it."""
        if place.row >= len(self.texts):
            if not text:
                return
            self._begin(len(self.texts))
        self.texts[place.row][place.column] = text

    def walk(self, step: int, row: int | None = None) -> Iterator[Place]:
        """The cells the cursor can stand on, line by line from line `row` on (None: the first or last), forward (+1) or
        backward (-1); of the line not yet begun only the first.
        """
        if not self._open:
            return
        last = len(self.lines) - self.model.read_only
        rows = range(max(0, row or 0), last + 1) if step > 0 else range(last if row is None else min(row, last), -1, -1)
        for at in rows:
            yield from self._cells(at)[::step]

    def stops_of(self, row: int) -> list[Place]:
        """The cells of one line the cursor can stand on."""
        return self._cells(row) if self._open and 0 <= row <= len(self.lines) - self.model.read_only else []

    @property
    def _open(self) -> bool:
        return bool(self.model.read_only or self.item.open_for(self.model.entry))

    def _cells(self, row: int) -> list[Place]:
        line = self.line(row)
        if line is None:
            typed = [one for one in self.columns if one.typed]
            return [self._place(row, one.name) for one in typed[:1]]
        line.of = self.model.entry
        return [self._place(row, one.name) for one in self.columns if self.model.is_open(one, line)]

    def filled_rows(self) -> list[int]:
        """The lines in which something stands."""
        return [row for row, texts in enumerate(self.texts) if any(text.strip() for text in texts.values())]

    def delete(self, row: int) -> None:
        """Take a line out; what is known about the lines below moves up with them."""
        if 0 <= row < len(self.texts):
            del self.texts[row], self.lines[row]
            self._renumber(lambda at: None if at == row else at - (at > row))

    def insert(self, row: int) -> None:
        """An empty line before `row`."""
        self._begin(min(row, len(self.texts)))
        self._renumber(lambda at: at + (at >= row))

    def copy(self, row: int) -> None:
        """A line like line `row` below it, readings unconfirmed as they are; files are of their own line and stay there."""
        if not 0 <= row < len(self.texts):
            return
        self.insert(row + 1)
        for one in self.columns:
            if one.typed and one.kind.name != "file" and self.texts[row][one.name]:
                place = self._place(row + 1, one.name)
                self.set_text(place, self.texts[row][one.name])
                self.model._read(place)
                if self._place(row, one.name) in self.model.suggested:
                    self.model.suggested.add(place)

    def swap(self, row: int) -> None:
        """Line `row` and the one below it change places."""
        if 0 <= row < len(self.texts) - 1:
            for held in (self.texts, self.lines):
                held[row], held[row + 1] = held[row + 1], held[row]
            self._renumber(lambda at: {row: row + 1, row + 1: row}.get(at, at))

    def _renumber(self, row_of: Callable[[int], int | None]) -> None:
        """Where lines moved to goes into all that the model remembers of them; None: the line is forgotten."""
        model = self.model

        def moved(place: Place) -> Place | None:
            if place.name != self.item.name or place.row < 0:
                return place
            row = row_of(place.row)
            return None if row is None else place._replace(row=row)

        model.unreadable = {new: text for place, text in model.unreadable.items() if (new := moved(place))}
        model.suggested = {new for place in model.suggested if (new := moved(place))}
        model.visited = {new for place in model.visited if (new := moved(place))}
        model.extra = [one._replace(place=new) for one in model.extra if (new := moved(one.place))]

    def take_filled(self, rows: Collection[int] | None = None) -> None:
        """The texts of computed cells, of the lines given or of all."""
        from widgets.form_model import computed

        given = [one for one in self.columns if computed(one)]
        for row, line in enumerate(self.lines) if given else ():
            if rows is None or row in rows:
                for one in given:
                    self._take(row, line, one)

    def _take(self, row: int, line: Any, column: Any) -> None:
        place = self._place(row, column.name)
        if getattr(line, column.name) is None and place in self.model.unreadable:
            return
        self.model.unreadable.pop(place, None)
        self.texts[row][column.name] = self._show(column, line)
