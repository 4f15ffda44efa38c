"""Records are kept: the rules of a 局 say how long a print is kept, the program deletes nothing by itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from shuro.accounts import nightly as of_accounts
from shuro.kernel import nightly as of_kernel
from shuro.kernel import registry
from shuro.kernel.audit import history_of
from shuro.kernel.journal import Journal
from shuro.standards.workplace import Workplace
from tests.standards.workplaces import found_again, registered


@pytest.mark.req("SYS-44")
def test_the_nights_of_thirty_years_delete_no_record(desk, clock):
    one = registered(desk)
    with desk.database.read() as session:
        noted = session.execute(sa.select(sa.func.count()).select_from(Journal)).scalar_one()
    clock.set(2056, 6, 10, 2)
    for part in (of_accounts, *registry.parts("nightly"), of_kernel):
        for task in part.TASKS:
            task.run(desk, False)
    assert found_again(desk, one).name == one.name
    with desk.database.read() as session:
        assert [step.step for step in history_of(session, "workplace", one.id)] == ["登録"]
        assert session.execute(sa.select(sa.func.count()).select_from(Journal)).scalar_one() >= noted
        assert session.execute(sa.select(sa.func.count()).select_from(Workplace)).scalar_one() == 1
