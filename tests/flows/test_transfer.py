"""One case over two offices, each before a terminal of its own: transfer, notice, receipt, and both lists afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from shuro.kernel import store
from shuro.standards.complaint import Complaint
from tests.flows.ways import LOGIN, PHRASE, THERE, Place, other_office, receive, says, transfer, until
from tests.standards.complaints import complained
from tests.terminal import keys


@pytest.mark.req("CMP-72", "CMP-76", "CMP-79", "CMP-81", "CMP-82")
def test_a_case_goes_from_one_desk_to_the_other(place: Place) -> None:
    key = other_office(place).key
    day = date.today().isoformat()
    case = complained(
        place.desk(), accepted_on=day, closed_on=day, moving="1", to_office="1302", direct="諾", dispatch_number="第1号",
        industry_code="010602",
    )  # fmt: skip
    mine, theirs = place.window(), place.window()
    mine.send(keys(*LOGIN, "申告情報", "enter", "申告情報", "enter", "f5", "enter"))
    mine.wait_for("申告処理台帳_更新")
    transfer(mine)

    theirs.send(keys(THERE, "enter", PHRASE, "enter"))
    theirs.wait_for("未読1件")
    receive(theirs)
    theirs.send(keys("f6", "f6", "f6"))
    theirs.wait_for("事業場キー")
    theirs.send(keys(f"1302-{key}", "enter", "f9"))
    theirs.wait_for(lambda one: "登録する" in one.text)
    theirs.send(keys("enter"))
    theirs.wait_for(lambda one: says(one, "登録しました"))

    def taken() -> object:
        with place.database.read() as session:
            found = store.entries(session, Complaint)
        return next((one for one in found if one.sent_id == case.id), None)

    done = until(taken, lambda: "not taken in")
    assert (done.office_code, done.route, done.from_office, done.status) == ("1302", "移送", "1301", "登録済")
    with place.database.read() as session:
        assert [one.status for one in store.entries(session, Complaint)] == ["完結(移送済)", "登録済"]
