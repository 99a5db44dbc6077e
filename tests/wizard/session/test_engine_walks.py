"""Any walk through an interview: no closed route is visited, no answer is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.askers import held
from tests.wizard.forms import Journal, interview, refolded
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.question import Back, Given, Pause, Reason

ANSWERS = {
    "member": ["yes", "no"],
    "since": ["2024-01-01"],
    "groups_n": [1, 9],
    "many": ["druk"],
    "deep": [1, 5],
    "years": [2.5],
    "trust": [7],
    "channels": [["app"], ["anders"]],
    "channels_other": ["anders dus"],
    "active": [0, 1],
    "story": ["verhaal"],
}
MOVE = st.one_of(
    st.just("back"), st.just("refused"), st.integers(0, 1), st.integers(0, 1), st.integers(0, 1)
)


def reply_for(question, move):
    """The reply that a move means at a question; the end of the moves is a pause."""
    if move is None or move == "back":
        return Back() if move else Pause()
    if move == "refused":
        return Reason("refused")
    if question.item.id == "active" and not isinstance(question.answers["groups_n"], int):
        return Reason("not_asked")
    values = ANSWERS[question.item.id]
    return Given(values[move % len(values)])


@settings(max_examples=60, deadline=None)
@given(moves=st.lists(MOVE, max_size=60))
def test_no_walk_visits_a_closed_route_or_loses_an_answer(moves):
    form, journal, walk = interview(), Journal(), iter(moves)
    journal.save(
        "session_opened", {"instrument": "i", "version": "1", "sha256": "", "kind": "interview"}
    )
    expected, last = {}, []

    def ask(question):
        if question.odd:  # an answer that takes others off the route is given twice
            return last[-1]
        last.append(reply(question))
        return last[-1]

    def reply(question):
        if question.kind != "item":
            return Given({"note": None}.get(question.item.type, "yes"))
        assert question.slot in {step.slot for step in route(form, journal.state)}
        assert (question.given is None) == (question.slot not in expected)
        chosen = reply_for(question, next(walk, None))
        if isinstance(chosen, Reason):
            expected[question.slot] = (chosen.id, None)
        if isinstance(chosen, Given):
            expected[question.slot] = ("", chosen.value)
        return chosen

    outcome, _, _ = held(form, ask, journal)
    state = refolded(journal)
    assert state == journal.state
    assert {slot: (a.missing, a.value) for slot, a in state.answers.items()} == expected
    assert outcome == ("closed" if state.closed else "stopped")


def test_what_was_half_typed_is_still_there_after_going_back():
    drafts = []

    def ask(question):
        if question.kind != "item":
            return Given("yes" if question.kind == "consent" else None)
        drafts.append((question.item.id, question.draft))
        if question.item.id == "member":
            return Given("no")
        question.note("12")
        return Back() if len(drafts) < 4 else Pause()

    held(interview(), ask)
    assert drafts == [("member", ""), ("groups_n", ""), ("member", ""), ("groups_n", "12")]
