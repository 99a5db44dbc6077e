"""What a session promises, kept by `wbp record` at a real terminal, from the first key on."""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.running import wbp
from tests.wizard.promises.forked import CTRL_C, ENTER, ESC, Forked
from tests.workflow.paper import ANSWERS, consent
from tests.workflow.studies import republish, small_study
from wbp_survey.cli.main import main
from wbp_survey.dataset.responses import responses_sha256
from wbp_survey.store.reading import responses
from wbp_survey.wizard.script import scripted
from wbp_survey.workflow.audit import trail
from wbp_survey.workflow.record import Request, record
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import journal, open_place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

WORDS = ("record", "small", "--case", "plein", "--interviewer", "AB")
CTRL_N, CTRL_W, CTRL_Y, CTRL_Z, F3, F7 = "\x0e", "\x17", "\x19", "\x1a", "\x1bOR", "\x1b[18~"
TALK = (
    ("Wij vragen uw toestemming.", ""),
    ("Meedoen", "j"),
    ("Citeren", "j"),
    ("Welkom.", ""),
    ("Bent u lid?", "j"),
    ("Hoeveel jaar?", "3,5"),
    ("kennen deelnemers elkaar", "3"),
    ("Welke kanalen", "1 2 "),
    ("Waarom?", "Het helpt."),
    ("Hoe vaak?", "1"),
    ("afsluiten?", "j"),
)
AGREED = TALK[:4]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return small_study(tmp_path_factory.mktemp("published") / "study")


@pytest.fixture
def place(published, tmp_path):
    shutil.copytree(published.root, tmp_path / "study")
    return open_place(tmp_path / "study")


@pytest.fixture
def sit():
    """Sit down at a terminal at which a session is held; whatever still runs is ended."""
    sitting = []

    def down(place, *more):
        sitting.append(Forked(lambda: main([*WORDS, *more, "--study", str(place.root)])))
        return sitting[-1]

    yield down
    for there in sitting:
        there.close()


def do(there, keys, decides):
    """Type, see that it stands there by what Ctrl+C says, and press the key that decides."""
    there.press(*keys, CTRL_C)
    there.see("Nogmaals Ctrl+C")
    there.press(decides)


def answer(there, talk):
    """Answer question after question, each once it stands on the screen."""
    for question, keys in talk:
        there.see(question)
        do(there, keys, ENTER)


def facts(place):
    """What was recorded, but for when and under which pseudonym."""
    (row,) = list_sessions(place)
    apart = ("here", "pseudonym")
    return [
        (event.kind, {key: said for key, said in event.payload.items() if key not in apart})
        for event in show_session(place, row.id).events
    ]


def test_killed_at_any_byte_of_the_screen_a_prefix_of_what_was_confirmed_is_kept(
    place, published, tmp_path, sit
):
    undisturbed = sit(place)
    answer(undisturbed, TALK)
    assert undisturbed.end() == 0
    whole, printed = facts(place), len(undisturbed.printed)
    chance = random.Random(4)
    for number in range(8):
        root = shutil.copytree(published.root, tmp_path / str(number))
        at, confirmed = chance.randrange(printed), 0
        there = sit(open_place(root))
        for question, keys in TALK:
            seen_until(there, question, at)
            if len(there.printed) >= at:
                break
            do(there, keys, ENTER)
            confirmed += 1
        there.kill()
        there.end()
        check_prefix(open_place(root), whole, max(confirmed - 1, 0))


def seen_until(there, text, at):
    """Wait until the screen shows this, or so many bytes were printed."""
    end = time.monotonic() + 20
    while len(there.printed) < at and text not in "\n".join(there.paper.display):
        there.read(0.05, most=64)
        assert time.monotonic() < end, there.screen()


def check_prefix(place, whole, confirmed):
    """See that a prefix of the facts was kept, with every answer but the last one given."""
    kept = facts(place) if list_sessions(place) else []
    assert kept == whole[: len(kept)]
    answers = [said["item"] for kind, said in kept if kind == "answer_given"]
    assert len(answers) >= confirmed - len(AGREED)
    assert verify_journal(place) == []


CHOICES = {
    "Bent u lid?": ("j", "n"),
    "Hoeveel jaar?": (CTRL_W * 3 + "3,5", CTRL_W * 3 + "12"),
    "kennen deelnemers elkaar": ("1", "3"),
    "Welke kanalen": ("1 ", "2 ", "3 "),
    "Waarom?": ("Hm. ",),
    "Hoe vaak?": ("1",),
}


@pytest.mark.parametrize("seed", range(2))
def test_taking_back_every_step_and_doing_all_again_passes_the_same_data(place, sit, seed):
    there, chance = sit(place), random.Random(seed)
    answer(there, AGREED)
    passed = [digest(place)]
    for _ in range(14):
        step(there, chance)
        passed.append(digest(place))
    there.see("vraag")
    forth = distinct(passed)
    assert len(forth) > 4
    assert distinct(repeat(there, place, CTRL_Z, "niets om ongedaan")) == forth[::-1]
    assert digest(place) == responses_sha256([])
    assert distinct(repeat(there, place, CTRL_Y, "niets om opnieuw")) == forth
    assert verify_journal(place) == []


def step(there, chance):
    """Do something at whatever stands there: answer, go back, park, remark; then it is done."""
    shown = there.screen()
    question = next((one for one in CHOICES if one in shown), "")
    keys = [(chance.choice(CHOICES[question]), ENTER)] * 4 if question else [("", ESC)]
    if question:
        keys += [("", F3), ("", F7), ("", CTRL_N)]
    if "vraag 1 van" not in shown:
        keys += [("", ESC)]
    do(there, *chance.choice(keys))
    settle(there)
    if "Opmerking bij deze vraag" in there.screen():
        do(there, "Let op. ", ENTER)
        settle(there)
    if "Enter bevestigt" in there.screen():
        do(there, "", ENTER)
        settle(there)


def settle(there):
    """Wait until what was decided is done: the next screen says nothing of Ctrl+C any more."""
    end = time.monotonic() + 20
    while "Nogmaals" in (shown := there.screen()) or "F1/? uitleg" not in shown:
        assert time.monotonic() < end, shown


def repeat(there, place, key, end):
    """Press a key until it says that there is nothing left; return the data passed on the way."""
    passed = [digest(place)]
    while True:
        do(there, "", key)
        settle(there)
        passed.append(digest(place))
        if end in " ".join(there.screen().split()):
            return passed


def distinct(passed):
    """Leave out what is the same as the one before."""
    return [one for at, one in enumerate(passed) if not at or one != passed[at - 1]]


def digest(place):
    with journal(place) as store:
        return responses_sha256(responses(store))


def test_a_session_begun_before_a_new_version_is_asked_and_told_in_its_own_words(
    place, sit, capsys
):
    there = sit(place)
    answer(there, TALK[:5])
    there.see("Hoeveel jaar?")
    there.kill()
    there.end()
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8").replace('nl: "zelden"', 'nl: "bijna nooit"')
    draft.write_text(text.replace("Hoe vaak?", "Hoe vaak toch?"), "utf-8")
    republish(place, "small", "2.0.0")
    there = sit(place, "--resume")
    answer(there, TALK[5:9])
    shown = there.see("Hoe vaak?")
    assert "zelden" in shown
    answer(there, TALK[9:])
    assert there.end() == 0
    (row,) = list_sessions(place)
    assert "zelden" in wbp(capsys, "session", "show", row.id, "--study", place.root).out
    rows = json.loads(wbp(capsys, "data", "export", "json", "--study", place.root).out)
    given = next(one for one in rows if one["item"] == "kind")
    assert (given["version"], given["sha256"], given["value"]) == ("1.0.0", row.sha256, "a")


def flip(there):
    """Answer "yes" and what it opens, then "no", which takes that off the route."""
    answer(there, TALK[:6])
    there.see("kennen deelnemers elkaar")
    for question in ("Hoeveel jaar?", "Bent u lid?"):
        do(there, "", ESC)
        there.see(question)
    do(there, "n", ENTER)
    there.see("telt 1 eerder antwoord niet meer mee")
    do(there, "", ENTER)
    there.see("kennen deelnemers elkaar")


def test_a_route_that_closes_and_opens_again_gives_its_answer_back_and_tells_both(
    place, sit, capsys
):
    there = sit(place)
    flip(there)
    (row,) = list_sessions(place)
    assert analysed(place, capsys) == set()
    do(there, "", ESC)
    there.see("Bent u lid?")
    do(there, "j", ENTER)
    there.see("kennen deelnemers elkaar")
    assert analysed(place, capsys) == {"years"}
    audit = wbp(capsys, "session", "show", row.id, "--audit", "--json", "--study", place.root)
    told = [(one.get("aside"), one.get("back")) for one in json.loads(audit.out)["events"]]
    assert [one for one in told if any(one)] == [(1, 0), (0, 1)]


def analysed(place, capsys):
    """Return which items about years have an answer that counts in a comparison."""
    done = wbp(capsys, "compare", "--by", "role", "--json", "--study", place.root)
    return {
        row["variable"]
        for row in json.loads(done.out)["rows"]
        if row["stat"] == "n_valid" and row["value"] and row["variable"] == "years"
    }


def test_an_export_lacks_what_was_set_aside(place, sit, capsys):
    flip(sit(place))
    rows = json.loads(wbp(capsys, "data", "export", "json", "--study", place.root).out)
    assert {one["item"] for one in rows} == {"member"}


def test_a_clock_set_back_an_hour_in_mid_session_changes_no_duration(place):
    clock = [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]

    def now():
        clock[0] += timedelta(hours=-1)
        return clock[0]

    request = Request("small", "plein", interviewer="AB")
    done = record(place, request, scripted([consent(place), *ANSWERS]), now=now)
    events = show_session(place, done.state.id).events
    assert events[-1].at < events[0].at
    spent = [entry.elapsed for entry in trail(events)][1:]
    assert all(milliseconds is not None and 0 <= milliseconds < 60_000 for milliseconds in spent)
    assert replace(done.state, digest="") == replace(
        show_session(place, done.state.id).state, digest=""
    )
