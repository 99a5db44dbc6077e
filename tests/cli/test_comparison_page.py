"""The page of a comparison: what stands where, what is written how, and what is left unsaid."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.analysis.tables import column, factor, of_counts, run, table
from wbp_survey.cli.groups.page import print_comparison
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.model.table import OUTSIDE
from wbp_survey.report.gate.rows import release_rows

TENS = "1 1 2 2 3 3 4 4 5 5"
ALIKE = f"A: {TENS} / B: {TENS} / C: {TENS}"
APART = "A: 1 1 1 2 2 1 2 1 1 2 / B: 3 3 4 3 4 3 3 4 3 4 / C: 5 5 4 5 4 5 5 4 5 5"
CASES = "A: x1 x2 y3 y1 u2 u2 s1 s2 / B: z4 z4 v3 v5 w4 w4 t5 t3"
MANIFEST = Manifest("compare", "2026-11-28T00:00:00+00:00", "ab" * 32, 30, 7, 9999)


@pytest.fixture
def page(capsys):
    """Print rows as a page and return its lines."""

    def printed(rows, variables=None, cluster="", **about):
        filters = {"adjust": "holm", "alpha": 0.05, "cluster": cluster}
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
    rows = run(table(ALIKE))
    (eta,) = [row for row in rows if row.stat == "eta_squared_h"]
    assert eta.value < 0
    assert "eta² = 0,00 [0,00; " in line(page(rows), "eta² =")


def test_behind_a_test_that_shows_nothing_pairs_have_effects_and_no_p(page):
    lines = page(run(table(ALIKE)))
    assert re.fullmatch(r"A - B\s+0,00\s+\[−\d,\d\d; \d,\d\d\]", line(lines, "A - B").strip())
    assert "p (holm)" not in flat(lines)
    assert "lees van de paren alleen de effectmaten" in flat(lines)


def test_behind_a_test_that_shows_something_pairs_have_their_p(page):
    lines = page(run(table(APART)))
    assert re.search(r"A - B\s+−1,00\s+\[−1,00; −0,\d\d\]\s+p\s<\s0,001", line(lines, "A - B"))
    assert "alleen de effectmaten" not in flat(lines)


def test_two_groups_have_one_pair_with_its_p(page):
    lines = page(run(table(f"A: {TENS} / B: {TENS}")))
    assert flat([line(lines, "A - B")]).endswith("p = 1,000")


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
    reasons = "A: 2 weet niet, 1 wil niet zeggen; B: 1 niet gevraagd (tijd)"
    assert f"Geen antwoord. {reasons}." in told


def test_whole_cases_come_first_and_people_are_called_what_they_would_have_to_be(page):
    told = flat(page(run(table(CASES), cluster="case"), cluster="case"))
    assert told.index("Hele casussen verwisseld") < told.index(
        "Als respondenten onafhankelijk waren"
    )
    assert "kleinst mogelijke p = 0,029; 70 verdelingen" in told
    assert "Aandeel van de variantie tussen de casussen" in told


def test_what_a_design_can_show_stands_before_any_number(page):
    lines = page(run(table(CASES), cluster="case"), cluster="case")
    told = flat(lines[:2])
    assert "De eenheid is de casus (8 casussen), niet de respondent" in told
    assert "kleiner dan p = 0,029" in told
    assert "De eenheid" not in flat(page(run(table(CASES))))


def test_scores_that_no_correction_leaves_a_chance_are_said_to_have_none(page):
    answers = table(
        "A: x1 x2 y3 y1 / B: z4 z4 v3 v5 / C: w1 w2 w3 / D: s4 s5 s5", construct="safety"
    )
    (one,) = answers.columns
    scores = [replace(one, variable=replace(one.variable, id=i, scale=True)) for i in "abc"]
    rows = run(replace(answers, columns=tuple(scores)), cluster="case")
    told = flat(page(rows, cluster="case"))
    least = min(row.value for row in rows if row.stat == "cluster_permutation_p_min")
    assert least < 0.05 < 3 * least
    assert "kleiner dan p = 0,022 kan een toets niet uitvallen" in told
    assert "Gecorrigeerd voor 3 schaalscores is dat p = 0,067" in told


def test_units_are_called_by_the_name_of_their_kind(page):
    rows = run(table(CASES), cluster="case")
    for cluster, word in {
        "case": "casussen",
        "session": "gesprekken",
        "street": "clusters",
    }.items():
        told = flat(page(rows, cluster=cluster))
        assert f"Hele {word} verwisseld" in told
        assert f"tussen de {word}:" in told


def test_clusters_torn_over_the_groups_lead_to_blocks_and_leave_no_dashes(page):
    rows = run(table("A: x1 x2 x3 y1 y4 / B: x4 x4 x5 y3 y5"), cluster="case")
    told = flat(page(rows, cluster="case"))
    assert "verwissel dan mensen daarbinnen: --block case in plaats van --cluster case" in told
    assert "verwisseld: -" not in told


def test_a_number_of_divisions_too_large_to_write_leaves_the_word_exact(page):
    rows = run(of_counts([[300, 300], [300, 300]]))
    assert [row for row in rows if row.stat == "permutation_count" and row.value is None]
    assert "permutatie p = 1,000 (exact; kleinst" in flat(page(rows))


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
    assert "Noten Bij alle items: De antwoordcodes" in flat(lines)


def test_intervals_of_people_who_share_a_case_are_said_to_be_as_if_they_did_not(page):
    answers = table("A: p1 p2 q2 q3 r3 r4 s5 s5 / B: t1 t1 u2 u2 v4 v4 w4 w5")
    shared, apart = flat(page(run(answers, cluster="case"))), flat(page(run(answers)))
    words = "De 95%-intervallen zijn gerekend alsof mensen los van elkaar antwoordden"
    assert shared.count(words) == 1
    assert "zelfs als mensen los van elkaar antwoordden, sluit het interval" in shared
    assert "los van elkaar" not in apart


def test_a_note_of_pairs_alone_is_called_that(page):
    answers = table(f"A: 1 1 1 1 1 1 1 1 1 1 / B: 1 1 1 1 1 1 1 1 1 1 / C: {TENS}")
    told = flat(page(run(answers)))
    assert "Noot bij paren: Alle antwoorden zijn gelijk" in told
    assert "Noot: Alle antwoorden zijn gelijk" not in told
    (one,) = answers.columns
    more = replace(one, variable=replace(one.variable, id="r"))
    told = flat(page(run(replace(answers, columns=(one, more)))))
    assert told.count("Alle antwoorden zijn gelijk") == 1
    assert "Bij paren van alle items: Alle antwoorden zijn gelijk" in told


def test_several_items_end_with_one_line_each(page):
    answers = table(APART, construct="safety")
    (one,) = answers.columns
    other = column("r", TENS.split() * 3, construct="safety")
    lines = page(run(replace(answers, columns=(one, other))))
    begin = next(at for at, text in enumerate(lines) if text.strip().startswith("Overzicht"))
    assert [text.split()[0] for text in lines[begin + 2 : begin + 4]] == ["q", "r"]
    assert re.search(r"\br\s+30\s+0,00\s+\[0,00; ", flat(lines[begin:]))
    assert not [text for text in page(run(table(APART))) if text.strip().startswith("Overzicht")]


def test_what_was_not_tested_is_listed_by_reason_and_not_in_the_overview(page):
    answers = table(APART)
    (one,) = answers.columns
    same = column("same", ["3"] * 30)
    words = column("words", TENS.split() * 3, level="nominal")
    lines = page(run(replace(answers, columns=(one, same, words))))
    begin = lines.index("Niet getoetst")
    told = flat(lines[begin:])
    assert "Alle antwoorden zijn gelijk: er valt niets te toetsen. same" in told
    assert "geen mediaan, geen rangen. words" in told
    overview = lines[next(at for at, text in enumerate(lines) if "Overzicht" in text) : begin]
    assert "words" not in flat(overview)


def test_the_overview_says_how_many_come_out_small_and_how_many_would_by_chance(page):
    answers = table(APART, construct="safety")
    (one,) = answers.columns
    others = [column(f"r{at}", TENS.split() * 3, construct="safety") for at in range(3)]
    told = flat(page(run(replace(answers, columns=(one, *others)))))
    assert "Toetsen: 4; met p ≤ 0,05: 1; na correctie voor de familie: 1." in told
    assert "gemiddeld hoogstens 0,2 zo uit" in told


def test_notes_of_several_items_are_numbered_where_they_hold_and_said_at_the_end(page):
    answers = table(f"A: {TENS} / B: {TENS}", construct="safety")
    (one,) = answers.columns
    few = column("few", ["1", "2", "3", *["refused"] * 7] * 2, construct="safety")
    lines = page(run(replace(answers, columns=(one, few))))
    legend = flat(lines[lines.index("Noten") :])
    number = re.search(r"\[(\d+)\] De kleinste groep telt minder dan tien", legend)[1]
    own = [text for text in lines if re.match(r"  Not(en|e|oot) ?\[", text) or "Noten [" in text]
    assert any(f"[{number}]" in text for text in own)
    assert legend.count("De kleinste groep telt minder dan tien") == 1
    assert flat(lines).count("De kleinste groep telt minder dan tien") == 1


def test_groups_that_nobody_asked_are_named_and_have_no_line(page):
    outside = table(f"A: {TENS} / B: {TENS} / C: 1")
    (one,) = outside.columns
    reason = one.reason.copy()
    reason[-1] = OUTSIDE
    index = one.index.copy()
    index[-1] = -1
    only = replace(outside, columns=(replace(one, index=index, reason=reason),))
    lines = page(run(only))
    assert "Niet gevraagd: C." in flat(lines)
    assert not [text for text in lines if text.startswith("  C ")]


def test_one_group_has_no_line_for_all_groups_together(page):
    told = page(run(table("A: 1 2 3 4 5 / B:")))
    assert [text for text in told if text.startswith("  A ")]
    assert not [text for text in told if text.startswith("  alle ")]


def test_pairs_without_an_effect_are_summed_up_by_their_group(page):
    lines = page(run(table(f"A: {TENS} / B: {TENS} / C: 1 2")))
    assert "Zonder effectmaat: C." in flat(lines)
    assert not [text for text in lines if "A - C" in text]


def test_measurements_have_their_range_and_mean_and_years_have_no_point(page):
    years = tuple(str(2009 + at) for at in range(10))
    answers = [years[int(one)] for one in TENS.split() * 2]
    one = column("since", answers, codes=years, level="interval",
                 scores=tuple(float(year) for year in years))  # fmt: skip
    both = replace(table(f"A: {TENS} / B: {TENS}"), columns=(one,))
    told = line(page(run(both)), "A  ")
    assert re.search(r"10\s+2010-2014\s+2012 \(2011-2013\)\s+2012\s+\[201\d,\d; 201\d,\d\]", told)


def test_a_distribution_too_wide_for_the_table_stands_below_it(page):
    codes = tuple(str(code) for code in range(11))
    counts = [[100 + code for code in range(11)], [200 - code for code in range(11)]]
    lines = page(run(of_counts(counts)))
    assert len(codes) == 11
    wide = "-".join(str(one) for one in counts[0])
    assert not [text for text in lines if text.startswith("  g0") and wide in text]
    assert f"Verdeling, g0: {wide}" in flat(lines)


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
