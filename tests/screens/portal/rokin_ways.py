"""What the tests of the rokin screens begin with, up to the log-in: the entrance, the ways from it, short words."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from screens.workstation import Workstation
from shuro.accounts.rokin import certificates
from tests.accounts.rokin_house import CONTRACT, INITIAL, MASTER, PASSWORD, Rokin
from tests.screens.portal.ways import heading
from tests.terminal import picture, press

LOG_IN, TO_MASTER, TO_GENERAL, TO_ISSUE, TO_IMPORT = (("tab",) * at + ("enter",) for at in range(5))
OPEN = (CONTRACT, "enter", INITIAL, "enter")
NAME, MAIL = "労金　花子", "master01@example.jp"
PERSON = (MASTER, "enter", PASSWORD, "enter", PASSWORD, "enter", NAME, "enter", MAIL, "enter", MAIL, "enter")
WRONG = "Pass#word2"
WRONG_ID = "ユーザーIDまたはパスワードが正しくありません。"
LOCK = re.compile("60分間ログイン不可\\(ロック\\)です。.+以降に再度操作してください。")


async def loaded(app: Workstation) -> None:
    """Wait until the entrance has shown what storage says."""
    for _ in range(200):
        await app.settled()
        if "ただいま受付時間" in str(getattr(app.screen.body, "parts", "")):  # type: ignore[attr-defined]
            return
        await asyncio.sleep(0.01)
    raise AssertionError(picture(app))


def at(app: Workstation) -> str:
    """The item or button in hand."""
    body = app.screen.body  # type: ignore[attr-defined]
    return body.form.model.place.name if body.at is None else body.buttons[body.at].action  # type: ignore[no-any-return]


def labels(app: Workstation) -> list[str]:
    """The buttons of the screen on top."""
    return [one.label for one in app.screen.body.buttons]  # type: ignore[attr-defined]


def typed(app: Workstation) -> dict[str, str]:
    """What is typed on the screen on top."""
    return app.screen.typed  # type: ignore[attr-defined, no-any-return]


async def go(app: Workstation, action: str) -> None:
    """To the item or button of this name by Tab."""
    for _ in range(40):
        if at(app) == action:
            return
        await press(app, "tab")
    raise AssertionError(picture(app))


async def push(app: Workstation, action: str) -> None:
    """Press a button."""
    await go(app, action)
    await press(app, "enter")


async def to_code(app: Workstation) -> None:
    """From the entrance to 認証コード入力."""
    await press(app, *TO_ISSUE, MASTER, "enter", PASSWORD, "f9")
    assert heading(app) == "認証コード入力"


async def to_result(app: Workstation, rokin: Rokin) -> None:
    """From the entrance to 電子証明書発行結果."""
    await to_code(app)
    await press(app, rokin.code(), "f9")
    assert heading(app) == "電子証明書発行"
    await press(app, "enter")
    assert heading(app) == "電子証明書発行結果"


async def to_items(app: Workstation) -> None:
    """From the entrance to マスターユーザー初期登録."""
    await press(app, *TO_MASTER, *OPEN, "f9")
    assert heading(app) == "マスターユーザー初期登録"


def step_in(app: Workstation) -> str:
    """The marked step of the screen on top."""
    found = re.findall("【([①-⑥][^】]*)】", str(app.screen.body.parts[0]))  # type: ignore[attr-defined]
    assert len(found) == 1
    return found[0]


def whole_line(app: Workstation) -> str:
    """The step line without its mark and blanks."""
    return re.sub(r"[【】\s]", "", str(app.screen.body.parts[0]))  # type: ignore[attr-defined]


def certificate(rokin: Rokin) -> Any:
    """The newest certificate of the master user."""
    with rokin.database.read() as session:
        return certificates.of_user(session, rokin.account().key)[-1]


def now(rokin: Rokin) -> Any:
    """The moment of the test, as it is stored."""
    return rokin.clock().replace(tzinfo=None)


def certificate_count(rokin: Rokin) -> int:
    """How many certificates the master user has."""
    with rokin.database.read() as session:
        return len(certificates.of_user(session, rokin.account().key))
