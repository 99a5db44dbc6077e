"""A REDCap data dictionary becomes an instrument."""

from __future__ import annotations

import pytest

from tests.exchange.making import FORMS, fates, read
from wbp_survey.exchange.redcap_read import HEADS


@pytest.fixture
def clinic():
    return read(FORMS / "clinic.csv", languages={"": "nl"})


def dictionary(*rows, heads=HEADS):
    """A dictionary with a record number and these fields, each `{column number: cell}`."""
    lines = [",".join(f'"{head}"' for head in heads), "record_id,a,,text,Number" + "," * 13]
    for row in rows:
        cells = [str(row.get(at, "")).replace('"', '""') for at in range(len(heads))]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return "\n".join(lines) + "\n"


def test_forms_and_headers_become_sections(clinic):
    found, _ = clinic
    titles = [section.title["nl"] for section in found.sections]
    assert titles == ["intake", "Klachten", "Hoe gaat het?"]


def test_each_type_of_field_is_asked_as_what_it_is(clinic):
    found, _ = clinic
    types = {one.id: one.type for one in found.items}
    assert types == {
        "naam": "text", "lengte": "decimal", "gewicht": "integer", "klachten": "select_multiple",
        "sinds": "date", "bmi": "calculate", "rustig": "select_one", "bang": "select_one",
        "pijn": "scale", "contact": "select_one", "afspraak": "date", "afspraak_time": "time",
    }  # fmt: skip


def test_limits_are_soft_unless_they_are_forced(clinic):
    found, _ = clinic
    (check,) = found.item("lengte").constraints
    assert (check.check, check.soft) == (". >= 0.5 and . <= 2.5", True)
    assert "0,5 / 2,5" in check.message["nl"]
    weight = found.item("gewicht")
    assert (weight.minimum, weight.maximum, weight.constraints) == (3, 300, ())
    assert found.item("sinds").constraints[0].check == ". >= '2020-01-01' and . <= today()"


def test_a_choice_keeps_its_commas_and_a_slider_its_labels(clinic):
    found, _ = clinic
    labels = [option.label["nl"] for option in found.item("klachten").scale.options]
    assert labels == ["hoofdpijn", "buikpijn, ook licht", "geen"]
    points = {option.code: option.label["nl"] for option in found.item("pijn").scale.options}
    assert points == {"0": "geen", "50": "matig", "100": "veel"}


def test_branching_logic_and_calculations_are_ours(clinic):
    found, _ = clinic
    expected = "selected(${klachten}, '1') or selected(${klachten}, '2')"
    assert found.item("sinds").relevant == expected
    assert found.item("bmi").calculation == "round(${gewicht} div (${lengte} * ${lengte}), 1)"
    assert found.item("contact").relevant == ""
    assert "[event_1_arm_1][naam]" in found.item("contact").note


def test_fields_of_one_matrix_group_share_their_options(clinic):
    found, _ = clinic
    calm, afraid = found.item("rustig"), found.item("bang")
    assert calm.matrix == afraid.matrix == "stemming"
    assert calm.scale is afraid.scale


def test_every_loss_is_told_with_its_line(clinic):
    _, ledger = clinic
    told = {(row.construct, row.why): row.where for row in ledger.losses() if row.fate != "kept"}
    assert told["record id", "record_id"] == ("clinic.csv:2 record_id",)
    assert told["file", "device"] == ("clinic.csv:14 foto",)
    assert told["identifier", "identifier"] == ("clinic.csv:3",)
    assert told["action tag", "action_tag"] == ("clinic.csv:10 @HIDDEN-SURVEY",)
    assert told["ranking", "matrix_ranking"] == ("clinic.csv:10 y",)
    assert told["header", "markup"] == ("clinic.csv:9",)
    assert told["branching logic", "expression"][0].startswith("clinic.csv:12 [event_1_arm_1]")


@pytest.mark.parametrize(
    ("validation", "expected"),
    [
        ("integer", "integer"),
        ("number_2dp", "decimal"),
        ("number_1dp_comma_decimal", "decimal"),
        ("date_mdy", "date"),
        ("time_hh_mm_ss", "time"),
        ("time_mm_ss", "text"),
        ("email", "text"),
        ("zipcode", "text"),
    ],
)
def test_a_validation_decides_what_a_text_field_is(tmp_path, validation, expected):
    text = dictionary({0: "x", 1: "a", 3: "text", 4: "X", 7: validation})
    found, _ = read(tmp_path / "d.csv", text)
    assert found.item("x").type == expected


def test_a_dictionary_of_the_interface_for_programs_is_the_same(tmp_path):
    text = "field_name,form_name,section_header,field_type,field_label\nx,a,NA,notes,Hello\n"
    found, _ = read(tmp_path / "metadata.csv", text)
    assert found.sections[0].title["nl"] == "a"
    assert (found.item("x").type, found.item("x").text["nl"]) == ("long_text", "Hello")


def test_a_file_of_an_old_windows_program_is_read_and_that_is_told(tmp_path):
    file = tmp_path / "old.csv"
    file.write_bytes(dictionary({0: "x", 1: "a", 3: "text", 4: "café"}).encode("cp1252"))
    found, ledger = read(file)
    assert found.item("x").text["nl"] == "café"
    assert fates(ledger)["encoding", "approximated", "encoding"] == 1


def test_a_file_with_semicolons_and_a_column_nobody_knows_is_read(tmp_path):
    text = "Variable / Field Name;Form Name;Field Type;Field Label;Mood\nx;a;text;Hello;glad\n"
    found, ledger = read(tmp_path / "d.csv", text)
    assert found.item("x").text["en"] == "Hello"
    assert fates(ledger)["Mood", "dropped", "unknown_column"] == 1


@pytest.mark.parametrize("limit", ["0.5", "veel", "9" * 5000])
def test_an_end_of_a_slider_that_is_no_whole_number_is_told_and_the_usual_one_holds(
    tmp_path, limit
):
    file = tmp_path / "vorm.csv"
    row = {0: "pain", 1: "f", 3: "slider", 4: "Pain", 8: limit, 9: "50"}
    file.write_text(dictionary(row), encoding="utf-8")
    found, ledger = read(file)
    scale = found.item("pain").scale
    assert (scale.minimum, scale.maximum) == (0, 50)
    assert ("minimum", "dropped", "validation") in fates(ledger)
