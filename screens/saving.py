"""What F9 does: all checks, the questions that follow from them, the registration, and what is said about it.

Everything that is found is shown before anything is stored; nothing typed is ever cleared. A registration that was not
answered is repeated with the same key, so that it is never stored twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from screens import form_state
from screens.confirm import ConfirmScreen
from screens.page_text import Pair
from shuro.kernel import registry, store
from shuro.kernel.checks import ASK, REFUSE, WARN, Finding, check, fill
from shuro.kernel.desk import Desk
from shuro.kernel.record import items_of, label_of
from shuro.kernel.steps import Step
from shuro.kernel.store import Conflict, Refused, Saved
from shuro.kernel.troubles import StorageTrouble

if TYPE_CHECKING:
    from screens.record_form import RecordScreen

CHECK_FIRST = "次の内容で{step}します。{step}すると確定しますので、内容を確かめてください。"
UNREAD = "（入力した文字は下書きに残します）"
WARNED = "次の点を確かめてください。このままでも{step}できます。"


async def take_step(screen: RecordScreen, step: Step, given: dict[str, Any] | None = None) -> bool:
    """Take a step with the values of the form; True when it was stored. The officer is told and asked as needed."""
    await screen.view.leave()
    model = screen.state.model
    if model.unreadable and not step.partial:
        await _refused(screen, [])
        return False
    found = await _examined(screen, step) if step.edits else []
    accepted: set[str] = set()
    asked = False
    while True:
        if any(one.severity is REFUSE for one in found):
            await _refused(screen, found)
            return False
        if not await _answered(screen, found, accepted):
            return False
        if not asked and not await _confirmed(screen, step, found):
            return False
        asked = True
        try:
            saved = await _stored(screen, step, accepted, given or {})
        except Refused as refused:
            found = refused.findings
        except Conflict as conflict:
            from screens.conflict import settle

            if not await settle(screen, conflict):
                return False
            found = await _examined(screen, step) if step.edits else []
        except StorageTrouble as trouble:
            await _kept(screen, trouble)
            return False
        else:
            await _told(screen, step, saved)
            return True


async def delete(screen: RecordScreen, step: Step) -> None:
    """削除, once the officer has typed the record's name: the form closes with what was done said below it."""
    desk, state = screen.desk, screen.state
    assert state.stored is not None
    name, version = state.name, state.stored.version
    try:
        await screen.in_thread(f"{step.name}中", lambda: store.save(
            desk, state.cls, step, id=state.id, version=version, key=state.key))  # fmt: skip
    except Conflict as conflict:
        from screens.conflict import settle

        await settle(screen, conflict)
        return
    await screen.keeper.drop()
    if screen.under is not None:
        screen.under.notify(f"「{step.name}」を行いました（{name}）。")
    screen.result = None
    screen.close()


async def _examined(screen: RecordScreen, step: Step) -> list[Finding]:
    """All findings before a step, those of rules that ask the database included."""
    desk, state = screen.desk, screen.state
    one = form_state.entry_of(state.model)
    found = await screen.in_thread("点検中", lambda: examine(desk, state.cls, one, state.stored, step))
    kept = {name: table.filled_rows() for name, table in state.model.tables.items()}
    return [placed(one, kept) for one in found]


def examine(desk: Desk, cls: type, one: Any, before: Any, step: Step) -> list[Finding]:
    """The findings about an entry in a reading transaction. Raises StorageTrouble."""
    with desk.database.read() as session:
        here = desk.within(session)
        fill(cls, one, before)
        return check(cls, one, step, here)


def placed(found: Finding, kept: dict[str, list[int]]) -> Finding:
    """A finding in a line counted without empty ones, at its line on the form."""
    if not found.rows or found.row is None or found.row >= len(kept.get(found.rows, ())):
        return found
    return replace(found, row=kept[found.rows][found.row])


async def _refused(screen: RecordScreen, found: Iterable[Finding]) -> None:
    """Show what stops the registration (SYS-10): one sentence at its item, several in a list that jumps."""
    model, view = screen.state.model, screen.view
    view.reading = None
    model.show_findings(found)
    stops = [one for one in model.problems if one.severity == int(REFUSE)]
    first = stops[0] if stops else None
    if len(stops) > 1:
        from screens.pick import pick_one

        pairs = [
            (at, f"誤 {_where(model, one.place)}：{one.sentence}".replace("誤 ：", "誤 "))
            for at, one in enumerate(stops)
        ]
        picked = await screen.app.open(pick_one(f"登録できません　直すところが{len(stops)}件あります", pairs))
        first = stops[picked[0]] if picked else first
    if first is not None:
        if first.place.name:
            await view.go(first.place, left=True)
        more = f"（ほかに{len(stops) - 1}件、F8で次へ）" if len(stops) > 1 else ""
        screen.notify(f"{_where(model, first.place)}：{first.sentence}{more}".lstrip("："), severity="error")


def _where(model: Any, place: Any) -> str:
    """The label of a place, with its line in a table."""
    if not place.name:
        return ""
    label = model.item_at(place).label
    return f"{label}（{place.row + 1}行目）" if place.column else label


async def _answered(screen: RecordScreen, found: Iterable[Finding], accepted: set[str]) -> bool:
    """Ask what has to be answered first; False when the officer goes back. Accepted keys are added."""
    for one in found:
        if one.severity is not ASK or one.key in accepted:
            continue
        choices = [("yes", "確かめたので続ける")]
        choices += [("open", "該当する情報を見る")] if one.refers else []
        choices.append(("no", "戻って直す"))
        while (chosen := await screen.ask("確認", str(one), choices)) == "open":
            await _look(screen, one.refers)
        if chosen != "yes":
            return False
        accepted.add(one.key)
    return True


async def _look(screen: RecordScreen, refers: tuple[str, ...]) -> None:
    """Open a record that a finding speaks of."""
    from screens.pick import pick_one
    from screens.record_form import RecordScreen as Form

    chosen: Any = [refers[0]]
    if len(refers) > 1:
        desk = screen.desk
        pairs = await screen.in_thread("検索中", lambda: [(subject, named(desk, subject)) for subject in refers])
        chosen = await screen.app.open(pick_one("該当する情報", pairs))
    if chosen:
        name, _, id = chosen[0].partition(":")
        cls = await screen.in_thread("準備中", lambda: registry.load(name))
        await screen.app.open(Form(cls, int(id)))


def named(desk: Desk, subject: str) -> str:
    """The words of a record that is named by `store.subject`."""
    from shuro.kernel.links import reference

    name, _, id = subject.partition(":")
    return f"{label_of(registry.load(name))} {reference(desk, name, int(id))}"


async def _confirmed(screen: RecordScreen, step: Step, found: Iterable[Finding]) -> bool:
    """登録 is checked by the officer first (SYS-32); warnings let him go on (SYS-11); other steps ask their question."""
    warnings = [one for one in found if one.severity is WARN]
    new = None in step.starts and not step.partial
    lines: list[Pair] = []
    model = screen.state.model
    unread = [one for one in model.problems if step.partial and one.place in model.unreadable]
    if warnings or unread:
        called = "登録" if step.command in ("register", "update") else step.name
        lines += [("", WARNED.format(step=called)), *(("", f"警 {one}") for one in warnings)]
        lines += [("", f"警 {_where(model, one.place)}：{one.sentence}{UNREAD}") for one in unread]
    if new:
        lines += [*([("", "")] if lines else []), ("", CHECK_FIRST.format(step=step.name)), *summary(screen)]
    elif step.confirm:
        lines += [*([("", "")] if lines else []), ("", step.confirm)]
    if not lines:
        return True
    title = f"{label_of(screen.cls)}　{step.name}"
    choices = (("yes", f"{step.name}する"), ("no", "戻る"))
    if await screen.app.open(ConfirmScreen(title, lines, choices)) != "yes":
        return False
    asked = new and step.confirm  # a page to read, then the question (CON-46)
    return not asked or await screen.ask(title, step.confirm, (("yes", "はい"), ("no", "いいえ"))) == "yes"


def summary(screen: RecordScreen) -> list[Pair]:
    """What stands in the form, item by item; of each line of a table with files what they are."""
    model = screen.state.model
    made: list[Pair] = []
    for item in model.items:
        text = model.texts[item.name]
        if item.kind.name == "rows":
            table = model.tables[item.name]
            filled = table.filled_rows()
            files = [one.name for one in table.columns if one.kind.name == "file"]
            told = [f"{len(filled)}行", *(text[at][name] for at in filled for name in files if text[at][name])]
            made += [(item.label, "\n".join(told))] if filled else []
        elif text:
            made.append((item.label, text))
    return made


async def _stored(screen: RecordScreen, step: Step, accepted: set[str], given: dict[str, Any]) -> Saved:
    """Store the form in a thread; raises what `store.save` raises."""
    desk, state = screen.desk, screen.state
    values = form_state.values_of(state.model) if step.edits else {}
    for place in state.model.unreadable:  # at a partial step: what was stored before stays
        if not place.column:
            values.pop(place.name, None)
    stored = state.stored
    return await screen.in_thread(f"{step.name}中", lambda: store.save(
        desk, state.cls, step, values, id=state.id, version=stored.version if stored else None, base=state.base,
        given={**state.given, **given} if stored is None else given, key=state.key, accept=accepted,
    ))  # fmt: skip


async def _kept(screen: RecordScreen, trouble: StorageTrouble) -> None:
    """Storage failed: nothing typed is lost, and the same key is used again."""
    sentence = trouble.sentence
    try:
        await screen.keeper.keep(*screen._typed())
        sentence += "　入力した内容は下書きに残しました。"
    except StorageTrouble:
        sentence += "　入力した内容はこの画面に残っています。"
    screen.notify(sentence, severity="error")


async def _told(screen: RecordScreen, step: Step, saved: Saved) -> None:
    """The registration went through: drop the draft, show the record as stored and say what was done."""
    state, typed = screen.state, screen.view.current_texts()
    state.key = uuid4().hex
    await screen.keeper.drop()
    await screen.registered(saved.id, step)
    if step.told:
        await screen.ask(f"{label_of(screen.cls)}　{step.name}", step.told, [("close", "閉じる")])
    words = (
        f"{step.name}しました"
        if step.edits and step.command in ("register", "update")
        else f"「{step.name}」を行いました"
    )
    if screen.closed:
        if screen.under is not None:
            screen.under.notify(f"{words}。")
        return
    said = f"{words}（{screen.state.name}）。"
    if step.partial:
        said = f"{step.name}しました（{screen.desk.now():%H:%M:%S}）。"
        if screen.state.model.unreadable:  # typed in a form that no record can hold
            await screen.keeper.keep(*screen._typed())
            said += "形式の違う項目は下書きに残しました。"
    if saved.repeated:
        said = f"この内容は登録済みでした（{screen.state.name}）。二重には登録していません。"
        await _put_back(screen, typed)
    if saved.merged:
        said += f"別の職員が更新した「{_labels(screen, saved.merged)}」を取り込みました。"
    screen.notify(said)


async def _put_back(screen: RecordScreen, typed: dict[str, Any]) -> None:
    """After a repeated registration: what was typed since the first one stays in the form, to be stored by 更新."""
    desk, state = screen.desk, screen.state
    shown = await screen.in_thread("準備中", lambda: form_state.stored_texts(state, desk))
    names = {item.name for item in form_state.typed_items(screen.cls)}
    newer = {name: text for name, text in typed.items() if name in names and text != shown.get(name)}
    if newer:
        fresh = await screen.in_thread("準備中", lambda: form_state.open_form(desk, screen.cls, state.id, texts=newer))
        await screen.show(fresh)


def _labels(screen: RecordScreen, names: Iterable[str]) -> str:
    labels = {item.name: item.label for item in items_of(screen.cls)}
    return "、".join(labels.get(name, name) for name in names)
