"""The demonstration: the whole chain on invented answers, and never on anybody's own work."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest

from wbp_survey.errors import StudyError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.script import load_script
from wbp_survey.model.session import SessionState
from wbp_survey.wizard.script import rehearse
from wbp_survey.workflow.demo import demo
from wbp_survey.workflow.exports import list_responses
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent import Plan, invent
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.sessions import list_sessions, verify_journal
from wbp_survey.workflow.study import open_place

SEED = 20181107


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    steps = []
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    done = demo(folder, seed=SEED, progress=lambda *step: steps.append(step))
    return done, open_place(done.study), steps


@pytest.mark.slow
def test_the_demonstration_has_the_shape_of_the_study(made):
    _, place, _ = made
    rows = list_responses(place)
    people = {(one.session, one.participant): one for one in rows if one.participant}
    roles = Counter(one.role for one in people.values())
    assert {one.case for one in rows} == {case.id for case in place.study.cases} | {""}
    assert {one.municipality for one in rows} - {""} == {t.id for t in place.study.municipalities}
    assert set(roles) == {role.id for role in place.study.roles}
    assert roles["deskundige"] == 7
    assert {one.round for one in rows if re.fullmatch(r"rt_s\d\d", one.item)} == {1, 2}
    missing = sum(bool(one.missing) for one in rows)
    assert 0.01 < missing / len(rows) < 0.15
    assert len({one.missing for one in rows}) > 4


@pytest.mark.slow
def test_everything_is_marked_as_invented(made):
    done, place, _ = made
    assert place.study.synthetic
    assert all(row.synthetic for row in list_sessions(place))
    assert all(one.synthetic for one in list_responses(place))
    results = json.loads(done.results.read_text(encoding="utf-8"))
    assert all(one["manifest"]["synthetic"] for one in results)
    texts = [one.value for one in list_responses(place) if "open" in one.item and one.value]
    assert texts
    assert all(str(text).startswith("(verzonnen)") for text in texts)


@pytest.mark.slow
def test_the_chain_ends_in_word_a_figure_and_rows(made):
    done, place, steps = made
    assert done.report.stat().st_size > 50_000
    assert (done.figures / "stellingen.png").exists()
    with (done.figures / "stellingen.csv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) > 5
    assert verify_journal(place) == []
    assert [step for step, at, of in steps if at == of] == [
        "study",
        "record",
        "compare",
        "report",
    ]


@pytest.mark.slow
def test_a_script_of_the_demonstration_replays_to_the_same_answers(made, tmp_path):
    _, place, _ = made
    script = next((place.root / "scripts").glob("*-wijkagent-interview-lastage.yaml"))
    elsewhere = open_place(init(tmp_path / "study"))
    request = Request("wijkagent-interview", "lastage", interviewer="AB")
    again = record_script(elsewhere, request, script)
    assert again.how == "closed"
    first = {
        (one.item, one.round): (one.value, one.missing)
        for one in list_responses(place)
        if one.case == "lastage" and one.instrument == "wijkagent-interview"
    }
    second = {
        (slot.item, slot.round): (answer.value, answer.missing)
        for slot, answer in again.state.answers.items()
    }
    assert second == first


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rondetafel-protocol", "deskresearch-casus"])
def test_a_rehearsal_of_its_scripts_finds_nothing_wrong(made, name):
    """The demonstration itself leaves the rehearsal out."""
    _, place, _ = made
    script = next((place.root / "scripts").glob(f"*-{name}-lastage.yaml"))
    form = load_instrument(place.root, name)
    blank = SessionState("rehearsal", kind=form.kind, case="lastage")
    assert rehearse(form, place.study, blank, load_script(script), "nl").closed


def test_the_same_seed_invents_the_same_script_and_another_seed_another(tmp_path):
    place = open_place(init(tmp_path / "study"))
    instrument = load_instrument(place.root, "wijkagent-interview")
    one, same, other = (
        invent(place.study, Plan(instrument, "lastage", ("wijkagent",), f"{seed}/lastage/W1"))
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_an_invented_script_survives_its_file(tmp_path):
    from wbp_survey.instrument.script import dump_script

    place = open_place(init(tmp_path / "study"))
    instrument = load_instrument(place.root, "deskundige-interview")
    entries = invent(place.study, Plan(instrument, "", ("deskundige",), "1/expert/D1"))
    file = tmp_path / "script.yaml"
    file.write_text(dump_script(entries), encoding="utf-8")
    assert load_script(file) == entries


def test_the_demonstration_never_overwrites_other_work(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError) as error:
        demo(tmp_path, seed=SEED, progress=lambda *_: None)
    assert error.value.problems[0].code == "STUDY_NOT_A_DEMO"
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
