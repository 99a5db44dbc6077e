"""Write slots and answers as the payloads of events do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbp_survey.model.instrument import Value

if TYPE_CHECKING:
    from wbp_survey.model.session import Slot


def slot_payload(slot: Slot) -> dict[str, Any]:
    """Write a slot as payloads do; `slot_of` reads it back."""
    payload: dict[str, Any] = {"item": slot.item}
    if slot.participant:
        payload["participant"] = slot.participant
    if slot.round:
        payload["round"] = slot.round
    return payload


def answer_payload(slot: Slot, value: Value | None = None, missing: str = "") -> dict[str, Any]:
    """Write the payload of an `answer_given` event."""
    return slot_payload(slot) | ({"missing": missing} if missing else {"value": value})


def override_payload(slot: Slot, check: str, reason: str = "", missing: str = "") -> dict[str, Any]:
    """Write the payload of a `check_overridden` event: why an odd answer is right, or why not said.

    `check` is the expression that the answer fails.
    """
    said = {"check": check, "reason": reason} | ({"missing": missing} if missing else {})
    return slot_payload(slot) | said
