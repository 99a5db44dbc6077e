"""`wbp session show` of a round table: who was there, phases, what was said, what is missing."""

from __future__ import annotations

import re

import pytest

from tests.cli.running import wbp
from tests.workflow.round_tables import panel_study, rated, sat, seats
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from tests.workflow.test_withdraw import agreed
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.round_table import MODERATOR, Statement


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def late(number):
    kind, payload = seat(number)
    return kind, payload | {"late": True}


def out(number, why):
    return "participant_out", {"participant": f"S{number}", "why": why}


def back(number):
    return "participant_in", {"participant": f"S{number}"}


def begun(section):
    return "phase_started", {"section": section}


def spoken(name, *who, text="Zo is het.", **more):
    payload = statement_payload(Statement(name, who, more.pop("how", "literal"), text, **more))
    return "statement_made", payload


def shown(place, capsys, *steps, instrument="table", people=None):
    people = (seat(1), seat(2, "wijkagent")) if people is None else people
    hold(place, "one", *people, *steps, instrument=instrument)
    done = wbp(capsys, "session", "show", "one", "--study", place.root)
    assert (done.code, done.err) == (0, "")
    return done.out


def part(text, heading):
    """The lines under one heading, without the blanks at their ends."""
    lines = text.partition(f"== {heading}")[2].partition("\n== ")[0].splitlines()[1:]
    return [re.sub(r"\d\d:\d\d", "*", line.rstrip()) for line in lines if line.strip()]


def cells(text, heading):
    """The rows of the table under one heading, cell by cell."""
    return [re.split(r" {2,}", line.strip()) for line in part(text, heading)[2:]]


def test_presence_is_told_from_when_to_when_and_why_a_seat_was_empty(place, capsys):
    people = (seat(1), seat(2, "wijkagent"), late(3), late(4), seat(5))
    steps = [
        *(out(1, "break"), back(1), back(3), out(2, "left")),
        ("participant_removed", {"participant": "S5"}),
    ]
    open_table = shown(place, capsys, *steps, people=people)
    assert cells(open_table, "Aanwezigheid") == [
        ["S1", "bewoner", "*–* (pauze), *–nu"],
        ["S2", "wijkagent", "*–* (vertrokken)"],
        ["S3", "bewoner", "*–nu"],
        ["S4", "bewoner", "niet geweest (zou later komen)"],
        ["S5", "bewoner", "verwijderd: daar zat niemand"],
    ]


def test_who_is_still_there_at_the_end_was_there_until_the_end(place, capsys):
    assert cells(shown(place, capsys, CLOSED), "Aanwezigheid")[0] == ["S1", "bewoner", "*–*"]


def test_phases_are_told_with_what_was_planned_and_what_was_spent(place, capsys):
    minutes = [("turn_counted", {"who": "bewoner"})] * 90
    steps = [begun("before"), begun("talk"), *minutes, ("phase_skipped", {"section": "after"})]
    assert cells(shown(place, capsys, *steps, CLOSED), "Fasen") == [
        ["-", "0 min", "Vooraf"],
        ["-", "2 min", "Gesprek"],
        ["-", "overgeslagen", "Achteraf"],
    ]


def test_statements_are_told_with_who_how_and_what_may_be_done_with_them(place, capsys):
    function = agreed("S2")
    function[1]["scopes"]["function"] = True
    text = shown(
        place,
        capsys,
        agreed("S1"),
        function,
        spoken("u1", "S1", stance="disagrees", about="safe", text="Nee.\nNooit."),
        spoken("u2", "S2", how="paraphrase"),
        spoken("u3", "S1", "S2"),
        spoken("u4"),
        spoken("u5", MODERATOR),
        spoken("u6", "S2", withheld=True),
    )
    assert part(text, "Uitspraken: 6") == [
        "  0 min; S1; letterlijk, oneens, over safe; citeren zonder naam of rol",
        "     Nee.",
        "     Nooit.",
        "  0 min; S2; samengevat; citeren met rol",
        "     Zo is het.",
        "  0 min; S1, S2; letterlijk; citeren zonder naam of rol",
        "     Zo is het.",
        "  0 min; onbekende spreker; letterlijk; citeren zonder naam of rol",
        "     Zo is het.",
        "  0 min; gespreksleider; letterlijk; citeren met rol",
        "     Zo is het.",
        "  0 min; S2; letterlijk; niet citeren",
        "     Zo is het.",
    ]


def test_points_turns_per_role_and_ideas_taken_together_are_told(place, capsys):
    text = shown(
        place,
        capsys,
        ("point_parked", {"point": "p1", "text": "Wie betaalt?"}),
        ("point_parked", {"point": "p2", "text": "Wanneer?", "settled": True}),
        *[("turn_counted", {"who": who}) for who in ("S1", "bewoner", "S2", "S1")],
        said("idea[1]", "Rust", "S1"),
        said("idea[1]", "Kalmte", "S2"),
        ("idea_merged", {"idea": "S2/idea[1]", "into": "S1/idea[1]"}),
        ("idea_merged", {"idea": "S2/idea[2]", "into": "S1/idea[1]"}),
    )
    assert part(text, "Parkeerpunten: 2") == [
        "  Wie betaalt? (geparkeerd)",
        "  Wanneer? (afgehandeld)",
    ]
    assert part(text, "Spreekbeurten") == ["  bewoner 3", "  wijkagent 1"]
    assert part(text, "Samengenomen ideeën: 2") == [
        "  ‘Kalmte’ (S2) hoort bij ‘Rust’ (S1)",
        "  een idee dat er niet meer is (S2) hoort bij ‘Rust’ (S1)",
    ]


def test_what_is_missing_without_anybody_saying_why_is_counted_per_question(place, capsys):
    steps = [
        *(begun("before"), said("safe", 4, "S1", 1), said("safe", 4, "S2", 1)),
        *(back(3), out(2, "left"), ("phase_skipped", {"section": "after"})),
        ("consent_withdrawn", {"participant": "S4", "all": True, "scopes": []}),
    ]
    people = (seat(1), seat(2, "wijkagent"), late(3), seat(4))
    assert cells(shown(place, capsys, *steps, people=people), "Zonder antwoord, met") == [
        ["safe R1", "1 niet aanwezig, 1 ingetrokken"],
        ["safe R2", "3 niet gevraagd (tijd), 1 ingetrokken"],
    ]


def test_what_a_whole_table_agreed_to_is_told_scope_by_scope_in_few_columns(place, capsys):
    refused = agreed("S2")
    refused[1]["scopes"]["quote"] = False
    nine = [*map(seat, range(1, 9)), late(9)]
    others = [agreed(f"S{number}") for number in range(3, 9)]
    text = shown(place, capsys, agreed("S1"), refused, *others, people=nine)
    lines = text[text.index("  Toestemming\n") :].splitlines()
    assert lines[:3] == [
        "  Toestemming",
        "    meedoen: ja S1 S2 S3 S4 S5 S6 S7 S8; niet vastgelegd S9",
        "    citaten: ja S1 S3 S4 S5 S6 S7 S8; nee S2; niet vastgelegd S9",
    ]


def test_a_rating_is_told_by_its_number_with_the_label_it_has(tmp_path, capsys):
    place = panel_study(tmp_path / "panel")
    sat(place, "one", *seats(*["bewoner"] * 3), *rated("calm", 1, [9, 5, None]))
    text = wbp(capsys, "session", "show", "one", "--study", place.root).out
    assert re.findall("  -> (.+)", text) == ["9 (eens)", "5", "(weet niet)"]
    audit = wbp(capsys, "session", "show", "one", "--audit", "--study", place.root).out
    assert "9 (eens)" in audit


def test_where_nothing_happened_around_the_answers_nothing_is_told(place, capsys):
    assert re.findall("== .+", shown(place, capsys)) == [
        "== Nog zonder antwoord: 5",
        "== Aanwezigheid",
    ]
    hold(place, "talk", said("member", "yes"), CLOSED)
    done = wbp(capsys, "session", "show", "talk", "--study", place.root)
    assert "== Aanwezigheid" not in done.out


def test_it_is_told_in_english_too(place, capsys, monkeypatch):
    monkeypatch.setenv("WBP_LANG", "en")
    steps = [begun("talk"), spoken("u1", "S1"), ("turn_counted", {"who": "S1"}), out(2, "left")]
    heads = re.findall("== (.+)", shown(place, capsys, *steps))
    assert heads[1:5] == ["Presence", "Phases", "Statements: 1", "Speaking turns"]


def test_a_remark_on_a_whole_line_stands_at_every_seat_of_it(place, capsys):
    about = {"item": "safe", "participant": "", "round": 1, "text": "rumoer"}
    text = shown(place, capsys, *rated("safe", 1, ["4"]), ("remark_made", about))
    told = dict(re.findall(r"^(\S+ \[\S+ R\d\])$(.*?)(?=^\S|\Z)", text, re.DOTALL | re.MULTILINE))
    assert {where for where, words in told.items() if "rumoer" in words} == {
        "safe [S1 R1]",
        "safe [S2 R1]",
    }
