"""The rooms of the house: what may be loaded where. The contracts of pyproject.toml read imports, this runs them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SYSTEMS = sorted(
    init.parent.name for init in (ROOT / "shuro").glob("*/__init__.py") if "\nLABEL = " in init.read_text("utf-8")
)
# third-party library -> the only places that may import it
DOORS = {
    "openpyxl": ("shuro/kernel/forms/",),
    "python_calamine": ("shuro/kernel/sheets/",),
    "argon2": ("shuro/accounts/",),
    "cryptography": ("shuro/accounts/", "shuro/kernel/sealing.py"),
    "smtplib": ("shuro/kernel/mail_line.py",),
    "alembic": ("shuro/kernel/schema.py", "shuro/migrations/"),
    "psycopg": ("shuro/kernel/backup.py", "shuro/kernel/troubles.py", "shuro/kernel/database.py"),
    "jpholiday": ("shuro/kernel/calendar.py",),
    "jaconv": ("shuro/kernel/text.py", "shuro/accounts/passwords.py"),
    "sudachipy": ("shuro/kernel/kana.py",),
    "typer": ("shuro/commands/",),
    "textual": ("screens/", "widgets/styles.py", "widgets/textual_fixes.py"),
    "sqlalchemy": ("shuro/kernel/", "shuro/accounts/", "shuro/migrations/", *(f"shuro/{name}/" for name in SYSTEMS),
                   "screens/opening.py"),
    "sqlmodel": ("shuro/kernel/", "shuro/accounts/", *(f"shuro/{name}/" for name in SYSTEMS)),
}  # fmt: skip


def sources(*rooms: str) -> list[Path]:
    """The Python files of some rooms."""
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{one.name}" for one in node.names)
    return found


def loaded(code: str) -> set[str]:
    """The modules in memory after some code was run in a process of its own."""
    shown = f"{code}\nimport sys; print('LOADED', *sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED ")[2].split())


def tops(modules: set[str]) -> set[str]:
    """Their packages."""
    return {name.partition(".")[0] for name in modules}


def test_there_is_a_system() -> None:
    assert "standards" in SYSTEMS


def test_nothing_of_the_core_loads_textual() -> None:
    """Every module under shuro, imported at once."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources("shuro")]
    names = [name.removesuffix(".__init__") for name in names if "migrations" not in name and "__main__" not in name]
    modules = loaded("from importlib import import_module\n" + "\n".join(f"import_module('{name}')" for name in names))
    assert "shuro.standards.workplace" in modules
    assert not tops(modules) & {"textual", "widgets", "screens"}


def test_the_kernel_loads_no_system() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources("shuro/kernel")]
    modules = loaded("from importlib import import_module\n" + "\n".join(f"import_module('{name}')" for name in names))
    assert not {name for name in modules if name.startswith(("shuro.accounts", "shuro.commands"))}
    assert not {name for name in modules if name.startswith(tuple(f"shuro.{system}" for system in SYSTEMS))}


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_kernel_module_names_a_system(system: str) -> None:
    named = [path.name for path in sources("shuro/kernel") if f"shuro.{system}" in path.read_text(encoding="utf-8")]
    assert named == []


def test_the_log_in_is_painted_before_storage_is_loaded() -> None:
    modules = loaded("import screens.workstation, screens.login")
    assert not tops(modules) & {"sqlmodel", "sqlalchemy", "pydantic", "argon2", "alembic", "openpyxl", "typer"}
    assert not {name for name in modules if name.startswith("shuro.standards")}


def test_a_widget_loads_no_storage() -> None:
    names = [path.stem for path in sources("widgets") if path.stem != "__init__"]
    modules = loaded("\n".join(f"import widgets.{name}" for name in names))
    assert not tops(modules) & {"sqlmodel", "sqlalchemy", "pydantic", "screens"}


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_has_one_door(library: str) -> None:
    through = [
        path.relative_to(ROOT).as_posix()
        for path in sources("shuro", "screens", "widgets")
        if any(name == library or name.startswith(f"{library}.") for name in imports(path))
    ]
    assert [path for path in through if not path.startswith(DOORS[library])] == []


def test_an_import_inside_a_function_is_seen() -> None:
    assert "screens.workstation" in imports(ROOT / "shuro" / "commands" / "entry.py")


def test_only_the_entry_knows_the_screens() -> None:
    knowing = [path.relative_to(ROOT).as_posix() for path in sources("shuro") if tops(imports(path)) & {"screens"}]
    assert knowing == ["shuro/commands/entry.py"]


def test_the_clock_is_read_in_one_place() -> None:
    """DESIGN 3: no datetime.now() outside the desk's clock."""
    asked = {
        path.relative_to(ROOT).as_posix()
        for path in sources("shuro")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in
        ("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "datetime.datetime.now")
    }  # fmt: skip
    assert asked == {"shuro/kernel/desk.py"}
