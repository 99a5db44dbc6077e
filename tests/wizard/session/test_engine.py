"""A session is held: consent, the route, going back, pausing, and nothing lost on the way."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from tests.wizard.askers import Replies, held
from tests.wizard.forms import (
    both,
    interview,
    item,
    opened,
    table,
    with_items,
)
from wbp_survey.model.session import Slot
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Back, Given, GoTo, Pause, Reason
from wbp_survey.wizard.screen.painting import paint
from wbp_survey.wizard.screen.view import opened as opened_view

SHORT = ["no", 3, 2.5, 7, ["app"], 2, "een verhaal"]


def test_an_interview_runs_from_consent_to_closing():
    outcome, journal, ask = held(interview(), list(SHORT))
    assert outcome == "closed"
    assert journal.state.closed
    kinds = [question.kind for question in ask.asked[:5]]
    assert kinds == ["note", "consent", "consent", "note", "item"]
    assert ask.asked[-1].kind == "close"
    assert journal.kinds()[:3] == ["session_opened", "participant_seated", "consent_given"]
    assert journal.state.consent == {"S1": {"participate": True, "record": True}}
    assert journal.values() == {
        "member/S1": "no",
        "groups_n/S1": 3,
        "years/S1": 2.5,
        "trust/S1": 7,
        "channels/S1": ["app"],
        "active/S1": 2,
        "story/S1": "een verhaal",
    }


def test_nothing_is_asked_before_the_answer_before_it_is_saved():
    journal = opened(interview())
    seen = []

    class Watching(Replies):
        def __call__(self, question):
            seen.append(len(journal.state.answers))
            return super().__call__(question)

    held(interview(), Watching(list(SHORT)), journal)
    assert seen == [0, 0, 0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7]


def test_refusing_consent_ends_politely_and_is_recorded():
    def ask(question):
        return Given("no" if question.kind == "consent" else None)

    outcome, journal, _ = held(interview(), ask)
    assert outcome == "refused_consent"
    assert journal.kinds()[-2:] == ["consent_given", "session_closed"]
    assert journal.state.consent == {"S1": {"participate": False, "record": False}}
    assert not journal.state.answers


def test_refusing_what_is_not_required_goes_on():
    class NoRecording(Replies):
        def __call__(self, question):
            return Given("no") if question.item.id == "record" else super().__call__(question)

    outcome, journal, _ = held(interview(), NoRecording(list(SHORT)))
    assert outcome == "closed"
    assert journal.state.consent["S1"] == {"participate": True, "record": False}


def test_going_back_in_consent_asks_the_scope_before_again():
    replies = iter([Given("yes"), Back(), Back(), Given("yes"), Given("no")])

    def ask(question):
        return (
            next(replies)
            if question.kind == "consent"
            else (Given(None) if question.item.type == "note" else Pause())
        )

    _, journal, _ = held(interview(), ask)
    assert journal.state.consent["S1"] == {"participate": True, "record": False}


def test_a_pause_keeps_everything_and_resuming_goes_on_there():
    outcome, journal, _ = held(interview(), ["no", 3, Pause()])
    assert outcome == "stopped"
    assert not journal.state.closed
    outcome, journal, ask = held(interview(), SHORT[2:], journal)
    assert outcome == "closed"
    assert ask.items() == ["years", "trust", "channels", "active", "story"]
    assert not [question for question in ask.asked if question.kind == "consent"]


def test_resuming_at_a_question_shows_the_draft_only_there():
    _, journal, _ = held(interview(), ["no", 3, 2.5])
    trust = Slot("trust", "S1")
    _, _, ask = held(interview(), [7, ["app"]], journal, resume_at=trust, drafts={trust: "7"})
    assert [(q.item.id, q.draft) for q in ask.asked] == [
        ("trust", "7"),
        ("channels", ""),
        ("active", ""),
    ]


def test_the_position_is_kept_as_soon_as_a_question_stands_on_the_screen():
    kept = []

    def ask(question):
        if question.kind == "item":
            question.note("half")
            return Pause()
        return Given("yes" if question.kind == "consent" else None)

    held(interview(), ask, note_position=lambda slot, typed: kept.append((slot.item, typed)))
    assert kept == [("member", ""), ("member", "half")]


def test_going_back_shows_the_answer_and_confirming_it_writes_nothing():
    _, journal, ask = held(interview(), ["no", Back(), "no", 3])
    assert ask.items() == ["member", "groups_n", "member", "groups_n", "years"]
    assert [q for q in ask.asked if q.kind == "item"][2].given.value == "no"
    assert journal.kinds().count("answer_given") == 2


def test_going_back_follows_the_path_taken_not_the_file():
    _, _, ask = held(interview(), ["yes", "2024-01-01", Back(), Back(), "no", "no", Back()])
    path = ["member", "since", "groups_n", "since", "member", "member", "groups_n", "member"]
    assert ask.items() == path


def test_before_the_first_question_there_is_nothing():
    _, _, ask = held(interview(), [Back(), "no"])
    again = [question for question in ask.asked if question.kind == "item"][1]
    assert again.item.id == "member"
    assert again.notice


def test_an_answer_that_closes_a_route_says_what_is_set_aside_and_keeps_it():
    _, journal, _ = held(interview(), ["no", 9, "druk", 4])
    _, _, ask = held(interview(), [2, 2], journal, resume_at=Slot("groups_n", "S1"))
    doubts = [question.odd for question in ask.asked if question.odd]
    assert doubts == [
        "Door dit antwoord tellen 2 eerdere antwoorden niet meer mee. Ze blijven bewaard."
    ]
    notices = [question.notice for question in ask.asked if question.notice]
    assert notices == ["2 eerdere antwoorden tellen nu niet mee. Ze blijven bewaard."]
    assert journal.values()["many/S1"] == "druk"
    assert off_route(interview(), journal.state) == {Slot("many", "S1"), Slot("deep", "S1")}


def test_a_missing_reason_is_kept_apart_from_values():
    _, journal, _ = held(interview(), [Reason("refused"), Reason("dont_know")])
    answer = journal.state.answers[Slot("member", "S1")]
    assert (answer.value, answer.missing) == (None, "refused")


@pytest.mark.parametrize(
    "wrong", ["", "misschien", 1, True, ["yes"], Reason("withdrawn"), Reason("x"), Given(None)]
)
def test_a_reply_that_is_no_answer_is_asked_again_and_never_stored(wrong):
    reply = wrong if isinstance(wrong, (Reason, Given)) else Given(wrong)
    _, journal, ask = held(interview(), [reply, "no"])
    assert ask.items()[:2] == ["member", "member"]
    assert [q.notice for q in ask.asked if q.kind == "item"][1]
    assert journal.values() == {"member/S1": "no"}


def test_a_missing_reason_is_no_consent():
    replies = iter([Reason("dont_know"), Pause()])

    def ask(question):
        return next(replies) if question.kind == "consent" else Given(None)

    outcome, journal, _ = held(interview(), ask)
    assert outcome == "stopped"
    assert not journal.state.consent


def test_a_constraint_over_other_answers_is_kept_by_the_engine_too():
    _, journal, _ = held(interview(), ["no", 3, 2.5, 7, ["app"], 4, 3])
    assert journal.values()["active/S1"] == 3


def test_seats_are_taken_in_order_and_going_back_frees_the_last():
    replies = iter(
        [Given("beheerder"), Given("beheerder"), Back(), Given("wijkagent"), Given("seated")]
    )

    def ask(question):
        if question.kind == "seat":
            return next(replies)
        return Given("yes") if question.kind == "consent" else Pause()

    _, journal, _ = held(table(), ask)
    assert [(p.id, p.role) for p in journal.state.participants] == [
        ("S1", "beheerder"),
        ("S2", "wijkagent"),
    ]
    assert {p.pseudonym[:2] for p in journal.state.participants} == {"B-", "W-"}


def test_at_a_table_it_is_said_who_answers_and_not_who_takes_a_seat():
    roles = iter(["beheerder", "wijkagent", "seated"])
    replies = Replies([3, 3, 3, 3, "uitkomst", 3, 3, 3, 3])
    who = {}

    def ask(question):
        who[question.item.id] = question.who
        return Given(next(roles)) if question.kind == "seat" else replies(question)

    held(table(), ask)
    assert who[":S2"] == ""
    assert who["r1:script"] == "Hele tafel"
    assert who["outcome"] == "Hele tafel"
    assert who["s2"] == "S2 · wijkagent"


@pytest.mark.parametrize(("kind", "shown"), [("interview", True), ("self_completion", False)])
def test_who_fills_it_in_alone_never_sees_what_is_meant_for_an_interviewer(kind, shown):
    meant = {"instruction": both("Leg de kaart neer."), "probes": (both("Waarom?"),)}
    note = replace(item("read", "note"), **meant)
    form = replace(with_items(interview(), note, item("why", **meant)), kind=kind)
    out = io.StringIO()
    replies = Replies(["iets"])

    def ask(question):
        source = io.StringIO("?\n")
        ask_plainly(question, Teletype(source, out))
        view = opened_view(question)
        for view.panel in ("question", "help"):
            for line in paint(view, 80, 24).lines:
                out.write("".join(text for _, text in line))
        return replies(question)

    outcome, _, _ = held(form, ask)
    assert outcome == "closed"
    assert ("Leg de kaart neer." in out.getvalue()) is shown
    assert ("Waarom?" in out.getvalue()) is shown


def test_ten_seats_fill_the_table():
    def ask(question):
        if question.kind == "seat":
            return Given("wijkagent")
        return Given("yes") if question.kind == "consent" else Given(None)

    def pausing(question):
        return Pause() if question.kind == "item" else ask(question)

    _, journal, _ = held(table(), pausing)
    pseudonyms = {p.pseudonym for p in journal.state.participants}
    assert len(journal.state.participants) == len(pseudonyms) == 10


def test_one_refusal_at_a_table_leaves_the_others():
    replies = iter([Given("beheerder"), Given("wijkagent"), Given("seated")])

    def ask(question):
        if question.kind == "seat":
            return next(replies)
        if question.kind == "consent":
            return Given("no" if question.slot.participant == "S1" else "yes")
        return Given({"scale": 4, "text": "samen", "note": None}.get(question.item.type, "yes"))

    outcome, journal, _ = held(table(), ask)
    assert outcome == "closed"
    assert {slot.participant for slot in journal.state.answers} == {"", "S2"}


def test_no_at_the_closing_leaves_the_session_open():
    class Later(Replies):
        def __call__(self, question):
            return Given("no") if question.kind == "close" else super().__call__(question)

    outcome, journal, _ = held(interview(), Later(list(SHORT)))
    assert outcome == "stopped"
    assert not journal.state.closed


def test_going_back_from_the_closing_reaches_the_last_question():
    class BackOnce(Replies):
        backed = False

        def __call__(self, question):
            if question.kind == "close" and not self.backed:
                self.backed = True
                return Back()
            return super().__call__(question)

    outcome, journal, ask = held(interview(), BackOnce([*SHORT, "een ander verhaal"]))
    assert outcome == "closed"
    assert ask.items()[-2:] == ["story", "story"]
    assert journal.values()["story/S1"] == "een ander verhaal"


@pytest.mark.parametrize("kind", ["case_form", "codebook"])
def test_desk_research_and_coding_ask_no_consent(kind):
    form = replace(with_items(interview(), item("a")), kind=kind, roles=())
    outcome, journal, ask = held(form, ["x"])
    assert outcome == "closed"
    assert journal.values() == {"a": "x"}
    assert not [question for question in ask.asked if question.kind == "consent"]


def test_what_is_required_may_be_refused_but_not_passed_over():
    form = with_items(interview(), item("a", "integer", required=True))
    _, journal, ask = held(form, [Reason("not_asked"), Reason("refused")])
    assert journal.values() == {"a/S1": "refused"}
    again = [question for question in ask.asked if question.kind == "item"][1]
    assert "wil niet zeggen" in again.notice


def test_typing_in_a_form_reads_nothing_aloud_and_counts_as_the_form_does():
    outcome, _, ask = held(interview(), ["no", 3, 2.5, Back(), 2.5, 7, Pause()], fast=True)
    assert outcome == "stopped"
    assert "note" not in [question.kind for question in ask.asked]
    shown = [(one.item.id, one.number, one.total) for one in ask.asked if one.kind == "item"]
    assert shown[:4] == [("member", 1, 10), ("groups_n", 3, 10), ("years", 6, 10), ("trust", 7, 10)]
    assert [name for name, *_ in shown][4:6] == ["years", "trust"]


def test_typing_in_a_form_goes_back_past_what_is_read_aloud():
    _, _, ask = held(interview(), ["no", 3, Back(), Pause()], fast=True)
    assert ask.items() == ["member", "groups_n", "years", "groups_n"]


def test_coming_back_to_a_consent_shows_what_was_said():
    replies = iter([Given("yes"), Back(), Given("yes"), Given("no")])
    shown = []

    def ask(question):
        if question.kind == "consent":
            shown.append(question.given and question.given.value)
            return next(replies)
        return Given(None) if question.item.type == "note" else Pause()

    held(interview(), ask)
    assert shown == [None, None, "yes", None]


def test_typing_in_a_form_a_jump_names_the_number_that_stands_on_the_form():
    _, _, ask = held(interview(), ["no", 3, 2.5, GoTo(Slot("groups_n", "S1")), Pause()], fast=True)
    assert (ask.asked[-2].number, ask.asked[-2].item.id) == (7, "trust")
    assert ask.asked[-1].notice == "Hierna gaat u terug naar vraag 7."
