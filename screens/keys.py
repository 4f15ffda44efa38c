"""The key table: every action once, with its key, its alias, its words. Key bar, help and palette are fed from here.

The same key does the same thing on every screen. No action hangs on a letter: an IME may be on. An office can lay
actions on other keys in `keymap.toml` in the data folder (shuro.kernel.paths.home):

    [keys]
    register = "f10"          # action id = key name
    menu = "f9"
    esc_wait_ms = 400         # how long after Esc a digit still makes a function key
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Action:
    """One action. `short` is its word in the key bar (four cells where it can be), `help` a sentence for F1.

    `move`: moves or edits inside a view; such keys are explained in the help but take no room in the key bar.
    """

    id: str
    key: str
    short: str
    label: str
    help: str
    move: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("help", "f1", "説明", "説明", "いまの項目又は画面の説明を開きます。"),
    Action("draft", "f2", "下書", "下書き保存", "入力中の内容を下書きとして保存します。登録はしません。"),
    Action("back", "f3", "戻る", "戻る", "前の画面に戻ります。変更があるときは、登録・下書き・破棄を選びます。"),
    Action("pick", "f4", "候補", "候補・ダイアログ", "いまの項目の候補の一覧や入力ダイアログを開きます。"),
    Action("search", "f5", "検索", "検索", "検索条件を開き、又は検索を実行します。"),
    Action("next_page", "f6", "次頁", "次の頁・タブ", "次の頁（タブ画面）に移ります。"),
    Action("previous_page", "f7", "前頁", "前の頁・タブ", "前の頁（タブ画面）に移ります。"),
    Action("problem", "f8", "問題", "次の問題", "直すところのある次の項目に移ります。"),
    Action("register", "f9", "登録", "登録・更新", "内容を登録（登録済みのものは更新）します。"),
    Action("menu", "f10", "業務", "業務選択", "業務選択メニューを開きます。"),
    Action("data", "f11", "データ", "データ", "「データ」メニュー（削除・送付・移送・ファイル出力など）を開きます。"),
    Action("print", "f12", "印刷", "印刷", "印刷する帳票を選び、画面で確かめてから出力します。"),
    Action("palette", "ctrl+p", "一覧", "操作の一覧", "いま使える操作を一覧から選んで実行します。"),
    Action("top", "ctrl+t", "MENU", "MENU", "最初のメニューに戻ります。保存していない入力があるときは、先に確かめます。"),
    Action("logout", "ctrl+l", "ログアウト", "ログアウト", "利用を終えます。保存していない入力があるときは、先に確かめます。"),
    Action("leave", "ctrl+c", "中止", "中止", "戻る（F3）と同じです。入力した内容は失われません。", move=True),
    Action("next", "enter", "次", "次の項目", "次に入力できる項目に移ります。一覧では選んだ行を開きます。", move=True),
    Action("next_too", "tab", "次", "次の項目", "次に入力できる項目に移ります。", move=True),
    Action("previous", "shift+tab", "前", "前の項目", "前の項目に戻ります。", move=True),
    Action("up", "up", "上", "上へ", "上の項目又は行に移ります。", move=True),
    Action("down", "down", "下", "下へ", "下の項目又は行に移ります。", move=True),
    Action("page_up", "pageup", "上頁", "上の画面へ", "一画面分上に移ります。", move=True),
    Action("page_down", "pagedown", "下頁", "下の画面へ", "一画面分下に移ります。", move=True),
    Action("undo", "escape", "取消", "取り消し", "いまの項目の入力を元に戻し、又は開いたものを閉じます。", move=True),
    Action("delete_word", "ctrl+w", "語消", "語の削除", "カーソルの前の語を消します。", move=True),
    Action("clear", "ctrl+u", "全消", "項目の全消去", "いまの項目の入力を全て消します。", move=True),
    Action("delete_row", "ctrl+y", "行消", "行の削除", "表のいまの行を消します。", move=True),
    Action("insert_row", "ctrl+o", "行挿入", "行の挿入", "表のいまの行の前に空の行を入れます。", move=True),
    Action("copy_row", "ctrl+r", "行複写", "行の複写", "表のいまの行と同じ行を下に入れます。ファイルは写しません。", move=True),
    Action("row_up", "ctrl+b", "行上", "行を上へ", "表のいまの行を一つ上に動かします。", move=True),
    Action("row_down", "ctrl+n", "行下", "行を下へ", "表のいまの行を一つ下に動かします。", move=True),
)  # fmt: skip

BY_ID: dict[str, Action] = {one.id: one for one in ACTIONS}
BY_KEY: dict[str, Action] = {one.key: one for one in ACTIONS}
NAMES = {
    "enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab", "escape": "Esc", "up": "↑", "down": "↓", "pageup": "PageUp",
    "pagedown": "PageDown", "home": "Home", "end": "End", "backspace": "BackSpace", "delete": "Delete",
}  # fmt: skip
ALIASES = {**{f"f{n}": f"Esc {n}" for n in range(1, 10)}, "f10": "Esc 0", "f11": "Esc -", "f12": "Esc ^"}


def key_label(key: str) -> str:
    """How a key is written on the screen: `F9`, `Ctrl+P`, `Enter`."""
    if key in NAMES:
        return NAMES[key]
    return "+".join(part.upper() if len(part) < 4 else part.capitalize() for part in key.split("+")).replace(
        "CTRL", "Ctrl"
    )


@dataclass(frozen=True)
class Keymap:
    """Which physical key does what. `keys` maps a pressed key to the default key of its action; others stay themselves."""

    keys: dict[str, str] = field(default_factory=dict)
    esc_wait: float | None = None

    def translate(self, name: str) -> str:
        """The default name of a pressed key: views and screens know only default names."""
        return self.keys.get(name, name)

    def shown(self, action: Action) -> str:
        """The key that an officer presses for the action, as written on the screen."""
        for pressed, default in self.keys.items():
            if default == action.key:
                return key_label(pressed)
        return key_label(action.key)


class WrongKeymap(ValueError):
    """The keymap file says something that cannot be; the text is a sentence in Japanese."""


def read_keymap(path: Path) -> Keymap:
    """The office's keymap; the default one when the file is not there. Raises WrongKeymap."""
    if not path.exists():
        return Keymap()
    import tomllib

    try:
        with path.open("rb") as file:
            told = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise WrongKeymap(f"キー割当ファイル {path} を読めません（{problem}）。標準のキーで続けます。") from problem
    return keymap_from(told)


def keymap_from(told: dict[str, Any]) -> Keymap:
    """The keymap of a parsed keymap file. Raises WrongKeymap for unknown actions, letters and keys given twice.

    An action whose key is taken by another and that gets no other key takes the key the other one left.
    """
    wanted = dict(told.get("keys", {}))
    wait = wanted.pop("esc_wait_ms", None)
    if wait is not None and (not isinstance(wait, int) or not 50 <= wait <= 3000):
        raise WrongKeymap("キー割当ファイルの esc_wait_ms は50から3000までの整数にしてください。標準のキーで続けます。")
    keys: dict[str, str] = {}
    for name, pressed in wanted.items():
        if name not in BY_ID:
            raise WrongKeymap(f"キー割当ファイルの「{name}」という操作はありません。標準のキーで続けます。")
        if not isinstance(pressed, str) or len(pressed) < 2:
            raise WrongKeymap(
                f"「{name}」には f1〜f12 や ctrl+p のようなキー名を書いてください。標準のキーで続けます。"
            )
        pressed = pressed.strip().lower()
        if pressed in keys:
            raise WrongKeymap(f"キー {key_label(pressed)} が二つの操作に割り当てられています。標準のキーで続けます。")
        keys[pressed] = BY_ID[name].key
    moved = {default: pressed for pressed, default in keys.items()}
    for pressed in list(keys):
        if pressed in BY_KEY and pressed not in moved:
            free = keys[pressed]
            while free in keys:
                free = keys[free]
            keys[free] = pressed
    return Keymap({pressed: default for pressed, default in keys.items() if pressed != default}, wait and wait / 1000)
