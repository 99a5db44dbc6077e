"""Rehearsal: any draft, a banner on every screen, and not one byte on disk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wbp_survey.errors import RecordError, WbpError
from wbp_survey.instrument.load import versions
from wbp_survey.texts import say
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import Request, record
from wbp_survey.workflow.rehearse import rehearse_script, rehearse_session
from wbp_survey.workflow.study import open_place

REQUEST = Request("wijkagent-interview", interviewer="AB")
SCRIPT = """\
- consent: {participate: true, record: false, quote: true, function: false, reuse: true}
- {item: wa_years, value: "3,5"}
"""


@pytest.fixture
def place(tmp_path):
    return open_place(init(tmp_path / "study"))


def content(root):
    return {
        file.relative_to(root): file.read_bytes() if file.is_file() else None
        for file in sorted(root.rglob("*"))
    }


class Going:
    """An interviewer who agrees to everything, answers a while, and remembers the screens."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, question):
        self.asked.append(question)
        if question.item.type == "note":
            return Given(None)
        if question.kind in ("consent", "close"):
            return Given("yes")
        if question.kind == "seat":
            return Given(question.item.scale.codes[-1])
        return Given(self.answers.pop(0)) if self.answers else Pause()


def test_nothing_of_a_rehearsal_is_written(place):
    before = content(place.root)
    rehearsed = rehearse_session(place, REQUEST, Going(3.5, 12))
    assert [answer.value for answer in rehearsed.state.answers.values()] == [3.5, 12]
    assert rehearsed.how == "stopped"
    assert content(place.root) == before


def test_every_screen_says_that_it_is_a_rehearsal_and_none_that_it_was_saved(place):
    ask = Going(3.5, 12)
    rehearse_session(place, replace(REQUEST, case="lastage"), ask)
    assert {question.banner for question in ask.asked} == {say("wizard.rehearsal", "nl")}
    assert {(question.saved_at, question.saved_in) for question in ask.asked} == {("", "")}
    assert len(ask.asked) > 8


def test_a_real_session_has_no_banner(place):
    ask = Going(3.5)
    record(place, replace(REQUEST, case="lastage"), ask)
    assert {question.banner for question in ask.asked} == {""}
    assert ask.asked[-1].saved_at
    assert "study.db" in ask.asked[-1].saved_in


def test_a_draft_can_be_rehearsed_and_not_recorded(place):
    draft = place.root / "instruments" / "wijkagent-interview" / "draft.yaml"
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace("Hoeveel jaar", "Sinds hoeveel jaar"), encoding="utf-8")
    ask = Going()
    rehearse_session(place, replace(REQUEST, version="draft"), ask)
    assert ask.asked[-1].item.text["nl"].startswith("Sinds hoeveel jaar")
    with pytest.raises(RecordError):
        record(place, replace(REQUEST, version="draft", case="lastage"), Going())


def test_without_a_published_version_the_draft_is_rehearsed(place):
    folder = place.root / "instruments" / "wijkagent-interview"
    for version in versions(place.root, "wijkagent-interview"):
        if version != "draft":
            (folder / f"{version}.yaml").unlink()
    ask = Going()
    rehearse_session(place, REQUEST, ask)
    assert ask.asked[-1].item.id == "wa_years"


def test_an_earlier_version_can_be_rehearsed(place):
    ask = Going()
    rehearse_session(place, replace(REQUEST, version="1.0.0"), ask)
    assert ask.asked[-1].item.id == "wa_years"


def test_a_case_that_does_not_exist_and_an_unknown_version_are_refused(place):
    with pytest.raises(RecordError) as error:
        rehearse_session(place, replace(REQUEST, case="lastagge"), Going())
    assert error.value.problems[0].code == "RECORD_UNKNOWN_CASE"
    with pytest.raises(WbpError) as error:
        rehearse_session(place, replace(REQUEST, version="7.0.0"), Going())
    assert error.value.problems[0].code == "INSTRUMENT_UNKNOWN_VERSION"


def test_a_form_on_paper_is_rehearsed_as_it_would_be_typed_in(place):
    ask = Going()
    rehearse_session(place, replace(REQUEST, mode="paper"), ask)
    assert ask.asked[-1].fast


def test_a_script_is_rehearsed_without_a_trace(place, tmp_path):
    script = tmp_path / "script.yaml"
    script.write_text(SCRIPT, encoding="utf-8")
    before = content(place.root)
    state = rehearse_script(place, REQUEST, script).state
    assert len(state.answers) == 1
    assert state.participants[0].pseudonym
    assert content(place.root) == before


def test_a_round_table_can_be_rehearsed(place):
    ask = Going()
    rehearse_session(place, Request("rondetafel-protocol", interviewer="AB"), ask)
    assert "seat" in {question.kind for question in ask.asked}
