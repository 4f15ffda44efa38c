"""FormView: the form on the screen. It draws the page in hand, holds one editor, and moves from item to item.

Enter and Tab leave the item and go to the next one that can be entered, Shift+Tab goes back; ↑↓ move without being
stopped. An item left with a wrong text keeps the cursor at the first Enter and lets go at the second.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from widgets.cells import Line
from widgets.form_layout import column_sizes
from widgets.form_model import SIGNS, FormModel, Left, Place
from widgets.form_picture import FormPicture
from widgets.item_editor import ItemEditor
from widgets.pane import Caret, Key, Pane
from widgets.tab_strip import Tab, tab_strip

Dialog = Callable[[Any, str], Awaitable["str | dict[str, str] | None"]]
AfterLeaving = Callable[[Any, Any], Awaitable["dict[str, str] | None"]]
SLOW = frozenset({"link", "address", "postal"})
LINE_KEYS = frozenset({"ctrl+y", "ctrl+o", "ctrl+r", "ctrl+b", "ctrl+n"})
LAST_ITEM = "最後の項目です。"


class FormView(Pane):
    """The view of a FormModel.

    `open_dialog(item, text)`: what F4 opens for an item; gives its new text, texts by item name, or None. `after(item,
    value)`: called when an item was left with a new value; may give texts for other items (郵便番号 → 所在地).
    The view says what happened through `said`; a screen reads `model` for everything else.
    """

    def __init__(self, model: FormModel, open_dialog: Dialog | None = None, after: AfterLeaving | None = None):
        super().__init__()
        self.model = model
        self.open_dialog, self.after = open_dialog, after
        self.picture = FormPicture(model)
        self._next: Place | None = None  # where what was filled after leaving wants the cursor
        self._stopped: tuple[Place, str] | None = None  # where the first Enter was refused, and the text then
        self._last_places: dict[int, Place] = {}
        self.editor: ItemEditor | None = None
        self._open()

    # The item in hand

    @property
    def item(self) -> Any:
        """The item in hand; None on a page of nothing."""
        return self.model.item_at(self.model.place) if self.model.place.name else None

    def _open(self) -> None:
        """An editor for the item in hand, if it can be typed into."""
        model, place = self.model, self.model.place
        self.editor = None
        self._stopped = None
        if not place.name or model.read_only:
            return
        item, owner = model.item_at(place), model.owner(place)
        if item.kind.name != "rows" and (owner is None or item.open_for(owner)):
            item = model.bound(item, owner if owner is not None else self._line_to_begin(place))
            self.editor = ItemEditor(item, model.text_at(place), model.desk, model.value_at(place))
            if item.kind.name in ("choice", "choices") and item.source is None:
                self.editor.load_options()

    def _line_to_begin(self, place: Place) -> Any:
        """An empty line for the options of a cell in a line not yet begun."""
        from shuro.kernel.record import entry

        line = entry(self.model.tables[place.name].item.row)
        line.of = self.model.entry
        return line

    async def start(self) -> None:
        """Options of the first item, where a database keeps them."""
        await self._load_options()

    async def _load_options(self) -> None:
        """The options of the choice in hand: read once a form where they are the same all the time."""
        editor = self.editor
        if editor is None or editor.options is not None:
            return
        name, steady = editor.item.name, not self.model.item_at(self.model.place).depends
        if steady and name in self.model.options:
            editor.options = self.model.options[name]
            return
        options = await self.in_thread("候補を検索中", editor.load_options)
        if steady:
            self.model.options[name] = options

    def current_texts(self) -> dict[str, Any]:
        """The texts of the form with what stands in the editor: for drafts, at any moment."""
        texts = self.model.as_texts()
        place = self.model.place
        if self.editor is None or self.editor.text == self.model.text_at(place):
            return texts
        if place.column:
            lines = [dict(line) for line in self.model.texts[place.name]]
            if place.row >= len(lines):
                lines.append({})
            lines[place.row][place.column] = self.editor.text
            texts[place.name] = [line for line in lines if any(text.strip() for text in line.values())]
        else:
            texts[place.name] = self.editor.text
        return texts

    @property
    def changed(self) -> bool:
        """Has anything been typed since the form was opened?"""
        typed = self.editor is not None and self.editor.text != self.model.text_at(self.model.place)
        return typed or self.model.changed

    async def leave(self) -> Left:
        """Read what is typed in the item in hand; the cursor stays. To be awaited before registering or saving."""
        self._next = None
        if self.editor is None:
            return Left()
        place, item = self.model.place, self.editor.item
        text, question = self.editor.settled_text()
        known = text == self.model.text_at(place)
        work = self.model.leave
        left = await self.in_thread("確認中", lambda: work(text)) if self._waits(item) else work(text)
        if self.after is not None and not known and not left.wrong:
            more = await self.after(item, self.model.value_at(place))
            if more:
                await self._put(more)
                self._next = self._wanted(more)
        if not left.wrong:
            self._open()
        elif self.editor is not None and self.editor.text != text:
            self.editor.line.replace(text)
            self.editor.offered = []
        if question and left.wrong:
            left = left._replace(notice=question)
        return left

    def _wanted(self, texts: Any) -> Place | None:
        """Where filled texts want the cursor (their `then`, an item's name), when it can stand there."""
        name, here = getattr(texts, "then", ""), self.model.place
        in_row = bool(here.column) and name in self.model.tables[here.name].by_name
        place = here._replace(column=name) if in_row else Place(name)
        return place if self.model.stands(place, self.model.page) else None

    async def _put(self, texts: dict[str, str]) -> None:
        """Texts for other items; reading them may ask the database."""
        if self.model.desk is None:
            self.model.put(texts)
        else:
            await self.in_thread("確認中", lambda: self.model.put(texts))

    def _waits(self, item: Any) -> bool:
        """Does leaving the item ask the database or a dictionary?"""
        model = self.model
        if model._reading is not None and any(getattr(one, "of", None) == item.name for one in self._siblings()):
            return True
        if model.desk is None:
            return False
        return item.kind.name in SLOW or item.source is not None or model.asks_database

    def _siblings(self) -> tuple[Any, ...]:
        """The items beside the one in hand: of the record, or of its line."""
        place = self.model.place
        return self.model.tables[place.name].columns if place.column else self.model.items

    async def go(self, place: Place | None, left: bool = False) -> None:
        """Leave the item in hand (unless `left` already) and go to another place."""
        if place is None:
            return
        if not left:
            await self.leave()
        here = self.model.place
        if here.column and (here.name, here.row) != (place.name, place.row):
            place = self._without_empty_line(here, place)
        self.picture.peek = 0
        self._last_places[self.model.page] = here
        self.model.place = self._enterable(place)
        self.model.version += 1
        self._open()
        await self._load_options()

    def _enterable(self, place: Place) -> Place:
        """For a whole table, its first cell."""
        if place.name in self.model.tables and not place.column:
            return next(self.model.tables[place.name].walk(1), place)
        return place

    def _without_empty_line(self, here: Place, place: Place) -> Place:
        """Leaving a line in which nothing stands takes it out of its table."""
        table = self.model.tables[here.name]
        if here.row < len(table.texts) and here.row not in table.filled_rows():
            table.delete(here.row)
            self.model.recompute()
            if place.name == here.name and place.row > here.row:
                return place._replace(row=place.row - 1)
        return place

    async def _forward(self) -> bool:
        """Enter and Tab."""
        typed = self.editor.text if self.editor else ""
        place = self.model.place
        again = self._stopped == (place, typed)
        left = await self.leave()
        if left.wrong and not again:
            self._stopped = (place, self.editor.text if self.editor else typed)
            problem = self.model.problem_at(place)
            self.say(left.notice or (problem.sentence if problem else ""), "wrong")
            return True
        target = self._next or self.model.beside(1)
        if target is None:
            self.say(left.notice or LAST_ITEM)
            return True
        await self.go(target, left=True)
        if left.notice:
            self.say(left.notice)
        return True

    async def _backward(self) -> bool:
        """Shift+Tab."""
        await self.leave()
        target = self.model.beside(-1)
        if target is not None:
            await self.go(target, left=True)
        return True

    # Keys

    async def take_key(self, key: Key) -> bool:
        """Typing goes to the editor, the rest moves."""
        if self.model.read_only:
            return self._read_on(key.name) or await self._move(key.name) or self._refuse(key)
        await self._load_options()
        if key.name in LINE_KEYS and self.model.place.column:
            await self._change_lines(key.name)
            return True
        editor = self.editor
        if editor is not None:
            if key.name == "escape" and editor.offered and editor.chosen >= 0:
                editor.chosen = -1
                return True
            before = editor.text
            if editor.take_key(key):
                # candidates follow from the text alone: those of the last letter of a run are enough
                if editor.text != before and not (key.name == "text" and self.text_waits):
                    await self._look_up(editor)
                if editor.notice:
                    self.say(editor.notice, "warn")
                return True
        elif key.name in ("text", "paste"):
            self.say("この項目は入力できません。")
            return True
        return await self._move(key.name)

    def _read_on(self, name: str) -> bool:
        """↑↓ and screenfuls inside an item longer than the screen, in a form for reading."""
        step = {"down": 1, "up": -1, "pagedown": self.picture.height - 1, "pageup": 1 - self.picture.height}.get(
            name, 0
        )
        size = self.picture.span_in_hand()[1]
        if not step or size <= self.picture.height or not 0 <= self.picture.peek + step < size:
            return False
        self.picture.peek += step
        return True

    def _refuse(self, key: Key) -> bool:
        if key.name in ("text", "paste"):
            self.say("この画面は表示だけです。入力できません。")
            return True
        return False

    async def _look_up(self, editor: ItemEditor) -> None:
        if editor.slow:
            await self.in_thread("候補を検索中", editor.refresh_offers)
        else:
            editor.refresh_offers()

    async def _move(self, name: str) -> bool:
        if name in ("enter", "tab"):
            return await self._forward()
        if name == "shift+tab":
            return await self._backward()
        if name in ("up", "down"):
            await self.leave()
            await self.go(self._vertical(1 if name == "down" else -1), left=True)
            return True
        if name in ("pageup", "pagedown"):
            await self._screenful(1 if name == "pagedown" else -1)
            return True
        if name in ("ctrl+home", "ctrl+end"):
            await self.go(next(self.model.walk(self.model.page, 1 if name == "ctrl+home" else -1), None))
            return True
        return False

    def _vertical(self, step: int) -> Place | None:
        """Where ↑ and ↓ go: in a grid to the same column of the line above or below, else to the item beside."""
        place = self.model.place
        if place.column and column_sizes(self.model.tables[place.name].columns, self.picture.cells - 7):
            table = self.model.tables[place.name]
            order, line = table.names, table.stops_of(place.row + step)
            if line:
                before = [one for one in line if order.index(one.column) <= order.index(place.column)]
                return before[-1] if before else line[0]
            edge = table.stops_of(place.row) or [place]
            held, self.model.place = place, edge[-1 if step > 0 else 0]
            target = self.model.beside(step)
            self.model.place = held
            return target
        return self.model.beside(step)

    async def _screenful(self, step: int) -> None:
        """PageUp and PageDown: as far as a screen reaches, at most to the end of the page."""
        line_of, place = self.picture.line_of, self.model.place
        edge = line_of(place) + step * self.picture.height
        on = [self.model.place]
        for one in self.model.walk(self.model.page, step, place):
            on.append(one)
            if (line_of(one) - edge) * step >= 0:
                break
        await self.go(on[-1])

    async def _change_lines(self, name: str) -> None:
        """Ctrl+Y takes the line in hand out of its table, Ctrl+O puts an empty one before it, Ctrl+R a copy below it;
        Ctrl+B and Ctrl+N move it up and down.
        """
        place = self.model.place
        table = self.model.tables[place.name]
        if not table.item.open_for(self.model.entry):
            return
        if name != "ctrl+y":
            await self.leave()
        if name == "ctrl+o":
            table.insert(place.row)
        elif name == "ctrl+r" and place.row < len(table.texts):
            table.copy(place.row)
            self.say(f"{place.row + 1}行目を写しました。")
            place = place._replace(row=place.row + 1)
        elif name in ("ctrl+b", "ctrl+n"):
            place = self._moved(table, place, -1 if name == "ctrl+b" else 1)
        elif name == "ctrl+y" and place.row < len(table.texts):
            table.delete(place.row)
            self.say(f"{place.row + 1}行目を消しました。")
        else:
            return
        stops = table.stops_of(place.row) or list(table.walk(-1))[:1] or [place]
        self.model.place = place if place in stops and name not in ("ctrl+y", "ctrl+o") else stops[0]
        self.model.recompute()
        self._open()

    def _moved(self, table: Any, place: Place, step: int) -> Place:
        """The line in hand a place further up or down, as far as there are lines."""
        row, target = place.row, place.row + step
        if not (row < len(table.texts) and 0 <= target < len(table.texts)):
            self.say("これ以上は動かせません。")
            return place
        table.swap(min(row, target))
        self.say(f"{target + 1}行目に動かしました。")
        return place._replace(row=target)

    # Actions of the key table

    async def act_pick(self) -> None:
        """F4: the dialog of the item in hand; a child line's dialog may fill several of its cells."""
        if self.editor is None or self.open_dialog is None:
            self.say("この項目に候補はありません。")
            return
        got = await self.open_dialog(self.editor.item, self.editor.text)
        if got is None:
            return
        name = self.editor.item.name
        given: dict[str, str] = got if isinstance(got, dict) else {name: got}
        own = given.get(name)
        if set(given) - {name}:
            await self._put(given)  # in the order given: options may depend on the item's own text
        if own is not None:
            self.editor.line.replace(own)
            self.editor.offered = []
        left = await self.leave()
        if left.wrong:
            problem = self.model.problem_at(self.model.place)
            self.say(problem.sentence if problem else "", "wrong")
        else:
            await self.go(self._wanted(got), left=True)

    async def act_next_page(self) -> None:
        """F6: the next page."""
        await self._to_page(1)

    async def act_previous_page(self) -> None:
        """F7: the page before."""
        await self._to_page(-1)

    async def _to_page(self, step: int) -> None:
        count = len(self.model.pages)
        if count == 1:
            self.say("頁は一つです。")
            return
        page = (self.model.page + step) % count
        await self.leave()
        target = self._last_places.get(page)
        if target is None or not self.model.stands(target, page):
            target = self.model.page_start(page)
        await self.go(target, left=True)

    async def act_problem(self) -> None:
        """F8: the next item with a problem, on whatever page."""
        await self.leave()
        problem = self.model.next_problem()
        if problem is None:
            self.say("直すところはありません。")
            return
        if problem.place.name:
            await self.go(problem.place, left=True)
        self.say(problem.sentence, "warn" if problem.severity == 1 else "wrong")

    # Drawing

    def hint(self) -> str:
        """How the item in hand is entered."""
        from widgets.hints import hint_of

        if self.editor is None:
            return ""
        problem = self.model.problem_at(self.model.place)
        if problem is not None and problem.missing:
            return f"{SIGNS[problem.severity]} {problem.sentence}"
        return hint_of(self.editor.item, self.editor.options or ())

    def draw(self, cells: int, height: int) -> list[Line]:
        """Tab strip, then the lines of the page around the item in hand."""
        strip = self._strip(cells) if len(self.model.pages) > 1 else []
        lines, spot = self.picture.draw(self.editor, cells, height - len(strip))
        self.caret = Caret(spot.x, spot.y + len(strip)) if spot else None
        return strip + lines

    def _strip(self, cells: int) -> list[Line]:
        """The names of the pages with the number of their problems."""
        model = self.model
        tabs = [Tab(model.page_label(page), *model.page_problems(page)) for page in range(len(model.pages))]
        return [tab_strip(tabs, model.page, cells)]
