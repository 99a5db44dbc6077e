"""Answer scripts: the same engine and the same reading as at the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import get_args

from wbp_survey.errors import Problem, RecordError
from wbp_survey.instrument.schema import unknown
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.journal import Event, EventKind, Payload
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, apply
from wbp_survey.model.study import Study
from wbp_survey.wizard.asides import NO, SEATED, YES
from wbp_survey.wizard.question import ActName, Asker, Given, Pause, Question, Reason, Reply
from wbp_survey.wizard.script_table import (
    act_line,
    command,
    complain_of_silence,
    consent_of,
    consent_row,
    idea,
    row,
)
from wbp_survey.wizard.scripting import Script, complain, new_script, shown, take, unused
from wbp_survey.wizard.session.engine import hold
from wbp_survey.wizard.typed.choice import listed
from wbp_survey.wizard.typed.parse import check_reason
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused

_ACT_LINES = frozenset(f":{name}" for name in get_args(ActName))
"""The fields in which an act asks for words that it was given without."""

_WITHDRAW = ":withdraw"
"""The question whether somebody really withdraws."""


def scripted(entries: Sequence[ScriptEntry], instrument: Instrument | None = None) -> Asker:
    """Return an asker that answers from a script and pauses when the script ends.

    Without the instrument no answer of one seat can be more than the row it goes into can read. It
    raises RecordError at the first thing that is wrong; call `rehearse` first to hear
    everything that is wrong before anything is recorded.
    """
    script = new_script(entries, instrument)

    def ask(question: Question) -> Reply:
        reply = _reply(script, question)
        if script.problems:
            raise RecordError(script.problems)
        return reply

    return ask


def rehearse(
    instrument: Instrument,
    study: Study,
    state: SessionState,
    entries: Sequence[ScriptEntry],
    language: str,
) -> SessionState:
    """Play a script in memory; raise RecordError with everything that is wrong with it.

    Return the state in which the session would be left.
    """
    script = new_script(entries, instrument)
    reached = state

    def save(kind: EventKind, payload: Payload) -> SessionState:
        nonlocal reached
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        event = Event("", state.id, reached.seq + 1, kind, at, 0, "", "", payload)
        reached = apply(reached, event)
        return reached

    ask = partial(_reply, script)
    hold(
        instrument,
        study,
        state,
        ask,
        save,
        language,
        by="form" if state.mode == "paper" else "grid",
    )
    problems = [*_unknown_scopes(script, study), *script.problems]
    problems += () if reached.closed else unused(script.answers)
    if problems:
        raise RecordError(problems)
    return reached


def _unknown_scopes(script: Script, study: Study) -> Iterator[Problem]:
    """Report consent to what the study does not ask consent for: it would count for nothing."""
    known = [scope.id for scope in study.consent.scopes]
    given = dict.fromkeys(scope for entry in script.consents for scope in entry.consent or ())
    for scope in given:
        if scope not in known:
            yield unknown("", "RECORD_SCRIPT_SCOPE", scope, known)


def _reply(script: Script, question: Question) -> Reply:
    if question.kind == "trouble":  # nobody is there to free some disk
        return Pause()
    return (not question.odd and command(script, question)) or _said(script, question)


def _said(script: Script, question: Question) -> Reply:
    if question.item.type == "note":
        return Given(None)
    if question.kind == "tally" or question.item.id in _ACT_LINES:
        return act_line(script, question)
    if question.item.id == _WITHDRAW:  # the command said so already
        return Given(YES)
    if question.kind in _ARRANGED:
        return _ARRANGED[question.kind](script, question)
    if not question.odd:  # an odd answer is confirmed by giving it again
        script.last = _answer(script, question)
    return script.last


def _close(script: Script, _question: Question) -> Reply:
    script.problems += unused(script.answers)
    return Given(YES)


def _seat(script: Script, question: Question) -> Reply:
    roles = [option.code for _, option in listed(question.item)]
    if script.seats and script.seats[0] in roles:
        return Given(script.seats.pop(0))
    if script.seats:
        wrong = {"role": script.seats.pop(0), "roles": ", ".join(roles)}
        script.problems.append(Problem("RECORD_SCRIPT_ROLE", values=wrong))
        return Given(roles[0])
    return Given(SEATED) if SEATED in roles else Pause()


def _consent(script: Script, question: Question) -> Reply:
    """Answer from the consent given for this participant, else from the one given for all."""
    given = consent_of(script, question.slot.participant, question.item.id)
    if given is None and not script.answers:
        return Pause()
    if given is None:
        complain_of_silence(script, question.slot.participant)
    return Given(NO if given is False else YES)


def _answer(script: Script, question: Question) -> Reply:
    if question.kind == "row":
        counted = question.number > 0  # consent is asked before the first question
        return row(script, question) if counted else consent_row(script, question)
    if question.kind == "line":
        return idea(script, question)
    entry = take(script.answers, question.slot)
    if entry is None:
        if not script.answers:
            return Pause()
        complain(script, "RECORD_SCRIPT_UNANSWERED", question)
        return Reason("dont_know")
    try:
        return _read(script, question, entry)
    except Refused as refused:
        why = refused.sentence(question.language)
        typed = shown(question, entry)
        complain(script, "RECORD_SCRIPT_REFUSED", question, typed=typed, why=why)
        return Reason("dont_know")


def _read(script: Script, question: Question, entry: ScriptEntry) -> Reply:
    reason = entry.missing
    if reason:
        check_reason(question.item, reason)
        return Reason(reason)
    reply = read_reply(question, entry.typed or "", script.today)
    return replace(reply, because=entry.override) if isinstance(reply, Given) else reply


_ARRANGED: Mapping[str, Callable[[Script, Question], Reply]] = {
    "seat": _seat,
    "consent": _consent,
    "close": _close,
}
"""What is arranged around the questions, by the kind of question."""
