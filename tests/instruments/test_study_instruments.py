"""The instruments of this study keep to the rules that `instruments/README.md` states."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import pytest

from tests.instruments.study import (
    ABOUT_A_GROUP,
    ALL,
    DRAFTS,
    OWN_PHASES,
    RATINGS,
    ROOT,
    asked,
    every,
    only,
    to_a_person,
)
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.study import load_study
from wbp_survey.model.instrument import UNASKED, RoundTableItems
from wbp_survey.workflow.invent import Plan, invent

PEOPLE = ("interview", "self_completion")


def places(instrument, *constructs):
    return [
        at
        for at, item in enumerate(instrument.items)
        if item.type not in UNASKED and item.construct.startswith(constructs)
    ]


def texts(thing):
    """Every text in several languages, however deep."""
    if isinstance(thing, RoundTableItems):
        return  # names items, says nothing
    if isinstance(thing, Mapping):
        yield thing
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from texts(getattr(thing, one.name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts(one)


def test_the_instruments_in_the_repository_are_sound():
    assert check_instruments(ROOT) == []


def test_there_is_an_instrument_for_every_role_and_every_kind_of_material():
    assert {role for one in DRAFTS.values() for role in one.roles} == {
        role.id for role in load_study(ROOT).roles
    }
    assert {one.kind for one in DRAFTS.values()} == {
        "interview",
        "round_table",
        "self_completion",
        "case_form",
        "codebook",
    }


def test_the_table_in_the_readme_tells_what_the_drafts_hold():
    page = (ROOT / "instruments" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \|.*\| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    assert {name: (int(items), int(minutes)) for name, items, minutes in rows} == {
        name: (len(one.items), one.minutes) for name, one in DRAFTS.items()
    }


@only("interview")
def test_an_interview_has_25_to_45_items(instrument):
    assert 25 <= len(asked(instrument)) <= 45


@every()
def test_every_text_stands_in_dutch_and_in_english(instrument):
    found = list(texts(instrument))
    assert len(found) > 50
    for text in found:
        assert set(text) == {"nl", "en"}
        assert all(words.strip() for words in text.values())


@every()
def test_the_planned_minutes_of_the_sections_add_up(instrument):
    assert sum(section.minutes for section in instrument.sections) == instrument.minutes
    for section in instrument.sections:
        assert section.minutes > 0 or section.id in OWN_PHASES


@every()
def test_every_question_names_its_source_and_its_construct(instrument):
    known = load_study(ROOT).constructs
    for item in instrument.items:
        if item.type != "note":
            assert item.source, item.id
            assert item.construct in known, item.id


@every()
def test_whoever_is_asked_may_refuse(instrument):
    assert [one.id for one in to_a_person(instrument) if "refused" not in one.missing] == []


def test_somebody_is_asked_in_every_instrument_with_a_role():
    assert all(bool(to_a_person(one)) == bool(one.roles) for one in DRAFTS.values())
    assert not DRAFTS["chat-codeboek"].roles
    assert not DRAFTS["deskresearch-casus"].roles


@every({key: one for key, one in ABOUT_A_GROUP.items() if one.kind in PEOPLE})
def test_the_level_is_asked_before_the_effect(instrument):
    ids = [item.id for item in instrument.items]
    effects = places(instrument, "cohesion.effect", "safety.effect", "output.")
    assert {"coh_grade", "saf_grade"} <= set(ids)
    assert max(ids.index("coh_grade"), ids.index("saf_grade")) < min(effects)


@every({key: one for key, one in ALL.items() if one.kind in PEOPLE})
def test_undesired_effects_come_after_all_other_effects(instrument):
    others = places(instrument, "cohesion.", "safety.", "output.", "cooperation.contact")
    assert max(others) < min(places(instrument, "undesired."))
    (section,) = {
        section.id
        for section in instrument.sections
        if any(item.construct.startswith("undesired.") for item in section.items)
    }
    assert section == "undesired"


@only("interview")
def test_open_questions_come_before_ratings(instrument):
    """A question that only some are asked, and a mark for the level, stand outside this."""
    compared = 0
    for section in instrument.sections:
        rated = [
            at
            for at, item in enumerate(section.items)
            if item.scale is not None
            and item.scale.id in RATINGS
            and not item.construct.endswith(".level")
        ]
        opened = [
            at
            for at, item in enumerate(section.items)
            if item.type == "long_text" and not item.relevant
        ]
        if rated and opened:
            compared += 1
            assert max(opened) < min(rated), section.id
    assert compared >= 2


@every(ABOUT_A_GROUP)
def test_how_often_something_happened_is_asked_over_a_stated_period(instrument):
    often = [item for item in instrument.items if item.scale and item.scale.id == "freq5"]
    assert all("12 maanden" in (item.stem or {})["nl"] for item in often)
    assert all("12 months" in (item.stem or {})["en"] for item in often)


def test_roles_are_asked_the_same_in_the_same_words():
    found = defaultdict(list)
    for instrument in DRAFTS.values():
        for item in instrument.items:
            found[item.id, item.referent].append((item.type, item.text, item.scale))
    shared = {key: ways for key, ways in found.items() if len(ways) > 1}
    assert len(shared) > 25
    assert [key for key, ways in shared.items() if any(way != ways[0] for way in ways)] == []


def test_the_words_of_a_published_survey_are_named_as_a_subject_only():
    for item in DRAFTS["bewoner-minisurvey"].items:
        if item.source.startswith("naar "):
            assert re.fullmatch(r"naar .+ \(onderwerp\), eigen formulering", item.source), item.id


@every()
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_session_with_invented_answers_reaches_the_end(instrument, seed):
    study = load_study(ROOT)
    case = "" if instrument.referent == "general" else study.cases[0].id
    seats = instrument.roles if instrument.kind == "round_table" else instrument.roles[:1]
    assert len(invent(study, Plan(instrument, case, seats, f"{seed}/{case}/X"))) > 3
