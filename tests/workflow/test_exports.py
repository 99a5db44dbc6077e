"""What leaves the study: every value and reason, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.studies import hold, said, small_study, survey, unsaid
from wbp_survey.model.missing import REASONS
from wbp_survey.model.response import Response
from wbp_survey.workflow.exports import as_csv, list_responses
from wbp_survey.workflow.imports import import_file

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(**more):
    blank = dict.fromkeys(Response.__slots__, "") | {"round": 0, "value": None, "synthetic": False}
    return Response(**{**blank, **more})


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
    assert as_csv([]) == ",".join(Response.__slots__) + "\n"


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
