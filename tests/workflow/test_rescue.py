"""Trouble with the disk in mid-session: told at the question, tried again, or carried away."""

from __future__ import annotations

import json
import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.disk import fill, mounted, remount
from tests.workflow.test_resume import CONSENT, REQUEST, YEARS
from wbp_survey.errors import RecordError, StoreError
from wbp_survey.model.session import Slot
from wbp_survey.store.drafts import read_drafts
from wbp_survey.store.journal import append
from wbp_survey.wizard.question import Given, Pause, Reason
from wbp_survey.workflow import recorder as recording
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import record, record_script
from wbp_survey.workflow.rescue import read_rescue, restore
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import journal, open_place

WORDS = "inbraken en overlast"


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    return open_place(init(tmp_path / "study"))


class Interviewer:
    """Agrees, answers 3.5, 12 and some words, and does something just before the second answer.

    `at_trouble` are the replies when something could not be kept: a function to call first, or
    nothing, and then to try again; leaving when they are used up. Who `types` at the second
    question leaves without confirming, after doing what comes `then`.
    """

    def __init__(self, before_second=None, at_trouble=(), types="", then=None):
        self.before_second = before_second
        self.types, self.then = types, then
        self.at_trouble = list(at_trouble)
        self.answers = [3.5, 12, WORDS]
        self.troubles = []

    def __call__(self, question):
        if question.kind == "trouble":
            return self._trouble(question)
        if question.item.type == "note":
            return Given(None)
        if question.kind == "consent":
            return Given("yes")
        if question.kind != "item" or not self.answers:
            return Pause()
        if len(self.answers) == 2 and self.before_second:
            self.before_second()
            self.before_second = None
            if self.types:
                return self._leave_half_way(question)
        return Given(self.answers.pop(0))

    def _leave_half_way(self, question):
        for end in range(1, len(self.types) + 1):
            question.note(self.types[:end])
        if self.then:
            self.then()
        return Pause()

    def _trouble(self, question):
        self.troubles.append(question.item.text["nl"])
        if not self.at_trouble:
            return Pause()
        mend = self.at_trouble.pop(0)
        if mend:
            mend()
        return Given(None)


def values(state):
    return [answer.value for answer in state.answers.values()]


def carried_away(place, ask, *codes):
    """Hold a session that cannot be kept, and return its emergency copy."""
    with pytest.raises(RecordError) as error:
        record(place, REQUEST, ask)
    assert [problem.code for problem in error.value.problems] == [*codes, "RECORD_RESCUED"]
    path = Path(error.value.problems[-1].values["path"])
    assert str(path) in error.value.problems[-1].line("nl")
    assert WORDS not in str(error.value)
    return path


def test_a_full_disk_is_said_at_the_question_and_the_answer_is_kept_once_there_is_room(place):
    with mounted(place.root / "data") as disk:
        ask = Interviewer(lambda: fill(disk), [None, (disk / "ballast").unlink])
        recorded = record(place, REQUEST, ask)
        assert values(recorded.state) == [3.5, 12, WORDS]
        assert len(ask.troubles) == 2
        assert "vol" in ask.troubles[0]
        assert verify_journal(place) == []
        assert values(show_session(place, recorded.state.id).state) == [3.5, 12, WORDS]


def test_a_session_left_on_a_full_disk_is_carried_away_and_put_back(place):
    with mounted(place.root / "data") as disk:
        copy = carried_away(place, Interviewer(lambda: fill(disk)), "STORE_FULL")
        assert copy.parent == Path.home()
        (session,) = list_sessions(place)
        assert session.answers == 1
        (disk / "ballast").unlink()
        restored = restore(place, copy, "AB")
        assert values(restored.state) == [3.5, 12]
        assert restored.new == 1
        assert restore(place, copy, "AB").new == 0
        assert verify_journal(place) == []
        again = record(place, replace(REQUEST, resume=""), Interviewer())
        assert again.state.id == session.id


def test_what_was_typed_and_not_confirmed_on_a_full_disk_is_carried_away_too(place):
    with mounted(place.root / "data") as disk:
        copy = carried_away(place, Interviewer(lambda: fill(disk), types=WORDS), "STORE_FULL")
        (disk / "ballast").unlink()
        assert restore(place, copy, "AB").new == 0
        met = []
        record(place, replace(REQUEST, resume=""), lambda question: met.append(question) or Pause())
        assert met[-1].draft == WORDS


def test_what_was_typed_while_the_disk_was_full_is_kept_at_leaving_once_there_is_room(place):
    with mounted(place.root / "data") as disk:
        ask = Interviewer(lambda: fill(disk), types=WORDS, then=(disk / "ballast").unlink)
        session = record(place, REQUEST, ask).state.id
        with journal(place) as store:
            assert read_drafts(store, session) == {Slot("wa_groups_n", "S1"): WORDS}


def test_on_a_disk_that_cannot_be_written_nothing_is_asked(place):
    with mounted(place.root / "data") as disk:
        record_script(place, REQUEST, (CONSENT, YEARS))
        remount(disk, "ro")
        for resume in (None, ""):
            with pytest.raises(StoreError) as error:
                record(place, replace(REQUEST, resume=resume), Interviewer())
            assert error.value.problems[0].code == "STORE_READ_ONLY"


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
def test_a_folder_taken_away_and_put_back_costs_nothing(place, tmp_path):
    data, away = place.root / "data", tmp_path / "away"
    ask = Interviewer(lambda: shutil.move(data, away), [None, lambda: shutil.move(away, data)])
    assert values(record(place, REQUEST, ask).state) == [3.5, 12, WORDS]
    assert len(ask.troubles) == 2
    assert verify_journal(place) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
def test_a_folder_that_stays_away_leaves_the_whole_session_in_the_copy(place):
    copy = carried_away(
        place, Interviewer(lambda: shutil.rmtree(place.root / "data")), "STORE_REPLACED"
    )
    assert values(restore(place, copy, "AB").state) == [3.5, 12]
    assert verify_journal(place) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_copy_is_for_its_owner_alone(place):
    copy = carried_away(
        place, Interviewer(lambda: shutil.rmtree(place.root / "data")), "STORE_REPLACED"
    )
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
def test_without_a_home_the_copy_goes_where_temporary_files_go(place, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    copy = carried_away(
        place, Interviewer(lambda: shutil.rmtree(place.root / "data")), "STORE_REPLACED"
    )
    assert copy.parent == tmp_path
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(RecordError) as error:
        record(place, REQUEST, Interviewer(lambda: shutil.rmtree(place.root / "data")))
    codes = [problem.code for problem in error.value.problems]
    assert codes == ["STORE_REPLACED", "RECORD_NOT_RESCUED"]


def test_an_answer_that_arrived_though_the_word_of_it_was_lost_is_kept_once(place, monkeypatch):
    lost = []

    def keep_and_complain(store, events):
        append(store, events)
        if events[0].kind == "answer_given" and not lost:
            lost.append(events[0])
            raise StoreError.one("STORE_SERVER_GONE", "postgresql://server/study")

    monkeypatch.setattr(recording, "append", keep_and_complain)
    ask = Interviewer(at_trouble=[None])
    recorded = record(place, REQUEST, ask)
    assert values(recorded.state) == [3.5, 12, WORDS]
    events = show_session(place, recorded.state.id).events
    given = [event.id for event in events if event.kind == "answer_given"]
    assert (given[0], len(given)) == (lost[0].id, 3)


@pytest.fixture
def copy(place):
    """An emergency copy of a session whose folder went away."""
    if os.name == "nt":
        pytest.skip("Windows does not let an open file go")
    return carried_away(
        place, Interviewer(lambda: shutil.rmtree(place.root / "data")), "STORE_REPLACED"
    )


def refused(place, file, code):
    with pytest.raises(RecordError) as error:
        restore(place, file, "AB")
    (problem,) = error.value.problems
    assert problem.code == code
    assert not (place.root / "data" / "study.db").exists()


def lines(copy):
    return copy.read_text("ascii").splitlines()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]\n", b'{"form": "other"}\n', b"{"])
def test_what_is_no_emergency_copy_is_refused(place, tmp_path, content):
    file = tmp_path / "something"
    file.write_bytes(content)
    refused(place, file, "RECORD_RESCUE_NOT_ONE")


def test_a_copy_that_is_not_there_is_refused(place, tmp_path):
    refused(place, tmp_path / "nothing.jsonl", "DATA_FILE_UNREADABLE")


def test_a_copy_with_a_line_missing_or_a_letter_changed_is_refused(place, copy):
    whole = lines(copy)
    for number in range(1, len(whole)):
        copy.write_text("\n".join([*whole[:number], *whole[number + 1 :]]), "ascii")
        refused(place, copy, "RECORD_RESCUE_DAMAGED")
    for number in range(1, len(whole)):
        changed = whole[number].replace('"actor": "AB"', '"actor": "XY"')
        copy.write_text("\n".join([*whole[:number], changed, *whole[number + 1 :]]), "ascii")
        refused(place, copy, "RECORD_RESCUE_DAMAGED")


def test_a_copy_cut_off_anywhere_is_refused_or_whole(place, copy):
    content = copy.read_bytes()
    head = content.index(b"\n")
    for end in range(head + 1, len(content) - 1, 97):
        copy.write_bytes(content[:end])
        refused(place, copy, "RECORD_RESCUE_DAMAGED")
    copy.write_bytes(content[:-1])
    assert read_rescue(copy)[0].kind == "session_opened"


def test_a_copy_of_another_study_is_refused(place, copy):
    for file in (place.root / "instruments" / "wijkagent-interview").glob("*.yaml"):
        file.unlink()
    refused(place, copy, "RECORD_RESCUE_FOREIGN")


def test_a_session_that_went_on_differently_is_left_as_it_is(place):
    with mounted(place.root / "data") as disk:
        copy = carried_away(place, Interviewer(lambda: fill(disk)), "STORE_FULL")
        (disk / "ballast").unlink()
        went_on = Interviewer()
        went_on.answers = [Reason("dont_know")]
        record(place, replace(REQUEST, resume=""), lambda question: _reason(went_on, question))
        with pytest.raises(RecordError) as error:
            restore(place, copy, "AB")
        assert error.value.problems[0].code == "RECORD_RESCUE_FORKED"
        (session,) = list_sessions(place)
        state = show_session(place, session.id).state
        assert state.answers[Slot("wa_groups_n", "S1")].missing == "dont_know"


def _reason(interviewer, question):
    reply = interviewer(question)
    return reply.value if isinstance(getattr(reply, "value", None), Reason) else reply


def test_a_session_that_went_on_after_it_was_put_back_may_be_put_back_again(place, copy):
    restore(place, copy, "AB")
    record_script(place, replace(REQUEST, resume=""), ())
    assert restore(place, copy, "AB").new == 0


def test_the_copy_says_what_it_is_in_its_first_line(copy):
    head = json.loads(lines(copy)[0])
    assert head["events"] == len(lines(copy)) - 1
    assert head["session"] in copy.name


def test_a_session_that_cannot_even_begin_leaves_no_copy(place):
    with mounted(place.root / "data") as disk:
        record_script(place, REQUEST, (CONSENT, YEARS))
        fill(disk)
        with pytest.raises(StoreError):
            record(place, REQUEST, Interviewer())
        assert list(Path.home().iterdir()) == []
