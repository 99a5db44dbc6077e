"""A codebook says all there is to say of a version, once, in the languages asked for."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from tests.report.books import (
    BOTH,
    COUNTED,
    ITEMS,
    TWICE,
    book,
    both,
    cards,
    counts,
    guide,
    stated,
    tally,
)
from wbp_survey.model.instrument import Item, text_in
from wbp_survey.model.missing import REASONS
from wbp_survey.report.blocks import Card, Heading, Passage, Running
from wbp_survey.report.codebook.book import Answers
from wbp_survey.report.codebook.codebook import codebook_blocks
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tally import Panel

ENGLISH = Speech("en", ("en",))
DRAFT = "ONTWERP – nog niet gepubliceerd"


def of(made, kind):
    return [block for block in codebook_blocks(made) if isinstance(block, kind)]


def head(made):
    return stated(next(card for card in of(made, Card) if card.id == "kop"))


def passages(made):
    return [run.text for one in of(made, Passage) for line in one.lines for run in line.runs]


def test_the_head_says_which_version_this_is_and_what_the_lock_says_of_it():
    said = head(book())
    assert said["Instrument"] == ["gesprek"]
    assert said["Vingerafdruk"] == ["cd" * 32]
    assert said["Gepubliceerd"] == ["2\u00a0maart\u00a02026, door AB"]
    assert (said["Waarom"], said["Vorige versie"]) == (["eerste versie"], ["0.9.0"])
    assert said["Rollen"] == ["bewoner, agent, gast"]
    assert said["Geplande duur"] == ["30 minuten; de blokken samen 10 minuten"]
    assert said["Items"][0].startswith("10: 2 × één keuze, 2 × schaal")
    assert said["Inleiding"] == ["nl: Goedendag.", "en: Good day."]


def test_without_a_line_in_the_lock_nothing_is_said_of_publishing():
    said = head(book(publication=None, instrument=guide("draft", "draft")))
    assert said.keys().isdisjoint({"Gepubliceerd", "Waarom", "Vorige versie"})
    assert (said["Versie"], said["Stand"]) == (["ontwerp"], ["ontwerp"])


@pytest.mark.parametrize(
    ("status", "synthetic", "banner"),
    [
        ("published", False, ""),
        ("draft", False, DRAFT),
        ("retired", False, "INGETROKKEN – hiermee wordt niet meer gevraagd"),
        ("draft", True, f"{DRAFT} · VERZONNEN GEGEVENS – alleen ter demonstratie"),
    ],
)  # fmt: skip
def test_every_page_warns_of_a_draft_a_retired_version_and_made_up_answers(
    status, synthetic, banner
):
    made = book(replace(COUNTED, synthetic=synthetic), instrument=guide(status=status))
    assert [running.banner for running in of(made, Running)] == [banner]


def test_made_up_answers_that_are_not_counted_are_not_warned_of():
    (running,) = of(book(Answers({}, synthetic=True)), Running)
    assert running.banner == ""


def test_all_missing_reasons_stand_with_their_code_and_whether_they_count():
    (card,) = (one for one in of(book(), Card) if one.id == "redenen")
    rows = {row.cells[0]: row.cells[1:] for row in card.codes.rows}
    assert list(rows) == [str(reason.code) for reason in REASONS]
    assert rows["-4"] == ("wil niet zeggen", "prefer not to say", "ja", "de interviewer")
    assert rows["-8"][2:] == ("nee", "het programma")


def test_every_item_has_one_card_and_every_section_a_heading():
    made = book()
    assert list(cards(made)) == [item.id for item in guide().items]
    sections = [one.text for one in of(made, Heading) if one.level == 2][1:]
    assert sections == [text_in(one.title, "nl") for one in guide().sections]


def test_a_second_round_refers_to_the_card_with_both_rounds():
    assert "Eerder beschreven, hier opnieuw gevraagd: veilig." in passages(book())
    card = cards(book())["veilig"]
    assert [one.header for one in card.codes.columns][-2:] == ["n ronde 1", "n ronde 2"]
    assert (counts(card, -2)["8"], counts(card)["8"]) == ("20", "29")


def test_a_section_says_when_and_how_often_it_is_asked():
    said = passages(book())
    assert "a · A. Start · 10 minuten" in said
    assert "Van items die twee keer worden gevraagd, is dit ronde 2." in said
    assert any("voorwaarde" in one and "helemaal eens" in one for one in said)
    (often,) = (one for one in said if "meer keren" in one)
    for words in ("(idee)", "van 'Hoeveel jaren?'", "ten minste 1 keer", "ten hoogste 3 keer"):
        assert words in often
    assert {"nl: Welkom.", "en: Welcome."} <= set(said)


def test_a_section_asked_after_another_has_no_count():
    first = guide().sections[0]
    plain = replace(guide().sections[-1].repeat, count="", minimum=0)
    made = book(instrument=replace(guide(), sections=(replace(first, repeat=plain),)))
    (often,) = (one for one in passages(made) if "meer keren" in one)
    assert "telkens nadat is gevraagd" in often
    assert "ten minste" not in often


def test_the_wording_stands_in_both_languages_with_what_is_read_before_it():
    said = stated(cards(book())["help"])
    assert said["Vraag (nl)"] == ["Bent u het eens? De groep helpt."]
    assert said["Vraag (en)"] == ["Do you agree? The group helps."]
    said = stated(cards(book(speech=ENGLISH))["help"])
    assert said["Question"] == ["Do you agree? The group helps."]
    assert not any("Vraag" in name for name in said)


def test_a_card_says_everything_of_its_item():
    made = cards(book())
    assert stated(made["help"]) == {
        "Vraag (nl)": ["Bent u het eens? De groep helpt."],
        "Vraag (en)": ["Do you agree? The group helps."],
        "Meet": ["nut van de groep (group.use)"],
        "Antwoordschaal": ["eens · geordend · instemming: 4, 5"],
        "Kenmerken": ["verplicht: mag niet worden overgeslagen, omgekeerd gesteld"],
        "Matrixblok": ["blok"],
        "Bron": ["eigen formulering"],
    }
    assert made["help"].head == "één keuze · over de casus · ieder antwoordt apart"
    assert made["help"].aside == "item 1"
    said = stated(made["waarom"])
    assert said["Doorvragen"] == [
        "nl: Sinds wanneer?", "nl: Hoe?", "en: Since when?", "en: How?",
    ]  # fmt: skip
    assert (said["Aanwijzing"], said["Toelichting"]) == (
        ["nl: Wacht.", "en: Wait."], ["nl: Kort.", "en: Brief."],
    )  # fmt: skip
    assert said["Codes achteraf"][0] == "app = app / app"
    assert said["Opmerking"] == ["Let op."]
    assert stated(made["totaal"])["Berekening"] == ["'Hoeveel jaren?' + 1", "${jaren} + 1"]
    assert stated(made["orde"])["Rangschikking"][0].startswith("ten hoogste 2 ")
    assert stated(made["punt"])["Antwoordschaal"] == [
        "honderd · gelijke afstanden · 0 tot en met 100"
    ]


def test_limits_are_written_as_the_language_writes_numbers_and_years_as_years():
    assert stated(cards(book())["jaren"])["Grenzen"] == ["0 tot en met 50,5"]
    said = stated(cards(book(speech=ENGLISH))["jaren"])
    assert (said["Limits"], said["Unit"]) == (["0 to 50.5"], ["jaar"])
    year = Item("jaar", "integer", both("Jaar?", "Year?"), minimum=2018)
    section = replace(guide().sections[0], items=(year,))
    made = book(instrument=replace(guide(), sections=(section,)))
    assert stated(cards(made)["jaar"])["Grenzen"] == ["ten minste 2018"]


def test_a_route_and_the_checks_are_said_in_words():
    made = cards(book())
    (when,) = stated(made["kanalen"])["Wanneer"]
    assert "De groep helpt." in when
    assert "helemaal eens" in when
    assert "${" not in when
    said = stated(made["jaren"])
    assert said["Controle"][0].startswith("‘Hooguit 50.’ als niet voldaan is aan: ")
    assert "(ook" not in said["Controle"][0]
    assert said["Navraag"][0].startswith("vraagt ‘Klopt dat?’")
    assert said["Navraag"][0].endswith("(ook punt)")


def test_codes_have_their_labels_and_what_is_special_about_them():
    rows = {row.cells[0]: row.cells for row in cards(book())["kanalen"].codes.rows}
    assert rows["app"][:3] == ("app", "app", "app")
    assert "helemaal eens" in rows["tel"][1]
    assert rows["geen"][1:3] == ("geen (sluit andere keuzes uit)", "none")
    assert rows["anders"][1] == "anders, namelijk (vraagt om woorden: kanalen_other)"


def test_a_reason_that_was_given_but_not_offered_says_so():
    rows = {row.cells[0]: row.cells for row in cards(book())["help"].codes.rows}
    assert rows["-1"][1] == "weet niet"
    assert rows["-8"][1] == "niet (meer) aanwezig (niet direct aangeboden)"
    assert "-2" not in rows


def test_counts_stand_behind_the_codes_as_far_as_the_gate_lets_them():
    found = counts(cards(book())["help"])
    assert found == {
        "1": "x", "2": "0", "3": "x", "4": "15", "5": "20", "": "49",
        "-1": "0", "-4": "x", "-8": "x",
    }  # fmt: skip
    found = counts(cards(book())["samen"])
    assert {found[code] for code in "12345"} == {"x"}
    assert counts(cards(book())["samen"], -2)["4"] == "40"
    assert "minder dan 10 personen" in head(book())["Antwoorden"][1]


def test_large_counts_are_written_as_the_language_writes_them():
    many = Answers({("help", Panel()): tally({"5": 12345})}, 12345, 12345)
    assert counts(cards(book(many))["help"])["5"] == "12.345"
    assert counts(cards(book(many, speech=ENGLISH))["help"])["5"] == "12,345"


@pytest.mark.parametrize(
    ("answers", "said"), [(None, "niet geteld"), (Answers({}), "nog geen antwoorden")]
)
def test_without_answers_there_are_codes_and_no_counts(answers, said):
    made = book(answers)
    assert head(made)["Antwoorden"] == [said]
    card = cards(made)["help"]
    assert [one.header for one in card.codes.columns] == ["code", "Nederlands", "Engels"]
    assert [row.cells[0] for row in card.codes.rows] == ["1", "2", "3", "4", "5", "-1", "-4"]
    assert cards(made)["waarom"].codes is None


def test_what_is_not_asked_has_no_codes_and_no_number():
    made = cards(book())
    for name in ("totaal", "let"):
        assert (made[name].codes, made[name].aside) == (None, "")
    assert "Tekst (nl)" in stated(made["let"])
    assert made["veilig"].aside == "item 5"


def test_of_a_long_scale_only_the_named_points_are_listed():
    given = Answers({("punt", Panel()): tally({"73": 1, "0": 20})}, 21, 1)
    assert list(counts(cards(book(given))["punt"])) == ["0", ""]


def test_a_role_or_a_construct_the_study_does_not_know_is_named_by_its_id():
    section = replace(guide().sections[0], items=(replace(ITEMS[0], construct="elders.iets"),))
    made = book(instrument=replace(guide(), sections=(section,)))
    assert stated(cards(made)["help"])["Meet"] == ["elders.iets"]
    assert "gast" in head(made)["Rollen"][0]


def test_no_text_of_an_item_is_forgotten():
    """Whatever the model knows of an item is seen on its card when it is changed."""
    before = codebook_blocks(book(None, instrument=_only(TWICE)))
    changed = {
        "text": both("Anders", "Else"), "construct": "group.use", "referent": "general",
        "scale": guide().item("punt").scale, "minimum": 3.0, "maximum": 4.0, "unit": "km",
        "stem": both("Stam", "Stem"), "hint": both("h", "h"), "instruction": both("i", "i"),
        "probes": (both("p", "p"),), "relevant": "1 = 1", "missing": ("refused",),
        "constraints": guide().item("jaren").constraints, "mode": "group", "reverse": True,
        "sensitive": True, "source": "s", "note": "n", "required": True, "calculation": "1",
        "matrix": "m", "post_coding": guide().item("kanalen").scale, "type": "select_one",
        "id": "anders",
    }  # fmt: skip
    assert changed.keys() | {"top"} == {one.name for one in fields(Item)}
    for name, value in changed.items():
        item = replace(TWICE, **{name: value})
        assert codebook_blocks(book(None, instrument=_only(item))) != before, name


def _only(item):
    return replace(guide(), sections=(replace(guide().sections[1], items=(item,)),))


def test_the_languages_of_the_wording_and_of_the_labels_are_apart():
    made = cards(book(speech=Speech("en", BOTH.wordings)))["help"]
    assert stated(made)["Question (nl)"] == ["Bent u het eens? De groep helpt."]
    assert [one.header for one in made.codes.columns] == ["code", "Dutch", "English", "n"]
