"""A matrix prints what it shades; what is hidden is an x, without a shade."""

from __future__ import annotations

from dataclasses import replace

from tests.report.drawn import rows_in, words_in
from wbp_survey.report.figures import matrix as module
from wbp_survey.report.figures.matrix import draw_matrix, matrix_alt
from wbp_survey.report.gate.charts import Cell, DraftMatrix, release_matrix

CASES = {"Noord": 20, "Zuid": 12, "Oost": 4}
VALUES = {"Ken uw buren": ("2", "4,5", "9"), "Ken de agent": ("7", "3", "1")}


def drafted(values=VALUES, *, coarse=False, heads=None):
    cells = tuple(
        Cell(row, case, f"base-{row}", case, text, float(text.replace(",", ".")) / 9, coarse)
        if text[0].isdigit()
        else Cell(row, case, f"base-{row}", case, text, 1.0, coarse)
        for row, texts in values.items()
        for case, text in zip(CASES, texts, strict=True)
    )
    bases = {f"base-{row}": CASES for row in values}
    shades = ("laag", "midden", "hoog")
    return DraftMatrix("Titel", tuple(CASES), tuple(values), heads or {}, shades, cells, bases)


def released(values=VALUES, profile="consortium", **known):
    return release_matrix(drafted(values, **known), profile)


def test_every_cell_that_shows_prints_its_value_in_order(tmp_path):
    large = dict.fromkeys(CASES, 20)
    draft = replace(drafted(), bases={f"base-{row}": large for row in VALUES})
    path = draw_matrix(release_matrix(draft, "publiek"), tmp_path / "a")
    found = words_in(path)
    assert found[:3] == ["laag", "midden", "hoog"]
    assert found[3:6] == list(CASES)
    assert found[6:] == [*("Ken uw buren", "2", "4,5", "9"), *("Ken de agent", "7", "3", "1")]
    assert rows_in(path)[1:3] == [["Ken uw buren", "Noord", "2"], ["Ken uw buren", "Zuid", "4,5"]]


def test_a_hidden_cell_is_an_x_on_white_and_the_next_smallest_with_it(tmp_path, monkeypatch):
    fills = []
    monkeypatch.setattr(module, "box", lambda *given, **_: fills.append(given[3]))
    path = draw_matrix(released(), tmp_path / "a")
    assert words_in(path)[7:10] == ["2", "x", "x"]
    assert fills[1:3] == ["#FFFFFF"] * 2
    assert fills[0] != "#FFFFFF"
    assert rows_in(path)[2:4] == [["Ken uw buren", "Zuid", "x"], ["Ken uw buren", "Oost", "x"]]


def test_a_theme_stands_above_the_row_it_opens(tmp_path):
    path = draw_matrix(released(heads={"Ken de agent": "samenwerking"}), tmp_path / "a")
    found = words_in(path)
    assert found[found.index("samenwerking") + 1] == "Ken de agent"


def test_the_words_beside_it_name_the_highest_and_the_lowest_that_show():
    text = matrix_alt(released(), "nl")
    assert "Hoogste: ‘Ken de agent’, Noord (7)." in text
    assert "Laagste: ‘Ken uw buren’, Noord (2)." in text
    assert "Niet getoond: 4." in text
    assert "9" not in text


def test_of_classes_the_words_beside_it_count_how_many_there_are():
    values = {"Ken uw buren": ("hoog", "hoog", "laag"), "Ken de agent": ("midden", "hoog", "laag")}
    text = matrix_alt(released(values, coarse=True), "nl")
    assert text == "Titel. Laag: 0, midden: 1, hoog: 3. Niet getoond: 2."


def test_what_a_hidden_case_said_changes_no_byte(tmp_path):
    seen = []
    for value in ("1", "9"):
        values = {row: (*texts[:1], value, value) for row, texts in VALUES.items()}
        shown = released(values)
        path = draw_matrix(shown, tmp_path / value)
        vector = path.with_suffix(".svg").read_bytes()
        seen.append((path.read_bytes(), vector, rows_in(path), matrix_alt(shown, "nl")))
    assert seen[0] == seen[1]
