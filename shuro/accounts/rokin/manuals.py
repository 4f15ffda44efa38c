"""The manuals of マニュアル照会 (ACC-193): read on the screen, saved as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shuro.accounts.rokin.people import contract_of
from shuro.kernel.desk import Desk
from shuro.kernel.paths import MANUAL


@dataclass(frozen=True)
class Manual:
    """`page`: its page of the operators' manual."""

    name: str
    page: str

    @property
    def file(self) -> str:
        """What a saved copy is called."""
        return f"{self.name}.md"

    def text(self) -> str:
        """All of it, as Markdown."""
        return (MANUAL / f"{self.page}.md").read_text(encoding="utf-8")


MANUALS = (Manual("操作マニュアル【会員編】(本文)", "rokin_member"), Manual("操作マニュアル【共通編】", "rokin_common"))


def save(desk: Desk, manual: Manual, path: Path) -> None:
    """Save a manual, whole or not at all; for the users of a contract. Raises NotAllowed, SheetTrouble."""
    from shuro.kernel.sheets import whole_file

    contract_of(desk)
    with whole_file(path) as file:
        file.write(manual.text().encode("utf-8"))
