"""`wbp session withdraw | check`: what is asked, what is said, and what is told afterwards."""

from __future__ import annotations

import json
import sys

import pytest

from tests.cli.keyboard import ENTER, Keyboard
from tests.cli.running import refused, wbp
from tests.store.conftest import new_schema, postgresql_url, server  # noqa: F401 - fixtures
from tests.workflow.studies import hold, small_study
from tests.workflow.test_withdraw import SECRET, hold_table
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import open_store, reading, run
from wbp_survey.workflow.sessions import show_session
from wbp_survey.workflow.study import journal, open_place

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
WHY = ("--because", "wil niet meer", "--by", "AB")
SURE = ("--confirm", "S2")


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def table(place):
    hold_table(place)
    return place


def session(capsys, place, *words):
    return wbp(capsys, "session", *words, "--study", place.root)


def withdraw(capsys, place, *words, sure=SURE):
    words = ("withdraw", "table", "--participant", "S2", *WHY, *sure, *words)
    return session(capsys, place, *words)


def test_it_says_how_much_was_removed_and_not_a_word_of_it(table, capsys):
    done = withdraw(capsys, table)
    assert (done.code, done.err) == (0, "")
    rows = [line.split() for line in done.out.splitlines() if line.startswith("  ")]
    assert [row[-2:] for row in rows if row[-1].isdigit()] == [
        ["antwoord", "1"],
        ["opmerking", "1"],
        ["uitspraak", "1"],
        ["spreekbeurt", "1"],
    ]
    assert SECRET not in done.out


def test_it_says_what_stays_and_what_nobody_can_take_back(table, capsys):
    out = withdraw(capsys, table).out
    for words in (
        "S2 heeft in sessie table alle toestemming ingetrokken.",
        "Bewaard blijft dat S2 aan tafel zat",
        "Uitspraken waarvan niemand weet wie ze deed (1)",
        f"In het bestand {table.store_url} is daarvan niets over.",
        "een stem in een geluidsopname",
    ):
        assert words in out


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_where_nobody_can_be_asked_nothing_is_removed_unasked(table, capsys, more):
    done = withdraw(capsys, table, *more, sure=())
    assert (done.code, done.problems, done.out) == (2, ["USAGE_CONFIRM_NEEDED"], "")
    assert "--confirm S2" in done.err
    assert show_session(table, "table").state.withdrawn == {}
    assert withdraw(capsys, table, "--scope", "quote", *more, sure=()).code == 0


def test_as_json_it_is_the_same_and_asks_nothing(table, capsys):
    done = json.loads(withdraw(capsys, table, "--json").out)
    assert done["removed"] == {
        "answer_given": 1,
        "remark_made": 1,
        "statement_made": 1,
        "turn_counted": 1,
    }
    assert (done["participant"], done["entries"], done["wiped"]) == ("S2", ["table"], True)
    assert show_session(table, "table").state.withdrawn


def test_withdrawing_from_one_purpose_says_that_nothing_was_removed(table, capsys):
    out = withdraw(capsys, table, "--scope", "quote", sure=()).out
    assert "de toestemming ingetrokken voor: quote. Er is niets verwijderd" in out
    assert show_session(table, "table").state.answers.keys()


def test_other_records_of_the_talk_are_named(table, capsys):
    hold_table(table, ("session_paired", {"again": "table"}), session="other")
    assert "Ook in: other." in withdraw(capsys, table).out


def test_where_nothing_was_said_that_is_said(place, capsys):
    hold(place, "table")
    out = session(
        capsys, place, "withdraw", "table", "--participant", "S1", *WHY, "--confirm", "s1"
    ).out
    assert "niets: er stond niets van deze deelnemer" in out


def test_the_file_is_not_called_clean_while_somebody_reads_it(table, capsys):
    with open_store(table.store_url) as other, reading(other) as connection:
        run(connection, "SELECT count(*) FROM event").scalar_one()
        assert "Iemand anders heeft het logboek nu open" in withdraw(capsys, table).out


def test_of_a_server_it_says_that_its_bytes_go_later(place, request, capsys):
    url, file = request.getfixturevalue("postgresql_url"), place.root / "study.yaml"
    file.write_text(f"{file.read_text('utf-8')}store: {url}\n", "utf-8")
    hold_table(open_place(place.root))
    done = withdraw(capsys, place)
    assert done.code == 0, done
    assert "VACUUM FULL event, response, typed, draft" in " ".join(done.out.split())
    assert session(capsys, place, "verify").code == 0
    events = show_session(open_place(place.root), "table").events
    assert sum(one.payload is None for one in events) == 4


def test_mistakes_are_told_in_one_line_each(table, capsys):
    asked = ("withdraw", "table", *WHY)
    refused(session(capsys, table, *asked, "--participant", "S22"), "RECORD_UNKNOWN_SEAT_NEAR")
    refused(withdraw(capsys, table, "--scope", "qoute", sure=()), "RECORD_SCOPE_UNKNOWN_NEAR")
    refused(withdraw(capsys, table, "--scope", "participate", sure=()), "RECORD_SCOPE_REQUIRED")
    other = withdraw(capsys, table, sure=("--confirm", "S1"))
    assert (other.code, other.problems) == (2, ["USAGE_CONFIRM_SEAT"])
    with journal(table) as store, claim(store, "table", "CD"):
        refused(withdraw(capsys, table), "STORE_SESSION_BUSY")
    assert show_session(table, "table").state.withdrawn == {}
    withdraw(capsys, table)
    refused(withdraw(capsys, table), "RECORD_WITHDRAWN_BEFORE")
    assert session(capsys, table, "withdraw", "table", "--participant", "S2").code == 2


@TERMINAL
def test_at_a_terminal_it_is_asked_once_more(table):
    words = ("session", "withdraw", "table", "--participant", "2", *WHY)
    asked = Keyboard(table.root, command=words)
    screen = asked.see("Typ S2")
    assert "uitspraak" in screen
    assert SECRET not in screen
    asked.press("S1", ENTER)
    assert asked.end() == 0
    assert "Er is niets veranderd." in asked.printed
    assert show_session(table, "table").state.withdrawn == {}

    asked = Keyboard(table.root, command=words)
    asked.see("Typ S2")
    asked.press("s2", ENTER)
    assert asked.end() == 0
    assert "alle toestemming" in asked.printed
    assert list(show_session(table, "table").state.withdrawn) == ["S2"]


@TERMINAL
def test_at_a_terminal_it_is_not_asked_of_who_confirms_beforehand_or_removes_nothing(table):
    words = ("session", "withdraw", "table", "--participant", "S2", *WHY)
    for more in (("--scope", "quote"), ("--confirm", "2")):
        asked = Keyboard(table.root, *more, command=words)
        assert asked.end() == 0
        assert "Typ S2" not in asked.printed
    assert list(show_session(table, "table").state.withdrawn) == ["S2"]


def test_afterwards_the_session_and_its_history_tell_that_it_happened(table, capsys):
    withdraw(capsys, table)
    shown = session(capsys, table, "show", "table").out
    assert "S2  B-02  bewoner  (alle toestemming ingetrokken op " in shown
    assert f"{SECRET} u1" not in shown
    told = session(capsys, table, "show", "table", "--audit").out
    assert "Inhoud verwijderd (uitspraak)." in told
    assert "S2 trekt toestemming in: alles" in told
    assert f"{SECRET} u1" not in told
    assert session(capsys, table, "verify").code == 0
    data = json.loads(session(capsys, table, "show", "table", "--audit", "--json").out)
    assert sum(one["payload"] is None for one in data["events"]) == 4


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_whatever_is_not_there_is_refused_with_what_is_near(capsys, tmp_path, more):
    place = small_study(tmp_path / "study")
    for name in ("20260302-aaaaaa", "20260302-bbbbbb"):
        hold_table(place, session=name)
    near, nobody = "20260302-aaaaab", "20260302-zzzzzz"
    agrees = ("--agrees", "yes", "--participant")
    for words, asked in (
        (("check", *agrees, "S1"), ()),
        (("withdraw", "--participant", "S1", *WHY), more),
        (("withdraw", "--participant", "S1", "--scope", "quote", *WHY), more),
        (("feedback",), more),
        (("pair", "20260302-aaaaaa"), more),
        (("unpair",), more),
        (("show",), more),
    ):
        done = session(capsys, place, *words, near, *asked)
        refused(done, "RECORD_UNKNOWN_SESSION_NEAR")
        assert "Bedoelt u 20260302-aaaaaa?" in done.err
        refused(session(capsys, place, *words, nobody, *asked), "RECORD_UNKNOWN_SESSION")
    refused(session(capsys, place, "pair", near, "20260302-aaaaaa"), "RECORD_UNKNOWN_SESSION_NEAR")
    for words in (("check", *agrees[:2]), ("withdraw", *WHY)):
        for who, code in (("S22", "RECORD_UNKNOWN_SEAT_NEAR"), ("9", "RECORD_UNKNOWN_SEAT")):
            done = session(capsys, place, *words, "20260302-a", "--participant", who)
            refused(done, code)


def check(capsys, place, *words):
    return session(capsys, place, "check", "table", "--participant", "S1", *words)


def test_a_check_of_the_record_is_kept_and_shown(table, capsys):
    done = check(capsys, table, "--agrees", "nee", "--remark", "Te stellig.")
    assert done.code == 0
    assert "S1 vindt dat het verslag van sessie table niet klopt" in done.out
    assert "vervangt" not in done.out
    assert "vervangt" in check(capsys, table, "--agrees", "Yes").out
    assert "== Oordeel van deelnemers" in session(capsys, table, "show", "table").out
    assert "S1 vindt dat het verslag klopt." in session(capsys, table, "show", "table").out
    assert "niet klopt. Te stellig." in session(capsys, table, "show", "table", "--audit").out


def test_a_check_that_says_neither_yes_nor_no_is_refused(table, capsys):
    assert check(capsys, table, "--agrees", "misschien").code == 2
    assert check(capsys, table).code == 2
    assert show_session(table, "table").state.round_table.checked == {}
