"""A form with a date and an address, for the tests with a real terminal: python tests/screens/dialogs/demo.py OUT."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from screens.app import ShuroApp
from shuro.kernel import postal
from shuro.kernel.codes import office
from shuro.kernel.desk import TOKYO
from shuro.kernel.items import AUTO, address, day, law, text
from shuro.kernel.items import postal as postal_item
from tests.screens.dialogs.hosts import HostScreen
from widgets.form_model import FormModel

NOW = datetime(2026, 6, 10, 9, 30, tzinfo=TOKYO)
OFFICE = office("1301")
DESK: Any = SimpleNamespace(now=lambda: NOW, today=NOW.date, office=OFFICE, list_office=OFFICE)


class Demo:
    """試験"""

    received_on: date | None = day("受理年月日")
    postal_code: str | None = postal_item(
        "郵便番号", AUTO, fill=lambda one: one.place and postal.by_code(one.place).postal
    )
    place: str | None = address("所在地")
    rest: str | None = text("所在地(続き)", max=40)
    closed_on: date | None = day("完結年月日")
    provision: str | None = law("法、令、則")
    remark: str | None = text("備考")


def main() -> None:
    out = Path(sys.argv[1])
    app = ShuroApp(lambda: HostScreen(FormModel.of_class(Demo, desk=DESK)), home=out.parent)
    made = app.run(mouse=False)
    if made is not None:
        out.write_text(json.dumps(made, ensure_ascii=False))
    sys.exit(app.return_code or 0)


if __name__ == "__main__":
    main()
