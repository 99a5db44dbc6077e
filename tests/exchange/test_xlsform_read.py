"""An XLSForm becomes an instrument; every cell is kept, approximated or dropped, and told."""

from __future__ import annotations

import zipfile

import pytest

from tests.exchange.making import FORMS, fates, markdown, read
from wbp_survey.errors import InstrumentError
from wbp_survey.exchange import workbook
from wbp_survey.exchange.formats import read_foreign
from wbp_survey.exchange.ledger import Ledger

YES_NO = """
list_name; name; label
yn; 1; yes
yn; 0; no
"""


@pytest.fixture
def form(tmp_path):
    """Read an XLSForm given as rows of its sheets."""
    return lambda *sheets, **wishes: read(tmp_path / "form.md", markdown(*sheets), **wishes)


def test_groups_become_sections_and_a_repeat_stays_one():
    buurt, _ = read(FORMS / "buurt.md")
    assert [section.id for section in buurt.sections] == ["wie", "plek", "mensen"]
    assert buurt.sections[1].relevant == "${lid} = '1'"
    assert buurt.sections[2].repeat.label == {"nl": "Mensen", "en": "Mensen"}
    assert buurt.title == {"nl": "Buurt", "en": "Buurt"}


def test_an_item_keeps_its_words_checks_and_conditions():
    buurt, _ = read(FORMS / "buurt.md")
    name, age, member = buurt.sections[0].items
    assert (name.type, name.required, name.text["en"]) == ("long_text", True, "What is your name?")
    assert name.hint == {"nl": "voornaam", "en": "voornaam"}
    assert age.constraints[0].check == ". >= 18 and . < 120"
    assert age.constraints[0].message["nl"] == "Alleen volwassenen."
    assert (member.relevant, member.scale.codes) == ("${leeftijd} > 20", ("1", "0"))


def test_a_filter_of_choices_becomes_a_condition_of_each_option():
    buurt, _ = read(FORMS / "buurt.md")
    options = buurt.item("eigen").scale.options
    assert [one.relevant for one in options] == ["${wijk} = 'noord'", "${wijk} = 'zuid'"]


def test_or_other_becomes_an_option_that_asks_for_words_in_both_languages():
    buurt, _ = read(FORMS / "buurt.md")
    last = buurt.item("straat").scale.options[-1]
    assert (last.code, last.other) == ("other", True)
    assert set(last.label) == {"nl", "en"}


def test_every_loss_is_told_with_its_reason_and_its_row():
    _, ledger = read(FORMS / "buurt.md")
    told = {(row.construct, row.why): row.where for row in ledger.losses() if row.fate != "kept"}
    assert told["start", "metadata"] == ("survey:2",)
    assert told["geopoint", "device"] == ("survey:12 punt",)
    assert told["survey relevent", "unknown_column"] == ("survey:11 x",)
    assert told["required", "required_expression"] == ("survey:6 ${naam} = 'a'",)
    assert told["constraint", "expression"] == ("survey:16 pulldata('a', 'b') > .",)
    assert told["settings instance_name", "setting"] == ("settings:2 ${naam}",)
    assert told["name", "name_changed"] == ("survey:15",)
    assert told["label", "answer_in_text"] == ("survey:15",)


def test_what_could_not_be_expressed_stays_in_the_note_of_the_item():
    buurt, _ = read(FORMS / "buurt.md")
    assert buurt.item("m_jaar").note == "constraint: pulldata('a', 'b') > ."
    assert buurt.item("m_jaar").relevant == "${m_naam} != ''"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("string", "text"),
        ("q int", "integer"),
        ("add decimal prompt", "decimal"),
        ("date", "date"),
        ("time", "time"),
        ("note", "note"),
        ("select one from yn", "select_one"),
        ("select1 yn", "select_one"),
        ("select all that apply from yn", "select_multiple"),
        ("rank yn", "rank"),
        ("acknowledge", "select_one"),
    ],
)
def test_every_spelling_of_a_type_is_understood(form, kind, expected):
    found, _ = form(f"type; name; label\n{kind}; a; A", YES_NO)
    assert found.item("a").type == expected


def test_a_range_of_whole_steps_is_a_scale_and_of_parts_a_number_with_limits(form):
    rows = ["a; start=1 end=7 step=1", "b; start=10 end=0 step=5", "c; start=0 end=1 step=0.1"]
    found, ledger = form(
        "type; name; parameters; label\n" + "\n".join(f"range; {row}; R" for row in rows)
    )
    a, b, c = found.items
    assert (a.scale.minimum, a.scale.maximum) == (1, 7)
    assert b.scale.codes == ("0", "5", "10")
    assert (c.type, c.minimum, c.maximum) == ("decimal", 0, 1)
    assert fates(ledger)["range", "approximated", "range"] == 1


def test_the_ticks_of_a_range_are_labels_of_its_points(form):
    found, _ = form(
        "type; name; label; parameters\nrange; a; A; start=1 end=3 step=1 tick_labelset=t",
        "list_name; name; label\nt; 1; low\nt; 3; high",
    )
    labels = {one.code: one.label["en"] for one in found.item("a").scale.options}
    assert labels == {"1": "low", "3": "high"}


def test_a_date_with_a_time_becomes_two_questions(form):
    found, ledger = form("type; name; label\ndateTime; when; When?")
    assert [(one.id, one.type) for one in found.items] == [("when", "date"), ("when_time", "time")]
    assert fates(ledger)["dateTime", "approximated", "moment"] == 1


def test_rows_under_one_row_of_headings_become_a_matrix(form):
    found, _ = form(
        """
        type; name; label; appearance
        begin_group; m; How much?; field-list
        select_one yn; head; ; label
        select_one yn; a; A; list-nolabel
        select_one yn; b; B; list-nolabel
        end_group; ; ;
        """,
        YES_NO,
    )
    assert [(one.id, one.matrix) for one in found.items] == [("a", "m"), ("b", "m")]
    assert found.item("a").stem["en"] == "How much?"


def test_conditions_of_outer_groups_hold_within_inner_ones(form):
    found, ledger = form(
        """
        type; name; label; relevant
        integer; n; N;
        begin_group; a; A; ${n} > 1
        begin_group; b; B; ${n} > 2
        text; t; T;
        end_group; ; ;
        end_group; ; ;
        """
    )
    assert found.sections[-1].relevant == "${n} > 1 and ${n} > 2"
    assert fates(ledger)["nested group", "approximated", "nested"] == 1


def test_a_group_within_a_repeat_stays_within_it(form):
    found, _ = form(
        """
        type; name; label; relevant
        begin_repeat; r; R;
        text; t; T;
        begin_group; g; G; ${t} = 'x'
        text; u; U; ${t} != 'y'
        end_group; ; ;
        text; v; V;
        end_repeat; ; ;
        """
    )
    (section,) = found.sections
    assert [one.id for one in section.items] == ["t", "u", "v"]
    assert section.items[1].relevant == "${t} = 'x' and ${t} != 'y'"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("${yn} = 1", "${yn} = '1'"),
        ("${yn} > 0", "number(${yn}) > 0"),
        ("selected(${m}, 1)", "selected(${m}, '1')"),
        ("${m} = '1'", "selected(${m}, '1') and count-selected(${m}) = 1"),
        ("${m} != ''", "count-selected(${m}) > 0"),
        ("${n} = '5'", "${n} = 5"),
        ("${t} = 5", "number(${t}) = 5"),
    ],
)
def test_numbers_and_codes_are_kept_apart(form, condition, expected):
    found, _ = form(
        f"""
        type; name; label; relevant
        select_one yn; yn; Q;
        select_multiple yn; m; Q;
        integer; n; Q;
        text; t; Q;
        note; last; Q; {condition}
        """,
        YES_NO,
    )
    assert found.item("last").relevant == expected


def test_a_calculation_that_cannot_be_expressed_goes_and_is_told(form):
    found, ledger = form(
        """
        type; name; label; calculation
        text; t; T;
        calculate; x; ; once(uuid())
        """
    )
    assert [one.id for one in found.items] == ["t"]
    assert fates(ledger)["calculate", "dropped", "no_calculation"] == 1


def test_a_form_with_nothing_to_ask_still_gives_an_instrument(form):
    found, ledger = form("type; name; label\ngeopoint; g; G\nstart; s; ")
    assert [one.type for one in found.items] == ["note"]
    assert fates(ledger)["form", "approximated", "nothing_to_ask"] == 1


def test_texts_in_a_language_the_study_lacks_stand_under_each_of_its_own(form):
    found, ledger = form("type; name; label::Français (fr)\ntext; a; Bonjour")
    assert found.languages == ("nl", "en")
    assert found.item("a").text == {"nl": "Bonjour", "en": "Bonjour"}
    assert fates(ledger)["label", "approximated", "other_language"] == 1


def test_the_one_who_imports_can_say_what_a_language_is(form):
    survey = "type; name; label::Vlaams dialect; label\ntext; a; Hallo;"
    found, _ = form(survey, languages={"vlaams dialect": "nl"})
    assert (found.languages, found.item("a").text) == (("nl",), {"nl": "Hallo"})


def test_a_missing_translation_is_filled_in_and_told(form):
    found, ledger = form("type; name; label::nl; label::en\ntext; a; Hallo; \ntext; b; Dag; Bye")
    assert found.item("a").text == {"nl": "Hallo", "en": "Hallo"}
    assert fates(ledger)["label", "approximated", "no_translation"] == 1


@pytest.mark.parametrize(
    ("survey", "words", "place"),
    [
        ("type; name; label\nfrobnicate; a; A", "frobnicate", "form.md"),
        ("type; name; label\ntext; ; A", "no name", "form.md:survey:2"),
        ("type; name; label\nselect_one none; a; A", "choices sheet", "form.md"),
        ("type; name; label; relevant\ntext; a; A; ${b} = 1", "'b'", "form.md:survey:2"),
    ],
)
def test_what_pyxform_refuses_is_refused_with_its_reason_and_place(form, survey, words, place):
    with pytest.raises(InstrumentError) as refused:
        form(survey)
    (problem,) = refused.value.problems
    assert problem.code == "INSTRUMENT_FOREIGN_REFUSED"
    assert problem.place.startswith(place)
    assert words in problem.cause("en")


def test_a_workbook_that_would_unpack_without_end_is_refused_unopened(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (workbook.MAX_UNPACKED + 1))
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(InstrumentError) as refused:
        read(bomb)
    assert refused.value.problems[0].code == "INSTRUMENT_FOREIGN_LARGE"


def test_a_workbook_with_more_cells_than_any_questionnaire_is_refused_unread(tmp_path):
    file = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"<c><v>1</v></c>" * 2 * workbook.MAX_CELLS)
    with pytest.raises(InstrumentError) as refused:
        read(file)
    assert refused.value.problems[0].code == "INSTRUMENT_FOREIGN_LARGE"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/elsewhere/sheet.xml"])
@pytest.mark.parametrize("cell", [b'<c r="A1"/>', b'<x:c r="A1"><x:v>1</x:v></x:c>'])
def test_cells_count_wherever_a_sheet_stands_and_when_they_are_empty(tmp_path, part, cell):
    file = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(part, cell * (workbook.MAX_EMPTY + 1000))
    with pytest.raises(InstrumentError) as refused:
        read(file)
    assert refused.value.problems[0].code == "INSTRUMENT_FOREIGN_LARGE"


@pytest.mark.parametrize("name", ["form.xlsx", "form.xls", "form.md", "form.csv"])
def test_a_file_that_is_no_form_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(InstrumentError):
        read(tmp_path / name)


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls"])
def test_a_file_that_only_bears_the_name_of_a_workbook_is_no_form(tmp_path, suffix):
    file = tmp_path / f"form{suffix}"
    file.write_bytes(b"\x00\x01 no workbook")
    with pytest.raises(InstrumentError) as caught:
        read_foreign(file, Ledger())
    assert [problem.code for problem in caught.value.problems] == ["INSTRUMENT_FOREIGN_FORMAT"]


def test_our_own_words_for_other_are_no_loss_in_a_form_of_one_language(tmp_path):
    form = markdown(
        "type; name; label::English (en)\nselect_one k or_other; q; Which?",
        "list_name; name; label::English (en)\nk; a; A",
    )
    _, ledger = read(tmp_path / "form.md", form)
    assert "language_unknown" not in {why for _, _, why in fates(ledger)}
