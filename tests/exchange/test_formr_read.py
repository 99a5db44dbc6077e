"""A survey sheet of formr becomes an instrument."""

from __future__ import annotations

import pytest

from tests.exchange.making import FORMS, fates, read


@pytest.fixture
def mood():
    return read(FORMS / "mood.csv", languages={"": "nl"})


def test_each_submit_button_ends_a_section(mood):
    found, _ = mood
    assert [len(section.items) for section in found.sections] == [4, 2]


def test_each_type_is_asked_as_what_it_is(mood):
    found, _ = mood
    types = [(one.id, one.type, one.required) for one in found.items]
    assert types == [
        ("welkom", "note", False),
        ("rol", "select_one", True),
        ("stemming", "scale", False),
        ("waarom", "select_multiple", True),
        ("leeftijd", "integer", True),
        ("echo", "text", False),
    ]


def test_points_and_limits_come_from_the_type(mood):
    found, _ = mood
    scale = found.item("stemming").scale
    assert (scale.minimum, scale.maximum) == (1, 7)
    assert [(one.code, one.label["nl"]) for one in scale.options] == [
        ("1", "slecht"),
        ("7", "goed"),
    ]
    assert (found.item("leeftijd").minimum, found.item("leeftijd").maximum) == (0, 120)


def test_a_showif_of_comparisons_is_kept_and_any_other_told(mood):
    found, ledger = mood
    assert found.item("stemming").relevant == "${rol} = '1'"
    assert found.item("waarom").relevant == "${stemming} < 4 and not(${rol} = '')"
    assert found.item("leeftijd").relevant == "selected(${waarom}, '2')"
    assert fates(ledger)["value", "dropped", "prefill"] == 1
    assert fates(ledger)["file", "dropped", "device"] == 1
    assert fates(ledger)["ip", "dropped", "metadata"] == 1


def test_the_lists_of_a_workbook_are_its_own_sheet(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    survey = book.active
    survey.title = "survey"
    choices = book.create_sheet("choices")
    survey.append(["type", "name", "label", "showif"])
    survey.append(["mc_button moods", "mood", "How?", ""])
    for row in (["list_name", "name", "label"], ["moods", 1, "glad"], ["moods", 2, "sad"]):
        choices.append(row)
    book.save(tmp_path / "survey.xlsx")
    found, _ = read(tmp_path / "survey.xlsx")
    assert found.item("mood").scale.codes == ("1", "2")


@pytest.mark.parametrize("number", ["nan", "sNaN", "inf", "1e400", "9" * 5000])
@pytest.mark.parametrize("kind", ["number", "range"])
def test_a_limit_that_is_no_number_to_count_with_is_told_and_the_usual_one_holds(
    tmp_path, kind, number
):
    file = tmp_path / "vorm.csv"
    file.write_text(f'type,name,label\n"{kind} {number},{number}",a,A\n', encoding="utf-8")
    found, ledger = read(file)
    assert ("argument", "dropped", "options_elsewhere") in fates(ledger)
    item = found.item("a")
    assert (item.minimum, item.maximum) == (None, None)
    assert item.scale is None or (item.scale.minimum, item.scale.maximum) == (0, 100)
