"""The round table goes through its thirteen phases as the protocol plans them."""

from __future__ import annotations

from tests.instruments.study import DRAFTS, OWN_PHASES, only
from wbp_survey.model.instrument import UNASKED
from wbp_survey.model.session import Participant, SessionState
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.typed.parse import oddities

PROTOCOL = DRAFTS["rondetafel-protocol"]
STATEMENTS = [f"rt_s{number:02}" for number in range(1, 13)]
PHASES = {
    "preparation": 0,
    "welcome": 10,
    "ground_rules": 5,
    "introductions": 10,
    "first_rating": 10,
    "ideas": 10,
    "discussion": 40,
    "second_rating": 5,
    "conditions": 10,
    "consensus": 10,
    "dissent": 5,
    "closing": 5,
    "debrief": 0,
}


def section(protocol, name):
    return next(one for one in protocol.sections if one.id == name)


def odd(name, value, **answers):
    return len(oddities(PROTOCOL.item(name), value, answers))


@only("round_table")
def test_thirteen_phases_take_two_hours(instrument):
    planned = [(one.id, one.minutes) for one in instrument.sections]
    assert planned == list(PHASES.items())
    assert len(planned) == 13
    assert sum(minutes for _, minutes in planned) == 120


@only("round_table")
def test_the_moderator_has_words_to_read_in_every_phase_with_the_participants(instrument):
    for one in instrument.sections:
        assert bool(one.script) == (one.id not in OWN_PHASES), one.id


@only("round_table")
def test_twelve_statements_are_rated_alone_before_and_after_the_discussion(instrument):
    first, second = section(instrument, "first_rating"), section(instrument, "second_rating")
    assert (first.round, second.round) == (1, 2)
    for one in (first, second):
        assert [item.id for item in one.items] == STATEMENTS
        assert {item.mode for item in one.items} == {"individual_twice"}
        assert {(item.scale.minimum, item.scale.maximum) for item in one.items} == {(1, 9)}


@only("round_table")
def test_each_theme_is_discussed_worded_judged_and_voted_on_by_the_group(instrument):
    notes = [item.id for item in section(instrument, "discussion").items]
    together = {item.id: item.mode for item in section(instrument, "consensus").items}
    for theme in (1, 2, 3, 4):
        assert f"rt_theme_{theme}" in notes
        for part in ("cons", "outcome", "for", "against", "abstain"):
            assert together[f"rt_{part}_{theme}"] == "group"


@only("round_table")
def test_everyone_ranks_three_conditions_alone(instrument):
    (item,) = section(instrument, "conditions").items
    assert (item.type, item.top, item.mode) == ("rank", 3, "individual")


def test_the_conditions_to_rank_are_those_that_the_interviews_ask_for():
    ranked = PROTOCOL.item("opt_rank").scale.options
    assert ranked == DRAFTS["beheerder-interview"].item("opt_conditions").scale.options


def test_ideas_and_dissent_come_as_often_as_somebody_has_one():
    seats = tuple(Participant(f"S{n}", "bewoner", f"R-{n}") for n in (1, 2))
    state = SessionState(id="x", kind="round_table", participants=seats)
    for name in ("ideas", "dissent"):
        repeat = section(PROTOCOL, name).repeat
        assert (repeat.count, repeat.minimum) == ("", 0)
        offered = [s.slot for s in route(PROTOCOL, state) if s.section.id == name and s.asks]
        assert [(one.item, one.participant) for one in offered] == [
            (f"{name}:more[1]", "S1"),
            (f"{name}:more[1]", "S2"),
        ]


def test_what_the_researchers_note_is_never_asked_of_a_participant():
    for name in OWN_PHASES:
        modes = {item.mode for item in section(PROTOCOL, name).items}
        assert modes == {"group"}


def test_a_count_that_does_not_fit_the_table_is_asked_about():
    votes = {"rt_present": 7, "rt_for_2": 4, "rt_against_2": 2}
    assert odd("rt_abstain_2", 1, **votes) == 0
    assert odd("rt_abstain_2", 0, **votes) == 1
    assert odd("rt_abstain_2", 3, **votes) == 1
    assert odd("rt_abstain_2", 1, **votes, rt_outcome_2="consensus") == 0
    assert odd("rt_against_2", 1, rt_outcome_2="consensus") == 1
    assert odd("rt_against_2", 0, rt_outcome_2="consensus") == 0
    assert odd("rt_against_2", 1, rt_outcome_2="voorbehoud") == 0
    assert odd("rt_attended", 4, rt_invited=3) == 2
    assert odd("rt_attended", 7, rt_invited=9) == 0
    assert odd("rt_present", 8, rt_attended=7) == 1


@only("round_table")
def test_what_only_one_person_may_know_stays_with_that_person(instrument):
    for one in instrument.sections:
        for item in one.items:
            if item.sensitive and item.type not in UNASKED:
                assert item.mode.startswith("individual"), item.id
