"""Shifts between two rounds: medians of tables, and of all together; never a person's."""

from __future__ import annotations

from tests.report.drawn import rows_in, shifts, words_in
from wbp_survey.report.figures import slopes as module
from wbp_survey.report.figures.slopes import draw_slopes, slopes_alt
from wbp_survey.report.gate.charts import release_shifts

THREE = {
    "1  Op een melding volgt iets.": {"a": (4.0, 7.0), "b": (5.0, 5.0), "": (4.5, 6.0)},
    "2  De groep bindt.": {"a": (4.0, 4.0), "b": (4.0, 4.0), "": (4.0, 4.0)},
    "3  De groep stoort.": {"a": (6.0, 5.0), "b": (7.0, 7.0), "": (6.5, 6.0)},
}


def released(medians=None, persons=None):
    return release_shifts(shifts(medians or THREE, persons), "publiek")


def test_every_statement_has_its_panel_and_all_together_their_medians_in_print(tmp_path):
    found = words_in(draw_slopes(released(), tmp_path / "a", "nl"))
    assert found[:3] == ["a", "b", "samen"]
    assert [one for one in found if one[:2] in ("1 ", "2 ", "3 ")] == list(THREE)
    assert found.count("ronde\u00a01") == found.count("ronde\u00a02") == 3
    at = found.index("4,5")
    assert found[at + 1] == "6"


def test_lines_on_the_same_medians_lie_apart_and_others_where_they_belong(tmp_path, monkeypatch):
    lines = []
    monkeypatch.setattr(module, "_line", lambda _axes, _across, ends, key, **_: lines.append(
        (key.label, tuple(ends))))  # fmt: skip
    draw_slopes(released(), tmp_path / "a", "nl")
    second = [ends for _, ends in lines[3:6]]
    assert len(set(second)) == 3
    assert max(ends[0] for ends in second) - min(ends[0] for ends in second) < 0.1
    first = dict(lines[:3])
    assert first["a"][0] > first["a"][1]
    assert first["b"][0] == first["b"][1]


def test_a_hidden_table_has_no_line_no_name_and_no_numbers(tmp_path):
    few = {"a": 12, "b": 4, "c": 12}
    medians = {"1  Een.": {"a": (4.0, 7.0), "b": (5.0, 5.0), "c": (3.0, 8.0)}}
    seen = []
    for given in ((5.0, 5.0), (1.0, 9.0)):
        medians["1  Een."]["b"] = given
        shown = released(medians, few)
        path = draw_slopes(shown, tmp_path / str(len(seen)), "nl")
        seen.append((path.read_bytes(), rows_in(path), slopes_alt(shown, "nl")))
        assert "b" not in words_in(path)
    assert seen[0] == seen[1]
    assert seen[0][1][2] == ["1  Een.", "b", *"xxxx"]


def test_a_statement_of_which_nothing_may_be_shown_has_an_x(tmp_path):
    draft = shifts({"1  Een.": {"a": (4.0, 7.0)}, "2  Twee.": {"a": (5.0, 5.0)}}, {"a": 12})
    draft.bases["both:2  Twee."]["a"] = 9
    path = draw_slopes(release_shifts(draft, "publiek"), tmp_path / "a", "nl")
    assert words_in(path).count("x") == 1
    assert rows_in(path)[1][4:] == ["4.0", "7.0"]


def test_the_words_beside_it_count_the_ways_of_all_together_and_name_the_furthest():
    text = slopes_alt(released(), "nl")
    assert "Na het gesprek hoger: 1, gelijk: 1, lager: 1." in text
    assert "‘1 Op een melding volgt iets’, van 4,5 naar 6." in text
    assert "from 4.5 to 6." in slopes_alt(released(), "en")


def test_where_only_tables_are_shown_the_words_count_their_lines():
    one = {"1  Een.": {"a": (4.0, 4.0)}, "2  Twee.": {"a": (5.0, 5.0)}}
    text = slopes_alt(released(one), "nl")
    assert text.endswith("Na het gesprek hoger: 0, gelijk: 2, lager: 0.")
