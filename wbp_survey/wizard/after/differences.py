"""Where two entries of one session differ: question by question, along both routes. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from wbp_survey.model.instrument import Instrument, Section, Value
from wbp_survey.model.session import CONSENT, Answer, SessionState, Slot, consent_slot
from wbp_survey.model.study import Consent
from wbp_survey.wizard.asides import NO, YES, consent_item, texts
from wbp_survey.wizard.derived import WITHDRAWN, derived_missing
from wbp_survey.wizard.flow import route, standing
from wbp_survey.wizard.walk import Step


@dataclass(frozen=True, slots=True)
class Both:
    """One question as two people entered it; None for who has no answer there that counts.

    `asked_again` tells whether the second entry led past it at all.
    """

    step: Step
    first: Answer | None
    second: Answer | None
    asked_again: bool = True

    @property
    def alike(self) -> bool:
        """Tell whether both entered the same."""
        return entered(self.first) == entered(self.second)


def compared(instrument: Instrument, first: SessionState, second: SessionState) -> tuple[Both, ...]:
    """Return every question on the route of either entry, in order, as both entered it.

    An answer counts only on the route of its own entry: where just one was asked, the other has
    none. Of who withdrew altogether, in either, nothing is compared.
    """
    gone = {*first.withdrawn, *second.withdrawn}
    ours, theirs = (
        {
            step.slot: step
            for step in route(instrument, one)
            if step.asks and step.slot.participant not in gone
        }
        for one in (first, second)
    )
    return tuple(
        Both(
            ours.get(slot) or theirs[slot],
            standing(ours[slot], first) if slot in ours else None,
            standing(theirs[slot], second) if slot in theirs else None,
            slot in theirs,
        )
        for slot in _merged(list(ours), list(theirs))
    )


def differences(
    instrument: Instrument, consent: Consent, first: SessionState, second: SessionState
) -> tuple[Both, ...]:
    """Return what is still to be settled on the route of the first entry, in order.

    What only the second was asked comes after the answer that led there: it counts as soon as that
    is settled, and not at all when it is settled otherwise. Where the first found an empty seat, or
    no time, no answer led there: that is settled as it stands.
    """
    here = {step.slot for step in route(instrument, first)} | _passed_over(instrument, first)
    every = [
        *consents(consent, first, second),
        *(both for both in compared(instrument, first, second) if both.step.slot in here),
    ]
    return tuple(
        both for both in every if not both.alike and first.settled.get(both.step.slot) != second.id
    )


def consents(consent: Consent, first: SessionState, second: SessionState) -> Iterator[Both]:
    """Yield what each participant agreed to, where both entries say so.

    Who withdrew, and a seat at which nobody turned out to sit, agree to nothing.
    """
    section = Section(CONSENT, texts("wizard.part.consent"), ())
    gone = {*first.withdrawn, *second.withdrawn, *first.round_table.removed}
    for participant, given in first.consent.items():
        for scope in consent.scopes if participant not in gone else ():
            if scope.id in given:
                again = second.consent.get(participant, {}).get(scope.id)
                step = Step(section, consent_item(scope), consent_slot(scope.id, participant))
                yield Both(step, _yes_or_no(given[scope.id]), _yes_or_no(again))


def entered(answer: Answer | None) -> str:
    """Write what was entered so that equal answers are written equally; empty without answer.

    Numbers are equal as numbers, texts whatever the white space between their words.
    """
    if answer is None:
        return ""
    return f"={_plain(answer.value)}" if answer.value is not None else f"-{answer.missing}"


def about_consent(slot: Slot) -> str:
    """Return the scope of consent that a place is about; empty at a question."""
    return slot.item.removeprefix(CONSENT) if slot.item.startswith(CONSENT) else ""


def _passed_over(instrument: Instrument, first: SessionState) -> set[Slot]:
    """Return what the first did not ask at a table though nothing that was said led past it."""
    if instrument.kind != "round_table":
        return set()
    missing = derived_missing(instrument, first)
    return {slot for slot, reason in missing.items() if reason != WITHDRAWN}


def _plain(value: Value) -> str:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, (int, float)):
        return str(int(value)) if value == int(value) else repr(value)
    return " ".join(unicodedata.normalize("NFC", value).split())


def _merged(ours: list[Slot], theirs: list[Slot]) -> list[Slot]:
    """Put what only they were asked behind what they were asked before it."""
    merged = list(ours)
    common = set(ours)
    at = 0
    for slot in theirs:
        if slot in common:
            at = merged.index(slot) + 1
        else:
            merged.insert(at, slot)
            at += 1
    return merged


def _yes_or_no(agreed: bool | None) -> Answer | None:  # noqa: FBT001 - the answer itself
    return None if agreed is None else Answer(YES if agreed else NO)
