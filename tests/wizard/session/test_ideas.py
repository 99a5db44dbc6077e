"""Silent ideas: each in turn names one, round after round, until nobody has more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.forms import both, refolded
from tests.wizard.round_tables import (
    Table,
    answers,
    at,
    careful,
    held,
    round_table,
    typing,
    written,
)
from wbp_survey.errors import StoreError
from wbp_survey.model.moves import history
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.question import Act, Back, Given, GoTo, Pause, Redo, Undo
from wbp_survey.wizard.session.arrange import ideas_items
from wbp_survey.wizard.session.ideas import noted_ideas

IDEAS = round_table("ideas", "r1")
FIRST = replace(IDEAS, sections=(*reversed(IDEAS.sections),))
"""Ideas first, then the ratings."""


def noted(journal):
    """What was noted, in the order in which it was told: seat, words, kind."""
    found = noted_ideas(*ideas_items(FIRST), journal.state)
    return [(one.seat, one.text, one.kind) for one in found]


def turns(ask):
    """Whose turn it was, each time a line was asked for."""
    return [
        one.item.text["nl"][:2]
        for one in ask.asked
        if one.kind == "line" and one.slot.item.startswith("ideas")
    ]


def test_each_in_turn_names_one_round_after_round():
    _, journal, ask = held(FIRST, ["+ rust", "toezicht", "- roddel", "zekerheid", Pause()])
    assert turns(ask) == ["S1", "S2", "S3", "S1", "S2"]
    assert noted(journal) == [
        ("S1", "rust", "good"),
        ("S2", "toezicht", "good"),
        ("S3", "roddel", "bad"),
        ("S1", "zekerheid", "bad"),
    ]
    assert {"idea[1]/S1", "idea[2]/S1", "idea_kind[2]/S1", "idea[1]/S3"} <= set(journal.values())


def test_somebody_else_may_come_first_and_then_it_goes_on_from_there():
    _, journal, ask = held(FIRST, ["+ rust", "3: + toezicht", Pause()])
    assert turns(ask) == ["S1", "S2", "S1"]
    assert noted(journal)[1][0] == "S3"


def test_the_first_idea_must_say_of_which_kind_it_is():
    _, journal, ask = held(FIRST, ["rust", "+ rust"])
    assert "label" not in ask.notices()[0]
    assert "opbrengst" in ask.notices()[0]
    assert noted(journal) == [("S1", "rust", "good")]


def test_who_passes_is_passed_over_until_nobody_else_has_more():
    _, journal, ask = held(FIRST, ["+ rust", "-", "+ toezicht", "+ hulp", "-", Pause()])
    assert turns(ask) == ["S1", "S2", "S3", "S1", "S3", "S1"]
    assert answers(journal, "ideas:more[1]") == {"S1": "yes", "S2": "no", "S3": "yes"}


def test_who_passes_twice_has_passed_once():
    _, journal, _ = held(FIRST, ["+ rust", "2: -", "2: -"])
    assert [one["participant"] for one in written(journal)].count("S2") == 1


def test_who_passed_may_still_think_of_something():
    _, journal, _ = held(FIRST, ["+ rust", "-", "2: + toch iets", Pause()])
    assert noted(journal)[1] == ("S2", "toch iets", "good")
    assert answers(journal, "ideas:more[1]")["S2"] == "yes"
    assert not off_route(FIRST, journal.state)


def test_an_empty_line_ends_the_round_for_everybody_and_leads_on():
    _, journal, ask = held(FIRST, ["+ rust", "", "", "4*", "4*", "yes"])
    assert ask.stops() == ["ideas:ideas"] * 3 + ["s1/1", "s2/1", ":close"]
    assert answers(journal, "ideas:more[1]") == {"S1": "yes", "S2": "no", "S3": "no"}
    assert answers(journal, "ideas:more[2]") == {"S1": "no"}
    assert journal.state.closed
    assert not [one for one in ask.asked if one.kind == "close" and one.notice]


def test_a_table_without_ideas_goes_on_at_once():
    _, journal, ask = held(FIRST, ["", ""])
    assert ask.stops() == ["ideas:ideas", "ideas:ideas", "s1/1"]
    assert set(answers(journal, "ideas:more[1]").values()) == {"no"}


def test_an_empty_line_is_asked_twice_while_somebody_present_may_have_more():
    _, journal, ask = held(FIRST, ["+ rust", "", "+ toch iets", "-", "-", "-", ""])
    sure = [one for one in ask.asked if one.odd]
    assert [(one.slot.item, one.draft) for one in sure] == [("ideas:ideas", "")]
    assert noted(journal)[1][1] == "toch iets"
    assert ask.stops()[-2:] == ["ideas:ideas", "s1/1"]


def test_who_is_not_there_keeps_no_round_open():
    away = Act("presence", "3 weg")
    _, _, ask = held(FIRST, ["+ rust", "-", "1: -", away, ""])
    assert ask.stops()[-2:] == ["ideas:ideas", "s1/1"]
    assert not [one for one in ask.asked if one.odd]


def test_the_end_of_the_round_is_one_step_also_after_a_crash():
    _, journal, _ = held(FIRST, ["+ rust", "", ""])
    _, _, ask = held(FIRST, [Undo()], journal, past=history(journal.events))
    assert noted(journal) == [("S1", "rust", "good")]
    assert answers(journal, "ideas:more[1]") == {"S1": "yes"}
    assert ask.stops()[-1] == "ideas:ideas"


def test_the_end_of_the_round_can_be_taken_back_at_once():
    _, journal, ask = held(FIRST, ["+ rust", "", "", Undo(), "+ toezicht", "", ""])
    assert [one[1] for one in noted(journal)] == ["rust", "toezicht"]
    assert ask.stops() == ["ideas:ideas"] * 3 + ["s1/1"] + ["ideas:ideas"] * 3 + ["s1/1"]


def test_one_may_come_back_and_add_an_idea():
    back = GoTo(at("idea[1]", "S1"))
    _, journal, ask = held(FIRST, ["+ rust", "", "", "4*", back, "2: + hulp", "", "", "5*"])
    assert [one[:2] for one in noted(journal)] == [("S1", "rust"), ("S2", "hulp")]
    assert ask.stops()[-2:] == ["s2/1", ":close"]
    assert answers(journal, "ideas:more[2]") == {"S1": "no", "S2": "no"}


def test_coming_back_from_a_row_asks_that_row_once():
    back = GoTo(at("idea[1]", "S1"))
    _, _, ask = held(FIRST, ["+ rust", "", "", back, "", "4*", "5*"])
    assert ask.stops()[4:] == ["ideas:ideas", "s1/1", "s2/1", ":close"]


def test_an_idea_with_its_kind_is_saved_in_one_go_and_taken_back_in_one():
    journal = careful(FIRST)
    _, _, ask = held(FIRST, ["+ rust", Undo(), Redo()], journal, save_all=journal.save_all)
    assert ["answer_given"] * 3 in journal.batches
    assert noted(journal) == [("S1", "rust", "good")]
    assert [len(one.item.stem or ()) for one in ask.asked if one.kind == "line"] == [0, 2, 0, 2]


def test_of_an_idea_the_words_are_told_before_that_there_was_one_more_and_its_kind():
    _, journal, _ = held(FIRST, ["+ rust", Pause()])
    told = [one["item"] for one in written(journal)]
    assert told == ["idea[1]", "ideas:more[1]", "idea_kind[1]"]


def test_a_line_that_could_not_be_kept_yet_is_not_forgotten():
    journal, kept = careful(FIRST), []

    def failing(question):
        question.note("+ rust")
        journal.refuse.append(StoreError.one("STORE_FULL", "data/study.db"))
        return Given("+ rust")

    table = Table([failing])

    def ask(question):
        if question.kind == "trouble":
            kept.append((noted(journal), positions[-1]))
        return table(question)

    positions = []
    keeping = {"note_position": lambda *kept: positions.append(kept)}
    held(FIRST, ask, journal, save_all=journal.save_all, **keeping)
    assert kept == [([], (at("ideas:ideas"), "+ rust"))]
    assert noted(journal) == [("S1", "rust", "good")]
    assert (at("ideas:ideas"), "") in positions
    assert table.last().draft == ""


def test_ideas_are_listed_with_the_numbers_they_go_by():
    _, _, ask = held(FIRST, ["+ rust", "- roddel", "+ hulp"])
    assert ask.last().item.stem["nl"].splitlines() == [
        "1 + S1: rust",
        "2 - S2: roddel",
        "3 + S3: hulp",
    ]


def test_all_that_was_told_is_listed_however_much_it_is():
    _, _, ask = held(FIRST, ["+ a", *"bcdefghi"])
    shown = ask.last().item.stem["nl"].splitlines()
    assert [line[0] for line in shown] == list("123456789")


def test_two_that_say_the_same_are_taken_together_and_apart_again():
    _, journal, ask = held(FIRST, ["+ rust", "+ kalmte", "2=1", Pause()])
    assert journal.state.round_table.merged == {"S2/idea[1]": "S1/idea[1]"}
    assert ask.last().item.stem["nl"].splitlines()[1] == "2 = 1 + S2: kalmte"
    assert len(noted(journal)) == 2
    _, _, _ = held(FIRST, ["2="], journal)
    assert not journal.state.round_table.merged


def test_two_ideas_never_belong_to_each_other_and_a_third_belongs_to_the_last():
    _, journal, ask = held(FIRST, ["+ rust", "+ kalmte", "+ stilte", "2=1", "1=2", "3=2", Pause()])
    assert journal.state.round_table.merged == {
        "S2/idea[1]": "S1/idea[1]",
        "S3/idea[1]": "S1/idea[1]",
    }
    assert "hoort al bij" in "".join(ask.notices())


def test_taking_together_is_taken_back():
    _, journal, ask = held(FIRST, ["+ rust", "+ kalmte", "2=1", Undo()])
    assert not journal.state.round_table.merged
    assert ask.stops()[-1] == "ideas:ideas"


@pytest.mark.parametrize("wrong", ["3=1", "1=1", "1=9", "9: + wie", "+", "1,2: + samen", "4: x"])
def test_a_line_that_means_nothing_is_asked_again_and_never_kept(wrong):
    _, journal, ask = held(FIRST, ["+ rust", wrong, Pause()])
    assert len(ask.notices()) == 1
    assert noted(journal) == [("S1", "rust", "good")]
    assert "idea_merged" not in journal.kinds()


def test_more_than_fit_are_refused():
    many = [f"1: + idee {number}" for number in range(1, 5)]
    _, journal, ask = held(FIRST, many)
    assert len(noted(journal)) == 3
    assert "3" in ask.last().notice


def test_who_has_named_all_that_fit_is_passed_over():
    _, _, ask = held(FIRST, ["1: + a", "1: b", "1: c", "2: d", "3: e"])
    assert turns(ask)[-1] == "S2"


def test_an_empty_chair_is_passed_over_and_nothing_is_said_for_it():
    _, journal, ask = held(FIRST, [Act("presence", "2 weg"), "+ rust", "+ hulp", "", ""])
    assert turns(ask)[1:4] == ["S1", "S3", "S1"]
    assert answers(journal, "ideas:more[1]") == {"S1": "yes", "S3": "yes"}
    assert answers(journal, "ideas:more[2]") == {"S1": "no", "S3": "no"}


def test_of_who_refuses_no_idea_can_be_noted():
    refused = ["j n j"] * 2 + ["j j"] * 3
    table = Table([*refused, "2: + toch iets", "+ rust", "+ hulp"], consent=True)
    _, journal, ask = held(FIRST, table)
    assert turns(ask) == ["S1", "S1", "S3", "S1"]
    assert [one[0] for one in noted(journal)] == ["S1", "S3"]


def test_what_is_half_typed_is_still_there_after_something_else():
    half = typing("+ ru", Act("say", "2: stil"))
    _, journal, ask = held(FIRST, [half, "+ rust"])
    lines = [one.draft for one in ask.asked if one.slot.item == "ideas:ideas"]
    assert lines == ["", "+ ru", ""]
    assert noted(journal) == [("S1", "rust", "good")]


def test_a_crash_in_the_middle_of_an_idea_loses_nothing():
    kept = []
    _, journal, _ = held(
        FIRST,
        ["+ rust", typing("+ toe", Pause())],
        note_position=lambda slot, typed: kept.append((slot, typed)),
    )
    slot, typed = kept[-1]
    _, _, ask = held(FIRST, ["+ toezicht"], journal, resume_at=slot, drafts={slot: typed})
    assert (ask.asked[0].slot, ask.asked[0].draft) == (slot, "+ toe")
    assert turns(ask) == ["S2", "S3"]
    assert [one[1] for one in noted(journal)] == ["rust", "toezicht"]


def test_who_goes_on_in_the_middle_of_an_idea_is_not_led_to_what_is_still_open_before():
    _, journal, _ = held(IDEAS, ["4 . 2", "5*", typing("+ ru", Pause())])
    slot = at("ideas:ideas")
    _, _, ask = held(IDEAS, ["+ rust"], journal, resume_at=slot, drafts={slot: "+ ru"})
    assert ask.stops() == ["ideas:ideas", "ideas:ideas"]
    assert ask.asked[0].draft == "+ ru"
    assert noted(journal) == [("S1", "rust", "good")]


def test_going_back_from_the_ideas_leaves_them():
    _, _, ask = held(IDEAS, ["4*", "5*", "+ rust", Back(), "5*"])
    assert ask.stops() == ["s1/1", "s2/1", "ideas:ideas", "ideas:ideas", "s2/1", "ideas:ideas"]


def test_form_by_form_ideas_are_asked_of_each_apart():
    _, journal, ask = held(FIRST, ["yes", "rust", "good", "no"], by="form")
    assert ask.stops("item")[:5] == [
        "ideas:more[1]/S1",
        "idea[1]/S1",
        "idea_kind[1]/S1",
        "ideas:more[2]/S1",
        "ideas:more[1]/S2",
    ]
    assert noted(journal) == [("S1", "rust", "good")]


def test_ideas_without_a_kind_need_no_sign():
    items = tuple(one for one in FIRST.sections[0].items if one.id == "idea")
    form = replace(
        FIRST,
        sections=(replace(FIRST.sections[0], items=items), FIRST.sections[1]),
        round_table=replace(FIRST.round_table, idea_kind=""),
    )
    _, journal, _ = held(form, ["rust", "- roddel", ""])
    found = noted_ideas(*ideas_items(form), journal.state)
    assert [(one.seat, one.text) for one in found] == [("S1", "rust"), ("S2", "- roddel")]


def test_what_was_noted_folds_to_the_same():
    _, journal, _ = held(FIRST, ["+ rust", "- roddel", "-", "2=1", Undo(), Redo(), "", "", Undo()])
    assert refolded(journal) == journal.state
    assert [one["into"] for one in written(journal, "idea_merged")] == [
        "S1/idea[1]",
        "",
        "S1/idea[1]",
    ]


def test_the_field_says_what_the_signs_mean():
    _, _, ask = held(FIRST, [Pause()])
    assert "+ opbrengst" in ask.last().item.hint["nl"]
    assert both("x")["en"] == "x (en)"
    assert "+ opbrengst (en)" in ask.last().item.hint["en"]
