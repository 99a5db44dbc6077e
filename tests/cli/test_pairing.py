"""`wbp session copy`, `restore`, `pair`, `agreement`: one table, two laptops, two folders."""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile

import pytest

from tests.cli.keyboard import ENTER, Keyboard
from tests.cli.running import refused, wbp, wbp_apart
from tests.workflow.round_tables import panel_study, rated, seats
from tests.workflow.studies import CLOSED, small_study
from tests.workflow.test_pairing import record
from wbp_survey.workflow.sessions import list_sessions

SCRIPT = """
- seats: [bewoner, wijkagent, bewoner]
- consent: {consent}
- {{item: safe, round: 1, value: "{before}"}}
{more}
- {{outcome: "{outcome}"}}
- {{item: safe, round: 2, value: "{after}"}}
"""
LEAVES = '- {do: "/aanwezig 3 weg", item: outcome}'
SAID = "- {do: '/uitspraak 1: \"Het helpt.\"', item: outcome}"


@pytest.fixture
def laptops(tmp_path):
    """Two laptops with the same study, each its own folder."""
    return small_study(tmp_path / "one"), small_study(tmp_path / "other")


def held(capsys, place, by, *, before="6 7 8", after="6 7 8", outcome="Samen.", more=""):
    """Hold the table on one laptop from a script; return the id of the session."""
    scopes = ", ".join(f"{scope.id}: yes" for scope in place.study.consent.scopes)
    text = SCRIPT.format(
        consent=f"{{{scopes}}}", before=before, after=after, outcome=outcome, more=more
    )
    file = place.root / "table.yaml"
    file.write_text(text, "utf-8")
    words = ("record", "table", "--case", "plein", "--script", file, "--interviewer", by)
    done = wbp(capsys, *words, "--study", place.root)
    assert done.code == 0, done
    return list_sessions(place)[-1].id


def run(capsys, place, *words):
    done = wbp(capsys, *words, "--study", place.root)
    assert done.code == 0, done
    return done.out.replace("\u00a0", " ")


def carried(capsys, here, there, session):
    """Carry a session from one laptop to the other in a file."""
    file = here.root / f"{session}.jsonl"
    run(capsys, here, "session", "copy", session, "-o", file)
    moved = there.root / "received.jsonl"
    shutil.move(file, moved)
    run(capsys, there, "session", "restore", moved)
    moved.unlink()


@pytest.fixture
def pair(laptops, capsys):
    """The table as two people recorded it, both on the first laptop, and paired."""
    one, other = laptops
    first = held(capsys, one, "AB", more=SAID)
    second = held(capsys, other, "CD", before="6 9 8", after="6 8", outcome="Samen", more=LEAVES)
    carried(capsys, other, one, second)
    out = run(capsys, one, "session", "pair", first, second, "--by", "EF")
    assert "CD" in out
    assert f"wbp session enter-again {first} --settle" in out
    return one, first, second


def test_two_records_of_one_table_are_compared_question_by_question(pair, capsys):
    place, first, second = pair
    out = run(capsys, place, "session", "agreement", "--session", first)
    assert "safe (ronde 1)" in out
    assert "2 van de 3" in out
    assert "safe S2 R1" in out
    assert "Van 1 plaats verschilt wanneer die leeg was" in out
    assert "S3: steeds aanwezig | weg vanaf" in out
    assert "Uitspraken: 1 in het eerste verslag, 0 in het tweede" in out
    found = json.loads(run(capsys, place, "session", "agreement", "--session", first, "--json"))
    assert (found["first"], found["second"]) == (first, second)
    places = [(one["item"], one["participant"], one["round"]) for one in found["differences"]]
    assert places == [
        ("safe", "S2", 1),
        ("outcome", "", 0),
        ("safe", "S2", 2),
        ("safe", "S3", 2),
    ]
    assert found["differences"][0]["second"] == {"value": 9}
    assert found["differences"][3]["second"] is None
    assert [one["participant"] for one in found["presence"]] == ["S3"]
    assert found["statements"] == {"first": 1, "second": 0}


def test_differences_are_settled_line_by_line_in_the_first(pair, capsys):
    place, first, second = pair
    command = ("session", "enter-again", first, "--settle", "--interviewer", "EF")
    done = wbp_apart(*command, "--study", place.root, input="\n2\n1\n1\n1\n")
    assert done.code == 0, done
    assert "formulier" not in done.out
    assert f"{first} en {second} zijn beslecht" in done.out
    assert "9" in run(capsys, place, "session", "show", first)
    again = run(capsys, place, "session", "agreement", "--session", first)
    assert "2 van de 3" in again  # as it was entered
    assert "nog open" not in again
    assert run(capsys, place, "session", "verify")


def test_the_list_shows_what_is_paired_with_what(pair, capsys):
    place, first, second = pair
    out = run(capsys, place, "session", "list")
    one, other = (
        next(line for line in out.splitlines() if line.strip().startswith(name))
        for name in (first, second)
    )
    assert second in one
    assert first in other


@pytest.mark.parametrize(
    "words", [("data", "export", "csv"), ("compare", "--by", "role", "--items", "safe")]
)
def test_the_second_record_leaves_the_study_nowhere(laptops, capsys, words):
    one, other = laptops
    first = held(capsys, one, "AB")
    before = run(capsys, one, *words)
    second = held(capsys, other, "CD", before="1 1 1")
    carried(capsys, other, one, second)
    assert run(capsys, one, *words) != before
    run(capsys, one, "session", "pair", first, second)
    assert run(capsys, one, *words) == before
    run(capsys, one, "session", "unpair", second)
    assert run(capsys, one, *words) != before


def test_a_report_is_the_same_with_and_without_the_second_record(
    laptops, capsys, tmp_path, monkeypatch
):
    """But for what it says of entering twice, of checks and of fieldwork: in E, H and K."""
    monkeypatch.setattr("wbp_survey.cli.report.office", lambda: None)
    one, other = laptops
    parts = ("--appendix", "A,B,C,D,F,G,I,J,T")
    first = held(capsys, one, "AB")
    run(capsys, one, "report", "-o", tmp_path / "before.docx", *parts)
    second = held(capsys, other, "CD", before="1 1 1", outcome="GEHEIM")
    carried(capsys, other, one, second)
    run(capsys, one, "session", "pair", first, second)
    run(capsys, one, "report", "-o", tmp_path / "after.docx", *parts)
    before, after = ((tmp_path / f"{name}.docx").read_bytes() for name in ("before", "after"))
    assert before == after
    run(capsys, one, "report", "-o", tmp_path / "whole.docx")
    with zipfile.ZipFile(tmp_path / "whole.docx") as package:
        assert not [name for name in package.namelist() if b"GEHEIM" in package.read(name)]


def test_equal_records_leave_nothing_to_settle(laptops, capsys):
    one, other = laptops
    first = held(capsys, one, "AB")
    second = held(capsys, other, "CD")
    carried(capsys, other, one, second)
    words = ("session", "pair", first, second, "--json")
    assert json.loads(run(capsys, one, *words)) == {
        "first": first,
        "second": second,
        "left": 0,
        "withdrawn": [],
    }


def test_ratings_that_differ_are_told_by_number_and_label(tmp_path, capsys):
    place = panel_study(tmp_path / "study")
    for name, by, rating in (("one", "AB", 9), ("two", "CD", 5)):
        steps = [*seats("bewoner"), *rated("calm", 1, [rating]), CLOSED]
        record(place, name, *steps, by=by, instrument="panel")
    run(capsys, place, "session", "pair", "one", "two")
    out = run(capsys, place, "session", "agreement", "--session", "one")
    (line,) = [line for line in out.splitlines() if line.strip().startswith("calm S1")]
    assert re.split(r" {2,}", line.strip())[1:3] == ["9 (eens)", "5"]


@pytest.fixture
def parted(laptops, capsys):
    """A table on two laptops; on one of them S2 withdrew altogether afterwards."""
    one, other = laptops
    first, second = held(capsys, one, "AB"), held(capsys, other, "CD")
    words = ("--participant", "S2", "--because", "wil niet meer", "--confirm", "S2")
    run(capsys, one, "session", "withdraw", first, *words)
    carried(capsys, other, one, second)
    return one, first, second


def test_who_withdrew_in_one_record_is_removed_from_the_other_not_unasked(parted, capsys):
    place, first, second = parted
    words = ("session", "pair", first, second, "--study", place.root)
    for more, code in (
        ((), "USAGE_CONFIRM_NEEDED"),
        (("--json",), "USAGE_CONFIRM_NEEDED"),
        (("--confirm", "S1"), "USAGE_CONFIRM_SEAT"),
    ):
        done = wbp(capsys, *words, *more)
        assert (done.code, done.problems) == (2, [code])
    assert [row.again for row in list_sessions(place)] == ["", ""]
    out = " ".join(run(capsys, place, *words[:4], "--confirm", "s2").split())
    assert f"S2 heeft in sessie {first} alle toestemming ingetrokken; dat geldt nu ook" in out
    assert "antwoord 2" in out
    assert "niets over" in out
    shown = run(capsys, place, "session", "show", second)
    assert re.search(r"S2  \S+  wijkagent  \(alle toestemming ingetrokken op ", shown)
    assert run(capsys, place, "session", "verify")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal_the_pairing_shows_what_goes_and_asks(parted, capsys):
    place, first, second = parted
    asked = Keyboard(place.root, command=("session", "pair", first, second, "--by", "EF"))
    screen = asked.see("Typ S2")
    assert f"Van S2 in sessie {second} wordt verwijderd" in screen
    asked.press(ENTER)
    assert asked.end() == 0
    assert "Er is niets veranderd." in asked.printed
    assert [row.again for row in list_sessions(place)] == ["", ""]


def test_what_does_not_fit_together_is_refused_in_a_line_each(laptops, capsys):
    one, other = laptops
    first = held(capsys, one, "AB")
    second = held(capsys, other, " ab ")
    carried(capsys, other, one, second)
    words = ("session", "pair", first, second, "--study", one.root)
    refused(wbp(capsys, *words), "RECORD_PAIR_SAME_PERSON")
    refused(wbp(capsys, *words[:3], first, *words[4:]), "RECORD_PAIR_ITSELF")
    refused(wbp(capsys, "session", "unpair", first, *words[4:]), "RECORD_PAIR_NONE")
    refused(
        wbp(capsys, "session", "pair", first, "20990101-x", *words[4:]), "RECORD_UNKNOWN_SESSION"
    )


def test_a_copy_tells_where_it_is_and_what_to_do_with_it(laptops, capsys, tmp_path):
    one, _ = laptops
    session = held(capsys, one, "AB")
    file = tmp_path / "copy.jsonl"
    out = run(capsys, one, "session", "copy", session, "-o", file)
    assert str(file) in out
    assert "wbp session restore" in out
    again = wbp(capsys, "session", "copy", session, "-o", file, "--study", one.root)
    refused(again, "RECORD_COPY_EXISTS")
    words = ("session", "copy", session, "-o", tmp_path / "other.jsonl", "--json")
    assert json.loads(run(capsys, one, *words))["session"] == session


def test_a_file_that_is_no_copy_is_refused(laptops, capsys, tmp_path):
    one, _ = laptops
    held(capsys, one, "AB")
    file = tmp_path / "copy.jsonl"
    file.write_text('{"form": "x"}\n', "utf-8")
    done = wbp(capsys, "session", "restore", file, "--study", one.root)
    refused(done, "RECORD_RESCUE_NOT_ONE")
    assert "wbp session copy" in done.err
