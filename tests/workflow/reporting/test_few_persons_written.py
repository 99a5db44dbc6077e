"""Appendices on codes, scales and findings of a few persons: nothing of them is in it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from tests.workflow.attitudes import MIXED, talked, views, views_study
from tests.workflow.test_entries import FIRST
from wbp_survey.report.compose import compose
from wbp_survey.workflow.queries import ask_query, close_query
from wbp_survey.workflow.reporting.gather import gather
from wbp_survey.workflow.slots import Where

PARTS = ("E", "G", "K")


def study(root, shift, words):
    """Seven talks; everybody says something else per `shift`, and two tell a fact differently."""
    root.mkdir()
    place = views_study(root)
    for number in range(7):
        answers = [(MIXED[(at + number) % 10] + number * 2 + shift) % 5 + 1 for at in range(10)]
        member = "yes" if (number + shift) % 2 else "no"
        talked(place, f"{FIRST}{number}", views(answers, is_member=member, words=words), gap=60)
    return place


def written(place, profile, parts=PARTS):
    """Everything the blocks hold, as one text."""
    blocks = compose(gather(place, "nl", profile), Path(), parts)
    return "\n".join(str(asdict(block)) for block in blocks)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    root = tmp_path_factory.mktemp("few")
    return study(root / "een", 0, "Geheim over Jan."), study(root / "twee", 1, "Iets anders.")


@pytest.mark.parametrize("part", PARTS)
def test_other_answers_of_few_persons_give_the_same_appendix(places, part):
    one, other = (written(place, "publiek", (part,)) for place in places)
    assert one == other


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_no_words_no_session_and_no_pseudonym_stand_in_them(places, profile):
    text = written(places[0], profile)
    for told in ("Geheim", "Jan", FIRST, f"B-{FIRST}"):
        assert told not in text


def test_the_answers_do_differ_where_they_may_be_told(places):
    one, other = (written(place, "consortium", ("G",)) for place in places)
    assert one != other


def test_the_researchers_see_counts_and_the_public_does_not(places):
    assert "'7'" in written(places[0], "consortium")
    assert "'7'" not in written(places[0], "publiek")


def test_why_a_finding_was_settled_is_for_the_researchers_alone(tmp_path):
    place = study(tmp_path / "een", 0, "Iets.")
    talked(place, "flat", views([4] * 10), gap=60)
    ask_query(place, "flat", Where("v3"), "Klopt dit?", "CD")
    close_query(place, "flat", "Q1", "Nagevraagd en gemeend.", "CD")
    assert "Nagevraagd en gemeend." in written(place, "consortium", ("K",))
    assert "Nagevraagd" not in written(place, "publiek", ("K",))
