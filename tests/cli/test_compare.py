"""`wbp compare`: any file as table, rows or CSV; what cannot be compared is refused."""

from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.running import refused, wbp
from tests.workflow.studies import CLOSED, HOUSING, hold, said, small_study
from wbp_survey.cli.main import main
from wbp_survey.report.numbers import NBSP

KEYS = [
    "variable",
    "construct",
    "by",
    "group",
    "group2",
    "round",
    "stat",
    "value",
    "n",
    "method",
    "note",
]


@pytest.fixture
def compare(capsys, tmp_path):
    """Compare a file with these contents by `g`, item `a`, and return how that ended."""

    def run(content, *options, items="a", name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return wbp(capsys, "compare", path, "--by", "g", "--items", items, *options)

    return run


def rows(done):
    assert done.code == 0, done
    return {
        (row["variable"], row["stat"], row["group"], row["group2"]): row
        for row in json.loads(done.out)["rows"]
    }


def total(done, stat, item="a"):
    return rows(done)[item, stat, None, None]


GRADES = "g,a\n" + "".join(f"{group},{grade}\n" for group in "xyz" for grade in (1, 2, 3, 4, 5))


def test_the_table_names_groups_test_pairs_and_notes(capsys):
    done = wbp(capsys, "compare", HOUSING, "--by", "Type", "--items", "Cont,Infl,Sat")
    assert done.code == 0
    assert not done.err
    for part in ("Tower", "Atrium - Terrace", "Kruskal-Wallis H(3) = 53,56", "Low < Medium < High"):
        assert part in done.out
    assert "133-74-70" in done.out


def test_the_json_has_exactly_the_keys_of_the_contract(capsys):
    done = wbp(capsys, "compare", HOUSING, "--by", "Type", "--items", "Sat", "--json")
    found = json.loads(done.out)
    assert list(found) == ["manifest", "rows"]
    assert all(list(row) == KEYS for row in found["rows"])
    assert all(isinstance(row["note"], list) for row in found["rows"])
    assert all(row["note"] for row in found["rows"] if row["value"] is None)


def test_the_csv_holds_the_same_rows_as_the_json(capsys):
    asked = ("compare", HOUSING, "--by", "Type", "--items", "Sat")
    written = list(csv.DictReader(io.StringIO(wbp(capsys, *asked, "--csv").out)))
    found = json.loads(wbp(capsys, *asked, "--json").out)["rows"]
    assert list(written[0]) == KEYS
    assert [{**row, "note": " ".join(row["note"]), "value": row["value"]} for row in found] == [
        {
            **row,
            **{name: row[name] or None for name in ("by", "group", "group2", "round")},
            "n": int(row["n"]),
            "value": float(row["value"]) if row["value"] else None,
        }
        for row in written
    ]


def test_no_group_of_the_csv_is_a_formula_to_a_spreadsheet(compare):
    done = compare("g,a\n=1+1,1\n@x,2\n=1+1,3\n", "--csv")
    groups = {row["group"] for row in csv.DictReader(io.StringIO(done.out))}
    assert groups == {"'=1+1", "'@x", ""}


def test_the_numbers_are_those_of_scipy_called_directly(capsys):
    import pandas as pd
    from scipy.stats import kruskal

    done = wbp(capsys, "compare", HOUSING, "--by", "Type", "--items", "Infl", "--json")
    data = pd.read_csv(HOUSING)
    order = {"Low": 1, "Medium": 2, "High": 3}
    expected = kruskal(*(part["Infl"].map(order) for _, part in data.groupby("Type")))
    assert total(done, "kruskal_h", "Infl")["value"] == pytest.approx(expected.statistic)
    assert total(done, "kruskal_p", "Infl")["value"] == pytest.approx(expected.pvalue)


def test_an_assumed_order_is_noted_and_a_stated_one_is_not(capsys):
    asked = ("compare", HOUSING, "--by", "Type", "--items", "Sat", "--json")
    notes = total(wbp(capsys, *asked), "median", "Sat")["note"]
    assert "order_assumed:Low < Medium < High" in notes
    turned = wbp(capsys, *asked, "--order", "High,Medium,Low")
    assert not any("assumed" in note for note in total(turned, "median", "Sat")["note"])
    h = total(wbp(capsys, *asked), "kruskal_h", "Sat")["value"]
    assert total(turned, "kruskal_h", "Sat")["value"] == pytest.approx(h)


def test_words_without_an_order_are_refused_and_can_be_ordered(compare):
    content = "g,a\nx,te weinig\ny,goed\nx,te veel\n"
    refused(compare(content), "DATA_NO_ORDER")
    done = compare(content, "--order", "te weinig,goed,te veel", "--json")
    assert total(done, "n_valid")["value"] == 3


def test_an_undeclared_code_is_refused_until_it_is_declared_missing(compare):
    content = GRADES + "x,8\ny,99\n"
    refused(compare(content, "--min", "1", "--max", "5"), "DATA_CODE_OUTSIDE")
    declared = ("--missing", "8=not_applicable, 99 = dont_know")
    found = rows(compare(content, "--min", "1", "--max", "5", *declared, "--json"))
    assert found["a", "missing:dont_know", "y", None]["value"] == 1
    assert found["a", "missing:not_applicable", "x", None]["value"] == 1
    assert found["a", "n_valid", None, None]["value"] == 15
    assert found["a", "share:5", None, None]["value"] == 0.2


def test_a_missing_code_that_a_program_wrote_as_a_decimal_is_still_missing(compare):
    done = compare("g,a\nx,1.0\ny,2.0\nx,99.0\n", "--missing", "99=dont_know", "--json")
    assert total(done, "missing:dont_know")["value"] == 1
    assert total(done, "n_valid")["value"] == 2


def test_a_blank_cell_is_counted_apart_and_said(compare):
    done = compare(GRADES + "x,\n", "--json")
    assert total(done, "missing:not_asked")["value"] == 1
    assert "blank_as_not_asked" in total(done, "n_valid")["note"]
    assert "Lege cellen" in compare(GRADES + "x,\n").out
    assert "Lege cellen" not in compare(GRADES).out


def test_a_row_without_a_group_is_left_out_and_counted(compare):
    found = total(compare(GRADES + ",3\n", "--json"), "n_valid")
    assert found["value"] == 15
    assert "without_group:1" in found["note"]


@pytest.mark.parametrize(
    "content",
    [
        "g;a\nx;1,5\ny;2\nx;3\n",
        b"\xef\xbb\xbfg,a\nx,1.5\ny,2\nx,3\n",
        "g\ta\nx\t1.5\ny\t2\nx\t3\n",
        '"g","a"\r\n"x","1.5"\r\n"y","2"\r\n"x","3"\r\n',
        "g,b,a\nx,é,1.5\ny,,2\nx,,3\n".encode("cp1252"),
        '"g",b,a\nx,"een, twee",1.5\ny,,2\nx,,3\n',
    ],
    ids=["semicolon", "BOM", "tab", "quotes", "cp1252", "quoted comma"],
)
def test_the_same_numbers_in_another_dress_are_the_same_numbers(compare, content):
    done = compare(content, "--json")
    assert total(done, "median")["value"] == 2
    assert rows(done)["a", "n_valid", "x", None]["value"] == 2


def test_a_group_name_in_an_old_code_page_is_read_right(compare):
    done = compare("g,a\nSúdwest,1\ny,2\n".encode("cp1252"), "--json")
    assert ("a", "n_valid", "Súdwest", None) in rows(done)


def test_one_group_cannot_be_compared_and_says_so(compare):
    done = compare("g,a\nx,1\nx,2\nx,2\nx,3\nx,1\n", "--json")
    found = total(done, "kruskal_h")
    assert found["value"] is None
    assert "one_group" in found["note"]
    assert "Niet getoetst" in compare("g,a\nx,1\nx,2\n").out


def test_a_column_of_words_cannot_be_an_item(capsys):
    done = wbp(capsys, "compare", HOUSING, "--by", "Sat", "--items", "Type")
    refused(done, "DATA_NO_ORDER")


def test_group_and_item_may_be_the_same_column(capsys):
    done = wbp(capsys, "compare", HOUSING, "--by", "Sat", "--items", "Sat", "--json")
    assert total(done, "kruskal_h", "Sat")["value"] > 1000


def test_a_column_named_twice_is_compared_once(capsys):
    asked = ("compare", HOUSING, "--by", "Type", "--json", "--items")
    once, twice = wbp(capsys, *asked, "Sat"), wbp(capsys, *asked, "Sat,Sat")
    assert json.loads(twice.out)["rows"] == json.loads(once.out)["rows"]


@pytest.mark.parametrize("content", ["g,a\nx,\ny,\n", "g,a\n,1\n,2\n", "g,a\nx,1\n"])
@pytest.mark.parametrize("form", ["--json", "--csv", None])
def test_almost_no_data_is_no_error(compare, content, form):
    done = compare(content, *([form] if form else []))
    assert (done.code, done.err) == (0, "")


def test_whole_clusters_are_permuted_when_a_column_says_who_belong_together(compare):
    content = "g,a,c\n" + "".join(
        f"{'xy'[k > 3]},{1 + (k + i) % 5},c{k}\n" for k in range(8) for i in range(4)
    )
    found = total(compare(content, "--cluster", "c", "--json"), "cluster_permutation_p")
    assert 0 < found["value"] <= 1
    assert "Hele clusters" in compare(content, "--cluster", "c").out
    refused(compare(content, "--cluster", "gezin"), "DATA_UNKNOWN_COLUMN")


def test_a_number_of_permutations_without_end_is_written_as_a_power_of_ten(compare):
    content = "g,a\n" + "".join(f"{'xy'[k % 2]},{1 + k // 3 % 2}\n" for k in range(400))
    count = total(compare(content, "--json"), "permutation_count")["value"]
    assert count > 1e28
    assert f"×{NBSP}10^{len(str(int(count))) - 1}" in compare(content).out


def test_the_seed_decides_the_sample_of_permutations(compare):
    content = "g,a\n" + "".join(f"{'xyz'[k % 3]},{k * k // 7 % 5}\n" for k in range(60))
    some = [
        total(compare(content, "--seed", seed, "--resamples", "999", "--json"), "permutation_p")
        for seed in (1, 1, 2)
    ]
    assert some[0] == some[1]
    assert some[0]["value"] != some[2]["value"]


def test_every_unknown_column_is_one_line(capsys):
    done = wbp(capsys, "compare", HOUSING, "--by", "Typ", "--items", "Sat,Infx,Con")
    refused(done, *["DATA_UNKNOWN_COLUMN"] * 3)


def test_a_code_called_like_a_missing_reason_is_not_one(compare):
    content = "g,a\nx,refused\ny,answered\nx,answered\n"
    done = compare(content, "--order", "refused,answered")
    assert "Geen antwoord" not in done.out


@pytest.mark.parametrize(
    "options",
    [
        ("--missing", "8=nonsense"),
        ("--missing", "8"),
        ("--missing", "=refused"),
        ("--min", "5", "--max", "1"),
        ("--min", "nan"),
        ("--max", "inf"),
        ("--order", "a,b,a"),
        ("--role", "bewoner"),
        ("--construct", "cohesion"),
        ("--nonsense",),
        ("--adjust", "none of these"),
        ("--resamples", "0"),
    ],
)
def test_a_command_line_that_cannot_be_meant_ends_with_2(compare, options):
    done = compare(GRADES, *options)
    assert done.code == 2
    assert done.err
    assert not done.out


def test_options_about_codes_are_refused_on_a_study(capsys, tmp_path):
    place = small_study(tmp_path)
    hold(place, "a", said("member", "yes"), CLOSED)
    asked = ("compare", "--by", "role", "--study", place.root)
    assert wbp(capsys, *asked).code == 0
    done = wbp(capsys, *asked, "--min", "1", "--missing", "8=refused")
    assert done.code == 2
    assert done.problems == ["USAGE_ONLY_FILE", "USAGE_ONLY_FILE"]


def test_the_study_is_compared_when_no_file_is_named(capsys, tmp_path):
    place = small_study(tmp_path)
    hold(place, "a", said("member", "yes"), said("years", 3.0), CLOSED)
    hold(place, "b", said("member", "no"), CLOSED, case="brink")
    done = wbp(capsys, "compare", "--by", "municipality", "--study", place.root, "--json")
    found = json.loads(done.out)
    assert {one["id"] for one in found["manifest"]["instruments"]} == {"small"}
    assert rows(done)["member", "n_valid", "Dorp", None]["value"] == 1
    assert rows(done)["years", "missing:not_routed", "Dorp", None]["value"] == 1


CELLS = st.sampled_from(["1", "2", "3", "4", "5", "1.5", "8", "", "NA"])
ROWS = st.lists(st.tuples(st.sampled_from(["x", "y", "z", ""]), CELLS, CELLS), max_size=25)


@settings(max_examples=60)
@given(
    table=ROWS,
    options=st.sets(st.sampled_from(["--cluster=c", "--missing=8=refused", "--max=9", "--min=1"])),
    form=st.sampled_from(["--json", "--csv", "--adjust=bh"]),
)
def test_whatever_a_table_holds_comparing_it_is_no_bug_of_ours(
    tmp_path_factory, table, options, form
):
    path = tmp_path_factory.mktemp("table") / "data.csv"
    path.write_text("g,a,c\n" + "".join(f"{','.join(row)}\n" for row in table), "utf-8")
    printed, complaint = io.StringIO(), io.StringIO()
    asked = ["compare", str(path), "--by", "g", "--items", "a,c", "--resamples", "99"]
    with redirect_stdout(printed), redirect_stderr(complaint):
        code = main([*asked, *sorted(options), form])
    assert code == (0 if table else 1), complaint.getvalue()
    if table and form == "--json":
        found = json.loads(printed.getvalue())["rows"]
        assert all(row["value"] is not None or row["note"] for row in found)


def test_both_languages_print_the_same_numbers(capsys, monkeypatch):
    asked = ("compare", HOUSING, "--by", "Type", "--items", "Sat")
    dutch = wbp(capsys, *asked).out
    monkeypatch.setenv("WBP_LANG", "en")
    english = wbp(capsys, *asked).out
    assert "53,56" in dutch
    assert "53.56" in english
    assert "Noot" not in english
