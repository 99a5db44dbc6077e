"""`wbp session`: what was recorded, in words, and whether it still is what was recorded."""

from __future__ import annotations

import json
import re
import sqlite3
import sys

import pytest

from tests.cli.running import refused, wbp
from tests.store.events import make
from tests.workflow.studies import CLOSED, hold, said, seat, small_study, survey, unsaid
from wbp_survey.model.payloads import override_payload, slot_payload
from wbp_survey.model.session import Slot
from wbp_survey.store.journal import append, events_of
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.init import init
from wbp_survey.workflow.study import journal


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def asked_by(script, root):
    form = ("deskresearch-casus", "--case", "lastage")
    return "record", *form, "--script", script, "--study", root


def test_the_list_tells_open_from_closed(place, capsys):
    hold(place, "20260302-aaaaaa", said("member", "yes"), CLOSED)
    hold(place, "20260303-bbbbbb", said("member", "no"))
    done = wbp(capsys, "session", "list", "--study", place.root)
    lines = [line.split() for line in done.out.splitlines() if line.startswith("  2026")]
    assert [(line[0], line[-2], line[-1]) for line in lines] == [
        ("20260302-aaaaaa", "1", "afgesloten"),
        ("20260303-bbbbbb", "1", "open"),
    ]
    found = json.loads(wbp(capsys, "session", "list", "--study", place.root, "--json").out)
    assert [row["answers"] for row in found] == [1, 1]


def test_a_session_is_shown_in_the_words_that_were_asked_and_answered(place, capsys):
    steps = [
        said("member", "yes"),
        said("years", 2.5),
        said("channels", ["app", "tel"]),
        said("why", "Het helpt."),
        unsaid("know", "dont_know"),
    ]
    hold(place, "one", *steps, CLOSED)
    done = wbp(capsys, "session", "show", "one", "--study", place.root)
    assert done.code == 0, done
    for words in (
        "Bent u lid?",
        "-> ja",
        "-> 2,5 jaar",
        "  -> app\n  -> telefoon\n",
        "Het helpt.",
        "(weet niet)",
    ):
        assert words in done.out


def test_an_odd_answer_is_shown_with_the_reason_why_it_stayed(place, capsys):
    kept = ("check_overridden", override_payload(Slot("years", "S1"), ". < 2", "pas verhuisd"))
    silent = ("check_overridden", override_payload(Slot("years", "S1"), ". < 1", "", "refused"))
    hold(place, "one", said("member", "yes"), said("years", 2.5), kept, silent)
    out = wbp(capsys, "session", "show", "one", "--study", place.root).out
    assert "     Klopt toch: pas verhuisd; wil niet zeggen\n" in out


def test_what_else_is_known_about_an_answer_stands_below_it(place, capsys):
    years, kind = Slot("years", "S1"), Slot("kind", "S1")
    steps = [
        ("remark_made", slot_payload(years) | {"text": "aarzelde\nlang"}),
        ("query_raised", slot_payload(years) | {"query": "Q1", "text": "Zeker?"}),
        ("query_answered", {"query": "Q1", "text": "Ja."}),
        ("item_parked", slot_payload(kind)),
    ]
    hold(place, "one", said("member", "yes"), said("years", 81.0), *steps)
    out = wbp(capsys, "session", "show", "one", "--study", place.root).out
    for words in (
        "Let op: 81 valt buiten het bereik.",
        "Opmerking: aarzelde lang",
        "Navraag Q1, interviewer-1, maandag 2 maart 2026, ",
        ": Zeker?",
        "Antwoord op Q1, interviewer-1,",
        "  kind  Hoe vaak? (geparkeerd)",
    ):
        assert words in out


def test_the_head_says_what_was_held_when_by_whom_and_with_which_consent(place, capsys):
    consent = {"participant": "S1", "scopes": {"participate": True, "quote": False}}
    given = ("consent_given", consent | {"version": "1.0"})
    hold(place, "one", given, said("member", "yes"), CLOSED)
    out = wbp(capsys, "session", "show", "one", "--study", place.root).out
    for words in ("Klein gesprek (small 1.0.0)", "Plein", "maandag 2 maart 2026", "interviewer-1"):
        assert words in out.partition("==")[0]
    assert "S1  B-01  bewoner\n    ja   Meedoen\n    nee  Citeren\n" in out


def test_answers_stand_in_their_sections_and_those_set_aside_apart(place, capsys):
    steps = [said("member", "yes"), said("years", 2.5), said("kind", "a"), said("member", "no")]
    hold(place, "one", *steps)
    out = wbp(capsys, "session", "show", "one", "--study", place.root).out
    heads = [line for line in out.splitlines() if line.startswith("==")]
    aside = "== Telt niet mee: de vraag hoort er door een ander antwoord niet bij"
    assert heads == ["== Begin", "== Einde", aside, "== Nog zonder antwoord: 2"]
    assert "-> 2,5 jaar" in out.partition(aside)[2]
    assert "  know  " in out.partition("== Nog zonder antwoord")[2]


def test_a_session_that_was_not_finished_says_why_it_was_closed(place, capsys):
    hold(place, "one", ("session_closed", {"reason": "left", "because": "moest weg"}))
    out = wbp(capsys, "session", "show", "one", "--study", place.root).out
    assert re.search(
        r"Afgesloten +maandag 2 maart 2026, .*, niet afgemaakt \(reden: moest weg\)", out
    )


def test_scopes_of_consent_stand_in_the_order_in_which_they_are_asked(place, capsys):
    agreed = {"gone": True, "quote": True, "participate": True}
    hold(place, "one", ("consent_given", {"participant": "S1", "scopes": agreed, "version": "1"}))
    out = wbp(capsys, "session", "show", "one", "--study", place.root).out
    assert "    ja   Meedoen\n    ja   Citeren\n    ja   gone\n" in out


def test_what_is_read_before_a_run_of_questions_is_printed_once(tmp_path, capsys):
    root, script = init(tmp_path / "study"), tmp_path / "script.yaml"
    script.write_text(
        "- {dr_case_id: '3'}\n- {dr_alias: Lastage}\n- {dr_municipality: '3'}\n"
        "- {dr_municipality_source: gids}\n- {dr_police: Noord}\n- {dr_police_source: site}\n"
        "- {item: dr_selection, missing: dont_know}\n"
        "- {dr_municipality_sure: '3'}\n- {dr_police_sure: '2'}\n"
    )
    assert wbp(capsys, *asked_by(script, root)).code == 0
    out = wbp(capsys, "session", "show", "2", "--study", root).out
    assert out.count("Hoe zeker zijn deze gegevens?\n  de gemeente\n  -> zeker\n") == 1
    assert "\ndr_police_sure\n  de politie-eenheid\n  -> aannemelijk\n" in out


def test_what_is_read_before_questions_without_an_answer_is_printed_once_too(tmp_path, capsys):
    root, script = init(tmp_path / "study"), tmp_path / "script.yaml"
    script.write_text(
        "- {dr_case_id: '3'}\n- {dr_alias: Lastage}\n- {dr_municipality: '3'}\n"
        "- {dr_municipality_source: gids}\n- {dr_police: Noord}\n"
    )
    assert wbp(capsys, *asked_by(script, root)).code == 0
    open_ones = wbp(capsys, "session", "show", "2", "--study", root).out.partition("== Nog")[2]
    rows = "  dr_municipality_sure  de gemeente\n  dr_police_sure  de politie-eenheid\n"
    assert f"  Hoe zeker zijn deze gegevens?\n{rows}" in open_ones


def test_paper_and_second_entries_are_told_apart_in_the_list_and_in_the_head(place, capsys):
    hold(place, "one", CLOSED)
    again(place, "two", "one")
    out = wbp(capsys, "session", "list", "--study", place.root).out
    assert "open, van papier, tweede invoer van one" in out
    out = wbp(capsys, "session", "show", "two", "--study", place.root).out
    assert "van papier, tweede invoer van one" in out


def again(place, session, first):
    """A second entry of a session, from paper."""
    with journal(place) as store:
        payload = {**events_of(store, first)[0].payload, "mode": "paper", "again": first}
        append(store, make([("session_opened", payload), seat(1)], session))


def test_sessions_left_open_for_more_than_a_day_are_mentioned(place, capsys):
    hold(place, "one", CLOSED)
    assert "langer dan een dag" not in wbp(capsys, "session", "list", "--study", place.root).out
    hold(place, "two")
    out = wbp(capsys, "session", "list", "--study", place.root).out
    assert "Sessie two staat langer dan een dag open." in out
    assert "wbp session close two" in out
    hold(place, "three")
    assert "2 sessies staan" in wbp(capsys, "session", "list", "--study", place.root).out


def test_the_history_has_every_event_with_time_and_who(place, capsys):
    hold(place, "one", said("member", "yes"), said("member", "no"), CLOSED)
    out = wbp(capsys, "session", "show", "one", "--audit", "--study", place.root).out
    assert "maandag 2 maart 2026" in out
    assert re.search(r":04 +0:01  interviewer-1  member \[S1\]: ja -> nee\n", out)
    assert "Duur: 0:04, waarvan 0:00 stil" in out
    assert re.search(r"Begin +0:02\n", out)


def test_the_json_of_the_history_is_its_events_with_times_and_words(place, capsys):
    events = hold(place, "one", said("member", "yes"), CLOSED)
    asked = ("session", "show", "one", "--audit", "--json", "--study", place.root)
    found = json.loads(wbp(capsys, *asked).out)
    assert [one["digest"] for one in found["events"]] == [event.digest for event in events]
    assert [one["elapsed"] for one in found["events"]] == [None, 1000, 1000, 1000]
    assert found["events"][2]["happened"] == "member [S1]: ja"
    assert found["times"] == {
        "total": 3000,
        "idle": 0,
        "items": {"member": 1000},
        "sections": {"start": 1000},
    }


def test_a_long_question_is_never_broken_inside_a_word(place, capsys, monkeypatch):
    told = said("why", "Het helpt om elkaar sneller te vinden.\nEn verder niets.")
    hold(place, "one", said("member", "yes"), told)
    asked = ("session", "show", "one", "--study", place.root)
    assert "  -> Het helpt om elkaar sneller te vinden.\n" in wbp(capsys, *asked).out
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    out = wbp(capsys, *asked).out
    assert "  -> Het helpt om elkaar\n     sneller te vinden.\n     En verder niets." in out


def test_the_words_behind_the_option_other_are_shown(place, capsys):
    hold(place, "one", said("kind", "b"), said("kind_other", "soms"), CLOSED)
    done = wbp(capsys, "session", "show", "one", "--study", place.root)
    assert done.code == 0, done
    assert "Hoe vaak?" in done.out
    assert "-> soms" in done.out


def test_rounds_seats_and_the_group_are_told_apart(place, capsys):
    steps = [seat(1), seat(2, "wijkagent"), said("safe", 4, "S1", 1), said("safe", 6, "S2", 2)]
    hold(place, "t", *steps, said("outcome", "samen", ""), instrument="table")
    out = wbp(capsys, "session", "show", "t", "--study", place.root).out
    for words in ("safe [S1 R1]", "safe [S2 R2]", "outcome [groep]", "S2  B-02  wijkagent"):
        assert words in out


def test_what_is_coded_or_looked_up_belongs_to_no_group(tmp_path, capsys):
    root, script = init(tmp_path / "study"), tmp_path / "script.yaml"
    script.write_text("- {dr_case_id: '3'}\n- {dr_alias: Lastage}\n")
    assert wbp(capsys, *asked_by(script, root)).code == 0
    out = wbp(capsys, "session", "show", "2", "--study", root).out
    assert "-> Lastage" in out
    assert "[" not in out.partition("== Nog zonder antwoord")[0]


def test_how_to_go_on_names_the_session_when_another_one_is_open_too(tmp_path, capsys):
    root, script = init(tmp_path / "study"), tmp_path / "script.yaml"
    script.write_text("- {dr_case_id: '3'}\n")
    told = [wbp(capsys, *asked_by(script, root)).out for _ in range(2)]
    rows = json.loads(wbp(capsys, "session", "list", "--study", root, "--json").out)
    assert "--resume" in told[0]
    assert f"--session {rows[1]['id']}" in told[1]


def test_the_beginning_of_an_id_is_enough_when_it_is_the_only_one(place, capsys):
    hold(place, "20260302-aaaaaa", said("member", "yes"))
    hold(place, "20260303-bbbbbb", said("member", "no"))
    asked = ("session", "show", "--study", place.root)
    assert "-> nee" in wbp(capsys, *asked, "20260303").out
    refused(wbp(capsys, *asked, "2026"), "RECORD_UNKNOWN_SESSION")
    refused(wbp(capsys, *asked, "1999"), "RECORD_UNKNOWN_SESSION")


def test_the_json_of_a_session_is_its_events(place, capsys):
    events = hold(place, "one", said("member", "yes"), CLOSED)
    found = json.loads(wbp(capsys, "session", "show", "one", "--study", place.root, "--json").out)
    assert [one["digest"] for one in found] == [event.digest for event in events]


def test_an_imported_file_can_be_shown_like_a_session(place, capsys, tmp_path):
    done = import_file(place, survey(tmp_path)[0])
    out = wbp(capsys, "session", "show", done.session, "--study", place.root).out
    assert "(weet niet)" in out
    assert "-> High" in out


def test_a_journal_that_is_whole_says_so(place, capsys):
    hold(place, "one", said("member", "yes"), CLOSED)
    done = wbp(capsys, "session", "verify", "--study", place.root)
    assert (done.code, done.err) == (0, "")
    assert "kloppen" in done.out
    assert wbp(capsys, "session", "verify", "--study", place.root, "--json").out == "[]\n"


def test_a_changed_answer_is_found(place, capsys):
    hold(place, "one", said("member", "yes"), CLOSED)
    hold(place, "two", said("member", "yes"), CLOSED)
    database = sqlite3.connect(place.root / "data" / "study.db")
    for (trigger,) in database.execute(
        "SELECT name FROM sqlite_schema WHERE type='trigger'"
    ).fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute(
        "UPDATE event SET payload = replace(payload, '\"yes\"', '\"no\"') WHERE session = 'one'"
    )
    database.commit()
    database.close()
    done = wbp(capsys, "session", "verify", "--study", place.root, "--json")
    assert done.code == 1
    assert [one["code"] for one in json.loads(done.out)] == ["STORE_EVENT_CHANGED"]
    assert done.problems == ["STORE_EVENT_CHANGED"]


def test_a_study_without_sessions_says_what_to_do(place, capsys):
    for command in (("list",), ("show", "x"), ("verify",)):
        refused(wbp(capsys, "session", *command, "--study", place.root), "STUDY_NO_DATA")
