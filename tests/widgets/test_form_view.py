"""The form on the screen: keys, drawing, dialogs. Runs in this process, keys fed as bursts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from screens.app import ShuroApp
from screens.base import BaseScreen
from shuro.kernel.record import entry
from tests.terminal import picture, press, running
from tests.widgets.samples import LongRecord, SampleComplaint, UnpaidRow
from widgets.cells import line_width, plain
from widgets.form_model import FormModel, Place
from widgets.form_view import FormView
from widgets.plain_items import choice, line, secret


class FormScreen(BaseScreen):
    """A form with all its actions."""

    heading = "試験申告_登録"
    body: FormView

    def actions(self) -> Any:
        return ("back", "pick", "next_page", "previous_page", "problem")


@asynccontextmanager
async def form(model: FormModel | None = None, size: tuple[int, int] = (80, 24), **more: Any) -> AsyncIterator[Any]:
    view = FormView(model or FormModel.of_class(SampleComplaint), **more)
    app = ShuroApp(lambda: FormScreen(view))
    async with running(app, size):
        yield app, view


def texts(view: FormView) -> dict[str, Any]:
    return {name: text for name, text in view.current_texts().items() if text}


async def test_enter_on_a_wrong_item_stays_once() -> None:
    """The first Enter stays and says what is wrong, the second goes on; a changed text is judged anew."""
    async with form() as (app, view):
        await press(app, "f6", "S65.1.1", "enter")
        assert view.model.place == Place("received_on")
        assert "誤" in picture(app)
        await press(app, "enter")
        assert view.model.place == Place("outcome")
        await press(app, "shift+tab", "backspace", "2", "enter")
        assert view.model.place == Place("received_on")
        await press(app, "ctrl+u", "R1.5.1", "enter")
        assert view.model.texts["received_on"] == "令和元年5月1日"
        assert view.model.place == Place("outcome")


async def test_arrows_and_pages_are_not_held_by_a_wrong_item() -> None:
    async with form() as (app, view):
        await press(app, "f6", "X", "down")
        assert view.model.place == Place("outcome")
        await press(app, "up", "f6")
        assert view.model.page == 2
        assert "誤1" in picture(app)


@pytest.mark.req("SYS-21")
async def test_switching_tabs_keeps_what_was_typed_and_where() -> None:
    """What stands in the editor counts; back on the page the cursor is where it was."""
    async with form() as (app, view):
        await press(app, "労働太郎", "f6", "f6", "要旨", "f7", "enter", "enter", "f6", "f7")
        assert view.model.place == Place("closed_on")
        assert texts(view)["complainant"] == "労働太郎"
        assert texts(view)["summary"] == "要旨"


async def test_options_by_number_name_part_and_arrows() -> None:
    """A choice takes its number, a part of its name that means one option, or ←→ through the options."""
    async with form() as (app, view):
        await press(app, "f6", "enter", "2", "enter", "shift+tab", "shift+tab")
        assert view.model.texts["outcome"] == "移送"
        await press(app, "enter", "ctrl+u", "不明", "enter")
        assert view.model.texts["outcome"] == "所在不明"
        await press(app, "shift+tab", "right", "right", "enter")
        assert view.model.texts["outcome"] == "完結"
        await press(app, "shift+tab", "left", "escape", "enter")
        assert view.model.texts["outcome"] == "完結"


async def test_typing_over_an_option_takes_its_place() -> None:
    """No part of an option is worth keeping; Esc brings back what stood there, Backspace still takes a letter."""
    async with form() as (app, view):
        await press(app, "f6", "enter", "2", "enter", "shift+tab", "完結", "enter")
        assert view.model.texts["outcome"] == "完結"
        await press(app, "shift+tab", "移", "escape", "enter")
        assert view.model.texts["outcome"] == "完結"
        await press(app, "shift+tab", "backspace", "結", "enter")
        assert view.model.texts["outcome"] == "完結"


async def test_candidates_are_shown_and_taken() -> None:
    """Several fit: Enter stays, ↓ marks one, Enter takes it."""
    async with form(FormModel([choice("office", "局署", ("東京", "東大阪", "大阪", "京都")), line("next", "次")])) as (
        app,
        view,
    ):
        await press(app, "東", "enter")
        assert view.model.place == Place("office")
        assert "候補が2あります" in picture(app)
        await press(app, "ctrl+u", "東", "down", "down")
        assert "> 2 東大阪" in picture(app)
        await press(app, "enter")
        assert view.model.texts["office"] == "東大阪"
        assert view.model.place == Place("next")


async def test_flags_and_dates_have_their_keys() -> None:
    """The blank turns a flag over; = is today, + and - go on from the date that stands there."""
    async with form() as (app, view):
        await press(app, "f6", "R7.12.31", "enter", "shift+tab", "+", "+", "enter")
        assert view.model.texts["received_on"] == "令和8年1月2日"
        await press(app, "shift+tab", "-", "enter")
        assert view.model.texts["received_on"] == "令和8年1月1日"
        view.model.place = Place("foreign")
        view._open()
        await press(app, " ")
        assert "[レ] 該当" in picture(app)
        await press(app, " ", "x", "1", "enter")
        assert view.model.entry.foreign is True


async def test_rows_are_typed_restored_added_and_deleted() -> None:
    """Typing begins the edit, Esc restores, the last line adds one, Ctrl+Y takes one out, Ctrl+O puts one in."""
    async with form() as (app, view):
        await press(app, "f6", "f6", "tab", "甲", "enter", "R7.1.1", "enter", "100", "enter", "enter")
        assert view.model.place == Place("unpaid", 1, "worker")
        await press(app, "乙", "enter", "enter", "200", "enter", "備考", "enter", "enter")
        assert view.model.place == Place("remark")
        assert [row["worker"] for row in texts(view)["unpaid"]] == ["甲", "乙"]
        await press(app, "up", "up", "違う", "escape", "enter")
        assert view.model.place == Place("unpaid", 1, "since")
        assert texts(view)["unpaid"][1]["worker"] == "乙"
        await press(app, "ctrl+y")
        assert [row["worker"] for row in texts(view)["unpaid"]] == ["甲"]
        await press(app, "up", "ctrl+o", "丙", "enter", "shift+tab")
        assert [row["worker"] for row in texts(view)["unpaid"]] == ["丙", "甲"]


@pytest.mark.req("CON-102")
async def test_rows_are_copied_and_moved() -> None:
    """Ctrl+R puts a copy below, Ctrl+B and Ctrl+N move the line in hand, with what is wrong in it; ends stop them."""
    async with form() as (app, view):
        await press(app, "f6", "f6", "tab", "甲", "enter", "R7.1.1", "enter", "100", "enter", "enter")
        await press(app, "乙", "enter", "S65.1.1", "enter", "enter", "200")
        await press(app, "ctrl+r")
        assert view.model.place == Place("unpaid", 2, "amount")
        assert [(row["worker"], row["amount"]) for row in texts(view)["unpaid"]] == [
            ("甲", "100"), ("乙", "200"), ("乙", "200"),
        ]  # fmt: skip
        assert set(view.model.unreadable) == {Place("unpaid", 1, "since"), Place("unpaid", 2, "since")}
        assert [line.amount for line in view.model.entry.unpaid] == [100, 200, 200]
        await press(app, "ctrl+u", "300", "ctrl+b", "ctrl+b")
        assert [row["amount"] for row in texts(view)["unpaid"]] == ["300", "100", "200"]
        assert [line.amount for line in view.model.entry.unpaid] == [300, 100, 200]
        assert set(view.model.unreadable) == {Place("unpaid", 0, "since"), Place("unpaid", 2, "since")}
        await press(app, "ctrl+b")
        assert "これ以上は動かせません。" in picture(app) and view.model.place == Place("unpaid", 0, "amount")
        await press(app, "ctrl+n")
        assert [row["amount"] for row in texts(view)["unpaid"]] == ["100", "300", "200"]
        await press(app, "down", "down", "ctrl+r", "ctrl+n", "ctrl+b")  # the line not yet begun
        assert len(texts(view)["unpaid"]) == 3


async def test_an_empty_line_left_behind_falls_away() -> None:
    async with form() as (app, view):
        await press(app, "f6", "f6", "tab", "甲", "enter", "shift+tab", "ctrl+u", "down")
        assert view.model.texts["unpaid"] == []
        assert view.model.place in view.model.stops(2)


async def test_long_texts_break_lines_and_let_go() -> None:
    """Enter breaks; on an empty line at the end it leaves; an empty text is passed over."""
    async with form() as (app, view):
        await press(app, "f6", "f6", "enter")
        assert view.model.place == Place("unpaid", 0, "worker")
        await press(app, "up", "一", "enter", "二", "enter", "enter")
        assert view.model.texts["summary"] == "一\n二"
        assert view.model.place == Place("unpaid", 0, "worker")


async def test_f4_opens_the_dialog_of_the_item() -> None:
    """What it gives is read like typed text; it may fill other items too; None changes nothing."""
    asked = []

    async def dialog(item: Any, text: str) -> Any:
        asked.append((item.name, text))
        return {"complainant": None, "number": {"number": "123", "complainant": "労働太郎"}}[item.name]

    async with form(open_dialog=dialog) as (app, view):
        await press(app, "あ", "f4", "enter", "enter", "f4")
        assert asked == [("complainant", "あ"), ("number", "")]
        assert texts(view) == {"complainant": "労働太郎", "number": "123"}
        assert view.editor.text == "123"


async def test_leaving_an_item_may_fill_others() -> None:
    """The hook after leaving (郵便番号 gives 所在地) is called once, with the value read."""
    seen = []

    async def after(item: Any, value: Any) -> Any:
        seen.append((item.name, value))
        return {"complainant_kana": "ジドウ"} if item.name == "complainant" else None

    async with form(after=after) as (app, view):
        await press(app, "労働", "enter", "enter", "enter")
        assert seen == [("complainant", "労働")]
        assert texts(view)["complainant_kana"] == "ジドウ"


async def test_f8_goes_to_the_next_problem_on_whatever_page() -> None:
    async with form() as (app, view):
        await press(app, "f8")
        assert view.model.place == Place("complainant_kana")
        await press(app, "カナ", "f8")
        assert view.model.place == Place("received_on")
        assert "登録に必要な項目です" in picture(app)
        await press(app, "=", "f8", "太郎", "f8")
        assert "直すところはありません" in picture(app)


@pytest.mark.req("SYS-55")
async def test_a_read_only_form_takes_no_text_and_has_no_caret() -> None:
    model = FormModel.of_class(SampleComplaint, entry=entry(SampleComplaint, id=1, complainant="太郎"), read_only=True)
    async with form(model) as (app, view):
        await press(app, "x", "backspace", "ctrl+u", "enter")
        assert view.model.texts["complainant"] == "太郎"
        assert app.screen.caret is None
        await press(app, "x")
        assert "表示だけです" in picture(app)


async def test_passwords_are_never_drawn() -> None:
    async with form(FormModel([line("login", "ログインID"), secret("password", "パスワード"), line("x", "次")])) as (
        app,
        view,
    ):
        await press(app, "user", "enter", "ひみつ　123")
        assert "*******" in picture(app)
        await press(app, "enter")
        assert "ひみつ" not in picture(app) and "123" not in picture(app)
        assert view.model.entry.password == "ひみつ　123"


@pytest.mark.parametrize("width", [80, 97, 132, 200])
async def test_lines_are_exactly_as_wide_as_the_screen(width: int) -> None:
    """Whatever stands in the items: full width, joined characters, escapes, very long words."""
    one = entry(SampleComplaint, id=1, complainant="\x1b[31m[bold]赤[/]" + "𠮷" * 40, complainant_kana="ｶﾞ" * 30,
                summary="長い文。" * 60 + "\n👨‍👩‍👧", number="か\u3099" * 50)  # fmt: skip
    async with form(FormModel.of_class(SampleComplaint, entry=one), (width, 30)) as (app, view):
        for _ in range(3):
            lines = app.screen._lines
            assert {line_width(line) for line in lines} == {width}
            assert all(width == sum(map(_cells, plain(line))) for line in lines)
            await press(app, "f6")


def _cells(one: str) -> int:
    from rich.cells import cell_len

    return cell_len(one)


async def test_markup_and_escapes_are_drawn_as_text() -> None:
    one = entry(SampleComplaint, id=1, complainant="[bold]太[/bold]\x1b[2J")
    async with form(FormModel.of_class(SampleComplaint, entry=one)) as (app, _):
        await press(app, "tab")
        assert "[bold]太[/bold]?[2J" in picture(app)
        strip = app.screen.render_line(2)
        assert "\x1b" not in strip.text and "[bold]" in strip.text


async def test_the_item_in_hand_is_always_in_sight() -> None:
    """Through 120 items forwards, back, and by screenfuls."""
    async with form(FormModel.of_class(LongRecord)) as (app, view):
        for key in ["tab"] * 130 + ["shift+tab"] * 40 + ["pagedown", "pagedown", "pageup", "ctrl+end", "ctrl+home"]:
            await press(app, key)
            label = view.item.label
            shown = [text for text in picture(app).split("\n") if text.startswith("> ")]
            assert len(shown) == 1 and label in shown[0]
            assert app.screen.caret is None or picture(app).split("\n")[app.screen.caret.y].startswith("> ")
        assert view.model.place == view.model.stops(view.model.page)[0]


async def test_a_draft_holds_what_stands_in_the_editor() -> None:
    """Also the cell of a line not yet begun."""
    async with form() as (app, view):
        await press(app, "途中")
        assert texts(view) == {"complainant": "途中"}
        assert view.changed
        await press(app, "f6", "f6", "tab", "甲")
        assert view.current_texts()["unpaid"] == [{"worker": "甲"}]


async def test_a_long_text_can_be_read_to_its_end() -> None:
    """In a form for reading every line of it is reached, and the items around it too."""
    long = "\n".join(f"{number}行目の文" for number in range(60))
    one = entry(SampleComplaint, id=1, summary=long, remark="摘要です")
    async with form(FormModel.of_class(SampleComplaint, entry=one, read_only=True)) as (app, view):
        await press(app, "f6", "f6", "enter")
        assert "0行目の文" in picture(app) and "（全60行）" in picture(app)
        await press(app, "up")
        seen = set()
        for _ in range(70):
            seen |= {line.strip() for line in picture(app).split("\n")}
            await press(app, "down")
        assert {f"{number}行目の文" for number in range(60)} <= seen
        assert "摘要です" in picture(app)


async def test_a_huge_paste_is_cut_and_told() -> None:
    """Into an item without a stated length too; the form stays quick."""
    from widgets.pane import Key

    async with form(FormModel([line("name", "氏名"), line("x", "次")])) as (app, view):
        app.feed([Key("paste", "あ" * 2_000_000)])
        await app.settled()
        assert len(view.editor.text) == 4000
        assert "入りませんでした" in picture(app)


class TestLongTables:
    """Only the lines that can come into sight are drawn, and nobody sees it."""

    @staticmethod
    def model(rows: int, **changed: Any) -> FormModel:
        lines = [entry(UnpaidRow, worker=f"労働者{at:04}", amount=at) for at in range(rows)]
        model = FormModel.of_class(SampleComplaint, entry=entry(SampleComplaint, unpaid=lines, **changed))
        model.place = Place("unpaid", 0, "worker")
        return model

    async def test_few_lines_are_drawn_for_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from widgets import form_layout

        drawn: list[int] = []
        row = form_layout.TableLayout._row
        monkeypatch.setattr(
            form_layout.TableLayout, "_row", lambda own, at, editor: (drawn.append(at), row(own, at, editor))[1]
        )
        async with form(self.model(1000)) as (app, view):
            await view.go(Place("unpaid", 500, "worker"))
            shown = picture(app)
            assert "労働者0500" in shown and "労働者0499" in shown and "労働者0501" in shown
            drawn.clear()
            await press(app, "x")
            assert "労働者0500x" in picture(app)
            assert len(drawn) < 100

    async def test_every_line_is_seen_when_it_is_reached(self) -> None:
        """↓ through a long table and PageUp back: no screen has a hole in it."""
        async with form(self.model(120)) as (app, view):
            for at in range(120):
                lines = [line[5:15] for line in picture(app).splitlines() if "│" in line and "労働者" in line]
                assert f"労働者{at:04}" in "".join(lines)
                assert len(lines) >= 8
                await press(app, "down")
            await press(app, "ctrl+end")
            shown = picture(app)
            assert "労働者0119" in shown and "摘要" in shown
            await press(app, "pageup", "pageup")
            assert sum("労働者" in line for line in picture(app).splitlines()) > 10
            await press(app, "ctrl+home")
            assert "申告の要旨" in picture(app) and "労働者0000" in picture(app)

    async def test_the_screen_stays_when_lines_above_turn_out_to_be_longer(self) -> None:
        """A line with a sentence below it comes into sight from above: the line in hand does not move."""
        model = self.model(200)
        for at in range(0, 200, 2):
            model.entry.unpaid[at].worker = "労" * 30
            model.place = Place("unpaid", at, "since")
            model.leave("S65.1.1")
        async with form(model) as (app, view):
            await view.go(Place("unpaid", 150, "worker"))
            await press(app, "end")
            at = [line_with("労働者0151", app)]
            for _ in range(4):
                await press(app, "up")
                at.append(line_with("労働者0151", app))
            assert at == [at[0]] * 5


def line_with(words: str, app: Any) -> int:
    """The line of the screen on which words stand."""
    return next(at for at, line in enumerate(picture(app).splitlines()) if words in line)
