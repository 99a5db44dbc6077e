"""`wbp agreement`: coders in a file, roles in a study; what cannot be compared is refused."""

from __future__ import annotations

import json

import pytest

from tests.analysis.coders.rated import read_only
from tests.analysis.tables import REFERENCE
from tests.cli.running import refused, wbp
from tests.workflow.studies import hold, said, seat, small_study

CODES = "unit,An,Bo,Cor\n" + "".join(
    f"{at},{code[0]},{code[1]},{code[2]}\n"
    for at, code in enumerate(["112", "222", "331", "111"] * 6)
)


@pytest.fixture
def agreement(capsys, tmp_path):
    """Compare the coders of a file with these contents, and return how that ended."""

    def run(*options, content=CODES):
        path = tmp_path / "codes.csv"
        path.write_text(content, "utf-8")
        return wbp(capsys, "agreement", path, *options)

    return run


@pytest.fixture
def study(tmp_path):
    made = small_study(tmp_path / "study")
    for case in ("plein", "brink"):
        hold(made, f"r-{case}", said("member", "yes"), case=case)
        hold(made, f"w-{case}", seat(1, "wijkagent"), said("member", "no"), case=case)
    return made.root


def value(done, stat, **about):
    assert done.code == 0, done
    found = [
        row
        for row in json.loads(done.out)["rows"]
        if row["stat"] == stat and all(row[name] == wanted for name, wanted in about.items())
    ]
    assert len(found) == 1, found
    return found[0]["value"]


def test_the_rows_are_those_of_the_contract(agreement):
    done = agreement("--coders", "An,Bo,Cor", "--level", "nominal", "--json")
    found = json.loads(done.out)
    assert found["manifest"]["resamples"] == 9999
    stats = {row["stat"] for row in found["rows"]}
    assert stats >= {
        "krippendorff_alpha", "krippendorff_alpha_ci_low", "krippendorff_alpha_ci_high",
        "cohen_kappa", "fleiss_kappa", "gwet_ac1", "percent_agreement",
    }  # fmt: skip
    assert all(row["note"] for row in found["rows"] if row["value"] is None)
    assert value(done, "krippendorff_alpha", method="nominal") is not None


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_a_command_line_gives_the_alpha_of_the_reference(capsys, level):
    folder, _ = read_only("12")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))["expected"]
    coders = ("--coders", "rater1,rater2,rater3")
    done = wbp(capsys, "agreement", folder / "data.csv", *coders, "--level", level, "--json")
    assert value(done, "krippendorff_alpha") == pytest.approx(expected[f"kripp_{level}"])


def test_a_row_per_code_gives_krippendorffs_own_example(capsys, tmp_path):
    lines = (REFERENCE / "34_krippendorff_2011" / "data.csv").read_text("utf-8").split()[1:]
    path = tmp_path / "long.csv"
    rows = [
        f"{unit},{line.split(',')[0]},{code}"
        for line in lines
        for unit, code in enumerate(line.split(",")[1:])
    ]
    path.write_text("unit,coder,value\n" + "\n".join(rows).replace('"', "") + "\n", "utf-8")
    asked = ("--unit", "unit", "--coder", "coder", "--value", "value", "--level", "ratio")
    done = wbp(capsys, "agreement", path, *asked, "--json")
    assert value(done, "krippendorff_alpha") == pytest.approx(0.797402774711612)
    assert value(done, "n_unpairable") == 1


def test_the_screen_has_coefficients_pairs_codes_and_what_differs(agreement):
    done = agreement("--coders", "An,Bo,Cor", "--unit", "unit", "--level", "ordinal")
    assert done.code == 0
    for part in (
        "Codeurs An, Bo, Cor; meetniveau ordinaal",
        "24 eenheden; 24 door twee of meer gecodeerd",
        "Krippendorffs alfa",
        "Gwets AC2",
        "Kendalls W",
        "An - Bo",
        "Niet gelijk gecodeerd: 12 van de 24 eenheden.",
        "1: An, Bo; 2: Cor",
    ):
        assert part in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    for label in ("substantial", "almost perfect", "redelijk", "uitstekend", "matig"):
        assert label not in done.out


def test_the_screen_never_says_that_a_p_is_the_chance_of_chance(agreement, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "en")
    done = agreement("--coders", "An,Bo,Cor", "--level", "ordinal")
    assert "test of no order in common: p" in " ".join(done.out.split())


def test_a_seed_is_named_only_where_something_was_drawn(agreement, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "en")
    asked = ("--coders", "A,B", "--level", "nominal")
    few, many = ("A,B\n" + "1,2\n2,2\n1,1\n" * times for times in (4, 7))
    assert "seed" not in agreement(*asked, content=few).out  # jackknife
    assert "seed 0; 9999 resamples" in agreement(*asked, content=many).out


def test_units_that_are_all_alike_are_told_so(agreement):
    done = agreement(
        "--coders", "A,B", "--level", "nominal", content="A,B\n1,1\n2,2\n" * 1 + "1,1\n2,2\n1,1\n"
    )
    assert "Alle eenheden zijn gelijk gecodeerd." in done.out


def test_many_units_that_differ_are_not_all_printed(agreement):
    content = "A,B\n" + "1,2\n2,1\n" * 10
    done = agreement("--coders", "A,B", "--level", "nominal", content=content)
    assert "… en nog 8" in done.out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], "USAGE_CODERS"),
        (["--unit", "unit"], "USAGE_CODERS"),
        (["--coders", "An,Bo", "--value", "Cor"], "USAGE_CODERS_BOTH"),
        (["--coders", "An,Bo", "--roles", "a,b"], "USAGE_ONLY_STUDY"),
        (["--coders", "An,Bo", "--smallest-alpha", "1"], "USAGE_SMALLEST_ALPHA"),
    ],
)
def test_a_command_line_that_says_too_little_or_too_much_is_refused(agreement, options, code):
    done = agreement(*options)
    assert (done.code, done.problems) == (2, [code])


@pytest.mark.parametrize("coders", ["An", "An,An", "An,Bo,unit"])
def test_coders_that_are_not_two_columns_are_refused(agreement, coders):
    refused(agreement("--coders", coders, "--unit", "unit"), "DATA_CODERS_TWO")


def test_a_unit_coded_twice_is_refused_not_averaged(agreement):
    content = "unit,coder,value\n1,An,a\n1,An,b\n1,Bo,a\n"
    asked = ("--unit", "unit", "--coder", "coder", "--value", "value")
    refused(agreement(*asked, content=content), "DATA_CODED_TWICE")


def test_roles_are_listed_per_case(capsys, study):
    done = wbp(capsys, "agreement", "--study", study, "--roles", "bewoner,wijkagent")
    assert done.code == 0
    assert "bewoner - wijkagent: casussen met beide rollen: 2; gelijk: 0." in done.out
    assert "Alleen op een rij gezet" in done.out


def test_what_one_person_said_does_not_leave_the_study(capsys, study):
    asked = ("agreement", "--study", study, "--roles", "bewoner,wijkagent")
    for profile in ("publiek", "consortium"):
        done = wbp(capsys, *asked, "--profile", profile, "--json")
        rows = json.loads(done.out)["rows"]
        assert {row["value"] for row in rows} == {None}
        assert {tuple(row["note"]) for row in rows} == {("suppressed",)}
        assert {row["method"] for row in rows if row["stat"].startswith("value")} == {"codes"}
        assert "Weggelaten" in wbp(capsys, *asked, "--profile", profile).out


def test_coders_of_the_study_itself_are_asked_for_by_their_roles(capsys, study):
    done = wbp(capsys, "agreement", "--study", study)
    assert (done.code, done.problems) == (2, ["USAGE_CODERS"])
    done = wbp(capsys, "agreement", "--study", study, "--roles", "a,b", "--level", "nominal")
    assert (done.code, done.problems) == (2, ["USAGE_ONLY_FILE"])
