"""A small workstation over the made-up record, for the tests with a real terminal.

python tests/widgets/demo.py OUT [long]: a form; F9 writes its texts to OUT as JSON and ends; F5 opens another form in
a screen of its own, whose F9 gives its texts back; F11 opens a slow screen; drafts go to OUT.draft.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from screens.app import ShuroApp
from screens.base import BaseScreen
from tests.widgets.samples import LongRecord, SampleComplaint
from widgets.form_model import FormModel
from widgets.form_view import FormView


class DemoForm(BaseScreen):
    """A form that hands its texts back."""

    heading = "試験申告_登録"

    def __init__(self, out: Path, record: type = SampleComplaint):
        self.out = out
        self.more: list[dict[str, Any]] = []
        super().__init__(FormView(FormModel.of_class(record)))

    def actions(self) -> Any:
        return ("help", "draft", "back", "pick", "search", "next_page", "previous_page", "problem", "register", "data")

    async def started(self) -> None:
        await super().started()
        await asyncio.sleep(0.05)  # a screen that takes its time: keys must wait for it

    async def act_search(self) -> None:
        made = await self.app.open(DemoForm(self.out))
        if made:
            self.more.append(made)

    async def act_data(self) -> None:
        raise ZeroDivisionError("秘密の値")

    async def act_register(self) -> None:
        await self.body.leave()
        self.close({**self.body.model.as_texts(), "more": self.more})

    async def act_draft(self) -> None:
        self.save_draft_now()
        self.notify("下書きを保存しました。")

    def save_draft_now(self) -> None:
        draft = Path(f"{self.out}.draft")
        kept = json.loads(draft.read_text()) if draft.exists() else []
        draft.write_text(json.dumps([*kept, self.body.current_texts()], ensure_ascii=False))


def main() -> None:
    out = Path(sys.argv[1])
    record = LongRecord if "long" in sys.argv else SampleComplaint
    app = ShuroApp(lambda: DemoForm(out, record), home=out.parent)
    app.who = "霞が関　太郎"
    made = app.run(mouse=False)
    if made is not None:
        out.write_text(json.dumps(made, ensure_ascii=False))
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main()
