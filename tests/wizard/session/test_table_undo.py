"""Whatever happens at a table: taken back it is gone, done again it is there."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.content import content_digest
from tests.wizard.forms import refolded
from tests.wizard.round_tables import Table, about_consent, at, careful, held, round_table
from wbp_survey.model.moves import history
from wbp_survey.wizard.question import (
    Act,
    Back,
    Given,
    GoTo,
    Note,
    Park,
    Pause,
    Reason,
    Redo,
    Turn,
    Undo,
)

WHOLE = round_table()
ROWS = {
    "s1": ["4*", "1 5 3", "4 . 2", "w*"],
    "s2": ["5*", "1 2 3"],
    "vote": ["v*", "t v o", "o"],
    "back": ["1*"],
    "quote": ["3*"],
}
ITEMS = {
    "said": ["Wij houden de groep.", "Iets anders."],
    "status": ["consensus", "not_tried"],
    "topic": ["gesprek"],
    "turns_b": [3],
    "dissent": ["Nee."],
    "quote": ["no", "role"],
    "back": ["agrees"],
    "vote": ["for", "against"],
    "s1": [4],
    "s2": [2],
    "idea": ["rust"],
    "idea_kind": ["good"],
    "ideas:more": ["yes", "no"],
}
LINES = ["+ rust", "- roddel", "3: + hulp", "2=1", "1=", "-", ""]
ACTS = st.sampled_from(
    [
        Act("presence", "2 weg"),
        Act("presence", "2 terug"),
        Act("presence", "1 pauze"),
        Act("presence", "1 terug"),
        Act("presence", "3 verwijder"),
        Act("presence", "3 herstel"),
        Act("say", "2: iets"),
        Act("say", "! punt"),
        Act("points", "1"),
        Act("turns", "2"),
        Act("turns", "b-"),
        Act("skip"),
        Act("resume"),
        Act("form"),
        Act("grid"),
        Act("consent", "2 citaten nee"),
        Act("feedback"),
    ]
)
MOVES = st.one_of(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    ACTS,
    st.sampled_from([Back(), Undo(), Undo(), Redo(), Park(), Note("hm"), Turn(1), Turn(-1)]),
    st.just(Reason("refused")),
    st.sampled_from(
        [at("vote", "S2"), at("topic"), at("idea[1]", "S1"), at("s1", "S3", 1), at("said")]
    ).map(GoTo),
)
ELSEWHERE = (int, Reason, Park, Note)
"""What means nothing at the closing."""


class Random(Table):
    """Does what it is told; what asks for words behind a command is left again."""

    def __call__(self, question):
        if about_consent(question) or question.kind in ("seat", "note"):
            return super().__call__(question)
        if question.kind in BESIDE and not question.slot.item.endswith(":ideas"):
            self.asked.append(question)
            return BESIDE[question.kind]
        while question.kind == "close" and self.replies and isinstance(self.replies[0], ELSEWHERE):
            del self.replies[0]
        if self.replies and isinstance(self.replies[0], int):
            self.replies[0] = chosen(question, self.replies[0])
        return super().__call__(question)


BESIDE = {
    "line": Back(),
    "tally": Back(),
    "remark": Given("hm"),
    "why": Given("hm"),
    "choice": Given("no"),
}


def chosen(question, number):
    name = question.item.id.partition("[")[0]
    if question.kind == "line":
        return Given(LINES[number % len(LINES)])
    said = ROWS[name] if question.kind == "row" else ITEMS[name]
    return Given(said[number % len(said)])


def random_table(journal, moves, **rest):
    return held(WHOLE, Random(list(moves)), journal, **rest)


def taken_back(journal, count):
    held(WHOLE, Table([Undo()] * count), journal, past=history(journal.events))


@settings(max_examples=120, deadline=None)
@given(moves=st.lists(MOVES, min_size=10, max_size=35))
def test_whatever_happens_the_journal_folds_to_the_same_and_nothing_raises(moves):
    journal = careful(WHOLE)
    random_table(journal, moves)
    assert refolded(journal) == journal.state
    assert not [
        slot for slot in journal.state.answers if slot.item.startswith(":") or ":row" in slot.item
    ]


@settings(max_examples=80, deadline=None)
@given(moves=st.lists(MOVES, min_size=10, max_size=30))
def test_taken_back_and_done_again_it_is_as_it_was(moves):
    journal = careful(WHOLE)
    random_table(journal, moves)
    before, steps = held_there(journal), len(history(journal.events).done)
    held(WHOLE, Table([Undo()] * steps), journal, past=history(journal.events))
    assert not history(journal.events).done
    held(WHOLE, Table([Redo()] * steps), journal, past=history(journal.events))
    assert held_there(journal) == before


def held_there(journal):
    """All that was said and done there, however it came about; but not which phase has begun."""
    around = replace(journal.state.round_table, phases={})
    return content_digest(replace(journal.state, round_table=around)), journal.values()


@settings(max_examples=60, deadline=None)
@given(moves=st.lists(MOVES, min_size=6, max_size=25))
def test_after_a_crash_the_same_step_is_taken_back(moves):
    live, cut = careful(WHOLE), careful(WHOLE)
    random_table(live, [*moves, Undo(), Pause()])
    random_table(cut, [*moves, Pause()])
    held(WHOLE, Table([Undo()]), cut, past=history(cut.events))
    assert cut.values() == live.values()
    assert cut.state.round_table.turns == live.state.round_table.turns
    assert cut.state.round_table.removed == live.state.round_table.removed


def test_the_whole_table_is_taken_back_to_nothing():
    journal = careful(WHOLE)
    random_table(journal, [0, 1, 0, Act("say", "2: iets"), 2, Act("turns", "2")])
    steps = len(history(journal.events).done)
    assert steps == 6
    taken_back(journal, steps)
    assert journal.values() == {}
    assert not journal.state.round_table.statements
    assert not journal.state.round_table.turns
