"""What a table came to, and who saw it differently: votes by the gate, words as allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.reports import write
from tests.report.tables import DISSENT, all_text, composed, record, tables_of, with_tables
from wbp_survey.report.blocks import Quotes, Table
from wbp_survey.report.table_record import Spoken


def test_an_outcome_tells_its_words_how_it_ended_and_by_what_rule(tmp_path):
    rows = dict(tables_of(composed(tmp_path))["tafel-noord-theme_1-uitkomst"])
    assert rows == {
        "Gezamenlijke uitspraak": "Wij vinden dat op elke melding iets moet volgen.",
        "Hoe het eindigde": "grotendeels eens",
        "Besluitregel": "niemand heeft bezwaar",
        "Stemmen": "7 voor, 1 tegen, 1 onthouding",
        "Afwijkende mening": "4",
        "Bij het teruglezen": "6 akkoord, 1 met voorbehoud, 1 niet akkoord; al vertrokken: 1",
        "Versies van de tekst": "3",
        "Over stelling": "1",
    }


def test_a_group_that_came_to_a_rating_has_that_instead_of_words(tmp_path):
    rating = {"nl": "7", "en": "7"}
    for value, said in ((rating, None), ({}, "niet vastgelegd")):
        outcome = replace(record().outcomes[0], text="", value=value)
        rows = tables_of(composed(tmp_path, records=(record(outcomes=(outcome,)),)))
        found = dict(rows["tafel-noord-theme_1-uitkomst"])
        assert found.get("Gezamenlijke uitspraak") == said
        assert found.get("Cijfer van de groep") == value.get("nl")


def test_votes_are_counts_of_persons_and_go_by_the_gate(tmp_path):
    blocks = composed(tmp_path, "publiek")
    rows = dict(tables_of(blocks)["tafel-noord-theme_1-uitkomst"])
    assert (rows["Stemmen"], rows["Bij het teruglezen"]) == ("x", "x")
    assert rows["Gezamenlijke uitspraak"].startswith("Wij vinden")
    few = replace(record().outcomes[0], votes={"for": 3, "against": 1})
    rows = dict(
        tables_of(composed(tmp_path, records=(record(outcomes=(few,)),)))[
            "tafel-noord-theme_1-uitkomst"
        ]
    )
    assert rows["Stemmen"] == "x"


def test_dissent_stands_in_its_own_words_and_what_may_not_is_counted(tmp_path):
    for profile, note in (
        ("publiek", ""),
        ("consortium", "Eén deelnemer week af; de woorden zijn niet vrijgegeven."),
    ):
        blocks = composed(tmp_path, profile)
        (block,) = [b for b in blocks if getattr(b, "id", "") == "tafel-noord-theme_1-afwijkend"]
        assert [(one.text, one.role) for one in block.quotes] == [
            ("Ik zie dat als enige anders.", ""),
            ("Liever zonder wie ik ben.", ""),
            ("Zo gaat het bij ons niet.", "bewoner"),
        ]
        assert block.note == note
    kept = replace(record().outcomes[0], dissent=(Spoken("A", "no"), Spoken("B", "no")))
    blocks = composed(tmp_path, records=(record(outcomes=(kept,)),))
    (block,) = [b for b in blocks if getattr(b, "id", "") == "tafel-noord-theme_1-afwijkend"]
    assert block.quotes == ()
    assert block.note == "2 deelnemers weken af; hun woorden zijn niet vrijgegeven."


@pytest.mark.parametrize(("profile", "said"), [("consortium", "niemand"), ("publiek", "x")])
def test_that_nobody_dissented_is_said_where_the_votes_are(tmp_path, profile, said):
    none = replace(record().outcomes[0], dissent=())
    blocks = composed(tmp_path, profile, records=(record(outcomes=(none,)),))
    rows = dict(tables_of(blocks)["tafel-noord-theme_1-uitkomst"])
    assert (rows["Afwijkende mening"], "x" in rows["Stemmen"]) == (said, said == "x")
    assert not [b for b in blocks if getattr(b, "id", "") == "tafel-noord-theme_1-afwijkend"]


@pytest.mark.parametrize("votes", [{"for": 7, "against": 2}, {}])
def test_where_votes_are_hidden_a_page_is_the_same_whoever_kept_their_dissent_to_themselves(
    tmp_path, votes
):
    seen = []
    for kept in range(4):
        dissent = (DISSENT[0], *[Spoken(f"Geheim {at}", "no", "agent") for at in range(kept)])
        outcome = replace(record().outcomes[0], dissent=dissent, votes=votes)
        records = (record(outcomes=(outcome,)),)
        blocks = composed(tmp_path, "publiek", records=records)
        seen.append([b for b in blocks if getattr(b, "id", "").startswith("tafel-noord-theme_1")])
    assert all(
        str(one).replace(" object at ", "") == str(seen[0]).replace(" object at ", "")
        for one in seen
    )


def test_a_note_about_what_is_left_out_stands_only_where_something_is(tmp_path):
    bare = replace(record().outcomes[0], text="", votes={}, readback={}, dissent=(), said=())
    quiet = {"turns": {"agent": 3}, "named": frozenset({"bewoner"})}
    records = (record("noord", outcomes=(bare,), **quiet), record("zuid"))
    notes = {
        b.id: b.table.notes
        for b in composed(tmp_path, "publiek", records=records)
        if isinstance(b, Table)
    }
    for name in ("theme_1-uitkomst", "waarneming"):
        assert notes[f"tafel-noord-{name}"] == ()
        assert notes[f"tafel-zuid-{name}"] == (
            "x: weggelaten omdat het over te weinig personen gaat.",
        )


def test_statements_stand_under_their_theme_or_at_the_end(tmp_path):
    loose = (Spoken("Wij gaan door.", "role", study=True),)
    blocks = composed(tmp_path, records=(record(said=loose),))
    quotes = {b.id: b for b in blocks if isinstance(b, Quotes)}
    (said,) = quotes["tafel-noord-theme_1-uitspraken"].quotes
    assert (said.text, said.role, said.literal) == (
        "De wijkagent belt soms terug.",
        "bewoner",
        False,
    )
    (other,) = quotes["tafel-noord-overig"].quotes
    assert other.role == "gespreksleider"


def test_a_paraphrase_has_no_quotation_marks_and_says_so(tmp_path):
    text = all_text(write(tmp_path, with_tables())[0])
    assert "‘Zo gaat het bij ons niet.’\u00a0\u00a0(bewoner)" in text
    assert "‘De wijkagent belt soms terug.’" not in text
    assert "De wijkagent belt soms terug.\u00a0\u00a0(bewoner, samengevat)" in text


def test_words_of_the_group_lose_what_leads_to_a_person(tmp_path):
    outcome = replace(record().outcomes[0], text="Bel S3 op 06-12345678.")
    records = (record(outcomes=(outcome,), points=(("Vraag W-01", False),)),)
    path, _ = write(tmp_path, with_tables(records=records))
    text = all_text(path)
    assert "Bel [deelnemer] op [telefoonnummer]." in text
    assert "Vraag [deelnemer]" in text
