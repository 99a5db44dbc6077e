"""A whole round table in plain lines, from who sits where to the closing."""

from __future__ import annotations

import io

from tests.wizard.plain.test_ask import lines
from tests.wizard.round_tables import answers, careful, held, round_table
from wbp_survey.model.presence import is_in
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype

READ = ""
OPENING = ["1", "2", "2", "3", READ]
CONSENT = ["", "/aanwezig 3 laat", "j j", "j n", "j j", "n n", READ]
RATED = ['/uitspraak 2: "Dat zie ik ook."', "4 5", "/aanwezig 3 binnen", *"jjjj", "1 2", "1 2 3"]
IDEAS = ["+ rust", "- roddel", "2=1", "-", "", ""]
TALK = [READ, "/beurten b22", "Er is gepraat."]
AGAIN = ["2 /", "2 2 2", "/weet niet"]
OUTCOME = ["/formulier", "/raster", "De groep blijft.", "1", "v t o", "Het werkt niet.", "3"]
END = ["1*", "", "j"]
WHOLE = [*OPENING, *CONSENT, *RATED, *IDEAS, *TALK, *AGAIN, *OUTCOME, *END]


def talked(*typed):
    """Hold the whole table with these lines; return how it ended and what was printed."""
    out = io.StringIO()
    teletype, journal = Teletype(io.StringIO(lines(*typed)), out), careful(round_table())
    outcome, _, _ = held(round_table(), lambda asked: ask_plainly(asked, teletype), journal)
    return outcome, journal, out.getvalue()


def test_a_whole_table_is_held_in_plain_lines():
    outcome, journal, out = talked(*WHOLE)
    assert outcome == "closed", out[-2000:]
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 5}
    assert answers(journal, "s2", 1) == {"S1": 1, "S2": 2, "S3": 3}
    assert answers(journal, "s2", 2) == dict.fromkeys(("S1", "S2", "S3"), "dont_know")
    assert answers(journal, "vote") == {"S1": "for", "S2": "against", "S3": "abstain"}
    assert answers(journal, "dissent") == {"S2": "Het werkt niet."}
    assert answers(journal, "turns_b") == {"": 1}
    table = journal.state.round_table
    assert [one.text for one in table.statements.values()] == ["Dat zie ik ook."]
    assert table.turns == {"beheerder": 1, "S2": 2}
    assert table.merged == {"S2/idea[1]": "S1/idea[1]"}
    assert is_in(table, "S3")


def test_at_consent_no_reason_is_offered():
    _, _, out = talked(*OPENING)
    (said,) = [line for line in out.splitlines() if line.startswith("Per plaats")]
    assert said.startswith("Per plaats j n;")


def test_input_that_ends_half_way_leaves_what_was_said_and_the_rest_can_follow():
    _, journal, _ = talked(*OPENING, *CONSENT, *RATED[:2])
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 5}
    assert not journal.state.closed
    teletype = Teletype(io.StringIO(lines("1 2")), io.StringIO())
    held(round_table(), lambda asked: ask_plainly(asked, teletype), journal)
    assert answers(journal, "s2", 1) == {"S1": 1, "S2": 2}
