"""The round table goes through its thirteen phases as the protocol plans them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.instruments.study import ALL, DRAFTS, OWN_PHASES, ROOT, every
from wbp_survey.instrument.study import load_study
from wbp_survey.model.instrument import (
    DISSENT_QUOTE,
    OUTCOME_RULE,
    OUTCOME_STATUS,
    READ_BACK,
    UNASKED,
    VOTE,
)
from wbp_survey.model.quoting import FUNCTION, NAME, QUOTE
from wbp_survey.model.session import Answer, Participant, SessionState, Slot
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.typed.parse import oddities

PROTOCOL = DRAFTS["rondetafel-protocol"]
EARLIER = {"2.0.0"}
"""Published before outcomes had parts; frozen."""
tables = every(
    {
        key: one
        for key, one in ALL.items()
        if one.kind == "round_table" and one.version not in EARLIER
    }
)
STATEMENTS = [f"rt_s{number:02}" for number in range(1, 13)]
OUTCOMES = ["1", "2", "3", "4", "balance"]
PHASES = {
    "preparation": 0,
    "welcome": 10,
    "ground_rules": 5,
    "introductions": 10,
    "first_rating": 10,
    "ideas": 10,
    "discussion": 35,
    "second_rating": 5,
    "conditions": 5,
    "consensus": 15,
    "dissent": 5,
    "closing": 10,
    "debrief": 0,
}
CODES = {
    "status": OUTCOME_STATUS,
    "rule": OUTCOME_RULE,
    "vote": VOTE,
    "quote": DISSENT_QUOTE,
    "readback": READ_BACK,
}
SEATS = tuple(Participant(f"S{n}", "bewoner", f"R-{n}") for n in (1, 2, 3))


def section(protocol, name):
    return next(one for one in protocol.sections if one.id == name)


def odd(name, value, **answers):
    return len(oddities(PROTOCOL.item(name), value, answers))


def asked(phase, answers):
    """What a phase asks of a table of three, in order, after these answers."""
    given = {slot: Answer(value) for slot, value in answers.items()}
    state = SessionState(id="x", kind="round_table", participants=SEATS, answers=given)
    steps = route(PROTOCOL, state)
    return [step.slot for step in steps if step.section.id == phase and step.asks]


def voted(*votes, theme="1", **more):
    """A theme on which the seats voted like this."""
    words = {"balance": 5}.get(theme, "Bellen helpt.")
    value = "rt_balance" if theme == "balance" else f"rt_cons_{theme}"
    group = {value: words, f"rt_outcome_{theme}": "majority", **more}
    return {Slot(name): one for name, one in group.items()} | {
        Slot(f"rt_vote_{theme}", seat.id): vote for seat, vote in zip(SEATS, votes, strict=True)
    }


@tables
def test_thirteen_phases_take_two_hours(instrument):
    planned = [(one.id, one.minutes) for one in instrument.sections]
    assert planned == list(PHASES.items())
    assert len(planned) == 13
    assert sum(minutes for _, minutes in planned) == 120


@tables
def test_phases_are_numbered_from_nought(instrument):
    for number, one in enumerate(instrument.sections):
        assert all(text.startswith(f"{number}. ") for text in one.title.values()), one.id


@tables
def test_the_moderator_has_words_to_read_in_every_phase_with_the_participants(instrument):
    for one in instrument.sections:
        assert bool(one.script) == (one.id not in OWN_PHASES), one.id


@tables
def test_twelve_statements_are_rated_alone_before_and_after_the_discussion(instrument):
    first, second = section(instrument, "first_rating"), section(instrument, "second_rating")
    assert (first.round, second.round) == (1, 2)
    for one in (first, second):
        assert [item.id for item in one.items] == STATEMENTS
        assert {item.mode for item in one.items} == {"individual_twice"}
        assert {(item.scale.minimum, item.scale.maximum) for item in one.items} == {(1, 9)}


@tables
def test_the_first_ratings_are_shown_right_before_the_discussion(instrument):
    order = [one.id for one in instrument.sections]
    shown = order.index(instrument.round_table.feedback)
    assert order[shown] == "discussion"
    assert order.index("first_rating") < shown < order.index("second_rating")


@tables
def test_nobody_types_who_sits_at_the_table(instrument):
    counted = [one.id for one in instrument.items if one.construct == "process.attendance"]
    assert counted == ["rt_invited", "rt_nonparticipation"]


@tables
def test_each_theme_is_discussed_worded_judged_voted_on_and_read_back(instrument):
    notes = [item.id for item in section(instrument, "discussion").items]
    assert notes == [f"rt_theme_{theme}" for theme in (1, 2, 3, 4)]
    outcomes = instrument.round_table.outcomes
    assert [one.id for one in outcomes] == [f"theme_{theme}" for theme in (1, 2, 3, 4)] + [
        "balance"
    ]
    for one in outcomes:
        played = [one.text or one.value, one.status, one.rule, one.vote]
        order = [item.id for item in section(instrument, "consensus").items]
        at = [order.index(name) for name in played]
        assert [second - first for first, second in pairwise(at)] == [1, 1, 1]
        for phase, names in (
            ("dissent", [one.dissent, one.quote]),
            ("closing", [one.readback]),
        ):
            assert set(names) <= {item.id for item in section(instrument, phase).items}


@tables
def test_every_statement_belongs_to_one_outcome(instrument):
    about = [name for one in instrument.round_table.outcomes for name in one.of]
    assert about == STATEMENTS


@tables
def test_an_outcome_can_end_in_every_way_there_is(instrument):
    for one in instrument.round_table.outcomes:
        for part, codes in CODES.items():
            assert instrument.item(getattr(one, part)).scale.codes == codes


@tables
def test_the_group_finds_a_point_on_the_scale_of_the_statement_it_is_about(instrument):
    (balance,) = [one for one in instrument.round_table.outcomes if one.value]
    (rated,) = balance.of
    assert instrument.item(balance.value).scale == instrument.item(rated).scale
    assert rated == "rt_s12"


@tables
def test_speaking_turns_are_counted_for_every_role(instrument):
    turns = instrument.round_table.turns
    assert tuple(turns) == instrument.roles
    assert {instrument.item(name).construct for name in turns.values()} == {"process.turns"}


def test_a_theme_nobody_got_to_asks_two_things_and_no_more():
    nothing = {Slot(f"rt_outcome_{one}"): "not_tried" for one in OUTCOMES}
    asks = [slot.item for slot in asked("consensus", nothing)]
    first = [f"rt_cons_{one}" for one in OUTCOMES[:-1]] + ["rt_balance"]
    assert asks == [
        name for pair in zip(first, (slot.item for slot in nothing), strict=True) for name in pair
    ]
    assert asked("dissent", nothing) == []
    assert {slot.item for slot in asked("closing", nothing)} == {
        "rt_free",
        "rt_heard",
        "rt_represented",
    }


@pytest.mark.parametrize("theme", OUTCOMES)
def test_what_was_worded_but_not_tried_is_not_voted_on(theme):
    name = "rt_balance" if theme == "balance" else f"rt_cons_{theme}"
    given = {
        Slot(name): 5 if theme == "balance" else "Misschien.",
        Slot(f"rt_outcome_{theme}"): "not_tried",
        **{Slot("rt_s12", seat.id, 2): 1 for seat in SEATS},
    }
    found = [slot.item for slot in asked("consensus", given) if slot.item.endswith(f"_{theme}")]
    assert found == [name, f"rt_outcome_{theme}"]
    assert asked("dissent", given) == []


@pytest.mark.parametrize("theme", OUTCOMES)
def test_each_seat_votes_once_the_outcome_is_known(theme):
    answers = voted("for", "for", "for", theme=theme)
    found = [slot for slot in asked("consensus", answers) if slot.item == f"rt_vote_{theme}"]
    assert found == [Slot(f"rt_vote_{theme}", seat.id) for seat in SEATS]


@pytest.mark.parametrize("theme", OUTCOMES)
def test_whoever_is_against_is_asked_why_and_how_it_may_be_printed(theme):
    answers = voted("for", "against", "abstain", theme=theme)
    why, how = Slot(f"rt_dissent_{theme}", "S2"), Slot(f"rt_quote_{theme}", "S2")
    assert asked("dissent", answers) == [why]
    assert asked("dissent", answers | {why: "Het maakt niets uit."}) == [why, how]


def test_dissent_is_gone_through_person_by_person():
    answers = voted("against", "against", "for") | voted("against", "for", "against", theme="2")
    found = [(slot.participant, slot.item) for slot in asked("dissent", answers)]
    assert found == [
        ("S1", "rt_dissent_1"),
        ("S1", "rt_dissent_2"),
        ("S2", "rt_dissent_1"),
        ("S3", "rt_dissent_2"),
    ]


def test_whoever_rated_two_points_from_the_group_is_asked_about_it():
    rated = {
        Slot("rt_s12", seat.id, 2): point for seat, point in zip(SEATS, (3, 6, 8), strict=True)
    }
    answers = voted("for", "for", "for", theme="balance") | rated
    found = [slot.participant for slot in asked("dissent", answers)]
    assert found == ["S1", "S3"]


def test_the_last_rating_is_the_one_that_is_held_against_the_group():
    first = {Slot("rt_s12", seat.id, 1): 9 for seat in SEATS}
    second = {Slot("rt_s12", seat.id, 2): 5 for seat in SEATS}
    answers = voted("for", "for", "for", theme="balance")
    assert asked("dissent", answers | first | second) == []
    assert asked("dissent", answers | second | {Slot("rt_s12", "S1", 2): 9}) != []


def test_without_a_rating_of_their_own_nobody_is_asked_about_a_difference():
    assert asked("dissent", voted("for", "abstain", "for", theme="balance")) == []


@pytest.mark.parametrize("theme", OUTCOMES)
def test_what_was_concluded_is_read_back_to_each(theme):
    found = asked("closing", voted("for", "for", "for", theme=theme))
    read = [slot for slot in found if slot.item.startswith("rt_readback")]
    assert read == [Slot(f"rt_readback_{theme}", seat.id) for seat in SEATS]


@tables
def test_everyone_ranks_three_conditions_alone(instrument):
    (item,) = section(instrument, "conditions").items
    assert (item.type, item.top, item.mode) == ("rank", 3, "individual")


def test_the_conditions_to_rank_are_those_that_the_interviews_ask_for():
    ranked = PROTOCOL.item("opt_rank").scale.options
    assert ranked == DRAFTS["beheerder-interview"].item("opt_conditions").scale.options


def test_ideas_come_as_often_as_somebody_has_one():
    repeat = section(PROTOCOL, "ideas").repeat
    assert (repeat.count, repeat.minimum) == ("", 0)
    offered = [(slot.item, slot.participant) for slot in asked("ideas", {})]
    assert offered == [("ideas:more[1]", seat.id) for seat in SEATS]
    ideas = PROTOCOL.round_table
    assert [item.id for item in section(PROTOCOL, "ideas").items] == [ideas.ideas, ideas.idea_kind]


def test_what_the_researchers_note_is_never_asked_of_a_participant():
    for name in OWN_PHASES:
        modes = {item.mode for item in section(PROTOCOL, name).items}
        assert modes == {"group"}


def test_what_does_not_fit_the_outcome_is_asked_about():
    assert odd("rt_outcome_1", "consensus") == 1
    assert odd("rt_outcome_1", "consensus", rt_cons_1="Bellen helpt.") == 0
    assert odd("rt_outcome_1", "split") == 0
    assert odd("rt_rule_2", "unanimous", rt_outcome_2="split") == 1
    assert odd("rt_rule_2", "majority", rt_outcome_2="split") == 0
    assert odd("rt_vote_3", "against", rt_outcome_3="consensus") == 1
    assert odd("rt_vote_3", "abstain", rt_outcome_3="consensus") == 0
    assert odd("rt_vote_3", "against", rt_outcome_3="rough") == 0
    assert odd("rt_vote_balance", "against", rt_outcome_balance="consensus") == 1


@tables
def test_what_only_one_person_may_know_stays_with_that_person(instrument):
    for one in instrument.sections:
        for item in one.items:
            if item.sensitive and item.type not in UNASKED:
                assert item.mode.startswith("individual"), item.id


def test_consent_is_asked_for_everything_that_may_be_done_with_words():
    scopes = load_study(ROOT).consent.scopes
    assert [one.id for one in scopes] == [
        "participate",
        "record",
        QUOTE,
        FUNCTION,
        NAME,
        "contact",
        "reuse",
    ]
    assert [one.id for one in scopes if one.required] == ["participate"]
    assert {one.id: one.needs for one in scopes if one.needs} == {NAME: QUOTE}
