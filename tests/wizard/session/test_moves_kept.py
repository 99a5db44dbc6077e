"""What can be taken back while a table is held is what can be taken back by who goes on with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.round_tables import Table, at, careful, round_table, study
from wbp_survey.model.moves import history
from wbp_survey.wizard.question import Act, Back, Given, GoTo, Park, Pause, Reason, Redo, Turn, Undo
from wbp_survey.wizard.session import engine

WHOLE = round_table("r1", "ideas", "r2", "outcome", "dissent")
ROW = at("s1", "S1", 1)


class Watcher(Table):
    """Leads a table, and looks at every question whether both agree on what can be taken back.

    Halfway through an act, when one fact of it is recorded and the next not yet, there is nothing
    to compare.
    """

    def __init__(self, replies, journal):
        super().__init__(replies)
        self.journal, self.way, self.compared = journal, None, 0

    def __call__(self, question):
        if self.way is not None and self.way.state is self.journal.state:
            assert history(self.journal.events) == self.way.moves
            self.compared += 1
        if question.kind == "line" and not question.slot.item.endswith(":ideas"):
            return Back()
        if question.kind in ("tally", "remark", "why", "choice"):
            return {"choice": Given("yes"), "tally": Back()}.get(question.kind, Given("hm"))
        if question.kind == "close" and self.replies and isinstance(self.replies[0], (str, Reason)):
            return Pause()
        return super().__call__(question)


def watched(replies):
    """Hold a table with these replies, and return whoever watched."""
    journal = careful(WHOLE)
    watcher = Watcher(list(replies), journal)

    def seen(*given_, **named):
        watcher.way = really(*given_, **named)
        return watcher.way

    really = engine.set_out
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "set_out", seen)
        engine.hold(
            WHOLE, study(), journal.state, watcher, journal.save, "nl",
            save_all=journal.save_all, by="grid",
        )  # fmt: skip
    return watcher


ACTS = [
    Act("presence", "2,3 weg"),
    Act("presence", "2,3 terug"),
    Act("presence", "1 te laat"),
    Act("presence", "3 verwijder"),
    Act("presence", "3 herstel"),
    Act("presence", "+ wijkagent"),
    Act("say", '2: "iets"'),
    Act("say", "! een punt"),
    Act("points", "1 klaar"),
    Act("turns", "1"),
    Act("turns", "-"),
    Act("turns", "b2-"),
    Act("consent", "2 quote nee"),
    Act("consent", "1 alles nee"),
    Act("skip"),
    Act("resume"),
    Act("form"),
    Act("grid"),
]
TYPED = ["4*", "4 4 2", "1 5 3", "v*", "t*", "+ rust", "3: - roddel", "2=1", "1=", "-", "", "split"]
REPLIES = st.one_of(
    st.sampled_from(TYPED),
    st.sampled_from(TYPED),
    st.sampled_from(ACTS),
    st.sampled_from([Undo(), Undo(), Redo(), Park(), Back(), Turn(1), Turn(-1), Reason("refused")]),
)


@settings(max_examples=150)
@given(st.lists(REPLIES, max_size=25))
def test_at_every_question_the_journal_tells_the_steps_that_were_kept(replies):
    assert watched(replies).compared


@pytest.mark.parametrize(
    "replies",
    [
        ["4*", Act("presence", "2,3 weg"), Undo(), Redo(), Undo(), Undo()],
        [Act("presence", "2,3 weg"), "4", Act("presence", "2,3 terug"), Undo(), Undo(), Redo()],
        ["4*", Act("turns", "1"), Act("turns", "1"), Act("turns", "-"), Act("turns", "-"), Undo()],
        ["4*", Act("consent", "2 quote nee"), Undo()],
        ["4*", Act("presence", "+ wijkagent"), Undo()],
        ["4*", "5*", "+ rust", "- roddel", "", Undo(), Undo(), Redo()],
        [Park(), "4*", Turn(-1), "4 4 .", Undo(), Undo()],
        [Act("skip"), Act("resume"), Undo(), Undo(), Redo()],
        ["4*", Act("consent", "1 alles nee"), Undo(), "5*", Undo()],
    ],
)
def test_also_where_one_step_is_several_facts_or_none(replies):
    watcher = watched(replies)
    assert watcher.compared > len(replies) / 2


def test_two_turns_are_taken_back_one_by_one_and_a_third_is_not_there():
    watcher = watched([Act("turns", "1"), Act("turns", "2"), *[Act("turns", "-")] * 3, "4*"])
    assert watcher.journal.state.round_table.turns == {}
    kinds = watcher.journal.kinds()
    assert kinds.count("turn_taken_back") == 2
    assert [one["who"] for one in taken(watcher.journal)] == ["S2", "S1"]


def taken(journal):
    return [event.payload for event in journal.events if event.kind == "turn_taken_back"]


def test_a_chair_that_was_added_stays_when_a_step_is_taken_back():
    watcher = watched(["4*", Act("presence", "+ wijkagent"), Undo()])
    state = watcher.journal.state
    assert [one.id for one in state.participants] == ["S1", "S2", "S3", "S4"]
    assert state.round_table.stays["S4"]
    assert not state.answers


def test_a_row_is_taken_back_and_done_again_in_one_go():
    """A crash between two seats would leave a step that is half taken back."""
    watcher = watched(["4*", Undo(), Redo()])
    batches = watcher.journal.batches
    assert batches[-3:] == [["answer_given"] * 3, ["answer_cleared"] * 3, ["answer_given"] * 3]


def test_a_parked_row_that_is_confirmed_as_it_stands_is_parked_no_more():
    watcher = watched(["4*", GoTo(ROW), Park(), GoTo(ROW), "4*"])
    assert watcher.journal.kinds().count("item_parked") == 3
    assert watcher.journal.state.parked == ()
    assert watcher.journal.batches[-1] == ["item_unparked"] * 3
