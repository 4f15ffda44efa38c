"""What the pickers of code trees share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from widgets.pick_view import TreeView


class CodeTree(TreeView):
    """A tree that opens on a level with one value in hand (`first`) and has a hint of its own."""

    def __init__(
        self, below: Callable[[tuple[Any, ...]], Sequence[tuple[Any, str, bool]]], done: Callable[[list[Any]], None], *,
        find: Callable[[str, tuple[Any, ...]], Sequence[tuple[Any, str]]], inner: bool = False,
        path: Sequence[tuple[Any, str]] = (), first: Any = None, hint: str = "",
    ):  # fmt: skip
        super().__init__(below, done, find=find, inner=inner, path=path)
        self.first, self.words = first, hint

    async def start(self) -> None:
        """The level of the path."""
        await self._enter(start=self.first)

    def hint(self) -> str:
        """How to go about."""
        return self.words or super().hint()
