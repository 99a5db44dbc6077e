"""A script holds a whole round table: rows, commands, ideas, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.forms import AGREE, CHANNELS, IDEAS, both, item, opened, study, table
from wbp_survey.errors import RecordError
from wbp_survey.model.instrument import Option, ResponseScale, RoundTableItems, Section
from wbp_survey.model.presence import is_in
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.wizard.script import rehearse, scripted
from wbp_survey.wizard.session.engine import hold

SEATS = ScriptEntry(seats=("beheerder", "wijkagent", "beheerder"))
AGREED = ScriptEntry(consent={"participate": True, "record": True})
BEGIN = [SEATS, AGREED]
KINDS = ResponseScale(
    "kinds", "nominal", (Option("better", both("beter")), Option("worse", both("slechter")))
)


def entry(item="", typed=None, **rest):
    return ScriptEntry(item=item, typed=typed, **rest)


def do(command, item="", **rest):
    return ScriptEntry(item=item, do=command, **rest)


def rows(**lines):
    """A line for each row: `s1_1="4 4 2"` is that of s1 in round 1."""
    return [entry(name[:-2], typed, round=int(name[-1])) for name, typed in lines.items()]


FIRST = rows(s1_1="4 4 3", s2_1="5 5 5")
SECOND = rows(s1_2="3 3 3", s2_2="1 2 3")
OUTCOME = entry("outcome", "samen")
WHOLE = [*BEGIN, *FIRST, OUTCOME, *SECOND]


def played(entries, instrument=None):
    instrument = instrument or table()
    journal = opened(instrument)
    ask = scripted(entries, instrument)
    outcome = hold(instrument, study(), journal.state, ask, journal.save, "nl", by="grid")
    return outcome, journal


def problems(entries, instrument=None):
    with pytest.raises(RecordError) as refused:
        rehearse(instrument or table(), study(), SessionState(id="x"), entries, "nl")
    return refused.value.problems


def codes(entries, instrument=None):
    return [problem.code for problem in problems(entries, instrument)]


def test_a_line_answers_a_whole_row():
    outcome, journal = played(WHOLE)
    assert outcome == "closed"
    values = journal.values()
    assert [values[f"s1/S{n}/1"] for n in (1, 2, 3)] == [4, 4, 3]
    assert [values[f"s2/S{n}/2"] for n in (1, 2, 3)] == [1, 2, 3]


def test_rows_may_stand_in_any_order_and_without_a_name():
    _, named = played([*BEGIN, *reversed([*FIRST, OUTCOME, *SECOND])])
    nameless = [replace(one, item="", round=0) for one in [*FIRST, OUTCOME, *SECOND]]
    _, ordered = played([*BEGIN, *nameless])
    assert named.values() == ordered.values() == played(WHOLE)[1].values()


def test_a_line_may_be_said_for_everybody_at_once():
    _, journal = played([*BEGIN, *rows(s1_1="5*", s2_1="555"), OUTCOME, *SECOND])
    assert {journal.values()[f"s1/S{n}/1"] for n in (1, 2, 3)} == {5}


def test_what_is_said_per_seat_makes_the_same_row():
    per_seat = [
        entry(name, typed, participant=f"S{seat}", round=1)
        for name, line in (("s1", "443"), ("s2", "555"))
        for seat, typed in enumerate(line, start=1)
    ]
    _, journal = played([*BEGIN, *reversed(per_seat), OUTCOME, *SECOND])
    assert journal.values() == played(WHOLE)[1].values()


def test_one_seat_may_give_words_or_a_reason():
    said = [
        entry("s1", "mee eens", participant="S1", round=1),
        entry("s1", missing="refused", participant="S2", round=1),
        entry("s1", "weet niet", participant="S3", round=1),
    ]
    _, journal = played([*BEGIN, *said, FIRST[1], OUTCOME, *SECOND])
    values = journal.values()
    assert [values[f"s1/S{n}/1"] for n in (1, 2, 3)] == [4, "refused", "dont_know"]


def test_a_rank_is_typed_per_seat_as_a_list():
    ranked = item("top", "rank", scale=CHANNELS, top=2, mode="individual")
    form = replace(table(), sections=(Section("r", both("Rang"), (ranked,)),))
    said = [entry("top", ("app", "straat"), participant=f"S{n}") for n in (1, 2)]
    _, journal = played([*BEGIN, *said, entry("top", "tel112", participant="S3")], form)
    # What asks for words with it is asked of each apart; a rank without such an option in a row.
    assert journal.values()["top/S1"] == ["app", "straat"]
    assert journal.values()["top/S3"] == ["tel112"]


def test_a_seat_of_which_nothing_is_said_stays_open():
    some = [entry("s1", "4", participant=f"S{n}", round=1) for n in (1, 3)]
    outcome, journal = played([*BEGIN, *some])
    assert outcome == "stopped"
    assert sorted(journal.values()) == ["s1/S1/1", "s1/S3/1"]


def test_what_stayed_open_is_missed_at_the_end_when_the_script_goes_on():
    some = [entry("s1", "4", participant=f"S{n}", round=1) for n in (1, 3)]
    found = problems([*BEGIN, *some, FIRST[1], OUTCOME, *SECOND, entry("nowhere", "1")])
    assert [one.code for one in found] == ["RECORD_SCRIPT_UNANSWERED", "RECORD_SCRIPT_NOT_ASKED"]
    assert found[0].values["item"] == "s1/1"


def test_a_wrong_line_names_the_seat_and_everything_else_is_said_too():
    wrong = rows(s1_1="4 9 3", s2_1="5 5")
    found = problems([*BEGIN, *wrong, OUTCOME, *SECOND, do("/vlieg"), do("/aanwezig 9 weg", "s1")])
    assert [one.code for one in found] == [
        "RECORD_SCRIPT_ACT",
        "RECORD_SCRIPT_REFUSED",
        "RECORD_SCRIPT_REFUSED",
        "RECORD_SCRIPT_COMMAND",
    ]
    assert "S2" in found[1].line("nl")
    assert "S3" in found[2].line("nl")
    assert all(one.line(language) for one in found for language in ("nl", "en"))


def test_a_wrong_answer_of_one_seat_is_complained_of_at_that_seat():
    said = [entry("s1", typed, participant=f"S{n}", round=1) for n, typed in enumerate("479", 1)]
    found = problems([*BEGIN, *said, FIRST[1], OUTCOME, *SECOND])
    assert [one.code for one in found] == ["RECORD_SCRIPT_REFUSED"] * 2
    assert [one.values["item"] for one in found] == ["s1/S2/1", "s1/S3/1"]


def test_words_without_a_seat_are_the_answer_of_the_next_seat():
    said = [entry("s1", typed, round=1) for typed in ("mee eens", "helemaal mee eens", "3")]
    _, journal = played([*BEGIN, *said, FIRST[1], OUTCOME, *SECOND])
    assert [journal.values()[f"s1/S{n}/1"] for n in (1, 2, 3)] == [4, 5, 3]


def test_consent_is_given_per_seat_or_for_all():
    one = ScriptEntry(participant="S2", consent={"participate": True})
    _, journal = played([SEATS, AGREED, one, *FIRST, OUTCOME, *SECOND])
    consent = journal.state.consent
    assert consent["S1"] == consent["S3"] == {"participate": True, "record": True}
    assert consent["S2"] == {"participate": True, "record": False}


def test_who_refuses_to_take_part_is_asked_nothing():
    no = ScriptEntry(participant="S2", consent={"participate": False})
    lines = [*rows(s1_1="4 3", s2_1="5 5"), OUTCOME, *rows(s1_2="3 3", s2_2="1 2")]
    outcome, journal = played([SEATS, AGREED, no, *lines])
    assert outcome == "closed"
    assert not any("/S2/" in name for name in journal.values())


def test_a_table_without_consent_is_complained_of_once_per_seat():
    found = problems([SEATS, *WHOLE[2:]])
    assert [one.values["participant"] for one in found] == ["S1", "S2", "S3"]


@pytest.mark.parametrize("command", ["/aanwezig 2 weg", "/presence 2 left", "/aanw s2 weg"])
def test_somebody_leaves_before_a_row_in_either_language(command):
    leaves = do(command, "s2", round=1)
    lines = [*rows(s1_1="4 4 3", s2_1="5 5"), OUTCOME, *rows(s1_2="3 3", s2_2="1 3")]
    outcome, journal = played([*BEGIN, leaves, *lines])
    assert outcome == "closed"
    assert not is_in(journal.state.round_table, "S2")
    values = journal.values()
    assert values["s1/S2/1"] == 4
    assert "s2/S2/1" not in values


def test_a_command_without_a_question_comes_after_the_entries_above_it():
    leaves = do("/aanwezig 2 weg")
    lines = rows(s1_1="4 4 3", s2_1="5 5 5")
    after = rows(s1_2="3 3", s2_2="1 2")
    _, journal = played([*BEGIN, *lines, leaves, OUTCOME, *after])
    kinds = [event.kind for event in journal.events]
    out = kinds.index("participant_out")
    answers = [one.payload["item"] for one in journal.events[:out] if one.kind == "answer_given"]
    assert answers == ["s1"] * 3 + ["s2"] * 3


def test_a_command_at_the_head_waits_until_the_questions_begin():
    said = do('/uitspraak 1: "Het helpt."')
    _, journal = played([*BEGIN, said, *WHOLE[2:]])
    (statement,) = journal.state.round_table.statements.values()
    assert (statement.who, statement.how, statement.text) == (("S1",), "literal", "Het helpt.")
    asked = [event.kind for event in journal.events]
    assert asked.index("statement_made") > max(
        at for at, kind in enumerate(asked) if kind == "consent_given"
    )


def test_what_happens_around_the_questions_is_in_the_script_too():
    around = [
        do("/uitspraak 2: dat klopt", "s1", round=1),
        do("/beurten 1132", "s1", round=1),
        do("/parkeerpunten + de brug", "outcome"),
        do("/opmerking rumoer op de gang", "s2", round=1),
        do("/toestemming 3 trekt in", "outcome"),
    ]
    lines = [*FIRST, OUTCOME, *rows(s1_2="3 3", s2_2="1 2")]
    outcome, journal = played([*BEGIN, *around, *lines])
    assert outcome == "closed"
    table_ = journal.state.round_table
    assert table_.turns == {"S1": 2, "S3": 1, "S2": 1}
    assert [point.text for point in table_.points.values()] == ["de brug"]
    assert list(journal.state.withdrawn) == ["S3"]
    assert "rumoer op de gang" in journal.state.remarks.values()


def test_somebody_who_comes_in_is_asked_for_consent():
    late = ScriptEntry(participant="S4", consent={"participate": True})
    comes = do("/aanwezig + wijkagent", "s2", round=1)
    lines = [*rows(s1_1="4 4 3", s2_1="5 5 5 4"), OUTCOME, *rows(s1_2="3 3 3 3", s2_2="1 2 3 4")]
    outcome, journal = played([*BEGIN, late, comes, *lines])
    assert outcome == "closed"
    assert journal.state.consent["S4"] == {"participate": True, "record": False}
    assert "s1/S4/1" not in journal.values()
    assert journal.values()["s2/S4/2"] == 4


def test_a_phase_is_passed_over_for_lack_of_time():
    outcome, journal = played([*BEGIN, *FIRST, do("/overslaan", "outcome"), *SECOND])
    assert outcome == "closed"
    assert journal.state.round_table.skipped == ("talk",)
    assert "outcome" not in journal.values()


def test_a_script_may_stop_in_the_middle():
    outcome, journal = played([*BEGIN, *FIRST, do("/stop", "outcome"), OUTCOME, *SECOND])
    assert outcome == "stopped"
    assert len(journal.state.answers) == 6


def test_a_command_of_which_the_moment_never_comes_is_complained_of():
    found = problems(
        [*WHOLE, do("/aanwezig 2 weg", "nowhere"), do("/overslaan", "s1", round=2)][:-1]
    )
    assert [one.code for one in found] == ["RECORD_SCRIPT_NOT_DONE"]
    assert "nowhere" in found[0].line("nl")
    waiting = [*BEGIN, entry("nowhere", "1"), do("/aanwezig 2 weg"), *WHOLE[2:]]
    assert codes(waiting) == ["RECORD_SCRIPT_NOT_ASKED", "RECORD_SCRIPT_NOT_DONE"]


@pytest.mark.parametrize(
    "command", ["/uitspraak", "/aanwezig 12 weg", "/beurten", "/toestemming x"]
)
def test_an_act_must_say_everything_in_its_line(command):
    found = problems([*BEGIN, do(command, "s1", round=1), *WHOLE[2:]])
    assert [one.code for one in found] == ["RECORD_SCRIPT_ACT"]
    assert found[0].values["typed"] == command.split()[0]


def test_what_a_command_says_is_not_repeated_in_a_problem():
    found = problems([*BEGIN, do('/uitspraak 12: "GEHEIM"', "s1", round=1), *WHOLE[2:]])
    assert "GEHEIM" not in " ".join(one.line("nl") for one in found)


def test_a_command_of_the_table_means_nothing_in_an_interview():
    from tests.wizard.forms import interview

    consent = ScriptEntry(consent={"participate": True})
    typed = [entry(typed=one) for one in ("nee", "3", "3,5", "7", "app", "2", "verhaal")]
    found = codes([consent, do("/aanwezig 1 weg", "groups_n"), *typed], interview())
    assert found == ["RECORD_SCRIPT_NOT_HERE"]


def with_ideas():
    """A table that begins with silent ideas."""
    told = (
        item("idea", mode="individual"),
        item("kind", "select_one", scale=KINDS, mode="individual"),
    )
    rated = item("s1", "scale", scale=AGREE, mode="individual")
    return replace(
        table(),
        sections=(
            Section("ideas", both("Ideeën"), told, repeat=IDEAS),
            Section("rate", both("Oordeel"), (rated,)),
        ),
        round_table=RoundTableItems(ideas="idea", idea_kind="kind"),
    )


def ideas_of(journal):
    return {name: value for name, value in journal.values().items() if name.startswith("idea[")}


def test_ideas_are_told_in_the_order_of_the_script():
    told = [
        entry("idea[1]", "Meer licht", participant="S1"),
        entry("kind[1]", "better", participant="S1"),
        entry("idea[1]", "Minder contact", participant="S2"),
        entry("kind[1]", "slechter", participant="S2"),
        entry("idea[2]", "Een bank", participant="S1"),
        entry("kind[2]", "1", participant="S1"),
    ]
    outcome, journal = played([*BEGIN, *told, entry("s1", "4 4 4")], with_ideas())
    assert outcome == "closed"
    values = journal.values()
    assert [values[name] for name in ("idea[1]/S1", "idea[1]/S2", "idea[2]/S1")] == [
        "Meer licht",
        "Minder contact",
        "Een bank",
    ]
    assert [values[name] for name in ("kind[1]/S1", "kind[1]/S2", "kind[2]/S1")] == [
        "better",
        "worse",
        "better",
    ]


def test_ideas_may_be_typed_as_lines_and_merged():
    lines = [entry("idea", typed) for typed in ("3: + Licht", "-Lawaai", "2: + Lampen", "3=1")]
    outcome, journal = played([*BEGIN, *lines, entry("s1", "4 4 4")], with_ideas())
    assert outcome == "closed"
    assert ideas_of(journal) == {
        "idea[1]/S3": "Licht",
        "idea[1]/S1": "Lawaai",
        "idea[1]/S2": "Lampen",
    }
    assert journal.state.round_table.merged == {"S2/idea[1]": "S3/idea[1]"}


def test_without_ideas_the_round_ends_at_once():
    outcome, journal = played([*BEGIN, entry("s1", "4 4 4")], with_ideas())
    assert (outcome, ideas_of(journal)) == ("closed", {})


def test_a_script_that_is_over_leaves_the_ideas_open():
    told = [entry("idea", "1: + Licht")]
    outcome, journal = played([*BEGIN, *told], with_ideas())
    assert (outcome, ideas_of(journal)) == ("stopped", {"idea[1]/S1": "Licht"})
    assert not any(value == "no" for value in journal.values().values())
    ended, journal = played([*BEGIN, *told, entry("idea", "")], with_ideas())
    assert ended == "stopped"
    assert journal.values()["ideas:more[2]/S1"] == "no"


def test_an_idea_that_cannot_be_read_is_complained_of_without_its_words():
    wrong = [entry("idea", "12: + GEHEIM"), entry("idea", "1: + licht"), entry("s1", "4 4 4")]
    found = problems([*BEGIN, *wrong], with_ideas())
    assert [one.code for one in found] == ["RECORD_SCRIPT_REFUSED"]
    assert "GEHEIM" not in found[0].line("nl")


def test_a_script_of_the_whole_table_rehearses_to_the_same_answers():
    reached = rehearse(table(), study(), SessionState(id="x"), WHOLE, "nl")
    _, journal = played(WHOLE)
    assert reached.closed
    assert {slot: one.value for slot, one in reached.answers.items()} == {
        slot: one.value for slot, one in journal.state.answers.items()
    }
    assert reached.answers[Slot("s1", "S1", 1)].value == 4
