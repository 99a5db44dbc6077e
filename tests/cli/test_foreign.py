"""`wbp instrument import` and `export`."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import refused, wbp, wbp_apart
from tests.exchange.making import FORMS, markdown
from tests.workflow.studies import small_study
from wbp_survey.instrument.load import load_instrument
from wbp_survey.workflow.init import init


@pytest.fixture
def study(tmp_path):
    return ("--study", small_study(tmp_path / "study").root)


def test_an_import_says_what_was_kept_and_line_by_line_what_was_not(study, capsys):
    done = wbp(capsys, "instrument", "import", FORMS / "buurt.md", *study)
    assert (done.code, done.err) == (0, "")
    for words in (
        "Ontwerp buurt gemaakt met 8 items",
        "Behouden",
        "geopoint (1×): Dit vraagt een toestel",
        "survey:12 punt",
        "survey relevent (1×): Deze kolom of inhoud kennen we niet. survey:11 x",
    ):
        assert words in done.out
    assert wbp(capsys, "instrument", "check", *study).code == 0


def test_it_says_so_in_english_too(study, capsys, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "en")
    done = wbp(capsys, "instrument", "import", FORMS / "clinic.csv", *study)
    assert "record id (1×): The session has a number of its own. clinic.csv:2 record_id" in done.out


def test_json_has_the_instrument_and_every_loss_with_all_its_places(study, capsys):
    asked = ("instrument", "import", FORMS / "clinic.csv", "--dry-run", "--language", "nl")
    done = json.loads(wbp(capsys, *asked, *study, "--json").out)
    assert set(done) == {"instrument", "losses", "problems"}
    assert done["instrument"]["languages"] == ["nl"]
    assert done["problems"] == []
    assert all(set(one) == {"construct", "fate", "count", "why", "where"} for one in done["losses"])
    lost = [one for one in done["losses"] if one["fate"] != "kept"]
    assert lost
    assert all(one["count"] == len(one["where"]) and one["why"] for one in lost)


def test_a_form_its_own_program_refuses_is_refused_in_one_line(study, capsys, tmp_path):
    file = tmp_path / "form.md"
    file.write_text("| survey |\n| | type | name | label |\n| | text | | A |\n", encoding="utf-8")
    done = wbp(capsys, "instrument", "import", file, *study)
    refused(done, "INSTRUMENT_FOREIGN_REFUSED")
    assert done.err.startswith("form.md:survey:2: ")
    done = wbp(capsys, "instrument", "import", file, *study, "--json")
    assert [one["code"] for one in json.loads(done.out)["problems"]] == done.problems


def test_a_language_nobody_has_is_a_mistake_on_the_command_line(study, capsys):
    done = wbp(capsys, "instrument", "import", FORMS / "buurt.md", "--language", "fr", *study)
    assert (done.code, done.problems) == (2, ["USAGE_LANGUAGE"])


def test_an_export_is_read_by_an_import(study, capsys, tmp_path):
    file = tmp_path / "out.xlsx"
    done = wbp(capsys, "instrument", "export", "xlsform", "small@1.0.0", "-o", file, *study)
    assert done.code == 0
    assert "small 1.0.0 geschreven als xlsform" in done.out
    done = wbp(capsys, "instrument", "import", file, "--id", "copy", *study)
    assert done.code == 0
    done = wbp(capsys, "instrument", "export", "redcap", "copy", "-o", tmp_path / "out.csv", *study)
    assert done.code == 0
    assert "Variable / Field Name" in (tmp_path / "out.csv").read_text("utf-8")


def test_the_parts_of_a_round_table_come_back_as_long_as_they_fit(capsys, tmp_path):
    root, file = init(tmp_path / "study"), tmp_path / "table.md"
    asked = ("instrument", "import", file, "--id", "kopie", "--force", "--study", root)
    exported = ("instrument", "export", "xlsform", "rondetafel-protocol", "-o", file)
    assert wbp(capsys, *exported, "--study", root).code == 0
    assert wbp(capsys, *asked).code == 0
    ours = load_instrument(root, "rondetafel-protocol")
    assert ours.round_table is not None
    assert load_instrument(root, "kopie", "draft").round_table == ours.round_table
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(one for one in lines if "| rt_quote_2 |" not in one), "utf-8")
    assert "Een item van een rondetafel is weg of anders" in wbp(capsys, *asked).out
    assert load_instrument(root, "kopie", "draft").round_table is None
    assert wbp(capsys, "instrument", "check", "--study", root).code == 0


def test_an_export_of_nothing_or_to_nowhere_is_refused(study, capsys, tmp_path):
    asked = ("instrument", "export", "xlsform")
    refused(
        wbp(capsys, *asked, "smal", "-o", tmp_path / "x.xlsx", *study), "INSTRUMENT_UNKNOWN_NEAR"
    )
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = wbp(capsys, *asked, "small", "-o", tmp_path / "file" / "x.xlsx", *study)
    refused(done, "INSTRUMENT_WRITE")


@pytest.mark.parametrize("output", ["", "."])
@pytest.mark.parametrize("form", ["xlsform", "redcap"])
def test_an_output_that_is_no_file_is_refused(study, capsys, tmp_path, monkeypatch, form, output):
    monkeypatch.chdir(tmp_path)
    done = wbp(capsys, "instrument", "export", form, "small", "-o", output, *study)
    assert done.code in {1, 2}
    assert "Traceback" not in done.err
    assert [one.name for one in tmp_path.iterdir()] == ["study"]


def test_a_name_too_long_for_any_folder_is_an_unknown_instrument(study, capsys, tmp_path):
    for name in ("x" * 5000, "../study/instruments/small"):
        done = wbp(capsys, "instrument", "export", "redcap", name, "-o", tmp_path / "x.csv", *study)
        refused(done, "INSTRUMENT_UNKNOWN")


@pytest.mark.parametrize("asked", [("import", "--dry-run", "--json"), ("import", "--dry-run")])
def test_two_runs_tell_of_losses_in_the_same_order(study, tmp_path, monkeypatch, asked):
    command, *options = asked
    lists = "\n".join(f"list{at}; a; A" for at in range(9))
    file = tmp_path / "form.md"
    file.write_text(
        markdown("type; name; label\ntext; q; Q", f"list_name; name; label\n{lists}"), "utf-8"
    )
    told = set()
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        told.add(wbp_apart("instrument", command, file, *options, *study).out)
    assert len(told) == 1
    assert "list8" in told.pop() or not options[1:]
