"""What was typed and not registered is kept, for the one who typed it."""

from __future__ import annotations

import os
import signal
from datetime import datetime

import pytest
import sqlalchemy as sa

from shuro.kernel import audit
from shuro.kernel.database import StorageBusy
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import Draft, drafts_of, drop_draft, load_draft, save_draft
from tests.kernel.children import start


def test_a_draft_comes_back_as_it_was_typed(desk: Desk) -> None:
    texts = {"complainant": "髙橋　𠮷雄", "received_on": "R8.6.", "violations": [{"article": "労基法24条"}]}
    save_draft(desk, "complaint", 7, texts, {"complainant": "高橋"}, 3, "台帳情報/received_on")
    draft = load_draft(desk, "complaint", 7)
    assert draft is not None
    assert (draft.texts, draft.base, draft.base_version) == (texts, {"complainant": "高橋"}, 3)
    assert (draft.place, draft.saved_at) == ("台帳情報/received_on", datetime(2026, 6, 10, 9, 0))


def test_a_later_draft_of_the_same_form_takes_the_place_of_the_earlier(desk: Desk, clock) -> None:
    save_draft(desk, "complaint", 0, {"complainant": "高"}, place="complainant")
    clock.move(seconds=2)
    save_draft(desk, "complaint", 0, {"complainant": "高橋"})
    (draft,) = drafts_of(desk)
    assert (draft.texts, draft.place, draft.saved_at) == ({"complainant": "高橋"}, "", datetime(2026, 6, 10, 9, 0, 2))


def test_drafts_of_other_forms_subjects_and_officers_stay_apart(desk: Desk, make_desk, clock) -> None:
    other = make_desk("1301", database=desk.database)
    save_draft(desk, "complaint", 0, {"a": "1"}, subject="workplace:5")
    clock.move(seconds=1)
    save_draft(desk, "complaint", 0, {"a": "2"}, subject="workplace:6")
    clock.move(seconds=1)
    save_draft(desk, "consultation", 0, {"a": "3"})
    save_draft(other, "complaint", 0, {"a": "4"}, subject="workplace:5")
    assert [draft.texts["a"] for draft in drafts_of(desk)] == ["3", "2", "1"]
    assert [draft.texts["a"] for draft in drafts_of(other)] == ["4"]
    draft = load_draft(desk, "complaint", subject="workplace:6")
    assert draft is not None
    assert draft.texts == {"a": "2"}
    assert load_draft(desk, "complaint") is None
    drop_draft(desk, "complaint", subject="workplace:5")
    assert [draft.texts["a"] for draft in drafts_of(desk)] == ["3", "2"]
    assert len(drafts_of(other)) == 1


def test_a_draft_goes_with_the_registration_or_stays_with_its_failure(desk: Desk) -> None:
    save_draft(desk, "complaint", 0, {"a": "1"})
    with pytest.raises(KeyError), desk.database.write() as session:
        drop_draft(desk.within(session), "complaint")
        assert load_draft(desk.within(session), "complaint") is None
        raise KeyError
    assert load_draft(desk, "complaint") is not None
    with desk.database.write() as session:
        drop_draft(desk.within(session), "complaint")
    assert load_draft(desk, "complaint") is None


def test_a_draft_leaves_no_trace_in_history_and_journal(desk: Desk) -> None:
    save_draft(desk, "complaint", 0, {"a": "1"})
    drop_draft(desk, "complaint")
    with desk.database.read() as session:
        for table in (audit.History, audit.Journal):
            assert session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0


@pytest.mark.parametrize("sign", [signal.SIGHUP, signal.SIGTERM])
def test_a_draft_can_be_saved_by_a_signal_handler(desk: Desk, sign: signal.Signals) -> None:
    def work(say) -> None:
        def save(*_) -> None:
            save_draft(desk, "complaint", 0, {"a": "打ちかけ"})
            os._exit(0)

        signal.signal(sign, save)
        say("ready\n")
        signal.pause()

    pid, reader = start(work)
    with os.fdopen(reader) as said:
        assert said.readline() == "ready\n"
        os.kill(pid, sign)
        assert said.read() == ""
    os.waitpid(pid, 0)
    draft = load_draft(desk, "complaint")
    assert draft is not None
    assert draft.texts == {"a": "打ちかけ"}


def test_a_dying_session_does_not_wait_long_for_its_turn(screen_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuro.kernel.drafts.SAVE_WAIT", 0.05)
    with screen_desk.database.queue(), pytest.raises(StorageBusy):
        save_draft(screen_desk, "complaint", 0, {"a": "1"})


def test_a_draft_is_no_record() -> None:
    assert not hasattr(Draft, "steps")
