"""The tests' own ground: requirement marks are checked, every test has a home and databases of its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from shuro.kernel import paths
from shuro.kernel.database import Database
from shuro.kernel.numbers import SERIES, next_number
from tests.conftest import pytest_collection_modifyitems, requirements
from tests.postgres import Washed


def marked(*names: str) -> SimpleNamespace:
    """A test that names requirements."""
    return SimpleNamespace(nodeid="test_x", iter_markers=lambda kind: [SimpleNamespace(args=names)])


def test_requirements_that_the_specification_has_pass() -> None:
    assert {"SYS-1", "WPL-1", "CMP-9", "ACC-151"} <= requirements()
    pytest_collection_modifyitems([marked("SYS-1", "CMP-9")])


@pytest.mark.parametrize("name", ["SYS-0", "SYS-9999", "sys-1", "NON-1"])
def test_a_requirement_that_the_specification_does_not_have_stops_the_run(name: str) -> None:
    with pytest.raises(pytest.UsageError, match=f"test_x: {name}"):
        pytest_collection_modifyitems([marked("SYS-1", name)])


def test_the_home_is_the_tests_own(tmp_path: Path) -> None:
    assert paths.home().is_relative_to(tmp_path)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_empty_tables(database: Database, turn: int) -> None:
    with database.write() as session:
        assert session.execute(sa.select(SERIES)).all() == []
        next_number(session, "left behind")


def test_a_washed_database_is_as_the_template_was(washed: Washed) -> None:
    def rows(name: str, statement: str) -> list:
        database = Database(washed.cluster.url(name))
        with database.write() as session:
            found = session.execute(sa.text(statement))
            result = found.all() if found.returns_rows else []
        database.close()
        return result

    first = washed.take()
    rows(first, "INSERT INTO number_series VALUES ('a', '', 0, 1)")
    rows(first, "INSERT INTO draft VALUES (DEFAULT, 1, 'a', 0, '', '{}', '{}', NULL, '', now())")
    assert washed.take() == first  # washed
    assert rows(first, "SELECT * FROM number_series") == []
    assert rows(first, "SELECT nextval('draft_id_seq')") == [(1,)]
    rows(first, "ALTER TABLE draft ADD COLUMN more INTEGER")
    assert washed.take() != first  # made anew
