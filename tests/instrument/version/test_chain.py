"""Answers of any version read under a later one, through every version in between."""

from __future__ import annotations

import pytest

from tests.workflow.studies import republish, small_study
from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.version import changes
from wbp_survey.instrument.version.chain import chains, maps_between
from wbp_survey.instrument.version.crosswalk import crosswalk_file
from wbp_survey.model.crosswalk import Crosswalk, CrosswalkLine, applied, compose, nothing
from wbp_survey.workflow.versions import prepare_crosswalk


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def edit(place, old, new):
    path = place.root / "instruments/small/draft.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def four(place):
    """1.0.0, then an option goes, then an item is renamed, then a typo is made."""
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    edit(place, other, '    - {code: "c", label: {nl: "vaak", en: "often"}}\n')
    republish(place, "small", "2.0.0", kind="comparable")
    edit(place, "  - id: kind\n", "  - id: often\n")
    prepare_crosswalk(place, "small", renamed={"kind": "often"})
    republish(place, "small", "2.1.0", often="identical")
    edit(place, "Kunt u een voorbeeld", "Kunt u, een voorbeeld")
    republish(place, "small", "2.1.1")
    return place


def read(place, version, item, value, goal="2.1.1"):
    one = chains(place.root, "small", goal, [version])[version][item]
    return one.into, *applied(one, value)


def test_a_chain_takes_every_step(four):
    assert read(four, "1.0.0", "kind", "a") == ("often", "a", "carried")
    assert read(four, "1.0.0", "kind", "b") == ("often", None, "not_comparable")
    assert read(four, "2.0.0", "kind", "c") == ("often", "c", "carried")
    assert read(four, "2.1.0", "often", "c") == ("often", "c", "carried")
    assert read(four, "2.1.1", "often", "c") == ("often", "c", "given")
    assert read(four, "1.0.0", "years", 2.5) == ("years", 2.5, "carried")


def test_every_item_and_every_code_of_every_version_has_a_fate(four):
    wanted = ["1.0.0", "2.0.0", "2.1.0", "2.1.1"]
    found = chains(four.root, "small", "2.1.1", wanted)
    assert list(found) == wanted[::-1]
    goal = load_instrument(four.root, "small", "2.1.1")
    for version in wanted:
        items = load_instrument(four.root, "small", version).items
        assert set(found[version]) == {item.id for item in items}
        for item in items:
            one = found[version][item.id]
            for code in item.scale.codes if item.scale else ():
                got, whence = applied(one, code)
                assert (got is None) == (whence == "not_comparable")
                assert got is None or got in goal.item(one.into).scale.codes


def test_a_chain_is_its_steps_composed(four):
    whole = chains(four.root, "small", "2.1.1", ["1.0.0"])["1.0.0"]
    first = chains(four.root, "small", "2.0.0", ["1.0.0"])["1.0.0"]
    rest = chains(four.root, "small", "2.1.1", ["2.0.0"])["2.0.0"]
    assert whole == {name: compose(one, rest[one.into]) for name, one in first.items()}


def test_a_later_version_does_not_read_under_an_earlier_one(four):
    assert chains(four.root, "small", "2.0.0", ["2.1.0"]) == {}
    assert list(chains(four.root, "small", "2.0.0", ["1.0.0", "2.1.0"])) == ["1.0.0"]


def test_without_its_crosswalk_a_change_is_not_comparable_and_the_rest_is(four):
    (four.root / crosswalk_file("small", "1.0.0", "2.0.0")).unlink()
    assert read(four, "1.0.0", "kind", "a") == ("often", None, "not_comparable")
    assert read(four, "1.0.0", "member", "yes") == ("member", "yes", "carried")


def test_a_crosswalk_that_cannot_be_read_is_said_to_be_so(four):
    file = four.root / crosswalk_file("small", "1.0.0", "2.0.0")
    file.write_text("items: [", "utf-8")
    with pytest.raises(InstrumentError) as caught:
        chains(four.root, "small", "2.1.1", ["1.0.0"])
    assert caught.value.problems[0].place.startswith(
        "instruments/small/crosswalk-1.0.0-2.0.0.yaml:"
    )


def test_what_was_a_typo_when_it_was_published_stays_one(place, monkeypatch):
    edit(place, "Kunt u een voorbeeld", "Kunt u, een voorbeeld")
    edit(place, "Hoe vaak?", "Hoe vaak ?")
    republish(place, "small", "1.0.1")
    monkeypatch.setattr(changes, "is_typo", lambda *_: False)
    assert read(place, "1.0.0", "kind", "a", goal="1.0.1") == ("kind", "a", "carried")


def test_what_nobody_decided_about_is_not_comparable(place):
    edit(place, "Hoe vaak?", "Hoe vaak in de afgelopen maand?")
    before, after = (load_instrument(place.root, "small", one) for one in ("1.0.0", "draft"))
    blank = Crosswalk("small", "1.0.0", "draft")
    assert maps_between(before, after, blank)["kind"] == nothing("kind", "kind")
    line = CrosswalkLine("kind", "kind", "undecided", ("wording",))
    undecided = Crosswalk("small", "1.0.0", "draft", (line,))
    assert maps_between(before, after, undecided)["kind"] == nothing("kind", "kind")
    assert maps_between(before, after, blank)["member"].comparable


def test_a_crosswalk_that_was_changed_after_publishing_is_not_read_by(four):
    file = four.root / crosswalk_file("small", "1.0.0", "2.0.0")
    text = file.read_text("utf-8")
    file.write_text(text.replace("decision: comparable", "decision: identical"), "utf-8")
    with pytest.raises(InstrumentError) as refused:
        chains(four.root, "small", "2.1.1", ["1.0.0"])
    assert [one.code for one in refused.value.problems] == ["CROSSWALK_CHANGED"]
    assert chains(four.root, "small", "2.1.1", ["2.0.0"])["2.0.0"]["kind"].into == "often"
    file.write_text(text.replace("decision: comparable", "decision:   comparable # ja"), "utf-8")
    assert read(four, "1.0.0", "kind", "a") == ("often", "a", "carried")
