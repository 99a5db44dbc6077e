"""Conversations gathered from the journal: how long, with which version, who agreed to what."""

from __future__ import annotations

from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.workflow.reporting.talks import code_of, talk_records


def test_conversations_apart_are_gathered_and_nothing_else(tmp_path):
    place = small_study(tmp_path / "study")
    hold(place, "een", said("member", "yes"), said("know", "3"), CLOSED, seat(1))
    hold(place, "open", said("member", "yes"), seat(1))
    hold(place, "tafel", seat(1), seat(2), said("safe", 3, "S1", 1), CLOSED, instrument="table")
    found = {one.code: one for one in talk_records(place, "publiek")}
    codes = {name: code_of(place.study.seed, "publiek", name) for name in ("een", "open", "tafel")}
    assert set(found) == {codes["een"], codes["open"]}
    assert found[codes["open"]].open
    assert not found[codes["een"]].open
    assert found[codes["een"]].instrument == "small"
    assert found[codes["een"]].case == "plein"


def test_a_code_is_always_the_same_and_another_in_every_report():
    assert code_of(1, "publiek", "s") == code_of(1, "publiek", "s")
    assert (
        len({code_of(1, "publiek", "s"), code_of(1, "consortium", "s"), code_of(2, "publiek", "s")})
        == 3
    )
    assert len({code_of(1, "publiek", f"s{at}") for at in range(300)}) > 295


def test_who_withdrew_is_not_among_them(tmp_path):
    place = small_study(tmp_path / "study")
    gone = ("consent_withdrawn", {"participant": "S1", "all": True, "scopes": []})
    hold(place, "weg", said("member", "yes"), seat(1), gone)
    hold(place, "er", said("member", "yes"), seat(1))
    assert len(talk_records(place, "publiek")) == 1
