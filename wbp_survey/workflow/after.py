"""After the talk: correct an answer, close what was left open, reopen, go through what is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from wbp_survey.errors import RecordError, StoreError, UsageError
from wbp_survey.model.instrument import Constraint, text_in
from wbp_survey.model.missing import TYPED
from wbp_survey.model.payloads import override_payload
from wbp_survey.model.session import Answer, SessionState, Slot, same_answer
from wbp_survey.store.claim import claim
from wbp_survey.store.drafts import clear_draft, read_drafts, save_typed
from wbp_survey.texts import say
from wbp_survey.wizard.after.correct import correct_at_question, correction_payload
from wbp_survey.wizard.after.review import Point, Reviewed, points, review
from wbp_survey.wizard.flow import Step, is_open, off_route, route
from wbp_survey.wizard.points import in_words
from wbp_survey.wizard.question import Asker
from wbp_survey.wizard.session.room import Room
from wbp_survey.wizard.session.way import Way
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.wizard.typed.parse import accepted, check_reason, oddities, parse, read_missing
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.workflow.recorder import Now, Recorder, utc_now
from wbp_survey.workflow.request import same_version
from wbp_survey.workflow.rescue import rescue
from wbp_survey.workflow.sessions import Held, find_session, held_session, show_session
from wbp_survey.workflow.slots import Where, asked_slots, find_slot
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer must become, as it is typed, and why; `override` says why an odd one stays."""

    value: str = ""
    missing: str = ""
    because: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: the answer before and after, in words, and what it did to others.

    `aside` answers stopped counting because of it, `back` count again, `opened` questions are on
    the route now without an answer.
    """

    state: SessionState
    slot: Slot
    before: str
    after: str
    aside: int
    back: int
    opened: int


@contextmanager
def changing(
    place: Place, session: str, by: str, now: Now = utc_now
) -> Iterator[tuple[Recorder, Held]]:
    """Hold a session for one writer and yield what records in it, with the session as it stands."""
    with journal(place) as store:
        found = find_session(store, session)
        with claim(store, found, by):
            held = held_session(place, store, found)
            yield Recorder(store, held.state, by, now, list(held.events)), held


def correct(
    place: Place,
    session: str,
    where: Where,
    change: Change,
    by: str,
    language: str,
    *,
    now: Now = utc_now,
) -> Corrected:
    """Change one answer and record what it was, what it became, who did it and why.

    The answer is read and checked as the wizard does; RecordError when it will not do.
    """
    because = _reason(change.because)
    with changing(place, session, by, now) as (recorder, held):
        step = _correctable(place, held, where)
        answer = _read(step, change, language, now().astimezone().date())
        if same_answer(held.state.answers.get(step.slot), answer):
            raise RecordError.one("RECORD_SAME_ANSWER", item=step.slot.item)
        odd = _oddities(step, answer, change, language)
        old = held.state.answers.get(step.slot)
        recorder.save("answer_corrected", correction_payload(step.slot, answer, old, because))
        for rule in odd:
            payload = override_payload(step.slot, rule.check, clean(change.override)[0])
            recorder.save("check_overridden", payload)
        return _corrected(held, recorder.state, step, language)


def correct_by_asking(
    place: Place, session: str, where: Where, by: str, ask: Asker, language: str
) -> Corrected | None:
    """Ask the question again, and why the answer changes; None when nothing was changed."""
    with changing(place, session, by) as (recorder, held):
        step = _correctable(place, held, where)
        room = room_for(place, held, recorder, ask, language)
        way = Way(held.instrument, held.state, route(held.instrument, held.state), step)
        with rescuing(recorder):
            changed = correct_at_question(room, way, step)
        _tidy(recorder, done=changed)
        if not changed:
            return None
        return _corrected(held, recorder.state, step, language)


def close_session(
    place: Place, session: str, because: str, by: str, *, now: Now = utc_now
) -> SessionState:
    """Close a session that nobody will finish, with the reason why; every answer stays."""
    words = _reason(because)
    with changing(place, session, by, now) as (recorder, held):
        if held.state.closed:
            raise RecordError.one("RECORD_ALREADY_CLOSED", session=held.state.id)
        return recorder.save("session_closed", {"reason": "left", "because": words})


def reopen_session(
    place: Place, session: str, because: str, by: str, *, now: Now = utc_now
) -> SessionState:
    """Open a closed session again, with the reason why."""
    words = _reason(because)
    with changing(place, session, by, now) as (recorder, held):
        _refuse_imported(held)
        _refuse_second(held)
        if not held.state.closed:
            raise RecordError.one("RECORD_ALREADY_OPEN", session=held.state.id)
        return recorder.save("session_reopened", {"because": words})


def open_points(place: Place, session: str, language: str) -> tuple[str, tuple[Point, ...]]:
    """Return the id of a session and what is open in it."""
    held = show_session(place, session)
    return held.state.id, _points(place, held, held.state, language)


def review_session(
    place: Place, session: str, by: str, ask: Asker, language: str
) -> tuple[SessionState, Reviewed, tuple[Point, ...]]:
    """Go through what is open with somebody; return the session, how it ended, and what is left."""
    with changing(place, session, by) as (recorder, held):
        _check_same(place, held)
        with rescuing(recorder):
            how = review(room_for(place, held, recorder, ask, language), held.state)
        _tidy(recorder, done=how == "done")
        return recorder.state, how, _points(place, held, recorder.state, language)


def _points(place: Place, held: Held, state: SessionState, language: str) -> tuple[Point, ...]:
    _refuse_imported(held)
    return points(held.instrument, place.study, state, language)


def room_for(place: Place, held: Held, recorder: Recorder, ask: Asker, language: str) -> Room:
    """Set up the room; what was being typed when it was last left lies ready."""
    session = held.state.id

    def note_position(slot: Slot, text: str) -> None:
        with suppress(StoreError):  # a draft is a kindness
            save_typed(recorder.store, session, slot, text)

    drafts = read_drafts(recorder.store, session)
    room = Room(held.instrument, place.study, ask, recorder.save, language, note_position, drafts)
    room.spoken = language
    room.saved_in = recorder.store.url if place.study.store else "data/study.db"
    if held.state.closed:
        room.banner = say("after.review.banner", language, session=session)
    return room


@contextmanager
def rescuing(recorder: Recorder) -> Iterator[None]:
    """Write an emergency copy when somebody leaves with something that could not be kept."""
    try:
        yield
    except StoreError as error:
        raise RecordError([*error.problems, rescue(recorder)]) from error


def _tidy(recorder: Recorder, *, done: bool) -> None:
    """Forget where somebody stood in a closed session, unless they mean to come back."""
    if recorder.state.closed and done:
        with suppress(StoreError):  # what was recorded is kept
            clear_draft(recorder.store, recorder.state.id)


def _correctable(place: Place, held: Held, where: Where) -> Step:
    """Return the step of one answer that may be corrected: on the route, in a session held here."""
    _check_same(place, held)
    slot = find_slot(held, where, asked_slots(held))
    return next(step for step in route(held.instrument, held.state) if step.slot == slot)


def _check_same(place: Place, held: Held) -> None:
    """Refuse what was imported, and a version that is no longer what it was."""
    _refuse_imported(held)
    _refuse_second(held)
    same_version(place, held.state)


def _refuse_second(held: Held) -> None:
    """Leave a second entry as it was entered: it is there to be compared with."""
    state = held.state
    if state.again:
        raise RecordError.one("RECORD_SECOND_STAYS", session=state.id, first=state.again)


def _refuse_imported(held: Held) -> None:
    if held.imported:
        raise RecordError.one("RECORD_IMPORTED", session=held.state.id)


def _read(step: Step, change: Change, language: str, today: date) -> Answer:
    """Read a new answer as the wizard would."""
    item = step.item
    try:
        if change.missing:
            reason = read_missing(change.missing) or change.missing
            check_reason(item, reason)
            return Answer(missing=reason)
        return Answer(parse(item, change.value, language, today, step.answers).value)
    except Refused as refused:
        raise RecordError.one(
            "RECORD_ANSWER_REFUSED",
            step.slot.item,
            why=refused.sentence(language),
            accepted=_reasons(language) if change.missing else accepted(item, language),
        ) from None


def _reasons(language: str) -> str:
    """Name the reasons that can be given for having no answer."""
    names = ", ".join(say(f"missing.{reason.id}", language) for reason in TYPED)
    return say("after.reasons", language, reasons=names)


def _oddities(step: Step, answer: Answer, change: Change, language: str) -> tuple[Constraint, ...]:
    """Return the soft checks an answer fails; refuse them unless it is said why it stays."""
    if answer.value is None:
        return ()
    odd = oddities(step.item, answer.value, step.answers)
    if odd and not clean(change.override)[0]:
        message = " ".join(text_in(rule.message, language) for rule in odd)
        raise RecordError.one("RECORD_ODD_ANSWER", step.slot.item, message=message)
    return odd


def _corrected(held: Held, after: SessionState, step: Step, language: str) -> Corrected:
    """Compare the session before and after."""
    off = [off_route(held.instrument, state) - {step.slot} for state in (held.state, after)]
    opened = [
        {one.slot for one in route(held.instrument, state) if is_open(one, state)}
        for state in (held.state, after)
    ]
    before, now = (
        in_words(step.item, state.answers.get(step.slot), language) or "-"
        for state in (held.state, after)
    )
    return Corrected(
        after,
        step.slot,
        before,
        now,
        aside=len(off[1] - off[0]),
        back=len(off[0] - off[1]),
        opened=len(opened[1] - opened[0]),
    )


def _reason(because: str) -> str:
    words = clean(because)[0]
    if not words:
        raise UsageError.one("USAGE_EMPTY_TEXT")
    return words
