"""The lines above and below a question: where one is, and the keys one needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.driver import ONE
from tests.wizard.forms import Item, both
from tests.wizard.views import among, pressed, shown, view_of
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.points import MARKS
from wbp_survey.wizard.screen.footer import SIGNS
from wbp_survey.wizard.screen.painting import paint


def keys_of(view, width=80, rows=24):
    return "  ".join(line.strip() for line in shown(view, width, rows)[-2:])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ONE)
def test_the_keys_one_cannot_do_without_are_named_on_the_smallest_screen(kind, language):
    asked = replace(ONE[kind], probes=(both("Waarom?"),))
    said = "\n".join(shown(view_of(asked, language), 60, 15))
    for key in ("Enter", "Esc", "F3", "F4", "F1", "Ctrl+C"):
        assert key in said


def test_the_key_of_the_probes_says_so_where_there_are_any():
    for probes, word in ((), "F1/? uitleg"), ((both("Waarom?"),), "F1/? doorvragen"):
        asked = Item("a", "long_text", both("Kort?"), probes=probes)
        assert word in "\n".join(shown(view_of(asked), 80, 24))


@pytest.mark.parametrize("kind", ONE)
def test_with_the_last_lines_alone_one_can_hold_an_interview(kind):
    said = keys_of(among(ONE[kind]))
    for key in ("Enter", "Esc", "F2", "F3", "F4", "F5", "F6", "F7", "Ctrl+C", "F1/?"):
        assert key in said


@pytest.mark.parametrize(
    ("kind", "choosing"),
    [
        ("yes_no", "j/n kiezen"),
        ("agree", "1-5 kiezen"),
        ("grade", "0-10 kiezen"),
        ("several", "1-5 dan Spatie kruisje"),
        ("rank", "1-5 plaats"),
        ("long_text", "Ctrl+J nieuwe regel"),
    ],
)
def test_how_to_answer_stands_first_or_near_it(kind, choosing):
    assert choosing in keys_of(view_of(ONE[kind]))
    assert choosing in keys_of(view_of(ONE[kind]), 60, 15)


def test_where_one_key_answers_the_footer_says_so():
    assert "1-5 is het antwoord" in keys_of(view_of(ONE["agree"], fast=True))
    assert "0-10 is het antwoord" in keys_of(view_of(ONE["grade"], fast=True))


def test_no_key_is_named_that_means_nothing_here():
    said = keys_of(view_of(ONE["yes_no"], kind="consent"))
    for key in ("F2", "F3", "F4", "F5", "F6", "F7", "F10"):
        assert key not in said


@pytest.mark.parametrize(
    ("panel", "keys"),
    [
        ("refused", "Enter ja  Esc nee"),
        ("reasons", "1-8 kiezen  Enter noteren"),
        ("go", "Enter ga erheen"),
        ("overview", "PgUp/PgDn blok"),
        ("help", "Pijltjes schuiven"),
        ("'/", "Enter doen"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
def test_each_panel_names_its_own_keys(panel, keys, size):
    view = among(ONE["agree"])
    pressed(view, panel)
    said = keys_of(view, *size)
    assert keys in said
    assert "Esc" in said


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (30, 12)])
@pytest.mark.parametrize("panel", ["", "help", "go", "overview"])
def test_a_banner_is_on_every_screen_and_rests_on_no_colour(size, panel):
    view = among(ONE["agree"], banner="OEFENING, telt niet mee")
    if panel:
        pressed(view, panel)
    assert shown(view, *size)[0].startswith("  *** OEFENING")
    first = paint(view, *size).lines[0]
    assert [style for style, _ in first] == ["class:banner"]
    assert sum(len(text) for _, text in first) == size[0]


def test_every_mark_has_a_sign_of_its_own():
    assert set(SIGNS) == set(MARKS)
    assert len(set(SIGNS.values())) == len(MARKS)
    assert all(sign.isascii() and len(sign) == 1 for sign in SIGNS.values())
