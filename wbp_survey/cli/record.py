"""`wbp record`: hold an interview or a round table."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    help_line,
    in_study,
    plain_option,
    say_last,
    study_option,
    whoever,
)
from wbp_survey.errors import UsageError
from wbp_survey.model.instrument import text_in
from wbp_survey.store.claim import local_time
from wbp_survey.texts import LANGUAGES, current_language, say
from wbp_survey.wizard.choose import BEGIN, STOP, choose_case, choose_session
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.wizard.question import Asker, Question, Reply
from wbp_survey.workflow import rehearse as rehearsing
from wbp_survey.workflow.record import Recorded, record_script
from wbp_survey.workflow.record import record as record_session
from wbp_survey.workflow.request import Request, needs_case, recordable
from wbp_survey.workflow.resume import open_sessions, waiting_sessions
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
@click.option("--paper", is_flag=True, help=say("cli.option.paper"))
@click.option("--rehearse", is_flag=True, help=say("cli.option.rehearse"))
@click.option("--script", type=FILE, help=say("cli.option.script"))
@plain_option
@click.option("--language", type=click.Choice(LANGUAGES), help=say("cli.option.language"))
@study_option
def record(
    instrument: str,
    case: str,
    interviewer: str,
    *,
    resume: bool,
    session: str,
    paper: bool,
    rehearse: bool,
    script: Path | None,
    plain: bool | None,
    language: str | None,
    folder: Path | None,
) -> None:
    """Hold a session at the keyboard, or replay a script."""
    name, _, version = instrument.partition("@")
    request = Request(
        instrument=name,
        version=version,
        case=case,
        interviewer=whoever(interviewer),
        resume=session if resume or session else None,
        language=language or current_language(),
        mode="paper" if paper else "",
    )
    if request.resume is not None and (rehearse or paper):
        raise UsageError.one("USAGE_NEW_SESSION", option="--rehearse" if rehearse else "--paper")
    place = open_place(folder)
    if rehearse:
        _rehearse(place, request, script, plain=plain)
    elif script:
        _tell(place, record_script(place, request, script), request, folder)
    else:
        _at_keyboard(place, request, folder, plain=plain)


def _rehearse(place: Place, request: Request, script: Path | None, *, plain: bool | None) -> None:
    if script:
        recorded = rehearsing.rehearse_script(place, request, script)
    else:
        # Without a folder of ours a text is edited in one that is gone afterwards.
        with terminal_asker(plain=plain) as ask:
            recorded = rehearsing.rehearse_session(place, request, ask)
    say_last(say("cli.record.rehearsed", answers=len(recorded.state.answers)))


def _at_keyboard(
    place: Place, request: Request, folder: Path | None, *, plain: bool | None
) -> None:
    """Settle what the command line left open, hold the session, and say how it ended."""
    chooses = _at_terminal()
    cases = place.study.cases
    # What cannot be recorded whatever is chosen is said before anything is asked.
    somewhere = cases[0].id if chooses and cases and needs_case(place, request) else request.case
    instrument = recordable(place, replace(request, case=somewhere))
    title = text_in(instrument.title, request.language)
    with terminal_asker(plain=plain, editing=place.editing) as ask:
        settled = _chosen(place, request, ask, title) if chooses else request
        if settled is not None:
            notice = "" if chooses else _left_open(place, request)
            recorded = record_session(place, settled, _mentioning(notice, ask))
    if settled is None:
        say_last(say("cli.record.nothing_begun"))
    else:
        _tell(place, recorded, settled, folder)


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _chosen(place: Place, request: Request, ask: Asker, title: str) -> Request | None:
    """Ask which case, and which session when some were left open; None when somebody leaves."""
    if needs_case(place, request):
        case = choose_case(ask, place.study.cases, request.language, title)
        if not case:
            return None
        request = replace(request, case=case)
    waiting = () if request.resume else waiting_sessions(place, request)
    begins = request.resume is None
    if not waiting or (not begins and len(waiting) == 1):
        return request
    chosen = choose_session(ask, waiting, request.language, title, may_begin=begins)
    if chosen == STOP:
        return None
    return request if chosen == BEGIN else replace(request, resume=chosen, mode="")


def _left_open(place: Place, request: Request) -> str:
    """Say that a session was left open, where nobody can be asked what to do about it."""
    waiting = [] if request.resume is not None else open_sessions(place, request)
    if not waiting:
        return ""
    row = waiting[-1]
    return say("cli.record.left_open", session=row.id, at=local_time(row.last_at))


def _mentioning(sentence: str, ask: Asker) -> Asker:
    """Show a sentence with the first question: what is printed before it, its screen covers."""
    unsaid = [sentence]

    def mention(question: Question) -> Reply:
        notice = unsaid.pop() if unsaid else ""
        return ask(replace(question, notice=notice) if notice else question)

    return mention


def _tell(place: Place, recorded: Recorded, request: Request, folder: Path | None) -> None:
    """Say how it ended and, when it did not, how to go on."""
    session = recorded.state.id
    answers = len(recorded.state.answers)
    case = f" --case {request.case}" if request.case else ""
    study = in_study(folder)
    waiting = [row.id for row in open_sessions(place, replace(request, version=""))]
    which = "--resume" if waiting == [session] else f"--session {session}"
    resume = f"wbp record {request.instrument}{case} {which}{study}"
    say_last(say(f"cli.record.{recorded.how}", session=session, answers=answers, resume=resume))
