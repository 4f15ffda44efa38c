"""Short words for what the tests of the portal's screens do."""

from __future__ import annotations

from typing import Any

from tests.terminal import picture, press


def whole(app: Any) -> str:
    """All that the screen on top has to show, not only what is in sight, without line breaks."""
    body = app.screen.body
    lines = body._all(78)[0] if hasattr(body, "_all") else body.draw(78, 1000)
    return "".join("".join(text for text, _ in line).strip(" │") for line in lines)


def shown(app: Any) -> str:
    """The picture without its line breaks."""
    return "".join(line.strip(" │") for line in picture(app).splitlines())


async def reach(app: Any, action: str) -> None:
    """Tab to the item or button of this name."""
    body = app.screen.body
    for _ in range(60):
        if action == (body.form.model.place.name if body.at is None else body.buttons[body.at].action):
            return
        await press(app, "tab")
    raise AssertionError(picture(app))


def heading(app: Any) -> str:
    """What the screen on top is called."""
    return str(app.screen.heading)
