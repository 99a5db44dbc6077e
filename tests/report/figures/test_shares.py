"""Who agrees: a share with its interval, below twenty the persons, never a percentage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.drawn import rows_in, shares, words_in
from wbp_survey.report.figures import shares as module
from wbp_survey.report.figures.shares import draw_shares, shares_alt
from wbp_survey.report.gate.charts import release_shares

MIXED = {"Stad": (30, 20), "Dorp": (12, 3), "Veld": (11, 9), "": (53, 32)}
FEW = {"Stad": (12, 3), "Dorp": (14, 9), "": (26, 12)}


def drawn(tmp_path, groups, language="nl", profile="publiek"):
    return draw_shares(release_shares(shares(groups), profile), tmp_path / "a", language)


def test_twenty_or_more_lie_on_an_axis_and_fewer_are_persons(tmp_path):
    found = words_in(drawn(tmp_path, MIXED))
    assert "67% (57–67), n\u00a0=\u00a030" in found
    assert "3\u00a0van\u00a0de\u00a012" in found
    assert found[-5:] == ["0%", "25%", "50%", "75%", "100%"]
    assert found[:3] == ["aandeel met 95%-interval", "eens", "niet eens"]


def test_where_all_are_few_there_is_no_axis_and_no_percentage(tmp_path):
    few = {name: FEW[name] for name in ("Stad", "Dorp")}
    found = words_in(drawn(tmp_path, few))
    assert not [one for one in found if "%" in one]
    assert found[:2] == ["eens", "niet eens"]


def test_there_is_a_dot_for_every_person_and_it_is_filled_for_who_agrees(tmp_path, monkeypatch):
    dots = []
    monkeypatch.setattr(module, "dot", lambda _axes, place, key, _size: dots.append(key.hollow))
    drawn(tmp_path, {"Stad": (12, 3)})
    assert dots == [False] * 3 + [True] * 9


def test_a_hidden_group_is_an_x_in_picture_and_numbers(tmp_path):
    groups = {"Stad": (30, 20), "Dorp": (12, 3), "Kade": (4, 4), "": (46, 27)}
    path = drawn(tmp_path, groups)
    assert words_in(path).count("x") == 2
    assert rows_in(path)[2:4] == [["Stelling", "Dorp", *"xxxx"], ["Stelling", "Kade", *"xxxx"]]
    assert rows_in(path)[1][:4] == ["Stelling", "Stad", "30", "20"]


def test_the_numbers_beside_it_have_no_interval_where_the_picture_has_none(tmp_path):
    assert rows_in(drawn(tmp_path, FEW))[1] == ["Stelling", "Stad", "12", "3", "", ""]


@pytest.mark.parametrize(("language", "part"), [("nl", "van de"), ("en", "of")])
def test_the_words_beside_it_tell_where_groups_differ_most(language, part):
    text = shares_alt(release_shares(shares(MIXED), "publiek"), language)
    assert len(text) <= 250
    counted = [f"{n} {part} {all_}".replace(" ", "\u00a0") for n, all_ in ((9, 11), (3, 12))]
    assert f"‘Stelling’, Veld ({counted[0]})" in text
    assert f"Dorp ({counted[1]})" in text


def test_the_words_tell_of_no_difference_where_one_group_shows():
    released = release_shares(shares({"Stad": (30, 20), "": (30, 20)}), "publiek")
    assert shares_alt(released, "nl") == "Titel."


def test_cases_stand_in_from_their_municipality(tmp_path, monkeypatch):
    places = []
    monkeypatch.setattr(module, "words", lambda _axes, place, text, **_: places.append(
        (text, place[0])))  # fmt: skip
    draft = shares({"Stad": (30, 20), "Noord": (15, 9), "Zuid": (15, 11)})
    rows = tuple(replace(one, inside=one.group != "Stad") for one in draft.shares)
    draw_shares(release_shares(replace(draft, shares=rows), "publiek"), tmp_path / "a", "nl")
    found = dict(places)
    assert found["Noord"] == found["Zuid"] > found["Stad"]
