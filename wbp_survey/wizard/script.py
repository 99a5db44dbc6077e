"""Answer scripts: the same engine and the same reading as at the keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from wbp_survey.errors import Problem, RecordError
from wbp_survey.instrument.schema import unknown
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.journal import Event, EventKind, Payload
from wbp_survey.model.repeats import base_id
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, apply
from wbp_survey.model.study import Study
from wbp_survey.wizard.asides import NO, SEATED, YES
from wbp_survey.wizard.question import Asker, Given, Pause, Question, Reason, Reply
from wbp_survey.wizard.session.engine import hold
from wbp_survey.wizard.typed.choice import listed
from wbp_survey.wizard.typed.parse import TEXTS, accepted, check_reason
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused

_SHOWN = 40
"""How much of what was typed a problem repeats."""


@dataclass(slots=True)
class _Script:
    """What is left of a script, what it last said, and what was wrong so far."""

    answers: list[ScriptEntry]
    consents: tuple[ScriptEntry, ...]
    seats: list[str]
    today: date
    last: Reply = field(default_factory=Pause)
    problems: list[Problem] = field(default_factory=list)


def scripted(entries: Sequence[ScriptEntry]) -> Asker:
    """Return an asker that answers from a script and pauses when the script ends.

    It raises RecordError at the first thing that is wrong; call `rehearse` first to hear
    everything that is wrong before anything is recorded.
    """
    script = _script(entries)

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
    script = _script(entries)
    reached = state

    def save(kind: EventKind, payload: Payload) -> SessionState:
        nonlocal reached
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        event = Event("", state.id, reached.seq + 1, kind, at, 0, "", "", payload)
        reached = apply(reached, event)
        return reached

    hold(instrument, study, state, lambda question: _reply(script, question), save, language)
    problems = [*_unknown_scopes(script, study), *script.problems]
    problems += () if reached.closed else _unused(script.answers)
    if problems:
        raise RecordError(problems)
    return reached


def _unknown_scopes(script: _Script, study: Study) -> Iterator[Problem]:
    """Report consent to what the study does not ask consent for: it would count for nothing."""
    known = [scope.id for scope in study.consent.scopes]
    given = dict.fromkeys(scope for entry in script.consents for scope in entry.consent or ())
    for scope in given:
        if scope not in known:
            yield unknown("", "RECORD_SCRIPT_SCOPE", scope, known)


def _script(entries: Iterable[ScriptEntry]) -> _Script:
    every = tuple(entries)
    return _Script(
        answers=[entry for entry in every if entry.consent is None and not entry.seats],
        consents=tuple(entry for entry in every if entry.consent is not None),
        seats=[role for entry in every for role in entry.seats],
        today=datetime.now().astimezone().date(),
    )


def _reply(script: _Script, question: Question) -> Reply:
    if question.kind == "trouble":  # nobody is there to free some disk
        return Pause()
    if question.item.type == "note":
        return Given(None)
    if question.kind == "seat":
        return _seat(script, question)
    if question.kind == "consent":
        return _consent(script, question)
    if question.kind == "close":
        script.problems += _unused(script.answers)
        return Given(YES)
    if not question.odd:  # an odd answer is confirmed by giving it again
        script.last = _answer(script, question)
    return script.last


def _seat(script: _Script, question: Question) -> Reply:
    roles = [option.code for _, option in listed(question.item)]
    if script.seats and script.seats[0] in roles:
        return Given(script.seats.pop(0))
    if script.seats:
        wrong = {"role": script.seats.pop(0), "roles": ", ".join(roles)}
        script.problems.append(Problem("RECORD_SCRIPT_ROLE", values=wrong))
        return Given(roles[0])
    return Given(SEATED) if SEATED in roles else Pause()


def _consent(script: _Script, question: Question) -> Reply:
    """Answer from the consent given for this participant, else from the one given for all."""
    for wanted in (question.slot.participant, ""):
        for entry in script.consents:
            if entry.participant == wanted and entry.consent is not None:
                return Given(YES if entry.consent.get(question.item.id, False) else NO)
    if script.answers:
        silent = Problem("RECORD_SCRIPT_CONSENT", "", {"participant": question.slot.participant})
        if silent not in script.problems:
            script.problems.append(silent)
        return Given(YES)
    return Pause()


def _answer(script: _Script, question: Question) -> Reply:
    entry = _take(script.answers, question)
    if entry is None:
        if not script.answers:
            return Pause()
        _complain(script, "RECORD_SCRIPT_UNANSWERED", question)
        return Reason("dont_know")
    try:
        return _read(script, question, entry)
    except Refused as refused:
        _complain(
            script,
            "RECORD_SCRIPT_REFUSED",
            question,
            typed=_shown(question, entry),
            why=refused.sentence(question.language),
        )
        return Reason("dont_know")


def _take(answers: list[ScriptEntry], question: Question) -> ScriptEntry | None:
    """Take the entry for this question off the list: one that names it, else the next nameless.

    In a repeated section a name with the number of the time goes before one without.
    """
    fitting = [entry for entry in answers if _fits(entry, question)]
    for name in (question.slot.item, base_id(question.slot.item), ""):
        entry = next((one for one in fitting if one.item == name), None)
        if entry is not None:
            answers.remove(entry)
            return entry
    return None


def _fits(entry: ScriptEntry, question: Question) -> bool:
    slot = question.slot
    right = entry.participant in ("", slot.participant) and entry.round in (0, slot.round)
    return right or not entry.item


def _read(script: _Script, question: Question, entry: ScriptEntry) -> Reply:
    reason = entry.missing
    if reason:
        check_reason(question.item, reason)
        return Reason(reason)
    reply = read_reply(question, entry.typed or "", script.today)
    return replace(reply, because=entry.override) if isinstance(reply, Given) else reply


def _complain(script: _Script, code: str, question: Question, **values: str) -> None:
    item, slot = question.item, question.slot
    place = "/".join(str(part) for part in (slot.item, slot.participant, slot.round) if part)
    said = {"item": place, "accepted": accepted(item, question.language), **values}
    script.problems.append(Problem(code, values=said))


def _shown(question: Question, entry: ScriptEntry) -> str:
    """Repeat what was typed, but never free text: that may hold personal data."""
    if question.item.type in TEXTS:
        return "…"
    typed = entry.missing or entry.typed or ""
    text = typed if isinstance(typed, str) else ", ".join(typed)
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


def _unused(answers: Sequence[ScriptEntry]) -> list[Problem]:
    """Name the entries that no question used."""
    named = [
        Problem("RECORD_SCRIPT_NOT_ASKED", values={"item": entry.item})
        for entry in answers
        if entry.item
    ]
    count = sum(not entry.item for entry in answers)
    return [*named, Problem("RECORD_SCRIPT_TOO_LONG", values={"count": count})] if count else named
