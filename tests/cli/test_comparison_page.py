"""The page of a comparison: what stands where, what is written how, and what is left unsaid."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.analysis.tables import column, factor, of_counts, run, table
from wbp_survey.cli.comparison import print_comparison
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.report.gate.rows import release_rows

TENS = "1 1 2 2 3 3 4 4 5 5"
ALIKE = f"A: {TENS} / B: {TENS} / C: {TENS}"
APART = "A: 1 1 1 2 2 1 2 1 1 2 / B: 3 3 4 3 4 3 3 4 3 4 / C: 5 5 4 5 4 5 5 4 5 5"
CASES = "A: x1 x2 y3 y1 u2 u2 s1 s2 / B: z4 z4 v3 v5 w4 w4 t5 t3"
MANIFEST = Manifest("compare", "2026-11-28T00:00:00+00:00", "ab" * 32, 30, 7, 9999)


@pytest.fixture
def page(capsys):
    """Print rows as a page and return its lines."""

    def printed(rows, variables=None, **about):
        filters = {"adjust": "holm", "alpha": 0.05}
        print_comparison(
            Comparison(replace(MANIFEST, filters=filters, **about), tuple(rows)), variables
        )
        return capsys.readouterr().out.splitlines()

    return printed


def flat(lines):
    return " ".join(" ".join(lines).split())


def line(lines, start):
    (one,) = [one for one in lines if one.strip().startswith(start)]
    return one


def test_the_verdict_comes_before_the_numbers_behind_it(page):
    told = flat(page(run(table(APART))))
    order = [
        "Aanwijzing dat de groepen verschillen",
        "eta² =",
        "Kruskal-Wallis",
        "permutatie",
        "A - B",
    ]
    places = [told.index(words) for words in order]
    assert places == sorted(places)


def test_an_effect_below_zero_is_written_as_zero_and_lies_in_its_interval(page):
    lines = page(run(table(ALIKE)))
    assert "eta² = 0,00 [0,00; " in line(lines, "eta² =")
    assert "schrijf 0,00" in flat(lines)


def test_behind_a_test_that_shows_nothing_pairs_have_effects_and_no_p(page):
    lines = page(run(table(ALIKE)))
    cells = line(lines, "A - B").split()
    assert cells[3] == "0,00"
    assert cells[-1] == "-"
    assert "lees van de paren alleen de effectmaten" in flat(lines)


def test_behind_a_test_that_shows_something_pairs_have_their_p(page):
    lines = page(run(table(APART)))
    assert re.search(r"A - B\s+−1,00\s+\[−1,00; −0,\d\d\]\s+p <\s0,001", line(lines, "A - B"))
    assert "alleen de effectmaten" not in flat(lines)


def test_two_groups_have_one_pair_with_its_p(page):
    lines = page(run(table(f"A: {TENS} / B: {TENS}")))
    assert line(lines, "A - B").rstrip().endswith("p = 1,000")


def test_below_twenty_answers_stand_as_so_many_of_so_many_and_from_twenty_as_percentages(page):
    few = page(run(table(f"A: {TENS} / B: {TENS}", agree=("4", "5"))))
    assert re.search(r"4/10\s+\[0,17; 0,69\]", line(few, "A  "))
    assert "8/20" in line(few, "alle")
    assert "%" in line(few, "alle")
    assert not re.search(r"\d%", line(few, "A  "))


def test_the_distribution_adds_up_to_the_answers(page):
    lines = page(run(of_counts([[1, 2, 3, 4, 0], [5, 0, 0, 2, 3]])))
    assert "codes, laag naar hoog: 1 - 2 - 3 - 4 - 5" in flat(lines)
    assert "1-2-3-4-0" in line(lines, "g0  ")
    assert "6-2-3-6-3" in line(lines, "alle")


def test_who_gave_no_answer_is_said_by_reason_and_by_group(page):
    lines = page(run(table(f"A: {TENS} ? ? ~ / B: {TENS} .")))
    told = flat(lines)
    assert "Geen antwoord, A: 2 weet niet, 1 wil niet zeggen" in told
    assert "Geen antwoord, B: 1 niet gevraagd (tijd)" in told
    assert "Geen antwoord, alle: 2 weet niet, 1 wil niet zeggen, 1 niet gevraagd (tijd)" in told


def test_whole_cases_come_first_and_people_are_called_what_they_would_have_to_be(page):
    told = flat(page(run(table(CASES), cluster="case")))
    assert told.index("Hele casussen verwisseld") < told.index(
        "Als respondenten onafhankelijk waren"
    )
    assert "kleinst mogelijke p = 0,029; 70 verdelingen" in told
    assert "Aandeel van de variantie tussen de casussen" in told


def test_fewer_than_six_cases_have_no_share_on_the_page(page):
    told = flat(page(run(table("A: x1 x2 y3 y1 / B: z4 z4 v3 v5"), cluster="case")))
    assert "Niet te beslissen" in told
    assert "Aandeel van de variantie" not in told


def test_a_test_within_blocks_has_its_line(page):
    answers = table(f"A: {TENS} / B: {TENS}")
    towns = factor("town", "st", "st" * 10)
    answers = replace(answers, factors={**answers.factors, "town": towns})
    told = flat(page(run(answers, block="town")))
    assert "Binnen blokken verwisseld: p = " in told


def test_what_holds_for_every_item_is_said_once(page):
    answers = table(f"A: {TENS} / B: {TENS}", notes=("codes_observed",))
    (one,) = answers.columns
    more = replace(one, variable=replace(one.variable, id="r"))
    lines = page(run(replace(answers, columns=(one, more))))
    sentence = "De antwoordcodes komen uit de gegevens zelf"
    assert flat(lines).count(sentence) == 1
    assert "Noot bij alle items: De antwoordcodes" in flat(lines)


def test_a_note_of_pairs_alone_is_called_that(page):
    answers = table(f"A: 1 1 1 1 1 1 1 1 1 1 / B: 1 1 1 1 1 1 1 1 1 1 / C: {TENS}")
    told = flat(page(run(answers)))
    assert "Noot bij paren: Alle antwoorden zijn gelijk" in told
    assert "Noot: Alle antwoorden zijn gelijk" not in told
    (one,) = answers.columns
    more = replace(one, variable=replace(one.variable, id="r"))
    told = flat(page(run(replace(answers, columns=(one, more)))))
    assert told.count("Alle antwoorden zijn gelijk") == 1
    assert "Noot bij paren van alle items: Alle antwoorden zijn gelijk" in told


def test_several_items_end_with_one_line_each(page):
    answers = table(APART, construct="safety")
    (one,) = answers.columns
    other = column("r", TENS.split() * 3, construct="safety")
    lines = page(run(replace(answers, columns=(one, other))))
    begin = next(at for at, text in enumerate(lines) if text.strip().startswith("Overzicht"))
    assert [text.split()[0] for text in lines[begin + 2 : begin + 4]] == ["q", "r"]
    assert re.search(r"\br\s+30\s+0,00\s+\[0,00; ", flat(lines[begin:]))
    assert not [text for text in page(run(table(APART))) if text.strip().startswith("Overzicht")]


def test_rounds_are_named_in_the_title_and_in_the_overview(page):
    answers = table(ALIKE, construct="safety")
    (one,) = answers.columns
    rounds = tuple(replace(one, variable=replace(one.variable, round=r)) for r in (1, 2))
    lines = page(run(replace(answers, columns=rounds)))
    assert "q (safety), ronde 1" in lines
    assert "q (safety), ronde 2" in lines
    assert [text for text in lines if text.strip().startswith("q (2)")]


def test_the_ends_of_a_scale_have_their_words(page):
    labels = {"1": {"nl": "helemaal oneens", "en": "x"}, "5": {"nl": "helemaal eens", "en": "y"}}
    answers = table(ALIKE, code_labels=labels, label={"nl": "Voelt u zich veilig?", "en": "z"})
    variables = {"q": answers.columns[0].variable}
    told = flat(page(run(answers), variables))
    assert "Voelt u zich veilig?" in told
    assert "1 (helemaal oneens) - 2 - 3 - 4 - 5 (helemaal eens)" in told


def test_the_foot_says_what_the_numbers_rest_on_and_for_whom_they_are(page):
    rows = run(table(ALIKE))
    lines = page(rows)
    assert f"{len(rows)} regels; data abababababab; seed 7; 9999 verwisselingen." in lines
    assert "niet publiceren" in flat(lines)
    public = page(release_rows(rows, "publiek"), profile="publiek", synthetic=True)
    assert public[0].startswith("LET OP: verzonnen gegevens")
    assert "minder dan 10 personen" in flat(public)


HARD = {
    "nobody": lambda: run(table("A: ? ? / B: ~")),
    "one each": lambda: run(table("A: 1 / B: 2")),
    "one group": lambda: run(table("A: 1 2 3 / B: ? ?")),
    "constant": lambda: run(table("A: 3 3 3 / B: 3 3 3")),
    "apart": lambda: run(table("A: 1 1 1 1 1 1 / B: 5 5 5 5 5 5")),
    "apart in threes": lambda: run(table("A: 1 1 1 / B: 5 5 5 / C: 3 3 3"), sesoi=0.2),
    "nominal": lambda: run(table(APART, level="nominal")),
    "long scale": lambda: run(
        table("A: 0 5 11 3 / B: 3 4 10 9", codes=tuple(map(str, range(12))), level="interval")
    ),
    "cases": lambda: run(table(CASES), cluster="case", sesoi=0.3),
    "torn cases": lambda: run(table("A: x1 x2 y3 / B: x4 z4 z5"), cluster="case"),
    "many groups": lambda: run(of_counts([[3, 3, 3]] * 25), resamples=9),
    "large": lambda: run(of_counts([[9000, 8000], [8000, 9000], [8500, 8500]]), resamples=99),
    "nothing": lambda: run(table("A: / B:")),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("profile", ["intern", "publiek"])
@pytest.mark.parametrize("name", HARD)
def test_no_blank_is_left_and_no_machine_speaks(page, monkeypatch, name, profile, language):
    monkeypatch.setenv("WBP_LANG", language)
    rows = HARD[name]()
    told = flat(page(rows if profile == "intern" else release_rows(rows, profile), profile=profile))
    assert not re.search(r"\{\w*\}|\bnan\b|\bNone\b|\binf\b|= \?|\? to|_", told)
    assert not re.search(r"(?<!\[)−0,00|-0\.00", told)
