"""F1: the manual's page on the screen or record type, at the section of the item in hand.

A page is docs/manual/<topic>.md, a section of it any heading that holds the item's label. Where there is none, the
item's declaration says what can be said; F1 once more shows the keys of the screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens.base import BaseScreen
from widgets.form_view import FormView
from widgets.hints import OF_KIND
from widgets.text_view import TextView

if TYPE_CHECKING:
    from screens.workstation import Workstation

NEEDS = {
    "registration": "○ 登録に必要な項目です。空欄では登録できません。",
    "duty": "△ 事務処理上必要な項目です。該当するときは必ず入力します。空欄でも登録できますが、警告します。",
    "auto": "－ システムが設定する項目です。",
    "forbidden": "× この登録では入力できない項目です。",
    "free": "必要に応じて入力する項目です。",
}
KINDS = {
    "text": "文字", "kana": "全角カナ", "longtext": "文章（複数行）", "int": "数字", "yen": "金額（円）",
    "thousand_yen": "金額（千円）", "ratio": "割・分・厘・毛", "hours_minutes": "時間と分", "date": "年月日",
    "datetime": "年月日と時刻", "flag": "該当・非該当", "choice": "選択（一つ）", "choices": "選択（複数）", "office": "局署",
    "address": "所在地コード", "industry": "業種", "law": "条文", "link": "他の情報", "phone": "電話番号",
    "postal": "郵便番号", "code": "番号", "rows": "表", "prefix": "番号の初めの部分", "secret": "パスワード",
}  # fmt: skip
MOST_OPTIONS = 60


async def show_help(app: Workstation, screen: BaseScreen) -> None:
    """Open what F1 has to say about a screen."""
    topic, _, label = screen.help_topic().partition("#")
    item = screen.body.item if isinstance(screen.body, FormView) and label else None
    text, start = page_text(manual(), topic, label)
    if item is not None:
        start = section_of(text, item)
    if item is not None and not start:
        desk = app.duty.desk if app.duty else None
        text = "\n".join(item_lines(item, desk)) + (f"\n\n{text}" if text else "")
    if not text:
        from screens.palette import key_help

        await app.open(key_help(screen.offers(), app.keymap))
        return
    await app.open(HelpScreen(text, start, screen))


def manual() -> Path:
    """The folder of the operators' manual."""
    from shuro.kernel.paths import MANUAL

    return MANUAL


def page_text(folder: Path, topic: str, label: str) -> tuple[str, str]:
    """The text of a page ("" without one) and the heading in it that holds the label ("" without)."""
    for name in dict.fromkeys((topic, topic.replace("_", "-"))):
        path = folder / f"{name}.md"
        if name and path.is_file():
            text = path.read_text(encoding="utf-8")
            return text, heading_of(text, label)
    return "", ""


def heading_of(text: str, label: str) -> str:
    """The heading for a label: the one that is it, else the first that holds it."""
    if not label:
        return ""
    headings = headings_of(text)
    return next((one for one in headings if one == label), next((one for one in headings if label in one), ""))


def section_of(text: str, item: Any) -> str:
    """The heading of an item's section; "" without one.

    `委託者情報／業種` (tab or section before the label) where a page tells several items of one label apart, else the
    label, alone or among others (`労働者数(男)、労働者数(女)`). A search condition 監督年月日(自) is told with 監督年月日.
    """
    label = item.label.removesuffix("(自)").removesuffix("(至)")
    headings = headings_of(text)
    wanted = (*(f"{place}／{label}" for place in (item.tab, item.section) if place), label)
    exact = next((one for one in wanted if one in headings), "")
    return exact or next((one for one in headings if label in re.split("[、／]", one)), "")


def headings_of(text: str) -> list[str]:
    """The headings of a page, without their signs."""
    return [line.lstrip("#").strip() for line in text.split("\n") if line.startswith("#")]


def item_lines(item: Any, desk: Any) -> list[str]:
    """What an item's declaration says, as Markdown."""
    place = "　".join(part for part in (item.tab, item.section) if part)
    need = str(getattr(item.need, "value", item.need))
    lines = [f"# {item.label}", ""]
    lines += [f"場所：{place}"] if place else []
    lines.append(NEEDS.get(need, ""))
    condition = getattr(item, "condition", "")
    if condition:
        lines.append(f"条件：{condition}")
    kind = KINDS.get(item.kind.name, item.kind.name)
    size = f"、{item.max}{'桁' if item.kind.name in ('int', 'code') else '文字'}まで" if item.max else ""
    size += f"、{item.lines}行まで" if item.lines else ""
    lines.append(f"入力：{kind}{size}")
    if item.kind.name in OF_KIND:
        lines.append(f"入れ方：{OF_KIND[item.kind.name]}")
    if item.help:
        lines += ["", item.help]
    options = item.options or [f"{one.code} {one.name}" for one in item.choices(desk)[:MOST_OPTIONS]]
    if options:
        lines += ["", "## 選べるもの", ""]
        lines += [f"{at} {name}" if item.options else name for at, name in enumerate(options, 1)]
    return lines


class HelpScreen(BaseScreen):
    """A page to read. `about`: the screen it was opened from, for its keys."""

    def __init__(self, text: str, start: str, about: BaseScreen):
        super().__init__(TextView(text, markdown=True, start_at=start), "説明")
        self.about = about

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Back, or the keys."""
        return (("help", "キーの説明"), "back")

    async def act_help(self) -> None:
        """F1 again: the keys of the screen below."""
        from screens.palette import key_help

        await self.app.open(key_help(self.about.offers(), self.app.keymap))
