"""The two screens of every list of the administration: the list, and a line with what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from screens.admin.declared import AGAIN, Act, AdminList, Column, Text, Typed
from screens.base import BaseScreen
from screens.output_path import ask_path
from screens.portal.form import BACK, YES_NO, Button, Part, PortalForm, items_form, send_soon
from screens.station import StationScreen
from screens.typed_name import TypedName
from widgets.cells import Line, fit, spans
from widgets.pane import Key
from widgets.pick_view import PickView
from widgets.text_view import TextView

if TYPE_CHECKING:
    from screens.workstation import Workstation
    from shuro.accounts.users import Initial
    from shuro.kernel.desk import Desk

TOPIC = "outside_admin"
MUST = "必ず入力する項目です。入力してください。"
DIFFERENT = "「{label}」と違います。二つに同じものを入力してください。"
SECRET = (
    "{name}のパスワードです（{until:%Y-%m-%d %H:%M}まで）。\n\n　{secret}\n\n"
    "本人に渡してください。閉じると、二度と表示されません。{hint}"
)


class TableView(PickView):
    """Lines under headings; typing narrows them by any part of any column, seen or not."""

    def __init__(self, columns: Sequence[Column], done: Callable[[list[int]], None]):
        self.columns = [one for one in columns if one.cells]
        self.all_columns = columns
        self.lines: list[Any] = []
        super().__init__(self._matching, done)

    def put(self, lines: Sequence[Any]) -> None:
        """Other lines; filter and place stay."""
        at, top = self.at, self.top
        self.lines = list(lines)
        self._take(self.find(self.filter.text.strip()))
        self.at, self.top = min(at, max(0, len(self.pairs) - 1)), top

    def _matching(self, text: str) -> list[tuple[int, str]]:
        from shuro.kernel.text import fold

        wanted = fold(text)
        return [
            (at, self._row(line)) for at, line in enumerate(self.lines)
            if not wanted or wanted in fold(" ".join(one.text(line) for one in self.all_columns))
        ]  # fmt: skip

    def _row(self, line: Any) -> str:
        return " ".join(fit(one.text(line), one.cells, more="..") for one in self.columns)

    def draw(self, cells: int, height: int) -> list[Line]:
        """The headings stand where other lists have a rule."""
        lines = super().draw(cells, height)
        heads = "  " + " ".join(fit(one.label, one.cells) for one in self.columns)
        return [lines[0], spans((fit(heads, cells), "heading")), *lines[2:]]


class ListScreen(StationScreen):
    """A list. Enter opens a line; F9 does what concerns the whole list."""

    body: TableView

    def __init__(self, of: AdminList, topic: str = TOPIC):
        self.of, self.topic = of, topic
        self._chosen: int | None = None
        super().__init__(TableView(of.columns, self._choose), of.heading)

    def _choose(self, values: list[int]) -> None:
        self._chosen = values[0]

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """What can be done to the list by F9."""
        acts = self.of.of_list
        return ("help", "back", *([("register", acts[0].label if len(acts) == 1 else "操作")] if acts else []))

    def help_topic(self) -> str:
        """The manual's page on the administration."""
        return self.topic

    async def started(self) -> None:
        """Read the list; who may not see it is told so."""
        from shuro.kernel.steps import NotAllowed

        await super().started()
        try:
            await self.read()
        except NotAllowed as refused:
            await tell(self, refused.sentence)
            self.close()

    async def read(self) -> None:
        """Read the list anew."""
        desk, of = self.desk, self.of
        self.body.put(await self.in_thread("読込み中", lambda: of.read(desk)))

    async def take_key(self, key: Key) -> None:
        """Open what was chosen, once the key is done with."""
        await super().take_key(key)
        if self._chosen is not None:
            at, self._chosen = self._chosen, None
            await self._after(await self.app.open(LineScreen(self.of, self.body.lines[at], self.topic)))

    async def act_register(self) -> None:
        """F9: what can be done to the list."""
        acts = self.of.of_list
        act = acts[0]
        if len(acts) > 1:
            chosen = await self.ask(self.heading, "", [(str(at), one.label) for at, one in enumerate(acts)])
            if chosen is None:
                return
            act = acts[int(chosen)]
        await self._after(await begin(self, act, None, self.heading, self.topic))

    async def _after(self, sentence: str | None) -> None:
        if sentence is not None and not self.app.parting:
            await self.read()
            self.notify(sentence)


class LineScreen(PortalForm):
    """A line with all its columns, and what can be done to it now. Result: the sentence of what was done, or None."""

    back = "back"

    def __init__(self, of: AdminList, line: Any, topic: str):
        self.of, self.line, self.topic = of, line, topic
        self.acts = [one for one in of.acts if one.when(line)]
        told = [f"　{one.label}：{text}" for one in of.columns if (text := one.text(line))]
        buttons: list[Part] = [Button(one.label, f"do {at}") for at, one in enumerate(self.acts)]
        super().__init__((*told, "", *buttons, BACK), f"{of.heading}　{of.name(line)}")

    async def press_do(self, at: int) -> None:
        """An act."""
        done = await begin(self, self.acts[at], self.line, self.of.name(self.line), self.topic)
        if done is not None:
            self.close(done)


class ActForm(PortalForm):
    """What an act asks for. Result: the sentence of what was done, or None."""

    main = "do"
    back = "back"

    def __init__(self, act: Act, line: Any, name: str, topic: str):
        assert act.items is not None
        self.act_of, self.line, self.whom, self.topic = act, line, name, topic
        items = act.items(line)
        form = items_form(*items, **act.texts(line))
        again = [one.name for one in items if one.name.endswith(AGAIN)]
        above = [] if line is None else [f"　{name}", ""]
        super().__init__((*above, form, "", Button(act.label, "do"), BACK), act.label, again=again)

    async def press_do(self) -> None:
        """Do it, once nothing is missing and nothing is typed in two ways."""
        if found := self._findings():
            await self.complain_of(found)
            return
        done = await carry_out(self, self.act_of, self.line, self.whom, self.typed)
        if done is not None:
            self.close(done)

    def _findings(self) -> list[tuple[str, str]]:
        assert self.body.form is not None
        model, typed = self.body.form.model, self.typed
        wrong = {one.place.name: one.sentence for one in model.problems}
        found = []
        for item in model.items:
            said = wrong.get(item.name, "")
            if not said and item.need == "registration" and not typed[item.name]:
                said = MUST
            first = item.name.removesuffix(AGAIN)
            if not said and first != item.name and typed[first] != typed[item.name]:
                said = DIFFERENT.format(label=model.by_name[first].label)
            found += [(item.name, f"{item.label}：{said}")] if said else []
        return found


class Reading(BaseScreen):
    """Something to read."""

    def __init__(self, text: Text):
        super().__init__(TextView(text.body), text.title)


# Doing


async def begin(screen: Any, act: Act, line: Any, name: str, topic: str) -> str | None:
    """Ask for what the act needs, then do it; the sentence of what was done, None when nothing was changed."""
    if act.items is not None:
        done: str | None = await screen.app.open(ActForm(act, line, name, topic))
        return done
    return await carry_out(screen, act, line, name, {})


async def carry_out(screen: Any, act: Act, line: Any, name: str, typed: Typed) -> str | None:
    """Do it after the question; a refusal is told and everything typed stays."""
    app: Workstation = screen.app
    if not await _agreed(screen, act, line):
        return None
    if act.file is not None:
        file = act.file(line)
        path = await ask_path(screen, file, "." + file.rpartition(".")[2])
        if path is None:
            return None
        typed = {**typed, "path": str(path)}
    desk: Desk = app.desk
    try:
        result = await screen.run_long("処理中", lambda _: act.work(desk, line, typed))
    except _refusals() as refused:
        await tell(screen, str(refused))
        return None
    if act.mails:
        send_soon(app)
    return await _shown(screen, act, typed.get("login", name), result)


async def _agreed(screen: BaseScreen, act: Act, line: Any) -> bool:
    question = act.question(line) if act.question else ""
    if act.name is not None:
        return bool(await screen.app.open(TypedName(act.label, question, act.name(line))))
    return not question or await screen.ask(act.label, question, YES_NO) == "yes"


async def _shown(screen: BaseScreen, act: Act, name: str, result: str | Initial | Text) -> str | None:
    if isinstance(result, str):
        return result
    if isinstance(result, Text):
        await screen.app.open(Reading(result))
        return None
    await tell(screen, SECRET.format(name=name, until=result.until, secret=result.secret, hint=act.hint))
    return f"「{act.label}」を終えました。"


async def tell(screen: BaseScreen, sentence: str) -> None:
    """A message with OK."""
    await screen.ask(screen.heading, sentence, (("ok", "OK"),))


def _refusals() -> tuple[type[Exception], ...]:
    """What the core refuses with; each is its sentences as a text."""
    from shuro.accounts.asp.store import AspRefused
    from shuro.accounts.gaikokujin.reading import FormRefused
    from shuro.accounts.settings import SettingRefused
    from shuro.accounts.users import UserRefused
    from shuro.kernel.mail_line import MailSettings
    from shuro.kernel.sheets import SheetTrouble
    from shuro.kernel.steps import NotAllowed

    return (AspRefused, FormRefused, SettingRefused, UserRefused, MailSettings, SheetTrouble, NotAllowed)
