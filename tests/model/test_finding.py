"""A finding tells itself in both languages, and as plain data."""

from __future__ import annotations

import json

from wbp_survey.model.finding import Finding, Findings

ONE = Finding(
    "session_short",
    ("s1",),
    values={"minutes": 3, "usual": 20, "timed": 9},
    said=("what", "median"),
)


def test_a_finding_says_all_its_sentences():
    assert (
        ONE.what("nl") == "3 minuten. De mediaan van de 9 sessies met dit instrument is 20 minuten."
    )
    assert ONE.what("en").startswith("3 minutes. The median")
    assert "interviewer" in ONE.suggestion("nl")


def test_plain_data_goes_through_json_and_names_where_it_is():
    data = json.loads(json.dumps(ONE.as_json(), allow_nan=False))
    assert (data["place"], data["places"], data["status"]) == ("s1", ["s1"], "open")
    assert Finding("x", ()).places == ()


def test_counts_also_hold_what_is_not_listed():
    found = Findings((ONE,), {"session_short": 5, "clock_back": 0}, {"sessions": 9})
    assert found.total == 5
    assert found.as_json()["checked"] == {
        "sessions": 9,
        "counts": {"session_short": 5, "clock_back": 0},
    }
