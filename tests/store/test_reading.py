"""The read tables say what a full fold of the events says, however they were filled."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.store.events import OPENED, answered, imported, interview, make, missed
from wbp_survey.model.response import Response
from wbp_survey.model.session import GROUP, fold
from wbp_survey.store.connect import open_store, reading, run
from wbp_survey.store.journal import append, append_new, verify
from wbp_survey.store.reading import rebuild, responses, sessions

WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
ITEM = st.sampled_from(["leden", "cohesie", "é", "Z"])
SEAT = st.sampled_from(["S1", "S2", "S10", GROUP])
VALUE = st.one_of(
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=5),
    st.lists(WORD, max_size=3),
)
ANSWER = st.one_of(
    st.builds(lambda value: {"value": value}, VALUE),
    st.builds(lambda reason: {"missing": reason}, st.sampled_from(["refused", "dont_know"])),
)


def _slot(item, participant, round_):
    return {"item": item, "participant": participant, "round": round_}


SLOT = st.builds(_slot, ITEM, SEAT, st.sampled_from([0, 1, 2]))
PERSON = st.fixed_dictionaries(
    {"participant": SEAT, "role": WORD, "pseudonym": WORD},
    optional={"case": WORD, "municipality": WORD},
)
STEP = st.one_of(
    st.tuples(st.just("participant_seated"), PERSON),
    st.tuples(st.just("answer_given"), st.builds(lambda slot, one: slot | one, SLOT, ANSWER)),
    st.tuples(st.just("answer_cleared"), SLOT),
    st.tuples(
        st.just("answer_settled"),
        st.builds(lambda slot, one: slot | one | {"entry": "e"}, SLOT, ANSWER | st.just({})),
    ),
    st.tuples(st.just("check_overridden"), SLOT.map(lambda slot: slot | {"check": ". < 9"})),
    st.tuples(
        st.just("responses_imported"),
        st.builds(
            lambda person, answers: person | {"answers": answers},
            PERSON,
            st.dictionaries(ITEM, ANSWER, max_size=3),
        ),
    ),
    st.sampled_from(
        [
            ("session_closed", {}),
            ("session_reopened", {}),
            ("answer_given", None),
            ("participant_seated", None),
            ("payload_removed", {}),
        ]
    ),
)


def expected(events):
    """The responses of one session, straight from the model's own fold."""
    state = fold(events)
    people = {person.id: person for person in reversed(state.participants)}
    for slot, answer in state.answers.items():
        person = people.get(slot.participant)
        yield Response(
            state.id,
            slot.participant,
            person.pseudonym if person else "",
            person.role if person else "",
            person.case if person else state.case,
            person.municipality if person else state.municipality,
            state.instrument,
            state.version,
            state.sha256,
            slot.item,
            slot.round,
            answer.value,
            answer.missing,
            answer.event,
            state.synthetic,
        )


def in_order(found):
    return sorted(found, key=lambda one: (one.session, one.participant, one.item, one.round))


def read_tables(store):
    with reading(store) as connection:
        return [
            [tuple(row) for row in run(connection, f"SELECT * FROM {table} ORDER BY {key}")]
            for table, key in (
                ("session", "id"),
                ("participant", "session, id"),
                ("response", "session, participant, item, round"),
            )
        ]


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a database per try: shrinking is slow
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, max_size=12), cuts=st.sets(st.integers(1, 12)))
def test_incremental_tables_equal_the_fold_and_the_rebuild(new_url, steps, cuts):
    events = make([("session_opened", OPENED), *steps])
    edges = [0, *sorted(cut for cut in cuts if cut < len(events)), len(events)]
    with open_store(new_url(), create=True) as store:
        for start, end in pairwise(edges):
            append(store, events[start:end])
        found, wanted = responses(store), in_order(expected(events))
        assert found == wanted
        assert [type(one.value) for one in found] == [type(one.value) for one in wanted]
        before = read_tables(store)
        rebuild(store)
        assert read_tables(store) == before
        assert verify(store) == []


def test_an_answer_becomes_a_response_with_its_origin(store):
    events = interview(answered(42))
    append(store, events)
    assert responses(store) == [
        Response(
            session=events[0].session,
            participant="S1",
            pseudonym="W-01",
            role="wijkagent",
            case="noord",
            municipality="tilburg",
            instrument="wijkagent",
            version="1.0.0",
            sha256="ab" * 32,
            item="leden",
            round=0,
            value=42,
            missing="",
            event=events[2].id,
        )
    ]


def test_a_missing_reason_is_kept_apart_from_a_value(store):
    append(store, interview(missed("refused"), answered("refused", "anders")))
    first, second = responses(store)
    assert (first.item, first.value, first.missing) == ("anders", "refused", "")
    assert (second.item, second.value, second.missing) == ("leden", None, "refused")


def test_a_correction_replaces_and_a_clearing_removes(store):
    events = interview(answered(1, "a"), answered(2, "a"), answered(3, "b"))
    append(store, events)
    append(store, make([("answer_cleared", {"item": "b", "participant": "S1"})], after=events[-1]))
    assert [(one.item, one.value) for one in responses(store)] == [("a", 2)]


def test_the_group_answers_without_a_seat(store):
    append(store, interview(answered("eens", "uitkomst", GROUP)))
    (one,) = responses(store)
    assert (one.participant, one.pseudonym, one.role) == (GROUP, "", "")
    assert (one.case, one.municipality) == ("noord", "tilburg")


def test_the_two_rounds_of_an_item_stand_apart(store):
    append(store, interview(answered(2, round_=1), answered(4, round_=2)))
    assert [(one.round, one.value) for one in responses(store)] == [(1, 2), (2, 4)]


def test_every_imported_answer_is_a_response(store):
    wave = ("session_opened", {**OPENED, "instrument": "wave", "case": "", "municipality": ""})
    rows = [
        imported("R1", {"q1": {"value": 4}, "q2": {"missing": "dont_know"}}, municipality="breda"),
        imported("R2", {"q1": {"value": 5}}, municipality="goirle"),
    ]
    append_new(store, make([wave, *rows]))
    assert [
        (one.participant, one.item, one.value, one.municipality) for one in responses(store)
    ] == [
        ("R1", "q1", 4, "breda"),
        ("R1", "q2", None, "breda"),
        ("R2", "q1", 5, "goirle"),
    ]


def test_responses_are_chosen_by_instrument_and_by_closing(store):
    other = ("session_opened", {**OPENED, "instrument": "ronde-tafel"})
    append(store, interview(answered(1), session="open"))
    append(store, interview(answered(2), ("session_closed", {}), session="closed"))
    append(store, make([other, answered(3), ("session_closed", {})], "other"))
    reopened = interview(
        answered(4), ("session_closed", {}), ("session_reopened", {}), session="re"
    )
    append(store, reopened)

    def values(**chosen):
        return [one.value for one in responses(store, **chosen)]

    assert values() == [2, 1, 3, 4]
    assert values(closed_only=True) == [2, 3]
    assert values(instruments=["wijkagent"], closed_only=True) == [2]
    assert values(instruments=["ronde-tafel", "wijkagent"]) == [2, 1, 3, 4]
    assert values(instruments=["unknown"]) == []


def test_a_second_entry_comes_out_only_when_it_is_named(store):
    first = interview(answered(1))
    opened = {**OPENED, "again": first[0].session, "mode": "paper"}
    second = make([("session_opened", opened), answered(2)])
    append(store, [*first, *second])
    assert [one.value for one in responses(store)] == [1]
    assert [one.value for one in responses(store, session=second[0].session)] == [2]
    assert [one.value for one in responses(store, session=first[0].session)] == [1]
    listed = {row.id: (row.mode, row.again) for row in sessions(store)}
    assert listed == {
        first[0].session: ("", ""),
        second[0].session: ("paper", first[0].session),
    }
    assert verify(store) == []


@pytest.mark.parametrize(("settled", "left"), [({"value": 3}, [3]), ({}, [])])
def test_what_two_entries_were_settled_on_is_the_answer_and_may_be_none(store, settled, left):
    payload = {"item": "leden", "participant": "S1", "entry": "e", **settled}
    append(store, interview(answered(1)))
    append(store, interview(answered(1), ("answer_settled", payload), session="s2"))
    assert [one.value for one in responses(store, session="s2")] == left
    assert verify(store) == []


def test_a_session_is_listed_with_its_counts(store):
    events = interview(answered(1, "a"), missed("refused", "b"), ("session_closed", {}))
    append(store, events)
    (row,) = sessions(store)
    assert (row.id, row.instrument, row.case, row.municipality) == (
        events[0].session,
        "wijkagent",
        "noord",
        "tilburg",
    )
    assert (row.interviewer, row.opened_at) == (events[0].actor, events[0].at)
    assert row.closed_at == row.last_at == events[-1].at
    assert (row.participants, row.answers, row.synthetic, row.source) == (1, 2, False, "")


def test_synthetic_and_source_are_carried_along(store):
    told = {**OPENED, "synthetic": True, "source": "enquete.csv"}
    append(store, make([("session_opened", told), answered(1)]))
    (row,), (one,) = sessions(store), responses(store)
    assert row.synthetic is True
    assert row.source == "enquete.csv"
    assert one.synthetic is True


def test_sessions_stand_in_order_of_opening(store):
    for name in ("b", "c", "a"):
        append(store, interview(session=name))
    assert [row.id for row in sessions(store)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE response SET value = '9'",
        "UPDATE session SET municipality = 'breda'",
        "DELETE FROM participant",
    ],
)
def test_damage_to_the_read_tables_is_found_and_mended(store, sql):
    append(store, interview(answered(1)))
    before = read_tables(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(sql)
    assert [problem.code for problem in verify(store)] == ["STORE_TABLES_DIFFER"]
    rebuild(store)
    assert read_tables(store) == before
    assert verify(store) == []
