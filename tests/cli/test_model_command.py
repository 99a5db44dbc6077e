"""`wbp model`: as table, rows or CSV; bad input ends in one clear line."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.running import refused, wbp
from tests.workflow.studies import CLOSED, HOUSING, hold, said, small_study

ASKED = ("model", HOUSING, "--outcome", "Sat", "--terms", "Infl,Type,Cont")
TEN = "y,x,g\n" + "".join(f"{row % 3 + 1},{row * 7 % 5},c{row % 13}\n" for row in range(120))


@pytest.fixture
def model(capsys, tmp_path):
    """Model `y` in a file with these contents by `x`, and return how that ended."""

    def run(content, *options, terms="x"):
        path = tmp_path / "data.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return wbp(capsys, "model", path, "--outcome", "y", "--terms", terms, *options)

    return run


def rows(done):
    assert done.code == 0, done
    return {row["stat"]: row for row in json.loads(done.out)["rows"] if row["group"] is None}


def test_the_table_gives_odds_ratios_with_intervals_and_says_what_they_rest_on(capsys):
    done = wbp(capsys, *ASKED)
    assert done.code == 0
    assert not done.err
    for part in (
        "evenredige kansverhoudingen",
        "InflMedium",
        "1,76  [1,44; 2,16]",
        "Grenzen: Low|Medium −0,50, Medium|High 0,69",
        "Infl: vergeleken met Low (n = 627).",
        "Infl: chi-kwadraat(2) = 108,24, p < 0,001",
        "Low < Medium < High",
    ):
        assert part.replace("p < ", "p <\u00a0") in done.out.replace("p < ", "p <\u00a0")


def test_no_line_is_wider_than_the_terminal(capsys):
    done = wbp(capsys, *ASKED)
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_json_has_the_names_of_the_contract(capsys):
    found = rows(wbp(capsys, *ASKED, "--json"))
    for stat in ("log_odds:TypeTerrace", "se:InflHigh", "p:ContHigh", "threshold:Low|Medium"):
        assert found[stat]["value"] is not None
    assert found["lr_chi2:Infl"]["value"] == pytest.approx(108.239, abs=1e-3)
    assert all(row["note"] for row in found.values() if row["value"] is None)


def test_the_csv_holds_the_same_rows_as_the_json(capsys):
    written = list(csv.DictReader(io.StringIO(wbp(capsys, *ASKED, "--csv").out)))
    found = json.loads(wbp(capsys, *ASKED, "--json").out)["rows"]
    assert [row["stat"] for row in written] == [row["stat"] for row in found]
    assert float(written[6]["value"]) == found[6]["value"]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--link", "linear", "--cluster", "g"), "Fouten per groep (CR2)"),
        (("--cluster", "g"), "Fouten per groep (CR1)"),
        (("--cluster", "g", "--robust", "CR0"), "Fouten per groep (CR0)"),
        (("--random", "g"), "Aandeel van de spreiding tussen groepen (ICC1)"),
        (("--link", "logit"), "kans op 2, 3"),
        (("--random", "g", "--link", "cumulative"), "Variantie tussen groepen (log-kansen): 0,000"),
        (("--random", "g", "--link", "logit"), "(kans op 2, 3)"),
        (("--cluster", "g", "--gee", "--link", "logit"), "Minder dan 40 groepen"),
    ],
)
def test_each_kind_of_model_says_which_it_is(model, options, part):
    done = model(TEN, *options)
    assert done.code == 0, done
    assert part in " ".join(done.out.split())


def test_an_order_is_needed_for_words_and_can_be_said(model):
    content = "y,x\n" + "veel,1\nweinig,2\nsoms,3\n" * 30
    refused(model(content), "DATA_NO_ORDER")
    found = rows(model(content, "--order", "weinig,soms,veel", "--json"))
    assert "threshold:weinig|soms" in found


def test_numbers_in_an_order_are_a_category(model):
    found = rows(model(TEN, "--order", "4,3,2,1,0", "--min", "1", "--max", "3", "--json"))
    assert "log_odds:x0" in found
    assert "log_odds:x" not in found


def test_a_code_outside_the_scale_is_refused_until_it_is_declared(model):
    content = TEN + "99,1,c1\n"
    refused(model(content, "--min", "1", "--max", "3"), "DATA_CODE_OUTSIDE")
    found = rows(model(content, "--min", "1", "--max", "3", "--missing", "99=dont_know", "--json"))
    assert (found["n_valid"]["value"], found["n_missing"]["value"]) == (120, 1)


@pytest.mark.parametrize(
    ("content", "options", "problem"),
    [
        ("y,x\n1,2\n2,a\n", (), "DATA_MODEL_MIXED"),
        ("y,x\n1,2\n2,inf\n", (), "DATA_MODEL_MIXED"),
        ("y,x,w\n1,2,1\n2,1,-1\n", ("--weight", "w"), "DATA_WEIGHT"),
        ("y,x,w\n1,2,1\n2,1,\n", ("--weight", "w"), "DATA_WEIGHT"),
        ("y,x\n1,2\n2,1\n", ("--cluster", "case"), "DATA_UNKNOWN_COLUMN"),
        ("y,x\n", (), "DATA_FILE_EMPTY"),
        ("y,x\n1\n", (), "DATA_FILE_RAGGED"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line(model, content, options, problem):
    refused(model(content, *options), problem)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("y,x\n" + "1,2\n" * 40, "constant"),
        ("y,x\n" + ",2\n" * 40, "all_missing"),
        ("y,x\n1,2\n2,1\n", "per_slope_below_10"),
        ("y,x\n" + "1,2\n2,2\n3,2\n" * 20, "one_value:x"),
        ("y,x\n" + "1,0\n2,0\n3,1\n" * 20, "separation"),
    ],
)
def test_what_cannot_be_computed_is_a_null_with_a_reason(model, content, note):
    row = rows(model(content, "--link", "cumulative", "--json"))["log_odds:x"]
    assert row["value"] is None
    assert note in row["note"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--gee",), "USAGE_MODEL_GEE"),
        (("--robust", "CR1"), "USAGE_MODEL_ROBUST"),
        (("--cluster", "g", "--random", "g"), "USAGE_MODEL_BOTH"),
        (("--role", "bewoner"), "USAGE_ONLY_STUDY"),
        (("--terms", "y"), "USAGE_MODEL_OUTCOME"),
    ],
)
def test_options_that_do_not_go_together_are_refused(model, options, problem):
    done = model(TEN, *options)
    assert done.code == 2
    assert done.problems == [problem]


def test_options_of_a_file_are_refused_for_a_study(capsys, tmp_path):
    small_study(tmp_path)
    done = wbp(
        capsys, "model", "--outcome", "years", "--terms", "case", "--min", "1", "--study", tmp_path
    )
    assert (done.code, done.problems) == (2, ["USAGE_ONLY_FILE"])


def test_the_study_is_modelled_when_no_file_is_named(capsys, tmp_path):
    place = small_study(tmp_path)
    for number in range(24):
        steps = (said("member", "yes"), said("years", number * 7 % 11), CLOSED)
        hold(place, f"s{number}", *steps, case="plein" if number % 2 else "brink")
    asked = ("model", "--outcome", "years", "--terms", "municipality", "--study", tmp_path)
    found = rows(wbp(capsys, *asked, "--json"))
    assert found["n_valid"]["value"] == 24
    assert found["coefficient:municipalityStad"]["value"] is not None
    assert "as_if_independent" in found["se:municipalityStad"]["note"]
    assert "lineaire regressie" in wbp(capsys, *asked).out


def test_english_reads_as_well(capsys, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "en")
    done = wbp(capsys, *ASKED)
    assert "Odds ratio" in done.out
    assert "compared with Low" in done.out


def test_few_persons_do_not_leave_the_study(model):
    content = "y,x\n" + "1,2\n2,1\n3,0\n" * 2
    done = model(content, "--json", "--profile", "publiek")
    assert all(row["value"] is None for row in rows(done).values())


def test_a_term_that_one_group_decides_has_no_p_and_says_what_to_do(model):
    lines = [f"{row % 5 + 1},{'a' if row < 60 else 'b'},c{row // 10}" for row in range(70)]
    told = " ".join(model("y,x,g\n" + "\n".join(lines) + "\n", "--cluster", "g").out.split())
    assert "Dit effect rust op één groep" in told
    assert "wbp compare --by KOLOM --cluster KOLOM" in told
