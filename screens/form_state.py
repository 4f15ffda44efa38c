"""What an open form stands on: the stored record, the step that F9 takes, why it cannot be taken now. Made in threads."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from shuro.kernel import store
from shuro.kernel.checks import show_texts
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import Draft
from shuro.kernel.items import Item
from shuro.kernel.kana import suggest
from shuro.kernel.links import reference, reference_of
from shuro.kernel.record import Entry, Record, items_of, record_name, title_of
from shuro.kernel.steps import IllegalStep, NotAllowed, Step
from widgets.form_model import FormModel, Place

READ_ONLY = "この情報は表示だけです。更新はできません。"
GENERATED = "この情報はシステムが作成するため、表示だけです。"


@dataclass
class FormState:
    """A form of `cls`. `stored`: the record as it was read (None: a new one); `given`: what the opening decided.

    `step`: what F9 does, None when nothing; `why_not`: the sentence why it cannot be done now (SYS-55), else empty.
    `key`: the idempotency key of the next registration. `unstored`: texts of items that no record keeps (SYS-31).
    """

    cls: type[Record]
    model: FormModel
    stored: Entry | None
    given: dict[str, Any]
    step: Step | None
    why_not: str
    name: str = ""  # reference and title of the stored record
    above: str = ""  # those of the record it hangs on
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def id(self) -> int | None:
        """The id of the stored record."""
        return self.stored.id if self.stored is not None else None

    @property
    def base(self) -> dict[str, Any] | None:
        """The values of the typed items as they were read, for what a colleague changes meanwhile."""
        if self.stored is None:
            return None
        return {item.name: getattr(self.stored, item.name, None) for item in typed_items(self.cls)}


def typed_items(cls: type) -> list[Item]:
    """The items an officer can type."""
    return [item for item in items_of(cls) if item.typed]


def open_form(
    desk: Desk,
    cls: type[Record],
    id: int | None = None,
    given: dict[str, Any] | None = None,
    texts: dict[str, Any] | None = None,
) -> FormState:
    """The form of a stored record (`id`) or of a new one. `texts`: of a draft. Raises Gone and StorageTrouble."""
    given = given or {}
    stored = store.find(desk, cls, id) if id is not None else None
    with desk.database.read() as session:
        here = desk.within(session)
        one = store.duplicate(cls, stored) if stored else store.new_of(here, cls, given=given, values={})[0]
        step, why_not = step_now(here, cls, one)
    if cls.exclusive and stored is not None and not why_not:
        from shuro.kernel import leases

        why_not = leases.take(desk, record_name(cls), stored.id)
    model = FormModel.of_class(
        cls, entry=one, desk=over(desk, one), step=step, read_only=bool(why_not), reading=suggest, texts=texts
    )
    name = name_of(cls, stored, desk) if stored else ""
    return FormState(cls, model, stored, given, step, why_not, name, above_of(desk, cls, one))


def above_of(desk: Desk, cls: type[Record], one: Any) -> str:
    """Reference and name of the record that an entry hangs on; empty where there is none."""
    id = getattr(one, cls.under[0], None) if cls.under else None
    return reference(desk, cls.under[1], id) if cls.under and id is not None else ""


def over(desk: Desk, one: Any) -> Desk:
    """The desk over a record, so that codes are named by the lists of its office."""
    return desk.over(one)


def name_of(cls: type[Record], one: Any, desk: Desk) -> str:
    """Reference and own name of a stored record."""
    words = (reference_of(cls, one, desk), title_of(cls, one))
    return " ".join(dict.fromkeys(word for word in words if word))


def step_now(desk: Desk, cls: type[Record], one: Any) -> tuple[Step | None, str]:
    """The step that F9 takes on an entry, and why it cannot be taken now; inside a reading transaction of the desk."""
    steps = candidates(cls, one)
    if not steps:
        return None, GENERATED if cls.generated else READ_ONLY
    reasons = [(step, refusal(desk, cls, step, one)) for step in steps]
    return next(((step, why) for step, why in reasons if not why), reasons[0])


def candidates(cls: type[Record], one: Any) -> list[Step]:
    """The steps F9 may mean: 登録 of a new record, 更新 of a stored one."""
    if one.id is None:
        return [
            step for step in cls.steps if None in step.starts and step.edits and not (cls.generated or step.partial)
        ]
    named = [step for step in cls.steps if step.command == "update"]
    here = [step for step in cls.steps if step.edits and one.state in step.starts and not step.partial]
    return named or [step for step in here if not step.after or None in step.starts]


def refusal(desk: Desk, cls: type[Record], step: Step, one: Any) -> str:
    """Why a step cannot be taken on an entry now; empty when it can. Inside a reading transaction of the desk."""
    try:
        store.permit(desk, cls, step, one if one.id is not None else None)
    except (NotAllowed, IllegalStep) as refused:
        return refused.sentence
    return (step.refuse(desk, one) if step.refuse else None) or ""


def entry_of(model: FormModel) -> Entry:
    """A copy of the form's entry for storing, checking and printing: lines in which nothing stands are left out."""
    made = copy(model.entry)
    for name, table in model.tables.items():
        lines = getattr(model.entry, name) or []
        setattr(made, name, [copy(lines[at]) for at in table.filled_rows()])
    return made


def values_of(model: FormModel) -> dict[str, Any]:
    """The values of the typed items by name, as `store.save` takes them."""
    made = entry_of(model)
    return {item.name: getattr(made, item.name, None) for item in model.items if item.typed}


def unstored_texts(model: FormModel) -> dict[str, Any]:
    """The texts of typed items that are not stored (SYS-31), or cannot be as they stand: they stay on the open form."""
    unread, texts = {place.name for place in model.unreadable}, model.as_texts()
    return {
        item.name: texts[item.name] for item in model.items if item.typed and (item.name in unread or not item.stored)
    }


def stored_texts(state: FormState, desk: Desk) -> dict[str, Any]:
    """The texts of the record as it was read; {} of a new one."""
    return show_texts(state.cls, state.stored, over(desk, state.stored)) if state.stored is not None else {}


# Drafts -----------------------------------------------------------------------------------------------------------------


def draft_subject(given: dict[str, Any]) -> str:
    """What tells apart drafts of new records of one type: what they hang on and what they were opened with."""
    return " ".join(f"{name}={value}" for name, value in sorted(given.items()) if value is not None)


def draft_base(state: FormState, desk: Desk) -> dict[str, Any]:
    """What a draft remembers of the opening: `given` of a new record, the texts of a stored one."""
    return {"given": state.given, "texts": stored_texts(state, desk)}


def from_draft(desk: Desk, cls: type[Record], draft: Draft) -> FormState:
    """The form a draft was of, with its texts in it; later changes of colleagues show as a conflict when it is stored.

    Raises Gone when the record has been deleted meanwhile.
    """
    if not draft.record_id:
        return open_form(desk, cls, given=opened_with(cls, draft), texts=draft.texts)
    was = draft.base.get("texts", {})
    changed = {name: text for name, text in draft.texts.items() if text != was.get(name)}
    return open_form(desk, cls, draft.record_id, texts=changed)


def opened_with(cls: type[Record], draft: Draft) -> dict[str, Any]:
    """`given` of a draft, its values as they were before they became JSON."""
    from datetime import date, datetime

    made = dict(draft.base.get("given", {}))
    kinds = {item.name: item.kind.name for item in items_of(cls)}
    for name, value in made.items():
        if isinstance(value, str) and kinds.get(name) in ("date", "datetime"):
            made[name] = (datetime if kinds[name] == "datetime" else date).fromisoformat(value)
    return made


def placed(text: str) -> Place:
    """The place that a draft remembers."""
    name, _, rest = text.partition("/")
    row, _, column = rest.partition("/")
    return Place(name, int(row), column) if row.lstrip("-").isdigit() else Place(name)


def place_text(place: Place) -> str:
    """A place as a draft remembers it."""
    return f"{place.name}/{place.row}/{place.column}" if place.column else place.name


def reach(model: FormModel, place: Place) -> None:
    """Stand at a place again, if the cursor can stand there."""
    if model.stands(place, model.page_of(place)):
        model.place = place
