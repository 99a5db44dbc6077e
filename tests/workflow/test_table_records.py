"""What a report tells of a round table: nothing that somebody did not allow."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

from tests.workflow.round_talk import (
    AGREED,
    DISSENT,
    ROLES,
    first_round,
    hold_talk,
    seated,
    spoken,
    talk_study,
)
from tests.workflow.studies import hold, said
from wbp_survey.workflow.report import write_report
from wbp_survey.workflow.reporting.order import Order
from wbp_survey.workflow.table_records import table_records

ALLOWED = {"EENMET", "TWEEZONDER", "ACHTALLEEN", "NEGENNAAM", "LETTERLIJK", "SAMENGEVAT",
           "LEIDER", "SAMENGEZEGD", "SAMEN", "TUSSENDOOR"}  # fmt: skip
POINT = "PARKEREN"
REFUSED = {"DRIENIET", "VIERZELFNIET", "ZEVENWEG", "GEHEIM", "ACHTERGEHOUDEN", "IEMAND",
           "INGETROKKEN", "OPVIEL", "EERSTE"}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    return talk_study(tmp_path / "study")


@pytest.fixture
def held(place):
    hold_talk(place)
    return place


def one(place, named=None):
    (record,) = table_records(place, named or {})
    return record


def everything(written):
    """All text of the document, the result rows and what lies beside the figures."""
    with zipfile.ZipFile(written.path) as package:
        names = [name for name in package.namelist() if not name.endswith(".png")]
        texts = [package.read(name).decode("utf-8", "ignore") for name in names]
    beside = [file.read_text("utf-8") for file in written.figures.glob("*.csv")]
    return " ".join([*texts, *beside, written.results.read_text("utf-8")])


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_printed_that_someone_did_not_allow(held, tmp_path, profile, language):
    path = tmp_path / "uit" / "bijlagen.docx"
    text = everything(write_report(held, path, Order(profile=profile, language=language)))
    assert {word for word in ALLOWED if word in text} == ALLOWED
    assert (POINT in text) == (profile == "consortium")
    assert {word for word in REFUSED if re.search(rf"\b{word}\b", text)} == set()
    assert "06-12345678" not in text
    assert not re.search(r"B-2\dXYZ|\bS[1-9]\b", text)


def test_who_sat_there_is_counted_per_role_and_not_named(held):
    record = one(held, {"tafel": "plein"})
    assert (record.group, record.label, record.held.isoformat()) == ("plein", "Plein", "2026-03-02")
    assert record.persons == {"beheerder": 1, "bewoner": 6, "wijkagent": 1}
    assert record.cases == {"plein": 8}
    assert (record.late, record.left) == (1, 1)


def test_a_role_may_be_named_when_all_who_have_it_agreed_and_nobody_with_it_withdrew(held, place):
    record = one(held)
    assert (record.named, record.unnamed) == ({"beheerder"}, True)
    assert "wijkagent" in record.persons  # S6 agreed; S7 did, and withdrew


def test_whoever_refused_everything_did_not_take_part(place):
    refused = {"participant": "S1", "scopes": dict.fromkeys(AGREED[1], False), "version": "1.0"}
    steps = [*seated(), ("consent_given", refused), said("words", "Iets.", "")]
    hold(place, "tafel", *steps, instrument="talk")
    assert one(place).persons == {"beheerder": 1, "bewoner": 4, "wijkagent": 2}


def printed(written):
    """The text of the document, without its markup."""
    with zipfile.ZipFile(written.path) as package:
        text = re.sub(r"</w:p>", "\n", package.read("word/document.xml").decode())
    return re.sub(r"<[^>]*>", "", text).replace("\xa0", " ")


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_every_appendix_counts_the_same_persons_and_who_withdrew_once_without_a_role(
    held, tmp_path, profile
):
    written = write_report(held, tmp_path / "a.docx", Order(profile=profile))
    lines = printed(written).splitlines()
    assert any("berusten op 8 gesprekspartners in 3 rollen" in one for one in lines)
    assert any("geeft de 8 gesprekspartners" in one for one in lines)
    assert lines[lines.index("Plein, Stad") + 1 :][:2] == ["8", "8"]
    assert any("samen met 8 deelnemers" in one or "met 8 deelnemers" in one for one in lines)
    assert "8 deelnemers" in " ".join(lines)
    gone = [one for one in lines if "trok de" in one or "trokken hun" in one]
    assert gone == ["Eén gesprekspartner trok de toestemming later in en is nergens meegeteld."]
    said = printed(written).replace("toestemming ingetrokken", "")  # what a code means
    assert "ingetrokken" not in said
    assert "missing:withdrawn" not in written.results.read_text("utf-8")


def test_a_role_that_only_one_person_still_has_is_not_printed(held, tmp_path):
    """S7, the other officer, withdrew."""
    text = printed(write_report(held, tmp_path / "a.docx", Order(profile="consortium")))
    assert "SAMENGEVAT Agenten lezen mee.  (samengevat)" in text
    assert "‘EENMET Wij zien het anders.’  (bewoner)" in text


def test_what_was_voted_and_read_back_is_told_by_table_alone(held, tmp_path):
    written = write_report(held, tmp_path / "a.docx", Order(profile="consortium"))
    *others, rounds = (one["rows"] for one in json.loads(written.results.read_text("utf-8")))
    assert {row["variable"] for row in rounds} == {"calm", "help", "knows"}
    assert not any(others)  # nothing else was asked of each


def test_who_wrote_an_earlier_report_is_told_that_two_give_somebody_away(tmp_path):
    studies = {}
    for name, steps in (
        ("before", ()),
        ("after", [("consent_withdrawn", {"participant": "S6", "all": True, "scopes": []})]),
        # A seat more, so that as many persons are left.
        ("other", [("consent_withdrawn", {"participant": "S6", "all": True, "scopes": []}),
                   ("participant_seated", {"participant": "S10", "role": "bewoner",
                                           "pseudonym": "B-22222"})]),
    ):  # fmt: skip
        studies[name] = talk_study(tmp_path / name)
        hold(studies[name], "tafel", *seated(), *first_round(), *steps, instrument="talk")
    out = tmp_path / "uit"
    first = write_report(studies["before"], out / "een.docx")
    again = write_report(studies["before"], out / "een.docx")
    assert (first.larger, again.larger) == ((), ())
    (larger,) = write_report(studies["after"], out / "twee.docx").larger
    assert larger.file == "een.resultaten.json"
    assert (larger.before.persons, larger.now.persons) == (8, 7)
    (larger,) = write_report(studies["other"], out / "een.docx").larger
    assert (larger.before.persons, larger.now.persons, larger.now.withdrawn) == (8, 8, 1)
    assert write_report(studies["other"], tmp_path / "elders" / "een.docx").larger == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '[{"manifest": {}}]', '[{"manifest": 3}]', "\x00"])
def test_results_that_do_not_say_on_whom_they_rest_are_passed_over(held, tmp_path, text):
    (tmp_path / "oud.resultaten.json").write_text(text, "utf-8")
    (tmp_path / "map.resultaten.json").mkdir()
    assert write_report(held, tmp_path / "a.docx").larger == ()


def test_roles_stand_in_the_order_of_the_study_not_of_the_seats(held):
    assert list(one(held).persons) == ["beheerder", "bewoner", "wijkagent"]
    assert list(one(held).turns) == ["bewoner", "wijkagent"]


def test_who_never_came_or_was_taken_away_again_did_not_sit_there(place):
    extra = [
        ("participant_seated", {"participant": "S10", "role": "wijkagent", "pseudonym": "W-22222",
                                "late": True}),
        ("participant_removed", {"participant": "S6"}),
    ]  # fmt: skip
    hold_talk(place, "tafel", "plein", *extra)
    record = one(place)
    assert record.persons == {"beheerder": 1, "bewoner": 6}
    assert record.late == 1


def test_phases_have_the_minutes_they_took_or_were_passed_over(held):
    phases = one(held).phases
    assert [phase.planned for phase in phases] == [10, 40, 5, 10, 10]
    assert [phase.skipped for phase in phases] == [False, False, False, True, False]
    assert phases[3].spent is None
    seconds = [round(phase.spent * 60) for phase in phases if phase.spent is not None]
    assert seconds[0] == 25
    assert "Nabespreking" not in str(phases)


def test_an_outcome_holds_what_was_chosen_in_the_words_it_was_chosen_in(held):
    (outcome,) = one(held).outcomes
    assert outcome.title == {"nl": "Rust", "en": "Calm"}
    assert outcome.of == ("calm", "help")
    assert outcome.text == "SAMEN De groep geeft soms rust."
    assert outcome.versions == 2
    assert (outcome.status["en"], outcome.rule["nl"]) == ("with reservations", "geen bezwaar")
    assert outcome.votes == {"against": 6, "for": 2}
    assert (outcome.readback, outcome.gone) == ({"agrees": 7}, 1)


def test_dissent_is_printed_as_the_stricter_of_consent_and_answer_allows(held):
    (outcome,) = one(held).outcomes
    found = {spoken.text.split()[0]: spoken.how for spoken in outcome.dissent}
    assert found == {
        "EENMET": "role",
        "TWEEZONDER": "anonymous",
        "DRIENIET": "no",
        "VIERZELFNIET": "no",
        "ACHTALLEEN": "role",
        "NEGENNAAM": "anonymous",
    }
    assert "quote_name" in AGREED[9]
    assert len(found) == len(DISSENT) - 1


def test_words_nobody_was_asked_to_print_do_not(place):
    unasked = [step for step in _without_quote() if step is not None]
    hold(place, "tafel", *unasked, instrument="talk")
    (outcome,) = one(place).outcomes
    assert [spoken.how for spoken in outcome.dissent] == ["no"]


def _without_quote():
    yield from seated()
    yield said("words", "Iets.", "")
    yield said("vote", "against", "S1")
    yield said("dissent", "Niets.", "S1")


def test_statements_stand_with_their_theme_and_several_speakers_without_a_role(held):
    record = one(held)
    (outcome,) = record.outcomes
    said_here = {one.text.split()[0]: (one.how, one.role, one.literal) for one in outcome.said}
    assert said_here == {
        "LETTERLIJK": ("role", "bewoner", True),
        "SAMENGEVAT": ("role", "wijkagent", False),
        "GEHEIM": ("no", "bewoner", True),
        "IEMAND": ("no", "", True),
        "SAMENGEZEGD": ("role", "", True),
        "TUSSENDOOR": ("role", "bewoner", True),
    }
    elsewhere = [(one.text.split()[0], one.how, one.study) for one in record.said]
    assert elsewhere == [("LEIDER", "role", True), ("ACHTERGEHOUDEN", "no", False)]


def test_together_with_someone_who_gives_a_name_but_no_role_no_role_is_printed(place):
    pair = spoken("s-9", ["S1", "S9"], "SAMENMET Dat klopt.")
    hold(place, "tafel", *seated(), pair, said("words", "Iets.", ""), instrument="talk")
    assert [one_.how for one_ in one(place).said] == ["anonymous"]


def test_observations_are_those_chosen_from_a_list(held):
    record = one(held)
    assert record.observed == (
        ({"nl": "Werd er gelachen?", "en": "Was there laughter?"},
         {"nl": "weinig", "en": "little"}),
    )  # fmt: skip
    assert record.turns == {"bewoner": 31, "wijkagent": 1}


def test_a_theme_the_table_did_not_get_to_is_left_out(place):
    hold(place, "tafel", *seated(), *first_round(), instrument="talk")
    assert one(place).outcomes == ()


def test_two_tables_about_one_case_are_told_apart_by_their_day(place):
    for name in ("een", "twee"):
        hold_talk(place, name)
    labels = [record.label for record in table_records(place, {})]
    assert labels == ["Plein (2026-03-02)"] * 2
    assert len({record.id for record in table_records(place, {})}) == 2


def test_interviews_and_second_entries_are_no_round_tables(held):
    hold(held, "gesprek", said("member", "yes"))
    assert len(table_records(held, {})) == 1


def test_every_seat_of_the_fixture_is_a_person_with_a_role():
    assert set(AGREED) == set(ROLES) >= set(DISSENT)


def test_the_rows_about_rounds_leave_the_study_through_the_gate(held, tmp_path):
    rows = {}
    for profile in ("publiek", "consortium"):
        written = write_report(held, tmp_path / f"{profile}.docx", Order(profile=profile))
        found = json.loads(written.results.read_text("utf-8"))[-1]["rows"]
        rows[profile] = [row for row in found if row["value"] is not None]
    assert {(row["by"], row["stat"], row["n"]) for row in rows["publiek"]} == {
        ("session", "class", 0)
    }
    assert {"n_valid", "p30", "n_up", "disagreement_index"} <= {
        row["stat"] for row in rows["consortium"] if row["by"] == "session"
    }
    assert not [row for row in rows["consortium"] if row["group"] in {"wijkagent", "beheerder"}]
