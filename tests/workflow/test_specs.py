"""What a version may be called on the command line, files and foreign forms included."""

from __future__ import annotations

import pytest

from tests.exchange.making import FORMS
from tests.workflow.studies import small_study
from wbp_survey.errors import InstrumentError, UsageError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.workflow.foreign import Options, export_form, import_form
from wbp_survey.workflow.specs import doubts, instrument_named, resolved_named, versions_named


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def files(place):
    return {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["buurt.md", "clinic.csv", "mood.csv"])
def test_a_form_is_read_as_an_import_makes_it_and_nothing_is_written(place, name):
    before = files(place)
    found = instrument_named(place, str(FORMS / name))
    assert files(place) == before
    made = import_form(place, FORMS / name, Options())
    draft = load_instrument(place.root, made.instrument.id, "draft")
    assert (found.sections, found.sha256) == (draft.sections, draft.sha256)


def test_a_form_may_be_read_while_there_is_a_draft_of_that_name(place):
    import_form(place, FORMS / "mood.csv", Options())
    assert instrument_named(place, str(FORMS / "mood.csv")).id == "mood"


def test_a_workbook_and_a_file_of_our_own_are_versions_too(place, tmp_path):
    ours = load_instrument(place.root, "small", "1.0.0")
    export_form(place, "xlsform", "small@1.0.0", tmp_path / "theirs.XLSX", "nl")
    before, after = versions_named(
        place, (str(place.root / "instruments/small/1.0.0.yaml"), str(tmp_path / "theirs.XLSX"))
    )
    assert before.sha256 == ours.sha256
    assert after.sections == ours.sections


@pytest.mark.parametrize("spec", ["nowhere.csv", "nowhere/draft.yaml", "x/y.lss", "gone.xlsx"])
def test_a_file_that_is_not_there_is_said_to_be_none(place, spec):
    with pytest.raises(InstrumentError) as refused:
        instrument_named(place, spec)
    assert [one.code for one in refused.value.problems] == ["INSTRUMENT_SPEC"]


def test_a_form_its_own_tool_refuses_is_refused(place, tmp_path):
    file = tmp_path / "form.md"
    file.write_text("| survey |\n| | type | name | label |\n| | text | | A |\n", encoding="utf-8")
    with pytest.raises(InstrumentError) as refused:
        instrument_named(place, str(file))
    assert refused.value.problems[0].code == "INSTRUMENT_FOREIGN_REFUSED"


def test_a_form_alone_is_held_against_the_draft_of_that_name_if_there_is_one(place):
    with pytest.raises(UsageError) as refused:
        versions_named(place, (str(FORMS / "mood.csv"),))
    assert [one.code for one in refused.value.problems] == ["USAGE_SECOND_VERSION"]
    import_form(place, FORMS / "mood.csv", Options())
    before, after = versions_named(place, (str(FORMS / "mood.csv"),))
    assert before.sha256 == after.sha256


def test_the_places_are_those_of_the_file_that_was_named(place, tmp_path):
    file = tmp_path / "draft.yaml"
    text = (place.root / "instruments/small/draft.yaml").read_text("utf-8")
    file.write_text("\n\n" + text, "utf-8")
    found = instrument_named(place, str(file))
    there = resolved_named(place, str(file), found)
    ours = resolved_named(place, "small@draft", found)
    route = there.routes[0][0]
    lines = [one.document.marks[route][0] for one in (ours, there)]
    assert lines[1] - lines[0] == 2
    assert there.document.place(route).startswith(str(file))


def test_a_published_file_that_was_changed_is_doubted_whoever_reads_it(place):
    assert doubts(place, instrument_named(place, "small")) == []
    assert doubts(place, instrument_named(place, "small@draft")) == []
    file = place.root / "instruments/small/1.0.0.yaml"
    file.write_text(file.read_text("utf-8").replace("Bent u lid?", "Was u lid?"), "utf-8")
    (doubt,) = doubts(place, instrument_named(place, "small"))
    assert doubt.code == "INSTRUMENT_CHANGED"
