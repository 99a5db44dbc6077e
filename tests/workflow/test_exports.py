"""What leaves the study: every value and reason, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.studies import (
    CLOSED,
    hold,
    republish,
    said,
    seat,
    small_study,
    survey,
    unsaid,
)
from wbp_survey.model.missing import REASONS
from wbp_survey.model.response import Response
from wbp_survey.workflow.exports import COLUMNS, Exported, as_csv, list_responses
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.versions import prepare_crosswalk

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(**more):
    blank = dict.fromkeys(Response.__slots__, "") | {"round": 0, "value": None, "synthetic": False}
    return Exported(**{**blank, **more})


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unmasked(cell):
    """Take off the apostrophe that keeps a spreadsheet from running the cell."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(SIGNS) else cell


def test_every_response_is_one_row_with_its_reason_beside_the_value(tmp_path):
    place = small_study(tmp_path)
    hold(place, "one", said("member", "yes"), said("years", 2.5), unsaid("kind", "refused"))
    rows = list_responses(place)
    assert [(one.item, one.value, one.missing) for one in rows] == [
        ("kind", None, "refused"),
        ("member", "yes", ""),
        ("years", 2.5, ""),
    ]
    written = read(as_csv(rows))
    assert [(one["item"], one["value"], one["missing"]) for one in written] == [
        ("kind", "", "refused"),
        ("member", "yes", ""),
        ("years", "2.5", ""),
    ]
    assert {one["municipality"] for one in written} == {"stad"}


def test_the_header_names_every_field_even_without_rows():
    assert as_csv([]) == ",".join(COLUMNS) + "\n"
    assert COLUMNS[-4:] == ("item_now", "value_now", "missing_now", "provenance")
    assert COLUMNS[:-4] == Response.__slots__


def test_several_codes_stand_in_one_cell():
    assert read(as_csv([row(value=["app", "tel"])]))[0]["value"] == "app tel"


def test_no_text_is_a_formula_to_a_spreadsheet():
    for sign in SIGNS:
        cell = read(as_csv([row(value=f"{sign}1+1")]))[0]["value"]
        assert cell == f"'{sign}1+1"
    assert read(as_csv([row(value=["=1", "2"])]))[0]["value"] == "'=1 2"


def test_a_negative_number_stays_a_number():
    assert read(as_csv([row(value=-2.5), row(value=-3)]))[0]["value"] == "-2.5"


def test_a_dutch_apostrophe_is_left_alone():
    assert read(as_csv([row(value="'s avonds")]))[0]["value"] == "'s avonds"


def test_a_place_from_a_file_is_no_formula_either(tmp_path):
    place = small_study(tmp_path / "study")
    formula = "=HYPERLINK(1)"
    file, mapping = survey(tmp_path, f"who,town,mood,trust\nR1,{formula},1,Low\n")
    text = mapping.read_text("utf-8").replace("column: town", "column: town, outside_study: true")
    mapping.write_text(text, "utf-8")
    import_file(place, file)
    rows = list_responses(place)
    assert rows[0].municipality == formula
    assert {one["municipality"] for one in read(as_csv(rows))} == {f"'{formula}"}


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
FORMULAS = st.builds("".join, st.lists(st.sampled_from(["'", *SIGNS, '"', ",", "a"]), max_size=6))


@given(
    values=st.lists(
        st.one_of(
            st.tuples(
                st.one_of(WORDS, FORMULAS, st.integers(), st.floats(allow_nan=False)), st.just("")
            ),
            st.tuples(st.none(), st.sampled_from([reason.id for reason in REASONS])),
        ),
        max_size=6,
    )
)
def test_values_and_reasons_come_back_from_csv_as_they_went_in(values):
    written = read(as_csv([row(value=value, missing=missing) for value, missing in values]))
    back = [(unmasked(one["value"]) if one["value"] else "", one["missing"]) for one in written]
    expected = [("" if value is None else str(value), missing) for value, missing in values]
    numbers = [isinstance(value, (int, float)) for value, _ in values]
    assert [
        (raw["value"] if number else cell, missing)
        for number, raw, (cell, missing) in zip(numbers, written, back, strict=True)
    ] == expected


def test_all_fields_are_in_the_csv(tmp_path):
    place = small_study(tmp_path)
    hold(place, "one", said("member", "yes"))
    (given_,) = list_responses(place)
    (written,) = read(as_csv([given_]))
    assert written == {name: str(value) for name, value in asdict(given_).items()}


def edit(place, old, new):
    path = place.root / "instruments" / "small" / "draft.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def readings(place, session):
    return {
        one.item: (one.item_now, one.value_now, one.missing_now, one.provenance)
        for one in list_responses(place)
        if one.session == session and one.provenance != "derived"
    }


def test_each_response_says_how_it_reads_under_the_newest_answered_version(tmp_path):
    place = small_study(tmp_path)
    before = [
        said("kind", "b"),
        said("kind_other", "soms"),
        said("why", "zo"),
        said("member", "yes"),
    ]
    hold(
        place, "one", *before, unsaid("years", "refused"), said("channels", ["app", "tel"]), CLOSED
    )
    edit(place, "- id: kind\n", "- id: often\n")
    edit(place, 'code: "app"', 'code: "mail"')
    prepare_crosswalk(place, "small", renamed={"kind": "often"})
    republish(place, "small", "2.0.0", kind="identical", channels="comparable")
    assert readings(place, "one")["kind"] == ("kind", "b", "", "given")
    hold(place, "two", said("often", "a"), CLOSED, version="2.0.0")
    assert readings(place, "one") == {
        "kind": ("often", "b", "", "carried"),
        "kind_other": ("often_other", "soms", "", "carried"),
        "why": ("why", "zo", "", "carried"),
        "member": ("member", "yes", "", "carried"),
        "years": ("years", None, "refused", "given"),
        "channels": ("channels", None, "not_comparable", "not_comparable"),
    }
    assert readings(place, "two") == {"often": ("often", "a", "", "given")}
    written = read(as_csv(list_responses(place)))
    given_ = {one["item"]: one for one in written if one["session"] == "one"}
    assert (given_["channels"]["value"], given_["channels"]["value_now"]) == ("app tel", "")
    assert given_["channels"]["missing_now"] == "not_comparable"


def test_the_answers_to_a_retired_item_are_still_there_and_read_as_nothing(tmp_path):
    place = small_study(tmp_path)
    hold(place, "one", said("channels", ["app", "tel"]), said("why", "zo"), CLOSED)
    text = (place.root / "instruments/small/draft.yaml").read_text("utf-8")
    edit(place, text[text.index("  - id: why") : text.index("  - id: kind")], "")
    republish(place, "small", "2.0.0")
    hold(place, "two", said("kind", "a"), CLOSED, version="2.0.0")
    assert readings(place, "one")["why"] == ("", None, "not_comparable", "not_comparable")
    values = {(one.session, one.item): one.value for one in list_responses(place)}
    assert (values["one", "why"], values["two", "kind"]) == ("zo", "a")


def test_what_was_set_aside_is_in_no_export_until_its_route_returns(tmp_path):
    place = small_study(tmp_path)
    hold(place, "one", said("member", "yes"), said("years", 3.5), said("member", "no"))
    assert set(readings(place, "one")) == {"member"}
    hold(
        place,
        "two",
        said("member", "yes"),
        said("years", 3.5),
        said("member", "no"),
        said("member", "yes"),
    )
    assert set(readings(place, "two")) == {"member", "years"}


def test_what_an_import_brought_in_reads_as_it_was_given(tmp_path):
    place = small_study(tmp_path / "study")
    import_file(place, survey(tmp_path)[0])
    assert {one.provenance for one in list_responses(place)} == {"given"}
    assert {(one.item, one.value, one.missing) for one in list_responses(place)} == {
        (one.item_now, one.value_now, one.missing_now) for one in list_responses(place)
    }


def agreed(participant, **scopes):
    return ("consent_given", {"participant": participant, "scopes": scopes, "version": "1"})


def places(place, scope="quote"):
    return {(one.participant, one.item, one.round) for one in list_responses(place, scope)}


def test_with_a_scope_only_what_those_answered_who_agreed_leaves_the_study(tmp_path):
    place = small_study(tmp_path)
    steps = [
        seat(1),
        seat(2),
        agreed("S1", quote=True),
        agreed("S2", participate=True, quote=False),
    ]
    steps += [said("safe", 3, "S1", 1), said("safe", 4, "S2", 1), said("outcome", "samen", "")]
    hold(place, "one", *steps, instrument="table")
    assert places(place) == {("S1", "safe", 1)}
    assert places(place, "") >= {("S2", "safe", 1), ("", "outcome", 0)}


LATE = ("participant_seated", seat(3)[1] | {"late": True})
NOT_FOR_ME = agreed("S3", participate=False, quote=False)
WITHDRAWN = ("consent_withdrawn", {"participant": "S3", "all": True, "scopes": []})


@pytest.mark.parametrize(
    ("third", "free"),
    [
        ((seat(3), agreed("S3", quote=True)), True),
        ((seat(3), agreed("S3", participate=True)), False),
        ((seat(3),), False),
        ((seat(3), agreed("S3", quote=True), WITHDRAWN), False),
        ((LATE,), True),
        ((seat(3), NOT_FOR_ME), True),
        ((seat(3), ("participant_removed", {"participant": "S3"})), True),
    ],
    ids=["agreed", "did not", "was not asked", "withdrew", "never came", "took no part", "removed"],
)
def test_what_a_table_answered_as_one_goes_only_as_far_as_all_who_took_part_agreed(
    tmp_path, third, free
):
    place = small_study(tmp_path)
    two = [seat(1), seat(2), agreed("S1", quote=True), agreed("S2", quote=True)]
    hold(place, "one", *two, *third, said("outcome", "samen", ""), instrument="table")
    assert (("", "outcome", 0) in places(place)) == free


def test_of_what_was_read_in_nobody_knows_what_was_agreed_to(tmp_path):
    place = small_study(tmp_path / "study")
    import_file(place, survey(tmp_path)[0])
    assert list_responses(place)
    assert list_responses(place, "quote") == []
