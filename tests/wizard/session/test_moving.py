"""Moving about in a session: back and forward, by section, to any question, parked ones last."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.askers import Replies, held
from tests.wizard.forms import ideas, interview, item, opened, refolded, with_items
from wbp_survey.model.moves import history
from wbp_survey.model.session import Slot
from wbp_survey.wizard.question import Back, GoTo, Note, Park, Pause, Redo, Turn, Undo

SHORT = ["no", 3, 2.5, 7, ["app"], 1, "verhaal"]
MEMBER, GROUPS, YEARS, TRUST = (
    Slot(name, "S1") for name in ("member", "groups_n", "years", "trust")
)


def notices(ask):
    return [question.notice for question in ask.asked if question.notice]


def closing(replies, instrument=None, journal=None, **rest):
    return held(instrument or interview(), Replies(replies, closing=True), journal, **rest)


def five():
    """Five plain questions, so that only the way through them matters."""
    return with_items(interview(), *(item(name) for name in "abcde"))


def at(name):
    return GoTo(Slot(name, "S1"))


def test_forward_leads_back_along_the_questions_that_back_came_from():
    _, journal, ask = held(five(), ["1", "2", "3", Back(), Back(), "2", "3"])
    assert ask.items() == ["a", "b", "c", "d", "c", "b", "c", "d"]
    assert journal.kinds().count("answer_given") == 3


def test_after_a_jump_one_comes_back_to_where_one_was():
    _, _, ask = held(five(), ["1", "2", "3", at("a"), "nieuw"])
    assert ask.items() == ["a", "b", "c", "d", "a", "d"]
    assert notices(ask) == ["Hierna gaat u terug naar vraag 4."]


def test_back_after_a_jump_leads_to_where_one_was_too():
    _, _, ask = held(five(), ["1", "2", "3", at("a"), Back()])
    assert ask.items() == ["a", "b", "c", "d", "a", "d"]


def test_what_a_jump_opens_is_asked_before_one_comes_back():
    _, _, ask = held(interview(), ["no", 3, 2.5, GoTo(MEMBER), "yes", "2020-01-01"])
    assert ask.items()[3:] == ["trust", "member", "since", "trust"]


def test_a_jump_ahead_leaves_what_lies_between_for_the_end():
    _, _, ask = held(five(), ["1", at("e"), "5", "2", "3", "4"])
    assert ask.items() == ["a", "b", "e", "b", "c", "d"]
    assert ask.asked[-1].kind == "close"


def test_a_jump_to_what_is_not_asked_says_so_and_stays():
    _, _, ask = held(interview(), ["no", GoTo(Slot("since", "S1"))])
    assert ask.items() == ["member", "groups_n", "groups_n"]
    assert notices(ask) == ["Die vraag wordt nu niet gesteld."]


def test_sections_are_turned_to_their_first_step_and_the_closing_lies_behind_the_last():
    _, _, ask = closing(["no", Turn(1), Turn(-1), Turn(1), Turn(1), Turn(1), Turn(-1)])
    where = [question.item.id for question in ask.asked if question.kind in ("item", "close")]
    assert where == ["member", "groups_n", "years", "member", "years", ":close", ":close", "years"]
    assert notices(ask) == ["Dit is het laatste blok."]


def test_from_an_earlier_section_forward_leads_through_all_that_was_answered():
    _, _, ask = held(interview(), ["no", 3, 2.5, Turn(-1), "no", 3, 2.5, 7])
    way = ["member", "groups_n", "years", "trust"]
    assert ask.items() == [*way, *way, "channels"]


def test_before_the_first_section_there_is_none():
    _, _, ask = held(five(), ["1", Turn(-1)])
    assert notices(ask) == ["Dit is het eerste blok."]


def test_each_time_of_a_repeated_section_is_a_section_of_its_own():
    _, _, ask = held(ideas(), [2, "yes", "brug", 5, "yes", "plein", Turn(-1), Turn(-1)])
    slots = [question.slot.item for question in ask.asked]
    assert slots[-3:] == ["cost[2]", "ideas:more[1]", "n"]


def test_what_was_parked_comes_back_at_the_end_and_an_answer_takes_it_off_the_list():
    _, journal, ask = held(five(), ["1", Park(), "3", "4", "5", "2"])
    assert ask.items() == ["a", "b", "c", "d", "e", "b"]
    assert ask.asked[-1].kind == "close"
    assert ask.asked[-2].parked
    assert journal.state.parked == ()
    assert journal.state.closed


def test_what_is_parked_again_does_not_lead_round_in_circles():
    _, journal, ask = held(five(), [Park(), Park(), "3", "4", "5", Park(), Park()])
    assert ask.items() == ["a", "b", "c", "d", "e", "a", "b"]
    assert [slot.item for slot in journal.state.parked] == ["a", "b"]


def test_confirming_the_answer_of_a_parked_question_takes_it_off_the_list():
    _, journal, _ = held(five(), ["1", Back(), Park(), "2", "3", "4", "5", "1"])
    assert journal.state.parked == ()
    assert journal.kinds().count("answer_given") == 5
    assert "item_unparked" in journal.kinds()


def test_the_closing_tells_what_is_left_and_leads_there():
    _, _, ask = closing(["1", Park(), "3", "4", "5", Park(), at("b"), Pause()], five())
    close = [question for question in ask.asked if question.kind == "close"]
    assert "1 open; 1 geparkeerd" in close[0].item.instruction["nl"]
    assert ask.asked[-1].item.id == "b"


def test_from_the_closing_a_jump_comes_back_to_the_closing():
    _, _, ask = closing(["1", "2", "3", "4", "5", at("b"), "twee"], five())
    assert [question.item.id for question in ask.asked][-3:] == [":close", "b", ":close"]


def test_a_required_question_keeps_the_session_from_being_closed():
    form = with_items(interview(), item("a"), item("must", required=True))
    outcome, journal, ask = closing(["1", Park(), Park(), "yes", "yes"], form)
    assert outcome == "stopped"
    assert not journal.state.closed
    assert "‘Vraag must’" in ask.asked[-1].notice


def test_a_session_may_be_closed_while_other_questions_are_open():
    outcome, journal, _ = closing(["1", Turn(1), "yes"], five())
    assert outcome == "closed"
    assert [slot.item for slot in journal.state.answers] == ["a"]


def test_a_remark_may_be_made_changed_and_taken_away_without_losing_the_place():
    replies = ["1", Note(), "eerst", Note(), "anders", Note(), "", "2"]
    _, journal, ask = held(five(), replies)
    asked = [(question.kind, question.remark) for question in ask.asked if question.kind != "note"]
    assert asked[2:] == [
        ("item", ""),
        ("item", ""),
        ("remark", ""),
        ("item", "eerst"),
        ("remark", ""),
        ("item", "anders"),
        ("remark", ""),
        ("item", ""),
        ("item", ""),
    ]
    texts = [event.payload["text"] for event in journal.events if event.kind == "remark_made"]
    assert texts == ["eerst", "anders", ""]
    assert journal.state.remarks == {}


def test_a_remark_with_its_words_asks_nothing():
    _, journal, ask = held(five(), [Note("aarzelt"), "1"])
    assert "remark" not in [question.kind for question in ask.asked]
    assert journal.state.remarks == {Slot("a", "S1"): "aarzelt"}


def test_words_for_a_remark_come_after_the_remark_that_was_there():
    _, journal, _ = held(five(), [Note("aarzelt"), Note("en lacht"), "1"])
    assert journal.state.remarks == {Slot("a", "S1"): "aarzelt\nen lacht"}


def test_a_half_typed_remark_is_there_again_after_a_crash():
    journal = opened(five())
    held(five(), ["1"], journal)
    own = Slot("b:remark", "S1")
    _, _, ask = held(five(), [Pause()], journal, resume_at=own, drafts={own: "half"})
    assert [(q.kind, q.slot.item, q.draft) for q in ask.asked] == [("remark", "b:remark", "half")]


def test_a_half_typed_answer_is_there_again_after_a_remark():
    drafts = []

    class Typing(Replies):
        def __call__(self, question):
            if question.item.id == "a":
                drafts.append(question.draft)
                if not question.draft:
                    question.note("half een antwo")
            return super().__call__(question)

    held(five(), Typing([Note(), "let op", Pause()]))
    assert drafts == ["", "half een antwo"]


def test_undo_takes_back_several_steps_and_redo_does_them_again():
    replies = ["1", "2", Note("hm"), Undo(), Undo(), Undo(), Undo(), Redo(), Redo(), Redo(), Redo()]
    _, journal, ask = held(five(), replies)
    assert journal.values() == {"a/S1": "1", "b/S1": "2"}
    assert journal.state.remarks == {Slot("c", "S1"): "hm"}
    told = notices(ask)[1:]
    assert [one.split(":")[0] for one in told] == [
        *["Ongedaan gemaakt"] * 3,
        "Er is niets om ongedaan te maken.",
        *["Opnieuw gedaan"] * 3,
        "Er is niets om opnieuw te doen.",
    ]
    assert "de opmerking bij ‘Vraag c’" in told[0]
    assert "nog geen antwoord" in told[1]
    assert "‘Vraag b’" in told[1]
    assert "‘Vraag b’" in told[5]


def test_undoing_parking_says_so():
    _, journal, ask = held(five(), [Park(), Undo()])
    assert notices(ask)[-1] == "Ongedaan gemaakt: het parkeren van ‘Vraag a’."
    assert journal.state.parked == ()


def test_undo_stands_at_the_question_and_forward_leads_on():
    _, _, ask = held(five(), ["1", "2", Undo(), "twee"])
    assert ask.items() == ["a", "b", "c", "b", "c"]


def test_undoing_an_answer_brings_back_what_it_had_set_aside():
    replies = ["no", 9, "druk", 4, GoTo(GROUPS), 2, 2, Undo()]
    _, journal, ask = held(interview(), replies)
    assert journal.values()["groups_n/S1"] == 9
    assert ask.items()[-1] == "groups_n"


def test_something_new_leaves_nothing_to_redo():
    _, _, ask = held(five(), ["1", "2", Undo(), "twee", Redo()])
    assert notices(ask)[-1] == "Er is niets om opnieuw te doen."


def test_the_arranging_of_a_session_knows_no_such_keys():
    class Eager(Replies):
        def __call__(self, question):
            if question.kind == "consent" and not question.notice:
                self.asked.append(question)
                return Undo()
            return super().__call__(question)

    outcome, journal, ask = held(interview(), Eager(list(SHORT)))
    assert outcome == "closed"
    assert "Dat kan hier niet." in notices(ask)
    assert journal.state.consent["S1"]["participate"]


ANYTHING = st.lists(
    st.one_of(
        st.sampled_from([Back(), Park(), Undo(), Undo(), Redo(), Turn(1), Turn(-1), Note("hm")]),
        st.sampled_from(["a", "b", "c", "d", "e"]).map(at),
        st.sampled_from(["1", "2", "3"]),
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(replies=ANYTHING)
def test_wherever_one_goes_taking_everything_back_leaves_an_empty_form(replies):
    journal = opened(five())
    closing([*replies, Pause()], journal=journal, instrument=five())
    if journal.state.closed:
        return
    assert refolded(journal) == journal.state
    before, steps = said(journal), len(history(journal.events).done)
    closing([Undo()] * steps, five(), journal, past=history(journal.events))
    assert said(journal) == ({}, {}, set())
    closing([Redo()] * steps, five(), journal, past=history(journal.events))
    assert said(journal) == before


def said(journal):
    """All that a form holds: answers, remarks, what is parked."""
    return journal.values(), journal.state.remarks, set(journal.state.parked)


def test_a_jump_past_open_questions_comes_back_though_the_next_one_is_open():
    _, _, ask = held(five(), ["1", at("d"), "4", "2"])
    assert ask.items() == ["a", "b", "d", "b", "c"]


def test_all_that_a_jump_opened_is_asked_before_one_comes_back():
    form = with_items(
        interview(),
        item("a", "integer"),
        item("b", relevant="${a} > 5"),
        item("c", relevant="${a} > 5"),
        *(item(name) for name in "def"),
    )
    _, _, ask = held(form, [1, "4", at("a"), 9, "b", "c", "5"])
    assert ask.items() == ["a", "d", "e", "a", "b", "c", "e", "f"]


def test_back_from_a_jump_forgets_the_jump():
    _, _, ask = held(five(), ["1", at("e"), Back(), "2", "3", "4"])
    assert ask.items() == ["a", "b", "e", "b", "c", "d", "e"]


def test_back_from_an_earlier_section_forgets_that_one_turned_there():
    _, _, ask = held(interview(), ["no", 3, 2.5, Turn(-1), Back(), 7])
    assert ask.items() == ["member", "groups_n", "years", "trust", "member", "trust", "channels"]


def test_undo_loses_no_words_that_were_never_confirmed():
    class Typing(Replies):
        drafts = ()

        def __call__(self, question):
            if question.kind == "item":
                self.drafts = (*self.drafts, (question.item.id, question.draft))
                if len(self.drafts) == 3:
                    question.note("half een zin")
            return super().__call__(question)

    ask = Typing(["1", Back(), Undo()])
    held(five(), ask)
    assert ask.drafts[-1] == ("a", "half een zin")
