"""`wbp session enter-again` and `agreement`, from the command line to what leaves the study."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import refused, wbp, wbp_apart
from tests.workflow.paper import hold_again
from tests.workflow.studies import CLOSED, hold, said, small_study
from wbp_survey.workflow.sessions import list_sessions

FIRST = "20260302-aaaaaa"
ONE = [said("member", "yes"), said("years", 2.5), said("know", 3), said("channels", ["app"])]
AGAIN = """
- {item: member, value: ja}
- {item: years, value: "25"}
- {item: know, value: "3"}
- {item: channels, value: app}
- {item: kind, value: "1"}
"""


@pytest.fixture
def place(tmp_path):
    place = small_study(tmp_path / "study")
    scopes = {scope.id: True for scope in place.study.consent.scopes}
    agreed = ("consent_given", {"participant": "S1", "scopes": scopes, "version": "1"})
    hold(place, FIRST, agreed, *ONE, said("kind", "a"), CLOSED)
    return place


@pytest.fixture
def script(tmp_path):
    file = tmp_path / "again.yaml"
    file.write_text(AGAIN, "utf-8")
    return file


def enter_again(capsys, place, *words):
    done = wbp(capsys, "session", "enter-again", FIRST, "--study", place.root, *words)
    assert done.code == 0, done
    return done


def entered(capsys, place, script):
    return enter_again(capsys, place, "--interviewer", "CD", "--script", script)


def settle(place, typed, *words):
    """Settle through a pipe, line by line."""
    command = ("session", "enter-again", FIRST, "--settle", "--interviewer", "EF")
    return wbp_apart(*command, "--study", place.root, *words, input=typed)


def test_a_second_entry_from_a_script_tells_how_to_settle_what_differs(place, script, capsys):
    done = entered(capsys, place, script)
    assert "5 antwoorden" in done.out
    assert f"wbp session enter-again {FIRST} --settle" in done.out


def test_an_equal_second_entry_has_nothing_to_settle(place, script, capsys):
    script.write_text(AGAIN.replace("25", "2,5"), "utf-8")
    assert "gelijk" in entered(capsys, place, script).out


def test_a_second_entry_left_half_way_tells_how_to_go_on(place, script, capsys):
    script.write_text("- {item: member, value: ja}\n", "utf-8")
    done = entered(capsys, place, script)
    assert f"wbp session enter-again {FIRST} --resume" in done.out


def test_differences_are_settled_line_by_line_through_a_pipe(place, script, capsys):
    entered(capsys, place, script)
    done = settle(place, "\n2\n")
    assert done.code == 0, done
    assert "eerste invoer" in done.out
    assert "zijn beslecht" in done.out
    shown = wbp(capsys, "session", "show", FIRST, "--study", place.root)
    assert "25" in shown.out


def test_settling_that_is_left_tells_what_is_left(place, script, capsys):
    entered(capsys, place, script)
    done = settle(place, "\n")
    assert done.code == 0, done
    assert "Er is nog 1 verschil" in done.out


def test_the_same_person_is_refused_in_one_line(place, script, capsys):
    done = wbp(
        capsys,
        *("session", "enter-again", FIRST, "--interviewer", "Interviewer-1"),
        *("--script", script, "--study", place.root),
    )
    refused(done, "RECORD_AGAIN_SAME_PERSON")


@pytest.mark.parametrize("option", ["--resume", "--script"])
def test_settling_does_not_go_with_entering(place, script, capsys, option):
    words = [option, *([script] if option == "--script" else [])]
    done = wbp(capsys, "session", "enter-again", FIRST, "--settle", *words, "--study", place.root)
    assert done.code == 2
    assert done.problems == ["USAGE_NOT_WITH_SETTLE"]


def exported(capsys, place, *words):
    done = wbp(capsys, *words, "--study", place.root)
    assert done.code == 0, done
    return done.out


OUTPUTS = {
    "export": ("data", "export", "csv"),
    "compare": ("compare", "--by", "municipality", "--json"),
    "codebook": ("instrument", "codebook", "small"),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_second_entry_never_leaves_the_study(place, script, capsys, name):
    before = _without_moment(exported(capsys, place, *OUTPUTS[name]))
    entered(capsys, place, script)
    assert _without_moment(exported(capsys, place, *OUTPUTS[name])) == before


def _without_moment(text):
    """Leave out when a comparison was made."""
    return [line for line in text.splitlines() if '"created"' not in line]


def test_a_report_is_the_same_with_and_without_a_second_entry(
    place, script, capsys, tmp_path, monkeypatch
):
    """But for what it says of entering twice, of checks and of fieldwork: in E, H and K."""
    monkeypatch.setattr("wbp_survey.cli.report.office", lambda: None)
    parts = ("--appendix", "A,B,C,D,F,G,I,J,T")
    documents = []
    for name in ("before", "after"):
        file = tmp_path / f"{name}.docx"
        exported(capsys, place, "report", "-o", file, *parts)
        documents.append(file.read_bytes())
        if name == "before":
            entered(capsys, place, script)
    assert documents[0] == documents[1]


def test_the_list_tells_what_a_second_entry_belongs_to(place, script, capsys):
    entered(capsys, place, script)
    rows = json.loads(exported(capsys, place, "session", "list", "--json"))
    assert [row["again"] for row in rows] == ["", FIRST]
    line = exported(capsys, place, "session", "list").splitlines()
    assert sum(FIRST in one for one in line) == 2


def test_recording_does_not_go_on_with_a_second_entry(place, script, capsys):
    script.write_text("- {item: member, value: ja}\n", "utf-8")
    entered(capsys, place, script)
    words = ("record", "small", "--case", "plein", "--resume", "--script", script)
    refused(wbp(capsys, *words, "--study", place.root), "RECORD_NOTHING_TO_RESUME")


def test_agreement_is_shown_worst_first_and_without_percentages_below_twenty(place, script, capsys):
    entered(capsys, place, script)
    out = exported(capsys, place, "session", "agreement").replace("\u00a0", " ")
    lines = [line.split() for line in out.splitlines()]
    names = [words[0] for words in lines if words and words[0] in {"member", "years", "kind"}]
    assert names[0] == "years"
    assert "0 van de 1" in out
    assert "1 nog open" in out
    assert "4 van de 5" in out
    assert "%" not in out


def test_agreement_in_figures_follows_the_contract(place, script, capsys):
    entered(capsys, place, script)
    settle(place, "\n2\n")
    found = json.loads(exported(capsys, place, "session", "agreement", "small", "--json"))
    assert found["manifest"]["command"] == "session agreement"
    rows = {(row["variable"], row["stat"]): row for row in found["rows"]}
    assert rows["years", "percent_agreement"]["value"] == 0
    assert rows["years", "settled:second"]["value"] == 1
    kappa = rows["member", "cohen_kappa"]
    assert (kappa["value"], kappa["note"]) == (None, ["constant"])
    assert list(kappa)[-5:] == ["stat", "value", "n", "method", "note"]


def test_agreement_without_a_second_entry_says_so(place, capsys):
    done = wbp(capsys, "session", "agreement", "--study", place.root)
    refused(done, "RECORD_AGREEMENT_NONE")


def test_twenty_entries_of_a_question_show_a_percentage(place, capsys):
    for number in range(19):
        hold(place, f"20260303-{number:06}", *ONE, CLOSED)
    for row in list_sessions(place):
        hold_again(place, f"again-{row.id}", row.id, *ONE, CLOSED)
    out = exported(capsys, place, "session", "agreement")
    assert "100% van de 20" in out


@pytest.mark.parametrize(("count", "kappa"), [(19, "-"), (20, "1,00")])
def test_kappa_is_shown_from_twenty_entries_of_a_question(place, capsys, count, kappa):
    for number in range(count - 1):
        hold(place, f"20260303-{number:06}", said("member", "no"), CLOSED)
    for row in list_sessions(place):
        steps = ONE if row.answers > 1 else [said("member", "no")]
        hold_again(place, f"again-{row.id}", row.id, *steps, CLOSED)
    out = exported(capsys, place, "session", "agreement")
    (member,) = (line.split() for line in out.splitlines() if line.startswith("  member "))
    assert member[-1] == kappa
