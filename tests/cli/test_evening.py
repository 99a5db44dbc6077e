"""One evening of two hours with nine people, from the script and the keyboard to what is printed.

One comes late, one leaves in phase 7, one withdraws consent to quotes, two disagree with an
outcome, the power fails in the second round, and one withdraws altogether afterwards.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.evening import (
    Evening,
    appendix_d,
    by_hand,
    in_files,
    rated,
    ratings,
    scripted,
    when_the_lights_are_back,
)
from tests.cli.running import wbp, wbp_apart
from tests.model.content import content_digest
from tests.workflow.studies import DATA
from wbp_survey.model.presence import is_in, was_in_phase
from wbp_survey.model.session import SessionState, Slot, fold
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.sessions import show_session
from wbp_survey.workflow.study import open_place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

BEGUN, REST = (DATA / "scripts" / f"evening_{part}.yaml" for part in ("begun", "rest"))
STATEMENTS = tuple(f"rt_s{number:02}" for number in range(1, 13))

ALLOWED = {
    "LANTAARN",  # S1, literally
    "KOMEET",  # S9, who came late, in other words
    "IEPER",  # S4, noted in the middle of a row
    "MOLEN",  # the moderator
    "OEVER", "DUIN",  # what the group concluded
    "KIEZEL",  # dissent of S4, to be printed with the role
    "HAVEN",  # a point to come back to, for the researchers
}  # fmt: skip
POINT = {"HAVEN"}
OF_WHO_WITHDREW = {"WILG", "ZEGGE", "TIJM"}
REFUSED = OF_WHO_WITHDREW | {
    "BRAAM", "KLAVER",  # S5, before and after consent to quotes was withdrawn
    "VAREN", "BERK",  # S6, who never agreed to quotes
    "LINDE",  # S6 together with S1
    "GIERST",  # nobody knows whose, so it may be that of S6
    "NETEL",  # S1, but not this
    "DISTEL",  # dissent of S2, not to be printed
    "ROGGE", "HAVER", "GERST",  # what the researchers noted for themselves
}  # fmt: skip


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    """The whole evening, recorded once: by a script, by hand in the dark, by a script again."""
    study = init(tmp_path_factory.mktemp("evening") / "study")
    scripted(study, BEGUN)
    dark = by_hand(study)
    when_the_lights_are_back(study)
    scripted(study, REST, "--resume")
    return Evening(study, dark.state.id, dark)


@pytest.fixture(scope="module")
def afterwards(evening, tmp_path_factory):
    """The same study, after S8 withdrew altogether; and what that removed."""
    study = tmp_path_factory.mktemp("afterwards") / "study"
    shutil.copytree(evening.study, study)
    words = ("--participant", "S8", "--because", "wil niet meer", "--by", "CD",
             "--confirm", "S8", "--json")  # fmt: skip
    done = wbp_apart("session", "withdraw", evening.session, *words, "--study", study)
    assert done.code == 0, done
    return Evening(study, evening.session, evening.dark), json.loads(done.out)


@pytest.fixture(scope="module")
def printed(evening, afterwards, tmp_path_factory):
    """Everything a report leaves behind: before S8 withdrew, and after that for both readers."""
    folder, withdrawn = tmp_path_factory.mktemp("printed"), afterwards[0].study
    for name, study, words in (
        ("before", evening.study, ()),
        ("publiek", withdrawn, ()),  # the default profile of the study
        ("consortium", withdrawn, ("--profile", "consortium")),
    ):
        where = folder / name / "bijlagen.docx"
        done = wbp_apart("report", "-o", where, *words, "--study", study)
        assert done.code == 0, done
    return folder


def test_what_was_confirmed_before_the_power_failed_is_kept_and_half_a_row_is_no_answer(evening):
    dark = evening.dark.state
    assert not dark.closed
    assert rated(dark, "rt_s01", 2) == ratings("4 8 3 7 2 6 1 5", "S7")
    assert rated(dark, "rt_s02", 2) == ratings("7 2 6 1 5 9 4 8", "S7")
    assert rated(dark, "rt_s03", 2) == {}
    assert any("IEPER" in said.text for said in dark.round_table.statements.values())
    before = [one for one in evening.held.events if one.seq <= evening.dark.state.seq]
    assert before == list(evening.dark.events)


def test_the_row_begun_before_the_power_failed_was_finished_after_it(evening):
    assert rated(evening.held.state, "rt_s03", 2) == ratings("1 5 9 4 8 3 7 2", "S7")


def test_the_journal_tells_the_evening(evening, capsys):
    shown = wbp(capsys, "session", "show", evening.session, "--json", "--study", evening.study)
    events = [(one["kind"], one["payload"]) for one in json.loads(shown.out)]
    kinds = Counter(kind for kind, _ in events)
    assert events[-1][0] == "session_closed"
    assert kinds["participant_seated"] == 9
    agreed = {payload["participant"] for kind, payload in events if kind == "consent_given"}
    assert len(agreed) == 9
    assert kinds["statement_made"] == 10
    assert kinds["turn_counted"] == 7
    assert kinds["idea_merged"] == kinds["point_parked"] == 1
    withdrawn = [payload for kind, payload in events if kind == "consent_withdrawn"]
    assert [(one["participant"], one["scopes"]) for one in withdrawn] == [("S5", ["quote"])]
    came_and_went = [
        (kind.removeprefix("participant_"), payload["participant"], payload.get("why", ""))
        for kind, payload in events
        if kind in ("participant_in", "participant_out")
    ]
    assert came_and_went == [("out", "S9", "late"), ("in", "S9", ""), ("out", "S7", "left")]


def test_who_came_late_or_left_is_absent_for_what_was_asked_meanwhile_and_nobody_else(evening):
    held = evening.held
    missing = derived_missing(held.instrument, held.state)
    assert set(missing.values()) == {"absent"}
    late = {slot for slot in missing if slot.participant == "S9"}
    assert late == {Slot(item, "S9", 1) for item in STATEMENTS[:3]}
    gone = {slot for slot in missing if slot.participant == "S7"}
    assert {Slot(item, "S7", 2) for item in STATEMENTS} < gone
    assert {"opt_rank", "rt_vote_1", "rt_readback_2", "rt_free"} < {slot.item for slot in gone}
    assert not {slot for slot in gone if slot.round == 1}
    assert late | gone == set(missing)
    around = held.state.round_table
    assert was_in_phase(around, "S7", "second_rating")
    assert not was_in_phase(around, "S7", "conditions")
    assert not is_in(around, "S7")


def test_a_seat_removed_put_back_and_removed_again_gives_the_same_digests(evening):
    events = evening.held.events
    kinds = [one.kind for one in events]
    at = kinds.index("participant_removed")
    assert kinds[at : at + 4] == ["participant_removed", "participant_restored"] * 2
    there, removed, back, again, still = (
        content_digest(fold(events[: at + steps])) for steps in range(5)
    )
    assert there == back == still
    assert removed == again != there


def test_two_disagreed_with_the_first_outcome_and_in_their_own_words(evening):
    answers = evening.held.state.answers
    against = {seat for seat, vote in rated(evening.held.state, "rt_vote_1", 0).items()
               if vote == "against"}  # fmt: skip
    assert against == {"S2", "S4"}
    assert answers[Slot("rt_dissent_1", "S4")].value == "KIEZEL, dat is mij te stellig."
    printing = {seat: answers[Slot("rt_quote_1", seat)].value for seat in against}
    assert printing == {"S2": "no", "S4": "role"}


def test_of_who_withdrew_a_trace_stays_and_not_a_word(evening, afterwards):
    after, said = afterwards
    assert said["wiped"]
    events, state = after.held.events, after.held.state
    emptied = [one for one in events if one.payload is None]
    assert Counter(one.kind for one in emptied) == said["removed"]
    assert said["removed"]["statement_made"] == 1
    assert list(state.withdrawn) == ["S8"]
    assert state.participant("S8").role == "bewoner"
    assert not any(slot.participant == "S8" for slot in state.answers)
    assert in_files(evening.study / "data", OF_WHO_WITHDREW) == OF_WHO_WITHDREW
    assert in_files(after.study / "data", OF_WHO_WITHDREW) == set()


def test_what_the_others_said_is_the_same_to_the_letter_after_somebody_withdrew(
    evening, afterwards
):
    emptied = {one.seq for one in afterwards[0].held.events if one.payload is None}
    kept = [one for one in afterwards[0].held.events if one.seq not in emptied]
    assert kept[:-1] == [one for one in evening.held.events if one.seq not in emptied]
    assert kept[-1].kind == "consent_withdrawn"


def exported(capsys, study):
    done = wbp(capsys, "data", "export", "csv", "--study", study)
    assert done.code == 0, done
    header, *lines = done.out.splitlines()
    rows = csv.DictReader(io.StringIO("\n".join([header, *lines])))
    return list(zip(lines, rows, strict=True))


def test_the_data_hold_the_same_lines_of_the_others_and_of_who_withdrew_why_not(
    evening, afterwards, capsys
):
    before, after = (exported(capsys, one.study) for one in (evening, afterwards[0]))
    others = [
        [line for line, row in rows if row["participant"] != "S8"] for rows in (before, after)
    ]
    assert others[0] == others[1]
    of_s8 = [row for _, row in after if row["participant"] == "S8"]
    assert {(row["value"], row["missing"], row["provenance"]) for row in of_s8} == {
        ("", "withdrawn", "derived")
    }
    assert {row["item"] for row in of_s8} >= set(STATEMENTS)
    absent = Counter(row["participant"] for _, row in after if row["missing"] == "absent")
    assert absent["S9"] == 3
    assert set(absent) == {"S7", "S9"}


def rounds(capsys, study):
    """What the comparison of the rounds says of the table, by statement, round and statistic."""
    done = wbp(capsys, "compare", "--rounds", "--json", "--study", study)
    assert done.code == 0, done
    return {
        (row["variable"], row["round"], row["stat"]): row["value"]
        for row in json.loads(done.out)["rows"]
        if row["by"] == "session" and row["group"]
    }


def test_every_n_follows_who_was_there(evening, afterwards, capsys):
    before, after = (rounds(capsys, one.study) for one in (evening, afterwards[0]))
    for at, item in enumerate(STATEMENTS, start=1):
        late, unsure = at <= 3, at == 2
        assert before[item, 1, "n_valid"] == 9 - late - unsure
        assert before[item, 2, "n_valid"] == 8
        for of_round, absent in ((1, late), (2, True)):
            n = before[item, of_round, "n_valid"] - 1
            assert after[item, of_round, "n_valid"] == n
            assert after.get((item, of_round, "missing:absent"), 0) == absent
            assert after[item, of_round, "missing:withdrawn"] == 1
            unknown = after.get((item, of_round, "missing:dont_know"), 0)
            assert n + absent + 1 + unknown == 9


def test_who_rated_twice_is_counted_as_higher_the_same_or_lower(evening, afterwards, capsys):
    def moved(one, item):
        found = rounds(capsys, one.study)
        return [found[item, None, stat] for stat in ("n_pairs", "n_up", "n_equal", "n_down")]

    assert moved(evening, "rt_s01") == [7, 2, 1, 4]
    assert moved(afterwards[0], "rt_s01") == [6, 2, 1, 3]
    assert moved(afterwards[0], "rt_s12") == [7, 4, 0, 3]


def test_nothing_is_printed_that_someone_did_not_allow(printed, afterwards):
    people = afterwards[0].held.state.participants
    nobody = REFUSED | {one.pseudonym for one in people}
    for profile, allowed in (("publiek", ALLOWED - POINT), ("consortium", ALLOWED)):
        assert {file.name for file in (printed / profile).iterdir()} >= {
            "bijlagen.docx", "bijlagen.resultaten.json", "figuren",
        }  # fmt: skip
        assert in_files(printed / profile, ALLOWED) == allowed
        assert in_files(printed / profile, nobody) == set()
    assert in_files(printed / "before", REFUSED) == {"WILG", "TIJM"}  # allowed, until withdrawn


def test_appendix_d_gives_every_statement_in_both_rounds(printed):
    public, inside = (
        appendix_d(printed / name / "bijlagen.docx") for name in ("publiek", "consortium")
    )
    balance = "12  De voordelen van de groep zijn groter dan de nadelen."
    assert f"{balance} | onbeslist | onbeslist" in public
    at = inside.index(balance)
    assert inside[at + 1 : at + 3] == [
        "ronde 1 | 8 | 4 | 3,1–5,8 | 0,85 | onbeslist",
        "ronde 2 | 7 | 5 | 5–5,2 | 0,08 | onbeslist | 4 / 0 / 3",
    ]
    for lines in (public, inside):
        assert sum(bool(re.match(r"\d+  \S", line)) for line in lines) == 12


@pytest.mark.parametrize(
    ("profile", "votes", "dissent", "kept_back"),
    [
        ("publiek", "x", "x", 0),
        ("consortium", "4 voor, 2 tegen, 1 onthouding", "2", 1),
    ],
)
def test_appendix_d_gives_every_outcome_with_its_rule_and_the_dissent(
    printed, profile, votes, dissent, kept_back
):
    lines = appendix_d(printed / profile / "bijlagen.docx")
    theme = lines[lines.index("Thema 1, werking en opvolging") :]
    theme = theme[: theme.index("Thema 2, samenhang en veiligheid")]
    for line in (
        "Gezamenlijke uitspraak | OEVER, de groep helpt bij opvolging.",
        "Besluitregel | de meeste stemmen golden",
        f"Stemmen | {votes}",
        f"Afwijkende mening | {dissent}",
        "Over stelling | 1, 2, 3",
    ):
        assert line in theme
    assert theme[theme.index("Wie er anders over dacht") + 1] == (
        "‘KIEZEL, dat is mij te stellig.’  (bewoner)"
    )
    note = "Eén deelnemer week af; de woorden zijn niet vrijgegeven."
    assert theme.count(note) == kept_back
    assert "Deelnemers | 8" in lines


def test_every_digest_is_right_before_and_after_somebody_withdrew(evening, afterwards, capsys):
    for one in (evening, afterwards[0]):
        assert wbp(capsys, "session", "verify", "--study", one.study).code == 0


HALF = """
- seats: [beheerder, wijkagent, bewoner, bewoner]
- consent: {participate: yes}
- {rt_invited: "4"}
- {item: rt_nonparticipation, missing: not_applicable}
- {rt_setting: "1"}
- {item: rt_others, missing: not_applicable}
- {rt_recorded: "1"}
- {item: rt_s01, round: 1, value: "4 9 5 1"}
- {item: rt_s02, round: 1, value: "7 3 8 4"}
"""
OTHER_HALF = """
- {do: "/aanwezig 2 weg", item: rt_s03, round: 1}
- {item: rt_s03, round: 1, value: "1 2 7"}
- {item: rt_s04, round: 1, value: "1 2 7"}
"""


def clock(hour, minute):
    """A clock that goes on a second whenever somebody looks."""
    at = [datetime(2026, 3, 2, hour, minute, tzinfo=UTC)]

    def now():
        at[0] += timedelta(seconds=1)
        return at[0]

    return now


@pytest.mark.parametrize("at", [(19, 40), (18, 40)], ids=["right", "set back an hour"])
def test_who_leaves_after_forty_minutes_is_absent_from_there_on_whatever_the_clock(
    tmp_path, capsys, at
):
    place = open_place(init(tmp_path / "study"))
    state: SessionState
    for script, now, resume in ((HALF, clock(19, 0), None), (OTHER_HALF, clock(*at), "")):
        (tmp_path / "script.yaml").write_text(script, "utf-8")
        request = Request("rondetafel-protocol", "lastage", interviewer="AB", version="3.0.0",
                          resume=resume)  # fmt: skip
        state = record_script(place, request, tmp_path / "script.yaml", now=now).state
    (stay,) = state.round_table.stays["S2"]
    assert (stay.why, stay.until.at[11:16]) == ("left", "{}:{}".format(*at))
    missing = derived_missing(show_session(place, state.id).instrument, state)
    gone = {Slot(item, "S2", 1) for item in STATEMENTS[2:]}
    assert {slot for slot in missing if slot.round == 1} == gone
    assert {missing[slot] for slot in gone} == {"absent"}
    found = rounds(capsys, place.root)
    assert [found[item, 1, "n_valid"] for item in STATEMENTS[:4]] == [4, 4, 3, 3]
    assert found["rt_s03", 1, "missing:absent"] == 1
