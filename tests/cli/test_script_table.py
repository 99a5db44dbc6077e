"""A two-hour table of our own protocol from a script: whole, cut in two, recorded twice."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from tests.cli.running import refused, wbp
from tests.workflow.studies import DATA
from wbp_survey.instrument.script import dump_script, load_script
from wbp_survey.model.presence import is_in
from wbp_survey.model.session import Slot
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.sessions import list_sessions, show_session
from wbp_survey.workflow.study import open_place

FILE = DATA / "scripts" / "round_table.yaml"
PROTOCOL = "rondetafel-protocol@3.0.0"
STATEMENTS = [f"rt_s{number:02}" for number in range(1, 13)]
CUTS = ["rt_s07, round: 1", "rt_idea, value", "rt_s05, round: 2", "rt_readback_1"]


@pytest.fixture
def place(tmp_path):
    return open_place(init(tmp_path / "study"))


def record(capsys, place, script, *words, by="AB"):
    words = ("record", PROTOCOL, "--case", "lastage", "--script", script, *words)
    return wbp(capsys, *words, "--interviewer", by, "--study", place.root)


def whole(capsys, place, script=FILE, **who):
    """Record the table; return the session as it is held then."""
    done = record(capsys, place, script, **who)
    assert done.code == 0, done
    return show_session(place, list_sessions(place)[-1].id)


def answers(held):
    return {slot: (one.value, one.missing) for slot, one in held.state.answers.items()}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """The whole table, recorded once."""
    place = open_place(init(tmp_path_factory.mktemp("table") / "study"))
    name, _, version = PROTOCOL.partition("@")
    request = Request(name, "lastage", interviewer="AB", version=version)
    return show_session(place, record_script(place, request, FILE).state.id)


def test_the_whole_table_is_there_afterwards(table):
    state = table.state
    assert state.closed
    assert [person.role for person in state.participants][2:4] == ["wijkagent", "gemeente"]
    assert state.consent["S9"]["participate"]
    assert state.consent["S6"]["quote"] is False
    assert state.consent["S5"]["quote"] is False  # withdrawn in the talk
    around = state.round_table
    assert [seat for seat in ("S7", "S9") if is_in(around, seat)] == ["S9"]
    assert [said.who for said in around.statements.values()] == [("S3",), ("S6",)]
    assert around.turns == {"S1": 2, "S3": 1, "S2": 1, "S5": 2, "S6": 1}
    assert around.merged == {"S5/rt_idea[1]": "S1/rt_idea[1]"}
    assert len(around.points) == 1
    assert all(
        len(around.phases) > 8 and one.at <= other.at
        for one, other in pairwise(around.phases.values())
    )


def test_who_was_not_there_is_absent_and_nobody_else_misses(table):
    missing = derived_missing(table.instrument, table.state)
    assert set(missing.values()) == {"absent"}
    late = [Slot(item, "S9", 1) for item in STATEMENTS[:3]]
    gone = [Slot(item, "S7", 2) for item in STATEMENTS]
    assert set(late + gone) <= set(missing)
    assert {slot.participant for slot in missing} == {"S7", "S9"}
    rated = [slot for slot in table.state.answers if slot.item in STATEMENTS]
    assert len(rated) == 12 * 9 * 2 - len(late + gone)


@pytest.mark.parametrize("cut", CUTS)
def test_a_table_that_is_cut_off_goes_on_where_it_was(table, place, tmp_path, capsys, cut):
    text = FILE.read_text("utf-8")
    at = text.rindex("\n- ", 0, text.index(cut)) + 1
    files = [tmp_path / name for name in ("begin.yaml", "rest.yaml")]
    files[0].write_text(text[:at], "utf-8")
    files[1].write_text(text[at:], "utf-8")
    begun = record(capsys, place, files[0])
    assert begun.code == 0, begun
    assert "--resume" in begun.out or "--session" in begun.out
    done = record(capsys, place, files[1], "--resume")
    assert done.code == 0, done
    (row,) = list_sessions(place)
    cut_off = show_session(place, row.id)
    assert cut_off.state.closed
    assert answers(cut_off) == answers(table)


def test_a_script_written_by_us_is_played_the_same(table, place, tmp_path, capsys):
    copy = tmp_path / "copy.yaml"
    copy.write_text(dump_script(load_script(FILE)), "utf-8")
    assert answers(whole(capsys, place, copy)) == answers(table)


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_recorded(place, tmp_path, capsys):
    wrong = tmp_path / "wrong.yaml"
    text = FILE.read_text("utf-8")
    for right, other in (
        ('"4 9 5 1 6 2 7 3"}', '"4 9 5 1 6 2 7 x"}'),
        ("/aanwezig 7 weg", "/aanwezig 17 weg"),
        ("/beurten 1132556", "/bloemen"),
        ('"1: + Meer licht"', '"12: + Meer licht"'),
    ):
        assert right in text
        text = text.replace(right, other, 1)
    wrong.write_text(text, "utf-8")
    done = record(capsys, place, wrong)
    assert done.code == 1
    assert {"RECORD_SCRIPT_REFUSED", "RECORD_SCRIPT_ACT", "RECORD_SCRIPT_COMMAND"} <= set(
        done.problems
    )
    assert "S8" in done.err
    assert "Meer licht" not in done.err
    assert "Traceback" not in done.err
    assert not (place.root / "data" / "study.db").exists() or list_sessions(place) == []


def test_two_people_record_the_same_two_hours(place, tmp_path, capsys):
    first = whole(capsys, place).state.id
    text = FILE.read_text("utf-8")
    other = tmp_path / "other.yaml"
    row = '{item: rt_s05, round: 2, value: "7 2 6 1 5 9 4 8"}'
    text = text.replace(row, row.replace("7 2 6", "8 2 9"))
    text = text.replace('rt_deviation, value: "Thema 4', 'rt_deviation, value: "Het vierde thema')
    other.write_text(text, "utf-8")
    second = whole(capsys, place, other, by="CD").state.id
    words = ("--study", place.root)
    paired = wbp(capsys, "session", "pair", first, second, "--by", "EF", "--json", *words)
    assert paired.code == 0, paired
    assert json.loads(paired.out)["left"] == 3
    found = wbp(capsys, "session", "agreement", "--session", first, "--json", *words)
    data = json.loads(found.out)
    assert [(one["item"], one["participant"], one["round"]) for one in data["differences"]] == [
        ("rt_s05", "S1", 2),
        ("rt_s05", "S3", 2),
        ("rt_deviation", "", 0),
    ]
    assert (data["presence"], data["consents"]) == ([], [])
    rows = {(one["variable"], one["round"], one["stat"]): one for one in data["rows"]}
    assert rows["rt_s05", 2, "n_pairs"]["value"] == 8
    assert rows["rt_s05", 2, "n_equal"]["value"] == 6
    assert rows["rt_s05", 2, "n_within_one"]["value"] == 7
    assert 0 < rows["rt_s05", 2, "weighted_kappa"]["value"] < 1
    shown = wbp(capsys, "session", "agreement", "--session", first, *words)
    assert "rt_s05 S3 R2" in shown.out
    done = wbp(capsys, "session", "pair", second, first, *words)
    refused(done, "RECORD_PAIR_TAKEN", "RECORD_PAIR_TWICE")
