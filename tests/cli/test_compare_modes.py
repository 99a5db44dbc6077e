"""Every mode of `wbp compare` takes its own options and refuses the rest."""

from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.running import refused, wbp
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.cli.main import main
from wbp_survey.texts import say_note

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


ASKED = {
    "--by": "g", "--rounds": None, "--paired": "a,b", "--pair": "who", "--table": "a,b",
    "--plan": None, "--items": "a", "--construct": "cohesion", "--role": "bewoner",
    "--cluster": "c", "--block": "c", "--strata": "c", "--weight": "w", "--fpc": "w",
    "--sesoi": "0.2", "--seed": "1", "--resamples": "99", "--adjust": "bh", "--cases": "2,2",
    "--people": "3", "--icc": "0.1", "--tests": "2", "--figure": "f.svg",
    "--cluster-address": "tcp://127.0.0.1:1",
}  # fmt: skip
COMPLETE = {
    "--by": ("--by", "g", "--items", "a"),
    "--plan": ("--plan", "--cases", "2,2", "--people", "3"),
    "--rounds": ("--rounds",),
    "--paired": ("--paired", "a,b"),
    "--pair": ("--pair", "who", "--by", "g", "--items", "a"),
    "--table": ("--table", "a,b"),
    "--weight": ("--weight", "w", "--by", "g", "--items", "a"),
}
# What each mode does something with, beside what asks for it.
TAKES = {
    "--by": "--items --construct --role --cluster --block --sesoi --seed --resamples --adjust "
    "--figure --cluster-address",
    "--plan": "--icc --tests --seed --resamples",
    "--rounds": "--by --items --construct --role",
    "--paired": "--cluster --seed --resamples --adjust",
    "--pair": "--cluster --seed --resamples --adjust",
    "--table": "--strata --weight --role --seed --resamples",
    "--weight": "--strata --fpc --cluster --figure",
}
CHOOSE = ("--plan", "--rounds", "--paired", "--pair", "--table", "--weight")
"""Each of these asks for another mode; the first that is given decides."""


@pytest.mark.parametrize("mode", COMPLETE)
def test_every_option_that_a_mode_does_nothing_with_is_refused_by_name(capsys, file, mode):
    source = () if mode in {"--plan", "--rounds"} else (file,)
    for option, value in ASKED.items():
        taken = option in COMPLETE[mode] or option in TAKES[mode].split()
        if taken or (option in CHOOSE and mode not in CHOOSE[: CHOOSE.index(option)]):
            continue
        given = (option,) if value is None else (option, value)
        done = wbp(capsys, "compare", *source, *COMPLETE[mode], *given)
        assert done.code == 2, (option, done)
        assert done.problems == ["USAGE_NOT_WITH"], (option, done.err)
        assert option in done.err
        assert mode in done.err


def test_all_that_does_nothing_is_said_at_once(capsys, file):
    done = wbp(
        capsys, "compare", file, "--table", "a,b", "--cluster", "c", "--fpc", "w", "--sesoi", ".2"
    )
    assert done.code == 2
    assert done.problems == ["USAGE_NOT_WITH"] * 3


def test_a_file_or_a_study_is_refused_where_only_a_design_is_asked_about(capsys, file):
    done = wbp(capsys, "compare", file, *COMPLETE["--plan"], "--study", file.parent)
    assert (done.code, done.problems) == (2, ["USAGE_NOT_WITH"] * 2)
    assert "FILE" in done.err


@pytest.mark.parametrize(
    ("mode", "option"),
    [
        *(
            ("--by", "--by"),
            ("--by", "--block"),
            ("--weight", "--weight"),
            ("--weight", "--strata"),
        ),
        *(("--paired", "--paired"), ("--pair", "--pair"), ("--table", "--table")),
    ],
)
def test_an_option_that_names_no_column_is_refused(capsys, file, mode, option):
    done = wbp(capsys, "compare", file, *COMPLETE[mode], option, "")
    assert done.code == 2
    assert option in done.err


def test_a_smallest_difference_that_is_no_number_is_refused(capsys, file):
    done = wbp(capsys, "compare", file, *COMPLETE["--by"], "--sesoi", "nan")
    assert done.code == 2
    assert "--sesoi" in done.err


@pytest.mark.parametrize("scale", [("--min", "-inf"), ("--max", "inf"), ("--min", "-1e308")])
def test_an_end_of_a_scale_is_a_number_to_reckon_with(capsys, file, scale):
    done = wbp(capsys, "compare", file, *COMPLETE["--by"], *scale)
    assert (done.code, done.problems) == (2, ["USAGE_RANGE"])
    assert "None" not in done.err


def test_a_missing_code_has_one_reason_however_it_is_written(capsys, file):
    by = COMPLETE["--by"]
    done = wbp(capsys, "compare", file, *by, "--missing", "5=refused,5.0=dont_know")
    assert (done.code, done.problems) == (2, ["USAGE_MISSING_TWICE"])
    assert wbp(capsys, "compare", file, *by, "--missing", "5=refused,5.0=refused").code == 0


def test_an_order_that_suits_no_column_is_not_passed_over(capsys, file):
    for mode in ("--by", "--paired", "--table", "--weight"):
        done = wbp(capsys, "compare", file, *COMPLETE[mode], "--order", "1,2,3")
        refused(done, "DATA_ORDER_UNUSED")
        assert wbp(capsys, "compare", file, *COMPLETE[mode], "--order", "5,4,3,2,1").code == 0


ADDRESSES = [
    "mysql://u:geheim@127.0.0.1/db?table=t",
    "postgresql://u:ge/heim@127.0.0.1:1/db?table=t&password=geheim",
    "postgresql://127.0.0.1:1/db?password=geheim",
    "https://u:geheim@plek.nl/x.csv",
]
COMMANDS = [
    ("compare", "--by", "g", "--items", "a"),
    ("compare", "--by", "g"),
    ("compare", "--paired", "a,a"),
    ("compare", "--by", "g", "--items", "a", "--weight", "w"),
    ("compare", "--table", "a,b", "--weight", "w"),
    ("reliability", "--items", "a,a"),
    ("reliability", "--items", "a,b"),
    ("model", "--outcome", "a", "--terms", "b"),
    ("agreement", "--coders", "a,b"),
    ("data check",),
    ("data import",),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_command_repeats_a_password_from_an_address(capsys, address):
    for name, *options in COMMANDS:
        done = wbp(capsys, *name.split(), address, *options)
        assert done.code in {1, 2}, (name, done)
        assert "heim" not in done.out + done.err, (name, done)


def test_a_stated_order_is_that_of_the_groups_too(capsys, file):
    for more in ((), ("--weight", "w")):
        asked = ("compare", file, *COMPLETE["--by"], *more, "--order", "z,y,x", "--json")
        rows = json.loads(wbp(capsys, *asked).out)["rows"]
        groups = dict.fromkeys(row["group"] for row in rows if row["group"])
        assert list(groups) == ["z", "y", "x"]
        pairs = {(row["group"], row["group2"]) for row in rows if row["group2"]}
        assert pairs <= {("z", "y"), ("z", "x"), ("y", "x")}


@pytest.mark.parametrize("options", [("--construct", "x"), ("--role", "bewoner"), ("--study", ".")])
def test_what_only_a_study_knows_is_refused_on_a_file(capsys, file, options):
    done = wbp(capsys, "compare", file, "--by", "g", "--items", "a", *options)
    assert (done.code, done.problems) == (2, ["USAGE_ONLY_STUDY"])


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (("--paired", "a,b"), "FILE"),
        (("--pair", "who", "--by", "g"), "FILE"),
        (("--weight", "w", "--by", "g"), "FILE"),
        (("--plan", "--cases", "2,2"), "--people"),
        (("--plan", "--people", "3"), "--cases"),
        ((), "--by"),
    ],
)
def test_what_a_mode_needs_is_asked_for(capsys, options, missing):
    done = wbp(capsys, "compare", *options)
    assert done.code == 2
    assert missing.casefold() in done.err.casefold()


@pytest.mark.parametrize("mode", MODES)
def test_rows_as_csv_are_the_rows_as_json_in_every_mode(capsys, file, mode):
    asked = ("compare", file, *MODES[mode])
    found = json.loads(wbp(capsys, *asked, "--json").out)["rows"]
    written = list(csv.DictReader(io.StringIO(wbp(capsys, *asked, "--csv").out)))
    assert len(written) == len(found)
    for one, other in zip(written, found, strict=True):
        assert one["stat"] == other["stat"]
        assert one["note"] == " ".join(other["note"])
        assert one["value"] == ("" if other["value"] is None else repr(other["value"]))


@pytest.mark.parametrize("mode", MODES)
def test_every_row_has_a_number_or_a_reason_that_has_words(capsys, file, mode):
    rows = json.loads(wbp(capsys, "compare", file, *MODES[mode], "--json").out)["rows"]
    for row in rows:
        assert row["value"] is not None or row["note"], row
        for note in row["note"]:
            assert say_note(note) != note, note


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
    place = small_study(tmp_path / "study")
    for session, case in (("a", "plein"), ("b", "brink")):
        seats = [seat(number) for number in range(1, 7)]
        answers = [said("member", "yes", f"S{number}") for number in range(1, 7)]
        hold(place, session, *seats, *answers, CLOSED, case=case)
    study = place.root / "study.yaml"
    text = study.read_text("utf-8")
    asked = ("compare", "--by", "municipality", "--items", "member", "--study", place.root)
    for setting in ("percentage_from: 30", "percentage_form: 30"):
        study.write_text(text.replace("policies:", f"policies:\n  statistics: {{{setting}}}"))
        done = wbp(capsys, *asked, "--json")
        if setting.startswith("percentage_from"):
            assert any("n_below_30" in row["note"] for row in json.loads(done.out)["rows"])
            assert "Minder dan 30 antwoorden." in wbp(capsys, *asked).out
        else:
            refused(done, "STUDY_UNKNOWN_THRESHOLD")
            assert "percentage_from" in done.err


BY_A = ("--by", "g", "--items", "a")
OFTEN = "".join(f"{'xy'[k % 2]},{1 + k % 5}\n" for k in range(12))


@pytest.mark.parametrize(
    ("content", "options", "codes"),
    [
        (f"g,a\n{OFTEN}x,99\n", SCALE, ["DATA_CODE_OUTSIDE"]),
        (f"g,a\n{OFTEN}x,twee\n", (), ["DATA_TEXT_IN_NUMBERS"]),
        (f"g,a\n{OFTEN}x,inf\n", (), ["DATA_TEXT_IN_NUMBERS"]),
        (f"g,a\n{OFTEN}x,-inf\n", (), ["DATA_TEXT_IN_NUMBERS"]),
        (f"g,a\n{OFTEN}x,1e999\n", (), ["DATA_TEXT_IN_NUMBERS"]),
        ("g,a\n", (), ["DATA_FILE_EMPTY"]),
        ("", (), ["DATA_FILE_NO_HEADER"]),
        ("g,a,a\nx,1,2\n", (), ["DATA_COLUMN_TWICE"]),
        ("g,a\nx,1\ny\n", (), ["DATA_FILE_RAGGED"]),
        ("g,a\nx,\x001\n", (), ["DATA_FILE_BINARY"]),
    ],
    ids=["99", "text", "inf", "-inf", "1e999", "header only",
         "empty", "column twice", "ragged", "NUL"],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_sentence(capsys, tmp_path, content, options, codes):
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")
    refused(wbp(capsys, "compare", path, *BY_A, *options), *codes)


@pytest.mark.parametrize("cell", ["nan", "NaN", "NA", "", "."])
def test_not_a_number_is_an_empty_cell_and_counted(capsys, tmp_path, cell):
    path = tmp_path / "gaps.csv"
    path.write_text(f"g,a\n{OFTEN}x,{cell}\n", "utf-8")
    rows = json.loads(wbp(capsys, "compare", path, *BY_A, "--json").out)["rows"]
    found = {row["stat"]: row["value"] for row in rows if row["group"] is None}
    assert (found["n_valid"], found["missing:not_asked"]) == (12, 1)


def test_one_group_is_a_null_with_a_note_in_every_form(capsys, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("g,a\n" + "x,1\nx,2\nx,3\n" * 3, "utf-8")
    rows = json.loads(wbp(capsys, "compare", path, *BY_A, "--json").out)["rows"]
    tests = [row for row in rows if row["stat"] in {"kruskal_h", "permutation_p"}]
    assert [(row["value"], row["note"][0]) for row in tests] == [(None, "one_group")] * 2
    assert "Er is maar één groep" in wbp(capsys, "compare", path, *BY_A).out


@pytest.mark.parametrize("same", ["--cluster", "--block"])
@pytest.mark.parametrize("column", ["g", "a"])
def test_the_groups_or_the_answers_as_clusters_or_blocks_are_no_error(
    capsys, tmp_path, same, column
):
    path = tmp_path / "same.csv"
    path.write_text(f"g,a\n{OFTEN}", "utf-8")
    done = wbp(capsys, "compare", path, *BY_A, same, column, "--json")
    assert (done.code, done.err) == (0, "")


NAMES = st.sampled_from(["g", "a", "w", "rank", "", " ", "é", '"', "g,a", "a\n"])
CELLS = st.one_of(
    st.sampled_from(
        ["1", "2", "3", "x", "y", "", "NA", "nan", "inf", "-inf", "1e308", "99", "1,5", "-0",
         "=1+1", '"', "'", "é", "\x00", "\r", "1e-320", "٣", "1_0", "True", "0x10", "x" * 300]
    ),
    st.text(max_size=4),
)  # fmt: skip
LIKELY = st.tuples(*[st.sampled_from(cells) for cells in ("xyz", "12345", "1234")]).map(list)
LINES = st.one_of(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12),
    st.lists(LIKELY, max_size=40),
    st.tuples(st.lists(LIKELY, min_size=6, max_size=40), st.lists(st.tuples(CELLS, CELLS, CELLS)))
    .map(lambda parts: [*parts[0], *map(list, parts[1])]),
)  # fmt: skip
HOW = st.sampled_from(
    [
        ("--by", "g", "--items", "a"),
        ("--by", "g", "--items", "a,w", "--cluster", "w"),
        ("--by", "g", "--items", "a", "--block", "w"),
        ("--by", "g", "--items", "a", "--sesoi", "0.3", "--min", "1", "--max", "5"),
        ("--by", "g", "--items", "a", "--weight", "w"),
        ("--by", "g", "--items", "a", "--weight", "w", "--strata", "a"),
        ("--by", "g", "--pair", "w", "--items", "a"),
        ("--paired", "a,w"),
        ("--table", "g,a"),
        ("--table", "g,a", "--strata", "w"),
        ("--table", "g,a", "--weight", "w"),
    ]
)


@settings(max_examples=150)
@given(
    names=st.one_of(st.just(["g", "a", "w"]), st.lists(NAMES, min_size=1, max_size=4)),
    lines=LINES,
    how=HOW,
    form=st.sampled_from(["--json", "--csv", "--profile=publiek", "--profile=intern"]),
    dress=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_whatever_a_file_holds_it_is_compared_or_refused_and_never_a_bug_of_ours(
    tmp_path_factory, names, lines, how, form, dress, encoding
):
    path = tmp_path_factory.mktemp("fuzz") / "data.csv"
    text = "\n".join(dress.join(line) for line in [names, *lines])
    path.write_bytes(text.encode(encoding, "replace"))
    printed, complaint = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(complaint):
        code = main(["compare", str(path), *how, form])
    assert code in {0, 1, 2}, complaint.getvalue()
    whole = printed.getvalue() + complaint.getvalue()
    assert "onze fout" not in whole
    assert "Traceback" not in whole
    assert "Warning" not in complaint.getvalue()
    assert (code == 0) == (not complaint.getvalue()), complaint.getvalue()
    if code == 0 and form == "--json":
        rows = json.loads(printed.getvalue(), parse_constant=pytest.fail)["rows"]
        assert all(row["value"] is not None or row["note"] for row in rows)


def test_a_sampled_p_of_cases_or_within_blocks_is_refined_too(capsys, tmp_path):
    path = tmp_path / "cases.csv"
    lines = [
        f"{'xyz'[case % 3]},c{case},{1 + (case * 7 + person * 3 + 2 * (case % 3 == 0)) % 5}"
        for case in range(24)
        for person in range(4)
    ]
    path.write_text("g,c,a\n" + "\n".join(lines) + "\n", "utf-8")
    asked = ("compare", path, *BY_A, *SCALE, "--cluster", "c", "--json")
    for how, expected in (((), None), (("--resamples", "499"), 499)):
        rows = json.loads(wbp(capsys, *asked, *how).out)["rows"]
        found = {row["stat"]: row["value"] for row in rows if row["group"] is None}
        p, count = (found[f"cluster_permutation_{end}"] for end in ("p", "count"))
        assert count == (expected or (99_999 if 0.01 <= p <= 0.1 else 9_999))
