"""The appendix on round tables: whole for the researchers, and for others only what may be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.reports import body, find, made, parts, text_of, write
from tests.report.tables import NOORD, STATEMENTS, ZUID, record, table_study, with_tables
from wbp_survey.model.study import RoundTablePolicy
from wbp_survey.report.blocks import Figure, Heading, Passage, Quotes, Table
from wbp_survey.report.compose import compose
from wbp_survey.report.labels import label_blocks
from wbp_survey.report.numbers import decimal_text, whole
from wbp_survey.report.table_record import Spoken

ELEVEN = {name: [*rated, ("agent", 5, 6), ("bewoner", 6, 6)] for name, rated in NOORD.items()}
FIVE = {name: rated[:5] for name, rated in NOORD.items()}
FOUR = {name: rated[:4] for name, rated in NOORD.items()}


def tables(blocks):
    """The rows of every table, as cells, by block id."""
    return {b.id: [r.cells for r in b.table.rows] for b in blocks if isinstance(b, Table)}


def composed(tmp_path, *arguments, **known):
    return compose(with_tables(*arguments, **known), tmp_path)


def all_text(path):
    return " ".join(text_of(one) for one in find(body(path), "//w:p"))


def test_it_comes_after_the_instruments_and_before_the_outcomes(tmp_path):
    blocks = composed(tmp_path)
    labels = label_blocks(blocks, "nl")
    titles = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
    assert titles[2:] == ["Instrumenten", "Rondetafelgesprekken", "Uitkomsten"]
    assert (labels["rondetafels"].letter, labels["d"].letter) == ("D", "E")


def test_without_a_round_table_there_is_no_such_appendix(tmp_path):
    blocks = compose(made(), tmp_path)
    assert "rondetafels" not in [b.id for b in blocks if isinstance(b, Heading)]
    assert label_blocks(blocks, "nl")["d"].letter == "D"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_number_of_a_statement_is_that_of_its_row(tmp_path, language):
    inputs = with_tables(language=language)
    found = {
        (r.variable, r.group, r.round, r.stat): r.value
        for r in inputs.rounds.rows if r.by == "session"
    }  # fmt: skip
    seen = 0
    blocks = tables(compose(inputs, tmp_path))
    for block, group in (("rondetafels-samen", None), ("noord-stellingen", "noord"),
                         ("zuid-stellingen", "zuid")):  # fmt: skip
        rows = iter(blocks[block])
        for at, name in enumerate(STATEMENTS, start=1):
            assert next(rows)[0] == f"{at}  {STATEMENTS[name][language]}"
            for round_ in (1, 2):
                cells = next(rows)
                stats = {
                    s: v for (n, g, r, s), v in found.items() if (n, g, r) == (name, group, round_)
                }
                ends = (short(stats[one], language) for one in ("p30", "p70"))
                assert cells[1:5] == (
                    whole(stats["n_valid"], language),
                    short(stats["median"], language),
                    "–".join(ends),
                    decimal_text(stats["disagreement_index"], 2, language),
                )
                words = {"nl": ("oneens", "onbeslist", "eens"),
                         "en": ("disagree", "undecided", "agree")}[language]  # fmt: skip
                assert cells[5] == words[int(stats["class"]) - 1]
                moves = [found[name, group, None, s] for s in ("n_up", "n_equal", "n_down")]
                text = " / ".join(whole(one, language) for one in moves)
                assert cells[6] == (text if round_ == 2 else "")
                seen += 1
    assert seen == 12


def short(value, language):
    return decimal_text(value, 0 if value == round(value) else 1, language)


def test_one_table_alone_has_no_table_of_all_tables(tmp_path):
    found = tables(composed(tmp_path, tables={"noord": NOORD}))
    assert "rondetafels-samen" not in found
    assert "noord-stellingen" in found


def test_all_tables_together_are_said_not_to_be_independent(tmp_path):
    blocks = composed(tmp_path)
    (together,) = [b for b in blocks if getattr(b, "id", "") == "rondetafels-samen"]
    assert "niet onafhankelijk" in together.table.notes[0]


def test_of_a_table_below_ten_the_public_sees_only_the_class(tmp_path):
    rows = tables(composed(tmp_path, "publiek"))
    assert rows["noord-stellingen"] == [
        ("1  Op een melding volgt iets.", "onbeslist", "eens"),
        ("2  De groep brengt mensen bij elkaar.", "eens", "eens"),
    ]
    assert rows["rondetafels-samen"][1][:2] == ("ronde\u00a01", "17")


def test_the_public_is_told_why_and_who_gets_more(tmp_path):
    blocks = composed(tmp_path, "publiek")
    (block,) = [b for b in blocks if getattr(b, "id", "") == "noord-stellingen"]
    note = block.table.notes[-1]
    assert "minder dan 10 personen" in note
    assert "consortium" in note
    assert "vanaf 5" in note


def test_of_a_table_below_five_not_even_the_class_is_seen(tmp_path):
    for profile in ("publiek", "consortium"):
        rows = tables(composed(tmp_path, profile, tables={"noord": FOUR}))["noord-stellingen"]
        assert [row[1:] for row in rows] == [("x", "x"), ("x", "x")]
    rows = tables(composed(tmp_path, "publiek", tables={"noord": FIVE}))["noord-stellingen"]
    assert "x" not in rows[0]


def test_a_table_of_ten_is_seen_by_all(tmp_path):
    rows = tables(composed(tmp_path, "publiek", tables={"noord": ELEVEN}))["noord-stellingen"]
    assert rows[1][:2] == ("ronde\u00a01", "11")
    assert rows[2][-1] == "6 / 2 / 2"


def test_a_hidden_table_hides_the_next_smallest_so_that_the_total_does_not_tell(tmp_path):
    rounds = {"noord": ELEVEN, "zuid": ZUID}
    rows = tables(composed(tmp_path, "publiek", tables=rounds))
    assert rows["rondetafels-samen"][1][1] == "19"
    assert {len(rows[f"{name}-stellingen"][0]) for name in rounds} == {3}
    rounds["oost"] = rounds["west"] = ELEVEN
    rows = tables(composed(tmp_path, "publiek", tables=rounds))
    hidden = [name for name in rounds if len(rows[f"{name}-stellingen"][0]) == 3]
    assert len(hidden) == 2
    assert "zuid" in hidden


def test_no_number_of_a_hidden_table_reaches_any_part_of_the_package(tmp_path):
    other = {
        name: [(role, a, b) for role, a, b in reversed(rated)] for name, rated in NOORD.items()
    }
    other["samen"] = [(role, 9 if a == 8 else a, b) for role, a, b in other["samen"]]
    pair = []
    for name, rounds in (("a", NOORD), ("b", other)):
        inputs = with_tables("publiek", tables={"noord": rounds})
        pair.append(parts(write(tmp_path / name, inputs)[0]))
    assert pair[0] == pair[1]
    inputs = with_tables("consortium", tables={"noord": other})
    seen = parts(write(tmp_path / "c", inputs)[0])
    assert seen != parts(write(tmp_path / "d", with_tables(tables={"noord": NOORD}))[0])


def test_few_ratings_are_called_indicative(tmp_path):
    blocks = composed(tmp_path, tables={"noord": FIVE})
    (block,) = [b for b in blocks if getattr(b, "id", "") == "noord-stellingen"]
    assert block.table.rows[1].cells[5].endswith(", indicatief")
    assert "Indicatief: minder dan 7 beoordelingen." in block.table.notes


@pytest.mark.parametrize(("rule", "said"), [("higher", "hogere"), ("lower", "lagere")])
def test_the_rule_for_a_median_between_two_classes_is_named(tmp_path, rule, said):
    blocks = composed(tmp_path, round_tables=RoundTablePolicy(rule, 6))
    (method,) = [b for b in blocks if getattr(b, "id", "") == "rondetafels-methode"]
    text = " ".join(line.runs[0].text for line in method.lines)
    assert f"bij de {said} klasse (regel: median_{rule})" in text
    assert "minder dan 6 beoordelingen" in text


def test_phases_tell_what_was_planned_what_it_took_and_what_was_passed_over(tmp_path):
    assert tables(composed(tmp_path))["noord-fasen"] == [
        ("Eerste beoordeling", "10", "12"),
        ("Volgorde", "10", "overgeslagen (tijd)"),
        ("Totaal", "20", "12"),
    ]


def test_who_came_late_who_left_and_who_withdrew_are_numbers_without_a_role(tmp_path):
    records = (record(withdrawn=2),)
    rows = dict(tables(composed(tmp_path, records=records))["noord-gesprek"])
    assert rows["Deelnemers"] == "9"
    assert rows["Rollen"] == "bewoner, agent, beheerder, wijkchef (aantallen per rol weggelaten)"
    gone = ("Later gekomen", "Eerder vertrokken", "Trok de toestemming in")
    assert [rows[one] for one in gone] == ["1", "1", "2"]
    enough = (record(persons={"bewoner": 5, "agent": 5}, late=0, left=0),)
    rows = dict(tables(composed(tmp_path, records=enough))["noord-gesprek"])
    assert rows["Rollen"] == "5 bewoner, 5 agent"
    assert "Later gekomen" not in rows


def test_an_outcome_tells_its_words_how_it_ended_and_by_what_rule(tmp_path):
    rows = dict(tables(composed(tmp_path))["noord-theme_1-uitkomst"])
    assert rows == {
        "Gezamenlijke uitspraak": "Wij vinden dat op elke melding iets moet volgen.",
        "Hoe het eindigde": "grotendeels eens",
        "Besluitregel": "niemand heeft bezwaar",
        "Stemmen": "7 voor, 1 tegen, 1 onthouding",
        "Bij het teruglezen": "6 akkoord, 1 met voorbehoud, 1 niet akkoord; al vertrokken: 1",
        "Versies van de tekst": "3",
        "Over stelling": "1",
    }


def test_a_group_that_came_to_a_rating_has_that_instead_of_words(tmp_path):
    rating = {"nl": "7", "en": "7"}
    for value, said in ((rating, None), ({}, "niet vastgelegd")):
        outcome = replace(record().outcomes[0], text="", value=value)
        rows = tables(composed(tmp_path, records=(record(outcomes=(outcome,)),)))
        found = dict(rows["noord-theme_1-uitkomst"])
        assert found.get("Gezamenlijke uitspraak") == said
        assert found.get("Cijfer van de groep") == value.get("nl")


def test_votes_are_counts_of_persons_and_go_by_the_gate(tmp_path):
    blocks = composed(tmp_path, "publiek")
    rows = dict(tables(blocks)["noord-theme_1-uitkomst"])
    assert (rows["Stemmen"], rows["Bij het teruglezen"]) == ("x", "x")
    assert rows["Gezamenlijke uitspraak"].startswith("Wij vinden")
    few = replace(record().outcomes[0], votes={"for": 3, "against": 1})
    rows = dict(
        tables(composed(tmp_path, records=(record(outcomes=(few,)),)))["noord-theme_1-uitkomst"]
    )
    assert rows["Stemmen"] == "x"


def test_dissent_stands_in_its_own_words_and_what_may_not_is_counted(tmp_path):
    blocks = composed(tmp_path, "publiek")
    (block,) = [b for b in blocks if getattr(b, "id", "") == "noord-theme_1-afwijkend"]
    assert [(one.text, one.role) for one in block.quotes] == [
        ("Ik zie dat als enige anders.", ""),
        ("Liever zonder wie ik ben.", ""),
        ("Zo gaat het bij ons niet.", "bewoner"),
    ]
    assert block.note == "Eén deelnemer week af; de woorden zijn niet vrijgegeven."
    kept = replace(record().outcomes[0], dissent=(Spoken("A", "no"), Spoken("B", "no")))
    blocks = composed(tmp_path, records=(record(outcomes=(kept,)),))
    (block,) = [b for b in blocks if getattr(b, "id", "") == "noord-theme_1-afwijkend"]
    assert block.quotes == ()
    assert block.note == "2 deelnemers weken af; hun woorden zijn niet vrijgegeven."


def test_that_nobody_dissented_is_said(tmp_path):
    none = replace(record().outcomes[0], dissent=())
    blocks = composed(tmp_path, records=(record(outcomes=(none,)),))
    (block,) = [b for b in blocks if getattr(b, "id", "") == "noord-theme_1-afwijkend"]
    assert isinstance(block, Passage)


def test_statements_stand_under_their_theme_or_at_the_end(tmp_path):
    loose = (Spoken("Wij gaan door.", "role", study=True),)
    blocks = composed(tmp_path, records=(record(said=loose),))
    quotes = {b.id: b for b in blocks if isinstance(b, Quotes)}
    (said,) = quotes["noord-theme_1-uitspraken"].quotes
    assert (said.text, said.role, said.literal) == (
        "De wijkagent belt soms terug.",
        "bewoner",
        False,
    )
    (other,) = quotes["noord-overig"].quotes
    assert other.role == "gespreksleider"


def test_a_paraphrase_has_no_quotation_marks_and_says_so(tmp_path):
    text = all_text(write(tmp_path, with_tables())[0])
    assert "‘Zo gaat het bij ons niet.’\u00a0\u00a0(bewoner)" in text
    assert "‘De wijkagent belt soms terug.’" not in text
    assert "De wijkagent belt soms terug.\u00a0\u00a0(bewoner, samengevat)" in text


def test_turns_of_a_role_with_few_are_hidden_and_observations_are_not(tmp_path):
    records = (record(persons={"bewoner": 5, "agent": 5}),)
    rows = tables(composed(tmp_path, records=records))["noord-waarneming"]
    assert rows == [
        ("Een of twee bepaalden het gesprek.", "oneens"),
        ("Aan het woord: bewoner, aantal keer", "31"),
        ("Aan het woord: agent, aantal keer", "14"),
    ]
    rows = tables(composed(tmp_path))["noord-waarneming"]
    assert [row[1] for row in rows] == ["oneens", "x", "x"]


def test_parked_points_say_whether_they_were_discussed(tmp_path):
    (block,) = [b for b in composed(tmp_path) if getattr(b, "id", "") == "noord-punten"]
    assert [line.runs[0].text for line in block.lines] == [
        "–  Wie belt bij spoed?",
        "–  Het schema van de app (besproken)",
    ]


def test_words_of_the_group_lose_what_leads_to_a_person(tmp_path):
    outcome = replace(record().outcomes[0], text="Bel S3 op 06-12345678.")
    records = (record(outcomes=(outcome,), points=(("Vraag W-01", False),)),)
    path, _ = write(tmp_path, with_tables(records=records))
    text = all_text(path)
    assert "Bel [deelnemer] op [telefoonnummer]." in text
    assert "Vraag [deelnemer]" in text


def test_tables_without_a_caption_have_no_number_and_are_not_listed(tmp_path):
    blocks = composed(tmp_path)
    labels = label_blocks(blocks, "nl")
    assert "noord-gesprek" not in labels
    numbers = [labels[b.id].number for b in blocks if isinstance(b, Table) and b.id in labels
               and labels[b.id].letter == "D"]  # fmt: skip
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_dots_are_listed_among_the_figures(tmp_path):
    blocks = composed(tmp_path)
    figures = [b.id for b in blocks if isinstance(b, Figure)]
    assert figures == ["noord-stippen", "zuid-stippen", "stellingen"]


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_an_independent_validator_finds_no_errors(tmp_path, profile):
    from openxml_audit import OpenXmlValidator

    for language in ("nl", "en"):
        path, _ = write(tmp_path / language, with_tables(profile, language))
        assert [str(one) for one in OpenXmlValidator().validate(path).errors] == []


def test_made_up_data_are_called_so_here_as_everywhere(tmp_path):
    path, _ = write(tmp_path, with_tables())
    heads = [content for name, content in parts(path).items() if "header" in name]
    assert heads
    assert all(b"VERZONNEN GEGEVENS" in content for content in heads)
    assert table_study().synthetic
