"""Desks of 外国人就労管理システム, and a whole application."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shuro.construction.common import ADMINISTRATOR, ORGANISATION, REVIEWER
from shuro.kernel.attachments import attach
from shuro.kernel.codelists import codes
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk, Office, Officer
from shuro.kernel.record import Entry
from tests.commands.conftest import shuro
from tests.conftest import Clock

__all__ = ["shuro"]

NUMBERS = itertools.count(1)


def desk_at(database: Database, clock: Clock, level: str, code: str, id: int = 1) -> Desk:
    office = Office(code, level, "株式会社国土交通建設" if level == ORGANISATION else level)
    return Desk(Officer(id, f"user{id:04d}", "国土太郎", office, realm="gaikokujin"), database, clock)


@pytest.fixture
def company(database: Database, clock: Clock) -> Desk:
    return desk_at(database, clock, ORGANISATION, "K000001")


@pytest.fixture
def other_company(database: Database, clock: Clock) -> Desk:
    return desk_at(database, clock, ORGANISATION, "K000002", 2)


@pytest.fixture
def reviewer(database: Database, clock: Clock) -> Desk:
    return desk_at(database, clock, REVIEWER, "R000001", 3)


@pytest.fixture
def administrator(database: Database, clock: Clock) -> Desk:
    return desk_at(database, clock, ADMINISTRATOR, "A000001", 4)


@pytest.fixture
def a_file(tmp_path: Path) -> Any:
    """Makes a file that can be handed in; each has another content."""

    def make(name: str = "登記.pdf", start: bytes = b"%PDF-1.7\n") -> Path:
        path = tmp_path / f"{next(NUMBERS)}" / name
        path.parent.mkdir()
        path.write_bytes(start + str(path).encode())
        return path

    return make


@pytest.fixture
def application(a_file: Any) -> Any:
    """All values of an application that can be handed in."""

    def make(desk: Desk, **changed: Any) -> dict[str, Any]:
        notice = codes("construction-documents").get("D1").name  # type: ignore[union-attr]
        document = Entry(
            masked=True,
            only_that=True,
            kind=notice,
            dated_on=date(2025, 9, 1),
            receipt=None,
            document=attach(desk, a_file()),
        )
        return {
            "business_kind": "法人", "corporate_number": "7000012050002", "name": "株式会社国土交通建設",
            "representative": "国土太郎", "postal_code": "1000013", "prefecture": "13", "address": "千代田区霞が関2-1-3",
            "registry_file": attach(desk, a_file()), "telephone": "0312341111", "fax": "0312341111",
            "manager_post": "事務担当", "manager_name": "国土花子",
            "permit_copies": [Entry(copy_file=attach(desk, a_file("許可.jpg", b"\xff\xd8\xff")), several=None)],
            "permit_authority": "13", "permit_kind": "般-3", "permit_number": "123456", "permit_others": None,
            "permitted_on": date(2024, 4, 1), "staff_count": 10, "staff_documents": [document],
            "ccus_number": "12345678901234", "ccus_file": attach(desk, a_file()),
            "body_kind": "特定技能外国人受入事業実施法人", "body": "01", "membership_file": attach(desk, a_file()),
        } | changed  # fmt: skip

    return make
