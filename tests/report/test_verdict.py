"""Which words a comparison gets, and that none of them says there is no difference."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import wbp_survey
from tests.analysis.tables import factor, of_counts, run, table
from wbp_survey.model.table import Column, Table, Variable
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.report.verdict import groups_word, verdict

TENS = "1 1 2 2 3 3 4 4 5 5"
CASES = {
    "untested": lambda: run(table("A: 3 3 3 / B: 3 3 3")),
    "undecidable": lambda: run(table("A: 1 2 3 / B: 4 5 5")),
    "no_sign": lambda: run(table(f"A: {TENS} / B: {TENS}")),
    "differ": lambda: run(table(f"A: {TENS} / B: 4 4 5 5 5 5 5 5 5 5")),
    "many": lambda: run(of_counts([[5, 5, 5]] * 25), resamples=99),
}


def total(rows):
    return {row.stat: row for row in rows if row.group is None and row.group2 is None}


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_rule_chooses_its_words(kind, language):
    said = verdict(total(CASES[kind]()), "municipality", 0.05, language)
    assert said.kind == kind
    assert said.text.endswith(".")
    assert "{" not in said.text
    assert "?" not in said.text


def test_a_small_p_that_does_not_survive_its_family_is_no_sign():
    rows = total(CASES["differ"]())
    adjusted = rows["permutation_p"].__class__("q", "omnibus_p_adjusted", 0.2, 20)
    size = rows["permutation_p"].__class__("q", "family_size", 9.0, 20)
    said = verdict(
        {**rows, "omnibus_p_adjusted": adjusted, "family_size": size}, "role", 0.05, "nl"
    )
    assert said.kind == "not_corrected"
    assert "9 toetsen" in said.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_interval_as_if_people_were_apart_is_called_that(language):
    rows = total(
        run(table("A: p1 p2 q2 q3 r3 r4 s5 s5 / B: t1 t1 u2 u2 v4 v4 w4 w5"), cluster="case")
    )
    told = verdict(rows, "group", 0.05, language)
    assert (told.kind, told.test) == ("no_sign", "cluster_permutation_p")
    words = {
        "nl": "als mensen los van elkaar antwoordden",
        "en": "if people answered independently",
    }
    assert words[language] in told.text
    rows["cluster_permutation_p"] = replace(rows["cluster_permutation_p"], value=0.04)
    told = verdict(rows, "group", 0.05, language)
    assert told.kind == "differ"
    assert words[language] in told.text


def test_groups_have_their_name():
    assert groups_word("municipality", "nl") == "de gemeenten"
    assert groups_word("Type", "nl") == "de groepen"


def test_where_nobody_differs_within_a_group_no_interval_is_promised():
    rows = total(run(table("A: 1 1 1 1 1 1 / B: 5 5 5 5 5 5")))
    assert rows["eta_squared_h_ci_low"].value is None
    for language, words in (("nl", "binnen elke groep"), ("en", "within each group")):
        said = verdict(rows, "group", 0.05, language)
        assert said.kind == "differ"
        assert "?" not in said.text
        assert words in said.text
    lenient = verdict(rows, "group", 0.001, "nl")
    assert (lenient.kind, "?" in lenient.text) == ("no_sign", False)


def test_with_too_many_answers_to_permute_chi_square_decides():
    rng = np.random.default_rng(8)
    n = 3000
    codes = tuple(map(str, range(n)))
    answers = Column(
        Variable("q", codes, tuple(map(float, range(n))), level="ratio"),
        rng.permutation(n).astype(np.int32),
        np.zeros(n, np.int8),
    )
    rows = total(run(Table(n, (answers,), {"group": factor("group", "ABC", "ABC" * 1000)})))
    assert "permutation_skipped" in rows["permutation_p"].note
    said = verdict(rows, "group", 0.05, "nl")
    assert (said.kind, said.test) == ("no_sign", "kruskal_p")
    assert said.values["p"] == f"p = {rows['kruskal_p'].value:.3f}".replace(".", ",")


@pytest.mark.parametrize(
    ("options", "test"),
    [
        ({}, "permutation_p"),
        ({"block": "town"}, "blocked_permutation_p"),
        ({"cluster": "case"}, "cluster_permutation_p"),
        ({"cluster": "case", "block": "town"}, "cluster_permutation_p"),
    ],
)
def test_cases_decide_before_blocks_and_blocks_before_people(options, test):
    answers = table("A: x1 x2 y3 y3 u1 u2 / B: z4 z5 v3 v4 w4 w5")
    towns = factor("town", "st", "stststststst")
    answers = replace(answers, factors={**answers.factors, "town": towns})
    assert verdict(total(run(answers, **options)), "group", 0.05, "nl").test == test


def test_few_cases_decide_nothing_whatever_people_would_have():
    text = f"A: {' '.join('x1' for _ in range(8))} y1 y2 / B: {' '.join('z5' for _ in range(8))} v4"
    rows = total(run(table(text), cluster="case"))
    assert rows["permutation_p"].value < 0.01
    said = verdict(rows, "municipality", 0.05, "nl")
    assert said.kind == "undecidable"
    assert said.values["smallest"] == "p = 0,333"


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("A: 1 2 3 / B: ? ?", {}, "één groep"),
        ("A: ? / B: ?", {}, "geen enkel geldig antwoord"),
        ("A: 1 2 3 4 / B: 2", {}, "Groep B telt één antwoord"),
        ("A: 1 2 3 4 / B: 2 3", {}, "Groep B telt minder dan drie"),
        ("A: x1 x2 y3 y4 / B: x4 z4 z5 z5", {"cluster": "case"}, "in meer dan één groep"),
        (
            "A: x1 x2 y3 y4 / B: z4 z4 5 5",
            {"cluster": "case"},
            "geen cluster (zoals de casus) bekend",
        ),
    ],
)
def test_what_is_not_tested_says_why(text, options, words):
    said = verdict(total(run(table(text), **options)), "group", 0.05, "nl")
    assert said.kind == "untested"
    assert said.text.startswith("Niet getoetst. ")
    assert words in said.text


def test_the_level_that_decides_is_that_of_the_study():
    rows = total(run(table(f"A: {TENS} / B: 4 4 5 5 5 5 5 5 5 5")))
    assert verdict(rows, "group", 0.05, "nl").kind == "differ"
    assert verdict(rows, "group", rows["permutation_p"].value, "nl").kind == "differ"
    assert verdict(rows, "group", 1e-9, "nl").kind == "no_sign"


def test_an_effect_below_zero_is_written_as_zero():
    rows = total(run(table(f"A: {TENS} / B: {TENS}")))
    assert rows["eta_squared_h"].value < 0
    assert verdict(rows, "group", 0.05, "nl").values["eta"] == "0,00"


def test_what_the_gate_emptied_is_not_tested_and_gives_no_number():
    rows = run(table("A: 1 1 2 2 3 / B: 4 4 5 5 5"))
    said = verdict(total(release_rows(rows, "publiek")), "group", 0.05, "nl")
    assert said.kind == "untested"
    assert "herkenbaar" in said.text


DENIALS = {
    "nl": r"\bgeen (significant|statistisch|duidelijk|noemenswaardig)?\s*verschil|"
    r"verschillen (de groepen )?niet|zijn (allemaal )?(gelijk|hetzelfde)|even (hoog|veilig)",
    "en": r"\bno (significant|statistical|clear)?\s*difference|do(es)? not differ|"
    r"are (all )?(equal|the same|alike)|not different",
}
ABOUT_OTHER_THINGS = {
    # that answers, codes, versions or entries are equal is a count, not a test
    "agreement.apart_none", "changes.diff.same", "entries.done.equal",
    "codes_appendix.entries.alt", "codes_appendix.entries.note",
    "notes.constant", "notes.constant_of", "notes.floor_effect", "notes.ceiling_effect",
    # that nothing could be shown is about the design
    "compared.detectable_none", "notes.nothing_detectable", "report.method.unattainable",
    # that answers are equal within a group is about one group
    "verdict.differ_bare", "verdict.no_sign_bare",
}  # fmt: skip
FILES_ABOUT_OTHER_THINGS = {"problems", "plan", "findings", "schema"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_anywhere_says_that_groups_do_not_differ(language):
    folder = Path(wbp_survey.__file__).parent / "texts" / language
    denied = {
        f"{file.stem}.{key}"
        for file in sorted(folder.glob("*.toml"))
        if file.stem not in FILES_ABOUT_OTHER_THINGS
        for key, text in flat(tomllib.loads(file.read_text("utf-8")))
        if re.search(DENIALS[language], text.casefold())
    }
    assert denied <= ABOUT_OTHER_THINGS


def flat(table, before=""):
    for key, inside in table.items():
        if isinstance(inside, dict):
            yield from flat(inside, f"{before}{key}.")
        else:
            yield before + key, str(inside)


def test_no_sentence_about_comparing_says_that_nothing_differs():
    for language, words in (
        ("nl", ("geen verschil", "zijn gelijk")),
        ("en", ("no difference between", "are equal")),
    ):
        folder = Path(wbp_survey.__file__).parent / "texts" / language
        for name in ("verdict", "paired", "crosstab", "survey"):
            text = str(tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))).casefold()
            assert not [word for word in words if word in text], (language, name)
