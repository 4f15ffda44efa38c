"""What the screens of a logged-in user of ろうきん賃金控除事務支援システム share: the help with its help desk, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from screens.help import HelpScreen, manual, page_text
from screens.portal.form import PortalForm

if TYPE_CHECKING:
    from screens.workstation import House
    from shuro.kernel.desk import Desk

HELP_DESK = "ヘルプデスク"


def help_desk_lines(house: House) -> list[str]:
    """Whom to ask, and whether the desk is open now (ACC-194)."""
    from shuro.accounts.rokin import help_desk

    with house.database.read() as session:
        return help_desk.lines(session, house.clock())


async def show_help(screen: PortalForm) -> None:
    """The screen's page of the manual, with whom to ask (ACC-194)."""
    house = screen.house
    topic, _, label = screen.topic.partition("#")
    text, start = page_text(manual(), topic, label)
    told = "\n".join(f"- {one}" for one in await screen.working("確認中", lambda: help_desk_lines(house)))
    await screen.app.open(HelpScreen(f"{text.rstrip()}\n\n## {HELP_DESK}\n\n{told}\n", start, screen))


class RokinScreen(PortalForm):
    """A screen behind the log-in."""

    back = "back"

    @property
    def desk(self) -> Desk:
        """The desk of the user."""
        return self.app.desk

    def go_under(self, *path: str) -> None:
        """What stands in the header as the way here."""
        if self.app.frame is not None:
            self.app.frame.path = path

    async def act_help(self) -> None:
        """F1."""
        await show_help(self)

    async def done(self, label: str, work: Callable[[], Any]) -> bool:
        """Did the work succeed? A refusal is told, and everything typed stays."""
        from shuro.accounts.users import UserRefused
        from shuro.kernel.steps import NotAllowed

        try:
            await self.working(label, work)
        except UserRefused as refused:
            await self.tell(*refused.sentences)
        except NotAllowed as refused:
            await self.tell(refused.sentence)
        else:
            return True
        return False

    async def told_wrong(self, findings: Sequence[tuple[str, str]]) -> bool:
        """Is something wrong with what is typed, by the form's own reading or by the rules? Then it was told (ACC-7)."""
        form = self.body.form
        assert form is not None
        unread = [
            (one.place.name, f"{form.model.item_at(one.place).label}：{one.sentence}") for one in form.model.problems
        ]
        order = [item.name for item in form.model.items]
        found = sorted([*unread, *findings], key=lambda one: order.index(one[0]))
        if found:
            await self.complain_of(found)
        return bool(found)
