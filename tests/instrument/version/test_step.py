"""What a next version needs: a number high enough, decisions, and codes that keep their meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.load import load_instrument, version_key
from wbp_survey.instrument.version.crosswalk import crosswalk_file, crosswalk_yaml, refreshed
from wbp_survey.instrument.version.publish import publish
from wbp_survey.instrument.version.step import crosswalk_step, history_problems, least_version
from wbp_survey.model.change import BUMPS, BY_ID, CLASSES, Change, Detail, greatest
from wbp_survey.model.crosswalk import Crosswalk

AT = "2026-03-02T09:00:00+00:00"
NUMBERS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("parent", "bump", "least"),
    [
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("0.9.9", "minor", "0.10.0"),
        ("9.9.9", "major", "10.0.0"),
    ],
)
def test_the_least_next_version(parent, bump, least):
    assert least_version(parent, bump) == least


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(BUMPS))
def test_the_least_version_is_higher_and_nothing_in_between_will_do(major, minor, patch, bump):
    parent = f"{major}.{minor}.{patch}"
    least = version_key(least_version(parent, bump))
    assert least > version_key(parent)
    place = 2 - BUMPS.index(bump)
    assert least[:place] == version_key(parent)[:place]
    assert least[place] == version_key(parent)[place] + 1
    assert not any(least[place + 1 :])


@given(st.lists(st.sampled_from(CLASSES)))
def test_the_gravest_of_several_changes_decides(found):
    change = Change("a", "a", tuple(Detail(one.id, "x") for one in found))
    assert change.bump == greatest(one.bump for one in found)
    assert all(BUMPS.index(one.bump) <= BUMPS.index(change.bump) for one in found)
    assert change.decides == any(one.decides for one in found)
    assert set(change.classes) == {one.id for one in found}


def test_only_what_carries_no_meaning_needs_no_decision():
    assert [one.id for one in CLASSES if not one.decides] == ["typo", "documentation", "frame"]
    assert [one.id for one in CLASSES if one.bump == "patch"] == ["typo", "documentation"]
    assert [one.id for one in CLASSES if one.bump == "minor"] == [
        "options_added_last",
        "renamed",
        "new",
    ]
    assert all(one.ground and BY_ID[one.id] is one for one in CLASSES)


def edit(root, old, new):
    path = root / "instruments/small/draft.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def judged(root, version):
    before, after = (load_instrument(root, "small", one) for one in ("1.0.0", "draft"))
    return crosswalk_step(root, before, after, version)


def decide(root, version="draft", head=None):
    """Write a crosswalk in which every proposal is taken."""
    step = judged(root, "9.0.0")
    lines = refreshed(step.difference, Crosswalk("small", "1.0.0", "draft")).lines
    proposals = {(one.item, one.into): one.proposal for one in step.difference.changes}
    signed = tuple(
        type(one)(
            one.item, one.into, proposals[one.item, one.into], one.changes, {}, "zo", "AB", one.seen
        )
        for one in lines
    )
    head = head or Crosswalk("small", "1.0.0", version)
    file = root / crosswalk_file("small", "1.0.0", version)
    text = crosswalk_yaml(
        Crosswalk(head.instrument, head.before, head.after, signed), step.difference
    )
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def published(study):
    publish(study, "small", "1.0.0", by="AB", why="eerste", at=AT)
    return study


def test_the_same_again_needs_no_decision_and_any_higher_number(published):
    step = judged(published, "1.0.1")
    assert (step.difference.changes, step.problems) == ((), ())
    assert judged(published, "1.0.0").problems == ()


def test_a_number_too_low_names_the_gravest_change_and_the_least_number(published):
    edit(published, "Hoe vaak?", "Hoe vaak in de afgelopen maand?")
    edit(published, "Kunt u een voorbeeld", "Kunt u, een voorbeeld")
    decide(published)
    (problem,) = judged(published, "1.4.0").problems
    assert problem.code == "INSTRUMENT_VERSION_RULE"
    assert problem.place == "instruments/small/draft.yaml"
    assert "kind" in problem.cause("nl")
    assert "wording" in problem.cause("nl")
    assert "2.0.0" in problem.remedy("nl")
    assert judged(published, "2.0.0").problems == ()


def test_a_change_of_the_whole_is_called_so(published):
    edit(published, '{nl: "Welkom.", en: "Welcome."}', '{nl: "Dag allemaal.", en: "Hello."}')
    (problem,) = judged(published, "1.1.0").problems
    assert problem.code == "INSTRUMENT_VERSION_RULE"
    assert "Het instrument als geheel" in problem.cause("nl")


@pytest.mark.parametrize(
    "head",
    [
        Crosswalk("table", "1.0.0", "draft"),
        Crosswalk("small", "0.9.0", "draft"),
        Crosswalk("small", "1.0.0", "3.0.0"),
    ],
)
def test_a_crosswalk_about_something_else_is_not_used_unseen(published, head):
    edit(published, "Hoe vaak?", "Hoe vaak in de afgelopen maand?")
    file = decide(published, head=head)
    problems = judged(published, "2.0.0").problems
    assert [one.code for one in problems] == ["CROSSWALK_HEAD"]
    assert problems[0].place.startswith(file.relative_to(published).as_posix() + ":")


def test_a_crosswalk_may_be_written_for_the_number_it_will_have(published):
    edit(published, "Hoe vaak?", "Hoe vaak in de afgelopen maand?")
    decide(published, "2.0.0")
    assert judged(published, "2.0.0").problems == ()
    assert [one.code for one in judged(published, "2.1.0").problems] == ["CROSSWALK_UNDECIDED"]


def test_all_that_stands_in_the_way_is_said_at_once(published):
    edit(published, "Hoe vaak?", "Hoe vaak in de afgelopen maand?")
    edit(published, "maximum: 80.5", "maximum: 70.5")
    with pytest.raises(InstrumentError) as caught:
        publish(published, "small", "1.0.1", by="AB", why=" ", at=AT)
    assert sorted(one.code for one in caught.value.problems) == [
        "CROSSWALK_UNDECIDED",
        "CROSSWALK_UNDECIDED",
        "INSTRUMENT_VERSION_RULE",
        "INSTRUMENT_WHY",
    ]


def test_a_first_version_has_no_history(study):
    assert history_problems(study, "small", load_instrument(study, "small", "draft")) == []
