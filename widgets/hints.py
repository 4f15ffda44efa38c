"""One line of help for the item in hand: how it is entered and what it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from widgets.candidates import Choice

OF_KIND = {
    "date": "例 R7.11.22 ／ = で今日 ／ + - で前後の日 ／ F4で暦",
    "datetime": "例 R7.11.22 14:30 ／ = で今 ／ F4で暦",
    "flag": "空白で切り替えます（1：該当、0：非該当）。",
    "choices": "名称やコードを「、」で区切って入力 ／ F4で一覧から選択",
    "office": "コード4桁か名称の一部を入力し、↑↓で選択 ／ F4で一覧",
    "industry": "コードか名称の一部を入力し、↑↓で選択 ／ F4で分類表",
    "law": "例 安衛則36 ／ 条文番号や語を入力し、↑↓で選択 ／ F4で一覧",
    "address": "郵便番号か地名を入力し、↑↓で選択 ／ F4で都道府県から",
    "link": "番号を入力 ／ F4で検索",
    "postal": "例 100-8916 ／ F4で地名から",
    "phone": "例 03-1234-5678",
    "hours_minutes": "例 40:00、38時間45分",
    "ratio": "例 1234（1割2分3厘4毛）",
    "longtext": "Enterで改行 ／ 空の行でEnterを押すか、Tabで次の項目",
    "kana": "かな・半角カナも全角カナに直します。",
}


def hint_of(item: Any, options: Sequence[Choice] = ()) -> str:
    """The hint of an item: its own help first, then its kind's, its `options` (of a choice) or its length."""
    kind = item.kind.name
    parts = [item.help.split("。")[0]] if getattr(item, "help", "") else []
    usual = OF_KIND.get(kind, "")
    if parts and "例：" in parts[0] and usual.startswith("例 "):
        usual = usual.partition(" ／ ")[2]  # the item's own example is the right one
    if kind == "choice":
        parts.append("←→か番号で選択：" + "　".join(one.shown for one in options[:20]))
    elif usual:
        parts.append(usual)
    if item.max and kind in ("text", "kana", "code", "longtext"):
        parts.append(f"{item.max}文字まで")
    return " ／ ".join(part for part in parts if part).replace("←→", "左右").replace("↑↓", "上下").replace("↓", "下")
