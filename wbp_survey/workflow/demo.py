"""The whole chain on an invented study: scripts, sessions, comparison, report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wbp_survey.errors import StudyError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.reading import dump_yaml, read_yaml
from wbp_survey.instrument.script import dump_script, load_script
from wbp_survey.wizard.script import scripted
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent import Plan, invent, table_of
from wbp_survey.workflow.invent_report import invented_report
from wbp_survey.workflow.record import Request, record
from wbp_survey.workflow.report import write_report
from wbp_survey.workflow.reporting.order import Order
from wbp_survey.workflow.study import Place, open_place

Progress = Callable[[str, int, int], None]

_MARK = "demo.json"
_FIRST_DAY = datetime(2018, 2, 5, 9, 0, 31, tzinfo=UTC)
_EXPERTS = 7
_PILOT = "1.0.0"
_TABLES = (10, 10, 9, 10, 10, 9)  # seats per case, in order of study.yaml


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made, and where."""

    study: Path
    report: Path
    figures: Path
    results: Path
    sessions: int
    answers: int


def demo(folder: Path, *, seed: int, progress: Progress) -> Demonstration:
    """Build the demonstration in `folder`; an earlier demonstration there is replaced.

    Raises StudyError when the folder holds anything that is not a demonstration.
    """
    target = folder.resolve()
    place = _fresh_study(target, seed)
    progress("study", 1, 1)
    plans = list(_plans(place, seed))
    answers = 0
    for number, plan in enumerate(plans, start=1):
        answers += _hold(place, plan, number)
        progress("record", number, len(plans))
    written = write_report(place, target / "bijlagen.docx", Order(paged=True), progress)
    mark = {"synthetic": True, "seed": seed, "sessions": len(plans), "answers": answers}
    (target / _MARK).write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")
    return Demonstration(
        study=place.root,
        report=written.path,
        figures=written.figures,
        results=written.results,
        sessions=len(plans),
        answers=answers,
    )


def _fresh_study(target: Path, seed: int) -> Place:
    """Make the study anew; never on top of somebody's own work."""
    if target.exists() and any(target.iterdir()):
        if not (target / _MARK).is_file() and not (target / "study").is_dir():
            raise StudyError.one("STUDY_NOT_A_DEMO", str(target))
        shutil.rmtree(target)
    root = init(target / "study")
    (target / _MARK).write_text('{"synthetic": true}\n', encoding="utf-8")
    file = root / "study.yaml"
    settings = read_yaml(file).data
    settings["synthetic"] = True
    settings["policies"]["seed"] = seed
    settings["report"] |= invented_report()
    file.write_text(dump_yaml(settings), encoding="utf-8")
    (root / "scripts").mkdir()
    return open_place(root)


def _plans(place: Place, seed: int) -> Iterator[Plan]:
    """List the sessions: per case two admins, an officer, an official and a table; then experts.

    Last comes the desk research on every case.

    The first admin of each case is interviewed with the pilot version, so that the comparison has
    answers to carry over.
    """
    root = place.root
    pilot = load_instrument(root, "beheerder-interview", _PILOT)
    admin = load_instrument(root, "beheerder-interview")
    officer = load_instrument(root, "wijkagent-interview")
    official = load_instrument(root, "gemeente-interview")
    table = load_instrument(root, "rondetafel-protocol")
    expert = load_instrument(root, "deskundige-interview")
    desk = load_instrument(root, "deskresearch-casus")
    for case, size in zip(place.study.cases, _TABLES, strict=True):
        for person, form in ((1, pilot), (2, admin)):
            yield Plan(form, case.id, ("beheerder",), f"{seed}/{case.id}/B{person}")
        yield Plan(officer, case.id, ("wijkagent",), f"{seed}/{case.id}/W1")
        yield Plan(official, case.id, ("gemeente",), f"{seed}/{case.id}/G1")
        residents = size - 5
        seats = (("beheerder", 2), ("wijkagent", 1), ("gemeente", 2), ("bewoner", residents))
        yield Plan(table, case.id, table_of(seats), f"{seed}/{case.id}/R1")
    for number in range(1, _EXPERTS + 1):
        yield Plan(expert, "", ("deskundige",), f"{seed}/expert/D{number}")
    for case in place.study.cases:
        yield Plan(desk, case.id, (), f"{seed}/{case.id}/K1")


def _hold(place: Place, plan: Plan, number: int) -> int:
    """Invent one script, keep it as a file, and replay it as `wbp record --script` would.

    It is not rehearsed first: the engine that leads the way here has led whoever invented it.
    """
    entries = invent(place.study, plan)
    name = f"{number:02}-{plan.instrument.id}{'-' + plan.case if plan.case else ''}.yaml"
    script = place.root / "scripts" / name
    script.write_text(dump_script(entries), encoding="utf-8")
    form = plan.instrument
    request = Request(form.id, plan.case, interviewer="demo", version=form.version)
    asker = scripted(load_script(script), form)
    recorded = record(place, request, asker, now=_clock(number))
    return len(recorded.state.answers)


def _clock(number: int) -> Callable[[], datetime]:
    """Return a clock of the invented fieldwork: one session a day, half a minute an answer."""
    moment = [_FIRST_DAY + timedelta(days=number)]

    def now() -> datetime:
        moment[0] += timedelta(seconds=31)
        return moment[0]

    return now
