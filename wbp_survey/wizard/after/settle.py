"""Settle the differences between two entries of one session, one screen each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from wbp_survey.model.instrument import Constraint, Item
from wbp_survey.model.payloads import override_payload, slot_payload
from wbp_survey.model.session import Answer, SessionState, Slot
from wbp_survey.texts import say
from wbp_survey.wizard.after.correct import ask_words, words_item
from wbp_survey.wizard.after.differences import Both, about_consent, differences
from wbp_survey.wizard.after.entries import Choice, Entry, choice_item, whole_text
from wbp_survey.wizard.asides import YES, texts
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.points import odd_in_words, section_title
from wbp_survey.wizard.question import Back, Given, Question, QuestionKind
from wbp_survey.wizard.session.odd import as_answer
from wbp_survey.wizard.session.room import (
    Paused,
    Room,
    at_slot,
    build,
    forget_draft,
    keep,
    put,
)
from wbp_survey.wizard.typed.parse import check, oddities
from wbp_survey.wizard.typed.refusal import Refused

Outcome = Literal["settled", "stopped"]

BECAUSE = ":because"
"""Ends the name of the field for why an answer is the right one."""


@dataclass(frozen=True, slots=True)
class _Settled:
    """What one difference is settled on; no answer at all is a choice too.

    `odd` holds the soft checks that the answer fails, each with why it is right after all.
    """

    choice: Choice
    answer: Answer | None
    odd: Mapping[str, str] = field(default_factory=dict)
    because: str = ""


@dataclass(slots=True)
class _Desk:
    """The two entries and how far the settling is: `path` holds what was settled, in order."""

    first: Entry
    second: Entry
    state: SessionState
    path: list[Both] = field(default_factory=list)
    back_at: Both | None = None
    notice: str = ""


def settle(room: Room, first: Entry, second: Entry) -> Outcome:
    """Put each difference to a person and record in the first entry what is right, until none is.

    What comes onto the route by that is compared as well. Everything settled is kept at once: one
    can stop at any difference and go on later.
    """
    desk = _Desk(first, second, first.state)
    try:
        left = _left(room, desk)
        if left:
            _announce(room, desk, len(left))
        while True:
            both = desk.back_at or next(iter(_left(room, desk)), None)
            if both is None:
                return "settled"
            _settle_one(room, desk, both)
    except Paused:
        return "stopped"


def _left(room: Room, desk: _Desk) -> tuple[Both, ...]:
    return differences(room.instrument, room.study.consent, desk.state, desk.second.state)


def _announce(room: Room, desk: _Desk, count: int) -> None:
    """Say what is to come: how many differences, and that one may stop."""
    paper = "paper_" if desk.first.state.mode == "paper" else ""
    words = texts(
        f"entries.begin.{paper}{'one' if count == 1 else 'more'}",
        count=count,
        first=desk.first.state.interviewer,
        second=desk.second.state.interviewer,
    )
    question = build(room, desk.state, "note", Item(":settle", "note", words))
    put(room, replace(question, section=say("entries.title", room.language)))


def _settle_one(room: Room, desk: _Desk, both: Both) -> None:
    settled = _decide(room, desk, both)
    desk.notice = ""
    if settled is None:
        _go_back(room, desk)
        return
    before = desk.state
    desk.state = _record(room, desk, both, settled)
    desk.path.append(both)
    desk.back_at = None
    count = len(off_route(room.instrument, desk.state) - off_route(room.instrument, before))
    if count:
        key = "one" if count == 1 else "more"
        desk.notice = say(f"wizard.set_aside.{key}", room.language, count=count)


def _go_back(room: Room, desk: _Desk) -> None:
    """Stand at the difference settled last, to settle it otherwise."""
    if desk.path:
        desk.back_at = desk.path.pop()
    else:
        desk.notice = say("entries.first_one", room.language)


def _decide(room: Room, desk: _Desk, both: Both) -> _Settled | None:
    """Ask which entry is right, or what is; None leads back."""
    question = _placed(room, desk, both, "choice", choice_item(desk.first, desk.second, both))
    question = replace(question, notice=desk.notice)
    while True:
        reply = put(room, question)
        if not isinstance(reply, Given):
            return None
        settled = _chosen(room, desk, both, str(reply.value))
        trouble = _unfit(room, both, settled)
        explained = None if trouble or settled is None else _explained(room, desk, both, settled)
        if explained is not None:
            return explained
        question = replace(question, notice=trouble)


def _placed(room: Room, desk: _Desk, both: Both, kind: QuestionKind, item: Item) -> Question:
    """Build a question at its place: which question it is about, and how many there are to go."""
    step = both.step
    left = [one for one in _left(room, desk) if one.step.slot != step.slot]
    return replace(
        build(room, desk.state, kind, item, step.slot.participant),
        slot=step.slot,
        section=section_title(step, room.language),
        number=len(desk.path) + 1,
        total=len(desk.path) + 1 + len(left),
        answers=step.answers if kind == "why" else {},
    )


def _chosen(room: Room, desk: _Desk, both: Both, choice: str) -> _Settled | None:
    """Return what was chosen; None when the other answer was not given after all."""
    if choice == "first":
        return _Settled("first", both.first)
    if choice == "second":
        return _Settled("second", both.second)
    slot = both.step.slot
    # Of the kind that takes an answer or a reason and leads nowhere else.
    question = replace(_placed(room, desk, both, "why", both.step.item), given=both.first)
    reply = put(room, at_slot(room, question, slot))
    if isinstance(reply, Back):
        return None
    forget_draft(room, slot)
    answer = as_answer(reply)
    return _Settled("other", answer)


def _unfit(room: Room, both: Both, settled: _Settled | None) -> str:
    """Say why an answer cannot be right with the others as they are now; empty when it can."""
    answer = settled.answer if settled else None
    if answer is None or answer.value is None:
        return ""
    try:
        check(both.step.item, answer.value, room.language, both.step.answers)
    except Refused as refused:
        return say("entries.does_not_fit", room.language, why=refused.sentence(room.language))
    return ""


def _explained(room: Room, desk: _Desk, both: Both, settled: _Settled) -> _Settled | None:
    """Ask why, where neither entry is right or the answer is odd; one may leave that empty."""
    step, answer = both.step, settled.answer
    value = answer.value if answer else None
    odd = () if value is None else oddities(step.item, value, step.answers)
    known = {rule.check: _known_reason(desk, step.slot, settled.choice, rule) for rule in odd}
    doubted = [rule for rule in odd if not known[rule.check]]
    if settled.choice != "other" and not doubted:
        return replace(settled, odd=known)
    doubt = odd_in_words(room.instrument, step.item.id, doubted, step.answers, room.language)
    item = words_item(f"{step.slot.item}{BECAUSE}", texts("entries.because"), whole_text(step.item))
    because = ask_words(room, desk.state, item, step.slot, notice=doubt)
    if because is None:
        return None
    reasons = {check_: why or because for check_, why in known.items()}
    return replace(settled, odd=reasons, because=because)


def _known_reason(desk: _Desk, slot: Slot, choice: Choice, rule: Constraint) -> str:
    """Return why an odd answer is right, when that was said at the entry it comes from."""
    if choice == "other":
        return ""
    entry = desk.first if choice == "first" else desk.second
    return entry.state.overridden.get(slot, {}).get(rule.check, "")


def _record(room: Room, desk: _Desk, both: Both, settled: _Settled) -> SessionState:
    """Record in the first entry what a difference is settled on."""
    slot, second = both.step.slot, desk.second.state.id
    scope = about_consent(slot)
    if scope:
        return _record_consent(room, desk, slot.participant, scope, settled)
    payload = slot_payload(slot) | _said(settled.answer) | {"entry": second}
    if settled.because:
        payload["because"] = settled.because
    state = keep(room, "answer_settled", payload)
    for rule, reason in settled.odd.items():
        if reason:
            state = keep(room, "check_overridden", override_payload(slot, rule, reason))
    return state


def _said(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"neither": True}
    return {"missing": answer.missing} if answer.missing else {"value": answer.value}


def _record_consent(
    room: Room, desk: _Desk, participant: str, scope: str, settled: _Settled
) -> SessionState:
    """Record what was agreed to after all; no to a required scope is no to all."""
    agreed = settled.answer is not None and settled.answer.value == YES
    payload = {
        "participant": participant,
        "scopes": _agreed_to(room, desk.state.consent[participant], scope, agreed=agreed),
        "version": desk.state.consent_version,
        "scope": scope,
        "entry": desk.second.state.id,
    }
    return keep(room, "consent_given", payload)


def _agreed_to(
    room: Room, given: Mapping[str, bool], scope: str, *, agreed: bool
) -> dict[str, bool]:
    required = any(one.id == scope and one.required for one in room.study.consent.scopes)
    if required and not agreed:
        return dict.fromkeys(given, False)
    return {**given, scope: agreed}
