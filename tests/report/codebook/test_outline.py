"""An instrument as it will be asked, in words for those who ask it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.instrument.forms import (
    AGREE,
    FORM,
    GRADE,
    HOW,
    KNOW,
    PLACES,
    SAFE,
    SIZE,
    WHY,
    both,
    only,
)
from tests.workflow.studies import small_study
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.study import load_study
from wbp_survey.model.instrument import Constraint
from wbp_survey.report.codebook.outline import outline


@pytest.fixture
def study(tmp_path):
    return small_study(tmp_path / "study").root


@pytest.fixture
def told(study):
    place = load_study(study)

    def tell(instrument=FORM, language="nl"):
        return [
            f"{' ' * line.indent}{line.lead}{line.text}".rstrip()
            for line in outline(instrument, place, language)
        ]

    return tell


def test_everything_is_told_in_words_and_in_order(told):
    assert told(replace(FORM, sections=FORM.sections[:1]))[:25] == [
        "Gesprek",
        "talk 1.0.0 · interview · bewoner, wijkagent · 30 minuten · 3 vragen · ontwerp ·",
        "Inleiding: Welkom bij dit gesprek.",
        "",
        "Begin (start, 5 minuten)",
        "  Dit blok komt alleen aan bod onder deze voorwaarde: 1 = 1.",
        "",
        "  size: geheel getal · over de gemeente",
        "    Hoeveel leden heeft de groep?",
        "    Grenzen: 0 tot en met 999",
        "    Eenheid: leden",
        "    Navraag: vraagt ‘Zoveel?’ als niet voldaan is aan: dit antwoord is minder dan 900",
        "    Kenmerken: verplicht: mag niet worden overgeslagen",
        "    Ook aangeboden: weet niet",
        "",
        "  know: schaal · over de casus",
        "    In deze groep: Deelnemers kennen elkaar.",
        "      1  oneens",
        "      2  neutraal",
        "      3  eens",
        "    Wanneer: 'Hoeveel leden heeft de groep?' is meer dan 1",
        "    Kenmerken: omgekeerd gesteld, gevoelig",
        "",
        "  how: meer keuzes mogelijk · over de casus",
        "    Hoe houdt u contact?",
    ]


def test_options_say_when_they_are_offered_and_what_is_special_about_them(told):
    lines = told(only(HOW, PLACES))
    assert "      app   app" in lines
    assert "      tel   telefoon (size is meer dan 3)" in lines
    assert "      rest  anders (vraagt om woorden: how_other)" in lines
    assert "      none  geen (sluit andere keuzes uit)" in lines
    assert "    Rangschikking: ten hoogste 2 mogelijkheden, de belangrijkste eerst" in lines


def test_a_calculation_is_told_in_words_and_as_it_is_written_once_when_that_is_the_same(told):
    text = "\n".join(told())
    assert (
        "    Berekening: 'Hoeveel leden heeft de groep?' + 1\n                ${size} + 1" in text
    )
    one = next(item for item in FORM.items if item.id == "total")
    bare = [line for line in told(only(replace(one, calculation="1"))) if line.endswith(" 1")]
    assert bare == ["    Berekening: 1"]


def test_a_scale_of_bare_points_says_where_it_ends(told):
    lines = told(only(replace(SAFE, mode="individual")))
    assert "      1  heel slecht" in lines
    assert "      5  heel goed" in lines
    assert "    Antwoordschaal: 1 tot en met 5" in lines
    assert not any("Antwoordschaal" in line for line in told(only(replace(KNOW, scale=AGREE))))


def test_a_section_tells_its_script_its_round_and_how_often_it_is_asked(told):
    text = "\n".join(told())
    assert "  Voorlezen: Wij beginnen." in text
    assert "  Van items die twee keer worden gevraagd, is dit ronde 1." in text
    assert (
        "  Dit blok wordt meer keren gevraagd (plan): zo vaak als de uitkomst van "
        "'Hoeveel leden heeft de groep?', ten minste 1 keer, ten hoogste 9 keer." in text
    )
    assert "  Eerder beschreven, hier opnieuw gevraagd: safe." in text
    assert text.count("Hoe veilig is het?") == 1


def rows(*items):
    return only(
        *(replace(KNOW, id=name, text=both(f"Rij {name}."), **more) for name, more in items)
    )


def test_the_rows_of_a_block_share_their_stem_scale_and_route(told):
    form = rows(("a", {}), ("b", {}), ("c", {"sensitive": False}))
    lines = told(form)
    text = "\n".join(lines)
    assert text.count("In deze groep:") == text.count("3  eens") == text.count("Wanneer:") == 1
    start = lines.index("  block: blok van 3, schaal · over de casus")
    assert lines[start + 1 :] == [
        "    In deze groep:",
        "      1  oneens",
        "      2  neutraal",
        "      3  eens",
        "    Wanneer: size is meer dan 1",
        "    a: Rij a.",
        "      Kenmerken: omgekeerd gesteld, gevoelig",
        "    b: Rij b.",
        "      Kenmerken: omgekeerd gesteld, gevoelig",
        "    c: Rij c.",
        "      Kenmerken: omgekeerd gesteld",
        "",
        "Afsluiting: Dank u wel.",
    ]


@pytest.mark.parametrize(
    "other", [{"scale": GRADE}, {"matrix": "next"}, {"stem": both("Anders:")}, {"stem": None}]
)
def test_a_row_that_shares_not_everything_stands_on_its_own(told, other):
    text = "\n".join(told(rows(("a", {}), ("b", other))))
    assert "blok van" not in text
    assert text.count("Rij ") == 2


def test_the_words_are_those_of_the_language_asked_for(told):
    hard = replace(SIZE, constraints=(Constraint(". < 9", both("Niet", "No.")),))
    text = "\n".join(told(only(hard, WHY), "en"))
    for words in ("How many members?", "No.", "2 questions", "Also offered: don't know"):
        assert words in text
    for word in ("Hoeveel", "vragen", "Grenzen", "Kenmerken"):
        assert word not in text


def test_a_whole_published_instrument_names_every_item_and_every_text(told, study):
    small = load_instrument(study, "small", "draft")
    text = "\n".join(told(small))
    for item in small.items:
        assert f"{item.id}: " in text
        assert item.text["nl"] in text
