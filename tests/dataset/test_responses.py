"""Responses become one row per person and one column per item and round."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wbp_survey.dataset.responses import (
    Coded,
    frame_of,
    responses_sha256,
    table_from_responses,
)
from wbp_survey.model.instrument import Instrument, Item, Option, ResponseScale, Section
from wbp_survey.model.missing import BY_CODE
from wbp_survey.model.response import Response
from wbp_survey.model.session import Slot
from wbp_survey.model.study import Case, Consent, Municipality, Role, Study
from wbp_survey.model.table import OUTSIDE

STUDY = Study(
    title={"nl": "Studie"},
    municipalities=(Municipality("dorp", "Dorp"), Municipality("stad", "Stad")),
    cases=(Case("brink", "Brink", "dorp"), Case("plein", "Plein", "stad")),
    roles=(Role("bewoner", {"nl": "bewoner"}, "B"), Role("gemeente", {"nl": "ambtenaar"}, "G")),
    consent=Consent("1.0", {"nl": ""}, ()),
)
POINTS = ResponseScale("points", "ordinal", (), minimum=1, maximum=5, agree=("4", "5"))
SIZES = ResponseScale(
    "sizes", "ordinal", tuple(Option(code, {"nl": code}) for code in ("klein", "groot"))
)
KNOW = Item("know", "scale", {"nl": "Men kent elkaar."}, construct="cohesion", scale=POINTS)
SIZE = Item("size", "select_one", {"nl": "Hoe groot?"}, scale=SIZES)
AGE = Item("age", "decimal", {"nl": "Hoe oud?"})


def form(*items, name="talk", version="1.0.0"):
    section = Section("all", {"nl": "Alles"}, items)
    return Instrument(name, version, "interview", {"nl": name}, (section,), ("bewoner",))


def said(value=None, item="know", who="S1", session="one", **more):
    given = {"instrument": "talk", "version": "1.0.0", "missing": "", "round": 0, **more}
    return Response(
        session=session,
        participant=who,
        pseudonym=f"B-{who}",
        role=given.pop("role", "bewoner"),
        case=given.pop("case", "plein"),
        municipality=given.pop("municipality", "stad"),
        sha256="ab" * 32,
        item=item,
        value=value,
        event=f"event-{session}-{who}-{item}",
        **given,
    )


def table(responses, *forms, off_route=None):
    instruments = {(one.id, one.version): one for one in forms or (form(KNOW, SIZE, AGE),)}
    return table_from_responses(responses, STUDY, Coded(off_route or {}, instruments))


def read(made, name, round_=None):
    """Per row the code, the name of the missing reason, or OUTSIDE."""
    (column,) = [
        one
        for one in made.columns
        if one.variable.id == name and (round_ is None or one.variable.round == round_)
    ]
    return [
        column.variable.codes[index]
        if index >= 0
        else "OUTSIDE"
        if reason == OUTSIDE
        else BY_CODE[reason].id
        for index, reason in zip(column.index.tolist(), column.reason.tolist(), strict=True)
    ]


def test_an_answer_is_its_code_and_a_refusal_is_no_number():
    made = table([said(4), said(None, who="S2", missing="refused")])
    assert read(made, "know") == ["4", "refused"]
    assert made.columns[0].variable.scores == (1.0, 2.0, 3.0, 4.0, 5.0)
    assert made.columns[0].variable.agree == ("4", "5")


def test_what_was_not_asked_is_not_asked_and_what_the_route_passed_by_is_not_routed():
    off = {"one": frozenset({Slot("know", "S1"), Slot("age", "S1")})}
    made = table([said(4), said("klein", "size"), said("groot", "size", "S2")], off_route=off)
    assert read(made, "know") == ["not_routed", "not_asked"]
    assert read(made, "age") == ["not_routed", "not_asked"]


def test_an_item_of_another_instrument_is_outside_and_not_missing():
    other = form(SIZE, name="walk")
    made = table(
        [said(4), said("klein", "size", session="two", instrument="walk")],
        form(KNOW, SIZE),
        other,
    )
    assert read(made, "know") == ["4", "OUTSIDE"]
    assert read(made, "size") == ["not_asked", "klein"]


def test_what_is_said_about_groups_in_general_is_never_pooled_with_a_case():
    general = form(replace(KNOW, referent="general"), name="expert")
    made = table([said(4), said(2, session="two", instrument="expert")], form(KNOW), general)
    assert read(made, "know") == ["4", "OUTSIDE"]
    assert read(made, "know@general") == ["OUTSIDE", "2"]


def test_the_rounds_of_an_item_asked_twice_stand_apart():
    twice = form(replace(KNOW, mode="individual_twice"))
    made = table([said(2, round=1), said(4, round=2), said(3, who="S2", round=1)], twice)
    assert read(made, "know", 1) == ["2", "3"]
    assert read(made, "know", 2) == ["4", "not_asked"]


def test_what_the_group_answered_as_one_is_no_persons_answer():
    made = table(
        [said(4), said("samen", "joint", who="")],
        form(KNOW, Item("joint", "text", {"nl": "Samen?"}, mode="group")),
    )
    assert made.n == 1
    assert [one.variable.id for one in made.columns] == ["know"]


def test_open_answers_are_no_column():
    made = table([said(4), said("veel", "why")], form(KNOW, Item("why", "text", {"nl": "Waarom?"})))
    assert [one.variable.id for one in made.columns] == ["know"]


def test_a_code_that_a_newer_version_removed_is_not_comparable():
    less = replace(SIZE, scale=replace(SIZES, options=SIZES.options[:1]))
    made = table(
        [
            said("klein", "size"),
            said("groot", "size", "S2"),
            said("klein", "size", version="1.10.0"),
        ],
        form(SIZE),
        form(less, version="1.10.0"),
    )
    assert read(made, "size") == ["klein", "not_comparable", "klein"]


def test_a_scale_that_became_longer_makes_older_answers_incomparable():
    longer = replace(KNOW, scale=replace(POINTS, maximum=7))
    made = table(
        [said(3), said(None, who="S2", missing="refused"), said(3, session="b", version="2.0.0")],
        form(KNOW),
        form(longer, version="2.0.0"),
    )
    assert read(made, "know") == ["not_comparable", "refused", "3"]


def test_the_newest_version_is_the_highest_number_not_the_last_in_the_alphabet():
    longer = replace(KNOW, scale=replace(POINTS, maximum=7))
    made = table(
        [said(3, version="9.0.0"), said(7, session="b", version="10.0.0")],
        form(KNOW, version="9.0.0"),
        form(longer, version="10.0.0"),
    )
    assert read(made, "know") == ["not_comparable", "7"]


def test_a_version_that_dropped_an_item_leaves_it_outside_not_missing():
    made = table(
        [said(3), said("klein", "size", session="b", version="2.0.0")],
        form(KNOW, SIZE),
        form(SIZE, version="2.0.0"),
    )
    assert read(made, "know") == ["3", "OUTSIDE"]


def test_two_instruments_are_pooled_when_they_carry_the_same_codes():
    made = table(
        [said(4), said(2, session="b", instrument="walk")], form(KNOW), form(KNOW, name="walk")
    )
    assert read(made, "know") == ["4", "2"]


def test_two_instruments_with_other_codes_are_never_pooled():
    ten = replace(KNOW, scale=replace(POINTS, maximum=10))
    made = table(
        [said(4), said(4, session="b", instrument="walk")], form(KNOW), form(ten, name="walk")
    )
    assert read(made, "know") == ["4", "OUTSIDE"]
    assert read(made, "know@walk") == ["OUTSIDE", "4"]


def test_groups_stand_in_the_order_in_which_the_study_declares_them():
    made = table(
        [
            said(1, session="a", municipality="stad"),
            said(2, session="b", municipality="elders"),
            said(3, session="c", municipality="dorp", case="brink", role="gemeente"),
            said(3, session="d", municipality="", case=""),
        ]
    )
    towns = made.factors["municipality"]
    assert towns.levels == ("Dorp", "Stad", "elders")
    assert towns.index.tolist() == [1, 2, 0, -1]
    assert towns.labels == {"Dorp": "Dorp", "Stad": "Stad", "elders": "elders"}
    assert made.factors["case"].levels == ("brink", "plein")
    assert made.factors["role"].levels == ("bewoner", "gemeente")
    assert made.factors["session"].levels == ("a", "b", "c", "d")
    assert set(made.factors["version"].levels) == {"talk@1.0.0"}


def test_numbers_without_a_scale_take_the_numbers_seen():
    made = table([said(7, "age"), said(2.5, "age", "S2"), said(7.0, "age", "S3")])
    assert read(made, "age") == ["7", "2.5", "7"]
    assert made.columns[-1].variable.scores == (2.5, 7.0)
    assert not made.columns[-1].variable.declared


@pytest.mark.parametrize(
    ("codes", "scores"),
    [
        (("klein", "groot"), (1.0, 2.0)),
        (("0", "1", "2"), (0.0, 1.0, 2.0)),
        (("2", "1"), (1.0, 2.0)),
        (("1", "geen"), (1.0, 2.0)),
    ],
)
def test_codes_that_are_numbers_from_low_to_high_are_their_own_scores(codes, scores):
    scale = replace(SIZES, options=tuple(Option(code, {"nl": code}) for code in codes))
    made = table([said(codes[0], "size")], form(replace(SIZE, scale=scale)))
    assert made.columns[0].variable.scores == scores


def test_a_reversed_item_says_so_and_is_left_as_given():
    made = table([said(5)], form(replace(KNOW, reverse=True)))
    assert made.columns[0].variable.notes == ("reversed",)
    assert read(made, "know") == ["5"]


def test_one_invented_answer_marks_the_whole_table():
    assert not table([said(4)]).synthetic
    assert table([said(4), replace(said(3, who="S2"), synthetic=True)]).synthetic


def test_the_fingerprint_of_the_answers_knows_no_order_but_knows_every_value():
    some = [said(4), said(3, who="S2")]
    assert responses_sha256(some) == responses_sha256(some[::-1])
    assert responses_sha256(some) != responses_sha256([said(4), said(2, who="S2")])


def test_the_frame_of_responses_has_a_row_each_with_the_reason_beside_the_value():
    frame = frame_of([said(4), said(None, who="S2", missing="refused")])
    assert list(frame.columns) == list(Response.__slots__)
    assert frame["missing"].tolist() == ["", "refused"]
    assert frame_of([]).empty
