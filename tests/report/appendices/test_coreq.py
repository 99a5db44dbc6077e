"""Appendix H answers every item of COREQ from the records, or says that nothing is on record."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.appendices.test_talks import talk
from tests.report.reports import made, study
from tests.report.test_texts import flat
from wbp_survey import texts
from wbp_survey.model.study import COREQ_ITEMS, Approached, ReportFacts
from wbp_survey.report.appendices.coreq import coreq, coreq_items
from wbp_survey.report.appendices.coreq_facts import FACTS
from wbp_survey.report.blocks import Passage, Table
from wbp_survey.report.fieldwork_record import Fieldwork, TableAnswers
from wbp_survey.texts import LANGUAGES, has

GAP = {"nl": "Niet vastgelegd.", "en": "Not on record."}


def cells(inputs):
    tables = [one.table for one in coreq(inputs, Path()) if isinstance(one, Table)]
    return {row.cells[0]: row.cells for table in tables for row in table.rows}


def answers(inputs):
    return {number: row[2] for number, row in cells(inputs).items()}


def gaps(inputs):
    last = list(coreq(inputs, Path()))[-1]
    assert isinstance(last, Passage)
    return ["".join(run.text for run in line.runs) for line in last.lines]


def bare(language="nl"):
    """A report without people, comparisons or questionnaires."""
    return replace(
        made(language), respondents=(), comparisons=(), instruments=(),
        study=replace(study(), report=ReportFacts()),
    )  # fmt: skip


def with_report(**facts):
    return replace(made(), study=replace(study(), report=ReportFacts(**facts)))


def test_there_are_32_items_in_order_each_with_words_and_facts_that_exist():
    items = coreq_items()
    assert tuple(one.number for one in items) == COREQ_ITEMS
    for item in items:
        assert set(item.facts) <= FACTS.keys()
        assert has(f"coreq.item.{item.number}")
        assert not item.whole or item.facts
    assert {name for item in items for name in item.facts} == FACTS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_records_every_item_but_the_software_is_a_gap(language):
    found = answers(bare(language))
    assert tuple(found) == COREQ_ITEMS
    assert [number for number, text in found.items() if text != GAP[language]] == ["27"]
    assert "0.1.0" in found["27"]
    (listed,) = gaps(bare(language))
    assert all(f"{number} (" in listed for number in COREQ_ITEMS if number != "27")
    assert " 27 (" not in listed


def test_what_a_person_answers_comes_first_and_closes_the_gap():
    inputs = with_report(coreq={"4": {"nl": "Twee vrouwen."}, "1": {"nl": "De eerste auteur."}})
    inputs = replace(inputs, fieldwork=Fieldwork(interviewers=2))
    found = answers(inputs)
    assert found["4"] == "Twee vrouwen."
    assert found["1"].startswith("De eerste auteur. 2 personen")
    assert not any(" 1 (" in words or " 4 (" in words for words in gaps(inputs))
    assert " 5 (" in gaps(inputs)[0]


def test_what_the_records_know_in_part_is_listed_apart():
    inputs = replace(made(), fieldwork=Fieldwork(interviewers=1))
    missing, part = gaps(inputs)
    assert part.startswith("Ten dele vastgelegd: 1 (wie de gesprekken voerde)")
    assert " 1 (" not in missing
    assert " 10 (" in missing


def test_who_was_approached_and_refused_is_added_up():
    facts = (Approached("bewoner", "c-stad", 30, 8), Approached("agent", "", 12, 3))
    talks = (talk("A0"), talk("A1", refused=True))
    inputs = replace(with_report(approached=facts), talks=talks, withdrawn=1)
    found = answers(inputs)
    assert found["11"] == "Er zijn 42 mensen benaderd."
    assert found["13"].startswith("Van 42 benaderde mensen weigerden er 11. Eén gesprek")
    assert found["13"].endswith("later introken, staat in bijlage A.")


def test_the_number_of_people_is_that_of_the_respondents_and_refusals_are_no_talks():
    inputs = replace(made(), talks=(talk("A0"), talk("A1", refused=True)))
    assert "58 personen over 4 casussen" in answers(inputs)["12"]
    assert "1 gesprekken met één persoon en 0 rondetafels" in answers(inputs)["12"]


def test_a_questionnaire_is_named_with_each_of_its_versions_and_a_codebook_apart():
    (guide,) = made().instruments
    book = replace(guide, id="codes", kind="codebook", title={"nl": "Codes"}, version="1.2.0")
    later = replace(guide, version="2.0.0")
    found = answers(replace(made(), instruments=(guide, later, book)))
    assert "Gesprek (1.0.0, 2.0.0)." in found["17"]
    assert "Codes" not in found["17"]
    assert found["25"] == "Codeboek: Codes (1.2.0)."


def test_the_length_is_the_median_of_talks_that_have_one():
    spent = (*(30.0, 40.0, 90.0) * 5, None)
    talks = [talk(f"A{n}", minutes=m) for n, m in enumerate(spent)]
    assert "mediaan 40 minuten (n = 15)" in answers(replace(made(), talks=tuple(talks)))["21"]


def test_the_length_of_a_few_talks_and_a_few_refusals_do_not_print_but_are_no_gap():
    facts = (Approached("bewoner", "c-stad", 9, 2), Approached("agent", "", 3, 1))
    inputs = replace(with_report(approached=facts), talks=(talk("A0", minutes=43.0),))
    found = answers(inputs)
    assert not any(re.search(r"\d", found[number]) for number in ("11", "13"))
    assert "43" not in found["21"]
    assert all("Niet vastgelegd" not in found[number] for number in ("11", "13", "21"))


def test_what_was_set_down_about_the_tables_stands_at_its_items():
    asked = {"nl": "Waar is het? Noem geen namen."}
    told = (
        TableAnswers(("14",), asked, chosen=(({"nl": "buurthuis"}, 4), ({"nl": "bureau"}, 2))),
        TableAnswers(("10", "11"), {"nl": "Hoeveel genodigden?"}, total=49, tables=6),
        TableAnswers(("15",), {"nl": "Wie nog meer?"}, worded=2, none=4),
        TableAnswers(("20",), {"nl": "Wat viel op?"}, worded=6),
        TableAnswers(("19",), {"nl": "Opname?"}),
    )
    found = answers(replace(made(), fieldwork=Fieldwork(answers=told)))
    assert found["14"].endswith("Waar is het? buurthuis (4); bureau (2).")
    assert found["11"].endswith("Hoeveel genodigden? Samen 49 (aan 6 tafels).")
    assert "aan 2 tafels, niet van toepassing aan 4; de woorden" in found["15"]
    assert "aan 6 tafels; de woorden blijven" in found["20"]
    assert found["19"] == GAP["nl"]


def test_an_appendix_is_named_where_there_is_more_and_never_beside_a_gap():
    found = cells(made())
    assert found["12"][3] == "B"
    assert found["10"][2:] == (GAP["nl"], "–")
    assert cells(with_report(selection={"nl": "Zo."}))["10"][3] == "A"


def test_the_list_is_cited_under_every_table():
    tables = [one.table for one in coreq(made(), Path()) if isinstance(one, Table)]
    assert len(tables) == 3
    assert all("Tong" in table.notes[-1] and "2007" in table.notes[-1] for table in tables)


@pytest.mark.parametrize("area", ["coreq", "letter", "committee", "demo_report"])
def test_both_languages_have_the_same_sentences_with_the_same_blanks(area):
    folder = Path(texts.__file__).parent
    dutch, english = (
        dict(flat(area, tomllib.loads((folder / one / f"{area}.toml").read_text("utf-8"))))
        for one in LANGUAGES
    )
    assert dutch.keys() == english.keys()
    for key in dutch:
        blanks = [set(re.findall(r"\{(\w+)\}", one[key])) for one in (dutch, english)]
        assert blanks[0] == blanks[1], key
