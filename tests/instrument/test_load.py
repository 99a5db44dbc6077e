from __future__ import annotations

import os

import pytest

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.load import (
    list_instruments,
    load_by_hash,
    load_instrument,
    version_key,
    versions,
)
from wbp_survey.instrument.version.lock import lock_problems
from wbp_survey.instrument.version.publish import publish


def problems(*arguments):
    with pytest.raises(InstrumentError) as caught:
        load_instrument(*arguments)
    return caught.value.problems


def freeze(root, version):
    return publish(root, "small", version, by="Ann", why="first", at="2025-01-01T00:00:00+00:00")


def test_a_draft_has_its_bank_items_resolved(study):
    small = load_instrument(study, "small", "draft")
    assert [item.id for item in small.items] == [
        "member",
        "years",
        "know",
        "channels",
        "why",
        "kind",
    ]
    assert (small.status, small.version, small.minutes) == ("draft", "draft", 10)
    assert small.item("member").scale.codes == ("yes", "no")
    assert small.item("kind").scale.level == "ordinal"
    assert small.item("kind").scale.options[1].other
    assert small.item("channels").scale.options[2].exclusive
    assert small.item("years").constraints[0].message["nl"] == "Hooguit 80."
    assert len(small.sha256) == 64


def test_a_variant_gives_text_stem_and_referent(study):
    know = load_instrument(study, "small", "draft").item("know")
    assert know.text["nl"].startswith("In het algemeen")
    assert know.stem["nl"] == "Over groepen:"
    assert know.referent == "general"
    assert know.construct == "cohesion.effect"


def test_a_variant_without_a_stem_keeps_the_stem_of_the_item(study):
    path = study / "instruments/bank/items.yaml"
    text = path.read_text(encoding="utf-8")
    own = '  stem: {nl: "Over deze groep:", en: "About this group:"}\n  variants:'
    before, _, after = text.partition("  variants:")
    after = "".join(line for line in after.splitlines(keepends=True) if "stem:" not in line)
    path.write_text(before + own + after, encoding="utf-8")
    know = load_instrument(study, "small", "draft").item("know")
    assert know.stem["nl"] == "Over deze groep:"
    assert know.text["nl"].startswith("In het algemeen")


def test_a_use_may_override_when_it_is_asked(study):
    path = study / "instruments/small/draft.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace(
        "{use: know, referent: general}", "{use: know, relevant: \"${member} = 'no'\"}"
    )
    path.write_text(changed, encoding="utf-8")
    know = load_instrument(study, "small", "draft").item("know")
    assert (know.relevant, know.referent) == ("${member} = 'no'", "case")


def test_an_item_asked_in_two_rounds_is_one_item(study):
    table = load_instrument(study, "table", "draft")
    assert [item.id for item in table.items] == ["safe", "outcome"]
    assert [section.round for section in table.sections] == [1, None, 2]
    assert table.item("safe").scale.codes[-1] == "10"


def test_an_unknown_id_gets_the_nearest_and_all_known_ones(study):
    (problem,) = problems(study, "smal")
    assert problem.code == "INSTRUMENT_UNKNOWN_NEAR"
    assert problem.remedy("en") == "Did you mean small? There are: small, table."
    (problem,) = problems(study, "zzz")
    assert problem.remedy("en") == "Use one of these: small, table."


def test_an_unknown_version_lists_the_known_ones(study):
    (problem,) = problems(study, "small", "2.0.0")
    assert (problem.code, problem.values["known"]) == ("INSTRUMENT_UNKNOWN_VERSION", "draft")


def test_nothing_published_is_said_with_what_to_do(study):
    (problem,) = problems(study, "small")
    assert problem.code == "INSTRUMENT_NOT_PUBLISHED"


def test_a_broken_draft_raises_all_its_problems(study):
    path = study / "instruments/small/draft.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("text:", "tekst:"), encoding="utf-8")
    assert len(problems(study, "small", "draft")) > 5


def test_the_newest_version_is_by_number_not_by_name(study):
    for version in ("1.9.0", "1.10.0"):
        freeze(study, version)
    assert load_instrument(study, "small").version == "1.10.0"
    assert versions(study, "small") == ["draft", "1.9.0", "1.10.0"]
    assert version_key("01.0.0") == version_key("1.0") == version_key("crosswalk-1.0.0-1.1.0") == ()


def test_a_published_version_does_not_need_the_bank(study):
    before = freeze(study, "1.0.0")
    for file in (study / "instruments/bank").iterdir():
        file.unlink()
    assert load_instrument(study, "small", "1.0.0") == before


def test_by_hash_insists_on_the_same_content(study):
    frozen = freeze(study, "1.0.0")
    assert load_by_hash(study, "small", "1.0.0", frozen.sha256) == frozen
    with pytest.raises(InstrumentError) as caught:
        load_by_hash(study, "small", "1.0.0", "0" * 64)
    assert [problem.code for problem in caught.value.problems] == ["INSTRUMENT_HASH"]


def test_a_changed_published_file_is_readable_but_reported(study):
    freeze(study, "1.0.0")
    path = study / "instruments/small/1.0.0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Waarom?", "Hoezo?"), encoding="utf-8")
    small = load_instrument(study, "small")
    assert small.status == "published"
    assert [problem.code for problem in lock_problems(study, small)] == ["INSTRUMENT_CHANGED"]


def test_a_published_file_that_changes_under_ones_hands_is_read_anew(study):
    freeze(study, "1.0.0")
    path = study / "instruments/small/1.0.0.yaml"
    before, when = load_instrument(study, "small", "1.0.0"), path.stat()
    assert load_instrument(study, "small", "1.0.0") is before
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Hooguit 80.", "Hooguit 81."), encoding="utf-8")
    os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))
    after = load_instrument(study, "small", "1.0.0")
    assert after.item("years").constraints[0].message["nl"] == "Hooguit 81."
    assert after.sha256 != before.sha256
    path.write_text("instrument: {id: [", encoding="utf-8")
    (problem,) = problems(study, "small", "1.0.0")
    assert problem.place.startswith("instruments/small/1.0.0.yaml:")
    path.write_text(text, encoding="utf-8")
    assert load_instrument(study, "small", "1.0.0") == before


def test_a_published_file_outside_the_lock_is_reported(study):
    freeze(study, "1.0.0")
    (study / "instruments/published.lock").unlink()
    small = load_instrument(study, "small")
    assert [problem.code for problem in lock_problems(study, small)] == ["INSTRUMENT_NOT_LOCKED"]


def test_a_draft_and_an_untouched_version_have_no_lock_problems(study):
    assert lock_problems(study, freeze(study, "1.0.0")) == []
    assert lock_problems(study, load_instrument(study, "small", "draft")) == []


def test_listing_shows_every_version_and_survives_a_broken_file(study):
    frozen = freeze(study, "1.0.0")
    (study / "instruments/table/draft.yaml").write_text("a: b: c", encoding="utf-8")
    listed = list_instruments(study)
    assert [(one.id, one.version, one.status, one.items) for one in listed] == [
        ("small", "draft", "draft", 6),
        ("small", "1.0.0", "published", 6),
        ("table", "draft", "draft", 0),
    ]
    assert listed[1].sha256 == frozen.sha256
    assert (listed[2].title, listed[2].sha256) == ({}, "")
