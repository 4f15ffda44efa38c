"""Terminals and locales of another encoding: the program says so and nobody logs in there (ACC-14, ACC-22)."""

from __future__ import annotations

import pytest

from tests.flows.ways import Place


@pytest.mark.req("ACC-22", "ACC-14")
@pytest.mark.parametrize("locale", ["C", "POSIX"])
@pytest.mark.parametrize("entrance", ["officers", "asp"])
def test_a_locale_of_another_encoding_opens_no_log_in(sqlite_place: Place, locale: str, entrance: str) -> None:
    """Python itself takes LC_ALL=C for UTF-8, the programs that are started from here would not."""
    env = {"LC_ALL": locale} | ({"SHURO_ASP_ACCOUNT": "abcd8-01"} if entrance == "asp" else {})
    window = sqlite_place.window(env=env)
    assert window.ended() == 1
    told = window.text.replace("\n", "")
    assert "端末の文字コードがUTF-8ではない" in told and "LANG=ja_JP.UTF-8" in told
    assert "\x1b[?1049h" not in window.received.decode(errors="replace")  # the screens were never there


@pytest.mark.req("ACC-22", "ACC-14")
@pytest.mark.parametrize("cells", [1, 3])
def test_a_terminal_of_another_encoding_ends_the_log_in(sqlite_place: Place, cells: int) -> None:
    """It gives a full-width character other cells than two; what it is and what to set is told after the screens."""
    window = sqlite_place.window(full=cells)
    assert window.ended() == 1
    told = window.text.replace("\n", "")
    assert f"全角1文字が{cells}桁" in told and "端末（PuTTYなど）の文字コードの設定" in told
