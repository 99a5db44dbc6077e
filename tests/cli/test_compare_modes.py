"""Every mode of `wbp compare` takes its own options and refuses the rest."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import wbp

CSV = "who,g,c,a,b,w\n" + "".join(
    f"p{k},{'xyz'[k % 3]},{k % 6},{1 + k % 5},{1 + (k * 3) % 5},{1 + k % 4}\n" for k in range(36)
)
SCALE = ("--min", "1", "--max", "5")
MODES = {
    "by": ("--by", "g", "--items", "a,b", *SCALE),
    "clustered": ("--by", "g", "--items", "a", "--cluster", "c", *SCALE),
    "blocked": ("--by", "g", "--items", "a", "--block", "c", *SCALE),
    "paired": ("--paired", "a,b", *SCALE),
    "table": ("--table", "a,b", *SCALE),
    "weighted": ("--by", "g", "--items", "a", "--weight", "w", *SCALE),
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(CSV, "utf-8")
    return path


@pytest.mark.parametrize("profile", ["intern", "consortium", "publiek"])
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_prints_for_every_profile(capsys, file, mode, profile):
    for how in ((), ("--json",), ("--csv",)):
        done = wbp(capsys, "compare", file, *MODES[mode], "--profile", profile, *how)
        assert done.code == 0, done.err
        assert done.out


@pytest.mark.parametrize("mode", MODES)
def test_nothing_about_fewer_than_ten_persons_is_public(capsys, file, mode):
    done = wbp(capsys, "compare", file, *MODES[mode], "--profile", "publiek", "--json")
    rows = json.loads(done.out)["rows"]
    assert rows
    for row in rows:
        if row["value"] is not None:
            assert row["n"] >= 10, row
    assert json.loads(done.out)["manifest"]["profile"] == "publiek"


@pytest.mark.parametrize(
    "options",
    [
        ("--paired", "a,b", "--by", "g"),
        ("--table", "a,b", "--cluster", "c"),
        ("--by", "g", "--items", "a", "--cases", "2,2"),
        ("--by", "g", "--items", "a", "--strata", "c"),
        ("--by", "g", "--items", "a", "--weight", "w", "--seed", "1"),
        ("--plan", "--cases", "2,2", "--people", "3", "--by", "g"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(capsys, file, options):
    done = wbp(capsys, "compare", file, *options)
    assert done.code == 2
    assert "USAGE_NOT_WITH" in done.problems


def test_the_grouping_must_be_named(capsys, file):
    assert wbp(capsys, "compare", file, "--items", "a").code == 2


def test_a_column_called_rank_is_a_column(capsys, tmp_path):
    path = tmp_path / "rank.csv"
    path.write_text(CSV.replace("who,g,", "who,rank,"), "utf-8")
    done = wbp(capsys, "compare", path, "--by", "rank", "--items", "a", *SCALE, "--json")
    rows = json.loads(done.out)["rows"]
    assert {row["by"] for row in rows} == {"rank"}


def test_a_sampled_p_near_alpha_is_refined_unless_somebody_says_how_often(capsys, tmp_path):
    path = tmp_path / "near.csv"
    lines = [f"x,{1 + k % 5}" for k in range(60)] + [
        f"y,{1 + min(4, (k + (k % 4 == 0)) % 5)}" for k in range(60)
    ]
    lines += [f"z,{1 + (k % 5 + (k % 3 == 0)) % 5}" for k in range(60)]
    path.write_text("g,a\n" + "\n".join(lines) + "\n", "utf-8")
    counts = {}
    for how in ((), ("--resamples", "199")):
        done = wbp(capsys, "compare", path, "--by", "g", "--items", "a", *SCALE, *how, "--json")
        rows = json.loads(done.out)["rows"]
        found = {row["stat"]: row["value"] for row in rows if row["group"] is None}
        counts[how] = (found["permutation_count"], found["permutation_p"])
    assert counts["--resamples", "199"][0] == 199
    near = 0.01 <= counts[()][1] <= 0.10
    assert counts[()][0] == (99_999 if near else 9_999)


def test_a_study_sets_a_threshold_and_a_wrong_name_is_said(capsys, tmp_path):
    folder = tmp_path / "s"
    assert wbp(capsys, "demo", folder).code == 0
    study = folder / "study" / "study.yaml"
    text = study.read_text("utf-8")
    asked = ("compare", "--by", "municipality", "--items", "saf_safer", "--study", study.parent)
    study.write_text(
        text.replace("policies:", "policies:\n  statistics: {percentage_from: 30}"), "utf-8"
    )
    rows = json.loads(wbp(capsys, *asked, "--json").out)["rows"]
    assert any("n_below_30" in row["note"] for row in rows)
    study.write_text(
        text.replace("policies:", "policies:\n  statistics: {percentage_form: 30}"), "utf-8"
    )
    done = wbp(capsys, *asked)
    assert (done.code, done.problems) == (1, ["STUDY_UNKNOWN_THRESHOLD"])
    assert "percentage_from" in done.err
