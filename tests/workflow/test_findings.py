"""Findings about a study: planted ones are found, honest data gives none, and nothing changes."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.workflow.attitudes import BEGIN, MIXED, talked, views, views_study
from tests.workflow.round_tables import panel_study, rated, sat, seats
from tests.workflow.studies import CLOSED, hold, said, small_study, survey
from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.errors import StudyError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import sessions
from wbp_survey.texts import LANGUAGES
from wbp_survey.workflow.findings import KINDS, check_study, finding_counts
from wbp_survey.workflow.findings_answers import Person, copies, people_imported, twice
from wbp_survey.workflow.held import instruments_used
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.study import journal, open_place

LATER = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def place(tmp_path):
    return views_study(tmp_path)


def check(place, now=LATER):
    return check_study(place, now=lambda: now)


def found(place, code, now=LATER):
    return [one for one in check(place, now).findings if one.code == code]


def honest(place, n=6):
    """Talks with answers of their own, each half a minute a question."""
    for number in range(n):
        answers = [(MIXED[(place_ + number) % 10] + number) % 5 + 1 for place_ in range(10)]
        talked(place, f"s{number}", views(answers), gap=60)


def test_honest_talks_give_no_finding_and_every_check_is_counted(place):
    honest(place)
    done = check(place)
    assert done.findings == ()
    assert dict(done.counts) == dict.fromkeys(KINDS, 0)
    assert done.checked["sessions"] == 6
    assert done.checked["people"] == 6
    assert done.checked["answers"] == 60
    assert done.checked["not_timed"] == {}


def test_the_same_answer_throughout_is_found_with_its_seat_and_contradicts_itself(place):
    honest(place)
    talked(place, "flat", views([5] * 10), gap=60)
    (one,) = found(place, "straight_line")
    assert one.places == ("flat/S1",)
    assert len(one.items) == 10
    assert one.values["evidence"] == "strong"
    assert one.values["turned"] == 2
    assert one.values["chance"] is None


def test_answers_faster_than_anybody_reads_are_found(place):
    honest(place)
    talked(place, "quick", views(MIXED), gap=0.7)
    (one,) = found(place, "answers_too_fast")
    assert one.places == ("quick/S1",)
    assert one.values["fast"] == 10
    assert one.values["n"] == 10
    assert one.values["milliseconds"] == 700
    assert one.values["words"] == 12


def test_a_form_typed_in_from_paper_tells_nothing_by_its_times(place):
    talked(place, "paper", views(MIXED), gap=0.7, mode="paper")
    done = check(place)
    assert done.total == 0
    assert done.checked["not_timed"] == {"paper": 1}


def test_a_script_tells_nothing_by_its_times(place):
    talked(place, "replayed", views(MIXED), gap=0.01)
    done = check(place)
    assert done.total == 0
    assert done.checked["not_timed"] == {"script": 1}


def test_a_session_far_shorter_than_the_others_is_found(place):
    honest(place)
    talked(place, "hasty", views(MIXED), gap=10)
    (one,) = found(place, "session_short")
    assert one.places == ("hasty",)
    assert one.values["known"] == "median"
    assert one.values["timed"] == 7
    assert (one.values["minutes"], one.values["usual"]) == (2, 12)


def test_with_few_sessions_the_planned_minutes_are_what_is_usual(place):
    talked(place, "hasty", views(MIXED), gap=10)
    (one,) = found(place, "session_short")
    assert one.values["known"] == "planned"
    assert one.values["usual"] == 15


def test_an_open_session_is_not_short_yet(place):
    talked(place, "open", views(MIXED), gap=10, closed=False)
    assert check(place).total == 0


def test_a_session_of_more_than_a_day_is_found(place):
    honest(place)
    talked(place, "slow", views(MIXED), gap=60, clock=lambda seq: timedelta(hours=30 * (seq > 6)))
    (one,) = found(place, "session_long")
    assert one.values["hours"] == 30
    assert not found(place, "clock_back")


def test_a_clock_put_back_during_a_session_is_found(place):
    honest(place)
    talked(place, "back", views(MIXED), gap=60, clock=lambda seq: timedelta(hours=-(seq > 6)))
    (one,) = found(place, "clock_back")
    assert one.places == ("back",)
    assert one.values["minutes"] == 59
    assert [one.code for one in check(place).findings] == ["clock_back"]


def test_a_session_on_a_future_date_is_found(place):
    honest(place, 1)
    (one,) = found(place, "session_in_future", now=BEGIN - timedelta(days=2))
    assert one.values == {"opened": "2026-03-02", "hours": 48}
    assert not found(place, "session_in_future", now=BEGIN - timedelta(minutes=59))


def test_facts_told_differently_are_listed_per_case_and_never_the_words(place):
    facts = {"is_member": "yes", "contacts": 2, "last": "2026-01-10", "size": 100}
    talked(place, "a", views(MIXED, **facts, words="Piet van der Berg"), role="wijkagent", gap=60)
    other = {"is_member": "no", "contacts": 5, "last": "2026-02-20", "size": 101}
    talked(place, "b", views(MIXED[::-1], **other, words="iets anders"), gap=60)
    talked(place, "c", views(MIXED[::2], **other), case="brink", gap=60)
    told = found(place, "contradicting_fact")
    assert [one.values["construct"] for one in told] == [
        "fact.member",
        "fact.contacts",
        "fact.last",
    ]
    assert told[0].values["told"] == "bewoner no; wijkagent yes"
    assert {one.values["case"] for one in told} == {"plein"}
    assert "Piet" not in json.dumps(check(place).as_json())


def test_a_finding_is_resolved_when_a_query_about_it_was_closed(place):
    talked(place, "a", views(MIXED, is_member="yes"), role="wijkagent", gap=60)
    about = {"query": "Q1", "item": "is_member", "participant": "S1", "text": "Echt?"}
    steps = [("query_raised", about), ("query_closed", {"query": "Q1", "text": "Ja."})]
    talked(place, "b", [*views(MIXED[::-1], is_member="no"), *steps], gap=60)
    (one,) = found(place, "contradicting_fact")
    assert one.status == "resolved"


def test_an_open_query_resolves_nothing(place):
    talked(place, "a", views(MIXED, is_member="yes"), gap=60)
    about = {"query": "Q1", "item": "is_member", "participant": "S1", "text": "Echt?"}
    steps = [*views(MIXED[::-1], is_member="no"), ("query_raised", about)]
    talked(place, "b", steps, gap=60)
    (one,) = found(place, "contradicting_fact")
    assert one.status == "open"


def test_a_session_with_nearly_the_same_answers_is_found_once_there_are_enough(place):
    file = place.root / "study.yaml"
    limits = "policies:\n  statistics: {duplicate_answers: 10, duplicate_share: 0.9}\n"
    file.write_text(file.read_text("utf-8").replace("policies:\n", limits), "utf-8")
    place = open_place(place.root)
    honest(place, 1)
    talked(place, "first", views(MIXED), gap=60)
    talked(place, "again", views([*MIXED[:9], 1]), gap=60, begin=BEGIN + timedelta(hours=3))
    talked(place, "other-case", views(MIXED), gap=60, case="brink")
    (one,) = found(place, "copied_answers")
    assert one.places == ("first/S1", "again/S1")
    assert (one.values["equal"], one.values["n"]) == (9, 10)
    assert one.values["same_day"] is True
    assert one.said == ("what", "same_day")


def test_with_few_answers_alike_is_no_copy(place):
    talked(place, "first", views(MIXED), gap=60)
    talked(place, "again", views(MIXED), gap=60)
    assert found(place, "copied_answers") == []


def test_one_pseudonym_that_answers_the_same_questions_twice_is_found(place):
    talked(place, "first", views(MIXED), pseudonym="B-77", gap=60)
    talked(place, "again", views(MIXED[:4]), pseudonym="B-77", gap=60)
    (one,) = found(place, "person_twice")
    assert sorted(one.places) == ["again/S1", "first/S1"]
    assert (one.values["n"], one.values["times"]) == (4, 2)
    assert one.items == ("v1", "v2", "v3", "v4")


def test_a_second_entry_is_no_copy(place):
    talked(place, "first", views([5] * 10), pseudonym="B-77", gap=60)
    talked(place, "second", views([5] * 10), pseudonym="B-77", gap=60, again="first")
    done = check(place)
    assert done.checked["second_entries"] == 1
    assert not [one for one in done.findings if one.code in ("copied_answers", "person_twice")]
    assert [one.places for one in done.findings] == [("first/S1",)]


def test_answers_of_who_withdrew_are_not_looked_at(place):
    gone = ("consent_withdrawn", {"participant": "S1", "all": True})
    talked(place, "flat", [*views([5] * 10), gone], gap=60)
    assert not found(place, "straight_line")


def test_at_a_round_table_each_seat_and_round_stands_by_itself(tmp_path):
    place = panel_study(tmp_path)
    sat(place, "tafel", *seats("bewoner", "bewoner"), *rated("feel", 1, [7, 7]), CLOSED)
    done = check(place)
    assert done.checked["sessions"] == 1
    assert not [one for one in done.findings if one.code == "answers_too_fast"]


def test_an_imported_file_is_looked_at_without_its_times(tmp_path):
    place = small_study(tmp_path / "study")
    rows = "".join(f"R{number},dorp,1,Low\n" for number in range(1, 4))
    file, mapping = survey(tmp_path / "in", f"who,town,mood,trust\n{rows}")
    import_file(place, file, mapping)
    done = check(place)
    assert done.checked["people"] == 3
    assert done.checked["answers"] == 6
    assert done.checked["not_timed"] == {"imported": 1}
    assert done.total == 0


def test_a_participant_who_stands_twice_in_an_imported_session_is_found(tmp_path):
    place = small_study(tmp_path / "study")
    file, mapping = survey(tmp_path / "in")
    import_file(place, file, mapping)
    with journal(place) as store:
        (row,) = sessions(store)
        rows = [one for one in events_of(store, row.id) if one.kind == "responses_imported"]
        (form,) = instruments_used(place, store, {(row.instrument, row.version)}).values()
    found = list(twice(people_imported(form, row.id, [*rows, rows[0]])))
    assert [one.values["pseudonym"] for one in found] == ["R1"]


def test_equal_rows_of_a_large_import_are_found_without_comparing_pairs(place):
    form = load_instrument(place.root, "views", "1.0.0")
    dice = random.Random(4)
    rows = [[dice.randrange(1, 6) for _ in range(20)] for _ in range(60)]
    crowd = [
        Person("import", f"R{number}", f"R{number}", "bewoner", "", "", form, asked(row))
        for number, row in enumerate([*rows, rows[7]])
    ]
    with judging_by(rulebook({"duplicate_people": 50})):
        (one,) = copies(crowd)
    assert one.places == ("import/R7", "import/R60")
    assert one.values["equal"] == one.values["n"] == 20


def asked(row):
    return {(f"q{place}", 0): value for place, value in enumerate(row)}


def test_a_study_without_a_journal_says_so(place):
    with pytest.raises(StudyError) as refusal:
        check_study(place)
    assert refusal.value.problems[0].code == "STUDY_NO_DATA"


def test_looking_changes_nothing_and_counts_are_those_of_the_check(place):
    honest(place, 2)
    talked(place, "flat", views([5] * 10), gap=60)
    with journal(place) as store:
        before = [events_of(store, row.id) for row in sessions(store)]
    counts = finding_counts(place)
    with journal(place) as store:
        assert [events_of(store, row.id) for row in sessions(store)] == before
    assert counts["straight_line"] == 1
    assert sum(counts.values()) == check(place).total


def test_very_many_findings_are_counted_and_the_first_listed(place):
    file = place.root / "study.yaml"
    limits = "policies:\n  statistics: {findings_listed: 2}\n"
    file.write_text(file.read_text("utf-8").replace("policies:\n", limits), "utf-8")
    for number in range(4):
        talked(place, f"flat{number}", views([number + 1] * 10), gap=60)
    done = check(open_place(place.root))
    assert done.counts["straight_line"] == 4
    assert len(done.findings) == 2
    assert done.total == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_finding_is_a_sentence_in_both_languages(place, language):
    honest(place)
    talked(place, "flat", views([5] * 10, contacts=1), pseudonym="B-7", gap=0.7)
    talked(place, "back", views(MIXED, contacts=5), pseudonym="B-7", gap=60, clock=_odd_clock)
    done = check(place, now=BEGIN - timedelta(days=1))
    told = {one.code for one in done.findings}
    assert set(KINDS) - told == {"copied_answers"}
    for one in done.findings:
        assert "{" not in one.what(language)
        assert one.as_json()["suggestion"][language] == one.suggestion(language)


def _odd_clock(seq):
    return timedelta(hours=40 * (seq > 5) - (seq > 7))


def test_an_answer_off_the_route_is_not_looked_at(tmp_path):
    place = small_study(tmp_path)
    hold(place, "one", said("member", "no"), said("years", 4.0), CLOSED)
    assert check(place).checked["answers"] == 1
