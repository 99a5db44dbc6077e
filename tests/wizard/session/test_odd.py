"""An answer that looks odd is asked once more, kept when it stays, and its reason beside it."""

from __future__ import annotations

import io

from tests.wizard.askers import Replies
from tests.wizard.forms import both, interview, item, opened, refolded, study, with_items
from wbp_survey.model.instrument import Constraint
from wbp_survey.model.session import Slot
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Back, Given, Pause, Reason
from wbp_survey.wizard.session.engine import hold

ACTIVE = Slot("active", "S1")
FEW = Constraint(". > ${groups} div 4", both("Dat is weinig."), soft=True)
EVEN = Constraint(". mod 2 = 0", both("Dat is oneven."), soft=True)
MOST = Constraint(". <= ${groups}", both("Dat kan niet."))


def form(*rules):
    active = item("active", "integer", constraints=(MOST, *rules))
    return with_items(interview(), item("groups", "integer", unit="groepen"), active, item("end"))


class Telling(Replies):
    """Answers items in order, and gives the reasons for odd answers when asked."""

    why = Given("pas begonnen")

    def __call__(self, question):
        if question.kind == "why":
            self.asked.append(question)
            return self.why
        return super().__call__(question)


def held(replies, *rules, journal=None, ask=None):
    journal = journal or opened(form(*rules))
    ask = ask or Telling(replies)
    hold(form(*rules), study(), journal.state, ask, journal.save, "nl")
    return journal, ask


def overrides(journal):
    events = [event.payload for event in journal.events if event.kind == "check_overridden"]
    return [(one["check"], one["reason"], one.get("missing", "")) for one in events]


def test_an_odd_answer_says_what_is_odd_and_with_which_other_answer():
    _, ask = held([8, 1, 1, "x"], FEW)
    again = [question for question in ask.asked if question.odd]
    assert [question.item.id for question in again] == ["active"]
    assert again[0].odd == "Dat is weinig.\nBij ‘Vraag groups’ is geantwoord: 8 groepen."
    assert again[0].given.value == 1


def test_the_same_answer_again_is_kept_with_its_reason():
    journal, ask = held([8, 1, 1, "x"], FEW)
    assert journal.values()["active/S1"] == 1
    assert overrides(journal) == [(FEW.check, "", ""), (FEW.check, "pas begonnen", "")]
    payload = [event.payload for event in journal.events if event.kind == "check_overridden"][-1]
    assert (payload["item"], payload["participant"]) == ("active", "S1")
    assert "value" not in payload
    assert refolded(journal).overridden == {ACTIVE: {FEW.check: "pas begonnen"}}
    assert ask.items() == ["groups", "active", "active", "end"]


def test_the_question_why_keeps_the_number_of_its_question():
    _, ask = held([8, 1, 1, "x"], FEW)
    numbers = [(question.kind, question.number, question.total) for question in ask.asked]
    assert ("why", 2, 3) in numbers


def test_another_answer_is_looked_at_anew():
    journal, ask = held([8, 1, 3, "x"], FEW)
    assert journal.values()["active/S1"] == 3
    assert overrides(journal) == []
    journal, ask = held([8, 1, 2, 2, "x"], FEW)
    assert journal.values()["active/S1"] == 2
    assert len([question for question in ask.asked if question.odd]) == 2


def test_nothing_is_saved_before_it_is_confirmed_and_nothing_waits_for_the_reason():
    saved = []

    class Watching(Telling):
        def __call__(self, question):
            saved.append((question.kind, bool(question.odd), len(journal.state.answers)))
            return Pause() if question.kind == "why" else super().__call__(question)

    journal = opened(form(FEW))
    held([], FEW, journal=journal, ask=Watching([8, 1, 1]))
    assert saved[-2:] == [("item", True, 1), ("why", False, 2)]
    assert overrides(journal) == [(FEW.check, "", "")]
    _, ask = held(["x"], FEW, journal=journal)
    assert ask.items() == ["end"]


def test_an_odd_answer_without_a_reason_is_brought_up_once_more_when_one_passes_it():
    journal, _ = held([8, 1, 1], FEW, ask=None)
    assert overrides(journal)[-1] == (FEW.check, "pas begonnen", "")
    _, ask = held([Back(), 1, "x"], FEW, journal=journal)
    assert not [question for question in ask.asked if question.odd]

    class Silent(Telling):
        why = Pause()

    journal, _ = held([], FEW, ask=Silent([8, 1, 1]))
    _, ask = held([Back(), 1, 1, "x"], FEW, journal=journal)
    assert [question.item.id for question in ask.asked if question.odd] == ["active"]
    assert overrides(journal) == [(FEW.check, "", ""), (FEW.check, "pas begonnen", "")]


def test_half_a_reason_comes_back_after_a_crash():
    kept = []

    class Crashing(Telling):
        def __call__(self, question):
            if question.kind != "why":
                return super().__call__(question)
            question.note("pas be")
            return Pause()

    journal = opened(form(FEW))
    hold(
        form(FEW),
        study(),
        journal.state,
        Crashing([8, 1, 1]),
        journal.save,
        "nl",
        note_position=lambda slot, typed: kept.append((slot, typed)),
    )
    slot, draft = kept[-1]
    assert draft == "pas be"
    ask = Telling([1, 1, "x"])
    state = journal.state
    hold(form(FEW), study(), state, ask, journal.save, "nl", resume_at=slot, drafts={slot: draft})
    assert [(q.kind, q.slot.item, q.draft) for q in ask.asked[:3]] == [
        ("item", "active", ""),
        ("item", "active", ""),
        ("why", "active:why", "pas be"),
    ]
    assert overrides(journal)[-1] == (FEW.check, "pas begonnen", "")


def test_why_may_be_refused_and_that_is_kept_too():
    class Refusing(Telling):
        why = Reason("refused")

    journal, _ = held([], FEW, ask=Refusing([8, 1, 1, "x"]))
    assert overrides(journal)[-1] == (FEW.check, "", "refused")
    assert journal.state.closed


def test_going_back_from_the_reason_stands_at_the_answer_again():
    class Backing(Telling):
        def __call__(self, question):
            reply = super().__call__(question)
            self.why = Given("toch") if question.kind == "why" else self.why
            return reply

    ask = Backing([8, 1, 1, 3, "x"])
    ask.why = Back()
    journal, _ = held([], FEW, ask=ask)
    assert journal.values()["active/S1"] == 3
    assert refolded(journal).overridden == {}


def test_a_hard_rule_goes_before_a_soft_one_and_two_soft_ones_go_together():
    journal, ask = held([8, 9, 1, 1, "x"], FEW, EVEN)
    assert journal.values()["active/S1"] == 1
    (odd,) = [question.odd for question in ask.asked if question.odd]
    assert "Dat is weinig. Dat is oneven." in odd
    assert [one for one, why, _ in overrides(journal) if why] == [FEW.check, EVEN.check]
    assert len([question for question in ask.asked if question.kind == "why"]) == 1


def test_an_answer_changed_later_leaves_its_override_behind():
    journal, _ = held([8, 1, 1, Back(), 4, "x"], FEW)
    assert journal.values()["active/S1"] == 4
    assert journal.state.overridden == {}


def test_an_answer_that_becomes_odd_is_noticed_when_one_passes_it():
    journal, ask = held([2, 1, Back(), Back(), 8, 1, 1, "x"], FEW)
    assert [question.given.value for question in ask.asked if question.odd] == [1]
    assert journal.kinds().count("answer_given") == 4
    assert overrides(journal)[-1] == (FEW.check, "pas begonnen", "")


def test_a_missing_reason_is_never_odd():
    journal, ask = held([8, Reason("dont_know"), "x"], FEW, EVEN)
    assert journal.state.closed
    assert not [question for question in ask.asked if question.odd]


def test_in_plain_lines_enter_confirms_and_the_reason_is_a_line():
    lines = ["", "ja", "ja", "", "8", "1", "", "pas begonnen", "einde", "ja"]
    source, out = io.StringIO("\n".join(lines) + "\n"), io.StringIO()
    journal, _ = held([], FEW, ask=lambda question: ask_plainly(question, Teletype(source, out)))
    assert journal.state.closed
    assert overrides(journal)[-1] == (FEW.check, "pas begonnen", "")
    assert "! Dat is weinig." in out.getvalue()
    assert "Waarom klopt dit toch?" in out.getvalue()


class Leaving(Telling):
    """Somebody who leaves at the question why, and at the closing."""

    def __call__(self, question):
        if question.kind in ("why", "close"):
            self.asked.append(question)
            return Pause()
        return super().__call__(question)


def test_the_closing_lists_what_is_odd_and_was_not_explained():
    journal, _ = held([], FEW, ask=Leaving([8, 1, 1]))
    _, ask = held([], FEW, journal=journal, ask=Leaving(["x"]))
    assert ask.asked[-1].kind == "close"
    told = ask.asked[-1].item.instruction["nl"]
    assert "1 opvallend zonder uitleg" in told
    assert "- ‘Vraag active’: 1" in told
