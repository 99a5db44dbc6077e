"""The history of a session: in words, and timed on a clock that nobody can set."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import get_args

import pytest

from tests.store.events import make
from tests.workflow.studies import CLOSED, hold, said, seat, small_study, unsaid
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.journal import EventKind
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload
from wbp_survey.model.round_table import MODERATOR, Statement
from wbp_survey.model.session import Slot
from wbp_survey.texts import LANGUAGES, has, say
from wbp_survey.workflow.audit import IDLE, times, trail
from wbp_survey.workflow.happened import happened
from wbp_survey.workflow.sessions import Held, held_session, show_session
from wbp_survey.workflow.study import journal

MEMBER, YEARS = Slot("member", "S1"), Slot("years", "S1")
NO_FORM = Instrument("none", "1.0.0", "interview", {"nl": "", "en": ""}, (), ())


def timed(*moments):
    """One answer per moment (seconds on the own clock, hours on the wall, device)."""
    steps = [("session_opened", opened()), *(said("member", str(n)) for n, _ in enumerate(moments))]
    events = make(steps, "one")
    changed = [replace(events[0], monotonic=0, at="2026-03-02T00:00:00.000Z", device="laptop")]
    for event, (seconds, hours, device) in zip(events[1:], moments, strict=True):
        day, hour = divmod(hours, 24)
        at = f"2026-03-{2 + day:02}T{hour:02}:00:00.000Z"
        changed.append(replace(event, monotonic=seconds * 1000, at=at, device=device))
    return trail(changed)


def opened():
    return {"instrument": "small", "version": "1", "sha256": "", "kind": "interview"}


def elapsed(*moments):
    return [entry.elapsed and entry.elapsed // 1000 for entry in timed(*moments)]


def test_a_clock_put_back_or_forward_in_the_middle_changes_no_duration():
    assert elapsed((7, 1, "laptop"), (12, 0, "laptop"), (15, 3, "laptop")) == [None, 7, 5, 3]


def test_another_computer_or_one_started_anew_leaves_nothing_to_measure_with():
    assert elapsed((7, 0, "laptop"), (90, 0, "other"), (100, 0, "other")) == [None, 7, None, 10]
    assert elapsed((700, 0, "laptop"), (5, 0, "laptop")) == [None, 700, None]
    assert elapsed((7, 0, "laptop"), (900, 26, "laptop")) == [None, 7, None]


def test_time_without_an_event_is_idle_and_belongs_to_no_question():
    spent = times(timed((7, 0, "laptop"), (7 + IDLE // 1000 + 1, 0, "laptop")), NO_FORM)
    assert (spent.total, spent.idle) == (7000 + IDLE + 1000, IDLE + 1000)
    assert spent.items == {"member": 7000}


def test_only_the_time_that_a_session_was_open_counts():
    corrected = ("answer_corrected", answer_payload(MEMBER, "no") | {"old": {}, "because": "x"})
    steps = [("session_opened", opened()), said("member", "yes"), CLOSED, corrected, corrected]
    spent = times(trail(make(steps, "one")), NO_FORM)
    assert (spent.total, spent.items) == (2000, {"member": 1000})


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def words(place, *steps, language="nl", **session):
    hold(place, "one", *steps, **session)
    held = show_session(place, "one")
    return [happened(entry, held, language) for entry in trail(held.events)]


def test_every_change_is_told_in_words_from_old_to_new(place):
    told = words(
        place,
        said("member", "yes"),
        unsaid("years", "dont_know"),
        said("years", 2.5),
        ("check_overridden", override_payload(YEARS, ". <= 80", "pas verhuisd")),
        ("answer_cleared", slot_payload(YEARS)),
        ("remark_made", slot_payload(YEARS) | {"text": "aarzelde"}),
        ("item_parked", slot_payload(MEMBER)),
        ("item_unparked", slot_payload(MEMBER)),
    )
    assert told[2:] == [
        "member [S1]: ja",
        "years [S1]: weet niet",
        "years [S1]: weet niet -> 2,5 jaar",
        "years [S1] klopt toch, al valt het op: Hooguit 80. (reden: pas verhuisd)",
        "years [S1]: 2,5 jaar -> geen antwoord",
        "years [S1] opmerking: aarzelde",
        "member [S1] geparkeerd",
        "member [S1] niet meer geparkeerd",
    ]


def test_what_comes_after_the_talk_is_told_with_its_reason(place):
    corrected = answer_payload(MEMBER, "no") | {"old": {"value": "yes"}, "because": "verhoord"}
    settled = slot_payload(MEMBER) | {"missing": "unreadable", "entry": "two"}
    told = words(
        place,
        said("member", "yes"),
        ("session_closed", {"reason": "complete"}),
        ("answer_corrected", corrected),
        ("answer_settled", settled),
        ("query_raised", slot_payload(MEMBER) | {"query": "Q1", "text": "Zeker?"}),
        ("query_answered", {"query": "Q1", "text": "Ja."}),
        ("query_closed", {"query": "Q1", "text": ""}),
        ("session_reopened", {"because": "iets vergeten"}),
        ("session_closed", {"reason": "left", "because": "geen tijd"}),
    )
    assert told[3:] == [
        "Sessie afgesloten, tot het einde gehouden",
        "member [S1] verbeterd: ja -> nee (reden: verhoord)",
        "member [S1] vastgesteld na tweede invoer two: nee -> onleesbaar of onduidelijk",
        "member [S1] navraag Q1: Zeker?",
        "member [S1] antwoord op Q1: Ja.",
        "member [S1] Q1 afgesloten: -",
        "Sessie weer geopend. (reden: iets vergeten)",
        "Sessie afgesloten, niet afgemaakt (reden: geen tijd)",
    ]


def test_steps_taken_back_and_done_again_are_marked(place):
    told = words(
        place,
        said("member", "yes"),
        ("answer_cleared", slot_payload(MEMBER) | {"undo": 1}),
        ("answer_given", answer_payload(MEMBER, "yes") | {"redo": 1}),
    )
    assert told[3:] == [
        "member [S1]: ja -> geen antwoord (ongedaan gemaakt)",
        "member [S1]: ja (opnieuw gedaan)",
    ]


def test_who_sits_where_consent_paper_and_second_entry_are_told(place):
    form = {"instrument": "table", "version": "1.0.0", "sha256": "", "kind": "round_table"}
    opening = ("session_opened", form | {"mode": "paper", "again": "first"})
    consent = {"participant": "S1", "scopes": {"participate": True, "quote": False}}
    events = make([opening, seat(1), ("consent_given", consent | {"version": "1.0"})], "one")
    hold(place, "two", seat(1), instrument="table")
    held = show_session(place, "two")
    assert [happened(entry, held, "nl") for entry in trail(events)] == [
        "Sessie geopend: table 1.0.0, casus -. van papier; tweede invoer van first",
        "S1 (B-01) doet mee, rol bewoner.",
        "Toestemming S1: participate ja, quote nee.",
    ]


def test_consent_is_told_as_far_as_it_is_new(place):
    def given(**more):
        scopes = {"participate": True, "quote": False}
        return "consent_given", {"participant": "S1", "scopes": scopes, "version": "1.0"} | more

    settled = given(scope="quote", entry="two")
    withdrawn = given(scopes={"participate": True, "quote": True})
    assert words(place, given(), withdrawn, withdrawn, settled, settled)[2:] == [
        "Toestemming S1: participate ja, quote nee.",
        "Toestemming S1: quote ja.",
        "Toestemming S1: participate ja, quote ja.",
        "Toestemming S1: quote nee. Vastgesteld na tweede invoer two.",
        "Toestemming S1: quote nee. Vastgesteld na tweede invoer two.",
    ]


def test_what_is_settled_on_what_stood_there_is_told_once(place):
    settled = answer_payload(MEMBER, "yes") | {"entry": "two"}
    told = words(place, said("member", "yes"), CLOSED, ("answer_settled", settled))
    assert told[-1] == "member [S1] vastgesteld na tweede invoer two: ja"


def test_choices_that_hold_a_comma_are_still_told_apart(place):
    assert words(place, said("channels", ["app", "tel"]))[-1] == "channels [S1]: app; telefoon"


def test_an_answer_tells_how_many_others_it_puts_aside_and_brings_back(place):
    steps = [said("member", "yes"), said("years", 2.5)]
    hold(place, "one", *steps, said("member", "no"), said("member", "yes"))
    held = show_session(place, "one")
    entries = trail(held.events, held.instrument)
    assert [(entry.aside, entry.back) for entry in entries[-5:]] == [
        (0, 0),
        (0, 0),
        (0, 0),
        (1, 0),
        (0, 1),
    ]
    assert [happened(entry, held, "nl") for entry in entries[-2:]] == [
        "member [S1]: ja -> nee (1 ander antwoord telt niet meer mee)",
        "member [S1]: nee -> ja (1 ander antwoord telt weer mee)",
    ]


def test_what_was_removed_is_told_as_removed_and_hides_nothing_else(place):
    events = list(hold(place, "one", said("member", "yes"), said("years", 2.5)))
    with journal(place) as store:
        held = held_session(place, store, "one")
    events[2] = replace(events[2], payload=None, salt="")
    gone = Held(held.state, tuple(events), held.instrument)
    told = [happened(entry, gone, "nl") for entry in trail(gone.events)]
    assert told[2:] == [
        "Inhoud verwijderd (antwoord).",
        "years [S1]: 2,5 jaar",
    ]


def test_an_imported_row_is_told_with_its_number_of_answers(place):
    row = {"participant": "R1", "role": "bewoner", "pseudonym": "B-R1", "answers": {"member": {}}}
    hold(place, "one")
    held = show_session(place, "one")
    (entry,) = trail(make([("responses_imported", row)], "one"))
    assert happened(entry, held, "nl") == "R1 ingelezen: 1 antwoorden."


def at_the_table(place, *steps, language="nl"):
    """What is told of these steps, around a table of two."""
    people = (seat(1), seat(2, "wijkagent"))
    return words(place, *people, *steps, language=language, instrument="table")[3:]


def local(at):
    return f"{datetime.fromisoformat(at).astimezone():%H:%M}"


def test_who_came_and_went_is_told_with_why_and_when(place):
    noon = "2026-03-02T12:00:00.000Z"
    one = {"participant": "S1"}
    stays = [[[2.0, noon], [4.0, noon], "break"], [[5.0, noon], None, ""]]
    told = at_the_table(
        place,
        ("participant_out", one | {"why": "break"}),
        ("participant_in", one | {"when": noon}),
        ("participant_out", one | {"why": "left", "when": noon}),
        ("participant_out", one | {"why": "late"}),
        ("participant_out", one | {"why": "trouble"}),
        ("presence_set", one | {"stays": stays, "away": "", "undo": 3}),
        ("presence_set", one | {"stays": [], "away": "late", "undo": 2}),
        ("participant_removed", one),
        ("participant_restored", one),
    )
    clock = local(noon)
    assert told == [
        "S1 heeft pauze.",
        f"S1 zit aan tafel (om {clock}).",
        f"S1 is vertrokken (om {clock}).",
        "S1 komt later.",
        "S1 is weg door een storing.",
        f"Aanwezigheid van S1 hersteld: {clock}–{clock}, {clock}–nu. (ongedaan gemaakt)",
        "Aanwezigheid van S1 hersteld: komt later. (ongedaan gemaakt)",
        "Plaats S1 verwijderd: daar zat niemand.",
        "Plaats S1 teruggezet.",
    ]


def test_phases_go_by_their_titles(place):
    told = at_the_table(
        place,
        ("phase_started", {"section": "talk"}),
        ("phase_skipped", {"section": "after"}),
        ("phase_resumed", {"section": "gone"}),
    )
    assert told == [
        "Fase begonnen: Gesprek",
        "Fase overgeslagen wegens tijd: Achteraf",
        "Fase toch gedaan: gone",
    ]


def test_what_was_said_is_told_with_who_said_it_and_how(place):
    literal = Statement("u1", ("S1", "S2"), "literal", "Dat werkt niet.", "disagrees", "safe")
    told = at_the_table(
        place,
        ("statement_made", statement_payload(literal)),
        ("statement_made", statement_payload(Statement("u2", (), "paraphrase", "Ook dat."))),
        (
            "statement_made",
            statement_payload(Statement("u3", (MODERATOR,), "literal", "Tijd.", withheld=True)),
        ),
        ("statement_taken_back", {"statement": "u2"}),
        ("point_parked", {"point": "p1", "text": "Wie betaalt?"}),
        ("point_parked", {"point": "p1", "text": "Wie betaalt?", "settled": True}),
        ("point_dropped", {"point": "p1"}),
        ("turn_counted", {"who": "S1"}),
        ("turn_taken_back", {"who": "wijkagent"}),
        ("idea_merged", {"idea": "S2/idea[1]", "into": "S1/idea[1]"}),
        ("idea_merged", {"idea": "S2/idea[1]", "into": ""}),
    )
    assert told == [
        "Uitspraak u1, S1, S2, letterlijk, oneens, over safe: Dat werkt niet.",
        "Uitspraak u2, onbekende spreker, samengevat: Ook dat.",
        "Uitspraak u3, gespreksleider, letterlijk, niet citeren: Tijd.",
        "Uitspraak u2 weggehaald.",
        "Punt p1 geparkeerd: Wie betaalt?",
        "Punt p1 afgehandeld: Wie betaalt?",
        "Punt p1 weggehaald.",
        "Spreekbeurt: S1",
        "Spreekbeurt teruggenomen: wijkagent",
        "Idee S2/idea[1] hoort bij S1/idea[1].",
        "Idee S2/idea[1] staat weer op zichzelf.",
    ]


def test_what_participants_withdrew_and_found_of_the_record_is_told(place):
    told = at_the_table(
        place,
        ("consent_withdrawn", {"participant": "S1", "scopes": ["quote", "reuse"]}),
        ("record_checked", {"participant": "S1", "agrees": True, "text": ""}),
        ("record_checked", {"participant": "S1", "agrees": False, "text": "Te stellig."}),
        ("session_paired", {"again": "first"}),
        ("session_paired", {"again": ""}),
        ("consent_withdrawn", {"participant": "S2", "scopes": [], "all": True, "because": "spijt"}),
    )
    assert told == [
        "S1 trekt toestemming in: quote, reuse.",
        "S1 vindt dat het verslag klopt.",
        "S1 vindt dat het verslag niet klopt. Te stellig.",
        "Tweede verslag van dezelfde tafel als first.",
        "Geen tweede verslag meer: telt weer zelf mee.",
        f"S2 trekt toestemming in: {say('told.everything', 'nl')}. (reden: spijt)",
    ]


def test_what_somebody_said_who_withdrew_is_told_as_removed_and_by_kind_only(place):
    told = at_the_table(
        place,
        said("safe", 4, "S2", 1),
        ("statement_made", statement_payload(Statement("u1", ("S2",), "literal", "Geheim."))),
        ("turn_counted", {"who": "S2"}),
        ("consent_withdrawn", {"participant": "S2", "scopes": [], "all": True}),
    )
    assert told[:3] == [
        "Inhoud verwijderd (antwoord).",
        "Inhoud verwijderd (uitspraak).",
        "Inhoud verwijderd (spreekbeurt).",
    ]
    assert "Geheim" not in " ".join(told)


def test_a_seat_that_is_removed_takes_its_answers_out_of_the_count(place):
    steps = [said("safe", 4, "S2", 1), ("participant_removed", {"participant": "S2"})]
    hold(place, "one", seat(1), seat(2), *steps, instrument="table")
    held = show_session(place, "one")
    entry = trail(held.events, held.instrument)[-1]
    assert entry.aside == 1
    assert happened(entry, held, "nl").endswith("(1 ander antwoord telt niet meer mee)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_event_has_words(language):
    for kind in get_args(EventKind):
        assert has(f"after.event.{kind}"), kind
        assert say(f"after.kind.{kind}", language)
