"""A dot for every answer, a row for each role: for the researchers, and never of few."""

from __future__ import annotations

from tests.report.drawn import NAMES, rows_in, words_in
from wbp_survey.report.figures import strips as module
from wbp_survey.report.figures.strips import draw_strips, strips_alt
from wbp_survey.report.gate.release import DotPanel, DraftDots, release_dots

CODES = ("1", "2", "3", "4", "5")
GIVEN = {"bewoner": (0, 1, 4, 20, 5), "agent": (1, 2, 2, 1, 0), "ambtenaar": (0, 0, 1, 2, 0)}


def released(given=GIVEN, profile="consortium"):
    panels = tuple(
        DotPanel("De groep helpt.", 0, "base", role,
                 {role: {code: n for code, n in zip(CODES, counts, strict=True) if n}}, 3.5)
        for role, counts in given.items()
    )  # fmt: skip
    bases = {"base": {role: sum(counts) for role, counts in given.items()}}
    return release_dots(DraftDots("Titel", CODES, (), panels, bases), profile)


def drawn(tmp_path, given=GIVEN):
    return draw_strips(released(given), tmp_path / "a", NAMES, "nl")


def test_every_answer_is_a_dot_and_none_lies_upon_another(tmp_path, monkeypatch):
    dots = []
    monkeypatch.setattr(module, "dot", lambda _axes, place, *_: dots.append(place))
    drawn(tmp_path, {"bewoner": GIVEN["bewoner"]})
    assert len(dots) == len(set(dots)) == 30
    nearest = min(
        max(abs(x - a), abs(y - b)) for at, (x, y) in enumerate(dots) for a, b in dots[at + 1 :]
    )
    assert nearest > 0.08


def test_a_role_of_few_is_an_x_and_so_is_the_next_smallest(tmp_path):
    path = drawn(tmp_path)
    assert words_in(path).count("x") == 2
    assert rows_in(path)[-2:] == [
        ["De groep helpt.", "agent", "x", "x"],
        ["De groep helpt.", "ambtenaar", "x", "x"],
    ]
    assert ["De groep helpt.", "bewoner", "4", "20"] in rows_in(path)


def test_rows_say_how_many_and_columns_what_the_codes_mean(tmp_path):
    found = words_in(drawn(tmp_path))
    assert "bewoner (n\u00a0=\u00a030)" in found
    assert "agent" in found
    assert [one for one in found if one in NAMES] == list(NAMES)


def test_the_public_gets_none():
    many = {role: tuple(10 * n for n in counts) for role, counts in GIVEN.items()}
    assert released(many, "publiek") is None


def test_the_words_beside_it_name_a_median_that_shows_and_whose_it_is():
    text = strips_alt(released(), "nl")
    assert text == "Titel. Hoogste mediaan: ‘De groep helpt’, bewoner (3,5). Niet getoond: 2."
    assert "Highest median" in strips_alt(released(), "en")
