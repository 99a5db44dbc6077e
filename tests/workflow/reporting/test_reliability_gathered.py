"""The codebook and double entry gathered: versions together, persons counted, endings told."""

from __future__ import annotations

import pytest

from tests.workflow.paper import hold_again
from tests.workflow.studies import CLOSED, hold, republish, said, seat, small_study, survey, unsaid
from wbp_survey.report.code_record import ItemCount
from wbp_survey.report.codebook.tally import Panel
from wbp_survey.workflow.compare import load_answers
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.reporting.reliability import book_records, entry_records

ONE = [said("member", "yes"), said("years", 2.5), said("know", 3), said("channels", ["app"])]


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def books(place):
    return {one.instrument.id: one for one in book_records(place, load_answers(place))}


def test_who_answered_and_who_gave_a_reason_are_counted_per_item(place):
    hold(place, "een", *ONE, CLOSED)
    hold(place, "twee", said("member", "no"), unsaid("know", "refused"), CLOSED)
    book = books(place)["small"]
    assert (book.versions, book.persons) == (("1.0.0",), 2)
    assert book.counts["member", Panel()] == ItemCount(2, 0)
    assert book.counts["know", Panel()] == ItemCount(1, 1)
    assert book.counts["years", Panel()] == ItemCount(1, 0)


def test_what_is_rated_twice_is_counted_per_round(place):
    hold(place, "tafel", seat(1), seat(2), said("safe", 3, "S1", 1), said("safe", 5, "S2", 1),
         said("safe", 4, "S1", 2), CLOSED, instrument="table")  # fmt: skip
    book = books(place)["table"]
    assert book.counts["safe", Panel(1)].valid == 2
    assert book.counts["safe", Panel(2)].valid == 1
    assert [one.item.id for one in book.items] == ["safe", "outcome"]


def test_versions_stand_together_the_newest_first_with_items_only_an_earlier_one_has(place):
    hold(place, "een", *ONE, CLOSED)
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8")
    start, end = text.index("  - id: why\n"), text.index("  - id: kind\n")
    draft.write_text(text[:start] + text[end:], "utf-8")
    republish(place, "small", "2.0.0")
    hold(place, "twee", *ONE, CLOSED, version="2.0.0")
    book = books(place)["small"]
    assert book.versions == ("2.0.0", "1.0.0")
    assert book.counts["member", Panel()] == ItemCount(2, 0)
    assert {one.item.id: one.instrument.version for one in book.items}["why"] == "1.0.0"
    assert book.items[-1].item.id == "why"


def test_nothing_entered_twice_gives_no_record(place):
    hold(place, "een", *ONE, CLOSED)
    assert entry_records(place) == ()


def test_two_entries_are_compared_with_what_became_of_the_differences(place):
    hold(place, "20260302-aaaaaa", *ONE, CLOSED)
    other = [said("member", "yes"), said("years", 25), said("know", 3), said("channels", ["app"])]
    hold_again(place, "20260303-bbbbbb", "20260302-aaaaaa", *other, CLOSED)
    (one,) = entry_records(place)
    assert (one.instrument, one.sessions, one.answers, one.equal) == ("small", 1, 4, 3)
    assert dict(one.settled) == {"open": 1}


def test_a_file_that_was_read_in_has_a_codebook_too(place, tmp_path):
    file, _ = survey(tmp_path / "file")
    import_file(place, file)
    book = books(place)["survey"]
    assert book.counts["mood", Panel()] == ItemCount(2, 1)
    assert book.persons == 3
