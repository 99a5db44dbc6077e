"""What may be printed of what somebody said: every combination of what was agreed to."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.model.quoting import may_quote, may_quote_all, may_quote_statement
from wbp_survey.model.round_table import MODERATOR, Moment, RoundTable, Statement, Stay
from wbp_survey.model.session import Participant, SessionState

TABLE = {
    (): "no",
    ("function",): "no",
    ("quote_name",): "no",
    ("function", "quote_name"): "no",
    ("quote",): "anonymous",
    ("quote", "function"): "role",
    ("quote", "quote_name"): "name",
    ("quote", "function", "quote_name"): "name",
}
"""How words may be printed of somebody who agreed to these scopes and refused the others."""

SCOPES = ("quote", "function", "quote_name")
WILLING = {"no": (), "anonymous": ("quote",), "role": ("quote", "function"), "name": SCOPES}
ORDER = ("no", "anonymous", "role", "name")


def table(*agreed, **more):
    """A session in which S1, S2, … agreed to these scopes; None was not asked."""
    seats = {f"S{at}": scopes for at, scopes in enumerate(agreed, start=1)}
    consent = {
        seat: {scope: scope in scopes for scope in (*SCOPES, "participate")} | {"participate": True}
        for seat, scopes in seats.items()
        if scopes is not None
    }
    people = tuple(Participant(seat, "bewoner", seat) for seat in seats)
    return SessionState(participants=people, consent=consent, **more)


def spoken(*who, **more):
    return Statement("U1", who, "literal", "zo is het", **more)


def test_the_table_holds_every_combination():
    everything = {one for size in range(4) for one in combinations(SCOPES, size)}
    assert set(TABLE) == everything


@pytest.mark.parametrize(("scopes", "printed"), TABLE.items())
def test_what_was_agreed_to_decides(scopes, printed):
    state = table(scopes)
    assert may_quote(state, "S1") == printed
    assert may_quote_statement(state, spoken("S1")) == printed


@pytest.mark.parametrize("scopes", TABLE)
def test_of_who_withdrew_altogether_nothing_is_printed(scopes):
    state = table(scopes, withdrawn={"S1": "2026-03-02T14:00:00.000Z"})
    assert may_quote(state, "S1") == "no"
    assert may_quote_statement(state, spoken("S1")) == "no"


@pytest.mark.parametrize("scopes", TABLE)
def test_what_was_withheld_is_not_printed_whatever_was_agreed_to(scopes):
    assert may_quote_statement(table(scopes), spoken("S1", withheld=True)) == "no"
    assert may_quote_statement(table(scopes), spoken(MODERATOR, withheld=True)) == "no"


def test_who_was_not_asked_did_not_agree():
    assert may_quote(table(None), "S1") == "no"
    assert may_quote(table(SCOPES), "S9") == "no"
    unasked = replace(table(SCOPES), consent={"S1": {"quote": True}})
    assert may_quote(unasked, "S1") == "anonymous"


@pytest.mark.parametrize("one", ORDER)
@pytest.mark.parametrize("other", ORDER)
def test_of_several_the_least_willing_decides(one, other):
    state = table(WILLING[one], WILLING[other])
    least = min(one, other, key=ORDER.index)
    assert may_quote_all(state, ("S1", "S2")) == least
    assert may_quote_statement(state, spoken("S1", "S2")) == least
    assert may_quote_statement(state, spoken("S2", "S1")) == least


def test_nobody_at_all_allows_nothing():
    assert may_quote_all(table(), ()) == "no"
    assert may_quote_statement(table(), spoken()) == "no"


def test_the_leader_speaks_for_the_researchers_and_hides_nobody_else():
    state = table((), SCOPES)
    assert may_quote_statement(state, spoken(MODERATOR)) == "role"
    assert may_quote_statement(state, spoken(MODERATOR, "S1")) == "no"
    assert may_quote_statement(state, spoken("S2", MODERATOR)) == "name"


@pytest.mark.parametrize("one", ORDER)
@pytest.mark.parametrize("other", ORDER)
def test_of_an_unknown_speaker_it_takes_all_and_then_no_role_or_name(one, other):
    printed = may_quote_statement(table(WILLING[one], WILLING[other]), spoken())
    assert printed == ("no" if "no" in (one, other) else "anonymous")


def test_an_unknown_speaker_may_be_somebody_who_withdrew_but_no_removed_seat():
    both = table(SCOPES, SCOPES)
    assert may_quote_statement(both, spoken()) == "anonymous"
    withdrew = replace(both, withdrawn={"S2": "2026-03-02T14:00:00.000Z"})
    assert may_quote_statement(withdrew, spoken()) == "no"
    removed = replace(table(SCOPES, ()), round_table=RoundTable(removed=("S2",)))
    assert may_quote_statement(removed, spoken()) == "anonymous"


def test_an_unknown_speaker_was_nobody_who_never_came():
    seated = replace(table(SCOPES, ()), round_table=RoundTable(away={"S2": "late"}))
    assert may_quote_statement(seated, spoken()) == "anonymous"
    stay = (Stay(Moment(3.0, "")),)
    came = replace(seated, round_table=RoundTable(stays={"S2": stay}, away={"S2": "left"}))
    assert may_quote_statement(came, spoken()) == "no"


SOME = st.sets(st.sampled_from(SCOPES))


@given(
    agreed=st.lists(st.none() | SOME, min_size=1, max_size=4),
    who=st.lists(st.sampled_from(["S1", "S2", "S3", "S4", MODERATOR]), max_size=4, unique=True),
    scope=st.sampled_from(SCOPES),
    seat=st.integers(0, 3),
)
def test_taking_back_a_scope_never_lets_more_be_printed(agreed, who, scope, seat):
    before = may_quote_statement(table(*agreed), spoken(*who))
    less = list(agreed)
    if seat < len(less) and less[seat] is not None:
        less[seat] = less[seat] - {scope}
    assert ORDER.index(may_quote_statement(table(*less), spoken(*who))) <= ORDER.index(before)
