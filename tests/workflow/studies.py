"""Studies for the tests: real folders, with sessions held in made-up places."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.store.events import make
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.version.publish import publish
from wbp_survey.model.change import BY_ID
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import Slot
from wbp_survey.store.journal import append
from wbp_survey.workflow.study import Place, journal, open_place
from wbp_survey.workflow.versions import prepare_crosswalk, publish_version

DATA = Path(__file__).parent.parent / "data"
HOUSING = DATA / "copenhagen_housing.csv"
MAPPING = """
mapping:
  id: survey
  title: {nl: "Enquête", en: "Survey"}
participant: {column: who}
municipality: {column: town}
role: {constant: bewoner}
items:
- {id: mood, column: mood, order: ["1", "2", "3"], missing: {"9": dont_know}}
- {id: trust, column: trust, order: [Low, Medium, High], construct: group.size}
"""
ANSWERS = "who,town,mood,trust\nR1,dorp,1,Low\nR2,stad,3,High\nR3,stad,9,\n"

CLOSED = ("session_closed", {})


def small_study(root: Path) -> Place:
    """A study of two cases in two municipalities, with both instruments published."""
    shutil.copytree(DATA / "instruments" / "valid" / "study", root, dirs_exist_ok=True)
    file = root / "study.yaml"
    cases = 'cases:\n- {id: brink, label: "Brink", municipality: dorp, invented: true}\n'
    file.write_text(file.read_text("utf-8").replace("cases:\n", cases), "utf-8")
    for name in ("small", "table"):
        freeze(root, name, "1.0.0")
    return open_place(root)


def freeze(root: Path, name: str, version: str) -> None:
    """Publish a draft."""
    publish(root, name, version, by="AB", why="eerste versie", at="2026-03-02T09:00:00+00:00")


def republish(place: Place, name: str, version: str, **decisions) -> None:
    """Publish a changed draft, deciding as told and accepting every other proposal."""
    prepare_crosswalk(
        place, name, decisions=decisions, accept=BY_ID, reason="voor de toets", by="AB"
    )
    at = "2026-03-03T09:00:00+00:00"
    publish_version(place, name, version, by="AB", why="anders", at=at, confirmed=name)


def said(item, value, participant="S1", round_=0):
    """The step of one answer."""
    return ("answer_given", answer_payload(Slot(item, participant, round_), value))


def unsaid(item, reason, participant="S1", round_=0):
    """The step of one missing reason."""
    return ("answer_given", answer_payload(Slot(item, participant, round_), missing=reason))


def seat(number, role="bewoner"):
    """The step of one person sitting down."""
    person = {"participant": f"S{number}", "role": role, "pseudonym": f"B-{number:02}"}
    return ("participant_seated", person)


def hold(place: Place, session: str, *steps, case="plein", instrument="small", version="1.0.0"):
    """Put one session into the journal: opened, one resident unless steps seat others, steps."""
    form = load_instrument(place.root, instrument, version)
    town = place.study.case(case).municipality if case else ""
    opened = {
        "instrument": instrument,
        "version": version,
        "sha256": form.sha256,
        "kind": form.kind,
        "case": case,
        "municipality": town,
    }
    seated = any(kind == "participant_seated" for kind, _ in steps)
    before = [("session_opened", opened), *([] if seated else [seat(1)])]
    events = make([*before, *steps], session)
    with journal(place, create=True) as store:
        append(store, events)
    return events


def survey(folder: Path, answers: str = ANSWERS, mapping: str = MAPPING) -> tuple[Path, Path]:
    """Write a file of answers and its mapping; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    file, beside = folder / "survey.csv", folder / "survey.mapping.yaml"
    file.write_text(answers, "utf-8")
    beside.write_text(mapping, "utf-8")
    return file, beside
