"""`wbp record`: hold an interview or a round table."""

from __future__ import annotations

import getpass
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from wbp_survey.cli.options import FILE, help_line, study_option
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.wizard.choose import choose_case
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.wizard.question import Asker, Question, Reply
from wbp_survey.workflow import record as recording
from wbp_survey.workflow.study import Place, open_place

NEWEST = ""


@click.command("record", help=help_line("record"))
@click.argument("instrument", metavar="INSTRUMENT[@VERSION]")
@click.option("--case", default="", help=say("cli.option.case"))
@click.option(
    "--interviewer", default="", envvar="WBP_INTERVIEWER", help=say("cli.option.interviewer")
)
@click.option("--resume", is_flag=True, help=say("cli.option.resume"))
@click.option("--session", default=NEWEST, help=say("cli.option.session"))
@click.option("--script", type=FILE, help=say("cli.option.script"))
@click.option("--plain", is_flag=True, help=say("cli.option.plain"))
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.language"))
@study_option
def record(
    instrument: str,
    case: str,
    interviewer: str,
    *,
    resume: bool,
    session: str,
    script: Path | None,
    plain: bool,
    language: str | None,
    folder: Path | None,
) -> None:
    """Hold a session at the keyboard, or replay a script."""
    place = open_place(folder)
    name, _, version = instrument.partition("@")
    request = recording.Request(
        instrument=name,
        version=version,
        case=case,
        interviewer=interviewer or getpass.getuser(),
        resume=session if resume or session else None,
        language=language or current_language(),
    )
    if script:
        _tell(place, recording.record_script(place, request, script), request, folder)
        return
    if not case and _can_choose(plain=plain):
        request = _with_case(place, request)
    recording.recordable(place, request)
    left_open = _left_open(place, request)
    with terminal_asker(plain=plain) as ask:
        recorded = recording.record(place, request, _mentioning(left_open, ask))
    _tell(place, recorded, request, folder)


def _can_choose(*, plain: bool) -> bool:
    return not plain and sys.stdin.isatty() and sys.stdout.isatty()


def _with_case(place: Place, request: recording.Request) -> recording.Request:
    """Ask which case it is about, when the instrument is about one and none was named."""
    if request.resume is not None or not recording.needs_case(place, request):
        return request
    return replace(request, case=choose_case(place.study.cases))


def _left_open(place: Place, request: recording.Request) -> str:
    """Say that a session was left open, before a second one is begun by mistake."""
    waiting = [] if request.resume is not None else recording.open_sessions(place, request)
    if not waiting:
        return ""
    row = waiting[-1]
    at = f"{datetime.fromisoformat(row.last_at).astimezone():%Y-%m-%d %H:%M}"
    return say("cli.record.left_open", session=row.id, at=at)


def _mentioning(sentence: str, ask: Asker) -> Asker:
    """Show a sentence with the first question: what is printed before it, its screen covers."""
    unsaid = [sentence]

    def mention(question: Question) -> Reply:
        notice = unsaid.pop() if unsaid else ""
        return ask(replace(question, notice=notice) if notice else question)

    return mention


def _tell(
    place: Place, recorded: recording.Recorded, request: recording.Request, folder: Path | None
) -> None:
    """Say how it ended and, when it did not, how to go on."""
    session = recorded.state.id
    answers = len(recorded.state.answers)
    case = f" --case {request.case}" if request.case else ""
    study = f" --study {folder}" if folder else ""
    waiting = [row.id for row in recording.open_sessions(place, request)]
    which = f"--session {session}" if waiting[-1:] != [session] else "--resume"
    resume = f"wbp record {request.instrument}{case} {which}{study}"
    click.echo(say(f"cli.record.{recorded.how}", session=session, answers=answers, resume=resume))
