"""A paired comparison on the screen: no wider than 80 columns, and no more said than is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wbp_survey.cli.paired import print_paired
from wbp_survey.dataset.coding import Reading
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.paired import CONDITION, compare_long, compare_paired

FEW = "a,b\n" + "".join(f"{one},{two}\n" for one, two in zip("121213", "232323", strict=True))
MANY = "a,b,c,t\n" + "".join(
    f"{1 + place % 3},{2 + place % 3},{1 + place * place % 5},t{place % 7}\n" for place in range(28)
)


@pytest.fixture
def shown(tmp_path, capsys, monkeypatch):
    def show(text, *columns, language="en", cluster=None, **reading):
        monkeypatch.setenv("WBP_LANG", language)
        monkeypatch.setenv("COLUMNS", "80")
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")
        question = Question(by=CONDITION, cluster=cluster, resamples=99, refine=False)
        print_paired(compare_paired(path, columns, question, Reading(**reading)))
        return capsys.readouterr().out

    return show


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("cluster", [None, "t"])
@pytest.mark.parametrize("columns", ["ab", "abc"])
def test_nothing_is_wider_than_the_screen(shown, language, cluster, columns):
    out = shown(MANY, *columns, language=language, cluster=cluster, minimum=1, maximum=5)
    assert max(map(len, out.splitlines())) <= 80


def test_a_code_with_an_arrow_in_it_is_a_code(shown):
    text = "a,b\n" + "x>y,z\n" * 6 + "z,x>y\n" + "z,z\n" * 3
    out = shown(text, "a", "b")
    assert ["x>y", ".", "6"] in [line.split()[-3:] for line in out.splitlines()]
    assert ["z", "1", "3"] in [line.split()[-3:] for line in out.splitlines()]


def test_few_people_are_counted_and_not_made_a_percentage_of(shown):
    out = words(shown(FEW, "a", "b", minimum=1, maximum=3))
    assert "a → b: 6 with both answers, 0 with one, 0 with none." in out
    assert "5 higher, 1 the same, 0 lower; median of the change 1." in out
    assert "Higher minus lower: 5 of 6" in out.replace("\xa0", " ")
    assert "percentage" not in out.partition("Note")[0]


def test_where_nothing_could_pass_nothing_is_concluded(shown):
    out = words(shown(FEW, "a", "b", minimum=1, maximum=3))
    assert "no p (smallest possible p = 0.063)" in out
    assert "it cannot be said whether there is a difference" in out


def test_the_direction_is_said_when_the_test_shows_one(shown):
    out = words(shown(MANY, "a", "b", minimum=1, maximum=5))
    assert "The second answer is higher than chance would have it (n = 28)." in out
    assert "100 percentage points" in out


def test_no_sign_of_a_difference_comes_with_what_is_not_excluded(shown):
    text = "a,b\n" + "1,2\n2,1\n2,3\n" * 4
    out = words(shown(text, "a", "b", minimum=1, maximum=3))
    assert "No sign of a difference (n = 12). That is no proof that there is none" in out
    assert "the interval does not exclude" in out


def test_tests_that_disagree_are_no_conclusion(shown):
    rows = [(2, 3)] * 14 + [(5, 1)] * 2 + [(5, 2)]
    text = "a,b\n" + "".join(f"{one},{two}\n" for one, two in rows)
    assert "Not clear-cut (n = 17)" in words(shown(text, "a", "b", minimum=1, maximum=5))


def test_the_test_of_whole_tables_stands_first(shown):
    out = words(shown(MANY, "a", "b", cluster="t", minimum=1, maximum=5))
    flip, plain = out.index("Whole cases or tables"), out.index("Wilcoxon")
    assert flip < out.index("As if these people were independent") < plain


def test_an_interval_of_people_who_share_a_table_is_said_to_be_as_if_they_did_not(shown):
    told = words(shown(MANY, "a", "b", cluster="t", minimum=1, maximum=5))
    assert ", if people answered independently)" in told
    assert "percentage points is not" not in told
    assert "independently)" not in words(shown(MANY, "a", "b", minimum=1, maximum=5))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_small_p_among_many_is_no_sign_when_correction_takes_it_away(
    tmp_path, capsys, language, monkeypatch
):
    monkeypatch.setenv("WBP_LANG", language)
    small, even = ("1111111122", "2222222221"), ("1122112211", "2211221122")
    lines = ["who,round,a,b,c"]
    for place in range(10):
        for turn in (0, 1):
            other = even[turn][place]
            lines.append(f"p{place},{turn + 1},{small[turn][place]},{other},{other}")
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    question = Question(by="round", items=("a", "b", "c"), resamples=99, refine=False)
    reading = Reading(minimum=1, maximum=5)
    print_paired(compare_long(path, "who", question, reading))
    told = words(capsys.readouterr().out)
    assert (
        "voor 3 toetsen samen: p = " if language == "nl" else "for 3 tests together: p = "
    ) in told
    away = {
        "nl": "Op zichzelf een kleine p, maar niet na correctie voor 3 toetsen",
        "en": "A small p by itself, but not after correction for 3 tests",
    }
    assert away[language] in told
    print_paired(compare_long(path, "who", replace(question, items=("a",)), reading))
    alone = words(capsys.readouterr().out)
    assert away[language] not in alone
    assert ("Het tweede antwoord" if language == "nl" else "The second answer") in alone


def test_moves_are_a_table_of_codes(shown):
    lines = shown(FEW, "a", "b", minimum=1, maximum=3).splitlines()
    at = next(place for place, line in enumerate(lines) if "(rows) to" in line)
    table = [line.split() for line in lines[at + 1 : at + 6]]
    assert table[0] == ["1", "2", "3"]
    assert table[2:] == [["1", ".", "3", "."], ["2", ".", ".", "2"], ["3", ".", ".", "1"]]


def test_categories_have_no_direction(shown):
    text = "a,b\n" + "red,blue\nblue,green\ngreen,green\nred,green\n" * 4
    out = words(shown(text, "a", "b"))
    assert "codes, in no order: red - blue - green" in out
    assert "higher" not in out.partition("Note")[0]
    assert "otherwise than chance would have it" in out


def test_three_conditions_are_one_test_and_then_pairs(shown):
    out = words(shown(MANY, "a", "b", "c", minimum=1, maximum=5))
    assert "28 of 28 answered throughout." in out
    assert "Friedman Q(2) =" in out
    assert "a – b 28 28/0/0" in out
