"""What is loaded before the first picture, and who knows Textual."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITH_TEXTUAL = {"styles", "textual_fixes"}
VIEWS = sorted(path.stem for path in (ROOT / "widgets").glob("*.py") if path.stem not in WITH_TEXTUAL | {"__init__"})


def loaded(code: str) -> set[str]:
    """The modules in memory after running `code` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return set(json.loads(done.stdout))


def test_the_login_screen_stands_before_storage_is_loaded() -> None:
    """A form of plain items in the app loads neither SQLModel nor the command line nor spreadsheets."""
    code = "import screens.app, widgets.form_view\nfrom widgets.plain_items import line, secret\n"
    code += "from widgets.form_model import FormModel\n"
    code += "widgets.form_view.FormView(FormModel([line('a', 'あ'), secret('b', 'い')]))"
    modules = loaded(code)
    heavy = {"sqlmodel", "sqlalchemy", "pydantic", "typer", "openpyxl", "shuro.kernel.record", "shuro.kernel.text"}
    assert not modules & heavy


def test_views_do_not_know_textual() -> None:
    """They draw lines and take keys; only the screens and two modules beside them know the framework."""
    modules = loaded("\n".join(f"import widgets.{name}" for name in VIEWS))
    assert not {name for name in modules if name.split(".")[0] == "textual"}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_can_be_loaded_alone(name: str) -> None:
    assert f"widgets.{name}" in loaded(f"import widgets.{name}")


def test_the_key_protocol_that_loses_ime_text_is_off() -> None:
    """It is decided when Textual is first imported, so importing any screen must come with it."""
    done = subprocess.run(
        [sys.executable, "-c", "import screens.base; from textual import constants; print(constants.DISABLE_KITTY_KEY)"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout.strip() == "True"
